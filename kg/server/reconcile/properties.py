"""Properties of entities that fill the columns of a table: names, identifiers, coordinates, facts, tolls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from kg.core.model import Entity
from kg.core.namespaces import BASE, SKG, WGS, XSD
from kg.core.ontology import EntityClass, Ontology, Relation
from kg.graph.read import read_toll
from kg.graph.store import BuiltGraph
from kg.server.dataset import Dataset

Cell = dict[str, Any]
"""A value as the data extension of the Reconciliation Service API has it; an empty one is nothing."""
MOST = 100
"""How many values of a property an entity gives."""
_NAMES = {"name_en": "name in English", "name_fr": "name in French", "alias": "other names", "iri": "IRI"}


@dataclass(frozen=True, slots=True)
class Property:
    """A property of entities: what the service calls it, what it means, and whose it is."""

    id: str
    label: str
    definition: str
    domain: str = ""
    """The class whose entities have it; empty is any."""
    range: str = ""
    """The class of what it leads to; empty for texts and numbers."""
    in_preview: bool = False
    """Whether a preview shows it."""

    def suits(self, ontology: Ontology, kind: str) -> bool:
        """Return whether entities of a class, named locally, can have it."""
        is_a = ontology.is_a(kind, self.domain) or ontology.is_a(self.domain, kind)
        return not kind or not self.domain or is_a


def type_of(kind: EntityClass) -> Cell:
    """Name a class as the service does."""
    return {"id": kind.name, "name": kind.label.en}


def properties_of(dataset: Dataset) -> list[Property]:
    """Return the properties that the entities of a dataset can have."""
    schemes = {i.scheme for entity in dataset.names.entities.values() for i in entity.identifiers if i.scheme}
    properties = [Property(name, label, "") for name, label in _NAMES.items()]
    properties.append(Property("kind", "kind", "The class of the entity"))
    properties += [
        Property(f"id_{each}", f"{each} identifier", "", in_preview=True) for each in sorted(schemes)
    ]
    properties += [Property(name, name, "", "Place") for name in ("latitude", "longitude")]
    properties.append(Property("article", "known from the article", ""))
    return properties + [_of_relation(relation) for _, relation in sorted(dataset.ontology.relations.items())]


def _of_relation(relation: Relation) -> Property:
    leads = "" if relation.literal or relation.range == "Toll" else relation.range
    name, label = relation.name, relation.label.en
    return Property(name, label, relation.definition, relation.domain, leads, in_preview=True)


def values_of(dataset: Dataset, entity: Entity, pid: str) -> list[Cell]:
    """Return the values of a property of an entity, under the policy of the dataset.

    A property that is none of ours has none.
    """
    return list(_cells(dataset, dataset.built(), entity, pid))[:MOST]


def _cells(dataset: Dataset, built: BuiltGraph, entity: Entity, pid: str) -> Iterator[Cell]:
    relation = dataset.ontology.relations.get(pid)
    if relation:
        for term in _terms(built, entity.iri, relation.iri):
            yield _toll(dataset, term) if relation.range == "Toll" else _cell(dataset, term)
    elif pid in ("name_en", "name_fr"):
        yield {"str": entity.label.en if pid == "name_en" else entity.label.fr}
    elif pid == "alias":
        yield from ({"str": alias} for alias in entity.aliases)
    elif pid == "iri":
        yield {"str": entity.iri}
    elif pid == "kind":
        yield type_of(entity.kind)
    elif pid.startswith("id_"):
        yield from ({"str": each.value} for each in entity.identifiers if f"id_{each.scheme}" == pid)
    elif pid in _PLAIN:
        for term in _terms(built, entity.iri, _PLAIN[pid]):
            yield _cell(dataset, term)


_PLAIN = {"latitude": WGS.lat, "longitude": WGS.long, "article": SKG.scopedTo}


def _terms(built: BuiltGraph, iri: str, predicate: str) -> list[Any]:
    found = built.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None, None)
    return sorted({quad.object for quad in found}, key=str)


def _cell(dataset: Dataset, term: Any) -> Cell:
    """Write a term as a cell: an entity with its name, a number as one, and anything else as text."""
    if isinstance(term, ox.NamedNode):
        known = dataset.names.entities.get(term.value)
        name = term.value.removeprefix(BASE)
        return {"id": name, "name": known.label.en if known else name}
    if term.datatype.value == XSD.integer:
        return {"int": int(term.value)}
    return {"float": float(term.value)} if term.datatype.value == XSD.decimal else {"str": term.value}


def _toll(dataset: Dataset, term: ox.NamedNode) -> Cell:
    """Write a toll in words: a bare number would say more than the article does."""
    return {"str": read_toll(dataset.store, term.value).label(dataset.ontology).en}


def extend(dataset: Dataset, ids: list[str], properties: list[str]) -> dict[str, Any]:
    """Fill a table: the values of each property of each entity; what is unknown has none."""
    offered = {each.id: each for each in properties_of(dataset)}
    entities = dataset.names.entities
    meta: list[dict[str, Any]] = []
    for pid in properties:
        asked = offered.get(pid, Property(pid, pid, ""))
        meta.append({"id": pid, "name": asked.label})
        if kind := dataset.ontology.classes.get(asked.range):
            meta[-1]["type"] = type_of(kind)
    rows = {}
    for each in ids:
        entity = entities.get(BASE + each.removeprefix(BASE))
        rows[each] = {pid: values_of(dataset, entity, pid) if entity else [] for pid in properties}
    return {"meta": meta, "rows": rows}
