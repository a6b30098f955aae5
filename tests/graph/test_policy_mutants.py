"""Policies and the rule of facts, spoilt by hand in eighty ways: every way but those named is noticed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement, product

import pyoxigraph as ox
import pytest

from kg.core.iris import as_iri
from kg.core.model import Claim, Seeds, Toll
from kg.core.namespaces import GRAPHS, SKG
from kg.curation.checks import read_seeds
from kg.errors import BadPolicy
from kg.graph import policy as policies
from kg.graph.assemble import assemble
from kg.graph.status import find_conflicts
from tests.graph.test_invariants import POLICIES, STANCES, admitted, facts_of_claims

CLAIMS = ox.NamedNode(GRAPHS["claims"])

FACTUAL, AFFIRMED = "{ skg:Fact skg:Estimate }", "    skg:polarity skg:Affirmed ;\n"
RIVAL = "?rival skg:narratorStance skg:Endorsed ;\n      skg:mode ?rivalMode"
SIDE_BY_SIDE = "    FILTER NOT EXISTS { ?claim rdf:object/a skg:Toll . ?rival skg:polarity skg:Affirmed }\n"
MODES_OF_RIVALS = "FILTER (?rivalMode IN (skg:Fact, skg:Estimate))"
SUBJECT = "OPTIONAL { ?relation skg:subjectExists true . ?subject skg:describedAs ?subjectClass }"
OBJECT = "OPTIONAL { ?relation skg:objectExists true . ?object skg:describedAs ?objectClass }"

OF_WHAT_IS_FACTUAL = {
    "facts alone": (FACTUAL, "{ skg:Fact }"),
    "estimates alone": (FACTUAL, "{ skg:Estimate }"),
    "judgements too": (FACTUAL, "{ skg:Fact skg:Estimate skg:Analysis }"),
    "every mode": (f"  VALUES ?mode {FACTUAL}\n", ""),
    "negations too": (AFFIRMED, ""),
    "negations alone": (AFFIRMED, AFFIRMED.replace("Affirmed", "Negated")),
}
OF_ANY_POLICY = OF_WHAT_IS_FACTUAL | {
    "for another policy": ("CONSTRUCT { ?claim skg:admittedBy <", "CONSTRUCT { ?claim skg:admittedBy <x-"),
    "another relation": ("CONSTRUCT { ?claim skg:admittedBy", "CONSTRUCT { ?claim skg:conflictsWith"),
    "another thing than the claim": ("CONSTRUCT { ?claim", "CONSTRUCT { ?mode"),
}
OF_THE_RIVALS = {
    "no rivals": ("MINUS {", "OPTIONAL {"),
    "rivals alone": ("  MINUS {", "  FILTER EXISTS {"),
    "rivals of oneself": ("?claim skg:conflictsWith ?rival", "?claim skg:conflictsWith ?claim"),
    "rivals of any stance": (RIVAL, "?rival skg:mode ?rivalMode"),
    "rivals passed on": (RIVAL, RIVAL.replace("Endorsed", "Reported")),
    "rivals kept at a distance": (RIVAL, RIVAL.replace("Endorsed", "Distanced")),
    "rivals of any mode": (MODES_OF_RIVALS, ""),
    "rivals of fact": (MODES_OF_RIVALS, "FILTER (?rivalMode IN (skg:Fact))"),
    "rivals of estimate": (MODES_OF_RIVALS, "FILTER (?rivalMode IN (skg:Estimate))"),
    "rivals of judgement": (MODES_OF_RIVALS, MODES_OF_RIVALS.replace("IN (", "IN (skg:Analysis, ")),
    "other rivals": (MODES_OF_RIVALS, MODES_OF_RIVALS.replace(" IN ", " NOT IN ")),
    "tolls against tolls": (SIDE_BY_SIDE, ""),
    "only tolls against tolls": (SIDE_BY_SIDE, SIDE_BY_SIDE.replace("NOT EXISTS", "EXISTS")),
    "nothing against a toll": (SIDE_BY_SIDE, SIDE_BY_SIDE.replace(" . ?rival skg:polarity skg:Affirmed", "")),
    "only negations at all": (SIDE_BY_SIDE, SIDE_BY_SIDE.replace("?claim rdf:object/a skg:Toll . ", "")),
    "affirmations against tolls": (SIDE_BY_SIDE, SIDE_BY_SIDE.replace("Affirmed", "Negated")),
}
OF_EVERYONE = {"whatever has a mode": ("?claim a skg:Claim ;\n    skg:polarity", "?claim skg:polarity")}
OF_THE_NARRATOR = {
    "every voice": (" ;\n    prov:wasAttributedTo/a skg:Narrator .", " ."),
    "whoever is an agent": ("a skg:Narrator", "a ?kind"),
    "a narrator that there is somewhere": (
        "prov:wasAttributedTo/a skg:Narrator .",
        "skg:mode ?mode . ?n a skg:Narrator .",
    ),
    "a narrator by name": ("prov:wasAttributedTo/a skg:Narrator", "prov:wasAttributedTo skg:Narrator"),
}
STANCE, STANCE_OF_CLAIM = "{ skg:Endorsed skg:Reported }", " ;\n    skg:narratorStance ?stance ."
OF_WHAT_IS_REPORTED = {
    "endorsed alone": (STANCE, "{ skg:Endorsed }"),
    "passed on alone": (STANCE, "{ skg:Reported }"),
    "kept at a distance too": (STANCE, "{ skg:Endorsed skg:Reported skg:Distanced }"),
    "rejected too": (STANCE, "{ skg:Endorsed skg:Reported skg:Rejected }"),
    "any stance": (STANCE_OF_CLAIM, " ."),
}
OF_FACTS = OF_WHAT_IS_FACTUAL | {
    "of any policy": ("?claim skg:admittedBy ?policy", "?claim skg:admittedBy ?other"),
    "the other way round": ("?subject ?relation ?object .", "?object ?relation ?subject ."),
    "no triples": ("  ?subject ?relation ?object .\n", ""),
    "no class of subjects": ("  ?subject a ?subjectClass .\n", ""),
    "no class of objects": ("  ?object a ?objectClass .\n", ""),
    "classes crossed": ("?subject a ?subjectClass", "?object a ?subjectClass"),
    "subjects of none alone": (SUBJECT, SUBJECT.replace("true", "false")),
    "objects of none alone": (OBJECT, OBJECT.replace("true", "false")),
    "subjects of all": (SUBJECT, SUBJECT.replace("?relation skg:subjectExists true . ", "")),
    "objects of all": (OBJECT, OBJECT.replace("?relation skg:objectExists true . ", "")),
    "subjects where objects exist": (SUBJECT, SUBJECT.replace("subjectExists", "objectExists")),
    "objects where subjects exist": (OBJECT, OBJECT.replace("objectExists", "subjectExists")),
    "with a class of the subject or not at all": (SUBJECT, SUBJECT.removeprefix("OPTIONAL ")),
    "with a class of the object or not at all": (OBJECT, OBJECT.removeprefix("OPTIONAL ")),
}
MUTANTS = {
    "everyone": OF_ANY_POLICY | OF_EVERYONE,
    "narrator": OF_THE_RIVALS | OF_THE_NARRATOR,
    "reported": OF_ANY_POLICY | OF_THE_RIVALS | OF_WHAT_IS_REPORTED,
    "facts": OF_FACTS,
}
SURVIVORS = {
    (
        "everyone",
        "whatever has a mode",
    ): "only a claim has a polarity and a mode: a guard for other graphs",
}
"""What is not noticed, and why that is no fault of the tests."""


@dataclass(frozen=True)
class World:
    """A graph, and what stands against what in it."""

    seeds: Seeds
    store: ox.Store
    conflicts: dict[str, set[str]]


def every_pair() -> World:
    """Set every kind of claim against every other, each pair about an event of its own."""
    seeds = read_seeds("tests/data/miniature")
    pattern = next(claim for claim in seeds.claims if claim.relation.name == "perpetrator")
    killed = next(claim.relation for claim in seeds.claims if claim.relation.name == "killed")
    other = next(claim.claimant for claim in seeds.claims if claim.narrator == "Distanced")
    voices = [(pattern.claimant, "Endorsed"), *((other, stance) for stance in STANCES)]
    kinds = [*product(voices, ("Affirmed", "Negated"), ("Fact", "Estimate", "Analysis"))]
    entities, claims, conflicts = dict(seeds.entities), list[Claim](), defaultdict[str, set[str]](set)
    for toll in (False, True):
        for number, pair in enumerate(combinations_with_replacement(kinds, 2)):
            event = as_iri("event", f"pair-{number}-{toll}".lower())
            entities[event] = replace(seeds.entities[pattern.subject], iri=event)
            iris = [as_iri("claim", f"pair-{number}-{toll}-{end}".lower()) for end in (1, 2)]
            for iri, rival, (voice, polarity, mode) in zip(iris, reversed(iris), pair, strict=True):
                claim = replace(pattern, iri=iri, subject=event, cue="selon", polarity=polarity, mode=mode)
                claim = replace(claim, claimant=voice[0], narrator=voice[1])
                claims.append(replace(claim, relation=killed, object=Toll(2)) if toll else claim)
                conflicts[iri].add(rival)
    made = replace(seeds, entities=entities, claims=tuple(claims))
    store = assemble(made)
    relation = ox.NamedNode(SKG.conflictsWith)
    for one, rivals in conflicts.items():
        store.extend(ox.Quad(ox.NamedNode(one), relation, ox.NamedNode(rival), CLAIMS) for rival in rivals)
    return World(made, store, dict(conflicts))


def as_it_is(folder: str) -> World:
    seeds = read_seeds(folder)
    return World(seeds, assemble(seeds), find_conflicts(seeds.claims))


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return [every_pair(), as_it_is("tests/data/miniature"), as_it_is("seeds")]


def agrees(world: World, name: str, text: str) -> bool:
    """Tell whether a policy of this text admits what the rule in Python does."""
    policy = replace(policies.read_policies()[name], text=text)
    try:
        found = {quad.subject.value for quad in policies.admitted_claims(world.store, policy)}
    except BadPolicy:
        return False
    return found == {claim.iri for claim in admitted(world.seeds, name, world.conflicts)}


def derives(world: World) -> bool:
    """Tell whether the facts are those of the rule in Python, under every policy and if all is admitted."""
    everything = ox.NamedNode(as_iri("policy", "everything"))
    admissions = [
        ox.Quad(ox.NamedNode(claim.iri), ox.NamedNode(SKG.admittedBy), everything, CLAIMS)
        for claim in world.seeds.claims
    ]
    world.store.extend(admissions)
    try:
        return all(
            facts(world.store, policy) == facts_of_claims(world.seeds, admitted(world.seeds, rule))
            for policy, rule in (("everything", "everyone"), *zip(POLICIES, POLICIES, strict=True))
        )
    except RuntimeError:  # the rule speaks of no policy
        return False
    finally:
        for quad in admissions:
            world.store.remove(quad)


def facts(store: ox.Store, policy: str) -> set[tuple[str, str, str]]:
    return {tuple(map(str, quad.triple)) for quad in policies.facts_of(store, policy)}


def test_the_policies_and_the_rule_are_those_in_python(worlds):
    for name, policy in policies.read_policies().items():
        assert all(agrees(world, name, policy.text) for world in worlds), name
    assert all(map(derives, worlds))


@pytest.mark.long
def test_whatever_else_they_said_is_noticed(worlds, tmp_path, monkeypatch):
    rule, survivors = policies.RULE.read_text("utf-8"), set()
    monkeypatch.setattr(policies, "RULE", tmp_path / "facts.rq")
    for name, mutants in MUTANTS.items():
        text = rule if name == "facts" else policies.read_policies()[name].text
        for mutant, (before, after) in mutants.items():
            assert text.count(before) == 1, (name, mutant)
            spoilt = text.replace(before, after)
            if name == "facts":
                policies.RULE.write_text(spoilt, "utf-8")
                noticed = not all(map(derives, worlds))
            else:
                noticed = not all(agrees(world, name, spoilt) for world in worlds)
            if not noticed:
                survivors.add((name, mutant))
    assert sum(map(len, MUTANTS.values())) >= 80
    assert survivors == SURVIVORS.keys()
