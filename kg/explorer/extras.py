"""Nodes of a drawing that are no entities: tolls, claims, values and terms, named in both languages.

A value is a node of its own subject: two events of which the same is said do not meet in it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import replace

from kg.core.namespaces import RDFS, SKG, XSD
from kg.core.ontology import EntityClass, Label, local_name, read_ontology
from kg.graph.read import Archive, Statement, Thing
from kg.query.results import clip

_SHAPE, _COLOUR = "box", "#D0D0D0"
"""How all of them look: what is no entity is words in a box."""
_VALUE = EntityClass(
    name="Literal",
    iri=RDFS.base + "Literal",
    label=Label("Valeur", "Value"),
    ancestors=frozenset({"Literal"}),
    path="value",
    shape=_SHAPE,
    colour=_COLOUR,
    exists_by_claim=False,
    expects=(),
)
_TRUTH = {"true": Label("oui", "yes"), "false": Label("non", "no")}


def ends_of(archive: Archive, statement: Statement) -> tuple[Thing, Thing]:
    """Return the nodes that a statement is about, whether or not they are entities."""
    subject = node(archive, statement.subject)
    if statement.object in archive.tolls:
        return subject, _toll(archive, statement)
    if statement.object_is_iri:
        return subject, node(archive, statement.object)
    relation = read_ontology().relations[statement.relation]
    return subject, value(statement.subject, relation.iri, statement.object, XSD.base + relation.range)


def node(archive: Archive, iri: str) -> Thing:
    """Return the node that an IRI names: an entity, a toll, a claim, or else a term."""
    if iri in archive.things:
        return archive.things[iri]
    if iri in archive.statements:
        words = f"«\u202f{clip(archive.statements[iri].quote)}\u202f»"
        return _extra(iri, "Claim", Label(words, words))
    if iri in archive.tolls:
        return _toll(archive, next(s for s in archive.statements.values() if s.object == iri))
    return _extra(iri, "Term", term_label(iri))


def value(subject: str, predicate: str, text: str, kind: str) -> Thing:
    """Return the node of a literal; ``kind`` is its datatype or language.

    It is named by the digest of the triple that states it (RFC 6920, https://www.rfc-editor.org/rfc/rfc6920).
    """
    digest = hashlib.sha256("\n".join((subject, predicate, kind, text)).encode()).digest()
    name = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    label = _TRUTH.get(text) if kind == XSD.boolean else None
    label = label or Label(clip(text), clip(text))
    return Thing(f"ni:///sha-256;{name}", _VALUE, label, (), (), exists=True)


def term_label(iri: str) -> Label:
    """Return the label of a class, relation or term of the vocabulary; of anything else its last part."""
    ontology = read_ontology()
    known = {each.iri: each.label for each in ontology.classes.values()}
    known |= {each.iri: each.label for each in ontology.relations.values()}
    known |= {SKG.base + name: label for name, label in ontology.terms.items()}
    name = local_name(iri) or iri
    return known.get(iri, Label(name, name))


def toll_label(words: str) -> Label:
    """Say in both languages what an archive says of a toll in English, as in ``at least 70``."""
    for label in read_ontology().terms.values():
        if words.startswith(label.en + " "):
            return Label(words.replace(label.en, label.fr, 1).replace(" and ", " et ", 1), words)
    return Label(words, words)


def of_scene(archive: Archive, nodes: Iterable[Thing]) -> tuple[Thing, ...]:
    """Keep the nodes that are no things of an archive, each once, in order of their IRIs."""
    return tuple(v for iri, v in sorted({n.iri: n for n in nodes}.items()) if iri not in archive.things)


def _toll(archive: Archive, statement: Statement) -> Thing:
    """Return a toll as a node that says what it counts: ``at least 70 killed``, ``au moins 70 morts``.

    What is counted is the last word of its relation's label: *a fait des morts*, *killed*.
    """
    words = toll_label(archive.tolls[statement.object])
    counted = read_ontology().relations[statement.relation].label
    label = Label(f"{words.fr} {counted.fr.split()[-1]}", f"{words.en} {counted.en.split()[-1]}")
    return _extra(statement.object, "Toll", label)


def _extra(iri: str, kind: str, label: Label) -> Thing:
    looks = replace(read_ontology().classes[kind], shape=_SHAPE, colour=_COLOUR)
    return Thing(iri, looks, label, (), (), exists=True)
