"""The SPARQL service description, for RDF clients, and the OpenAPI description, for those of HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from kg.core.media import FORM, PROBLEM
from kg.core.namespaces import BASE, RDF, SD, VOID
from kg.core.quads import number, triple
from kg.server.dataset import Dataset
from kg.server.negotiation import EXTENSIONS, GRAPHS, ROWS, choose
from kg.server.replies import Refused, Reply
from kg.server.sparql import serialise

FORMATS = "http://www.w3.org/ns/formats/"
_NAMES = {
    "json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV", "ttl": "Turtle", "nt": "N-Triples", "jsonld": "JSON-LD", "rdf": "RDF_XML",
    "trig": "TriG", "nq": "N-Quads",
}  # fmt: skip
"""The formats by their names in https://www.w3.org/ns/formats/."""


def describe_service(dataset: Dataset, job: Mapping[str, Any]) -> Reply:
    """Describe the service as RDF.

    Raises ``Refused``.
    """
    media = choose(job["accept"], tuple(GRAPHS))
    if media is None:
        raise Refused(406, "Not acceptable", f"a description comes as {', '.join(GRAPHS)}")
    return serialise(list(service(dataset, job["base"] + job["path"], job.get("policy", ""))), media)


def describe_interface(dataset: Dataset, job: Mapping[str, Any]) -> Reply:
    """Describe the interface as OpenAPI."""
    return Reply(200, "application/json", json.dumps(openapi(dataset, job["base"])).encode())


def service(dataset: Dataset, endpoint: str, policy: str = "") -> Iterator[ox.Triple]:
    """Yield the service description (https://www.w3.org/TR/sparql11-service-description/).

    ``endpoint`` is the address of the service, and the description hangs on it: no blank node is needed.
    """
    asked, default = f"{endpoint}#dataset", f"{endpoint}#default"
    yield triple(endpoint, RDF.type, SD.Service)
    yield triple(endpoint, SD.endpoint, endpoint)
    yield triple(endpoint, SD.supportedLanguage, SD.SPARQL11Query)
    yield from (triple(endpoint, SD.resultFormat, FORMATS + name) for name in _NAMES.values())
    yield triple(endpoint, SD.defaultDataset, asked)
    yield triple(asked, RDF.type, SD.Dataset)
    yield triple(asked, SD.defaultGraph, default)
    yield triple(default, RDF.type, SD.Graph)
    merged = {graph.value for graph in dataset.default_graph(policy) if isinstance(graph, ox.NamedNode)}
    if merged:
        yield triple(endpoint, SD.feature, SD.UnionDefaultGraph)
        yield triple(asked, VOID.inDataset, BASE + "dataset")
    total = 0
    for name in dataset.graphs:
        size = sum(1 for _ in dataset.store.quads_for_pattern(None, None, None, ox.NamedNode(name)))
        total += size if name in merged else 0
        named = f"{endpoint}#{name.removeprefix(BASE)}"
        yield triple(asked, SD.namedGraph, named)
        yield triple(named, RDF.type, SD.NamedGraph)
        yield triple(named, SD.name, name)
        yield triple(named, SD.graph, name)
        yield triple(name, RDF.type, SD.Graph)
        yield triple(name, VOID.triples, number(size))
    if merged:
        yield triple(default, VOID.triples, number(total))


