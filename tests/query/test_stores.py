"""One question, one answer: in memory, on disk, in rdflib, and on servers, whoever filled them."""

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from rdflib import Graph

from kg.cli import main
from kg.cli.options import FORMATS
from kg.core.namespaces import BESIDE, GRAPHS
from kg.curation.checks import read_seeds
from kg.errors import BadAddress, BadQuery, NoAnswer, NotBuilt, UnknownGraph, UnknownPolicy
from kg.graph.assemble import assemble
from kg.graph.store import FACTS, write_built_graph
from kg.query.engines import Source
from kg.query.http import Retries, Server
from kg.query.library import QUERIES, ask, read_library
from kg.query.opening import as_dataset, open_anywhere, open_endpoint, open_output, open_store
from kg.query.opening import load as load_dataset
from kg.query.provenance import cite
from kg.query.remote import MOST_COPIED
from kg.query.results import Rows, Term
from tests.support.stores import Asked, Oxigraph, Told, free_port, little, load, oxigraph, rows

pytestmark = pytest.mark.server

POLICIES = ("narrator", "reported", "everyone")
NARROWED = (
    ("tolls", {"event": "zorgo-attack"}),
    ("tolls", {"claimant": "Witnesses", "article": "mini-01032024-080000"}),
    ("claims", {"claimant": "witnesses"}),
)
WITHOUT_MEASURES = {name: each for name, each in read_library().items() if not each.needs}
FEW = ("tolls", "members", "opinions")
URI, LITERAL = "uri", "literal"


@pytest.fixture(scope="module")
def output(tmp_path_factory, miniature) -> Path:
    """What a build leaves of the graph itself, under a policy that is not the usual one."""
    folder = tmp_path_factory.mktemp("stores") / "output"
    folder.mkdir()
    store = assemble(read_seeds(miniature), policy="narrator")
    store.dump(str(folder / "sahel.nq"), format=ox.RdfFormat.N_QUADS)
    write_built_graph(store, folder)
    return folder


@pytest.fixture(scope="module")
def loaded(output) -> Path:
    """``sahel.nq`` as others load it: the facts stand in the default graph."""
    return load(output.parent / "loaded", output / "sahel.nq")


@pytest.fixture(scope="module")
def served(output) -> Iterator[Oxigraph]:
    with oxigraph(output / ".store" / "db", read_only=True) as server:
        yield server


@pytest.fixture(scope="module")
def served_apart(loaded) -> Iterator[Oxigraph]:
    with oxigraph(loaded, read_only=True) as server:
        yield server


@pytest.fixture(scope="module")
def everywhere(output, loaded, served, served_apart) -> dict[str, Source]:
    return {
        "the store of the build": open_store(output / ".store" / "db"),
        "a store that sahel.nq was loaded into": open_store(loaded),
        "rdflib": as_dataset(open_output(output)),
        "a server with the facts in their graphs": open_endpoint(served.query, "narrator"),
        "a server with the facts in its default graph": open_endpoint(served_apart.query),
    }


def kg(*words, **environment) -> Result:
    return CliRunner().invoke(main, list(map(str, words)), env=environment)


# the same rows


def test_every_question_has_the_same_rows_everywhere(output, everywhere):
    memory = open_output(output)
    for name in WITHOUT_MEASURES:
        expected = ask(name, memory)
        for place, source in everywhere.items():
            if place != "rdflib" or name in FEW:  # rdflib is slow: tests/test_queries.py asks it all
                assert ask(name, source) == expected, (name, place)


@pytest.mark.parametrize("policy", ["reported", "everyone"])
def test_what_follows_the_policy_has_the_same_rows_on_a_server_under_the_others(output, served, policy):
    memory, remote = open_output(output, policy), open_endpoint(served.query, policy)
    for name, question in WITHOUT_MEASURES.items():
        if question.about == "facts":
            assert ask(name, remote) == ask(name, memory), name


def test_names_are_found_everywhere_as_in_memory(output, everywhere):
    memory = open_output(output)
    for name, params in NARROWED:
        expected = ask(name, memory, **params)
        assert len(expected)
        for place, source in everywhere.items():
            if place != "rdflib":
                assert ask(name, source, **params) == expected, (name, place)


