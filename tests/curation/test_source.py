"""Where an article comes from: read, called by its name, told in RDF and on the page."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.core.iris import as_iri
from kg.core.model import narrator_of
from kg.curation.checks import check, read_seeds
from kg.graph.assemble import assemble
from kg.graph.read import read_archive

FIRST, SECOND, THIRD = "mini-01032024-080000", "mini-01072025-070000", "mini-15062025-093000"
WHOLE = """published: 2024-03
  publisher: Radio Fleuve
  title: 'Zorgo : le bilan'
  author: A. Kenda
  sender: Ministère du Belmar
  url: https://radio.example/zorgo
  archived: https://archive.example/zorgo
  rights: © Radio Fleuve"""


def changed(seeds: Path, article: str, source: str) -> Path:
    path = seeds / "curations" / f"{article}.yaml"
    head, _, rest = path.read_text(encoding="utf-8").partition("source: {")
    path.write_text(f"{head}source:\n  {source}\n{rest.partition(chr(10))[2]}", encoding="utf-8")
    return seeds


def test_all_that_is_told_of_a_source_goes_through_the_graph(copy_of_miniature):
    seeds = read_seeds(changed(copy_of_miniature, FIRST, WHOLE))
    source = seeds.articles[FIRST].source
    assert (source.voice, source.published.edtf) == ("Ministère du Belmar", "2024-03")
    assert (str(source.published.earliest), str(source.published.latest)) == ("2024-03-01", "2024-03-31")
    assert read_archive(assemble(seeds)).articles[FIRST].source == source


def test_a_voice_is_called_by_its_sender_or_publisher_and_told_apart(copy_of_miniature):
    radio = "published: {}\n  publisher: Radio Fleuve"
    for article, day in ((FIRST, "2024-03-01"), (SECOND, "2025-07"), (THIRD, "2025-07")):
        changed(copy_of_miniature, article, radio.format(day))
    entities = read_seeds(copy_of_miniature).entities
    assert [entities[narrator_of(each)].label.fr for each in (FIRST, SECOND, THIRD)] == [
        "Radio Fleuve, 2024-03-01",
        f"Radio Fleuve, 2025-07, {SECOND}",
        f"Radio Fleuve, 2025-07, {THIRD}",
    ]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("published: 17/09/2024", "4: bad date '17/09/2024' (2024-09-17)"),
        ("published: hier", "4: bad date 'hier' (EDTF: 2024-09-22, 2024-09, 2024)"),
        ("published: 2024-03/..", "4: no days between which it appeared: '2024-03/..'"),
        ("published: 2024-03-01\n  url: radio.example", "5: not an address: 'radio.example' (https://…)"),
        (
            "published: 2024-03-01\n  url: javascript:alert(1)",
            "5: not an address: 'javascript:alert(1)' (https://…)",
        ),
        (
            "published: 2024-03-01\n  url: https://radio.example/%zz",
            "5: not an address: 'https://radio.example/%zz' (https://…)",
        ),
        ("published: 2024-03-01\n  editor: x", "5: no field 'editor'"),
    ],
)
def test_what_is_wrong_in_a_source_is_told_at_its_line(copy_of_miniature, source, told):
    report = check(changed(copy_of_miniature, FIRST, source))
    assert [str(each).partition(".yaml:")[2] for each in report.problems] == [told]


def test_words_of_an_article_carry_its_language(little_seeds):
    article = replace(little_seeds.articles[FIRST], language="ar")
    store = assemble(replace(little_seeds, articles=little_seeds.articles | {FIRST: article}))
    quads = [quad for quad in store if "quote" in quad.predicate.value or "exact" in quad.predicate.value]
    languages = {FIRST: "ar", SECOND: "fr", THIRD: "fr"}
    told = {(name, q.object.language) for q in quads for name in languages if name in str(q.subject)}
    assert told == set(languages.items())


def test_articles_are_listed_with_what_they_yield(copy_of_miniature):
    changed(copy_of_miniature, FIRST, WHOLE)
    path = copy_of_miniature / "curations" / f"{THIRD}.yaml"
    path.write_text("draft: true\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    shown = CliRunner().invoke(main, ["articles", "--seeds", str(copy_of_miniature)]).output
    assert f"{FIRST}  2024-03" in shown and "Ministère du Belmar" in shown and "3 articles" in shown
    assert "a draft, left out" in shown


def test_no_two_pairs_of_ids_give_one_iri():
    from kg.core.iris import part_of

    assert as_iri("claim", part_of("moura", "2022-toll")) != as_iri("claim", part_of("moura-2022", "toll"))
