"""What a page knows of measures: values and ranks under each policy, what they hang on, and figures of them.

As data: a text in two languages is ``[French, English]``; an IRI of ours comes without the base.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kg.core.namespaces import BASE
from kg.explorer.data import pair
from kg.graph.read import Archive
from kg.measures.charts.gallery import Figure
from kg.measures.scores import SCORES, Measured, Number, Score, measure
from kg.measures.sensitivity import CLAIM, CLAIMANT, Lead, Range, Sensitivity
from kg.network.project import project

MOST_ELSEWHERE = 500
"""Nodes up to which a page also knows the measures under the policies that were not analysed."""
MOST_CHANGES, MOST_LEADERS, MOST_LISTED = 6, 3, 60
"""So many changes of a lead a page lists, so many leaders of each, and so many triads."""
SHOWN = ("ranks-entities-betweenness", "balance", "communities")
"""The figures that a page shows."""

Data = dict[str, Any]


def measures_data(
    archive: Archive, analyses: Iterable[Sensitivity], drawn: Iterable[Figure] = ()
) -> Data | None:
    """Put together what a page knows of the measures of a graph's entities, None if these were not measured.

    Values have six significant digits. ``analyses`` are of one policy or several: each brings ranges and
    leads; values under the other policies are measured here, unless there are too many nodes
    (``MOST_ELSEWHERE``). ``drawn`` are the figures of the first, of which ``SHOWN`` are taken.
    """
    known = {each.policy: each for each in analyses if each.view == "entities" and not each.ties}
    if not known:
        return None
    measured = {policy: [each.measured for each in of.ranked] for policy, of in known.items()}
    for policy in archive.policies.keys() - known.keys():
        network = project(archive, policy)
        if len(network) <= MOST_ELSEWHERE:
            measured[policy] = list(measure(network))
    nodes = sorted({m.node for of in measured.values() for m in of})
    without = sorted({name for each in known.values() for name in _scenarios(each)})
    shown = sorted((each for each in drawn if each.name in SHOWN), key=lambda each: SHOWN.index(each.name))
    return {
        "scores": [*map(_score, SCORES.values())],
        "nodes": [_path(node) for node in nodes],
        "policies": {policy: _table(measured[policy], nodes) for policy in sorted(measured)},
        "without": [_path(name) for name in without],
        "ranges": {policy: _ranges(known[policy], nodes, without) for policy in sorted(known)},
        "leads": {policy: [_lead(lead) for lead in known[policy].leads] for policy in sorted(known)},
        "figured": next(iter(known)),
        "figures": [_figure(each) for each in shown],
    }


def _score(score: Score) -> Data:
    return {"name": score.name, "label": pair(score.label), "source": score.source, "rising": score.rising}


def _table(measured: Iterable[Measured], nodes: Sequence[str]) -> Data:
    """Lay values and ranks out by score and node; null where there is none."""
    of = {(m.score, m.node): m for m in measured}
    rows = [[of.get((score, node)) for node in nodes] for score in SCORES]
    return {
        "values": [[_rounded(m.value) if m else None for m in row] for row in rows],
        "ranks": [[m.rank if m else None for m in row] for row in rows],
    }


def _rounded(value: Number | None) -> Number | None:
    """Round to six significant digits; what is whole is written so.

    >>> _rounded(0.123456789), _rounded(3.0), _rounded(None)
    (0.123457, 3, None)
    """
    if value is None:
        return None
    rounded = float(f"{value:.6g}")
    return int(rounded) if rounded.is_integer() else rounded


def _scenarios(analysis: Sensitivity) -> Iterator[str]:
    for each in analysis.ranked:
        for spread in filter(None, (each.by_claim, each.by_claimant)):
            yield from filter(None, (spread.best_without, spread.worst_without, spread.undefined_without))


def _ranges(analysis: Sensitivity, nodes: Sequence[str], without: Sequence[str]) -> Data:
    """Tell the ranks that move, for claims and for claimants, by score and by number of the node.

    Best and worst rank are followed by the numbers in ``without`` of a scenario that brings the best, one
    that brings the worst, and one that leaves no rank; null where it is the rank of the whole network. A
    node that is missing keeps its rank, and what was not tried is missing altogether.
    """
    node = {iri: n for n, iri in enumerate(nodes)}
    number: dict[str, int | None] = {"": None} | {iri: n for n, iri in enumerate(without)}
    tried = dict(analysis.without)
    moving: dict[str, dict[str, Data]] = {
        kind: {score: {} for score in SCORES} for kind in (CLAIM, CLAIMANT) if tried.get(kind)
    }
    for each in analysis.ranked:
        m = each.measured
        for kind, spread in ((CLAIM, each.by_claim), (CLAIMANT, each.by_claimant)):
            if spread and not spread.firm:
                moving[kind][m.score][str(node[m.node])] = _spread(spread, number)
    found: Data = {kind: list(by_score.values()) for kind, by_score in moving.items()}
    return found | {"tried": tried}


def _spread(spread: Range, number: Mapping[str, int | None]) -> list[int | None]:
    names = (spread.best_without, spread.worst_without, spread.undefined_without)
    return [spread.best, spread.worst, *(number[name] for name in names)]


def _lead(lead: Lead) -> Data:
    return {
        **_leaders(lead.leaders),
        "changed": len(lead.changes),
        "changes": [
            {"kind": each.kind, "without": _path(each.name), **_leaders(each.leaders)}
            for each in lead.changes[:MOST_CHANGES]
        ],
    }


def _leaders(nodes: Sequence[str]) -> Data:
    return {"leaders": [_path(node) for node in nodes[:MOST_LEADERS]], "number": len(nodes)}


def _figure(figure: Figure) -> Data:
    parts = [
        {"label": pair(label), "number": len(groups)}
        | {"groups": [[*map(_path, group)] for group in groups[:MOST_LISTED]]}
        for label, groups in figure.parts
    ]
    words = {"title": pair(figure.title), "says": pair(figure.says), "svg": pair(figure.svg)}
    return {"name": figure.name, **words, "parts": parts}


def _path(iri: str) -> str:
    return iri.removeprefix(BASE)
