"""What the SPARQL view of a page has to work with: the library as examples, prefixes, and a graph to ask."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pyoxigraph as ox

from kg.core.io import serialise
from kg.core.namespaces import PREFIXES
from kg.core.rq_files import Question, value_places
from kg.explorer.wasm import Engine
from kg.graph.policy import RULE
from kg.graph.store import quads_on_disk
from kg.query.library import read_library


@dataclass(frozen=True, slots=True)
class OfflineStore:
    """A graph that a page can be asked with the network off: the engine, and the graph as N-Quads."""

    engine: Engine
    graph: str


def offline_store(store: ox.Store, engine: Engine) -> OfflineStore:
    """Prepare a built graph to be asked in a page, with the facts of each policy in a graph of its own."""
    quads = sorted(quads_on_disk(store), key=str)
    return OfflineStore(engine, serialise(quads, ox.RdfFormat.N_QUADS).decode())


def library() -> str:
    """Return the questions of the library, the prefixes and the rule of facts, as JSON."""
    rule = RULE.read_text(encoding="utf-8")
    known = {
        "prefixes": PREFIXES,
        "rule": {"text": rule, **_variable(rule, "policy")},
        "questions": [_example(question) for question in read_library().values()],
    }
    return json.dumps(known, ensure_ascii=False, separators=(",", ":"))


def _example(question: Question) -> dict[str, object]:
    lines = question.text.splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith("#+")).rstrip()
    return {
        "name": question.name,
        "group": question.group,
        "summary": [question.resume, question.summary],
        "params": [{"name": p.name, "type": p.type, **_variable(text, p.variable)} for p in question.params],
        "text": text,
    }


def _variable(text: str, name: str) -> dict[str, object]:
    """Tell where VALUES bind a variable of a text, in units of UTF-16 as JavaScript counts."""
    places = [len(text[:place].encode("utf-16-le")) // 2 for place in value_places(text, name)]
    return {"variable": name, "places": places}
