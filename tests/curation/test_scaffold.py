"""``kg new`` takes an article in, whatever way its text was saved, and overwrites nothing."""

import hashlib
import re
import subprocess
import sys
import time
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from kg.curation.checks import check
from kg.curation.format import canonical
from kg.curation.scaffold import likely_language, start
from kg.errors import InvalidSeeds, KgError


def test_a_text_is_normalised_once_and_its_curation_laid_out(copy_of_miniature, tmp_path):
    text = tmp_path / "saved.txt"
    written = unicodedata.normalize("NFD", "Le camp a été pris.\r\nPersonne n’a réagi.\r\n")
    text.write_bytes(b"\xef\xbb\xbf" + written.encode())
    started = start(text, "new-one", date(2024, 10, 1), "fr", copy_of_miniature)
    curation = started.curation
    assert started.article.read_bytes().decode() == "Le camp a été pris.\nPersonne n’a réagi.\n"
    assert started.original.read_bytes() == text.read_bytes()
    assert curation.read_text(encoding="utf-8").endswith(
        "text:\n- sentence: |-\n    Le camp a été pris.\n  id: 1\n"
        "- sentence: |-\n    Personne n’a réagi.\n  id: 2\n"
    )
    assert canonical(curation) == curation.read_text(encoding="utf-8")
    assert hashlib.sha256(text.read_bytes()).hexdigest() in curation.read_text(encoding="utf-8")
    assert started.done == (
        "2 line ends CR LF made LF",
        "line 1: dropped U+FEFF (zero width no-break space), which is invisible, in 'Le'",
        "line 1: put 2 lines into Unicode form NFC, from here on",
    )
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
    curation = start(text, "new-one", date(2024, 10, 1), "fr", copy_of_miniature).curation
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


def test_a_text_that_is_an_article_already_is_refused_and_one_much_like_it_is_told(
    copy_of_miniature, tmp_path
):
    there = copy_of_miniature / "articles" / "mini-01032024-080000.txt"
    text = tmp_path / "saved.txt"
    text.write_text(there.read_text(encoding="utf-8").replace("\n\n", "\n"), encoding="utf-8")
    with pytest.raises(InvalidSeeds, match=r"saved\.txt:1: the same text as article 'mini-01032024-080000'"):
        start(text, "new-one", date(2024, 10, 1), "fr", copy_of_miniature)
    text.write_text(there.read_text(encoding="utf-8") + " Un mot de plus.", encoding="utf-8")
    started = start(text, "new-one", date(2024, 10, 1), "fr", copy_of_miniature)
    assert started.done[-1].endswith("of its words stand in article 'mini-01032024-080000' too")


def test_what_a_kill_left_is_finished_by_the_same_call_and_by_no_other(copy_of_miniature, tmp_path):
    text = tmp_path / "saved.txt"
    text.write_text("Le camp brûle.", encoding="utf-8")
    started = start(text, "new-one", date(2024, 10, 1), "fr", copy_of_miniature)
    laid_out = started.curation.read_bytes()
    started.curation.unlink()
    text.write_text("Le camp ne brûle pas.", encoding="utf-8")
    with pytest.raises(InvalidSeeds, match="is there already"):
        start(text, "new-one", date(2024, 10, 1), "fr", copy_of_miniature)
    text.write_text("Le camp brûle.", encoding="utf-8")
    assert (
        start(text, "new-one", date(2024, 10, 1), "fr", copy_of_miniature).curation.read_bytes() == laid_out
    )


def test_nothing_is_half_written_where_a_write_fails(copy_of_miniature, tmp_path, monkeypatch):
    text = tmp_path / "saved.txt"
    text.write_text("Le camp brûle.", encoding="utf-8")
    before = sorted(copy_of_miniature.rglob("*"))
    replace = Path.replace

    def fail_at_the_curation(self, target):
        if target.suffix == ".yaml":
            raise OSError("no space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail_at_the_curation)
    with pytest.raises(OSError, match="no space left"):
        start(text, "new-one", date(2024, 10, 1), "fr", copy_of_miniature)
    left = set(copy_of_miniature.rglob("*")) - {*before, copy_of_miniature / "originals"}
    assert left == set()


@pytest.mark.server
def test_a_call_killed_while_it_writes_leaves_no_torn_file_and_is_finished_by_the_next(
    copy_of_miniature, tmp_path
):
    text = tmp_path / "saved.txt"
    text.write_text("Le camp brûle encore. " * 5000, encoding="utf-8")
    call = [sys.executable, "-c", "from kg.cli import main; main()", "new"]
    for moment in range(6):
        text.write_text(f"Le camp {'brûle ' * moment}. " * 5000, encoding="utf-8")
        options = [f"new-{moment}", str(text), "--published", "2024-10-01", "--seeds", str(copy_of_miniature)]
        process = subprocess.Popen([*call, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and not list(copy_of_miniature.glob(f"originals/*new-{moment}.*")):
            time.sleep(0.0005)
        time.sleep(moment * 0.002)
        process.kill()
        process.wait()
        there = {path.parent.name for path in copy_of_miniature.glob(f"*/new-{moment}.*")}
        if "curations" not in there:
            start(text, f"new-{moment}", date(2024, 10, 1), "fr", copy_of_miniature)
        found = (copy_of_miniature / "articles" / f"new-{moment}.txt").read_text(encoding="utf-8")
        assert found == text.read_text(encoding="utf-8")


ENGLISH = (
    "The army said that the attack on the base was repelled. The town is calm, and the road to it is open."
)


@pytest.mark.parametrize(("language", "told"), [("fr", True), ("en", False)])
def test_a_text_in_another_language_than_it_was_told_is_noted(copy_of_miniature, tmp_path, language, told):
    text = tmp_path / "saved.txt"
    text.write_text(ENGLISH, encoding="utf-8")
    done = start(text, "new-one", "2024-10", language, copy_of_miniature).done
    assert ("note: it reads as 'en', and is taken as 'fr' (--language en)" in done) == told


def test_the_texts_that_are_there_read_as_what_they_are(seeds, little_seeds):
    articles = [*seeds.articles.values(), *little_seeds.articles.values()]
    assert {likely_language(article.text) or article.language for article in articles} == {"fr"}


def test_an_article_of_a_month_is_taken_in_and_one_of_no_date_is_refused(copy_of_miniature, tmp_path):
    text = tmp_path / "saved.txt"
    text.write_text("Le camp brûle.", encoding="utf-8")
    curation = start(text, "new-one", "2024-10", "fr", copy_of_miniature).curation
    assert "  published: 2024-10\n" in curation.read_text(encoding="utf-8")
    with pytest.raises(KgError, match="bad date '17/09/2024'"):
        start(text, "new-two", "17/09/2024", "fr", copy_of_miniature)
