"""SPARQL in the page: against the endpoint that serves it, and from disk with Oxigraph inside the page."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

import pyoxigraph as ox
import pytest
from playwright.sync_api import Page, expect

from kg.core.namespaces import BASE, GRAPHS, PREFIXES
from kg.core.ontology import Label
from kg.core.rq_files import bind, parse_question
from kg.curation.checks import read_seeds
from kg.errors import NoEngine
from kg.explorer.offline_sparql import _variable, library, offline_store
from kg.explorer.page import draw, served
from kg.explorer.scene import Scene
from kg.explorer.wasm import read_engine
from kg.graph.assemble import assemble
from kg.graph.exclude import believe, claimants_of
from kg.graph.policy import settle
from kg.graph.read import read_archive
from kg.graph.store import FACTS
from kg.query.engines import run
from kg.query.library import ask, read_library
from kg.query.opening import load
from tests.conftest import MINIATURE
from tests.support.explorer import DEEP, violations
from tests.support.explorer import believe as choose_policy
from tests.support.modules import Run, runner

LIBRARY = read_library()
NAMES = "SELECT ?it ?name WHERE { ?it a skg:ArmedGroup ; skos:prefLabel ?name }"


# ---- the text alone ----


@pytest.fixture(scope="module")
def text_of(modules: Page) -> Run:
    """Call a function of ``sparql_tokens.js`` on an empty page."""
    return runner(modules, "sparql_tokens.js")


def test_parameters_are_bound_as_kg_binds_them(text_of):
    for example in json.loads(library())["questions"]:
        question = replace(LIBRARY[example["name"]], text=example["text"])
        for parameter in example["params"]:
            value = {"integer": "7", "date": "2024-09-22"}.get(parameter["type"], BASE + "actor/jnim")
            term = {"integer": "7", "date": f'"{value}"^^<http://www.w3.org/2001/XMLSchema#date>'}
            given = [example["text"], [[parameter, term.get(parameter["type"], f"<{value}>")]]]
            bound = bind(question, {parameter["name"]: [value]}).text
            assert text_of("bound(...given)", given) == bound


def test_several_parameters_and_letters_of_any_plane_keep_their_places(text_of):
    text = "SELECT * WHERE { ?a ?p '\U0001f4a5' . { SELECT ?b WHERE { ?b ?p ?a } } }"
    question = parse_question(f"#+ params: a b\n{text}")
    pairs = [[_variable(text, name), f"<urn:{name}>"] for name in ("a", "b")]
    expected = bind(question, {"a": ["urn:a"], "b": ["urn:b"]}).text.partition("\n")[2]
    assert text_of("bound(...given)", [text, pairs]) == expected


HARD = [
    'SELECT * { ?s ?p "a } # not a comment" } # a comment {{{',
    "SELECT * { ?s ?p '''a\n'b' \\''' ( ''' . ?x <http://x/#(> 1 }",
    "ASK { ?s ?p 'unfinished\n }",
    'SELECT * { ?s ?p "\\"" , "" , """""" ; skg:p ((1)) }',
]


def test_no_letter_is_lost_and_the_form_of_a_query_is_seen(text_of):
    for text in [*HARD, *(question.text for question in LIBRARY.values())]:
        assert text_of("tokensOf(given).map((one) => one.text).join('')", text) == text
        assert text_of("formOf(given)", text) in ("SELECT", "ASK")


def test_known_prefixes_that_are_used_and_not_declared_are_filled_in(text_of):
    text = (
        "PREFIX rdf: <urn:x#>\nSELECT * { ?s a skg:A ; rdf:value 'xsd:int' ; skos:note <prov:x>, x:y } # oa:"
    )
    assert text_of("prologue(given[0], given[1])", [text, PREFIXES]) == [
        f"PREFIX skg: <{PREFIXES['skg']}>",
        f"PREFIX skos: <{PREFIXES['skos']}>",
    ]


def test_the_iris_of_triples_are_read_with_their_prefixes(text_of):
    turtle = '@prefix e: <urn:e/> .\n<urn:a> e:b "<urn:no>", e:c ; a <urn:d> .'
    assert sorted(text_of("irisIn(given)", turtle)) == ["urn:a", "urn:d", "urn:e/b", "urn:e/c"]


# ---- a page from disk, and one that is served ----


def test_a_page_on_disk_has_no_such_view_and_may_ask_nothing(visit, html):
    page = visit()
    assert page.locator("#tab-sparql").count() == 0
    assert "; connect-src 'none';" in unescape(html)
    assert "wasm-unsafe-eval" not in html


def test_a_served_page_may_ask_its_server_and_is_the_same_otherwise(html):
    page = served(html)
    assert page.count("connect-src &#39;self&#39;") == page.count('data-endpoint="/sparql"') == 1
    library = re.search('id="queries">([^<]+)<', page)
    back = page.replace("connect-src &#39;self&#39;", "connect-src &#39;none&#39;")
    assert back.replace('data-endpoint="/sparql"', 'data-endpoint=""').replace(library[1], "") == html


@pytest.mark.parametrize("lost", ["connect-src &#39;none&#39;", 'data-endpoint=""', 'id="queries"'])
def test_what_is_no_page_of_ours_is_not_served_as_one(html, lost):
    with pytest.raises(ValueError, match="no page of ours"):
        served(html.replace(lost, ""))
    with pytest.raises(ValueError, match="no page of ours"):
        served(html.replace("<head>", f'<html lang="fr" {lost}><script type="text/plain" {lost}></script>'))
    with pytest.raises(ValueError, match="no page of ours"):
        served(served(html))


def test_no_words_of_a_graph_can_pass_for_the_places_that_are_changed(archive):
    words = (
        """<html data-endpoint="">; connect-src 'none'; <script type="text/plain" id="queries"></script>"""
    )
    page = draw(archive, Scene(Label(words, words), (), ()))
    assert served(page).count("connect-src &#39;self&#39;") == 1


class Server:
    """A small endpoint beside a page, which notes what it is asked."""

    def __init__(self, page: str, store: ox.Store):
        self.asked: list[tuple[str, str]] = []
        self.reply: tuple[int, str, bytes] | None = None
        self.hold = threading.Event()
        self.hold.set()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.give(200, "text/html;charset=utf-8", page.encode())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                query = parse_qs(body)["query"][0]
                server.asked.append((self.path, query))
                server.hold.wait(10)
                self.give(*(server.reply or server.answer(query, self.headers["Accept"])))

            def give(self, status: int, media: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", media)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Keep the output of the tests clean."""

        self.store = store
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.http.server_port}/"

    def answer(self, query: str, accept: str) -> tuple[int, str, bytes]:
        try:
            found = self.store.query(query, use_default_graph_as_union=True, prefixes=PREFIXES)
        except SyntaxError as error:
            told = {"title": "Bad query", "status": 400, "detail": f"query:{str(error).partition('at ')[2]}"}
            return 400, "application/problem+json", json.dumps(told).encode()
        form = ox.RdfFormat.TURTLE if accept == "text/turtle" else ox.QueryResultsFormat.JSON
        return 200, accept, found.serialize(format=form)


