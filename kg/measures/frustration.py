"""The frustration index: the fewest ties that keep a signed graph from two camps, by integer programming."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

from kg.errors import TooHard

Pair = tuple[str, str]
"""Two nodes, in sorted order."""
Pairs = frozenset[Pair]

SECONDS = 60.0
"""How long one integer program may take."""
STEP, SLACK = 1e-6, 1e-4
"""What each step of a cycle costs beside its share, so that short ones are found; and what is less than 1."""
SOLVED, INFEASIBLE = 0, 2
"""What HiGHS answers, as SciPy numbers it."""


@dataclass(frozen=True, slots=True)
class Fewest:
    """A least set of ties without which a signed graph is balanced: the first in sorted order.

    ``always`` are the ties in every least set, ``sometimes`` those in one at least.
    """

    chosen: Pairs
    always: Pairs
    sometimes: Pairs


def fewest(graph: nx.Graph[str]) -> Fewest:
    """Find the least sets of ties that frustrate a signed graph; their size is its frustration index.

    Exact, by binary linear programs (Aref, Mason and Wilson 2020, *Networks* 75,
    https://doi.org/10.1002/net.21907) that HiGHS solves. A set frustrates where it meets every unbalanced
    cycle; these are found as needed, by shortest paths (Barahona and Mahjoub 1986, *Mathematical
    Programming* 36, https://doi.org/10.1007/BF02592023). A cycle lies within one block, so the least sets of
    a graph are those of its blocks, taken together. Of several least sets the one is chosen whose sorted
    ties come first, whichever the solver meets. Raises ``TooHard`` where a program takes longer than
    ``SECONDS``.
    """
    blocks = [graph.edge_subgraph(ties).copy() for ties in nx.biconnected_component_edges(graph)]
    solved = [_Search.of(block).least_sets() for block in blocks if frustrated(block, sides(block))]
    return Fewest(
        chosen=frozenset(pair for block in solved for pair in block.chosen),
        always=frozenset(pair for block in solved for pair in block.always),
        sometimes=frozenset(pair for block in solved for pair in block.sometimes),
    )


def sides(graph: nx.Graph[str], without: Collection[Pair] = ()) -> dict[str, int]:
    """Put each node on side 0 or 1 as its ties say, without some of them; the first node of a part on 0.

    Ties that no sides can heed are heeded as they are met: ``frustrated`` tells which were not.
    """
    side: dict[str, int] = {}
    heeded = nx.restricted_view(graph, [], without)
    for start in sorted(graph):
        if start not in side:
            side[start] = 0
            for node, other in nx.bfs_edges(heeded, start):
                side[other] = side[node] ^ (graph.edges[node, other]["sign"] < 0)
    return side


def frustrated(graph: nx.Graph[str], side: Mapping[str, int]) -> Pairs:
    """Return the friendly ties between the sides and the hostile ones within a side."""
    return frozenset(
        (min(tie), max(tie))
        for tie, data in graph.edges.items()
        if (side[tie[0]] == side[tie[1]]) != (data["sign"] > 0)
    )


@dataclass(slots=True)
class _Search:
    """The search for least sets in a signed graph: ties that meet every unbalanced cycle found so far."""

    graph: nx.Graph[str]
    nodes: tuple[str, ...]
    pairs: tuple[Pair, ...]
    cycles: list[list[int]]
    """Unbalanced cycles, each as the positions of its ties among ``pairs``."""

    @classmethod
    def of(cls, graph: nx.Graph[str]) -> _Search:
        """Begin with the shortest unbalanced cycle through each node."""
        pairs = tuple(sorted((min(pair), max(pair)) for pair in graph.edges))
        search = cls(graph, tuple(sorted(graph)), pairs, [])
        search.cycles.extend(search._unmet([0.0] * len(pairs)))
        return search

    def least_sets(self) -> Fewest:
        """Find the first of the least sets, what they have in common, and what is in any of them."""
        start = self._cheapest(dict.fromkeys(self.pairs, 1.0))
        known = [start]
        always = sometimes = start
        while True:
            # The least set with most of what was never seen, and least of what always was.
            cost = dict.fromkeys(always, 1.0) | dict.fromkeys(set(self.pairs) - sometimes, -1.0)
            found = self._cheapest(cost, len(start))
            if always <= found <= sometimes:
                return Fewest(self._first(known, sorted(sometimes)), always, sometimes)
            known.append(found)
            always, sometimes = always & found, sometimes | found

    def _first(self, known: list[Pairs], candidates: Iterable[Pair]) -> Pairs:
        """Choose the earliest ties that a least set can hold together; ``known`` are some least sets."""
        chosen: Pairs = frozenset()
        for pair in candidates:
            wanted = chosen | {pair}
            if not any(wanted <= one for one in known):
                found = self._cheapest({}, len(known[0]), wanted)
                if not found:
                    continue
                known.append(found)
            chosen = wanted
        return chosen

    def _cheapest(
        self, cost: Mapping[Pair, float], size: int | None = None, held: Pairs = frozenset()
    ) -> Pairs:
        """Return the cheapest set that meets every unbalanced cycle, with the ties held; empty if none.

        Cycles that it does not meet are added until there are none: first to the linear program, where
        ties may be taken in part and which is fast, then to the binary one.
        """
        shares: list[float] = []
        for whole in (False, True):
            unmet = self.cycles
            while unmet:
                shares = self._solve(cost, size, held, whole)
                if not shares:
                    return frozenset()
                unmet = self._unmet(shares)
                self.cycles.extend(unmet)
        return frozenset(pair for pair, share in zip(self.pairs, shares, strict=True) if share > 0.5)

    def _solve(self, cost: Mapping[Pair, float], size: int | None, held: Pairs, whole: bool) -> list[float]:
        """Return the share of each tie in the cheapest set that meets the cycles; none if none does."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        width = len(self.pairs)
        rows = [row for row, cycle in enumerate(self.cycles) for _ in cycle]
        columns = [column for cycle in self.cycles for column in cycle]
        meets = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(self.cycles), width))
        answer = milp(
            [cost.get(pair, 0.0) for pair in self.pairs],
            integrality=np.full(width, int(whole)),
            bounds=Bounds([float(pair in held) for pair in self.pairs], 1.0),
            constraints=[
                LinearConstraint(meets, lb=1.0),
                LinearConstraint(np.ones(width), ub=np.inf if size is None else size),
            ],
            options={"mip_rel_gap": 0, "time_limit": SECONDS},
        )
        if answer.status == INFEASIBLE:
            return []
        if answer.status != SOLVED:
            raise TooHard(f"no least set within {SECONDS:g} s: {len(self.nodes)} nodes, {width} ties")
        return [float(share) for share in (answer.x.round() if whole else answer.x)]

    def _unmet(self, shares: list[float]) -> list[list[int]]:
        """Find unbalanced cycles whose shares add up to less than 1: for each node the least, if simple.

        They are shortest paths from a node to itself on the other side, in a graph that has each node on
        both sides, where a hostile tie changes the side.
        """
        import numpy as np
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import dijkstra

        count = len(self.nodes)
        index = {node: i for i, node in enumerate(self.nodes)}
        steps: dict[tuple[int, int], int] = {}
        for position, pair in enumerate(self.pairs):
            one, two = (index[node] for node in pair)
            turn = count if self.graph.edges[pair]["sign"] < 0 else 0
            for tail, head in ((one, two), (two, one)):
                steps[tail, head + turn] = steps[tail + count, (head + count + turn) % (2 * count)] = position
        lengths = [max(shares[position], 0.0) + STEP for position in steps.values()]
        cover = csr_array((lengths, tuple(zip(*steps, strict=True))), shape=(2 * count, 2 * count))
        distance, before = dijkstra(cover, indices=np.arange(count), return_predecessors=True, limit=1.0)
        found = set()
        for start in np.flatnonzero(
            distance[np.arange(count), np.arange(count) + count] < 1 - SLACK
        ).tolist():
            walk = [start + count]
            while walk[-1] != start:
                walk.append(int(before[start, walk[-1]]))
            if len({node % count for node in walk}) == len(walk) - 1:
                found.add(tuple(sorted(steps[pair] for pair in pairwise(reversed(walk)))))
        return [list(cycle) for cycle in sorted(found)]
