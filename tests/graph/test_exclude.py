"""Not believing somebody on a built graph is building it without his claims, to the last quad."""

from dataclasses import replace

import pyoxigraph as ox
import pytest

from kg.core.model import Seeds
from kg.core.namespaces import BESIDE
from kg.curation.checks import read_seeds
from kg.errors import NoClaimant
from kg.graph.assemble import assemble
from kg.graph.exclude import believe, claims_of, leave_out, left_out
from kg.graph.policy import built_policies, read_policies
from tests.support.explorer import DEEP

FOLDERS = ("seeds", "tests/data/miniature")
POLICIES = ("narrator", "reported", "everyone")


def without(seeds: Seeds, gone: set[str]) -> Seeds:
    """Leave claims out of the seeds, with the claims about them: the rule, in plain Python."""
    while more := {c.iri for c in seeds.claims if {c.subject, c.object} & gone} - gone:
        gone = gone | more
    claims = tuple(
        replace(
            claim,
            against=(against := tuple(iri for iri in claim.against if iri not in gone)),
            contrast=claim.contrast if against else "",
            disputes=tuple(iri for iri in claim.disputes if iri not in gone),
        )
        for claim in seeds.claims
        if claim.iri not in gone
    )
    return replace(seeds, claims=claims)


def quads(store: ox.Store) -> set[str]:
    return set(map(str, store))


def claims(store: ox.Store) -> set[str]:
    """Return what is said, without what any policy makes of it."""
    return {quad for quad in quads(store) if "/graph/claims>" in quad and "#admittedBy>" not in quad}


@pytest.fixture(scope="module", params=FOLDERS)
def seeds(request) -> Seeds:
    return read_seeds(request.param)


def claimants(seeds: Seeds) -> list[str]:
    return sorted({claim.claimant for claim in seeds.claims})


@pytest.mark.long
@pytest.mark.parametrize("policy", POLICIES)
def test_not_believing_a_claimant_is_building_without_his_claims(seeds, policy):
    built = assemble(seeds, policy=policy)
    before = quads(built)
    for claimant in claimants(seeds)[:: 1 if DEEP else 2]:
        gone = {claim.iri for claim in seeds.claims if claim.claimant == claimant}
        assert gone == claims_of(built, claimant)
        assert quads(believe(built, claimant)) == quads(assemble(without(seeds, gone), policy=policy))
    assert quads(built) == before


def test_what_was_computed_while_everybody_was_believed_is_not_there_any_more(seeds):
    built, measured = assemble(seeds), assemble(seeds)
    measured.add(ox.Quad(*[ox.NamedNode("urn:x")] * 3, ox.NamedNode(BESIDE["measures"])))
    claimant = claimants(seeds)[0]
    assert quads(believe(measured, claimant)) == quads(believe(built, claimant))


def test_two_can_be_left_out_together(seeds):
    pair = claimants(seeds)[:2]
    gone = {claim.iri for claim in seeds.claims if claim.claimant in pair}
    assert quads(believe(assemble(seeds), pair)) == quads(assemble(without(seeds, gone)))


@pytest.mark.long
def test_any_one_claim_can_be_left_out_and_put_back(seeds):
    built = assemble(seeds)
    before = quads(built)
    for claim in seeds.claims[:: 1 if DEEP else 15]:
        with left_out(built, [claim.iri]):
            assert claims(built) == claims(assemble(without(seeds, {claim.iri})))
        assert quads(built) == before


def test_what_only_a_claim_left_out_contested_is_contested_no_more():
    built = assemble(read_seeds("tests/data/miniature"))
    base = "https://w3id.org/sahel-kg/"
    alliance = ox.NamedNode(base + "claim/mini-01072025-070000_front-alliance")
    spokesman = base + "actor/lions-spokesman"

    def status(store: ox.Store) -> str:
        found = store.quads_for_pattern(alliance, ox.NamedNode(base + "ns#status"), None, None)
        return next(found).object.value.removeprefix(base + "ns#")

    assert status(built) == "Contested"
    assert status(believe(built, spokesman)) == "Reported"


def test_a_built_graph_carries_its_policies_and_one_who_claims_nothing_is_refused():
    built = assemble(read_seeds("tests/data/miniature"))
    assert {name: policy.text for name, policy in built_policies(built).items()} == {
        name: policy.text for name, policy in read_policies().items()
    }
    with pytest.raises(NoClaimant, match="belmar"):
        believe(built, "https://w3id.org/sahel-kg/actor/belmar-governmen")


def test_leaving_out_nothing_changes_nothing(seeds):
    built = assemble(seeds)
    assert leave_out(built, []) == ([], [])
