"""Where a quote stands: offsets in code points, the nearest passage, and what the eye cannot see."""

import hashlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.core.model import CONTEXT, Article, Sentence
from kg.curation.quotes import as_span, difference, find_all, nearest_passage
from kg.curation.sentences import segment
from tests.support.values import source_of


def article_of(text: str) -> Article:
    digest = hashlib.sha256(text.encode()).hexdigest()
    bounds = enumerate(segment(text, "fr"), 1)
    sentences = (Sentence("a-1", str(n), start, end, text[start:end]) for n, (start, end) in bounds)
    return Article("a-1", source_of(date(2024, 9, 22)), "fr", digest, tuple(sentences), text)


PIECES = [
    "Il part", "M", "Dr", "J", "L’AES", "« ", " »", "“", "”", "(", ")", ".", "…", "!", " ?", " ", "\n",
    "\u00a0", "\u202f", "12", "3.5", "œ", "Œ", "\U0001f600", "e\u0301", "### ", "\r", "\u2028", "\x1c",
]  # fmt: skip
FRENCH = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)

TYPOGRAPHY = [
    ("apostrophe", "L’armée d’Aro", "L'armée d'Aro"),
    ("no-break space", "à 12\u00a0h 30\u202f?", "à 12 h 30 ?"),
    ("narrow guillemets", "«\u202fOui\u202f»", "« Oui »"),
    ("one letter of two", "un œil et un cœur", "un oeil et un coeur"),
    ("ligature", "la \ufb01n", "la fin"),
    ("combining accent", "re\u0301gion", "région"),
    ("long dash", "Bamako–Gao", "Bamako-Gao"),
    ("ellipsis", "Non…", "Non..."),
    ("case", "Le Jnim", "Le JNIM"),
]


@pytest.mark.parametrize(
    ("written", "typed"), [row[1:] for row in TYPOGRAPHY], ids=[row[0] for row in TYPOGRAPHY]
)
def test_a_quote_is_found_letter_for_letter_alone(written, typed):
    text = f"On dit\u00a0: {written} aujourd’hui."
    assert find_all(text, written) == [9]
    assert find_all(text, typed) == []


def test_offsets_count_code_points_not_bytes_nor_utf16_units():
    article = article_of("\U0001f600 Été 🇲🇱 : l’armée 👩‍👩‍👧 part.")
    (sentence,) = article.sentences
    assert find_all(sentence.text, "l’armée") == [11]
    span = as_span(article, sentence, 11, 7)
    assert (span.start, span.end, span.exact) == (11, 18, "l’armée")


def test_a_quote_that_overlaps_itself_is_found_at_each_place():
    assert find_all("Oh là là là !", "là là") == [3, 6]


def test_a_span_carries_its_context_as_the_selector_asks():
    text = "x" * 40 + ". Le Belmar part. " + "Y" * 40
    article = article_of(text)
    span = as_span(article, article.sentences[1], 3, 6)
    assert (span.article, span.sentence, span.exact) == ("a-1", "2", "Belmar")
    assert span.start == text.index("Belmar")
    assert span.prefix == text[span.start - CONTEXT : span.start]
    assert span.suffix == text[span.end : span.end + CONTEXT]
    assert len(span.prefix) == len(span.suffix) == CONTEXT


def test_the_context_ends_where_the_text_ends():
    article = article_of("Le Belmar part.")
    (sentence,) = article.sentences
    part, whole = as_span(article, sentence, 3, 6), as_span(article, sentence, 0, 15)
    assert (part.prefix, part.suffix) == ("Le ", " part.")
    assert (whole.prefix, whole.suffix) == ("", "")


@settings(deadline=None)
@given(FRENCH, st.data())
def test_a_span_is_the_text_between_its_offsets(text, data):
    article = article_of(f"A {text}")
    sentence = data.draw(st.sampled_from(article.sentences))
    start = data.draw(st.integers(sentence.start, sentence.end - 1))
    end = data.draw(st.integers(start + 1, sentence.end))
    span = as_span(article, sentence, start - sentence.start, end - start)
    assert span.exact == article.text[span.start : span.end]
    assert article.text[: span.start].endswith(span.prefix)
    assert article.text[span.end :].startswith(span.suffix)
    assert (span.start, span.end, span.sentence) == (start, end, sentence.id)
    assert start - sentence.start in find_all(sentence.text, span.exact)


LONG = " ".join(["la région a connu une attaque"] * 9)
"""So long that ``SequenceMatcher`` would leave its frequent letters out of account, were it let."""
NEAR = [
    ("L’attaque a fait 12 morts, dit-on.", "L'attaque a fait 12 morts", "L’attaque a fait 12 morts"),
    ("Les attaques ont fait au moins 70 morts.", "au moins 71 morts", "au moins 70 morts"),
    ("Les attaques ont fait au moins 70 morts.", "moins 70", "moins 70"),
    ("Le Belmar est membre de la Ligue.", "le belmar est un membre", "Le Belmar est membre"),
    ("Une région.", "re\u0301gion", "région"),
    ("Il part.", "Il part demain", "Il part"),
    ("La caserne du camp de Zorgo.", "casernes", "caserne"),
    ("La caserne du grand camp.", "caserne du camp", "caserne du grand camp"),
    (f"Selon eux, {LONG}.", f"sa {LONG[3:]}", LONG),
    ("Il part.", "Il part et ne revient pas de sitôt", ""),
    ("Il part.", "%", ""),
    ("", "Il part", ""),
    ("… !", "Il part", ""),
]


