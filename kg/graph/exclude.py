"""Not to believe somebody, or to leave one claim out: what would the graph say then?

Works on a built graph alone. What is left out is gone with all that rests on it: claims about it, what it
conflicts with or disputes; statuses, policies and facts are computed anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pyoxigraph as ox

from kg.core.namespaces import BESIDE, CITO, GRAPHS, PROV, RDF, SKG
from kg.core.ontology import local_name
from kg.errors import NoClaimant
from kg.graph.policy import admitted_claims, built_policies, settle
from kg.graph.status import status_of

_CLAIMS = ox.NamedNode(GRAPHS["claims"])
_TYPE, _CLAIM = ox.NamedNode(RDF.type), ox.NamedNode(SKG.Claim)
_BY, _STATUS = ox.NamedNode(PROV.wasAttributedTo), ox.NamedNode(SKG.status)
_AGAINST, _CONTRAST = ox.NamedNode(SKG.setAgainst), ox.NamedNode(SKG.contrastCue)
_ADMITTED_BY = ox.NamedNode(SKG.admittedBy)
_BESIDE = frozenset(map(ox.NamedNode, BESIDE.values()))
_CONTESTING = (ox.NamedNode(SKG.conflictsWith), ox.NamedNode(CITO.disputes))


def believe(store: ox.Store, without: str | Iterable[str]) -> ox.Store:
    """Return a copy of a built graph without the claims of claimants who are not believed, given by IRI.

    The facts are those of the same policy; graphs beside the dataset are not copied, since they were
    computed while everybody was believed. Raises ``NoClaimant`` for one who claims nothing.
    """
    gone = set()
    for iri in [without] if isinstance(without, str) else sorted(set(without)):
        claims = claims_of(store, iri)
        if not claims:
            raise NoClaimant(iri, claimants_of(store))
        gone |= claims
    rest = ox.Store()
    rest.bulk_extend(of_dataset(store))
    leave_out(rest, gone)
    _admit_anew(rest)
    settle(rest, policy_of(rest))
    return rest


def of_dataset(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield the quads of the dataset itself, without those of the graphs beside it."""
    return (quad for quad in quads if quad.graph_name not in _BESIDE)


def claims_of(store: ox.Store, claimant: str) -> set[str]:
    """Return the IRIs of all claims that somebody makes."""
    made = store.quads_for_pattern(None, _BY, ox.NamedNode(claimant), _CLAIMS)
    return {quad.subject.value for quad in made}


def claimants_of(store: ox.Store) -> list[str]:
    """Return the IRIs of all who claim something."""
    return sorted({quad.object.value for quad in store.quads_for_pattern(None, _BY, None, _CLAIMS)})


def policy_of(store: ox.Store) -> str:
    """Return the name of the policy whose facts a built graph holds."""
    under = next(store.quads_for_pattern(None, ox.NamedNode(SKG.factsUnder), None, None))
    return local_name(under.object.value)


@contextmanager
def left_out(store: ox.Store, claims: Iterable[str]) -> Iterator[None]:
    """Leave claims out of a store for the length of a block; admissions and facts stay as they were."""
    removed, added = leave_out(store, claims)
    try:
        yield
    finally:
        for quad in added:
            store.remove(quad)
        store.extend(removed)


def leave_out(store: ox.Store, claims: Iterable[str]) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Remove claims, the claims about them, and what stood only in them; return what was removed and added.

    A claim that was contested by what is gone alone gets the status that it has without.
    """
    gone = _with_claims_about(store, claims)
    removed: list[ox.Quad] = []
    freed: set[str] = set()
    for claim in sorted(gone):
        node = ox.NamedNode(claim)
        for prop in _CONTESTING:
            contested = store.quads_for_pattern(node, prop, None, _CLAIMS)
            freed |= {quad.object.value for quad in contested}
        contrasted = [quad.subject for quad in store.quads_for_pattern(None, _AGAINST, node, _CLAIMS)]
        _remove(store, store.quads_for_pattern(None, None, node, _CLAIMS), removed)
        _remove_with_parts(store, node, removed)
        for other in contrasted:  # a cue of contrast stays only with what it contrasts
            if next(store.quads_for_pattern(other, _AGAINST, None, _CLAIMS), None) is None:
                _remove(store, store.quads_for_pattern(other, _CONTRAST, None, _CLAIMS), removed)
    added = []
    for claim in sorted(freed - gone):
        before = next(store.quads_for_pattern(ox.NamedNode(claim), _STATUS, None, _CLAIMS))
        after = ox.Quad(before.subject, _STATUS, ox.NamedNode(SKG.base + _status(store, claim)), _CLAIMS)
        if after != before:
            _remove(store, [before], removed)
            store.add(after)
            added.append(after)
    return removed, added


def _with_claims_about(store: ox.Store, claims: Iterable[str]) -> set[str]:
    gone, new = set(), set(claims)
    while new:
        gone |= new
        ends = (ox.NamedNode(RDF.subject), ox.NamedNode(RDF.object))
        about = (
            quad.subject.value
            for claim in new
            for end in ends
            for quad in store.quads_for_pattern(None, end, ox.NamedNode(claim), _CLAIMS)
        )
        new = set(about) - gone
    return gone


def _remove(store: ox.Store, quads: Iterable[ox.Quad], removed: list[ox.Quad]) -> None:
    for quad in list(quads):
        store.remove(quad)
        removed.append(quad)


def _remove_with_parts(store: ox.Store, node: ox.NamedNode, removed: list[ox.Quad]) -> None:
    """Remove what the graph of claims says of a node, and of what it alone points to: spans, tolls, times."""
    quads = list(store.quads_for_pattern(node, None, None, _CLAIMS))
    _remove(store, quads, removed)
    for quad in quads:
        part = quad.object
        if not isinstance(part, ox.NamedNode) or ox.Quad(part, _TYPE, _CLAIM, _CLAIMS) in store:
            continue
        if next(store.quads_for_pattern(None, None, part, _CLAIMS), None) is None:
            _remove_with_parts(store, part, removed)


def _status(store: ox.Store, claim: str) -> str:
    def one(prop: str) -> str:
        quad = next(store.quads_for_pattern(ox.NamedNode(claim), ox.NamedNode(prop), None, _CLAIMS))
        return local_name(quad.object.value)

    node = ox.NamedNode(claim)
    contested = any(next(store.quads_for_pattern(None, prop, node, _CLAIMS), None) for prop in _CONTESTING)
    return status_of(one(SKG.mode), one(SKG.polarity), one(SKG.narratorStance), contested)


def _admit_anew(store: ox.Store) -> None:
    """Run every policy of the graph over what is left."""
    policies = built_policies(store)
    for quad in list(store.quads_for_pattern(None, _ADMITTED_BY, None, _CLAIMS)):
        store.remove(quad)
    for policy in policies.values():
        store.extend(admitted_claims(store, policy))
