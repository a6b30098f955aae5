"""What `kg check` notes and no rule decides: words that attribute, late events, one thing declared twice."""

import pytest

from kg.curation.checks import check

A = "curations/mini-01032024-080000.yaml"
B = "curations/mini-15062025-093000.yaml"


def notes(seeds, file: str, *changes: tuple[str, str]) -> list[str]:
    path = seeds / file
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    report = check(seeds)
    assert report.problems == ()
    return [f"{each.line}: {each.what} ({each.hint})" for each in report.notes]


def test_sound_seeds_need_no_second_look(miniature):
    assert check(miniature).notes == ()


def test_a_sentence_that_attributes_and_whose_claims_do_not_is_noted(copy_of_miniature):
    by = "    by: belmar-government\n    narrator: reported\n"
    cue = "    mode: estimate\n    cue: selon le gouvernement\n"
    found = notes(copy_of_miniature, A, (by + cue, "    mode: estimate\n"))
    assert found[0] == "32: sentence 3 says 'selon', and no claim on it has 'by' (the narrator's own words?)"


@pytest.mark.parametrize(
    ("day", "told"), [("2024-03-02", 1), ("2024-03-01", 0), ("2024-02-28", 0), ("2024", 0)]
)
def test_what_holds_only_after_the_article_appeared_is_noted(copy_of_miniature, day, told):
    found = notes(copy_of_miniature, A, ("when: 2024-02-28", f"when: {day}"))
    assert sum("after the article appeared (2024-03-01)" in note for note in found) == told


def test_what_two_curations_declare_under_one_name_is_noted(copy_of_miniature):
    path = copy_of_miniature / B
    text = path.read_text(encoding="utf-8").replace("league-protection", "operation")
    path.write_text(text.replace("fr: protection du fleuve", "fr: opération de l’armée"), encoding="utf-8")
    report = check(copy_of_miniature)
    assert report.problems == ()
    assert [note.what for note in report.notes] == [
        "'operation' is declared in mini-01072025-070000 too, and is another node there"
    ]
