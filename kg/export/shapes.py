"""SHACL shapes of a build: ours as they are, and behind them what they ask of the terms of its seeds."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.core.namespaces import SH
from kg.core.ontology import ONTOLOGY, EntityClass, Ontology, Relation, local_name

SHAPES = ONTOLOGY.with_name("shapes.ttl")
"""Our shapes, which list by hand what each relation of ours takes and gives."""
SHAPE = "https://w3id.org/sahel-kg/shapes#"
_SIDES = {"Subject": SH.targetSubjectsOf, "Object": SH.targetObjectsOf}
_NAMED = {"Subject": "Sujet", "Object": "Objet"}
_KIND = """\
shape:{name} a sh:NodeShape ;
    {asks} ;
    sh:message
        {french},
        {english} .
"""
_SPOKEN = """\
shape:Spoken{kind} a sh:NodeShape ; sh:property [
    sh:path ( [ sh:alternativePath ( rdf:type skg:describedAs ) ] [ sh:zeroOrMorePath rdfs:subClassOf ] ) ;
    sh:hasValue <{iri}>
] .
"""


def as_shapes(ontology: Ontology) -> bytes:
    """Write the shapes by which a graph with this ontology is checked, in Turtle."""
    ours = SHAPES.read_text(encoding="utf-8")
    stated = set(ox.parse(ours, format=ox.RdfFormat.TURTLE))
    listed = {(each.predicate.value, getattr(each.object, "value", "")) for each in stated}
    known = {getattr(each.subject, "value", "").removeprefix(SHAPE) for each in stated}
    added: list[str] = []
    for relation in sorted(ontology.relations.values(), key=lambda each: each.iri):
        for side, target in _SIDES.items():
            if (target, relation.iri) not in listed:
                added += _shapes_of(ontology, relation, side, known)
                name = shape_name(ontology, relation, side)
                added.append(f"shape:{name} sh:{local_name(target)} <{relation.iri}> .\n")
    return "".join((ours, *(["\n### Relations of these seeds\n\n"] if added else []), *added)).encode()


def shape_name(ontology: Ontology, relation: Relation, side: str) -> str:
    """Name the shape of an end of a relation: SubjectIsEvent, ObjectIsSpokenActor, ObjectIsString.

    An end that need not exist may be one that is only spoken of.
    """
    of_subject, of_object = (
        (relation.domain, relation.subject_exists),
        (relation.range, relation.object_exists),
    )
    kind, exists = of_subject if side == "Subject" else of_object
    spoken = not exists and ontology.is_a(kind, "Entity")
    return f"{side}Is{'Spoken' if spoken else ''}{kind[0].upper()}{kind[1:]}"


def _shapes_of(ontology: Ontology, relation: Relation, side: str, known: set[str]) -> Iterator[str]:
    """Yield the shape of an end, and what it needs, unless they are known; afterwards they are."""
    name = shape_name(ontology, relation, side)
    kind = ontology.classes.get(relation.domain if side == "Subject" else relation.range)
    if name in known or kind is None:
        return
    known.add(name)
    asks = f"sh:class <{kind.iri}>"
    if name.startswith(f"{side}IsSpoken"):
        asks = f"sh:node shape:Spoken{kind.name}"
        if f"Spoken{kind.name}" not in known:
            known.add(f"Spoken{kind.name}")
            yield _SPOKEN.format(kind=kind.name, iri=kind.iri)
    yield _kind_shape(name, side, kind, asks)


def _kind_shape(name: str, side: str, kind: EntityClass, asks: str) -> str:
    french = f"{_NAMED[side]} attendu : {kind.label.fr}. Corrigez l’affirmation ou le registre."
    english = f"{side} expected: {kind.label.en}. Correct the claim or the registry."
    return _KIND.format(
        name=name,
        asks=asks,
        french=ox.Literal(french, language="fr"),
        english=ox.Literal(english, language="en"),
    )
