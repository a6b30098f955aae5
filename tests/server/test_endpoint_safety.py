"""What an attacker tries at the endpoint, and what a careless client does: others hardly notice."""

from __future__ import annotations

import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import quote, unquote

import httpx
import pyoxigraph as ox
import pytest

from kg.curation.checks import read_seeds
from kg.explorer.page import draw
from kg.graph.assemble import assemble
from kg.graph.read import Archive
from kg.graph.store import write_built_graph
from kg.server.fields import parse_fields
from kg.server.negotiation import ROWS, choose
from kg.server.replies import Refused
from tests.conftest import MINIATURE
from tests.support.explorer import DEEP
from tests.support.servers import ROOT, Served, serving, until

pytestmark = pytest.mark.server

LIMITS = {"seconds": 1.0, "patience": 0.5, "workers": 2, "memory": 300_000_000, "delivery": 2.0}
ROOM = {"seconds": 30.0, "patience": 30.0, "workers": 1, "delivery": 2.0}
SLACK = 15.0
"""Seconds that a busy machine may add to anything."""
GOOD = "SELECT ?s { ?s a skg:City } LIMIT 3"
SECRET = "what nobody outside may read"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory, little: Archive) -> Path:
    """What a build leaves, beside what nobody may read."""
    folder = tmp_path_factory.mktemp("attacked") / "output"
    (folder / "pages").mkdir(parents=True)
    store = assemble(read_seeds(MINIATURE))
    store.dump(str(folder / "sahel.nq"), format=ox.RdfFormat.N_QUADS)
    write_built_graph(store, folder)
    (folder / "index.html").write_text(draw(little), encoding="utf-8")
    (folder / "sahel.ttl").write_text("# Turtle\n" * 3_000_000, encoding="utf-8")
    (folder.parent / "secret.txt").write_text(SECRET, encoding="utf-8")
    (folder.parent / "output-of-another").mkdir()
    (folder.parent / "output-of-another" / "secret.txt").write_text(SECRET, encoding="utf-8")
    (folder / ".hidden.txt").write_text(SECRET, encoding="utf-8")
    (folder / "pages" / "link.txt").symlink_to(folder.parent / "secret.txt")
    (folder / "pages" / "links").symlink_to(folder.parent)
    return folder


@pytest.fixture(scope="module")
def served(output: Path) -> Iterator[Served]:
    with serving(output, output.parent / "scratch", limits=LIMITS) as server:
        yield server
        assert "Traceback" not in server.log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def roomy(output: Path) -> Iterator[Served]:
    """A server that has time for what is large."""
    with serving(output, output.parent / "roomy", limits=ROOM) as server:
        yield server


@pytest.fixture(autouse=True)
def _well_afterwards(served: Served) -> Iterator[None]:
    """Whatever was tried, a good query is answered afterwards."""
    yield
    assert until(lambda: served.ask(GOOD).status_code == 200)


def some(cases: Sequence[str], step: int) -> Sequence[str]:
    """Return every so many of the cases, and with ``KG_DEEP`` all."""
    return cases if DEEP else cases[::step]


def problem(reply: httpx.Response) -> str:
    """Return the reason of a refusal, which is a document of one kind."""
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["x-content-type-options"] == "nosniff"
    said = reply.json()
    assert said["status"] == reply.status_code
    assert "Traceback" not in reply.text
    return str(said.get("detail", said["title"]))


# another machine