@pytest.fixture
def endpoint(screens, html, store) -> Iterator[tuple[Server, Page]]:
    """A served page, open on the view of SPARQL; it asks nobody but its server, and complains of nothing."""
    server = Server(served(html), store)
    with screens.lent(f"request {server.address}|.*status of (400|503)") as lend:
        page = lend()
        page.goto(server.address)
        page.wait_for_selector("html[data-ready]", state="attached")
        page.click("#tab-sparql")
        yield server, page
    server.hold.set()
    server.http.shutdown()
    server.http.server_close()


def answered(page: Page, text: str | None = None) -> str:
    """Ask a text by the keys of the editor, and wait for what comes back."""
    if text is not None:
        page.fill("#ask-text", text)
    page.focus("#ask-text")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".found, .trouble")
    return page.locator(".found, .trouble").first.inner_text()


def test_a_served_page_asks_the_endpoint_under_the_policy_that_is_chosen(endpoint, store):
    server, page = endpoint
    expected = len(ask(NAMES_TEXT, store))
    assert answered(page, NAMES).startswith(f"{expected}\u00a0rows")
    assert server.asked == [("/sparql/reported", NAMES)], "the text as it was written"
    assert page.locator(".answer tbody tr").count() == expected > 1
    choose_policy(page, "everyone")
    page.wait_for_function("() => !document.querySelector('#ask-run').disabled")
    assert server.asked[-1][0] == "/sparql/everyone"
    page.click("#voices")
    page.locator("#voiceList input").first.click()
    assert "voices not believed still count here" in page.locator(".query-editor .tools").inner_text().lower()


