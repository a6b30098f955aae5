"""The network as files for other programs: GraphML, GEXF, Cytoscape JSON, and a pair of tables.

An edge takes its evidence along: quotes, claimants and statuses, in the order of ``claims``. Ids are made of
what they name, so that an edge keeps its id when articles are added.

``nodes.csv`` and ``edges.csv`` are one pair for Gephi (*Import Spreadsheet* knows ``Id``, ``Label``,
``Source``, ``Target``, ``Type``, ``Weight``, and ``Kind``, by which it tells parallel edges apart), for
pandas, and for Neo4j, whose Cypher reads them so
(https://neo4j.com/docs/cypher-manual/current/clauses/load-csv/)::

    CREATE CONSTRAINT entity IF NOT EXISTS FOR (n:Entity) REQUIRE n.Id IS UNIQUE;
    LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row
    MERGE (n:Entity {Id: row.Id}) SET n += row;
    LOAD CSV WITH HEADERS FROM 'file:///edges.csv' AS row
    MATCH (a:Entity {Id: row.Source}), (b:Entity {Id: row.Target})
    MERGE (a)-[r:FACT {Id: row.Id}]->(b) SET r += row, r.Weight = toInteger(row.Weight);

Neo4j takes a backslash for an escape unless ``dbms.import.csv.legacy_quote_escaping=false`` is set.
"""

from __future__ import annotations

import io
import json
import math
import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from operator import attrgetter
from typing import Any

import networkx as nx

from kg.core.about import LICENCE, STATEMENT
from kg.core.io import as_csv
from kg.core.namespaces import shorten
from kg.core.ontology import Label
from kg.errors import Unwritable
from kg.export.rdf import check_xml
from kg.export.writer import NETWORK, Writer, Written
from kg.graph.read import Archive

Scalar = str | bool | int | float
Attributes = dict[str, Scalar]

BETWEEN = " | "
"""What stands between the quotes, claimants, statuses and sentences of an edge."""

UNDRAWN = "claims that draw no edge"
BLURRED = f"where one quote or name ends and the next begins, as one of them holds '{BETWEEN}'"
UNTYPED = "which cells are numbers, truth values or missing"
UNNAMED = "which view and policy the network is of"

_TAKEN = frozenset({"id", "key", "name", "value", "source", "target", "interaction", "type", "edge_id"})
"""Attributes that some format has a meaning of its own for."""

_SEPARATOR = re.compile(f"(?={re.escape(BETWEEN)})")
_SURROGATE = re.compile("[\ud800-\udfff]")
_GEXF = "http://gexf.net/1.3"
_GEXF_TYPES = {str: "string", bool: "boolean", int: "long", float: "double"}
_GEXF_SHAPES = {
    "dot": "disc", "square": "square", "box": "square", "triangle": "triangle", "triangleDown": "triangle",
    "diamond": "diamond",
}  # fmt: skip
"""The shapes of GEXF's viz module that come nearest to those of the ontology; there are no others."""


def with_evidence(network: nx.MultiDiGraph[str], archive: Archive) -> nx.MultiDiGraph[str]:
    """Return the network as the writers take it: readable ids, and its evidence on every edge.

    A node gets ``iri`` and ``color``, an edge ``quotes``, ``claimants`` (English names), ``statuses`` and
    ``sentences`` (``article#number``), in the order of its ``claims`` and joined by `` | ``; the network gets
    ``undrawn``, the number of claims that draw no edge, ``shapes``, how its class draws each node, its
    ``licence``, and the ``rights`` in the quotes.
    Whatever else the network carries stays: an attribute that is ``None`` is left out, and one that mixes
    whole and decimal numbers becomes decimal, since strict readers know one type an attribute. Raises
    ``Unwritable`` for anything but text, truth values and finite numbers, and for an attribute called ``id``
    and the like.
    """
    nodes = _settled(
        {**data, "iri": iri, "color": archive.entities[iri].kind.colour}
        for iri, data in network.nodes(data=True)
    )
    edges = _settled({**data, **_evidence(data, archive)} for *_, data in network.edges(data=True))
    drawn = {claim for *_, data in network.edges(data=True) for claim in _claims(data)}
    undrawn = len(archive.claims.keys() - drawn)
    sources = {name: article.source for name, article in archive.articles.items()}
    rights = "; ".join(f"{name}: {source.rights}" for name, source in sources.items() if source.rights)
    written: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        name=network.name, undrawn=undrawn, shapes={}, licence=LICENCE, rights=rights or STATEMENT.en
    )
    for iri, attributes in zip(network, nodes, strict=True):
        written.add_node(shorten(iri), **attributes)
        written.graph["shapes"][shorten(iri)] = archive.entities[iri].kind.shape
    for (tail, head, key), attributes in zip(network.edges(keys=True), edges, strict=True):
        parts = [shorten(part) for part in (tail, *key.split(), head)]
        written.add_edge(parts[0], parts[-1], key="--".join(parts), **attributes)
    return written


