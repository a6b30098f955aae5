"""The endpoint as a client of HTTP sees it: the SPARQL protocol, formats, negotiation, caching, refusals."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib

from kg.core.namespaces import BASE, GRAPHS, SD, SKG, VOID
from kg.explorer.page import draw
from kg.graph.policy import built_policies, facts_of
from kg.graph.read import Archive
from kg.graph.store import write_built_graph
from kg.server.negotiation import EXTENSIONS, ROWS, TRIPLES, choose
from tests.support.explorer import DEEP
from tests.support.servers import Served, serving

pytestmark = pytest.mark.server

DATA = "http://data.example/"
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
PROBLEM = "application/problem+json"
A = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory, store: ox.Store, little: Archive) -> Path:
    """What a build leaves: the store on disk, a page, files, and what nobody may see."""
    folder = tmp_path_factory.mktemp("served") / "output"
    (folder / "pages").mkdir(parents=True)
    store.dump(str(folder / "sahel.nq"), format=ox.RdfFormat.N_QUADS)
    write_built_graph(store, folder)
    (folder / "index.html").write_text(draw(little), encoding="utf-8")
    (folder / "sahel.ttl").write_text("# Turtle\n" * 1_000, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def served(output: Path) -> Iterator[Served]:
    with serving(output, output.parent / "scratch") as server:
        yield server


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A store without policies, with the four graphs that the protocol's test suite wants."""
    folder = tmp_path_factory.mktemp("bare")
    store = ox.Store(str(folder / "db"))
    for name in ("data0", "data1", "data2", "data3"):
        node = ox.NamedNode(DATA + name)
        store.add(ox.Quad(node, ox.NamedNode(A), ox.NamedNode(DATA + "Document"), node))
    store.add(ox.Quad(ox.NamedNode(DATA + "s"), ox.NamedNode(A), ox.Literal("default"), ox.DefaultGraph()))
    store.flush()
    del store
    with serving(folder / "db", folder / "scratch", bare=True) as server:
        yield server


# the query part of the W3C test suite of the protocol, https://www.w3.org/TR/sparql11-protocol/

ONE = f"ASK {{ <{DATA}data1> a ?type }}"
TWO = f"ASK {{ <{DATA}data1> a ?type . <{DATA}data2> a ?type }}"
APART = f"ASK {{ GRAPH ?g1 {{ <{DATA}data1> a ?type }} GRAPH ?g2 {{ <{DATA}data2> a ?type }} }}"
FULL = (
    f"ASK {{ <{DATA}data3> a ?type . GRAPH ?g1 {{ <{DATA}data1> a ?t }} GRAPH ?g2 {{ <{DATA}data2> a ?t }} }}"
)
NOT_OTHERS = f"ASK {{ {{ <{DATA}data0> ?p ?o }} UNION {{ GRAPH ?g {{ <{DATA}data0> ?p ?o }} }} }}"
FIRST, SECOND, THIRD = (f"{DATA}data{n}" for n in (1, 2, 3))
DATASETS: dict[str, tuple[str, dict[str, list[str]], bool]] = {
    "query_dataset_default_graph": (ONE, {"default-graph-uri": [FIRST]}, True),
    "query_dataset_default_graphs": (TWO, {"default-graph-uri": [FIRST, SECOND]}, True),
    "query_dataset_named_graphs": (APART, {"named-graph-uri": [FIRST, SECOND]}, True),
    "query_dataset_full": (FULL, {"default-graph-uri": [THIRD], "named-graph-uri": [FIRST, SECOND]}, True),
    "query_multiple_dataset": (
        f"ASK FROM <{FIRST}> {{ <{FIRST}> ?p ?o }}", {"default-graph-uri": [SECOND]}, False,
    ),
    "only what is named is asked": (
        NOT_OTHERS, {"default-graph-uri": [THIRD], "named-graph-uri": [FIRST, SECOND]}, False,
    ),
    "without default graphs, there is none": (ONE, {"named-graph-uri": [FIRST]}, False),
    "without named graphs, there are none": (APART, {"default-graph-uri": [FIRST, SECOND]}, False),
    "a graph that is not there is empty": (ONE, {"default-graph-uri": ["http://127.0.0.1:9/"]}, False),
}  # fmt: skip