PROLOGUE = [f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("skg", "skos")]
NAMES_TEXT = "\n".join([*PROLOGUE, NAMES])


def test_an_error_is_told_with_its_place_and_leads_there(endpoint):
    _, page = endpoint
    told = answered(page, "SELECT ?s WHERE {\n  ?s skg:is FOO .\n}")
    assert told.startswith("Line 2, column ")
    assert page.locator(".gutter .wrong").inner_text() == "2"
    assert page.locator("#ask-text").get_attribute("aria-invalid") == "true"
    page.click("#ask-error")
    assert page.evaluate("document.activeElement.id") == "ask-text"
    assert page.evaluate("document.activeElement.selectionStart") >= len("SELECT ?s WHERE {\n  ?s skg:is ")
    column = answered(page, "SELECT ?s WHERE { ?s skg:is FOO }")
    assert int(re.search(r"column (\d+)", column)[1]) < 34  # the prefixes before it are not the reader's


def test_a_refusal_is_shown_as_the_server_words_it_and_a_strange_answer_too(endpoint):
    server, page = endpoint
    problem = {"title": "Timeout", "status": 503, "detail": "stopped after 5 seconds"}
    server.reply = 503, "application/problem+json", json.dumps(problem).encode()
    assert answered(page, NAMES) == "stopped after 5 seconds"
    server.reply = 503, "text/html", b"<b>out of order</b>"
    assert answered(page, NAMES) == "HTTP 503"
    server.reply = 200, "text/html", b"<b>not JSON</b>"
    assert "JSON" in answered(page, NAMES)
    service = "SELECT * { SERVICE <http://x/> { } }"
    server.reply = 400, "application/problem+json", json.dumps({"detail": "refused"}).encode()
    assert answered(page, service) == "refused"
    assert server.asked[-1][1] == service, "whether a text may be asked is for the server to say"


def test_a_long_query_can_be_cancelled_and_another_asked(endpoint):
    server, page = endpoint
    server.hold.clear()
    page.fill("#ask-text", NAMES)
    page.click("#ask-run")
    page.click("#ask-cancel")
    page.wait_for_selector(".trouble")
    assert page.locator(".trouble").inner_text() == "Cancelled."
    server.hold.set()
    assert "rows" in answered(page, NAMES)


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0",
    "javascript:alert(1)",
    "\u202egnp.exe",
    '"\r\n,x',
]


def test_rows_are_sorted_counted_cut_at_a_thousand_and_saved_whole(endpoint):
    server, page = endpoint
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    rows: list[dict[str, Any]] = [
        {
            "n": {"type": "literal", "value": str(n), "datatype": integer},
            "word": {"type": "literal", "value": f"w{n}"},
        }
        for n in range(1_500)
    ]
    rows += [{"word": {"type": "literal", "value": word, "xml:lang": "fr"}} for word in HOSTILE[:2]]
    rows += [{"word": {"type": "uri", "value": word}} for word in HOSTILE[2:]]
    told = {"head": {"vars": ["n", "word"]}, "results": {"bindings": rows}}
    server.reply = 200, "application/sparql-results+json", json.dumps(told).encode()
    assert answered(page, NAMES).startswith("1,505\u00a0rows, the first are shown")
    cells = page.locator(".answer tbody tr")
    assert cells.count() == 1_000
    assert "number" in cells.first.locator("td").first.get_attribute("class")
    page.click("#ask-sort-0")
    page.click("#ask-sort-0")
    assert cells.first.inner_text().split() == ["1499", "w1499"]
    assert page.locator(".answer th").first.get_attribute("aria-sort") == "descending"
    page.click("#ask-sort-1")
    assert page.locator(".answer a, .answer img").count() == 0
    with page.expect_download() as taking:
        page.click("#ask-csv")
    lines = Path(taking.value.path()).read_text(encoding="utf-8-sig")
    assert lines.count("\n") >= 1_506
    assert "'=cmd" in lines
    with page.expect_download() as taking:
        page.click("#ask-json")
    assert json.loads(Path(taking.value.path()).read_text(encoding="utf-8")) == told


