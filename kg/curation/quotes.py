"""Where a quote stands: places, spans, and the passage that was probably meant.

Offsets are code points of the whole file, as an ``oa:TextPositionSelector`` counts them
(https://www.w3.org/TR/annotation-model/#text-position-selector).
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from kg.core.model import CONTEXT, Article, Sentence, Span

LIKE = 0.5
"""How like a passage must be, from 0 to 1, to be named."""


def find_all(text: str, words: str) -> list[int]:
    """Return every place where words stand in a text, overlapping ones too, as start offsets.

    >>> find_all("aaa", "aa")
    [0, 1]
    """
    found = []
    at = text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def as_span(article: Article, sentence: Sentence, start: int, length: int) -> Span:
    """Describe a stretch of a sentence as a span; ``start`` counts from that of the sentence."""
    start += sentence.start
    end = start + length
    return Span(
        article=article.id,
        sentence=sentence.id,
        start=start,
        end=end,
        exact=article.text[start:end],
        prefix=article.text[max(0, start - CONTEXT) : start],
        suffix=article.text[end : end + CONTEXT],
    )


def nearest_passage(text: str, quote: str) -> str:
    """Find the passage of whole words that is most like a quote, if any is; likeness only advises.

    >>> nearest_passage("Les attaques ont fait au moins 70 morts.", "au moins 71 morts")
    'au moins 70 morts'
    """
    words = [(m.start(), m.end()) for m in re.finditer(r"[\w’'-]+", text)]
    wide = max(1, min(len(words), len(re.findall(r"[\w’'-]+", quote))))
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(quote)
    best, passage = LIKE, ""
    for width in {max(1, wide - 1), wide, wide + 1}:
        for first in range(len(words) - width + 1):
            candidate = text[words[first][0] : words[first + width - 1][1]]
            matcher.set_seq1(candidate)
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
                ratio = matcher.ratio()
                if ratio > best:
                    best, passage = ratio, candidate
    return passage
