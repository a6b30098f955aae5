"""The network holds the facts of a policy as the ontology declares its edges; measures are exact."""

import io

import networkx as nx
import pytest

from kg.analysis import measure
from kg.graph import assemble
from kg.network import as_graphml, edge_ends, project
from kg.ontology import read_ontology
from kg.problems import read_seeds
from kg.statements import read_archive
from kg.vocabulary import shorten

MEDICI = (  # Padgett and Ansell 1993, as networkx ships it; betweenness as Jackson 2008, table 2.1, has it
    ("Medici", 0.522), ("Guadagni", 0.255), ("Albizzi", 0.212), ("Salviati", 0.143), ("Ridolfi", 0.114),
    ("Bischeri", 0.104), ("Strozzi", 0.103), ("Barbadori", 0.093), ("Tornabuoni", 0.092),
)  # fmt: skip


def edges(network: nx.MultiDiGraph) -> set[tuple[str, str, str]]:
    return {(shorten(tail), key, shorten(head)) for tail, head, key in network.edges(keys=True)}


def test_edges_point_as_the_ontology_says(archive):
    found = edges(project(archive))
    assert ("actor:jnim", "perpetrator", "event:bamako-attack") in found
    assert ("event:bamako-attack", "target", "place:base-101") in found
    assert ("actor:mali", "memberOf", "actor:aes") in found


def test_an_edge_is_a_fact_with_all_its_claims(archive):
    network = project(archive)
    bamako, attack = (f"https://w3id.org/sahel-kg/{iri}" for iri in ("place/bamako", "event/bamako-attack"))
    edge = network.edges[attack, bamako, "location"]
    assert edge["weight"] == len(edge["claims"].split()) == 5
    assert {archive.statements[claim].relation for claim in edge["claims"].split()} == {"location"}


def test_what_is_judged_explained_or_recommended_draws_no_edge(archive):
    for policy in archive.policies:
        claims = {c for *_, data in project(archive, policy).edges(data=True) for c in data["claims"].split()}
        assert {archive.statements[claim].mode for claim in claims} <= {"Fact", "Estimate"}
        assert {archive.statements[claim].polarity for claim in claims} == {"Affirmed"}


def test_a_looser_policy_keeps_every_edge_of_a_stricter_one(archive):
    narrator, reported, everyone = (edges(project(archive, p)) for p in ("narrator", "reported", "everyone"))
    assert narrator <= reported < everyone
    neutralised = (
        "event:news-22092024-142654-neutralisation",
        "target",
        "actor:news-22092024-142654-attackers",
    )
    assert neutralised in everyone - reported


def test_three_participants_stay_one_event_and_make_no_pairs(archive):
    network = project(archive)
    clash = next(node for node, data in network.nodes(data=True) if data["kind"] == "Clash")
    assert len(list(network.predecessors(clash))) == 3
    participants = set(network.predecessors(clash))
    assert not [e for e in network.edges() if set(e) <= participants]


@pytest.mark.parametrize(
    "relation", [r for r in read_ontology().relations.values() if r.tail], ids=lambda r: r.name
)
def test_every_edge_has_two_different_ends_and_implies_that_both_exist(relation):
    assert set(edge_ends(relation, "s", "o")) == {"s", "o"}
    assert relation.subject_exists and relation.object_exists


def test_no_node_of_a_network_is_an_event_that_may_not_have_been(archive):
    assert {node for node in project(archive) if not archive.things[node].exists} == set()


def test_betweenness_of_the_florentine_families_is_as_published():
    network = nx.MultiDiGraph()
    for one, other in nx.florentine_families_graph().edges():
        for node in (one, other):
            network.add_node(node, label=node, kind="Person")
        network.add_edge(one, other)
        network.add_edge(other, one)
    found = {m.node: m for m in measure(network)}
    assert {name: round(found[name].betweenness, 3) for name, _ in MEDICI} == dict(MEDICI)
    assert found["Medici"].degree == 6 and found["Medici"].betweenness_rank == 1


def test_nodes_that_tie_share_a_rank():
    network = nx.MultiDiGraph(nx.star_graph(4))
    nx.set_node_attributes(network, {n: {"label": str(n), "kind": "Actor"} for n in network})
    assert [m.degree_rank for m in measure(network)] == [1, 2, 2, 2, 2]
    assert [m.betweenness for m in measure(network)] == [1.0, 0, 0, 0, 0]


def test_an_empty_network_has_no_measures():
    assert measure(nx.MultiDiGraph()) == []


def _key(network, tail: str, head: str) -> str:
    return next(iter(network[tail][head]))


def test_graphml_reads_back_with_keys_and_attributes(archive):
    network = project(archive)
    data, losses = as_graphml(network)
    read = nx.read_graphml(io.BytesIO(data), force_multigraph=True)
    assert edges(network) == {(t, data["relation"], h) for t, h, data in read.edges(data=True)}
    assert len({key for *_, key in read.edges(keys=True)}) == network.number_of_edges()
    attack = read.edges["actor:jnim", "event:bamako-attack", _key(read, "actor:jnim", "event:bamako-attack")]
    assert attack["states"].endswith("has the perpetrator Group for Support of Islam and Muslims")
    assert read.nodes["actor:jnim"]["iri"] == "https://w3id.org/sahel-kg/actor/jnim"
    assert losses


def test_the_miniature_projects_with_its_contested_membership():
    archive = read_archive(assemble(read_seeds("tests/data/miniature")))
    assert ("actor:belmar", "memberOf", "actor:river-league") in edges(project(archive))
    assert ("actor:dorane", "agent", "event:arms-delivery") not in edges(project(archive))
