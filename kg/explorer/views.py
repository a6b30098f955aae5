"""Subgraphs as drawings: what surrounds an entity, what connects two, what holds together with one.

A drawing knows the graph it is of, so that a notebook shows it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import networkx as nx
import pyoxigraph as ox

from kg.core.namespaces import shorten
from kg.core.ontology import Label, local_name
from kg.errors import AmbiguousName, KgError
from kg.explorer.drawings import find_drawing, whole
from kg.explorer.layout.placing import network_of
from kg.explorer.links import tie_links
from kg.explorer.page import Page, draw
from kg.explorer.scene import Link, Scene
from kg.graph.read import Archive, read_archive
from kg.measures.communities import find_communities
from kg.network.derived import choose_ties
from kg.network.paths import connect, find_paths
from kg.network.project import project
from kg.query.names import find_entities


class NothingToDraw(KgError):
    """What was asked for holds no link."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A scene of a graph, the name of its file, and what has to be said with it."""

    name: str
    archive: Archive
    scene: Scene
    notes: tuple[str, ...] = ()

    def page(self) -> Page:
        """Draw it as one HTML page."""
        return draw(self.archive, self.scene)

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        return self.page()._repr_html_()


def view(store: ox.Store, name: str) -> Drawing:
    """Draw a ready-made view: ``whole``, ``signed``, ``attacks``, ``alliances`` or ``sayings``.

    Raises ``UnknownView``, and ``NothingToDraw`` where the graph holds nothing of it.
    """
    archive = read_archive(store)
    scene = find_drawing(name)(archive)
    if not scene.links:
        raise NothingToDraw(f"no claim states anything that the view '{name}' shows")
    return Drawing(name, archive, scene)


def around(store: ox.Store, name: str, hops: int = 1, ties: str | Collection[str] = ()) -> Drawing:
    """Draw what lies within some hops of an entity, by any of its names, and all links among that.

    Every link counts that somebody may believe. Raises ``UnknownEntity``, ``AmbiguousName``, ``UnknownTie``
    and ``NothingToDraw``.
    """
    archive, iri = read_archive(store), find_entity(store, name)
    scene = _all(archive, ties)
    network = network_of(scene)
    if iri not in network:
        raise NothingToDraw(f"no fact ties {archive.name(iri)} to anything, whomever one believes")
    title = Label(f"Autour de\u00a0: {archive.name(iri, 'fr')}", f"Around {archive.name(iri)}")
    scene = _among(scene, nx.ego_graph(network, iri, hops).nodes, title, iri)
    return Drawing(f"around-{local_name(iri)}", archive, scene)


def between(
    store: ox.Store, one: str, other: str, most: int = 3, ties: str | Collection[str] = ()
) -> Drawing:
    """Draw the shortest paths that connect two entities, as ``kg.connect`` has them.

    Chains are those of the facts of the graph. Raises ``UnknownEntity``, ``AmbiguousName``, ``UnknownTie``,
    and ``NothingToDraw``, which says what would connect the two.
    """
    archive = read_archive(store)
    start, end = find_entity(store, one), find_entity(store, other)
    paths = find_paths(project(archive, ties=ties), start, end, most)
    if not paths:
        raise NothingToDraw(connect(store, one, other, ties))
    hops = {frozenset((hop.tail, hop.head)) for path in paths for hop in path.hops}
    french = f"Ce qui relie {archive.name(start, 'fr')} à {archive.name(end, 'fr')}"
    title = Label(french, f"What connects {archive.name(start)} and {archive.name(end)}")
    every = _all(archive, ties)
    scene = _subgraph(every, lambda link: frozenset((link.tail, link.head)) in hops, title, start)
    return Drawing(f"path-{local_name(start)}-{local_name(end)}", archive, scene)


def community(store: ox.Store, name: str, ties: str | Collection[str] = ()) -> Drawing:
    """Draw the community that holds an entity, found as ``kg.communities`` does in the facts of the graph.

    Raises ``UnknownEntity``, ``AmbiguousName``, ``UnknownTie`` and ``NothingToDraw``.
    """
    archive, iri = read_archive(store), find_entity(store, name)
    network, called = project(archive, ties=ties), archive.name(iri)
    if iri not in network:
        raise NothingToDraw(f"no fact ties {called} to anything under the policy '{archive.policy}'")
    found = find_communities(network)
    members = next(group for group in found.groups if iri in group)
    title = Label(f"La communauté de {archive.name(iri, 'fr')}", f"The community of {called}")
    scene = _among(_all(archive, ties), members, title, iri)
    runs = round(found.together[iri] * found.seeds)
    note = f"{called} is with most of these in {runs} of {found.seeds} runs; runs agree {found.agreement:.2f}"
    return Drawing(f"community-{local_name(iri)}", archive, scene, (note,))


def find_entity(store: ox.Store, name: str) -> str:
    """Find the one entity that bears a name; raise ``UnknownEntity`` or ``AmbiguousName``."""
    found = find_entities(store, name)
    if len(found) > 1:
        raise AmbiguousName(name, map(shorten, found))
    return found[0]


def _all(archive: Archive, ties: str | Collection[str]) -> Scene:
    scene = whole(archive)
    return replace(scene, links=(*scene.links, *tie_links(archive, choose_ties(archive.ontology, ties))))


def _among(scene: Scene, nodes: Collection[str], title: Label, chosen: str) -> Scene:
    """Keep the links among some nodes."""
    kept = {*nodes}
    return _subgraph(scene, lambda link: {link.tail, link.head} <= kept, title, chosen)


def _subgraph(scene: Scene, keeps: Callable[[Link], bool], title: Label, chosen: str) -> Scene:
    return replace(scene, links=tuple(filter(keeps, scene.links)), title=title, chosen=chosen)
