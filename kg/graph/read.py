"""Claims as a built graph holds them, with the names of everything they speak of.

What tables, pages and networks show is read from here, so that they work on a built graph alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from kg.core.namespaces import ADMS, CITO, DCTERMS, GRAPHS, OA, PROV, RDF, SCHEMA, SKG, SKOS, shorten
from kg.core.ontology import EntityClass, Label, Parts, local_name, read_ontology
from kg.errors import NotBuilt
from kg.graph.store import Shelf


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote in its sentence: the sentence's number and words, and where the quote stands in them."""

    article: str
    sentence: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article, whether or not a claim rests on it."""

    article: str
    number: int
    text: str
    silent_because: str
    """Why it yields no claim; empty where it yields one."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something holds or was said, as a claim has it: each part may be empty."""

    words: str
    edtf: str
    earliest: str
    """The first day that agrees with it, as ``2024-09-22``; so is the last in ``latest``."""
    latest: str
    relation: str
    anchor: str
    """The IRI of what it is relative to, as in *after the coup*; and how far from it in ``distance``."""
    distance: str

    def __str__(self) -> str:
        how = " ".join(filter(None, (self.relation.lower(), shorten(self.anchor), self.distance)))
        return f"{self.words or self.edtf} ({how})" if how else self.words or self.edtf


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity as the graph knows it."""

    iri: str
    kind: EntityClass
    label: Label
    aliases: tuple[str, ...]
    identifiers: tuple[tuple[str, str, str], ...]
    """Scheme, identifier and source."""
    exists: bool
    """Whether the graph gives it an ``rdf:type``: always for actors and places, by policy for events."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim, flat. IRIs are whole; terms of closed lists are local names."""

    iri: str
    article: str
    subject: str
    relation: str
    object: str
    object_is_iri: bool
    claimant: str
    polarity: str
    narrator: str
    mode: str
    basis: str
    status: str
    quote: str
    cue: str
    coreference: str
    reason: str
    note: str
    to: str
    said_in: str
    holds: Moment | None
    said: Moment | None
    revision: str
    """Of a toll: first or revised."""
    contrast: str
    admitted_by: tuple[str, ...]
    against: tuple[str, ...]
    conflicts: tuple[str, ...]
    disputes: tuple[str, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything a built graph says: things and statements by IRI, and the policy of its facts."""

    things: dict[str, Thing]
    statements: dict[str, Statement]
    tolls: dict[str, str]
    """What each toll says, as in ``at least 70``."""
    bounds: dict[str, tuple[str, str, str]]
    """Of each toll: of whom, and the lowest and highest number that agree with it; empty is open."""
    articles: dict[str, str]
    """The day of publication of each article, by id."""
    sentences: tuple[Sentence, ...]
    """Every sentence of every article, in the order of the text."""
    policies: dict[str, Label]
    """What each policy admits, by name."""
    policy: str

    def name(self, iri: str, language: str = "en") -> str:
        """Return the name of an entity, the words of a toll, the quote of a claim, or the text itself."""
        if iri in self.things:
            label = self.things[iri].label
            return label.fr if language == "fr" else label.en
        if iri in self.statements:
            return f"« {self.statements[iri].quote} »"
        return self.tolls.get(iri, iri)

    def admitted(self, policy: str | None = None) -> list[Statement]:
        """Return the statements that a policy admits, the one of the graph's facts unless named."""
        return [s for s in self.statements.values() if (policy or self.policy) in s.admitted_by]

    def by_strictness(self) -> list[str]:
        """Return the policies, the one that admits least first."""
        return sorted(self.policies, key=lambda policy: (len(self.admitted(policy)), policy))


def read_archive(store: ox.Store | Shelf) -> Archive:
    """Read all things and statements of a graph.

    Raises ``NotBuilt`` if the store holds something else.
    """
    claims = _by_subject(store, "claims")
    meta = _by_subject(store, "meta")
    under = next(store.quads_for_pattern(None, ox.NamedNode(SKG.factsUnder), None, None), None)
    if under is None:
        raise NotBuilt("no graph of ours: run 'kg build' first")
    kinds = {iri: {kind.value for kind in parts.get(RDF.type, ())} for iri, parts in (claims | meta).items()}
    return Archive(
        things=_things(store),
        statements={
            iri: _statement(iri, parts, claims, meta)
            for iri, parts in sorted(claims.items())
            if SKG.Claim in kinds[iri]
        },
        tolls={iri: _toll(parts) for iri, parts in claims.items() if SKG.Toll in kinds[iri]},
        bounds={iri: _bounds(parts) for iri, parts in claims.items() if SKG.Toll in kinds[iri]},
        articles={
            local_name(iri): _one(parts, SCHEMA.datePublished)
            for iri, parts in sorted(meta.items())
            if SCHEMA.NewsArticle in kinds[iri]
        },
        sentences=_sentences(parts for iri, parts in meta.items() if SKG.Sentence in kinds[iri]),
        policies={
            local_name(iri): _definition(parts)
            for iri, parts in sorted(meta.items())
            if SKG.Policy in kinds[iri]
        },
        policy=local_name(under.object.value),
    )


def _by_subject(store: ox.Store | Shelf, graph: str) -> dict[str, Parts]:
    found: dict[str, Parts] = defaultdict(lambda: defaultdict(list))
    for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(GRAPHS[graph])):
        found[quad.subject.value][quad.predicate.value].append(quad.object)
    return found


def _one(parts: Parts, prop: str) -> str:
    return parts[prop][0].value if parts.get(prop) else ""


