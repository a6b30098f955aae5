"""The dates that words say: every sentence of ``tests/data/dates.yaml``, and any text at all."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.curation.date_words import KINDS, read_lexicon
from kg.curation.dates import read_dates
from kg.curation.edtf import Interval, parse_edtf

ROWS = yaml.load(Path("tests/data/dates.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
SENTENCES = [pytest.param(lang, row, id=row["text"]) for lang, rows in ROWS.items() for row in rows]
NOW = parse_edtf("2024-09-22")


@pytest.mark.parametrize(("language", "row"), SENTENCES)
def test_the_dates_of_a_sentence_are_read_and_nothing_else(language, row):
    text = row["text"]
    found = read_dates(text, language, parse_edtf(row.get("published", "2024-09-22")))
    read = [(text[each.start : each.end], (each.earliest, each.latest)) for each in found]
    assert read == [(words, parse_edtf(days)) for words, days in row.get("dates", {}).items()]
    others = {text[each.start : each.end]: each.others for each in found if each.others}
    assert others == {words: (parse_edtf(days),) for words, days in row.get("also", {}).items()}


def test_the_sentences_are_enough():
    assert len(SENTENCES) >= 120
    assert {lang: len(rows) >= 25 for lang, rows in ROWS.items()} == {"fr": True, "en": True, "ar": True}


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_a_lexicon_has_every_month_and_weekday(language):
    words = read_lexicon(language).words.values()
    values = {kind: {value for k, value in words if k.upper() == kind} for kind in "MWS"}
    assert values == {"M": {*range(1, 13)}, "W": {*range(1, 8)}, "S": {*range(1, 5)}}
    assert len(set(KINDS.values())) == len(KINDS)


WORDS = [word for language in ("fr", "en", "ar") for word in read_lexicon(language).words]
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(WORDS), st.integers(0, 10**9).map(str), st.sampled_from([*",/-()&.’", "30/06/2024"])
    ),
    max_size=30,
).map(" ".join)


@settings(deadline=None, max_examples=150)
@given(st.one_of(TEXTS, st.text(max_size=60)), st.sampled_from(["fr", "en", "ar"]), st.dates())
@example("il y a 9999 ans, 9999 years ago", "fr", date(2024, 9, 22))
@example("next week, tomorrow, next Monday, next year, next May", "en", date(9999, 12, 31))
@example("last week, yesterday, last Monday, last year, last May, 3 days ago", "en", date(1, 1, 1))
def test_any_text_is_read_in_order_and_within_itself(text, language, day):
    found = read_dates(text, language, Interval(day, day))
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(each.earliest <= each.latest for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_a_language_without_a_lexicon_has_no_dates():
    assert read_dates("30 Yuni 2024", "ha", NOW) == ()
