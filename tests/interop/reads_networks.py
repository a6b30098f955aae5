"""The network is one network to strangers, whatever an attacker calls a node or puts into a quote."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import igraph
import pandas

from tests.interop import peers, scripts

NAMES = (
    *("label", "label_fr", "kind", "group", "iri"),
    *("relation", "states", "sign", "status", "claims", "derived", "event", "weight"),
    *("quotes", "claimants", "statuses", "sentences"),
)


def held(read: dict[str, Any], *names: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return nodes and edges by id, with their ends, and with those of their attributes that are named."""
    nodes = {key: {name: data[name] for name in names if name in data} for key, data in read["nodes"]}
    edges = {
        key: (*ends, {name: data[name] for name in names if name in data})
        for key, *ends, data in read["edges"]
    }
    return nodes, edges


def as_read(network) -> dict[str, Any]:
    return {
        "nodes": list(network.nodes(data=True)),
        "edges": [(key, tail, head, data) for tail, head, key, data in network.edges(keys=True, data=True)],
    }


def test_igraph_reads_the_same_network_from_graphml(files, network, reads):
    reads("igraph", igraph.__version__, "network.graphml")
    graph = igraph.Graph.Read_GraphML(str(files / "network.graphml"))
    ids = graph.vs["id"]
    read = {
        "nodes": [(node["id"], node.attributes()) for node in graph.vs],
        "edges": [(e["edge_id"], ids[e.source], ids[e.target], e.attributes()) for e in graph.es],
    }
    assert held(read, *NAMES) == held(as_read(network), *NAMES)
    assert graph["name"] == network.name


def test_graphology_reads_the_same_network_from_gexf(node, files, network, reads):
    reads("graphology", node.version("graphology-gexf"), "network.gexf")
    read = json.loads(node.run(scripts.GRAPHOLOGY, files / "network.gexf"))
    for *_, data in read["edges"]:
        data.pop("kind")  # GEXF's own, by which parallel edges are told apart
    assert held(read, *NAMES) == held(as_read(network), *NAMES)


def test_cytoscape_js_reads_the_same_network_and_selects_by_class(node, files, network, reads):
    reads("Cytoscape.js", node.version("cytoscape"), "network.cyjs")
    read = json.loads(node.run(scripts.CYTOSCAPE, files / "network.cyjs"))
    assert held(read, *NAMES) == held(as_read(network), *NAMES)
    assert set(read["members"]) == {
        key for *_, key, name in network.edges(keys=True, data="relation") if name == "memberOf"
    }


def columns_of(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def test_a_property_graph_database_loads_the_tables_and_answers_in_cypher(
    files, network, reads, tmp_path_factory
):
    ladybug = peers.ladybug(tmp_path_factory.mktemp("ladybug"))
    reads("Ladybug", ladybug.__version__, "nodes.csv", "edges.csv")
    connection = ladybug.Connection(ladybug.Database(str(tmp_path_factory.mktemp("database") / "db")))
    nodes = ", ".join(f"`{name}` STRING" for name in columns_of(files / "nodes.csv"))
    edges = ", ".join(f"`{name}` STRING" for name in columns_of(files / "edges.csv")[2:])
    connection.execute(f"CREATE NODE TABLE Entity({nodes}, PRIMARY KEY (Id))")
    connection.execute(f"CREATE REL TABLE FACT(FROM Entity TO Entity, {edges})")
    for table, name in (("Entity", "nodes.csv"), ("FACT", "edges.csv")):
        connection.execute(f"COPY {table} FROM '{files / name}' (header=true, parallel=false)")
    answer = connection.execute(
        "MATCH (a:Entity)-[r:FACT]->(b:Entity) RETURN a.Id, b.Id, r.Id, r.quotes, r.claimants, b.label_fr"
    )
    found = set()
    while answer.has_next():
        found.add(tuple(answer.get_next()))
    assert found == {
        (tail, head, key, data["quotes"], data["claimants"], network.nodes[head]["label_fr"])
        for tail, head, key, data in network.edges(keys=True, data=True)
    }


def test_pandas_reads_the_same_cells(files, network, reads):
    reads("pandas", pandas.__version__, "nodes.csv", "edges.csv")
    nodes, edges = (
        pandas.read_csv(files / name, dtype=str, keep_default_na=False) for name in ("nodes.csv", "edges.csv")
    )
    assert dict(zip(nodes["Id"], nodes["Label"], strict=True)) == dict(network.nodes(data="label"))
    assert dict(zip(edges["Id"], edges["quotes"], strict=True)) == {
        key: quotes for *_, key, quotes in network.edges(keys=True, data="quotes")
    }
