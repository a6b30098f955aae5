"""What a page draws: nodes, and links between them, each with the claims that it stands on under any policy.

A scene is drawn once and read under many beliefs, so it holds more than any policy admits: the page shows
those of its links that stand under the belief its reader chooses. A value is a node of its own subject: two
events of which the same is said do not meet in it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.core.model import Claim, Entity, Literal
from kg.core.namespaces import RDFS, SKG, XSD
from kg.core.ontology import EntityClass, Label, Ontology, local_name
from kg.graph.read import Archive
from kg.query.provenance.footnotes import Cited
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
ADMITTED, RECORDED = "admitted", "recorded"
"""When a link is drawn: while a claim of it is admitted; or while one is on record, admitted or not."""


@dataclass(frozen=True, slots=True)
class Link:
    """A line of a drawing, from ``tail`` to ``head``: IRIs of entities, or of extra nodes of the scene.

    ``name`` is the local name of a relation or rule, or of what ``label`` says; no two links of a scene share
    ends, name and ``event``. ``claims`` are the IRIs of all claims that state it, admitted or not, in the
    order of the text.
    """

    tail: str
    head: str
    name: str
    label: Label
    sign: int
    claims: tuple[str, ...]
    shown: str = ADMITTED
    ways: tuple[tuple[tuple[str, ...], ...], ...] = ()
    """Of a derived link: the ways to make it, each a row of facts, each of these the claims that state it.
    It stands while a claim of every fact of some way is admitted."""
    unless: tuple[str, ...] = ()
    """Claims any of which takes a derived link away while it is admitted."""
    event: str = ""
    """Of a derived link: the IRI of the event or organisation that it goes through."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a drawing that is no entity: a toll, a claim, a value or a term, shown as one is."""

    iri: str
    kind: EntityClass
    label: Label


Drawn = Entity | Node
"""What a drawing can show."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What one page draws.

    ``extra`` are the nodes that are no entities of the archive.
    ``chosen`` is what the page opens on, by IRI; ``cited`` is the answer that the page shows, if any.
    """

    title: Label
    links: tuple[Link, ...]
    extra: tuple[Node, ...] = ()
    chosen: str = ""
    cited: Cited | None = None


def ends_of(archive: Archive, claim: Claim) -> tuple[Drawn, Drawn]:
    """Return the nodes that a claim is about, whether or not they are entities."""
    subject = node(archive, claim.subject)
    if not isinstance(claim.object, Literal):
        return subject, node(archive, claim.target)
    relation = claim.relation
    return subject, value(claim.subject, relation.iri, claim.target, XSD.base + relation.range)


def node(archive: Archive, iri: str) -> Drawn:
    """Return the node that an IRI names: an entity, a toll, a claim, or else a term."""
    if iri in archive.entities:
        return archive.entities[iri]
    if iri in archive.claims:
        words = f"«\u202f{clip(archive.claims[iri].quote)}\u202f»"
        return _extra(archive, iri, "Claim", Label(words, words))
    if iri in archive.tolls:
        return _toll(archive, next(claim for claim in archive.claims.values() if claim.target == iri))
    return _extra(archive, iri, "Term", term_label(archive.ontology, iri))


def value(subject: str, predicate: str, text: str, kind: str) -> Node:
    """Return the node of a literal; ``kind`` is its datatype or language.

    It is named by the digest of the triple that states it (RFC 6920, https://www.rfc-editor.org/rfc/rfc6920).
    """
    digest = hashlib.sha256("\n".join((subject, predicate, kind, text)).encode()).digest()
    name = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    label = _TRUTH.get(text) if kind == XSD.boolean else None
    return Node(f"ni:///sha-256;{name}", _VALUE, label or Label(clip(text), clip(text)))


def term_label(ontology: Ontology, iri: str) -> Label:
    """Return the label of a class, relation or term of the vocabulary; of anything else its last part."""
    known = {each.iri: each.label for each in ontology.classes.values()}
    known |= {each.iri: each.label for each in ontology.relations.values()}
    known |= {SKG.base + name: label for name, label in ontology.terms.items()}
    name = local_name(iri) or iri
    return known.get(iri, Label(name, name))


def of_scene(archive: Archive, nodes: Iterable[Drawn]) -> tuple[Node, ...]:
    """Keep the nodes that are no entities of an archive, each once, in order of their IRIs."""
    return tuple(v for _, v in sorted({n.iri: n for n in nodes}.items()) if isinstance(v, Node))


def _toll(archive: Archive, claim: Claim) -> Node:
    """Return a toll as a node that says what it counts: ``at least 70 killed``, ``au moins 70 morts``.

    What is counted is the last word of its relation's label: *a fait des morts*, *killed*.
    """
    words = archive.tolls[claim.target].label(archive.ontology)
    counted = claim.relation.label
    label = Label(f"{words.fr} {counted.fr.split()[-1]}", f"{words.en} {counted.en.split()[-1]}")
    return _extra(archive, claim.target, "Toll", label)


def _extra(archive: Archive, iri: str, kind: str, label: Label) -> Node:
    return Node(iri, replace(archive.ontology.classes[kind], shape=_SHAPE, colour=_COLOUR), label)
