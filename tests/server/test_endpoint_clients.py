"""Clients that nobody here wrote read from the endpoint, and it tells what the store itself tells."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper

from kg.core.namespaces import BASE, PREFIXES, SKG
from kg.core.rq_files import Question
from kg.curation.checks import read_seeds
from kg.graph.assemble import assemble
from kg.graph.store import write_built_graph
from kg.query.library import read_library
from kg.query.opening import open_built_graph
from tests.conftest import MINIATURE
from tests.support.explorer import DEEP
from tests.support.servers import Served, serving

pytestmark = pytest.mark.server

NAMES = "SELECT ?thing ?name WHERE { ?thing skos:prefLabel ?name } ORDER BY ?thing ?name"
DECLARED = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
LIBRARY = read_library()


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clients") / "output"
    folder.mkdir()
    store = assemble(read_seeds(MINIATURE))
    store.dump(str(folder / "sahel.nq"), format=ox.RdfFormat.N_QUADS)
    write_built_graph(store, folder)
    return folder


@pytest.fixture(scope="module")
def served(output: Path) -> Iterator[Served]:
    with serving(output, output.parent / "scratch", limits={"workers": 2, "seconds": 30.0}) as server:
        yield server


@pytest.fixture(scope="module")
def names(output: Path) -> list[tuple[str, str]]:
    """The rows of ``NAMES`` as the store itself has them."""
    built = open_built_graph(output)
    assert built
    found = [(row["thing"].value, row["name"].value) for row in built.query(DECLARED + NAMES)]
    assert len(found) > 20
    return found


def test_rdflib_asks_it_as_a_store(served: Served, names):
    graph = rdflib.Graph(SPARQLStore(f"{served.url}sparql"))
    assert [(str(row.thing), str(row.name)) for row in graph.query(DECLARED + NAMES)] == names
    label = rdflib.URIRef(PREFIXES["skos"] + "prefLabel")
    assert {(str(thing), str(name)) for thing, name in graph.subject_objects(label)} == set(names)


def test_sparqlwrapper_reads_every_format(served: Served, names):
    client = SPARQLWrapper(f"{served.url}sparql")
    client.setQuery(DECLARED + NAMES)
    client.setReturnFormat(JSON)
    rows = client.queryAndConvert()["results"]["bindings"]
    assert [(row["thing"]["value"], row["name"]["value"]) for row in rows] == names
    client.setReturnFormat(XML)
    document = client.queryAndConvert()
    assert len(document.getElementsByTagName("result")) == len(names)
    client.setMethod(POST)
    client.setReturnFormat(CSV)
    table = list(csv.reader(io.StringIO(client.queryAndConvert().decode(), newline="")))
    assert [tuple(row) for row in table[1:]] == names
    client.setQuery(DECLARED + "CONSTRUCT { ?s skos:prefLabel ?o } WHERE { ?s skos:prefLabel ?o }")
    client.setReturnFormat(TURTLE)
    told = rdflib.Graph().parse(data=client.queryAndConvert(), format="turtle")
    assert {(str(thing), str(name)) for thing, name in told.subject_objects()} == set(names)


def test_sparqlwrapper_tells_why_a_query_is_refused(served: Served):
    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

    client = SPARQLWrapper(f"{served.url}sparql")
    client.setQuery("SELECT ?s WHERE {")
    with pytest.raises(QueryBadFormed, match="a } is missing"):
        client.query()


def test_pandas_reads_a_table_from_an_address(served: Served, names):
    import httpx

    address = httpx.URL(f"{served.url}sparql", params={"query": NAMES, "format": "csv"})
    frame = pandas.read_csv(str(address))
    assert list(frame.columns) == ["thing", "name"]
    assert list(frame.itertuples(index=False, name=None)) == names


def test_rdflib_loads_what_a_construct_tells(served: Served):
    import httpx

    query = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <BASEgraph/registry> { ?s ?p ?o } }".replace("BASE", BASE)
    address = str(httpx.URL(f"{served.url}sparql", params={"query": query}))
    registry = rdflib.Graph().parse(address)  # it asks by Accept, and believes the Content-Type
    assert (None, rdflib.URIRef(PREFIXES["skos"] + "prefLabel"), None) in registry


def test_curl_asks_in_each_way_of_the_protocol(served: Served, tmp_path: Path):
    curl = shutil.which("curl")
    if not curl:
        pytest.skip("no curl: sudo apt-get install curl")
    (tmp_path / "q.rq").write_text(NAMES, encoding="utf-8")
    accept, address = ["-H", "Accept: text/csv"], f"{served.url}sparql"
    ways = (
        ["-G", address, "--data-urlencode", f"query={NAMES}"],
        [address, "--data-urlencode", f"query={NAMES}"],
        [address, "--data-urlencode", "query@q.rq"],
        [address, "-H", "Content-Type: application/sparql-query", "--data-binary", "@q.rq"],
        ["--compressed", "-G", address, "--data-urlencode", f"query={NAMES}"],
        ["--http1.0", "-G", address, "--data-urlencode", f"query={NAMES}"],
    )
    told = {
        subprocess.run(
            [curl, "-sS", "--fail", *accept, *way], capture_output=True, check=True, cwd=tmp_path
        ).stdout
        for way in ways
    }
    assert len(told) == 1
    assert told.pop().decode().startswith("thing,name\r\n")


def test_oxigraphs_own_reader_takes_what_it_tells(served: Served, tmp_path: Path):
    program = Path(sys.executable).with_name("oxigraph")
    dump = served.get(
        query=f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{BASE}graph/claims> {{ ?s ?p ?o }} }}", format="nt"
    )
    (tmp_path / "a.nt").write_bytes(dump.content)
    load = [program, "load", "-l", tmp_path / "db", "-f", tmp_path / "a.nt"]
    subprocess.run(load, check=True, capture_output=True)
    count = served.ask(
        f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{BASE}graph/claims> {{ ?s ?p ?o }} }}", Accept="text/csv"
    )
    asked = [program, "query", "-l", tmp_path / "db", "--query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"]
    done = subprocess.run([*asked, "--results-format", "csv"], check=True, capture_output=True, text=True)
    assert done.stdout.split() == count.text.split()


@pytest.mark.parametrize("policy", ["reported", "narrator", "everyone"] if DEEP else ["reported"])
def test_the_library_has_the_rows_of_the_store_over_http(served: Served, output: Path, policy: str):
    built = open_built_graph(output, policy)
    assert built
    assert len(LIBRARY) > 40
    for question in LIBRARY.values():
        own = built.query(question.text).serialize(format=ox.QueryResultsFormat.TSV).decode()
        reply = served.ask(question.text, f"/sparql/{policy}", Accept="text/tab-separated-values")
        assert reply.status_code == 200, question.name
        assert rows_of(reply.text, question) == rows_of(own, question), question.name


def rows_of(table: str, question: Question) -> list[str]:
    """Return the rows of a table; where a question names no order of its own, in the order of their text."""
    head, *rows = table.splitlines()
    assert sorted(head.replace("?", "").split("\t")) == sorted(question.columns), question.name
    return rows if "ORDER BY" in question.text else sorted(rows)


def test_no_prefix_has_to_be_declared(served: Served):
    for name in PREFIXES:
        assert served.ask(f"ASK {{ ?s {name}:x ?o }}").status_code == 200, name
    assert served.ask(f"PREFIX skg: <urn:other:> ASK {{ FILTER(STR(skg:x) != '{SKG.base}x') }}").json()[
        "boolean"
    ]
