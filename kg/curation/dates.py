"""The dates that the words of a text say, in French, English and Arabic.

No library reads the words well enough. dateparser finds single days, and makes one of what is none: it puts
*en 2012* and *début septembre* on a day, takes *Resolution 2085* for a year, cuts *du 12 au 15 mars* down to
the 15th and *les 12 et 13 mars* to the 13th, and knows neither أيلول nor شتنبر. dateutil and edtf read
English alone, and no running text. What is here is one grammar over the words of ``dates.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from kg.curation.date_words import DAY, MONTH, WEEK, YEAR, Lexicon, Token, read_lexicon, tokens_of
from kg.curation.edtf import Days, Interval, season_of, span_of


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: code points from and to, and the first and the last day that it says.

    ``others`` are what the same words may say as well: a day without its year is the last one up to the day
    of the article, and may be the next. The bounds are vague where the words are: *mid-September*.
    """

    start: int
    end: int
    earliest: date
    latest: date
    others: tuple[Interval, ...] = ()
    is_vague: bool = False
    weekday: int = 0
    """The day of the week by ISO 8601, Monday is 1, where the words say no more than that: *on Monday*."""


def read_dates(text: str, language: str, published: Interval) -> tuple[Found, ...]:
    """Find the dates that a text says, in its order; ``language`` is a tag of BCP 47.

    ``published`` are the days between which the article appeared: what is told from them (*hier*, *last
    week*), and a date without its year, is computed from there.

    >>> today = date(2024, 9, 22)
    >>> dates = read_dates("Les 12 et 13 mars, hier et en 2012", "fr", Interval(today, today))
    >>> [str(found.earliest) for found in dates]
    ['2024-03-12', '2024-03-13', '2024-09-21', '2012-01-01']
    """
    lexicon = read_lexicon(language)
    if lexicon is None or published.earliest is None or published.latest is None:
        return ()
    clock = _Clock(published.earliest, published.latest)
    tokens = list(tokens_of(text, lexicon, clock.latest.year))
    letters = "".join(token.kind for token in tokens)
    found: list[Found] = []
    place = 0
    while place < len(tokens):
        end, readings = _longest(tokens, letters, place, lexicon, clock)
        found += readings
        place = end
    return tuple(found)


def _longest(
    tokens: list[Token], letters: str, place: int, lexicon: Lexicon, clock: _Clock
) -> tuple[int, list[Found]]:
    """Read the longest date that begins at a token; return where to go on."""
    matches = [(form.match(letters, place), read) for form, read in _forms(lexicon)]
    for match, read in sorted(((m, r) for m, r in matches if m), key=lambda each: -each[0].end()):
        try:
            if readings := read(tokens, match, clock):
                return match.end(), [_as_found(each, letters[:place]) for each in readings]
        except (ValueError, OverflowError):
            continue  # the 31st of June, or a hundred thousand years ago
    return place + 1, []


def _as_found(reading: _Reading, before: str) -> Found:
    """Add what a word before a date makes of it: *before 2012* ends with 2011."""
    days, others = reading.days, reading.others
    opened = before.rstrip("oOEh")[-1:]
    if opened and opened in "Bq":
        others += (Interval(None, days.earliest - timedelta(1)),)
    elif opened == "F":
        others += (Interval(days.latest + timedelta(1), None),)
    return Found(reading.first.start, reading.last.end, *days, others, reading.is_vague, reading.weekday)


class _Point(NamedTuple):
    """What a date is made of; what is not said is 0."""

    year: int = 0
    month: int = 0
    day: int = 0
    season: int = 0
    weekday: int = 0
    part: int = 0

    @property
    def shape(self) -> int:
        """The finest that it says: 1 a year, 2 a month or season, 3 a day; 0 none of them."""
        return 3 if self.day else 2 if self.month or self.season else 1 if self.year else 0


class _Reading(NamedTuple):
    """The days that the tokens from the first to the last say, and those that they may say as well."""

    first: Token
    last: Token
    days: Days
    others: tuple[Interval, ...] = ()
    is_vague: bool = False
    weekday: int = 0