@pytest.mark.parametrize(("text", "quote", "passage"), NEAR)
def test_the_nearest_passage_is_of_whole_words_of_the_text(text, quote, passage):
    assert nearest_passage(text, quote) == passage


@settings(deadline=None)
@given(FRENCH, st.text(max_size=20))
def test_the_nearest_passage_always_stands_in_the_text(text, quote):
    assert nearest_passage(text, quote) in text


DIFFERENT = [
    ("L’armée part.", "L'armée", "' for ’"),
    ("L’armée part.", "L‘armée", "‘ for ’"),
    ("Il dit « Oui » ici", "“Oui”", "“ for «; ” for »"),
    ("«\u202fOui\u202f» dit-il", "« Oui »", "a space for U+202F (narrow no-break space)"),
    ("«Oui» dit-il", "« Oui »", "a space for no space"),
    ("à 12\u00a0h", "à 12 h", "a space for U+00A0 (no-break space)"),
    ("à 12 h", "à 12  h", "2 spaces for a space"),
    ("à 12\nh", "à 12 h", "a space for a line end"),
    ("la fin", "la \ufb01n", "\ufb01 (U+FB01) for fi"),
    ("la di\ufb03culté", "la difficulté", "ffi for \ufb03 (U+FB03)"),
    ("un œil", "un oeil", "oe for œ"),
    ("Zorgo–Sirem", "Zorgo-Sirem", "- for –"),
    ("Zorgo-Sirem", "Zorgo\u2011Sirem", "\u2011 (U+2011) for -"),
    ("Non…", "Non...", "... for …"),
    ("les témoins", "les té\u00admoins", "an invisible U+00AD (soft hyphen) in the quote"),
    ("les té\u200bmoins", "les témoins", "an invisible U+200B (zero width space) in the article"),
    ("قُتل سبعون", "قُتل سبعون\u200f", "an invisible U+200F (right-to-left mark) in the quote"),
    ("قُتل سبعون", "قتل سبعون", "a U+064F (arabic damma) in the article"),
    ("la base", "la b\u0430se", "\u0430 (U+0430) for a"),
    ("Les Lions", "les LIONS", "les for Les; LIONS for Lions"),
    ("la région", "la region", "region for région"),
    ("قتل سبعون", "قتـل سبعون", "a U+0640 (arabic tatweel) in the quote"),
    ("les témoins", "les\u0001 témoins", "an invisible U+0001 in the quote"),
    ("les témoins\u200b", "les temoins", "temoins for témoins"),
    ("à 12\u00a0\nh", "à 12 h", "a space for U+00A0 (no-break space), a line end"),
    ("à 12\u00a0 h", "à 12 h", "a space for U+00A0 (no-break space)"),
    ("Œuvre, ça", "Oeuvre, ca", "Oe for Œ; ca for ça"),
    ("la di\ufb00icile", "la di\ufb03cile", "\ufb03 (U+FB03) for \ufb00i (U+FB00, U+0069)"),
    ("L’un à l’autre.", "l'un a l’autre.", "l for L; ' for ’; a for à"),
    (
        "L’un « dit » à l’autre… Non",
        "l'un \"dit\" à l'autre... non",
        "l for L; ' for ’; \" for «; and 3 more",
    ),
]


@pytest.mark.parametrize(("text", "quote", "named"), DIFFERENT)
def test_what_the_eye_cannot_see_is_named(text, quote, named):
    assert difference(text, quote) == named


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("la région", "la re\u0301gion"),
        ("la région", "la région"),
        ("une dizaine", "une douzaine"),
        ("la fin", "in"),
        ("la \ufb01n", "in"),
        ("la fin", ""),
        ("la fin", "\u200b"),
        ("", "x"),
    ],
)
def test_another_unicode_form_is_the_same_and_other_words_are_not_explained(text, quote):
    assert difference(text, quote) == ""


def test_of_several_places_the_most_like_is_taken():
    assert difference("L'ARMÉE, puis L’armée.", "L‘armée") == "‘ for ’"
    assert difference("L'ARMÉE, puis L’armée, puis l'ARMÉE.", "L‘armée") == "‘ for ’"
    assert difference("L’armée, puis l'ARMÉE.", "L‘armée") == "‘ for ’"


@settings(deadline=None)
@given(FRENCH, st.text(max_size=20), st.sampled_from(["\u00ad", "\u200b", "\u2060", "\ufeff", "\u200f"]))
def test_an_invisible_character_is_always_found(before, after, unseen):
    text = f"{before} la dune {after}"
    assert f"U+{ord(unseen):04X}" in difference(text, f"la{unseen} dune")


@given(st.text(max_size=40), st.text(max_size=10))
def test_a_difference_is_told_of_any_two_texts(text, quote):
    assert isinstance(difference(text, quote), str)
