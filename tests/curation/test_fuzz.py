"""Whatever becomes of a seed or a query: no traceback, no hang, and each message with its place."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copytree
from types import FrameType

import pyoxigraph as ox
import pytest

from kg.core.rq_files import parse_question
from kg.curation.checks import Report, check
from kg.curation.format import canonical
from kg.errors import BadPolicy, BadQuery, InvalidSeeds, Problem
from kg.graph.assemble import assemble
from kg.graph.policy import check_policies, read_policies
from kg.query.engines import run
from kg.query.hints import lint
from tests.conftest import MINIATURE, ROOT
from tests.support.designation import TURTLE
from tests.support.explorer import DEEP
from tests.support.mutations import Mutant, mutants

SECONDS = 2.0
"""Seconds of computing that one mutant may take."""
MOST = 20_000 if DEEP else 1_000
PARTS = {"miniature-1": 0.3, "miniature-2": 0.3, "article": 0.05, "own": 0.05, "queries": 0.3}
"""The mutants of each part; those of an article and of own terms take three times as long to be read."""
POLICY = ROOT / "kg" / "graph" / "policies" / "reported.rq"


class Hangs(BaseException):
    """Raised where a mutant takes too long; nothing that catches exceptions catches it."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise ``Hangs`` where a block computes for longer, however busy the machine is."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Hangs(f"more than {seconds} s")

    earlier = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, earlier)


def folder_of(part: str, target: Path) -> Path:
    """Copy seeds, and add what they may also have: own terms and an own policy."""
    copytree(ROOT / "seeds" if part == "article" else MINIATURE, target)
    if part == "own":
        (target / "ontology.ttl").write_text(TURTLE, encoding="utf-8")
    (target / "policies").mkdir()
    own = POLICY.read_text(encoding="utf-8").replace("policy/reported", "policy/mine")
    (target / "policies" / "mine.rq").write_text(own, encoding="utf-8")
    return target


def parts_of(part: str, folder: Path) -> dict[str, bytes]:
    """Return the files of which a part takes mutants."""
    files = files_of(folder)
    return {name: files[name] for name in ("ontology.ttl", "policies/mine.rq")} if part == "own" else files


def files_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "README.md")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def read_all(folder: Path, mutant: Mutant) -> Report:
    """Do with a folder of seeds as ``kg check`` and ``kg format`` do, and assemble what is sound."""
    report = check(folder)
    for found in (*report.problems, *report.notes):
        assert_place(folder, found)
    try:
        check_policies(folder)
        if not report.problems:
            assemble(report.seeds, read_policies(folder))
    except BadPolicy as refused:
        assert str(refused).startswith(f"{folder}/policies/mine.rq:"), refused
    if mutant.file.endswith(".yaml"):
        with suppress(InvalidSeeds):
            canonical(folder / mutant.file)
    return report


def assert_place(folder: Path, problem: Problem) -> None:
    """Require that a problem names a file and a line that are there, and says something in one line."""
    path = Path(problem.file)
    assert folder in path.parents, problem
    lines = path.read_bytes().count(b"\n") + 1 if path.is_file() else 1
    assert path.exists() and 1 <= problem.line <= lines, problem
    assert problem.what.strip() and "\n" not in str(problem), problem


def assert_refused(folder: Path, mutant: Mutant) -> bool:
    """Put a mutant in its place, read everything, put the sound file back; tell whether it was refused."""
    path = folder / mutant.file
    sound = path.read_bytes()
    path.write_bytes(mutant.data)
    try:
        with within(SECONDS):
            return bool(read_all(folder, mutant).problems)
    except BaseException as error:
        error.add_note(f"{mutant.file}, changed {mutant.how}: {mutant.data[:200]!r}")
        raise
    finally:
        path.write_bytes(sound)


@pytest.mark.long
@pytest.mark.parametrize("part", [name for name in PARTS if name != "queries"])
def test_no_mutant_of_the_seeds_is_a_traceback_or_hangs(part, tmp_path):
    folder, number = folder_of(part, tmp_path / "seeds"), int(MOST * PARTS[part])
    changed = mutants(parts_of(part, folder), number, seed=list(PARTS).index(part))
    refused = sum(assert_refused(folder, each) for each in changed)
    assert 0.2 < refused / number < 0.98  # mutants that all fail, or none, would prove little
    assert check(folder).problems == ()


def test_no_mutant_of_a_query_is_a_traceback_or_hangs():
    store, vocabulary = ox.Store(), check(MINIATURE).seeds.ontology.iris
    for mutant in mutants(files_of(ROOT / "queries"), int(MOST * PARTS["queries"])):
        try:
            with within(SECONDS):
                question = parse_question(mutant.data.decode(errors="replace"), "query", "q.rq")
                assert all("\n" not in each for each in lint(question, vocabulary))
                run(question, store)
        except BadQuery as refused:
            assert str(refused).startswith("q.rq:") and "\n" not in str(refused), (mutant, refused)