def _claims(data: Mapping[str, object]) -> list[str]:
    return str(data.get("claims", "")).split()


def _evidence(data: Mapping[str, object], archive: Archive) -> dict[str, object]:
    claims = [archive.claims[iri] for iri in _claims(data)]
    return {
        "quotes": BETWEEN.join(claim.quote for claim in claims),
        "claimants": BETWEEN.join(archive.name(claim.claimant) for claim in claims),
        "statuses": BETWEEN.join(claim.status for claim in claims),
        "sentences": BETWEEN.join(
            " ".join(dict.fromkeys(f"{passage.article}#{passage.sentence}" for passage in claim.spans))
            for claim in claims
        ),
    }


def _settled(items: Iterable[dict[str, object]]) -> list[Attributes]:
    """Leave out what is ``None`` and give every attribute one type."""
    rows = [{name: value for name, value in item.items() if value is not None} for item in items]
    types = _types(rows)
    return [{name: types[name](_writable(name, value)) for name, value in row.items()} for row in rows]


def _writable(name: str, value: object) -> Any:
    """Return a value that every format can hold as it is."""
    if isinstance(value, float) and not math.isfinite(value):
        raise Unwritable(f"the attribute '{name}' holds {value}, which is no finite number")
    if isinstance(value, str) and not value.isascii() and _SURROGATE.search(value):
        raise Unwritable(f"the attribute '{name}' holds half a character: {value!r}")
    return value


def _types(rows: Iterable[Mapping[str, object]]) -> dict[str, type[Scalar]]:
    found: dict[str, set[type]] = defaultdict(set)
    for row in rows:
        for name, value in row.items():
            found[name].add(type(value))
    return {name: _one_type(name, kinds) for name, kinds in found.items()}


def _one_type(name: str, kinds: set[type]) -> type[Scalar]:
    """Choose the type of an attribute; whole and decimal numbers together are decimal."""
    if name in _TAKEN:
        raise Unwritable(f"an attribute cannot be called '{name}', which formats have a use of their own for")
    if kinds == {int, float}:
        return float
    if len(kinds) > 1 or not kinds <= _GEXF_TYPES.keys():
        names = " and ".join(sorted(kind.__name__ for kind in kinds))
        raise Unwritable(f"the attribute '{name}' holds {names}, which no file of a network can")
    return next(iter(kinds))


def as_graphml(network: nx.MultiDiGraph[str]) -> Written:
    """Serialise as GraphML (http://graphml.graphdrawing.org/specification.html).

    An edge has its id once more as ``edge_id``: igraph 1.0 gives the ids of nodes to edges. Raises
    ``Unwritable`` for characters that XML cannot hold.
    """
    written = network.copy()
    del written.graph["shapes"]  # what no attribute of GraphML holds
    for *_, key, data in written.edges(keys=True, data=True):
        data["edge_id"] = key
    buffer = io.BytesIO()
    nx.write_graphml_xml(written, buffer, prettyprint=True, named_key_ids=True)
    return check_xml(buffer.getvalue() + b"\n", "GraphML"), _losses(network)


