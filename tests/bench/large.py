"""The library on a built store on disk: questions bound to one entity, and scans of the whole corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.apart import TooLong, apart, cpu
from tests.bench.corpus import CLASSES, article_id

if TYPE_CHECKING:
    from kg.questions import Question
    from kg.shelf import Shelf

BOUND_AIM, SCAN_AIM = 0.25, 2.0
MOST = 120
"""CPU seconds after which a scan is stopped."""
NAMED = ("entity", "article")
"""The types of parameters that are bound to what occurs."""


def opened(output: Path) -> Shelf:
    """Open a built store on disk."""
    from kg.shelf import open_shelf

    shelf = open_shelf(output)
    assert shelf is not None, f"nothing built in {output}"
    return shelf


def busiest(question: Question, small: Shelf) -> Iterator[tuple[str, str, int]]:
    """Yield each entity-like parameter with the value that has most rows in a small corpus, and how many.

    Number 0 of each class is the one that is spoken of most, in a corpus of any size.
    """
    from kg.answers import narrow
    from kg.engines import run

    for parameter in question.params:
        if parameter.type not in NAMED:
            continue
        entities = [f"{name}-0" for name in CLASSES] if parameter.type == "entity" else [article_id(0)]
        rows = {
            value: len(run(narrow(question, small, {parameter.name: value}), small)) for value in entities
        }
        value = max(rows, key=lambda each: rows[each])
        yield parameter.name, value, rows[value]


def bound_questions(small: Path, large: Path) -> list[tuple[float, str, int]]:
    """Ask every question of the large store, bound to one entity or article: seconds, question, and rows."""
    from kg.answers import QUERIES, narrow
    from kg.engines import run
    from kg.questions import read_questions

    little, shelf = opened(small), opened(large)
    found = []
    for name, question in read_questions(QUERIES).items():
        for parameter, value, _ in busiest(question, little):
            bound = narrow(question, shelf, {parameter: value})
            rows = len(run(bound, shelf))
            found.append((cpu(partial(run, bound, shelf)), f"{name} --{parameter} {value}", rows))
    return sorted(found, reverse=True)


def scan(question: Question, output: Path) -> tuple[float, float, int]:
    """Ask a question of the whole corpus: CPU of ``run``, of the bare store, and the rows."""
    from kg.engines import run

    shelf = opened(output)

    def bare() -> None:
        for _ in shelf.query(question.text):
            pass

    without = cpu(bare)
    rows: list[int] = []
    return cpu(lambda: rows.append(len(run(question, shelf)))), without, rows[0]


def report(small: Path, large: Path, write: Callable[[str], None]) -> None:
    """Write the slowest bound questions, and every scan with its ratio to the bare store."""
    from kg.answers import QUERIES
    from kg.questions import read_questions

    found = apart(partial(bound_questions, small, large))
    write(f"  {len(found)} questions bound to one entity or article; the slowest:")
    for seconds, asked, rows in found[:8]:
        write(f"    {asked:<36}{rows:>8,} rows{seconds * 1000:>8.0f} ms CPU")
    write(f"  slowest of all, bound{found[0][0] * 1000:>15.0f} ms      aim <= {BOUND_AIM * 1000:.0f} ms")
    write("  scans of the whole corpus: CPU of kg, of the bare store, and the ratio")
    worst = 0.0
    for name, question in read_questions(QUERIES).items():
        try:
            ours, bare, rows = apart(partial(scan, question, large), MOST)
        except TooLong:
            write(f"    {name:<20}stopped at {MOST} s")
            continue
        worst = max(worst, ours / bare)
        write(f"    {name:<20}{rows:>10,} rows{ours:>9.2f} s{bare:>9.2f} s{ours / bare:>7.1f}")
    write(f"  worst ratio{worst:>8.1f}      aim <= {SCAN_AIM:.0f}")
