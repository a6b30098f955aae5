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
    led = say(language, f"Lead: {who}.", f"En tête : {who}.")
    if not lead.fragile:
        return f"{led} " + say(
            language,
            f"Firm: the same in all cases tried ({cases}).",
            f"Solide : de même dans tous les cas essayés ({cases}).",
        )
    changed, case = len(lead.changes), _case(analysis, lead.changes[0], language)
    return f"{led} " + say(
        language,
        f"Fragile: the lead changes in {changed} of {cases} cases tried; {case}.",
        f"Fragile : la tête change dans {changed} cas essayés sur {cases} ; {case}.",
    )


def _leaders(analysis: Sensitivity, nodes: Sequence[str], language: str) -> str:
    if not nodes:
        return say(language, "nobody, all nodes tie", "personne, tous les nœuds sont à égalité")
    if len(nodes) > 3:
        return say(language, f"{len(nodes)} nodes that tie", f"{len(nodes)} nœuds à égalité")
    return ", ".join(analysis.archive.name(node, language) for node in nodes)


def _case(analysis: Sensitivity, change: Change, language: str) -> str:
    what = _cut(analysis.archive.name(change.name, language))
    when = {
        CLAIM: say(language, f"without the claim {what}", f"sans l’affirmation {what}"),
        CLAIMANT: say(language, f"if one does not believe {what}", f"si l’on ne croit pas {what}"),
        POLICY: say(language, f"under the policy '{what}'", f"selon la lecture « {what} »"),
    }[change.kind]
    who = _leaders(analysis, change.leaders, language)
    return say(language, f"{when}: {who}", f"{when} : {who}")


def _cut(what: str) -> str:
    """Shorten what is left out; a quote keeps its closing mark."""
    shown = fitted(what, _QUOTE)
    return f"{shown} »" if shown != what and what.startswith("«") else shown


def firm(each: Ranked) -> bool:
    """Whether the rank is the same whichever one claim is left out."""
    return each.by_claim is None or each.by_claim.firm


def robustness(shown: Sequence[Ranked], language: str) -> str:
    """Say how many ranks hang on no single claim."""
    number = sum(map(firm, shown))
    return say(
        language,
        f"In bold: ranks that hold whichever one claim is left out, {number} of {len(shown)}.",
        f"En gras : rangs qui tiennent quelle que soit l’affirmation omise, {number} sur {len(shown)}.",
    )


def description(analysis: Sensitivity, each: Ranked, language: str) -> str:
    """Describe a rank, for the tooltip and for screen readers."""
    m, claim, claimant = each.measured, span(each.by_claim), span(each.by_claimant)
    parts = [
        say(language, f"rank {m.rank}", f"rang {m.rank}"),
        say(language, f"{claim} without any one claim", f"{claim} sans une affirmation"),
        say(language, f"{claimant} without any one claimant", f"{claimant} sans une source"),
        *(f"'{policy}' {rank or '–'}" for policy, rank in each.by_policy),
    ]
    what = f"{label(analysis.network, m.node, language)} ({digits(m.value, language)})"
    return f"{what}{say(language, ':', ' :')} {', '.join(parts)}"


def tried(analysis: Sensitivity, language: str) -> str:
    """Say what was measured to see how far ranks move."""
    counted = dict(analysis.without)
    claims, claimants, policies = (counted.get(kind, 0) for kind in (CLAIM, CLAIMANT, POLICY))
    told = say(
        language,
        f"Cases tried: one claim left out, {claims}; one claimant not believed, {claimants}; "
        f"another policy, {policies}.",
        f"Cas essayés : une affirmation omise, {claims} ; une source non crue, {claimants} ; "
        f"une autre lecture, {policies}.",
    )
    return " ".join(filter(None, (scene(analysis.network, language), told)))


def span(spread: Range | None) -> str:
    """Write the ranks from best to worst; a dash in brackets says that there may be none.

    >>> span(Range(1, 6)), span(Range(2, 2)), span(Range(2, 2, undefined_without="a claim"))
    ('1–6', '2', '2 (–)')
    """
    if spread is None:
        return "–"
    told = str(spread.best) if spread.best == spread.worst else f"{spread.best}–{spread.worst}"
    return f"{told} (–)" if spread.undefined_without else told
