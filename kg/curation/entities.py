"""Entities as the registries and curations declare them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.core.iris import as_iri, part_of
from kg.core.model import Entity, Identifier, InvalidValue, as_id
from kg.core.ontology import Label
from kg.curation.draft import Draft, check_fields, texts_of
from kg.curation.yaml_reader import Record
from kg.errors import did_you_mean

ENTITY_FIELDS = ("id", "class", "fr", "en", "aliases", "identifiers", "coordinates", "note")
IDENTIFIER_FIELDS = ("scheme", "id", "source")
COORDINATE_FIELDS = ("lat", "long", "source")


def read_entity(draft: Draft, record: Record, scope: str = "") -> Entity | None:
    """Read one entity; ``scope`` is the article of a curation that declares it for itself."""
    entity = _entity(draft, record, scope)
    if entity is None:
        draft.misread.add((scope, str(record.get("id")).lower()))
    return entity


def _entity(draft: Draft, record: Record, scope: str) -> Entity | None:
    if not check_fields(draft, record, ENTITY_FIELDS, ("id", "class", "fr", "en")):
        return None
    kind = draft.ontology.classes.get(record["class"])
    if record["class"] in draft.unread:
        return None
    if kind is None or "Entity" not in kind.ancestors or kind.name == "Entity":
        entities = [c.name for c in draft.ontology.classes.values() if "Entity" in c.ancestors - {c.name}]
        hint = did_you_mean(record["class"], entities)
        draft.report(record, f"no class '{record['class']}' of entities", hint, "class")
        return None
    try:
        name, aliases = as_id(record["id"]), texts_of(record, "aliases")
    except InvalidValue as wrong:
        draft.report(record, wrong.what, wrong.hint, wrong.field)
        return None
    if name == "narrator":
        draft.report(record, "id 'narrator' is taken", "each article has its own", "id")
        return None
    iri = as_iri(kind.path, part_of(scope, name) if scope else name)
    if earlier := draft.places.get(iri) or draft.places.get(draft.registered.get(name, "")):
        draft.report(record, f"id '{name}' twice", f"first in {earlier[0]}:{earlier[1]}", "id")
        return None
    draft.places[iri] = record.file, record.line
    entity = draft.entities[iri] = Entity(
        id=name,
        iri=iri,
        kind=kind,
        label=Label(record["fr"], record["en"]),
        aliases=tuple(aliases),
        identifiers=tuple(_identifiers(draft, record)),
        coordinates=_coordinates(draft, record),
        scope=scope,
        note=record.get("note", ""),
    )
    return entity


def _identifiers(draft: Draft, record: Record) -> Iterable[Identifier]:
    rows = record.get("identifiers", [])
    for item in rows if isinstance(rows, list) else [rows]:
        if not isinstance(item, Record):
            draft.report(record, "an identifier has scheme, id and source", key="identifiers")
        elif check_fields(draft, item, IDENTIFIER_FIELDS, IDENTIFIER_FIELDS, ()):
            yield Identifier(item["scheme"], item["id"], item["source"])


def _coordinates(draft: Draft, record: Record) -> tuple[str, str, str] | None:
    item = record.get("coordinates")
    if item is None:
        return None
    if not isinstance(item, Record):
        draft.report(record, "coordinates have lat, long and source", key="coordinates")
        return None
    if not check_fields(draft, item, COORDINATE_FIELDS, COORDINATE_FIELDS, ()):
        return None
    for key, limit in (("lat", 90), ("long", 180)):
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]+)?", item[key]) or abs(float(item[key])) > limit:
            draft.report(item, f"bad number '{item[key]}'", f"decimal degrees within ±{limit}", key)
            return None
    return item["lat"], item["long"], item["source"]
