"""Times as EDTF: the days that bound them, and nothing but ``ValueError`` for what is none."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.core.model import InvalidValue, Time
from kg.curation.values import parse_date, parse_edtf

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
    "2024-09-18/2024-09-17", "0000", "-0044", "10000", "Y17000", "Y1E99999999", "XXXX", "2024 ", " 2024",
    "2024\n", "2024-09 / 2024-10", "2024/open", "2024//2025", "２０２４", "2024-W10", "2024-09-17T25:00:00",
    "2024-1X-05", "2004-XX/2005-806", "/..1983,1984", "{..1983,4984-05}", "2" * 10_000, "[" * 60,
]  # fmt: skip


@pytest.mark.parametrize("text", NO_EDTF, ids=lambda text: text[:20])
def test_what_is_no_edtf_or_no_day_of_the_calendar_is_refused(text, capsys):
    with pytest.raises(ValueError) as refusal:
        parse_edtf(text)
    assert str(refusal.value) == f"bad date '{text}'"
    assert capsys.readouterr() == ("", "")


EDTF_SIGNS = st.text("0123456789-/.?~%XYSETZ:[]{},_ ", max_size=14)
NEARLY = st.tuples(st.sampled_from([text for text, _, _ in BOUNDS]), EDTF_SIGNS, st.integers(0, 12)).map(
    lambda parts: parts[0][: parts[2]] + parts[1] + parts[0][parts[2] :]
)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=20), EDTF_SIGNS, NEARLY))
@example("2004-XX/2005-06")
@example("\x00")
@example("\ud800")
def test_any_text_is_bounded_or_refused(text):
    try:
        earliest, latest = parse_edtf(text)
    except ValueError as error:
        assert str(error) == f"bad date '{text}'"
    else:
        assert earliest is None or latest is None or earliest <= latest


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