@pytest.mark.parametrize("case", DATASETS)
@pytest.mark.parametrize("way", ["get", "post", "direct"])
def test_the_protocol_says_which_graphs_are_asked(bare: Served, case: str, way: str):
    query, graphs, expected = DATASETS[case]
    if way == "get":
        reply = bare.client.get("/sparql", params={"query": query, **graphs})
    elif way == "post":
        reply = bare.client.post("/sparql", data={"query": query, **graphs})
    else:
        reply = bare.client.post(
            "/sparql", params=graphs, content=query.encode(), headers={"Content-Type": QUERY}
        )
    assert reply.status_code == 200
    assert reply.json()["boolean"] is expected


def test_query_get(bare: Served):
    assert bare.client.get("/sparql?query=ASK%20%7B%7D").json() == {"head": {}, "boolean": True}


def test_query_post_form(bare: Served):
    reply = bare.client.post("/sparql", content=b"query=ASK%20%7B%7D", headers={"Content-Type": FORM})
    assert reply.json()["boolean"] is True


@pytest.mark.parametrize("media", [QUERY, f"{QUERY}; charset=UTF-8", QUERY.upper()])
def test_query_post_direct(bare: Served, media: str):
    reply = bare.client.post("/sparql", content=b"ASK {}", headers={"Content-Type": media})
    assert reply.json()["boolean"] is True


KINDS = {
    "query_content_type_select": ("SELECT (1 AS ?value) {}", {"json", "xml", "csv", "tsv"}),
    "query_content_type_ask": ("ASK {}", {"json", "xml", "csv", "tsv"}),
    "query_content_type_describe": (f"DESCRIBE <{FIRST}>", {"ttl", "nt", "jsonld", "rdf", "trig", "nq"}),
    "query_content_type_construct": (
        "CONSTRUCT { <http://a.example/s> <http://a.example/p> 1 } {}",
        {"ttl", "nt", "jsonld", "rdf", "trig", "nq"},
    ),
}


@pytest.mark.parametrize("case", KINDS)
def test_an_answer_is_of_the_media_type_that_it_says(bare: Served, case: str):
    query, forms = KINDS[case]
    for form in sorted(forms):
        media = EXTENSIONS[form]
        for reply in (bare.ask(query, Accept=media), bare.get(query=query, format=form)):
            assert reply.status_code == 200
            assert reply.headers["content-type"].partition(";")[0] == media
            assert well_formed(reply.content, form)


def well_formed(data: bytes, form: str) -> bool:
    """Tell whether bytes are of a format, by the reader of somebody else."""
    if form in ("xml", "rdf"):
        ElementTree.fromstring(data)
    elif form in ("json", "jsonld"):
        json.loads(data)
    elif form in ("csv", "tsv"):
        rows = list(csv.reader(io.StringIO(data.decode()), delimiter="," if form == "csv" else "\t"))
        assert rows
    if form in ("ttl", "nt", "rdf", "trig", "nq", "jsonld"):
        names = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nq": "nquads"}
        rdflib.Dataset().parse(data=data, format=names.get(form, form))
    return True


