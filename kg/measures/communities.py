"""Communities of a network, and how far runs of the same method agree on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import networkx as nx

from kg.measures.cohesion import Groups, in_order
from kg.network.project import undirected

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SEEDS = 100
PLACES = 9
STABLE = 0.75
"""Below this mean agreement among runs no partition stands for all: a convention of ours, not a test."""

Labels = tuple[int, ...]
"""A partition: for each node, in sorted order, the number of its group, counted as they appear."""


@dataclass(frozen=True, slots=True)
class Communities:
    """The communities of a network, and what speaks for them.

    ``groups`` is the partition of highest modularity among the runs; of several, the one found most often,
    and of these the first in sorted order. ``found`` counts the distinct partitions; ``agreement`` is the
    mean adjusted Rand index over all pairs of runs, 1 where all runs agree. ``together`` says of each node
    in what share of the runs it is in one community with more than half of its group, itself counted.
    ``modularity`` is None in a network without edges.
    """

    groups: Groups
    modularity: float | None
    seeds: int
    found: int
    agreement: float
    together: dict[str, float]
    runs: tuple[tuple[Labels, int], ...]
    """The distinct partitions of the sorted nodes, each with the number of its runs, the largest first."""

    @property
    def stable(self) -> bool:
        """Whether runs agree well enough (``STABLE``) for one partition to stand for all."""
        return self.agreement >= STABLE


def find_communities(network: nx.MultiDiGraph[str], seeds: int = SEEDS) -> Communities:
    """Find communities of the undirected simple network by Louvain's method, once for each seed from 0.

    Blondel, Guillaume, Lambiotte and Lefebvre 2008, *Journal of Statistical Mechanics*,
    https://doi.org/10.1088/1742-5468/2008/10/P10008; modularity: Newman and Girvan 2004, *Physical Review
    E* 69, https://doi.org/10.1103/PhysRevE.69.026113. The method takes nodes in random order and its
    results differ by that order alone, so ``agreement`` and ``together`` belong to every use of ``groups``.
    Raises ``ValueError`` where there is no seed.
    """
    if seeds < 1:
        raise ValueError(f"communities need at least one seed, not {seeds}")
    named = undirected(network)
    nodes = list(named)
    # Numbers hash alike in every process; names do not, and Louvain's method keeps nodes in sets.
    graph = _numbered(nodes, named)
    counts = Counter(_run(graph, seed) for seed in range(seeds))
    runs = tuple(sorted(counts.items(), key=lambda run: (-run[1], run[0])))
    worth = {labels: _modularity(graph, labels) for labels in counts}
    best = min(runs, key=lambda run: (-(worth[run[0]] or 0.0), -run[1], run[0]))[0]
    return Communities(
        groups=in_order([nodes[i] for i in members] for members in _members(best)),
        modularity=worth[best],
        seeds=seeds,
        found=len(runs),
        agreement=_agreement(runs),
        together=dict(zip(nodes, _together(best, runs), strict=True)),
        runs=runs,
    )


def one_partition(network: nx.Graph[str]) -> Groups:
    """Part a simple network by one run of Louvain's method: to find one's way in a large one, no finding."""
    nodes = sorted(network)
    graph = _numbered(nodes, network)
    return in_order([nodes[i] for i in members] for members in _members(_run(graph, 0)))


def co_assignment(communities: Communities) -> tuple[tuple[float, ...], ...]:
    """Return for each pair of nodes the share of runs that put them into one community.

    Rows and columns follow ``groups``, so that communities which hold together are blocks.
    """
    position = {node: i for i, node in enumerate(sorted(communities.together))}
    order = [position[node] for group in communities.groups for node in group]
    shares = _shares(communities.runs)
    return tuple(tuple(row) for row in shares[order][:, order].round(PLACES).tolist())


def _numbered(nodes: Sequence[str], named: nx.Graph[str]) -> nx.Graph[int]:
    number = {node: i for i, node in enumerate(nodes)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(number.values())
    graph.add_edges_from((number[one], number[two]) for one, two in named.edges)
    return graph


def _run(graph: nx.Graph[int], seed: int) -> Labels:
    parts = sorted(nx.community.louvain_communities(graph, seed=seed), key=min)
    label = {node: number for number, members in enumerate(parts) for node in members}
    return tuple(label[node] for node in graph)


def _members(labels: Labels) -> list[set[int]]:
    """Turn the labels of a partition into its groups.

    >>> _members((0, 1, 0))
    [{0, 2}, {1}]
    """
    members: list[set[int]] = [set() for _ in set(labels)]
    for node, number in enumerate(labels):
        members[number].add(node)
    return members


def _modularity(graph: nx.Graph[int], labels: Labels) -> float | None:
    if not graph.size():
        return None
    return round(nx.community.modularity(graph, _members(labels)), PLACES)


def _agreement(runs: Sequence[tuple[Labels, int]]) -> float:
    """Return the mean adjusted Rand index over all pairs of runs; 1 for a single run."""
    pairs = comb(sum(count for _, count in runs), 2)
    if not pairs:
        return 1.0
    alike = float(sum(comb(count, 2) for _, count in runs))
    differing = sum(
        one_count * two_count * adjusted_rand(one, two)
        for (one, one_count), (two, two_count) in combinations(runs, 2)
    )
    return round((alike + differing) / pairs, PLACES)


def adjusted_rand(one: Labels, two: Labels) -> float:
    """Compare two partitions of the same nodes: 1 if they are the same, 0 on average if they are random.

    Hubert and Arabie 1985, *Journal of Classification* 2, https://doi.org/10.1007/BF01908075.

    >>> adjusted_rand((0, 0, 1, 1), (1, 1, 0, 0))
    1.0
    >>> adjusted_rand((0, 0, 1, 1), (0, 1, 0, 1))
    -0.5
    """
    both, in_one, in_two = (_pairs(labels) for labels in (zip(one, two, strict=True), one, two))
    pairs = comb(len(one), 2)
    above_chance = 2 * (both * pairs - in_one * in_two)
    at_most = (in_one + in_two) * pairs - 2 * in_one * in_two
    # At most nothing only where both are all apart, or both all together: then they are the same.
    return above_chance / at_most if at_most else 1.0


def _pairs(labels: Iterable[Hashable]) -> int:
    """Count the pairs of nodes that a partition puts together."""
    return sum(comb(size, 2) for size in Counter(labels).values())


def _shares(runs: Sequence[tuple[Labels, int]]) -> NDArray[np.float64]:
    """Return for each pair of nodes the share of runs that put them together, nodes in sorted order."""
    import numpy as np

    shares = np.zeros((len(runs[0][0]),) * 2)
    for labels, count in runs:
        row = np.array(labels)
        shares += count * (row[:, None] == row)
    return shares / sum(count for _, count in runs)


def _together(best: Labels, runs: Sequence[tuple[Labels, int]]) -> list[float]:
    """Return the share of runs in which each node is in one community with most of its group in ``best``."""
    size = Counter(best)
    shared = [0] * len(best)
    for labels, count in runs:
        overlap = Counter(zip(best, labels, strict=True))
        for node, (group, label) in enumerate(zip(best, labels, strict=True)):
            shared[node] += count * (2 * overlap[group, label] > size[group])
    total = sum(count for _, count in runs)
    return [round(runs_with / total, PLACES) for runs_with in shared]
