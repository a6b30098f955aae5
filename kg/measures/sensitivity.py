"""Leave-one-out sensitivity: which ranks nodes take when any one claim, claimant or policy is another.

Beside its exact rank every node has the ranks that it takes when any one claim is left out, when any one
claimant is not believed, and under each other policy. Leaving each piece of evidence out in turn is the
jackknife (Tukey 1958, *Annals of Mathematical Statistics* 29, p. 614; for networks Costenbader and Valente
2003, https://doi.org/10.1016/S0378-8733(03)00012-1); here it estimates no error, it shows what hangs on what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

import networkx as nx
import pyoxigraph as ox

from kg.core.namespaces import CITO, GRAPHS, RDF, SKG
from kg.core.rq_files import Question
from kg.graph.exclude import claimants_of, claims_of, left_out, policy_of
from kg.graph.policy import admitted_claims, built_policies, choose_policy, read_policies
from kg.graph.read import Archive, read_archive
from kg.measures.scores import Measured, Ranks, leaders, score_all, with_names
from kg.network.derived import Fact, choose_ties, fact_of
from kg.network.project import directed, project_claims

CLAIM, CLAIMANT, POLICY = "claim", "claimant", "policy"
_CLAIMS = ox.NamedNode(GRAPHS["claims"])
_LINKS = (RDF.subject, RDF.object, SKG.conflictsWith, SKG.setAgainst, CITO.disputes)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is admitted if something is left out: a claim or claimant, by IRI; or if a policy is chosen.

    It holds how it differs from ``base``, what the policy admits as it is: most leave out one claim.
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
    """Return whether what a policy makes of a claim hangs on that claim and those it conflicts with alone.

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


@dataclass(frozen=True, slots=True)
class Range:
    """The best and the worst rank that a node takes, with the name of a scenario that brings each.

    A name is empty where the rank is the one of the whole network.
    """

    best: int
    worst: int
    best_without: str = ""
    worst_without: str = ""
    undefined_without: str = ""
    """A scenario in which the score of the node is not defined, so that it has no rank at all."""

    @property
    def firm(self) -> bool:
        """Whether the rank is the same in every scenario."""
        return self.best == self.worst and not self.undefined_without

    def __str__(self) -> str:
        ranks = str(self.best) if self.best == self.worst else f"{self.best}–{self.worst}"
        return f"{ranks} or none" if self.undefined_without else ranks

    def widened(self, rank: int | None, name: str) -> Range:
        """Return the range with one more rank in it, or with the lack of one."""
        if rank is None:
            return self if self.undefined_without else replace(self, undefined_without=name)
        if rank < self.best:
            return replace(self, best=rank, best_without=name)
        if rank > self.worst:
            return replace(self, worst=rank, worst_without=name)
        return self


