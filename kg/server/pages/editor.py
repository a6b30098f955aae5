"""The page for SPARQL queries: the editor of the explorer, asking the endpoint that serves it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kg.core.namespaces import BASE, DCTERMS, RDF, RDFS, SCHEMA
from kg.core.ontology import local_name
from kg.explorer.bundle import bundle
from kg.explorer.offline_sparql import library
from kg.query.names import LISTS
from kg.server.dataset import Dataset
from kg.server.pages.rendering import read, render_with
from kg.server.replies import Reply

STYLES = ("theme.css", "base.css", "page.css", "views.css", "query_editor.css", "query.css")


def query_editor(dataset: Dataset, job: Mapping[str, Any]) -> Reply:
    """Return the page; what it asks at first stands in its address, behind ``#`` or ``?query=``."""
    from markupsafe import Markup

    data = json.dumps(_known(dataset), ensure_ascii=False).replace("<", "\u003c")  # ends no script
    own_server = {"connect": "'self'", "frame": "'self'"}
    page = render_with("query.html", read(*STYLES), bundle("query.js"), own_server, {"data": Markup(data)})
    return Reply(200, "text/html;charset=utf-8", page)


def _known(dataset: Dataset) -> dict[str, Any]:
    """Gather what the page has to work with: the library, prefixes, policies, what parameters take."""
    built = dataset.built()
    labels = f"SELECT ?term ?label WHERE {{ ?term <{RDF.type}> <%s> ; <{RDFS.label}> ?label }}"
    articles = (
        f"SELECT ?article ?id ?language WHERE {{ ?article <{DCTERMS.identifier}> ?id ; "
        f"<{SCHEMA.inLanguage}> ?language }} ORDER BY ?id"
    )
    found = [(row[0].value, row[1].value, row[2].value) for row in built.query(articles)]
    choices = {"article": [(iri, [name, name]) for iri, name, _ in found]}
    for kind, listed in LISTS.items():
        names: dict[str, dict[str, str]] = {}
        for term, label in built.query(labels % listed):
            names.setdefault(term.value, {})[label.language or ""] = label.value
        pairs = [(iri, [_in(by, "fr", iri), _in(by, "en", iri)]) for iri, by in names.items()]
        choices[kind] = sorted(pairs, key=lambda pair: pair[1][1])
    known: dict[str, Any] = json.loads(library())
    return known | {
        "base": BASE,
        "policy": built.policy,
        "policies": dataset.policies,
        "choices": choices,
        "languages": {name: language for _, name, language in found},
    }


def _in(names: dict[str, str], language: str, iri: str) -> str:
    return names.get(language) or local_name(iri)
