"""Evaluates a SPARQL text on pyoxigraph, rdflib or an endpoint, to the same rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox

from kg.core.rq_files import Question, refuse_remote
from kg.errors import BadQuery
from kg.graph.store import BuiltGraph
from kg.query.hints import syntax_error
from kg.query.remote import Endpoint
from kg.query.results import Rows, Term, literal, rows_of_ask

if TYPE_CHECKING:
    from rdflib import Dataset

Source: TypeAlias = "ox.Store | BuiltGraph | Endpoint | Dataset"
"""What a query can run on: a pyoxigraph store, a built graph on disk or on a server, or an rdflib union."""


def run(question: Question, source: Source) -> Rows:
    """Run a SELECT or an ASK.

    Raises ``BadQuery`` where the text is neither, asks another machine, or is no SPARQL, and ``NoAnswer``
    where a server does not answer.
    """
    refuse_remote(question)
    if isinstance(source, (ox.Store, BuiltGraph)):
        return _run_oxigraph(question, source)
    _run_oxigraph(question, ox.Store())  # one grammar and one message of errors, whatever the engine
    if isinstance(source, Endpoint):
        return source.query(question.text)
    return _run_rdflib(question, source)


def solve(text: str, source: ox.Store | BuiltGraph) -> Any:
    """Evaluate a SPARQL text on pyoxigraph over the merge of all graphs.

    Raises ``SyntaxError``, and ``RuntimeError`` where it calls a function that there is not.
    """
    if isinstance(source, BuiltGraph):
        return source.query(text)
    return source.query(text, use_default_graph_as_union=True)


def _run_oxigraph(question: Question, source: ox.Store | BuiltGraph) -> Rows:
    try:
        result = solve(question.text, source)
    except SyntaxError as error:
        raise syntax_error(question, error) from None
    except RuntimeError as error:  # a function that there is not
        raise BadQuery(f"{question.file}: {error}") from None
    if isinstance(result, ox.QueryBoolean):
        return rows_of_ask(bool(result))
    if not isinstance(result, ox.QuerySolutions):
        raise BadQuery(f"{question.file}: a question is a SELECT or an ASK")
    columns = tuple(variable.value for variable in result.variables)
    return Rows(columns, tuple(tuple(map(_from_oxigraph, solution)) for solution in result))


def _from_oxigraph(term: object) -> Term | None:
    if isinstance(term, ox.Literal):
        return literal(term.value, term.datatype.value, term.language or "")
    return Term(term.value, True) if isinstance(term, ox.NamedNode) else None


def _run_rdflib(question: Question, dataset: Dataset) -> Rows:
    import rdflib
    from rdflib.plugins import sparql

    sparql.SPARQL_LOAD_GRAPHS = False  # so that FROM fetches nothing
    result = dataset.query(question.text)
    if result.type == "ASK":
        return rows_of_ask(bool(result.askAnswer))

    def term(value: object) -> Term | None:
        if isinstance(value, rdflib.Literal):
            return literal(str(value), str(value.datatype or ""), value.language or "")
        return Term(str(value), True) if isinstance(value, rdflib.URIRef) else None

    columns = tuple(result.vars or ())
    rows = (tuple(term(binding.get(column)) for column in columns) for binding in result.bindings)
    return Rows(tuple(map(str, columns)), tuple(rows))
