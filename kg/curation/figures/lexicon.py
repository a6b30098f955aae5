"""What a language has words for: bounds, numerals, whom a figure counts; a TOML file a language."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kg.curation.figures.tokens import Token, tokenise

LANGUAGES = ("ar", "en", "fr")
"""The languages that have a lexicon, by the primary subtag of BCP 47."""


class Phrases:
    """Phrases with a value each, found at a place among tokens, the longest first."""

    def __init__(self, values: Mapping[str, str]):
        self._values = {tuple(token.key for token in tokenise(phrase)): v for phrase, v in values.items()}
        self._lengths = sorted({len(keys) for keys in self._values}, reverse=True)

    def at(self, tokens: Sequence[Token], first: int) -> tuple[int, str]:
        """Return how many tokens the longest phrase from ``first`` on has, 0 if none, and its value."""
        for length in self._lengths:
            keys = tuple(token.key for token in tokens[first : first + length])
            if len(keys) == length and keys in self._values:
                return length, self._values[keys]
        return 0, ""

    def before(self, tokens: Sequence[Token], end: int) -> tuple[int, str]:
        """Return the same for the longest phrase that ends before ``end``."""
        for length in self._lengths:
            if end >= length and (keys := tuple(t.key for t in tokens[end - length : end])) in self._values:
                return length, self._values[keys]
        return 0, ""

    def words(self) -> Iterable[str]:
        """Yield every word of every phrase."""
        for keys in self._values:
            yield from keys


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language, as the files beside this module hold them."""

    language: str
    data: dict[str, Any]
    phrases: dict[str, Phrases]
    vocabulary: frozenset[str]

    def number(self, part: str, word: str) -> int:
        """Return the value of a numeral or scale word; 0 where it is none."""
        value: int = self.data[part].get(word, 0)
        return value


@cache
def lexicon_of(language: str) -> Lexicon | None:
    """Return the lexicon of a language by its BCP 47 tag; ``None`` where there is none."""
    name = language.partition("-")[0].lower()
    if name not in LANGUAGES:
        return None
    data = tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    for part in ("scales", "rounded", *(f"numerals.{p}" for p in data.get("numerals", ()))):
        _fold_table(data, part)
    phrases = {name: Phrases(values) for name, values in _tables(data).items()}
    vocabulary = {word for table in phrases.values() for word in table.words()}
    vocabulary |= {word for part in _word_tables(data) for word in part}
    return Lexicon(name, data, phrases, frozenset(vocabulary))


def _fold_table(data: dict[str, Any], path: str) -> None:
    *above, last = path.split(".")
    table = data
    for name in above:
        table = table[name]
    table[last] = {" ".join(t.key for t in tokenise(word)): value for word, value in table[last].items()}


def _word_tables(data: dict[str, Any]) -> Iterable[Iterable[str]]:
    yield data["scales"]
    yield from data.get("numerals", {}).values()


def _tables(data: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Lay the lists of phrases out by the name under which the reader asks for them."""
    tables = {
        f"bounds.{side}": {phrase: name for name, some in data["bounds"][side].items() for phrase in some}
        for side in ("before", "behind")
    }
    for part in ("range", "words", "one", "none", "not_counts"):
        for name, some in data[part].items():
            tables[f"{part}.{name}"] = dict.fromkeys(some, name)
    tables["halves"] = dict.fromkeys(data["halves"]["phrases"], "half")
    tables["vague"] = dict.fromkeys(data["vague"]["phrases"], "vague")
    tables["rounded"] = dict.fromkeys(data["rounded"], "rounded")
    plurals, endings = data["forms"]["plurals"], data["forms"]["endings"]
    for name in ("people", "things"):
        tables[f"counted.{name}"] = dict.fromkeys(_forms(data["counted"][name], plurals), name)
    tables["counted.states"] = dict.fromkeys(_forms(data["counted"]["states"], plurals), "state")
    tables["counted.one"] = dict.fromkeys(data["one"].get("singular", data["counted"]["people"]), "one")
    tables["mixed"] = dict.fromkeys(_forms(data["counted"]["mixed"], plurals), "mixed")
    tables["none.nouns"] = dict.fromkeys(_forms(data["none"]["nouns"], plurals), "noun")
    for name in ("before", "participle", "after"):
        tables[f"measure.{name}"] = {
            form: measure
            for measure, words in data["measures"].items()
            for form in _forms(words[name], () if name == "after" else {*endings, *plurals})
        }
    return tables


def _forms(words: Iterable[str], endings: Iterable[str]) -> Iterable[str]:
    """Yield words with every ending that the language has for them; phrases stay as they are."""
    for word in words:
        yield word
        if " " not in word:
            yield from (word + ending for ending in endings)
        else:
            parts = word.split(" ")
            yield from (" ".join(part + ending for part in parts) for ending in endings if len(parts[1]) > 2)
