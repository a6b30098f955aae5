"""The algebra of SPARQL patterns and property paths, and the witnesses of a solution in a graph.

Patterns and paths are those of https://www.w3.org/TR/sparql11-query/#sparqlAlgebra. A witness is a set of
triples by which a solution matches a pattern (Buneman, Khanna and Tan 2001, *Why and Where: A
Characterization of Data Provenance*, https://doi.org/10.1007/3-540-44503-X_20).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import pyoxigraph as ox

from kg.graph.store import BuiltGraph

Node: TypeAlias = Any
"""A term of pyoxigraph, whose types do not say which of them may stand where."""
Fact: TypeAlias = tuple[Node, Node, Node]
Solution: TypeAlias = Callable[[str], Node | None]
"""A solution mapping: the term of a variable or of a constant, or nothing."""


@dataclass(frozen=True, slots=True)
class Link:
    """A path of one predicate: a variable with its ``?``, or a constant as it is written."""

    predicate: str


@dataclass(frozen=True, slots=True)
class Inverse:
    """A path from object to subject: ``^``."""

    path: Path


@dataclass(frozen=True, slots=True)
class Sequence:
    """One path after the other: ``/``."""

    first: Path
    rest: Path


@dataclass(frozen=True, slots=True)
class Alternative:
    """One path or another: ``|``."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Repetition:
    """A path repeated: ``*`` (both true), ``+`` (only ``many``) or ``?`` (only ``zero_length``)."""

    path: Path
    many: bool
    zero_length: bool


@dataclass(frozen=True, slots=True)
class NegatedPropertySet:
    """Any predicate but some: ``!``."""

    predicates: tuple[str, ...]


Path: TypeAlias = "Link | Inverse | Sequence | Alternative | Repetition | NegatedPropertySet"


@dataclass(frozen=True, slots=True)
class TriplePattern:
    """A triple pattern; its ends are variables with their ``?``, or constants as they are written."""

    subject: str
    path: Path
    object: str


@dataclass(frozen=True, slots=True)
class Join:
    """Patterns that all have to match: a group."""

    parts: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Union:
    """Patterns of which one has to match: UNION."""

    parts: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class LeftJoin:
    """A pattern that need not match: OPTIONAL."""

    part: Pattern


Pattern: TypeAlias = "TriplePattern | Join | Union | LeftJoin"


class Witnesses:
    """Finds the triples of a store, the merge of its graphs, by which a solution matches a pattern."""

    def __init__(self, store: ox.Store | BuiltGraph):
        self._store = store
        self._holds = cache(self._look_up)

    def of(self, pattern: Pattern, solution: Solution) -> set[Fact] | None:
        """Return the triples by which a solution matches a pattern, or None if it does not.

        Of several branches of a UNION, all that match count.
        """
        if isinstance(pattern, TriplePattern):
            subject, object_ = solution(pattern.subject), solution(pattern.object)
            if subject is None or object_ is None:
                return None
            return self._on_path(pattern.path, subject, object_, solution)
        if isinstance(pattern, LeftJoin):
            return self.of(pattern.part, solution) or set()
        found = [self.of(part, solution) for part in pattern.parts]
        return _all_of(found) if isinstance(pattern, Join) else _any_of(found)

    def _on_path(self, path: Path, start: Node, end: Node, solution: Solution) -> set[Fact] | None:
        """Return the triples of all walks along a path between two nodes, or None if there is none."""
        if isinstance(path, Link):
            predicate = solution(path.predicate)
            if isinstance(predicate, ox.NamedNode) and self._holds(start, predicate, end):
                return {(start, predicate, end)}
            return None
        if isinstance(path, Inverse):
            return self._on_path(path.path, end, start, solution)
        if isinstance(path, Alternative):
            return _any_of(self._on_path(part, start, end, solution) for part in path.parts)
        if isinstance(path, Sequence):
            through = self._ends(path.first, start, solution)
            halves = (((path.first, start, node), (path.rest, node, end)) for node in through)
            return _any_of(_all_of(self._on_path(*half, solution) for half in both) for both in halves)
        if isinstance(path, NegatedPropertySet):
            return {(s, p, o) for s, p, o in self._links(path, start, solution) if o == end} or None
        return self._on_repetition(path, start, end, solution)

    def _on_repetition(
        self, path: Repetition, start: Node, end: Node, solution: Solution
    ) -> set[Fact] | None:
        """Return the triples of all walks of repetitions between two nodes; one of length zero needs none."""
        if path.zero_length and start == end:
            return set()
        if not path.many:
            return self._on_path(path.path, start, end, solution)
        before = self._reachable(path.path, start, solution)
        behind = self._reachable(Inverse(path.path), end, solution)
        hops = ((node, after) for node in before for after in self._ends(path.path, node, solution))
        return _any_of(self._on_path(path.path, *hop, solution) for hop in hops if hop[1] in behind)

    def _reachable(self, path: Path, start: Node, solution: Solution) -> set[Node]:
        found, new = {start}, [start]
        while new:
            new = [end for end in self._ends(path, new.pop(), solution) if end not in found] + new
            found.update(new)
        return found

    def _ends(self, path: Path, start: Node, solution: Solution) -> set[Node]:
        """Return where a path leads to from a node."""
        if isinstance(path, Sequence):
            nodes = self._ends(path.first, start, solution)
            return {end for node in nodes for end in self._ends(path.rest, node, solution)}
        if isinstance(path, Alternative):
            return {end for part in path.parts for end in self._ends(part, start, solution)}
        if isinstance(path, Repetition):
            some = self._ends(path.path, start, solution)
            if path.many:
                some = {end for node in some for end in self._reachable(path.path, node, solution)}
            return some | {start} if path.zero_length else some
        if isinstance(path, Inverse) and not isinstance(path.path, Link | NegatedPropertySet):
            return self._ends(_inverted(path.path), start, solution)
        return {o if s == start else s for s, _, o in self._links(path, start, solution)}

    def _links(self, path: Path, start: Node, solution: Solution) -> Iterator[Fact]:
        """Yield the triples by which a path of length one leads on from a node."""
        simple = path.path if isinstance(path, Inverse) else path
        assert isinstance(simple, Link | NegatedPropertySet)
        predicate = solution(simple.predicate) if isinstance(simple, Link) else None
        but = set(map(solution, simple.predicates)) if isinstance(simple, NegatedPropertySet) else set()
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


def _inverted(path: Path) -> Path:
    """Invert a path so that only paths of length one are inverse: the store finds those from either end."""
    if isinstance(path, Sequence):
        return Sequence(_inverted(path.rest), _inverted(path.first))
    if isinstance(path, Alternative):
        return Alternative(tuple(_inverted(part) for part in path.parts))
    if isinstance(path, Repetition):
        return Repetition(_inverted(path.path), path.many, path.zero_length)
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
