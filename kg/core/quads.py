"""Single RDF statements as pyoxigraph terms; claims, of which there are many, are written as lines."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.core.namespaces import BESIDE, GRAPHS, XSD
from kg.core.ontology import Label


def triple(subject: str, prop: str, value: str | ox.Literal) -> ox.Triple:
    """Make a triple; a text stands for an IRI."""
    obj = value if isinstance(value, ox.Literal) else ox.NamedNode(value)
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(prop), obj)


def quad(graph: str, subject: str, prop: str, value: str | ox.Literal) -> ox.Quad:
    """Make a quad of a graph of ours, given by its name; a text stands for an IRI."""
    made = triple(subject, prop, value)
    return ox.Quad(made.subject, made.predicate, made.object, ox.NamedNode((GRAPHS | BESIDE)[graph]))


def labelled(graph: str, subject: str, prop: str, label: Label) -> Iterator[ox.Quad]:
    """Yield one statement in French and in English."""
    yield quad(graph, subject, prop, ox.Literal(label.fr, language="fr"))
    yield quad(graph, subject, prop, ox.Literal(label.en, language="en"))


def number(value: int) -> ox.Literal:
    """Make an ``xsd:integer``."""
    return typed(str(value), XSD.integer)


def typed(text: str, datatype: str) -> ox.Literal:
    """Make a literal of a datatype, whose text is in canonical form."""
    return ox.Literal(text, datatype=ox.NamedNode(datatype))
