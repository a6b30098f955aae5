"""Whether the words behind a claim give its date: what is noted, at which line, and what is not."""

from pathlib import Path
from textwrap import indent

import pytest

from kg.curation.checks import check

CURATION = """\
article: a
language: {language}
source: {{published: 2024-09-22}}
entities:
- {{id: front, class: ArmedGroup, fr: le Front, en: the Front}}
- {{id: raid, class: Attack, fr: le raid, en: the raid}}
text:
- sentence: |-
    {first}
  id: 1
  silent: It tells of something else.
- sentence: |-
    {text}
  id: 2
  claims:
  - say: raid perpetrator front
    id: by-front
    quote: {quote}
"""
LINE = CURATION.count("\n") + 1
"""The line of the first field that a test adds."""
CAMP = "Le Front a pris le camp"


@pytest.fixture
def notes(tmp_path, monkeypatch):
    """Return a function that curates one claim of two sentences and returns the notes, without their file."""

    def notes_of(
        text, fields, quote="Le Front a pris le camp", first="Rien.", language="fr", curation=CURATION
    ):
        monkeypatch.chdir(tmp_path)
        for folder in ("articles", "curations"):
            Path("seeds", folder).mkdir(parents=True, exist_ok=True)
        Path("seeds/articles/a.txt").write_text(f"{first}\n{text}\n", encoding="utf-8")
        head = curation.format(language=language, first=first, text=text, quote=quote)
        Path("seeds/curations/a.yaml").write_text(head + indent(fields, "    ") + "\n", encoding="utf-8")
        report = check("seeds")
        assert not report.problems
        told = [str(note).removeprefix("seeds/curations/a.yaml:") for note in report.notes]
        return [note for note in told if "after the article appeared" not in note]

    return notes_of


AGREEING = [
    (f"{CAMP} le 30 juin.", "2024-06-30"),
    (f"{CAMP} le 30 juin.", "2025-06-30"),  # the next one, if the text looks ahead
    (f"{CAMP} le 30 juin.", "2024-06"),
    (f"{CAMP} le 30 juin.", "2024-06-30T06:00Z"),
    (f"{CAMP} le 30 juin.", "2024-06-29/2024-06-30"),
    ("Le 30 juin 2023, après l’accord de 2012, le Front a pris le camp.", "2023-06-30"),
    (f"{CAMP} en septembre.", "2024-09"),
    (f"{CAMP} mardi.", "2024-09-17"),
    (f"{CAMP} hier.", "2024-09-21"),
    (f"{CAMP} depuis 2012.", "2012/.."),
    (f"{CAMP} avant 2012.", "../2011"),
    (f"{CAMP} à la mi-septembre.", "2024-09-10/2024-09-20"),
    (f"{CAMP} à la mi-septembre.", "2024-09-15~"),
    (f"{CAMP} l’hiver 2012.", "2012-24"),
    (f"{CAMP} du 12 au 15 mars.", "2024-03-12/2024-03-15"),
    (f"{CAMP} les 12 et 13 mars.", "2024-03-12"),
    (f"{CAMP} récemment.", "../2024-09-22"),
]


@pytest.mark.parametrize(("text", "when"), AGREEING)
@pytest.mark.parametrize("field", ["when", "said"])
def test_a_date_that_the_sentence_gives_needs_no_note(notes, text, when, field):
    quote = "le Front a pris le camp" if "le Front" in text else CAMP
    assert notes(text, f"{field}: '{when}'", quote) == []


NOTHING = "nothing in the quote gives this date (a reason if inferred, an anchor if told from an event)"
DIFFERING = [
    (" le 30 juin", "2024-06-29", "the quote says 30 June 2024 ('30 juin', and not {})"),
    (" mardi", "2024-09-18", "the quote says 17 September 2024 ('mardi', and not {})"),
    (" en 2012", "2013/..", "the quote says 2012 ('2012', and not {})"),
    (" avant 2012", "2013", "the quote says before 2012 ('2012', and not {})"),
    (" fin 2023", "2024-01", "the quote says about September 2023 to December 2023 ('fin 2023', and not {})"),
    (" en 2012 et 2014", "2013", "the quote says 2012 and 2014 ('2012', '2014', and not {})"),
    (" en septembre", "2024-09-17", "the words say September 2024 (and the date is finer: {})"),
    (" du 12 au 15 mars", "2024-03-13", "the words say 12 to 15 March 2024 (and the date is finer: {})"),
    ("", "1999-01-01", NOTHING),
    ("", "1999/..", NOTHING),
]  # fmt: skip


@pytest.mark.parametrize(("words", "when", "note"), DIFFERING)
def test_a_date_that_the_words_do_not_give_is_noted_at_its_line(notes, words, when, note):
    assert notes(f"{CAMP}{words}.", f"when: {when}", CAMP + words) == [f"{LINE}: {note.format(when)}"]


