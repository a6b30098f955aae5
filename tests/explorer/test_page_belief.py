"""The page believes as the library does: the same claims, statuses, links and tolls, whoever is doubted.

``kg.believe`` builds the graph anew without some claimants; the scripts of the page judge its claims again.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.core.model import Seeds, Toll
from kg.core.namespaces import BASE
from kg.core.ontology import read_ontology
from kg.curation.checks import read_seeds
from kg.explorer.drawings import signed
from kg.explorer.page import draw
from kg.graph.assemble import assemble
from kg.graph.exclude import believe, claimants_of
from kg.graph.policy import settle
from kg.graph.read import Archive, read_archive
from kg.network.project import project
from kg.query.library import ask
from tests.conftest import MINIATURE
from tests.explorer import test_views
from tests.graph import test_invariants
from tests.support.explorer import ATTACK, DEEP, JNIM, considered, data_of, words_of

POLICIES = ("narrator", "reported", "everyone")
Case = tuple[str, list[str]]


@dataclass(frozen=True)
class World:
    """A graph, beliefs that one may hold of it, and what the library makes of each."""

    store: ox.Store
    archive: Archive
    cases: list[Case]
    expected: list[dict[str, Any]]


def subsets(claimants: list[str]) -> list[list[str]]:
    """Return nobody, each alone, everybody, and one of each other size.

    Where one digs: all subsets of a few; of many also all but one, and more of each size.
    """
    sizes = range(len(claimants) + 1)
    if DEEP and len(claimants) <= 10:
        return [list(those) for size in sizes for those in combinations(claimants, size)]
    dice = random.Random(len(claimants))
    ends = (0, 1, len(claimants) - 1) if DEEP else (0, 1)
    few = chain.from_iterable(combinations(claimants, size) for size in ends)
    some = (dice.sample(claimants, size) for size in sizes[2:-1] for _ in range(40 if DEEP else 1))
    return [list(those) for those in chain(few, [claimants], some)]


def edges(archive: Archive, *projected: str) -> list[list[str]]:
    found = project(archive, *projected).edges(data=True)
    return sorted(
        [u, v, f"{data['relation']} {data['event']}".strip(), data["status"], data["claims"]]
        for u, v, data in found
    )


def told(store: ox.Store, cases: list[Case]) -> list[dict[str, Any]]:
    """Say what the library makes of beliefs: each a policy and who is not believed."""
    rest: dict[tuple[str, ...], ox.Store] = {}
    found = []
    for policy, without in cases:
        if (who := tuple(without)) not in rest:
            rest = {who: believe(store, who)}
        settle(rest[who], policy)
        archive = read_archive(rest[who])
        found.append(
            {
                "admitted": sorted(s.iri for s in archive.admitted(policy)),
                "statuses": {s.iri: s.status for s in archive.claims.values()},
                "drawn": edges(archive, policy),
                "signed": edges(archive, policy, "signed", "stated"),
                "exist": sorted(thing.iri for thing in archive.entities.values() if archive.exists(thing)),
                "tolls": sorted(map(list, ask("toll-bounds", rest[who]).as_text())),
            }
        )
    return found


def assert_same(cases: list[Case], shown: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    for case, one, other in zip(cases, shown, expected, strict=True):
        for what, value in one.items():
            assert (sorted(value) if isinstance(value, list) else value) == other[what], (case, what)


@pytest.fixture(scope="module")
def worlds(store: ox.Store) -> dict[str, World]:
    made = {}
    for name, graph in {"article": store, "miniature": assemble(read_seeds(MINIATURE))}.items():
        cases = [(policy, without) for without in subsets(claimants_of(graph)) for policy in POLICIES]
        made[name] = World(graph, read_archive(graph), cases, told(graph, cases))
    return made


# the scripts that think, alone


@pytest.mark.parametrize("name", ["article", "miniature"])
def test_whomever_one_believes_the_page_thinks_what_the_library_computes(modules, worlds, name):
    world = worlds[name]
    shown = considered(modules, data_of(world.archive), world.cases)
    assert_same(world.cases, shown, world.expected)
    assert len({str(one) for one in shown}) > len(world.cases) / 5


@pytest.mark.parametrize("name", ["article", "miniature"])
def test_derived_ties_follow_whom_one_believes(modules, worlds, name):
    world = worlds[name]
    shown = considered(modules, data_of(world.archive, signed(world.archive)), world.cases)
    ties = [{"signed": one["drawn"]} for one in shown]
    assert_same(world.cases, ties, world.expected)
    derived = {tie[2] for one in ties for tie in one["signed"] if " " in tie[2]}
    assert bool(derived) == (name == "miniature")


RELATIONS = read_ontology().relations


def test_a_tie_goes_for_those_alone_who_believe_the_bond_that_takes_it_away(modules):
    seeds = read_seeds(MINIATURE)
    like = next(claim for claim in seeds.claims if claim.relation.name == "perpetrator")
    doubter = f"{BASE}actor/lions"
    bond = replace(
        like, iri=f"{like.iri}-bond", subject=f"{BASE}actor/dunes-front", relation=RELATIONS["belongsTo"],
        object=f"{BASE}actor/belmar-army", claimant=doubter, narrator="Distanced", cue="selon",
    )  # fmt: skip
    graph = assemble(replace(seeds, claims=(*seeds.claims, bond)))
    archive = read_archive(graph)
    cases: list[Case] = [("reported", []), ("everyone", []), ("everyone", [doubter])]
    shown = considered(modules, data_of(archive, signed(archive)), cases)
    assert_same(cases, [{"signed": one["drawn"]} for one in shown], told(graph, cases))
    (link,) = [each for each in signed(archive).links if each.unless]
    there = [
        any(tie[:2] == [link.tail, link.head] and " " in tie[2] for tie in one["drawn"]) for one in shown
    ]
    assert there == [True, False, True]


@st.composite
def claim_graphs(draw) -> Seeds:
    """Draw claims that tie, count, deny and rival one another; some dispute one, some are about one."""
    ties, counts = draw(test_views.claim_sets()), draw(test_invariants.claim_sets())
    both = [*ties.claims, *(replace(c, iri=f"{c.iri}-more") for c in counts.claims)]
    claims = []
    for number, claim in enumerate(both):
        if number and draw(st.integers(0, 3)) == 0:
            claim = replace(claim, disputes=(both[draw(st.integers(0, number - 1))].iri,))
        claims.append(claim)
    for number in range(draw(st.integers(0, 4))):
        like = draw(st.sampled_from(both))
        about = draw(st.sampled_from([*ties.entities, *(c.iri for c in claims)]))
        claims.append(
            replace(
                like, iri=f"{like.iri}-of-{number}", subject=draw(st.sampled_from(claims)).iri, object=about,
                relation=RELATIONS["hasCause"], mode="Analysis", disputes=(),
            )
        )  # fmt: skip
    return replace(ties, claims=tuple(claims))


@settings(
    max_examples=300 if DEEP else 6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(claim_graphs(), st.randoms(use_true_random=False))
def test_of_any_claims_the_page_thinks_what_the_library_computes(modules, seeds, dice):
    graph = assemble(seeds)
    claimants = claimants_of(graph)
    several = (dice.sample(claimants, size) for size in range(2, len(claimants)))
    cases = [(policy, who) for who in ([], *([one] for one in claimants), *several) for policy in POLICIES]
    archive = read_archive(graph)
    expected = told(graph, cases)
    assert_same(cases, considered(modules, data_of(archive), cases), expected)
    ties = considered(modules, data_of(archive, signed(archive)), cases)
    assert_same(cases, [{"signed": one["drawn"]} for one in ties], expected)


# the page as a whole follows what it thinks

STATES = """(cases) => cases.map(([policy, without]) => {
  kg.change({policy, without: new Set(without)});
  const links = kg.drawn().map((e) => [e.tail, e.head, e.relation, e.status, [...e.claims].sort().join(" ")]);
  return {admitted: kg.admitted(), statuses: kg.statuses(), drawn: links};
})"""


def test_the_page_draws_what_it_thinks_whomever_one_believes(visit, worlds):
    world = worlds["article"]
    page = visit()
    page.set_default_timeout(60_000)
    assert_same(world.cases, page.evaluate(STATES, world.cases), world.expected)


def test_a_voice_is_no_longer_believed_at_a_click_and_the_change_is_told(visit, store, archive):
    sources = next(iri for iri in claimants_of(store) if iri.endswith("security-sources"))
    page = visit()
    before = page.evaluate("kg.admitted()")
    page.click("#voices")
    page.get_by_label("security sources").uncheck()
    rest = read_archive(believe(store, sources))
    assert page.evaluate("kg.admitted()") == sorted(s.iri for s in rest.admitted("reported"))
    claimants = len({s.claimant for s in archive.claims.values()})
    assert words_of(page.locator("#voices")) == f"Voices: {claimants - 1}/{claimants} believed"
    assert "vs Reported" in page.locator("button.change").inner_text()
    page.get_by_role("button", name="Believe all").click()
    assert page.evaluate("kg.admitted()") == before


def test_what_one_who_is_not_believed_says_is_marked_so(visit, store, archive):
    sources = next(iri for iri in claimants_of(store) if iri.endswith("security-sources"))
    claim = next(s for s in archive.claims.values() if s.claimant == sources)
    page = visit()
    page.evaluate("by => kg.change({without: new Set([by])})", sources)
    page.evaluate("iri => kg.choose({claim: iri})", claim.iri)
    assert "who says it is not believed" in page.locator("#evidence dl").inner_text()
    assert "Outside this reading" in page.locator("#evidence header").inner_text()


SAID_OF = """([policy, nodes]) => {
  kg.believe(policy);
  return nodes.map((node) => { kg.choose({node}); return document.getElementById("evidence").innerText; });
}"""


def test_an_event_that_nothing_admitted_implies_is_not_said_to_exist(visit, worlds):
    world = worlds["article"]
    exist = {policy: set(world.expected[at]["exist"]) for at, policy in enumerate(POLICIES)}
    doubted = [iri for iri in world.archive.entities if not all(iri in those for those in exist.values())]
    page = visit()
    for policy in POLICIES:
        chosen = [*doubted, JNIM, ATTACK]
        for iri, said in zip(chosen, page.evaluate(SAID_OF, [policy, chosen]), strict=True):
            unreal = "Under this reading nothing says that it happened or exists." in said
            assert unreal != (iri in exist[policy]), (policy, iri)


def test_a_vague_voice_stands_behind_the_bounds_of_the_firm_ones_and_a_note_beside_its_claim(visit):
    seeds = read_seeds(MINIATURE)
    toll = next(claim for claim in seeds.claims if claim.iri.endswith("_toll-12"))
    said = [Toll(7, "MoreThan"), Toll(None, "Vague", words="des dizaines")]
    more = [replace(toll, iri=f"{toll.iri}-{n}", object=each) for n, each in enumerate(said)]
    noted = replace(more[1], reading_note="no figure can be read")
    page = visit(draw(read_archive(assemble(replace(seeds, claims=(toll, more[0], noted))))))
    page.evaluate("iri => kg.choose({node: iri})", toll.subject)
    assert [words_of(one) for one in page.locator(".bounds").all()] == [
        "Together: more than 7 killed · “des dizaines”"
    ]
    page.evaluate("iri => kg.choose({claim: iri})", noted.iri)
    assert "To be checked by eye no figure can be read" in words_of(page.locator("#evidence"))


def from_below(said: str) -> str:
    return said if said.startswith(("at least", "more than")) else f"at least {said}"


def test_bounds_of_several_tolls_stand_in_the_panel_as_the_library_answers_them(visit, worlds):
    world = worlds["miniature"]
    page = visit(draw(world.archive))
    named = {thing.label.en: iri for iri, thing in world.archive.entities.items()}
    several = 0
    for policy, expected in zip(POLICIES, world.expected, strict=False):
        page.evaluate("policy => kg.believe(policy)", policy)
        for event, measure, people, lower, upper, words, tolls, *_ in expected["tolls"]:
            if words:
                continue  # what states no bound stands behind those that do
            page.evaluate("iri => kg.choose({node: iri})", named[event])
            shown = [words_of(one) for one in page.locator(".bounds").all()]
            ends = f"{lower}–{upper}" if lower and upper else from_below(lower) if lower else f"up to {upper}"
            line = " ".join(f"Together: {ends if lower or upper else 'no bound'} {people} {measure}".split())
            assert (line in shown) == (int(tolls) > 1), (policy, event, shown, line)
            several += int(tolls) > 1
    assert several >= 3