def test_yes_no_and_triples_are_told_as_such(endpoint):
    _, page = endpoint
    page.fill("#ask-text", "ASK { ?s a skg:Nothing }")
    answered(page)
    assert page.locator(".verdict").inner_text() == "No"
    answered(page, "CONSTRUCT { ?it a skg:ArmedGroup } WHERE { ?it a skg:ArmedGroup }")
    assert "<https://w3id.org/sahel-kg/actor/jnim>" in page.locator(".turtle").inner_text()
    page.click("#ask-network")
    assert page.evaluate("kg.state.tab") == "graph"
    assert "Islam and Muslims" in page.locator("#evidence").inner_text()


def test_a_link_carries_the_question_and_another_opens_on_it(endpoint):
    server, page = endpoint
    page.locator("#ask-group-tolls").evaluate("one => { one.open = true }")
    page.click("#ask-tolls")
    page.wait_for_selector(".found")
    assert page.evaluate("location.hash") == "#tab=sparql&query=tolls"
    answered(page, NAMES)
    address = page.evaluate("location.hash")
    assert address == "#tab=sparql&query=" + quote(NAMES, safe="/!'()*")
    page.goto(server.address + "#tab=sparql")
    page.goto(server.address + address)
    page.wait_for_selector(".found")
    assert page.input_value("#ask-text") == NAMES
    answered(page, NAMES + " # " + "é" * 3_000)
    assert page.locator("#ask-link").is_disabled()
    assert page.evaluate("location.hash") == "#tab=sparql"


def test_a_question_is_narrowed_by_names_and_terms_of_the_page(endpoint, store):
    _, page = endpoint
    page.locator("#ask-group-tolls").evaluate("one => { one.open = true }")
    page.click("#ask-tolls")
    page.wait_for_selector(".found")
    page.fill("#ask-param-claimant", "security sources")
    page.keyboard.press("Enter")
    page.select_option("#ask-param-measure", label="killed")
    text = page.input_value("#ask-text")
    assert "VALUES ?who { <https://w3id.org/sahel-kg/voice/" in text and "VALUES ?counted {" in text
    page.click("#ask-run")
    page.wait_for_selector(".found")
    assert page.locator(".answer tbody tr").count() == len(ask(parse_question(text), store))


# ---- Oxigraph in the page ----


@pytest.fixture(scope="module")
def engine():
    try:
        return read_engine()
    except NoEngine as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def whole(archive, store, engine) -> str:
    return draw(archive, asked=offline_store(store, engine))


@pytest.fixture
def alone(visit, whole) -> Page:
    """The page on disk, with its engine open."""
    return opened(visit(whole))


def opened(page: Page) -> Page:
    page.evaluate("kg.openTab('sparql')")
    page.wait_for_selector("#ask-run")
    return page


ROWS = "text => kg.ask(text).then(({text}) => JSON.parse(text))"


def rows_of(page: Page, text: str) -> list[tuple[str, ...]]:
    found = page.evaluate(ROWS, text)
    return [
        tuple(row.get(name, {}).get("value", "") for name in found["head"]["vars"])
        for row in found["results"]["bindings"]
    ]


def test_an_engine_brings_its_right_to_run_and_no_other(html, whole):
    def rules(page: str) -> str:
        return unescape(re.search('Security-Policy" content="([^"]*)"', page)[1])

    hashed = r"'sha256-[\w+/=]+'"
    before, after = (re.sub(f"(?:{hashed} ?)+", "# ", rules(page)) for page in (html, whole))
    assert after == before.replace("script-src # ;", "script-src # 'wasm-unsafe-eval';").replace("# ;", "# ;")
    assert len(re.findall(hashed, rules(whole))) == len(re.findall(hashed, rules(html))) + 1
    assert "MIT OR Apache-2.0" in whole and "MIT OR Apache-2.0" not in html


