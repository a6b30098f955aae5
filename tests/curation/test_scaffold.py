"""``kg new`` takes an article in, whatever way its text was saved, and overwrites nothing."""

import re
import unicodedata
from datetime import date

import pytest

from kg.curation.checks import check
from kg.curation.format import canonical
from kg.curation.scaffold import start
from kg.errors import InvalidSeeds, KgError


def test_a_text_is_normalised_once_and_its_curation_laid_out(copy_of_miniature, tmp_path):
    text = tmp_path / "saved.txt"
    written = unicodedata.normalize("NFD", "Le camp a été pris.\r\nPersonne n’a réagi.\r\n")
    text.write_bytes(b"\xef\xbb\xbf" + written.encode())
    article, curation = start(text, "new-one", date(2024, 10, 1), "fr", copy_of_miniature)
    assert article.read_bytes().decode() == "Le camp a été pris.\nPersonne n’a réagi.\n"
    assert curation.read_text(encoding="utf-8").endswith(
        "text:\n- sentence: |-\n    Le camp a été pris.\n  id: 1\n"
        "- sentence: |-\n    Personne n’a réagi.\n  id: 2\n"
    )
    assert canonical(curation) == curation.read_text(encoding="utf-8")
    problems = check(copy_of_miniature).problems
    assert [problem.what for problem in problems] == [
        "sentence 1 is not covered",
        "sentence 2 is not covered",
    ]
    assert {problem.file for problem in problems} == {curation.as_posix()}


def test_nothing_is_overwritten_and_a_bad_name_or_text_is_refused(copy_of_miniature, tmp_path):
    text = tmp_path / "saved.txt"
    text.write_text("Un mot.", encoding="utf-8")
    with pytest.raises(InvalidSeeds, match="is there already"):
        start(text, "mini-01032024-080000", date(2024, 10, 1), "fr", copy_of_miniature)
    with pytest.raises(KgError, match=r"not an id: '\.\./x'"):
        start(text, "../x", date(2024, 10, 1), "fr", copy_of_miniature)
    text.write_bytes(b"ligne\n\xe9t\xe9")
    with pytest.raises(InvalidSeeds, match=r"saved\.txt:2: not UTF-8"):
        start(text, "new-one", date(2024, 10, 1), "fr", copy_of_miniature)
    assert not (copy_of_miniature / "articles" / "new-one.txt").exists()


HARD = """\
### Bilan : trois morts # selon l’armée
"Il part." 'Il revient.' - [non] {si} & *tout* !
: deux-points
… et   trois espaces

## Fin
%"""


def test_whatever_a_text_holds_is_laid_out_and_read_again(copy_of_miniature, tmp_path):
    text = tmp_path / "saved.txt"
    text.write_text(HARD, encoding="utf-8")
    _, curation = start(text, "new-one", date(2024, 10, 1), "fr", copy_of_miniature)
    assert {problem.what.rpartition(" is ")[2] for problem in check(copy_of_miniature).problems} == {
        "not covered"
    }
    laid_out = curation.read_text(encoding="utf-8")
    curation.write_text(re.sub(r"(  id: \d+\n)", r"\1  silent: x\n", laid_out), encoding="utf-8")
    report = check(copy_of_miniature)
    assert report.problems == ()
    found = report.seeds.articles["new-one"].sentences
    assert (
        "".join(each.text for each in found if each.is_heading)
        == "### Bilan : trois morts # selon l’armée## Fin"
    )
    assert [each.section for each in found][:2] == ["", found[0].id]
