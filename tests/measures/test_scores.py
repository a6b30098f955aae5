"""Scores are exact, published, the same on other engines, and never part those who have the same ties."""

import json
import os
import subprocess
import sys

import igraph
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.measures.cohesion import equivalent, interchangeable
from kg.measures.scores import SCORES, rank, settle
from kg.network.project import directed, project, undirected

FLORENCE = {  # Padgett and Ansell 1993; betweenness as Jackson 2008, table 2.1, has it
    "Medici": 0.522, "Guadagni": 0.255, "Albizzi": 0.212, "Salviati": 0.143, "Ridolfi": 0.114,
    "Bischeri": 0.104, "Strozzi": 0.103, "Barbadori": 0.093, "Tornabuoni": 0.092,
}  # fmt: skip
ANDRE, BEVERLY, CAROL, DIANE, ED, FERNANDO, GARTH, HEATHER, IKE, JANE = range(10)
ENGINES = """
import json, logging, sys
import networkx as nx
from kg.measures.scores import SCORES
from kg.measures.cohesion import bridges, components, cut_points

logging.getLogger("networkx").setLevel(logging.DEBUG)
logging.getLogger("networkx").addHandler(logging.FileHandler(sys.argv[1]))
if "rustworkx" in nx.config.backend_priority.algos:
    nx.config.backends.rustworkx.min_nodes = nx.config.backends.rustworkx.min_edges = 0
graph = nx.relabel_nodes(nx.gnm_random_graph(60, 90, seed=7, directed=True), "n{:02}".format)
network = nx.MultiDiGraph(graph)
answer = {name: score.compute(network) for name, score in SCORES.items()}
answer |= {f.__name__: f(network) for f in (bridges, components, cut_points)}
print(json.dumps(answer))
"""


def named(graph: nx.Graph | nx.DiGraph) -> nx.MultiDiGraph:
    """A network of an example: each tie once, its nodes with names that sort as they are numbered."""
    network = nx.MultiDiGraph()
    network.add_nodes_from(name(node) for node in graph)
    network.add_edges_from((name(a), name(b), {"relation": "tie", "sign": 0}) for a, b in graph.edges)
    return network


def name(node: object) -> str:
    return f"{node:04}" if isinstance(node, int) else str(node)


def scores_of(score: str, graph: nx.Graph) -> dict[object, float | None]:
    values = SCORES[score].compute(named(graph))
    return {node: values[name(node)] for node in graph}


def strongest(score: str, graph: nx.Graph) -> set[object]:
    ranks = rank(scores_of(score, graph), SCORES[score].rising)
    return {node for node, place in ranks.items() if place == 1}


EXAMPLES = {
    "kite": nx.krackhardt_kite_graph(),
    "karate": nx.Graph(nx.karate_club_graph().edges),
    "florence": nx.florentine_families_graph(),
    "apart": nx.disjoint_union(nx.path_graph(5), nx.disjoint_union(nx.cycle_graph(4), nx.empty_graph(3))),
    **{f"random {seed}": nx.gnm_random_graph(30, 45, seed=seed) for seed in range(4)},
    "arrows": nx.gnm_random_graph(25, 60, seed=3, directed=True),
}


def test_the_medici_stand_between_as_jackson_has_it():
    values = scores_of("betweenness", nx.florentine_families_graph())
    assert {family: round(values[family], 3) for family in FLORENCE} == FLORENCE
    assert scores_of("degree", nx.florentine_families_graph())["Medici"] == 6


def test_of_krackhardts_kite_diane_has_the_degree_and_heather_stands_between():
    kite = nx.krackhardt_kite_graph()
    assert strongest("degree", kite) == {DIANE}
    assert strongest("betweenness", kite) == {HEATHER}
    assert scores_of("betweenness", kite)[HEATHER] == pytest.approx(14 / 36, rel=1e-11)
    assert scores_of("core", kite) == {
        ANDRE: 3, BEVERLY: 3, CAROL: 3, DIANE: 3, ED: 3, FERNANDO: 3, GARTH: 3, HEATHER: 2, IKE: 1, JANE: 1
    }  # fmt: skip


def test_in_zacharys_club_the_officer_has_most_friends_and_the_instructor_stands_between():
    karate = nx.Graph(nx.karate_club_graph().edges)
    instructor, officer = 0, 33
    assert strongest("degree", karate) == {officer}
    assert scores_of("degree", karate)[officer] == 17
    assert strongest("betweenness", karate) == {instructor}
    assert strongest("constraint", karate) == {instructor}


