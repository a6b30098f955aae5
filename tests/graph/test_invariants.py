"""What DESIGN promises of every graph that is built, on the real article and on the miniature."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.core.model import Claim, Seeds, Toll
from kg.core.namespaces import RDF, SKG
from kg.core.ontology import read_ontology
from kg.curation.checks import read_seeds
from kg.graph.assemble import assemble
from kg.graph.policy import read_policies
from kg.graph.read import read_archive
from kg.graph.status import find_conflicts
from kg.network.project import project
from tests.support.explorer import DEEP

POLICIES = ("narrator", "reported", "everyone")
STANCES = ("Endorsed", "Reported", "Distanced", "Rejected")


def named(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def triple_of(claim: Claim) -> tuple[str, str, str]:
    """Write the triple of a claim as the graph has it."""
    if isinstance(claim.object, str):
        obj = f"<{claim.object}>"
    elif isinstance(claim.object, Toll):
        obj = f"<{claim.iri.replace('/claim/', '/toll/')}>"
    elif claim.object.datatype == "string":
        obj = str(ox.Literal(claim.object.value))
    else:
        obj = f'"{claim.object.value}"^^<http://www.w3.org/2001/XMLSchema#{claim.object.datatype}>'
    return f"<{claim.subject}>", f"<{claim.relation.iri}>", obj


def admitted(seeds: Seeds, policy: str, conflicts: Mapping[str, Iterable[str]] | None = None) -> list[Claim]:
    """Say in plain Python which claims a policy admits: the rule of DESIGN, not its SPARQL."""
    conflicts = find_conflicts(seeds.claims) if conflicts is None else conflicts
    by_iri = {claim.iri: claim for claim in seeds.claims}

    def stands_against(claim: Claim, rival: Claim) -> bool:
        side_by_side = isinstance(claim.object, Toll) and rival.polarity == "Affirmed"
        return rival.narrator == "Endorsed" and rival.is_factual and not side_by_side

    def admits(claim: Claim) -> bool:
        if claim.polarity != "Affirmed" or not claim.is_factual:
            return False
        if policy == "everyone":
            return True
        if claim.narrator not in ("Endorsed", "Reported") or (
            policy == "narrator" and not claim.is_narrators
        ):
            return False
        return not any(stands_against(claim, by_iri[iri]) for iri in conflicts.get(claim.iri, ()))

    return [claim for claim in seeds.claims if admits(claim)]


def implied_events(seeds: Seeds, claims: list[Claim]) -> set[str]:
    """Say which events an admitted claim implies to exist."""
    ends = [(c.subject, c.relation.subject_exists) for c in claims]
    ends += [(c.object, c.relation.object_exists) for c in claims if isinstance(c.object, str)]
    events = {iri for iri, entity in seeds.entities.items() if entity.kind.exists_by_claim}
    return {iri for iri, exists in ends if exists} & events


def facts_of_claims(seeds: Seeds, claims: list[Claim]) -> set[tuple[str, str, str]]:
    """Say in plain Python which triples are facts where these claims are admitted."""
    types = {
        (f"<{iri}>", f"<{RDF.type}>", f"<{seeds.entities[iri].kind.iri}>")
        for iri in implied_events(seeds, claims)
    }
    return {triple_of(claim) for claim in claims} | types


@pytest.fixture(scope="module", params=["seeds", "tests/data/miniature"])
def seeds(request) -> Seeds:
    return read_seeds(request.param)


@pytest.fixture(scope="module", params=POLICIES)
def policy(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def store(seeds, policy) -> ox.Store:
    return assemble(seeds, policy=policy)


def test_every_fact_has_a_claim_and_every_admitted_claim_a_fact(seeds, policy, store):
    facts = {tuple(map(str, q.triple)) for q in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    assert facts == facts_of_claims(seeds, admitted(seeds, policy))


def test_nothing_that_the_policy_excludes_is_a_bare_triple_even_when_flattened(seeds, policy, store):
    flat = {tuple(map(str, quad.triple)) for quad in store}
    claims = admitted(seeds, policy)
    excluded = {triple_of(c) for c in seeds.claims} - {triple_of(c) for c in claims}
    assert excluded & flat == set()
    typed = {s.strip("<>") for s, p, o in flat if p == f"<{RDF.type}>"}
    events = {iri for iri, entity in seeds.entities.items() if entity.kind.exists_by_claim}
    assert typed & events == implied_events(seeds, claims)


def test_every_claim_has_a_span_and_every_span_is_exact(seeds):
    for claim in seeds.claims:
        text = seeds.articles[claim.article].text
        assert claim.spans
        for span in claim.spans:
            assert text[span.start : span.end] == span.exact
            assert text[: span.start].endswith(span.prefix)
            assert text[span.end :].startswith(span.suffix)


def test_policies_are_at_the_addresses_that_admissions_name(seeds, policy):
    store = assemble(seeds, policy=policy)
    base = "https://w3id.org/sahel-kg/policy/"
    told = {q.subject.value for q in store.quads_for_pattern(None, named(RDF.type), named(SKG.Policy))}
    assert told == {base + name for name in POLICIES}
    under = [q.object.value for q in store.quads_for_pattern(None, named(SKG.factsUnder), None)]
    assert under == [base + policy]
    admitting = {q.object.value for q in store.quads_for_pattern(None, named(SKG.admittedBy), None)}
    assert admitting == told


def test_no_blank_node_and_no_triple_in_two_graphs(store):
    triples = [quad.triple for quad in store]
    assert not any(isinstance(term, ox.BlankNode) for triple in triples for term in triple)
    assert len(triples) == len(set(triples))


def test_every_predicate_splits_and_every_iri_is_flat(store):
    for quad in store:
        assert re.search(r"[/#][A-Za-z_][A-Za-z0-9_.-]*$", quad.predicate.value)
        if quad.subject.value.startswith("https://w3id.org/sahel-kg/") and "#" not in quad.subject.value:
            path = quad.subject.value.removeprefix("https://w3id.org/sahel-kg/")
            assert path.count("/") <= 1


def test_provenance_never_enters_the_network(store, seeds):
    network = project(read_archive(store))
    assert set(network) <= set(seeds.entities)
    assert {data["group"] for _, data in network.nodes(data=True)}.isdisjoint({"claim", "span", "article"})


@pytest.mark.parametrize("folder", ["seeds", "tests/data/miniature"])
def test_each_policy_admits_what_the_stricter_one_does(folder):
    archive = read_archive(assemble(read_seeds(folder)))
    sets = [{s.iri for s in archive.claims.values() if p in s.admitted_by} for p in POLICIES]
    assert sets[0] < sets[1] < sets[2]


def test_a_negation_outweighs_hearsay_but_not_what_held_at_another_time_and_tolls_stand_side_by_side():
    archive = read_archive(assemble(read_seeds("tests/data/miniature")))
    first = "https://w3id.org/sahel-kg/claim/mini-01032024-080000_"
    by_key = {iri.removeprefix(first): s for iri, s in archive.claims.items()}
    assert by_key["member"].admitted_by == ("everyone", "narrator", "reported")
    assert by_key["delivered"].admitted_by == ("everyone",)
    assert by_key["captured"].status == "Distanced"
    tolls = [s for s in archive.claims.values() if isinstance(s.object, Toll)]
    assert {archive.name(s.target) for s in tolls if "reported" in s.admitted_by} == {
        "exactly 12", "exactly 14", "more than 30", "more than 30 soldats", "about 10",
        "exactly 8", "at least 20",
    }  # fmt: skip


_SEEDS = read_seeds("tests/data/miniature")
_LIONS = next(claim for claim in _SEEDS.claims if claim.relation.name == "perpetrator")


@st.composite
def claim_sets(draw) -> Seeds:
    """Draw a few claims over very few triples, so that they agree, rival and contradict one another."""
    relations = read_ontology().relations
    actors = [iri for iri, e in _SEEDS.entities.items() if "Actor" in e.kind.ancestors][:3]
    claims = []
    for number in range(draw(st.integers(1, 7))):
        toll = draw(st.booleans())
        own = draw(st.booleans())
        obj = Toll(draw(st.integers(1, 3)), draw(st.sampled_from(["Exactly", "AtLeast", "About"])))
        claims.append(
            replace(
                _LIONS,
                iri=f"https://w3id.org/sahel-kg/claim/drawn-{number}",
                relation=relations["killed" if toll else "perpetrator"],
                object=obj if toll else draw(st.sampled_from(actors)),
                claimant=_LIONS.claimant if own else draw(st.sampled_from(actors)),
                cue="selon",
                narrator="Endorsed" if own else draw(st.sampled_from(STANCES)),
                polarity=draw(st.sampled_from(["Affirmed", "Negated"])),
                mode=draw(st.sampled_from(["Fact", "Estimate", "Analysis", "Evaluation"])),
            )
        )
    return replace(_SEEDS, claims=tuple(claims))


@settings(max_examples=60, deadline=None)
@given(claim_sets())
def test_the_policies_in_sparql_are_the_rule_in_python(seeds):
    archive = read_archive(assemble(seeds))
    for policy in POLICIES:
        expected = {claim.iri for claim in admitted(seeds, policy)}
        assert {s.iri for s in archive.claims.values() if policy in s.admitted_by} == expected


def built_under(folder: Path, **environment: str) -> dict[str, bytes]:
    seeds = "seeds" if DEEP else "tests/data/miniature"
    code = f"import sys; from kg.pipeline import build; build({seeds!r}, sys.argv[1])"
    env = {**os.environ, **environment}
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True, env=env)
    files = {str(p.relative_to(folder)): p for p in sorted(folder.rglob("*")) if p.is_file()}
    # the store on disk is a cache, and its engine numbers and dates what it writes
    return {name: p.read_bytes() for name, p in files.items() if not name.startswith(".store/")}


@pytest.mark.server
def test_the_same_seeds_give_the_same_bytes_whatever_the_machine_says(tmp_path):
    one = built_under(tmp_path / "a", PYTHONHASHSEED="1", TZ="Pacific/Kiritimati", LC_ALL="C", LANG="C")
    other = built_under(tmp_path / "b", PYTHONHASHSEED="2", TZ="Pacific/Niue", LC_ALL="C.UTF-8", LANG="fr_FR")
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_the_policies_that_come_along_are_three():
    assert sorted(read_policies()) == sorted(POLICIES)
