"""A SPARQL text taken apart: the pattern it matches, and a SELECT that returns all that its solutions bind.

The text is written anew sign by sign (SPARQL 1.1, https://www.w3.org/TR/sparql11-query/#grammar): each triple
stands alone, blank nodes become variables, and the pattern of each sub-SELECT stands beside it, so that the
solutions behind a group or a limit are seen. What EXISTS, NOT EXISTS and MINUS ask for is kept as it is and
is no pattern: a row rests on what it matched, not on what it was tested for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.core.namespaces import RDF
from kg.query.provenance.algebra import (
    AnyBut,
    Choice,
    Either,
    Every,
    Inverse,
    Path,
    Pattern,
    Perhaps,
    Repeat,
    Sequence,
    Step,
)
from kg.query.provenance.algebra import Triple as TriplePattern
from kg.query.provenance.lexer import BRACKETS, Item, Token, Tokens, Untraceable, plain_items, with_groups


@dataclass(frozen=True, slots=True)
class Trace:
    """A pattern, and the pieces of the SELECT that returns all that a solution binds."""

    pattern: Every
    prologue: str
    head: str
    body: str
    tail: str
    computed: frozenset[str]
    """Columns that no solution gives alone: an aggregate counts or sums up several."""
    free: frozenset[str]
    """Columns that are plain variables of the text."""
    constants: tuple[str, ...]
    """The constants of the pattern, as they are written."""
    is_limited: bool
    """Whether the text cuts its answer with LIMIT or OFFSET."""

    def select(self, values: str = "") -> str:
        """Write the SELECT; ``values`` is a VALUES block that narrows it to some rows."""
        pattern = f"{{ {{ {self.body} }} {values} }}"
        return f"{self.prologue} SELECT DISTINCT {self.head} WHERE {pattern} {self.tail}"

    def select_constants(self) -> str:
        """Write a SELECT whose one row holds the constants: the engine reads prefixes and literals."""
        items = " ".join(f"({constant} AS ?c{n})" for n, constant in enumerate(self.constants))
        return f"{self.prologue} SELECT {items or '(1 AS ?c)'} {{ }}"


def trace(text: str) -> Trace:
    """Take a SELECT or an ASK that an engine has accepted apart.

    Raises ``Untraceable`` where it says more than SPARQL 1.1, or asks another machine.
    """
    return _Reader(text).trace()


class _Reader(Tokens):
    """Reads queries and patterns, and writes them anew."""

    def __init__(self, text: str):
        super().__init__(text)
        self.hidden: list[tuple[frozenset[str], str]] = []
        """For each sub-SELECT around: the variables seen from outside it, and a suffix for all others."""
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
        """Name a variable for the whole text: one that a sub-SELECT hides gets a name of its own."""
        name = "?" + variable[1:]
        name += next((suffix for seen, suffix in reversed(self.hidden) if seen and name not in seen), "")
        self.variables[name] = None
        return name

    def written(self, tokens: Iterable[Token]) -> str:
        signs = (t.gap + (self.named(t.sign) if t.kind == "variable" else t.sign) for t in tokens)
        return "".join(signs).strip()

    def since(self, start: int) -> str:
        return self.written(self.tokens[start : self.at])

    # queries

    def trace(self) -> Trace:
        while self.word() not in ("SELECT", "ASK"):
            self.take()
        prologue = self.since(0)
        is_select = self.take().upper() == "SELECT"
        items = self.items() if is_select else [Item("?answer", (Token("word", "COUNT", ""),))]
        dataset = self.dataset()
        body, pattern = self.group()
        groups, is_limited = self.grouping()
        items = with_groups(items, groups)
        plain = {self.named(i.name): self.written(i.brackets) for i in plain_items(items)}
        computed = {"?" + item.name[1:] for item in items} - plain.keys()
        others = [name for name in self.variables if name not in plain and name not in computed]
        head = [*(text or name for name, text in plain.items()), *others] or [f"(1 AS ?{self.mark})"]
        free = [name for name, text in plain.items() if not text] if items else others
        return Trace(
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
        while self.peek() not in ("{", "") and self.word() != "WHERE":
            self.take()
        clauses = self.since(start)
        self.at += self.word() == "WHERE"
        return clauses

    def subselect(self) -> tuple[str, Every]:
        """Write a sub-SELECT as it is, and its pattern beside it."""
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

    # patterns

    def group(self) -> tuple[str, Every]:
        """Read a group in braces; its text comes without them."""
        self.take("{")
        texts: list[str] = []
        parts: list[Pattern] = []
        while not self.take_if("}"):
            text, found = self.element()
            texts.append(text)
            parts += found
        return " ".join(texts), Every(tuple(parts))

    def element(self) -> tuple[str, list[Pattern]]:
        word, start = self.word(), self.at
        if word == "SELECT":
            text, part = self.subselect()
            return text, [part]
        if self.peek() == "{":
            return self.union()
        if word in ("OPTIONAL", "GRAPH"):
            self.at += 2 if word == "GRAPH" else 1
            name = self.since(start)
            text, part = self.group()
            return f"{name} {{ {text} }}", [Perhaps(part) if word == "OPTIONAL" else part]
        if word in ("FILTER", "MINUS", "BIND", "VALUES"):
            self.tested(word)
            return self.since(start), []
        return ("", []) if self.take_if(".") else self.triples()

    def tested(self, word: str) -> None:
        """Take what binds or tests without matching a triple."""
        while self.peek() != "{" and (self.peek() != "(" or word == "VALUES"):
            self.take()
        self.brackets()

    def union(self) -> tuple[str, list[Pattern]]:
        branches = [self.group()]
        while self.word() == "UNION":
            self.take()
            branches.append(self.group())
        text = " UNION ".join(f"{{ {text} }}" for text, _ in branches)
        parts = tuple(part for _, part in branches)
        return text, [Either(parts) if len(parts) > 1 else parts[0]]

    # triples

    def triples(self) -> tuple[str, list[Pattern]]:
        """Read the triples about one subject, and write each alone."""
        found: list[tuple[str, TriplePattern]] = []
        self.properties(self.node(found), found)
        return " ".join(text for text, _ in found), [triple for _, triple in found]

    def properties(self, subject: str, found: list[tuple[str, TriplePattern]]) -> None:
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
        """Take a node and write it; what brackets say of theirs is added to what was found."""
        kind, sign = self.kind(), self.peek()
        if kind == "sign" and sign == "[":
            self.take()
            name = self.named("?" + self.new())
            self.properties(name, found)
            self.take("]")
            return name
        if kind == "blank":
            self.take()
            return self.named(self.blanks.setdefault(sign, "?" + self.new()))
        if kind == "variable":
            return self.named(self.take())
        if kind not in ("iri", "name", "literal", "number") and sign.lower() not in ("true", "false"):
            raise Untraceable(f"'{sign}' is no node")
        return self.constant(self.take())

    def constant(self, sign: str) -> str:
        self.constants[sign] = None
        return sign

    # paths

    def path(self) -> Path:
        parts = [self.sequence()]
        while self.take_if("|"):
            parts.append(self.sequence())
        return Choice(tuple(parts)) if len(parts) > 1 else parts[0]

    def sequence(self) -> Path:
        first = self.hop()
        return Sequence(first, self.sequence()) if self.take_if("/") else first

    def hop(self) -> Path:
        if self.take_if("^"):
            return Inverse(self.hop())
        path = self.step()
        for sign in ("*", "+", "?"):
            if self.take_if(sign):
                return Repeat(path, many=sign != "?", may_stay=sign != "+")
        return path

    def step(self) -> Path:
        if self.take_if("("):
            path = self.path()
            self.take(")")
            return path
        if self.take_if("!"):
            return self.any_but()
        return Step(self.named(self.take()) if self.kind() == "variable" else self.predicate())

    def predicate(self) -> str:
        if self.kind() not in ("iri", "name") and self.peek() != "a":
            raise Untraceable(f"'{self.peek()}' is no predicate")
        sign = self.take()
        return self.constant(f"<{RDF.type}>" if sign == "a" else sign)

    def any_but(self) -> Path:
        """Read a negated property set."""
        named: dict[bool, list[str]] = {False: [], True: []}
        many = self.take_if("(")
        while not (many and self.take_if(")")):
            backwards = self.take_if("^")
            named[backwards].append(self.predicate())
            if not many:
                break
            self.take_if("|")
        forwards, backwards_ = AnyBut(tuple(named[False])), Inverse(AnyBut(tuple(named[True])))
        if not named[True]:
            return forwards
        return Choice((forwards, backwards_)) if named[False] else backwards_
