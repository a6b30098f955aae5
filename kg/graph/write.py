"""Claims, entities and articles as N-Quads lines (https://www.w3.org/TR/n-quads/).

Lines are put together as text, which is many times faster than building graphs of terms; the store that
loads them checks every one. No blank node is written: selectors, tolls and times have IRIs of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote as percent

from kg.core.iris import as_iri
from kg.core.model import NUMBER, STATED, TERM, TEXT, Article, Claim, Entity, Literal, Seeds, Span, Time, Toll
from kg.core.namespaces import (  # fmt: skip
    ADMS,
    BASE,
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
from kg.graph.status import with_status

CURATOR = as_iri("curator", "sahel-kg")
LINKED = {"wikidata": "http://www.wikidata.org/entity/{}", "geonames": "https://sws.geonames.org/{}/"}
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
    yield from articles_lines(seeds.articles.values())
    yield from claims_lines(seeds.claims)


def claims_lines(claims: Iterable[Claim]) -> Iterator[str]:
    """Yield claims with their spans, tolls and times, a block a claim, into the graph of claims."""
    known: set[str] = set()
    for claim in with_status(claims):
        yield claim_lines(claim)
        for span in claim.spans:
            if span.iri not in known:
                known.add(span.iri)
                yield span_lines(span)


def claim_lines(claim: Claim) -> str:
    """Write one claim as a reified statement that asserts nothing."""
    s, g = f"<{claim.iri}>", _CLAIMS
    obj, about = _object(claim)
    lines = (
        f"{s} <{RDF.type}> <{SKG.Claim}>{g}"
        f"{s} <{RDF.type}> <{RDF.Statement}>{g}"
        f"{s} <{RDF.subject}> <{claim.subject}>{g}"
        f"{s} <{RDF.predicate}> <{claim.relation.iri}>{g}"
        f"{s} <{RDF.object}> {obj}{g}"
        f"{s} <{SKG.quote}> {text(claim.quote)}{g}"
        f"{s} <{SKG.article}> <{BASE}article/{claim.article}>{g}"
        f"{s} <{PROV.wasGeneratedBy}> <{BASE}curation/{claim.article}>{g}"
    ) + about
    for name, (prop, holds) in STATED.items():
        if (value := getattr(claim, name)) not in ("", (), None):
            lines += "".join(f"{s} <{prop}> {each}{g}" for each in _terms(value, holds))
    lines += "".join(f"{s} <{SKG.evidence}> <{span.iri}>{g}" for span in claim.spans)
    for time, prop, suffix in ((claim.holds, SKG.holdsAt, "holds"), (claim.said, SKG.saidAt, "said")):
        if time:
            iri = as_iri("time", f"{claim.key}-{suffix}")
            lines += f"{s} <{prop}> <{iri}>{g}" + time_lines(time, iri)
    return lines


def _terms(value: str | int | tuple[str, ...], holds: str) -> Iterator[str]:
    """Write what a plain field of a claim holds as RDF terms."""
    if isinstance(value, tuple):
        yield from (f"<{each}>" for each in value)
    elif holds == NUMBER:
        yield typed(value, "integer")
    elif holds == TEXT:
        yield text(str(value))
    else:
        yield f"<{SKG.base if holds == TERM else ''}{value}>"


def _object(claim: Claim) -> tuple[str, str]:
    """Write the object of a claim, and the lines that describe it where it is a toll."""
    if isinstance(claim.object, str):
        return f"<{claim.object}>", ""
    if isinstance(claim.object, Literal):
        value, datatype = claim.object.value, claim.object.datatype
        return (text(value) if datatype == "string" else typed(value, datatype)), ""
    return f"<{claim.target}>", toll_lines(claim.object, claim)


def toll_lines(toll: Toll, claim: Claim) -> str:
    """Describe a stated figure; whether it counts as a fact is up to the claim that states it."""
    iri = claim.target
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


def time_lines(time: Time, iri: str) -> str:
    """Describe a time with its words, its EDTF form and the days that bound it."""
    lines = f"<{iri}> <{RDF.type}> <{SKG.Time}>{_CLAIMS}"
    for prop, value in ((SKG.edtf, time.edtf), (SKG.words, time.words), (SKG.distance, time.distance)):
        if value:
            lines += f"<{iri}> <{prop}> {text(value)}{_CLAIMS}"
    for prop, day in ((SKG.earliest, time.earliest), (SKG.latest, time.latest)):
        if day:
            lines += f"<{iri}> <{prop}> {typed(day.isoformat(), 'date')}{_CLAIMS}"
    if time.anchor:
        lines += f"<{iri}> <{SKG.anchor}> <{time.anchor}>{_CLAIMS}"
        lines += f"<{iri}> <{SKG.timeRelation}> <{SKG.base}{time.relation}>{_CLAIMS}"
    return lines


def span_lines(span: Span) -> str:
    """Write a span as an ``oa:SpecificResource`` with a position and a quote selector."""
    iri, g = span.iri, _CLAIMS
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


def articles_lines(articles: Iterable[Article]) -> Iterator[str]:
    """Yield what is known of the articles themselves: their date, sentences and curation."""
    for article in articles:
        yield _article_lines(article)
        for sentence in article.sentences:
            iri = f"<{sentence.iri}>"
            lines = (
                f"{iri} <{RDF.type}> <{SKG.Sentence}>{_META}"
                f"{iri} <{SKG.article}> <{article.iri}>{_META}"
                f"{iri} <{SKG.number}> {typed(sentence.number, 'integer')}{_META}"
                f"{iri} <{OA.start}> {typed(sentence.start, 'integer')}{_META}"
                f"{iri} <{OA.end}> {typed(sentence.end, 'integer')}{_META}"
                f"{iri} <{SKG.text}> {text(sentence.text)}{_META}"
            )
            because = sentence.silent_because
            yield lines + (f"{iri} <{SKG.silentBecause}> {text(because)}{_META}" if because else "")


def _article_lines(article: Article) -> str:
    s, curation, g = f"<{article.iri}>", f"<{BASE}curation/{article.id}>", _META
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
