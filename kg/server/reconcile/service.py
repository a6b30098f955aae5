"""Fuzzy matching of names with entities over HTTP: ``/find``, and the service that OpenRefine speaks to.

It follows the Reconciliation Service API 0.2
(https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote as percent

from kg.core.iris import fold
from kg.core.model import Entity
from kg.core.namespaces import BASE, SKG
from kg.core.ontology import Ontology
from kg.server.dataset import Dataset
from kg.server.fields import Fields
from kg.server.pages.rendering import render
from kg.server.reconcile.candidates import (
    CANDIDATES,
    LONGEST,
    QUERIES,
    USUAL,
    answer_batch,
    described,
    find_candidates,
    id_of,
)
from kg.server.reconcile.properties import Property, extend, properties_of, type_of, values_of
from kg.server.replies import Refused, Reply

WIDTH, HEIGHT = 420, 260
"""Of a preview, in pixels."""
_PAGED = 20


def reconcile(dataset: Dataset, job: Mapping[str, Any]) -> Reply:
    """Answer at ``/find`` and below: ``q``, ``queries``, ``extend``, or else the manifest of the service.

    Raises ``Refused``.
    """
    fields = Fields(job["fields"])
    if fields.one("callback"):
        raise Refused(400, "No JSONP", "leave 'callback' away: any page may read the answers (CORS)")
    path = job["path"].strip("/").removeprefix("find").strip("/")
    if path not in ROUTES:
        raise Refused(404, "Not found", f"below /find there are {', '.join(filter(None, ROUTES))}")
    found = ROUTES[path](dataset, fields, job["base"])
    if isinstance(found, Reply):
        return found
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return Reply(200, "application/json", body.encode())


def _service(dataset: Dataset, fields: Fields, base: str) -> Any:
    if fields.all("queries"):
        return answer_batch(dataset, fields.json("queries"))
    if fields.all("extend"):
        return _extend(dataset, fields, base)
    if fields.all("q"):
        query: dict[str, Any] = {"query": fields.one("q"), "limit": fields.number("limit", USUAL, CANDIDATES)}
        if fields.one("type"):
            query["type"] = fields.one("type")
        return {"result": find_candidates(dataset, "q", query)}
    return manifest(dataset.ontology, base)


def manifest(ontology: Ontology, base: str) -> dict[str, Any]:
    """Describe the service for a server at an address."""
    here, kinds = {"service_url": f"{base}/find"}, ontology.classes
    return {
        "versions": ["0.1", "0.2"],
        "name": "Sahel knowledge graph",
        "identifierSpace": BASE,
        "schemaSpace": SKG.base,
        "documentation": f"{base}/openapi.json",
        "defaultTypes": [type_of(kinds[name]) for name in ("Actor", "Place", "Event") if name in kinds],
        "view": {"url": f"{base}/{{{{id}}}}"},
        "preview": {"url": f"{base}/find/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            name: here | {"service_path": f"/suggest/{name}"} for name in ("entity", "type", "property")
        },
        "extend": {"propose_properties": here | {"service_path": "/properties"}, "property_settings": []},
    }


def _suggested(rows: list[dict[str, Any]], fields: Fields) -> dict[str, Any]:
    cursor = fields.number("cursor", 0, 100_000)
    return {"result": rows[cursor : cursor + _PAGED]}


def _suggest_entity(dataset: Dataset, fields: Fields, base: str) -> Any:
    found = dataset.names.complete(_prefix(fields))
    rows = [described(entity) | {"notable": [type_of(entity.kind)]} for entity in found]
    return _suggested(rows, fields)


def _suggest_type(dataset: Dataset, fields: Fields, base: str) -> Any:
    used = {name for entity in dataset.names.entities.values() for name in entity.kind.ancestors}
    kinds = [kind for name, kind in dataset.ontology.classes.items() if name in used]
    rows = [type_of(kind) | {"description": kind.label.fr} for kind in kinds]
    return _suggested(_beginning(rows, _prefix(fields)), fields)


def _suggest_property(dataset: Dataset, fields: Fields, base: str) -> Any:
    properties = properties_of(dataset)
    rows = [{"id": each.id, "name": each.label, "description": each.definition} for each in properties]
    return _suggested(_beginning(rows, _prefix(fields)), fields)


def _prefix(fields: Fields) -> str:
    if not fields.all("prefix"):
        raise Refused(400, "Bad request", "the field 'prefix' is missing")
    return fields.one("prefix")[:LONGEST]


def _beginning(rows: list[dict[str, Any]], prefix: str) -> list[dict[str, Any]]:
    """Choose the rows that have a word which begins so, in any of their texts; those by name come first."""
    wanted = fold(prefix)

    def rank(row: dict[str, Any]) -> int:
        texts = [fold(row[name]) for name in ("name", "id", "description")]
        return next((place for place, text in enumerate(texts) if f" {wanted}" in f" {text}"), 9)

    return sorted((row for row in rows if rank(row) < 9), key=lambda row: (rank(row), row["name"]))


def _propose(dataset: Dataset, fields: Fields, base: str) -> Any:
    kind = fields.one("type").removeprefix(SKG.base)
    limit = fields.number("limit", CANDIDATES, 1_000)
    suiting = [each for each in properties_of(dataset) if each.suits(dataset.ontology, kind)]
    proposed = [{"id": each.id, "name": each.label} for each in suiting[:limit]]
    return {"type": kind, "limit": limit, "properties": proposed}


def _extend(dataset: Dataset, fields: Fields, base: str) -> Any:
    if not fields.all("extend"):
        raise Refused(400, "Bad request", "the field 'extend' is missing")
    wanted = fields.json("extend")
    given = wanted if isinstance(wanted, dict) else {}
    ids, properties = given.get("ids"), given.get("properties")
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise Refused(400, "Bad request", "'extend' has 'ids', a list of texts")
    if not isinstance(properties, list) or not all(
        isinstance(each, dict) and isinstance(each.get("id"), str) for each in properties
    ):
        raise Refused(400, "Bad request", "'extend' has 'properties', a list of objects with an 'id'")
    if len(ids) > 20 * QUERIES or len(properties) > QUERIES:
        raise Refused(400, "Too much at once", f"at most {20 * QUERIES} ids and {QUERIES} properties at once")
    return extend(dataset, ids, [each["id"] for each in properties])


def _preview(dataset: Dataset, fields: Fields, base: str) -> Reply:
    given = fields.one("id")
    entity = dataset.names.entities.get(BASE + given.removeprefix(BASE))
    if entity is None:
        raise Refused(404, "Not found", f"no entity '{given[:LONGEST]}'")
    shown = [each for each in properties_of(dataset) if each.in_preview]
    said = [row for each in shown for row in _rows(dataset, entity, each)]
    body = render("preview.html", entity=entity, said=said[:12], href=f"{base}/{percent(id_of(entity))}")
    framed = {"Content-Security-Policy": "frame-ancestors *"}  # its very use is within OpenRefine's page
    return Reply(200, "text/html;charset=utf-8", body, framed)


def _rows(dataset: Dataset, entity: Entity, shown: Property) -> list[tuple[str, str]]:
    values = values_of(dataset, entity, shown.id)
    return [(shown.label, str(value.get("name", next(iter(value.values()))))) for value in values[:3]]


ROUTES: dict[str, Callable[[Dataset, Fields, str], Any]] = {
    "": _service,
    "extend": _extend,
    "properties": _propose,
    "preview": _preview,
    "suggest/entity": _suggest_entity,
    "suggest/type": _suggest_type,
    "suggest/property": _suggest_property,
}
"""The request handlers by their path below ``/find``."""
