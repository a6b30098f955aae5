"""Ranks come with their range, and the range is that of building the graph anew without each claim.

The oracle builds the whole graph from the seeds without one claim, or one claimant, and ranks it again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given, settings

from kg.core.io import as_csv
from kg.core.model import Seeds
from kg.core.namespaces import BESIDE, PREFIXES
from kg.core.ontology import read_ontology
from kg.core.rq_files import Question, parse_question
from kg.curation.checks import read_seeds
from kg.errors import UnknownMeasure, UnknownPolicy, UnknownTie, UnknownView
from kg.graph.assemble import assemble
from kg.graph.policy import read_policies
from kg.graph.read import Archive, read_archive
from kg.measures import report, tables
from kg.measures.scores import SCORES, leaders, rank
from kg.measures.sensitivity import Sensitivity, analyse, scenarios
from kg.network.project import project
from kg.query.library import ask, read_library
from tests.graph.test_exclude import without
from tests.graph.test_invariants import POLICIES, claim_sets
from tests.support.explorer import DEEP
from tests.support.processes import told_elsewhere, told_here

ACTOR = "https://w3id.org/sahel-kg/actor/"
NETWORKS = (("entities", ""), ("signed", "stated"))
Ranks = dict[str, int | None]

TWO_SAY_SO = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skg: <https://w3id.org/sahel-kg/ns#>
CONSTRUCT { ?claim skg:admittedBy <https://w3id.org/sahel-kg/policy/own> }
WHERE {
  VALUES ?mode { skg:Fact skg:Estimate }
  ?claim a skg:Claim ; skg:polarity skg:Affirmed ; skg:mode ?mode ;
    rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; prov:wasAttributedTo ?one .
  ?other a skg:Claim ; skg:polarity skg:Affirmed ;
    rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; prov:wasAttributedTo ?two .
  FILTER (?one != ?two)
}
"""
"""A policy that looks beyond a claim and its rivals: it admits what two claimants state."""


def own_policy(text: str) -> dict[str, Question]:
    return read_policies() | {"own": parse_question(text, "own", "own")}


def doubled() -> Seeds:
    """Put beside the miniature what makes ranges hard.

    Most of its edges are stated by a second claimant too; one claimant alone states a fact twice; and a pair
    that is allied is also hostile one way.
    """
    seeds = read_seeds("tests/data/miniature")
    relations = read_ontology().relations
    drawn = [
        claim for claim in seeds.claims if claim.is_narrators and claim.relation.tail and claim.is_factual
    ]
    like = drawn[0]
    reported = {"narrator": "Reported", "cue": "selon"}
    copies = [
        replace(claim, iri=f"{claim.iri}-again", claimant=ACTOR + "aro-kenda", **reported)
        for claim in drawn[::2]
    ]
    twice = [
        replace(
            like, iri=f"{like.iri}-{n}", subject=ACTOR + "aro-kenda", object=ACTOR + "dorane",
            relation=relations["hostileTo"], claimant=ACTOR + "ossane", **reported,
        )
        for n in (1, 2)
    ]  # fmt: skip
    hostile = replace(
        like, iri=f"{like.iri}-3", subject=ACTOR + "belmar", object=ACTOR + "ossane",
        relation=relations["hostileTo"],
    )  # fmt: skip
    return replace(seeds, claims=(*seeds.claims, *copies, *twice, hostile))


SEEDS = {"miniature": lambda: read_seeds("tests/data/miniature"), "doubled": doubled}


class World:
    """Seeds, and what is built of them: whole, without each claim, without each claimant."""

    def __init__(self, seeds: Seeds, policies: dict[str, Question]):
        self.seeds, self.policies = seeds, policies
        self.store = assemble(seeds, policies)
        self.archive = read_archive(self.store)
        self.claims = {claim.iri: self._less({claim.iri}) for claim in seeds.claims}
        self.claimants = {
            by: self._less({claim.iri for claim in seeds.claims if claim.claimant == by})
            for by in sorted({claim.claimant for claim in seeds.claims})
        }

    def _less(self, gone: set[str]) -> Archive:
        return read_archive(assemble(without(self.seeds, gone), self.policies))


