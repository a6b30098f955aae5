"""The days that bound an EDTF string (ISO 8601-2:2019, levels 0 to 2).

They are computed here, and the library edtf (https://github.com/ixc/python-edtf) is compared with them in the
tests: it gives *2012-24* December alone and *1950S2* the one year, refuses *2024-09-1X*, *2024-09-17T06:00*
and both as ends of an interval, and takes 20 ms a date, and half of a build's import time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import NamedTuple


class Interval(NamedTuple):
    """The first and the last day of a time; ``None`` is open or unknown."""

    earliest: date | None
    latest: date | None


class Days(NamedTuple):
    """An interval of which both ends are known."""

    earliest: date
    latest: date


_POINT = re.compile(
    r"""[?~%]?(?P<year>[0-9X]{4})(?:S(?P<digits>[1-4]))?[?~%]?
    (?:-[?~%]?(?P<month>[0-9X]{2})[?~%]?
      (?:-[?~%]?(?P<day>[0-9X]{2})[?~%]?
        (?P<time>(?<=[0-9])T(?:(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?|24:00(?::00)?)
          (?:Z|[+-](?:0[0-9]|1[0-4])(?::[0-5][0-9])?)?[?~%]?)?)?)?""",
    re.VERBOSE,
)
"""A date, month, season or year, with a qualifier at any of its parts."""

_SEASONS = {
    21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3), 25: (3, 3), 26: (6, 3), 27: (9, 3), 28: (12, 3),
    29: (9, 3), 30: (12, 3), 31: (3, 3), 32: (6, 3), 33: (1, 3), 34: (4, 3), 35: (7, 3), 36: (10, 3),
    37: (1, 4), 38: (5, 4), 39: (9, 4), 40: (1, 6), 41: (7, 6),
}  # fmt: skip
"""The first month of each season of ISO 8601-2, and how many it has; from 29 to 32 of the southern half."""


_TOO_EARLY = "years before 1 are not supported"


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
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"bad date '{text}'") from None


def parse_edtf(text: str) -> Interval:
    """Return the first and the last day that agree with an EDTF string; a time of day is not kept.

    Raises ``ValueError`` where the text is no EDTF or no day of the calendar.

    >>> parse_edtf("2024-09")
    Interval(earliest=datetime.date(2024, 9, 1), latest=datetime.date(2024, 9, 30))
    >>> parse_edtf("2023-09-16/..")
    Interval(earliest=datetime.date(2023, 9, 16), latest=None)
    """
    try:
        if len(text) > 64:
            raise ValueError
        found = _as_set(text) if text[:1] in ("[", "{") else _as_interval(text)
        if found.earliest and found.latest and found.latest < found.earliest:
            raise ValueError
    except ValueError as error:
        why = f": {error}" if str(error) == _TOO_EARLY else ""
        raise ValueError(f"bad date '{text}'{why}") from None
    return found


def _as_interval(text: str) -> Interval:
    first, slash, last = text.partition("/")
    if not slash:
        return _as_point(first)
    if {first, last} <= {"", ".."} and (first, last) != ("..", ".."):
        raise ValueError
    ends = [Interval(None, None) if end in ("", "..") else _as_point(end) for end in (first, last)]
    return Interval(ends[0].earliest, ends[1].latest)


def _as_set(text: str) -> Interval:
    """Bound *one of* and *all of* alike, by the first and the last day of all their members."""
    if text[-1] != {"[": "]", "{": "}"}[text[0]]:
        raise ValueError
    members = text[1:-1].split(",")
    bounds: list[Interval] = []
    for place, member in enumerate(members):
        first, dots, last = member.partition("..")
        if not dots and len(members) == 1:
            raise ValueError
        if dots and ((not first and place) or (not last and place < len(members) - 1)):
            raise ValueError
        if not first + last:
            raise ValueError
        ends = [_as_point(end) if end else Interval(None, None) for end in (first, last if dots else first)]
        if ends[0].earliest and ends[1].latest and ends[1].latest < ends[0].earliest:
            raise ValueError
        bounds.append(Interval(ends[0].earliest, ends[1].latest))
    firsts = [each.earliest for each in bounds]
    lasts = [each.latest for each in bounds]
    return Interval(
        None if None in firsts else min(filter(None, firsts)),
        None if None in lasts else max(filter(None, lasts)),
    )


def _as_point(text: str) -> Interval:
    if re.match(r"[?~%]?(-|0000)", text) and _POINT.fullmatch(re.sub(r"^([?~%]?)-", r"\1", text)):
        raise ValueError(_TOO_EARLY)
    match = _POINT.fullmatch(text)
    if not match or not re.search("[0-9]", text) or (match["digits"] and match["month"]):
        raise ValueError
    year = match["year"]
    if match["digits"]:
        kept = int(match["digits"])
        if "X" in year:
            raise ValueError
        year = year[:kept] + "X" * (4 - kept)
    elif match["month"] and match["month"].isdigit() and int(match["month"]) in _SEASONS and not match["day"]:
        return Interval(*season_of(_numbers(year, 1, 9999), int(match["month"])))
    return Interval(*span_of(year, match["month"] or "XX", match["day"] or "XX"))


def season_of(years: list[int], season: int) -> Days:
    """Return the bounds of a season; a winter runs over the end of its year, to the last of February."""
    month, length = _SEASONS[season]
    after = month + length
    end = date(years[-1] + (after > 12), (after - 1) % 12 + 1, 1)
    return Days(date(years[0], month, 1), end - timedelta(1))


def span_of(year: str, month: str, day: str) -> Days:
    """Return the first and the last day that fit a pattern. Raises ``ValueError`` where none does."""
    return Days(next(_days(year, month, day)), next(_days(year, month, day, step=-1)))


def _days(year: str, month: str, day: str, step: int = 1) -> Iterator[date]:
    """Yield the days that fit a pattern with ``X`` for any digit, in order or from the last.

    Ends in ``ValueError``: no day of the calendar fits any more.
    """
    for y in _numbers(year, 1, 9999)[::step]:
        for m in _numbers(month, 1, 12)[::step]:
            for d in _numbers(day, 1, 31)[::step]:
                try:
                    yield date(y, m, d)
                except ValueError:
                    continue  # the 30th of February
    raise ValueError


def _numbers(pattern: str, low: int, high: int) -> list[int]:
    digits = ("0123456789" if sign == "X" else sign for sign in pattern)
    numbers = (int("".join(each)) for each in product(*digits))
    return [number for number in numbers if low <= number <= high]