BAD: dict[str, tuple[str, str, bytes, dict[str, str], int]] = {
    "bad_query_method": ("PUT", "?query=ASK%20%7B%7D", b"", {}, 405),
    "bad_multiple_queries": ("GET", "?query=ASK%20%7B%7D&query=ASK%20%7B%7D", b"", {}, 400),
    "bad_multiple_queries, form": ("POST", "", b"query=ASK{}&query=ASK{}", {"Content-Type": FORM}, 400),
    "bad_multiple_queries, both": ("POST", "?query=ASK%7B%7D", b"ASK {}", {"Content-Type": QUERY}, 400),
    "bad_query_wrong_media_type": ("POST", "", b"ASK {}", {"Content-Type": "text/plain"}, 415),
    "bad_query_missing_form_type": ("POST", "", b"query=ASK%20%7B%7D", {}, 415),
    "bad_query_missing_direct_type": ("POST", "", b"ASK {}", {}, 415),
    "bad_query_non_utf8": (
        "POST", "", "ASK {}".encode("utf-16"), {"Content-Type": f"{QUERY}; charset=UTF-16"}, 415,
    ),
    "bad_query_non_utf8, unsaid": ("POST", "", "ASK {}".encode("utf-16"), {"Content-Type": QUERY}, 400),
    "bad_query_syntax": ("GET", "?query=ASK%20%7B", b"", {}, 400),
    "no query": ("POST", "", b"", {"Content-Type": FORM}, 400),
    "an empty query": ("GET", "?query=", b"", {}, 400),
    "bytes that are not UTF-8": ("GET", "?query=ASK%7B%7D%ff", b"", {}, 400),
    "a graph that is no IRI": ("GET", "?query=ASK%7B%7D&default-graph-uri=%3E%20bad", b"", {}, 400),
    "a format that is none": ("GET", "?query=ASK%7B%7D&format=docx", b"", {}, 406),
    "a media type that is none": ("GET", "?query=ASK%7B%7D", b"", {"Accept": "image/png"}, 406),
    "triples of a yes": ("GET", "?query=ASK%7B%7D", b"", {"Accept": "text/turtle"}, 406),
    "an update": ("POST", "", b"DROP ALL", {"Content-Type": "application/sparql-update"}, 403),
    "an update in a form": ("POST", "", b"update=DROP%20ALL", {"Content-Type": FORM}, 403),
    "an update as a query": ("POST", "", b"DROP ALL", {"Content-Type": QUERY}, 400),
    "too long a body": ("POST", "", b"query=" + b"x" * 100_000, {"Content-Type": FORM}, 413),
    "too long a query": ("POST", "", b"#" * 20_001, {"Content-Type": QUERY}, 413),
    "formats in turn": ("GET", "?query=ASK%7B%7D&format=csv&format=json", b"", {}, 400),
    "no such policy": ("GET", "/nobody?query=ASK%7B%7D", b"", {}, 404),
    "no such policy, to be described": ("GET", "/nobody", b"", {"Accept": "text/turtle"}, 404),
    "no policy that an IRI can name": ("GET", "/%C2%9B", b"", {"Accept": "text/turtle"}, 404),
    "none with a space": ("GET", "/re%20ported", b"", {"Accept": "text/turtle"}, 404),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_query_is_refused_with_the_reason(served: Served, case: str):
    method, more, body, headers, status = BAD[case]
    reply = served.client.request(method, f"/sparql{more}", content=body, headers=headers)
    assert reply.status_code == status
    assert reply.headers["content-type"] == PROBLEM
    problem = reply.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["type"] == "about:blank"
    assert len(problem.get("detail", "").splitlines()) <= 1
    assert served.health()["status"] == "ok"


def test_a_refused_method_says_which_are_taken(served: Served):
    for method in ("PUT", "PATCH", "DELETE", "TRACE", "QUERY"):
        reply = served.client.request(method, "/sparql")
        assert (reply.status_code, reply.headers["allow"]) == (405, "GET, HEAD, POST")


def test_a_syntax_error_is_told_with_its_place(served: Served):
    detail = served.ask("SELECT ?s\nWHERE { ?s skg:memberOf }").json()["detail"]
    assert detail.startswith("query:2:25: unexpected '}'")


# formats and negotiation

ACCEPTED = {
    "": "application/sparql-results+json",
    "*/*": "application/sparql-results+json",
    "text/*": "text/csv",
    "application/json": "application/json",
    "text/csv, application/sparql-results+xml;q=0.9": "text/csv",
    "text/csv;q=0.1, application/sparql-results+xml;q=0.9": "application/sparql-results+xml",
    "text/csv;q=0, text/*": "text/tab-separated-values",
    "TEXT/CSV": "text/csv",
    "text/csv;charset=utf-8": "text/csv",
    "text/csv;q=nonsense, text/tab-separated-values;q=0.1": "text/tab-separated-values",
    "image/png, */*;q=0.1": "application/sparql-results+json",
}


@pytest.mark.parametrize("accept", ACCEPTED)
def test_the_client_gets_what_it_likes_best(served: Served, accept: str):
    reply = served.ask("SELECT (1 AS ?x) {}", Accept=accept)
    assert reply.headers["content-type"].partition(";")[0] == ACCEPTED[accept]


def test_every_format_holds_the_same_rows(served: Served):
    query = "SELECT ?s ?name { ?s skos:prefLabel ?name } ORDER BY ?s ?name"
    results = {
        form: list(ox.parse_query_results(reply.content, format=kind))
        for form, kind in (
            ("json", ox.QueryResultsFormat.JSON),
            ("xml", ox.QueryResultsFormat.XML),
            ("tsv", ox.QueryResultsFormat.TSV),
        )
        if (reply := served.get(query=query, format=form))
    }
    rows = [[str(row["s"].value), row["name"].value] for row in results["json"]]
    assert len(rows) > 50
    assert [list(row) for row in results["xml"]] == [list(row) for row in results["json"]]
    assert [list(row) for row in results["tsv"]] == [list(row) for row in results["json"]]
    table = list(csv.reader(io.StringIO(served.get(query=query, format="csv").text, newline="")))
    assert table == [["s", "name"], *rows]


def test_every_format_holds_the_same_triples(served: Served):
    query = "CONSTRUCT { ?s skos:prefLabel ?name } WHERE { ?s skos:prefLabel ?name }"
    kinds = {
        "ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "trig": ox.RdfFormat.TRIG,
        "nq": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML,
    }  # fmt: skip
    found = {
        form: {quad.triple for quad in ox.parse(served.get(query=query, format=form).content, format=kind)}
        for form, kind in kinds.items()
    }
    assert len(found["ttl"]) > 50
    assert all(triples == found["ttl"] for triples in found.values())


def test_a_person_is_led_to_the_page_for_queries(served: Served):
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    asked = served.client.get("/sparql?query=ASK%7B%7D", headers=browser)
    assert (asked.status_code, asked.headers["location"]) == (303, "/query?query=ASK%7B%7D")
    assert served.client.get("/sparql", headers=browser).headers["location"] == "/query"
    told = served.client.get("/sparql?query=ASK%7B%7D&format=csv", headers=browser)
    assert (told.status_code, told.text) == (200, "true")


# the dataset


def test_the_default_graph_is_the_policy_and_what_is_on_record(served: Served, store: ox.Store):
    everywhere = [*GRAPHS.values(), *(f"{BASE}graph/facts/{policy}" for policy in built_policies(store))]
    happened = "SELECT (COUNT(*) AS ?n) { ?s skg:happened ?o }"
    for policy in built_policies(store):
        address = f"/sparql/{policy}"
        graphs = served.ask(
            "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g", address, Accept="text/csv"
        )
        assert graphs.text.split()[1:] == sorted(everywhere)
        count = int(served.ask(happened, address, Accept="text/csv").text.split()[1])
        facts = [quad for quad in facts_of(store, policy) if quad.predicate.value == f"{SKG.base}happened"]
        assert count == len(facts), policy


def test_a_policy_changes_the_answer(served: Served, store: ox.Store):
    query = "SELECT ?s ?p ?o { ?s ?p ?o . ?p a skg:Relation } ORDER BY ?s ?p ?o"
    answers = {
        policy: served.ask(query, f"/sparql/{policy}", Accept="text/csv").text
        for policy in built_policies(store)
    }
    counts = {policy: len(text.splitlines()) for policy, text in answers.items()}
    assert counts["narrator"] < counts["reported"] < counts["everyone"]
    assert served.ask(query, Accept="text/csv").text == answers["reported"]


# caching, HEAD, compression, other origins


def test_who_has_an_answer_gets_none_again(served: Served):
    query = "SELECT ?s { ?s a skg:City } ORDER BY ?s"
    first = served.get(query=query)
    tag = first.headers["etag"]
    for given in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = served.get(query=query, headers={"If-None-Match": given})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["vary"] == first.headers["vary"]
    assert served.get(query=query, headers={"If-None-Match": '"other"'}).content == first.content
    assert served.get(query=query, format="csv").headers["etag"] != tag


@pytest.mark.parametrize(
    "path", ["/sparql?query=ASK%7B%7D", "/sparql?query=ASK%7B", "/sparql", "/health", "/sahel.ttl", "/"]
)
def test_a_head_is_the_answer_without_its_body(served: Served, path: str):
    whole, head = served.client.get(path), served.client.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    of_the_way = {"date", "transfer-encoding"}
    same = {name: value for name, value in whole.headers.items() if name not in of_the_way}
    assert {name: value for name, value in head.headers.items() if name not in of_the_way} == same


@pytest.mark.parametrize("path", ["/sahel.ttl", "/"])
def test_who_has_a_file_gets_it_not_again(served: Served, path: str):
    whole = served.client.get(path)
    again = served.get(path, {"If-None-Match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert served.get(path, {"If-None-Match": '"other"'}).content == whole.content


def test_a_page_that_is_served_may_ask_its_server_and_no_other(served: Served):
    page = served.client.get("/")
    assert page.headers["content-type"] == "text/html;charset=utf-8"
    assert 'data-endpoint="/sparql"' in page.text
    assert "connect-src &#39;self&#39;" in page.text
    assert served.client.get("/index.html").content == page.content


def test_what_is_long_is_compressed_for_who_takes_that(served: Served):
    query = "SELECT * { ?s skos:prefLabel ?name } ORDER BY ?s ?name"
    with served.client.stream("GET", "/sparql", params={"query": query}) as reply:
        packed = b"".join(reply.iter_raw())
        assert (reply.headers["content-encoding"], reply.headers["content-length"]) == (
            "gzip",
            str(len(packed)),
        )
    plain = served.get(query=query, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed) == plain.content
    assert len(packed) < len(plain.content) / 5
    assert plain.headers["etag"] != reply.headers["etag"]
    assert "Accept-Encoding" in plain.headers["vary"]
    refused = served.get(query=query, headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


def test_pages_of_every_origin_may_read_and_no_other_may_write(served: Served):
    reply = served.get(query="ASK {}", headers={"Origin": "https://elsewhere.example"})
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in reply.headers
    preflight = served.client.options(
        "/sparql", headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    )
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert preflight.headers["access-control-allow-methods"] == "GET, HEAD, POST, OPTIONS"
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]
    asked = served.client.options("/sparql")
    assert (asked.status_code, asked.headers["allow"]) == (204, "GET, HEAD, POST")


def test_every_answer_says_how_it_is_to_be_taken(served: Served):
    paths = ("/sparql?query=ASK%7B%7D", "/sparql?query=x", "/nothing/here", "/sahel.ttl", "/", "/health")
    for path in paths:
        headers = served.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "no-referrer", path
        assert headers["content-security-policy"] == "frame-ancestors 'self'", path
        assert "server" not in headers, path


# what it says of itself


def test_the_service_describes_itself(served: Served, store: ox.Store):
    text = served.get(headers={"Accept": "text/turtle"}).text
    said = rdflib.Graph().parse(data=text, format="turtle")
    service = rdflib.URIRef(f"{served.url}sparql")
    dataset = said.value(service, rdflib.URIRef(SD.defaultDataset))
    assert said.value(service, rdflib.URIRef(SD.endpoint)) == service
    assert (service, rdflib.URIRef(SD.feature), rdflib.URIRef(SD.UnionDefaultGraph)) in said
    names = {
        str(said.value(graph, rdflib.URIRef(SD.name)))
        for graph in said.objects(dataset, rdflib.URIRef(SD.namedGraph))
    }
    facts = {f"{BASE}graph/facts/{policy}" for policy in built_policies(store)}
    assert names == {*GRAPHS.values(), *facts}
    for name in names:
        count = served.ask(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}", Accept="text/csv")
        told = said.value(rdflib.URIRef(name), rdflib.URIRef(VOID.triples))
        assert str(told) == count.text.split()[1], name
    assert not [node for triple in said for node in triple if isinstance(node, rdflib.BNode)]


@pytest.mark.parametrize("form", ["ttl", "nt", "jsonld", "rdf", "trig", "nq"])
def test_the_description_comes_in_every_format(served: Served, form: str):
    reply = served.get(headers={"Accept": EXTENSIONS[form]})
    assert reply.headers["content-type"].partition(";")[0] == EXTENSIONS[form]
    assert well_formed(reply.content, form)


def test_it_tells_how_it_is(served: Served):
    health = served.health()
    assert health["status"] == "ok"
    assert health["workers"] == 5
    assert health["busy"] == health["waiting"] == 0
    assert health["network_closed"] is True


# negotiation, by itself


def test_what_stands_first_wins_a_tie():
    rows, graphs = tuple(ROWS), tuple(TRIPLES)
    assert choose("", rows) == rows[0]
    assert choose("text/csv, application/sparql-results+json", rows) == rows[0]
    assert choose("application/ld+json;q=1.0, text/turtle", graphs) == "text/turtle"
    assert choose("*/*;q=0", rows) is None


def test_the_vocabulary_is_at_hand_without_prefixes(served: Served):
    query = f"ASK {{ ?x a skg:City FILTER(STRSTARTS(STR(skg:memberOf), '{SKG.base}')) }}"
    assert served.ask(query).json()["boolean"] is True


# tried by its own description

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def test_schemathesis_finds_no_answer_that_the_description_does_not_tell(served: Served, tmp_path: Path):
    """Schemathesis makes requests of the OpenAPI description, as it allows them and as it does not."""
    program, most = Path(sys.executable).with_name("schemathesis"), "1000" if DEEP else "3"
    limits = ["--max-examples", most, "--phases", "examples,coverage,fuzzing,stateful", "--mode", "all"]
    command = [str(program), "run", f"{served.url}openapi.json", *limits, "--checks", CHECKS, "--seed", "1"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout[-8_000:]
    paths = served.client.get("/openapi.json").json()["paths"]
    operations = sum(
        len(methods) for path, methods in paths.items() if path != "/openapi.json"
    )  # it reads that
    assert re.search(rf"Tested: +{operations}\b", done.stdout), done.stdout[-2_000:]