@pytest.fixture(scope="module", params=SEEDS if DEEP else ["doubled"])
def world(request) -> World:
    return World(SEEDS[request.param](), own_policy(TWO_SAY_SO))


def ranked(network: nx.MultiDiGraph) -> dict[str, Ranks]:
    return {name: rank(score.compute(network), score.rising) for name, score in SCORES.items()}


def lasting(network: nx.MultiDiGraph, base: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Keep the nodes of the whole network, as isolates where nothing ties them any more."""
    network.add_nodes_from((node, data) for node, data in base.nodes(data=True) if node not in network)
    return network


@pytest.mark.long
@pytest.mark.parametrize(
    ("policy", "view", "ties"),
    [(policy, *network) for network in NETWORKS for policy in (*POLICIES, "own")][:: 1 if DEEP else 3],
)
def test_ranges_and_leads_are_those_of_building_anew(world, policy, view, ties):
    found = analyse(world.store, policy, view, ties)
    base = project(world.archive, policy, view, ties)
    usual = ranked(base)
    by_claim, by_claimant = [usual], [usual]
    changes: dict[str, set[tuple[str, str]]] = {score: set() for score in SCORES}

    def differ(kind: str, name: str, ranks: dict[str, Ranks]) -> None:
        for score in SCORES:
            if leaders(ranks[score]) != leaders(usual[score]):
                changes[score].add((kind, name))

    for name, archive in world.claims.items():
        by_claim.append(ranked(lasting(project(archive, policy, view, ties), base)))
        differ("claim", name, by_claim[-1])
    emptied = []
    for name, archive in world.claimants.items():
        network = project(archive, policy, view, ties)
        if base.size() and not network.size():
            emptied.append(name)
            continue
        by_claimant.append(ranked(lasting(network, base)))
        differ("claimant", name, by_claimant[-1])
    others = {p: ranked(project(world.archive, p, view, ties)) for p in world.policies if p != policy}
    for name, ranks in others.items():
        differ("policy", name, ranks)

    assert list(found.emptied) == emptied
    assert {each.score: {(c.kind, c.name) for c in each.changes} for each in found.leads} == changes
    assert len(found.ranked) == len(base) * len(SCORES)
    for each in found.ranked:
        score, node = each.measured.score, each.measured.node
        assert each.measured.rank == usual[score][node]
        for spread, runs in ((each.by_claim, by_claim), (each.by_claimant, by_claimant)):
            ranks = [place for run in runs if (place := run[score][node]) is not None]
            if each.measured.rank is None:
                assert spread is None
            else:
                assert (spread.best, spread.worst) == (min(ranks), max(ranks)), (score, node)
        assert dict(each.by_policy) == {p: others[p][score].get(node) for p in others}


@pytest.mark.long
@pytest.mark.parametrize(("view", "ties"), NETWORKS)
def test_a_scenario_that_is_named_brings_the_rank_that_it_is_named_for(world, view, ties):
    base = project(world.archive, "reported", view, ties)
    named = {}
    for each in analyse(world.store, "reported", view, ties).ranked:
        for spread in filter(None, (each.by_claim, each.by_claimant)):
            ends = ((spread.best_without, spread.best), (spread.worst_without, spread.worst))
            for without_it, place in ends:
                key = each.measured.score, each.measured.node
                if without_it:
                    named.setdefault(without_it, []).append((*key, place))
                else:
                    assert place == each.measured.rank
    assert named
    for name, places in named.items():
        archive = world.claims.get(name) or world.claimants[name]
        ranks = ranked(lasting(project(archive, "reported", view, ties), base))
        assert all(ranks[score][node] == place for score, node, place in places)


def test_a_policy_that_looks_further_would_be_wronged_if_it_were_taken_for_local(monkeypatch):
    store = assemble(doubled(), own_policy(TWO_SAY_SO))
    honest = analyse(store, "own")
    monkeypatch.setattr("kg.measures.sensitivity._is_local", lambda policy: True)
    false = analyse(store, "own")
    assert honest.network.size() == false.network.size() > 0
    assert {r.by_claim for r in honest.ranked} != {r.by_claim for r in false.ranked}


@pytest.mark.long
@settings(max_examples=25, deadline=None)
@given(claim_sets())
def test_the_policies_that_come_along_are_local(seeds):
    """What they make of a claim hangs on that claim and on those it conflicts with."""
    store = assemble(seeds)
    archive = read_archive(store)
    fewer = {c.iri: read_archive(assemble(without(seeds, {c.iri}))) for c in seeds.claims}
    for policy in POLICIES:
        whole = admitted(archive, policy)
        shown = {s.name: s.admitted for s in scenarios(store, policy) if s.kind == "claim"}
        for claim, rest in fewer.items():
            rivals = {claim, *archive.claims[claim].conflicts}
            assert admitted(rest, policy) ^ whole <= rivals
            assert shown.get(claim, whole) == admitted(rest, policy)


def admitted(archive: Archive, policy: str) -> frozenset[str]:
    return frozenset(iri for iri, s in archive.claims.items() if policy in s.admitted_by)


def test_analysing_leaves_the_store_as_it_was(miniature):
    store = assemble(read_seeds(miniature))
    before = set(store)
    analyse(store, "narrator", "signed", "all")
    assert set(store) == before
    unfinished = scenarios(store, "reported")
    next(each for each in unfinished if each.kind == "claimant")
    unfinished.close()
    assert set(store) == before


def test_a_sole_narrator_is_never_left_out_and_several_are(miniature, store):
    def left_out(built: ox.Store) -> tuple[set[str], set[str]]:
        claimants = {s.claimant for s in read_archive(built).claims.values()}
        return {s.name for s in scenarios(built, "reported") if s.kind == "claimant"}, claimants

    tried, claimants = left_out(store)
    assert claimants - tried == {iri for iri in claimants if "/voice/news-" in iri and "narrator" in iri}
    assert len(claimants - tried) == 1 and tried < claimants
    tried, claimants = left_out(assemble(read_seeds(miniature)))
    assert tried == claimants


def test_a_network_without_edges_is_analysed_without_a_leader(miniature):
    seeds = read_seeds(miniature)
    said = tuple(claim for claim in seeds.claims if claim.relation.name == "killed")
    found = analyse(assemble(replace(seeds, claims=said)))
    assert found.ranked == found.emptied == ()
    assert [(lead.leaders, lead.changes) for lead in found.leads] == [((), ())] * len(SCORES)
    assert tables.rows([found]) == []


def test_names_that_nobody_bears_are_refused(store):
    with pytest.raises(UnknownPolicy, match="reported"):
        analyse(store, "reportd")
    with pytest.raises(UnknownView, match="did you mean 'signed'"):
        analyse(store, view="singed")
    with pytest.raises(UnknownTie, match="opposition"):
        analyse(store, ties="oposition")
    with pytest.raises(UnknownMeasure, match="did you mean 'degree'"):
        report.report_on(store, "degreee")


# measures as rows and as RDF


@pytest.fixture(scope="module")
def analyses() -> tuple[ox.Store, list[Sensitivity]]:
    store = assemble(read_seeds("tests/data/miniature"))
    asked = (*NETWORKS, ("co-participation", ""), ("actors", "clashPairs opposition"))
    return store, [analyse(store, policy, *each) for policy in POLICIES for each in asked]


@pytest.fixture(scope="module")
def measured(analyses) -> ox.Store:
    bare, found = analyses
    store = ox.Store()
    store.extend(bare)
    store.extend(tables.quads(found))
    return store


MEASURED = """
SELECT ?network ?policy ?view ?score ?node ?label ?value ?rank ?best ?worst ?fragile WHERE {
  ?m a skg:Measurement ; skg:inNetwork ?network ; skg:ofNode ?node ; skg:score/rdfs:label ?name ;
    skg:value ?value ; skg:position ?rank ; skg:bestPosition ?best ; skg:worstPosition ?worst ; skg:score ?s .
  ?network a skg:Network ; skg:view ?view ; skg:underPolicy/rdfs:label ?policy .
  ?node skos:prefLabel ?label FILTER (LANG(?label) = "en")
  FILTER (LANG(?name) = "en")
  BIND (STR(?name) AS ?score)
  BIND (IF(EXISTS { ?network skg:fragileIn ?s }, "yes", "no") AS ?fragile)
}
"""


def select(store: ox.Store, text: str) -> Iterator[dict[str, str]]:
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    result = store.query(prefixes + text, use_default_graph_as_union=True)
    names = [variable.value for variable in result.variables]
    return ({name: row[name].value for name in names} for row in result)


def test_sparql_gives_back_the_rows_of_the_table(analyses, measured):
    _, found = analyses
    table = as_csv(tables.columns(found), tables.rows(found)).decode()
    networks = {(a.policy, a.view, a.ties): tables.network_iri(a) for a in found}
    expected = {
        (
            networks[row["policy"], row["view"], row["ties"]], row["policy"], row["view"],
            SCORES[row["score"]].label.en, row["node"], row["label"], row["value"], row["rank"],
            row["claim_best"], row["claim_worst"], row["fragile"],
        )
        for row in csv.DictReader(io.StringIO(table, newline=""))
        if row["value"]
    }  # fmt: skip
    rows = [tuple(row.values()) for row in select(measured, MEASURED)]
    assert len(rows) == len(set(rows)) and set(rows) == expected
    assert len(set(networks.values())) == len(found)


def test_a_row_has_a_cell_for_each_column_and_no_row_is_there_twice(analyses):
    _, found = analyses
    names, rows = tables.columns(found), tables.rows(found)
    assert names[-3:] == ("rank_everyone", "rank_narrator", "rank_reported")
    assert {len(row) for row in rows} == {len(names)}
    keys = [row[:5] for row in rows]
    assert len(set(keys)) == len(keys) == sum(len(a.network) for a in found) * len(SCORES)
    for row in (dict(zip(names, row, strict=True)) for row in rows):
        assert row["rank"] == row[f"rank_{row['policy']}"]


def test_a_network_is_derived_from_the_claims_of_its_edges_and_from_no_other(analyses, measured):
    bare, found = analyses
    archive = read_archive(bare)
    for each in found:
        network = tables.network_iri(each)
        text = f"SELECT ?claim WHERE {{ <{network}> prov:wasDerivedFrom ?claim }}"
        drawn = project(archive, each.policy, each.view, each.ties)
        stated = {claim for *_, data in drawn.edges(data=True) for claim in data["claims"].split()}
        assert {row["claim"] for row in select(measured, text)} == stated
        assert all(each.policy in archive.claims[claim].admitted_by for claim in stated)
        rules = f"SELECT ?rule WHERE {{ <{network}> skg:tiesBy ?rule }}"
        named = {row["rule"].rpartition("#")[2] for row in select(measured, rules)}
        assert named == {"": set(), "stated": {"attackOnOwner", "opposition"}}.get(
            each.ties, set(each.ties.split())
        )


def test_measures_stand_in_a_graph_of_their_own_and_no_triple_is_there_twice(analyses):
    bare, found = analyses
    quads = list(tables.quads(found))
    assert {quad.graph_name.value for quad in quads} == {BESIDE["measures"]}
    assert {quad.triple for quad in quads} & {quad.triple for quad in bare} == set()
    assert not any(isinstance(quad.object, ox.BlankNode) for quad in quads)
    for quad in quads:
        assert quad.subject.value.removeprefix("https://w3id.org/sahel-kg/").count("/") <= 1


@pytest.mark.parametrize("name", [name for name, each in read_library().items() if not each.needs])
def test_no_answer_of_the_library_changes_because_measures_are_in_the_graph(analyses, measured, name):
    assert ask(name, measured) == ask(name, analyses[0])


def test_measures_never_enter_the_network_that_is_measured(analyses, measured):
    bare, _ = analyses
    for view in ("entities", "actor-event"):
        one, other = (project(read_archive(s), view=view, ties="all") for s in (bare, measured))
        assert list(one.edges(data=True)) == list(other.edges(data=True))
        assert list(one.nodes(data=True)) == list(other.nodes(data=True))


def test_numbers_are_written_as_decimals_without_exponent(analyses):
    _, found = analyses
    values = [q.object for q in tables.quads(found) if q.predicate.value.endswith("#value")]
    assert values
    assert {v.datatype.value for v in values} == {"http://www.w3.org/2001/XMLSchema#decimal"}
    assert not [v.value for v in values if set(v.value) - set("0123456789.")]


def test_ties_that_are_named_in_another_order_make_the_same_network(miniature):
    store = assemble(read_seeds(miniature))
    asked = ("opposition clashPairs", "clashPairs opposition", ("opposition", "clashPairs"))
    one, *others = (analyse(store, view="signed", ties=ties) for ties in asked)
    for other in others:
        assert tables.network_iri(other) == tables.network_iri(one)
        assert tables.rows([other]) == tables.rows([one])


PRINTED = """
from kg.measures import tables
from kg.measures.sensitivity import analyse
from kg.graph.assemble import assemble
from kg.curation.checks import read_seeds
store = assemble(read_seeds("tests/data/miniature"))
for view, ties in (("signed", "all"), ("co-participation", ""), ("actor-event", "")):
    found = analyse(store, "everyone", view, ties)
    print(found.leads, *tables.rows([found]), *tables.quads([found]), sep="\\n")
"""


@pytest.mark.server
def test_rows_leads_and_quads_are_the_same_under_another_hash_seed():
    told = told_elsewhere(PRINTED)
    assert len(told) > 10_000 and told == told_here(PRINTED)


# reports


def cells(shown: report.Report) -> list[tuple[str, ...]]:
    return shown.rows.as_text()


def test_the_first_report_says_who_leads_and_what_decides_it(analyses):
    store, _ = analyses
    shown = report.report_on(store, None)
    for row, lead in zip(cells(shown), analyse(store).leads, strict=True):
        score, leader, _, fragile, because = row
        assert score == SCORES[lead.score].label.en
        assert leader.count(",") == max(0, len(lead.leaders) - 1)
        assert (fragile == "fragile") == bool(because) == lead.fragile
    assert "measured without each of" in shown.notes[0]


def test_the_ranks_of_a_score_come_with_their_ranges(analyses):
    store, _ = analyses
    shown = report.report_on(store, "degree", "signed", "stated")
    assert shown.rows.columns[-2:] == ("everyone", "narrator")
    expected = [r for r in analyse(store, None, "signed", "stated").ranked if r.measured.score == "degree"]
    for row, each in zip(cells(shown), expected, strict=True):
        assert row[0] == each.measured.label and row[3] == str(each.measured.rank)
        best, _, worst = row[4].partition("–")
        assert (int(best), int(worst or best)) == (each.by_claim.best, each.by_claim.worst)
    assert SCORES["degree"].source in shown.notes


@pytest.mark.parametrize("what", report.REPORTS)
@pytest.mark.parametrize("view", ["entities", "signed", "co-participation"])
def test_every_report_names_nodes_of_the_network_alone(analyses, what, view):
    store, _ = analyses
    network = project(read_archive(store), view=view)
    labels = {data["label"] for _, data in network.nodes(data=True)}
    shown = report.report_on(store, what, view)
    assert shown.notes and (cells(shown) or (what, view) == ("balance", "co-participation"))
    if what in ("cohesion", "balance"):
        named = {name for row in cells(shown) for part in row[-1].split(" – ") for name in part.split(", ")}
        assert named <= labels
    if what == "communities":
        assert {row[1] for row in cells(shown)} == labels
    if what == "census":
        size = len(labels)
        assert sum(int(row[1]) for row in cells(shown)) == size * (size - 1) * (size - 2) // 6


def test_without_scenarios_a_network_is_measured_once_and_nothing_is_said_of_its_ranges(miniature):
    store = assemble(read_seeds(miniature))
    whole, once = analyse(store), analyse(store, cases=())
    assert [each.measured for each in once.ranked] == [each.measured for each in whole.ranked]
    assert {(each.by_claim, each.by_claimant, each.by_policy) for each in once.ranked} == {(None, None, ())}
    columns = tables.columns([once])
    for row in tables.rows([once]):
        cells = dict(zip(columns, row, strict=True))
        assert not (cells["claim_best"] or cells["claimant_worst"] or cells["fragile"])
    predicates = {quad.predicate.value.rpartition("#")[2] for quad in tables.quads([once])}
    assert "position" in predicates and "bestPosition" not in predicates
    shown = report.report_on(store, "degree", cases=())
    assert shown.rows.columns == ("node", "kind", "value", "rank")
    assert any("no ranges" in note for note in shown.notes)
