"""The RDF files are one graph to strangers: rdflib, Oxigraph's own command line, raptor and serd."""

import csv
import io
import itertools
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pandas
import pyoxigraph as ox
import pytest
from rdflib import Dataset, Graph

from kg.core.io import (
    GUARDED,
    as_csv,
    as_spreadsheet,
    write_atomically,
)
from kg.core.model import CLAIM_COLUMNS, Claim
from kg.core.namespaces import RDF, SKG
from kg.errors import Unwritable
from kg.export.rdf import (
    FLATTENED,
    RDF_WRITERS,
    as_rdf12,
    sorted_quads,
)
from kg.export.tables import OFFSETS, TABLE_WRITERS, claim_rows
from kg.query.library import ask, read_library

QUADS = ("sahel.trig", "sahel.nq", "sahel.jsonld")
TRIPLES = ("sahel.ttl", "sahel.rdf")
TWIN = "sahel-rdf12.ttl"
REIFIES = RDF.base + "reifies"
RDFLIB = {"ttl": "turtle", "trig": "trig", "nq": "nquads", "jsonld": "json-ld", "rdf": "xml"}


@pytest.fixture(scope="module")
def quads(store) -> list[ox.Quad]:
    return sorted_quads(store)


@pytest.fixture(scope="module")
def files(quads, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("rdf")
    for name, writer in RDF_WRITERS.items():
        write_atomically(folder / name, writer(quads)[0])
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


@pytest.mark.parametrize("name", [*QUADS, *TRIPLES, TWIN])
def test_oxigraphs_own_program_reads_the_same(files, name, tmp_path):
    program = Path(sys.executable).with_name("oxigraph")
    target = tmp_path / "converted.nq"
    command = [program, "convert", "--from-file", files / name, "--to-file", target]
    subprocess.run(command, check=True, capture_output=True)
    same = {**dict.fromkeys(QUADS, "sahel.nq"), **dict.fromkeys(TRIPLES, "sahel.ttl")}
    expected = canonical(files / same.get(name, name))
    assert lines(target.read_bytes()) == expected


def test_the_default_graph_holds_facts_alone_and_the_graphs_are_those_of_the_design(store):
    names = {str(quad.graph_name).strip("<>").rpartition("/")[2] for quad in store}
    assert names == {"DEFAULT", "claims", "registry", "background", "meta", "ontology"}


def test_json_ld_carries_its_context_and_fetches_nothing(files):
    head = (files / "sahel.jsonld").read_text(encoding="utf-8")[:20_000]
    assert '"@context": {' in head
    assert '"skg": "https://w3id.org/sahel-kg/ns#"' in head


@pytest.mark.parametrize("name", RDF_WRITERS)
def test_what_a_format_loses_is_what_its_writer_says(quads, files, name):
    read = {quad for quad in ox.parse(path=str(files / name)) if quad.predicate.value != REIFIES}
    assert {quad.triple for quad in read} == {quad.triple for quad in quads}
    assert RDF_WRITERS[name](quads)[1] == (() if read == set(quads) else (FLATTENED,))
    assert RDF_WRITERS[name]([ox.Quad(*quad.triple) for quad in quads[:9]])[1] == ()


@pytest.mark.parametrize("name", RDF_WRITERS)
def test_no_file_has_a_blank_node_so_sets_of_lines_are_canonical(files, name):
    terms = {term for quad in ox.parse(path=str(files / name)) for term in (*quad.triple, quad.graph_name)}
    assert not [term for term in terms if isinstance(term, ox.BlankNode)]


def test_n_quads_are_the_bytes_of_rdfc_1_0(quads, files):
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    data = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS)
    assert b"".join(sorted(data.splitlines(keepends=True))) == (files / "sahel.nq").read_bytes()


def test_rdflib_writes_the_same_turtle_anew(files):
    graph = Graph().parse(files / "sahel.ttl")
    assert set(Graph().parse(data=graph.serialize(format="turtle"), format="turtle")) == set(graph)


def test_claims_csv_has_a_row_for_each_claim_and_reads_back(archive, seeds):
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


