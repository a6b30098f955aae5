"""Which claims conflict, and the status of each: the first of the published order that fits."""

from datetime import date
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.core.model import STATUSES, Claim, Literal, Span, Time, Toll
from kg.core.ontology import read_ontology
from kg.curation.edtf import parse_edtf
from kg.graph.status import find_conflicts, status_of, with_status

RELATIONS = read_ontology().relations
NUMBERS = count(1)
VOICE, OTHER = "urn:x:voice", "urn:x:other-voice"


def claim(relation: str = "memberOf", obj: object = "b", **fields: object) -> Claim:
    """Make a claim of a subject ``a``; every one has an IRI of its own, and names stand for IRIs."""
    article = str(fields.get("article", "x"))
    if isinstance(obj, str):
        obj = Literal(obj, RELATIONS[relation].range) if RELATIONS[relation].literal else "urn:x:" + obj
    made = {
        "iri": f"urn:x:claim-{next(NUMBERS)}", "article": article, "subject": "a", "object": obj,
        "cue": "selon", "relation": RELATIONS[relation], "claimant": VOICE,
        "spans": (Span(article, "1", 0, 1, "A", "", ""),),
    }  # fmt: skip
    made |= fields
    return Claim(**made | {"subject": "urn:x:" + made["subject"]})


def toll(
    figure: int, comparator: str = "Exactly", upper: int | None = None, population: str = "", **fields
) -> Claim:
    return claim("killed", Toll(figure, comparator, upper, population), **fields)


def in_conflict(one: Claim, other: Claim) -> bool:
    conflicts = find_conflicts([one, other])
    assert conflicts == find_conflicts([other, one])
    if conflicts:
        assert conflicts == {one.iri: {other.iri}, other.iri: {one.iri}}
    return bool(conflicts)


def when(text: str) -> Time:
    return Time(text, *parse_edtf(text))


def test_a_claim_conflicts_with_its_negation():
    assert in_conflict(claim(), claim(polarity="Negated"))


@pytest.mark.parametrize(
    "fields",
    [
        {"claimant": OTHER},
        {"article": "y"},
        {"narrator": "Reported"},
        {"mode": "Estimate"},
        {"said": when("2024")},
    ],
)
def test_whoever_says_it_and_wherever_the_negation_conflicts(fields):
    assert in_conflict(claim(), claim(polarity="Negated", **fields))


def test_a_symmetric_relation_is_negated_whichever_way_round():
    allied = claim("alliedWith", obj="b")
    assert in_conflict(allied, claim("alliedWith", subject="b", obj="a", polarity="Negated"))
    assert not in_conflict(allied, claim("alliedWith", subject="b", obj="c", polarity="Negated"))
    member = claim("memberOf", obj="b")
    assert not in_conflict(member, claim("memberOf", subject="b", obj="a", polarity="Negated"))


@pytest.mark.parametrize(("subject", "obj"), [("a", "c"), ("c", "b"), ("aa", "b"), ("b", "c")])
def test_two_symmetric_pairs_that_share_an_end_are_two(subject, obj):
    assert not in_conflict(
        claim("alliedWith", "b"), claim("alliedWith", obj, subject=subject, polarity="Negated")
    )


def test_an_end_that_a_relation_does_not_imply_may_be_denied():
    denial = claim("happened", "true", subject="b", polarity="Negated")
    assert not in_conflict(claim("prioritisedOver"), denial)
    assert in_conflict(claim("happened", "true", subject="b"), denial)


def test_what_is_asked_for_judged_or_negated_has_the_status_of_that():
    said = [claim(mode="Prescription"), claim(mode="Analysis"), claim(polarity="Negated", obj="c"), claim()]
    statuses = [each.status for each in with_status(said)]
    assert statuses == ["Prescribed", "Analysis", "Denied", "Asserted"]


@pytest.mark.parametrize(
    "other",
    [
        claim(),
        claim(claimant=OTHER),
        claim(obj="c", polarity="Negated"),
        claim(subject="c", polarity="Negated"),
        claim(relation="alliedWith", polarity="Negated"),
        claim(obj="c"),
    ],
)
def test_another_statement_is_no_negation(other):
    assert not in_conflict(claim(), other)


