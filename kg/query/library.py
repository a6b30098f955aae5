"""Questions of the library and of one's own: found, narrowed by what names mean, and asked.

The same SPARQL text runs on a pyoxigraph ``Store`` in memory or on disk, on an rdflib ``Dataset`` and on a
SPARQL endpoint, over the merge of all graphs, and gives the same rows.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from kg.core.namespaces import BESIDE, SKG
from kg.core.rq_files import (
    TYPES,
    Question,
    bind,
    find_parameter,
    parse_question,
    read_question,
    read_questions,
)
from kg.errors import BadQuery, MissingGraph, UnknownQuery
from kg.query.engines import Source, run
from kg.query.names import find_values
from kg.query.opening import open_to_ask
from kg.query.results import Rows, table

Values = Mapping[str, str | int | date | Iterable[str]]
"""What a reader gives for the parameters of a question, by name; several values are alternatives."""
_INSTALLED = Path(__file__).parent.parent / "library"
QUERIES = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parent.parent.parent / "queries"
"""The library: ``queries/`` of the checkout, or its copy in an installed package."""
ABOUT = {
    "facts": "about facts: the answer follows the policy",
    "claims": "about claims: on record under every policy; 'admitted' tells what the policy makes of them",
}
_MEASURED = f"""ASK {{
  ?network a <{SKG.Network}> ; <{SKG.underPolicy}> ?policy . ?dataset <{SKG.factsUnder}> ?policy
}}"""
_IS_HELD = {name: f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}" for name, graph in BESIDE.items()} | {
    "measures": _MEASURED  # by what it says: a server may have merged its graphs
}
"""Whether a graph beside the dataset is there, for the policy that is asked."""


@cache
def read_library() -> Mapping[str, Question]:
    """Read the questions that come along, by name; once, since they are part of the package."""
    return MappingProxyType(read_questions(QUERIES))


def as_list(questions: Iterable[Question], width: int | None = None) -> str:
    """List questions under the headings of their groups, with what each is about and its parameters.

    Long lines are cut where ``width`` is given.
    """
    ordered = sorted(questions, key=lambda question: (question.group, question.name))
    rows = [(q.name, q.about, q.summary, " ".join(p.name for p in q.params)) for q in ordered]
    head, rule, *lines = table(("question", "about", "asks", "parameters"), rows, width).splitlines()
    shown, heading = [head, rule], ""
    for question, line in zip(ordered, lines, strict=True):
        if question.group != heading:
            heading = question.group
            shown += ["", heading.upper()]
        shown.append(line)
    return "\n".join(shown)


def as_help(question: Question) -> str:
    """Tell what a question asks, in English and French, its columns, and what it can be narrowed by."""
    lines = [question.summary, question.resume, "", f"It is {ABOUT[question.about]}."]
    if question.columns:
        lines += ["", "Columns: " + ", ".join(question.columns)]
    if question.params:
        lines += ["", "Narrow it by (several values of one parameter are alternatives):"]
        rows = [(f"--{each.name}", TYPES[each.type]) for each in question.params]
        wide = max(len(name) for name, _ in rows)
        lines += [f"  {name.ljust(wide)}  {takes}" for name, takes in rows]
    return "\n".join(lines)


def find_question(name: str) -> Question:
    """Find a question of the library, or read one's own from a path that ends in ``.rq``.

    Raises ``UnknownQuery`` with the nearest name, and ``BadQuery`` for a header that is none.
    """
    if name.endswith(".rq") and Path(name).is_file():
        return read_own(name)
    if name not in read_library():
        raise UnknownQuery(name, read_library())
    return read_library()[name]


def as_question(question: str | Question) -> Question:
    """Return a question as it is, or find it by its name; a text of several words is SPARQL.

    Raises as ``find_question`` does.
    """
    if isinstance(question, Question):
        return question
    return parse_question(question) if len(question.split()) > 1 else find_question(question)


def read_own(file: str) -> Question:
    """Read a question of one's own from a file, or from the standard input where the file is ``-``.

    Raises ``UnknownQuery`` and ``BadQuery``.
    """
    if file == "-":
        return parse_question(sys.stdin.read(), "stdin", "stdin")
    if not Path(file).is_file():
        raise UnknownQuery(file, ())
    return read_question(Path(file))


def ask(
    question: str | Question,
    source: str | Path | Source = "output",
    **params: str | int | date | Iterable[str],
) -> Rows:
    """Ask a question by its name in the library, or as SPARQL text that SELECTs or ASKs.

    ``source`` is an output folder, a store, an rdflib ``Dataset``, or what ``open_store`` and
    ``open_endpoint`` return. ``params`` narrow the question: an entity by any of its names, an article by its
    id, a day as ``YYYY-MM-DD``; several values are alternatives.

    Raises ``UnknownQuery``, ``UnknownParameter``, ``BadParameter``, ``UnknownName``, ``BadQuery``,
    ``NotBuilt``, ``NoAnswer``, and ``MissingGraph`` where there is no row because a graph that the question
    needs is not there.

    >>> ask("tolls", event="bamako-attack").columns[:4]
    ('event', 'measure', 'comparator', 'figure')
    """
    question = as_question(question)
    if isinstance(source, (str, Path)):
        source = open_to_ask(source)
    rows = run(narrow(question, source, params), source)
    for need in question.needs if not len(rows) else ():
        if run(parse_question(_IS_HELD[need]), source).as_text() != [("true",)]:
            raise MissingGraph(question.name, need)
    if question.columns and rows.columns != question.columns:
        raise BadQuery(f"{question.file}: columns are {' '.join(rows.columns)}, not as its header says")
    return rows


def narrow(question: Question, source: Source, params: Values) -> Question:
    """Bind parameters to what their values mean in a graph.

    Raises ``UnknownParameter``, ``BadParameter`` and ``UnknownName``.
    """
    return bind(question, understand(question, source, params))


def understand(question: Question, source: Source, params: Values) -> dict[str, list[str]]:
    """Find what the values of parameters mean in a graph: IRIs, numbers and days.

    Raises ``UnknownParameter``, ``BadParameter`` and ``UnknownName``.
    """
    found: dict[str, list[str]] = {}
    for name, given in params.items():
        parameter = find_parameter(question, name)
        values = [str(given)] if isinstance(given, (str, int, date)) else list(given)
        found[name] = [each for value in values for each in find_values(source, parameter, value)]
    return found
