"""Tolls and numbers as curators write them, each against the figures that the quote was read to say."""

from datetime import date
from hashlib import sha256

import pytest

from kg.core.model import Article, InvalidValue, Sentence, Source, Span, Time, Toll
from kg.curation.figures import read_figures
from kg.curation.values import UNREAD, Contradicted, find_figures, parse_number, parse_toll


def toll(words: str, quote: str, measure: str = "killed", language: str = "fr") -> tuple[Toll, str]:
    return parse_toll(words, quote, measure, read_figures(quote, language), language)


def number(digits: str, quote: str, language: str = "fr") -> tuple[int, str]:
    return parse_number(digits, read_figures(quote, language), language)


@pytest.mark.parametrize(
    ("words", "quote", "told"),
    [
        ('"des centaines"', "des dizaines de morts",
         "say: 'des centaines' is not in the quote (vague words are kept letter for letter)"),
        ("70 civils", "70 morts", "say: 'civils' is not in the quote (whom the figure counts, as written)"),
        ("12", "12 morts et 30 blessés, 40 autres blessés", None),
        ("3 civils", "parmi les civils, 3 morts", None),
        ("30", "12 morts et 30 blessés", "say: the quote says '12' (write: 12)"),
        ("3", "12 blessés et 3 chars", "say: the quote says '12 blessés', '3 chars' (that is not 'killed')"),
        ("4", "2 morts, au moins 3 tués", "say: the quote says '2', 'au moins 3' (write: 2, or at least 3)"),
        ("12 a\nb", "12 morts", "say: bad number '12 a\nb' (digits alone, as in 70)"),
        ("3", "les blessés sont 12", "say: the quote says '12' (that is not 'killed')"),
        ('"plusieurs"', "des dizaines de morts, plusieurs villages",
         "say: the quote says 'des dizaines' (write: \"des dizaines\")"),
        ("12", "des dizaines de morts", "say: the quote says 'des dizaines' (write: \"des dizaines\")"),
        ("3 civils", "7 civils et 3 soldats tués", "say: the quote says '7 civils' (write: 7 civils)"),
        ("x", "12 morts", "say: bad number 'x' (digits alone, as in 70)"),
        ("between 7 and 5", "12 morts", "say: bad number: "),
    ],
)  # fmt: skip
def test_a_toll_is_what_the_quote_says_or_is_told_of_what_is_said(words, quote, told):
    if told is None:
        toll(words, quote)
        return
    with pytest.raises(InvalidValue) as refused:
        toll(words, quote)
    assert str(refused.value).startswith(told)
    assert str(refused.value) == told or told.endswith(": ")


def test_an_own_toll_is_any_figure_of_the_quote():
    assert toll("12", "12 morts, 3 blessés", "sick") == toll("12", "12 morts, 3 blessés") == (Toll(12), "")
    assert toll("3", "12 morts, 3 blessés", "sick") == (Toll(3), "")


def test_a_language_is_read_whatever_its_region():
    assert toll("13", "Treize soldats tués", language="fr-BF") == (Toll(13), "")
    with pytest.raises(InvalidValue, match="'Treize'"):
        toll("31", "Treize soldats tués", language="FR-bf")


def test_vague_words_are_those_of_a_vague_figure():
    assert toll('"des dizaines"', "des dizaines de morts")[0] == Toll(None, "Vague", words="des dizaines")
    civils = Toll(None, "Vague", None, "civils", "des dizaines")
    assert toll('"des dizaines" civils', "des dizaines de civils tués")[0] == civils
    with pytest.raises(InvalidValue, match="the quote says '12'"):
        toll('"12 morts"', "12 morts")


@pytest.mark.parametrize(
    ("words", "quote", "language"),
    [
        ("more than 20", "the death toll could pass 20", "en"),
        ("more than 30", "the toll could top 30", "en"),
        ("more than 30", "the toll may rise past 30 dead", "en"),
        ("more than 20", "le bilan pourrait passer les 20 morts", "fr"),
    ],
)
def test_a_bound_that_may_be_passed_is_one(words, quote, language):
    assert toll(words, quote, language=language)[1] == ""
    with pytest.raises(InvalidValue):
        toll("20", quote, language=language)


THIRD = "Deux gendarmes sont morts et un troisième est porté disparu"


def test_one_may_stand_in_the_quote_without_a_numeral():
    assert toll("1", THIRD, "missing")[1] == "no figure of the quote counts who is missing"
    for words, measure in (("2", "missing"), ("1", "killed"), ("1", "injured")):
        with pytest.raises(InvalidValue):
            toll(words, THIRD, measure)


def test_who_passes_somebody_passes_no_bound():
    assert toll("12", "ils ont fait passer les 12 otages au Niger", "abducted")[1] == ""
    assert toll("12", "forced to pass 12 dead soldiers", language="en")[1] == ""


NEUTRALISED = [
    ("203 jihadistes neutralisés", "fr", "203", "jihadistes neutralisés"),
    ("203 militants were neutralised", "en", "203", "militants"),
    ("7 tués, 203 jihadistes neutralisés", "fr", "203", "jihadistes neutralisés"),
    ("203 jihadistes neutralisés et 5 blessés", "fr", "203", "jihadistes neutralisés"),
]


