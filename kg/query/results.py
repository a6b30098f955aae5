"""Results of a question: columns and rows of RDF terms, as a table, CSV, JSON, Markdown or a data frame."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from kg.core.io import as_csv
from kg.core.namespaces import XSD, shorten

if TYPE_CHECKING:
    from pandas import DataFrame

CELL = 60
"""Characters of a cell in a table whose width is not given; files hold everything."""
GAP = "  "


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
    """The solutions of a question: named columns, and a term or nothing in each cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        return iter(self.rows)

    def __str__(self) -> str:
        return self.as_table()

    def as_text(self) -> list[tuple[str, ...]]:
        """Return the rows with IRIs shortened by prefix and nothing as an empty text."""
        return [tuple("" if term is None else str(term) for term in row) for row in self.rows]

    def first(self, number: int) -> Rows:
        """Return the first rows alone."""
        return Rows(self.columns, self.rows[:number])

    def frame(self) -> DataFrame:
        """Return the rows as a pandas frame; integers, decimals and dates become values of Python.

        Raises ``ImportError`` where pandas is not installed.
        """
        import pandas

        values = [[_python_value(term) for term in row] for row in self.rows]
        return pandas.DataFrame(values, columns=list(self.columns))

    def _repr_html_(self) -> str:
        """Show the rows as a table in a notebook."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in self.as_text())
        body = "".join(f"<tr>{line}</tr>" for line in lines)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def as_table(self, width: int | None = None) -> str:
        """Lay the rows out as plain text, cut to ``width``, or each cell to ``CELL`` where none is given."""
        if width is not None:
            return table(self.columns, self.as_text(), width)
        return table(self.columns, [tuple(map(clip, row)) for row in self.as_text()])

    def as_bytes(self, form: str) -> bytes:
        """Serialise in one of ``FORMATS``."""
        return FORMATS[form](self)

    def as_markdown(self) -> str:
        """Lay the rows out as a table of GitHub Flavored Markdown (https://github.github.com/gfm/#tables-extension-)."""
        lines = (self.columns, ("---",) * len(self.columns), *self.as_text())
        return "".join(f"| {' | '.join(map(_markdown_cell, line))} |\n" for line in lines)

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


FORMATS: dict[str, Callable[[Rows], bytes]] = {
    "csv": Rows.as_csv,
    "json": Rows.as_json,
    "markdown": lambda rows: rows.as_markdown().encode(),
}
"""Serialisations of rows by format."""


def literal(value: str, datatype: str, language: str) -> Term:
    """Return a literal; of plain texts, and of those in a language, the datatype goes without saying."""
    return Term(value, False, "" if language or datatype == XSD.string else datatype, language)


def rows_of_ask(is_so: bool) -> Rows:
    """Return the answer to an ASK as one cell."""
    return Rows(("answer",), ((Term(str(is_so).lower(), datatype=XSD.boolean),),))


def table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], width: int | None = None) -> str:
    """Lay out texts as a table with aligned columns, cut to ``width`` characters where it is given.

    >>> print(table(("a", "b"), [("1", "two")]))
    a  b
    -  ---
    1  two
    >>> print(table(("a", "words"), [("1", "two and three")], width=10))
    a  words
    -  -------
    1  two an…
    """
    lines = [tuple(_one_line(cell) for cell in line) for line in (columns, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    if width is not None:
        widths = share(widths, width - len(GAP) * (len(widths) - 1))
    lines.insert(1, tuple("-" * each for each in widths))
    padded = ((clip(cell, w).ljust(w) for cell, w in zip(line, widths, strict=True)) for line in lines)
    return "\n".join(GAP.join(cells).rstrip() for cells in padded)


def share(wanted: Sequence[int], room: int) -> list[int]:
    """Share ``room`` characters among columns: narrow ones get what they want, wide ones the same each.

    Every column gets at least one, even where there is no room for it.

    >>> share([4, 50, 9, 70], 43)
    [4, 15, 9, 15]
    """
    given = list(wanted)
    left, order = room, sorted(range(len(wanted)), key=lambda n: wanted[n])
    for done, column in enumerate(order):
        given[column] = max(1, min(wanted[column], left // (len(order) - done)))
        left -= given[column]
    return given


def clip(text: str, width: int = CELL) -> str:
    """Cut a text to a width, with an ellipsis where something is left out.

    >>> clip("au moins 70 morts", 10)
    'au moins …'
    """
    return text if len(text) <= width else text[: width - 1] + "…"


def _python_value(term: Term | None) -> str | int | float | date | None:
    if term is None:
        return None
    if term.datatype == XSD.integer:
        return int(term.value)
    if term.datatype == XSD.decimal:
        return float(term.value)
    return date.fromisoformat(term.value) if term.datatype == XSD.date else str(term)


def _one_line(cell: str) -> str:
    return " ".join(cell.splitlines()) if "\n" in cell or "\r" in cell else cell


def _markdown_cell(cell: str) -> str:
    return _one_line(cell).replace("\\", "\\\\").replace("|", "\\|")


def _json_term(term: Term) -> dict[str, str]:
    if term.is_iri:
        return {"type": "uri", "value": term.value}
    rest = {"datatype": term.datatype} if term.datatype else {}
    rest |= {"xml:lang": term.language} if term.language else {}
    return {"type": "literal", "value": term.value, **rest}
