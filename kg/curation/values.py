"""Numbers and tolls in a claim: what curators write as values, and whether the quote says just that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.core.model import Article, InvalidValue, Span, Toll
from kg.curation.figures import LANGUAGES, MEASURES, UNCLEAR, Figure, measures_named, read_figures

COMPARATORS = {
    "exactly": "Exactly", "at least": "AtLeast", "more than": "MoreThan",
    "at most": "AtMost", "less than": "LessThan", "about": "About",
}  # fmt: skip

UNREAD = "no figure can be read in the quote that says {}"
"""The note on a figure that the curator reads, and the reader of figures does not."""

_TOLL = re.compile(rf"(?:(?P<comparator>{'|'.join(COMPARATORS)}) )?(?P<figure>\S+)(?: (?P<population>.+))?")
_BETWEEN = re.compile(r"between (?P<figure>\S+) and (?P<upper>\S+)(?: (?P<population>.+))?")
_VAGUE = re.compile(r'"(?P<words>[^"]+)"(?: (?P<population>.+))?')


def find_figures(article: Article, spans: Iterable[Span]) -> tuple[Figure, ...]:
    """Read the figures that stand in a quote, each as its whole sentence says it.

    A quote that leaves *au moins* out before *70 morts* does not make it 70.
    """
    sentences = {sentence.id: sentence for sentence in article.sentences}
    found: dict[tuple[str, int], Figure] = {}
    for span in spans:
        sentence = sentences[span.sentence]
        for figure in read_figures(sentence.text, article.language):
            start, end = (sentence.start + at for at in figure.number)
            if start < span.end and end > span.start:
                found[sentence.id, figure.start] = figure
    return tuple(found.values())


class Contradicted(InvalidValue):
    """The quote says another figure; ``value`` is what the claim says, which may be inferred."""

    def __init__(self, value: Toll | int, what: str, hint: str, said: str):
        super().__init__("say", what, hint)
        self.value, self.said = value, said


def parse_toll(
    words: str, quote: str, measure: str, figures: Sequence[Figure], language: str
) -> tuple[Toll, str]:
    """Read a toll as curators write it: ``at least 70``, ``between 5 and 7 civils``, ``"des dizaines"``.

    ``figures`` are those of the quote, ``measure`` is the relation. Returns the toll, and a note where the
    quote does not show whether it is right. Raises ``InvalidValue`` where the words are no toll, and
    ``Contradicted`` where the quote says another.
    """
    try:
        toll = _as_toll(words)
    except InvalidValue as wrong:
        if words in quote and not any(map(str.isdigit, words)):
            raise _wrong(wrong.what, f'{wrong.hint}, or words that say no number: "{words}"') from None
        raise
    if toll.words and toll.words not in quote:
        raise _wrong(f"'{toll.words}' is not in the quote", "vague words are kept letter for letter")
    if toll.population and toll.population not in quote:
        raise _wrong(f"'{toll.population}' is not in the quote", "whom the figure counts, as written")
    if _primary(language) not in LANGUAGES:
        return toll, _check_digits(toll, {toll.figure, toll.upper} - {None}, figures, language)
    if not figures:
        is_named = toll.comparator == "Vague" and measure in measures_named(quote, language)
        return toll, "" if is_named else UNREAD.format(words)
    is_one = (toll.comparator, toll.figure) == ("Exactly", 1)
    if is_one and not _counting(measure, figures) and measure in measures_named(quote, language):
        return toll, f"no figure of the quote counts who is {measure}"  # un troisième est porté disparu
    alike = _check_figures(toll, measure, figures)
    if measure in MEASURES and all(figure.measure == UNCLEAR for figure in alike):
        return toll, f"the quote says '{alike[0].noun}': killed, captured or both"
    return toll, ""


def _wrong(what: str, hint: str = "") -> InvalidValue:
    """Whatever is read here stands in the ``say`` of a claim."""
    return InvalidValue("say", what, hint)


def _as_toll(words: str) -> Toll:
    if match := _VAGUE.fullmatch(words):
        return Toll(None, "Vague", None, match["population"] or "", match["words"])
    match = _BETWEEN.fullmatch(words) or _TOLL.fullmatch(words)
    parts = match.groupdict() if match else {"figure": words}
    upper = _as_number(parts["upper"]) if "upper" in parts else None
    comparator = "Between" if upper is not None else COMPARATORS[parts.get("comparator") or "exactly"]
    figure = _as_number(parts["figure"])
    try:
        return Toll(figure, comparator, upper, parts.get("population") or "")
    except InvalidValue as wrong:
        raise _wrong(f"bad number: {wrong.what}") from None


def _as_number(digits: str) -> int:
    if not re.fullmatch(r"0|[1-9][0-9]{0,8}", digits):
        raise _wrong(f"bad number '{digits}'", "digits alone, as in 70")
    return int(digits)


def _check_figures(toll: Toll, measure: str, figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures that say a toll. Raises ``Contradicted`` where none does, or it counts others."""
    counting = _counting(measure, figures)
    if not counting:
        said = ", ".join(f"'{figure.words} {figure.noun}'".replace(" '", "'") for figure in figures)
        raise Contradicted(toll, f"the quote says {said}", f"that is not '{measure}'", said)
    alike = [figure for figure in counting if _says(figure, toll)]
    if not alike:
        raise _contradiction(toll, counting)
    if toll.population and not any(_may_count(figure, toll.population, figures) for figure in alike):
        others = [figure for figure in figures if toll.population in figure.noun]
        raise _contradiction(toll, others, f" {toll.population}")
    return alike


