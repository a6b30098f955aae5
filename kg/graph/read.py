"""A built graph read back: its claims, and everything they speak of, as the values of ``kg.core.model``.

What tables, pages and networks show is read from here, so that they work on a built graph alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from kg.core.model import (
    IRIS,
    NUMBER,
    SOURCE,
    STATED,
    TERM,
    Article,
    Claim,
    Entity,
    Identifier,
    Literal,
    Sentence,
    Source,
    Span,
    Time,
    Toll,
)
from kg.core.namespaces import ADMS, DCTERMS, GRAPHS, OA, RDF, SCHEMA, SKG, SKOS, WGS
from kg.core.ontology import Label, Nodes, Ontology, Parts, by_subject, local_name, parse_ontology
from kg.errors import NotBuilt
from kg.graph.store import BuiltGraph


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything a built graph says: entities, claims and tolls by IRI, and the policy of its facts."""

    ontology: Ontology
    entities: dict[str, Entity]
    occurring: frozenset[str]
    """The IRIs of what the graph gives an ``rdf:type``: actors and places always, events by policy."""
    claims: dict[str, Claim]
    tolls: dict[str, Toll]
    articles: dict[str, Article]
    """The articles by id, each with its sentences in the order of the text."""
    policies: dict[str, Label]
    """What each policy admits, by name."""
    policy: str

    def name(self, iri: str, language: str = "en") -> str:
        """Return the name of an entity, the words of a toll, the quote of a claim, or the text itself."""
        if iri in self.claims:
            return f"« {self.claims[iri].quote} »"
        label = self.entities[iri].label if iri in self.entities else None
        if iri in self.tolls:
            label = self.tolls[iri].label(self.ontology)
        if label is None:
            return iri
        return label.fr if language == "fr" else label.en

    def exists(self, entity: Entity) -> bool:
        """Tell whether anything admitted implies that an entity exists or an event took place."""
        return entity.iri in self.occurring or not entity.kind.exists_by_claim

    def admitted(self, policy: str | None = None) -> list[Claim]:
        """Return the claims that a policy admits, the one of the graph's facts unless named."""
        return [claim for claim in self.claims.values() if (policy or self.policy) in claim.admitted_by]

    def by_strictness(self) -> list[str]:
        """Return the policies, the one that admits least first."""
        return sorted(self.policies, key=lambda policy: (len(self.admitted(policy)), policy))

    @property
    def sentences(self) -> list[Sentence]:
        """All sentences, in the order of the articles and of their texts."""
        return [sentence for article in self.articles.values() for sentence in article.sentences]

    def article_name(self, article: str) -> str:
        """Return what an article is called: its source and date, else its id."""
        source = self.articles[article].source
        return f"{source.voice}, {source.published.edtf}" if source.voice else article

    def sentence(self, span: Span) -> Sentence:
        """Return the sentence in which a span stands."""
        sentences = self.articles[span.article].sentences
        return sentences[bisect_right(sentences, span.start, key=lambda sentence: sentence.start) - 1]


def read_archive(store: ox.Store | BuiltGraph, ontology: Ontology | None = None) -> Archive:
    """Read all entities and claims of a graph; its ontology too, unless it is at hand.

    Raises ``NotBuilt`` if the store holds something else.
    """
    under = next(store.quads_for_pattern(None, ox.NamedNode(SKG.factsUnder), None, None), None)
    if under is None:
        raise NotBuilt("no graph of ours: run 'kg build' first")
    ontology = ontology or ontology_of(store)
    claims, meta, registry = (_by_subject(store, name) for name in ("claims", "meta", "registry"))
    tolls = {iri: _toll(parts) for iri, parts in sorted(claims.items()) if SKG.Toll in _kinds(parts)}
    return Archive(
        ontology=ontology,
        entities=dict(_entities(ontology, registry, _by_subject(store, "background"))),
        occurring=frozenset(
            quad.subject.value
            for quad in store.quads_for_pattern(None, ox.NamedNode(RDF.type), None, ox.DefaultGraph())
        ),
        claims={
            iri: _claim(iri, ontology, claims, meta, tolls)
            for iri, parts in sorted(claims.items())
            if SKG.Claim in _kinds(parts)
        },
        tolls=tolls,
        articles=dict(_articles(meta)),
        policies={
            local_name(iri): _definition(parts)
            for iri, parts in sorted(meta.items())
            if SKG.Policy in _kinds(parts)
        },
        policy=local_name(under.object.value),
    )


