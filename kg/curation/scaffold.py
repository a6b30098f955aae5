"""A new article: its text normalised once, and a curation laid out sentence by sentence."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path
from textwrap import indent

from kg.core.io import write_atomically
from kg.core.iris import EntityId, check_language
from kg.curation.sentences import segment
from kg.curation.yaml_reader import check_characters
from kg.errors import InvalidSeeds, KgError, Problem

_HEAD = """\
article: {name}
language: {language}
source:
  published: {published}

entities:

# Under each sentence: what it says,
#   claims:
#   - say: subject relation object
#     quote: the shortest words that support it, letter for letter
# and for a claim of somebody else, also: by, narrator, cue. Or:
#   silent: why it yields no claim
text:
"""


def start(text: Path, name: str, published: date, language: str, seeds: Path) -> tuple[Path, Path]:
    """Copy an article into the seeds as UTF-8 in NFC with ``\\n``, and lay out its curation.

    Returns the paths of the article and of the curation. Raises ``KgError`` where the name is no id, and
    ``InvalidSeeds`` where the text is not UTF-8, or one of the two files is there already.
    """
    try:
        words = text.read_bytes().decode("utf-8-sig")
        EntityId(name)
        check_language(language)
    except UnicodeDecodeError as error:
        line = text.read_bytes()[: error.start].count(b"\n") + 1
        raise InvalidSeeds([Problem(str(text), line, "not UTF-8", "save it as UTF-8")]) from None
    except ValueError as error:
        raise KgError(f"{error} (an id is lower-case words joined by hyphens, a language as in fr)") from None
    article, curation = seeds / "articles" / f"{name}.txt", seeds / "curations" / f"{name}.yaml"
    if there := [path for path in (article, curation) if path.exists()]:
        raise InvalidSeeds([Problem(str(path), 1, "is there already") for path in there])
    words = unicodedata.normalize("NFC", words.replace("\r\n", "\n").replace("\r", "\n"))
    if unfit := check_characters(words, str(text)):
        raise InvalidSeeds([unfit])
    write_atomically(article, words.encode())
    write_atomically(curation, _lay_out(words, name, published, language).encode())
    return article, curation


def _lay_out(words: str, name: str, published: date, language: str) -> str:
    head = _HEAD.format(name=name, published=published.isoformat(), language=language)
    units = (words[start:end] for start, end in segment(words, language))
    return head + "".join(_entry(number, unit) for number, unit in enumerate(units, 1))


def _entry(number: int, words: str) -> str:
    kind = "heading" if words.startswith("#") else "sentence"
    return f"- {kind}: |-\n{indent(words, '    ')}\n  id: {number}\n"
