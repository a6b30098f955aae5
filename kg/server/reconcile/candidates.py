"""Candidates for a query of the Reconciliation Service API: by name, by class, and by what else is said.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

from typing import Any

from kg.core.iris import fold
from kg.core.model import Entity
from kg.core.namespaces import BASE, SKG
from kg.query.names import Candidate, Names
from kg.server.dataset import Dataset
from kg.server.reconcile.properties import type_of, values_of
from kg.server.replies import Refused

QUERIES, CANDIDATES, USUAL = 50, 25, 5
"""How many queries a batch may hold, how many candidates each may get, and gets by default."""
LONGEST = 500
"""How long a name may be."""
_AGREES, _DIFFERS = 0.3, 0.25
"""How far a property that agrees moves a score up to what is left, and one that differs moves it down."""
_STRICT = ("any", "should", "all")


def id_of(entity: Entity) -> str:
    """Return the id of an entity in the service: its IRI without our base."""
    return entity.iri.removeprefix(BASE)


def answer_batch(dataset: Dataset, queries: Any) -> dict[str, Any]:
    """Find the candidates of each query of a batch.

    Raises ``Refused`` where one is not as the protocol has it.
    """
    if not isinstance(queries, dict):
        raise Refused(400, "Bad request", "'queries' is an object: a query under each key")
    if len(queries) > QUERIES:
        raise Refused(400, "Too many queries", f"a batch has at most {QUERIES}; this one has {len(queries)}")
    return {key: {"result": find_candidates(dataset, key, query)} for key, query in queries.items()}


def find_candidates(dataset: Dataset, key: str, query: Any) -> list[dict[str, Any]]:
    """Find the candidates of one query, which a refusal names by its ``key``.

    Raises ``Refused``.
    """
    if not isinstance(query, dict):
        raise Refused(400, "Bad request", f"'{key}' is no object")
    name, limit = query.get("query") or "", query.get("limit", USUAL)
    properties = _properties(key, query.get("properties") or [])
    if not isinstance(name, str) or len(name) > LONGEST:
        raise Refused(400, "Bad request", f"'{key}': 'query' is a text of at most {LONGEST} characters")
    if not name.strip() and not properties:
        raise Refused(400, "Bad request", f"'{key}' has neither a 'query' nor 'properties'")
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not limit >= 1:
        raise Refused(400, "Bad request", f"'{key}': 'limit' is a number from 1")
    names = dataset.names
    wanted = _of_types(names, key, query)
    if name.strip():
        found = names.candidates(name, wanted)
    else:
        iris = sorted(names.entities if wanted is None else wanted)
        found = [Candidate(names.entities[iri], 0.0) for iri in iris]
    rated = _rated(dataset, found, properties)
    certain = [each for each in rated if each[1].exact and not each[2]]
    rows = [_row(each, score, found=certain == [(score, each, differs)]) for score, each, differs in rated]
    return rows[: int(min(limit, CANDIDATES))]


def _row(each: Candidate, score: float, found: bool) -> dict[str, Any]:
    return described(each.entity) | {
        "type": [type_of(each.entity.kind)],
        "score": score,
        "match": found,
        "features": [
            {"id": "exact_name", "value": each.exact},
            {"id": "name_likeness", "value": each.score},
            {"id": "shared_words", "value": each.words},
        ],
    }


def described(entity: Entity) -> dict[str, Any]:
    """Name an entity as the service does, with a line that distinguishes it from others of its name."""
    others = [name for name in entity.names if name != entity.label.en]
    description = ", ".join([entity.kind.label.en, *others])[:200]
    return {"id": id_of(entity), "name": entity.label.en, "description": description}


def _properties(key: str, given: Any) -> list[tuple[str, list[Any]]]:
    """Read the properties of a query: each an id with the values that are wanted."""
    pairs = given if isinstance(given, list) else [None]
    read = []
    for pair in pairs:
        if not isinstance(pair, dict) or not isinstance(pair.get("pid"), str) or "v" not in pair:
            raise Refused(400, "Bad request", f"'{key}': each of 'properties' has a 'pid' and a 'v'")
        values = pair["v"] if isinstance(pair["v"], list) else [pair["v"]]
        read.append((pair["pid"], values))
    return read


def _of_types(names: Names, key: str, query: dict[str, Any]) -> set[str] | None:
    """Return the entities of the wanted types, subtypes included; nothing where any type will do."""
    given = query.get("type") or []
    types = [given] if isinstance(given, str) else given
    strict = query.get("type_strict", "any")
    is_list = isinstance(types, list) and all(isinstance(each, str) for each in types)
    if not is_list or strict not in _STRICT:
        raise Refused(400, "Bad request", f"'{key}': 'type' is an id or a list, 'type_strict' {_STRICT}")
    if not types or strict == "should":
        return None
    wanted = {each.removeprefix(SKG.base).removeprefix("skg:") for each in types}
    enough = all if strict == "all" else any
    kinds = {iri: entity.kind for iri, entity in names.entities.items()}
    return {iri for iri, kind in kinds.items() if enough(each in kind.ancestors for each in wanted)}


def _rated(
    dataset: Dataset, found: list[Candidate], properties: list[tuple[str, list[Any]]]
) -> list[tuple[float, Candidate, bool]]:
    """Weigh candidates by what else is said of them: score, candidate, and whether something differs."""
    rated = []
    for each in found:
        agree = differ = 0
        for pid, wanted in properties:
            known = [_comparable(value) for value in values_of(dataset, each.entity, pid)]
            if known and {_comparable(value) for value in wanted} & set(known):
                agree += 1
            elif known:
                differ += 1
        if not each.score and not agree:
            continue
        score = each.score + (100 - each.score) * _AGREES * agree / max(1, len(properties))
        score *= 1 - _DIFFERS * differ / max(1, len(properties))
        rated.append((round(score, 1), each, differ > 0))
    return sorted(rated, key=lambda row: (-row[0], row[1].entity.label.en, row[1].entity.iri))


def _comparable(value: Any) -> str:
    """Write a value so that a spreadsheet's and the graph's compare: ids as they are, texts folded."""
    if isinstance(value, dict):
        inside = next((value[name] for name in ("id", "str", "int", "float") if name in value), "")
        return _comparable(str(inside).removeprefix(BASE)) if "id" in value else _comparable(inside)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return fold(str(value))
