"""The view of a resource: the values of its page, without scripts: names, claims, quotes, properties.

The page is in English or French; names and quotes stand in the languages that they have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import quote as percent
from urllib.parse import urlencode

from kg.core.model import IRI, IRIS, STATED, TERM, Claim, Sentence, Span, in_order
from kg.core.namespaces import BASE, DCTERMS, RDF, RDFS, SCHEMA, SKG, SKOS, shorten
from kg.core.ontology import EntityClass, Label, Relation, local_name
from kg.core.passages import Piece, pieces, shown
from kg.graph.read import Archive
from kg.server.pages.resource_data import ResourceData

MOST = 40
"""How many values of a property a page lists, and how many that point at what it shows."""
LANGUAGES = ("en", "fr")
TOLD = frozenset({
    *("claimant", "polarity", "narrator", "mode", "basis", "status", "cue", "coreference", "reason", "note"),
    *("to", "said_in", "contrast", "against", "conflicts", "disputes"),
})  # fmt: skip
"""The fields of a claim that the template tells in a way of their own; others get a row of their property."""


class Value(NamedTuple):
    """A value of a property: its text, where it leads, and the language or datatype it has."""

    text: str
    href: str
    language: str = ""
    datatype: str = ""


class Property(NamedTuple):
    """A property with its values, as many as are listed, and how many there are."""

    name: Value
    values: list[Value]
    total: int


class Section(NamedTuple):
    """Claims under a title; those that state the same stand together."""

    title: str
    groups: list[list[Claim]]


@dataclass(frozen=True)
class ResourceView:
    """The data of a resource in the language of its page: names, sentences, sections, tables."""

    data: ResourceData
    language: str
    given: tuple[tuple[str, str], ...] = ()
    """What the reader chose, and what links carry on: a policy, a language."""

    @property
    def archive(self) -> Archive:
        """The claims of the page as values."""
        return self.data.archive

    def say(self, english: str, french: str) -> str:
        """Choose the language of the page."""
        return french if self.language == "fr" else english

    def label(self, label: Label) -> str:
        """Choose the label in the language of the page."""
        return self.say(label.en, label.fr)

    def term(self, name: str) -> str:
        """Return the label of a term of a closed list, or of a relation."""
        ontology = self.archive.ontology
        if name in ontology.relations:
            return self.label(ontology.relations[name].label)
        return self.label(ontology.terms[name]) if name in ontology.terms else name

    def href(self, iri: str) -> str:
        """Return where an IRI leads: inside the server if it is ours, nowhere if it is not of the web."""
        if iri.startswith(BASE) and not iri.startswith(BASE + "/"):
            path, sharp, term = iri.removeprefix(BASE).partition("#")
            asked = f"?{urlencode(self.given)}" if self.given and path != "ns" else ""
            return f"/{percent(path, safe='/')}{asked}{sharp}{percent(term)}"
        if self._own(iri):
            return f"/ontology.html#{percent(local_name(iri))}"
        return iri if iri.startswith(("http://", "https://")) else ""

    def _own(self, iri: str) -> EntityClass | Relation | None:
        """Return the class or relation that the seeds declare in a namespace of their own, if it is one."""
        ontology, name = self.archive.ontology, local_name(iri)
        known = ontology.relations.get(name) or ontology.classes.get(name)
        return known if known and known.iri == iri == shorten(iri) else None

    def name(self, iri: str) -> str:
        """Return the name of an entity, the words of a toll or a claim, or an IRI in short."""
        archive = self.archive
        if iri in archive.entities or iri in archive.claims or iri in archive.tolls:
            return archive.name(iri, self.language)
        if not iri.startswith(BASE):
            own = self._own(iri)
            return self.label(own.label) if own else shorten(iri)
        if iri.startswith(SKG.base):
            known = self.term(local_name(iri))
            return shorten(iri) if known == local_name(iri) else known
        kind, _, rest = iri.removeprefix(BASE).partition("/")
        if kind == "sentence":
            article, _, number = rest.rpartition("_")
            return f"{self.say('sentence', 'phrase')} {number} · {article}"
        return shorten(iri)

    def stated(self, claim: Claim) -> str:
        """Return what a claim states as a line of text."""
        words = [self.name(claim.subject), self.label(claim.relation.label)]
        if claim.relation.range != "boolean":
            words.append(claim.target if claim.relation.literal else self.name(claim.target))
        return " ".join(["[≠]"] * (claim.polarity == "Negated") + words)

    def other_fields(self, claim: Claim) -> Iterator[tuple[str, list[Value]]]:
        """Yield what else a claim holds: the label of each property and its values."""
        for name, (prop, holds) in STATED.items():
            held = getattr(claim, name)
            if name not in TOLD and held not in ("", (), None):
                label = self.archive.ontology.label_of(prop)
                values = held if isinstance(held, tuple) else (held,)
                yield self.label(label) if label else name, [self._held(each, holds) for each in values]

    def _held(self, value: Any, holds: str) -> Value:
        if holds in (IRI, IRIS):
            return Value(self.name(value), self.href(value))
        return Value(self.term(value) if holds == TERM else str(value), "")

    def sentences(self, spans: Iterable[Span]) -> list[tuple[Sentence, list[Piece]]]:
        """Return the sentences in which spans stand, in pieces: what is quoted is marked."""
        groups = groupby(spans, self.archive.sentence)
        return [(sentence, pieces(sentence, quoted)) for sentence, quoted in groups]

    def speaks(self, article: str) -> str:
        """Return the language of an article."""
        return self.archive.articles[article].language

    def sections(self) -> list[Section]:
        """Sort the claims of the page under titles."""
        archive, iri = self.archive, self.data.iri
        titled: dict[tuple[int, str], list[Claim]] = {}
        found = [archive.claims[claim] for claim in self.data.claims if claim in archive.claims]
        for claim in in_order(found):
            titled.setdefault(self._title(iri, claim), []).append(claim)
        return [Section(title, _alike(titled[rank, title])) for rank, title in sorted(titled)]

    def _title(self, iri: str, claim: Claim) -> tuple[int, str]:
        policy = self.archive.policy
        if iri in (claim.subject, claim.target):
            if policy in claim.admitted_by:
                return 0, self.say(
                    f"Facts under the policy “{policy}”", f"Faits selon la politique « {policy} »"
                )
            status = self.term(claim.status)
            return 1, self.say(f"Said of it, and no fact: {status}", f"Dit, sans être un fait : {status}")
        for rank, (whether, english, french) in enumerate((
            (iri == claim.claimant, "What it says", "Ce qu’il ou elle dit"),
            (iri == claim.to, "What is said to it", "Ce qu’on lui dit"),
            (iri == claim.said_in, "What is said in it", "Ce qui y est dit"),
            (iri in (*claim.against, *claim.conflicts, *claim.disputes),
             "What is set against it, or conflicts with it", "Ce qui s’y oppose ou le contredit"),
            (iri == f"{BASE}policy/{policy}", "What it admits", "Ce qu’elle admet"),
        ), start=2):  # fmt: skip
            if whether:
                return rank, self.say(english, french)
        return 9, self.say("Claims that rest on it", "Affirmations qui s’y appuient")

    def drawn(self) -> list[tuple[Sentence, str, list[Claim]]]:
        """Return the sentences of an article, each with its words as shown and what is drawn from it."""
        archive, wanted = self.archive, set(self.data.slice)
        found: dict[tuple[str, str], list[Claim]] = {}
        for claim in in_order(archive.claims[c] for c in self.data.claims):
            for key in dict.fromkeys((p.article, p.sentence) for p in claim.spans):
                found.setdefault(key, []).append(claim)
        return [
            (each, shown(each.text), found.get((each.article, each.id), []))
            for each in archive.sentences
            if each.iri in wanted
        ]

    def properties(self) -> list[Property]:
        """Return what the graph says of the IRI as a table."""
        return self._table((quad.predicate.value, quad.object) for quad in self.data.own)

    def pointing(self) -> list[Property]:
        """Return what points at the IRI, by the property that it does it with."""
        return self._table((quad.predicate.value, quad.subject) for quad in self.data.pointing())

    def _table(self, pairs: Iterable[tuple[str, Any]]) -> list[Property]:
        """Group pairs of a property and a value by property, each value once."""
        found: dict[str, set[Any]] = {}
        for predicate, term in pairs:
            found.setdefault(predicate, set()).add(term)
        rows = []
        for predicate in sorted(found, key=lambda iri: (iri != RDF.type, shorten(iri))):
            terms = sorted(found[predicate], key=lambda term: (term.value, str(term)))
            name = Value(self.name(predicate), self.href(predicate))
            rows.append(Property(name, [self.value(term) for term in terms[:MOST]], len(terms)))
        return rows

    def value(self, term: Any) -> Value:
        """Return a term as a page shows it."""
        datatype = getattr(term, "datatype", None)
        if datatype is None:
            return Value(self.name(term.value), self.href(term.value))
        kind = shorten(datatype.value)
        shown = "" if kind in ("xsd:string", "rdf:langString") else kind
        return Value(term.value, "", term.language or "", shown)

    def terms(self) -> list[tuple[str, str, str, str]]:
        """Return the terms of the ontology with their ids, labels and, where they have one, definitions."""
        rows = []
        for iri in sorted({q.subject.value for q in self.data.graph("ontology")}):
            if iri.startswith(SKG.base) or self._own(iri):
                said = ResourceData(self.data.built, iri)
                words = self._worded(said, RDFS.label), self._worded(said, SKOS.definition)
                rows.append((shorten(iri), local_name(iri), *words))
        return rows

    def _worded(self, said: ResourceData, predicate: str) -> str:
        """Return a literal in the language of the page, or in another."""
        found = {q.object.language: q.object.value for q in said.own if q.predicate.value == predicate}
        return found.get(self.language) or next(iter(found.values()), "")

    def title(self) -> str:
        """Return what the page is called."""
        data, archive = self.data, self.archive
        if data.iri in archive.claims:
            return self.stated(archive.claims[data.iri])
        if SCHEMA.NewsArticle in data.kinds:
            day = data.value(SCHEMA.datePublished)
            return f"{self.say('Article of', 'Article du')} {day} · {local_name(data.iri)}"
        if data.iri in archive.tolls:
            of = data.value(SKG.tollOf)
            measure = self.term(local_name(data.value(SKG.measure)))
            return f"{self.name(data.iri)}: {measure}, {self.name(of)}"
        known = self.name(data.iri)
        return data.value(RDFS.label) or data.value(DCTERMS.title) or known

    def kind(self) -> str:
        """Return the class of the IRI in words."""
        ontology = self.archive.ontology
        kinds = sorted(kind for kind in map(local_name, self.data.kinds) if kind in ontology.classes)
        if SCHEMA.NewsArticle in self.data.kinds:
            return self.say("News article", "Article de presse")
        return ", ".join(self.label(ontology.classes[kind].label) for kind in kinds)


def _alike(claims: list[Claim]) -> list[list[Claim]]:
    alike: dict[tuple[str, ...], list[Claim]] = {}
    for claim in claims:
        alike.setdefault((claim.subject, claim.relation.name, claim.target, claim.polarity), []).append(claim)
    return list(alike.values())
