"""The network holds the facts of a policy as the ontology declares its edges; a view shows what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import networkx as nx
import pytest
from networkx.algorithms import bipartite

from kg.core.model import STATUSES, Seeds
from kg.core.namespaces import shorten
from kg.core.ontology import read_ontology
from kg.curation.checks import read_seeds
from kg.errors import UnknownPolicy, UnknownTie, UnknownView
from kg.graph.assemble import assemble
from kg.graph.read import Archive, read_archive
from kg.measures.cohesion import equivalent, triad_census
from kg.measures.scores import SCORES, leaders, measure, score_all
from kg.network.project import VIEWS, directed, edge_ends, project
from tests.graph.test_invariants import admitted

POLICIES = ("narrator", "reported", "everyone")
BASE = "https://w3id.org/sahel-kg/"


def edges(network: nx.MultiDiGraph) -> set[tuple[str, str, str]]:
    return {(shorten(tail), key, shorten(head)) for tail, head, key in network.edges(keys=True)}


@pytest.fixture(scope="module", params=["seeds", "tests/data/miniature"])
def each_seeds(request) -> Seeds:
    return read_seeds(request.param)


@pytest.fixture(scope="module")
def each_archive(each_seeds) -> Archive:
    return read_archive(assemble(each_seeds))


@pytest.fixture(scope="module")
def invented() -> Archive:
    return read_archive(assemble(read_seeds("tests/data/miniature")))


# all entities


def test_edges_point_as_the_ontology_says(archive):
    found = edges(project(archive))
    assert ("actor:jnim", "perpetrator", "event:bamako-attack") in found
    assert ("event:bamako-attack", "target", "place:base-101") in found
    assert ("actor:mali", "memberOf", "actor:aes") in found


@pytest.mark.parametrize("policy", POLICIES)
def test_the_edges_are_the_facts_of_the_seeds_with_their_claims(each_seeds, each_archive, policy):
    """The whole network a second time, from the seeds and in plain Python."""
    expected: dict[tuple[str, str, str], list[str]] = {}
    for claim in admitted(each_seeds, policy):
        if (
            claim.relation.tail
            and claim.subject in each_seeds.entities
            and claim.object in each_seeds.entities
        ):
            pair = (claim.subject, claim.object)
            ends = dict(
                zip(("subject", "object"), sorted(pair) if claim.relation.symmetric else pair, strict=True)
            )
            edge = ends[claim.relation.tail], ends[claim.relation.head], claim.relation.name
            expected.setdefault(edge, []).append(claim.iri)
    network = project(each_archive, policy)
    assert {edge: data["claims"] for edge, data in keyed(network)} == {
        edge: " ".join(sorted(claims)) for edge, claims in expected.items()
    }
    for edge, data in keyed(network):
        statuses = [each_archive.claims[claim].status for claim in expected[edge]]
        assert data["weight"] == len(statuses)
        assert data["status"] == max(statuses, key=STATUSES.index)
        assert (data["derived"], data["event"]) == (False, "")
    assert set(network) == {end for tail, head, _ in expected for end in (tail, head)}


def keyed(network: nx.MultiDiGraph) -> Iterator[tuple[tuple[str, str, str], dict[str, object]]]:
    return (((tail, head, key), data) for tail, head, key, data in network.edges(keys=True, data=True))


def test_an_alliance_that_is_told_either_way_round_is_one_edge(each_seeds):
    told = next((c for c in each_seeds.claims if c.relation.name == "affiliatedWith"), None)
    told = told or next(c for c in each_seeds.claims if c.relation.name == "alliedWith")
    allied = replace(told, relation=read_ontology().relations["alliedWith"], disputes=(), polarity="Affirmed")
    turned = replace(allied, iri=allied.iri + "-turned", subject=allied.object, object=allied.subject)
    claims = (replace(allied, iri=allied.iri + "-allied"), turned)
    network = project(read_archive(assemble(replace(each_seeds, claims=claims), policy="everyone")))
    (edge,) = [data for *_, data in network.edges(data=True)]
    assert edge["weight"] == 2 and edge["symmetric"]


def test_an_edge_is_a_fact_with_all_its_claims(archive):
    network = project(archive)
    edge = network.edges[BASE + "event/bamako-attack", BASE + "place/bamako", "location"]
    assert edge["weight"] == len(edge["claims"].split()) == 5
    assert {archive.claims[claim].relation.name for claim in edge["claims"].split()} == {"location"}


@pytest.mark.long
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("policy", POLICIES)
def test_no_view_lets_in_judgements_provenance_or_what_may_not_be(each_seeds, policy, view):
    archive = read_archive(assemble(each_seeds, policy=policy))
    network = project(archive, view=view, ties="all")
    claims = {c for *_, data in network.edges(data=True) for c in data["claims"].split()}
    assert claims <= {claim.iri for claim in admitted(each_seeds, policy)}
    assert {archive.claims[claim].mode for claim in claims} <= {"Fact", "Estimate"}
    assert {archive.claims[claim].polarity for claim in claims} <= {"Affirmed"}
    assert set(network) <= set(each_seeds.entities)
    assert {node for node in network if not archive.exists(archive.entities[node])} == set()
    assert not list(nx.isolates(network)) and not list(nx.selfloop_edges(network))


@pytest.mark.parametrize("view", VIEWS)
def test_a_looser_policy_keeps_every_edge_of_a_stricter_one(each_archive, view):
    narrator, reported, everyone = (edges(project(each_archive, p, view, "stated")) for p in POLICIES)
    assert narrator <= reported <= everyone


def test_what_the_narrator_keeps_at_a_distance_is_in_the_loosest_policy_alone(archive):
    neutralised = (
        "event:news-22092024-142654_neutralisation",
        "target",
        "actor:news-22092024-142654_attackers",
    )
    assert neutralised in edges(project(archive, "everyone")) - edges(project(archive, "reported"))


def test_three_participants_stay_one_event_and_make_no_pairs(each_archive):
    network = project(each_archive)
    clash = next(node for node, data in network.nodes(data=True) if data["kind"] == "Clash")
    participants = set(network.predecessors(clash))
    assert len(participants) == 3
    assert not [
        data
        for tail, head, data in network.edges(data=True)
        if {tail, head} <= participants and data["derived"]
    ]


@pytest.mark.parametrize(
    "relation", [r for r in read_ontology().relations.values() if r.tail], ids=lambda r: r.name
)
def test_every_edge_has_two_different_ends_and_implies_that_both_exist(relation):
    assert set(edge_ends(relation, "s", "o")) == {"s", "o"}
    assert relation.subject_exists and relation.object_exists


def test_the_miniature_projects_with_its_contested_membership(invented):
    found = edges(project(invented))
    assert ("actor:belmar", "memberOf", "actor:river-league") in found
    assert ("actor:dorane", "agent", "event:arms-delivery") not in found


def test_names_that_nobody_bears_are_refused(archive):
    with pytest.raises(UnknownPolicy, match="did you mean 'reported'"):
        project(archive, "reportd")
    with pytest.raises(UnknownView, match="did you mean 'actors'"):
        project(archive, view="actor")
    with pytest.raises(UnknownTie, match="did you mean 'opposition'"):
        project(archive, ties="oposition")


# views


def is_a(archive: Archive, iri: str, kind: str) -> bool:
    return kind in archive.entities[iri].kind.ancestors


@pytest.mark.parametrize("ties", ["", "all"])
@pytest.mark.parametrize("policy", POLICIES)
def test_each_view_is_a_part_of_the_whole_with_the_same_edges(each_archive, policy, ties):
    whole = project(each_archive, policy, ties=ties)

    def part(shows) -> dict[tuple[str, str, str], dict[str, object]]:
        return {edge: data for edge, data in keyed(whole) if shows(*edge[:2], data)}

    def actors(tail: str, head: str, _) -> bool:
        return is_a(each_archive, tail, "Actor") and is_a(each_archive, head, "Actor")

    def across(tail: str, head: str, _) -> bool:
        kinds = [[is_a(each_archive, end, kind) for kind in ("Actor", "Event")] for end in (tail, head)]
        return sorted(kinds) == [[False, True], [True, False]]

    views = {
        "entities": part(lambda *_: True),
        "actors": part(actors),
        "signed": part(lambda tail, head, data: actors(tail, head, data) and data["sign"] in (1, -1)),
        "actor-event": part(across),
    }
    for view, expected in views.items():
        seen = project(each_archive, policy, view, ties)
        assert dict(keyed(seen)) == expected, view
        assert set(seen) == {end for edge in expected for end in edge[:2]}
        for node, data in seen.nodes(data=True):
            rest = {name: value for name, value in data.items() if name != "bipartite"}
            assert rest == whole.nodes[node]


def test_actors_and_events_are_the_two_sides_of_a_bipartite_network(each_archive):
    network = project(each_archive, "everyone", "actor-event")
    sides = nx.get_node_attributes(network, "bipartite")
    assert set(sides) == set(network) and set(sides.values()) == {0, 1}
    assert bipartite.is_bipartite_node_set(nx.Graph(network), {node for node, side in sides.items() if side})
    for node, side in sides.items():
        assert is_a(each_archive, node, "Event" if side else "Actor")


@pytest.mark.parametrize("policy", POLICIES)
def test_co_participation_is_the_one_mode_projection_that_networkx_makes(each_archive, policy):
    two_mode = nx.Graph(project(each_archive, policy, "actor-event"))
    actors = [node for node, data in two_mode.nodes(data=True) if not data["bipartite"]]
    expected = bipartite.weighted_projected_graph(two_mode, actors)
    seen = project(each_archive, policy, "co-participation")
    assert {frozenset((a, b)): data["weight"] for a, b, data in seen.edges(data=True)} == {
        frozenset((a, b)): weight for a, b, weight in expected.edges(data="weight")
    }
    assert seen.number_of_edges() == expected.number_of_edges()
    for one, other, data in seen.edges(data=True):
        shared = sorted(set(two_mode[one]) & set(two_mode[other]))
        assert data["event"].split() == shared and data["derived"] and data["symmetric"]
        claims = {
            claim
            for *ends, edge in project(each_archive, policy, "actor-event").edges(data=True)
            if set(ends) & set(shared) and set(ends) & {one, other}
            for claim in edge["claims"].split()
        }
        assert set(data["claims"].split()) == claims


def test_a_signed_view_holds_stated_ties_alone_unless_derived_ones_are_asked_for(invented):
    stated = project(invented, view="signed")
    assert edges(stated) == {
        ("actor:belmar", "alliedWith", "actor:ossane"),
        ("actor:belmar", "alliedWith", "actor:dorane"),
        ("actor:dorane", "hostileTo", "actor:ossane"),
        ("actor:dunes-front", "alliedWith", "actor:lions"),
        ("actor:belmar", "memberOf", "actor:river-league"),
        ("actor:dorane", "memberOf", "actor:river-league"),
        ("actor:ossane", "memberOf", "actor:river-league"),
    }
    derived = edges(project(invented, view="signed", ties="stated")) - edges(stated)
    assert derived == {
        ("actor:dunes-front", "attackOnOwner event:sirem-attack", "actor:belmar-army"),
        ("actor:belmar-army", "opposition event:mini-01072025-070000_operation", "actor:lions"),
    }


def test_the_network_is_the_same_whatever_the_order_of_seeds(each_seeds):
    turned = replace(each_seeds, claims=tuple(reversed(each_seeds.claims)))
    for view in VIEWS:
        one, other = (
            project(read_archive(assemble(s)), "everyone", view, "all") for s in (each_seeds, turned)
        )
        assert list(one.edges(keys=True, data=True)) == list(other.edges(keys=True, data=True))
        assert list(one.nodes(data=True)) == list(other.nodes(data=True))


# symmetric ties


def turned_round(network: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Swap the ends of every edge that has no direction of its own."""
    turned = nx.MultiDiGraph()
    turned.add_nodes_from(network.nodes(data=True))
    for tail, head, key, data in network.edges(keys=True, data=True):
        turned.add_edge(*((head, tail) if data["symmetric"] else (tail, head)), key=key, **data)
    return turned


