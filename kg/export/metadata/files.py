"""The inventory of a build: what each file is, in two languages, its media type and rights.

One place says it, and the graph's description of itself, the RO-Crate and the pages read it here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.core.ontology import Label
from kg.export.writer import ANSWERS, FACTS_OF, MEASURES, PAGES, VOCABULARY, WHOLE, Item
from kg.export.writers import WRITERS

CRATE = "ro-crate-metadata.json"
_EXPLORER = Label(
    "le graphe et ses preuves, à explorer hors ligne", "the graph with its evidence, to be explored offline"
)
_ONTOLOGY = Label("le vocabulaire : classes, relations, listes", "the vocabulary: classes, relations, lists")
_SHAPES = Label("ce à quoi ressemble le graphe, pour l’éprouver", "what the graph looks like, to check it by")
_GLOSSARY = Label(
    "le vocabulaire expliqué, avec un exemple de chaque relation",
    "the vocabulary explained, with an example of each relation",
)
_CRATE = Label("la description de tous les fichiers", "the description of all files")
_FIXED: dict[str, Item] = WRITERS | {
    item.name: item
    for item in (
        Item("index.html", _EXPLORER, WHOLE, True),
        Item("ontology.ttl", _ONTOLOGY, VOCABULARY, False, "https://www.w3.org/TR/owl2-overview/"),
        Item("shapes.ttl", _SHAPES, VOCABULARY, False, "https://www.w3.org/TR/shacl/"),
        Item("ontology.html", _GLOSSARY, VOCABULARY, True),
        Item(CRATE, _CRATE, WHOLE, False, "https://w3id.org/ro/crate/1.2"),
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
        return Item(name, about, FACTS_OF + stem, True)
    parts = {"answers": ANSWERS, "figures": MEASURES, "pages": PAGES}
    if folder not in parts or name not in titles:
        raise ValueError(f"'{name}' is no file of a build that the inventory knows")
    return Item(name, titles[name], parts[folder], folder != "figures")
