"""``kg check`` as one types it: what it prints, its exit codes, and never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main

ROOT = Path(__file__).parent.parent.parent
A = "curations/mini-01032024-080000.yaml"
SOUND = "42 claims of 3 articles: 22 sentences covered, 4 silent with a reason\n"


def kg(*arguments: str | Path) -> tuple[int, str, str]:
    """Run ``kg`` in this process; return its exit code and what it prints."""
    result = CliRunner().invoke(main, list(map(str, arguments)), prog_name="kg")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def kg_alone(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> tuple[int, str, str]:
    """Run ``kg`` in a process of its own; return its exit code and what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", "from kg.cli import main; main(prog_name='kg')", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | environment,
        capture_output=True,
        check=False,
    )
    encoding = environment.get("PYTHONIOENCODING", "utf-8").partition(":")[0]
    printed, complaint = done.stdout.decode(encoding), done.stderr.decode(encoding)
    assert "Traceback" not in complaint, complaint
    return done.returncode, printed, complaint


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def test_sound_seeds_are_summed_up_in_one_line(miniature):
    assert kg("check", "--seeds", miniature) == kg_alone("check", "--seeds", miniature) == (0, SOUND, "")


def test_the_seeds_of_this_project_are_found_where_one_stands():
    code, printed, complaint = kg_alone("check")
    assert (code, complaint, printed.count("\n")) == (0, "", 1)
    assert printed.endswith("silent with a reason\n")


def test_problems_come_one_a_line_with_their_number_last(copy_of_miniature):
    spoil(copy_of_miniature, A, "basis: presupposed", "basis: guessed")
    spoil(copy_of_miniature, "places.yaml", "'12.5'", "north")
    assert kg_alone("check", "--seeds", "seeds", cwd=copy_of_miniature.parent) == (
        1,
        f"seeds/{A}:110: no basis 'guessed' (one of explicit, presupposed, inferred)\n"
        "seeds/places.yaml:5: bad number 'north' (decimal degrees within ±90)\n"
        "2 problems in 2 files\n",
        "",
    )


@pytest.mark.parametrize("folder", ["seeds", "./seeds", "seeds/", "../{parent}/seeds"])
def test_a_problem_names_the_file_as_one_can_open_it(copy_of_miniature, monkeypatch, folder):
    parent = copy_of_miniature.parent
    monkeypatch.chdir(parent)
    spoil(copy_of_miniature, A, "basis: presupposed", "basis: guessed")
    _, printed, _ = kg("check", "--seeds", folder.format(parent=parent.name))
    assert (parent / printed.partition(":")[0]).samefile(copy_of_miniature / A)


COVERAGE = """\
mini-01032024-080000   1   –  mini-01032024-080000 [The line is the article’s own mark.]
mini-01032024-080000   2   2  Le 28 février 2024, les Lions de Tamba ont attaqué le camp …
mini-01032024-080000   3   1  L’attaque a fait 12 morts, selon le gouvernement du Belmar.
mini-01032024-080000   4   2  Les Lions de Tamba parlent de plus de 30 soldats tués.
mini-01032024-080000   5   1  Des témoins évoquent une dizaine de blessés.
mini-01032024-080000   6   4  Le ministre Aro Kenda affirme que, selon un officier, le ca…
mini-01032024-080000   7   3  Le porte-parole des Lions prétend que le camp a été pris.
mini-01032024-080000   8   1  Le Belmar est membre de la Ligue du Fleuve.
mini-01032024-080000   9   1  Les Lions auraient reçu des armes de Dorane.
mini-01072025-070000   1   –  mini-01072025-070000 [The line is the article’s own mark.]
mini-01072025-070000   2   3  Le 12 juin 2025, le Front des Dunes a attaqué la base de Si…
mini-01072025-070000   3   2  Selon l’armée, l’attaque a fait 8 morts ; le Front parle d’…
mini-01072025-070000   4   3  L’armée du Belmar mène depuis une opération contre les Lion…
mini-01072025-070000   5   1  Le Belmar est allié à Ossane.
mini-01072025-070000   6   2  Dorane est allié au Belmar, mais hostile à Ossane.
mini-01072025-070000   7   3  Selon un rapport, les Lions de Tamba sont alliés au Front d…
mini-01072025-070000   8   3  Des combats ont eu lieu entre les Lions, le Front des Dunes…
mini-01072025-070000   9   2  Dorane et Ossane sont membres de la Ligue du Fleuve.
mini-01072025-070000  10   1  On dit que le Front aurait une base à Dorane.
mini-15062025-093000   1   –  mini-15062025-093000 [The line is the article’s own mark.]
mini-15062025-093000   2   1  Le Belmar a quitté la Ligue du Fleuve en janvier 2025.
mini-15062025-093000   3   1  Selon le gouvernement du Belmar, le bilan définitif de l’at…
mini-15062025-093000   4   2  Le gouvernement dément toute prise du camp.
mini-15062025-093000   5   1  Dorane n’a pas livré d’armes aux Lions de Tamba.
mini-15062025-093000   6   –  Les Lions auraient pu gagner. [What could have been and was not is no statement of what was.]
mini-15062025-093000   7   2  Il faut que la Ligue protège le fleuve.
"""  # noqa: E501 - as it is printed


@pytest.mark.parametrize("option", ["-v", "--verbose"])
def test_the_coverage_is_shown_sentence_by_sentence(miniature, option):
    assert kg("check", option, "--seeds", miniature) == (0, COVERAGE + SOUND, "")


