"""Numbers, tolls and times in a claim: what curators write as values, and whether the quote says just that.

Times are EDTF (ISO 8601-2:2019, levels 0 to 2), with the days that bound them.
"""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from datetime import date
from time import struct_time

from kg.core.model import InvalidValue, Toll
from kg.core.ontology import Ontology

COMPARATORS = {
    "exactly": "Exactly", "at least": "AtLeast", "more than": "MoreThan",
    "at most": "AtMost", "less than": "LessThan", "about": "About",
}  # fmt: skip
ROUNDED = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
    "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
}  # fmt: skip
"""French words for a round number of things, which is never exact."""

_TOLL = re.compile(rf"(?:(?P<comparator>{'|'.join(COMPARATORS)}) )?(?P<figure>\S+)(?: (?P<population>.+))?")
_NUMBER = re.compile(r"\d{1,3}(?:[ .\u00a0\u202f]\d{3})+(?!\d)|\d+")
_BETWEEN = re.compile(r"between (?P<figure>\S+) and (?P<upper>\S+)(?: (?P<population>.+))?")


def parse_toll(words: str, quote: str, ontology: Ontology) -> Toll:
    """Read a toll as curators write it, as in ``at least 70`` or ``between 5 and 7 civils``.

    Raises ``InvalidValue`` where the words are no toll, or the quote says another.
    """
    match = _BETWEEN.fullmatch(words) or _TOLL.fullmatch(words)
    parts = match.groupdict() if match else {"figure": words}
    upper = parse_number(parts["upper"], quote) if "upper" in parts else None
    comparator = "Between" if upper is not None else COMPARATORS[parts.get("comparator") or "exactly"]
    figure = parse_number(parts["figure"], quote)
    try:
        toll = Toll(figure, comparator, upper, parts.get("population") or "")
    except InvalidValue as wrong:
        raise InvalidValue("say", f"bad number: {wrong.what}") from None
    _check_comparator(comparator, quote, ontology)
    if toll.population and toll.population not in quote:
        hint = "whom the figure counts, as written"
        raise InvalidValue("say", f"'{toll.population}' is not in the quote", hint)
    return toll


def parse_number(digits: str, quote: str) -> int:
    """Read a number that the quote holds, if it holds any in digits. Raises ``InvalidValue``."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,8}", digits):
        raise InvalidValue("say", f"bad number '{digits}'", "digits alone, as in 70")
    written = [re.sub(r"\D", "", number) for number in _NUMBER.findall(quote)]
    if written and digits not in written:
        raise InvalidValue("say", f"bad number '{digits}'", f"the quote says {', '.join(written)}")
    return int(digits)


def _check_comparator(comparator: str, quote: str, ontology: Ontology) -> None:
    """Refuse a figure whose quote bounds it otherwise: *au moins 70* is not 70, *une dizaine* not 10."""
    for name in (*COMPARATORS.values(), "Between"):
        words = ontology.terms[name]
        pattern = rf"(?<!\bpas )\b(?:{words.fr}|{words.en})\s\d"
        if name != comparator and re.search(pattern, quote, re.IGNORECASE):
            raise InvalidValue("say", f"the quote says '{words.fr}'", f"{words.en} …")
    rounded = re.search(rf"\bune ({'|'.join(ROUNDED)})\b", quote, re.IGNORECASE)
    if rounded and comparator == "Exactly":
        raise InvalidValue("say", f"the quote says '{rounded[0]}'", f"about {ROUNDED[rounded[1].lower()]} …")


def parse_date(text: str) -> date:
    """Read a full date.

    Raises ``ValueError`` for anything that is no day of the calendar, written as 2024-09-22.

    >>> parse_date("2024-09-22")
    datetime.date(2024, 9, 22)
    >>> parse_date("22/09/2024")
    Traceback (most recent call last):
    ValueError: bad date '22/09/2024'
    """
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"bad date '{text}'") from None


def parse_edtf(text: str) -> tuple[date | None, date | None]:
    """Return the first and the last day that agree with an EDTF string; ``None`` is open or unknown.

    Raises ``ValueError`` where the text is no EDTF or no day of the calendar.

    >>> parse_edtf("2024-09")
    (datetime.date(2024, 9, 1), datetime.date(2024, 9, 30))
    >>> parse_edtf("2023-09-16/..")
    (datetime.date(2023, 9, 16), None)
    """
    from edtf import parse_edtf as parse  # half of a build's import time, and rarely needed
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        if not re.fullmatch(r"[!-XZ-~]{1,64}", text):  # years with Y are none of the calendar
            raise ValueError
        for day in re.findall(r"\d{4}-\d{2}-\d{2}", text):
            date.fromisoformat(day)
        with redirect_stdout(None):  # the parser prints what it stumbles over
            parsed = parse(text)
            # it would put an unknown end ten years from the known one
            first = None if text.startswith("/") else _as_date(parsed.lower_strict())
            last = None if text.endswith("/") else _as_date(parsed.upper_strict())
        if first and last and last < first:
            raise ValueError
    except (EDTFParseException, ValueError, OverflowError, TypeError, AttributeError):
        raise ValueError(f"bad date '{text}'") from None
    return first, last


def _as_date(moment: struct_time | float) -> date | None:
    """Turn what the parser returns for a bound into a day; an infinite one is open."""
    return None if isinstance(moment, float) else date(*moment[:3])
