"""Lines of a found text that were broken at a column, and words broken with them, joined again.

A text is taken for broken where the evidence is that of a typesetter: the lines of a paragraph fill the same
width, end no sentence, and go on in lower case. Lists, headings, verse and one sentence a line do not.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

NARROWEST = 40
"""Code points from which a column is taken for one: verse and lists of names are narrower."""
WIDEST = 160
"""Code points up to which a column is taken for one: a longer line is a paragraph of its own."""
WORD = 80
"""The most code points of a word, compounds included."""
SOFT_HYPHEN = "\u00ad"
NEAR = 0.85
"""How full a line must be, from 0 to 1: letters of a printed page differ in width."""
NEARER = 0.95
"""The same where the next line begins with a capital, as it does below a heading."""

_HYPHEN = re.compile(r"(?P<word>[^\W_]+(?:[-’'][^\W_]+)*)(?P<hyphen>[-‐\u00ad])$")
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_ITEM = re.compile(r"\s*(?:[-–—•*▪◦‣·●■□>|]|\(?\d{1,3}[.)°]|\(?[^\W\d_][.)]|[ivx]{1,5}[.)])\s")
_PAGE_NUMBER = re.compile(r"\W*(?:page|p\.)?\s*\d{1,4}(?:\s*(?:/|of|sur|de)\s*\d{1,4})?\W*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…:;؟۔][\s»”\"’)\]]*$")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was done to a text, or is to be looked at: where, and in words."""

    line: int
    """The line as found, from 1, of the page where there are pages; 0 for the whole text."""
    what: str
    page: int = 0

    def __str__(self) -> str:
        place = f"{f'page {self.page}, ' if self.page else ''}line {self.line}: " if self.line else ""
        return place + self.what