def test_the_library_has_the_same_answers_in_the_page_as_kg_ask_gives(visit, whole, store, tmp_path):
    page = opened(visit(whole))
    for policy in ("reported", "narrator", "everyone") if DEEP else ("reported",):
        choose_policy(page, policy)
        under = ox.Store()
        under.bulk_extend(store)
        settle(under, policy)
        source: Any = under
        if DEEP and policy == "reported":  # rdflib takes a minute
            under.dump(str(tmp_path / "sahel.nq"), ox.RdfFormat.N_QUADS)
            source = load(tmp_path)
        for question in LIBRARY.values():
            expected = run(question, source)
            texts = sorted(tuple(term.value if term else "" for term in row) for row in expected)
            assert sorted(rows_of(page, question.text)) == texts, (policy, question.name)


def graph_of(page: Page) -> set[tuple[str, ...]]:
    """Return all that the page is asked about: graph, subject, predicate, object."""
    found = set()
    for name in [*GRAPHS.values(), FACTS + page.evaluate("kg.state.policy")]:
        found |= {
            ("facts" if name.startswith(FACTS) else name, *row)
            for row in rows_of(page, f"SELECT ?s ?p ?o {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")
        }
    return found


def quads_of(store: ox.Store, policy: str) -> set[tuple[str, ...]]:
    def place(quad: ox.Quad) -> str:
        own = isinstance(quad.graph_name, ox.DefaultGraph) or quad.predicate.value.endswith("#factsUnder")
        return "facts" if own else quad.graph_name.value

    return {(place(q), q.subject.value, q.predicate.value, q.object.value) for q in store}


def cases(store: ox.Store) -> list[tuple[str, ...]]:
    voices = claimants_of(store)
    most = 2 if DEEP else 1
    some = [without for size in range(1, most + 1) for without in combinations(voices, size)]
    return some if DEEP else some[:2]


@pytest.mark.parametrize("folder", ["seeds", str(MINIATURE)] if DEEP else [str(MINIATURE)])
def test_not_to_believe_somebody_gives_the_graph_that_kg_believe_gives(visit, engine, folder):
    store = assemble(read_seeds(folder))
    page = opened(visit(draw(read_archive(store), asked=offline_store(store, engine))))
    for number, without in enumerate(cases(store)):
        policy = ("reported", "everyone", "narrator")[number % 3]
        page.evaluate(
            "([policy, without]) => kg.change({policy, without: new Set(without)})", [policy, without]
        )
        left = believe(store, without)
        settle(left, policy)
        assert graph_of(page) == quads_of(left, policy), (policy, without)


def test_the_view_says_whom_it_believes_and_follows_a_change(alone, store):
    page = alone
    text = "SELECT (COUNT(?claim) AS ?n) WHERE { ?claim a skg:Claim }"
    answered(page, text)
    everybody = int(page.locator(".answer td").inner_text())
    gone = claimants_of(store)[-1]
    page.evaluate("iri => kg.change({without: new Set([iri])})", gone)
    page.wait_for_function(
        "n => Number(document.querySelector('.answer td')?.textContent || n) < n", arg=everybody
    )
    assert "−" in page.locator(".query-editor .tools").inner_text()


def test_limits_hold_without_the_reader_setting_any(alone):
    ask_all = "kg.ask('SELECT ?a ?b { ?a ?p ?q . ?b ?r ?s }')"
    rows = alone.evaluate(f"{ask_all}.then(({{text}}) => JSON.parse(text).results.bindings.length)")
    assert rows == 100_000
    assert alone.evaluate(f"{ask_all}.then(({{cut}}) => cut)")
    own = "SELECT ?a { { SELECT ?a { ?a ?p ?q } LIMIT 7 } } VALUES ?x { 1 2 }"
    assert len(rows_of(alone, own)) == 14


