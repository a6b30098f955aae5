"""What holds a network together: components, bridges, cut points, nodes with the same ties, triads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping

import networkx as nx

from kg.network.project import directed, undirected

Groups = tuple[tuple[str, ...], ...]


def components(network: nx.MultiDiGraph[str]) -> Groups:
    """Return the connected parts, whichever way the edges point: the largest first, then by name."""
    return in_order(nx.connected_components(undirected(network)))


def bridges(network: nx.MultiDiGraph[str]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of nodes whose tie, if it went, would part a component; each pair and all sorted.

    A pair with several edges counts as one tie (Tarjan 1974, *Information Processing Letters* 2,
    https://doi.org/10.1016/0020-0190(74)90003-9).
    """
    return tuple(sorted((min(pair), max(pair)) for pair in nx.bridges(undirected(network))))


def cut_points(network: nx.MultiDiGraph[str]) -> tuple[str, ...]:
    """Return the nodes that, if they went, would part a component (articulation points), sorted.

    Hopcroft and Tarjan 1973, *Communications of the ACM* 16, https://doi.org/10.1145/362248.362272.
    """
    return tuple(sorted(set(nx.articulation_points(undirected(network)))))


def equivalent(network: nx.MultiDiGraph[str]) -> Groups:
    """Return the classes of two nodes or more that have the same ties to the same others.

    Same are the relation, the sign, and the direction unless an edge is ``symmetric``; two members may
    exchange their places, and nothing changes: so ties among members must be mutual and alike (structural
    equivalence, Lorrain and White 1971, *Journal of Mathematical Sociology* 1,
    https://doi.org/10.1080/0022250X.1971.9989788). No score that heeds ties alone can tell
    members apart.
    """
    ties: dict[str, dict[str, set[Hashable]]] = {node: defaultdict(set) for node in network}
    for tail, head, data in network.edges(data=True):
        if tail != head:
            out, back = ("with", "with") if data.get("symmetric") else ("to", "from")
            ties[tail][head].add((out, data["relation"], data["sign"]))
            ties[head][tail].add((back, data["relation"], data["sign"]))
    loops: dict[str, set[Hashable]] = defaultdict(set)
    for node, _, data in nx.selfloop_edges(network, data=True):
        loops[node].add((data["relation"], data["sign"]))
    return _exchangeable(
        {node: {other: frozenset(kinds) for other, kinds in around.items()} for node, around in ties.items()},
        {node: frozenset(kinds) for node, kinds in loops.items()},
    )


def interchangeable(network: nx.MultiDiGraph[str]) -> Groups:
    """Return the classes of two nodes or more that have the same neighbours, whatever their ties say.

    Structural equivalence as in ``equivalent``, on the undirected simple network: no score that heeds
    neighbours alone can tell members apart, and PageRank, which heeds direction, may.
    """
    graph = undirected(network)
    return _exchangeable({node: dict.fromkeys(graph[node], True) for node in graph}, {})


def _exchangeable(ties: Mapping[str, Mapping[str, Hashable]], loops: Mapping[str, Hashable]) -> Groups:
    """Group nodes by what they see around them: members not tied to one another, or all tied alike."""
    alike: dict[Hashable, list[str]] = defaultdict(list)
    for node in sorted(ties):
        around = frozenset(ties[node].items())
        for surroundings in (around, *(around | {(node, tie)} for tie in set(ties[node].values()))):
            alike[surroundings, loops.get(node)].append(node)
    return in_order(members for members in alike.values() if len(members) > 1)


def in_order(groups: Iterable[Iterable[str]]) -> Groups:
    """Sort groups: the largest first, then by name; the names of each are sorted."""
    return tuple(sorted((tuple(sorted(group)) for group in groups), key=lambda group: (-len(group), group)))


def triad_census(network: nx.MultiDiGraph[str]) -> dict[str, int]:
    """Count the sixteen kinds of triads of who points to whom, by their usual names (003 … 300).

    Holland and Leinhardt 1970, *American Journal of Sociology* 76, https://doi.org/10.1086/224954; computed
    as in Batagelj and Mrvar 2001, *Social Networks* 23, https://doi.org/10.1016/S0378-8733(01)00035-1.
    """
    return dict(nx.triadic_census(directed(network)))
