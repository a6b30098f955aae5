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
from kg.measures.charts.svg import say
from kg.measures.charts.triads import MEANINGS, signed_triads
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
    drawn: list[Figure] = []
    too_hard: list[str] = []
    for view, score in product(("entities", "actors"), ("degree", "betweenness")):
        if view in by_view:
            drawn.append(_ranks(by_view[view], score))
    if "entities" in by_view:
        drawn.append(_communities(by_view["entities"].network))
    if "signed" in by_view:
        try:
            drawn.append(_balance(by_view["signed"].network))
        except TooHard as error:
            too_hard.append(f"a figure of balance: {error}")
    return tuple(drawn), tuple(too_hard)


def _ranks(analysis: Sensitivity, score: str) -> Figure:
    called = SCORES[score].label
    return Figure(
        f"ranks-{analysis.view}-{score}",
        _label(f"Rangs : {called.fr}", f"Ranks by {called.en}"),
        _label(
            "Un point par entité : son rang. La barre va du meilleur au pire rang qu’elle prend quand on "
            "écarte une affirmation, quelle qu’elle soit ; les petites marques sont ses rangs selon les "
            "autres lectures. Une barre courte : le rang tient.",
            "One dot an entity: its rank. The bar reaches from the best to the worst rank that it takes when "
            "any one claim is left out; the small marks are its ranks under the other readings. A short bar "
            "is a rank that holds.",
        ),
        Label(rank_ranges(analysis, score, language="fr"), rank_ranges(analysis, score)),
    )


def _communities(network: nx.MultiDiGraph[str]) -> Figure:
    found = find_communities(network)
    parts = [
        (_counted(Label(f"Communauté {n}", f"Community {n}"), members), (members,))
        for n, members in enumerate(found.groups, 1)
    ]
    return Figure(
        "communities",
        Label("Communautés", "Communities"),
        _label(
            "Qui va avec qui : plus une case est foncée, plus les essais d’une même méthode sont nombreux à "
            "mettre ses deux entités ensemble. Un bloc plein et foncé : un groupe sur lequel ils sont "
            "d’accord.",
            "Who goes with whom: the darker a cell, the more runs of one method put its two entities "
            "together. A full dark block is a group on which they agree.",
        ),
        Label(communities(found, network, "fr"), communities(found, network)),
        tuple(parts),
    )


def _balance(network: nx.MultiDiGraph[str]) -> Figure:
    balance = measure_balance(network)
    triads = {kind: tuple(t.nodes for t in balance.triads if t.kind == kind) for kind in KINDS}
    parts = [(_counted(MEANINGS[kind], listed), listed) for kind, listed in triads.items() if listed]
    return Figure(
        "balance",
        Label("Triades signées et camps", "Signed triads and camps"),
        _label(
            "Les liens amicaux et hostiles entre acteurs : ceux qui sont dits, et ceux qui en découlent si "
            "le texte nomme les deux acteurs. En haut, combien de fois trois acteurs forment chaque triade ; "
            "en bas, les deux camps que le moins de liens contredisent.",
            "The friendly and hostile ties between actors: those that are stated, and those that follow "
            "where the text names both actors. Above, how often three actors form each triad; below, the two "
            "camps that the fewest ties contradict.",
        ),
        Label(signed_triads(balance, network, "fr"), signed_triads(balance, network)),
        tuple(parts),
    )


def _counted(label: Label, those: Sized) -> Label:
    return Label(f"{label.fr} ({len(those)})", f"{label.en} ({len(those)})")


def _label(fr: str, en: str) -> Label:
    return Label(say("fr", en, fr), en)
