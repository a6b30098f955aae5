"""The dataset for search engines: schema.org's ``Dataset`` as JSON-LD in the head of a page.

It follows https://schema.org/Dataset and what Google asks of one
(https://developers.google.com/search/docs/appearance/structured-data/dataset). No page runs it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from kg.core.about import CURATORS, DATASET, LICENCE, STATEMENT, TITLE, release
from kg.export.metadata.void import ABOUT, ISSUED, KEYWORDS, Coverage
from kg.export.vocabulary.page import Term, read_terms
from kg.export.writer import FACTS_OF, MEASURES, NETWORK, WHOLE, Item
from kg.graph.read import Archive

MEASURED = (
    *("polarity", "narratorStance", "mode", "basis", "status", "killed", "injured"),
    *("Degree", "Betweenness", "Eigenvector", "Pagerank", "Core", "Constraint", "EffectiveSize"),
)
"""The terms of the vocabulary that a reader could call variables."""


def card(archive: Archive, items: Iterable[Item], covered: Coverage) -> str:
    """Describe the dataset as JSON that may stand within a ``<script>``: no ``<`` is in it."""
    terms = read_terms(archive.ontology)
    known: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": DATASET,
        "identifier": DATASET,
        "name": TITLE.en,
        "alternateName": TITLE.fr,
        "description": f"{ABOUT.en} {ABOUT.fr}",
        "license": LICENCE,
        "copyrightNotice": STATEMENT.en,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": CURATORS.en, "alternateName": CURATORS.fr},
        "datePublished": ISSUED,
        "version": release(),
        "inLanguage": ["fr", "en"],
        "keywords": list(dict.fromkeys(word for each in KEYWORDS for word in (each.en, each.fr))),
        "spatialCoverage": [_place(archive, iri, spot) for iri, spot in covered.places.items()],
        "variableMeasured": [_variable(terms[name]) for name in MEASURED],
        "distribution": [_download(item) for item in items if _holds_data(item)],
    }
    if covered.first or covered.last:  # an open end is '..', as in ISO 8601-2
        known["temporalCoverage"] = f"{covered.first or '..'}/{covered.last or '..'}"
    text = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _place(archive: Archive, iri: str, spot: tuple[str, str] | None) -> dict[str, Any]:
    label = archive.entities[iri].label
    place: dict[str, Any] = {"@type": "Place", "@id": iri, "name": label.en}
    if label.fr != label.en:
        place["alternateName"] = label.fr
    if spot:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": spot[0], "longitude": spot[1]}
    return place


def _variable(term: Term) -> dict[str, str]:
    return {
        "@type": "PropertyValue",
        "propertyID": term.iri,
        "name": term.label.en,
        "alternateName": term.label.fr,
        "description": term.definition.en,
    }


def _holds_data(item: Item) -> bool:
    kept = item.part in (WHOLE, NETWORK, MEASURES) or item.part.startswith(FACTS_OF)
    return kept and not item.name.endswith((".html", ".svg"))


def _download(item: Item) -> dict[str, str]:
    return {
        "@type": "DataDownload",
        "name": item.name,
        "description": item.about.en,
        "encodingFormat": item.media,
        "contentUrl": item.address,
    }