def test_footnotes_are_the_same_everywhere(output, everywhere):
    memory = open_output(output)
    for name in ("tolls", "members"):
        expected = cite(name, memory)
        assert expected.footnotes
        for place, source in everywhere.items():
            if place != "rdflib":
                assert cite(name, source) == expected, (name, place)


def test_a_copy_of_what_is_elsewhere_is_the_build(output, loaded, served, served_apart):
    for policy in POLICIES:
        expected = set(open_output(output, policy))
        assert set(open_store(output / ".store" / "db", policy).in_memory()) == expected
        assert set(open_endpoint(served.query, policy).in_memory()) == expected
    assert set(open_store(loaded).in_memory()) == set(open_endpoint(served_apart.query).in_memory())
    assert set(open_store(loaded).in_memory()) == set(open_output(output))


def test_claimants_are_left_out_everywhere(output, loaded, served):
    expected = ask("tolls", open_anywhere(output, "everyone", ["witnesses"]))
    db = output / ".store" / "db"
    assert ask("tolls", open_anywhere(policy="everyone", without=["witnesses"], store=db)) == expected
    assert (
        ask("tolls", open_anywhere(policy="everyone", without="witnesses", endpoint=served.query)) == expected
    )
    assert ask("tolls", open_anywhere(output, "everyone")) != expected


@pytest.mark.parametrize(
    ("form", "more"),
    [
        *((form, ()) for form in FORMATS),
        *((form, ("--cite",)) for form in FORMATS),
        ("csv", ("--engine", "rdflib")),
    ],
)
def test_the_command_prints_the_same_from_everywhere(output, served, form, more):
    words = ("ask", "tolls", "--event", "zorgo-attack", "--policy", "everyone", "--format", form, *more)
    expected = kg(*words, "--output", output)
    assert expected.exit_code == 0 and expected.stdout
    for place in (("--store", output / ".store" / "db"), ("--endpoint", served.query)):
        assert kg(*words, *place).stdout_bytes == expected.stdout_bytes


def test_a_graph_that_is_not_ours_counts_for_nothing_and_named_graphs_are_the_five(output, tmp_path):
    folder = Path(shutil.copytree(output / ".store" / "db", tmp_path / "db"))
    store = ox.Store(str(folder))
    mali, name = (
        "https://w3id.org/sahel-kg/event/zorgo-attack",
        "http://www.w3.org/2004/02/skos/core#prefLabel",
    )
    triple = (ox.NamedNode(mali), ox.NamedNode(name), ox.Literal("somebody else's", language="en"))
    store.add(ox.Quad(*triple, ox.NamedNode("urn:theirs")))
    store.add(ox.Quad(*triple, ox.DefaultGraph()))
    store.flush()
    del store
    graphs = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
    theirs = f'SELECT ?label WHERE {{ <{mali}> <{name}> ?label FILTER(CONTAINS(?label, "else\'s")) }}'
    with oxigraph(folder, read_only=True) as server:
        for source in (open_store(folder, "reported"), open_endpoint(server.query, "reported")):
            assert [row[0].value for row in ask(graphs, source)] == sorted(GRAPHS.values())
            assert len(ask(theirs, source)) == 0
            assert ask("tolls", source) == ask("tolls", open_output(output, "reported"))


# which policies are there


def test_a_place_is_asked_which_policies_it_holds(output, loaded, served, served_apart):
    assert open_store(output / ".store" / "db").policy == "narrator"  # as the build was
    assert open_store(loaded).policy == open_endpoint(served_apart.query).policy == "narrator"
    assert open_endpoint(served.query).policy == "reported"  # the usual one: a server does not say which
    for opened in (
        lambda: open_store(output / ".store" / "db", "narator"),
        lambda: open_endpoint(served.query, "narator"),
        lambda: open_endpoint(served_apart.query, "narator"),
    ):
        with pytest.raises(UnknownPolicy, match="did you mean 'narrator'"):
            opened()


def test_a_directory_that_is_no_store_is_told(tmp_path, output):
    with pytest.raises(NotBuilt, match="is no store of Oxigraph"):
        open_store(output)
    assert list(tmp_path.iterdir()) == []
    ox.Store(str(tmp_path / "empty")).flush()
    with pytest.raises(NotBuilt, match="no graph of ours is there"):
        open_store(tmp_path / "empty")