RAPPER = "rapper -q -i {} -o ntriples {} http://base/"
SERDI = "serdi -i {} -o nquads {} http://base/"


@pytest.mark.parametrize(
    ("command", "form", "name"),
    [
        (RAPPER, "turtle", "sahel.ttl"),
        (RAPPER, "rdfxml", "sahel.rdf"),
        (RAPPER, "nquads", "sahel.nq"),
        (SERDI, "turtle", "sahel.ttl"),
        (SERDI, "nquads", "sahel.nq"),
        (SERDI, "trig", "sahel.trig"),
    ],
)
def test_c_parsers_read_the_same(files, command, form, name):
    words = command.format(form, files / name).split()
    if not shutil.which(words[0]):
        pytest.fail(f"{words[0]} is not installed: sudo apt-get install raptor2-utils serdi", pytrace=False)
    done = subprocess.run(words, check=True, capture_output=True)
    read = ox.serialize(ox.parse(done.stdout, format=ox.RdfFormat.N_QUADS), format=ox.RdfFormat.N_QUADS)
    keeps_graphs = name in QUADS and command is SERDI
    assert lines(read) == canonical(files / ("sahel.nq" if keeps_graphs else "sahel.ttl"))


def loaded(path: Path) -> ox.Store:
    store = ox.Store()
    store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def twin(files) -> ox.Store:
    return loaded(files / TWIN)


def test_the_twin_says_of_a_claim_what_it_reifies_and_nothing_else_more(files):
    plain, twin = set(ox.parse(path=str(files / "sahel.ttl"))), set(ox.parse(path=str(files / TWIN)))
    added = twin - plain
    assert plain < twin
    assert {quad.predicate.value for quad in added} == {REIFIES}
    claims = {q.subject for q in plain if q.predicate.value == RDF.type and q.object.value == SKG.Claim}
    assert {quad.subject for quad in added} == claims and len(added) == len(claims)


def test_the_twin_leads_back_to_the_same_claims(files):
    store = loaded(files / TWIN)
    store.update(
        f"""
        PREFIX rdf: <{RDF.base}>
        DELETE WHERE {{ ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }} ;
        DELETE {{ ?claim rdf:reifies <<( ?s ?p ?o )>> }}
        INSERT {{ ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }}
        WHERE {{ ?claim rdf:reifies <<( ?s ?p ?o )>> }}
        """
    )
    assert set(store) == set(loaded(files / "sahel.ttl"))


