"""The charts of a build, each in both languages, with what it shows in words."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from dataclasses import dataclass
from itertools import product

import networkx as nx

from kg.core.ontology import Label
from kg.errors import TooHard
from kg.measures.balance import KINDS, measure_balance
from kg.measures.charts.communities import communities
from kg.measures.charts.ranks import rank_ranges
from kg.measures.charts.svg import in_both
from kg.measures.charts.triads import signed_triads
from kg.measures.cohesion import Groups
from kg.measures.communities import find_communities
from kg.measures.scores import SCORES
from kg.measures.sensitivity import Sensitivity


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its SVG in both languages, and a sentence that says what it shows.

    ``parts`` are the nodes behind its numbers: the members of each community, the triads of each kind.
    """

    name: str
    title: Label
    says: Label
    svg: Label
    parts: tuple[tuple[Label, Groups], ...] = ()


def figures(analyses: Iterable[Sensitivity]) -> tuple[tuple[Figure, ...], tuple[str, ...]]:
    """Draw figures of what was measured with ranges; return them, and what cannot be drawn and why."""
    by_view = {each.view: each for each in analyses if each.without}
    ranks = product(("entities", "actors"), ("degree", "betweenness"))
    drawn = [_ranks(by_view[view], score) for view, score in ranks if view in by_view]
    if "entities" in by_view:
        drawn.append(_communities(by_view["entities"].network))
    if "signed" in by_view:
        try:
            drawn.append(_balance(by_view["signed"].network))
        except TooHard as error:
            return tuple(drawn), (f"a figure of balance: {error}",)
    return tuple(drawn), ()


def _ranks(analysis: Sensitivity, score: str) -> Figure:
    return Figure(
        f"ranks-{analysis.view}-{score}",
        in_both("ranks-title", score=SCORES[score].label),
        in_both("ranks-caption"),
        Label(rank_ranges(analysis, score, language="fr"), rank_ranges(analysis, score)),
    )


def _communities(network: nx.MultiDiGraph[str]) -> Figure:
    found = find_communities(network)
    parts = [
        (_counted(in_both("community", number=n), members), (members,))
        for n, members in enumerate(found.groups, 1)
    ]
    return Figure(
        "communities",
        in_both("communities-short"),
        in_both("communities-caption"),
        Label(communities(found, network, "fr"), communities(found, network)),
        tuple(parts),
    )


def _balance(network: nx.MultiDiGraph[str]) -> Figure:
    balance = measure_balance(network)
    triads = {kind: tuple(t.nodes for t in balance.triads if t.kind == kind) for kind in KINDS}
    parts = [(_counted(in_both(kind), listed), listed) for kind, listed in triads.items() if listed]
    return Figure(
        "balance",
        in_both("triads-title"),
        in_both("triads-caption"),
        Label(signed_triads(balance, network, "fr"), signed_triads(balance, network)),
        tuple(parts),
    )


def _counted(label: Label, those: Sized) -> Label:
    return Label(f"{label.fr} ({len(those)})", f"{label.en} ({len(those)})")
