"""How claims stand to one another: which conflict, and the status that each one has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from kg.core.contradictions import cycles, disorders
from kg.core.model import Claim, Literal, Toll


def with_status(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return claims with the status that each has among the others, and with what it conflicts with."""
    claims = tuple(claims)
    conflicts = find_conflicts(claims)
    disputed = {iri for claim in claims for iri in claim.disputes}
    return tuple(
        replace(
            claim,
            conflicts=tuple(sorted(conflicts.get(claim.iri, ()))),
            status=status_of(
                claim.mode, claim.polarity, claim.narrator, claim.iri in conflicts or claim.iri in disputed
            ),
        )
        for claim in claims
    )


def find_conflicts(claims: Iterable[Claim]) -> dict[str, set[str]]:
    """Find the claims that cannot be true together, by IRI, both ways round.

    Two claims of fact or estimate with the same subject and relation conflict if they have the same object
    and opposite polarity (of a symmetric relation, either way round), or different objects of a relation
    declared single-valued, or tolls of the same people whose bounds leave no common number. One that says
    that an event did not happen conflicts with each that implies it did. So do claims of several voices that
    make a cycle of an acyclic relation, or an order against the days. Claims whose times are known to be
    apart do not conflict.
    """
    conflicts: dict[str, set[str]] = defaultdict(set)
    for one, other in _rivals(claims):
        if not _are_apart(one, other):
            conflicts[one.iri].add(other.iri)
            conflicts[other.iri].add(one.iri)
    return dict(conflicts)


def _rivals(claims: Iterable[Claim]) -> Iterable[tuple[Claim, Claim]]:
    # what should be, is judged or explained is no rival of what is
    factual = [claim for claim in claims if claim.is_factual]
    negated: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    denied: dict[str, list[Claim]] = defaultdict(list)
    single: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    tolls: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in factual:
        if claim.polarity == "Negated":
            negated[_triple(claim)].append(claim)
            if claim.relation.name == "happened":
                denied[claim.subject].append(claim)
        elif isinstance(claim.object, Toll):
            tolls[claim.subject, claim.relation.name, claim.object.population].append(claim)
        elif claim.relation.single_valued:
            single[claim.subject, claim.relation.name].append(claim)
    if negated:  # rare: most claims affirm
        for claim in factual:
            if claim.polarity == "Affirmed":
                yield from ((claim, other) for other in negated.get(_triple(claim), ()))
                for event in _implied(claim):
                    yield from ((claim, denial) for denial in denied.get(event, ()))
    yield from _impossible(factual)
    for group in single.values():
        yield from ((a, b) for a, b in combinations(group, 2) if a.object != b.object)
    for group in tolls.values():
        yield from ((a, b) for a, b in combinations(group, 2) if _are_disjoint(a.object, b.object))


def _impossible(claims: list[Claim]) -> Iterable[tuple[Claim, Claim]]:
    """Yield the pairs of what several voices say and what cannot all be true: cycles, orders against days."""
    for cycle in cycles(claims):
        yield from ((a, b) for a, b in combinations(cycle, 2) if a.claimant != b.claimant)
    for order, later, earlier in disorders(claims):
        yield from ((order, day) for day in (later, earlier) if day.claimant != order.claimant)


def _triple(claim: Claim) -> tuple[object, ...]:
    ends: tuple[object, ...] = (claim.subject, claim.object)
    if claim.relation.symmetric and isinstance(claim.object, str):
        ends = (min(claim.subject, claim.object), max(claim.subject, claim.object))
    return claim.relation.name, *ends


def _implied(claim: Claim) -> Iterable[str]:
    """Yield the ends that an affirmed claim implies to exist."""
    if claim.relation.subject_exists:
        yield claim.subject
    if claim.relation.object_exists and isinstance(claim.object, str):
        yield claim.object


def _are_disjoint(one: str | Literal | Toll, other: str | Literal | Toll) -> bool:
    assert isinstance(one, Toll) and isinstance(other, Toll)
    (low, high), (other_low, other_high) = one.bounds, other.bounds
    return (high is not None and other_low is not None and high < other_low) or (
        other_high is not None and low is not None and other_high < low
    )


def _are_apart(one: Claim, other: Claim) -> bool:
    """Tell whether two claims hold at times that are known to have no day in common."""
    if one.holds is None or other.holds is None:
        return False
    ends = (one.holds.latest, other.holds.earliest), (other.holds.latest, one.holds.earliest)
    return any(latest and earliest and latest < earliest for latest, earliest in ends)


def status_of(mode: str, polarity: str, narrator: str, contested: bool) -> str:
    """Return the status of a claim: the first of ``STATUSES`` that fits.

    ``contested`` tells whether another claim conflicts with it, or a claimant disputes it.
    """
    if mode == "Prescription":
        return "Prescribed"
    if mode in ("Analysis", "Evaluation"):
        return mode
    if polarity == "Negated":
        return "Denied"
    if narrator in ("Rejected", "Distanced"):
        return narrator
    if contested:
        return "Contested"
    if mode == "Estimate":
        return "Estimated"
    return "Reported" if narrator == "Reported" else "Asserted"