def plain(store: ox.Store, **options):
    """Answer as a server does that knows no union and takes no dataset but its own."""

    def answer(asked: Asked) -> Told:
        from urllib.parse import parse_qs

        found = store.query(parse_qs(asked.body.decode())["query"][0], **options)
        if isinstance(found, ox.QueryTriples):
            body = found.serialize(format=ox.RdfFormat.N_TRIPLES)
            return Told(200, body, "application/n-triples")
        body = found.serialize(format=ox.QueryResultsFormat.JSON)
        return Told(200, body, "application/sparql-results+json")

    return answer


def test_facts_that_a_server_keeps_apart_from_claims_are_refused_with_what_helps(output):
    with (
        little(plain(open_output(output))) as server,
        pytest.raises(NotBuilt, match=r"facts stand in its default graph, apart.*'kg publish'$"),
    ):
        open_endpoint(server.url)


def test_a_server_that_takes_the_union_for_its_default_graph_is_asked_as_it_is(output):
    memory = open_output(output)
    with little(plain(memory, use_default_graph_as_union=True)) as server:
        remote = open_endpoint(server.url)
        assert remote.dataset == ()
        assert ask("tolls", remote) == ask("tolls", memory)
        assert set(remote.in_memory()) == set(memory)


def test_a_server_that_holds_all_in_one_graph_answers_and_has_no_footnotes(output):
    memory, flat = open_output(output), ox.Store()
    flat.extend(ox.Quad(q.subject, q.predicate, q.object) for q in memory)
    with little(plain(flat)) as server:
        assert ask("tolls", open_endpoint(server.url)) == ask("tolls", memory)
        with pytest.raises(NoAnswer, match="its graphs are merged: --cite and --without need them apart"):
            cite("tolls", open_endpoint(server.url))


def test_a_server_that_cuts_its_answers_gives_no_footnotes(output):
    answer = plain(open_output(output), use_default_graph_as_union=True)

    def cut(asked: Asked) -> Told:
        told = answer(asked)
        return told if b"SELECT" in asked.body or b"ASK" in asked.body else Told(200, b"", told.media)

    with little(cut) as server, pytest.raises(NoAnswer, match=r"0 of .* came: it cuts its answers"):
        open_endpoint(server.url).in_memory()


@pytest.mark.parametrize("graph", [*GRAPHS.values(), f"{FACTS}narrator"])
def test_a_server_that_cuts_one_graph_alone_gives_no_footnotes(output, graph):
    answer = plain(ox.Store.read_only(str(output / ".store" / "db")))

    def cut(asked: Asked) -> Told:
        told = answer(asked)
        is_it = b"CONSTRUCT" in asked.body and quote_plus(f"<{graph}>").encode() in asked.body
        return Told(200, b"".join(told.body.splitlines(True)[:-1]), told.media) if is_it else told

    with little(cut) as server, pytest.raises(NoAnswer, match=f"triples of <{graph}> came: it cuts"):
        open_endpoint(server.url, "narrator").in_memory()


