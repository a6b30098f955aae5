"""A derived tie is what its rule says of standing facts, names its event, and never joins part and whole."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import networkx as nx
import pyoxigraph as ox
import pytest

from kg.core.model import Claim, Seeds
from kg.core.namespaces import shorten
from kg.core.ontology import read_ontology
from kg.curation.checks import read_seeds
from kg.errors import UnknownTie
from kg.graph.assemble import assemble
from kg.graph.read import Archive, read_archive
from kg.network.derived import choose_ties
from kg.network.project import project
from tests.graph.test_invariants import admitted

ACTOR = "https://w3id.org/sahel-kg/actor/"
POLICIES = ("narrator", "reported", "everyone")
RULES = tuple(read_ontology().ties)


@pytest.fixture(scope="module", params=["seeds", "tests/data/miniature"])
def seeds(request) -> Seeds:
    return read_seeds(request.param)


@pytest.fixture(scope="module")
def invented() -> Seeds:
    return read_seeds("tests/data/miniature")


def derived(archive: Archive, policy: str | None = None, ties: str = "all") -> set[tuple[str, ...]]:
    network = project(archive, policy, ties=ties)
    return {
        (shorten(tail), data["relation"], shorten(head), shorten(data["event"]))
        for tail, head, data in network.edges(data=True)
        if data["derived"]
    }


def by_hand(seeds: Seeds, policy: str) -> set[tuple[str, ...]]:
    """Say in plain Python, from the seeds, which ties there are: the rules as their definitions read."""
    facts = {
        (c.subject, c.relation.name, c.object) for c in admitted(seeds, policy) if c.object in seeds.entities
    }
    kinds = {iri: entity.kind.ancestors for iri, entity in seeds.entities.items()}
    within = {(s, o) for s, name, o in facts if name == "belongsTo"}
    within |= {(o, s) for s, name, o in facts if name == "comprises"}

    def playing(hub: str, *names: str) -> set[str]:
        return {o for s, name, o in facts if s == hub and name in names}

    def tied(one: str, other: str) -> bool:
        apart = one != other and not {(one, other), (other, one)} & within
        return apart and "Actor" in kinds[one] and "Actor" in kinds[other]

    found = set()
    for hub in kinds:
        acting = playing(hub, "perpetrator", "agent")
        if {"Attack", "Campaign", "Neutralisation"} & kinds[hub]:
            hit = playing(hub, "target")
            owners = {o for place in hit for o in playing(place, "siteOf") if "Actor" not in kinds[place]}
            found |= {(a, "attackOnOwner", b, hub) for a, b in product(acting, hit | owners) if tied(a, b)}
        if "Event" in kinds[hub]:
            against = playing(hub, "opponent")
            found |= {(a, "opposition", b, hub) for a, b in product(acting, against) if tied(a, b)}
        if "Clash" in kinds[hub]:
            pairs = combinations(sorted(playing(hub, "participant")), 2)
            found |= {(a, "clashPairs", b, hub) for a, b in pairs if tied(a, b)}
        if "Alliance" in kinds[hub]:
            pairs = combinations(sorted(s for s, name, o in facts if name == "memberOf" and o == hub), 2)
            found |= {(a, "comembership", b, hub) for a, b in pairs if tied(a, b)}
    return {(shorten(a), rule, shorten(b), shorten(hub)) for a, rule, b, hub in found}


@pytest.mark.parametrize("policy", POLICIES)
def test_the_ties_are_those_of_the_rules_read_by_hand(seeds, policy):
    archive = read_archive(assemble(seeds))
    assert derived(archive, policy) == by_hand(seeds, policy)
    for rule in RULES:
        assert derived(archive, policy, rule) == {tie for tie in by_hand(seeds, policy) if tie[1] == rule}


def test_the_miniature_shows_every_rule(invented):
    assert {tie[1] for tie in by_hand(invented, "reported")} == set(RULES)
    assert ("actor:dunes-front", "attackOnOwner", "actor:belmar-army", "event:sirem-attack") in derived(
        read_archive(assemble(invented))
    )


def test_rules_are_chosen_by_name_and_no_other_name_will_do():
    known = read_ontology()
    assert [rule.name for rule in choose_ties(known, "all")] == sorted(RULES)
    assert choose_ties(known, "") == choose_ties(known, ()) == ()
    stated = [rule.name for rule in choose_ties(known, "stated")]
    assert stated == [rule.name for rule in choose_ties(known, "opposition attackOnOwner")] == sorted(stated)
    assert choose_ties(known, ("opposition", "opposition")) == choose_ties(known, "opposition")
    with pytest.raises(UnknownTie, match="did you mean 'opposition'"):
        choose_ties(known, "oposition")


def test_three_who_fight_stay_one_event_until_pairs_are_asked_for(invented):
    archive = read_archive(assemble(invented))
    for ties in ("", "stated"):
        assert not [tie for tie in derived(archive, ties=ties) if tie[1] == "clashPairs"]
    pairs = [tie for tie in derived(archive, ties="clashPairs") if tie[1] == "clashPairs"]
    assert len(pairs) == 3 and len({end for tail, _, head, _ in pairs for end in (tail, head)}) == 3


# claims put beside those of the miniature


def stating(seeds: Seeds, number: int, subject: str, relation: str, obj: str, **fields: object) -> Claim:
    like = next(claim for claim in seeds.claims if claim.relation.name == "perpetrator")
    return replace(
        like,
        iri=f"{like.iri}-{number}",
        subject=subject,
        relation=read_ontology().relations[relation],
        object=obj,
        **fields,
    )


def adding(seeds: Seeds, *claims: tuple[str, str, str] | Claim) -> Archive:
    made = [
        each if isinstance(each, Claim) else stating(seeds, number, *each)
        for number, each in enumerate(claims)
    ]
    return read_archive(assemble(replace(seeds, claims=(*seeds.claims, *made))))


def edge_of(network: nx.MultiDiGraph, rule: str) -> list[dict[str, object]]:
    return [data for *_, data in network.edges(data=True) if data["relation"] == rule]


SIREM = "https://w3id.org/sahel-kg/event/sirem-attack"


@pytest.mark.parametrize(
    ("part", "relation", "whole"),
    [
        ("dunes-front", "belongsTo", "belmar-army"),
        ("belmar-army", "belongsTo", "dunes-front"),
        ("dunes-front", "comprises", "belmar-army"),
        ("belmar-army", "comprises", "dunes-front"),
    ],
)
def test_part_and_whole_are_never_tied(invented, part, relation, whole):
    archive = adding(invented, (ACTOR + part, relation, ACTOR + whole))
    among = {"actor:dunes-front", "actor:belmar-army"}
    assert [tie for tie in derived(read_archive(assemble(invented))) if {tie[0], tie[2]} == among]
    assert not [tie for tie in derived(archive) if {tie[0], tie[2]} == among]


def test_a_part_that_no_admitted_claim_states_keeps_no_tie_away(invented):
    hearsay = stating(
        invented, 0, ACTOR + "dunes-front", "belongsTo", ACTOR + "belmar-army",
        claimant=ACTOR + "lions", narrator="Distanced", cue="selon",
    )  # fmt: skip
    archive = adding(invented, hearsay)
    assert derived(archive) == derived(read_archive(assemble(invented)))
    assert derived(archive) - derived(archive, "everyone") == {
        tie for tie in derived(archive) if {tie[0], tie[2]} == {"actor:dunes-front", "actor:belmar-army"}
    }


def test_whoever_attacks_his_own_site_is_not_tied_to_himself(invented):
    army = ACTOR + "belmar-army"
    archive = adding(invented, (SIREM, "perpetrator", army))
    assert not [tie for tie in derived(archive) if tie[0] == tie[2]]


def test_two_ways_to_the_same_tie_make_one_that_is_as_firm_as_the_firmer(invented):
    army = ACTOR + "belmar-army"
    before = edge_of(project(read_archive(assemble(invented)), ties="attackOnOwner"), "attackOnOwner")
    estimated = stating(invented, 0, SIREM, "target", army, mode="Estimate")
    after = edge_of(project(adding(invented, estimated), ties="attackOnOwner"), "attackOnOwner")
    mine = [data for data in after if data["states"].startswith("Dunes Front") and data["event"] == SIREM]
    assert len(mine) == 1
    was = next(data for data in before if data["event"] == SIREM)
    assert mine[0]["status"] == was["status"] == "Asserted"
    assert set(mine[0]["claims"].split()) == {*was["claims"].split(), estimated.iri}


def test_a_tie_is_no_firmer_than_the_weakest_fact_that_makes_it(invented):
    reported = replace(
        next(claim for claim in invented.claims if claim.relation.name == "siteOf" and claim.is_narrators),
        mode="Estimate",
    )
    claims = tuple(reported if claim.iri == reported.iri else claim for claim in invented.claims)
    network = project(read_archive(assemble(replace(invented, claims=claims))), ties="attackOnOwner")
    tie = next(data for data in edge_of(network, "attackOnOwner") if data["event"] == SIREM)
    assert tie["status"] == "Estimated" and reported.iri in tie["claims"].split()


def test_a_tie_rests_on_the_claims_of_its_facts_and_says_that_it_is_derived(seeds):
    archive = read_archive(assemble(seeds))
    network = project(archive, ties="all")
    ties = [(tail, head, data) for tail, head, data in network.edges(data=True) if data["derived"]]
    assert ties
    for tail, head, data in ties:
        claims = [archive.claims[iri] for iri in data["claims"].split()]
        assert all(archive.policy in claim.admitted_by for claim in claims)
        ends = {end for claim in claims for end in (claim.subject, claim.object)}
        assert {tail, head, data["event"]} <= ends
        assert data["weight"] == 1 and data["sign"] == read_ontology().ties[data["relation"]].sign


def test_ties_of_claims_in_another_order_are_the_same(seeds):
    turned = replace(
        seeds,
        claims=tuple(reversed(seeds.claims)),
        entities=dict(reversed(seeds.entities.items())),
    )
    one, other = (project(read_archive(assemble(each)), "everyone", ties="all") for each in (seeds, turned))
    assert list(one.edges(keys=True, data=True)) == list(other.edges(keys=True, data=True))
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))


def test_the_store_tells_the_same_pairs_in_sparql(invented):
    """What clash pairs are, a second time: in SPARQL over the facts."""
    store: ox.Store = assemble(invented)
    pairs = store.query(
        "PREFIX skg: <https://w3id.org/sahel-kg/ns#> SELECT ?a ?b ?e WHERE { ?e a skg:Clash ; "
        "skg:participant ?a , ?b FILTER (STR(?a) < STR(?b)) }"
    )
    found = {
        (shorten(row["a"].value), "clashPairs", shorten(row["b"].value), shorten(row["e"].value))
        for row in pairs
    }
    assert found == derived(read_archive(store), ties="clashPairs") and found
