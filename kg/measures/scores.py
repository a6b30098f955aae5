"""Scores of the nodes of a network, each exact, published, and defined or None; and the ranks they give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf, nan
from typing import Any

import networkx as nx

from kg.core.ontology import Label
from kg.network.project import directed, undirected

Number = int | float
Values = dict[str, Number | None]
"""A value for each node; None where the score is not defined."""
Ranks = dict[str, int | None]
"""A rank for each node, by ``rank``."""

DIGITS = 12
DAMPING = 0.85
"""How likely PageRank's walk goes on; as published."""
GRAIN, TINY = 1e-10, 1e-15
"""Values no further apart than this share of themselves are one: two engines, or twins, differ by less."""
DENSE = 2_000
"""Up to so many nodes a component's eigenvectors are computed from the whole matrix."""


@dataclass(frozen=True, slots=True)
class Score:
    """A score of nodes; ``rising`` where the smallest value is the strongest.

    ``formula`` takes what ``reduce`` makes of a network: a simple graph, ``undirected`` or ``directed``.
    """

    name: str
    label: Label
    source: str
    reduce: Callable[[nx.MultiDiGraph[str]], nx.Graph[str]]
    formula: Callable[[Any], Values]
    rising: bool = False

    def compute(self, network: nx.MultiDiGraph[str]) -> Values:
        """Return a value for each node, in the order of names.

        Values are rounded to twelve significant digits, so that ties are ties.
        """
        return self.formula(self.reduce(network))


@dataclass(frozen=True, slots=True)
class Measured:
    """One score of one node. Nodes that tie share a rank, and the next rank counts all before it.

    Value and rank are ``None`` where the score is not defined.
    """

    score: str
    node: str
    label: str
    kind: str
    value: Number | None
    rank: int | None


def measure(network: nx.MultiDiGraph[str]) -> tuple[Measured, ...]:
    """Measure every node of a network by every score of ``SCORES``.

    The order is that of the scores, then of rank and name; nodes without a value come last.
    """
    return with_names(network, score_all(network))


def with_names(
    network: nx.MultiDiGraph[str], scored: Mapping[str, tuple[Values, Ranks]]
) -> tuple[Measured, ...]:
    """Lay out what ``score_all`` computes of a network, node by node."""
    last = network.number_of_nodes() + 1
    label = {node: str(network.nodes[node]["label"]) for node in network}
    kind = {node: str(network.nodes[node]["kind"]) for node in network}
    return tuple(
        Measured(name, node, label[node], kind[node], values[node], ranks[node])
        for name, (values, ranks) in scored.items()
        for node in sorted(network, key=lambda node: (ranks[node] or last, label[node], node))
    )


def score_all(network: nx.MultiDiGraph[str]) -> dict[str, tuple[Values, Ranks]]:
    """Compute every score of a network: by its name the value and the rank of each node."""
    simple: dict[Any, nx.Graph[str]] = {}  # each reduction once, and not for each score
    found: dict[str, tuple[Values, Ranks]] = {}
    for name, score in SCORES.items():
        if score.reduce not in simple:
            simple[score.reduce] = score.reduce(network)
        values = score.formula(simple[score.reduce])
        found[name] = values, rank(values, score.rising)
    return found


def leaders(ranks: Mapping[str, int | None]) -> tuple[str, ...]:
    """Return the nodes of the first rank; none where all nodes tie, since then nobody leads.

    >>> leaders({"a": 1, "b": 1, "c": 3}), leaders({"a": 1, "b": 1})
    (('a', 'b'), ())
    """
    first = tuple(sorted(node for node, place in ranks.items() if place == 1))
    return first if len(first) < len(ranks) else ()


def degree(graph: nx.Graph[str]) -> Values:
    """Count the distinct neighbours of each node, whichever way the edges point."""
    return dict(graph.degree())


def betweenness(graph: nx.Graph[str]) -> Values:
    """Return the share of shortest paths between other nodes that pass through each node, from 0 to 1."""
    return settle(nx.betweenness_centrality(graph))


def pagerank(graph: nx.DiGraph[str]) -> Values:
    """Return where a walk along the edges' direction ends that starts afresh 15 times in 100.

    A walk also starts afresh, anywhere, from a node that no edge leaves. The values add up to 1.
    """
    return settle(nx.pagerank(graph, alpha=DAMPING, tol=1e-15, max_iter=10_000, weight=None))


def core(graph: nx.Graph[str]) -> Values:
    """Return the largest k such that the node lies in a subgraph where all have k neighbours."""
    return dict(sorted(nx.core_number(graph).items()))


def constraint(graph: nx.Graph[str]) -> Values:
    """Return how far each node's neighbours are tied to one another; isolated nodes have none to be tied."""
    return _among_the_tied(graph, nx.constraint)


def effective_size(graph: nx.Graph[str]) -> Values:
    """Count each node's neighbours less those they know on average; not defined for isolated nodes."""
    return _among_the_tied(graph, nx.effective_size)


