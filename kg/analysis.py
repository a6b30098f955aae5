"""Measures of a network, exact and honest about ties: small networks deserve no decimals of luck."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx


@dataclass(frozen=True, slots=True)
class Measure:
    """The measures of one node. Nodes that tie share a rank; the next rank counts all before it."""

    node: str
    label: str
    kind: str
    degree: int
    degree_rank: int
    betweenness: float
    betweenness_rank: int


def measure(network: nx.MultiDiGraph[str]) -> list[Measure]:
    """Measure every node of a network, in descending order of degree, then betweenness, then name.

    ``degree`` is the number of distinct neighbours, whichever way the edges point (Freeman 1978,
    *Social Networks* 1, https://doi.org/10.1016/0378-8733(78)90021-7). ``betweenness`` is the share of
    shortest paths between other nodes that pass through the node, on the undirected simple network, from
    0 to 1 (Freeman 1977, *Sociometry* 40, https://doi.org/10.2307/3033543; computed as in Brandes 2001,
    https://doi.org/10.1080/0022250X.2001.9990249), rounded to nine decimals so that ties are ties.
    """
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(sorted(network))
    simple.add_edges_from(sorted({(min(e), max(e)) for e in network.edges() if e[0] != e[1]}))
    degree = dict(simple.degree())
    betweenness = {node: round(value, 9) for node, value in nx.betweenness_centrality(simple).items()}
    degree_rank, betweenness_rank = rank(degree), rank(betweenness)
    rows = [
        Measure(
            node=node,
            label=data["label"],
            kind=data["kind"],
            degree=degree[node],
            degree_rank=degree_rank[node],
            betweenness=betweenness[node],
            betweenness_rank=betweenness_rank[node],
        )
        for node, data in network.nodes(data=True)
    ]
    return sorted(rows, key=lambda row: (-row.degree, -row.betweenness, row.label, row.node))


def rank(values: dict[str, int] | dict[str, float]) -> dict[str, int]:
    """Rank in descending order; those that tie share the best rank of their group.

    >>> rank({"a": 3, "b": 1, "c": 3})
    {'a': 1, 'b': 3, 'c': 1}
    """
    in_order = sorted(values.values(), reverse=True)
    best: dict[float, int] = {}
    for position, value in enumerate(in_order, 1):
        best.setdefault(value, position)
    return {name: best[value] for name, value in values.items()}
