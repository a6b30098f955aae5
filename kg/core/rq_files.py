"""Reads SPARQL files with a ``#+`` header, and binds their parameters.

The header follows grlc's idea of decorators: ``#+ key: value`` lines before the query. Parameters are
plain variables of the text, and are bound in the text itself, so that every engine is asked alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kg.core.namespaces import BESIDE, XSD
from kg.errors import BadParameter, BadQuery, UnknownParameter

TYPES = {
    "entity": "any name, id or IRI",
    "article": "the id of an article",
    "relation": "a relation of the vocabulary",
    "class": "a class of the vocabulary",
    "status": "a status of claims",
    "mode": "a mode of claims",
    "score": "a score of the measures",
    "integer": "a whole number",
    "date": "a day, YYYY-MM-DD",
}
"""What a parameter takes, by its type."""

_HEADER = re.compile(r"#\+ *([\wé]+) *: *(.+)")
_PARAM = re.compile(r"([a-z]+)(?:=(\w+))?(?::([a-z]+))?")
STRING = (
    r'(?:"""(?:[^"\\]|\\.|"(?!""))*"""|' + r"'''(?:[^'\\]|\\.|'(?!''))*'''|"
    r'"(?:[^"\\\n]|\\.)*"|' + r"'(?:[^'\\\n]|\\.)*')"
)
IRIREF = r'<[^<>"{}|^`\\\s]*>'
"""How SPARQL writes strings and IRIs (https://www.w3.org/TR/sparql11-query/#rString)."""
_OPAQUE = re.compile(f"{STRING}|{IRIREF}|#[^\n]*", re.DOTALL)
_IRI = re.compile(r'[^<>"{}|^`\\\s]+:[^<>"{}|^`\\\s]+')
_INTEGER = re.compile(r"[0-9]+")
_GAP = r"(?:\s|#[^\r\n]*+[\r\n])*+"
_ENDPOINT = r"(?:<[^<>\s{}]*+>|(?:[^\s{}#<>\\]|\\.)++)"
_SERVICE = re.compile(rf"SERVICE{_GAP}(?:SILENT{_GAP})?+{_ENDPOINT}{_GAP}\{{", re.IGNORECASE)
"""A SERVICE wherever it may stand, also within what looks like a string, a name or a comment.

Where these end is for a parser to say, and parsers take ``1SERVICE<…>{`` for a number and a SERVICE.
"""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be narrowed by: the option's name, the variable in the text, and its type.

    The type is one of ``TYPES``.
    """

    name: str
    variable: str
    type: str = "entity"


@dataclass(frozen=True, slots=True)
class Question:
    """One SPARQL file: its name, what it asks in English and French, and its columns in order."""

    name: str
    summary: str
    resume: str
    columns: tuple[str, ...]
    text: str
    file: str = "query"
    """How messages call it."""
    group: str = ""
    """The folder of the library that it stands in."""
    about: str = "facts"
    """``facts`` follow the policy; ``claims`` are on record under every policy."""
    params: tuple[Parameter, ...] = ()
    needs: tuple[str, ...] = ()
    """The graphs beside the dataset that it asks, by their names in ``BESIDE``."""


def bare(text: str) -> str:
    """Blank out strings, IRIs and comments of a SPARQL text; offsets stay.

    >>> bare("?x a <urn:where> # WHERE")
    '?x a                    '
    """
    return _OPAQUE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def refuse_remote(question: Question) -> None:
    """Raise ``BadQuery`` if a SPARQL text asks another machine; nothing here leaves this one."""
    if _SERVICE.search(question.text):
        raise BadQuery(f"{question.file}: SERVICE asks another machine, and is refused")


def read_question(path: Path) -> Question:
    """Read a SPARQL file.

    Raises ``BadQuery`` where it is no UTF-8 text, or its header is not as it should be.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise BadQuery(f"{path}:{line}: not UTF-8") from None
    return parse_question(text, path.stem, path.as_posix())


def parse_question(text: str, name: str = "query", file: str = "query") -> Question:
    """Read the header of a SPARQL text. Raises ``BadQuery`` where the header is not as it should be."""
    text = text.removeprefix("\ufeff")
    header = {m[1]: m[2].strip() for m in map(_HEADER.match, text.splitlines()) if m}
    about = header.get("about", "facts")
    if about not in ("facts", "claims"):
        raise BadQuery(f"{file}: a question is about facts or claims, not about '{about}'")
    return Question(
        name=name,
        summary=header.get("summary", name),
        resume=header.get("résumé", header.get("summary", name)),
        columns=tuple(header.get("columns", "").split()),
        text=text,
        file=file,
        about=about,
        params=tuple(_parameter(word, file) for word in header.get("params", "").split()),
        needs=_needs(text, file),
    )


def _needs(text: str, file: str) -> tuple[str, ...]:
    """Read which graphs beside the dataset a question asks."""
    found: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if (match := _HEADER.match(line)) and match[1] == "needs":
            found += match[2].split()
            if unknown := [name for name in found if name not in BESIDE]:
                known = ", ".join(BESIDE)
                raise BadQuery(f"{file}:{number}: a question needs one of {known}; not '{unknown[0]}'")
    return tuple(dict.fromkeys(found))


def _parameter(word: str, file: str) -> Parameter:
    """Read ``name``, ``name=variable`` or either with ``:type``."""
    if not (match := _PARAM.fullmatch(word)) or (match[3] or "entity") not in TYPES:
        raise BadQuery(
            f"{file}: a parameter is name=variable:type, with {', '.join(TYPES)} as type; not '{word}'"
        )
    return Parameter(match[1], match[2] or match[1], match[3] or "entity")


def read_questions(folder: Path) -> dict[str, Question]:
    """Read every ``.rq`` file of a folder and of the folders in it, by name.

    Raises ``BadQuery`` where two files bear one name.
    """
    questions: dict[str, Question] = {}
    for path in sorted(folder.rglob("*.rq")):
        if path.stem in questions:
            raise BadQuery(f"{path}: the name '{path.stem}' is taken by {questions[path.stem].file}")
        group = path.parent.relative_to(folder).as_posix()
        questions[path.stem] = replace(read_question(path), group="" if group == "." else group)
    return dict(sorted(questions.items()))


def find_parameter(question: Question, name: str) -> Parameter:
    """Return a parameter by its name. Raises ``UnknownParameter`` with the nearest, or with all there are."""
    known = {parameter.name: parameter for parameter in question.params}
    if name not in known:
        raise UnknownParameter(question.name, name, known)
    return known[name]


def bind(question: Question, values: Mapping[str, Iterable[str]]) -> Question:
    """Bind parameters in the text: ``VALUES`` stands first in every WHERE that speaks of the variable.

    A value is an IRI, the digits of an integer, or a day as ``YYYY-MM-DD``. Several values of one parameter
    are alternatives. No other way is the same on every engine: pyoxigraph substitutes projected variables
    alone, and rdflib lets initial bindings leak into subqueries in its own way.

    Raises ``UnknownParameter`` and ``BadParameter``.
    """
    text = question.text
    for name, given in values.items():
        parameter = find_parameter(question, name)
        terms = " ".join(_written(parameter, value) for value in given)
        places = value_places(text, parameter.variable)
        if not places:
            raise BadQuery(f"{question.file}: no WHERE {{ … }} speaks of ?{parameter.variable}")
        for place in reversed(places):
            text = f"{text[:place]} VALUES ?{parameter.variable} {{ {terms} }}{text[place:]}"
    return replace(question, text=text)


def _written(parameter: Parameter, value: str) -> str:
    """Write a value as SPARQL does."""
    if parameter.type == "integer":
        if not _INTEGER.fullmatch(value):
            raise BadParameter(f"--{parameter.name}: '{value}' is no whole number")
        return str(int(value))
    if parameter.type == "date":
        try:
            return f'"{date.fromisoformat(value).isoformat()}"^^<{XSD.date}>'
        except ValueError:
            raise BadParameter(f"--{parameter.name}: '{value}' is no day: write YYYY-MM-DD") from None
    if not _IRI.fullmatch(value):
        raise BadParameter(f"--{parameter.name}: '{value}' is no IRI")
    return f"<{value}>"


def value_places(text: str, variable: str) -> list[int]:
    """Return where ``VALUES`` bind a variable: at the start of each WHERE in whose braces it stands.

    >>> value_places("SELECT * WHERE { ?a ?b ?c }", "a"), value_places("SELECT * WHERE { }", "a")
    ([16], [])
    """
    syntax = bare(text)
    mention = re.compile(rf"[?$]{variable}\b")
    starts = [match.end() for match in re.finditer(r"\bWHERE\s*\{", syntax, re.IGNORECASE)]
    return [start for start in starts if mention.search(syntax, start, end_of_group(syntax, start))]


def end_of_group(syntax: str, start: int) -> int:
    """Return the offset behind the group of a ``bare`` text that is open at ``start``."""
    depth = 1
    while depth and start < len(syntax):
        depth += {"{": 1, "}": -1}.get(syntax[start], 0)
        start += 1
    return start
