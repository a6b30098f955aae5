"""What cannot all be true: of one voice it is a problem at its line, of several a disagreement."""

from datetime import date

import pytest

from kg.core.contradictions import cycles, disorders
from kg.core.model import Claim, Span, Time
from kg.core.ontology import read_ontology
from kg.graph.status import find_conflicts

RELATIONS = read_ontology().relations
BASE = "https://example.org/"


def claim(say: str, by: str = "a", day: str = "", polarity: str = "Affirmed", mode: str = "Fact") -> Claim:
    """Make a claim of three words."""
    subject, relation, obj = say.split()
    when = Time(day, date.fromisoformat(day), date.fromisoformat(day)) if day else None
    return Claim(
        iri=f"{BASE}{say.replace(' ', '-')}-{by}-{day}",
        article="x",
        subject=BASE + subject,
        relation=RELATIONS[relation],
        object=BASE + obj,
        spans=(Span("x", "1", 0, 1, "x", "", ""),),
        claimant=BASE + by,
        polarity=polarity,
        mode=mode,
        holds=when,
    )


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (["a after b", "b after a"], 2),
        (["a after a"], 1),
        (["a after b", "b after c", "c after a"], 3),
        (["a after b", "b after c", "a after c"], 0),
        (["gao locatedIn kidal", "kidal locatedIn gao"], 2),
        (["katiba memberOf katiba"], 1),
        (["katiba memberOf group", "group alliedWith katiba"], 0),
        (["a after b", "b during a"], 0),
        (["a hostileTo a"], 0),
        (["a after b", "b after a", "c after a"], 2),
    ],
)
def test_claims_of_a_cycle_are_found_and_no_others(said, wrong):
    assert sum(len(cycle) for cycle in cycles(map(claim, said))) == wrong


def test_what_is_denied_or_judged_makes_no_cycle():
    assert not [*cycles([claim("a after b"), claim("b after a", polarity="Negated")])]
    assert not [*cycles([claim("a after b"), claim("b after a", mode="Analysis")])]


def test_an_order_against_the_days_is_found():
    order = claim("a after b")
    early, late = claim("a location gao", day="2024-01-01"), claim("b location gao", day="2024-02-01")
    assert [*disorders([order, early, late])] == [(order, early, late)]
    assert not [*disorders([claim("b after a"), early, late])]
    assert not [*disorders([order, early])]


def test_several_voices_conflict_where_one_is_refused():
    one, other = claim("a after b"), claim("b after a", by="b")
    assert find_conflicts([one, other]) == {one.iri: {other.iri}, other.iri: {one.iri}}
    assert find_conflicts([one, claim("b after a")]) == {}


def test_of_a_longer_cycle_or_an_order_against_days_those_of_other_voices_conflict():
    one, two, three = claim("a after b"), claim("b after c"), claim("c after a", by="b")
    mutual = {one.iri: {three.iri}, two.iri: {three.iri}, three.iri: {one.iri, two.iri}}
    assert find_conflicts([one, two, three]) == mutual
    early = claim("a location gao", day="2024-01-01")
    late = claim("b location gao", by="b", day="2024-02-01")
    assert find_conflicts([one, early, late]) == {one.iri: {late.iri}, late.iri: {one.iri}}