def _among_the_tied(graph: nx.Graph[str], compute: Callable[..., dict[str, float]]) -> Values:
    isolates = dict.fromkeys(nx.isolates(graph), nan)
    tied = graph.subgraph([node for node in graph if node not in isolates]).copy() if isolates else graph
    return settle(isolates | (compute(tied) if tied else {}))


def eigenvector(graph: nx.Graph[str]) -> Values:
    """Score each node by the scores of its neighbours, as power iteration from equal scores ends.

    So the scores are 0 outside the components whose largest eigenvalue is the network's; where several
    components share it, each keeps the part it starts with. They have length 1, and are not defined in a
    network without edges.
    """
    if not graph.size():
        return dict.fromkeys(graph)
    components = map(sorted, nx.connected_components(graph))
    parts = [_leading(graph, nodes) for nodes in components if len(nodes) > 1]
    top = max(value for value, _ in parts)
    scores = dict.fromkeys(graph, 0.0)
    for value, vector in parts:
        if top - value <= GRAIN * top:
            scores |= vector
    length = sum(score**2 for score in scores.values()) ** 0.5
    return settle({node: score / length for node, score in scores.items()})


def _leading(graph: nx.Graph[str], nodes: list[str]) -> tuple[float, dict[str, float]]:
    """Return a component's largest eigenvalue, and equal scores projected onto its eigenvector."""
    import numpy as np

    if len(nodes) <= DENSE:
        values, vectors = np.linalg.eigh(nx.to_numpy_array(graph, nodes))
    else:
        from scipy.sparse.linalg import eigsh

        matrix = nx.to_scipy_sparse_array(graph, nodes).astype(float)
        # ARPACK takes a random start unless it is given one.
        values, vectors = eigsh(matrix, k=1, which="LA", v0=np.arange(1.0, len(nodes) + 1))
    vector = vectors[:, -1]
    return float(values[-1]), dict(zip(nodes, (vector * vector.sum()).tolist(), strict=True))


def settle(values: Mapping[str, float]) -> Values:
    """Round to twelve significant digits, in the order of names; what differs by an error becomes equal.

    Rounding alone would part two values that lie on either side of a half.

    >>> settle({"b": 0.1 + 0.2, "a": 0.3, "c": float("nan")})
    {'a': 0.3, 'b': 0.3, 'c': None}
    """
    settled: Values = dict.fromkeys(sorted(values))
    first, shown = -inf, 0.0
    for value, node in sorted((value, node) for node, value in values.items() if value == value):
        if value - first > GRAIN * abs(value) + TINY:
            first, shown = value, float(f"{value:.{DIGITS}g}")
        settled[node] = shown
    return settled


def rank(values: Mapping[str, Number | None], rising: bool = False) -> Ranks:
    """Rank in descending order, or ascending where ``rising``; None has no rank.

    Those that tie share the best rank of their group, and the next rank counts all before it.

    >>> rank({"a": 3, "b": 1, "c": 3, "d": None})
    {'a': 1, 'b': 3, 'c': 1, 'd': None}
    """
    in_order = sorted((value for value in values.values() if value is not None), reverse=not rising)
    best: dict[Number, int] = {}
    for position, value in enumerate(in_order, 1):
        best.setdefault(value, position)
    return {name: None if value is None else best[value] for name, value in values.items()}


FREEMAN_1978 = "Freeman 1978, Social Networks 1, https://doi.org/10.1016/0378-8733(78)90021-7"
FREEMAN_1977 = (
    "Freeman 1977, Sociometry 40, https://doi.org/10.2307/3033543; computed as in Brandes 2001, Journal of "
    "Mathematical Sociology 25, https://doi.org/10.1080/0022250X.2001.9990249"
)
BONACICH = "Bonacich 1972, Journal of Mathematical Sociology 2, https://doi.org/10.1080/0022250X.1972.9989806"
PAGE = (
    "Page, Brin, Motwani and Winograd 1999, Stanford InfoLab 1999-66; in print as Brin and Page 1998, "
    "Computer Networks and ISDN Systems 30, https://doi.org/10.1016/S0169-7552(98)00110-X"
)
SEIDMAN = "Seidman 1983, Social Networks 5, https://doi.org/10.1016/0378-8733(83)90028-X"
BURT = (
    "Burt 1992, Structural Holes, Harvard University Press, chapter 2; "
    "Burt 2004, American Journal of Sociology 110, https://doi.org/10.1086/421787"
)

SCORES: dict[str, Score] = {
    score.name: score
    for score in (
        Score("degree", Label("degré", "degree"), FREEMAN_1978, undirected, degree),
        Score("betweenness", Label("intermédiarité", "betweenness"), FREEMAN_1977, undirected, betweenness),
        Score(
            "eigenvector",
            Label("centralité de vecteur propre", "eigenvector"),
            BONACICH,
            undirected,
            eigenvector,
        ),
        Score("pagerank", Label("PageRank", "PageRank"), PAGE, directed, pagerank),
        Score("core", Label("k-cœur", "k-core"), SEIDMAN, undirected, core),
        Score("constraint", Label("contrainte", "constraint"), BURT, undirected, constraint, rising=True),
        Score("effective_size", Label("taille efficace", "effective size"), BURT, undirected, effective_size),
    )
}
