"""The words, numbers and signs of a text, each with its place, as the reader of figures compares them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
_SPACES = " \u00a0\u202f\u2009"
_TOKEN = re.compile(
    rf"""(?P<date>(?<!\d)\d{{1,4}}([./-])\d{{1,2}}\2\d{{1,4}}(?!\d))
    | (?P<clock>\d{{1,2}}[{_SPACES}]?h(?:[{_SPACES}]?\d{{2}})?(?![^\W_])|\d{{1,2}}:\d{{2}})
    | (?P<number>\d{{1,3}}(?P<mark>[{_SPACES}.,'’٬،])\d{{3}}(?:(?P=mark)\d{{3}})*(?!\d)(?:[.,٫]\d+)?
                |\d+(?:[.,٫]\d+)?)
    | (?P<elided>\b(?:jusqu|lorsqu|puisqu|quelqu|presqu|qu|[dlnsjmtc])['’ʼ])(?=\w)
    | (?P<word>\b(?:[^\W\d_]\.){{2,}}|[^\W\d_](?:[^\W\d_]|[{_MARKS}])*)
    | (?P<sign>[^\w\s]|_)""",
    re.VERBOSE | re.IGNORECASE,
)
_ELIDED = {
    "jusqu": "jusque", "lorsqu": "lorsque", "puisqu": "puisque", "quelqu": "quelque", "presqu": "presque",
    "qu": "que", "d": "de", "l": "le", "n": "ne", "s": "se", "j": "je", "m": "me", "t": "te", "c": "ce",
}  # fmt: skip
_DASHES = dict.fromkeys("‐‑‒–—−", "-")
_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ـ": ""} | _DASHES)


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of a text: ``kind`` is word, number, date, clock or sign, ``key`` what is compared."""

    kind: str
    start: int
    end: int
    key: str
    mark: str = ""
    """Of a number: what separates its thousands, if anything does."""


def fold_word(word: str) -> str:
    """Return a word as it is compared: in lower case, without vowel signs, with one form of alif and ya.

    >>> fold_word("D’"), fold_word("قُتل") == fold_word("قتل")
    ('de', True)
    """
    bare = "".join(sign for sign in word.casefold() if not "\u0610" <= sign <= "\u06ed" or sign.isalpha())
    bare = unicodedata.normalize("NFC", bare).translate(_LETTERS)
    return _ELIDED.get(bare[:-1], bare) if bare[-1:] in "'’ʼ" and len(bare) > 1 else bare


def tokenise(text: str) -> list[Token]:
    """Split a text into its tokens; white space is none."""
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        kind = next(k for k in ("date", "clock", "number", "elided", "word", "sign") if match[k] is not None)
        key = match[0] if kind in ("number", "date", "clock") else fold_word(match[0])
        yield Token("word" if kind == "elided" else kind, *match.span(), key, match["mark"] or "")
