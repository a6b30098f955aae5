"""Every question of the library, unbound and with each of its parameters bound, has the same rows elsewhere.

The rows are compared as bags of typed terms, numbers and truth values by what they mean. Those of rdflib are
compared with those of pyoxigraph in ``tests/test_queries.py``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from kg.core.io import serialise
from kg.core.namespaces import BASE, XSD
from kg.core.rq_files import Question, bind, parse_question
from kg.export.rdf import as_turtle, sorted_quads
from kg.query.engines import run
from kg.query.results import Rows, Term
from tests.query.test_queries import QUESTIONS, _showing
from tests.support.golden import SEEDS, world

NUMBERS = {XSD.base + name for name in ("integer", "decimal", "double", "float", "int", "long")}
DAYS = ("2024-03-01", "2024-09-22", "2025-06-15")
JSON = "application/sparql-results+json"


def cases(store: ox.Store) -> Iterator[Question]:
    """Yield every question as it stands, and narrowed by each parameter to a value that it finds."""
    for question in QUESTIONS.values():
        yield question
        for parameter in question.params:
            if parameter.type == "date":
                values = list(DAYS)
            else:
                rows = run(_showing(question, parameter.variable), store)
                place = rows.columns.index(parameter.variable)
                found = [row[place].value for row in rows if row[place]]
                values = found[len(found) // 2 :][:1]
            for number, value in enumerate(values):
                narrowed = bind(question, {parameter.name: [value]})
                yield replace(narrowed, name=f"{question.name}--{parameter.name}-{number}")


def from_json(data: bytes) -> Rows:
    """Read SPARQL 1.1 Query Results JSON (https://www.w3.org/TR/sparql11-results-json/)."""
    read = json.loads(data)
    columns = tuple(read["head"]["vars"])
    found = ([binding.get(column) for column in columns] for binding in read["results"]["bindings"])
    return Rows(columns, tuple(tuple(map(_term, row)) for row in found))


def _term(told: dict[str, str] | None) -> Term | None:
    if told is None:
        return None
    kind = told.get("datatype", "")
    kind = "" if kind == XSD.string else kind
    return Term(told["value"], told["type"] == "uri", kind, told.get("xml:lang", ""))


def bag(rows: Rows) -> Counter[tuple[object, ...]]:
    """Return the rows without their order, and numbers and truth values as what they mean."""
    return Counter(tuple(map(_by_value, row)) for row in rows)


def _by_value(term: Term | None) -> object:
    if term and term.datatype == XSD.boolean:
        return term.value in ("true", "1")  # Virtuoso gives 1 and 0
    return Decimal(term.value) if term and term.datatype in NUMBERS else term


@pytest.fixture(scope="module", params=sorted(SEEDS))
def asked(request) -> tuple[str, ox.Store, list[Question]]:
    store = world(request.param)
    return request.param, store, list(cases(store))


def differing(store: ox.Store, answers: dict[str, Rows], questions: list[Question]) -> dict[str, object]:
    """Return what is missing and what is too much in the answers that are not ours."""
    found = {}
    for question in questions:
        ours, theirs = run(question, store), answers[question.name]
        if (ours.columns, bag(ours)) != (theirs.columns, bag(theirs)):
            found[question.name] = (bag(ours) - bag(theirs), bag(theirs) - bag(ours))
    return found


def test_jena_gives_the_same_rows(jena, asked, reads, tmp_path):
    _, store, questions = asked
    (tmp_path / "sahel.ttl").write_bytes(as_turtle(sorted_quads(store))[0])
    for question in questions:
        (tmp_path / f"{question.name}.rq").write_text(question.text, encoding="utf-8")
    jena.ask(tmp_path / "sahel.ttl", tmp_path)
    answers = {each.name: from_json((tmp_path / f"{each.name}.json").read_bytes()) for each in questions}
    reads("Jena ARQ", jena.version, f"{len(questions)} questions of {len(QUESTIONS)} files")
    assert differing(store, answers, questions) == {}


@pytest.fixture(scope="module")
def loaded(virtuoso, asked, tmp_path_factory) -> tuple[str, list[str]]:
    """Load a world twice: flattened into one graph, and each graph by itself, with a name for the facts."""
    name, store, _ = asked
    folder: Path = tmp_path_factory.mktemp("graphs")
    (folder / "sahel.ttl").write_bytes(as_turtle(sorted_quads(store))[0])
    virtuoso.load(folder / "sahel.ttl", f"http://flat/{name}")
    graphs = []
    for graph in {quad.graph_name for quad in store}:
        quads = store.quads_for_pattern(None, None, None, graph)
        data = serialise([quad.triple for quad in quads], ox.RdfFormat.N_TRIPLES)
        graphs.append(getattr(graph, "value", f"{BASE}graph/facts/reported").replace(BASE, f"http://{name}/"))
        (folder / "graph.nt").write_bytes(data)
        virtuoso.load(folder / "graph.nt", graphs[-1])
    return f"http://flat/{name}", graphs


@pytest.mark.parametrize("way", ["flattened", "merged"])
def test_virtuoso_gives_the_same_rows(virtuoso, loaded, asked, reads, way):
    _, store, questions = asked
    flat, graphs = loaded
    answers = {}
    with httpx.Client(timeout=120, headers={"Accept": JSON}) as client:
        for each in questions:
            form = {"query": each.text, "default-graph-uri": [flat] if way == "flattened" else graphs}
            answer = client.post(virtuoso.query, data=form)
            assert answer.status_code == 200, f"{each.name}: {answer.text[:2_000]}"
            answers[each.name] = from_json(answer.content)
    reads("Virtuoso", virtuoso.version, f"{len(questions)} questions of {len(QUESTIONS)} files")
    assert differing(store, answers, questions) == {}


def test_virtuoso_holds_the_same_triples(virtuoso, loaded, asked, reads):
    _, store, _ = asked
    form = {"query": "SELECT ?s ?p ?o WHERE { ?s ?p ?o }", "default-graph-uri": loaded[0]}
    answer = httpx.post(virtuoso.query, data=form, headers={"Accept": JSON}, timeout=60)
    reads("Virtuoso", virtuoso.version, "sahel.ttl")
    ours = run(parse_question("SELECT ?s ?p ?o WHERE { ?s ?p ?o }"), store)
    assert bag(from_json(answer.content)) == bag(ours)