@pytest.mark.parametrize("view", VIEWS)
def test_no_measure_depends_on_how_the_ends_of_a_symmetric_tie_are_sorted(invented, view):
    network = project(invented, "everyone", view, "all")
    turned = turned_round(network)
    if view != "actor-event":
        assert edges(turned) != edges(network)
    assert {name: values for name, (values, _) in score_all(turned).items()} == {
        name: values for name, (values, _) in score_all(network).items()
    }
    assert triad_census(turned) == triad_census(network)
    assert equivalent(turned) == equivalent(network)


def test_only_ties_without_a_direction_are_symmetric(each_archive):
    symmetric = {"alliedWith", "clashPairs", "comembership", "together"}
    for view in ("entities", "co-participation"):
        for *_, data in project(each_archive, "everyone", view, "all").edges(data=True):
            assert data["symmetric"] == (data["relation"] in symmetric)


def test_a_symmetric_tie_points_both_ways_and_a_hostile_one_as_it_is_stated():
    network = nx.MultiDiGraph()
    network.add_edge("a", "b", relation="alliedWith", sign=1, symmetric=True)
    network.add_edge("c", "b", relation="alliedWith", sign=1, symmetric=True)
    assert set(directed(network).edges) == {("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")}
    assert equivalent(network) == (("a", "c"),)
    network.add_edge("b", "d", relation="hostileTo", sign=-1, symmetric=False)
    assert ("d", "b") not in directed(network).edges


