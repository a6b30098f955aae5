"""Lexer and parser of SPARQL: the pattern that a query matches, and a SELECT of all that its solutions bind.

The grammar is that of SPARQL 1.1 (https://www.w3.org/TR/sparql11-query/#grammar). Each triple is written
alone, blank nodes become variables, and the pattern of each sub-SELECT stands beside it, so that the
solutions behind a group or a limit are seen. What FILTER, MINUS and EXISTS ask stays as it is and is no
pattern: a row rests on what it matched, not on what it was tested for.

It is written by hand because nothing else does it: of 43 queries that Oxigraph accepts, rdflib writes only 35
back from its algebra, and pyoxigraph does not show its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from kg.core.namespaces import RDF
from kg.core.rq_files import IRIREF, STRING
from kg.errors import KgError
from kg.query.provenance.algebra import (
    Alternative,
    Inverse,
    Join,
    LeftJoin,
    Link,
    NegatedPropertySet,
    Path,
    Pattern,
    Repetition,
    Sequence,
    TriplePattern,
    Union,
)

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
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_AFTER_GROUP_BY = ("HAVING", "ORDER", "LIMIT", "OFFSET")


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


@dataclass(frozen=True, slots=True)
class Item:
    """A projected variable, and the expression in brackets that computes it, if any."""

    name: str
    brackets: tuple[Token, ...] = ()


def plain_items(items: Iterable[Item]) -> list[Item]:
    """Return the items that one solution gives alone: those without an aggregate."""
    return [item for item in items if not any(token.text.upper() in _AGGREGATES for token in item.brackets)]


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The pattern of a query, and the pieces of the SELECT that returns all that a solution binds."""

    pattern: Join
    prologue: str
    head: str
    body: str
    tail: str
    computed: frozenset[str]
    """Columns that are aggregates: no solution gives them alone."""
    free: frozenset[str]
    """Columns that are variables of the pattern and no expressions."""
    constants: tuple[str, ...]
    """The constants of the pattern, as they are written."""
    is_limited: bool
    """Whether the answer is cut by LIMIT or OFFSET."""

    def select(self, values: str = "") -> str:
        """Write the SELECT; ``values`` is a VALUES block that narrows it to some rows."""
        pattern = f"{{ {{ {self.body} }} {values} }}"
        return f"{self.prologue} SELECT DISTINCT {self.head} WHERE {pattern} {self.tail}"


def select_constants(prologue: str, constants: Iterable[str]) -> str:
    """Write a SELECT of constants in one row: only the engine resolves prefixes and literals."""
    items = " ".join(f"({constant} AS ?c{n})" for n, constant in enumerate(constants))
    return f"{prologue} SELECT {items or '(1 AS ?c)'} {{ }}"


def parse(text: str) -> ParsedQuery:
    """Parse a SELECT or an ASK that an engine has accepted.

    Raises ``Untraceable`` where it says more than SPARQL 1.1, or asks another machine.
    """
    return Parser(text).query()