class _Clock(NamedTuple):
    """The days between which an article appeared, from which its words tell the time."""

    earliest: date
    latest: date

    def choose(self, days_of: Callable[[int], Days], how: str = "") -> tuple[Days, tuple[Interval, ...]]:
        """Choose the year of a date that does not say it; ``how`` is *last*, *next* or neither.

        Raises ``ValueError`` where there is none.
        """
        years = range(max(1, self.latest.year - 9), min(9998, self.latest.year + 9))
        every = list(_every_year(days_of, years))
        coming = [each for each in every if each.earliest > self.latest][:1]
        begun = [each for each in every if each.earliest <= self.latest][-1:]
        over = [each for each in every if each.latest < self.earliest][-1:]
        chosen = {"L": over, "X": coming}.get(how, begun)
        if not chosen:
            raise ValueError
        surely = [each for each in every if each.earliest <= self.earliest][-1:]
        others = () if how else dict.fromkeys([*surely, *coming])
        return chosen[0], tuple(Interval(*each) for each in others if each != chosen[0])

    def weekday(self, weekday: int, how: str = "") -> Days:
        """Return the last such day up to now, the last before, or the next: ISO 8601, Monday is 1."""
        first, last = (
            day + timedelta(7 - (day.isoweekday() - weekday) % 7)
            if how == "X"
            else day - timedelta((day.isoweekday() - weekday - (how == "L")) % 7 + (how == "L"))
            for day in self
        )
        return Days(first, last)

    def unit(self, unit: int, distance: int) -> Days:
        """Return the day, week from Monday, month or year that lies so many units from now."""
        return Days(_unit(self.earliest, unit, distance).earliest, _unit(self.latest, unit, distance).latest)


def _every_year(days_of: Callable[[int], Days], years: range) -> Iterator[Days]:
    for year in years:
        try:
            yield days_of(year)
        except ValueError:
            continue  # no 29th of February


def _unit(day: date, unit: int, distance: int) -> Days:
    if unit == DAY:
        day += timedelta(distance)
        return Days(day, day)
    if unit == WEEK:
        monday = day + timedelta(7 * distance - day.weekday())
        return Days(monday, monday + timedelta(6))
    if unit == MONTH:
        year, month = divmod(12 * day.year + day.month - 1 + distance, 12)
        return _days_of(_Point(year, month + 1))
    return _days_of(_Point(day.year + distance))


def _days_of(point: _Point) -> Days:
    """Return the days of a point that says its year. Raises ``ValueError`` where there is no such day."""
    if point.day:
        day = date(point.year, point.month, point.day)
        return Days(day, day)
    if point.season:
        return _narrow(season_of([point.year], 20 + point.season), point.part)
    return _narrow(
        span_of(f"{point.year:04}", f"{point.month:02}" if point.month else "XX", "XX"), point.part
    )


def _narrow(days: Days, part: int) -> Days:
    """Return a third of a month, or of a longer time by months: ten days, four months."""
    if not part:
        return days
    first, last = days
    if (last - first).days < 31:
        low, high = ((1, 10), (11, 20), (21, last.day))[part - 1]
        return Days(first.replace(day=low), first.replace(day=high))
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    low, high = months * (part - 1) // 3, months * part // 3 - 1
    return Days(_unit(first, MONTH, low).earliest, _unit(first, MONTH, high).latest)


# the grammar, over the letters of tokens

_Read = Callable[[Sequence[Token], "re.Match[str]", _Clock], list[_Reading]]
_NAME = r"[Mmn](?:/[Mm]|\([Mm]\))?"
"""A month, which Arabic may give two names."""
_YEAR = "(?:Y|y(?!c))"
"""A year, if nothing that is counted follows one that may be a figure."""


