"""Chains between two entities: each a path of facts, the shortest first, and none that is not there."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import combinations, pairwise

import networkx as nx
import pyoxigraph as ox
import pytest

from kg.core.model import STATUSES
from kg.curation.checks import read_seeds
from kg.errors import AmbiguousName, UnknownEntity, UnknownTie
from kg.graph.assemble import assemble
from kg.graph.read import Archive, read_archive
from kg.network.derived import choose_ties
from kg.network.paths import Path, connect, find_paths, would_connect
from kg.network.project import project

ACTOR = "https://w3id.org/sahel-kg/actor/"
POLICIES = ("narrator", "reported", "everyone")


@pytest.fixture(scope="module")
def built(miniature) -> ox.Store:
    return assemble(read_seeds(miniature))


@pytest.fixture(scope="module")
def invented(built) -> Archive:
    return read_archive(built)


@pytest.fixture(scope="module", params=["", "all"])
def network(request, invented) -> nx.MultiDiGraph:
    return project(invented, "everyone", ties=request.param)


def walk_of(path: Path) -> tuple[str, ...]:
    return (path.hops[0].tail, *(hop.head for hop in path.hops))


def by_brute_force(network: nx.MultiDiGraph, start: str, end: str) -> list[tuple[str, ...]]:
    """Walk every way from one to the other that visits nothing twice, whichever way the edges point."""
    beside = {node: {*network.pred[node], *network.succ[node]} - {node} for node in network}
    found, open_walks = [], [(start,)]
    while open_walks:
        walk = open_walks.pop()
        if walk[-1] == end:
            found.append(walk)
        else:
            open_walks += [(*walk, node) for node in beside[walk[-1]] if node not in walk]
    return sorted(found, key=lambda walk: (len(walk), walk))


def test_chains_are_all_there_are_the_shortest_first(network):
    pairs = list(combinations(sorted(network), 2))
    connected = 0
    for start, end in pairs[::5]:
        expected = by_brute_force(network, start, end)
        found = [walk_of(path) for path in find_paths(network, start, end, most=10_000)]
        assert found == expected
        connected += bool(expected)
    assert connected > 0


def test_asking_for_fewer_gives_the_first_of_more(network):
    for start, end in combinations(sorted(network)[::3], 2):
        many = find_paths(network, start, end, most=12)
        for most in (1, 2, 5):
            assert find_paths(network, start, end, most) == many[:most]


def test_every_hop_holds_all_edges_between_its_ends_and_nothing_else(network):
    for start, end in list(combinations(sorted(network), 2))[::7]:
        for path in find_paths(network, start, end, most=3):
            assert all(one.head == other.tail for one, other in pairwise(path.hops))
            for hop in path.hops:
                drawn = [
                    data
                    for tail, head, data in network.edges(data=True)
                    if {tail, head} == {hop.tail, hop.head}
                ]
                assert sorted(map(str, hop.edges)) == sorted(map(str, drawn))
                assert hop.derived == all(data["derived"] for data in drawn)
                firmness = [(edge["derived"], -STATUSES.index(edge["status"])) for edge in hop.edges]
                assert firmness == sorted(firmness)
            weakest = min(STATUSES.index(hop.status) for hop in path.hops)
            assert path.status == STATUSES[weakest]


def test_nothing_connects_what_is_apart_not_there_or_the_same(network):
    nodes = sorted(network)
    parts = list(nx.connected_components(nx.Graph(network)))
    apart = [(min(a), min(b)) for a, b in combinations(parts, 2)]
    for start, end in [*apart, (nodes[0], nodes[0]), (nodes[0], "nowhere"), ("nowhere", nodes[0])]:
        assert find_paths(network, start, end) == ()


def test_the_policies_that_would_connect_are_exactly_those_that_do(invented):
    def connected(policy: str, ties: str, start: str, end: str) -> bool:
        graph = nx.Graph(networks[policy, ties])
        return start in graph and end in graph and nx.has_path(graph, start, end)

    networks = {(p, t): project(invented, p, ties=t) for p in POLICIES for t in ("", "stated", "all")}
    nodes = sorted(networks["everyone", "all"])
    seen = set()
    for start, end in list(combinations(nodes, 2))[::4]:
        ways = [
            [(policy, ties) for policy in POLICIES if connected(policy, ties, start, end)]
            for ties in ("", "stated", "all")
        ]
        expected = next(filter(None, ways), [])
        assert would_connect(invented, start, end) == expected
        seen.add(len(expected))
    assert len(seen) > 1


# as text


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_connection_is_told_hop_by_hop_with_quote_and_claimant(built):
    text = connect(built, "Belmar", "Ossane", most=1)
    assert text.splitlines()[:2] == ["1. Belmar – Ossane", "   1 hop, the weakest asserted"]
    assert "- Belmar | is allied with | Ossane" in text
    assert "« Le Belmar est allié à Ossane »" in text
    assert "narrator of mini-01072025-070000, sentence" in text


def test_no_more_chains_are_told_than_are_asked_for(built):
    for most in (1, 2, 3):
        text = connect(built, "Belmar", "Ossane", most=most)
        starts = [line for line in text.splitlines() if line[:2] in ("1.", "2.", "3.", "4.")]
        assert [line[0] for line in starts] == [str(n) for n in range(1, most + 1)]


def test_a_hop_that_only_a_rule_makes_says_so_with_the_claims_of_its_facts(built):
    text = words(connect(built, "Dunes Front", "army of Belmar", ties="attackOnOwner", most=1))
    assert "(derived by the rule attackOnOwner)" in text
    assert "« le Front des Dunes a attaqué la base de Sirem »" in text
    assert "« la base de Sirem, un site de l’armée du Belmar »" in text


def test_those_who_are_not_connected_are_told_under_what_they_would_be(built, invented):
    narrator = project(invented, "narrator")
    reported = project(invented, "reported")
    everyone = project(invented, "everyone")
    dorane, delivery = ACTOR + "dorane", "https://w3id.org/sahel-kg/event/arms-delivery"
    assert delivery in everyone and delivery not in reported and delivery not in narrator
    text = connect(built, "dorane", "arms-delivery")
    assert text.splitlines() == [
        "Dorane and delivery of arms are not connected under the policy 'reported'.",
        "They would be under the policy 'everyone'.",
    ]
    assert would_connect(invented, dorane, delivery) == [("everyone", "")]


def test_nobody_is_connected_to_what_no_fact_speaks_of(built):
    text = connect(built, "Dorane", "protection of the river", ties="all")
    assert text.endswith("Nor are they under any other, with whatever derived ties.")


def test_one_and_the_same_is_told_so_and_bad_names_are_refused(built):
    assert connect(built, "belmar", "Belmar") == "Belmar is one and the same."
    with pytest.raises(UnknownEntity, match="did you mean 'Belmar'"):
        connect(built, "Belmare", "Ossane")
    with pytest.raises(UnknownTie):
        connect(built, "Belmar", "Ossane", ties="no-rule")


def test_a_name_that_two_bear_is_refused_with_their_ids(built):
    other = ox.Store()
    other.extend(built)
    label = ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
    registry = ox.NamedNode("https://w3id.org/sahel-kg/graph/registry")
    for name in ("dorane", "ossane"):
        other.add(ox.Quad(ox.NamedNode(ACTOR + name), label, ox.Literal("the neighbour"), registry))
    with pytest.raises(AmbiguousName, match=r"actor:dorane \(Dorane\), actor:ossane \(Ossane\)"):
        connect(other, "the neighbour", "Belmar")


def test_ties_can_be_chosen_by_their_rules(built, invented):
    assert not find_paths(project(invented, view="actors"), ACTOR + "belmar-army", ACTOR + "lions")
    for ties in ("stated", "opposition", [rule.name for rule in choose_ties(invented.ontology, "stated")]):
        network = project(invented, view="actors", ties=ties)
        assert len(find_paths(network, ACTOR + "belmar-army", ACTOR + "lions", 1)[0].hops) == 1


TOLD = """
from kg.graph.assemble import assemble
from kg.network.paths import connect
from kg.curation.checks import read_seeds
store = assemble(read_seeds("tests/data/miniature"))
print(connect(store, "Lions", "army of Belmar", "all", 8))
print(connect(store, "dorane", "arms-delivery"))
"""


@pytest.mark.server
def test_a_connection_is_told_alike_under_two_hash_seeds():
    one, other = (
        subprocess.run(
            [sys.executable, "-c", TOLD],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    )
    assert len(one) > 1_000 and one == other
