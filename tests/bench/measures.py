"""Measures and the ranges of their ranks, on plain NetworkX and on the engine that it dispatches to."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tests.bench.apart import TooLong, apart, cpu, peak
from tests.bench.corpus import SENTENCES, generate

if TYPE_CHECKING:
    import pyoxigraph as ox

AIM = 10
"""CPU seconds for all views of the article together."""
MOST = 60
"""CPU seconds after which the ranges of a generated network are stopped."""
NODES = (100, 300, 1_000)
NODES_A_ROUND = 7.4
"""Nodes that a round of generated sentences adds to a network, about."""
ENGINES = ("networkx", "rustworkx")
Timed: TypeAlias = "tuple[float, int]"
"""CPU seconds, and what else the work counts: MB at most, or nodes."""


def on_engine(engine: str, work: Callable[[], Timed], most: int) -> Timed | None:
    """Do work in a process whose NetworkX dispatches to an engine; nothing where it took too long."""

    def chosen() -> Timed:
        os.environ["NETWORKX_BACKEND_PRIORITY"] = "" if engine == "networkx" else engine
        return work()

    try:
        return apart(chosen, most)
    except TooLong:
        return None


def store_of(seeds: Path) -> ox.Store:
    """Assemble the store of a seeds folder."""
    from kg.curation.checks import read_seeds
    from kg.graph.assemble import assemble

    return assemble(read_seeds(seeds))


def build_views(seeds: Path) -> Timed:
    """Measure the views that a build measures, with their ranges."""
    from kg.pipeline import measured

    return cpu(partial(measured, store_of(seeds))), peak()


def scores(seeds: Path) -> Timed:
    """Compute every score of the network of all entities once, and count its nodes."""
    from kg.graph.read import read_archive
    from kg.measures.scores import score_all
    from kg.network.project import project

    network = project(read_archive(store_of(seeds)))
    return cpu(partial(score_all, network)), network.number_of_nodes()


def ranges(seeds: Path) -> Timed:
    """Measure the network of all entities in every scenario."""
    from kg.measures.sensitivity import analyse

    return cpu(partial(analyse, store_of(seeds))), peak()


def report(scratch: Path, write: Callable[[str], None]) -> None:
    """Write what the measures take on the article and on generated networks, on each engine."""
    write("\nMeasures, CPU seconds")
    engines = ENGINES if importlib.util.find_spec("nx_rustworkx") else ENGINES[:1]
    for engine in engines:
        spent = on_engine(engine, partial(build_views, Path("seeds")), MOST)
        write(f"  the article, all views of a build, {engine:<12}{_told(spent)}      aim <= {AIM} s")
    for nodes in NODES:
        claims = round(nodes / NODES_A_ROUND * len(SENTENCES))
        seeds = generate(scratch / f"network-{nodes}", claims)
        for engine in engines:
            once = on_engine(engine, partial(scores, seeds), MOST)
            every = on_engine(engine, partial(ranges, seeds), MOST)
            of = f"{once[1]:,} nodes of {claims:,} claims" if once else f"{claims:,} claims"
            first = f"{once[0]:.2f} s" if once else f"stopped at {MOST} s"
            write(f"  {of}, {engine:<12}each score once {first}; with ranges {_told(every)}")


def _told(timed: Timed | None) -> str:
    return f"{timed[0]:.1f} s, {timed[1]:,} MB" if timed else f"stopped at {MOST} s"
