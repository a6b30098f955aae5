"""Where the nodes of a scene stand: all of them, the main ones, or communities where there are too many.

A page opens on what can be read at once; the rest is there to be found, expanded or asked for.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import networkx as nx

from kg.core.ontology import Label
from kg.explorer.layout.geometry import Box
from kg.explorer.layout.stress import Place, arrange, frame, wrap
from kg.explorer.scene import Drawn, Scene
from kg.graph.read import Archive
from kg.measures.cohesion import Groups
from kg.measures.communities import one_partition

SCREENS = {"wide": 2.2, "tall": 0.62}
"""The layouts that a page carries, each by the width of its screen over the height."""
READABLE, MOST_PLACED, MOST_WHOLE = 80, 2_000, 5_000
"""Nodes up to which a page opens on all; up to which all have a place; beyond which it opens on groups."""
MAIN, GROUPS = 48, 24
"""How many nodes, or communities, a page opens on that cannot show all."""
_FIRST = ("Actor", "Event")
"""What a reader looks for first: of equally many ties, and before what only describes."""

Layout = dict[str, Any]


def nodes_of(archive: Archive, scene: Scene) -> tuple[list[dict[str, Any]], Layout]:
    """Return the nodes of a scene, numbered as its things are, and what the page opens on.

    A node carries a place for each screen where all have one. The opening is ``{"kind": "all", "frames"}``,
    or of kind ``main`` with ``nodes`` and their ``places``, or of kind ``groups`` with ``groups``; the frames
    tell what the places fill: left, top, right, bottom.
    """
    network = network_of(scene)
    things: dict[str, Drawn] = {**archive.entities, **{node.iri: node for node in scene.extra}}
    number = {iri: index for index, iri in enumerate(things)}
    ties = {iri: len(network[iri]) for iri in network}
    boxes = {iri: box(things[iri], ties[iri]) for iri in network}
    places = arranged(network, boxes) if len(network) <= MOST_PLACED else {}
    order = sorted(network, key=number.__getitem__)
    nodes = [_node(things[iri], number[iri], ties[iri], places) for iri in order]
    opening: Layout = {"kind": "all", "frames": {name: frame(at, boxes) for name, at in places.items()}}
    if len(network) > MOST_WHOLE:
        groups = one_partition(network)
        of = {iri: index for index, members in enumerate(groups) for iri in members}
        nodes = [node | {"group": of[iri]} for node, iri in zip(nodes, order, strict=True)]
        opening |= _open_on_groups(network, things, groups, of)
    elif len(network) > READABLE:
        opening |= _open_on_main(network, things, number, boxes)
    return nodes, opening


def network_of(scene: Scene) -> nx.Graph[str]:
    """Return who is tied to whom in a scene, loops left out."""
    network: nx.Graph[str] = nx.Graph()
    for link in scene.links:
        network.add_nodes_from((link.tail, link.head))
    network.add_edges_from((link.tail, link.head) for link in scene.links if link.tail != link.head)
    return network


def arranged(network: nx.Graph[str], boxes: dict[str, Box]) -> dict[str, dict[str, Place]]:
    """Lay a network out for each screen."""
    return dict(zip(SCREENS, arrange(network, boxes, SCREENS.values()), strict=True))


def box(thing: Drawn, ties: int) -> Box:
    """Estimate the room that a node takes with its label in either language, at 12 px."""
    lines = [wrap(label).split("\n") for label in (thing.label.fr, thing.label.en)]
    width = max(len(line) for label in lines for line in label) * 6.5
    height = max(len(label) for label in lines) * 13 + 4
    if thing.kind.shape == "box":
        return Box(width / 2 + 6, height / 2 + 4, 0)
    return Box(max(radius(ties), width / 2), radius(ties), height)


def radius(ties: int) -> float:
    """Return the radius of a node, in pixels at scale 1: its area grows with its ties."""
    return round(7.0 + 2.4 * math.sqrt(min(ties, 60)), 1)


def _node(thing: Drawn, index: int, ties: int, places: dict[str, dict[str, Place]]) -> dict[str, Any]:
    node = {
        "id": index,
        "label": wrap(thing.label.en),
        "label_fr": wrap(thing.label.fr),
        "shape": thing.kind.shape or "dot",
        "fill": thing.kind.colour or "#999999",
        "size": radius(ties),
        "ties": ties,
    }
    return node | ({"places": {name: at[thing.iri] for name, at in places.items()}} if places else {})


def weight(network: nx.Graph[str], things: dict[str, Drawn], iri: str) -> tuple[bool, int, str]:
    """Order nodes by what a reader looks for first."""
    looked_for = bool(things[iri].kind.ancestors & {*_FIRST})
    return not looked_for, -len(network[iri]), iri


def _open_on_main(
    network: nx.Graph[str], things: dict[str, Drawn], number: dict[str, int], boxes: dict[str, Box]
) -> Layout:
    """Choose the nodes with most ties, actors and events before others, and those tied among them."""
    chosen = sorted(network, key=lambda iri: weight(network, things, iri))[:MAIN]
    part = network.subgraph(chosen)
    tied = part.subgraph([iri for iri in chosen if len(part[iri])] or chosen)
    places = arranged(tied, boxes)
    return {
        "kind": "main",
        "nodes": [number[iri] for iri in chosen if iri in tied],
        "places": {name: [at[iri] for iri in chosen if iri in tied] for name, at in places.items()},
        "frames": {name: frame(at, boxes) for name, at in places.items()},
    }


def _open_on_groups(
    network: nx.Graph[str], things: dict[str, Drawn], groups: Groups, of: dict[str, int]
) -> Layout:
    """Place the largest communities, each called after its two best connected members."""
    shown = range(min(len(groups), GROUPS))
    overview: nx.Graph[str] = nx.Graph()
    overview.add_nodes_from(map(str, shown))
    overview.add_edges_from((str(a), str(b)) for a, b in _strongest(network, of, shown))
    labels = [_called(network, things, members) for members in groups]
    boxes = {str(g): Box(78, 32, 46) for g in shown}
    places = arranged(overview, boxes)
    return {
        "kind": "groups",
        "groups": [
            {"label": (label.fr, label.en), "size": len(members)}
            | ({"places": {name: at[str(g)] for name, at in places.items()}} if g in shown else {})
            for g, (label, members) in enumerate(zip(labels, groups, strict=True))
        ],
        "frames": {name: frame(at, boxes) for name, at in places.items()},
    }


def _strongest(network: nx.Graph[str], of: dict[str, int], shown: range) -> list[tuple[int, int]]:
    """Return the ties between communities that are among the two strongest of either of the two."""
    ends = ((of[a], of[b]) for a, b in network.edges)
    strength = Counter((min(pair), max(pair)) for pair in ends if pair[0] != pair[1] and {*pair} <= {*shown})
    drawn, kept = Counter[int](), list[tuple[int, int]]()
    for pair in sorted(strength, key=lambda pair: (-strength[pair], pair)):
        drawn.update(pair)
        if min(drawn[end] for end in pair) <= 2:
            kept.append(pair)
    return kept


def _called(network: nx.Graph[str], things: dict[str, Drawn], members: tuple[str, ...]) -> Label:
    first = [things[iri].label for iri in sorted(members, key=lambda iri: weight(network, things, iri))[:2]]
    return Label(*(wrap(", ".join(getattr(label, tongue) for label in first)) for tongue in ("fr", "en")))
