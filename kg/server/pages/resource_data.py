"""The data of a resource: what the graph says about one IRI, as quads for programs, as an archive for a page.

A claim is cut out whole, with its quotes, tolls and times. What could be long comes page by page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from kg.core.namespaces import ADMS, ASKED, BASE, CITO, GRAPHS, OA, PROV, RDF, SCHEMA, SKG, SKOS
from kg.core.ontology import Ontology
from kg.graph.read import Archive, ontology_of, read_archive
from kg.graph.store import FACTS, BuiltGraph
from kg.server.dataset import Dataset
from kg.server.sparql import too_large

CLAIMS, SENTENCES = 200, 50
"""What one page holds: of claims, and, where an article is read, of sentences."""
OTHERS = 300
"""How many claims are read that those of a page only name."""
ROLES = (
    *(RDF.subject, RDF.object, PROV.wasAttributedTo, SKG.addressedTo, SKG.saidIn, SKG.evidence),
    *(SKG.holdsAt, SKG.saidAt, SKG.setAgainst, SKG.conflictsWith, CITO.disputes, RDF.predicate),
    SKG.admittedBy,
)
"""How a claim can point at something; what it states comes before who states it."""
_RANK = {role: rank for rank, role in enumerate(ROLES)}
_PARTS = (SKG.evidence, SKG.holdsAt, SKG.saidAt)
_NAMED = (SKOS.prefLabel, SKG.describedAs, RDF.type)
_BESIDES = (SKG.tollOf, SKG.anchor, SKG.inSentence, OA.hasSelector)
"""How what belongs to a claim can point at something."""
_CLAIMS = ox.NamedNode(GRAPHS["claims"])


def node(iri: str) -> ox.NamedNode | None:
    """Return an IRI as a term, or nothing where it is none."""
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


@dataclass(frozen=True)
class ResourceData:
    """What a built graph holds about one IRI; of its claims, those of one page."""

    built: BuiltGraph
    iri: str
    number: int = 1
    """Which page, from 1."""
    ontology: Ontology | None = None
    """The one in whose words the archive speaks, if it is at hand."""

    @cached_property
    def own(self) -> list[ox.Quad]:
        """The quads with the IRI as subject."""
        return list(self._about(self.iri))

    def value(self, predicate: str) -> str:
        """Return what the graph says of the IRI by a predicate, if it says it."""
        return next((quad.object.value for quad in self.own if quad.predicate.value == predicate), "")

    def values(self, predicate: str) -> list[str]:
        """Return all that the graph says of the IRI by a predicate, in order."""
        return sorted(quad.object.value for quad in self.own if quad.predicate.value == predicate)

    @cached_property
    def kinds(self) -> set[str]:
        """The classes of the IRI."""
        return set(self.values(RDF.type)) | set(self.values(SKG.describedAs))

    def exists(self) -> bool:
        """Return whether the graph speaks of the IRI at all."""
        return bool(self.own) or any(True for _ in self._pointing(self.iri))

    @cached_property
    def sentences(self) -> list[str]:
        """The sentences of an article, in the order of its text; a sentence itself."""
        if self.kinds & {SKG.Sentence, SKG.Heading}:
            return [self.iri]
        if SCHEMA.NewsArticle not in self.kinds:
            return []
        of = (quad.subject.value for quad in self._pointing(self.iri, SKG.article))
        return sorted((iri for iri in of if "/sentence/" in iri), key=self._start)

    def _start(self, sentence: str) -> int:
        starts = (quad.object.value for quad in self._about(sentence) if quad.predicate.value == OA.start)
        return int(next(starts))

    @cached_property
    def slice(self) -> list[str]:
        """The sentences of this page."""
        return self.sentences[(self.number - 1) * SENTENCES : self.number * SENTENCES]

    @cached_property
    def _all(self) -> list[str]:
        """All claims that point at the IRI, those that state something of it first."""
        if self.sentences:
            spans = [q.subject.value for s in self.slice for q in self._pointing(s, SKG.inSentence)]
            found = (q.subject.value for span in spans for q in self._pointing(span, SKG.evidence))
            return list(dict.fromkeys(found))
        ranks: dict[str, int] = {}
        for quad in self._pointing(self.iri, graph=_CLAIMS):
            rank = _RANK.get(quad.predicate.value)
            if rank is not None:
                ranks[quad.subject.value] = min(rank, ranks.get(quad.subject.value, rank))
        return sorted(ranks, key=lambda iri: (ranks[iri], iri))

    @cached_property
    def claims(self) -> list[str]:
        """The claims of this page."""
        return self._all if self.sentences else self._all[(self.number - 1) * CLAIMS : self.number * CLAIMS]

    @property
    def total(self) -> int:
        """How much there is in all: sentences of an article, claims of anything else."""
        return len(self.sentences or self._all)

    @property
    def pages(self) -> int:
        """How many pages that makes."""
        return max(1, -(-self.total // (SENTENCES if self.sentences else CLAIMS)))

    def quads(self) -> Iterator[ox.Quad]:
        """Yield what the graph says of the IRI, its identifiers and sentences, and the claims about it."""
        yield from self.own
        for iri in (*self.values(ADMS.identifier), *self.slice):
            yield from self._about(iri)
        if SKG.Claim in self.kinds:
            yield from self._claim(self.iri)
        for iri in self.claims:
            yield from self._claim(iri)

    @cached_property
    def archive(self) -> Archive:
        """The claims of this page and all that they name, as values."""
        store = ox.Store()
        store.extend(self._around())
        return read_archive(store, self.ontology or ontology_of(self.built))

    def graph(self, name: str) -> Iterator[ox.Quad]:
        """Yield the quads of one of the graphs of the design."""
        return self.built.quads_for_pattern(None, None, None, ox.NamedNode(GRAPHS[name]))

    def pointing(self) -> list[ox.Quad]:
        """Return what points at the IRI besides claims, as facts and other resources do."""
        elsewhere: list[ox.NamedNode | ox.DefaultGraph] = [*map(ox.NamedNode, ASKED), ox.DefaultGraph()]
        elsewhere.remove(_CLAIMS)
        found = [quad for graph in elsewhere for quad in self._pointing(self.iri, graph=graph)]
        for predicate in _BESIDES:
            found += self._pointing(self.iri, predicate, _CLAIMS)
        return found

    def _around(self) -> Iterator[ox.Quad]:
        quads = list(self.quads())
        mine = {self.iri, *self.claims}
        others = {
            quad.object.value
            for quad in quads
            if quad.predicate.value in (SKG.setAgainst, SKG.conflictsWith, CITO.disputes)
        } - mine
        for iri in sorted(others)[:OTHERS]:
            quads += self._claim(iri)
        yield from quads
        named = {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}
        sentences = {quad.object.value for quad in quads if quad.predicate.value == SKG.inSentence}
        for iri in sentences:
            yield from self._about(iri)
        for iri in named - sentences - {self.iri}:
            if iri.startswith(BASE) and not re.search("/claim/|/sentence/|#", iri):
                yield from self._about(iri) if "/article/" in iri else self._name(iri)
        yield from self.built.quads_for_pattern(None, ox.NamedNode(SKG.factsUnder), None, None)
        for quad in self._pointing(SKG.Policy, RDF.type):
            yield from self._about(quad.subject.value)

    def _name(self, iri: str) -> Iterator[ox.Quad]:
        """Yield the name and class of an entity."""
        for predicate in _NAMED:
            yield from self.built.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None, None)

    def _claim(self, iri: str) -> Iterator[ox.Quad]:
        """Yield a claim with its quotes, times and tolls."""
        for quad in self._about(iri):
            yield quad
            part, is_toll = quad.object, "/toll/" in quad.object.value
            if quad.predicate.value in _PARTS or (quad.predicate.value == RDF.object and is_toll):
                yield from self._about(part.value)
            if quad.predicate.value == SKG.evidence:
                for selector in self.built.quads_for_pattern(part, ox.NamedNode(OA.hasSelector), None, None):
                    yield from self._about(selector.object.value)

    def _about(self, iri: str) -> Iterator[ox.Quad]:
        subject = node(iri)
        return self.built.quads_for_pattern(subject, None, None, None) if subject else iter(())

    def _pointing(
        self, iri: str, predicate: str | None = None, graph: ox.NamedNode | ox.DefaultGraph | None = None
    ) -> Iterator[ox.Quad]:
        target, by = node(iri), ox.NamedNode(predicate) if predicate else None
        return self.built.quads_for_pattern(None, by, target, graph) if target else iter(())


def graph_named(dataset: Dataset, iri: str) -> ox.NamedNode | None:
    """Return the named graph of ours that has an IRI, if one has."""
    ours = {*ASKED, *(FACTS + policy for policy in dataset.policies)}
    return ox.NamedNode(iri) if iri in ours else None


def bounded(dataset: Dataset, quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return quads once each.

    Raises ``Refused`` where there are more than the limit of rows.
    """
    found: dict[ox.Quad, None] = {}
    for quad in quads:
        found[quad] = None
        if len(found) > dataset.limits.rows:
            raise too_large(f"{dataset.limits.rows:,} triples")
    return list(found)