def openapi(dataset: Dataset, base: str) -> dict[str, Any]:
    """Describe the interface (https://spec.openapis.org/oas/v3.1.0)."""
    limits = dataset.limits
    query = {"type": "string", "minLength": 1, "maxLength": limits.query}
    graphs = {"type": "array", "items": {"type": "string", "format": "uri"}}
    form = {
        "type": "object",
        "required": ["query"],
        "properties": {"query": query, "default-graph-uri": graphs, "named-graph-uri": graphs},
    }
    fields = [
        _field("query", query, "A SELECT, ASK, CONSTRUCT or DESCRIBE; without it, the service is described."),
        _field("default-graph-uri", graphs, "Graphs of the store that make the default graph."),
        _field("named-graph-uri", graphs, "Graphs of the store that GRAPH can name."),
        _field("format", {"type": "string", "enum": list(EXTENSIONS)}, "For clients that cannot set Accept."),
    ]
    body = {
        "required": True,
        "content": {
            FORM: {"schema": form},
            "application/sparql-query": {"schema": query},
        },
    }

    def at(*more: dict[str, Any]) -> dict[str, Any]:
        reading = {"parameters": [*more, *fields], "responses": _responses(303)}
        writing = {"parameters": list(more), "requestBody": body, "responses": _responses()}
        return {
            "get": {"summary": "Ask in SPARQL", **reading},
            "post": {"summary": "Ask in SPARQL", **writing},
        }

    policies = {"type": "string", "enum": list(dataset.policies)}
    policy = {"name": "policy", "in": "path", "required": True, "schema": policies}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sahel knowledge graph",
            "version": "1",
            "summary": "Claims of news articles and the facts that follow from them; read-only.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": base}],
        "paths": {
            "/sparql": at(),
            "/sparql/{policy}": at(policy),
            **_names(),
            "/health": {"get": {"summary": "Is it well?", "responses": _json()}},
            "/openapi.json": {"get": {"summary": "This description", "responses": _json()}},
        },
    }


def _names() -> dict[str, Any]:
    """Describe how names are found: by the Reconciliation Service API 0.2, and by ``q`` alone."""
    text, whole = {"type": "string", "maxLength": 500}, {"type": "integer", "minimum": 0, "maximum": 25}
    batch = {"type": "string", "description": "JSON, as the Reconciliation Service API has it"}
    form = {"type": "object", "properties": {"queries": batch, "extend": batch}}
    job = (
        _field("q", text, "A name in any language or spelling."),
        _field("type", text, "A class of the vocabulary that it is to be of."),
        _field("limit", whole, "How many candidates."),
    )
    found = {
        "get": {"summary": "Find entities by name", "parameters": list(job), "responses": _json()},
        "post": {
            "summary": "Find many, or more about those found",
            "requestBody": {"required": True, "content": {FORM: {"schema": form}}},
            "responses": _json(),
        },
    }
    prefix, cursor = (
        _field("prefix", text, "How it begins."),
        _field("cursor", {"type": "integer"}, "From which."),
    )
    suggested = {
        f"/find/suggest/{what}": {
            "get": {"summary": f"Suggest {what}", "parameters": [prefix, cursor], "responses": _json()}
        }
        for what in ("entity", "property", "type")
    }
    return {"/find": found} | suggested


def _field(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _responses(*more: int) -> dict[str, Any]:
    """List what may come back: rows or triples, or a refusal that says why."""
    found: dict[str, dict[str, str]] = {media: {} for media in (*ROWS, *GRAPHS)}
    return {
        "200": {"description": "Rows, yes or no, or triples", "content": found},
        **({"303": {"description": "A person is led to the page for queries"}} if more else {}),
        **_refusals(400, 403, 404, 406, 408, 413, 415, 431, 503),
    }


def _json() -> dict[str, Any]:
    ok = {"description": "Found", "content": {"application/json": {"schema": {"type": "object"}}}}
    return {"200": ok, **_refusals(400, 408, 413, 415, 431, 503)}


def _refusals(*statuses: int) -> dict[str, Any]:
    """Describe refusals; one comes as plain text where a request cannot even be read as HTTP."""
    content = {PROBLEM: {"schema": _PROBLEM}}
    unread = {"text/plain": {"schema": {"type": "string"}}}
    return {
        str(status): {
            "description": "Refused, with the reason",
            "content": content | unread if status == 400 else content,
        }
        for status in statuses
    }


_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}
"""A problem document, RFC 9457."""
