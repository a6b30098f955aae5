"""The whole way: from the seeds to everything in ``output/``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from kg import measurements
from kg.answers import QUERIES, ask
from kg.appraisal import Appraisal, appraise
from kg.drawings import DRAWINGS
from kg.errors import count
from kg.export import RDF_WRITERS, as_csv, as_spreadsheet, serialise, sorted_quads, write_atomically
from kg.gauges import gauge
from kg.graph import assemble
from kg.interchange import NETWORK_WRITERS, with_evidence
from kg.ledger import CLAIM_COLUMNS, claim_rows
from kg.network import project
from kg.pictures.gallery import figures
from kg.policy import DEFAULT_POLICY, facts_of, read_policies
from kg.problems import read_seeds
from kg.questions import Question, read_questions
from kg.scenarios import scenarios
from kg.shelf import write_shelf
from kg.statements import read_archive

MEASURED = (("entities", ""), ("actors", ""), ("signed", "stated"), ("co-participation", ""))
"""The views that a build measures, each with its derived ties."""
MOST_RANGED, MOST_MEASURED = 150, 2_000
"""Nodes up to which a build measures a view with ranges, that is again for every claim, and at all."""


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

    Files are written whole or not at all, and nothing is written before everything is computed. What was
    measured is added to the store.
    """
    losses: dict[str, tuple[str, ...]] = {}
    files = dict(render(store, policies, losses))
    for name, data in files.items():
        write_atomically(Path(output) / name, data)
    for folder in ("facts", "answers", "figures", "pages"):  # what only an earlier build knew
        for stale in sorted((Path(output) / folder).glob("*.*")):
            if f"{folder}/{stale.name}" not in files:
                stale.unlink()
    write_shelf(store, Path(output))
    return Build(Path(output), {name: len(data) for name, data in files.items()}, losses)


def measured(store: ox.Store) -> tuple[tuple[Appraisal, ...], tuple[str, ...]]:
    """Measure the views of ``MEASURED``, and say what was left out because they are too large."""
    archive = read_archive(store)
    sizes = {
        (view, ties): project(archive, view=view, ties=ties).number_of_nodes() for view, ties in MEASURED
    }
    ranged = any(0 < nodes <= MOST_RANGED for nodes in sizes.values())
    cases = tuple(scenarios(store, archive.policy)) if ranged else ()
    done, left_out = [], []
    for (view, ties), nodes in sizes.items():
        if 0 < nodes <= MOST_MEASURED:
            done.append(appraise(store, view=view, ties=ties, cases=cases if nodes <= MOST_RANGED else ()))
        if nodes > MOST_RANGED:
            what = "ranges for" if nodes <= MOST_MEASURED else "measures of"
            left_out.append(f"{what} the {count(nodes, 'node')} of the view '{view}' (kg measure has them)")
    return tuple(done), tuple(left_out)


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

    appraisals, unmeasured = measured(store)
    drawn, too_hard = figures(appraisals)
    store.extend(measurements.quads(appraisals))
    quads = sorted_quads(store)
    for name, writer in RDF_WRITERS.items():
        yield written(name, writer(quads))
    for name in policies:
        facts = sorted({quad.triple for quad in facts_of(store, name)}, key=str)
        yield f"facts/{name}.ttl", serialise(facts, ox.RdfFormat.TURTLE)
    for name, question in read_questions(QUERIES).items():
        yield f"answers/{name}.csv", ask(question, store).as_csv()
    archive = read_archive(store)
    rows = claim_rows(archive)
    yield written("claims.csv", (as_csv(CLAIM_COLUMNS, rows), ("where in the article a quote stands",)))
    yield written("claims-spreadsheet.csv", as_spreadsheet(CLAIM_COLUMNS, rows))
    network = with_evidence(project(archive), archive)
    for name, network_writer in NETWORK_WRITERS.items():
        yield written(name, network_writer(network))
    table = as_csv(measurements.columns(appraisals), measurements.rows(appraisals))
    yield written("measures.csv", (table, (*unmeasured, *too_hard)))
    for figure in drawn:
        yield f"figures/{figure.name}.en.svg", figure.svg.en.encode()
        yield f"figures/{figure.name}.fr.svg", figure.svg.fr.encode()
    yield "index.html", draw(archive, measures=gauge(archive, appraisals, drawn)).encode()
    for name, drawing in DRAWINGS.items():
        if (scene := drawing(archive)).links:
            yield f"pages/{name}.html", draw(archive, scene).encode()
