"""The files of a network are the same network to strangers: networkx, igraph and pandas."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import igraph
import networkx as nx
import pandas
import pytest

from kg.core.ontology import Label
from kg.errors import Unwritable
from kg.export.networks import BETWEEN, BLURRED, NETWORK_WRITERS, UNDRAWN, UNNAMED, UNTYPED, with_evidence
from kg.graph.read import Archive
from kg.network.project import project
from tests.support.values import quoting

BASE = "https://w3id.org/sahel-kg/"
PRINTABLE = (
    "]]> <![CDATA[ &amp; <!-- -->",
    "<script>alert(1)</script>",
    "\"guillemets\" 'apostrophes' « l’Azawad », a\\b\\",
    "first line\nsecond\tline",
    "old Macintosh\rline, Windows\r\nline, \u2028separator, \x85next",
    "=cmd()|' /C calc'!A1",
    "é 🜃 \u202eright to left\u202c e\u0301",
    " a space at either end ",
)
CONTROL = ("vertical\x0btab", "null\x00", "bell\x07", "no character \ufffe")


@pytest.fixture(scope="module")
def network(archive: Archive) -> nx.MultiDiGraph:
    return with_evidence(project(archive, "everyone", ties="all"), archive)


def by_networkx_graphml(data: bytes) -> nx.MultiDiGraph:
    read = nx.read_graphml(io.BytesIO(data), force_multigraph=True)
    for *_, key, attributes in read.edges(keys=True, data=True):
        assert attributes.pop("edge_id") == key
    return read


def by_networkx_gexf(data: bytes) -> nx.MultiDiGraph:
    read = nx.read_gexf(io.BytesIO(data), version="1.3")
    made = nx.MultiDiGraph()
    for node, attributes in read.nodes(data=True):
        made.add_node(node, **{name: value for name, value in attributes.items() if name != "viz"})
    for tail, head, attributes in read.edges(data=True):
        made.add_edge(tail, head, attributes.pop("id"), **attributes)
    return made


def by_networkx_cyjs(data: bytes) -> nx.MultiDiGraph:
    read = nx.cytoscape_graph(json.loads(data))
    for _, attributes in read.nodes(data=True):
        assert attributes.pop("name") == attributes["label"]
        assert attributes.pop("id") == attributes.pop("value")
    for tail, head, key, attributes in read.edges(keys=True, data=True):
        added = [attributes.pop(name) for name in ("id", "key", "source", "target", "name", "interaction")]
        assert added == [key, key, tail, head, attributes["label"], attributes["relation"]]
    return read


READERS: dict[str, Callable[[bytes], nx.MultiDiGraph]] = {
    "network.graphml": by_networkx_graphml,
    "network.gexf": by_networkx_gexf,
    "network.cyjs": by_networkx_cyjs,
}


def everything(network: nx.MultiDiGraph) -> tuple[dict, dict]:
    """Return all nodes and all edges, each with all its attributes."""
    return dict(network.nodes(data=True)), {
        tuple(ends): data for *ends, data in network.edges(keys=True, data=True)
    }


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


@pytest.mark.parametrize("name", READERS)
def test_networkx_reads_the_same_network(network, name):
    data, losses = NETWORK_WRITERS[name](network)
    assert everything(READERS[name](data)) == everything(network)
    assert network.name.encode() in data.replace(b"&apos;", b"'").replace(b"&#39;", b"'")
    assert losses == (UNDRAWN,)


def test_igraph_reads_the_same_network_from_graphml(network, tmp_path):
    path = tmp_path / "network.graphml"
    path.write_bytes(NETWORK_WRITERS[path.name](network)[0])
    read = igraph.Graph.Read_GraphML(str(path))
    nodes = {node["id"]: {k: v for k, v in node.attributes().items() if k != "id"} for node in read.vs}
    edges = {}
    for edge in read.es:
        ends = (read.vs[edge.source]["id"], read.vs[edge.target]["id"], edge["edge_id"])
        edges[ends] = {name: v for name, v in edge.attributes().items() if name not in ("id", "edge_id")}
    assert (nodes, edges) == everything(network)
    assert read.is_directed()


def test_igraph_makes_the_same_network_of_the_tables_that_pandas_reads(network):
    tables = [
        pandas.read_csv(io.BytesIO(NETWORK_WRITERS[name](network)[0]), keep_default_na=False)
        for name in ("nodes.csv", "edges.csv")
    ]
    read = igraph.Graph.DataFrame(tables[1], directed=True, vertices=tables[0], use_vids=False)
    assert {node["name"]: node["Label"] for node in read.vs} == dict(network.nodes(data="label"))
    found = {
        (read.vs[edge.source]["name"], read.vs[edge.target]["name"], edge["Id"]): (
            edge["quotes"],
            edge["Weight"],
        )
        for edge in read.es
    }
    assert found == {
        (tail, head, key): (data["quotes"], data["weight"])
        for tail, head, key, data in network.edges(keys=True, data=True)
    }


def test_the_tables_have_the_columns_that_gephi_knows_and_all_that_a_network_has(network):
    nodes, edges = (rows(NETWORK_WRITERS[name](network)[0]) for name in ("nodes.csv", "edges.csv"))
    assert tuple(nodes[0])[:2] == ("Id", "Label")
    assert tuple(edges[0])[:7] == ("Source", "Target", "Type", "Id", "Kind", "Label", "Weight")
    assert {row["Type"] for row in edges} == {"Directed"}
    assert {row["derived"] for row in edges} == {"true", "false"}
    assert {row["Id"]: row["label_fr"] for row in nodes} == dict(network.nodes(data="label_fr"))
    told = {row["Id"]: (row["Source"], row["Target"], row["claims"]) for row in edges}
    assert told == {
        key: (tail, head, data["claims"]) for tail, head, key, data in network.edges(keys=True, data=True)
    }


@pytest.mark.parametrize("table", ["nodes.csv", "edges.csv"])
def test_no_two_columns_of_a_table_differ_in_case_alone(network, table):
    columns = NETWORK_WRITERS[table](network)[0].decode().partition("\r\n")[0].split(",")
    assert len({column.casefold() for column in columns}) == len(columns)


def test_the_quotes_of_all_its_claims_travel_with_an_edge(network, archive):
    edge = network.edges["event:bamako-attack", "place:bamako", "event:bamako-attack--location--place:bamako"]
    claims = [archive.claims[iri] for iri in edge["claims"].split()]
    assert len(claims) == edge["weight"] == 5
    assert edge["quotes"].split(BETWEEN) == [claim.quote for claim in claims]
    assert edge["claimants"].split(BETWEEN) == [archive.name(claim.claimant) for claim in claims]
    assert edge["statuses"].split(BETWEEN) == [claim.status for claim in claims]
    article = "news-22092024-142654"
    assert edge["sentences"].split(BETWEEN) == [
        " ".join(f"{article}#{number}" for number in dict.fromkeys(p.sentence for p in claim.spans))
        for claim in claims
    ]


def test_a_derived_tie_takes_the_quotes_of_the_facts_that_it_follows_from(network):
    ties = [data for *_, data in network.edges(data=True) if data["derived"]]
    assert ties
    assert all(len(tie["quotes"].split(BETWEEN)) == len(tie["claims"].split()) for tie in ties)


def test_an_edge_keeps_its_id_when_others_come_and_shares_it_with_none(network, archive):
    strict = with_evidence(project(archive, "narrator"), archive)
    assert set(strict.edges(keys=True)) < set(network.edges(keys=True))
    ids = [key for *_, key in network.edges(keys=True)]
    assert len(set(ids)) == len(ids) and not set(ids) & set(network)


def parallel(archive: Archive) -> nx.MultiDiGraph:
    """Two edges of different relations, and two ties of one rule through two events, between one pair."""
    made = nx.MultiDiGraph(name="parallel")
    pair = [BASE + "actor/jnim", BASE + "actor/mali"]
    for iri in pair:
        made.add_node(iri, label=archive.name(iri), kind=archive.entities[iri].kind.name, group="actor")
    keys = ("memberOf", "affiliatedWith", "hostile event:a", "hostile event:b")
    for number, key in enumerate(keys):
        made.add_edge(*pair, key=key, relation=key.split()[0], label=key, weight=number)
    return with_evidence(made, archive)


@pytest.mark.parametrize("name", READERS)
def test_parallel_edges_stay_apart(archive, name):
    made = parallel(archive)
    assert everything(READERS[name](NETWORK_WRITERS[name](made)[0])) == everything(made)


def test_gephi_can_tell_parallel_edges_apart_by_their_kind(archive):
    data = NETWORK_WRITERS["edges.csv"](parallel(archive))[0]
    kinds = [row["Kind"] for row in rows(data)]
    assert kinds == ["memberOf", "affiliatedWith", "hostile--event:a", "hostile--event:b"]
    gexf = NETWORK_WRITERS["network.gexf"](parallel(archive))[0].decode()
    assert all(f'kind="{kind}"' in gexf for kind in kinds)


def test_gexf_and_graphml_show_the_colour_of_a_class(network, archive):
    gexf = nx.read_gexf(io.BytesIO(NETWORK_WRITERS["network.gexf"](network)[0]), version="1.3")
    for _, data in gexf.nodes(data=True):
        red, green, blue = (data["viz"]["color"][part] for part in "rgb")
        assert data["color"] == f"#{red:02X}{green:02X}{blue:02X}"
        assert data["color"] == archive.entities[data["iri"]].kind.colour


def test_cytoscape_selects_by_group_kind_relation_and_status(network):
    elements = json.loads(NETWORK_WRITERS["network.cyjs"](network)[0])["elements"]
    assert {node["data"]["id"]: node["classes"] for node in elements["nodes"]}[
        "actor:jnim"
    ] == "actor ArmedGroup"
    edge = next(e for e in elements["edges"] if e["data"]["id"] == "actor:mali--memberOf--actor:aes")
    assert edge["classes"] == "memberOf Asserted"


def hostile(archive: Archive, text: str) -> nx.MultiDiGraph:
    """Let one node be called, and one claim be quoted as, whatever an attacker likes."""
    iri = BASE + "actor/mali"
    edge = next(s for s in archive.admitted() if s.subject == iri and s.relation.name == "memberOf")
    things = archive.entities | {iri: replace(archive.entities[iri], label=Label(text, text))}
    statements = archive.claims | {edge.iri: quoting(edge, text)}
    changed = replace(archive, entities=things, claims=statements)
    return with_evidence(project(changed, "everyone", ties="all"), changed)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("text", PRINTABLE)
def test_hostile_text_reads_back_to_the_letter(archive, name, text):
    network = hostile(archive, text)
    assert everything(READERS[name](NETWORK_WRITERS[name](network)[0])) == everything(network)
    assert any(data["label"] == text for _, data in network.nodes(data=True))
    assert any(text in data["quotes"] for *_, data in network.edges(data=True))


@pytest.mark.parametrize("text", [*PRINTABLE, *CONTROL])
def test_hostile_text_reads_back_from_the_tables_to_the_letter(archive, text):
    network = hostile(archive, text)
    nodes, edges = (rows(NETWORK_WRITERS[name](network)[0]) for name in ("nodes.csv", "edges.csv"))
    assert {row["Id"]: row["Label"] for row in nodes} == dict(network.nodes(data="label"))
    assert {row["Id"]: row["quotes"] for row in edges} == {
        key: quotes for *_, key, quotes in network.edges(keys=True, data="quotes")
    }


@pytest.mark.parametrize("text", CONTROL)
def test_json_holds_control_characters(archive, text):
    network = hostile(archive, text)
    assert everything(by_networkx_cyjs(NETWORK_WRITERS["network.cyjs"](network)[0])) == everything(network)


@pytest.mark.parametrize("form", ["GraphML", "GEXF"])
@pytest.mark.parametrize("text", CONTROL)
def test_xml_refuses_what_no_reader_would_take(archive, form, text):
    code = next(f"U+{ord(c):04X}" for c in text if not c.isprintable())
    with pytest.raises(
        Unwritable, match=rf"^{form} cannot hold the character {code.replace('+', '.')} after"
    ):
        NETWORK_WRITERS[f"network.{form.lower()}"](hostile(archive, text))


def reported(network: nx.MultiDiGraph) -> dict[str, set[str]]:
    return {name: set(writer(network)[1]) for name, writer in NETWORK_WRITERS.items()}


def test_a_network_that_draws_every_claim_loses_none(archive):
    network = project(archive, "everyone")
    drawn = {claim for *_, claims in network.edges(keys=False, data="claims") for claim in claims.split()}
    rest = replace(archive, claims={iri: archive.claims[iri] for iri in drawn})
    assert set.union(*reported(with_evidence(network, rest)).values()) == {UNNAMED, UNTYPED}
    one = min(archive.claims.keys() - drawn)
    rest = replace(rest, claims=rest.claims | {one: archive.claims[one]})
    assert {name for name, lost in reported(with_evidence(network, rest)).items() if UNDRAWN in lost} == {
        *READERS,
        "edges.csv",
    }


def told_apart(network: nx.MultiDiGraph, archive: Archive) -> bool:
    """Take the quotes and claimants of every edge apart, and tell whether they are those of its claims."""
    return all(
        data["quotes"].split(BETWEEN) == [archive.claims[iri].quote for iri in data["claims"].split()]
        and data["claimants"].split(BETWEEN)
        == [archive.name(archive.claims[iri].claimant) for iri in data["claims"].split()]
        for *_, data in network.edges(data=True)
    )


@pytest.mark.parametrize("text", ["plain", "a|b", "one | two", "ends in |", " | ", "a |"])
@pytest.mark.parametrize("place", ["quote", "claimant"])
def test_what_cannot_be_taken_apart_is_reported(archive, place, text):
    edge = next(
        data["claims"].split()
        for *_, data in project(archive, "everyone").edges(data=True)
        if data["weight"] > 1
    )
    claim = archive.claims[edge[0]]
    if place == "quote":
        changed = replace(archive, claims=archive.claims | {claim.iri: quoting(claim, text)})
    else:
        named = replace(archive.entities[claim.claimant], label=Label(text, text))
        changed = replace(archive, entities=archive.entities | {claim.claimant: named})
    network = with_evidence(project(changed, "everyone"), changed)
    for name, lost in reported(network).items():
        assert (BLURRED in lost) == (name != "nodes.csv" and " |" in text)
    assert told_apart(network, changed) or " |" in text


def test_a_table_says_that_it_holds_text_alone_where_something_is_not_text(archive):
    network = with_evidence(project(archive), archive)
    assert reported(network)["nodes.csv"] == {UNNAMED}
    assert reported(network)["edges.csv"] == {UNDRAWN, UNTYPED, UNNAMED}
    number, missing = network.copy(), network.copy()
    nx.set_node_attributes(number, 1, "extra")
    missing.nodes[min(missing)]["extra"] = "here alone"
    assert reported(number)["nodes.csv"] == reported(missing)["nodes.csv"] == {UNTYPED, UNNAMED}


def with_attribute(archive: Archive, *values: object) -> nx.MultiDiGraph:
    network = project(archive)
    for value, (*_, data) in zip(values, network.edges(data=True), strict=False):
        data["extra"] = value
    return with_evidence(network, archive)


@pytest.mark.parametrize("name", READERS)
def test_whole_and_decimal_numbers_of_one_attribute_are_all_decimal_and_none_is_left_out(archive, name):
    read = READERS[name](NETWORK_WRITERS[name](with_attribute(archive, 1, 0.5, None))[0])
    found = [data.get("extra") for *_, data in read.edges(data=True)][:3]
    assert found == [1.0, 0.5, None] and type(found[0]) is float


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((float("inf"),), "'extra' holds inf, which is no finite number"),
        ((float("nan"),), "'extra' holds nan, which is no finite number"),
        ((1, "one"), "'extra' holds int and str, which no file of a network can"),
        ((True, 1), "'extra' holds bool and int, which no file of a network can"),
        (([1],), "'extra' holds list, which no file of a network can"),
        (("half \ud83d",), r"'extra' holds half a character: 'half \\ud83d'"),
    ],
)
def test_what_no_format_holds_is_refused(archive, values, message):
    with pytest.raises(Unwritable, match=message):
        with_attribute(archive, *values)


@pytest.mark.parametrize("name", ["id", "key", "name", "value", "source", "target", "interaction", "type"])
def test_an_attribute_that_a_format_would_take_for_its_own_is_refused(archive, name):
    network = project(archive)
    nx.set_node_attributes(network, "anything", name)
    with pytest.raises(
        Unwritable, match=f"^an attribute cannot be called '{name}', which formats have a use"
    ):
        with_evidence(network, archive)


@pytest.mark.parametrize("name", NETWORK_WRITERS)
def test_an_empty_network_is_a_file_too(name, archive):
    assert NETWORK_WRITERS[name](with_evidence(nx.MultiDiGraph(name="nothing"), archive))[0]


@pytest.mark.server
def test_every_file_is_the_same_to_the_byte_under_any_hash_seed_and_names_no_day(network):
    code = (
        "import sys\n"
        "from kg.network.project import project\n"
        "from kg.export.networks import NETWORK_WRITERS, with_evidence\n"
        "from kg.graph.read import read_archive\n"
        "from kg.graph.assemble import assemble\n"
        "from tests.support.golden import first_article\n"
        "archive = read_archive(assemble(first_article()))\n"
        "network = with_evidence(project(archive, 'everyone', ties='all'), archive)\n"
        "sys.stdout.buffer.write(b''.join(writer(network)[0] for writer in NETWORK_WRITERS.values()))\n"
    )
    expected = b"".join(writer(network)[0] for writer in NETWORK_WRITERS.values())
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True)
        assert done.stdout == expected
    assert date.today().isoformat().encode() not in expected
