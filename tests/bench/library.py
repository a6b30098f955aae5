"""The library, question by question: pyoxigraph against rdflib, both over the same graph in memory."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.apart import TooLong, apart, cpu

if TYPE_CHECKING:
    from kg.core.rq_files import Question
    from kg.query.engines import Source
    from kg.query.results import Rows

MOST = 30
"""CPU seconds after which rdflib is stopped; a question that was stopped counts with these, too few."""
AIM = 20
Timed = tuple[str, float, float | None]
"""A question, the CPU seconds of pyoxigraph, and those of rdflib; none where it was stopped."""


def compare(seeds: Path, most: int, write: Callable[[str], None]) -> list[Timed]:
    """Ask every question of the library on both engines, in turn.

    Raises ``ValueError`` where their rows differ.
    """
    import pyoxigraph as ox
    from rdflib import Dataset

    from kg.core.io import serialise
    from kg.core.rq_files import parse_question
    from kg.curation.checks import read_seeds
    from kg.graph.assemble import assemble
    from kg.query.engines import run
    from kg.query.library import read_library

    store, dataset = assemble(read_seeds(seeds)), Dataset(default_union=True)
    dataset.parse(data=serialise(store, ox.RdfFormat.N_QUADS).decode(), format="nquads")
    run(parse_question("ASK {}"), dataset)  # imports and grammars are nobody's query
    timed: list[Timed] = []
    for name, question in read_library().items():
        ours, rows = timed_rows(question, store)
        try:
            theirs, found = apart(partial(timed_rows, question, dataset), most)
        except TooLong:
            theirs, found = None, rows
        if found != rows:
            raise ValueError(f"the rows of '{name}' differ between the engines")
        timed.append((name, ours, theirs))
        shown = f"{theirs:>9.3f} s{theirs / ours:>9.1f}" if theirs else f" stopped at {most} s"
        write(f"  {name:<20}{len(rows):>8,} rows{ours:>9.4f} s{shown}")
    return timed


def timed_rows(question: Question, source: Source) -> tuple[float, list[str]]:
    """Ask a question, and return its CPU seconds and its rows in order of their text."""
    from kg.query.engines import run

    answers: list[Rows] = []
    seconds = cpu(lambda: answers.append(run(question, source)))
    return seconds, sorted(map(str, answers[0].rows))


def geometric_mean(timed: list[Timed], most: int) -> float:
    """Return how many times faster pyoxigraph is, a stopped question counted at the limit."""
    ratios = [math.log((most if theirs is None else theirs) / ours) for _, ours, theirs in timed]
    return math.exp(sum(ratios) / len(ratios))


def report(sizes: list[tuple[str, Path]], most: int, write: Callable[[str], None]) -> None:
    """Compare the engines at each size, and write both times and their ratio."""
    for name, seeds in sizes:
        write(f"\nThe library on {name}: rows, CPU of pyoxigraph and rdflib, and their ratio")
        timed = apart(partial(compare, seeds, most, write))
        stopped = [question for question, _, theirs in timed if theirs is None]
        if stopped:
            write(f"  stopped, and counted at {most} s: {', '.join(stopped)}")
        write(f"  geometric mean of {len(timed)} ratios{geometric_mean(timed, most):>9.1f}      aim >= {AIM}")
