"""The build: from the seeds to every file in ``output/``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyoxigraph as ox

from kg.core.io import serialise, write_atomically
from kg.core.ontology import Label, as_turtle
from kg.core.rq_files import Question
from kg.curation.checks import read_seeds
from kg.errors import count
from kg.explorer.drawings import DRAWINGS
from kg.explorer.measures import measures_data
from kg.explorer.offline_sparql import offline_store
from kg.explorer.scene import Scene
from kg.explorer.wasm import Engine, read_engine
from kg.export.metadata.files import CRATE, inventory
from kg.export.metadata.prov import Input, read_inputs
from kg.export.metadata.rocrate import crate
from kg.export.metadata.schema_org import card
from kg.export.metadata.void import coverage, describe
from kg.export.networks import with_evidence
from kg.export.rdf import sorted_quads
from kg.export.shapes import as_shapes
from kg.export.vocabulary.page import glossary
from kg.export.writer import Item, Measures, Sources
from kg.export.writers import WRITERS
from kg.graph.assemble import assemble
from kg.graph.policy import DEFAULT_POLICY, facts_of, read_policies
from kg.graph.read import Archive, read_archive
from kg.graph.store import write_built_graph
from kg.measures.charts.gallery import Figure, figures
from kg.measures.sensitivity import Sensitivity, analyse, scenarios
from kg.measures.tables import quads as measurement_quads
from kg.network.project import project
from kg.query.library import ask, read_library

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
    drafts: tuple[str, ...] = ()
    """The articles that were left out because their curation is a draft."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build knows before it writes anything, and which files it will write."""

    archive: Archive
    measures: Measures
    figures: tuple[Figure, ...]
    questions: Mapping[str, Question]
    scenes: dict[str, Scene]
    """What the pages of parts draw, by their files."""
    items: tuple[Item, ...]


def build(
    seeds: str | Path = "seeds",
    output: str | Path = "output",
    policy: str = DEFAULT_POLICY,
    sparql: bool = False,
    quotes_only: bool = False,
) -> Build:
    """Check the seeds and write everything that follows from them.

    With ``sparql`` the page carries an engine, so that it answers SPARQL from disk. With ``quotes_only`` no
    file holds more of the articles than the quotes.

    Raises ``InvalidSeeds``, ``UnknownPolicy``, ``BadPolicy`` and ``NoEngine``.
    """
    policies = read_policies(Path(seeds))
    engine = read_engine() if sparql else None
    found = read_seeds(seeds)
    store = assemble(found, policies, policy, quotes_only)
    built = write(store, policies, output, engine, read_inputs(seeds))
    return replace(built, drafts=found.drafts)


def write(
    store: ox.Store,
    policies: dict[str, Question],
    output: str | Path,
    engine: Engine | None = None,
    inputs: tuple[Input, ...] = (),
) -> Build:
    """Write everything that follows from an assembled store, and remove what an earlier build left.

    Files are written whole or not at all, and nothing is written before everything is computed. The
    description of the dataset, which names its ``inputs``, is added to the store; so is, once the dataset
    itself is serialised, what was measured: questions are answered with it.
    """
    losses: dict[str, tuple[str, ...]] = {}
    plan = prepare(store, policies)
    store.extend([*describe(store, plan.archive, plan.items, inputs)])
    files = dict(render(store, policies, plan, losses, engine))
    files[CRATE] = crate(plan.items, files, inputs)
    for name, data in files.items():
        write_atomically(Path(output) / name, data)
    for folder in ("facts", "answers", "figures", "pages"):  # what only an earlier build knew
        for stale in sorted((Path(output) / folder).glob("*.*")):
            if f"{folder}/{stale.name}" not in files:
                stale.unlink()
    write_built_graph(store, Path(output))
    return Build(Path(output), {name: len(data) for name, data in files.items()}, losses)


def measured(store: ox.Store, archive: Archive) -> tuple[tuple[Sensitivity, ...], tuple[str, ...]]:
    """Measure the views of ``MEASURED``, and say what was left out because they are too large."""
    sizes = {
        (view, ties): project(archive, view=view, ties=ties).number_of_nodes() for view, ties in MEASURED
    }
    ranged = any(0 < nodes <= MOST_RANGED for nodes in sizes.values())
    cases = tuple(scenarios(store, archive.policy)) if ranged else ()
    done, left_out = [], []
    for (view, ties), nodes in sizes.items():
        if 0 < nodes <= MOST_MEASURED:
            done.append(analyse(store, view=view, ties=ties, cases=cases if nodes <= MOST_RANGED else ()))
        if nodes > MOST_RANGED:
            what = "ranges for" if nodes <= MOST_MEASURED else "measures of"
            left_out.append(f"{what} the {count(nodes, 'node')} of the view '{view}' (kg measure has them)")
    return tuple(done), tuple(left_out)


def prepare(store: ox.Store, policies: Iterable[str]) -> Plan:
    """Measure an assembled store, draw its figures, and settle which files a build of it has."""
    archive = read_archive(store)
    analyses, unmeasured = measured(store, archive)
    drawn, too_hard = figures(analyses)
    scenes = {f"pages/{name}.html": drawing(archive) for name, drawing in DRAWINGS.items()}
    scenes = {name: scene for name, scene in scenes.items() if scene.links}
    questions = read_library()
    titles = {f"answers/{q.name}.csv": Label(q.resume, q.summary) for q in questions.values()}
    titles |= {f"figures/{each.name}.{code}.svg": each.title for each in drawn for code in ("en", "fr")}
    titles |= {name: scene.title for name, scene in scenes.items()}
    facts = (f"facts/{name}.ttl" for name in policies)
    names = (*WRITERS, *facts, "index.html", *titles, "ontology.ttl", "shapes.ttl", "ontology.html", CRATE)
    found = sorted(measurement_quads(analyses), key=str)
    measures = Measures(analyses, found, (*unmeasured, *too_hard))
    return Plan(archive, measures, drawn, questions, scenes, inventory(names, titles))


def render(
    store: ox.Store,
    policies: dict[str, Question],
    plan: Plan,
    losses: dict[str, tuple[str, ...]],
    engine: Engine | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a build by name, noting in ``losses`` what a format cannot hold."""
    from kg.explorer.page import draw  # jinja2 and pyvis: half a second that only a build needs

    archive, measures = plan.archive, plan.measures
    network = with_evidence(project(archive), archive)
    sources = Sources(sorted_quads(store), archive, network, measures)
    for name, writer in WRITERS.items():
        data, lost = writer(writer.takes(sources))
        if lost:
            losses[name] = lost
        yield name, data
    store.extend(measures.quads)
    for name in policies:
        facts = sorted({quad.triple for quad in facts_of(store, name)}, key=str)
        yield f"facts/{name}.ttl", serialise(facts, ox.RdfFormat.TURTLE)
    for name, question in plan.questions.items():
        yield f"answers/{name}.csv", ask(question, store).as_csv()
    for figure in plan.figures:
        yield f"figures/{figure.name}.en.svg", figure.svg.en.encode()
        yield f"figures/{figure.name}.fr.svg", figure.svg.fr.encode()
    yield "ontology.ttl", as_turtle(archive.ontology)
    yield "shapes.ttl", as_shapes(archive.ontology)
    yield "ontology.html", glossary(archive).encode()
    asked = offline_store(store, engine) if engine else None
    shown = measures_data(archive, measures.analyses, plan.figures)
    described = card(archive, plan.items, coverage(archive))
    yield "index.html", draw(archive, measures=shown, asked=asked, card=described).encode()
    for name, scene in plan.scenes.items():
        yield name, draw(archive, scene).encode()
