"""Sentences of a found text, by its language: what ``kg new`` proposes, and a curator joins and splits.

The library is sentencex (https://github.com/wikimedia/sentencex). Of 95 lines of ranks, initials and
quotations in French, English and Arabic (``tests/data/sentences``), left to themselves, it cuts 58 as a
reader would, pysbd 53 and ICU with its suppressions 50. It keeps a quotation of several sentences with the
words that say whose it is, which a cue needs; pysbd leaves *« … » Il* together, ICU parts a quotation from
its closing mark and needs a compiler. It is one wheel, maintained, and works offline. What all three lack is
data: ``abbreviations.toml`` says where a full stop ends nothing, and with it all 95 are right.

The library is shown the line with such full stops taken out, letter for letter, so that its offsets are ours.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sentencex

_STOP = "-"
"""What stands for a full stop that ends nothing."""

_DOTTED = re.compile(
    r"(?<![^\W_])(?<![.°-])(?P<word>[^\W\d_](?:[^\W_]|[.°-])*)\.(?=[\s)\]»”\"]+(?P<next>\S{0,40}))"
)
"""A word with its full stop, and the word behind; it begins where a word does, or long ones would cost n²."""
_INNER = re.compile(r"\.(?=[^\W_]|-\w)")
"""A full stop that no space follows: of *3.5*, *J.-C.*, *www.belmar.example*."""
_CLOSED = re.compile(r"(?:^|(?<=[.!?…»”\"]\s))(\([^()]*)([.!?…])\)(?=\s)")
"""A sentence in brackets, of which the library does not see the end."""
_GOES_ON = re.compile(
    r"(?<![.!?…])[.!?…]+(?=(?P<gap>[\s»”\"’)\]«“‘'(\[—–-]*+)"
    r"(?!(?:al|el|an|ad|ag|ash)-[A-Z])(?P<next>[^\W\d_]))"
)
"""A mark, what stands between, and the first letter behind it."""
_OPENING = "«“\"‘'([—–- \u00a0\u202f"
_INITIAL = re.compile(r"[^\W\d_](?:\.?-[^\W\d_])?")
"""*J* and *J.-P*."""
_ROMAN = re.compile(r"[IVXLC]+(?:er)?\W*")
_MARKS = re.compile(r"[«»‹›“”„‟\"'`‘’‚‛]")
LONGEST = 20_000
"""Code points of a line up to which quotations are kept whole: the library takes n² time to pair marks."""
_PLAIN = str.maketrans({"…": ".", "؟": "?", "۔": "."})


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """Where a full stop ends no sentence in one language; the file says what each list is."""

    before_names: frozenset[str] = frozenset()
    before_numbers: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    at_end: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()

    @property
    def words(self) -> frozenset[str]:
        """All words that may be abbreviated before a full stop."""
        return self.before_names | self.before_numbers | self.within | self.at_end

    def ends_nothing(self, word: str, following: str) -> bool:
        """Tell whether a sentence goes on behind this word and its full stop."""
        names = {word.lower(), word.lower().rpartition("-")[2]}
        is_initial = bool(_INITIAL.fullmatch(word)) and word.isupper()
        if names & self.within:
            return True
        if names & self.before_numbers and self._is_number(following):
            return True
        if is_initial or names & self.before_names:
            return not self._opens(following, self.openers)
        if names & self.at_end or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word):
            return not self._opens(following, self.openers | self.particles)
        return False

    def _is_number(self, following: str) -> bool:
        if following in self.openers:  # the English I
            return False
        bare = following.strip(".,;:)»”").lower()
        known = self.before_numbers | self.months
        return following[:1].isdigit() or bool(_ROMAN.fullmatch(following)) or bare in known

    def _opens(self, following: str, openers: frozenset[str]) -> bool:
        word = following.replace("'", "’").capitalize()
        first = re.split(r"[^\w’]", word)[0]
        elided = first[: first.find("’") + 1]
        return not {word, first, elided}.isdisjoint(openers)


@cache
def read_abbreviations(language: str) -> Abbreviations:
    """Read the abbreviations of a language; there are none of one that the file does not have."""
    listed = tomllib.loads(Path(__file__).with_name("abbreviations.toml").read_text(encoding="utf-8"))
    return Abbreviations(**{key: frozenset(words) for key, words in listed.get(language, {}).items()})


def segment(text: str, language: str) -> list[tuple[int, int]]:
    """Split a text into sentences, as start and end in code points; ``language`` is a subtag of BCP 47.

    Every line ends a sentence, and one that begins with ``#`` is a heading, of one piece.

    >>> segment("### Bilan\\nM. X part. Il revient.\\n", "fr")
    [(0, 9), (10, 20), (21, 32)]
    """
    bounds: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        words, start = line[0], line.start()
        is_heading = words.lstrip().startswith("#")
        for end in [len(words)] if is_heading else _ends(words, language):
            bounds.append((start, line.start() + end))
            start = line.start() + end
    trimmed = (_trim(text, start, end) for start, end in bounds)
    return [(start, end) for start, end in trimmed if start < end]


def _ends(line: str, language: str) -> Iterator[int]:
    for boundary in sentencex.get_sentence_boundaries(language, mask(line, language)):
        end: int = boundary["end_index"]
        if end == len(line) or line[end - 1].isspace() or line[end].isspace():
            yield end


def mask(line: str, language: str) -> str:
    """Return the line as the library is to see it: as long, without the full stops that end nothing.

    >>> mask("Le sgt. Sorel et l’adj. Kenda sont morts.", "fr")
    'Le sgt- Sorel et l’adj- Kenda sont morts.'
    """
    known = read_abbreviations(language)
    line = re.sub(r"\s", " ", line)  # the library counts a no-break space as one byte
    if len(line) > LONGEST:
        line = _MARKS.sub(" ", line)
    line = _CLOSED.sub(r"\1)\2", line)
    line = _GOES_ON.sub(
        lambda m: _STOP * len(m[0]) if " " in m["gap"] and m["next"].islower() else m[0], line
    )
    line = _DOTTED.sub(lambda m: _as_read(m["word"], m["next"].lstrip(_OPENING), known), line)
    return _INNER.sub(_STOP, line).translate(_PLAIN)


def _as_read(word: str, following: str, known: Abbreviations) -> str:
    if known.ends_nothing(word, following):
        return word + _STOP
    if word.lower() in known.words:  # else the library, which knows some of them, would never end here
        return "x" * len(word) + "."
    return word + "."


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
