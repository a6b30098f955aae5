"""Finds the shortest paths between two entities, each hop with the claims that state it.

The network is searched and not the graph: property paths of SPARQL say that there is a path, and not which.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

import networkx as nx
import pyoxigraph as ox

from kg.core.model import STATUSES, in_order
from kg.core.namespaces import shorten
from kg.errors import AmbiguousName, count
from kg.graph.read import Archive, read_archive
from kg.network.project import Edge, parallel_edges, project, undirected
from kg.query.names import find_entities
from kg.query.provenance.footnotes import evidence_of, sentence_of, wrapped

AT_ONCE = 200
"""Paths of one length, longer than the shortest, up to which all are found before the first are chosen."""


@dataclass(frozen=True, slots=True)
class Hop:
    """A step from one node to the next, with every edge between the two, the firmest first."""

    tail: str
    head: str
    edges: tuple[Edge, ...]

    @property
    def status(self) -> str:
        """The status of the firmest edge."""
        return str(self.edges[0]["status"])

    @property
    def derived(self) -> bool:
        """Whether only rules derive this step, and no fact states it."""
        return all(edge["derived"] for edge in self.edges)


@dataclass(frozen=True, slots=True)
class Path:
    """A simple path: hops from one entity to another."""

    hops: tuple[Hop, ...]

    @property
    def status(self) -> str:
        """The status of the weakest hop."""
        return min((hop.status for hop in self.hops), key=STATUSES.index)


def find_paths(network: nx.MultiDiGraph[str], start: str, end: str, most: int = 5) -> tuple[Path, ...]:
    """Find the ``most`` shortest simple paths between two nodes, whichever way the edges point.

    The shortest come in the order of their nodes; longer ones are found as in Yen 1971
    (https://doi.org/10.1287/mnsc.17.11.712, by networkx), those of one length in the same order as long as
    there are no more than ``AT_ONCE``. Empty where the two are not connected, or not there.
    """
    if start not in network or end not in network or start == end:
        return ()
    simple = undirected(network)
    if not nx.has_path(simple, start, end):
        return ()
    walks = list(islice(_shortest(simple, start, end), most))
    if len(walks) < most:
        walks = _with_longer(simple, start, end, most)
    return tuple(_path(network, walk) for walk in walks)


def _shortest(graph: nx.Graph[str], start: str, end: str) -> Iterator[list[str]]:
    """Yield the shortest paths in the order of their nodes: every step comes one nearer to the end."""
    away = nx.single_source_shortest_path_length(graph, end)
    walks = [[start]]
    while walks:
        walk = walks.pop()
        if walk[-1] == end:
            yield walk
        nearer = (node for node in graph[walk[-1]] if away[node] == away[walk[-1]] - 1)
        walks += [[*walk, node] for node in sorted(nearer, reverse=True)]


def _with_longer(graph: nx.Graph[str], start: str, end: str, most: int) -> list[list[str]]:
    walks: list[list[str]] = []
    for walk in nx.shortest_simple_paths(graph, start, end):
        if len(walks) >= most and (len(walk) > len(walks[-1]) or len(walks) >= AT_ONCE):
            break
        walks.append(walk)
    return sorted(walks, key=lambda walk: (len(walk), walk))[:most]


def _path(network: nx.MultiDiGraph[str], walk: list[str]) -> Path:
    return Path(tuple(Hop(tail, head, tuple(_between(network, tail, head))) for tail, head in pairwise(walk)))


def _between(network: nx.MultiDiGraph[str], one: str, other: str) -> list[Edge]:
    edges = [*parallel_edges(network, one, other), *parallel_edges(network, other, one)]
    return sorted(edges, key=lambda edge: (edge["derived"], -STATUSES.index(edge["status"])))


def would_connect(archive: Archive, start: str, end: str) -> list[tuple[str, str]]:
    """List under which policies two entities are connected, the strictest first, each with its ties.

    Derived ties are looked at only where no policy connects the two without them.
    """
    for ties in ("", "stated", "all"):
        networks = ((policy, project(archive, policy, ties=ties)) for policy in archive.by_strictness())
        if ways := [(policy, ties) for policy, network in networks if find_paths(network, start, end, 1)]:
            return ways
    return []


def connect(store: ox.Store, one: str, other: str, ties: str | Collection[str] = (), most: int = 3) -> str:
    """Write how two entities are connected, hop by hop with the evidence.

    Where they are not, write under which policies and with which derived ties they would be.
    Raises ``UnknownEntity``, ``AmbiguousName`` and ``UnknownTie``.
    """
    archive = read_archive(store)
    start, end = (_only(archive, find_entities(store, name), name) for name in (one, other))
    between = f"{archive.name(start)} and {archive.name(end)}"
    paths = find_paths(project(archive, ties=ties), start, end, most)
    if paths:
        return "\n\n".join("\n".join(_path_lines(archive, n, path)) for n, path in enumerate(paths, 1))
    if start == end:
        return f"{archive.name(start)} is one and the same."
    ways = [_as_advice(*way) for way in would_connect(archive, start, end)]
    given = ties if isinstance(ties, str) else " ".join(sorted(ties))
    with_ties = f" with the derived ties '{given}'" if given else ""
    not_here = f"{between} are not connected under the policy '{archive.policy}'{with_ties}."
    return "\n".join((not_here, *(ways or ["Nor are they under any other, with whatever derived ties."])))


def _only(archive: Archive, found: list[str], name: str) -> str:
    if len(found) > 1:
        raise AmbiguousName(name, [f"{shorten(iri)} ({archive.name(iri)})" for iri in found])
    return found[0]


def _as_advice(policy: str, ties: str) -> str:
    with_ties = f" and the derived ties '{ties}' (--ties {ties})" if ties else ""
    return f"They would be under the policy '{policy}'{with_ties}."


def _path_lines(archive: Archive, number: int, path: Path) -> Iterator[str]:
    names = [archive.name(iri) for iri in (path.hops[0].tail, *(hop.head for hop in path.hops))]
    yield from wrapped(f"{number}. ", " – ".join(names))
    weakest = archive.ontology.terms[path.status].en
    yield f"   {count(len(path.hops), 'hop')}, the weakest {weakest}"
    for hop in path.hops:
        for edge in hop.edges:
            yield from _edge_lines(archive, edge)


def _edge_lines(archive: Archive, edge: Edge) -> Iterator[str]:
    claims = [archive.claims[iri] for iri in edge["claims"].split()]
    if edge["derived"]:
        yield from wrapped("- ", f"{edge['states']} (derived by the rule {edge['relation']})")
    else:
        yield from wrapped("- ", sentence_of(archive, claims[0]))
    for claim in in_order(claims):
        if edge["derived"]:
            yield from wrapped("  ", sentence_of(archive, claim))
        yield from evidence_of(archive, claim)