def test_the_coverage_is_shown_below_the_problems(copy_of_miniature):
    spoil(copy_of_miniature, A, "  silent: The line is the article’s own mark.\n", "")
    spoil(copy_of_miniature, A, "  id: 2\n", "  id: 2\n  silent: x\n")
    code, printed, _ = kg("check", "-v", "--seeds", copy_of_miniature)
    lines = printed.splitlines()
    assert code == 1
    assert [line.partition(": ")[2] for line in lines[:2]] == [
        "sentence 1 is not covered (claims: …, or silent: why)",
        "sentence 2 is not silent (a claim rests on it)",
    ]
    assert lines[2] == "mini-01032024-080000   1   –  mini-01032024-080000"
    assert lines[-1] == "2 problems in 1 file"
    assert len(lines) == 2 + COVERAGE.count("\n") + 1


MISUSE = {
    "no such folder": (["check", "--seeds", "nowhere"], "Directory 'nowhere' does not exist."),
    "a file for a folder": (["check", "--seeds", "README.md"], "Directory 'README.md' is a file."),
    "no value": (["check", "--seeds"], "Option '--seeds' requires an argument."),
    "no such option": (["check", "--verbos"], "No such option '--verbos'"),
    "an argument too many": (["check", "seeds"], "Got unexpected extra argument (seeds)"),
    "no such command": (["chek"], "No such command 'chek'"),
}


@pytest.mark.parametrize("case", MISUSE)
def test_misuse_is_told_apart_from_problems(case):
    arguments, complaint = MISUSE[case]
    code, printed, told = kg(*arguments)
    assert (code, printed) == (2, "")
    assert complaint.rstrip(".'") in told


def test_a_folder_without_seeds_is_misuse_where_none_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, printed, told = kg("check")
    assert (code, printed) == (2, "")
    assert "Directory 'seeds' does not exist" in told


def test_a_folder_of_no_seeds_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert kg("check", "--seeds", ".") == (
        1, "./curations:1: no curation here\n1 problem in 1 file\n", ""
    )  # fmt: skip


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_the_command_says_what_it_does(option):
    code, printed, complaint = kg("check", option)
    assert (code, complaint) == (0, "")
    assert "Check all seeds and gather every problem with its place." in printed
    assert "--seeds" in printed
    assert "--verbose" in printed


ENVIRONMENTS: list[dict[str, str]] = [
    {"NO_COLOR": "1", "TERM": "dumb", "PYTHONHASHSEED": "1"},
    {"FORCE_COLOR": "1", "COLUMNS": "20", "PYTHONHASHSEED": "2"},
    {"LC_ALL": "C", "PYTHONUTF8": "0"},
    {"PYTHONOPTIMIZE": "2"},
]


@pytest.mark.server
@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=str)
def test_no_environment_changes_what_is_printed(miniature, environment):
    assert kg_alone("check", "-v", "--seeds", miniature, **environment) == (0, COVERAGE + SOUND, "")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_terminal_that_lacks_a_letter_gets_a_stand_in(copy_of_miniature, encoding):
    spoil(copy_of_miniature, A, "quote: le camp a été pris", "quote: le camp\u202f\u0101")
    code, printed, _ = kg_alone("check", "-v", "--seeds", copy_of_miniature, PYTHONIOENCODING=encoding)
    assert (code, printed.splitlines()[-1]) == (1, "1 problem in 1 file")


HOSTILE = {
    "nothing": b"",
    "bytes": bytes(range(256)),
    "a nest": b"[" * 100_000,
    "an object": b"!!python/object/apply:os.system [true]\n",
    "lists for texts": b"article: [a]\nsource: {b: c}\nlanguage: [[]]\ntext: {d: e}\nentities: [g]\n",
    "a list": b"- article: x\n",
    "records of lists": b"text:\n- sentence: Le Belmar\n  id: [a]\n  claims:\n  - say: [a]\n    id: {x: y}\n"
    b"    quote: [[b]]\n    when: [c]\n    by: {d: e}\n    cue: {at: [], quote: []}\n    against: [[]]\n",
    "entries of lists": b"text:\n- sentence: [a]\n  id: 1\n- heading: {a: b}\n  silent: []\n"
    b"- [b]\n- {claims: x}\n- {sentence: Non, claims: {a: b}}\n- {sentence: Non, id: 3, claims: [[], x]}\n",
    "long numbers": b"text:\n- sentence: Le Belmar\n  id: " + b"9" * 5000 + b"\n  silent: x\n",
    "a far year": b"text:\n- sentence: mini-01032024-080000\n  id: 1\n  claims:\n"
    b"  - say: belmar memberOf dorane\n    id: x\n    quote: mini\n    when: Y1E99999999\n",
}


@pytest.mark.parametrize("file", [A, "actors.yaml", "articles/mini-01032024-080000.txt"])
@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_problems_and_not_a_crash(copy_of_miniature, file, case):
    data = HOSTILE[case]
    head = b"article: mini-01032024-080000\nlanguage: fr\nsource: {published: 2024-03-01}\n"
    (copy_of_miniature / file).write_bytes(head + data if file == A and b"\n- " in data else data)
    code, printed, complaint = kg("check", "-v", "--seeds", copy_of_miniature)
    assert (code, complaint) == (1, "")
    assert printed.splitlines()[-1].split(" ", 1)[1].startswith("problem")


def test_a_name_that_is_no_unicode_is_printed_all_the_same(copy_of_miniature):
    odd = os.fsencode(copy_of_miniature) + b"/articles/\xff.txt"
    with open(odd, "wb"):  # noqa: PTH123 - a name in bytes
        pass
    code, printed, complaint = kg_alone("check", "--seeds", copy_of_miniature)
    assert (code, complaint) == (1, "")
    assert printed.splitlines()[0].endswith("an article without a curation")


def test_a_reader_that_stops_reading_is_no_crash(miniature):
    command = f'"{sys.executable}" -c "from kg.cli import main; main()" check -v --seeds "{miniature}" | true'
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