@pytest.mark.parametrize(("quote", "language", "words", "noun"), NEUTRALISED)
def test_who_was_neutralised_may_be_killed_or_captured(quote, language, words, noun):
    note = f"the quote says '{noun}': killed, captured or both"
    for measure in ("killed", "captured"):
        assert toll(words, quote, measure, language) == (Toll(int(words)), note)
        with pytest.raises(InvalidValue):
            toll("204", quote, measure, language)


@pytest.mark.parametrize(
    ("words", "quote", "measure", "language"),
    [
        ("12", "12 jihadistes neutralisés et armes capturées", "captured", "fr"),
        ("12", "12 militants were neutralised after they kidnapped", "captured", "en"),
    ],
)
def test_another_verb_does_not_take_who_was_neutralised(words, quote, measure, language):
    assert "killed, captured or both" in toll(words, quote, measure, language)[1]
    for other in ("injured", "abducted", "displaced", "missing"):
        with pytest.raises(InvalidValue):
            toll(words, quote, other, language)


def test_of_what_is_said_twice_the_clear_word_counts():
    assert toll("7", "7 tués, 203 jihadistes neutralisés") == (Toll(7), "")
    assert toll("12", "12 sick; 203 jihadists neutralised", "sick", "en") == (Toll(12), "")


def test_vague_words_beside_what_befell_need_no_note():
    assert toll('"d’autres" soldats', "d’autres soldats sont portés disparus", "missing")[1] == ""
    assert toll('"l’attaque"', "l’attaque")[1] == UNREAD.format('"l’attaque"')


CONTRADICTED = [
    ("8", "4 soldats maliens et 4 soldats nigériens tués", "fr", Toll(8), "'4'"),
    ("3", "3 blessés", "fr", Toll(3), "'3 blessés'"),
    ("3 civils", "7 civils et 3 soldats tués", "fr", Toll(3, population="civils"), "'7 civils'"),
    ("71", "70 mutane", "ha", Toll(71), "'70'"),
]


@pytest.mark.parametrize(("words", "quote", "language", "value", "said"), CONTRADICTED)
def test_who_infers_another_figure_is_given_it_with_what_is_said(words, quote, language, value, said):
    with pytest.raises(Contradicted) as refused:
        toll(words, quote, language=language)
    assert (refused.value.value, refused.value.said) == (value, said)


@pytest.mark.parametrize("language", ["fr", "ha"])
def test_so_is_who_infers_another_number(language):
    with pytest.raises(Contradicted) as refused:
        number("8", "4 mutane", language)
    assert (refused.value.value, refused.value.said) == (8, "'4'")
    assert number("8", "mutane", "fr") == (8, UNREAD.format("8"))


def test_a_plain_number_is_one_of_the_figures():
    assert number("12", "12 villages") == (12, "")
    assert number("12", "au moins 12 villages") == (
        12, "the quote says 'au moins 12', and this relation takes a plain number",
    )  # fmt: skip
    with pytest.raises(InvalidValue) as refused:
        number("5", "12 villages et 7 hameaux")
    assert str(refused.value) == "say: bad number '5' (the quote says '12', '7')"


@pytest.mark.parametrize("language", ["ha", "ff-Latn"])
def test_of_a_language_that_is_not_read_the_digits_are_compared(language):
    note = f"number words and bounds are not read in the language '{language}'"
    assert number("70", "70 mutane", language) == (70, note)
    assert number("70", "mutane", language) == (70, note)
    assert toll("at least 70", "70 mutane", language=language) == (Toll(70, "AtLeast"), note)
    for words in ("7", "71"):
        with pytest.raises(InvalidValue, match="say: the quote says '70'"):
            number(words, "70 mutane", language)
        with pytest.raises(InvalidValue, match="say: the quote says '70'"):
            toll(words, "70 mutane", language=language)


TEXT = "Selon eux, au moins 12 morts, 30 blessés et 7 disparus."


@pytest.mark.parametrize(
    ("quote", "numbers"),
    [
        ("12 morts, 30 blessés", [12, 30]),
        ("1", [12]), ("2 morts", [12]), (", 3", [30]), ("au moins ", []), (" morts, ", []),
        ("0 blessés et 7", [30, 7]),
    ],
)  # fmt: skip
def test_a_figure_is_in_a_quote_that_shares_a_letter_with_its_number(quote, numbers):
    text = f"\n\n{TEXT}"
    sentence = Sentence("x", "1", 2, len(text), TEXT)
    source = Source(published=Time("2025", date(2025, 1, 1), date(2025, 12, 31)))
    article = Article("x", source, "fr", sha256(text.encode()).hexdigest(), (sentence,), text)
    start = article.text.index(quote)
    span = Span("x", "1", start, start + len(quote), quote, "", "")
    found = find_figures(article, [span])
    assert [figure.figure for figure in found] == numbers
    assert find_figures(article, [span, span]) == found
