"""Links of a drawing made of claims: of facts, of ties that follow from facts, and of whatever is said.

They are made of all that anybody could believe; which of them stand is for the reader of a page to choose.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.core.model import Claim, in_order
from kg.core.ontology import TieRule
from kg.explorer.scene import ADMITTED, Link, ends_of
from kg.graph.read import Archive
from kg.network.derived import Fact, Facts, Tie, fact_of, possible_ties
from kg.network.project import claims_by_fact, edge_ends


def stated(archive: Archive) -> dict[Fact, list[Claim]]:
    """Gather what a policy may admit of two things, each with all claims of it, those that deny it too."""
    facts = claims_by_fact(archive, in_order(archive.claims.values()))
    return {fact: claims for fact, claims in facts.items() if any(claim.is_admissible for claim in claims)}


def fact_links(facts: Facts) -> list[Link]:
    """Return the links of the facts whose relation draws an edge, each with all claims that state it."""
    return [_link(claims, (fact[0], fact[2])) for fact, claims in facts.items() if claims[0].relation.tail]


def tie_links(archive: Archive, rules: Iterable[TieRule]) -> list[Link]:
    """Return the links that rules derive of all that a policy may admit.

    A tie between a part and its whole is among them, and says which claims take it away.
    """
    admissible = in_order(claim for claim in archive.claims.values() if claim.is_admissible)
    facts = claims_by_fact(archive, admissible)
    return [_tie_link(tie, facts) for tie in possible_ties(archive, facts, rules)]


def _tie_link(tie: Tie, facts: Facts) -> Link:
    ways = tuple(tuple(_iris(facts[fact]) for fact in way) for way in tie.derivations)
    claims = {claim.iri: claim for way in tie.derivations for fact in way for claim in facts[fact]}
    unless = tuple(iri for fact in tie.unless for iri in _iris(facts[fact]))
    rule, behind = tie.rule, _iris(in_order(claims.values()))
    return Link(
        tie.tail, tie.head, rule.name, rule.label, rule.sign, behind, ways=ways, unless=unless, event=tie.hub
    )


def claim_links(archive: Archive, claims: Iterable[Claim], shown: str = ADMITTED) -> list[Link]:
    """Return the links of some claims alone, whatever they speak of; those of one triple share one.

    A link points as the ontology says, or else from subject to object.
    """
    found: dict[Fact, list[Claim]] = defaultdict(list)
    for claim in in_order(claims):
        found[fact_of(claim)].append(claim)
    return [_link(alike, [end.iri for end in ends_of(archive, alike[0])], shown) for alike in found.values()]


def _link(claims: Sequence[Claim], ends: Sequence[str], shown: str = ADMITTED) -> Link:
    relation = claims[0].relation
    tail, head = edge_ends(relation, *ends) if relation.tail else ends
    return Link(tail, head, relation.name, relation.label, relation.sign, _iris(claims), shown)


def stands(archive: Archive, link: Link) -> bool:
    """Tell whether a link is drawn under the policy of an archive."""

    def admits(claims: Iterable[str]) -> bool:
        return any(archive.policy in archive.claims[iri].admitted_by for iri in claims)

    if link.ways:
        return any(all(map(admits, way)) for way in link.ways) and not admits(link.unless)
    return link.shown != ADMITTED or admits(link.claims)


def _iris(claims: Iterable[Claim]) -> tuple[str, ...]:
    return tuple(claim.iri for claim in claims)
