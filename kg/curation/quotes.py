"""Where a quote stands: places, spans, and the passage that was probably meant.

Offsets are code points of the whole file, as an ``oa:TextPositionSelector`` counts them
(https://www.w3.org/TR/annotation-model/#text-position-selector).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from difflib import SequenceMatcher

from kg.core.model import CONTEXT, Article, Sentence, Span

LIKE = 0.5
"""How like a passage must be, from 0 to 1, to be named."""


def find_quote(article: Article, quote: str, sentence: int | None = None) -> list[int]:
    """Find every place where the quote stands letter for letter, as start offsets.

    ``sentence`` narrows the search to the sentence of that number.
    """
    start, end = 0, len(article.text)
    if sentence is not None:
        inside = article.sentences[sentence - 1]
        start, end = inside.start, inside.end
    found = []
    at = article.text.find(quote, start, end)
    while at >= 0:
        found.append(at)
        at = article.text.find(quote, at + 1, end)
    return found


def as_span(article: Article, start: int, length: int) -> Span:
    """Describe a stretch of the text as a span.

    Raises ``ValueError`` if it runs over the end of its sentence.
    """
    end = start + length
    inside = sentence_at(article, start)
    if end > inside.end or start < inside.start:
        raise ValueError("the quote runs over the end of a sentence")
    return Span(
        article=article.id,
        sentence=inside.number,
        start=start,
        end=end,
        exact=article.text[start:end],
        prefix=article.text[max(0, start - CONTEXT) : start],
        suffix=article.text[end : end + CONTEXT],
    )


def sentence_at(article: Article, offset: int) -> Sentence:
    """Return the sentence in which, or after which, an offset lies."""
    at = bisect_right(article.sentences, offset, key=lambda sentence: sentence.start)
    return article.sentences[max(at - 1, 0)]


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
