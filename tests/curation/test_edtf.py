"""EDTF: the days that bound it, and nothing but ``ValueError`` for what is none."""

import re
from datetime import date, timedelta

import edtf
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from kg.core.model import InvalidValue, Time
from kg.curation.edtf import parse_date, parse_edtf

BOUNDS = [
    ("2024-09-17", "2024-09-17", "2024-09-17"),
    ("2024-09", "2024-09-01", "2024-09-30"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2023-02", "2023-02-01", "2023-02-28"),
    ("2024", "2024-01-01", "2024-12-31"),
    ("202X", "2020-01-01", "2029-12-31"),
    ("2024-XX", "2024-01-01", "2024-12-31"),
    ("2024-09-XX", "2024-09-01", "2024-09-30"),
    ("2024-09?", "2024-09-01", "2024-09-30"),
    ("2024-09-17~", "2024-09-17", "2024-09-17"),
    ("2024%", "2024-01-01", "2024-12-31"),
    ("2024-09-17/2024-09-22", "2024-09-17", "2024-09-22"),
    ("2023/2024-03", "2023-01-01", "2024-03-31"),
    ("2023-09-16/..", "2023-09-16", None),
    ("../2024-09", None, "2024-09-30"),
    ("2023-09-16/", "2023-09-16", None),
    ("/2024-09", None, "2024-09-30"),
    ("2024-09-17T06:00:00Z", "2024-09-17", "2024-09-17"),
    ("[2012,2013]", "2012-01-01", "2013-12-31"),
    ("{2012..2014}", "2012-01-01", "2014-12-31"),
    ("9999-12-31", "9999-12-31", "9999-12-31"),
    ("9999-12", "9999-12-01", "9999-12-31"),
    ("../..", None, None),
    # seasons: a winter ends in the next year
    ("2012-21", "2012-03-01", "2012-05-31"),
    ("2012-22", "2012-06-01", "2012-08-31"),
    ("2012-23", "2012-09-01", "2012-11-30"),
    ("2012-24", "2012-12-01", "2013-02-28"),
    ("2011-24", "2011-12-01", "2012-02-29"),
    ("2012-28~", "2012-12-01", "2013-02-28"),
    ("2012-29", "2012-09-01", "2012-11-30"),
    ("2012-30", "2012-12-01", "2013-02-28"),
    ("2012-34", "2012-04-01", "2012-06-30"),
    ("2012-37", "2012-01-01", "2012-04-30"),
    ("2012-41", "2012-07-01", "2012-12-31"),
    ("2012-24/2013-21", "2012-12-01", "2013-05-31"),
    ("../2012-24", None, "2013-02-28"),
    ("201X-24", "2010-12-01", "2020-02-29"),
    # significant digits
    ("1950S2", "1900-01-01", "1999-12-31"),
    ("1950S1", "1000-01-01", "1999-12-31"),
    ("1950S3?", "1950-01-01", "1959-12-31"),
    ("1950S4", "1950-01-01", "1950-12-31"),
    ("0050S1", "0001-01-01", "0999-12-31"),
    ("1950S2/2012", "1900-01-01", "2012-12-31"),
    # unspecified digits
    ("2024-09-1X", "2024-09-10", "2024-09-19"),
    ("2024-09-3X", "2024-09-30", "2024-09-30"),
    ("2024-09-0X", "2024-09-01", "2024-09-09"),
    ("2024-1X", "2024-10-01", "2024-12-31"),
    ("2024-0X", "2024-01-01", "2024-09-30"),
    ("2024-1X-05", "2024-10-05", "2024-12-05"),
    ("20XX", "2000-01-01", "2099-12-31"),
    ("2024-XX-31", "2024-01-31", "2024-12-31"),
    ("202X-02-29", "2020-02-29", "2028-02-29"),
    ("000X", "0001-01-01", "0009-12-31"),
    ("XXXX-12-25", "0001-12-25", "9999-12-25"),
    ("2024-09-1X/2024-09-2X", "2024-09-10", "2024-09-29"),
    ("2024-09-1X?/..", "2024-09-10", None),
    # times of day
    ("2024-09-17T06:00", "2024-09-17", "2024-09-17"),
    ("2024-09-17T06:00:30", "2024-09-17", "2024-09-17"),
    ("2024-09-17T24:00", "2024-09-17", "2024-09-17"),
    ("2024-09-17T06:00Z", "2024-09-17", "2024-09-17"),
    ("2024-09-17T06:00:00-11:30", "2024-09-17", "2024-09-17"),
    ("2024-09-17T06:00+02~", "2024-09-17", "2024-09-17"),
    ("2024-09-17T06:00/2024-09-18T07:30Z", "2024-09-17", "2024-09-18"),
    # qualifiers of parts, and sets
    ("?2024-~09-17%", "2024-09-17", "2024-09-17"),
    ("2024?-09~-17", "2024-09-17", "2024-09-17"),
    ("[..2012]", None, "2012-12-31"),
    ("{2012..}", "2012-01-01", None),
    ("{..1983,1984-05}", None, "1984-05-31"),
    ("[2012,2014-24,2013-05..2013-07]", "2012-01-01", "2015-02-28"),
]


@pytest.mark.parametrize(("text", "earliest", "latest"), BOUNDS)
def test_an_edtf_string_is_bounded_by_its_first_and_last_day(text, earliest, latest):
    expected = tuple(day and date.fromisoformat(day) for day in (earliest, latest))
    assert parse_edtf(text) == expected


@pytest.mark.parametrize("text", ["2024", "2024-09", "2024-09-17"])
def test_an_unknown_end_is_never_guessed(text):
    assert parse_edtf(f"{text}/")[1] is None
    assert parse_edtf(f"/{text}")[0] is None


NO_EDTF = [
    "", "/", "hier", "unknown", "17/09/2024", "17 septembre 2024", "2024-9-17", "20240917", "2024-13",
    "2024-00", "2024-02-30", "2023-02-29", "2024-09-31", "2024-09-00", "2024-09/2024-13", "2024-10/2024-09",
    "2024-09-18/2024-09-17", "10000", "Y17000", "Y1E99999999", "XXXX", "2024 ", " 2024",
    "2024\n", "2024-09 / 2024-10", "2024/open", "2024//2025", "２０２４", "2024-W10", "2024-09-17T25:00:00",
    "2004-XX/2005-806", "/..1983,1984", "2" * 10_000, "[" * 60,
    "2024-13-1X", "2024-02-3X", "2024-2X", "2024-42", "2024-20", "2024-24-01", "9999-24", "1950S0", "1950S5",
    "1950S2-03", "195XS2", "2024T06:00", "2024-09T06:00", "2024-09-1XT06:00", "2024-09-17T6:00", "2024??",
    "2024-09-17T06", "2024-09-17T06:60", "2024-09-17T06:00+15", "2024-09-17 06:00", "2024/2025/2026",
    "[2012]", "[2012,]", "[2012}", "[..]", "[2012..,2013]", "[2012..2011]", "{2012,2013}/2014",
    "[2012,..2013]",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_EDTF, ids=lambda text: text[:20])
def test_what_is_no_edtf_or_no_day_of_the_calendar_is_refused(text):
    with pytest.raises(ValueError) as refusal:
        parse_edtf(text)
    assert str(refusal.value) == f"bad date '{text}'"


@pytest.mark.parametrize(
    "text", ["-0044", "0000", "-0044-03-15", "0000-01", "-0044/0014", "2012/0000", "[-0044,2]"]
)
def test_years_before_1_are_said_not_to_be_supported(text):
    with pytest.raises(ValueError, match=r"^bad date '.*': years before 1 are not supported$"):
        parse_edtf(text)


EDTF_SIGNS = st.text("0123456789-/.?~%XYSETZ:[]{},_+ ", max_size=64)
NEARLY = st.tuples(st.sampled_from([text for text, _, _ in BOUNDS]), EDTF_SIGNS, st.integers(0, 12)).map(
    lambda parts: parts[0][: parts[2]] + parts[1] + parts[0][parts[2] :]
)


@settings(deadline=timedelta(seconds=2))
@given(st.one_of(st.text(max_size=20), EDTF_SIGNS, NEARLY))
@example("2004-XX/2005-06")
@example("\x00")
@example("\ud800")
@example("{" + "1XXX-02-3X," * 5 + "2012}")
@example("XXX0-XX-XX/XXX9-XX-XX")
def test_any_text_is_bounded_or_refused(text):
    try:
        earliest, latest = parse_edtf(text)
    except ValueError as error:
        assert str(error).startswith(f"bad date '{text}'")
    else:
        assert earliest is None or latest is None or earliest <= latest


def _days_of(year):
    """Return the days of a year as text, by counting them."""
    first = date(year, 1, 1)
    return [str(first + timedelta(n)) for n in range((date(year + 1, 1, 1) - first).days)]


DAYS = {str(year): _days_of(year) for year in range(2000, 2100)}
PATTERNS = st.tuples(
    st.sampled_from(["200X", "20XX", "2000", "2023", "2024", "20X0", "20X4", "209X"]),
    st.sampled_from(["XX", "0X", "1X", "X0", "X2", "02", "04", "12"]),
    st.sampled_from(["XX", "0X", "1X", "2X", "3X", "X0", "X1", "X9", "28", "29", "31"]),
)


@settings(deadline=None, max_examples=60)
@given(PATTERNS, st.integers(1, 3))
def test_a_pattern_is_bounded_by_the_days_that_fit_it(parts, size):
    text = "-".join(parts[:size])
    years, days = (re.compile(each.replace("X", "[0-9]")) for each in (parts[0], text))
    fitting = [day for year in filter(years.match, DAYS) for day in filter(days.match, DAYS[year])]
    if not fitting:
        with pytest.raises(ValueError, match="bad date"):
            parse_edtf(text)
    else:
        assert [str(day) for day in parse_edtf(text)] == [fitting[0], fitting[-1]]


PLAIN = st.builds(
    lambda year, rest, sign: f"{year:04}{rest}{sign}",
    st.integers(1, 9999),
    st.sampled_from(["", "-02", "-09-17", "-21", "-23"]),
    st.sampled_from(["", "?", "~", "%"]),
)


@settings(deadline=None, max_examples=25)
@given(
    st.one_of(PLAIN, st.tuples(PLAIN, PLAIN).map(sorted).map("/".join), PLAIN.map(lambda text: f"{text}/.."))
)
def test_another_implementation_gives_plain_forms_the_same_bounds(text):
    try:
        other = edtf.parse_edtf(text)
    except edtf.EDTFParseException:
        return  # it does not have every form
    bounds = [other.lower_strict(), other.upper_strict()]
    first, last = (None if isinstance(bound, float) else date(*bound[:3]) for bound in bounds)
    assume(last is None or first <= last)
    assert parse_edtf(text) == (first, last)


@settings(deadline=None, max_examples=40)
@given(st.dates())
def test_every_day_is_its_own_first_and_last_day(day):
    assert parse_edtf(day.isoformat()) == (day, day)
    assert parse_date(day.isoformat()) == day


@settings(deadline=None, max_examples=40)
@given(st.dates(), st.dates())
def test_an_interval_runs_from_its_first_day_to_its_last(one, other):
    first, last = sorted((one, other))
    assert parse_edtf(f"{first}/{last}") == (first, last)
    if first != last:
        with pytest.raises(ValueError, match="bad date"):
            parse_edtf(f"{last}/{first}")


NO_DATE = [
    "",
    "2024",
    "2024-09",
    "2024-9-1",
    "20240922",
    "22/09/2024",
    "2024-02-30",
    "2024-09-22 ",
    "２０２４-09-22",
]


@pytest.mark.parametrize("text", [*NO_DATE, "2024-W38-7", "2024-09-22T00:00", "0000-01-01"])
def test_a_date_is_a_full_day_of_the_calendar(text):
    with pytest.raises(ValueError, match=r"^bad date '"):
        parse_date(text)


@pytest.mark.parametrize("text", ["P3D", "P1Y", "P1Y6M", "P2W", "P10M12D", "P0D"])
def test_a_duration_in_whole_units_is_kept_as_written(text):
    assert Time(words="hier", distance=text).distance == text


@pytest.mark.parametrize(
    "text", ["P", "3D", "PT3H", "P3", "P-3D", "P1.5D", "P3D1Y", "P3D ", "p3d", "P٣D", "P1Y/2024"]
)
def test_another_duration_is_refused(text):
    with pytest.raises(InvalidValue, match=r"^distance: bad duration '"):
        Time(words="hier", distance=text)
