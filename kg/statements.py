"""Claims as a built graph holds them, with the names of everything they speak of.

What tables, pages and networks show is read from here, so that they work on a built graph alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields

import pyoxigraph as ox

from kg.errors import NotBuilt
from kg.ontology import EntityClass, Label, Parts, local_name, read_ontology
from kg.vocabulary import ADMS, CITO, DCTERMS, GRAPHS, OA, PROV, RDF, SCHEMA, SKG, SKOS, shorten


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote in its sentence: the sentence's number and words, and where the quote stands in them."""

    article: str
    sentence: int
    text: str
    start: int
    end: int


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
    holds: str
    """When it holds: the words or the EDTF form, with relation, anchor and distance."""
    said: str
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
    articles: dict[str, str]
    """The day of publication of each article, by id."""
    policies: tuple[str, ...]
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


def read_archive(store: ox.Store) -> Archive:
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
        articles={
            local_name(iri): _one(parts, SCHEMA.datePublished)
            for iri, parts in sorted(meta.items())
            if SCHEMA.NewsArticle in kinds[iri]
        },
        policies=tuple(sorted(local_name(iri) for iri, kind in kinds.items() if SKG.Policy in kind)),
        policy=local_name(under.object.value),
    )


def _by_subject(store: ox.Store, graph: str) -> dict[str, Parts]:
    found: dict[str, Parts] = defaultdict(lambda: defaultdict(list))
    for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(GRAPHS[graph])):
        found[quad.subject.value][quad.predicate.value].append(quad.object)
    return found


def _one(parts: Parts, prop: str) -> str:
    return parts[prop][0].value if parts.get(prop) else ""


def _all(parts: Parts, prop: str) -> tuple[str, ...]:
    return tuple(sorted(term.value for term in parts.get(prop, ())))


def _things(store: ox.Store) -> dict[str, Thing]:
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
        holds=_when(claims.get(_one(parts, SKG.holdsAt), {})),
        said=_when(claims.get(_one(parts, SKG.saidAt), {})),
        revision=local_name(_one(claims.get(obj.value, {}), SKG.revision)),
        contrast=_one(parts, SKG.contrastCue),
        admitted_by=tuple(map(local_name, _all(parts, SKG.admittedBy))),
        against=_all(parts, SKG.setAgainst),
        conflicts=_all(parts, SKG.conflictsWith),
        disputes=_all(parts, CITO.disputes),
        passages=_passages(parts, claims, meta),
    )


def _when(parts: Parts) -> str:
    told = _one(parts, SKG.words) or _one(parts, SKG.edtf)
    rest = (local_name(_one(parts, SKG.timeRelation)).lower(), shorten(_one(parts, SKG.anchor)))
    how = " ".join(filter(None, (*rest, _one(parts, SKG.distance))))
    return f"{told} ({how})" if how else told


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


CLAIM_COLUMNS = (
    *("claim", "article", "sentence", "subject", "subject_name", "relation", "object", "object_name"),
    *("claimant", "claimant_name", "polarity", "narrator", "mode", "basis", "status", "admitted_by"),
    *("quote", "cue", "coreference", "reason", "to", "said_in", "holds", "said", "revision"),
    *("against", "contrast", "conflicts", "disputes", "note"),
)
"""The columns of ``claims.csv``; several values in a cell are joined by a space."""


def claim_rows(archive: Archive) -> list[tuple[str, ...]]:
    """Lay all statements out as the rows of ``claims.csv``, in the order of the text."""
    rows = []
    for s in sorted(archive.statements.values(), key=place):
        numbers = dict.fromkeys(str(passage.sentence) for passage in s.passages)
        cells = {field.name: getattr(s, field.name) for field in fields(s)} | {
            "claim": s.iri,
            "sentence": " ".join(numbers),
            "subject_name": archive.name(s.subject),
            "object_name": archive.name(s.object),
            "claimant_name": archive.name(s.claimant),
        }
        rows.append(tuple(_cell(cells[column]) for column in CLAIM_COLUMNS))
    return rows


def place(statement: Statement) -> tuple[str, int, int, int, str]:
    """Order statements as their articles do."""
    first, last = statement.passages[0], statement.passages[-1]
    return statement.article, first.sentence, first.start, last.end, statement.iri


def _cell(value: object) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)