def test_a_graph_that_is_too_large_with_its_facts_is_not_copied(output):
    answer = plain(ox.Store.read_only(str(output / ".store" / "db")))

    def large(asked: Asked) -> Told:
        if b"COUNT" not in asked.body:
            return answer(asked)
        many = {"type": LITERAL, "value": str(MOST_COPIED // len(GRAPHS))}
        counted = [
            graph
            for graph in (*GRAPHS.values(), f"{FACTS}narrator")
            if quote_plus(f"<{graph}>").encode() in asked.body
        ]
        return rows(
            ["graph", "triples"],
            *({"graph": {"type": URI, "value": graph}, "triples": many} for graph in counted),
        )

    with little(large) as server, pytest.raises(NoAnswer, match="are too many to be copied"):
        open_endpoint(server.url, "narrator").in_memory()


# what stands beside the dataset


@pytest.fixture(scope="module")
def both(tmp_path_factory, miniature_output) -> Path:
    """A store that others loaded both files into: measures stand in the default graph."""
    files = [miniature_output / name for name in ("sahel.nq", "measures.ttl")]
    return load(tmp_path_factory.mktemp("both") / "db", *files)


def test_measures_are_asked_wherever_they_are(miniature_output, both):
    dataset = load_dataset(miniature_output, "measures")
    with oxigraph(miniature_output / ".store" / "db", read_only=True) as server:
        for name in ("ranks", "networks"):
            expected = ask(name, miniature_output)
            assert len(expected) and expected == ask(name, open_store(miniature_output / ".store" / "db"))
            assert ask(name, open_endpoint(server.query)) == expected
            assert ask(name, open_endpoint(server.query, "reported")) == expected
            assert ask(name, dataset) == expected
    with oxigraph(both, "--union-default-graph", read_only=True) as server:
        assert ask("ranks", open_endpoint(server.query)) == ask("ranks", miniature_output)


@pytest.mark.parametrize("name", ["ranks", "networks"])
def test_where_there_are_no_measures_one_line_says_so(miniature_output, loaded, served, name):
    own = str(QUERIES / "measures" / f"{name}.rq")
    for words in (
        (name, "--store", loaded),
        ("--file", own, "--store", loaded),
        (name, "--endpoint", served.query, "--policy", "narrator"),
        (name, "--output", miniature_output, "--engine", "rdflib"),
        (name, "--output", miniature_output, "--policy", "narrator"),
        (name, "--output", miniature_output, "--without", "witnesses"),
        ("--file", own, "--output", miniature_output, "--without", "witnesses"),
    ):
        result = kg("ask", *words)
        assert (result.exit_code, result.stdout) == (1, ""), words
        assert result.stderr.startswith(f"'{name}' needs the measures, and for this policy there are none")
        assert len(result.stderr.splitlines()) == 1


def test_a_question_of_measures_that_finds_nothing_among_them_is_answered(miniature_output):
    result = kg("ask", "ranks", "--output", miniature_output, "--entity", "witnesses")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "0 rows")


def test_a_dataset_holds_no_measures_unless_they_are_asked_for(miniature_output, tmp_path):
    plain, more = load_dataset(miniature_output), load_dataset(miniature_output, "measures")
    assert {str(graph.identifier) for graph in more.graphs() if len(graph)} - {
        str(graph.identifier) for graph in plain.graphs() if len(graph)
    } == {BESIDE["measures"]}
    assert len(more) - len(plain) == len(Graph().parse(miniature_output / "measures.ttl"))
    with pytest.raises(UnknownGraph, match="no graph 'measure': did you mean 'measures'"):
        load_dataset(miniature_output, "measure")
    shutil.copy(miniature_output / "sahel.nq", tmp_path)
    with pytest.raises(NotBuilt, match=r"measures\.ttl: .*run 'kg build' again"):
        load_dataset(tmp_path, "measures")


# what servers say


def failure(told: Told, question: str = "tolls", **environment: str) -> str:
    """Return what ``kg ask`` says of a server that always gives one reply."""
    with little(lambda asked: told) as server:
        result = kg("ask", question, "--endpoint", server.url + "/sparql?key=hush", **environment)
        assert result.exit_code == 1 and result.stdout == "" and "hush" not in result.output
        assert len(result.stderr.splitlines()) == 1
        return result.stderr.strip().removeprefix(f"{server.url}/sparql: ").replace(server.url, "HERE")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (Told(401), "401, it wants to know who asks: set KG_USER and KG_PASSWORD, or KG_TOKEN"),
        (Told(403, b"readers only\nand more"), "403, that is not allowed: readers only"),
        (Told(404, b""), "404, nothing is there"),
        (Told(500, b"Error at line 7\ntrace\ntrace"), "500, Error at line 7"),
        (Told(500, b"<html><head><title>It  fell</title>", "text/html"), "500, It fell"),
        (Told(503, b"busy"), "503, busy"),
        (
            Told(503, b'{"title":"x","detail":"longer than 5 s"}', "application/problem+json"),
            "503, longer than 5 s",
        ),
        (Told(500, b"\x1b[31mred\x07 \xe2\x80\xae gnp"), "500, [31mred gnp"),
        (Told(500, b"x" * 1_000), "500, " + "x" * 200 + "…"),
        (Told(302, headers={"Location": "http://elsewhere.example/q?a=b"}),
         "302, it has moved: give http://elsewhere.example/q instead"),
        (Told(302, headers={"Location": "http://a:b@elsewhere.example/q"}), "302, it has moved"),
        (Told(200, b"<html>", "text/html"),
         "text/html came where SPARQL results in JSON should: is the address right?"),
        (Told(200, b"", "text/plain"),
         "nothing came where SPARQL results in JSON should: is the address right?"),
        (Told(200, b'{"head":{}}', "application/json"),
         "application/json came where SPARQL results in JSON should: is the address right?"),
        (Told(200, b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":3}]}}', "application/json"),
         "application/json came where SPARQL results in JSON should: is the address right?"),
        (Told(200, b"[" * 100_000, "application/json"),
         "application/json came where SPARQL results in JSON should: is the address right?"),
        (rows(["graph", "policy"]), "no graph of ours is there: 'kg publish' brings one"),
    ],
)  # fmt: skip
def test_what_a_server_says_instead_of_an_answer_is_one_line(told, said):
    assert failure(told) == said


