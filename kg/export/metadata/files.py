"""What the files of a build are: for people in two languages, and for machines by media type and rights.

One place says it, and the graph's description of itself, the RO-Crate and the pages read it here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.core import media
from kg.core.namespaces import BASE
from kg.core.ontology import Label

WHOLE, VOCABULARY, FACTS = "whole", "ontology", "facts-"
NETWORK, MEASURES, ANSWERS, PAGES = "network", "measures", "answers", "pages"
"""What a file is a form of: the whole, the vocabulary, a policy’s facts, or something drawn from them."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file of a build: what it is, what it is a form of, and whether it holds words of the articles."""

    name: str
    about: Label
    part: str
    quotes: bool
    conforms: str = ""
    """The IRI of the standard that the file follows, where the media type does not tell."""

    @property
    def media(self) -> str:
        """The media type."""
        return media.FILES[self.name.rpartition(".")[2]]

    @property
    def key(self) -> str:
        """The name as one segment of an IRI."""
        return self.name.replace("/", "-")

    @property
    def address(self) -> str:
        """Where the file stands if the build is published under the base of its IRIs."""
        return BASE + self.name


CRATE = "ro-crate-metadata.json"
_FIXED = {
    item.name: item
    for item in (
        Item("sahel.ttl", Label("tout, en un seul graphe", "everything in one graph"), WHOLE, True),
        Item("sahel.trig", Label("tout, en graphes nommés", "everything in named graphs"), WHOLE, True),
        Item("sahel.nq", Label("tout, en graphes nommés", "everything in named graphs"), WHOLE, True),
        Item("sahel.jsonld", Label("tout, en graphes nommés", "everything in named graphs"), WHOLE, True),
        Item("sahel.rdf", Label("tout, en un seul graphe", "everything in one graph"), WHOLE, True),
        Item(
            "sahel-rdf12.ttl",
            Label(
                "tout, en un seul graphe, avec les triplets cités de RDF 1.2",
                "everything in one graph, with the triple terms of RDF 1.2",
            ),
            WHOLE,
            True,
            "https://www.w3.org/TR/rdf12-turtle/",
        ),
        Item(
            "claims.csv",
            Label(
                "une affirmation par ligne, avec sa citation, son locuteur, sa position et son statut",
                "one claim a row, with its quote, claimant, stance and status",
            ),
            WHOLE,
            True,
            "https://www.rfc-editor.org/info/rfc4180",
        ),
        Item(
            "claims-spreadsheet.csv",
            Label(
                "une affirmation par ligne, pour un tableur : aucune cellule n’est une formule",
                "one claim a row, for a spreadsheet: no cell is a formula",
            ),
            WHOLE,
            True,
        ),
        Item(
            "index.html",
            Label(
                "le graphe et ses preuves, à explorer hors ligne",
                "the graph with its evidence, to be explored offline",
            ),
            WHOLE,
            True,
        ),
        Item(
            "ontology.ttl",
            Label("le vocabulaire : classes, relations, listes", "the vocabulary: classes, relations, lists"),
            VOCABULARY,
            False,
            "https://www.w3.org/TR/owl2-overview/",
        ),
        Item(
            "ontology.html",
            Label(
                "le vocabulaire expliqué, avec un exemple de chaque relation",
                "the vocabulary explained, with an example of each relation",
            ),
            VOCABULARY,
            True,
        ),
        Item(
            "network.graphml",
            Label("le réseau des faits, avec ses citations", "the network of the facts, with its quotes"),
            NETWORK,
            True,
            "http://graphml.graphdrawing.org/specification.html",
        ),
        Item(
            "network.gexf",
            Label("le réseau des faits, pour Gephi", "the network of the facts, for Gephi"),
            NETWORK,
            True,
            "https://gexf.net/1.3/",
        ),
        Item(
            "network.cyjs",
            Label("le réseau des faits, pour Cytoscape", "the network of the facts, for Cytoscape"),
            NETWORK,
            True,
        ),
        Item("nodes.csv", Label("les nœuds du réseau", "the nodes of the network"), NETWORK, False),
        Item(
            "edges.csv",
            Label("les arêtes du réseau, avec leurs citations", "the edges of the network and their quotes"),
            NETWORK,
            True,
        ),
        Item(
            "measures.csv",
            Label(
                "chaque score de chaque nœud, avec les rangs qu’il prend sans telle preuve",
                "every score of every node, with the ranks it takes when evidence is left out",
            ),
            MEASURES,
            False,
        ),
        Item(
            "measures.ttl",
            Label(
                "les scores et les rangs comme triplets, avec le réseau mesuré et ses affirmations",
                "scores and ranks as triples, with the network that was measured and its claims",
            ),
            MEASURES,
            False,
        ),
        Item(
            CRATE,
            Label("la description de tous les fichiers", "the description of all files"),
            WHOLE,
            False,
            "https://w3id.org/ro/crate/1.2",
        ),
    )
}


def inventory(names: Iterable[str], titles: Mapping[str, Label]) -> tuple[Item, ...]:
    """Say of each file of a build what it is; ``titles`` are those of answers, figures and pages, by name.

    Raises ``ValueError`` for a file of which nothing is known.
    """
    return tuple(_FIXED.get(name) or _of_folder(name, titles) for name in names)


def _of_folder(name: str, titles: Mapping[str, Label]) -> Item:
    folder, _, file = name.rpartition("/")
    stem = file.partition(".")[0]
    if folder == "facts":
        about = Label(f"les faits selon la politique « {stem} »", f"the facts under the policy '{stem}'")
        return Item(name, about, FACTS + stem, True)
    parts = {"answers": ANSWERS, "figures": MEASURES, "pages": PAGES}
    if folder not in parts or name not in titles:
        raise ValueError(f"'{name}' is no file of a build that the inventory knows")
    return Item(name, titles[name], parts[folder], folder != "figures")
