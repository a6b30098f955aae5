"""Where a quote stands: places, spans, and the passage that was probably meant.

Offsets are code points of the whole file, as an ``oa:TextPositionSelector`` counts them
(https://www.w3.org/TR/annotation-model/#text-position-selector).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate

from kg.core.model import CONTEXT, Article, Sentence, Span

LIKE = 0.5
"""How like a passage must be, from 0 to 1, to be named."""
FEW = 3
"""How many differences are named."""
PLACES = 50
"""At how many places a quote is compared."""

_SAME = dict.fromkeys("'’‘‛ʼʹ′`´＇", "'") | dict.fromkeys('"“”„‟″«»‹›', '"') | dict.fromkeys("-‐‑‒–—―−", "-")
_LOOK_ALIKE = dict(
    zip(
        "АВЕКМНОРСТУХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
        "ABEKMHOPCTYXIJSaeopcyxijsABEZHIKMNOPTYXo",
        strict=True,
    )
)
_LETTERS = str.maketrans(_SAME | _LOOK_ALIKE | {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ـ": ""})
_PIECE = re.compile(r"[«‹]\s*|\s*[»›]|\s+|.", re.DOTALL)
"""What is compared as one: a letter, a run of white space, a guillemet with its space."""


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


def difference(text: str, quote: str) -> str:
    """Name what the eye cannot see, or easily overlooks, where it alone keeps a quote from the text.

    Compared are apostrophes, quotation marks, dashes, kinds of space, invisible characters, ligatures,
    letters of another alphabet that look the same, accents and case; another Unicode form is the same. What
    the quote has comes first. Empty where the quote stands in the text, or differs by more.

    >>> difference("L’armée part.", "L'armée")
    "' for ’"
    >>> difference("La fin vient.", "La \ufb01n\u200b vient")
    'ﬁ (U+FB01) for fi; an invisible U+200B (zero width space) in the quote'
    """
    text, quote = unicodedata.normalize("NFC", text), unicodedata.normalize("NFC", quote)
    pieces, asked = _PIECE.findall(text), _PIECE.findall(quote)
    folded = [_fold(piece) for piece in pieces]
    wanted = "".join(map(_fold, asked))
    if quote in text or not wanted.strip():
        return ""
    flat = "".join(folded)
    ways: list[list[str]] = []
    ends = list(accumulate(map(len, folded)))
    at = flat.find(wanted)
    while at >= 0 and len(ways) < PLACES:
        first, end = bisect_right(ends, at), at + len(wanted)
        last = bisect_left(ends, end)
        if ends[last] == end and at == (ends[first - 1] if first else 0):  # not within a ligature
            ways.append(list(dict.fromkeys(_differences(asked, pieces[first : last + 1]))))
        at = flat.find(wanted, at + 1)
    least = min(ways, key=len, default=[])
    more = f"; and {len(least) - FEW} more" if len(least) > FEW else ""
    return "; ".join(least[:FEW]) + more


@lru_cache(4096)
def _fold(piece: str) -> str:
    """Reduce a piece to what it has in common with all that looks like it; an invisible one to nothing."""
    if piece.isspace():
        return " "
    plain = unicodedata.normalize("NFKD", piece.strip()).translate(_LETTERS).casefold()
    return "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Cf", "Cc"))


def _differences(asked: list[str], found: list[str]) -> Iterator[str]:
    """Yield each difference of two lists of pieces that fold to the same."""
    our_word = their_word = ""
    for ours, theirs in [*_aligned(asked, found), ("", "")]:
        if (
            ours.isalpha()
            and theirs.isalpha()
            and len(ours) == len(theirs)
            and not _LOOK_ALIKE.keys() & {*ours, *theirs}
        ):
            our_word, their_word = our_word + ours, their_word + theirs
            continue
        if our_word != their_word:
            yield f"{our_word} for {their_word}"
        our_word = their_word = ""
        if ours != theirs:
            yield _named(ours, theirs)
    has, lacks = (Counter(piece for piece in pieces if not _fold(piece)) for pieces in (asked, found))
    yield from (f"{_unseen(sign)} in the quote" for sign in has - lacks)
    yield from (f"{_unseen(sign)} in the article" for sign in lacks - has)


def _aligned(asked: list[str], found: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the shortest stretches of both that fold to the same, side by side."""
    ours, theirs = ([piece for piece in pieces if _fold(piece)] for pieces in (asked, found))
    our_ends, their_ends = (
        list(accumulate(len(_fold(piece)) for piece in pieces)) for pieces in (ours, theirs)
    )
    i = j = 0
    for end in sorted({*our_ends} & {*their_ends}):
        i_end, j_end = bisect_right(our_ends, end), bisect_right(their_ends, end)
        yield "".join(ours[i:i_end]), "".join(theirs[j:j_end])
        i, j = i_end, j_end


def _named(ours: str, theirs: str) -> str:
    signs = ours.strip(), theirs.strip()
    name = _space if signs[0] == signs[1] else _sign
    return f"{name(ours)} for {name(theirs)}"


def _space(piece: str) -> str:
    white = "".join(sign for sign in piece if sign.isspace())
    if white.strip(" ") == "":
        return {0: "no space", 1: "a space"}.get(len(white), f"{len(white)} spaces")
    odd = dict.fromkeys(sign for sign in white if sign != " ")
    return ", ".join("a line end" if sign == "\n" else _code(sign) for sign in odd)


def _sign(piece: str) -> str:
    """Show a sign, with its code where two signs look the same."""
    sign = piece.strip()
    plain = sign.isascii() or not {*sign} - {*"’‘“”«»–—…œŒæÆ"}
    return sign if plain else f"{sign} ({', '.join(f'U+{ord(each):04X}' for each in sign)})"


def _unseen(sign: str) -> str:
    seen = unicodedata.category(sign) in ("Mn", "Lm")
    return f"{'a' if seen else 'an invisible'} {_code(sign)}"


def _code(sign: str) -> str:
    name = unicodedata.name(sign, "").lower()
    return f"U+{ord(sign):04X}" + (f" ({name})" if name else "")
