"""A CONSTRUCT taken apart: the triples of its template, and a SELECT of all that these are made of.

The SELECT keeps every line and column of the WHERE, so that what is wrong in it is found where it stands
(SPARQL 1.1, https://www.w3.org/TR/sparql11-query/#construct).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pyoxigraph as ox

from kg.core.namespaces import RDF
from kg.core.rq_files import Question, bare, refuse_remote
from kg.errors import BadQuery
from kg.query.engines import run, solve
from kg.query.hints import refusal
from kg.query.provenance.lexer import BRACKETS, Tokens
from kg.query.results import Term

_FORM = re.compile(r"(?<![:?$\w-])(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![:\w-])", re.IGNORECASE)
_TEMPLATE = re.compile(r"\s*\{")
_RDF_TYPE = f"<{RDF.type}>"
Row = dict[str, Term | None]
"""What one solution binds, by variable without its sign."""
Triple = tuple[Term, Term, Term]


@dataclass(frozen=True, slots=True)
class Template:
    """What a CONSTRUCT makes of each solution of ``select``: triples of variables and constants."""

    select: Question
    triples: tuple[tuple[str | Term, ...], ...]

    def made_of(self, row: Row) -> list[Triple]:
        """Return the triples that one solution makes: none where a part is unbound or out of place."""
        made = []
        for triple in self.triples:
            subject, predicate, obj = (row.get(p) if isinstance(p, str) else p for p in triple)
            if subject and predicate and obj and subject.is_iri and predicate.is_iri:
                made.append((subject, predicate, obj))
        return made


def form_of(question: Question) -> str:
    """Return which of the four forms of SPARQL a text has, in capitals; empty where it has none."""
    found = _FORM.search(bare(question.text))
    return found[1].upper() if found else ""


def read_template(question: Question) -> Template:
    """Take a CONSTRUCT apart.

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
        raise refusal(replace(question, text=as_select), error) from None
    opening = _TEMPLATE.match(bare(question.text), after)
    end = _closing(question.text, opening.end()) if opening else after
    inside = question.text[opening.end() : end - 1] if opening else _pattern(question.text, after)
    triples = _Reader(inside, question.file).all()
    parts = {part for triple in triples for part in triple}
    constants = _constants(question.text[:start], {part for part in parts if part[0] not in "?$"})
    head = _keeping_lines(question.text[start:end], "SELECT *")
    return Template(
        replace(question, text=f"{question.text[:start]}{head}{question.text[end:]}", columns=()),
        tuple(tuple(constants.get(part, part[1:]) for part in triple) for triple in triples),
    )


def _closing(text: str, start: int) -> int:
    """Return where the braces end that are open at ``start``."""
    syntax, depth = bare(text), 1
    while depth:
        depth += {"{": 1, "}": -1}.get(syntax[start], 0)
        start += 1
    return start


def _pattern(text: str, start: int) -> str:
    """Return what stands in the braces of a WHERE, which are the template of the short form."""
    opening = bare(text).index("{", start) + 1
    return text[opening : _closing(text, opening) - 1]


def _keeping_lines(old: str, new: str) -> str:
    """Write something in place of a text, with as many lines, and as many columns in the last."""
    *lines, last = old.split("\n")
    return "\n".join([new, *("" for _ in lines[1:]), " " * len(last)]) if lines else new.ljust(len(last))


def _constants(prologue: str, written: set[str]) -> dict[str, Term]:
    """Return what constants stand for: the engine reads prefixes and literals."""
    names = {text: f"c{number}" for number, text in enumerate(sorted(written))}
    items = " ".join(f"({_RDF_TYPE if text == 'a' else text} AS ?{name})" for text, name in names.items())
    (row,) = run(Question("", "", "", (), f"{prologue} SELECT {items or '(1 AS ?c)'} {{}}"), ox.Store())
    return {text: term for text, term in zip(names, row, strict=False) if term}


class _Reader(Tokens):
    """Reads the triples of a template that an engine has accepted."""

    def __init__(self, text: str, file: str):
        super().__init__(text)
        self.file = file

    def all(self) -> list[tuple[str, str, str]]:
        """Return all triples, each part as it is written."""
        triples = []
        while self.peek():
            subject = self.part()
            while self.peek() not in (".", ""):
                predicate = self.part()
                triples.append((subject, predicate, self.part()))
                while self.take_if(","):
                    triples.append((subject, predicate, self.part()))
                while self.take_if(";"):
                    pass
            self.take_if(".")
        return triples

    def part(self) -> str:
        if self.kind() == "blank" or self.peek() in BRACKETS:
            raise BadQuery(
                f"{self.file}: a drawing has no blank nodes: give what '{self.peek()}' makes an IRI"
            )
        return self.take()
