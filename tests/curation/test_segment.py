"""Sentences by language: hostile lines checked by hand, the articles that are there, and any text at all."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.curation.sentences import mask, read_abbreviations, segment

ROOT = Path(__file__).parents[2]
LINES = ROOT / "tests" / "data" / "sentences"
HOSTILE = [
    pytest.param(path.stem, line, id=f"{path.stem}-{number}")
    for path in sorted(LINES.glob("*.txt"))
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
]


def sentences_of(text: str, language: str = "fr") -> list[str]:
    return [text[start:end] for start, end in segment(text, language)]


@pytest.mark.parametrize(("language", "line"), HOSTILE)
def test_a_hostile_line_is_cut_where_a_reader_would_cut_it(language, line):
    """In the files of ``tests/data/sentences``, `` | `` stands between two sentences of a line."""
    sentences = line.split(" | ")
    assert sentences_of(" ".join(sentences), language) == sentences


def test_there_are_forty_hostile_lines_in_french_and_english_and_fifteen_in_arabic():
    assert {
        path.stem: len(path.read_text(encoding="utf-8").splitlines()) for path in LINES.glob("*.txt")
    } == {
        "fr": 40,
        "en": 40,
        "ar": 15,
    }


SEGMENTED = {
    "two sentences": ["Le Belmar part.", "Le Dorane reste."],
    "marks": ["Qui ?", "Personne !", "Quoi ?!", "Rien…", "Si."],
    "masters": ["M. Diarou et MM. Sy et Ba.", "Mme. Tolo est là.", "Mlle. Ba aussi."],
    "doctors": ["Le Dr. Sy arrive.", "Le Pr. Ba part."],
    "ranks": ["L’adjt. Ba part.", "Le col. Kenda parle.", "Le Gén. Tolo écoute.", "Le lt. Ba dort."],
    "initials": ["J. Diarou part.", "A. B. Tolo reste."],
    "initialisms": ["Les U.S.A. partent.", "En 50 av. J.-C. déjà."],
    "saints and numbers": ["Le St. Michel, n°. 5, cf. Zorgo, p. 12.", "Fin."],
    "decimals": ["Il y a 3.5 millions de 12.000 et 2,5.", "Fin."],
    "a number begins": ["Il y eut une attaque.", "70 morts."],
    "accents begin": ["Il part.", "Écoutez.", "À Zorgo.", "Œuvrer est bon.", "Ça va."],
    "guillemets": ["« Nous partons. »", "Il part."],
    "narrow guillemets": ["«\u202fNous partons.\u202f»", "Il part."],
    "a quotation stays with its speaker": ["« Nous partons. Nous reviendrons. »", "Il part."],
    "a speech goes on": ["« Partez ! » crie-t-il.", "Ils partent."],
    "a sentence begins with a quotation": ["Il part.", "« Non », dit-elle."],
    "English quotes": ["Il dit “Oui.”", "“Non.”", "(Sans doute.)", "Fin."],
    "ellipsis inside": ["Il est… parti.", "Ou... presque.", "Fin."],
    "apostrophe": ["L’armée part.", "L’AES reste.", "J’y suis."],
    "no mark at the end": ["Il part.", "Il revient"],
    "no-break space between": ["Il part.", "Il revient."],
}


@pytest.mark.parametrize("case", SEGMENTED)
def test_a_text_is_cut_into_its_sentences_whatever_space_is_between(case):
    assert sentences_of(" ".join(SEGMENTED[case])) == SEGMENTED[case]
    assert sentences_of("\u00a0".join(SEGMENTED[case])) == SEGMENTED[case]


NO_RULE = [
    ("fr", "Il part le 3 oct. | Kenda reste.", "Il part le 3 oct. | Kenda reste."),
    ("fr", "Il a vu le 3 oct. Kenda.", "Il a vu le 3 oct. | Kenda."),
    ("en", "He left the U.N. | Kenda stayed.", "He left the U.N. Kenda stayed."),
    ("ar", "وُلد سنة 1970 م. | ومات في دوران.", "وُلد سنة 1970 م. ومات في دوران."),
    ("fr", "Il part.| Il revient.", "Il part. | Il revient."),
]


@pytest.mark.parametrize(("language", "meant", "given"), NO_RULE)
def test_where_no_rule_helps_the_proposal_is_known_and_a_curator_joins_or_splits(language, meant, given):
    assert " | ".join(sentences_of(meant.replace(" | ", " ").replace("|", ""), language)) == given


def test_a_line_ends_a_sentence_and_a_heading_is_one():
    text = "news-1\n\n### Bilan du mois. Le détail\nIl part. Il revient\n  \n\t- 12 morts\n"
    assert sentences_of(text) == [
        "news-1",
        "### Bilan du mois. Le détail",
        "Il part.",
        "Il revient",
        "- 12 morts",
    ]


@pytest.mark.parametrize("text", ["", "\n", " \n\u00a0\n\t"])
def test_a_text_of_white_space_has_no_sentence(text):
    assert segment(text, "fr") == []


@pytest.mark.parametrize("language", ["", "xx", "français", "../fr", "bm", "zh"])
def test_a_language_without_abbreviations_of_its_own_is_cut_all_the_same(language):
    assert sentences_of("A. Tolo a bo. Kenda tora. 3.5", language)[-1] == "3.5"


def test_the_sentences_of_the_articles_begin_and_end_where_they_did():
    """Published addresses of sentences count on it."""
    text = (ROOT / "seeds" / "articles" / "news-22092024-142654.txt").read_text(encoding="utf-8")
    assert segment(text, "fr") == ARTICLE


ARTICLE = [
    (0, 20),
    (22, 311),
    (312, 418),
    (420, 451),
    (452, 701),
    (702, 890),
    (891, 1011),
    (1013, 1058),
    (1059, 1313),
    (1314, 1495),
    (1496, 1595),
    (1597, 1643),
    (1644, 1940),
    (1941, 2150),
    (2152, 2355),
    (2356, 2504),
    (2506, 2554),
    (2555, 2709),
    (2710, 2886),
    (2888, 3145),
    (3146, 3301),
]


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_lists_hold_words_without_their_last_full_stop_in_lower_case(language):
    known = read_abbreviations(language)
    assert [word for word in known.words | known.months if word != word.lower() or word.endswith(".")] == []
    assert [word for word in known.openers | known.particles if word != word.capitalize()] == []


PIECES = [
    "Il part", "M", "Dr", "J", "L’AES", "« ", " »", "“", "”", "(", ")", ".", "…", "!", " ?", " ", "\n",
    "\u00a0", "\u202f", "12", "3.5", "œ", "Œ", "\U0001f600", "e\u0301", "### ", "\r", "\u2028", "\x1c",
    "؟", "۔", "قُتل", "etc", "O.N.U", "sept", "\"", "'", "\u200f", "İ",
]  # fmt: skip
MIXED = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@settings(deadline=None)
@given(st.one_of(MIXED, st.text(max_size=60)), st.sampled_from(["fr", "en", "ar", "ha"]))
@example("\x1c.\x1cA", "fr")
@example("J\u202f.", "fr")
def test_sentences_are_ordered_and_cover_all_that_is_not_white_space(text, language):
    at = 0
    for start, end in segment(text, language):
        assert text[at:start].strip() == ""
        words = text[start:end]
        assert words == words.strip() != ""
        assert "\n" not in words
        at = end
    assert text[at:].strip() == ""


@given(MIXED, st.sampled_from(["fr", "en", "ar"]))
def test_what_the_library_is_shown_is_as_long_as_the_line(line, language):
    assert len(mask(line, language)) == len(line)
