"""The dataset itself: its IRI, title, licence, curators and version."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

from kg.core.namespaces import BASE
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

STATEMENT = Label(
    "Les articles sont l’œuvre de leurs éditeurs et le restent. Leurs mots, cités comme preuves, sont gardés "
    "pour la recherche et ne sont pas couverts par la licence des données.",
    "The articles are the work of their publishers and stay theirs. Their words, quoted as evidence, are "
    "kept for research and are not covered by the licence of the data.",
)
"""Whose the quotes are, apart from the licence of the data."""


@cache
def release() -> str:
    """Return the version of the program, which is that of what it builds."""
    from importlib.metadata import version

    return version("sahel-kg")


def part(name: str) -> str:
    """Return the IRI of a part of the description."""
    return f"{DATASET}/{name}"


def describes(quad: ox.Quad) -> bool:
    """Tell whether a quad belongs to the description of the dataset, which its own counts leave out."""
    subject = quad.subject.value
    return subject == DATASET or subject.startswith(DATASET + "/")