PLAIN = "SELECT * { SERVICE <URL> { ?s ?p ?o } }"
SERVICES = (
    PLAIN,
    "select*{service<URL>{?s ?p ?o}}",
    "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE <URL> { } }",
    "SELECT * { ?s ?p 1.5SERVICE<URL>{ } }",
    "SELECT * { ?s ?p 1e5SERVICE SILENT<URL>{ } }",
    "SELECT * { ?s ?p trueSERVICE <URL> { } }",
    "SELECT * { ?s ?p 'a'SERVICE<URL>{ } }",
    "SELECT * { ?s ?p 'a'@enSERVICE<URL>{ } }",
    "SELECT * { ?s ?p <urn:x>SERVICE<URL>{ } }",
    "SELECT * { ?s ?p []SERVICE<URL>{ } }",
    "SELECT * { ?s ?p 'SERVICE'SERVICE<URL>{ } }",
    "SELECT * { ?s ?p '\\''SERVICE<URL>{ } }",
    "SELECT * { ?s ?p '''a'b''SERVICE''' SERVICE<URL>{ } }",
    "SELECT * { SERVICE#\n<URL>#}\n{ ?s ?p ?o } }",
    "SELECT * { SERVICE # <urn:x> {\r<URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE\t\r\n\f<URL>\v{ ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT# '\n<URL> { ?s ?p ?o } }",
    "SELECT * { # '\n SERVICE <URL> { ?s ?p ?o } # '\n }",
    "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "SELECT * { ?s ?p ?o OPTIONAL { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { { ?s ?p ?o } UNION { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o MINUS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { GRAPH ?g { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o } GROUP BY (EXISTS { SERVICE <URL> { } } AS ?x)",
    "SELECT (EXISTS { SERVICE <URL> { } } AS ?x) { }",
    "SELECT * { BIND(EXISTS { SERVICE <URL> { } } AS ?x) }",
    "SELECT ?s { ?s ?p ?o } ORDER BY EXISTS { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING EXISTS { SERVICE <URL> { ?s ?p ?o } }",
    "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "SELECT * { BIND(<URL> AS ?u) SERVICE SILENT $u { ?s ?p ?o } }",
    "SELECT * { BIND(IRI('URL') AS ?u) SERVICE ?u { ?s ?p ?o } }",
    "PREFIX u: <URL> SELECT * { SERVICE u: { ?s ?p ?o } }",
    "PREFIX u: <URL> SELECT * { SERVICE u:a\\-b%20c { ?s ?p ?o } }",
    "PREFIX : <URL> SELECT * { SERVICE :{ ?s ?p ?o } }",
    "BASE <URL> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "BASE <URL> SELECT * { SERVICE <x?y#z> { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVIC\\u0045 <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE \\u003CURL\\u003E { ?s ?p ?o } }",
    "SELECT * { SERVICE <URL> \\u007B ?s ?p ?o } }",
    "SELECT * { SERVICE\\u0020<URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE <\\u0068ttp\\u003AREST> { ?s ?p ?o } }",
    "\ufeffSELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o . \u017fERVICE <URL> { ?s ?p ?o } }",
)
LOADS = (
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
    "DESCRIBE <URL>",
    "CONSTRUCT { ?s ?p ?o } FROM <file:SECRET> WHERE { ?s ?p ?o }",
)
UPDATES = (
    *("LOAD <URL>", "LOAD SILENT <URL> INTO GRAPH <urn:g>", "LOAD <file:///etc/passwd>", "DROP ALL"),
    *("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "DELETE WHERE { ?s ?p ?o }", "CLEAR DEFAULT"),
    *("CREATE GRAPH <urn:g>", "SELECT * { } ; DROP ALL", "ASK { } ; LOAD <URL>", "DROP ALL ; ASK { }"),
)
WITHOUT_GUARD = "import kg.server.sparql as at\nat.check_text = lambda *text: None\n"
WITHOUT_FILTER = "import kg.server.workers.sandbox as at\nat.close_network = lambda: False\n"


class Ear:
    """A socket on this machine that counts who connects, and what they say first."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            self.heard.append(b"connected")
            line.close()

    def close(self) -> None:
        self._socket.close()

    def put_into(self, query: str) -> str:
        return query.replace("URL", self.url).replace("REST", self.url.removeprefix("http:"))


@pytest.fixture
def ear() -> Iterator[Ear]:
    found = Ear()
    yield found
    found.close()


@contextmanager
def without(output: Path, folder: Path, *defences: str) -> Iterator[Served]:
    """Serve with workers that lack some of their defences, to see that the others hold alone."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text("".join(defences), encoding="utf-8")
    environment = {"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    with serving(output, folder / "scratch", limits=LIMITS, environment=environment) as server:
        yield server


def test_no_service_is_asked_in_whatever_disguise(served: Served, ear: Ear):
    for query in map(ear.put_into, SERVICES):
        assert served.ask(query).status_code == 400, query
    for job in ("/notes", "/drawing"):
        for query in map(ear.put_into, SERVICES[:4]):
            assert served.get(job, query=query).status_code == 400, query
    assert ear.heard == []


def test_the_refusal_says_why(served: Served):
    assert problem(served.ask(PLAIN)) == "query: SERVICE asks another machine, and is refused"


def test_the_filter_of_the_kernel_holds_alone(output: Path, ear: Ear, tmp_path: Path):
    with without(output, tmp_path / "a", WITHOUT_GUARD) as unguarded:
        assert unguarded.health()["network_closed"] is True
        for query in map(ear.put_into, (*some(SERVICES, 3), *LOADS)):
            assert unguarded.ask(query).status_code in (200, 400), query
        assert unguarded.health()["restarts"] == 0, "a worker to which it is refused goes on"
    assert ear.heard == []


def test_the_guard_of_the_text_holds_alone(output: Path, ear: Ear, tmp_path: Path):
    with without(output, tmp_path / "a", WITHOUT_FILTER) as unfiltered:
        assert unfiltered.health()["network_closed"] is False
        for query in map(ear.put_into, (*some(SERVICES, 3), *LOADS)):
            unfiltered.ask(query)
    assert ear.heard == []


@pytest.mark.skipif(not DEEP, reason="a proof of other tests: make deep")
def test_without_both_it_would_be_asked(output: Path, ear: Ear, tmp_path: Path):
    with without(output, tmp_path / "a", WITHOUT_GUARD, WITHOUT_FILTER) as open_to_all:
        heard = 0
        for query in some(SERVICES, 3):
            open_to_all.ask(ear.put_into(query))
            heard += bool(ear.heard)
            ear.heard.clear()
    assert heard > len(some(SERVICES, 3)) / 2, "the disguises are none"


def test_nothing_is_loaded_whatever_a_query_names(served: Served, ear: Ear):
    for query in map(ear.put_into, LOADS):
        reply = served.ask(query.replace("SECRET", str(__file__)), Accept="text/csv, application/n-triples")
        assert reply.status_code == 200, query
        assert len(reply.text.splitlines()) <= 1, query
    for graph in (ear.url, "file:///etc/passwd"):
        fields = {"default-graph-uri": graph, "named-graph-uri": graph}
        asked = served.client.get("/sparql", params={"query": "ASK { ?s ?p ?o }", **fields})
        assert asked.json()["boolean"] is False
    assert ear.heard == []


def test_nothing_is_changed_by_whatever_route(served: Served, ear: Ear):
    before = served.ask("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").text
    for update in map(ear.put_into, UPDATES):
        direct = {"Content-Type": "application/sparql-update"}
        replies = (
            served.ask(update),
            served.get(query=update),
            served.get(update=update),
            served.get(query="ASK {}", update=update),
            served.client.post("/sparql", data={"query": update}),
            served.client.post("/sparql", data={"update": update}),
            served.client.post("/sparql", content=update.encode(), headers=direct),
            served.client.post("/sparql?query=ASK%7B%7D", content=update.encode(), headers=direct),
            served.client.post("/update", content=update.encode(), headers=direct),
            served.client.put("/store?default", content=b"<urn:a> <urn:b> <urn:c> ."),
        )
        assert all(400 <= reply.status_code < 500 for reply in replies), update
    assert served.ask("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").text == before
    assert ear.heard == []


# queries that end a parser, or never end


def deep(sign: str, end: str, core: str, times: int) -> str:
    return sign * times + core + end * times


def deeps(times: int) -> dict[str, str]:
    """Return queries that nest or repeat so often, in every disguise that fits."""
    where, told = "SELECT * {{ ?a ?b ?c FILTER({}) }}".format, "SELECT * {{ {} }}".format
    return {
        "brackets": where(deep("(", ")", "1", times)),
        "brackets left open": where("(" * times),
        "behind a less-than": where(f"?a<{'(' * times}1{')' * times}>?b"),
        "behind a less-than, unspaced": where(f"?a<{'(' * times}>?b"),
        "behind an open string": where(f"'{'(' * times}"),
        "between strings": where(deep("('a'=(", "))", "'('", times // 6)),
        "behind a comment's end": where(f"#\r{'(' * times}1{')' * times}"),
        "behind an escaped quote": where(f"'\\'' = {'(' * times}1{')' * times}"),
        "groups": told(deep("{", "}", "", times)),
        "blank nodes": told("?s ?p " + deep("[<urn:p>", "]", "", times // 10)),
        "lists": told("?s ?p " + deep("(", ")", "1", times)),
        "quoted triples": told(deep("<<", " <urn:p> 1>>", "?s", times // 15) + " ?p ?o"),
        "triple terms": told("?s ?p " + deep("<<(?s ?p ", ")>>", "?o", times // 12)),
        "paths": told(f"?s {deep('(', ')*', '<urn:p>', times // 2)} ?o"),
        "inverse paths": told(f"?s {'^' * times}<urn:p> ?o"),
        "inverse paths in brackets": told(f"?s {deep('^(', ')', '<urn:p>', times // 2)} ?o"),
        "exclamation marks": where("!" * times + "true"),
        "minus signs": where("-" * times + "1"),
        "pluses": where("+".join("1" * (times // 2))),
        "ors": where("||".join("1" * (times // 3))),
        "products": where("*".join("1" * (times // 2))),
        "a long path": told("?s " + "/".join(["a"] * (times // 2)) + " ?o"),
        "a long path of choices": told("?s " + "|".join(["a"] * (times // 2)) + " ?o"),
        "unions": told("{}" + "UNION{}" * (times // 7)),
        "optionals": told("OPTIONAL{}" * (times // 10)),
        "optionals in one another": told(deep("OPTIONAL{", "}", "", times // 10)),
        "minuses": told("?s ?p ?o " + "MINUS{}" * (times // 7)),
        "selects": told(deep("{SELECT*{", "}}", "", times // 11)),
        "existences": where(deep("EXISTS{FILTER(", ")}", "1", times // 16)),
        "functions": where(deep("STR(", ")", "1", times // 5)),
        "choices": where(deep("IF(1,1,", ")", "1", times // 8)),
        "sets": where(deep("1 IN(", ")", "1", times // 6)),
        "variables": "SELECT " + " ".join(f"?v{n}" for n in range(times // 7)) + " {}",
        "values": told("VALUES ?v {" + "1 " * (times // 2) + "}"),
        "binds": told("".join(f"BIND(1 AS ?v{n})" for n in range(times // 18))),
        "prefixes": "".join(f"PREFIX p{n}:<urn:p>" for n in range(times // 18)) + "ASK{}",
    }


FORMS = sorted(deeps(1))


@pytest.mark.parametrize("form", some(FORMS, 3))
def test_no_depth_ends_the_server(served: Served, form: str):
    for times in (5_000, 19_000) if DEEP else (19_000,):
        reply = served.ask(deeps(times)[form][:20_000])
        assert reply.status_code in (200, 400, 503), (times, reply.text)
        if reply.status_code != 200:
            problem(reply)
    assert served.ask(GOOD).status_code == 200


def test_brackets_are_refused_with_the_reason(served: Served):
    assert problem(served.ask(deeps(5_000)["brackets"])) == "brackets nest deeper than 100"


def test_the_stack_of_a_worker_holds_without_the_count_of_brackets(output: Path, tmp_path: Path):
    with without(output, tmp_path / "a", WITHOUT_GUARD) as unguarded:
        for form in FORMS if DEEP else ("brackets", "groups", "selects", "exclamation marks"):
            reply = unguarded.ask(deeps(19_000)[form][:20_000])
            assert reply.status_code in (200, 400, 503), form
            assert until(lambda: unguarded.ask(GOOD).status_code == 200), form


ENDLESS = {
    "a join of everything": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "an order of everything": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?e ?i LIMIT 1",
    "paths without ends": "SELECT (COUNT(*) AS ?n) { ?a (!<u:x>|^!<u:x>)* ?b . ?c (!<u:x>|^!<u:x>)* ?d }",
    "groups of everything": "SELECT ?a (COUNT(?i) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?a",
    "expressions on everything":
        "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(REGEX(CONCAT(STR(?a), STR(?i)), '^(a+)+$')) }",
}  # fmt: skip


@pytest.mark.parametrize("case", some(list(ENDLESS), 2))
def test_a_query_without_end_is_stopped_and_others_are_answered_meanwhile(served: Served, case: str):
    replies: list[httpx.Response] = []
    began = time.monotonic()
    asking = threading.Thread(target=lambda: replies.append(served.ask(ENDLESS[case])))
    asking.start()
    good = 0
    while asking.is_alive():
        at = time.monotonic()
        assert served.ask(GOOD).status_code == 200
        assert time.monotonic() - at < SLACK
        good += 1
    assert good > 3
    assert replies[0].status_code == 503
    assert "longer than 1 seconds" in problem(replies[0]) or "memory" in problem(replies[0])
    assert time.monotonic() - began < LIMITS["seconds"] + SLACK


@pytest.mark.skipif(not DEEP, reason="a proof of other tests: make deep")
def test_more_endless_queries_than_workers_leave_room(output: Path, tmp_path: Path):
    """Clients take turns, so that who asks little waits for no more than one worker to be stopped."""
    with (
        serving(output, tmp_path / "scratch", limits={"workers": 2, "seconds": 3.0}) as fair,
        httpx.Client(
            base_url=fair.url, timeout=60, transport=httpx.HTTPTransport(local_address="127.0.0.2")
        ) as other,
    ):
        replies: list[int] = []
        asked = {"query": ENDLESS["a join of everything"]}

        def attack() -> None:
            replies.append(other.get("/sparql", params=asked).status_code)

        threads = [threading.Thread(target=attack) for _ in range(5)]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        while any(thread.is_alive() for thread in threads):
            assert fair.ask(GOOD).status_code == 200, "who asks little is not turned away"
        assert set(replies) == {503}


GREEDY = {
    "doubling": "SELECT (STRLEN(?x40) AS ?n) { BIND('0123456789' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
    + " }",
    "one long text": "SELECT (STRLEN(GROUP_CONCAT(CONCAT(STR(?a), STR(?f), STR(?c)))) AS ?n) "
    "{ ?a ?b ?c . ?d ?e ?f }",
    "all rows at once": "SELECT DISTINCT ?a ?c ?d ?f { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f LIMIT 1",
}


@pytest.mark.parametrize("case", some(list(GREEDY), 2))
def test_a_query_that_takes_memory_is_stopped(served: Served, case: str):
    most = [0]
    done = threading.Event()

    def measured() -> None:
        while not done.is_set():
            most[0] = max(most[0], sum(served.memory()))
            time.sleep(0.05)

    watching = threading.Thread(target=measured)
    watching.start()
    reply = served.ask(GREEDY[case])
    done.set()
    watching.join()
    assert reply.status_code == 503, reply.text
    assert re.search("memory|longer", problem(reply))
    assert most[0] < 2_000, "megabytes of all processes"


def test_memory_alone_is_told(roomy: Served):
    assert problem(roomy.ask(GREEDY["doubling"])) == "the query needs more memory than a worker may hold"


# answers and questions that are too large

MANY = (
    "SELECT ?a ?d {{ {{ SELECT ?a {{ ?a ?b ?c }} LIMIT 1000 }} "
    "{{ SELECT ?d {{ ?d ?e ?f }} LIMIT 1000 }} }} LIMIT {}"
)
LONG = (
    "SELECT (CONCAT(?text, STR(RAND())) AS ?long) { "
    "BIND('0123456789' AS ?x0) BIND(CONCAT(?x0,?x0,?x0,?x0,?x0,?x0,?x0,?x0,?x0,?x0) AS ?x1) "
    "BIND(CONCAT(?x1,?x1,?x1,?x1,?x1,?x1,?x1,?x1,?x1,?x1) AS ?text) "
    "{ SELECT ?a { ?a ?b ?c } LIMIT 300 } { SELECT ?d { ?d ?e ?f } LIMIT 300 } }"
)


@pytest.mark.parametrize("form", some(["json", "xml", "csv", "tsv"], 2))
def test_a_row_more_than_the_limit_is_refused(roomy: Served, form: str):
    assert roomy.get(query=MANY.format(100_000), format=form).status_code == 200
    refused = roomy.get(query=MANY.format(100_001), format=form)
    assert refused.status_code == 503
    assert "more than 100,000 rows" in problem(refused)


def test_a_triple_more_than_the_limit_is_refused(roomy: Served):
    query = "CONSTRUCT {{ ?a <urn:p> ?n }} WHERE {{ {{ {} }} BIND(RAND() AS ?n) }}".format
    refused = roomy.ask(query(MANY.format(1_000_000)))
    assert (refused.status_code, "more than 100,000 triples" in problem(refused)) == (503, True)


def test_fifty_megabytes_are_the_limit(roomy: Served):
    assert "more than 50,000,000 bytes" in problem(roomy.ask(LONG))
    assert len(roomy.ask(LONG + " LIMIT 40000", **{"Accept-Encoding": "identity"}).content) > 40_000_000


def test_twenty_kilobytes_are_the_limit_of_a_query(served: Served):
    fits = f"ASK {{}} #{'é' * 9_996}"
    assert len(fits.encode()) == 20_000
    for query, status in ((fits, 200), (fits + "a", 413)):
        replies = (
            served.ask(query),
            served.get(query=query),
            served.client.post("/sparql", data={"query": query}),
        )
        assert [reply.status_code for reply in replies] == [status] * 3
        if status == 413:
            assert {problem(reply) for reply in replies} == {
                "the query has 20,001 bytes, the limit is 20,000"
            }


@pytest.mark.parametrize("route", ["/find", "/notes", "/drawing", "/query"])
def test_other_jobs_have_the_same_limits(served: Served, route: str):
    query = ENDLESS["a join of everything"]
    assert served.get(route, query="(" * 9_000, q="x" * 9_000, queries="[" * 9_000).status_code < 500
    reply = served.get(route, query=query, queries=json.dumps({"q0": {"query": "x" * 10_000}}))
    assert reply.status_code < 500 or (reply.status_code == 503 and problem(reply))


def test_what_the_front_reads_of_a_hostile_head_takes_no_time():
    began = time.process_time()
    for hostile in (
        *("a," * 45_000, ";" * 90_000, "*/*;q=" + "9" * 90_000, "*/*" + ";q=nan" * 15_000, "/" * 90_000),
        *(" " * 90_000, "text/csv" + " ;" * 45_000, "=" * 90_000, ",;=" * 30_000),
    ):
        choose(hostile, tuple(ROWS))
    for fields in (
        b"&" * 90_000,
        b"=" * 90_000,
        b"%" * 90_000,
        b"a=%41" * 18_000,
        b"+" * 90_000,
        b"a&" * 45_000,
    ):
        try:
            parse_fields(fields)
        except Refused as refused:
            assert refused.status == 400
    assert time.process_time() - began < 5


def test_the_front_keeps_no_hostile_heads(served: Served):
    before = served.memory()[0]
    for n in range(300):
        served.get("/sparql", {"Accept": f"text/csv;a{n}={'x' * 80_000}"}, query="ASK{}")
    assert served.memory()[0] < before + 20


# slow and strange clients


def test_who_does_not_end_a_body_gets_a_408_and_holds_up_nobody(served: Served):
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    with ExitStack() as stack:
        bodies = [stack.enter_context(served.connection(40)) for _ in range(60)]
        for n, line in enumerate(bodies):
            line.sendall(
                head
                + (b"Content-Length: 100\r\n\r\nASK", b"Transfer-Encoding: chunked\r\n\r\n3\r\nASK")[n % 2]
            )
        for _ in range(8):
            for line in bodies:
                try:
                    line.sendall(b"a")
                except OSError:  # it has been hung up on
                    continue
            at = time.monotonic()
            assert served.ask(GOOD).status_code == 200
            assert time.monotonic() - at < SLACK
            time.sleep(0.5)
        for line in bodies:
            line.settimeout(5)
            assert line.recv(1_000).startswith((b"HTTP/1.1 408", b"HTTP/1.1 400"))


def test_who_reads_slowly_is_given_up(roomy: Served):
    request = f"GET /sparql?query={quote(LONG + ' LIMIT 40000')} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    for asked in (request, b"GET /sahel.ttl HTTP/1.1\r\nHost: x\r\n\r\n"):
        with ExitStack() as stack:
            lines = [stack.enter_context(roomy.connection(60)) for _ in range(2)]
            for line in lines:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
                line.sendall(asked)
                assert line.recv(12) == b"HTTP/1.1 200"
            assert roomy.ask(GOOD).status_code == 200
            ports = {line.getsockname()[1] for line in lines}
            until(partial(forgotten, roomy, ports), ROOM["delivery"] + SLACK)
    assert "Traceback" not in roomy.log.read_text(encoding="utf-8")


def test_a_head_that_is_too_long_is_refused_with_the_reason(served: Served):
    refused = served.get("/health", {"A": "b" * 101_000})
    assert (refused.status_code, problem(refused)) == (431, "the limit is 100,000 bytes")


def forgotten(served: Served, ports: set[int]) -> bool:
    """Tell whether a server has no connection more to some ports."""
    lines = served.family()[0].net_connections()
    return not any(line.raddr and line.raddr.port in ports for line in lines)


def test_who_goes_away_frees_the_worker(output: Path, tmp_path: Path):
    limits = {"seconds": 120.0, "patience": 100.0, "workers": 1}
    query = quote(ENDLESS["a join of everything"])
    with serving(output, tmp_path / "scratch", limits=limits) as patient:
        for method in (b"GET", b"HEAD"):
            with patient.connection() as line:
                line.sendall(method + f" /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                time.sleep(1)
            assert until(lambda: patient.ask(GOOD).status_code == 200)
        assert patient.health()["busy"] <= 1
        assert patient.health()["restarts"] == 2


STRANGE: dict[str, bytes] = {
    "a megabyte of an address": b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a megabyte of a query": b"GET /sparql?query=" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "thousands of headers": b"GET /sparql HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 50_000 + b"\r\n",
    "one long header": b"GET /sparql HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 1_000_000 + b"\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)) * 20,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "two lengths": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nASK{}",
    "a length and chunks": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n",
    "a strange encoding": b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a negative length": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "a chunk without end": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n" + b"ffff\r\n" + b"#" * 65_535 + b"\r\nffff\r\n" + b"#" * 65_535,
    "a proxy's address": b"GET http://127.0.0.1:9/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "a tunnel": b"CONNECT 127.0.0.1:9 HTTP/1.1\r\nHost: x\r\n\r\n",
    "an upgrade": b"GET /sparql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Key: YWFhYWFhYWFhYWFhYWFhYQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    "a line break in a header": b"GET /health HTTP/1.1\r\nHost: x\r\nA: b\nX: c\r\n folded\r\n\r\n",
    "bytes in a path": b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "bytes in a query": b"GET /sparql?query=\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "bytes in headers": b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: \xff\r\nAccept: \xff\xfe\r\n\r\n",
    "broken per cents": b"GET /%f%%2%zz?query=%f%zz HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("case", STRANGE)
def test_strange_requests_are_refused_or_taken_for_what_they_say(served: Served, case: str):
    before = served.memory()[0]
    replies = served.raw(STRANGE[case], seconds=0.6)
    statuses = re.findall(rb"HTTP/1\.1 (\d)\d\d", replies)
    assert set(statuses) <= {b"2", b"4"}, replies[:300]
    assert b"Traceback" not in replies
    assert len(statuses) <= 1, "one question, one answer"
    assert served.memory()[0] < before + 30


def test_a_body_without_need_is_not_kept(served: Served):
    before = served.memory()[0]
    with served.connection(10) as line:
        line.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: 900000000\r\n\r\n")
        line.settimeout(2)
        try:
            for _ in range(1_000):
                line.sendall(b"#" * 100_000)
        except OSError:
            pass
    assert served.memory()[0] < before + 30


def test_requests_in_a_row_are_answered_in_their_order(served: Served):
    each = "GET /sparql?format=csv&query=SELECT%20({}%20AS%20?n)%7B%7D HTTP/1.1\r\nHost: x\r\n{}\r\n".format
    sent = "".join(each(n, "Connection: close\r\n" if n == 199 else "") for n in range(200))
    replies = served.raw(sent.encode())
    assert [int(n) for n in re.findall(rb"\r\n\r\nn\r\n(\d+)\r\n", replies)] == list(range(200))


def test_a_flood_of_connections_is_turned_away_and_forgotten(served: Served):
    with ExitStack() as stack:
        lines = [stack.enter_context(served.connection()) for _ in range(700)]
        time.sleep(0.5)
        lines[-1].sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert lines[-1].recv(12) == b"HTTP/1.1 503"
    assert until(lambda: served.client.get("/health").status_code == 200)


def test_many_ranges_of_a_file_take_no_time(served: Served):
    ranges = ",".join(f"{n}-{n}" for n in range(0, 28_000, 2))
    for given in (ranges[:90_000].rpartition(",")[0], "0-," * 20_000 + "0-"):
        at = time.monotonic()
        reply = served.get("/sahel.nq", {"Range": f"bytes={given}"})
        assert reply.status_code < 500
        assert time.monotonic() - at < SLACK


# what is reflected

INJECTED = "%0d%0aX-Injected:%20yes%0d%0a%0d%0a<script>"


@pytest.mark.parametrize(
    "path",
    [
        f"/sparql?query=ASK%7B%7D&format=csv{INJECTED}", f"/sparql/{INJECTED}?query=ASK%7B%7D",
        f"/{INJECTED}", f"/actor/{INJECTED}", f"/sparql?query={INJECTED}", f"/find?q={INJECTED}",
        f"/find?callback={INJECTED}", f"/query?query={INJECTED}", f"/notes?query=ASK%7B%7D&format={INJECTED}",
        f"/sparql?query=ASK%7B%7D&default-graph-uri={INJECTED}", f"/find/view?id={INJECTED}",
    ],
)  # fmt: skip
def test_no_value_becomes_a_header_or_markup(served: Served, path: str):
    hostile = (b"Accept: text/html\r\n", b"Accept: application/json\r\n", b"Host: <script>\r\n")
    for more in hostile:
        sent = b"GET " + path.encode() + b" HTTP/1.1\r\nConnection: close\r\n" + more + b"\r\n"
        head, _, body = served.raw(sent).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 "), path
        assert not re.search(rb"(?im)^x-injected", head), path
        is_page = re.search(rb"(?i)content-type: text/html", head)
        assert not (is_page and b"X-Injected: yes\r\n\r\n<script>" in body), path
        assert b"nosniff" in head, path


def test_the_address_that_it_tells_is_never_markup(served: Served):
    for host in ("<script>", "a.example/../b", 'x">', "x y", "x:80:80", "", "[::1"):
        reply = served.get("/openapi.json", {"Host": host})
        assert reply.status_code == 400 or reply.json()["servers"] == [{"url": "http://localhost"}], host


PATHS = [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e%2fsecret.txt",
    "/pages/../../secret.txt",
    "/./../secret.txt",
    "/pages/..%2f..%2fsecret.txt",
    "/..%5csecret.txt",
    "/....//secret.txt",
    "/%252e%252e/secret.txt",
    "//secret.txt",
    "/../output-of-another/secret.txt",
    "/..\\secret.txt",
    "/pages/link.txt",
    "/pages/links/secret.txt",
    "/pages/links/output-of-another/secret.txt",
    "/.hidden.txt",
    "/%2ehidden.txt",
    "/./.hidden.txt",
    "/pages/../.hidden.txt",
    "/.hidden.txt/",
    "/.store/stamp",
    "/.store/db/CURRENT",
    "/%2estore/stamp",
    "/pages/../.store/stamp",
    "/.store",
    "/pages/%2e%2e/.store/stamp",
    "/secret.txt%00",
    "/../secret.txt%00.html",
    "/sahel.nq%00.txt",
    "/index.html%00",
    "//etc/passwd",
    "/%2fetc/passwd",
    "/etc/passwd",
    "/C:/Windows/win.ini",
    "/~root",
    "/proc/self/environ",
    "/pages",
    "/pages/",
    "/.",
    "/%f0%9f%92%a5/%ed%a0%80",
]
LONG_PATHS = [
    "/" + "a/" * 20_000,
    "/" + "a" * 5_000,
    "/" + "%c3%a9" * 250,
    "/pages/" + "../" * 30 + "etc/passwd",
]


def test_no_path_leads_out_of_the_folder(served: Served, output: Path):
    stamp = (output / ".store" / "stamp").read_bytes()
    for path in (*PATHS, *LONG_PATHS):
        sent = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        reply = served.raw(sent)
        assert reply.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400")), (path[:50], reply[:80])
        assert SECRET.encode() not in reply and stamp not in reply and b"root:" not in reply, path[:50]


def test_the_log_is_a_line_for_each_request_whatever_it_asks(served: Served):
    hostile = ["/a%0a%7b%22status%22:200%7d", "/%0d%0a", "/%1b%5b2J", "/%e2%80%a8%c2%85", "/%22,%22a%22:%22"]
    asked = [unquote(path) for path in hostile]

    def lines() -> list[str]:  # a request of another test may be told of late
        every = served.log.read_text(encoding="utf-8").splitlines()
        return [line for line in every if line.startswith("{") and json.loads(line)["path"] in asked]

    for path in hostile:
        served.client.get(path)
    until(lambda: len(lines()) >= len(hostile))
    assert [(json.loads(line)["path"], json.loads(line)["status"]) for line in lines()] == [
        (path, 404) for path in asked
    ]
    assert all(line.isascii() and line.isprintable() for line in lines())


def test_the_log_does_not_hold_what_was_asked(served: Served):
    served.ask("ASK { FILTER('a private matter' = 'x') }")
    served.get(query="ASK { FILTER('a private matter' = 'x') }")
    assert "private" not in served.log.read_text(encoding="utf-8")
