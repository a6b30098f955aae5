"""The words of a text as tokens for the grammar of dates: a lexer over the lists of ``dates.toml``.

A token is one letter with its value and place, so that the grammar is regular expressions over letters:
*le 12 mars 2024* is ``oDMY``, whatever the language.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

DAY, WEEK, MONTH, YEAR = range(4)
"""The units of the calendar."""

KINDS = {
    "months": "M", "short_months": "n", "weekdays": "W", "short_weekdays": "w", "seasons": "S", "parts": "P",
    "units": "u", "many_units": "U", "two_units": "V", "numbers": "N", "of": "O", "month_of": "h",
    "articles": "o", "in": "E", "since": "a", "ago": "A", "before_or_ago": "q", "until": ">", "before": "B",
    "after": "F", "between": "b", "and": "&", "this": "T", "last": "L", "past": "l", "next": "X",
    "weekend": "v", "ordinals": "D", "told_elsewhere": "k", "counted": "c", "designations": "d",
    "quantities": "g", "going_on": "f",
}  # fmt: skip
"""The letter that stands for each list of the lexicon.

Further letters: ``R`` words for a day, ``p`` for a quarter or half of a year, ``m`` and ``s`` a month and a
season that is another word too, ``D`` a day in digits, ``Y`` a year that is likely, ``y`` one that is not,
``I`` any other figure, ``J`` a date in digits, ``Z`` a decade, ``C`` another word with a capital, ``.`` any
other one, ``;`` a sign but ``,/()-``.
"""
_ALIKE = str.maketrans("’‐‑–\u00a0\u202f\u2009أإآى", "'---   اااي")
"""Signs that are written in more than one way, here and in the lexicon."""
_PROPER = frozenset({"months", "short_months", "weekdays", "short_weekdays"})
_NUMBERED = _PROPER | {"seasons", "parts", "numbers", "ordinals"}
_UNITS = frozenset({"units", "many_units", "two_units"})

_FIGURES = r"""
(?<![\d/.-])(?P<iso>\d{4}(?P<between>[/-])\d{1,2}(?P=between)\d{1,2})(?![\d/-])
|(?<![\d/.-])(?P<numeric>\d{1,2}(?P<_>[/.-])\d{1,2}(?P=_)\d{4}|\d{1,2}/\d{1,2}/\d{2})(?![\d/-]|\.\d)
|(?P<clock>\d{1,2}(?::\d{2})+|\d{1,2}[ ]?h(?:[ ]?\d{2})?(?![^\W\d_]))
|(?P<decade>(?<!\w)(?:\d\d)?\d0s)(?!\w)
|(?P<grouped>\d{1,3}(?:[ .,]\d{3})+(?!\d)|\d+(?:[.,]\d+)+)
|(?P<number>\d+(?:(?P<ordinal>er|ᵉʳ|st|nd|rd|th)|(?P<rank>re|ère|e|è|ème|nde?))?(?![^\W\d_]))
|(?P<figure>\d+)
"""


class Token(NamedTuple):
    """A word, figure or sign: its letter in the grammar, its value, and its code points from and to."""

    kind: str
    value: Any
    start: int
    end: int


class Lexicon:
    """The words of one language, and the flags that choose its grammar."""

    def __init__(self, lists: dict[str, Any]):
        self.month_first: bool = lists["month_first"]
        self.modifier_first: bool = lists["modifier_first"]
        self.prefixes: str = lists.get("prefixes", "")
        self.words: dict[str, tuple[str, Any]] = {}
        unsure = {*lists["unsure_months"], *lists.get("unsure_seasons", ())}
        for kind, named in (("R", lists["days"]), ("p", lists["divisions"])):
            for phrase, value in named.items():
                self.words |= dict.fromkeys(phrase.split("|"), (kind, value))
        for name, kind in KINDS.items():
            for place, phrase in enumerate(lists.get(name, ())):
                value = (place, 1 + (name == "two_units")) if name in _UNITS else place + (name in _NUMBERED)
                for word in filter(None, phrase.split("|")):
                    is_unsure = word in unsure and kind in "MS"
                    self.words.setdefault(word, (kind.lower() if is_unsure else kind, value))
        proper = [phrase for name in _PROPER for phrase in lists.get(name, ()) if lists["capitals"]]
        self.proper = {word for phrase in proper for word in phrase.split("|")}
        self.pattern = re.compile(self._pattern(), re.VERBOSE | re.IGNORECASE)

    def _pattern(self) -> str:
        """Match the longest phrase of the lexicon, else a figure, a word or a sign."""
        longest = sorted(self.words, key=len, reverse=True)
        phrases = "|".join(
            (r"(?<!\d)" if word[0].isdigit() else "")
            + re.escape(word).replace(r"\ ", r"\s+")
            + ("" if word.endswith("'") else r"(?![^\W\d_])")
            for word in longest
        )
        prefix = f"[{self.prefixes}]?" if self.prefixes else ""
        return rf"(?<![^\W\d_]){prefix}(?P<phrase>{phrases})|{_FIGURES}|(?P<word>[^\W\d_]+)|(?P<sign>[^\w\s])"


@cache
def read_lexicon(language: str) -> Lexicon | None:
    """Read the words of a language (BCP 47); there are none of one that the file does not have."""
    file = Path(__file__).with_name("dates.toml").read_text(encoding="utf-8")
    lists = tomllib.loads(file.translate(_ALIKE))
    known = lists.get(language.partition("-")[0].lower())
    return Lexicon(known) if known else None


def tokens_of(text: str, lexicon: Lexicon, this_year: int) -> Iterator[Token]:
    """Yield the tokens of a text; a year is likely from 1900 to ten after ``this_year``, if not round."""
    folded, places = _fold(text)
    for match in lexicon.pattern.finditer(folded):
        name = match.lastgroup or ""
        kind, value = _READ[name](match, lexicon, this_year)
        first, last = match.span(name)
        yield Token(kind, value, places[first], places[last - 1] + 1)


def _fold(text: str) -> tuple[str, list[int]]:
    """Take vowel signs and invisible signs out, write signs one way, and keep the place of each letter."""
    kept = [
        (place, sign)
        for place, sign in enumerate(text)
        if unicodedata.category(sign) not in ("Mn", "Cf") and sign != "ـ"
    ]
    return "".join(sign for _, sign in kept).translate(_ALIKE), [place for place, _ in kept]


def _numeric(match: re.Match[str], lexicon: Lexicon, this_year: int) -> tuple[str, Any]:
    """Read a date in digits, the day first unless only the month can be; in English it may be either."""
    first, second, year = map(int, re.split(r"[/.-]", match["numeric"]))
    year += 2000 if year < 100 else 0
    both = [(year, second, first), (year, first, second)]
    likely = [each for each in both if each[1] <= 12 and each[2] <= 31]
    return ("J", likely[: 1 + lexicon.month_first]) if likely else ("I", 0)


def _number(match: re.Match[str], lexicon: Lexicon, this_year: int) -> tuple[str, Any]:
    digits = re.split(r"\D", match[0])[0]
    before = match.string[match.start() - 1 : match.start()]
    if match["rank"] or len(digits) > 4 or (before.isalpha() and before not in lexicon.prefixes):  # RN16
        return "I", 0
    value = int(digits)
    if len(digits) <= 2 and 1 <= value <= 31:
        return "D", value
    if len(digits) == 4 and not match["ordinal"] and 1000 <= value < 2200:
        return ("Y" if 1900 <= value <= this_year + 10 and value % 50 else "y"), value
    return "I", value


def _phrase(match: re.Match[str], lexicon: Lexicon, this_year: int) -> tuple[str, Any]:
    written = match["phrase"]
    word = re.sub(r"\s+", " ", written.lower())
    if word in lexicon.proper and not written[0].isupper():
        return ".", word
    return lexicon.words[word]


_READ: dict[str, Any] = {
    "iso": lambda match, *_: ("J", [tuple(map(int, re.split("[/-]", match["iso"])))]),
    "numeric": _numeric,
    "clock": lambda *_: ("I", 0),
    "decade": lambda match, *_: ("Z", int(match["decade"].strip("s"))),
    "grouped": lambda *_: ("I", 0),
    "number": _number,
    "figure": _number,
    "phrase": _phrase,
    "word": lambda match, *_: ("C" if match["word"][0].isupper() and match.start() else ".", match["word"]),
    "sign": lambda match, *_: (match["sign"] if match["sign"] in ",/()-" else ";", 0),
}