def test_two_negations_do_not_conflict():
    assert not in_conflict(claim(polarity="Negated"), claim(polarity="Negated"))
    assert not in_conflict(
        claim("capitalOf", "b", polarity="Negated"), claim("capitalOf", "c", polarity="Negated")
    )


def test_different_objects_conflict_where_a_relation_has_one_value():
    assert in_conflict(claim("capitalOf", "b"), claim("capitalOf", "c"))
    assert not in_conflict(claim("capitalOf", "b"), claim("capitalOf", "b"))
    assert not in_conflict(claim("capitalOf", "b"), claim("capitalOf", "c", subject="d"))
    assert not in_conflict(claim("capitalOf", "b"), claim("capitalOf", "c", polarity="Negated"))
    assert not in_conflict(claim("formerForm", "b"), claim("newForm", "c"))


def test_the_relations_of_one_value_are_those_the_ontology_declares():
    declared = {name for name, relation in RELATIONS.items() if relation.single_valued}
    assert declared == {"capitalOf", "formerForm", "newForm"}


TOLLS = [
    (toll(12), toll(12), False),
    (toll(12), toll(13), True),
    (toll(12), toll(12, "AtLeast"), False),
    (toll(12), toll(13, "AtLeast"), True),
    (toll(12), toll(12, "MoreThan"), True),
    (toll(12), toll(11, "MoreThan"), False),
    (toll(12), toll(12, "AtMost"), False),
    (toll(12), toll(11, "AtMost"), True),
    (toll(12), toll(12, "LessThan"), True),
    (toll(12), toll(13, "LessThan"), False),
    (toll(12), toll(30, "About"), False),
    (toll(12), toll(10, "Between", 12), False),
    (toll(12), toll(13, "Between", 15), True),
    (toll(10, "Between", 12), toll(12, "Between", 15), False),
    (toll(10, "Between", 11), toll(12, "Between", 15), True),
    (toll(12, "AtLeast"), toll(70, "AtLeast"), False),
    (toll(12, "AtMost"), toll(70, "AtMost"), False),
    (toll(12, "AtMost"), toll(13, "AtLeast"), True),
    (toll(12, "AtMost"), toll(12, "AtLeast"), False),
    (toll(12, "LessThan"), toll(12, "AtLeast"), True),
    (toll(12, "About"), toll(70, "About"), False),
    (toll(0), toll(0, "MoreThan"), True),
    (toll(0), toll(1, "LessThan"), False),
]


@pytest.mark.parametrize(
    ("one", "other", "conflict"), TOLLS, ids=[f"{a.object.bounds}-{b.object.bounds}" for a, b, _ in TOLLS]
)
def test_tolls_conflict_whose_bounds_leave_no_common_number(one, other, conflict):
    assert in_conflict(one, other) is conflict


def numbers(bounds: tuple[int | None, int | None]) -> set[int]:
    low, high = bounds
    return {n for n in range(-2, 14) if (low is None or n >= low) and (high is None or n <= high)}


ANY_TOLL = st.one_of(
    st.builds(
        Toll,
        st.integers(0, 9),
        st.sampled_from(["Exactly", "AtLeast", "MoreThan", "AtMost", "LessThan", "About"]),
    ),
    st.tuples(st.integers(0, 9), st.integers(0, 3)).map(lambda pair: Toll(pair[0], "Between", sum(pair))),
)


@settings(deadline=None)
@given(ANY_TOLL, ANY_TOLL)
def test_any_two_tolls_conflict_just_where_no_number_agrees_with_both(one, other):
    disjoint = not numbers(one.bounds) & numbers(other.bounds)
    assert in_conflict(claim("killed", one), claim("killed", other)) is disjoint


def test_only_tolls_of_the_same_people_of_the_same_event_conflict():
    assert in_conflict(toll(12, population="soldats"), toll(30, population="soldats"))
    assert not in_conflict(toll(12, population="soldats"), toll(30, population="civils"))
    assert not in_conflict(toll(12, population="soldats"), toll(30))
    assert not in_conflict(toll(12), toll(30, subject="another"))
    assert not in_conflict(toll(12), claim("injured", Toll(30)))