def _counting(measure: str, figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures that count a measure, or else those that count nobody knows what."""
    if measure not in MEASURES:
        return list(figures)
    sure = {measure} | ({UNCLEAR} if measure in ("killed", "captured") else set())
    return [f for f in figures if f.measure in sure] or [f for f in figures if not f.measure]


def _says(figure: Figure, toll: Toll) -> bool:
    if toll.comparator == "Vague":
        return figure.comparator == "Vague" and figure.words in toll.words
    return (figure.comparator, figure.figure, figure.upper) == (toll.comparator, toll.figure, toll.upper)


def _may_count(figure: Figure, population: str, figures: Sequence[Figure]) -> bool:
    """Whether a figure may count a population, as no other figure of the quote does in its own words."""
    return population in figure.noun or not any(population in other.noun for other in figures)


def _contradiction(value: Toll | int, figures: Iterable[Figure], whom: str = "") -> Contradicted:
    said = dict.fromkeys((figure.words + whom, figure.form + whom) for figure in figures)
    what = ", ".join(f"'{words}'" for words, _ in said)
    forms = ", or ".join(form for _, form in said)
    return Contradicted(value, f"the quote says {what}", f"write: {forms}", what)


def parse_number(digits: str, figures: Sequence[Figure], language: str) -> tuple[int, str]:
    """Read a plain number, and a note where the quote does not show that it is right.

    Raises ``InvalidValue`` where it is none, and ``Contradicted`` where the quote says another.
    """
    number = _as_number(digits)
    if _primary(language) not in LANGUAGES:
        return number, _check_digits(number, {number}, figures, language)
    if not figures:
        return number, UNREAD.format(digits)
    alike = [figure for figure in figures if figure.figure == number]
    if not alike:
        said = ", ".join(dict.fromkeys(f"'{figure.words}'" for figure in figures))
        raise Contradicted(number, f"bad number '{digits}'", f"the quote says {said}", said)
    if any(figure.comparator == "Exactly" for figure in alike):
        return number, ""
    return number, f"the quote says '{alike[0].words}', and this relation takes a plain number"


def _check_digits(
    value: Toll | int, numbers: Iterable[int | None], figures: Sequence[Figure], language: str
) -> str:
    """Compare numbers with the digits of a quote in a language whose number words are not known."""
    written = {figure.figure for figure in figures}
    if written and not set(numbers) <= written:
        raise _contradiction(value, figures)
    return f"number words and bounds are not read in the language '{language}'"


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
