"""The SPARQL service description, for RDF clients, and the OpenAPI description, for those of HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Any

import pyoxigraph as ox

from kg.core.namespaces import BASE, RDF, SD, VOID
from kg.core.quads import number, triple
from kg.server.dataset import Dataset
from kg.server.negotiation import EXTENSIONS, ROWS, TRIPLES, choose
from kg.server.replies import Refused, Reply
from kg.server.sparql import serialise

_OPENAPI = Path(__file__).parent / "openapi.yaml"
FORMATS = "http://www.w3.org/ns/formats/"
_NAMES = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads"),
)
"""The formats by their names in https://www.w3.org/ns/formats/."""


def describe_service(dataset: Dataset, job: Mapping[str, Any]) -> Reply:
    """Describe the service as RDF.

    Raises ``Refused``.
    """
    media = choose(job["accept"], tuple(TRIPLES))
    if media is None:
        raise Refused(406, "Not acceptable", f"a description comes as {', '.join(TRIPLES)}")
    described = list(service(dataset, job["base"] + job["path"], job.get("policy", "")))
    return serialise(described, media, dataset.limits)


def describe_interface(dataset: Dataset, job: Mapping[str, Any]) -> Reply:
    """Describe the interface as OpenAPI (https://spec.openapis.org/oas/v3.1.0)."""
    import yaml  # rarely needed

    values = {
        "base": job["base"],
        "query": dataset.limits.query,
        "formats": list(EXTENSIONS),
        "policies": list(dataset.policies),
        "answers": {media: {} for media in (*ROWS, *TRIPLES)},
    }
    written = {name: json.dumps(value) for name, value in values.items()}  # YAML holds all of JSON
    described = Template(_OPENAPI.read_text(encoding="utf-8")).substitute(written)
    return Reply(200, "application/json", json.dumps(yaml.safe_load(described)).encode())


def service(dataset: Dataset, endpoint: str, policy: str = "") -> Iterator[ox.Triple]:
    """Yield the service description (https://www.w3.org/TR/sparql11-service-description/).

    ``endpoint`` is the address of the service, and the description hangs on it: no blank node is needed.
    """
    default_graph = dataset.default_graph(policy)  # refuses a policy that there is not, whatever its name
    asked, default = f"{endpoint}#dataset", f"{endpoint}#default"
    yield triple(endpoint, RDF.type, SD.Service)
    yield triple(endpoint, SD.endpoint, endpoint)
    yield triple(endpoint, SD.supportedLanguage, SD.SPARQL11Query)
    yield from (triple(endpoint, SD.resultFormat, FORMATS + name) for name in _NAMES)
    yield triple(endpoint, SD.defaultDataset, asked)
    yield triple(asked, RDF.type, SD.Dataset)
    yield triple(asked, SD.defaultGraph, default)
    yield triple(default, RDF.type, SD.Graph)
    merged = {graph.value for graph in default_graph if isinstance(graph, ox.NamedNode)}
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