@dataclass(frozen=True, slots=True)
class Ranked:
    """A measured node with the ranks that it takes elsewhere; a policy without the node gives it none."""

    measured: Measured
    by_claim: Range | None
    by_claimant: Range | None
    by_policy: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A scenario in which others lead: what is left out or which policy is chosen, and who leads then."""

    kind: str
    name: str
    leaders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads in a score, and every scenario in which that changes."""

    score: str
    leaders: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def fragile(self) -> bool:
        """Whether somebody leads, and some one claim, claimant or policy decides who."""
        return bool(self.leaders and self.changes)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Every score of every node of one network, with what the ranks hang on."""

    archive: Archive
    network: nx.MultiDiGraph[str]
    policy: str
    view: str
    ties: str
    ranked: tuple[Ranked, ...]
    leads: tuple[Lead, ...]
    without: tuple[tuple[str, int], ...]
    """How many scenarios of each kind were measured."""
    emptied: tuple[str, ...]
    """Claimants without whom no edge is left; they count in no range."""


def analyse(
    store: ox.Store,
    policy: str | None = None,
    view: str = "entities",
    ties: str | Collection[str] = (),
    cases: Iterable[Scenario] | None = None,
) -> Sensitivity:
    """Measure a view of a built graph, and measure it again in every scenario of ``scenarios``.

    ``cases`` are the scenarios to look at, if not all: with none at all, a large network is measured once,
    and no node has a range.

    A node that loses its last edge when something is left out stays as an isolate, so that ranks stay
    comparable; under another policy the nodes of that policy's own network are ranked.

    Raises ``UnknownPolicy``, ``UnknownView`` and ``UnknownTie``.
    """
    archive = read_archive(store)
    policy = policy or policy_of(store)
    choose_policy(policy, archive.policies)
    first = base_scenario(store, policy)

    def drawn(admitted: Iterable[str]) -> nx.MultiDiGraph[str]:
        claims = [archive.claims[iri] for iri in sorted(admitted)]
        return project_claims(archive, claims, policy, view, ties)

    base = drawn(first.admitted)
    scored = score_all(base)
    ranges = _Ranges(base, {score: ranks for score, (_, ranks) in scored.items()})
    support = Counter(fact_of(archive.claims[iri]) for iri in first.admitted)
    with_ties = bool(choose_ties(archive.ontology, ties))
    for each in scenarios(store, policy) if cases is None else cases:
        changed = _changed(archive, support, each)
        bears = any(with_ties or archive.ontology.relations[relation].tail for _, relation, _ in changed)
        ranges.add(each, drawn(each.admitted) if bears else base)
    return Sensitivity(
        archive=archive,
        network=base,
        policy=policy,
        view=view,
        ties=" ".join(rule.name for rule in choose_ties(archive.ontology, ties)),
        ranked=tuple(ranges.ranked(each) for each in with_names(base, scored)),
        leads=tuple(ranges.lead(score) for score in ranges.base),
        without=tuple(sorted(ranges.counted.items())),
        emptied=tuple(ranges.emptied),
    )


def _changed(archive: Archive, support: Counter[Fact], scenario: Scenario) -> Iterator[Fact]:
    """Yield the facts that are lost or won: the scores see no more, however many claims state a fact."""
    difference: Counter[Fact] = Counter()
    for iri in scenario.added:
        difference[fact_of(archive.claims[iri])] += 1
    for iri in scenario.dropped:
        difference[fact_of(archive.claims[iri])] -= 1
    for fact, more in difference.items():
        if (support[fact] > 0) != (support[fact] + more > 0):
            yield fact


_Simple = tuple[frozenset[str], frozenset[tuple[str, str]]]
"""Nodes and edges of a network as the scores see it: without the number, weight and sign of edges."""


class _Ranges:
    """Gathers ranges and changes of lead from one scenario after the other."""

    def __init__(self, base: nx.MultiDiGraph[str], ranks: dict[str, Ranks]):
        self.network, self.base = base, ranks
        self.drawn = _simplified(base)
        self.known = {self.drawn: ranks}
        """The ranks of each simple network that was met: scenarios that draw the same one share them."""
        self.ranges: dict[tuple[str, str, str], Range] = {}
        self.changes: dict[str, list[Change]] = {score: [] for score in self.base}
        self.policies: dict[str, dict[str, Ranks]] = {}
        self.counted: Counter[str] = Counter()
        self.emptied: list[str] = []

    def add(self, scenario: Scenario, network: nx.MultiDiGraph[str]) -> None:
        _, edges = self.drawn
        if scenario.kind == CLAIMANT and edges and not network.number_of_edges():
            self.emptied.append(scenario.name)
            return
        self.counted[scenario.kind] += 1
        if scenario.kind != POLICY:
            gone = self.network.nodes - network.nodes
            network.add_nodes_from((node, self.network.nodes[node]) for node in sorted(gone))
        drawn = self.drawn if network is self.network else _simplified(network)
        if drawn not in self.known:
            self.known[drawn] = {score: ranks for score, (_, ranks) in score_all(network).items()}
        if scenario.kind == POLICY:
            self.policies[scenario.name] = self.known[drawn]
        if drawn != self.drawn:
            for score, ranks in self.known[drawn].items():
                self._note(scenario, score, ranks)

    def _note(self, scenario: Scenario, score: str, ranks: Ranks) -> None:
        if (lead := leaders(ranks)) != leaders(self.base[score]):
            self.changes[score].append(Change(scenario.kind, scenario.name, lead))
        if scenario.kind == POLICY:
            return
        for node, usual in self.base[score].items():
            rank = ranks[node]
            if usual is not None and rank != usual:
                key = scenario.kind, score, node
                self.ranges[key] = self.ranges.get(key, Range(usual, usual)).widened(rank, scenario.name)

    def ranked(self, measured: Measured) -> Ranked:
        def spread(kind: str) -> Range | None:
            if measured.rank is None or not self.counted[kind]:
                return None
            usual = Range(measured.rank, measured.rank)
            return self.ranges.get((kind, measured.score, measured.node), usual)

        found = {policy: ranks[measured.score] for policy, ranks in self.policies.items()}
        by_policy = tuple((policy, ranks.get(measured.node)) for policy, ranks in found.items())
        return Ranked(measured, spread(CLAIM), spread(CLAIMANT), by_policy)

    def lead(self, score: str) -> Lead:
        return Lead(score, leaders(self.base[score]), tuple(self.changes[score]))


def _simplified(network: nx.MultiDiGraph[str]) -> _Simple:
    return frozenset(network), frozenset(directed(network).edges())