def test_a_date_is_compared_with_the_rest_of_the_sentence_too(notes):
    text = f"{CAMP}, en paix depuis 2012."
    found = notes(text, "when: 2024-09-17")
    assert found == [f"{LINE}: nothing in the quote gives this date (its sentence says 2012)"]
    found = notes(f"{CAMP} en septembre.", "when: 2024-09-17")
    assert found == [f"{LINE}: the words say September 2024 (and the date is finer: 2024-09-17)"]


def test_the_words_of_a_date_count_first(notes):
    text = f"{CAMP} le 30 juin."
    fields = "when:\n  edtf: {}\n  words: le 30 juin"
    assert notes(text, fields.format("2024-06-30")) == []
    expected = f"{LINE + 1}: the quote says 30 June 2024 ('30 juin', and not 2024-06-29)"
    assert notes(text, fields.format("2024-06-29")) == [expected]


EXCUSES = [
    ("basis: inferred\nreason: On the day after 16 September 2024.", "2024-09-17", False),
    ("basis: inferred\nreason: The camp fell on 17 September 2024.", "2024-09-17", True),
    ("basis: inferred\nreason: 'The fall of the camp: 2024-09-17.'", "2024-09-17", True),
    ("basis: inferred\nreason: Le camp est tombé le 17 septembre.", "2024-09-17", True),
    ("basis: inferred\nreason: Nobody else was there.", "2024-09-17", False),
    ("coreference: 'le camp: the one of 17 September 2024'", "2024-09-17", True),
    ("coreference: 'le camp: the one in the first sentence'", "2024-06-30", True),  # which gives that date
    ("coreference: 'le camp: the one in the first sentence'", "2024-06-29", False),
    ("note: Of 17 September 2024.", "2024-09-17", False),
]


@pytest.mark.parametrize(("fields", "when", "is_excused"), EXCUSES)
def test_a_date_may_rest_on_a_reason_or_a_coreference(notes, fields, when, is_excused):
    found = notes(f"{CAMP}.", f"{fields}\nwhen: {when}", first="Le 30 juin, tout était calme.")
    assert bool(found) is not is_excused


def test_a_date_told_from_an_event_may_be_computed(notes):
    fields = "when:\n  edtf: 2024-09-18\n  words: le lendemain du raid\n  relation: after\n  anchor: raid"
    assert notes(f"{CAMP} le lendemain du raid.", fields) == []


def test_a_date_in_a_language_without_a_lexicon_is_not_judged(notes):
    assert notes("Front ya kama sansani.", "when: 1999-01-01", "Front ya kama sansani", language="ha") == []


def test_a_date_of_another_language_is_read_by_its_words(notes):
    text = "The Front took the camp on June 30."
    assert notes(text, "when: 2024-06-30", "The Front took the camp", language="en") == []
    assert notes(text, "when: 2024-06-29", text[:-1], language="en") == [
        f"{LINE}: the quote says 30 June 2024 ('June 30', and not 2024-06-29)"
    ]


@pytest.mark.parametrize("when", ["2024-09-22", "2024-09-22/.."])
def test_only_a_state_holds_on_the_day_of_the_article(notes, when):
    assert len(notes(f"{CAMP}.", f"when: {when}")) == 1
    state = CURATION.replace("say: raid perpetrator front", "say: front alliedWith camp")
    state = state.replace("id: raid, class: Attack", "id: camp, class: State")
    assert notes(f"{CAMP}.", f"when: {when}", curation=state) == []
    assert len(notes(f"{CAMP}.", "when: 2024-09-21", curation=state)) == 1


STORY = "Le dimanche 27 mars 2022, il arrive"


@pytest.mark.parametrize(
    ("first", "text", "fields", "is_noted"),
    [
        ("Rien.", f"{STORY}, et le lundi {CAMP}.", "when: {words: le lundi, edtf: 2022-03-28}", False),
        (
            f"{STORY}.",
            f"Dès le vendredi, {CAMP}.",
            "when: {words: Dès le vendredi, edtf: 2022-03-25/..}",
            False,
        ),
        (
            f"{STORY}.",
            f"Le dimanche à 11h, {CAMP}.",
            "when: {words: dimanche, edtf: '2022-03-27T11:00'}",
            False,
        ),
        (f"{STORY}.", f"Le lundi, {CAMP}.", "when: {words: Le lundi, edtf: 2022-03-29}", True),
        (f"{STORY}.", f"Le lundi, {CAMP}.", "when: {words: Le lundi, edtf: 2022-04-11}", True),
        ("Rien.", f"Le lundi, {CAMP}.", "when: {words: Le lundi, edtf: 2022-03-28}", True),
        ("Rien.", f"Le lundi, {CAMP}, le 3 avril 2022.", "when: {words: Le lundi, edtf: 2022-03-28}", True),
        (f"{STORY}.", f"Le lundi, {CAMP}.", "when: {words: Le lundi, edtf: 2022-03-28/2022-12-31}", True),
        ("Le 31 juillet 2022.", f"Le lundi, {CAMP}.", "when: {words: Le lundi, edtf: 2022-08}", True),
    ],
)
def test_a_weekday_goes_on_from_a_day_that_the_text_gave_before(notes, first, text, fields, is_noted):
    assert bool(notes(text, fields, CAMP, first)) == is_noted