def ontology_of(store: ox.Store | BuiltGraph) -> Ontology:
    """Read the ontology that a built graph carries, its terms in the same order from every store."""
    quads = store.quads_for_pattern(None, None, None, ox.NamedNode(GRAPHS["ontology"]))
    return _understood(frozenset(quads))


@lru_cache(maxsize=4)
def _understood(quads: frozenset[ox.Quad]) -> Ontology:
    # a third of reading an archive, and the graphs that one process reads mostly carry the same one
    return parse_ontology(sorted(quads, key=str))


def read_toll(store: ox.Store | BuiltGraph, iri: str) -> Toll:
    """Read one toll by its IRI."""
    quads = store.quads_for_pattern(ox.NamedNode(iri), None, None, ox.NamedNode(GRAPHS["claims"]))
    return _toll(by_subject(quads)[iri])


def _by_subject(store: ox.Store | BuiltGraph, graph: str) -> Nodes:
    return by_subject(store.quads_for_pattern(None, None, None, ox.NamedNode(GRAPHS[graph])))


def _kinds(parts: Parts) -> set[str]:
    return {kind.value for kind in parts.get(RDF.type, ())}


def _one(parts: Parts, prop: str) -> str:
    return parts[prop][0].value if parts.get(prop) else ""


def _all(parts: Parts, prop: str) -> tuple[str, ...]:
    return tuple(sorted(term.value for term in parts.get(prop, ())))


def _definition(parts: Parts) -> Label:
    by_language = {term.language: term.value for term in parts[SKOS.definition]}
    return Label(by_language["fr"], by_language["en"])


def _entities(ontology: Ontology, registry: Nodes, background: Nodes) -> Iterator[tuple[str, Entity]]:
    classes = {kind.iri: kind for kind in ontology.classes.values()}
    for iri, parts in sorted(registry.items()):
        kind = classes.get(_one(parts, SKG.describedAs) or _one(parts, RDF.type))
        if kind is None:
            continue
        labels = {term.language: term.value for term in parts[SKOS.prefLabel]}
        scope = local_name(_one(parts, SKG.scopedTo))
        outside = background.get(iri, {})
        yield (
            iri,
            Entity(
                id=local_name(iri).rpartition("_")[2],
                iri=iri,
                kind=kind,
                label=Label(labels["fr"], labels["en"]),
                aliases=_all(parts, SKOS.altLabel),
                identifiers=tuple(_identifier(registry[node]) for node in _all(parts, ADMS.identifier)),
                coordinates=(_one(outside, WGS.lat), _one(outside, WGS.long), _one(outside, DCTERMS.source))
                if WGS.lat in outside
                else None,
                scope=scope,
                note=_one(parts, SKOS.note),
            ),
        )


def _identifier(parts: Parts) -> Identifier:
    return Identifier(_one(parts, ADMS.schemeAgency), _one(parts, SKOS.notation), _one(parts, DCTERMS.source))


def _claim(iri: str, ontology: Ontology, claims: Nodes, meta: Nodes, tolls: dict[str, Toll]) -> Claim:
    parts = claims[iri]
    obj = parts[RDF.object][0]
    return Claim(
        iri=iri,
        article=local_name(_one(parts, SKG.article)),
        subject=_one(parts, RDF.subject),
        relation=ontology.relations[local_name(_one(parts, RDF.predicate))],
        object=tolls.get(obj.value) or _object(obj),
        spans=_spans(parts, claims, meta),
        **{name: _value(parts, *stated) for name, stated in STATED.items()},
        revision=local_name(_one(claims.get(obj.value, {}), SKG.revision)),
        holds=_time(claims.get(_one(parts, SKG.holdsAt))),
        said=_time(claims.get(_one(parts, SKG.saidAt))),
        admitted_by=tuple(map(local_name, _all(parts, SKG.admittedBy))),
    )