@cache
def _forms(lexicon: Lexicon) -> tuple[tuple[re.Pattern[str], _Read], ...]:
    """Return the forms of a date, as one language orders its words, each with what reads it."""
    comma = ",?" if lexicon.month_first else ""
    year = rf"(?:{comma}[oO]?|[oO]{{0,2}}u){_YEAR}"
    named = rf"D(?:oh|h|O)?{_NAME}(?:{year})?"
    if lexicon.month_first:
        named += rf"|(?:(?<!E){_NAME}o?D|{_NAME}o?D(?!c))(?:{year})?"  # in March 12 soldiers died
    day = rf"(?:P-?)?T?(?:[Ww],?o?)?(?:J|{named})"
    month = rf"(?:P-?[oOh]*)?{_NAME}(?:{year})?"
    bare = rf"W?D(?!c)(?:{year})?" if lexicon.month_first else "W?D"
    end = rf"{day}|{month}|{_YEAR}|{bare}|W"
    sure = r"(?<=[EaABFbqOh&>])" if lexicon.modifier_first else r"(?<=[EaABFbqOho&>])"
    forms: list[tuple[str, _Read]] = [
        (rf"(?:{day})[LX]?", _read_point),
        (rf"(?:{day}|{month})[oOE]*(?:[LXT]u|u[LX])", _read_point),
        (rf"(?P<one>{end})(?:>[oO]*|-)(?P<other>{end})", _read_range),
        (rf"b[oOu]*(?P<one>{end})&[oO]*(?P<other>{end})", _read_range),
        (rf"W?D(?:(?:,?&|,)[oO]*W?D)*,?&[oO]*W?D(?:oh|h|O)?{_NAME}(?:{year})?", _read_list),
        (rf"(?P<one>{day}|[Mm]),?&[oOEh]*(?P<other>{day}|{_NAME}(?:{year})?)", _read_pair),
        (rf"P-?[oOh]*{_NAME}(?:{year})?|{_NAME}{year}|[Mm][LX]|(?<![DI])M|{sure}m", _read_point),
        (rf"P-?[oO]*u?{_YEAR}|(?<=[EaABFqh]){_YEAR}|(?<=b)Y|(?<=[EaABFbq]o){_YEAR}", _read_point),
        (rf"(?<=u){_YEAR}|(?<=\()Y(?=\))|(?<=Y[,&])Y(?=[,;&]|$)", _read_point),
        (r"(?<![-CdgIDYNncyoO/(])Y(?=$|[-;,)fE>&bBFaAqT])", _read_point),
        (r"(?<=[oO])Y(?=$|[;,)foE>&bBFaAqT])", _read_point),
        (rf"p[oO]*u?{_YEAR}|p(?:[oO]*(?:[LXT]u|u[LX])|[LX])?", _read_point),
        (rf"[Ss]O?u?{_YEAR}|[Ss][LX]|T[Ss]|(?<=[oEO])S(?!o)", _read_point),
        (r"(?<!k)W[LX]?(?!-?k)|TW", _read_weekday),
        (r"(?<!k)R(?!-?k)", _read_day),
        (r"v[LX]|[TLX]?v(?!-?k)", _read_weekend),
        (r"P-?[oO]+u(?!-?k|[LXYy])", _read_unit),
        (r"[Aaq]g?[NDI]?[uUV](?![Yy])", _read_distance),
        (r"U[YyID]|Z", _read_decade),
    ]
    if lexicon.modifier_first:
        forms += [
            (rf"[LX]{_NAME}o?D", _read_point),
            (rf"{_NAME}o?D(?:(?:,?&|,)o?D)*,?&o?D(?!c)(?:{year})?", _read_list),
            (r"[LX][MmSs](?!o?D)", _read_point),
            (r"[LX]W(?!-?k)", _read_weekday),
            (r"(?:P-?)?(?<!o)[LXT]u(?!O|-?k)", _read_unit),
            (r"[NDI][uU]A", _read_distance),
            (r"(?:l[NDI]?|L[NDI])[uU](?!O)", _read_past),
            (r"(?<=[oN])Y(?=[.C])", _read_point),
        ]
    else:
        forms += [
            (r"(?:P-?[oO]*)?(?:u[LXT]|Tu)(?!-?k)", _read_unit),
            (r"[NDI]L[uU]|L[NDI][uU]|U[NDI]L", _read_past),
            (r"(?<=[oWE>])D/D(?!/)", _read_point),
        ]
    return tuple((re.compile(form), read) for form, read in forms)


def _tokens(tokens: Sequence[Token], match: re.Match[str], group: int | str = 0) -> Sequence[Token]:
    return tokens[slice(*match.span(group))]


def _values(tokens: Sequence[Token]) -> dict[str, Token]:
    """Return the first token of each kind, under one letter where a month or year may have several."""
    alike = {"m": "M", "n": "M", "y": "Y", "w": "W", "s": "S", "p": "S"}
    return {alike.get(token.kind, token.kind): token for token in reversed(tokens)}


