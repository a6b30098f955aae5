"""What a SPARQL text matches, as values, and the triples of a graph by which one solution matches it.

These triples are witnesses of the solution, and what they rest on is its why-provenance (Buneman, Khanna and
Tan 2001, *Why and Where: A Characterization of Data Provenance*, https://doi.org/10.1007/3-540-44503-X_20).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import pyoxigraph as ox

from kg.graph.store import Shelf

Node: TypeAlias = Any
"""A term of pyoxigraph, whose types do not say which of them may stand where."""
Fact: TypeAlias = tuple[Node, Node, Node]
Value: TypeAlias = Callable[[str], Node | None]
"""What a variable or a constant stands for in one solution, or nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """A predicate: a variable with its ``?``, or a constant as it is written."""

    predicate: str


@dataclass(frozen=True, slots=True)
class Inverse:
    """A path, backwards."""

    path: Path


@dataclass(frozen=True, slots=True)
class Sequence:
    """One path after the other."""

    first: Path
    rest: Path


@dataclass(frozen=True, slots=True)
class Choice:
    """One path or another."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A path again and again, where it is ``many``, or not at all, where it ``may_stay``."""

    path: Path
    many: bool
    may_stay: bool


@dataclass(frozen=True, slots=True)
class AnyBut:
    """Any predicate but some."""

    predicates: tuple[str, ...]


Path: TypeAlias = "Step | Inverse | Sequence | Choice | Repeat | AnyBut"


@dataclass(frozen=True, slots=True)
class Triple:
    """A triple pattern; its ends are variables with their ``?``, or constants as they are written."""

    subject: str
    path: Path
    object: str


@dataclass(frozen=True, slots=True)
class Every:
    """Patterns that all have to match."""

    parts: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Patterns of which one has to match."""

    parts: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Perhaps:
    """A pattern that need not match."""

    part: Pattern


Pattern: TypeAlias = "Triple | Every | Either | Perhaps"


class Witnesses:
    """Finds the triples of a store, all its graphs merged, by which solutions match a pattern."""

    def __init__(self, store: ox.Store | Shelf):
        self._store = store
        self._holds = cache(self._look_up)

    def of(self, pattern: Pattern, value: Value) -> set[Fact] | None:
        """Return the triples by which a solution matches, or None if it does not.

        Of several branches of a UNION, all that match count.
        """
        if isinstance(pattern, Triple):
            subject, object_ = value(pattern.subject), value(pattern.object)
            return (
                None
                if subject is None or object_ is None
                else self._along(pattern.path, subject, object_, value)
            )
        if isinstance(pattern, Perhaps):
            return self.of(pattern.part, value) or set()
        found = [self.of(part, value) for part in pattern.parts]
        return _all_of(found) if isinstance(pattern, Every) else _any_of(found)

    def _along(self, path: Path, start: Node, end: Node, value: Value) -> set[Fact] | None:
        """Return the triples of all ways along a path from one node to another, or None if there is none."""
        if isinstance(path, Step):
            predicate = value(path.predicate)
            if isinstance(predicate, ox.NamedNode) and self._holds(start, predicate, end):
                return {(start, predicate, end)}
            return None
        if isinstance(path, Inverse):
            return self._along(path.path, end, start, value)
        if isinstance(path, Choice):
            return _any_of(self._along(part, start, end, value) for part in path.parts)
        if isinstance(path, Sequence):
            return _any_of(
                _all_of(
                    (self._along(path.first, start, node, value), self._along(path.rest, node, end, value))
                )
                for node in self._ends(path.first, start, value)
            )
        if isinstance(path, AnyBut):
            return {(s, p, o) for s, p, o in self._steps(path, start, value) if o == end} or None
        return self._again_and_again(path, start, end, value)

    def _again_and_again(self, path: Repeat, start: Node, end: Node, value: Value) -> set[Fact] | None:
        """Return the triples of all chains between two nodes; none is needed to stay where one is."""
        if path.may_stay and start == end:
            return set()
        if not path.many:
            return self._along(path.path, start, end, value)
        before = self._reachable(path.path, start, value)
        behind = self._reachable(Inverse(path.path), end, value)
        hops = ((node, after) for node in before for after in self._ends(path.path, node, value))
        return _any_of(self._along(path.path, *hop, value) for hop in hops if hop[1] in behind)

    def _reachable(self, path: Path, start: Node, value: Value) -> set[Node]:
        found, new = {start}, [start]
        while new:
            new = [end for end in self._ends(path, new.pop(), value) if end not in found] + new
            found.update(new)
        return found

    def _ends(self, path: Path, start: Node, value: Value) -> set[Node]:
        """Return where a path leads to from a node."""
        if isinstance(path, Sequence):
            nodes = self._ends(path.first, start, value)
            return {end for node in nodes for end in self._ends(path.rest, node, value)}
        if isinstance(path, Choice):
            return {end for part in path.parts for end in self._ends(part, start, value)}
        if isinstance(path, Repeat):
            some = self._ends(path.path, start, value)
            if path.many:
                some = {end for node in some for end in self._reachable(path.path, node, value)}
            return some | {start} if path.may_stay else some
        if isinstance(path, Inverse) and not isinstance(path.path, Step | AnyBut):
            return self._ends(_turned(path.path), start, value)
        return {o if s == start else s for s, _, o in self._steps(path, start, value)}

    def _steps(self, path: Path, start: Node, value: Value) -> Iterator[Fact]:
        """Yield the triples by which one step leads on from a node."""
        simple = path.path if isinstance(path, Inverse) else path
        assert isinstance(simple, Step | AnyBut)
        predicate = value(simple.predicate) if isinstance(simple, Step) else None
        but = {value(each) for each in simple.predicates} if isinstance(simple, AnyBut) else set()
        ends = (None, start) if isinstance(path, Inverse) else (start, None)
        if isinstance(ends[0], ox.Literal):
            return
        for quad in self._store.quads_for_pattern(ends[0], predicate, ends[1], None):
            if quad.predicate not in but:
                yield quad.subject, quad.predicate, quad.object

    def _look_up(self, subject: Node, predicate: ox.NamedNode, object_: Node) -> bool:
        if isinstance(subject, ox.Literal):
            return False
        return next(self._store.quads_for_pattern(subject, predicate, object_, None), None) is not None


def _turned(path: Path) -> Path:
    """Turn a path around, so that only single steps go backwards."""
    if isinstance(path, Sequence):
        return Sequence(_turned(path.rest), _turned(path.first))
    if isinstance(path, Choice):
        return Choice(tuple(_turned(part) for part in path.parts))
    if isinstance(path, Repeat):
        return Repeat(_turned(path.path), path.many, path.may_stay)
    return path.path if isinstance(path, Inverse) else Inverse(path)


def _all_of(found: Iterable[set[Fact] | None]) -> set[Fact] | None:
    facts: set[Fact] = set()
    for each in found:
        if each is None:
            return None
        facts |= each
    return facts


def _any_of(found: Iterable[set[Fact] | None]) -> set[Fact] | None:
    those = [each for each in found if each is not None]
    return set().union(*those) if those else None
