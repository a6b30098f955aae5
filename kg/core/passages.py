"""A sentence as it is shown: cut where its quotes begin and end, and what is kept back of it in short."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from kg.core.model import ELISION, Sentence, Span

MASK = "…"
"""What stands for each letter that may not be passed on, so that offsets still hold."""
_MASKED = re.compile(f"{MASK}{{2,}}")


class Piece(NamedTuple):
    """A part of a sentence, and whether it is quoted."""

    text: str
    is_quoted: bool


def shown(text: str) -> str:
    """Return words of an article with what is kept back in short.

    >>> shown("…………… au moins 70 morts")
    ' […]  au moins 70 morts'
    """
    return _MASKED.sub(ELISION, text)


def pieces(sentence: Sentence, quoted: Iterable[Span]) -> list[Piece]:
    """Cut a sentence where its quotes begin and end; they may overlap."""
    text, found, done = sentence.text, list[Piece](), 0
    for span in sorted(quoted, key=lambda span: (span.start, span.end)):
        start, end = max(done, span.start - sentence.start), max(done, span.end - sentence.start)
        found += [Piece(shown(text[done:start]), False), Piece(text[start:end], True)]
        done = end
    return [piece for piece in (*found, Piece(shown(text[done:]), False)) if piece.text]
