"""The library as ``kg ask`` shows it: questions by group, and what each can be narrowed by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.core.ontology import read_ontology
from kg.core.rq_files import TYPES, Question
from kg.errors import BadParameter
from kg.query.results import table

ABOUT = {
    "facts": "about facts: the answer follows the policy",
    "claims": "about claims: on record under every policy; 'admitted' tells what the policy makes of them",
}


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


def read_words(words: Sequence[str]) -> tuple[str | None, dict[str, list[str]]]:
    """Read a name and parameters as they are typed: ``tolls --event bamako-attack --claimant=aes``.

    Raises ``BadParameter`` where a value is missing, or a word is neither.

    >>> read_words(["tolls", "--event", "bamako-attack", "--event=zorgo-attack"])
    ('tolls', {'event': ['bamako-attack', 'zorgo-attack']})
    """
    name: str | None = None
    params: dict[str, list[str]] = {}
    rest = iter(words)
    for word in rest:
        if word.startswith("--") and len(word) > 2:
            option, equals, value = word[2:].partition("=")
            given = value if equals else next(rest, "--")
            if given.startswith("--"):
                raise BadParameter(f"--{option}: a value is missing")
            params.setdefault(option, []).append(given)
        elif name is None and not word.startswith("-"):
            name = word
        else:
            raise BadParameter(f"'{word}' is neither a question's name nor a --parameter")
    return name, params


def relation_rows(word: str = "") -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Lay out the relations that speak of a word, in English or French, in their name, ends or definition."""
    rows: dict[tuple[str, ...], str] = {
        (r.name, r.domain, r.range, r.definition): f"{r.name} {r.domain} {r.range} {r.definition} {r.label}"
        for r in read_ontology().relations.values()
    }
    return ("relation", "subject", "object", "says"), _speaking_of(word, rows)


def class_rows(word: str = "") -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Lay out the classes that an entity can have and that speak of a word."""
    ontology = read_ontology()
    rows: dict[tuple[str, ...], str] = {
        (c.name, c.label.fr, c.label.en): f"{c.name} {c.label}"
        for c in ontology.classes.values()
        if ontology.is_a(c.name, "Entity") and c.name != "Entity"
    }
    return ("class", "in French", "in English"), _speaking_of(word, rows)


def _speaking_of(word: str, rows: dict[tuple[str, ...], str]) -> list[tuple[str, ...]]:
    return sorted(row for row, text in rows.items() if word.casefold() in text.casefold())