def test_the_twin_asserts_facts_alone(files, store, archive):
    asserted = {quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    twin = {quad.triple for quad in ox.parse(path=str(files / TWIN))}
    reified = {triple.object: triple.subject.value for triple in twin if triple.predicate.value == REIFIES}
    admitted = {statement.iri for statement in archive.admitted()}
    assert asserted <= twin
    assert {claim for triple, claim in reified.items() if triple in twin} <= admitted
    assert len(reified.keys() - twin) > 50


@pytest.mark.parametrize("question", [name for name, each in read_library().items() if not each.needs])
def test_every_question_has_the_same_answer_on_the_twin(question, twin, store):
    assert ask(question, twin).as_csv() == ask(question, store).as_csv()


HOSTILE = (
    "]]> <![CDATA[ &amp; <!-- --> <script>alert(1)</script>",
    "\"\"\" ''' \\ \\u0041 ${x} {{x}}",
    "lines\n\r\n\r\tand \u2028 \x85",
    "=cmd()|' /C calc'!A1",
    "é \U0001f703 \u202ee\u0301",
    " ",
)


def hostile(text: str) -> list[ox.Quad]:
    one, two = ox.NamedNode(SKG.base + "one"), ox.NamedNode(SKG.base + "two")
    return [ox.Quad(one, two, ox.Literal(text)), ox.Quad(two, one, ox.Literal(text, language="fr"), one)]


@pytest.mark.parametrize("name", RDF_WRITERS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_literals_read_back_to_the_letter(name, text, tmp_path):
    path = tmp_path / name
    path.write_bytes(RDF_WRITERS[name](hostile(text))[0])
    expected = {quad if name in QUADS else ox.Quad(*quad.triple) for quad in hostile(text)}
    assert set(ox.parse(path=str(path))) == expected
    if name != TWIN:
        assert by_rdflib(path) == lines(ox.serialize(expected, format=ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize("text", ["vertical\x0btab", "null\x00", "no character \ufffe"])
def test_rdf_xml_refuses_what_no_reader_would_take_and_the_others_hold_it(text, tmp_path):
    with pytest.raises(Unwritable, match=r"^RDF/XML cannot hold the character U.00|^RDF/XML .* U.FFFE after"):
        RDF_WRITERS["sahel.rdf"](hostile(text))
    for name in QUADS:
        (tmp_path / name).write_bytes(RDF_WRITERS[name](hostile(text))[0])
        assert set(ox.parse(path=str(tmp_path / name))) == set(hostile(text))


def test_a_twin_of_a_claim_about_a_value_holds_the_literal():
    claim, term = ox.NamedNode(SKG.base + "claim"), ox.NamedNode(SKG.base + "term")
    stated = ox.Triple(term, term, ox.Literal(']]>\n"é', language="fr"))
    parts = zip((RDF.object, RDF.predicate, RDF.subject), reversed(tuple(stated)), strict=True)
    quads = [ox.Quad(claim, ox.NamedNode(part), value) for part, value in parts]
    read = {quad.triple for quad in ox.parse(as_rdf12(quads)[0], format=ox.RdfFormat.TURTLE)}
    assert ox.Triple(claim, ox.NamedNode(REIFIES), stated) in read and len(read) == 4


def cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


FORMULAS = "=+-@＝＋－＠"
BEFORE = ("", ' "', "text; ", "line\n", "tab\t'")


@pytest.mark.parametrize(
    ("before", "start"), [*itertools.product(BEFORE, FORMULAS), *(("", c) for c in "\t\r\n\0")]
)
def test_no_cell_of_a_spreadsheet_is_a_formula(before, start):
    text = f"{before}{start}cmd()|' /C calc'!A1"
    data, losses = as_spreadsheet(("a", "b"), [(text, "é"), ("plain", "a=b, c-d; e")])
    assert losses == (GUARDED,)
    guarded = cells(data)[1][0]
    assert guarded != text and guarded.replace("'", "") == text.replace("'", "")
    pieces = re.split("[;\t\n]", guarded) if before else [guarded]
    assert not [piece for piece in pieces if piece.lstrip(' "')[:1] == start]
    assert cells(data)[2] == ["plain", "a=b, c-d; e"]


def test_a_spreadsheet_of_claims_has_accents_and_the_same_cells_where_nothing_is_a_formula(archive):
    data, losses = as_spreadsheet(CLAIM_COLUMNS, claim_rows(archive))
    assert data.startswith("\ufeffclaim,".encode())
    assert losses == ()
    assert [tuple(row) for row in cells(data)] == [CLAIM_COLUMNS, *claim_rows(archive)]


def test_a_table_of_claims_tells_what_it_leaves_out(archive):
    written = {name: TABLE_WRITERS[name](archive) for name in ("claims.csv", "claims-spreadsheet.csv")}
    assert {name: lost for name, (_, lost) in written.items()} == dict.fromkeys(written, (OFFSETS,))
    assert all(data.decode("utf-8-sig").startswith("claim,") for data, _ in written.values())
    # of a span, the quote and the sentence are there, and nothing says where in it the words stand
    assert {field.name for field in fields(Claim)} - set(CLAIM_COLUMNS) == {"iri", "spans"}


@pytest.mark.parametrize("text", [*HOSTILE, "-1", "a,b", "null\x00"])
def test_a_table_as_data_keeps_every_cell_to_the_letter(text):
    assert cells(as_csv(("a", "b"), [(text, "é")])) == [["a", "b"], [text, "é"]]
    read = pandas.read_csv(io.BytesIO(as_csv(("a", "b"), [(text, "é")])), keep_default_na=False, dtype=str)
    assert read.to_numpy().tolist() == [[text, "é"]]
