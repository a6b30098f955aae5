"""SPARQL files that introduce themselves: a ``#+`` header, then the text.

The header follows grlc's idea of decorators: ``#+ key: value`` lines before the query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadQuery

_HEADER = re.compile(r"#\+ *([\wé]+) *: *(.+)")


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


def refuse_remote(question: Question) -> None:
    """Raise ``BadQuery`` if a SPARQL text asks another machine; nothing here leaves this one."""
    words = re.sub(r"<[^<>\s]*>|\"[^\"\n]*\"|'[^'\n]*'|#.*", " ", question.text)
    if re.search(r"\bSERVICE\b", words, re.IGNORECASE):
        raise BadQuery(f"{question.file}: SERVICE asks another machine, and is refused")


def read_question(path: Path) -> Question:
    """Read a SPARQL file.

    Raises ``BadQuery`` where it is no UTF-8 text.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise BadQuery(f"{path}:{line}: not UTF-8") from None
    header = {m[1]: m[2] for m in map(_HEADER.match, text.splitlines()) if m}
    return Question(
        name=path.stem,
        summary=header.get("summary", path.stem),
        resume=header.get("résumé", header.get("summary", path.stem)),
        columns=tuple(header.get("columns", "").split()),
        text=text,
        file=path.as_posix(),
    )


def read_questions(folder: Path) -> dict[str, Question]:
    """Read every ``.rq`` file of a folder, by name."""
    return {path.stem: read_question(path) for path in sorted(folder.glob("*.rq"))}
