"""The sensitivity of ranks in words: who leads, what changes that, and how far each rank moves."""

from __future__ import annotations

from collections.abc import Sequence

from kg.measures.charts.svg import digits, fitted, label, say, scene
from kg.measures.sensitivity import CLAIM, CLAIMANT, POLICY, Change, Lead, Range, Ranked, Sensitivity

_QUOTE = 420
"""The room for the name of what is left out."""


def verdict(analysis: Sensitivity, lead: Lead, language: str) -> str:
    """Say who leads, and in how many of the cases tried that changes."""
    cases = sum(number for _, number in analysis.without)
    who = _leaders(analysis, lead.leaders, language)
    if not lead.fragile:
        return say(language, "firm", who=who, cases=cases)
    case = _case(analysis, lead.changes[0], language)
    return say(language, "fragile", who=who, cases=cases, changed=len(lead.changes), case=case)


def _leaders(analysis: Sensitivity, nodes: Sequence[str], language: str) -> str:
    if not nodes:
        return say(language, "nobody-leads")
    if len(nodes) > 3:
        return say(language, "many-lead", number=len(nodes))
    return ", ".join(analysis.archive.name(node, language) for node in nodes)


def _case(analysis: Sensitivity, change: Change, language: str) -> str:
    what = _cut(analysis.archive.name(change.name, language))
    who = _leaders(analysis, change.leaders, language)
    return say(language, f"case-{change.kind}", what=what, who=who)


def _cut(what: str) -> str:
    """Shorten what is left out; a quote keeps its closing mark."""
    shown = fitted(what, _QUOTE)
    return f"{shown} »" if shown != what and what.startswith("«") else shown


def firm(each: Ranked) -> bool:
    """Whether the rank is the same whichever one claim is left out."""
    return each.by_claim is None or each.by_claim.firm


def robustness(shown: Sequence[Ranked], language: str) -> str:
    """Say how many ranks hang on no single claim."""
    return say(language, "robustness", number=sum(map(firm, shown)), shown=len(shown))


def description(analysis: Sensitivity, each: Ranked, language: str) -> str:
    """Describe a rank, for the tooltip and for screen readers."""
    m = each.measured
    what = f"{label(analysis.network, m.node, language)} ({digits(m.value, language)})"
    return ", ".join(
        (
            what + say(language, "of-rank", rank=m.rank),
            say(language, "without-claim", ranks=span(each.by_claim)),
            say(language, "without-claimant", ranks=span(each.by_claimant)),
            *(f"'{policy}' {rank or '–'}" for policy, rank in each.by_policy),
        )
    )


def tried(analysis: Sensitivity, language: str) -> str:
    """Say what was measured to see how far ranks move."""
    counted = dict.fromkeys((CLAIM, CLAIMANT, POLICY), 0) | dict(analysis.without)
    return " ".join(filter(None, (scene(analysis.network, language), say(language, "tried", **counted))))


def span(spread: Range | None) -> str:
    """Write the ranks from best to worst; a dash in brackets says that there may be none.

    >>> span(Range(1, 6)), span(Range(2, 2)), span(Range(2, 2, undefined_without="a claim"))
    ('1–6', '2', '2 (–)')
    """
    return "–" if spread is None else str(spread).replace(" or none", " (–)")
