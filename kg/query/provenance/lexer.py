"""Lexer of SPARQL: the tokens of a text (SPARQL 1.1, https://www.w3.org/TR/sparql11-query/#grammar)."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.core.rq_files import IRIREF, STRING
from kg.errors import KgError

_TOKEN = re.compile(
    rf"""(?P<space>\s+|\#[^\n]*)
    |(?P<iri>{IRIREF})
    |(?P<literal>{STRING}
        (?:\s*@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\s*\^\^\s*(?:<[^<>\s]*>|[\w.-]*:(?:[\w:.-]*\w)?))?)
    |(?P<variable>[?$]\w+)
    |(?P<blank>_:\w(?:[\w.-]*[\w-])?)
    |(?P<name>(?:\w(?:[\w.-]*[\w-])?)?:(?:(?:[\w:.-]|%[0-9A-Fa-f]{{2}}|\\\S)*(?:[\w:-]|%[0-9A-Fa-f]{{2}}|\\\S))?)
    |(?P<number>[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<keyword>[A-Za-z]\w*)
    |(?P<punctuation>&&|\|\||!=|<=|>=|.)""",
    re.VERBOSE | re.DOTALL,
)
BRACKETS = {"(": ")", "{": "}", "[": "]"}


class Token(NamedTuple):
    """A token with its kind, and the space before it, if any; comments are spaces."""

    kind: str
    text: str
    space: str = ""


class Untraceable(KgError):
    """A SPARQL text that says more than is understood here; its answer stands, without footnotes."""


class TokenStream:
    """The tokens of a text, taken from left to right."""

    def __init__(self, text: str):
        self.tokens: list[Token] = []
        space = ""
        for match in _TOKEN.finditer(text):
            kind = match.lastgroup or ""
            if kind != "space":
                self.tokens.append(Token(kind, match[0], space))
            space = " " if kind == "space" else ""
        self.at = 0

    def kind(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def peek(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def keyword(self) -> str:
        return self.peek().upper() if self.kind() == "keyword" else ""

    def take(self, wanted: str = "") -> str:
        text = self.peek()
        if not text or (wanted and text != wanted):
            raise Untraceable(f"'{text}' stands where '{wanted or 'more'}' is expected")
        self.at += 1
        return text

    def take_if(self, wanted: str) -> bool:
        found = self.kind() != "literal" and self.peek() == wanted
        self.at += found
        return found

    def brackets(self) -> tuple[Token, ...]:
        """Take brackets and all between them."""
        start, open_ones = self.at, [BRACKETS.get(self.take(), "")]
        while open_ones:
            if self.kind() == "punctuation" and self.peek() in BRACKETS:
                open_ones.append(BRACKETS[self.peek()])
            elif self.kind() == "punctuation" and self.peek() == open_ones[-1]:
                open_ones.pop()
            self.take()
        return tuple(self.tokens[start : self.at])
