"""Communities come with what speaks for them, and are the same in every process."""

from itertools import combinations

import igraph
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.measures.communities import STABLE, adjusted_rand, co_assignment, find_communities
from kg.network.project import project
from tests.measures.test_scores import named
from tests.support.processes import told_elsewhere, told_here

KARATE = named(nx.Graph(nx.karate_club_graph().edges))
CAVES = named(nx.connected_caveman_graph(4, 5))
RING = named(nx.cycle_graph(30))
ELSEWHERE = """
import networkx as nx
from kg.measures.communities import co_assignment, find_communities
network = nx.MultiDiGraph(nx.relabel_nodes(nx.gnm_random_graph(40, 70, seed=5), "n{:02}".format))
found = find_communities(network)
print(found, co_assignment(found))
"""

labels = st.integers(2, 12).flatmap(
    lambda size: st.tuples(*[st.lists(st.integers(0, 3), min_size=size, max_size=size).map(tuple)] * 2)
)


@given(labels)
def test_igraph_computes_the_same_adjusted_rand_index(pair):
    one, two = pair
    trivial = [len(set(part)) in (1, len(part)) for part in pair]
    if not all(trivial):  # igraph divides by zero where both are all apart, or both all together
        expected = igraph.compare_communities(list(one), list(two), method="adjusted_rand")
        assert adjusted_rand(one, two) == pytest.approx(expected, abs=1e-12)


def test_the_index_is_one_on_the_same_partition_and_symmetric():
    assert adjusted_rand((0, 1, 2), (0, 1, 2)) == adjusted_rand((0, 0), (1, 1)) == 1
    assert adjusted_rand((0, 0, 1, 1, 2), (0, 0, 1, 2, 2)) == adjusted_rand((0, 0, 1, 2, 2), (0, 0, 1, 1, 2))


def test_caves_are_found_by_every_run():
    found = find_communities(CAVES)
    assert found.groups == tuple(tuple(f"{5 * c + i:04}" for i in range(5)) for c in range(4))
    assert (found.found, found.agreement, found.stable) == (1, 1.0, True)
    assert set(found.together.values()) == {1.0}


def test_zacharys_club_has_the_best_modularity_that_is_known():
    # 0.4198 is the maximum for this network (Brandes et al. 2008, https://doi.org/10.1109/TKDE.2007.190689).
    found = find_communities(KARATE)
    assert round(found.modularity, 4) == 0.4198
    other = igraph.Graph.from_networkx(nx.Graph(KARATE))
    member = {node: number for number, group in enumerate(found.groups) for node in group}
    assert other.modularity([member[v["_nx_name"]] for v in other.vs]) == pytest.approx(found.modularity)


def test_a_ring_has_no_communities_and_the_runs_say_so():
    found = find_communities(RING)
    assert found.found > 10
    assert found.agreement < STABLE
    assert not found.stable


@pytest.mark.parametrize("network", [KARATE, CAVES, RING], ids=["karate", "caves", "ring"])
def test_agreement_and_shares_are_those_of_all_runs_taken_one_by_one(network):
    found = find_communities(network, seeds=12)
    nodes = sorted(network)
    every = [labels for labels, count in found.runs for _ in range(count)]
    assert len(every) == found.seeds == 12
    pairs = list(combinations(every, 2))
    mean = sum(adjusted_rand(one, two) for one, two in pairs) / len(pairs)
    assert found.agreement == pytest.approx(mean, abs=1e-9)
    matrix = co_assignment(found)
    order = [node for group in found.groups for node in group]
    for row, one in enumerate(order):
        for column, two in enumerate(order):
            at = nodes.index(one), nodes.index(two)
            share = sum(labels[at[0]] == labels[at[1]] for labels in every) / 12
            assert matrix[row][column] == pytest.approx(share, abs=1e-9)
    for group in found.groups:
        for node in group:
            runs = [
                labels
                for labels in every
                if 2 * sum(labels[nodes.index(o)] == labels[nodes.index(node)] for o in group) > len(group)
            ]
            assert found.together[node] == pytest.approx(len(runs) / 12, abs=1e-9)


@pytest.mark.parametrize("network", [KARATE, RING], ids=["karate", "ring"])
def test_the_partition_shown_is_the_best_of_the_runs_and_of_those_the_most_frequent(network):
    found = find_communities(network)
    simple, keys = nx.Graph(network), []
    for labels, count in found.runs:
        groups = [
            {n for n, own in zip(sorted(network), labels, strict=True) if own == g} for g in set(labels)
        ]
        keys.append((-round(nx.community.modularity(simple, groups), 9), -count, labels, groups))
    best = min(keys)[-1]
    assert {frozenset(group) for group in found.groups} == set(map(frozenset, best))
    assert [count for _, count in found.runs] == sorted((count for _, count in found.runs), reverse=True)


def test_every_node_is_in_one_community_and_direction_signs_and_parallels_are_ignored(archive):
    network = project(archive)
    found = find_communities(network, seeds=10)
    assert sorted(node for group in found.groups for node in group) == sorted(network)
    assert find_communities(nx.MultiDiGraph(nx.Graph(network).edges), seeds=10) == found


@pytest.mark.server
def test_every_process_finds_the_same():
    told = told_elsewhere(ELSEWHERE)
    assert "Communities(groups=" in told and told == told_here(ELSEWHERE)


def test_without_edges_each_node_is_its_own_community_and_there_is_no_modularity():
    found = find_communities(named(nx.empty_graph(3)))
    assert found.groups == (("0000",), ("0001",), ("0002",))
    assert (found.modularity, found.found, found.agreement) == (None, 1, 1.0)
    assert co_assignment(found) == ((1, 0, 0), (0, 1, 0), (0, 0, 1))
    nothing = find_communities(nx.MultiDiGraph())
    assert (nothing.groups, co_assignment(nothing)) == ((), ())


def test_no_seed_is_no_run():
    with pytest.raises(ValueError, match="at least one seed, not 0"):
        find_communities(CAVES, seeds=0)
