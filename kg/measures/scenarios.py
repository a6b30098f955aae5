"""What a policy would admit if one claim, or one claimant, were not there, or another policy were chosen.

Leaving each piece of evidence out in turn is the jackknife (Tukey 1958, *Annals of Mathematical Statistics*
29, p. 614; for networks Costenbader and Valente 2003, https://doi.org/10.1016/S0378-8733(03)00012-1); here
it estimates no error, it shows what hangs on what. There is no p-value: a network of the articles that
somebody read is no sample.

A policy of a researcher's own is run anew for each claim left out. Those that come along weigh a claim by
itself and by what it conflicts with, so that only linked claims ask for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.core.namespaces import CITO, GRAPHS, RDF, SKG
from kg.core.rq_files import Question
from kg.graph.exclude import claimants_of, claims_of, left_out
from kg.graph.policy import admitted_claims, built_policies, read_policies

CLAIM, CLAIMANT, POLICY = "claim", "claimant", "policy"
_CLAIMS = ox.NamedNode(GRAPHS["claims"])
_LINKS = (RDF.subject, RDF.object, SKG.conflictsWith, SKG.setAgainst, CITO.disputes)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is admitted if something is left out: a claim or claimant, by IRI; or if a policy is chosen.

    It is told by how it differs from ``base``, what the policy admits as it is: most leave out one claim.
    """

    kind: str
    name: str
    base: frozenset[str]
    dropped: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()

    @property
    def admitted(self) -> frozenset[str]:
        """The IRIs of all claims that are admitted."""
        return (self.base - self.dropped) | self.added

    def instead(self, kind: str, name: str, admitted: frozenset[str]) -> Scenario:
        """Return the scenario in which other claims are admitted than in this one."""
        return Scenario(kind, name, self.base, self.base - admitted, admitted - self.base)


def base_scenario(store: ox.Store, policy: str) -> Scenario:
    """Return what a policy admits as it is."""
    return Scenario(POLICY, policy, _admitted(store, built_policies(store)[policy]))


def scenarios(store: ox.Store, policy: str) -> Iterator[Scenario]:
    """Yield every scenario but the base: the other policies, each claimant left out, each claim left out.

    A claim whose absence changes nothing, since the policy neither admits it nor weighs others by it, is
    passed over. So is the narrator where there is one alone: nothing would be left to compare with.
    """
    base, policies = base_scenario(store, policy), built_policies(store)
    for name in policies:
        if name != policy:
            yield base.instead(POLICY, name, _admitted(store, policies[name]))
    for claimant in _claimants(store):
        with left_out(store, claims_of(store, claimant)):
            admitted = _admitted(store, policies[policy])
        yield base.instead(CLAIMANT, claimant, admitted)
    yield from _without_a_claim(store, policies[policy], base)


def _without_a_claim(store: ox.Store, policy: Question, base: Scenario) -> Iterator[Scenario]:
    if _is_local(policy):
        bound = _linked(store)
        watched = sorted(base.base | bound)
    else:
        watched = _all_claims(store)
        bound = frozenset(watched)
    for claim in watched:
        if claim not in bound:
            yield Scenario(CLAIM, claim, base.base, dropped=frozenset({claim}))
            continue
        with left_out(store, [claim]):
            rest = _admitted(store, policy)
        if rest != base.base:
            yield base.instead(CLAIM, claim, rest)


def _is_local(policy: Question) -> bool:
    """Tell whether what a policy makes of a claim hangs on that claim and those it conflicts with alone.

    So it is with the policies that come along; of a researcher's own nobody knows.
    """
    return policy.text in {known.text for known in read_policies().values()}


def _claimants(store: ox.Store) -> list[str]:
    claimants = set(claimants_of(store))
    typed = store.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(SKG.Narrator), None)
    narrators = claimants & {quad.subject.value for quad in typed}
    return sorted(claimants if len(narrators) > 1 else claimants - narrators)


def _admitted(store: ox.Store, policy: Question) -> frozenset[str]:
    return frozenset(quad.subject.value for quad in admitted_claims(store, policy))


def _all_claims(store: ox.Store) -> list[str]:
    typed = store.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(SKG.Claim), _CLAIMS)
    return sorted(quad.subject.value for quad in typed)


def _linked(store: ox.Store) -> frozenset[str]:
    """Return the claims that another claim conflicts with, disputes, is set against, or is about."""
    claims = set(_all_claims(store))
    ends = {
        quad.object.value
        for prop in _LINKS
        for quad in store.quads_for_pattern(None, ox.NamedNode(prop), None, _CLAIMS)
        if isinstance(quad.object, ox.NamedNode)
    }
    return frozenset(claims & ends)
