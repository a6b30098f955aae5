"""The seeds while they are read: what has been understood, and every problem so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from kg.core.model import Article, Entity, InvalidValue, Sentence
from kg.core.ontology import Ontology
from kg.curation.yaml_reader import Record
from kg.errors import Problem, did_you_mean

STRUCTURED = (
    "aliases", "identifiers", "coordinates", "source", "entities", "text", "claims",
    "quote", "cue", "contrast", "when", "said", "against", "disputes",
)  # fmt: skip
"""The fields that may hold more than one text."""


NO_ID = "'id' is missing"


class Entry(NamedTuple):
    """A sentence or heading of an article, and its record in the curation."""

    sentence: Sentence
    record: Record


@dataclass
class Draft:
    """The seeds while they are read: what has been understood, and every problem so far."""

    ontology: Ontology
    unread: frozenset[str] = frozenset()
    """Names of classes and relations that the seeds declare, and that were not understood."""
    articles: dict[str, Article] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    curations: dict[str, Record] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    """The sentences and headings of each article, with what its curation has under them."""
    left_out: dict[str, str] = field(default_factory=dict)
    """File of each curation that is a draft, by its article."""
    registered: dict[str, str] = field(default_factory=dict)
    """IRI of each registered entity by its id."""
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    """File and line where an IRI was declared."""
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    """What is worth a look and stops no build."""
    unknown: dict[str, set[str]] = field(default_factory=dict)
    """Names that no entity has, nor one like it, each with the classes that were asked for."""
    misread: set[tuple[str, str]] = field(default_factory=set)
    """Scope and id of each entity that was not understood: no problem of its own wherever it is named."""
    is_partial: bool = False
    """Whether a list of entities was not understood at all, so that none is known to be missing."""

    def report(self, record: Record, what: str, hint: str = "", key: str = "") -> None:
        """Note a problem that stands at ``key`` of a record."""
        self.problems.append(record.problem(what, hint, key))


def check_fields(
    draft: Draft,
    record: Record,
    known: tuple[str, ...],
    needed: tuple[str, ...],
    structured: tuple[str, ...] = STRUCTURED,
) -> bool:
    """Report unknown, missing, empty and misshapen fields; tell whether the known ones can be read.

    Only the ``structured`` ones may hold more than one text.
    """
    for key in record.keys() - set(known):
        hint = did_you_mean(key, known)
        if record.is_flow and record[key] == "":
            hint = "a comma ends a text in braces: put the text in quotation marks"
        draft.report(record, f"no field '{key}'", hint, key)
    fields = {key: value for key, value in record.items() if key in known}
    missing = [key for key in needed if key not in record]
    empty = [key for key, value in fields.items() if isinstance(value, str) and not value.strip()]
    listed = [key for key, value in fields.items() if not isinstance(value, str) and key not in structured]
    for key in missing:
        draft.report(record, f"'{key}' is missing")
    for key in empty:
        hint = "say why nothing is drawn from it" if key == "silent" else "leave it out"
        draft.report(record, f"'{key}' is empty", hint, key)
    for key in listed:
        draft.report(record, f"'{key}' holds one text", key=key)
    return not missing and not empty and not listed


def texts_of(record: Record, key: str) -> list[str]:
    """Read a field that holds one text or a list of them. Raises ``InvalidValue`` for anything else."""
    value = record.get(key, [])
    texts = [value] if isinstance(value, str) else value
    if isinstance(texts, Record) or not all(isinstance(text, str) and text.strip() for text in texts):
        raise InvalidValue(key, f"'{key}' holds a text or a list of texts")
    return list(texts)
