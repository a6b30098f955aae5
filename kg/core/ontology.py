"""The ontology as values: which classes and relations there are, and what each of them implies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.core.io import serialise
from kg.core.namespaces import GRAPHS, OWL, RDF, RDFS, SKG, SKOS, XSD

Parts = dict[str, list[Any]]
"""The objects of one subject, by predicate: pyoxigraph terms, each with a ``value``."""
Nodes = dict[str, Parts]
"""What a graph says, by subject and predicate."""

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
    expects: tuple[str, ...]
    """Relations that a reader would ask of an instance; ``holdsAt`` stands for a time."""


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
    acyclic: bool
    """Whether nothing stands in it to itself, directly or by way of others (``skg:acyclic``)."""
    symmetric: bool
    """Whether it holds both ways, so that its edge has no direction (``owl:SymmetricProperty``)."""


@dataclass(frozen=True, slots=True)
class TieRule:
    """How an event or organisation (the hub) ties those who play roles in it (``skg:TieRule``).

    ``hub`` is ``"subject"`` or ``"object"``: where the hub stands in the relations ``tail`` and ``head``.
    A head that is no actor is replaced by its ``owner``; ends between which a relation of ``unless``
    stands are not tied. Where ``states_pairs`` is false, the text itself makes no such pair.
    """

    name: str
    iri: str
    label: Label
    definition: str
    classes: tuple[str, ...]
    hub: str
    tail: tuple[str, ...]
    head: tuple[str, ...]
    owner: tuple[str, ...]
    unless: tuple[str, ...]
    sign: int
    states_pairs: bool


@dataclass(frozen=True)
class Ontology:
    """All classes, relations, tie rules and closed-list terms, by local name."""

    classes: dict[str, EntityClass]
    relations: dict[str, Relation]
    ties: dict[str, TieRule]
    terms: dict[str, Label]
    triples: tuple[ox.Triple, ...] = field(default=(), repr=False, compare=False)
    """All that the file says, as the graph of the ontology holds it."""

    def is_a(self, name: str, ancestor: str) -> bool:
        """Tell whether the class ``name`` is ``ancestor`` or below it."""
        return name in self.classes and ancestor in self.classes[name].ancestors

    def label_of(self, iri: str) -> Label | None:
        """Return the label of any term by its IRI; nothing where the file gives none in both languages."""
        labels = self.statements[iri][RDFS.label] if iri in self.statements else ()
        found = {label.language: label.value for label in labels}
        return Label(found["fr"], found["en"]) if {"fr", "en"} <= found.keys() else None

    @cached_property
    def statements(self) -> Nodes:
        """All that the file says, by subject and predicate."""
        return by_subject(self.triples)

    @cached_property
    def quads(self) -> tuple[ox.Quad, ...]:
        """All that the file says, in the graph of the ontology: made once, since every store holds them."""
        graph = ox.NamedNode(GRAPHS["ontology"])
        return tuple(ox.Quad(each.subject, each.predicate, each.object, graph) for each in self.triples)

    @property
    def iris(self) -> frozenset[str]:
        """The IRIs of all that it declares, ours and those of a folder of seeds."""
        return frozenset(getattr(triple.subject, "value", "") for triple in self.triples)


def local_name(iri: str) -> str:
    """Return what follows the namespace: ``org:memberOf`` is ``memberOf`` in a curation."""
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]


def by_subject(triples: Iterable[Any]) -> Nodes:
    """Gather what triples or quads say, by subject and predicate, each in their order."""
    found: Nodes = defaultdict(lambda: defaultdict(list))
    for each in triples:
        found[each.subject.value][each.predicate.value].append(each.object)
    return found


@cache
def read_ontology(path: Path = ONTOLOGY) -> Ontology:
    """Read an ontology file in Turtle; it is passed along from here, and nothing else parses it.

    Raises ``ValueError`` naming the term, where a relation lacks what §"Relations" of the file asks.
    """
    return parse_ontology(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))


def in_file_order(ontology: Ontology) -> Ontology:
    """Put the terms into the order in which people read them: that of our file, and others behind by IRI."""
    order = {triple: place for place, triple in enumerate(read_ontology().triples)}
    last = len(order)
    return parse_ontology(sorted(ontology.triples, key=lambda each: (order.get(each, last), str(each))))


def as_turtle(ontology: Ontology) -> bytes:
    """Write an ontology as Turtle: our file as it is, and behind it the terms of a folder of seeds."""
    own = set(ontology.triples).difference(read_ontology().triples)
    ours = ONTOLOGY.read_bytes()
    if not own:
        return ours
    theirs = serialise(sorted(own, key=str), ox.RdfFormat.TURTLE)
    return ours + b"\n### Terms of these seeds\n\n" + theirs


def parse_ontology(triples: Iterable[Any]) -> Ontology:
    """Understand an ontology from its triples, those of a file or of the graph of a built dataset.

    Raises ``ValueError`` as ``read_ontology`` does.
    """
    kept = tuple(ox.Triple(each.subject, each.predicate, each.object) for each in triples)
    statements = by_subject(kept)
    kinds = {iri: {kind.value for kind in parts[RDF.type]} for iri, parts in statements.items()}
    classes = parse_classes(statements)
    relations = [_relation(iri, statements[iri]) for iri, kind in kinds.items() if SKG.Relation in kind]
    ties = [_tie(iri, statements[iri]) for iri, kind in kinds.items() if SKG.TieRule in kind]
    lists = {kind.iri for kind in classes.values()} - {SKG.TieRule}
    terms = {
        local_name(iri): _label(iri, statements[iri])
        for iri, kind in kinds.items()
        if kind & lists and statements[iri][RDFS.label]
    }
    return Ontology(
        classes={kind.name: kind for kind in classes.values()},
        relations={r.name: r for r in relations},
        ties={rule.name: rule for rule in sorted(ties, key=lambda rule: rule.name)},
        terms=terms,
        triples=kept,
    )


def parse_classes(statements: Nodes) -> dict[str, EntityClass]:
    """Understand the classes among what is stated, by IRI; values need a ``value`` and a ``language``.

    Raises ``ValueError`` where one lacks a label.
    """
    kinds = {iri: {kind.value for kind in parts.get(RDF.type, ())} for iri, parts in statements.items()}
    declared = {iri: statements[iri] for iri, kind in kinds.items() if OWL.Class in kind}

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
            expects=tuple(
                sorted({local_name(what.value) for a in ancestry(iri) for what in declared[a][SKG.expects]})
            ),
        )
        for iri, parts in declared.items()
    }


def _one(iri: str, parts: Parts, prop: str, default: str | None = None) -> str:
    if parts[prop]:
        return str(parts[prop][0].value)
    if default is None:
        raise ValueError(f"<{iri}> lacks <{prop}>")
    return default


def _relation(iri: str, parts: Parts) -> Relation:
    def one(prop: str, default: str | None = None) -> str:
        return _one(iri, parts, prop, default)

    range_iri = one(RDFS.range)
    return Relation(
        name=local_name(iri),
        iri=iri,
        label=_label(iri, parts),
        definition=_definition(iri, parts),
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
        acyclic=one(SKG.acyclic, "false") == "true",
        symmetric=OWL.SymmetricProperty in {kind.value for kind in parts[RDF.type]},
    )


def _tie(iri: str, parts: Parts) -> TieRule:
    def names(prop: str) -> tuple[str, ...]:
        return tuple(sorted(local_name(term.value) for term in parts[prop]))

    return TieRule(
        name=local_name(iri),
        iri=iri,
        label=_label(iri, parts),
        definition=_definition(iri, parts),
        classes=names(SKG.onClass),
        hub=local_name(_one(iri, parts, SKG.tieHub)),
        tail=names(SKG.tieTail),
        head=names(SKG.tieHead),
        owner=names(SKG.headOwner),
        unless=names(SKG.tieExcept),
        sign=int(_one(iri, parts, SKG.edgeSign)),
        states_pairs=_one(iri, parts, SKG.statesPairs) == "true",
    )


def _definition(iri: str, parts: Parts) -> str:
    """Return the English definition of a term."""
    english = [term for term in parts[SKOS.definition] if term.language == "en"]
    return _one(iri, {SKOS.definition: english}, SKOS.definition)


def _label(iri: str, parts: Parts) -> Label:
    by_language = {label.language: label.value for label in parts[RDFS.label]}
    if not {"fr", "en"} <= by_language.keys():
        raise ValueError(f"<{iri}> lacks a French or an English label")
    return Label(by_language["fr"], by_language["en"])