def test_a_server_is_followed_nowhere():
    with little(lambda asked: rows(["graph", "policy"])) as other:
        moved = Told(307, headers={"Location": f"{other.url}/elsewhere"})
        assert failure(moved, KG_TOKEN="opensesame").startswith("307, it has moved")
        assert other.asked == []


def test_what_cannot_be_reached_is_one_line():
    address = f"http://127.0.0.1:{free_port()}/"
    result = kg("ask", "tolls", "--endpoint", address)
    assert (result.exit_code, result.stderr) == (1, f"{address}: connection refused\n")


def test_an_answer_that_is_too_large_is_left_where_it_is():
    bomb = gzip.compress(b"0" * 3_000_000)
    with little(lambda asked: Told(200, bomb, headers={"Content-Encoding": "gzip"})) as server:
        with pytest.raises(NoAnswer, match="the answer is larger than 2 MB"):
            Server(server.url).send("GET", most=2_000_000)
        assert len(Server(server.url).send("GET", most=3_000_000).body) == 3_000_000


def test_an_answer_that_does_not_come_is_not_waited_for():
    import threading

    over = threading.Event()

    def late(asked: Asked) -> Told:
        over.wait(10)
        return Told()

    with little(late) as server:
        with pytest.raises(NoAnswer, match=": no answer in time"):
            Server(server.url, Retries(answers=0.1)).send("GET")
        over.set()


def test_terms_come_as_they_are_and_blank_nodes_as_nothing():
    xsd = "http://www.w3.org/2001/XMLSchema#"
    told = rows(
        ["a", "b", "c", "d", "e", "f"],
        {
            "a": {"type": URI, "value": "urn:x"},
            "b": {"type": LITERAL, "value": "é", "xml:lang": "fr"},
            "c": {"type": "typed-literal", "value": "7", "datatype": xsd + "integer"},
            "d": {"type": LITERAL, "value": "s", "datatype": xsd + "string"},
            "e": {"type": "bnode", "value": "b0"},
        },
    )
    with little(lambda asked: told) as server:
        from kg.query.remote import select

        found = select(Server(server.url), "SELECT * {}")
    row = (
        Term("urn:x", True),
        Term("é", language="fr"),
        Term("7", datatype=xsd + "integer"),
        Term("s"),
        None,
        None,
    )
    assert found == Rows(("a", "b", "c", "d", "e", "f"), (row,))


def test_a_question_that_asks_another_machine_or_changes_something_is_never_sent(output):
    with little(plain(open_output(output), use_default_graph_as_union=True)) as server:
        remote = open_endpoint(server.url)
        before = len(server.asked)
        for text in (
            "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
            "SELECT * { SERVICE SILENT ?x { ?s ?p ?o } }",
            "DROP ALL ; SELECT",
            "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
            "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
        ):
            with pytest.raises(BadQuery):
                ask(text, remote)
        assert len(server.asked) == before


# who one is


def basic(asked: Asked) -> Told:
    if asked.headers.get("authorization") == "Basic cmVhZGVyOm9wZW5zZXNhbWU=":
        return rows(["graph", "policy"])
    return Told(401, headers={"WWW-Authenticate": 'Basic realm="x"'})


