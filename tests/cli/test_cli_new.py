"""``kg new`` as one types it: it tells what it did, asks nothing, and says in plain words what it refuses."""

from click.testing import CliRunner

from kg.cli import main


def kg_new(*arguments: object) -> tuple[int, str, str]:
    """Run ``kg new`` with nobody there to answer; return its exit code and what it prints."""
    words = ["new", *map(str, arguments), "--published", "2024-10-01"]
    result = CliRunner().invoke(main, words, prog_name="kg", input="")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_what_was_done_and_what_was_written_is_told(copy_of_miniature, tmp_path):
    text = tmp_path / "found.txt"
    text.write_text("Les atta-\nques ont in\ufb01ltré Zorgo.\n", encoding="utf-8")
    code, printed, complaint = kg_new("m-1", text, "--seeds", copy_of_miniature)
    assert (code, complaint) == (0, "")
    assert printed.splitlines() == [
        "line 1: joined 'atta-' and 'ques' to 'attaques'",
        "line 1: joined with the line below: 'Les attaques ont infiltré Zorgo.'",
        "line 2: resolved \ufb01, U+FB01 (latin small ligature fi), in 'infiltré'",
        f"{copy_of_miniature}/originals/m-1.txt written",
        f"{copy_of_miniature}/articles/m-1.txt written",
        f"{copy_of_miniature}/curations/m-1.yaml written",
    ]


def test_what_is_refused_is_told_and_nothing_is_written(copy_of_miniature, tmp_path):
    before = sorted(copy_of_miniature.rglob("*"))
    text = tmp_path / "found.txt"
    text.write_text(" \n", encoding="utf-8")
    code, printed, complaint = kg_new("m-1", text, "--seeds", copy_of_miniature)
    assert (code, printed) == (1, "")
    assert complaint == f"{text}:1: the text is empty (a picture of a text is none)\n"
    text.write_text("Un mot.", encoding="utf-8")
    code, printed, complaint = kg_new("m-1", text, "--seeds", copy_of_miniature, "--language", "français")
    assert (code, printed) == (1, "")
    assert "bad language 'français'" in complaint
    assert sorted(copy_of_miniature.rglob("*")) == before
