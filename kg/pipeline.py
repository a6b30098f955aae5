"""The whole way: from the seeds to everything in ``output/``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path

import pyoxigraph as ox

from kg.analysis import Measure, measure
from kg.answers import QUERIES, ask
from kg.export import RDF_WRITERS, as_csv, serialise, sorted_quads, write_atomically
from kg.graph import assemble
from kg.network import as_graphml, project
from kg.policy import DEFAULT_POLICY, facts_of, read_policies
from kg.problems import read_seeds
from kg.questions import Question, read_questions
from kg.statements import CLAIM_COLUMNS, claim_rows, read_archive


@dataclass(frozen=True, slots=True)
class Build:
    """What a build wrote: the bytes of each file by name, and what each format cannot hold."""

    output: Path
    files: dict[str, int]
    losses: dict[str, tuple[str, ...]] = field(default_factory=dict)


def build(seeds: str | Path = "seeds", output: str | Path = "output", policy: str = DEFAULT_POLICY) -> Build:
    """Check the seeds and write everything that follows from them.

    Raises ``InvalidSeeds``, ``UnknownPolicy`` and ``BadPolicy``.
    """
    policies = read_policies(Path(seeds))
    return write(assemble(read_seeds(seeds), policies, policy), policies, output)


def write(store: ox.Store, policies: dict[str, Question], output: str | Path) -> Build:
    """Write everything that follows from an assembled store, and remove what an earlier build left.

    Files are written whole or not at all, and nothing is written before everything is computed.
    """
    losses: dict[str, tuple[str, ...]] = {}
    files = dict(render(store, policies, losses))
    for name, data in files.items():
        write_atomically(Path(output) / name, data)
    for folder in ("facts", "answers"):  # what an earlier build knew and this one does not
        for stale in sorted((Path(output) / folder).glob("*.*")):
            if f"{folder}/{stale.name}" not in files:
                stale.unlink()
    return Build(Path(output), {name: len(data) for name, data in files.items()}, losses)


def render(
    store: ox.Store, policies: dict[str, Question], losses: dict[str, tuple[str, ...]]
) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a build by name, noting in ``losses`` what its format cannot hold."""
    from kg.page import draw  # jinja2 and pyvis: half a second that only a build needs

    def written(name: str, result: tuple[bytes, tuple[str, ...]]) -> tuple[str, bytes]:
        data, lost = result
        if lost:
            losses[name] = lost
        return name, data

    quads = sorted_quads(store)
    for name, writer in RDF_WRITERS.items():
        yield written(name, writer(quads))
    for name in policies:
        facts = sorted({quad.triple for quad in facts_of(store, name)}, key=str)
        yield f"facts/{name}.ttl", serialise(facts, ox.RdfFormat.TURTLE)
    for name, question in read_questions(QUERIES).items():
        yield f"answers/{name}.csv", ask(question, store).as_csv()
    archive = read_archive(store)
    network = project(archive)
    rows = as_csv(CLAIM_COLUMNS, claim_rows(archive))
    yield written("claims.csv", (rows, ("where in the article a quote stands",)))
    yield written("network.graphml", as_graphml(network))
    yield "measures.csv", as_csv(MEASURE_COLUMNS, measure_rows(measure(network)))
    yield "index.html", draw(archive).encode()


MEASURE_COLUMNS = tuple(each.name for each in fields(Measure))


def measure_rows(measures: list[Measure]) -> list[tuple[str, ...]]:
    """Lay measures out as the rows of ``measures.csv``."""
    return [tuple(str(getattr(each, column)) for column in MEASURE_COLUMNS) for each in measures]
