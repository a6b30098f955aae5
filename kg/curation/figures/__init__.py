"""Figures of people in a text: what is counted, how many, and how the words bound it.

``read_figures`` knows French, English and Arabic; of another language it reads digits alone. The words are
data, a file a language beside this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kg.curation.figures.bounds import Bounds
from kg.curation.figures.context import Context
from kg.curation.figures.lexicon import LANGUAGES, Lexicon, lexicon_of
from kg.curation.figures.measures import OTHER, UNCLEAR, Measures
from kg.curation.figures.numerals import Numerals, Quantity
from kg.curation.figures.tokens import Token, tokenise

__all__ = ["LANGUAGES", "MEASURES", "OTHER", "UNCLEAR", "Figure", "measures_named", "read_figures"]

MEASURES = ("killed", "injured", "captured", "abducted", "missing", "displaced")
"""What can befall people that is told apart; ``OTHER`` is anything else."""

_JOINED = "وفبلك"
_TENS, _ELEVEN = ("عشر", "عشرة"), ("احد", "احدي")
_WORDS = {
    "AtLeast": "at least ",
    "MoreThan": "more than ",
    "AtMost": "at most ",
    "LessThan": "less than ",
    "About": "about ",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a text states. Offsets are code points of the text; ``words`` are those between them.

    ``figure`` and ``upper`` are ``None`` where there is none: a vague figure has neither.
    """

    comparator: str
    figure: int | None
    upper: int | None
    start: int
    end: int
    words: str
    number: tuple[int, int]
    """Where the number stands without the words that bound it."""
    measure: str
    """One of ``MEASURES``, ``UNCLEAR``, ``OTHER``, or empty where the text does not tell."""
    noun: str
    """The words behind it that say whom it counts."""

    @property
    def form(self) -> str:
        """The figure as curators write it: ``at least 12``, ``between 70 and 80``, ``"des dizaines"``."""
        if self.comparator == "Vague":
            return f'"{self.words}"'
        if self.comparator == "Between":
            return f"between {self.figure} and {self.upper}"
        return f"{_WORDS.get(self.comparator, '')}{self.figure}"


@lru_cache(maxsize=1024)
def read_figures(text: str, language: str) -> tuple[Figure, ...]:
    """Read the figures of a text in the order in which they stand; ``language`` is a BCP 47 tag.

    Dates, ordinals, years, times of day, ages, distances, sums, shares, durations and designations are none.

    >>> [(f.form, f.measure) for f in read_figures("Au moins douze morts et une dizaine de blessés", "fr")]
    [('at least 12', 'killed'), ('about 10', 'injured')]
    >>> read_figures("L’attaque du 30 juin contre la base 101", "fr")
    ()
    """
    lexicon = lexicon_of(language)
    tokens = tokenise(text)
    if lexicon is None:
        found = [each for each in Numerals(text, tokens, None).find() if each.value is not None]
        return tuple(_figure(text, tokens, quantity) for quantity in found)
    if lexicon.language == "ar":
        tokens = _split_letters(tokens, lexicon)
    context = Context(text, tokens, lexicon)
    bounds = Bounds(tokens, context)
    ranges = bounds.join_ranges(context.counts(Numerals(text, tokens, lexicon).find()))
    quantities = Measures(tokens, context).measure(bounds.bound(ranges))
    return tuple(_figure(text, tokens, quantity) for quantity in quantities)


def measures_named(text: str, language: str) -> frozenset[str]:
    """Return the measures that words of a text name, whether a figure counts them or not.

    >>> sorted(measures_named("Deux gendarmes sont morts, un troisième est porté disparu", "fr"))
    ['killed', 'missing']
    """
    if (lexicon := lexicon_of(language)) is None:
        return frozenset()
    tokens = tokenise(text)
    tables = [lexicon.phrases[f"measure.{name}"] for name in ("before", "participle", "after")]
    found = (table.at(tokens, place) for table in tables for place in range(len(tokens)))
    return frozenset(name for length, name in found if length)


def _figure(text: str, tokens: Sequence[Token], quantity: Quantity) -> Figure:
    start, end = tokens[quantity.begin].start, tokens[max(quantity.finish, quantity.last) - 1].end
    number = tokens[quantity.first].start, tokens[quantity.last - 1].end
    noun_end = tokens[quantity.noun_end - 1].end
    return Figure(
        comparator=quantity.comparator,
        figure=quantity.value,
        upper=quantity.upper,
        start=start,
        end=end,
        words=text[start:end],
        number=number,
        measure=quantity.measure,
        noun=text[number[1] : noun_end].strip(),
    )


def _split_letters(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Take joined Arabic letters (*wa*, *fa*, *ba*, *li*, *ka*) off words, where that leaves a known word."""
    split: list[Token] = []
    for at, token in enumerate(tokens):
        tens = at + 1 < len(tokens) and tokens[at + 1].key in _TENS
        while token.kind == "word" and len(token.key) > 2 and token.key[0] in _JOINED:
            rest = token.key[1:]
            is_eleven = tens and bool(split) and rest in _ELEVEN  # else it is the word for one
            if (token.key in lexicon.vocabulary and not is_eleven) or not _is_known(rest, lexicon):
                break
            cut = token.start + 1
            split.append(replace(token, end=cut, key=token.key[0]))
            token = replace(token, start=cut, key=rest)
        split.append(token)
    return split


def _is_known(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.vocabulary or (word[0] in _JOINED and word[1:] in lexicon.vocabulary)