NOT_TAKEN = (
    ("SELECT ?s WHERE {\n  ?s ?p FOO\n}", "Line 2, column 12: unexpected «\u00a0FOO\u00a0»"),
    ("SELECT ?s WHERE {\n  ?s ?p ?o", "the query ends too early"),
    ("SELECT ?s WHERE { ?s mine:p ?o }", "this prefix is not declared"),
    (
        "PREFIX x: <urn:x> SELECT ?s WHERE { ?s ?p FOO }",
        "Line 1, column 46: unexpected «\u00a0FOO\u00a0»",
    ),
    ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "SERVICE asks another machine, and is refused."),
    ("", "Write a query, or choose a question."),
    ("SELECT * { ?s ?p ?o FILTER(" + "(" * 50_000 + "1" + ")" * 50_000 + ") }", "load the page again"),
)  # the last is the end of the engine


def test_what_the_engine_does_not_take_is_told_in_a_line(alone):
    for text, told in NOT_TAKEN:
        answered(alone, text)
        expect(alone.locator(".trouble")).to_contain_text(told)


def test_a_question_from_an_address_is_asked_and_a_text_of_ones_own_is_only_shown(visit, whole):
    page = visit(whole, "#tab=sparql&query=tolls")
    page.wait_for_selector(".found")
    page = visit(whole, "#tab=sparql&query=" + quote(NAMES))
    page.wait_for_selector("#ask-run")
    assert page.input_value("#ask-text") == NAMES
    page.wait_for_timeout(150)
    assert page.locator(".found, .trouble").count() == 0


def test_claims_of_an_answer_lead_to_their_words_and_into_the_network(alone):
    page = alone
    answered(page, "SELECT ?claim WHERE { ?claim rdf:predicate skg:perpetrator }")
    page.locator(".answer .name").first.click()
    assert page.locator("#evidence blockquote mark").count() >= 1
    page.click("#ask-network")
    lit = page.evaluate("kg.network.body.data.edges.get({filter: (edge) => edge.color.opacity === 1}).length")
    assert 0 < lit < len(page.evaluate("kg.drawn()"))


@pytest.mark.parametrize(
    "options",
    [{"locale": "fr-FR", "color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}],
    ids=["french and dark", "narrow"],
)
def test_axe_finds_nothing_wrong_and_nothing_runs_over_the_side(visit, whole, options):
    page = opened(visit(whole, **options))
    page.evaluate(
        "document.querySelectorAll('.questions, .questions details').forEach((one) => { one.open = true })"
    )
    found = {"as it opens": violations(page)}
    page.click("#ask-tolls")
    page.wait_for_selector(".found")
    found["with rows"] = violations(page)
    answered(page, "SELECT ?s { ?s ?p }")
    found["with an error"] = violations(page)
    answered(page, "DESCRIBE <https://w3id.org/sahel-kg/actor/jnim>")
    found["with triples"] = violations(page)
    page.click("#ask-network")
    found["in the network"] = violations(page)
    assert {state: wrong for state, wrong in found.items() if wrong} == {}
    page.evaluate("kg.openTab('sparql')")
    assert page.evaluate("document.querySelector('#sparql').scrollWidth <= innerWidth")


def test_keys_alone_reach_a_question_its_answer_and_the_words_behind_it(alone):
    page = alone
    page.focus("#tab-sparql")

    def press_until(wanted: str) -> None:
        for _ in range(70):
            page.keyboard.press("Tab")
            if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                return
        raise AssertionError(f"Tab does not reach {wanted}")

    press_until("#ask-affiliations")
    page.keyboard.press("Enter")
    page.wait_for_selector(".found")
    assert page.evaluate("document.activeElement.id") == "ask-affiliations"
    press_until("#ask-text")
    press_until("#ask-run")
    press_until(".answer .name")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel-title"


SIZES = "['#ask-text', '.under > div'].map((one) => document.querySelector(one).scrollWidth)"
SHIFTS = "[...document.querySelectorAll('.under > div, .gutter .at')].map((one) => one.style.transform)"


def test_what_is_seen_lies_under_what_is_written(alone):
    page = alone
    page.fill("#ask-text", "\n".join(f"# {'long ' * 60}{n}" for n in range(40)))
    written, seen = page.evaluate(SIZES)
    assert abs(written - seen) <= 12
    page.evaluate("Object.assign(document.getElementById('ask-text'), {scrollTop: 230, scrollLeft: 90})")
    page.wait_for_timeout(60)
    assert page.evaluate(SHIFTS) == ["translateY(-230px)", "translate(-90px, -230px)"]