def _as_points(tokens: Sequence[Token]) -> list[_Point]:
    """Return what some tokens say: one point, or two where digits have two readings."""
    said = _values(tokens)
    if "J" in said:
        return [_Point(*each) for each in said["J"].value]
    if "/" in said and "M" not in said:
        if any(token.end - token.start != 2 for token in (tokens[0], tokens[-1])):
            raise ValueError  # three quarters
        return [_Point(day=tokens[0].value, month=tokens[-1].value)]
    names = {"year": "Y", "month": "M", "day": "D", "season": "S", "weekday": "W", "part": "P"}
    return [_Point(**{name: said[kind].value for name, kind in names.items() if kind in said})]


def _read_point(tokens: Sequence[Token], match: re.Match[str], clock: _Clock) -> list[_Reading]:
    inside = _tokens(tokens, match)
    how = next((token.kind for token in inside if token.kind in "LX"), "")
    points = _as_points(inside)
    if any(token.kind == "u" and token.value[0] == YEAR for token in inside) and not points[0].year:
        year = clock.unit(YEAR, {"L": -1, "X": 1}.get(how, 0)).latest.year
        points = [point._replace(year=year) for point in points]
    readings = [_choose(point, clock, how) for point in points]
    days, others = readings[0]
    others += tuple(Interval(*each) for each, _ in readings[1:])
    is_vague = bool(points[0].part and not points[0].day)
    return [_Reading(inside[0], inside[-1], days, others, is_vague)]


def _choose(point: _Point, clock: _Clock, how: str = "") -> tuple[Days, tuple[Interval, ...]]:
    if point.year:
        return _days_of(point), ()
    if not point.shape:
        raise ValueError
    return clock.choose(lambda year: _days_of(point._replace(year=year)), how)


def _read_range(tokens: Sequence[Token], match: re.Match[str], clock: _Clock) -> list[_Reading]:
    inside = [*_tokens(tokens, match, "one"), *_tokens(tokens, match, "other")]
    one, other = (_as_points(_tokens(tokens, match, group))[0] for group in ("one", "other"))
    if one.weekday and other.weekday and not one.shape + other.shape:
        last = clock.weekday(other.weekday)
        first = _Clock(*last).weekday(one.weekday, "L")
        return [_Reading(inside[0], inside[-1], Days(first.earliest, last.latest))]
    other = other._replace(month=other.month or one.month) if other.day else other
    one = one._replace(month=one.month or other.month) if one.day else one
    if not (one.shape and other.shape) or (one.day and not (one.month and other.day)):
        return []
    if one.shape > 1 and not one.year and other.shape == 1:
        return []

    def days_of(year: int) -> Days:
        last = _days_of(other._replace(year=other.year or year))
        first = _days_of(one._replace(year=one.year or last.latest.year))
        if first.earliest > last.latest and not one.year:
            first = _days_of(one._replace(year=last.latest.year - 1))
        if first.earliest >= last.latest:
            raise ValueError
        return Days(first.earliest, last.latest)

    year = other.year or one.year
    days, others = (days_of(year), ()) if year else clock.choose(days_of)
    return [_Reading(inside[0], inside[-1], days, others, bool(one.part or other.part))]


def _read_list(tokens: Sequence[Token], match: re.Match[str], clock: _Clock) -> list[_Reading]:
    """Read several days of one month: each is a date, of which the outer ones hold month and year."""
    inside = _tokens(tokens, match)
    shared = _as_points(inside)[0]
    days = [token for token in inside if token.kind == "D"]
    firsts, lasts = [inside[0], *days[1:]], [*days[:-1], inside[-1]]
    readings: list[_Reading] = []
    for token, first, last in zip(days, firsts, lasts, strict=True):
        readings.append(_Reading(first, last, *_choose(shared._replace(day=token.value, weekday=0), clock)))
    return readings


def _read_pair(tokens: Sequence[Token], match: re.Match[str], clock: _Clock) -> list[_Reading]:
    """Read *12 mars et 3 avril 2024*, whose first date has the year of the second."""
    groups = [_tokens(tokens, match, group) for group in ("one", "other")]
    one, other = (_as_points(group)[0] for group in groups)
    if one.shape != other.shape:
        return []
    one = one._replace(year=one.year or other.year)
    return [_Reading(g[0], g[-1], *_choose(p, clock)) for g, p in zip(groups, (one, other), strict=True)]