def test_a_denied_toll_conflicts_with_the_same_toll_alone():
    assert in_conflict(toll(12), toll(12, polarity="Negated"))
    assert not in_conflict(toll(12), toll(30, polarity="Negated"))


APART = [
    ("2024-09-16", "2024-09-17", False),
    ("2024-09", "2024-10", False),
    ("2023/2024-08", "2024-09/..", False),
    ("../2024-08", "2024-09", False),
    ("2024-09", "2024-09-30", True),
    ("2024", "2024-09/..", True),
    ("2023/..", "2024/..", True),
    ("../2023", "../2024", True),
    ("../..", "2024-09", True),
    ("2024-09", "2024-09", True),
]


@pytest.mark.parametrize(("one", "other", "conflict"), APART)
def test_claims_of_times_that_are_apart_do_not_conflict(one, other, conflict):
    assert in_conflict(claim(holds=when(one)), claim(holds=when(other), polarity="Negated")) is conflict
    assert in_conflict(toll(12, holds=when(one)), toll(30, holds=when(other))) is conflict


def test_a_time_that_is_not_known_keeps_nothing_apart():
    relative = Time(words="hier", relation="Before", anchor="urn:x:event")
    assert in_conflict(claim(holds=when("2024")), claim(polarity="Negated"))
    assert in_conflict(claim(holds=when("2024")), claim(polarity="Negated", holds=relative))


def test_one_claim_conflicts_with_all_its_rivals():
    one, two, three = toll(12), toll(30), toll(30, "MoreThan")
    assert find_conflicts([one, two, three]) == {
        one.iri: {two.iri, three.iri},
        two.iri: {one.iri, three.iri},
        three.iri: {one.iri, two.iri},
    }


def test_nothing_conflicts_in_nothing():
    assert find_conflicts([]) == {}


# In the published order; each claim also fits every later status that it can.
LATER = {"narrator": "Rejected", "polarity": "Negated"}
PRECEDENCE = {
    "Prescribed": claim("should", "x", mode="Prescription", **LATER),
    "Analysis": claim("hasCause", mode="Analysis", **LATER),
    "Evaluation": claim("assessedAs", "x", mode="Evaluation", **LATER),
    "Denied": claim(mode="Estimate", **LATER),
    "Rejected": claim(narrator="Rejected", mode="Estimate"),
    "Distanced": claim(narrator="Distanced", mode="Estimate"),
    "Contested": claim(narrator="Reported", mode="Estimate"),
    "Estimated": claim(narrator="Reported", mode="Estimate"),
    "Reported": claim(narrator="Reported"),
    "Asserted": claim(),
}


def test_the_order_of_precedence_is_the_published_one():
    assert tuple(PRECEDENCE) == STATUSES


@pytest.mark.parametrize("status", STATUSES)
def test_a_claim_has_the_first_status_that_fits(status):
    made = PRECEDENCE[status]
    contested = STATUSES.index(status) <= STATUSES.index("Contested")
    assert status_of(made.mode, made.polarity, made.narrator, contested) == status


def test_an_endorsed_estimate_is_estimated():
    assert status_of("Estimate", "Affirmed", "Endorsed", False) == "Estimated"


def test_only_what_a_claimant_contests_is_disputed():
    one, two, three = claim(), claim("alliedWith"), claim("hostileTo")
    contesting = claim("affiliatedWith", disputes=(one.iri, two.iri))
    against = claim("partOf", against=(three.iri,), contrast="mais")
    contested = [
        c.iri for c in with_status([one, two, three, contesting, against]) if c.status == "Contested"
    ]
    assert contested == [one.iri, two.iri]


def test_claims_of_times_apart_do_not_conflict():
    left = claim(polarity="Negated", holds=Time("2025-01/..", date(2025, 1, 1), None))
    member = claim(holds=Time("2024-03-01", date(2024, 3, 1), date(2024, 3, 1)))
    assert find_conflicts([left, member]) == {}