def test_allies_that_are_tied_to_each_other_can_exchange_their_places():
    network = nx.MultiDiGraph([("a", "b", {"relation": "alliedWith", "sign": 1, "symmetric": True})])
    assert equivalent(network) == (("a", "b"),)
    network.edges["a", "b", 0]["symmetric"] = False
    assert equivalent(network) == ()


# measures


def test_every_node_is_measured_by_every_score_in_the_order_of_ranks(each_archive):
    network = project(each_archive)
    found = measure(network)
    assert len(found) == len(network) * len(SCORES)
    assert list(dict.fromkeys(m.score for m in found)) == list(SCORES)
    last = len(network) + 1
    for score in SCORES:
        of_score = [m for m in found if m.score == score]
        assert {m.node for m in of_score} == set(network)
        order = [(m.rank or last, m.label, m.node) for m in of_score]
        assert order == sorted(order)
        assert [m.value for m in of_score] == [SCORES[score].compute(network)[m.node] for m in of_score]


def test_nodes_that_tie_share_a_rank_and_nobody_leads_where_all_tie():
    network = nx.MultiDiGraph(nx.relabel_nodes(nx.star_graph(4), str))
    nx.set_node_attributes(network, {n: {"label": n, "kind": "Actor"} for n in network})
    assert [m.rank for m in measure(network) if m.score == "degree"] == [1, 2, 2, 2, 2]
    assert leaders({m.node: m.rank for m in measure(network) if m.score == "degree"}) == ("0",)
    ring = nx.MultiDiGraph(nx.relabel_nodes(nx.cycle_graph(4), str))
    assert leaders(score_all(ring)["degree"][1]) == ()


def test_an_empty_network_has_no_measures():
    assert measure(nx.MultiDiGraph()) == ()