def test_a_password_goes_only_when_asked_for_and_in_the_way_asked_for():
    given = {"KG_USER": "reader", "KG_PASSWORD": "opensesame"}
    with little(basic) as server:
        assert "no graph of ours" in kg("ask", "tolls", "--endpoint", server.url, **given).stderr
        assert ["authorization" in asked.headers for asked in server.asked] == [False, True]
    challenge = Told(
        401, headers={"WWW-Authenticate": 'Digest realm="x", nonce="n", qop="auth", algorithm=MD5'}
    )
    with little(lambda asked: challenge) as server:
        said = kg("ask", "tolls", "--endpoint", server.url, **given).stderr
        assert said.endswith("401, it does not take KG_TOKEN, or KG_USER with KG_PASSWORD\n")
        assert server.asked[1].headers["authorization"].startswith('Digest username="reader"')
        assert "opensesame" not in str(server.asked) and "opensesame" not in said


@pytest.mark.parametrize(
    ("status", "challenge", "way"),
    [
        (401, 'Basic realm="x", Digest realm="x", nonce="n"', "Basic"),
        (401, 'Basic realm="Digest of news"', "Basic"),
        (403, 'Digest realm="x", nonce="n"', "Basic"),
        (401, 'Digest realm="x", nonce="n", algorithm=ROT13', None),
        (401, 'Digest realm="x", nonce="n", qop="auth-int"', None),
        (401, "Digest of news", None),
    ],
)
def test_a_challenge_of_an_unusual_kind_ends_in_one_line(status, challenge, way):
    told = Told(status, headers={"WWW-Authenticate": challenge})
    with little(lambda asked: told) as server:
        result = kg("ask", "tolls", "--endpoint", server.url, KG_USER="reader", KG_PASSWORD="opensesame")
        assert result.exit_code == 1 and f": {status}, " in result.stderr
        assert len(result.stderr.splitlines()) == 1
        went = [asked.headers.get("authorization", "").partition(" ")[0] for asked in server.asked]
        assert went == ["", way][: 1 + bool(way)]


def test_a_token_goes_with_each_request():
    with little(lambda asked: rows(["graph", "policy"])) as server:
        kg("ask", "tolls", "--endpoint", server.url, KG_TOKEN="opensesame")
        assert [asked.headers["authorization"] for asked in server.asked] == ["Bearer opensesame"]


@pytest.mark.parametrize("words", [("ask", "tolls", "--endpoint"), ("publish",)])
@pytest.mark.parametrize(
    ("url", "environment", "said"),
    [
        ("http://example.org/sparql?key=hush", {"KG_TOKEN": "opensesame"},
         "http://example.org/sparql: KG_USER and KG_TOKEN go over https:// only, or to this machine"),
        ("http://reader:opensesame@127.0.0.1/", {},
         "an address holds no name and no password: set KG_USER and KG_PASSWORD instead"),
        ("reader:opensesame@example.org", {}, "the address of a server begins with https:// or http://"),
        ("file:///opensesame", {}, "the address of a server begins with https:// or http://"),
        ("http://exa\x00mple/opensesame", {}, "this is no address of a server"),
        ("http://127.0.0.1:9/", {"KG_USER": "reader"}, "KG_PASSWORD is missing in the environment"),
        ("http://127.0.0.1:9/", {"KG_TOKEN": "open\nsesame"}, "KG_TOKEN holds a character that no token has"),
    ],
)  # fmt: skip
def test_where_a_secret_must_not_go_nothing_goes_and_nothing_is_shown(words, url, environment, said):
    result = kg(*words, url, **environment)
    assert (result.exit_code, result.stderr.strip()) == (1, said)


def test_a_secret_that_a_server_sends_back_is_not_shown():
    echo = Told(500, b"who is opensesame? Basic cmVhZGVyOm9wZW5zZXNhbWU=")
    said = failure(echo, KG_USER="reader", KG_PASSWORD="opensesame")
    assert said == "500, who is …? Basic …"
    assert failure(Told(500, b"token t0ken!"), KG_TOKEN="t0ken!") == "500, token …"
    assert "opensesame" not in repr(Server("http://127.0.0.1:9/").__dict__)


def test_a_store_and_an_endpoint_at_once_are_misuse(output):
    assert kg("ask", "tolls", "--store", output, "--endpoint", "http://127.0.0.1:9/").exit_code == 2


def test_an_address_is_checked_in_python_too():
    with pytest.raises(BadAddress):
        open_endpoint("ftp://example.org/")
