"""Bridges, cut points, components, same ties and triads: against a second implementation and by hand."""

from collections import Counter
from itertools import combinations

import igraph
import networkx as nx
import pytest
from hypothesis import given, settings

from kg.core.namespaces import shorten
from kg.measures.cohesion import bridges, components, cut_points, equivalent, interchangeable, triad_census
from kg.network.project import directed, project, undirected
from tests.measures.test_scores import EXAMPLES, named, networks

KINDS = (  # in igraph's order
    "003", "012", "102", "021D", "021U", "021C", "111D", "111U", "030T", "030C", "201", "120D", "120U",
    "120C", "210", "300",
)  # fmt: skip


def tied(*edges: tuple[str, str, str, int]) -> nx.MultiDiGraph:
    network = nx.MultiDiGraph()
    network.add_edges_from((tail, head, {"relation": r, "sign": sign}) for tail, head, r, sign in edges)
    return network


@pytest.mark.parametrize("example", EXAMPLES)
def test_igraph_finds_the_same_components_bridges_and_cut_points(example):
    network = named(EXAMPLES[example])
    nodes = list(undirected(network))
    other = igraph.Graph.from_networkx(undirected(network))
    parts = [tuple(sorted(nodes[i] for i in part)) for part in other.connected_components()]
    assert sorted(components(network)) == sorted(parts)
    pairs = [tuple(sorted(nodes[i] for i in other.es[edge].tuple)) for edge in other.bridges()]
    assert bridges(network) == tuple(sorted(pairs))
    assert cut_points(network) == tuple(sorted(nodes[i] for i in other.articulation_points()))


@pytest.mark.parametrize("example", EXAMPLES)
def test_taking_away_a_bridge_or_a_cut_point_parts_a_component_and_nothing_else_does(example):
    network = named(EXAMPLES[example])
    graph = undirected(network)
    parts = nx.number_connected_components(graph)

    def parted(less: nx.Graph) -> bool:
        return nx.number_connected_components(less) > parts

    split = [tie for tie in graph.edges if parted(nx.restricted_view(graph, [], [tie]))]
    assert bridges(network) == tuple(sorted(split))
    alone = [node for node in graph if parted(nx.restricted_view(graph, [node], []))]
    assert cut_points(network) == tuple(sorted(alone))


def test_components_come_the_largest_first_and_then_by_name():
    network = named(nx.Graph([(7, 8), (1, 2), (4, 5), (5, 6)]))
    assert components(network) == (("0004", "0005", "0006"), ("0001", "0002"), ("0007", "0008"))


def test_a_pair_with_two_edges_is_still_a_bridge_because_it_is_one_tie():
    assert bridges(tied(("a", "b", "x", 0), ("b", "a", "y", 0))) == (("a", "b"),)


def test_members_of_a_class_have_the_same_ties_in_relation_direction_and_sign():
    both = (("a", "hub", "member", 1), ("b", "hub", "member", 1))
    assert equivalent(tied(*both)) == (("a", "b"),)
    for other in (("c", "hub", "ally", 1), ("hub", "c", "member", 1), ("c", "hub", "member", -1)):
        assert equivalent(tied(*both, other)) == (("a", "b"),)
        assert interchangeable(tied(*both, other)) == (("a", "b", "c"),)


def test_ties_among_members_must_be_mutual_and_alike():
    around = (("a", "hub", "member", 1), ("b", "hub", "member", 1))
    assert equivalent(tied(*around, ("a", "b", "foe", -1), ("b", "a", "foe", -1))) == (("a", "b"),)
    assert equivalent(tied(*around, ("a", "b", "foe", -1))) == ()
    assert interchangeable(tied(*around, ("a", "b", "foe", -1))) == (("a", "b", "hub"),)
    assert equivalent(tied(*around, ("a", "a", "foe", -1))) == ()


def test_an_edge_that_is_symmetric_points_both_ways_whichever_end_comes_first():
    network = tied(("a", "hub", "ally", 1), ("hub", "b", "ally", 1), ("a", "b", "foe", -1))
    assert equivalent(network) == ()
    nx.set_edge_attributes(network, True, "symmetric")
    assert equivalent(network) == (("a", "b"),)
    assert sorted(directed(network).edges) == sorted(
        [*network.edges(), *((h, t) for t, h in network.edges())]
    )


def exchanged(network: nx.MultiDiGraph, one: str, two: str) -> Counter:
    swap = {one: two, two: one}
    return Counter(
        (swap.get(tail, tail), swap.get(head, head), data["relation"], data["sign"])
        for tail, head, data in network.edges(data=True)
    )


@settings(max_examples=200, deadline=None)
@given(networks())
def test_two_nodes_are_equivalent_if_and_only_if_they_may_exchange_places(network):
    simple = nx.MultiDiGraph()
    simple.add_nodes_from(network)
    simple.add_edges_from(
        (tail, head, {"relation": relation, "sign": sign})
        for tail, head, relation, sign in {
            (tail, head, data["relation"], data["sign"]) for tail, head, data in network.edges(data=True)
        }
    )
    now = exchanged(simple, "", "")
    expected = {pair for pair in combinations(sorted(simple), 2) if exchanged(simple, *pair) == now}
    found = {pair for members in equivalent(network) for pair in combinations(members, 2)}
    assert found == expected


def test_in_the_article_states_that_only_belong_to_the_alliance_are_equivalent(archive):
    classes = [tuple(map(shorten, members)) for members in equivalent(project(archive))]
    assert ("actor:burkina-faso", "actor:niger") in classes


def test_the_census_counts_triads_as_holland_and_leinhardt_name_them():
    cycle = triad_census(tied(("a", "b", "x", 0), ("b", "c", "x", 0), ("c", "a", "x", 0)))
    assert {kind for kind, count in cycle.items() if count} == {"030C"}
    line = triad_census(tied(("a", "b", "x", 0), ("b", "a", "x", 0), ("b", "c", "x", 0)))
    assert {kind for kind, count in line.items() if count} == {"111U"}


@pytest.mark.parametrize("example", ["arrows", "kite"])
def test_igraph_takes_the_same_census(example):
    network = named(EXAMPLES[example])
    count = len(network)
    census = triad_census(network)
    other = igraph.Graph.from_networkx(directed(network)).triad_census()
    assert [census[kind] for kind in KINDS] == list(other)
    assert sum(census.values()) == count * (count - 1) * (count - 2) // 6


def test_a_network_without_nodes_has_no_parts_and_no_triads():
    nothing = nx.MultiDiGraph()
    assert components(nothing) == bridges(nothing) == cut_points(nothing) == equivalent(nothing) == ()
    assert set(triad_census(nothing).values()) == {0}
