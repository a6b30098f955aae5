"""The files that strangers read, the strangers, and in the end who read what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unicodedata import is_normalized

import pyoxigraph as ox
import pytest

from kg.core.namespaces import GRAPHS, RDF, SKG
from kg.export.networks import NETWORK_WRITERS
from kg.export.rdf import RDF_WRITERS, sorted_quads
from tests.export.test_networks import PRINTABLE, hostile
from tests.interop.peers import Jena, Node, needed
from tests.interop.virtuoso import PACKAGE, Virtuoso, running
from tests.support.poison import HOSTILE

Reads = Callable[..., None]


@pytest.fixture
def reads(record_property: Callable[[str, object], None]) -> Reads:
    """Return a function that notes which program, in which version, is at work on which files."""

    def noted(program: str, version: str, *files: object) -> None:
        record_property("reads", (program, version, tuple(map(str, files))))

    return noted


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say who read what, and who was left out for which reason."""
    read: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            if name == "reads":
                read[value[0], value[1]].update(dict.fromkeys(value[2]))
    if read:
        terminalreporter.section("read by programs that nobody here wrote")
    for (program, version), files in sorted(read.items(), key=lambda item: item[0][0].casefold()):
        terminalreporter.write_line(f"{f'{program} {version}':32} {', '.join(files)}")
    for reason in sorted({report.longrepr[2] for report in terminalreporter.stats.get("skipped", [])}):
        terminalreporter.write_line(f"skipped: {reason.removeprefix('Skipped: ')}")


def poisoned(xml: bool) -> list[ox.Quad]:
    """Return quads that say hostile texts: of a claim, in a language, and as what a claim claims.

    Where ``xml`` is true, those are left out that hold what XML cannot, and those that are not in the normal
    form C, of which Jena warns.
    """
    graph = ox.NamedNode(GRAPHS["claims"])
    made = []
    for number, text in enumerate((*HOSTILE, *PRINTABLE)):
        if xml and (set(text) & set("\x01\x0b\x1b") or not is_normalized("NFC", text)):
            continue
        claim = ox.NamedNode(f"{SKG.base}poison-{number:04}")
        made += [
            ox.Quad(claim, ox.NamedNode(RDF.subject), claim, graph),
            ox.Quad(claim, ox.NamedNode(RDF.predicate), ox.NamedNode(SKG.quote), graph),
            ox.Quad(claim, ox.NamedNode(RDF.object), ox.Literal(text), graph),
            ox.Quad(claim, ox.NamedNode(SKG.quote), ox.Literal(text, language="fr")),
        ]
    return made


@pytest.fixture(scope="session")
def network(archive):
    """The real network, but that one node and one quote are whatever an attacker likes."""
    return hostile(archive, " ".join(PRINTABLE))


@pytest.fixture(scope="session")
def files(store, archive, network, tmp_path_factory) -> Iterator[Path]:
    """Every file of the real article, with a thousand hostile texts."""
    folder = tmp_path_factory.mktemp("files")
    for name, rdf_writer in RDF_WRITERS.items():
        both = ox.Store()
        both.extend(store)
        both.extend(poisoned(xml=name.endswith(".rdf")))
        (folder / name).write_bytes(rdf_writer(sorted_quads(both))[0])
    for name, writer in NETWORK_WRITERS.items():
        (folder / name).write_bytes(writer(network)[0])
    yield folder


@pytest.fixture(scope="session")
def node(tmp_path_factory) -> Node:
    return Node(tmp_path_factory.mktemp("node"))


@pytest.fixture(scope="session")
def jena(tmp_path_factory) -> Jena:
    return Jena(tmp_path_factory.mktemp("jena"))


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory) -> Iterator[Virtuoso]:
    for program in ("virtuoso-t", "isql-vt"):
        needed(program, PACKAGE)
    with running(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server