def _read_weekday(tokens: Sequence[Token], match: re.Match[str], clock: _Clock) -> list[_Reading]:
    inside = _tokens(tokens, match)
    how = next((token.kind for token in inside if token.kind in "LX"), "")
    weekday = _values(inside)["W"].value
    days = clock.weekday(weekday, how)
    if how:
        return [_Reading(inside[0], inside[-1], days)]
    coming = Interval(*clock.weekday(weekday, "X"))
    return [_Reading(inside[0], inside[-1], days, (coming,), weekday=weekday)]


def _read_weekend(tokens: Sequence[Token], match: re.Match[str], clock: _Clock) -> list[_Reading]:
    """Read *over the weekend*: the last one that has begun, or the next, Saturday and Sunday."""
    inside = _tokens(tokens, match)
    how = next((token.kind for token in inside if token.kind in "LX"), "")
    last, coming = clock.weekday(6), clock.weekday(6, "X")
    if how == "L":
        last = clock.weekday(7, "L")
        last = Days(last.earliest - timedelta(1), last.latest - timedelta(1))
    chosen, *others = [coming] if how == "X" else [last] if how == "L" else [last, coming]
    days, *rest = (Days(each.earliest, each.latest + timedelta(1)) for each in (chosen, *others))
    return [_Reading(inside[0], inside[-1], days, tuple(Interval(*each) for each in rest), True)]


def _read_day(tokens: Sequence[Token], match: re.Match[str], clock: _Clock) -> list[_Reading]:
    token = tokens[match.start()]
    first, last = (timedelta(days) for days in token.value)
    return [_Reading(token, token, Days(clock.earliest + first, clock.latest + last))]


def _read_unit(tokens: Sequence[Token], match: re.Match[str], clock: _Clock) -> list[_Reading]:
    """Read *last week*, *this month*, *next year*: of the calendar, a week from Monday."""
    inside = _tokens(tokens, match)
    said = _values(inside)
    unit, _ = said["u"].value
    if unit == DAY:  # the day of what is told
        return []
    days = clock.unit(unit, -1 if "L" in said else 1 if "X" in said else 0)
    part = said["P"].value if "P" in said and unit != WEEK else 0
    return [_Reading(inside[0], inside[-1], _narrow(days, part), (), bool(part) or unit == WEEK)]


def _counted_unit(tokens: Sequence[Token], match: re.Match[str]) -> tuple[int, int]:
    """Return the unit and how many of it: *trois jours*, or one where no number stands."""
    said = _values(_tokens(tokens, match))
    unit, several = next(said[kind].value for kind in "uUV" if kind in said)
    number = next((said[kind].value for kind in "NDI" if kind in said), several)
    if "U" in said and not set(said) & set("NDI"):
        raise ValueError
    return unit, number


def _read_distance(tokens: Sequence[Token], match: re.Match[str], clock: _Clock) -> list[_Reading]:
    """Read *three days ago*: that day, and of weeks, months and years the one in which it lies.

    *More than ten years ago* may be any time before, too.
    """
    inside = _tokens(tokens, match)
    unit, number = _counted_unit(tokens, match)
    days = clock.unit(unit, -number)
    is_rough = any(token.kind == "g" for token in inside)
    others = (Interval(None, days.latest),) if is_rough else ()
    return [_Reading(inside[0], inside[-1], days, others, is_rough or unit != DAY)]


def _read_past(tokens: Sequence[Token], match: re.Match[str], clock: _Clock) -> list[_Reading]:
    """Read *the past three weeks*, which end with the day of the article."""
    inside = _tokens(tokens, match)
    unit, number = _counted_unit(tokens, match)
    days = number * (1, 7, 31, 366)[unit]
    return [_Reading(inside[0], inside[-1], Days(clock.earliest - timedelta(days), clock.latest), (), True)]


def _read_decade(tokens: Sequence[Token], match: re.Match[str], clock: _Clock) -> list[_Reading]:
    inside = _tokens(tokens, match)
    first = inside[-1].value
    if (inside[0].kind == "U" and inside[0].value[0] != YEAR) or first % 10 or not first:
        return []
    first += 1900 if first < 100 else 0
    return [_Reading(inside[0], inside[-1], Days(date(first, 1, 1), date(first + 9, 12, 31)))]
