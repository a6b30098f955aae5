"""A new article: its text taken in once, and a curation laid out sentence by sentence."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from textwrap import indent

from kg.core.io import write_together
from kg.core.iris import EntityId, check_language
from kg.curation.edtf import parse_edtf
from kg.curation.intake import find_double, take_in
from kg.curation.sentences import segment
from kg.errors import InvalidSeeds, KgError, Problem

_HEAD = """\
article: {name}
language: {language}
source:
{source}
entities:

# Under each sentence: what it says,
#   claims:
#   - say: subject relation object
#     quote: the shortest words that support it, letter for letter
# and for a claim of somebody else, also: by, narrator, cue. Or:
#   silent: why it yields no claim
text:
"""


_FUNCTION_WORDS = Path(__file__).with_name("function_words.toml")


@dataclass(frozen=True, slots=True)
class Started:
    """What was written for a new article, in this order, and what was done to its text."""

    original: Path
    article: Path
    curation: Path
    done: tuple[str, ...]
    """Each a plain sentence, with its line where it has one."""


def start(text: Path, name: str, published: date | str, language: str, seeds: Path) -> Started:
    """Take a found text into the seeds as UTF-8 in NFC with ``\\n``, and lay out its curation.

    ``published`` is a day, or EDTF.

    The found bytes are kept in ``originals``. All three files are written or none; where a kill came
    between them, the same call finishes it. Raises ``KgError`` where the name is no id, and
    ``InvalidSeeds`` where the text is not to be read, is an article already, or a file is there.
    """
    try:
        EntityId(name)
        check_language(language)
        parse_edtf(str(published))
    except ValueError as error:
        raise KgError(
            f"{error} (an id is lower-case words joined by hyphens, a language as in fr, a date as 2024-09)"
        ) from None
    taken = take_in(text)
    article, curation = seeds / "articles" / f"{name}.txt", seeds / "curations" / f"{name}.yaml"
    original = seeds / "originals" / f"{name}{taken.suffix}"
    laid_out = _lay_out(taken.text, name, published, language, taken.source)
    files = {original: taken.original, article: taken.text.encode(), curation: laid_out.encode()}
    if there := [
        path for path, data in files.items() if path.exists() and not _is_unfinished(path, data, curation)
    ]:
        raise InvalidSeeds([Problem(str(path), 1, "is there already") for path in there])
    done = [*map(str, taken.changes), *_told_of_doubles(text, taken.text, name, seeds)]
    if (likely := likely_language(taken.text)) not in ("", language):
        done.append(f"note: it reads as '{likely}', and is taken as '{language}' (--language {likely})")
    write_together(files)
    return Started(original, article, curation, tuple(done))


def likely_language(text: str) -> str:
    """Return the language whose function words are by far the most frequent, or nothing: a hint, no verdict.

    >>> likely_language("The army said that the attack on the base was repelled and the town is calm.")
    'en'
    """
    words = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
    known = tomllib.loads(_FUNCTION_WORDS.read_text(encoding="utf-8"))
    found = Counter({language: sum(words[word] for word in own) for language, own in known.items()})
    (first, most), (_, second), *_ = found.most_common()
    return first if most >= 5 and most > 3 * second else ""


def _is_unfinished(path: Path, data: bytes, curation: Path) -> bool:
    """Tell whether an earlier call with the same text was killed after it wrote this file."""
    return not curation.exists() and path.read_bytes() == data


def _told_of_doubles(found: Path, words: str, name: str, seeds: Path) -> Iterator[str]:
    """Yield which article is much like this one. Raises ``InvalidSeeds`` where it is the same."""
    articles = seeds.glob("articles/*.txt")
    texts = {
        path.stem: path.read_text(encoding="utf-8", errors="replace")
        for path in articles
        if path.stem != name
    }
    other, part = find_double(words, texts)
    if part == 1:
        raise InvalidSeeds(
            [Problem(str(found), 1, f"the same text as article '{other}'", "one article a text")]
        )
    if other:
        yield f"note: {part:.0%} of its words stand in article '{other}' too"


def _lay_out(words: str, name: str, published: date | str, language: str, source: Mapping[str, str]) -> str:
    known = {"published": str(published), **source}
    told = "".join(f"  {key}: {value}\n" for key, value in known.items())
    units = (words[start:end] for start, end in segment(words, language))
    head = _HEAD.format(name=name, language=language, source=told)
    return head + "".join(_entry(number, unit) for number, unit in enumerate(units, 1))


def _entry(number: int, words: str) -> str:
    kind = "heading" if words.startswith("#") else "sentence"
    return f"- {kind}: |-\n{indent(words, '    ')}\n  id: {number}\n"