def as_gexf(network: nx.MultiDiGraph[str]) -> Written:
    """Serialise as GEXF 1.3 (https://gexf.net/primer.html), nodes in the colour of their class.

    Gephi tells parallel edges apart by their ``kind``. There is no date in it, as there would be if networkx
    wrote it. Raises ``Unwritable`` for characters that XML cannot hold.
    """
    root = ET.Element("gexf", {"xmlns": _GEXF, "xmlns:viz": f"{_GEXF}/viz", "version": "1.3"})
    about = f"{network.name}. {network.graph['licence']}; quotes: {network.graph['rights']}"
    ET.SubElement(ET.SubElement(root, "meta"), "description").text = about
    graph = ET.SubElement(root, "graph", {"defaultedgetype": "directed", "mode": "static"})
    _declare(graph, "node", (data for _, data in network.nodes(data=True)), {"label"})
    _declare(graph, "edge", (data for *_, data in network.edges(data=True)), {"label", "weight"})
    _gexf_nodes(graph, network)
    _gexf_edges(graph, network)
    ET.indent(root)
    written = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return check_xml(written + b"\n", "GEXF"), _losses(network)


def _gexf_nodes(graph: ET.Element, network: nx.MultiDiGraph[str]) -> None:
    inside = ET.SubElement(graph, "nodes")
    for name, data in network.nodes(data=True):
        node = ET.SubElement(inside, "node", {"id": name, "label": _told(data.get("label", name))})
        _attribute_values(node, data, {"label"})
        _paint(node, str(data["color"]), network.graph["shapes"].get(name, ""))


def _gexf_edges(graph: ET.Element, network: nx.MultiDiGraph[str]) -> None:
    inside = ET.SubElement(graph, "edges")
    for tail, head, key, data in network.edges(keys=True, data=True):
        told = {name: _told(data[name]) for name in ("label", "weight") if name in data}
        ends = {"id": key, "source": tail, "target": head, "kind": _kind(tail, key, head)}
        edge = ET.SubElement(inside, "edge", ends | told)
        _attribute_values(edge, data, {"label", "weight"})


def _declare(graph: ET.Element, kind: str, rows: Iterable[Attributes], own: set[str]) -> None:
    """Declare the attributes of nodes or edges, but for those that GEXF has elements of its own for."""
    declared = ET.SubElement(graph, "attributes", {"class": kind, "mode": "static"})
    for name, one in _types(rows).items():
        if name not in own:
            ET.SubElement(declared, "attribute", {"id": name, "title": name, "type": _GEXF_TYPES[one]})


def _attribute_values(element: ET.Element, data: Attributes, own: set[str]) -> None:
    values = ET.SubElement(element, "attvalues")
    for name, value in data.items():
        if name not in own:
            ET.SubElement(values, "attvalue", {"for": name, "value": _told(value)})


def _paint(node: ET.Element, colour: str, shape: str) -> None:
    """Show the class of a node by GEXF's viz module."""
    red, green, blue = (str(part) for part in bytes.fromhex(colour.removeprefix("#")))
    ET.SubElement(node, "viz:color", {"r": red, "g": green, "b": blue})
    if shape in _GEXF_SHAPES:
        ET.SubElement(node, "viz:shape", {"value": _GEXF_SHAPES[shape]})


def as_cyjs(network: nx.MultiDiGraph[str]) -> Written:
    """Serialise as Cytoscape JSON (https://js.cytoscape.org/#notation/elements-json).

    The classes of a node are its group and kind, those of an edge its relation and status. Cytoscape's
    desktop shows ``name`` and ``interaction``; networkx reads ``value`` and ``key`` as the identities.
    """
    nodes = [
        {
            "data": {**data, "id": node, "value": node, "name": data.get("label", node)},
            "classes": _classes(data, "group", "kind"),
        }
        for node, data in network.nodes(data=True)
    ]
    edges = [
        {
            "data": {
                **data,
                **{"id": key, "key": key, "source": tail, "target": head},
                **{"name": data.get("label", key), "interaction": data.get("relation", "")},
            },
            "classes": _classes(data, "relation", "status"),
        }
        for tail, head, key, data in network.edges(keys=True, data=True)
    ]
    whole = {
        "format_version": "1.0",
        "target_cytoscapejs_version": "~2.1",
        "data": {"name": network.name, **{key: network.graph[key] for key in ("licence", "rights")}},
        "directed": True,
        "multigraph": True,
        "elements": {"nodes": nodes, "edges": edges},
    }
    written = json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1)
    return (written + "\n").encode(), _losses(network)


