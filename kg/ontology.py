"""The ontology as values: which classes and relations there are, and what each of them implies."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.vocabulary import OWL, RDF, RDFS, SKG, SKOS, XSD

Parts = dict[str, list[Any]]
"""The objects of one subject, by predicate: pyoxigraph terms, each with a ``value``."""

ONTOLOGY = Path(__file__).with_name("ontology.ttl")


@dataclass(frozen=True, slots=True)
class Label:
    """A French and an English label."""

    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class EntityClass:
    """A class of entities, with what it inherits filled in."""

    name: str
    iri: str
    label: Label
    ancestors: frozenset[str]
    path: str
    shape: str
    colour: str
    exists_by_claim: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A property that a claim can state (``skg:Relation``).

    ``domain`` and ``range`` are local names of classes, or the name of an XSD datatype where
    ``literal`` is true; ``tail`` and ``head`` are ``"subject"`` or ``"object"``, empty where the
    relation draws no edge; ``sign`` is 1, -1 or 0.
    """

    name: str
    iri: str
    label: Label
    definition: str
    domain: str
    range: str
    literal: bool
    mode: str
    subject_exists: bool
    object_exists: bool
    tail: str
    head: str
    sign: int
    single_valued: bool


@dataclass(frozen=True, slots=True)
class Ontology:
    """All classes, relations and closed-list terms, by local name."""

    classes: dict[str, EntityClass]
    relations: dict[str, Relation]
    terms: dict[str, Label]

    def is_a(self, name: str, ancestor: str) -> bool:
        """Tell whether the class ``name`` is ``ancestor`` or below it."""
        return name in self.classes and ancestor in self.classes[name].ancestors


def local_name(iri: str) -> str:
    """Return what follows the namespace: ``org:memberOf`` is ``memberOf`` in a curation."""
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]


@cache
def read_ontology(path: Path = ONTOLOGY) -> Ontology:
    """Read an ontology file in Turtle.

    Raises ``ValueError`` naming the term, where a relation lacks what §"Relations" of the file asks.
    """
    statements: dict[str, Parts] = defaultdict(lambda: defaultdict(list))
    for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        statements[triple.subject.value][triple.predicate.value].append(triple.object)
    kinds = {iri: {kind.value for kind in parts[RDF.type]} for iri, parts in statements.items()}
    classes = _classes({iri: statements[iri] for iri, kind in kinds.items() if OWL.Class in kind})
    relations = [_relation(iri, statements[iri]) for iri, kind in kinds.items() if SKG.Relation in kind]
    known = {term.name for term in classes.values()}
    terms = {
        local_name(iri): _label(iri, statements[iri])
        for iri, kind in kinds.items()
        if kind & {SKG.base + name for name in known} and statements[iri][RDFS.label]
    }
    return Ontology({c.name: c for c in classes.values()}, {r.name: r for r in relations}, terms)


def _classes(declared: dict[str, Parts]) -> dict[str, EntityClass]:
    def ancestry(iri: str) -> list[str]:
        """List the class and its ancestors of ours, nearest first."""
        found = [iri]
        for parent in declared[iri][RDFS.subClassOf]:
            if parent.value in declared:
                found += [a for a in ancestry(parent.value) if a not in found]
        return found

    def inherited(iri: str, prop: str) -> str:
        return next((declared[a][prop][0].value for a in ancestry(iri) if declared[a][prop]), "")

    return {
        iri: EntityClass(
            name=local_name(iri),
            iri=iri,
            label=_label(iri, parts),
            ancestors=frozenset(map(local_name, ancestry(iri))),
            path=inherited(iri, SKG.path),
            shape=inherited(iri, SKG.shape),
            colour=inherited(iri, SKG.colour),
            exists_by_claim=inherited(iri, SKG.existsByClaim) == "true",
        )
        for iri, parts in declared.items()
    }


def _relation(iri: str, parts: Parts) -> Relation:
    def one(prop: str, default: str | None = None) -> str:
        if parts[prop]:
            return str(parts[prop][0].value)
        if default is None:
            raise ValueError(f"<{iri}> lacks <{prop}>")
        return default

    range_iri = one(RDFS.range)
    return Relation(
        name=local_name(iri),
        iri=iri,
        label=_label(iri, parts),
        definition=one(SKOS.definition),
        domain=local_name(one(RDFS.domain)),
        range=local_name(range_iri),
        literal=range_iri.startswith(XSD.base),
        mode=local_name(one(SKG.usualMode)),
        subject_exists=one(SKG.subjectExists) == "true",
        object_exists=one(SKG.objectExists) == "true",
        tail=local_name(one(SKG.edgeTail, "")),
        head=local_name(one(SKG.edgeHead, "")),
        sign=int(one(SKG.edgeSign, "0")),
        single_valued=one(SKG.singleValued, "false") == "true",
    )


def _label(iri: str, parts: Parts) -> Label:
    by_language = {label.language: label.value for label in parts[RDFS.label]}
    if not {"fr", "en"} <= by_language.keys():
        raise ValueError(f"<{iri}> lacks a French or an English label")
    return Label(by_language["fr"], by_language["en"])
