"""Reports of what was measured, as tables: leads, ranks, cohesion, communities, balance, triads.

Each table comes with lines to stand under it: what it was computed from and how far it can be trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

import networkx as nx
import pyoxigraph as ox

from kg.core.iris import fold
from kg.errors import TooHard, UnknownMeasure, count
from kg.graph.read import read_archive
from kg.measures.balance import measure_balance
from kg.measures.cohesion import bridges, components, cut_points, equivalent, triad_census
from kg.measures.communities import Communities, find_communities
from kg.measures.scores import SCORES
from kg.measures.sensitivity import CLAIM, CLAIMANT, POLICY, Change, Lead, Scenario, Sensitivity, analyse
from kg.measures.tables import decimal
from kg.network.project import project
from kg.query.results import Rows, Term


@dataclass(frozen=True, slots=True)
class Report:
    """A table, and the lines under it."""

    rows: Rows
    notes: tuple[str, ...]

    def _repr_html_(self) -> str:
        """Show the table in a notebook, and the lines under it."""
        return self.rows._repr_html_() + "".join(f"<p>{escape(note)}</p>" for note in self.notes)


def leads(analysis: Sensitivity) -> Report:
    """Say who leads in each score, and the first of what decides it."""
    values = {(r.measured.score, r.measured.node): r.measured.value for r in analysis.ranked}
    network = analysis.network
    rows = [
        (
            SCORES[lead.score].label.en,
            _names(network, lead.leaders) or "(all tie)",
            _number(values[lead.score, lead.leaders[0]]) if lead.leaders else "",
            "fragile" if lead.fragile else "",
            _because(analysis, lead),
        )
        for lead in analysis.leads
    ]
    found = find_communities(network)
    return _report(
        ("score", "leader", "value", "fragile", "because"),
        rows,
        _extent(analysis),
        f"cohesion: {count(len(components(network)), 'component')}, "
        f"{count(len(bridges(network)), 'bridge')}, {count(len(cut_points(network)), 'cut point')}",
        f"communities: {len(found.groups)}; {_agreement(found)}",
        f"balance: {_balance(network)}",
        f"more: kg measure {'|'.join((*SCORES, *REPORTS))}",
    )


def ranks(analysis: Sensitivity, score: str) -> Report:
    """Say the rank of every node in one score, and the ranks that it takes elsewhere."""
    policies = [name for name, _ in next((r.by_policy for r in analysis.ranked), ())]
    rows = [
        (
            each.measured.label,
            each.measured.kind,
            _number(each.measured.value),
            _number(each.measured.rank),
            str(each.by_claim or ""),
            str(each.by_claimant or ""),
            *(_number(rank) for _, rank in each.by_policy),
        )
        for each in analysis.ranked
        if each.measured.score == score
    ]
    lead = next(each for each in analysis.leads if each.score == score)
    columns: tuple[str, ...] = ("node", "kind", "value", "rank", "any claim", "any claimant", *policies)
    notes = [f"fragile: {_because(analysis, lead)}"] if lead.fragile else []
    if analysis.without:
        notes.append(
            f"ranks where any one claim is left out, any one claimant not believed, under {_and(policies)}"
        )
    else:
        columns, rows = columns[:4], [row[:4] for row in rows]
    return _report(columns, rows, *notes, _extent(analysis), SCORES[score].source)


def cohesion(network: nx.MultiDiGraph[str]) -> Report:
    """Say the components, the bridges and cut points, and the nodes that nothing tells apart."""
    rows = [("component", str(len(group)), _names(network, group)) for group in components(network)]
    rows += [("bridge", "2", _names(network, pair, " – ")) for pair in bridges(network)]
    rows += [("cut point", "1", _names(network, (node,))) for node in cut_points(network)]
    rows += [("equivalent", str(len(group)), _names(network, group)) for group in equivalent(network)]
    return _report(
        ("what", "nodes", "which"),
        rows,
        "bridges and cut points part a component if they go; equivalent nodes have the same ties",
        _network(network),
        "Tarjan 1974, Hopcroft and Tarjan 1973, Lorrain and White 1971",
    )


def communities(network: nx.MultiDiGraph[str]) -> Report:
    """Say the communities, and in what share of the runs each node stays with most of its own."""
    found = find_communities(network)
    rows = [
        (str(number), network.nodes[node]["label"], decimal(found.together[node]))
        for number, group in enumerate(found.groups, 1)
        for node in group
    ]
    modularity = "" if found.modularity is None else f"modularity {found.modularity:.3f}; "
    return _report(
        ("community", "node", "together"),
        rows,
        modularity + _agreement(found),
        _network(network),
        "Blondel and others 2008, Newman and Girvan 2004, Hubert and Arabie 1985",
    )


def balance(network: nx.MultiDiGraph[str]) -> Report:
    """Say the signed triads, the camps, and the ties that stand in their way."""
    found = measure_balance(network)
    rows = [
        (f"triad {triad.kind}", "balanced" if triad.balanced else "unbalanced", _names(network, triad.nodes))
        for triad in found.triads
    ]
    for number, part in enumerate(found.camps, 1):
        for letter, camp in zip("ab", part.camps, strict=True):
            rows += [(f"camp {number}{letter}", "", _names(network, camp))] if camp else []
        for pair in part.sometimes:
            how = "always" if pair in part.always else "as shown" if pair in part.frustrated else "or else"
            rows.append(("frustrated tie", how, _names(network, pair, " – ")))
    rows += [("ambivalent pair", "", _names(network, pair, " – ")) for pair in found.ambivalent]
    factions = "no" if found.factions is None else f"yes, {len(found.factions)} factions"
    census = ", ".join(f"{number} {kind}" for kind, number in found.census.items())
    return _report(
        ("what", "how", "who"),
        rows,
        f"{found.friendly} friendly and {found.hostile} hostile pairs; triads: {census}",
        f"strong balance: {'yes' if found.balanced else 'no'}, frustration index {found.index} (exact); "
        f"{count(len(found.carriers), 'unbalanced triad')}",
        f"weak balance: {factions}",
        _network(network),
        "Harary 1953 and 1959, Davis 1967, Aref, Mason and Wilson 2020",
    )


def census(network: nx.MultiDiGraph[str]) -> Report:
    """Say how many triads there are of each of the sixteen kinds."""
    rows = [(kind, str(number)) for kind, number in triad_census(network).items() if number]
    return _report(
        ("triad", "number"),
        rows,
        "mutual, asymmetric and null pairs in each triad",
        _network(network),
        "Holland and Leinhardt 1970, Batagelj and Mrvar 2001",
    )


REPORTS: dict[str, Callable[[nx.MultiDiGraph[str]], Report]] = {
    "cohesion": cohesion,
    "communities": communities,
    "balance": balance,
    "census": census,
}
"""What can be reported of a network besides the scores of its nodes."""


def report_on(
    store: ox.Store,
    what: str | None,
    view: str = "entities",
    ties: str = "",
    cases: Iterable[Scenario] | None = None,
) -> Report:
    """Report on a score, or one of ``REPORTS``, of a view of a graph; ``None``: who leads in each score.

    ``cases`` as for ``analyse``. Raises ``UnknownMeasure``, ``UnknownView`` and ``UnknownTie``.
    """
    if what in REPORTS:
        return REPORTS[what](project(read_archive(store), view=view, ties=ties))
    what = what and _score(what)
    analysis = analyse(store, view=view, ties=ties, cases=cases)
    return ranks(analysis, what) if what else leads(analysis)


def _score(name: str) -> str:
    """Return the name of a score as the code has it, from its name or its label."""
    for score in SCORES.values():
        if fold(name) in map(fold, (score.name, score.label.en, score.label.fr)):
            return score.name
    raise UnknownMeasure(name, (*SCORES, *REPORTS))


def _report(columns: tuple[str, ...], rows: Iterable[Sequence[str]], *notes: str) -> Report:
    cells = tuple(tuple(Term(cell) if cell else None for cell in row) for row in rows)
    return Report(Rows(columns, cells), notes)


def _names(network: nx.MultiDiGraph[str], nodes: Iterable[str], by: str = ", ") -> str:
    return by.join(network.nodes[node]["label"] for node in nodes)


def _and(names: Sequence[str]) -> str:
    return " and ".join(f"'{name}'" for name in names) or "no other policy"


def _number(value: float | int | None) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _because(analysis: Sensitivity, lead: Lead) -> str:
    """Say the first change of lead in words, and how many more there are."""
    if not lead.changes:
        return ""
    more = f" (and {count(len(lead.changes) - 1, 'other case')})" if len(lead.changes) > 1 else ""
    return _case(analysis, lead.changes[0]) + more


def _case(analysis: Sensitivity, change: Change) -> str:
    archive = analysis.archive
    under = change.kind == POLICY
    whatever = f"under '{change.name}'" if under else f"without {archive.name(change.name)}"
    names = [archive.name(node) for node in change.leaders]
    who = f"{len(names)} nodes tie" if len(names) > 1 else names[0] if names else "all tie"
    return f"{whatever}: {who}"


def _balance(network: nx.MultiDiGraph[str]) -> str:
    try:
        found = measure_balance(network)
    except TooHard as error:
        return str(error)
    return (
        f"{found.friendly} friendly, {found.hostile} hostile and {len(found.ambivalent)} ambivalent pairs, "
        f"frustration index {found.index}"
    )


def _network(network: nx.MultiDiGraph[str]) -> str:
    """Say which network was read, and how many of its ties only a rule makes."""
    derived = sum(data["derived"] for *_, data in network.edges(data=True))
    return (
        f"{count(network.number_of_nodes(), 'node')}, {count(network.number_of_edges(), 'edge')}"
        f"{f' ({derived} derived)' if derived else ''}, {network.name}"
    )


def _agreement(found: Communities) -> str:
    verdict = "they do not agree, take no partition for the one"
    if found.stable:
        verdict = "they agree" if found.found == 1 else "they mostly agree, see what stays together"
    return (
        f"{found.seeds} runs, {count(found.found, 'partition')}, "
        f"mean adjusted Rand index {found.agreement:.2f}: {verdict}"
    )


def _extent(analysis: Sensitivity) -> str:
    """Say what was measured, and what was left out in turn."""
    archive, tried = analysis.archive, dict(analysis.without)
    if not tried:
        return f"{_network(analysis.network)}; no ranges, and nothing is said of what is fragile"
    extent = (
        f"{_network(analysis.network)}; measured without each of {count(tried.get(CLAIM, 0), 'claim')} "
        f"and {count(tried.get(CLAIMANT, 0), 'claimant')}"
    )
    if len(archive.articles) == 1:
        extent += "; the narrator of the only article is always believed"
    if analysis.emptied:
        extent += f"; without {_and(list(map(archive.name, analysis.emptied)))} nothing is left"
    return extent