def _classes(data: Attributes, *names: str) -> str:
    return " ".join(str(data[name]) for name in names if data.get(name))


def as_nodes_csv(network: nx.MultiDiGraph[str]) -> Written:
    """Lay the nodes out as a table, ``Id`` and ``Label`` first; no name of a column stands twice."""
    rows = [{"Id": node, **data} for node, data in network.nodes(data=True)]
    table, losses = _as_table(rows, ("Id", "Label"))
    return table, (*losses, UNNAMED)


def as_edges_csv(network: nx.MultiDiGraph[str]) -> Written:
    """Lay the edges out as a table; ``Type`` says that each has a direction, ``Kind`` is as in GEXF."""
    rows = [
        {
            "Source": tail,
            "Target": head,
            "Type": "Directed",
            "Id": key,
            "Kind": _kind(tail, key, head),
            **data,
        }
        for tail, head, key, data in network.edges(keys=True, data=True)
    ]
    table, losses = _as_table(rows, ("Source", "Target", "Type", "Id", "Kind", "Label", "Weight"))
    return table, (*_losses(network), *losses, UNNAMED)


_CAPITAL = {"label": "Label", "weight": "Weight"}
"""Attributes that Gephi has columns of its own for."""


def _as_table(rows: list[Attributes], first: tuple[str, ...]) -> Written:
    """Serialise rows under the columns ``first`` and whatever others there are, as they come.

    A cell is text, whatever it was, and empty where there was nothing.
    """
    renamed = [{_CAPITAL.get(name, name): value for name, value in row.items()} for row in rows]
    columns = tuple(dict.fromkeys((*first, *(name for row in renamed for name in row))))
    untyped = any(not isinstance(row.get(column), str) for row in renamed for column in columns)
    table = as_csv(columns, [tuple(_told(row.get(column, "")) for column in columns) for row in renamed])
    return table, (UNTYPED,) if untyped else ()


def _kind(tail: str, key: str, head: str) -> str:
    """Return what tells an edge from its parallels: the relation, or a rule and what the tie goes through."""
    return key.removeprefix(f"{tail}--").removesuffix(f"--{head}")


def _told(value: Scalar) -> str:
    """Write a value as XML Schema has it: ``true`` and ``false`` are lower-case."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _losses(network: nx.MultiDiGraph[str]) -> tuple[str, ...]:
    blurred = any(map(_blurred, (data for *_, data in network.edges(data=True))))
    return (*((UNDRAWN,) if network.graph.get("undrawn") else ()), *((BLURRED,) if blurred else ()))


def _blurred(data: Attributes) -> bool:
    """Return whether what is joined can be split otherwise; separators may overlap, as in ``a | | b``."""
    between = max(0, len(_claims(data)) - 1)
    joined = (str(data.get(name, "")) for name in ("quotes", "claimants", "statuses", "sentences"))
    return any(len(_SEPARATOR.findall(each)) > between for each in joined)


_network = partial(Writer, part=NETWORK, quotes=True, takes=attrgetter("network"))
NETWORK_WRITERS: dict[str, Writer] = {
    writer.name: writer
    for writer in (
        _network(
            name="network.graphml",
            about=Label(
                "le réseau des faits, avec ses citations", "the network of the facts, with its quotes"
            ),
            conforms="http://graphml.graphdrawing.org/specification.html",
            write=as_graphml,
        ),
        _network(
            name="network.gexf",
            about=Label("le réseau des faits, pour Gephi", "the network of the facts, for Gephi"),
            conforms="https://gexf.net/1.3/",
            write=as_gexf,
        ),
        _network(
            name="network.cyjs",
            about=Label("le réseau des faits, pour Cytoscape", "the network of the facts, for Cytoscape"),
            write=as_cyjs,
        ),
        _network(
            name="nodes.csv",
            about=Label("les nœuds du réseau", "the nodes of the network"),
            quotes=False,
            write=as_nodes_csv,
        ),
        _network(
            name="edges.csv",
            about=Label(
                "les arêtes du réseau, avec leurs citations", "the edges of the network and their quotes"
            ),
            write=as_edges_csv,
        ),
    )
}
"""The files of a network, by name; each takes what ``with_evidence`` returns."""
