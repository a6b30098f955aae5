"""Figures in texts: read in every digit and in words, and held against what is claimed."""

import csv
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import num2words

from kg.core.model import InvalidValue
from kg.core.ontology import read_ontology
from kg.curation.figures import MEASURES, OTHER, UNCLEAR, read_figures
from kg.curation.figures.tokens import tokenise
from kg.curation.values import parse_number, parse_toll

FIGURES = Path(__file__).parent.parent / "data" / "figures"
ZEROS = "0٠۰०০၀０"
"""The zeros of seven scripts; the other digits follow them."""
READ, NOTED, REFUSED = "read", "noted", "refused"


def entries(name: str) -> list[dict]:
    return yaml.safe_load((FIGURES / name).read_text(encoding="utf-8"))


def verdict(entry: dict, say: str) -> str:
    """Say what the check makes of a figure that is claimed of the quote."""
    quote, language = entry["quote"], entry["language"]
    say = say.replace("fewer than", "less than")
    try:
        _, note = parse_toll(say, quote, entry["measure"], read_figures(quote, language), language)
    except InvalidValue:
        return REFUSED
    return NOTED if note else READ


def right_of(entry: dict) -> list[str]:
    """Return what the quote says: nothing, its vague words or its figure, and others that it says too."""
    vague = [f'"{entry["words"]}"'] if entry["says"] == "vague" else []
    return vague + [say for say in (entry["says"], *entry.get("also", ())) if say not in ("vague", "none")]


def measured(name: str) -> tuple[list[str], list[str], int]:
    """Return the wrong figures that pass, the right ones that are not read, and how many are right."""
    all_entries = entries(name)
    right = [(entry, say) for entry in all_entries for say in right_of(entry)]
    wrong = [(entry, say) for entry in all_entries for say in entry["wrong"]]
    accepted = [f"{entry['id']}: {say}" for entry, say in wrong if verdict(entry, say) == READ]
    unread = [f"{entry['id']}: {say} {v}" for entry, say in right if (v := verdict(entry, say)) != READ]
    return accepted, unread, len(right)


def test_no_wrong_figure_passes_and_nearly_every_right_one_is_read():
    accepted, unread, right = measured("seen.yaml")
    assert accepted == []
    assert len(unread) <= 0.02 * right, unread


def test_of_the_sentences_held_back_hardly_any_is_read_wrongly():
    """Measured once, on sentences that nobody looked at while the reader was written.

    Of 615 wrong figures one passed, a denied one in Arabic; of 203 right ones four were refused, two noted.
    """
    accepted, unread, right = measured("held.yaml")
    assert len(accepted) <= 1, accepted
    assert sum(each.endswith(REFUSED) for each in unread) <= 0.02 * right, unread


def short_forms() -> list[dict[str, str]]:
    with (FIGURES / "forms.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_short_form_is_read_and_none_beside_it():
    for row in short_forms():
        says, _, words = row["says"].partition(":")
        right = f'"{words}"' if words else says
        figures = read_figures(row["quote"], row["language"])
        whether = NOTED if any(figure.measure == UNCLEAR for figure in figures) else READ
        assert says == "none" or verdict(row, right) == whether, row
        for wrong in row["wrong"].split(";"):
            assert verdict(row, wrong) != READ, (row, wrong)


def test_a_quote_that_says_no_figure_lets_none_pass_in_silence():
    for entry in entries("seen.yaml"):
        if entry["says"] == "none":
            assert {verdict(entry, say) for say in ("12", "at least 30", "about 70")} <= {NOTED, REFUSED}


# every number is read back

numbers = st.integers(min_value=2, max_value=999_999_999)


def in_digits(number: int, zero: str, mark: str = "") -> str:
    grouped = f"{number:,}".replace(",", mark)
    return "".join(chr(ord(zero) + int(sign)) if sign.isdecimal() else sign for sign in grouped)


def read(text: str, language: str) -> list[tuple[str, int | None, str]]:
    return [(figure.comparator, figure.figure, figure.measure) for figure in read_figures(text, language)]


@settings(deadline=None)
@given(
    numbers, st.sampled_from(ZEROS), st.sampled_from(["", ".", "’", "\u00a0", "\u202f", "\u2009", " ", ","])
)
def test_a_number_in_digits_of_any_script_is_read_back(number, zero, mark):
    digits = in_digits(number, zero, mark)
    assert read(f"{digits} personnes ont été tuées", "fr") == [("Exactly", number, "killed")]
    assert read(f"At least {digits} people were killed", "en") == [("AtLeast", number, "killed")]
    assert read(f"قتل {in_digits(number, zero)} شخصا", "ar") == [("Exactly", number, "killed")]


@settings(deadline=None)
@given(numbers, st.sampled_from(["fr", "fr_BE", "fr_CH"]))
def test_a_number_in_french_words_is_read_back(number, land):
    words = num2words(number, lang=land)
    assert read(f"{words} personnes ont été tuées", "fr") == [("Exactly", number, "killed")]
    assert read(f"Plus de {words} civils blessés", "fr") == [("MoreThan", number, "injured")]


@settings(deadline=None)
@given(numbers)
def test_a_number_in_english_words_is_read_back(number):
    words = num2words(number, lang="en").replace(",", "")
    assert read(f"{words} people were killed", "en") == [("Exactly", number, "killed")]


@settings(deadline=None)
@given(st.integers(min_value=3, max_value=99_999))
def test_a_number_in_arabic_words_is_read_back(number):
    words = num2words(number, lang="ar").replace("و ", "و")
    assert read(f"قتل {words} شخصا", "ar") == [("Exactly", number, "killed")]


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from(["fr", "en", "ar", "ha"]))
def test_any_text_is_read_and_what_is_read_stands_in_it(text, language):
    for figure in read_figures(text, language):
        assert text[figure.start : figure.end] == figure.words
        assert figure.start <= figure.number[0] < figure.number[1] <= len(text)
        assert figure.measure in (*MEASURES, OTHER, "")
        assert (figure.figure is None) == (figure.comparator == "Vague")


