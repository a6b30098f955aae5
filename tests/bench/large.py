"""The library on a built store on disk: questions bound to one entity, and scans of the whole corpus."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.apart import TooLong, apart, cpu
from tests.bench.corpus import CLASSES, article_id

if TYPE_CHECKING:
    from kg.core.rq_files import Question
    from kg.graph.store import BuiltGraph

BOUND_AIM, SCAN_AIM = 0.25, 2.0
MOST, MOST_BOUND = 40, 20
"""CPU seconds after which a scan of the corpus is stopped, and all that one question is bound to."""
SHOWN = 10
"""The slowest bound questions that are shown."""
NAMED = ("entity", "article")
"""The types of parameters that are bound to what occurs."""


def opened(output: Path) -> BuiltGraph:
    """Open a built store on disk."""
    from kg.query.opening import open_built_graph

    built = open_built_graph(output)
    assert built is not None, f"nothing built in {output}"
    return built


def busiest(question: Question, small: BuiltGraph) -> Iterator[tuple[str, str]]:
    """Yield each entity-like parameter with the value that has most rows in a small corpus.

    Number 0 of each class is the one that is spoken of most, in a corpus of any size.
    """
    from kg.query.engines import run
    from kg.query.library import narrow

    for parameter in question.params:
        if parameter.type not in NAMED:
            continue
        entities = [f"{name}-0" for name in CLASSES] if parameter.type == "entity" else [article_id(0)]
        rows = {
            value: len(run(narrow(question, small, {parameter.name: value}), small)) for value in entities
        }
        yield parameter.name, max(rows, key=rows.__getitem__)


def bound(question: Question, small: Path, large: Path) -> list[tuple[float, str, int]]:
    """Ask a question of the large store, bound to one entity or article: seconds, what, and rows."""
    from kg.query.library import narrow

    built = opened(large)
    found = []
    for parameter, value in busiest(question, opened(small)):
        seconds, rows = timed(narrow(question, built, {parameter: value}), built)
        found.append((seconds, f"{question.name} --{parameter} {value}", rows))
    return found


def timed(question: Question, built: BuiltGraph) -> tuple[float, int]:
    """Return the CPU seconds of a question, and its rows."""
    from kg.query.engines import run

    rows: list[int] = []
    return cpu(lambda: rows.append(len(run(question, built)))), rows[0]


def scan(question: Question, output: Path) -> tuple[float, float, int]:
    """Ask a question of the whole corpus: CPU of ``run``, of the bare store, and the rows."""
    built = opened(output)

    def bare() -> None:
        for _ in built.query(question.text):
            pass

    without = cpu(bare)
    seconds, rows = timed(question, built)
    return seconds, without, rows


def report(small: Path, middle: Path, large: Path, write: Callable[[str], None]) -> None:
    """Write the slowest bound questions of the large corpus, and every scan of the middle one."""
    from kg.query.library import read_library

    questions = read_library().values()
    _report_bound(questions, small, large, write)
    _report_scans(questions, middle, write)


def _report_bound(
    questions: Collection[Question], small: Path, large: Path, write: Callable[[str], None]
) -> None:
    found = []
    for question in questions:
        try:
            found += apart(partial(bound, question, small, large), MOST_BOUND)
        except TooLong:
            write(f"    {question.name:<36}stopped, bound, at {MOST_BOUND} s")
    write(f"  {len(found)} questions bound to one entity or article; the slowest:")
    for seconds, asked, rows in sorted(found, reverse=True)[:SHOWN]:
        write(f"    {asked:<36}{rows:>8,} rows{seconds * 1000:>8.0f} ms CPU")
    within = sum(seconds <= BOUND_AIM for seconds, _, _ in found)
    write(f"  {within} of them within the aim of {BOUND_AIM * 1000:.0f} ms")


def _report_scans(questions: Collection[Question], output: Path, write: Callable[[str], None]) -> None:
    write("  scans of a whole corpus: CPU of kg, of the bare store, and the ratio")
    worst = 0.0
    for question in questions:
        try:
            ours, bare, rows = apart(partial(scan, question, output), MOST)
        except TooLong:
            write(f"    {question.name:<20}stopped at {MOST} s")
            continue
        worst = max(worst, ours / bare)
        write(f"    {question.name:<20}{rows:>10,} rows{ours:>9.2f} s{bare:>9.2f} s{ours / bare:>7.1f}")
    write(f"  worst ratio{worst:>8.1f}      aim <= {SCAN_AIM:.0f}")
