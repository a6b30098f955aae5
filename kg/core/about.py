"""Who and what the dataset is, and single statements of the graph of provenance, ``…/graph/meta``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pyoxigraph as ox

from kg.core.namespaces import BASE, GRAPHS, XSD
from kg.core.ontology import Label

DATASET = BASE + "dataset"
"""The dataset; whatever else describes it has an IRI ``dataset/…``, and nothing else has."""
LICENCE = "https://spdx.org/licenses/MIT"
TITLE = Label(
    "Un graphe de connaissances des acteurs et événements du Sahel où chaque lien mène à sa phrase",
    "A knowledge graph of Sahel actors and events in which every edge leads to its sentence",
)
CURATORS = Label(
    "les curateurs du graphe de connaissances du Sahel", "the curators of the Sahel knowledge graph"
)
_META = ox.NamedNode(GRAPHS["meta"])


@cache
def release() -> str:
    """Return the version of the program, which is that of what it builds."""
    from importlib.metadata import version

    return version("sahel-kg")


def say(subject: str, prop: str, value: str | ox.Literal) -> ox.Quad:
    """State one thing; a text is an IRI."""
    obj = value if isinstance(value, ox.Literal) else ox.NamedNode(value)
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(prop), obj, _META)


def worded(subject: str, prop: str, label: Label) -> Iterator[ox.Quad]:
    """State one thing in French and in English."""
    yield say(subject, prop, ox.Literal(label.fr, language="fr"))
    yield say(subject, prop, ox.Literal(label.en, language="en"))


def number(value: int) -> ox.Literal:
    """Write a whole number as ``xsd:integer``."""
    return typed(str(value), XSD.integer)


def typed(text: str, datatype: str) -> ox.Literal:
    """Write a literal of a datatype, in canonical form."""
    return ox.Literal(text, datatype=ox.NamedNode(datatype))


def part(name: str) -> str:
    """Return the IRI of a part of the description."""
    return f"{DATASET}/{name}"


def describes(quad: ox.Quad) -> bool:
    """Tell whether a quad belongs to the description of the dataset, which its own counts leave out."""
    subject = quad.subject.value
    return subject == DATASET or subject.startswith(DATASET + "/")
