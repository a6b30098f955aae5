"""Balance of a signed network: its triads, its camps, and the fewest ties that stand in their way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

from kg.measures.cohesion import Groups, in_order
from kg.measures.frustration import Pair, fewest, sides

KINDS = ("+++", "++-", "+--", "---")
"""The kinds of signed triads: a triad is balanced where an even number of its ties is negative."""


@dataclass(frozen=True, slots=True)
class SignedTies:
    """The ties of a network that are friendly (1) or hostile (-1), one for a pair of nodes.

    ``graph`` is undirected and simple, with ``sign`` on its edges, and holds the nodes of such ties alone.
    ``ambivalent`` are the pairs that have ties of both signs. They are in no triad and move no camp, since a
    signed graph has one sign for a pair (Harary 1953); but whatever the camps, one of the two ties stands in
    their way, so each adds 1 to the index.
    """

    graph: nx.Graph[str]
    ambivalent: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, order=True)
class Triad:
    """Three nodes, each signed-tied to the others, and the kind of their triad (one of ``KINDS``)."""

    nodes: tuple[str, str, str]
    kind: str

    @property
    def balanced(self) -> bool:
        """Whether the friend of a friend is a friend, and the enemy of an enemy too (Heider 1946)."""
        return self.kind.count("-") % 2 == 0


@dataclass(frozen=True, slots=True)
class Camps:
    """The two camps of one connected part, with the fewest ties that stand in their way.

    A friendly tie between the camps and a hostile one within a camp is ``frustrated``. There may be other
    camps that are as good: ``always`` are the ties frustrated in all of them, ``sometimes`` those
    frustrated in one of them at least. Shown is the one whose sorted frustrated ties come first. The first
    camp holds the part's first node.
    """

    camps: tuple[tuple[str, ...], tuple[str, ...]]
    frustrated: tuple[Pair, ...]
    always: tuple[Pair, ...]
    sometimes: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """What a signed network is like.

    ``camps`` has one entry for each connected part; ``factions`` are the parts that friendly ties alone
    connect, or None where a hostile tie lies within one: then there is not even weak balance.
    """

    friendly: int
    hostile: int
    ambivalent: tuple[Pair, ...]
    triads: tuple[Triad, ...]
    camps: tuple[Camps, ...]
    factions: Groups | None

    @property
    def index(self) -> int:
        """The frustration index: how many ties must go, or turn, until all parts have two camps."""
        return sum(len(part.frustrated) for part in self.camps) + len(self.ambivalent)

    @property
    def balanced(self) -> bool:
        """Whether the network is balanced: no tie stands in the way of two camps (Harary 1953)."""
        return self.index == 0

    @property
    def census(self) -> dict[str, int]:
        """How many triads there are of each kind."""
        counts = Counter(triad.kind for triad in self.triads)
        return {kind: counts[kind] for kind in KINDS}

    @property
    def carriers(self) -> tuple[Triad, ...]:
        """The unbalanced triads: whatever the camps, one or three ties of each are frustrated."""
        return tuple(triad for triad in self.triads if not triad.balanced)


def measure_balance(network: nx.MultiDiGraph[str]) -> Balance:
    """Measure the balance of the signed ties of a network, exactly; other ties and directions are ignored.

    Balance: Heider 1946, *Journal of Psychology* 21, https://doi.org/10.1080/00223980.1946.9917275;
    Cartwright and Harary 1956, *Psychological Review* 63, https://doi.org/10.1037/h0046049; Harary 1953,
    *Michigan Mathematical Journal* 2, https://doi.org/10.1307/mmj/1028989917. Weak balance: Davis 1967,
    *Human Relations* 20, https://doi.org/10.1177/001872676702000206. Frustration index, or line index of
    balance: Harary 1959, *Behavioral Science* 4, https://doi.org/10.1002/bs.3830040405.
    """
    ties = signed(network)
    signs = Counter(data["sign"] for data in ties.graph.edges.values())
    parts = (ties.graph.subgraph(nodes) for nodes in in_order(nx.connected_components(ties.graph)))
    return Balance(
        friendly=signs[1],
        hostile=signs[-1],
        ambivalent=ties.ambivalent,
        triads=triads(ties.graph),
        camps=tuple(_camps(part) for part in parts),
        factions=factions(ties.graph),
    )


def signed(network: nx.MultiDiGraph[str]) -> SignedTies:
    """Reduce to the pairs that signed edges tie, whichever way these point; loops are left out."""
    signs: dict[Pair, set[int]] = defaultdict(set)
    for tail, head, data in network.edges(data=True):
        if data["sign"] and tail != head:
            signs[min(tail, head), max(tail, head)].add(data["sign"])
    graph: nx.Graph[str] = nx.Graph()
    pairs = sorted(pair for pair in signs if len(signs[pair]) == 1)
    graph.add_nodes_from(sorted({node for pair in pairs for node in pair}))
    graph.add_edges_from((*pair, {"sign": next(iter(signs[pair]))}) for pair in pairs)
    return SignedTies(graph, tuple(sorted(signs.keys() - set(pairs))))


def triads(graph: nx.Graph[str]) -> tuple[Triad, ...]:
    """List the triads of a signed graph, sorted (Wasserman and Faust 1994, chapter 6).

    https://doi.org/10.1017/CBO9780511815478
    """
    found = []
    for nodes in triangles(graph):
        hostile = sum(graph.edges[tie]["sign"] < 0 for tie in combinations(nodes, 2))
        found.append(Triad(nodes, KINDS[hostile]))
    return tuple(sorted(found))


def triangles(graph: nx.Graph[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the nodes of each triangle once, in sorted order."""
    for one, two in graph.edges:
        first, second = min(one, two), max(one, two)
        for third in graph[first].keys() & graph[second].keys():
            if third > second:
                yield first, second, third


def factions(graph: nx.Graph[str]) -> Groups | None:
    """Return the parts that friendly ties connect, or None where a hostile tie lies within one.

    They are the finest factions that weak balance allows (Davis 1967); those without a hostile tie between
    them may also be taken together.
    """
    friendly: nx.Graph[str] = nx.Graph()
    friendly.add_nodes_from(graph)
    friendly.add_edges_from(tie for tie in graph.edges if graph.edges[tie]["sign"] > 0)
    parts = in_order(nx.connected_components(friendly))
    part = {node: number for number, members in enumerate(parts) for node in members}
    hostile = (tie for tie in graph.edges if graph.edges[tie]["sign"] < 0)
    return None if any(part[one] == part[two] for one, two in hostile) else parts


def _camps(part: nx.Graph[str]) -> Camps:
    least = fewest(part)
    side = sides(part, without=least.chosen)
    one, two = (tuple(sorted(node for node in side if side[node] == number)) for number in (0, 1))
    return Camps((one, two), *(tuple(sorted(ties)) for ties in (least.chosen, least.always, least.sometimes)))