def _all(parts: Parts, prop: str) -> tuple[str, ...]:
    return tuple(sorted(term.value for term in parts.get(prop, ())))


def _definition(parts: Parts) -> Label:
    by_language = {term.language: term.value for term in parts[SKOS.definition]}
    return Label(by_language["fr"], by_language["en"])


def _things(store: ox.Store | Shelf) -> dict[str, Thing]:
    classes = {kind.iri: kind for kind in read_ontology().classes.values()}
    registry = _by_subject(store, "registry")
    typed = {
        quad.subject.value
        for quad in store.quads_for_pattern(None, ox.NamedNode(RDF.type), None, ox.DefaultGraph())
    }
    things = {}
    for iri, parts in sorted(registry.items()):
        kind = classes.get(_one(parts, SKG.describedAs) or _one(parts, RDF.type))
        if kind is None:
            continue
        labels = {term.language: term.value for term in parts[SKOS.prefLabel]}
        identifiers = (registry[node] for node in _all(parts, ADMS.identifier))
        things[iri] = Thing(
            iri=iri,
            kind=kind,
            label=Label(labels["fr"], labels["en"]),
            aliases=_all(parts, SKOS.altLabel),
            identifiers=tuple(
                (_one(each, ADMS.schemeAgency), _one(each, SKOS.notation), _one(each, DCTERMS.source))
                for each in identifiers
            ),
            exists=not kind.exists_by_claim or iri in typed,
        )
    return things


def _statement(iri: str, parts: Parts, claims: dict[str, Parts], meta: dict[str, Parts]) -> Statement:
    obj = parts[RDF.object][0]
    return Statement(
        iri=iri,
        article=local_name(_one(parts, SKG.article)),
        subject=_one(parts, RDF.subject),
        relation=local_name(_one(parts, RDF.predicate)),
        object=obj.value,
        object_is_iri=isinstance(obj, ox.NamedNode),
        claimant=_one(parts, PROV.wasAttributedTo),
        polarity=local_name(_one(parts, SKG.polarity)),
        narrator=local_name(_one(parts, SKG.narratorStance)),
        mode=local_name(_one(parts, SKG.mode)),
        basis=local_name(_one(parts, SKG.basis)),
        status=local_name(_one(parts, SKG.status)),
        quote=_one(parts, SKG.quote),
        cue=_one(parts, SKG.cue),
        coreference=_one(parts, SKG.coreference),
        reason=_one(parts, SKG.reason),
        note=_one(parts, SKOS.note),
        to=_one(parts, SKG.addressedTo),
        said_in=_one(parts, SKG.saidIn),
        holds=_moment(claims.get(_one(parts, SKG.holdsAt))),
        said=_moment(claims.get(_one(parts, SKG.saidAt))),
        revision=local_name(_one(claims.get(obj.value, {}), SKG.revision)),
        contrast=_one(parts, SKG.contrastCue),
        admitted_by=tuple(map(local_name, _all(parts, SKG.admittedBy))),
        against=_all(parts, SKG.setAgainst),
        conflicts=_all(parts, SKG.conflictsWith),
        disputes=_all(parts, CITO.disputes),
        passages=_passages(parts, claims, meta),
    )


def _moment(parts: Parts | None) -> Moment | None:
    if not parts:
        return None
    return Moment(
        words=_one(parts, SKG.words),
        edtf=_one(parts, SKG.edtf),
        earliest=_one(parts, SKG.earliest),
        latest=_one(parts, SKG.latest),
        relation=local_name(_one(parts, SKG.timeRelation)),
        anchor=_one(parts, SKG.anchor),
        distance=_one(parts, SKG.distance),
    )


def _sentences(places: Iterable[Parts]) -> tuple[Sentence, ...]:
    found = (
        Sentence(
            article=local_name(_one(parts, SKG.article)),
            number=int(_one(parts, SKG.number)),
            text=_one(parts, SKG.text),
            silent_because=_one(parts, SKG.silentBecause),
        )
        for parts in places
    )
    return tuple(sorted(found, key=lambda s: (s.article, s.number)))


def _passages(parts: Parts, claims: dict[str, Parts], meta: dict[str, Parts]) -> tuple[Passage, ...]:
    found = []
    for span in _all(parts, SKG.evidence):
        sentence = meta[_one(claims[span], SKG.inSentence)]
        offset = int(_one(sentence, OA.start))
        position = claims[span + "-position"]
        start, end = (int(_one(position, prop)) - offset for prop in (OA.start, OA.end))
        article = local_name(_one(sentence, SKG.article))
        number = int(_one(sentence, SKG.number))
        found.append(Passage(article, number, _one(sentence, SKG.text), start, end))
    return tuple(sorted(found, key=lambda p: (p.article, p.sentence, p.start)))


def _toll(parts: Parts) -> str:
    comparator = local_name(_one(parts, SKG.comparator))
    words = read_ontology().terms[comparator].en
    upper = f" and {_one(parts, SKG.upperFigure)}" if parts.get(SKG.upperFigure) else ""
    people = f" {_one(parts, SKG.population)}" if parts.get(SKG.population) else ""
    return f"{words} {_one(parts, SKG.figure)}{upper}{people}"


def _bounds(parts: Parts) -> tuple[str, str, str]:
    return _one(parts, SKG.population), _one(parts, SKG.lowerBound), _one(parts, SKG.upperBound)


def place(statement: Statement) -> tuple[str, int, int, int, str]:
    """Order statements as their articles do."""
    first, last = statement.passages[0], statement.passages[-1]
    return statement.article, first.sentence, first.start, last.end, statement.iri