def _value(parts: Parts, prop: str, holds: str) -> Any:
    if holds == IRIS:
        return _all(parts, prop)
    value = _one(parts, prop)
    if holds == NUMBER:
        return int(value) if value else None
    return local_name(value) if holds == TERM else value


def _object(term: Any) -> str | Literal:
    if isinstance(term, ox.NamedNode):
        return term.value
    return Literal(term.value, local_name(term.datatype.value))


def _time(parts: Parts | None) -> Time | None:
    if not parts:
        return None
    return Time(
        edtf=_one(parts, SKG.edtf),
        earliest=_day(_one(parts, SKG.earliest)),
        latest=_day(_one(parts, SKG.latest)),
        words=_one(parts, SKG.words),
        relation=local_name(_one(parts, SKG.timeRelation)),
        anchor=_one(parts, SKG.anchor),
        distance=_one(parts, SKG.distance),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _articles(meta: Nodes) -> Iterator[tuple[str, Article]]:
    sentences: dict[str, list[Sentence]] = defaultdict(list)
    for parts in meta.values():
        if _kinds(parts) & {SKG.Sentence, SKG.Heading}:
            sentence = Sentence(
                article=local_name(_one(parts, SKG.article)),
                id=_one(parts, DCTERMS.identifier),
                start=int(_one(parts, OA.start)),
                end=int(_one(parts, OA.end)),
                text=_one(parts, SKG.text),
                is_heading=SKG.Heading in _kinds(parts),
                section=local_name(_one(parts, SKG.inSection)).rpartition("_")[2],
                silent_because=_one(parts, SKG.silentBecause),
            )
            sentences[sentence.article].append(sentence)
    for iri, parts in sorted(meta.items()):
        if SCHEMA.NewsArticle in _kinds(parts):
            name = local_name(iri)
            yield (
                name,
                Article(
                    id=name,
                    source=_source(parts),
                    language=_one(parts, SCHEMA.inLanguage),
                    sha256=_one(parts, SKG.sha256),
                    sentences=tuple(sorted(sentences[name], key=lambda s: s.start)),
                ),
            )


def _source(parts: Parts) -> Source:
    published = Time(
        _one(parts, SCHEMA.datePublished), _day(_one(parts, SKG.earliest)), _day(_one(parts, SKG.latest))
    )
    return Source(published=published, **{name: _value(parts, *stated) for name, stated in SOURCE.items()})


def _spans(parts: Parts, claims: Nodes, meta: Nodes) -> tuple[Span, ...]:
    found = []
    for iri in _all(parts, SKG.evidence):
        position, quote = claims[iri + "-position"], claims[iri + "-quote"]
        sentence = meta[_one(claims[iri], SKG.inSentence)]
        found.append(
            Span(
                article=local_name(_one(claims[iri], OA.hasSource)),
                sentence=_one(sentence, DCTERMS.identifier),
                start=int(_one(position, OA.start)),
                end=int(_one(position, OA.end)),
                exact=_one(quote, OA.exact),
                prefix=_one(quote, OA.prefix),
                suffix=_one(quote, OA.suffix),
            )
        )
    return tuple(sorted(found, key=lambda span: span.start))


def _toll(parts: Parts) -> Toll:
    figure, upper = _one(parts, SKG.figure), _one(parts, SKG.upperFigure)
    return Toll(
        figure=int(figure) if figure else None,
        comparator=local_name(_one(parts, SKG.comparator)),
        upper=int(upper) if upper else None,
        population=_one(parts, SKG.population),
        words=_one(parts, SKG.figureWords),
    )
