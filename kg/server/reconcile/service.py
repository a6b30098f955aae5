"""Names as others write them, matched with entities: ``/find``, and the service that OpenRefine speaks to.

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
from kg.core.ontology import read_ontology
from kg.server.dataset import Desk
from kg.server.pages.rendering import render
from kg.server.reconcile.candidates import (
    CANDIDATES,
    LONGEST,
    QUERIES,
    USUAL,
    answer_batch,
    describe,
    find_candidates,
    id_of,
    type_of,
)
from kg.server.reconcile.properties import extend, traits_of, values_of
from kg.server.replies import Refused, Reply

WIDTH, HEIGHT = 420, 260
"""Of a preview, in pixels."""
_JSON = "application/json"
_PAGED = 20


def answer(desk: Desk, asked: Mapping[str, Any]) -> Reply:
    """Answer at ``/find`` and below: ``q``, ``queries``, ``extend``, or else the manifest of the service.

    Raises ``Refused``.
    """
    fields = _Fields(asked["fields"])
    if fields.one("callback"):
        raise Refused(400, "No JSONP", "leave 'callback' away: any page may read the answers (CORS)")
    part = asked["path"].strip("/").removeprefix("find").strip("/")
    if part not in PARTS:
        raise Refused(404, "Not found", f"below /find there are {', '.join(filter(None, PARTS))}")
    found = PARTS[part](desk, fields, asked["base"])
    return found if isinstance(found, Reply) else Reply(200, _JSON, _written(found))


class _Fields:
    """The fields of a request, each of which may stand once."""

    def __init__(self, lists: Mapping[str, list[str]]):
        self._lists = lists

    def one(self, name: str) -> str:
        values = self._lists.get(name, [])
        if len(values) > 1:
            raise Refused(400, "Bad request", f"'{name}' stands {len(values)} times")
        return values[0] if values else ""

    def has(self, name: str) -> bool:
        return bool(self._lists.get(name))

    def json(self, name: str) -> Any:
        """Return a field that is JSON.

        Raises ``Refused``.
        """
        try:
            return json.loads(self.one(name))
        except (ValueError, RecursionError) as error:
            raise Refused(400, "Bad request", f"'{name}' is no JSON: {error}") from None

    def number(self, name: str, usual: int, most: int) -> int:
        given = self.one(name)
        if given and not (given.isascii() and given.isdigit() and len(given) < 7):
            raise Refused(400, "Bad request", f"'{name}' is a number from 0")
        return min(int(given), most) if given else usual


def _service(desk: Desk, fields: _Fields, base: str) -> Any:
    if fields.has("queries"):
        return answer_batch(desk, fields.json("queries"))
    if fields.has("extend"):
        return _extended(desk, fields.json("extend"))
    if fields.has("q"):
        query: dict[str, Any] = {"query": fields.one("q"), "limit": fields.number("limit", USUAL, CANDIDATES)}
        if fields.one("type"):
            query["type"] = fields.one("type")
        return {"result": find_candidates(desk, "q", query)}
    return manifest(base)


def manifest(base: str) -> dict[str, Any]:
    """Describe the service for a server at an address."""
    ontology = read_ontology()
    here = {"service_url": f"{base}/find"}
    return {
        "versions": ["0.1", "0.2"],
        "name": "Sahel knowledge graph",
        "identifierSpace": BASE,
        "schemaSpace": SKG.base,
        "documentation": f"{base}/openapi.json",
        "defaultTypes": [type_of(ontology.classes[name]) for name in ("Actor", "Place", "Event")],
        "view": {"url": f"{base}/{{{{id}}}}"},
        "preview": {"url": f"{base}/find/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            name: here | {"service_path": f"/suggest/{name}"} for name in ("entity", "type", "property")
        },
        "extend": {"propose_properties": here | {"service_path": "/properties"}, "property_settings": []},
    }


def _suggested(rows: list[dict[str, Any]], fields: _Fields) -> dict[str, Any]:
    cursor = fields.number("cursor", 0, 100_000)
    return {"result": rows[cursor : cursor + _PAGED]}


def _suggest_entity(desk: Desk, fields: _Fields, base: str) -> Any:
    found = desk.names.complete(_prefix(fields))
    rows = [
        {
            "id": id_of(entity),
            "name": entity.label.en,
            "description": describe(entity),
            "notable": [type_of(entity.kind)],
        }
        for entity in found
    ]
    return _suggested(rows, fields)


def _suggest_type(desk: Desk, fields: _Fields, base: str) -> Any:
    used = {name for entity in desk.names.entities.values() for name in entity.kind.ancestors}
    kinds = [kind for name, kind in read_ontology().classes.items() if name in used]
    rows = [type_of(kind) | {"description": kind.label.fr} for kind in kinds]
    return _suggested(_beginning(rows, _prefix(fields)), fields)


def _suggest_property(desk: Desk, fields: _Fields, base: str) -> Any:
    rows = [
        {"id": trait.id, "name": trait.label, "description": trait.definition} for trait in traits_of(desk)
    ]
    return _suggested(_beginning(rows, _prefix(fields)), fields)


def _prefix(fields: _Fields) -> str:
    if not fields.has("prefix"):
        raise Refused(400, "Bad request", "the field 'prefix' is missing")
    return fields.one("prefix")[:LONGEST]


def _beginning(rows: list[dict[str, Any]], prefix: str) -> list[dict[str, Any]]:
    """Choose the rows that have a word which begins so, in any of their texts; those by name come first."""
    wanted = fold(prefix)

    def rank(row: dict[str, Any]) -> int:
        texts = [fold(row[name]) for name in ("name", "id", "description")]
        return next((place for place, text in enumerate(texts) if f" {wanted}" in f" {text}"), 9)

    return sorted((row for row in rows if rank(row) < 9), key=lambda row: (rank(row), row["name"]))


def _propose(desk: Desk, fields: _Fields, base: str) -> Any:
    kind = fields.one("type").removeprefix(SKG.base)
    limit = fields.number("limit", CANDIDATES, 1_000)
    proposed = [{"id": t.id, "name": t.label} for t in traits_of(desk) if t.suits(kind)]
    return {"type": kind, "limit": limit, "properties": proposed[:limit]}


def _extend(desk: Desk, fields: _Fields, base: str) -> Any:
    if not fields.has("extend"):
        raise Refused(400, "Bad request", "the field 'extend' is missing")
    return _extended(desk, fields.json("extend"))


def _extended(desk: Desk, wanted: Any) -> dict[str, Any]:
    ids = wanted.get("ids") if isinstance(wanted, dict) else None
    properties = wanted.get("properties") if isinstance(wanted, dict) else None
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise Refused(400, "Bad request", "'extend' has 'ids', a list of texts")
    if not isinstance(properties, list) or not all(
        isinstance(each, dict) and isinstance(each.get("id"), str) for each in properties
    ):
        raise Refused(400, "Bad request", "'extend' has 'properties', a list of objects with an 'id'")
    if len(ids) > 20 * QUERIES or len(properties) > QUERIES:
        what = f"at most {20 * QUERIES} ids and {QUERIES} properties at once"
        raise Refused(400, "Too much at once", what)
    return extend(desk, ids, [each["id"] for each in properties])


def _preview(desk: Desk, fields: _Fields, base: str) -> Reply:
    given = fields.one("id")
    entity = desk.names.entities.get(BASE + given.removeprefix(BASE))
    if entity is None:
        raise Refused(404, "Not found", f"no entity '{given[:LONGEST]}'")
    said = [
        row for trait in traits_of(desk) if trait.tells for row in _told(desk, entity, trait.id, trait.label)
    ]
    body = render("preview.html", entity=entity, said=said[:12], href=f"{base}/{percent(id_of(entity))}")
    framed = {"Content-Security-Policy": "frame-ancestors *"}  # its very use is within OpenRefine's page
    return Reply(200, "text/html;charset=utf-8", body, framed)


def _told(desk: Desk, entity: Entity, pid: str, label: str) -> list[tuple[str, str]]:
    values = values_of(desk, entity, pid)
    return [(label, str(value.get("name", next(iter(value.values()))))) for value in values[:3]]


def _written(found: Any) -> bytes:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


PARTS: dict[str, Callable[[Desk, _Fields, str], Any]] = {
    "": _service,
    "extend": _extend,
    "properties": _propose,
    "preview": _preview,
    "suggest/entity": _suggest_entity,
    "suggest/type": _suggest_type,
    "suggest/property": _suggest_property,
}
"""What is below ``/find``, and what answers there."""
