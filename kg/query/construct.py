"""CONSTRUCT as its template and a SELECT of the solutions that fill it.

The SELECT keeps every line and column of the WHERE, so that an error in it is reported where it stands
(SPARQL 1.1, https://www.w3.org/TR/sparql11-query/#construct).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from kg.core.rq_files import Question, bare, end_of_group, parse_question, refuse_remote
from kg.errors import BadQuery
from kg.query.engines import run, solve
from kg.query.hints import syntax_error
from kg.query.provenance.algebra import Link, Pattern, TriplePattern
from kg.query.provenance.parser import BRACKETS, Parser, Untraceable, select_constants
from kg.query.results import Term

_FORM = re.compile(r"(?<![:?$\w-])(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![:\w-])", re.IGNORECASE)
_TEMPLATE = re.compile(r"\s*\{")
Row = dict[str, Term | None]
"""A solution: its terms by the names of variables."""
Triple = tuple[Term, Term, Term]


@dataclass(frozen=True, slots=True)
class Template:
    """The triples of a CONSTRUCT, of variables and constants; each solution of ``select`` fills them."""

    select: Question
    triples: tuple[tuple[str | Term, ...], ...]

    def fill(self, row: Row) -> list[Triple]:
        """Fill the template from one solution, but for triples of which a part is unbound or out of place."""
        filled = []
        for triple in self.triples:
            subject, predicate, obj = (row.get(p) if isinstance(p, str) else p for p in triple)
            if subject and predicate and obj and subject.is_iri and predicate.is_iri:
                filled.append((subject, predicate, obj))
        return filled


def form_of(question: Question) -> str:
    """Return which of the four forms of SPARQL a text has, in capitals; empty where it has none."""
    found = _FORM.search(bare(question.text))
    return found[1].upper() if found else ""


def read_template(question: Question) -> Template:
    """Parse a CONSTRUCT.

    Raises ``BadQuery`` where it is no SPARQL, asks another machine, or makes blank nodes: nothing that has
    no name is drawn.
    """
    refuse_remote(question)
    found = _FORM.search(bare(question.text))
    assert found
    start, after = found.span()
    try:
        solve(question.text, ox.Store())
    except SyntaxError as error:
        as_select = f"{question.text[:start]}{'SELECT'.ljust(after - start)}{question.text[after:]}"
        raise syntax_error(replace(question, text=as_select), error) from None
    opening = _TEMPLATE.match(bare(question.text), after)
    end = end_of_group(bare(question.text), opening.end()) if opening else after
    inside = question.text[opening.end() : end - 1] if opening else _pattern(question.text, after)
    parser = _TemplateParser(inside)
    try:
        triples = parser.all_triples()
    except Untraceable as error:
        raise BadQuery(f"{question.file}: {error}") from None
    constants = _constants(question.text[:start], tuple(parser.constants))
    head = _keeping_lines(question.text[start:end], "SELECT *")
    return Template(
        replace(question, text=f"{question.text[:start]}{head}{question.text[end:]}", columns=()),
        tuple(tuple(constants.get(part, part[1:]) for part in triple) for triple in triples),
    )


def _pattern(text: str, start: int) -> str:
    """Return what stands in the braces of a WHERE, which are the template of the short form."""
    opening = bare(text).index("{", start) + 1
    return text[opening : end_of_group(bare(text), opening) - 1]


def _keeping_lines(old: str, new: str) -> str:
    """Write something in place of a text, with as many lines, and as many columns in the last."""
    *lines, last = old.split("\n")
    return "\n".join([new, *("" for _ in lines[1:]), " " * len(last)]) if lines else new.ljust(len(last))


def _constants(prologue: str, written: Sequence[str]) -> dict[str, Term]:
    """Return the terms of constants."""
    (row,) = run(parse_question(select_constants(prologue, written)), ox.Store())
    return {text: term for text, term in zip(written, row, strict=False) if term}


class _TemplateParser(Parser):
    """Parses the triples of a template that an engine has accepted."""

    def all_triples(self) -> list[tuple[str, str, str]]:
        found: list[Pattern] = []
        while self.peek():
            found += self.triples()[1]
            self.take_if(".")
        triples = (each for each in found if isinstance(each, TriplePattern))
        return [(t.subject, t.path.predicate, t.object) for t in triples if isinstance(t.path, Link)]

    def node(self, found: list[tuple[str, TriplePattern]]) -> str:
        if self.kind() == "blank" or self.peek() in BRACKETS:
            raise Untraceable(f"a drawing has no blank nodes: give what '{self.peek()}' makes an IRI")
        return super().node(found)