def test_a_hand_computed_ego_has_the_constraint_and_effective_size_of_burts_formulas():
    # Ego a knows b, c and d; b and c know each other. p(a,·) = 1/3; p(b,c) = p(c,b) = 1/2.
    graph = nx.Graph([("a", "b"), ("a", "c"), ("a", "d"), ("b", "c")])
    expected = (1 / 3 + 1 / 3 * 1 / 2) ** 2 * 2 + (1 / 3) ** 2
    assert scores_of("constraint", graph)["a"] == pytest.approx(expected, rel=1e-11)
    assert scores_of("effective_size", graph)["a"] == pytest.approx(3 - 2 * 1 / 3, rel=1e-11)


def by_igraph(score: str, graph: nx.Graph) -> list[float | None]:
    simple = undirected(named(graph))
    other = igraph.Graph.from_networkx(directed(named(graph)) if score == "pagerank" else simple)
    count = len(simple)
    if score == "betweenness":
        return [value / ((count - 1) * (count - 2) / 2) for value in other.betweenness()]
    if score == "constraint":
        return [None if value != value else value for value in other.constraint()]
    if score == "effective_size":
        triangles = [len(other.induced_subgraph(other.neighbors(i)).es) for i in range(count)]
        return [d - 2 * t / d if d else None for d, t in zip(other.degree(), triangles, strict=True)]
    ways = {
        "degree": other.degree,
        "core": other.coreness,
        "pagerank": lambda: other.pagerank(implementation="prpack"),
    }
    return ways[score]()


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("score", sorted(SCORES.keys() - {"eigenvector"}))
def test_igraph_finds_the_same(score, example):
    values = SCORES[score].compute(named(EXAMPLES[example]))
    assert list(values.values()) == pytest.approx(by_igraph(score, EXAMPLES[example]), abs=2e-9)


@pytest.mark.parametrize("example", ["kite", "karate", "florence"])
def test_igraph_finds_the_same_eigenvector_of_a_connected_network(example):
    values = SCORES["eigenvector"].compute(named(EXAMPLES[example]))
    other = igraph.Graph.from_networkx(undirected(named(EXAMPLES[example]))).eigenvector_centrality()
    largest = max(values.values())
    assert [value / largest for value in values.values()] == pytest.approx(other, abs=1e-8)


def test_the_eigenvector_scores_only_components_of_the_largest_eigenvalue_and_those_alike():
    apart = nx.disjoint_union_all([nx.cycle_graph(4), nx.complete_graph(3), nx.path_graph(5)])
    values = list(scores_of("eigenvector", apart).values())
    assert values == [pytest.approx(7**-0.5, rel=1e-11)] * 7 + [0] * 5 and len(set(values)) == 2
    assert set(scores_of("eigenvector", nx.empty_graph(3)).values()) == {None}


def test_components_share_the_largest_eigenvalue_though_their_computed_ones_differ_by_an_error():
    # The largest eigenvalue of each is 2: a star with four arms, rings, and a chain forked at both ends.
    forked = nx.Graph([(0, 1), (0, 2), (0, 3), (3, 4), (4, 5), (4, 6)])
    apart = nx.disjoint_union_all([nx.star_graph(4), nx.cycle_graph(7), nx.cycle_graph(11), forked])
    iterated = nx.eigenvector_centrality(apart, max_iter=10_000, tol=1e-13)
    assert scores_of("eigenvector", apart) == pytest.approx(iterated, abs=1e-8)


def test_the_eigenvector_of_a_large_component_is_that_of_power_iteration():
    wheel = nx.wheel_graph(2_100)
    iterated = nx.eigenvector_centrality(wheel, max_iter=10_000, tol=1e-14)
    assert scores_of("eigenvector", wheel) == pytest.approx(iterated, abs=1e-8)


@pytest.mark.parametrize("score", SCORES)
def test_what_is_isolated_or_missing_is_scored_or_none_and_never_an_error(score):
    assert SCORES[score].compute(nx.MultiDiGraph()) == {}
    alone = SCORES[score].compute(named(nx.empty_graph(1)))["0000"]
    assert alone == {"degree": 0, "core": 0, "betweenness": 0, "pagerank": 1}.get(score)


