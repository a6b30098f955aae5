"""The RDF files are one graph to strangers, a thousand hostile texts and all.

There is no blank node in what we write, so graphs are the same where their sets of N-Quads lines are, and
RDFC-1.0 (https://www.w3.org/TR/rdf-canon/) is those lines sorted: one more stranger computes that anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.core.namespaces import RDF
from tests.interop import scripts
from tests.interop.peers import Program

TURTLES = ("sahel.ttl", "sahel.trig", "sahel.nq", "sahel.rdf")
TWIN = "sahel-rdf12.ttl"


def lines(quads: Iterable[ox.Quad]) -> set[bytes]:
    return set((ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").splitlines())


def from_nquads(data: bytes) -> set[bytes]:
    return lines(ox.parse(data, format=ox.RdfFormat.N_QUADS))


def written(path: Path) -> set[bytes]:
    return lines(ox.parse(path=str(path)))


def test_all_files_say_the_same_and_none_has_a_blank_node(files):
    quads = {name: set(ox.parse(path=str(files / name))) for name in (*TURTLES, "sahel.jsonld", TWIN)}
    assert quads["sahel.nq"] == quads["sahel.trig"] == quads["sahel.jsonld"]
    assert {quad.triple for quad in quads["sahel.nq"]} == {quad.triple for quad in quads["sahel.ttl"]}
    assert quads["sahel.rdf"] < quads["sahel.ttl"] < quads[TWIN]
    for found in quads.values():
        assert not [quad for quad in found if any(isinstance(term, ox.BlankNode) for term in quad)]


@pytest.mark.parametrize("name", [*TURTLES, "sahel.jsonld"])
def test_jena_reads_the_same_and_warns_of_nothing(jena, files, reads, name):
    reads(jena.name, jena.version, name)
    options = ["--syntax=jsonld10"] if name.endswith("jsonld") else []
    read = jena.run("riotcmd.riot", *options, "--output=nq", files / name)
    assert from_nquads(read) == written(files / name)


def test_jena_loads_the_same_into_its_database(jena, files, reads, tmp_path):
    reads("Jena TDB2", jena.version, "sahel.trig")
    jena.run("tdb2.tdbloader", "--loc", tmp_path, files / "sahel.trig")
    read = jena.run("tdb2.tdbdump", "--loc", tmp_path)
    assert from_nquads(read) == written(files / "sahel.nq")


@pytest.mark.parametrize("name", [*TURTLES, "sahel.jsonld", TWIN])
def test_oxigraph_reads_the_same(files, reads, tmp_path, name):
    oxigraph = Program("oxigraph", "oxigraph", "--version")
    reads("Oxigraph", oxigraph.version, name)
    oxigraph.run("convert", "--from-file", files / name, "--to-file", tmp_path / "read.nq")
    assert set((tmp_path / "read.nq").read_bytes().splitlines()) == written(files / name)


@pytest.mark.parametrize(
    ("name", "form"), [("sahel.ttl", "turtle"), ("sahel.rdf", "rdfxml"), ("sahel.nq", "nquads")]
)
def test_raptor_reads_the_same_triples(files, reads, name, form):
    rapper = Program("rapper", "raptor2-utils", "--version")
    reads("raptor", rapper.version, name)
    read = rapper.run("-q", "-i", form, "-o", "ntriples", files / name, "http://base/")
    triples = (ox.Quad(*quad.triple) for quad in ox.parse(path=str(files / name)))
    assert from_nquads(read) == lines(triples)


@pytest.mark.parametrize(
    ("name", "form"), [("sahel.ttl", "turtle"), ("sahel.trig", "trig"), ("sahel.nq", "nquads")]
)
def test_serd_reads_the_same(files, reads, name, form):
    serdi = Program("serdi", "serdi", "-v")
    reads("serd", serdi.version, name)
    read = serdi.run("-i", form, "-o", "nquads", files / name, "http://base/")
    assert from_nquads(read) == written(files / name)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("sahel.ttl", "text/turtle"),
        ("sahel.trig", "application/trig"),
        ("sahel.nq", "application/n-quads"),
        (TWIN, "text/turtle"),
    ],
)
def test_n3_js_reads_the_same(node, files, reads, name, form):
    reads("N3.js", node.version("n3"), name)
    assert from_nquads(node.run(scripts.N3, files / name, form)) == written(files / name)


def test_rdfxml_streaming_parser_reads_the_same(node, files, reads):
    reads("rdfxml-streaming-parser", node.version("rdfxml-streaming-parser"), "sahel.rdf")
    assert from_nquads(node.run(scripts.RDFXML, files / "sahel.rdf")) == written(files / "sahel.rdf")


def test_jsonld_js_reads_the_same_and_fetches_nothing(node, files, reads):
    reads("jsonld.js", node.version("jsonld"), "sahel.jsonld")
    assert from_nquads(node.run(scripts.JSONLD, files / "sahel.jsonld")) == written(files / "sahel.jsonld")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_the_canonical_form_that_others_compute_is_our_file_to_the_byte(node, files, reads):
    reads("rdf-canonize", node.version("rdf-canonize"), "sahel.nq", "sahel.jsonld")
    ours = digest((files / "sahel.nq").read_bytes())
    assert digest(node.run(scripts.CANONICAL, files / "sahel.nq")) == ours
    assert digest(node.run(scripts.CANONICAL_JSONLD, files / "sahel.jsonld")) == ours


def rebuilt(twin: Iterable[ox.Quad]) -> set[ox.Triple]:
    """Say by ``rdf:subject``, ``rdf:predicate`` and ``rdf:object`` what triple terms alone say."""
    found = set()
    for quad in twin:
        if quad.predicate.value == RDF.reifies:
            parts = zip((RDF.subject, RDF.predicate, RDF.object), quad.object, strict=True)
            found |= {ox.Triple(quad.subject, ox.NamedNode(part), term) for part, term in parts}
    return found


def test_the_twin_leads_back_to_the_same_claims_for_who_reads_its_triple_terms_alone(node, files, reads):
    parts = {RDF.subject, RDF.predicate, RDF.object}
    quads = ox.parse(path=str(files / "sahel.nq"))
    claims = {quad.triple for quad in quads if quad.predicate.value in parts}
    reads("N3.js", node.version("n3"), TWIN)
    read = node.run(scripts.N3, files / TWIN, "text/turtle")
    assert rebuilt(ox.parse(read, format=ox.RdfFormat.N_QUADS)) == claims and len(claims) > 3000
