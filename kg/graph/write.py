"""Claims, entities and articles as N-Quads lines (https://www.w3.org/TR/n-quads/).

Lines are put together as text, which is many times faster than building graphs of terms; the store that
loads them checks every one. No blank node is written: selectors, tolls and times have IRIs of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote as percent

from kg.core.iris import as_iri, part_of
from kg.core.model import (
    NUMBER,
    SOURCE,
    STATED,
    TERM,
    TEXT,
    WORDS,
    Article,
    Claim,
    Entity,
    Literal,
    Seeds,
    Sentence,
    Source,
    Span,
    Time,
    Toll,
)
from kg.core.namespaces import (  # fmt: skip
    ADMS,
    BASE,
    DCTERMS,
    EDTF,
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

_DATES = {r"\d{4}-\d\d-\d\d": "date", r"\d{4}-(0[1-9]|1[0-2])": "gYearMonth", r"\d{4}": "gYear"}
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


def words(value: str, language: str) -> str:
    """Write words of a text with their language (BCP 47).

    >>> words("70 morts", "fr")
    '"70 morts"@fr'
    """
    return f"{text(value)}@{language}"


def typed(value: object, datatype: str) -> str:
    """Write a typed literal in canonical form; ``datatype`` is a local name of XML Schema."""
    return f'"{value}"^^<{XSD.base}{datatype}>'


def edtf(text: str) -> str:
    """Write a date in EDTF with the datatype of XML Schema that it fits, or else that of EDTF.

    >>> edtf("2024-09-22").rpartition("#")[2], edtf("2024-09").rpartition("#")[2], edtf("2024-09~")[-5:]
    ('date>', 'gYearMonth>', 'EDTF>')
    """
    for pattern, datatype in _DATES.items():
        if re.fullmatch(pattern, text):
            return typed(text, datatype)
    return f'"{text}"^^<{EDTF}>'


def seeds_lines(seeds: Seeds) -> Iterator[str]:
    """Yield all that the seeds say, as blocks of N-Quads lines; no triple stands twice."""
    yield from entities_lines(seeds.entities.values())
    yield from articles_lines(seeds.articles.values())
    yield from claims_lines(seeds.claims, {name: each.language for name, each in seeds.articles.items()})


def claims_lines(claims: Iterable[Claim], languages: Mapping[str, str]) -> Iterator[str]:
    """Yield claims with their spans, tolls and times, a block a claim, into the graph of claims.

    ``languages`` are those of the articles, as in BCP 47: words of a text carry its language.
    """
    known: set[str] = set()
    for claim in with_status(claims):
        yield claim_lines(claim, languages[claim.article])
        for span in claim.spans:
            if span.iri not in known:
                known.add(span.iri)
                yield span_lines(span, languages[span.article])


def claim_lines(claim: Claim, language: str) -> str:
    """Write one claim as a reified statement that asserts nothing."""
    s, g = f"<{claim.iri}>", _CLAIMS
    obj, about = _object(claim, language)
    lines = (
        f"{s} <{RDF.type}> <{SKG.Claim}>{g}"
        f"{s} <{RDF.type}> <{RDF.Statement}>{g}"
        f"{s} <{RDF.subject}> <{claim.subject}>{g}"
        f"{s} <{RDF.predicate}> <{claim.relation.iri}>{g}"
        f"{s} <{RDF.object}> {obj}{g}"
        f"{s} <{SKG.quote}> {words(claim.quote, language)}{g}"
        f"{s} <{SKG.article}> <{BASE}article/{claim.article}>{g}"
        f"{s} <{PROV.wasGeneratedBy}> <{BASE}curation/{claim.article}>{g}"
    ) + about
    lines += _stated_lines(s, claim, STATED, g, language)
    lines += "".join(f"{s} <{SKG.evidence}> <{span.iri}>{g}" for span in claim.spans)
    for time, prop, suffix in ((claim.holds, SKG.holdsAt, "holds"), (claim.said, SKG.saidAt, "said")):
        if time:
            iri = as_iri("time", f"{claim.key}-{suffix}")
            lines += f"{s} <{prop}> <{iri}>{g}" + time_lines(time, iri, language)
    return lines


def _stated_lines(
    subject: str, value: Claim | Source, stated: dict[str, tuple[str, str]], g: str, language: str
) -> str:
    """Write the fields of a value that are plain RDF statements."""
    return "".join(
        f"{subject} <{prop}> {each}{g}"
        for name, (prop, holds) in stated.items()
        if (held := getattr(value, name)) not in ("", (), None)
        for each in _terms(held, holds, language)
    )


def _terms(value: str | int | tuple[str, ...], holds: str, language: str) -> Iterator[str]:
    """Write what a plain field of a claim holds as RDF terms."""
    if isinstance(value, tuple):
        yield from (f"<{each}>" for each in value)
    elif holds == NUMBER:
        yield typed(value, "integer")
    elif holds == TEXT:
        yield text(str(value))
    elif holds == WORDS:
        yield words(str(value), language)
    else:
        yield f"<{SKG.base if holds == TERM else ''}{value}>"


def _object(claim: Claim, language: str) -> tuple[str, str]:
    """Write the object of a claim, and the lines that describe it where it is a toll."""
    if isinstance(claim.object, str):
        return f"<{claim.object}>", ""
    if isinstance(claim.object, Literal):
        value, datatype = claim.object.value, claim.object.datatype
        return (text(value) if datatype == "string" else typed(value, datatype)), ""
    return f"<{claim.target}>", toll_lines(claim.object, claim, language)


def toll_lines(toll: Toll, claim: Claim, language: str) -> str:
    """Describe a stated figure; whether it counts as a fact is up to the claim that states it."""
    iri = claim.target
    low, high = toll.bounds
    said = SKG.figureWords, text(toll.words)
    if toll.figure is not None:
        said = SKG.figure, typed(toll.figure, "integer")
    lines = (
        f"<{iri}> <{RDF.type}> <{SKG.Toll}>{_CLAIMS}"
        f"<{iri}> <{SKG.tollOf}> <{claim.subject}>{_CLAIMS}"
        f"<{iri}> <{SKG.measure}> <{claim.relation.iri}>{_CLAIMS}"
        f"<{iri}> <{said[0]}> {said[1]}{_CLAIMS}"
        f"<{iri}> <{SKG.comparator}> <{SKG.base}{toll.comparator}>{_CLAIMS}"
    )
    for prop, number in ((SKG.upperFigure, toll.upper), (SKG.lowerBound, low), (SKG.upperBound, high)):
        if number is not None:
            lines += f"<{iri}> <{prop}> {typed(number, 'integer')}{_CLAIMS}"
    if toll.population:
        lines += f"<{iri}> <{SKG.population}> {words(toll.population, language)}{_CLAIMS}"
    if claim.revision:
        lines += f"<{iri}> <{SKG.revision}> <{SKG.base}{claim.revision}>{_CLAIMS}"
    return lines


def time_lines(time: Time, iri: str, language: str) -> str:
    """Describe a time with its words, its EDTF form and the days that bound it."""
    lines = f"<{iri}> <{RDF.type}> <{SKG.Time}>{_CLAIMS}"
    if time.words:
        lines += f"<{iri}> <{SKG.words}> {words(time.words, language)}{_CLAIMS}"
    for prop, value in ((SKG.edtf, time.edtf), (SKG.distance, time.distance)):
        if value:
            lines += f"<{iri}> <{prop}> {text(value)}{_CLAIMS}"
    for prop, day in ((SKG.earliest, time.earliest), (SKG.latest, time.latest)):
        if day:
            lines += f"<{iri}> <{prop}> {typed(day.isoformat(), 'date')}{_CLAIMS}"
    if time.anchor:
        lines += f"<{iri}> <{SKG.anchor}> <{time.anchor}>{_CLAIMS}"
        lines += f"<{iri}> <{SKG.timeRelation}> <{SKG.base}{time.relation}>{_CLAIMS}"
    return lines


def span_lines(span: Span, language: str) -> str:
    """Write a span as an ``oa:SpecificResource`` with a position and a quote selector."""
    iri, g = span.iri, _CLAIMS
    return (
        f"<{iri}> <{RDF.type}> <{SKG.Span}>{g}"
        f"<{iri}> <{RDF.type}> <{OA.SpecificResource}>{g}"
        f"<{iri}> <{OA.hasSource}> <{BASE}article/{span.article}>{g}"
        f"<{iri}> <{SKG.inSentence}> <{BASE}sentence/{part_of(span.article, span.sentence)}>{g}"
        f"<{iri}> <{OA.hasSelector}> <{iri}-position>{g}"
        f"<{iri}> <{OA.hasSelector}> <{iri}-quote>{g}"
        f"<{iri}-position> <{RDF.type}> <{OA.TextPositionSelector}>{g}"
        f"<{iri}-position> <{OA.start}> {typed(span.start, 'integer')}{g}"
        f"<{iri}-position> <{OA.end}> {typed(span.end, 'integer')}{g}"
        f"<{iri}-quote> <{RDF.type}> <{OA.TextQuoteSelector}>{g}"
        f"<{iri}-quote> <{OA.exact}> {words(span.exact, language)}{g}"
        f"<{iri}-quote> <{OA.prefix}> {words(span.prefix, language)}{g}"
        f"<{iri}-quote> <{OA.suffix}> {words(span.suffix, language)}{g}"
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
            yield _sentence_lines(sentence, article.language)


def _sentence_lines(sentence: Sentence, language: str) -> str:
    iri, g = f"<{sentence.iri}>", _META
    lines = (
        f"{iri} <{RDF.type}> <{SKG.Heading if sentence.is_heading else SKG.Sentence}>{g}"
        f"{iri} <{SKG.article}> <{BASE}article/{sentence.article}>{g}"
        f"{iri} <{DCTERMS.identifier}> {text(sentence.id)}{g}"
        f"{iri} <{SKG.number}> {typed(sentence.number, 'integer')}{g}"
        f"{iri} <{OA.start}> {typed(sentence.start, 'integer')}{g}"
        f"{iri} <{OA.end}> {typed(sentence.end, 'integer')}{g}"
        f"{iri} <{SKG.text}> {words(sentence.text, language)}{g}"
    )
    if sentence.section:
        lines += f"{iri} <{SKG.inSection}> <{BASE}sentence/{part_of(sentence.article, sentence.section)}>{g}"
    if sentence.silent_because:
        lines += f"{iri} <{SKG.silentBecause}> {text(sentence.silent_because)}{g}"
    return lines


def _article_lines(article: Article) -> str:
    s, curation, g = f"<{article.iri}>", f"<{BASE}curation/{article.id}>", _META
    published = article.source.published
    lines = (
        f"{s} <{RDF.type}> <{SCHEMA.NewsArticle}>{g}"
        f"{s} <{DCTERMS.identifier}> {text(article.id)}{g}"
        f"{s} <{SCHEMA.datePublished}> {edtf(published.edtf)}{g}"
        f"{s} <{SCHEMA.inLanguage}> {text(article.language)}{g}"
        f"{s} <{SKG.sha256}> {text(article.sha256)}{g}"
        f"{curation} <{RDF.type}> <{PROV.Activity}>{g}"
        f"{curation} <{PROV.used}> {s}{g}"
        f"{curation} <{PROV.wasAssociatedWith}> <{CURATOR}>{g}"
    )
    for prop, day in ((SKG.earliest, published.earliest), (SKG.latest, published.latest)):
        if day:
            lines += f"{s} <{prop}> {typed(day.isoformat(), 'date')}{g}"
    return lines + _stated_lines(s, article.source, SOURCE, g, article.language)