@dataclass(frozen=True, slots=True)
class Line:
    """A line and where it was found."""

    text: str
    number: int
    page: int = 0
    joined: int = 0
    """How many of the lines below were joined with it."""

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing in it."""
        return not self.text.strip()

    @property
    def is_heading(self) -> bool:
        """Whether it is marked as a heading."""
        return self.text.lstrip().startswith("#")

    @property
    def is_page_number(self) -> bool:
        """Whether it is a figure alone."""
        return len(words := self.text.strip()) <= WORD and bool(_PAGE_NUMBER.fullmatch(words))

    @property
    def stands_alone(self) -> bool:
        """Whether it is no part of a paragraph."""
        return self.is_blank or self.is_heading or self.is_page_number

    @property
    def ends_sentence(self) -> bool:
        """Whether a sentence, or what introduces a list, ends with it."""
        return bool(_SENTENCE_END.search(self.text))

    @property
    def indent(self) -> int:
        """How many spaces it begins with."""
        return len(self.text) - len(self.text.lstrip())

    @property
    def goes_on(self) -> bool:
        """Whether it begins in lower case, as a sentence does not."""
        return self.text.lstrip(" \t«“\"‘'(")[:1].islower()

    @property
    def has_no_case(self) -> bool:
        """Whether it begins in a script, as Arabic, that tells no sentence by a capital."""
        first = self.text.strip()[:1]
        return first.isalpha() and first.lower() == first.upper()

    def change(self, what: str) -> Change:
        """Make a change that stands at this line."""
        return Change(self.number, what, self.page)


def join_lines(lines: Sequence[Line]) -> tuple[list[Line], list[Change]]:
    """Join lines that were broken at a column, and words that were hyphenated there; name each join."""
    changes: list[Change] = []
    joined, before = list(lines), -1
    while len(joined) != before:  # so that a second reading finds nothing left to join
        before = len(joined)
        joined, made = _join_once(joined)
        changes += made
    for line in joined:
        if line.joined:
            below = "the line" if line.joined == 1 else f"the {line.joined} lines"
            start = line.text if len(line.text) <= 60 else f"{line.text[:59]}…"
            changes.append(line.change(f"joined with {below} below: '{start}'"))
    return joined, changes


def _join_once(lines: Sequence[Line]) -> tuple[list[Line], list[Change]]:
    words = {_plain(word) for line in lines for word in _WORD.findall(line.text)}
    joined, changes = list(lines[:1]), []
    for (line, following), is_broken in zip(pairwise(lines), find_breaks(lines), strict=True):
        if is_broken:
            text, made = _join(joined[-1], line, following, words)
            changes += made
            joined[-1] = replace(joined[-1], text=text, joined=joined[-1].joined + 1 + following.joined)
        else:
            joined.append(following)
    return joined, changes


def find_breaks(lines: Sequence[Line]) -> list[bool]:
    """Tell of each two lines whether they were one."""
    column = find_column(lines)
    breaks = [_is_broken(*pair, column) for pair in pairwise(lines)]
    for at, (line, following) in enumerate(pairwise(lines)):
        ends = at + 1 >= len(breaks) or not breaks[at + 1]
        is_heading = ends and not following.ends_sentence and _length(following) < column * 0.9
        if line.ends_sentence and is_heading:
            breaks[at] = False
    return breaks


def find_column(lines: Sequence[Line]) -> int:
    """Find the column at which a text was broken, in code points; 0 where the evidence is that it was not."""
    near = [pair for pair in pairwise(lines) if _may_join(*pair)]
    unfinished = [(line, following) for line, following in near if not line.ends_sentence]
    if not unfinished or len(unfinished) < len(near) / 2:
        return 0
    lengths = sorted(_length(line) for line, _ in unfinished)
    column = lengths[(len(lengths) - 1) * 9 // 10]
    full = [pair for pair in unfinished if _is_full(*pair, column) and _length(pair[0]) <= column / NEAR]
    lower = sum(1 for _, following in full if following.goes_on)
    caseless = sum(1 for _, following in full if following.has_no_case)
    sure = 0 < lower == len(full) or (len(full) >= 3 and max(lower, caseless) >= len(full) / 2)
    return column if column >= NARROWEST and len(full) >= len(unfinished) * 0.6 and sure else 0


def _may_join(line: Line, following: Line) -> bool:
    """Tell whether two lines could be one paragraph, whatever their width."""
    if line.stands_alone or following.stands_alone:
        return False
    if _ITEM.match(following.text) or _length(line) > WIDEST:
        return False
    return not (line.ends_sentence and following.indent > line.indent + 1)


def _is_broken(line: Line, following: Line, column: int) -> bool:
    """Tell whether two lines were one."""
    if line.stands_alone or following.stands_alone:
        return False
    if is_hyphenated(line.text, following.text):
        return True
    if not column or not _may_join(line, following):
        return False
    if line.ends_sentence:
        return _is_full(line, following, column, 1.0)
    if following.goes_on:
        return _length(line) >= column / 2
    return _is_full(line, following, column, NEAR if following.has_no_case else NEARER)


def is_hyphenated(line: str, following: str) -> bool:
    """Tell whether a word was broken over two lines, which needs no other evidence."""
    first = _WORD.match(following.lstrip(" \t"))
    if not first or not _HYPHEN.search(line.rstrip(" \t")[-WORD:]) or _ITEM.match(following):
        return False
    return first[0][0].isalpha()


def _is_full(line: Line, following: Line, column: int, near: float = NEAR) -> bool:
    """Tell whether the first word of the next line had no room."""
    first = following.text.split(maxsplit=1)[0]
    return _length(line) + 1 + len(first) > column * near


def _length(line: Line) -> int:
    return len(line.text.rstrip())


def _join(whole: Line, line: Line, following: Line, words: Set[str]) -> tuple[str, list[Change]]:
    """Join a line to what was joined so far, of which ``line`` is the last."""
    head, tail = whole.text.rstrip(" \t"), following.text.lstrip(" \t")
    broken, first = _HYPHEN.search(head[-WORD:]), _WORD.match(tail)
    if not broken or not first:
        return f"{head} {tail}", []
    before, behind = broken["word"], first[0]
    halves = f"joined '{before}-' and '{behind}' to"
    if broken["hyphen"] != SOFT_HYPHEN and keeps_hyphen(before, behind, words):
        return head + tail, [line.change(f"{halves} '{before}{broken['hyphen']}{behind}', hyphen kept")]
    return head[:-1] + tail, [line.change(f"{halves} '{before}{behind}'")]


def keeps_hyphen(before: str, behind: str, words: Set[str]) -> bool:
    """Tell whether the halves of a word are a compound; ``words`` are those of the text, in lower case.

    >>> [keeps_hyphen(*halves, set()) for halves in (("peut", "être"), ("atta", "que"), ("Al", "Qaïda"))]
    [True, False, True]
    """
    name = re.split("[’']", before)[-1]
    if not behind[0].islower() or (name.isupper() and len(name) > 1) or name[-1].isdigit():
        return True
    left, right = _plain(before), behind.lower().replace("’", "'")
    if f"{left}-{right}" in words:
        return True
    if left + right in words:
        return False
    known = read_compounds()
    compound = f"{left}-{right.split('-')[0]}"
    is_known = not {compound, compound.rstrip("sx"), f"{left}-{right}"}.isdisjoint(known["words"])
    return is_known or left in known["before"] or right in known["behind"] or left.endswith("-t")


@cache
def read_compounds() -> dict[str, frozenset[str]]:
    """Read the words that keep their hyphen: whole ones, and parts before and behind it."""
    listed = tomllib.loads(Path(__file__).with_name("compounds.toml").read_text(encoding="utf-8"))
    return {key: frozenset(words) for key, words in listed.items()}


def _plain(word: str) -> str:
    """Reduce a word to how lists have it: in lower case, without an article elided before it.

    >>> _plain("L’État-major"), _plain("c’est-à")
    ('état-major', "c'est-à")
    """
    plain = word.lower().replace("’", "'")
    return re.sub(r"^(?:[ldjmtsn]|qu)'", "", plain)
