"""The signs of a SPARQL text, read from left to right: brackets, and what a SELECT returns.

The signs are those of SPARQL 1.1 (https://www.w3.org/TR/sparql11-query/#grammar); comments are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from kg.errors import KgError

_TOKEN = re.compile(
    r"""(?P<gap>\s+|\#[^\n]*)
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<literal>(?:\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
        (?:\s*@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\s*\^\^\s*(?:<[^<>\s]*>|[\w.-]*:(?:[\w:.-]*\w)?))?)
    |(?P<variable>[?$]\w+)
    |(?P<blank>_:\w(?:[\w.-]*[\w-])?)
    |(?P<name>(?:\w(?:[\w.-]*[\w-])?)?:(?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\\S)*(?:[\w:-]|%[0-9A-Fa-f]{2}|\\\S))?)
    |(?P<number>[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<word>[A-Za-z]\w*)
    |(?P<sign>&&|\|\||!=|<=|>=|.)""",
    re.VERBOSE | re.DOTALL,
)
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_ENDS_OF_GROUPING = ("HAVING", "ORDER", "LIMIT", "OFFSET")
BRACKETS = {"(": ")", "{": "}", "[": "]"}


class Token(NamedTuple):
    """A sign with its kind, and the gap before it: a space, or nothing."""

    kind: str
    sign: str
    gap: str


class Untraceable(KgError):
    """A SPARQL text that says more than is understood here; its answer stands, without footnotes."""


@dataclass(frozen=True, slots=True)
class Item:
    """A projected variable, and the brackets that compute it where it is computed."""

    name: str
    brackets: tuple[Token, ...] = ()


def plain_items(items: Iterable[Item]) -> list[Item]:
    """Return the items that one solution gives alone: no aggregate is among what computes them."""
    return [item for item in items if not any(token.sign.upper() in _AGGREGATES for token in item.brackets)]


class Tokens:
    """The signs of a text, read from left to right."""

    def __init__(self, text: str):
        self.tokens: list[Token] = []
        gap = ""
        for match in _TOKEN.finditer(text):
            kind = match.lastgroup or ""
            if kind != "gap":
                self.tokens.append(Token(kind, match[0], gap))
            gap = " " if kind == "gap" else ""
        self.at = 0

    def kind(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def peek(self) -> str:
        return self.tokens[self.at].sign if self.at < len(self.tokens) else ""

    def word(self) -> str:
        return self.peek().upper() if self.kind() == "word" else ""

    def take(self, wanted: str = "") -> str:
        sign = self.peek()
        if not sign or (wanted and sign != wanted):
            raise Untraceable(f"'{sign}' stands where '{wanted or 'more'}' is expected")
        self.at += 1
        return sign

    def take_if(self, wanted: str) -> bool:
        found = self.kind() != "literal" and self.peek() == wanted
        self.at += found
        return found

    def brackets(self) -> tuple[Token, ...]:
        """Take brackets and all between them."""
        start, open_ones = self.at, [BRACKETS.get(self.take(), "")]
        while open_ones:
            if self.kind() == "sign" and self.peek() in BRACKETS:
                open_ones.append(BRACKETS[self.peek()])
            elif self.kind() == "sign" and self.peek() == open_ones[-1]:
                open_ones.pop()
            self.take()
        return tuple(self.tokens[start : self.at])

    def items(self) -> list[Item]:
        """Take what a SELECT returns; nothing for ``*``."""
        found = []
        while self.peek() not in ("{", "") and self.word() not in ("FROM", "WHERE"):
            if self.peek() == "(":
                found.append(_computed(self.brackets()))
            elif self.kind() == "variable":
                found.append(Item(self.take()))
            else:
                self.take()
        return found

    def grouping(self) -> tuple[list[Item], bool]:
        """Take what follows a pattern up to VALUES: the computed groups, and whether there is a limit."""
        items, is_limited, is_group = [], False, False
        while self.peek() not in ("", "}") and (word := self.word()) != "VALUES":
            is_limited = is_limited or word in ("LIMIT", "OFFSET")
            is_group = word == "GROUP" or (is_group and word not in _ENDS_OF_GROUPING)
            if self.peek() != "(":
                self.take()
            elif (inside := self.brackets())[-3].sign.upper() == "AS" and is_group:
                items.append(_computed(inside))
        return items, is_limited


def _computed(brackets: tuple[Token, ...]) -> Item:
    return Item(brackets[-2].sign, brackets)


def with_groups(items: list[Item], groups: list[Item]) -> list[Item]:
    """Put computed groups before the items that may speak of them."""
    names = {group.name[1:] for group in groups}
    return [*groups, *(item for item in items if item.name[1:] not in names)]
