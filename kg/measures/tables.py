"""Measures as rows of a table, and as RDF that says of which network, which claims and which build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

import pyoxigraph as ox

from kg.core.about import part
from kg.core.iris import as_iri
from kg.core.namespaces import BASE, DCTERMS, PROV, RDF, SKG, XSD
from kg.core.quads import number, quad, typed
from kg.measures.scores import SCORES
from kg.measures.sensitivity import Range, Ranked, Sensitivity
from kg.network.derived import choose_ties

UNNAMED = "which claim or claimant brings a rank, and ranks by claimant and policy"
"""What the triples cannot hold and the table does."""


def columns(analyses: Iterable[Sensitivity]) -> tuple[str, ...]:
    """Return the columns of ``measures.csv``; each policy has one for the rank that it gives."""
    analyses = tuple(analyses)
    policies = {each.policy for each in analyses}
    policies |= {name for of in analyses for each in of.ranked for name, _ in each.by_policy}
    return (
        *("policy", "view", "ties", "score", "node", "label", "kind", "value", "rank"),
        *("claim_best", "claim_worst", "without_claim_best", "without_claim_worst", "without_claim_none"),
        *("claimant_best", "claimant_worst", "without_claimant_best", "without_claimant_worst"),
        "without_claimant_none",
        *("fragile", *(f"rank_{name}" for name in sorted(policies))),
    )


def rows(analyses: Iterable[Sensitivity]) -> list[tuple[str, ...]]:
    """Lay analyses out as the rows of ``measures.csv``, one for each score of each node.

    ``claim_best`` and ``claim_worst`` are the ranks when any one claim is left out, ``without_…`` a claim
    that brings them, empty where it is the rank of the whole network, and ``…_none`` one without which the
    node has no rank; so for claimants. ``fragile`` tells whether the lead in the score changes somewhere.
    """
    analyses = tuple(analyses)
    names = columns(analyses)
    return [tuple(_text(cells.get(name)) for name in names) for each in analyses for cells in _cells(each)]


def _cells(analysis: Sensitivity) -> Iterator[dict[str, object]]:
    words = {True: "yes", False: "no"} if analysis.without else {}
    fragile = {lead.score: words.get(lead.fragile) for lead in analysis.leads}
    for each in analysis.ranked:
        m = each.measured
        yield {
            **{"policy": analysis.policy, "view": analysis.view, "ties": analysis.ties},
            **{"score": m.score, "node": m.node, "label": m.label, "kind": m.kind},
            **{"value": m.value, "rank": m.rank, "fragile": fragile[m.score]},
            **_spread("claim", each.by_claim),
            **_spread("claimant", each.by_claimant),
            **{f"rank_{name}": rank for name, rank in ((analysis.policy, m.rank), *each.by_policy)},
        }


def _spread(kind: str, spread: Range | None) -> dict[str, object]:
    if spread is None:
        return {}
    return {
        f"{kind}_best": spread.best,
        f"{kind}_worst": spread.worst,
        f"without_{kind}_best": spread.best_without,
        f"without_{kind}_worst": spread.worst_without,
        f"without_{kind}_none": spread.undefined_without,
    }


def _text(value: object) -> str:
    return "" if value is None else decimal(value) if isinstance(value, float) else str(value)


def decimal(value: float) -> str:
    """Write a number as ``xsd:decimal`` has it: no exponent, no idle zero.

    >>> decimal(0.25), decimal(3.0), decimal(1e-9)
    ('0.25', '3', '0.000000001')
    """
    written = f"{Decimal(repr(value)):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def quads(analyses: Iterable[Sensitivity]) -> Iterator[ox.Quad]:
    """Yield analyses as quads of the graph ``measures``: ``skg:Network`` and ``skg:Measurement``.

    A network is ``prov:wasDerivedFrom`` every claim that states one of its edges
    (https://www.w3.org/TR/prov-o/), and names its build, its policy, its view and the rules of its derived
    ties.
    """
    for analysis in analyses:
        network = network_iri(analysis)
        yield from _network(analysis, network)
        for each in analysis.ranked:
            if each.measured.value is not None:
                yield from _measurement(each, network)


def network_iri(analysis: Sensitivity) -> str:
    """Return the IRI of the network that was analysed, by its policy, view and ties."""
    return as_iri("network", "-".join((analysis.policy, analysis.view, *analysis.ties.split())))


def score_iri(score: str) -> str:
    """Return the IRI of a score.

    >>> score_iri("effective_size")
    'https://w3id.org/sahel-kg/ns#EffectiveSize'
    """
    return SKG.base + score.title().replace("_", "")


def _network(analysis: Sensitivity, network: str) -> Iterator[ox.Quad]:
    yield quad("measures", network, RDF.type, SKG.Network)
    yield quad("measures", network, SKG.view, ox.Literal(analysis.view))
    yield quad("measures", network, SKG.underPolicy, as_iri("policy", analysis.policy))
    for rule in choose_ties(analysis.archive.ontology, analysis.ties):
        yield quad("measures", network, SKG.tiesBy, rule.iri)
    yield quad("measures", network, PROV.wasGeneratedBy, part("build"))
    claims = {iri for *_, data in analysis.network.edges(data=True) for iri in data["claims"].split()}
    for claim in sorted(claims):
        yield quad("measures", network, PROV.wasDerivedFrom, claim)
    for lead in analysis.leads:
        yield quad("measures", score_iri(lead.score), DCTERMS.source, ox.Literal(SCORES[lead.score].source))
        if lead.fragile:
            yield quad("measures", network, SKG.fragileIn, score_iri(lead.score))


def _measurement(each: Ranked, network: str) -> Iterator[ox.Quad]:
    m, spread = each.measured, each.by_claim
    name = f"{network.rpartition('/')[2]}-{m.score}-{m.node.removeprefix(BASE).replace('/', '-')}"
    iri = as_iri("measurement", name)
    yield quad("measures", iri, RDF.type, SKG.Measurement)
    yield quad("measures", iri, SKG.inNetwork, network)
    yield quad("measures", iri, SKG.ofNode, m.node)
    yield quad("measures", iri, SKG.score, score_iri(m.score))
    yield quad("measures", iri, SKG.value, typed(_text(m.value), XSD.decimal))
    yield quad("measures", iri, SKG.position, typed(str(m.rank), XSD.integer))
    if spread is not None:
        yield quad("measures", iri, SKG.bestPosition, number(spread.best))
        yield quad("measures", iri, SKG.worstPosition, number(spread.worst))
