"""Values as N-Quads lines (https://www.w3.org/TR/n-quads/): the one place where RDF is written.

Lines are put together as text, which is many times faster than building graphs of terms; the store that
loads them checks every one. No blank node is written: selectors, tolls and times have IRIs of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote as percent

from kg.core.iris import as_iri
from kg.core.model import Article, Claim, Entity, Literal, Seeds, Span, Toll, When
from kg.core.namespaces import (  # fmt: skip
    ADMS,
    BASE,
    CITO,
    DCTERMS,
    GRAPHS,
    OA,
    PROV,
    RDF,
    SCHEMA,
    SKG,
    SKOS,
    WGS,
    XSD,
)
from kg.graph.status import find_conflicts, find_disputed, status_of

CURATOR = as_iri("curator", "sahel-kg")
LINKED = {
    "wikidata": "http://www.wikidata.org/entity/{}",
    "geonames": "https://sws.geonames.org/{}/",
}
"""Identifier schemes whose identifiers are IRIs of the web of data (``skos:exactMatch``)."""

_UNSAFE = re.compile(r'["\\\n\r]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_CLAIMS, _REGISTRY, _BACKGROUND, _META = (
    f" <{GRAPHS[name]}> .\n" for name in ("claims", "registry", "background", "meta")
)


def text(value: str) -> str:
    r"""Write a plain literal.

    >>> print(text('dit "non"\n'))
    "dit \"non\"\n"
    """
    return f'"{_UNSAFE.sub(lambda m: _ESCAPES[m[0]], value) if _UNSAFE.search(value) else value}"'


def typed(value: object, datatype: str) -> str:
    """Write a typed literal in canonical form; ``datatype`` is a local name of XML Schema."""
    return f'"{value}"^^<{XSD.base}{datatype}>'


def seeds_lines(seeds: Seeds) -> Iterator[str]:
    """Yield all that the seeds say, as blocks of N-Quads lines; no triple stands twice."""
    yield from entities_lines(seeds.entities.values())
    yield from articles_lines(seeds)
    yield from claims_lines(seeds.claims)


def claims_lines(claims: Iterable[Claim]) -> Iterator[str]:
    """Yield claims with their spans, tolls and times, a block a claim, into the graph of claims."""
    claims = tuple(claims)
    conflicts, disputed = find_conflicts(claims), find_disputed(claims)
    known: set[tuple[str, int, int]] = set()
    for claim in claims:
        contested = claim.iri in conflicts or claim.iri in disputed
        status = status_of(claim.mode, claim.polarity, claim.narrator, contested)
        yield claim_lines(claim, status, conflicts.get(claim.iri, ()))
        for span in claim.spans:
            place = span.article, span.start, span.end
            if place not in known:
                known.add(place)
                yield span_lines(span)


def claim_lines(claim: Claim, status: str, conflicts: Iterable[str] = ()) -> str:
    """Write one claim as a reified statement that asserts nothing."""
    s, g = "<" + claim.iri, _CLAIMS
    key = claim.key
    obj, about = _object(claim, key)
    lines = (
        f"{s}> <{RDF.type}> <{SKG.Claim}>{g}"
        f"{s}> <{RDF.type}> <{RDF.Statement}>{g}"
        f"{s}> <{RDF.subject}> <{claim.subject}>{g}"
        f"{s}> <{RDF.predicate}> <{claim.relation.iri}>{g}"
        f"{s}> <{RDF.object}> {obj}{g}"
        f"{s}> <{PROV.wasAttributedTo}> <{claim.by}>{g}"
        f"{s}> <{SKG.polarity}> <{SKG.base}{claim.polarity}>{g}"
        f"{s}> <{SKG.narratorStance}> <{SKG.base}{claim.narrator}>{g}"
        f"{s}> <{SKG.mode}> <{SKG.base}{claim.mode}>{g}"
        f"{s}> <{SKG.basis}> <{SKG.base}{claim.basis}>{g}"
        f"{s}> <{SKG.status}> <{SKG.base}{status}>{g}"
        f"{s}> <{SKG.quote}> {text(claim.quote)}{g}"
        f"{s}> <{SKG.article}> <{BASE}article/{claim.article}>{g}"
        f"{s}> <{PROV.wasGeneratedBy}> <{BASE}curation/{claim.article}>{g}"
    ) + about
    for span in claim.spans:
        lines += f"{s}> <{SKG.evidence}> <{_span_iri(span)}>{g}"
    if claim.cue:
        lines += f"{s}> <{SKG.cue}> {text(claim.cue)}{g}"
    if claim.coreference:
        lines += f"{s}> <{SKG.coreference}> {text(claim.coreference)}{g}"
    if claim.note:
        lines += f"{s}> <{SKOS.note}> {text(claim.note)}{g}"
    if claim.reason:
        lines += f"{s}> <{SKG.reason}> {text(claim.reason)}{g}"
    if claim.to:
        lines += f"{s}> <{SKG.addressedTo}> <{claim.to}>{g}"
    if claim.said_in:
        lines += f"{s}> <{SKG.saidIn}> <{claim.said_in}>{g}"
    if claim.against:
        lines += f"{s}> <{SKG.contrastCue}> {text(claim.contrast)}{g}"
        lines += "".join(f"{s}> <{SKG.setAgainst}> <{other}>{g}" for other in claim.against)
    lines += "".join(f"{s}> <{CITO.disputes}> <{other}>{g}" for other in claim.disputes)
    lines += "".join(f"{s}> <{SKG.conflictsWith}> <{other}>{g}" for other in sorted(conflicts))
    for when, prop, suffix in ((claim.holds, SKG.holdsAt, "holds"), (claim.said, SKG.saidAt, "said")):
        if when:
            time = as_iri("time", f"{key}-{suffix}")
            lines += f"{s}> <{prop}> <{time}>{g}" + when_lines(when, time)
    return lines


def _object(claim: Claim, key: str) -> tuple[str, str]:
    """Write the object of a claim, and the lines that describe it where it is a toll."""
    if isinstance(claim.object, str):
        return f"<{claim.object}>", ""
    if isinstance(claim.object, Literal):
        value, datatype = claim.object.value, claim.object.datatype
        return (text(value) if datatype == "string" else typed(value, datatype)), ""
    iri = as_iri("toll", key)
    return f"<{iri}>", toll_lines(claim.object, claim, iri)


def toll_lines(toll: Toll, claim: Claim, iri: str) -> str:
    """Describe a stated figure; whether it counts as a fact is up to the claim that states it."""
    low, high = toll.bounds
    lines = (
        f"<{iri}> <{RDF.type}> <{SKG.Toll}>{_CLAIMS}"
        f"<{iri}> <{SKG.tollOf}> <{claim.subject}>{_CLAIMS}"
        f"<{iri}> <{SKG.measure}> <{claim.relation.iri}>{_CLAIMS}"
        f"<{iri}> <{SKG.figure}> {typed(toll.figure, 'integer')}{_CLAIMS}"
        f"<{iri}> <{SKG.comparator}> <{SKG.base}{toll.comparator}>{_CLAIMS}"
    )
    for prop, number in ((SKG.upperFigure, toll.upper), (SKG.lowerBound, low), (SKG.upperBound, high)):
        if number is not None:
            lines += f"<{iri}> <{prop}> {typed(number, 'integer')}{_CLAIMS}"
    if toll.population:
        lines += f"<{iri}> <{SKG.population}> {text(toll.population)}{_CLAIMS}"
    if claim.revision:
        lines += f"<{iri}> <{SKG.revision}> <{SKG.base}{claim.revision}>{_CLAIMS}"
    return lines


def when_lines(when: When, iri: str) -> str:
    """Describe a time with its words, its EDTF form and the days that bound it."""
    lines = f"<{iri}> <{RDF.type}> <{SKG.Time}>{_CLAIMS}"
    for prop, value in ((SKG.edtf, when.edtf), (SKG.words, when.words), (SKG.distance, when.distance)):
        if value:
            lines += f"<{iri}> <{prop}> {text(value)}{_CLAIMS}"
    for prop, day in ((SKG.earliest, when.earliest), (SKG.latest, when.latest)):
        if day:
            lines += f"<{iri}> <{prop}> {typed(day.isoformat(), 'date')}{_CLAIMS}"
    if when.anchor:
        lines += f"<{iri}> <{SKG.anchor}> <{when.anchor}>{_CLAIMS}"
        lines += f"<{iri}> <{SKG.timeRelation}> <{SKG.base}{when.relation}>{_CLAIMS}"
    return lines


def _span_iri(span: Span) -> str:
    return f"{BASE}span/{span.article}-{span.start}-{span.end}"


def span_lines(span: Span) -> str:
    """Write a span as an ``oa:SpecificResource`` with a position and a quote selector."""
    iri, g = _span_iri(span), _CLAIMS
    return (
        f"<{iri}> <{RDF.type}> <{SKG.Span}>{g}"
        f"<{iri}> <{RDF.type}> <{OA.SpecificResource}>{g}"
        f"<{iri}> <{OA.hasSource}> <{BASE}article/{span.article}>{g}"
        f"<{iri}> <{SKG.inSentence}> <{BASE}sentence/{span.article}-{span.sentence}>{g}"
        f"<{iri}> <{OA.hasSelector}> <{iri}-position>{g}"
        f"<{iri}> <{OA.hasSelector}> <{iri}-quote>{g}"
        f"<{iri}-position> <{RDF.type}> <{OA.TextPositionSelector}>{g}"
        f"<{iri}-position> <{OA.start}> {typed(span.start, 'integer')}{g}"
        f"<{iri}-position> <{OA.end}> {typed(span.end, 'integer')}{g}"
        f"<{iri}-quote> <{RDF.type}> <{OA.TextQuoteSelector}>{g}"
        f"<{iri}-quote> <{OA.exact}> {text(span.exact)}{g}"
        f"<{iri}-quote> <{OA.prefix}> {text(span.prefix)}{g}"
        f"<{iri}-quote> <{OA.suffix}> {text(span.suffix)}{g}"
    )


def entities_lines(entities: Iterable[Entity]) -> Iterator[str]:
    """Yield the registry: classes, names and identifiers; events get their class from claims alone."""
    for entity in entities:
        s, g = f"<{entity.iri}>", _REGISTRY
        kind = SKG.describedAs if entity.kind.exists_by_claim else RDF.type
        lines = f"{s} <{kind}> <{entity.kind.iri}>{g}"
        lines += f"{s} <{SKOS.prefLabel}> {text(entity.label.fr)}@fr{g}"
        lines += f"{s} <{SKOS.prefLabel}> {text(entity.label.en)}@en{g}"
        for alias in dict.fromkeys(entity.aliases):
            lines += f"{s} <{SKOS.altLabel}> {text(alias)}{g}"
        if entity.scope:
            lines += f"{s} <{SKG.scopedTo}> <{BASE}article/{entity.scope}>{g}"
        if entity.note:
            lines += f"{s} <{SKOS.note}> {text(entity.note)}{g}"
        for identifier in entity.identifiers:
            lines += _identifier_lines(entity, identifier.scheme, identifier.value, identifier.source)
        if entity.coordinates:
            lat, long, source = entity.coordinates
            lines += f"{s} <{WGS.lat}> {typed(lat, 'decimal')}{_BACKGROUND}"
            lines += f"{s} <{WGS.long}> {typed(long, 'decimal')}{_BACKGROUND}"
            lines += f"{s} <{DCTERMS.source}> {text(source)}{_BACKGROUND}"
        yield lines


def _identifier_lines(entity: Entity, scheme: str, value: str, source: str) -> str:
    s, g = f"<{entity.iri}>", _REGISTRY
    iri = as_iri("identifier", percent(f"{scheme}-{value}", safe=""))
    lines = (
        f"{s} <{ADMS.identifier}> <{iri}>{g}"
        f"<{iri}> <{RDF.type}> <{ADMS.Identifier}>{g}"
        f"<{iri}> <{SKOS.notation}> {text(value)}{g}"
        f"<{iri}> <{ADMS.schemeAgency}> {text(scheme)}{g}"
        f"<{iri}> <{DCTERMS.source}> {text(source)}{g}"
    )
    if scheme in LINKED:
        lines += f"{s} <{SKOS.exactMatch}> <{LINKED[scheme].format(percent(value))}>{g}"
    return lines


def articles_lines(seeds: Seeds) -> Iterator[str]:
    """Yield what is known of the articles themselves: their date, sentences and curation."""
    silences = {(s.article, s.sentence): s.because for s in seeds.silences}
    for article in seeds.articles.values():
        yield _article_lines(article)
        for sentence in article.sentences:
            because = silences.get((article.id, sentence.number))
            iri = f"<{BASE}sentence/{article.id}-{sentence.number}>"
            lines = (
                f"{iri} <{RDF.type}> <{SKG.Sentence}>{_META}"
                f"{iri} <{SKG.article}> <{BASE}article/{article.id}>{_META}"
                f"{iri} <{SKG.number}> {typed(sentence.number, 'integer')}{_META}"
                f"{iri} <{OA.start}> {typed(sentence.start, 'integer')}{_META}"
                f"{iri} <{OA.end}> {typed(sentence.end, 'integer')}{_META}"
                f"{iri} <{SKG.text}> {text(article.text[sentence.start : sentence.end])}{_META}"
            )
            yield lines + (f"{iri} <{SKG.silentBecause}> {text(because)}{_META}" if because else "")


def _article_lines(article: Article) -> str:
    s, curation, g = f"<{BASE}article/{article.id}>", f"<{BASE}curation/{article.id}>", _META
    return (
        f"{s} <{RDF.type}> <{SCHEMA.NewsArticle}>{g}"
        f"{s} <{DCTERMS.identifier}> {text(article.id)}{g}"
        f"{s} <{SCHEMA.datePublished}> {typed(article.published.isoformat(), 'date')}{g}"
        f"{s} <{SCHEMA.inLanguage}> {text(article.language)}{g}"
        f"{s} <{SKG.sha256}> {text(article.sha256)}{g}"
        f"{curation} <{RDF.type}> <{PROV.Activity}>{g}"
        f"{curation} <{PROV.used}> {s}{g}"
        f"{curation} <{PROV.wasAssociatedWith}> <{CURATOR}>{g}"
    )
