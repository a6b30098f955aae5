"""A found text as the letters of an article, and each thing that was done to it.

Letters are never changed but for Latin ligatures and the Unicode form; what is dropped is invisible, or a
hyphen at the end of a line, and is named with its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby, pairwise
from pathlib import Path

from kg.curation.documents import read_document
from kg.curation.lines import SOFT_HYPHEN, Change, Line, is_hyphenated, join_lines
from kg.curation.yaml_reader import check_characters
from kg.errors import InvalidSeeds, Problem, count

MAX_BYTES = 50_000_000
"""The most bytes of a found file."""
ALIKE = 0.5
"""The part of the runs of words, from 0 to 1, from which two texts are told to be alike."""
RUN = 6
"""Words in such a run."""
REPEATED = 3
"""Pages at whose edge a line stands that may be no part of the text."""

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
"""Those that only typesetting makes; œ and æ are letters."""
_RANGES = (
    (0xAD,), (0x34F,), (0x61C,), (0x180E,), (0xFFF9, 0xFFFB), (0xFEFF,),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
)  # fmt: skip
INVISIBLE = frozenset(
    chr(sign) for first, *last in _RANGES for sign in range(first, (last or [first])[0] + 1)
)
"""What no reader sees: soft hyphens, zero-width spaces and joiners, marks of direction, byte order marks."""
JOINERS = frozenset("\u200c\u200d")
"""They have a meaning between letters of Arabic and Indic scripts, and in emoji."""

_LINE_ENDS = {
    "\r\n": "CR LF",
    "\r": "CR",
    "\u2028": "U+2028",
    "\u2029": "U+2029",
    "\x0b": "U+000B",
    "\x85": "U+0085",
}
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_PRESENTED = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefc]")


@dataclass(frozen=True, slots=True)
class Intake:
    """A text taken in: its letters as an article has them, and where they come from."""

    text: str
    changes: tuple[Change, ...]
    """What was done and what is to be looked at, in the order of the lines."""
    original: bytes
    suffix: str
    """How the name of the found file ends, as in ``.pdf``."""

    @property
    def source(self) -> dict[str, str]:
        """Return what the head of a curation says of the original: SHA-256 of its bytes, in hexadecimal."""
        return {"original_sha256": sha256(self.original).hexdigest()}


def take_in(found: Path) -> Intake:
    """Read a found text: plain, or a .docx, .pdf or .html with the extra ``texts``.

    Raises ``InvalidSeeds`` where it is not to be read, holds a control character, or is empty.
    """
    name, data = str(found), found.read_bytes()
    if len(data) > MAX_BYTES:
        raise InvalidSeeds([Problem(name, 1, f"the file has {len(data)} bytes", f"at most {MAX_BYTES}")])
    suffix = found.suffix.lower()
    words, told = read_document(data, suffix, name)
    text, changes = clean(words)
    if unfit := check_characters(text, name):
        raise InvalidSeeds([unfit])
    if not any(sign.isalpha() for sign in text):
        raise InvalidSeeds([Problem(name, 1, "the text is empty", "a picture of a text is none")])
    return Intake(text, (*(Change(0, what) for what in told), *changes), data, suffix or ".txt")


def clean(text: str) -> tuple[str, list[Change]]:
    """Return the letters of an article, and what was done to have them; doing it twice changes nothing more.

    >>> text, changes = clean("Les atta\u00adques ont fait plu-\\nsieurs morts, peut-\\nêtre 70.")
    >>> print(text, *changes, sep="\\n")
    Les attaques ont fait plusieurs morts, peut-être 70.
    line 1: dropped U+00AD (soft hyphen), which is invisible, in 'attaques'
    line 1: joined 'plu-' and 'sieurs' to 'plusieurs'
    line 1: joined with the 2 lines below: 'Les attaques ont fait plusieurs morts, peut-être 70.'
    line 2: joined 'peut-' and 'être' to 'peut-être', hyphen kept
    """
    found, changes = _split(text)
    visible = [replace(line, text=_visible(line.text)) for line in found]
    kept = _with_soft_hyphens(found, visible)
    changes += [
        change for line, to_join in zip(found, kept, strict=True) for change in _dropped(line, to_join)
    ]
    changes += _normalised(found)
    joined, made = join_lines(kept)
    changes += [*made, *_to_look_at(found, joined)]
    text = "\n".join(line.text for line in joined)
    return text, sorted(changes, key=lambda change: (change.page, change.line))


def _split(text: str) -> tuple[list[Line], list[Change]]:
    """Split a text into lines, each with its number in its page; tell which line ends it had."""
    changes = []
    for end, name in _LINE_ENDS.items():
        if times := text.count(end):
            changes.append(Change(0, f"{count(times, 'line end')} {name} made LF"))
            text = text.replace(end, "\n")
    pages = re.split(r"\n?\f", text)
    if len(pages) == 1:
        return [Line(words, number) for number, words in enumerate(text.split("\n"), 1)], changes
    changes.append(Change(0, f"dropped {count(len(pages) - 1, 'form feed')}, where pages end"))
    numbered = (
        (page, number, words)
        for page, lines in enumerate(pages, 1)
        for number, words in enumerate(lines.split("\n"), 1)
    )
    return [Line(words, number, page) for page, number, words in numbered], changes


def _visible(text: str) -> str:
    """Drop what is invisible and resolve ligatures, in Unicode form NFC."""
    kept: list[str] = []
    for sign in unicodedata.normalize("NFC", text):
        if sign not in INVISIBLE or (sign in JOINERS and kept and _joins(kept[-1])):
            kept.append(LIGATURES.get(sign, sign))
    visible = unicodedata.normalize("NFC", "".join(kept))
    return visible if visible == text else _visible(visible)


def _joins(sign: str) -> bool:
    """Tell whether a joiner behind this sign changes how it is written."""
    return unicodedata.bidirectional(sign) in ("AL", "R") or unicodedata.category(sign) in (
        "Mn",
        "Mc",
        "So",
        "Sk",
    )


def _dropped(line: Line, kept: Line) -> Iterator[Change]:
    """Yield what was dropped or resolved in a line, with the words in which it stood."""
    visible = Counter(kept.text)
    for sign, times in Counter(line.text).items():
        if sign not in LIGATURES and (sign not in INVISIBLE or visible[sign] == times):
            continue
        words = dict.fromkeys(_visible(word) for word in line.text.split() if sign in word)
        within = ", ".join(f"'{word}'" for word in words if word)
        code = f"U+{ord(sign):04X} ({unicodedata.name(sign, 'unnamed').lower()})"
        what = f"resolved {sign}, {code}," if sign in LIGATURES else f"dropped {code}, which is invisible,"
        yield line.change(f"{what} in {within}" if within else what.rstrip(","))


def _normalised(found: Sequence[Line]) -> Iterator[Change]:
    other = [line for line in found if not unicodedata.is_normalized("NFC", line.text)]
    if other:
        yield other[0].change(f"put {count(len(other), 'line')} into Unicode form NFC, from here on")


def _with_soft_hyphens(found: Sequence[Line], visible: Sequence[Line]) -> list[Line]:
    """Keep a soft hyphen at the end of a line for those who join the word."""
    unseen = " \t" + "".join(INVISIBLE - {SOFT_HYPHEN})
    lines = list(visible)
    for at, (line, following) in enumerate(pairwise(visible)):
        softly = line.text.rstrip(" \t") + SOFT_HYPHEN
        if found[at].text.rstrip(unseen).endswith(SOFT_HYPHEN) and is_hyphenated(softly, following.text):
            lines[at] = replace(line, text=softly)
    return lines


def _to_look_at(found: Sequence[Line], joined: Sequence[Line]) -> Iterator[Change]:
    """Yield what is left as it is, and may be no part of the text, or less than it was."""
    edges: dict[str, set[int]] = defaultdict(set)
    for page, lines in groupby(
        (line for line in found if line.page and not line.is_blank), lambda line: line.page
    ):
        first, *_, last = [*lines] * 2
        edges[first.text.strip()].add(page)
        edges[last.text.strip()].add(page)
    for line in joined:
        words = line.text.strip()
        if line.page and line.is_page_number:
            yield line.change(f"kept what may be the number of a page: '{words}'")
        elif len(edges.get(words, ())) >= REPEATED and line.page == min(edges[words]):
            yield line.change(f"kept what stands at the edge of {len(edges[words])} pages: '{words}'")
        if "\ufffd" in words:
            yield line.change("kept U+FFFD, where a letter is lost")
        if _PRESENTED.search(words):
            yield line.change("kept Arabic presentation forms, which no quote will match: type the line anew")


def find_double(text: str, articles: Mapping[str, str]) -> tuple[str, float]:
    """Find the article that is most like a text: its id, and which part of the runs of words they share.

    ``articles`` are texts by id. The part is 1 where the letters are the same, and 0 where none is alike.

    >>> find_double("Le camp  est pris !", {"m1": "m-1\\n\\nLe camp est pris.", "m2": "Rien."})
    ('m1', 1.0)
    """
    letters, runs = _letters(text), _runs(text)
    shares = {
        name: 1.0 if _letters(other) == letters else _share(runs, _runs(other))
        for name, other in articles.items()
    }
    best = max(shares, key=lambda name: shares[name], default="")
    return (best, shares[best]) if best and shares[best] >= ALIKE else ("", 0.0)


def _body(text: str) -> str:
    """Leave out a first line that is the name of the text."""
    first, _, rest = text.strip().partition("\n")
    return rest if _NAME.fullmatch(first.strip().casefold()) else text


def _letters(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", _body(text)).casefold() if sign.isalnum())


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", _body(text).casefold())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def _share(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return min(len(one & other) / max(1, min(len(one), len(other))), 0.99)
