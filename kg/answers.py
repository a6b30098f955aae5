"""Questions of the library, and a researcher's own, asked of a graph on either engine.

The same SPARQL text runs on a pyoxigraph ``Store`` and on an rdflib ``Dataset``, over the merge of all
graphs, and gives the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import BadQuery, NotBuilt, UnknownQuery
from kg.export import as_csv, serialise
from kg.graph import read_store
from kg.policy import settle
from kg.questions import Question, read_question, read_questions, refuse_remote
from kg.vocabulary import XSD, shorten

if TYPE_CHECKING:
    from rdflib import Dataset

_INSTALLED = Path(__file__).with_name("library")
QUERIES = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parent.parent / "queries"
"""The library: ``queries/`` of the checkout, or its copy in an installed package."""


@dataclass(frozen=True, slots=True)
class Term:
    """One RDF term of a row: an IRI, or a literal with its datatype or language."""

    value: str
    is_iri: bool = False
    datatype: str = ""
    language: str = ""

    def __str__(self) -> str:
        return shorten(self.value) if self.is_iri else self.value


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a question: named columns, and a term or nothing in each cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        return iter(self.rows)

    def as_text(self) -> list[tuple[str, ...]]:
        """Return the rows with IRIs shortened by prefix and nothing as an empty text."""
        return [tuple("" if term is None else str(term) for term in row) for row in self.rows]

    def as_table(self) -> str:
        """Lay the rows out as a plain text table."""
        return table(self.columns, self.as_text())

    def as_csv(self) -> bytes:
        """Serialise as SPARQL 1.1 Query Results CSV (https://www.w3.org/TR/sparql11-results-csv-tsv/)."""
        return as_csv(self.columns, [tuple(t.value if t else "" for t in row) for row in self.rows])

    def as_json(self) -> bytes:
        """Serialise as SPARQL 1.1 Query Results JSON (https://www.w3.org/TR/sparql11-results-json/)."""
        bindings = [
            {name: _json_term(term) for name, term in zip(self.columns, row, strict=True) if term}
            for row in self.rows
        ]
        document = {"head": {"vars": list(self.columns)}, "results": {"bindings": bindings}}
        return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Lay out texts as a table with aligned columns.

    >>> print(table(("a", "b"), [("1", "two")]))
    a  b
    -  ---
    1  two
    """
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    lines = (columns, tuple("-" * width for width in widths), *rows)
    padded = ("  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)) for line in lines)
    return "\n".join(line.rstrip() for line in padded)


def _json_term(term: Term) -> dict[str, str]:
    if term.is_iri:
        return {"type": "uri", "value": term.value}
    rest = {"datatype": term.datatype} if term.datatype else {}
    rest |= {"xml:lang": term.language} if term.language else {}
    return {"type": "literal", "value": term.value, **rest}


def open_output(output: str | Path = "output", policy: str | None = None) -> ox.Store:
    """Open what ``kg build`` wrote, under its own policy or another one that was built with it.

    Raises ``NotBuilt`` if there is nothing, ``UnknownPolicy`` if the policy was not built.
    """
    path = Path(output) / "sahel.nq"
    if not path.is_file():
        raise NotBuilt(f"{path} is not there: run 'kg build' first, or name the folder with --output")
    try:
        store = read_store(path)
    except SyntaxError as error:
        raise NotBuilt(f"{path}: {error}: run 'kg build' again") from None
    if policy:
        settle(store, policy)
    return store


def load(output: str | Path = "output", policy: str | None = None) -> Dataset:
    """Load what ``kg build`` wrote as an rdflib ``Dataset`` whose default graph is the union.

    Raises ``NotBuilt`` and ``UnknownPolicy``.
    """
    from rdflib import Dataset

    dataset = Dataset(default_union=True)
    dataset.parse(data=serialise(open_output(output, policy), ox.RdfFormat.N_QUADS).decode(), format="nquads")
    return dataset


def find_question(name: str, folder: Path = QUERIES) -> Question:
    """Find a question of the library, or read one's own from a path that ends in ``.rq``.

    Raises ``UnknownQuery`` with the nearest name.
    """
    if name.endswith(".rq") and Path(name).is_file():
        return read_question(Path(name))
    questions = read_questions(folder)
    if name not in questions:
        raise UnknownQuery(name, questions)
    return questions[name]


def ask(question: str | Question, source: str | Path | ox.Store | Dataset = "output") -> Rows:
    """Ask a question by its name in the library, or as SPARQL text that SELECTs or ASKs.

    ``source`` is an output folder, a pyoxigraph ``Store`` or an rdflib ``Dataset``.

    Raises ``UnknownQuery``, ``BadQuery`` and ``NotBuilt``.

    >>> ask("tolls").columns[:4]
    ('event', 'measure', 'comparator', 'figure')
    """
    if isinstance(question, str):
        is_text = len(question.split()) > 1
        question = Question("query", "", "", (), question) if is_text else find_question(question)
    refuse_remote(question)
    if isinstance(source, (str, Path)):
        source = open_output(source)
    rows = _ask_oxigraph(question, source) if isinstance(source, ox.Store) else _ask_rdflib(question, source)
    if question.columns and rows.columns != question.columns:
        raise BadQuery(f"{question.file}: columns are {' '.join(rows.columns)}, not as its header says")
    return rows


def _ask_oxigraph(question: Question, store: ox.Store) -> Rows:
    try:
        result = store.query(question.text, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise BadQuery(f"{question.file}: {error}".splitlines()[0]) from None
    if isinstance(result, ox.QueryBoolean):
        return Rows(("answer",), ((_boolean(bool(result)),),))
    if not isinstance(result, ox.QuerySolutions):
        raise BadQuery(f"{question.file}: a question is a SELECT or an ASK")
    columns = tuple(variable.value for variable in result.variables)
    return Rows(columns, tuple(tuple(map(_from_oxigraph, solution)) for solution in result))


def _from_oxigraph(term: object) -> Term | None:
    if isinstance(term, ox.Literal):
        plain = term.datatype.value == XSD.string or term.language
        return Term(term.value, False, "" if plain else term.datatype.value, term.language or "")
    return Term(term.value, True) if isinstance(term, ox.NamedNode) else None


def _ask_rdflib(question: Question, dataset: Dataset) -> Rows:
    import rdflib
    from rdflib.plugins import sparql

    _ask_oxigraph(question, ox.Store())  # one grammar, and one message for what is no question, on both
    sparql.SPARQL_LOAD_GRAPHS = False  # FROM fetches nothing
    result = dataset.query(question.text)
    if result.type == "ASK":
        return Rows(("answer",), ((_boolean(bool(result.askAnswer)),),))

    def term(value: object) -> Term | None:
        if isinstance(value, rdflib.Literal):
            datatype = str(value.datatype or "")
            return Term(str(value), False, "" if datatype == XSD.string else datatype, value.language or "")
        return Term(str(value), True) if isinstance(value, rdflib.URIRef) else None

    columns = tuple(str(variable) for variable in result.vars or ())
    rows = (
        tuple(term(binding.get(variable)) for variable in result.vars or ()) for binding in result.bindings
    )
    return Rows(columns, tuple(rows))


def _boolean(value: bool) -> Term:
    return Term(str(value).lower(), datatype=XSD.boolean)