class Parser(TokenStream):
    """Parses queries and patterns by recursive descent, and rewrites them."""

    def __init__(self, text: str):
        super().__init__(text)
        self.hidden: list[tuple[frozenset[str], str]] = []
        """For each enclosing sub-SELECT: the variables in scope outside it, and a suffix for all others."""
        self.mark = "v"
        while self.mark in text:
            self.mark += "v"
        self.variables: dict[str, None] = {}
        self.constants: dict[str, None] = {}
        self.blanks: dict[str, str] = {}
        self.count = 0

    def new(self) -> str:
        self.count += 1
        return f"{self.mark}{self.count}"

    def named(self, variable: str) -> str:
        """Name a variable for the whole query: one that is local to a sub-SELECT gets a name of its own."""
        name = "?" + variable[1:]
        name += next((suffix for seen, suffix in reversed(self.hidden) if seen and name not in seen), "")
        self.variables[name] = None
        return name

    def written(self, tokens: Iterable[Token]) -> str:
        texts = (t.space + (self.named(t.text) if t.kind == "variable" else t.text) for t in tokens)
        return "".join(texts).strip()

    def since(self, start: int) -> str:
        return self.written(self.tokens[start : self.at])

    # queries

    def query(self) -> ParsedQuery:
        while self.keyword() not in ("SELECT", "ASK"):
            self.take()
        prologue = self.since(0)
        is_select = self.take().upper() == "SELECT"
        items = self.items() if is_select else [Item("?answer", (Token("keyword", "COUNT"),))]
        dataset = self.dataset()
        body, pattern = self.group()
        groups, is_limited = self.grouping()
        items = with_groups(items, groups)
        plain = {self.named(i.name): self.written(i.brackets) for i in plain_items(items)}
        computed = {"?" + item.name[1:] for item in items} - plain.keys()
        others = [name for name in self.variables if name not in plain and name not in computed]
        head = [*(text or name for name, text in plain.items()), *others] or [f"(1 AS ?{self.mark})"]
        free = [name for name, text in plain.items() if not text] if items else others
        return ParsedQuery(
            pattern=pattern,
            prologue=prologue,
            head=f"{' '.join(head)} {dataset}",
            body=body,
            tail=self.written(self.tokens[self.at :]),
            computed=frozenset(name[1:] for name in computed),
            free=frozenset(name[1:] for name in free),
            constants=tuple(self.constants),
            is_limited=is_limited,
        )

    def dataset(self) -> str:
        start = self.at
        while self.peek() not in ("{", "") and self.keyword() != "WHERE":
            self.take()
        clauses = self.since(start)
        self.at += self.keyword() == "WHERE"
        return clauses

    def subselect(self) -> tuple[str, Join]:
        """Write a sub-SELECT as it is, and its pattern beside it, for the solutions behind its groups."""
        start = self.at
        while self.peek() not in ("}", ""):
            if self.peek() in BRACKETS:
                self.brackets()
            else:
                self.take()
        whole, end, self.at = self.since(start), self.at, start + 1
        items = self.items()
        self.dataset()
        self.hidden.append((frozenset("?" + item.name[1:] for item in items), self.new()))
        body, pattern = self.group()
        items = with_groups(items, self.grouping()[0])
        computed = (item for item in plain_items(items) if item.brackets)
        bound = " ".join(f"BIND {self.written(item.brackets)}" for item in computed)
        self.hidden.pop()
        self.at = end
        return f"{{ {whole} }} {{ {body} {bound} }}", pattern

    def items(self) -> list[Item]:
        """Take the projection of a SELECT; nothing for ``*``."""
        found = []
        while self.peek() not in ("{", "") and self.keyword() not in ("FROM", "WHERE"):
            if self.peek() == "(":
                found.append(_computed(self.brackets()))
            elif self.kind() == "variable":
                found.append(Item(self.take()))
            else:
                self.take()
        return found

    def grouping(self) -> tuple[list[Item], bool]:
        """Take the solution modifiers up to VALUES: computed groups, and whether there is a limit."""
        items, is_limited, is_group = [], False, False
        while self.peek() not in ("", "}") and (word := self.keyword()) != "VALUES":
            is_limited = is_limited or word in ("LIMIT", "OFFSET")
            is_group = word == "GROUP" or (is_group and word not in _AFTER_GROUP_BY)
            if self.peek() != "(":
                self.take()
            elif (inside := self.brackets())[-3].text.upper() == "AS" and is_group:
                items.append(_computed(inside))
        return items, is_limited

    # patterns

    def group(self) -> tuple[str, Join]:
        """Read a group in braces; its text comes without them."""
        self.take("{")
        texts: list[str] = []
        parts: list[Pattern] = []
        while not self.take_if("}"):
            text, found = self.element()
            texts.append(text)
            parts += found
        return " ".join(texts), Join(tuple(parts))

    def element(self) -> tuple[str, list[Pattern]]:
        word, start = self.keyword(), self.at
        if word == "SELECT":
            text, part = self.subselect()
            return text, [part]
        if self.peek() == "{":
            return self.union()
        if word in ("OPTIONAL", "GRAPH"):
            self.at += 2 if word == "GRAPH" else 1
            name = self.since(start)
            text, part = self.group()
            return f"{name} {{ {text} }}", [LeftJoin(part) if word == "OPTIONAL" else part]
        if word in ("FILTER", "MINUS", "BIND", "VALUES"):
            self.skip(word)
            return self.since(start), []
        return ("", []) if self.take_if(".") else self.triples()

    def skip(self, word: str) -> None:
        """Skip what binds or tests without matching a triple."""
        while self.peek() != "{" and (self.peek() != "(" or word == "VALUES"):
            self.take()
        self.brackets()

    def union(self) -> tuple[str, list[Pattern]]:
        branches = [self.group()]
        while self.keyword() == "UNION":
            self.take()
            branches.append(self.group())
        text = " UNION ".join(f"{{ {text} }}" for text, _ in branches)
        parts = tuple(part for _, part in branches)
        return text, [Union(parts) if len(parts) > 1 else parts[0]]

    # triples

    def triples(self) -> tuple[str, list[Pattern]]:
        """Read the triples about one subject, and write each alone."""
        found: list[tuple[str, TriplePattern]] = []
        self.property_list(self.node(found), found)
        return " ".join(text for text, _ in found), [triple for _, triple in found]

    def property_list(self, subject: str, found: list[tuple[str, TriplePattern]]) -> None:
        while True:
            while self.take_if(";"):
                pass
            if self.peek() not in ("^", "!", "(", "a") and self.kind() not in ("iri", "name", "variable"):
                return
            start = self.at
            path = self.path()
            written = self.since(start)
            while True:
                end = self.node(found)
                found.append((f"{subject} {written} {end} .", TriplePattern(subject, path, end)))
                if not self.take_if(","):
                    break
            if self.peek() != ";":
                return

    def node(self, found: list[tuple[str, TriplePattern]]) -> str:
        """Take a node and write it; the triples in its brackets are added to those found."""
        kind, text = self.kind(), self.peek()
        if kind == "punctuation" and text == "[":
            self.take()
            name = self.named("?" + self.new())
            self.property_list(name, found)
            self.take("]")
            return name
        if kind == "blank":
            self.take()
            return self.named(self.blanks.setdefault(text, "?" + self.new()))
        if kind == "variable":
            return self.named(self.take())
        if kind not in ("iri", "name", "literal", "number") and text.lower() not in ("true", "false"):
            raise Untraceable(f"'{text}' is no node")
        return self.constant(self.take())

    def constant(self, text: str) -> str:
        self.constants[text] = None
        return text

    # paths

    def path(self) -> Path:
        parts = [self.sequence()]
        while self.take_if("|"):
            parts.append(self.sequence())
        return Alternative(tuple(parts)) if len(parts) > 1 else parts[0]

    def sequence(self) -> Path:
        first = self.path_element()
        return Sequence(first, self.sequence()) if self.take_if("/") else first

    def path_element(self) -> Path:
        if self.take_if("^"):
            return Inverse(self.path_element())
        path = self.path_primary()
        for text in ("*", "+", "?"):
            if self.take_if(text):
                return Repetition(path, many=text != "?", zero_length=text != "+")
        return path

    def path_primary(self) -> Path:
        if self.take_if("("):
            path = self.path()
            self.take(")")
            return path
        if self.take_if("!"):
            return self.negated_property_set()
        return Link(self.named(self.take()) if self.kind() == "variable" else self.predicate())

    def predicate(self) -> str:
        if self.kind() not in ("iri", "name") and self.peek() != "a":
            raise Untraceable(f"'{self.peek()}' is no predicate")
        text = self.take()
        return self.constant(f"<{RDF.type}>" if text == "a" else text)

    def negated_property_set(self) -> Path:
        forwards: list[str] = []
        backwards: list[str] = []
        many = self.take_if("(")
        while not (many and self.take_if(")")):
            (backwards if self.take_if("^") else forwards).append(self.predicate())
            if not many:
                break
            self.take_if("|")
        forth, back = NegatedPropertySet(tuple(forwards)), Inverse(NegatedPropertySet(tuple(backwards)))
        if not backwards:
            return forth
        return Alternative((forth, back)) if forwards else back


def _computed(brackets: tuple[Token, ...]) -> Item:
    return Item(brackets[-2].text, brackets)


def with_groups(items: list[Item], groups: list[Item]) -> list[Item]:
    """Put computed groups before the items whose expressions may use them."""
    names = {group.name[1:] for group in groups}
    return [*groups, *(item for item in items if item.name[1:] not in names)]