@settings(deadline=None)
@given(st.text(max_size=80))
def test_tokens_stand_in_the_text_in_order(text):
    tokens = tokenise(text)
    assert all(one.end <= other.start for one, other in pairwise(tokens))
    assert all(token.start < token.end for token in tokens)


# what is said of a figure

SAID = [
    ("fr", "Plus de 200 blessés", "more than 200", "injured", "Plus de 200", " blessés"),
    ("fr", "de 70 à 80 civils tués", "between 70 and 80", "killed", "de 70 à 80", " civils tués"),
    ("fr", "une dizaine de véhicules", "about 10", OTHER, "une dizaine", " de véhicules"),
    ("en", "scores of people fled", '"scores"', "displaced", "scores", " of people fled"),
    ("ar", "قُتل ٧٠ مدنيا", "70", "killed", "٧٠", " مدنيا"),
]


@pytest.mark.parametrize(("language", "text", "form", "measure", "words", "noun"), SAID)
def test_a_figure_knows_its_words_its_measure_and_whom_it_counts(language, text, form, measure, words, noun):
    (figure,) = read_figures(text, language)
    assert (figure.form, figure.measure, figure.words) == (form, measure, words)
    assert figure.noun == noun.strip()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Le 30 juin 2024 à 17 h 30, la 2e section de la base 101, à 12 km"),
        ("fr", "Un enfant de 7 ans, pendant trois jours, pour 5 000 francs ou 20 %"),
        ("en", "On June 30, 2024, at 5:30 pm, Base 101 on Highway 7, 12 km away, was hit by a T-72"),
        ("en", "A third of the $5 million, 40 percent, in 48 hours, and the 2nd time in ten years"),
        ("ar", "في 30 يونيو 2024، على بعد 12 كيلومترا من القاعدة 101"),
    ],
)
def test_dates_times_ages_distances_sums_and_designations_are_no_figures(language, text):
    assert read_figures(text, language) == ()


def test_a_quote_in_another_language_is_compared_by_its_digits_and_noted():
    def check(say: str, quote: str) -> tuple[object, str]:
        return parse_toll(say, quote, "killed", read_figures(quote, "ha"), "ha")

    assert check("70", "mutum 70")[1] == "number words and bounds are not read in the language 'ha'"
    assert (
        check("70", "mutum da yawa")[1] == check("at least 70", "mutum 70")[1] == check("70", "mutum 70")[1]
    )
    with pytest.raises(InvalidValue, match="the quote says '70'"):
        check("71", "mutum 70")


def test_a_plain_number_is_read_in_words_too():
    assert parse_number("3", read_figures("les trois pays", "fr"), "fr") == (3, "")
    assert (
        parse_number("3", read_figures("les pays", "fr"), "fr")[1]
        == "no figure can be read in the quote that says 3"
    )
    note = "the quote says 'au moins trois', and this relation takes a plain number"
    assert parse_number("3", read_figures("au moins trois pays", "fr"), "fr") == (3, note)
    with pytest.raises(InvalidValue, match="bad number '4'"):
        parse_number("4", read_figures("les trois pays", "fr"), "fr")


@pytest.mark.parametrize(
    ("measure", "figure", "quote"),
    [
        ("abducted", "12", "12 personnes ont été enlevées"),
        ("captured", "at least 12", "au moins 12 soldats ont été capturés"),
        ("displaced", "1200", "1 200 personnes ont fui"),
        ("missing", "about 10", "une dizaine de soldats sont portés disparus"),
    ],
)
def test_each_measure_is_a_relation_and_counts_what_the_words_count(measure, figure, quote):
    assert read_ontology().relations[measure].range == "Toll"
    toll, note = parse_toll(figure, quote, measure, read_figures(quote, "fr"), "fr")
    assert note == "" and toll.figure
    with pytest.raises(InvalidValue):
        parse_toll(figure, quote, "killed", read_figures(quote, "fr"), "fr")
