"""Measures of a network, exact and honest about ties: small networks deserve no decimals of luck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

from kg.measures.scores import SCORES, rank

Values = Mapping[str, float | int | None]
Ranks = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Measured:
    """One score of one node. Nodes that tie share a rank, and the next rank counts all before it.

    Value and rank are ``None`` where the score is not defined.
    """

    score: str
    node: str
    label: str
    kind: str
    value: float | int | None
    rank: int | None


def measure(network: nx.MultiDiGraph[str]) -> tuple[Measured, ...]:
    """Measure every node of a network by every score of ``kg.centrality.SCORES``.

    The order is that of the scores, then of rank and name; nodes without a value come last.
    """
    last = network.number_of_nodes() + 1
    label = {node: str(network.nodes[node]["label"]) for node in network}
    kind = {node: str(network.nodes[node]["kind"]) for node in network}
    return tuple(
        Measured(name, node, label[node], kind[node], values[node], ranks[node])
        for name, (values, ranks) in score_all(network).items()
        for node in sorted(network, key=lambda node: (ranks[node] or last, label[node], node))
    )


def score_all(network: nx.MultiDiGraph[str]) -> dict[str, tuple[Values, Ranks]]:
    """Compute every score of a network: by its name the value and the rank of each node."""
    found: dict[str, tuple[Values, Ranks]] = {}
    for name, score in SCORES.items():
        values = score.compute(network)
        found[name] = values, rank(values, score.rising)
    return found


def leaders(ranks: Ranks) -> tuple[str, ...]:
    """Return the nodes of the first rank; none where all nodes tie, since then nobody leads.

    >>> leaders({"a": 1, "b": 1, "c": 3}), leaders({"a": 1, "b": 1})
    (('a', 'b'), ())
    """
    first = tuple(sorted(node for node, place in ranks.items() if place == 1))
    return first if len(first) < len(ranks) else ()
