"""The RDF files are one graph to strangers: rdflib, and Oxigraph's own command line."""

import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

from kg.export import FLATTENED, RDF_WRITERS, as_csv, sorted_quads, write_atomically
from kg.statements import CLAIM_COLUMNS, claim_rows

QUADS = ("sahel.trig", "sahel.nq", "sahel.jsonld")
TRIPLES = ("sahel.ttl", "sahel.rdf")
RDFLIB = {"ttl": "turtle", "trig": "trig", "nq": "nquads", "jsonld": "json-ld", "rdf": "xml"}


@pytest.fixture(scope="module")
def files(store, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("rdf")
    for name, writer in RDF_WRITERS.items():
        write_atomically(folder / name, writer(sorted_quads(store))[0])
    return folder


def lines(data: bytes) -> set[bytes]:
    return {line for line in data.splitlines() if line}


def canonical(path: Path) -> set[bytes]:
    """Return the quads of a file as pyoxigraph's own canonical lines."""
    return lines(ox.serialize(ox.parse(path=str(path)), format=ox.RdfFormat.N_QUADS))


def by_rdflib(path: Path) -> set[bytes]:
    """Return the quads, or triples, of a file as rdflib reads it, as canonical lines."""
    dataset = Dataset()
    if path.name in TRIPLES:
        graph = Graph().parse(path, format=RDFLIB[path.suffix[1:]])
        data = graph.serialize(format="nt", encoding="utf-8")
    else:
        dataset.parse(path, format=RDFLIB[path.suffix[1:]])
        data = dataset.serialize(format="nquads", encoding="utf-8")
        data = data.replace(b" <urn:x-rdflib:default> .", b" .")
    return lines(ox.serialize(ox.parse(data, format=ox.RdfFormat.N_QUADS), format=ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize("name", QUADS)
def test_rdflib_reads_the_same_quads(files, name):
    assert by_rdflib(files / name) == canonical(files / "sahel.nq")


@pytest.mark.parametrize("name", TRIPLES)
def test_rdflib_reads_the_same_triples(files, name):
    flat = set(ox.parse(path=str(files / "sahel.ttl")))
    expected = lines(ox.serialize(flat, format=ox.RdfFormat.N_TRIPLES))
    assert by_rdflib(files / name) == expected
    assert len(expected) == len(canonical(files / "sahel.nq"))  # flattening loses names of graphs alone


@pytest.mark.parametrize("name", [*QUADS, *TRIPLES])
def test_oxigraphs_own_program_reads_the_same(files, name, tmp_path):
    program = Path(sys.executable).with_name("oxigraph")
    target = tmp_path / "converted.nq"
    command = [program, "convert", "--from-file", files / name, "--to-file", target]
    subprocess.run(command, check=True, capture_output=True)
    expected = canonical(files / ("sahel.nq" if name in QUADS else "sahel.ttl"))
    assert lines(target.read_bytes()) == expected


def test_the_default_graph_holds_facts_alone_and_the_graphs_are_those_of_the_design(store):
    names = {str(quad.graph_name).strip("<>").rpartition("/")[2] for quad in store}
    assert names == {"DEFAULT", "claims", "registry", "background", "meta", "ontology"}


def test_json_ld_carries_its_context_and_fetches_nothing(files):
    head = (files / "sahel.jsonld").read_text(encoding="utf-8")[:20_000]
    assert '"@context": {' in head
    assert '"skg": "https://w3id.org/sahel-kg/ns#"' in head


def test_each_writer_says_what_its_format_cannot_hold(store):
    quads = sorted_quads(store)
    assert {name for name, writer in RDF_WRITERS.items() if writer(quads)[1] == (FLATTENED,)} == set(TRIPLES)


def test_rdflibs_turtle_of_the_flattened_graph_is_isomorphic(files):
    graph = Graph().parse(files / "sahel.ttl")
    assert isomorphic(graph, Graph().parse(data=graph.serialize(format="turtle"), format="turtle"))


def test_claims_csv_has_a_row_for_each_claim_and_reads_back(archive, seeds):
    import csv
    import io

    rows = claim_rows(archive)
    text = as_csv(CLAIM_COLUMNS, rows).decode()
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [tuple(row.values()) for row in read] == rows
    assert {row["claim"] for row in read} == {claim.iri for claim in seeds.claims}
    toll = next(row for row in read if row["relation"] == "killed")
    assert toll["object_name"] == "at least 70" and toll["claimant_name"] == "security sources"


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    write_atomically(path, b"old")

    def refuse(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("program", ["rapper", "serdi"])
def test_c_parsers_read_the_turtle_where_they_are_installed(files, program, store):
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed: apt-get install raptor2-utils serdi")
    options = {
        "rapper": ["-q", "-i", "turtle", "-o", "ntriples"],
        "serdi": ["-i", "turtle", "-o", "ntriples"],
    }
    command = [program, *options[program], str(files / "sahel.ttl"), "http://base/"]
    done = subprocess.run(command, check=True, capture_output=True)
    read = ox.serialize(ox.parse(done.stdout, format=ox.RdfFormat.N_TRIPLES), format=ox.RdfFormat.N_TRIPLES)
    assert lines(read) == canonical(files / "sahel.ttl")