@st.composite
def networks(draw) -> nx.MultiDiGraph:
    """Networks with twins: some nodes are copies of others, tied to the same and maybe to one another."""
    count = draw(st.integers(2, 9))
    nodes = [f"n{i}" for i in range(count)]
    ends = st.sampled_from(nodes)
    edge = st.tuples(ends, ends, st.sampled_from(["ally", "foe"]), st.sampled_from([1, 0, -1]))
    network = nx.MultiDiGraph()
    network.add_nodes_from(nodes)
    for tail, head, relation, sign in draw(st.lists(edge, max_size=20)):
        network.add_edge(tail, head, relation=relation, sign=sign)
    for number, original in enumerate(draw(st.lists(ends, max_size=3))):
        twin = f"t{number}"
        around = [(t, h, d) for t, h, d in network.edges(data=True) if original in (t, h) and t != h]
        network.add_node(twin)
        for tail, head, data in around:
            network.add_edge(twin if tail == original else tail, twin if head == original else head, **data)
        if draw(st.booleans()) and not network.has_edge(original, original):
            network.add_edge(original, twin, relation="ally", sign=1)
            network.add_edge(twin, original, relation="ally", sign=1)
    return network


@settings(max_examples=150, deadline=None)
@given(networks())
def test_structurally_equivalent_nodes_are_never_ranked_apart(network):
    for score in SCORES.values():
        values = score.compute(network)
        ranks = rank(values, score.rising)
        for members in equivalent(network):
            assert len({values[node] for node in members}) == 1, score.name
            assert len({ranks[node] for node in members}) == 1, score.name
        if score.name != "pagerank":
            for members in interchangeable(network):
                assert len({values[node] for node in members}) == 1, score.name


@settings(max_examples=30, deadline=None)
@given(networks(), st.randoms())
def test_nothing_depends_on_the_order_in_which_a_network_was_put_together(network, chance):
    shuffled = nx.MultiDiGraph()
    for add, parts in (
        (shuffled.add_nodes_from, list(network)),
        (shuffled.add_edges_from, list(network.edges(data=True))),
    ):
        chance.shuffle(parts)
        add(parts)
    for score in SCORES.values():
        once, again = score.compute(network), score.compute(shuffled)
        assert list(once.items()) == list(again.items()), score.name


def test_loops_and_parallel_edges_count_for_nothing():
    network = named(nx.path_graph(3))
    before = {score: SCORES[score].compute(network) for score in SCORES}
    network.add_edges_from([("0000", "0000"), ("0000", "0001"), ("0000", "0001")], relation="x", sign=1)
    assert {score: SCORES[score].compute(network) for score in SCORES} == before


def test_values_on_either_side_of_a_half_settle_as_one():
    half = 0.0009765625  # 2**-10: its tenth decimal is the last, and a five
    apart = {"a": half - 1e-16, "b": half + 1e-16, "c": 0.5}
    assert len({round(value, 9) for value in apart.values()}) == 3
    settled = settle(apart)
    assert settled["a"] == settled["b"] != settled["c"]


def test_ranks_leave_out_what_is_undefined_and_turn_where_small_is_strong():
    values = {"a": 0.5, "b": None, "c": 0.25, "d": 0.5}
    assert rank(values) == {"a": 1, "b": None, "c": 3, "d": 1}
    assert rank(values, rising=True) == {"a": 2, "b": None, "c": 1, "d": 2}


def test_every_score_is_published_and_named_in_two_languages(archive):
    network = project(archive)
    for key, score in SCORES.items():
        assert key == score.name
        assert "https://doi.org/" in score.source
        assert score.label.fr and score.label.en
        assert list(score.compute(network)) == sorted(network)


def test_another_engine_finds_the_same(tmp_path):
    answers, logs = {}, {}
    for engine in ("", "rustworkx"):
        log = tmp_path / f"log{engine}"
        environment = {**os.environ, "NETWORKX_BACKEND_PRIORITY": engine}
        command = [sys.executable, "-c", ENGINES, str(log)]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        answers[engine], logs[engine] = json.loads(run.stdout), log.read_text() if log.exists() else ""
    assert answers[""].keys() == answers["rustworkx"].keys()
    for measure, ours in answers[""].items():
        theirs = answers["rustworkx"][measure]
        if measure in SCORES:
            assert ours == pytest.approx(theirs, abs=2e-9), measure
            assert rank(ours) == rank(theirs), measure
        else:
            assert ours == theirs, measure
    for function in ("betweenness_centrality", "pagerank", "core_number", "bridges", "articulation_points"):
        assert f"Using backend 'rustworkx' for call to '{function}'" in logs["rustworkx"]
    assert "rustworkx" not in logs[""]
