"""Scores of the nodes of a network: each exact, published, and defined or None."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf, nan

import networkx as nx

from kg.core.ontology import Label
from kg.network.project import directed, undirected

Number = int | float
Values = dict[str, Number | None]
"""A value for each node; None where the score is not defined."""

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

    ``compute`` takes a network and returns a value for each node, in the order of their names, rounded to
    twelve significant digits so that ties are ties.
    """

    name: str
    label: Label
    source: str
    rising: bool
    compute: Callable[[nx.MultiDiGraph[str]], Values]


def degree(network: nx.MultiDiGraph[str]) -> Values:
    """Count the distinct neighbours of each node, whichever way the edges point."""
    return dict(undirected(network).degree())


def betweenness(network: nx.MultiDiGraph[str]) -> Values:
    """Return the share of shortest paths between other nodes that pass through each node, from 0 to 1."""
    return settle(nx.betweenness_centrality(undirected(network)))


def pagerank(network: nx.MultiDiGraph[str]) -> Values:
    """Return where a walk along the edges' direction ends that starts afresh 15 times in 100.

    A walk also starts afresh, anywhere, from a node that no edge leaves. The values add up to 1.
    """
    scores = nx.pagerank(directed(network), alpha=DAMPING, tol=1e-15, max_iter=10_000, weight=None)
    return settle(scores)


def core(network: nx.MultiDiGraph[str]) -> Values:
    """Return the largest k such that the node lies in a subgraph where all have k neighbours."""
    numbers = nx.core_number(undirected(network))
    return {node: numbers[node] for node in sorted(numbers)}


def constraint(network: nx.MultiDiGraph[str]) -> Values:
    """Return how far each node's neighbours are tied to one another; isolated nodes have none to be tied."""
    return _among_the_tied(network, nx.constraint)


def effective_size(network: nx.MultiDiGraph[str]) -> Values:
    """Count each node's neighbours less those they know on average; not defined for isolated nodes."""
    return _among_the_tied(network, nx.effective_size)


def _among_the_tied(network: nx.MultiDiGraph[str], compute: Callable[..., dict[str, float]]) -> Values:
    graph = undirected(network)
    isolates = dict.fromkeys(nx.isolates(graph), nan)
    tied = graph.subgraph([node for node in graph if node not in isolates]).copy()
    return settle(isolates | (compute(tied) if tied else {}))


def eigenvector(network: nx.MultiDiGraph[str]) -> Values:
    """Score each node by the scores of its neighbours, as power iteration from equal scores ends.

    So the scores are 0 outside the components whose largest eigenvalue is the network's; where several
    components share it, each keeps the part it starts with. They have length 1, and are not defined in a
    network without edges.
    """
    graph = undirected(network)
    if not graph.size():
        return dict.fromkeys(graph)
    parts = [
        _leading(graph, nodes) for nodes in map(sorted, nx.connected_components(graph)) if len(nodes) > 1
    ]
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


def rank(values: Mapping[str, Number | None], rising: bool = False) -> dict[str, int | None]:
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
        Score("degree", Label("degré", "degree"), FREEMAN_1978, False, degree),
        Score("betweenness", Label("intermédiarité", "betweenness"), FREEMAN_1977, False, betweenness),
        Score(
            "eigenvector", Label("centralité de vecteur propre", "eigenvector"), BONACICH, False, eigenvector
        ),
        Score("pagerank", Label("PageRank", "PageRank"), PAGE, False, pagerank),
        Score("core", Label("k-cœur", "k-core"), SEIDMAN, False, core),
        Score("constraint", Label("contrainte", "constraint"), BURT, True, constraint),
        Score("effective_size", Label("taille efficace", "effective size"), BURT, False, effective_size),
    )
}
