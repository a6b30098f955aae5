"""How far the ranks of a network can be trusted: what they are if any one piece of evidence is left out.

Beside its exact rank every node has the ranks that it takes when any one claim is left out, when any one
claimant is not believed, and under each other policy (``kg.scenarios``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

import networkx as nx
import pyoxigraph as ox

from kg.graph.exclude import policy_of
from kg.graph.policy import choose_policy
from kg.graph.read import Archive, read_archive
from kg.measures.analysis import Measured, Ranks, leaders, measure, score_all
from kg.measures.scenarios import CLAIM, CLAIMANT, POLICY, Scenario, base_scenario, scenarios
from kg.network.derived import Fact, choose_ties, fact_of
from kg.network.project import directed, project_claims


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
        told = str(self.best) if self.best == self.worst else f"{self.best}–{self.worst}"
        return f"{told} or none" if self.undefined_without else told

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
class Appraisal:
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


def appraise(
    store: ox.Store,
    policy: str | None = None,
    view: str = "entities",
    ties: str | Collection[str] = (),
    cases: Iterable[Scenario] | None = None,
) -> Appraisal:
    """Measure a view of a built graph, and measure it again in every scenario of ``kg.scenarios``.

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
        statements = [archive.claims[iri] for iri in sorted(admitted)]
        return project_claims(archive, statements, policy, view, ties)

    base = drawn(first.admitted)
    tally = _Tally(base)
    support = Counter(fact_of(archive.claims[iri]) for iri in first.admitted)
    with_ties = bool(choose_ties(archive.ontology, ties))
    for each in scenarios(store, policy) if cases is None else cases:
        changed = _changed(archive, support, each)
        bears = any(with_ties or archive.ontology.relations[relation].tail for _, relation, _ in changed)
        tally.add(each, drawn(each.admitted) if bears else base)
    return Appraisal(
        archive=archive,
        network=base,
        policy=policy,
        view=view,
        ties=" ".join(rule.name for rule in choose_ties(archive.ontology, ties)),
        ranked=tuple(tally.ranked(each) for each in measure(base)),
        leads=tuple(tally.lead(score) for score in tally.base),
        without=tuple(sorted(tally.counted.items())),
        emptied=tuple(tally.emptied),
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


class _Tally:
    """Gathers ranges and changes of lead from one scenario after the other."""

    def __init__(self, base: nx.MultiDiGraph[str]):
        self.network = base
        self.drawn = _edges(base)
        self.base: dict[str, Ranks] = {score: ranks for score, (_, ranks) in score_all(base).items()}
        self.ranges: dict[tuple[str, str, str], Range] = {}
        self.changes: dict[str, list[Change]] = {score: [] for score in self.base}
        self.policies: dict[str, dict[str, Ranks]] = {}
        self.counted: Counter[str] = Counter()
        self.emptied: list[str] = []

    def add(self, scenario: Scenario, network: nx.MultiDiGraph[str]) -> None:
        if scenario.kind == CLAIMANT and self.drawn and not network.number_of_edges():
            self.emptied.append(scenario.name)
            return
        self.counted[scenario.kind] += 1
        if scenario.kind != POLICY:
            gone = self.network.nodes - network.nodes
            network.add_nodes_from((node, self.network.nodes[node]) for node in sorted(gone))
        same = network is self.network or (
            _edges(network) == self.drawn and network.nodes == self.network.nodes
        )
        found = self.base if same else {score: ranks for score, (_, ranks) in score_all(network).items()}
        if scenario.kind == POLICY:
            self.policies[scenario.name] = found
        if not same:
            for score, ranks in found.items():
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

        return Ranked(
            measured,
            spread(CLAIM),
            spread(CLAIMANT),
            tuple(
                (policy, found[measured.score].get(measured.node)) for policy, found in self.policies.items()
            ),
        )

    def lead(self, score: str) -> Lead:
        return Lead(score, leaders(self.base[score]), tuple(self.changes[score]))


def _edges(network: nx.MultiDiGraph[str]) -> set[tuple[str, str]]:
    """Return the edges as far as the scores see them: without number, weight and sign."""
    return set(directed(network).edges())
