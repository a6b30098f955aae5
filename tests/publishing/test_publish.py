"""Publishing: whole graphs, nothing else touched, and whatever breaks off goes on where it stopped."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from kg import publishing
from kg.cli import main
from kg.core.namespaces import BESIDE, GRAPHS
from kg.curation.checks import read_seeds
from kg.errors import NoAnswer, NotBuilt
from kg.graph.assemble import assemble
from kg.graph.policy import read_policies
from kg.graph.store import FACTS, FOLDER, PUBLICATION, write_built_graph
from kg.publishing import carry_out, find_target, plan, publish
from kg.publishing.parcels import Note, read_note, read_parcels
from kg.publishing.targets import STAGING, Updates
from kg.query.http import Retries, Server
from kg.query.library import ask
from kg.query.opening import open_build, open_endpoint, open_output
from tests.support.explorer import DEEP
from tests.support.stores import Asked, Little, Oxigraph, Told, before, client, free_port, little, oxigraph

pytestmark = pytest.mark.server

SOON = Retries(tries=4, first=0.01, longest=0.02)
WAYS = ("whole graphs", "one update", "updates")
THEIRS = [
    ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("theirs"), graph)
    for graph in (ox.DefaultGraph(), ox.NamedNode("urn:g"), ox.NamedNode(f"{FACTS}theirs"))
]


@pytest.fixture(scope="module")
def builds(tmp_path_factory, miniature) -> dict[str, Path]:
    """Three builds: of the miniature, with a triple more under another policy, and with a policy more."""
    folder = tmp_path_factory.mktemp("publish")
    more = read_policies()
    own = more["everyone"]
    text = own.text.replace("policy:everyone", "policy:own").replace("policy/everyone", "policy/own")
    more["own"] = replace(own, name="own", text=text)
    made = {}
    for name, policies, policy in (
        ("first", None, "reported"),
        ("other", None, "narrator"),
        ("more", more, "reported"),
    ):
        made[name] = folder / name
        made[name].mkdir()
        store = assemble(read_seeds(miniature), policies or read_policies(), policy)
        if name == "other":
            triple = (ox.NamedNode("urn:new"), ox.NamedNode("urn:p"), ox.Literal("é\n\"'"))
            store.add(ox.Quad(*triple, ox.NamedNode(GRAPHS["registry"])))
        store.dump(str(made[name] / "sahel.nq"), format=ox.RdfFormat.N_QUADS)
        write_built_graph(store, made[name])
    return made


@pytest.fixture
def server(tmp_path):
    with oxigraph(tmp_path / "target") as found:
        fill(found)
        yield found


def fill(server: Oxigraph) -> None:
    """Put what is somebody else's into a store."""
    body = ox.serialize(THEIRS, format=ox.RdfFormat.N_QUADS)
    with client() as http:
        headers = {"Content-Type": "application/n-quads"}
        http.post(server.store, content=body, headers=headers).raise_for_status()


def held(server: Oxigraph) -> set[ox.Quad]:
    """Return all that a server holds, but for what is noted of publications."""
    with client() as http:
        dump = http.get(server.store, headers={"Accept": "application/n-quads"}).content
    quads = set(ox.parse(dump, format=ox.RdfFormat.N_QUADS))
    assert not any(getattr(quad.graph_name, "value", "").startswith(STAGING) for quad in quads)
    return {quad for quad in quads if quad.graph_name != ox.NamedNode(PUBLICATION)}


def wanted(output: Path) -> set[ox.Quad]:
    """Return what a server holds after a build was published to it."""
    return set(ox.Store.read_only(str(output / FOLDER / "db"))) | set(THEIRS)


def target(server: Oxigraph, way: str, front: Little | None = None) -> publishing.Target:
    url = front.url if front else server.url
    if way == "whole graphs":
        return find_target(f"{url}/store", retries=SOON)
    chunk = 100_000 if way == "one update" else 700
    return Updates(Server(f"{url}/update", SOON), Server(f"{url}/query", SOON), chunk)


def send(server: Oxigraph, way: str, output: Path, front: Little | None = None) -> publishing.Plan:
    there = target(server, way, front)
    planned = plan(there, output)
    assert carry_out(there, planned)
    return planned


def changes(front: Little) -> list[Asked]:
    """Return the requests that change something."""
    return [asked for asked in front.asked if asked.method in ("PUT", "DELETE") or asked.path == "/update"]


def with_measures(output: Path, folder: Path) -> Path:
    """Return a build with one triple of measures."""
    store, graph = open_output(output), ox.NamedNode(BESIDE["measures"])
    store.add(ox.Quad(ox.NamedNode("urn:m"), ox.NamedNode("urn:p"), ox.Literal("1"), graph))
    folder.mkdir()
    store.dump(str(folder / "measures.ttl"), format=ox.RdfFormat.TURTLE, from_graph=graph)
    store.clear_graph(graph)
    store.dump(str(folder / "sahel.nq"), format=ox.RdfFormat.N_QUADS)
    write_built_graph(open_build(folder), folder)
    return folder


# what is sent, and what is left alone


@pytest.mark.parametrize("way", WAYS)
def test_measures_are_a_graph_of_their_own_and_go_with_the_build_that_lacks_them(
    server, builds, tmp_path, way
):
    measured = with_measures(builds["first"], tmp_path / "measured")
    send(server, way, measured)
    assert held(server) == wanted(measured)
    assert {quad.graph_name.value for quad in held(server) if "measures" in str(quad)} == {BESIDE["measures"]}
    shutil.rmtree(measured / FOLDER)  # then the files say it
    assert plan(target(server, way), measured).sends == ()
    planned = send(server, way, builds["first"])
    assert planned.stale == (BESIDE["measures"],) and planned.sends == ()
    assert held(server) == wanted(builds["first"])


@pytest.mark.parametrize("way", WAYS)
def test_all_graphs_of_a_build_arrive_and_nothing_else_is_touched(server, builds, way):
    planned = send(server, way, builds["first"])
    assert len(planned.sends) == len(planned.parcels) == 8
    assert held(server) == wanted(builds["first"])
    for policy in ("narrator", "reported", "everyone"):
        remote = open_endpoint(server.query, policy)
        assert ask("tolls", remote) == ask("tolls", open_output(builds["first"], policy))


@pytest.mark.parametrize("way", ["whole graphs", "updates"])
def test_what_is_there_already_is_not_sent_again(server, builds, way):
    send(server, way, builds["first"])
    with before(server, lambda asked: None) as front:
        again = send(server, way, builds["first"], front)
        assert again.sends == () and again.stale == ()
        assert [asked for asked in changes(front) if len(asked.body) > 4_000] == []
    assert held(server) == wanted(builds["first"])


@pytest.mark.parametrize("way", WAYS)
def test_only_graphs_that_changed_are_sent_and_the_policy_of_the_build_is_noted(server, builds, way):
    send(server, way, builds["first"])
    assert open_endpoint(server.query).policy == "reported"
    planned = send(server, way, builds["other"])
    assert [parcel.graph for parcel in planned.sends] == [GRAPHS["registry"]]
    assert held(server) == wanted(builds["other"])
    assert open_endpoint(server.query).policy == "narrator"


@pytest.mark.parametrize("way", ["whole graphs", "updates"])
def test_facts_of_a_policy_that_is_gone_are_removed_if_they_were_ours(server, builds, way):
    send(server, way, builds["more"])
    assert held(server) == wanted(builds["more"])
    planned = send(server, way, builds["first"])
    assert planned.stale == (FACTS + "own",)
    assert held(server) == wanted(builds["first"])


@pytest.mark.parametrize("way", ["whole graphs", "updates"])
def test_what_others_changed_is_mended(server, builds, way):
    send(server, way, builds["first"])
    some = "{ SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER(STRENDS(STR(?g), '/registry')) } LIMIT 3 }"
    cut = f"DELETE {{ GRAPH <{GRAPHS['registry']}> {{ ?s ?p ?o }} }} WHERE {some}"
    with client() as http:
        http.post(server.update, data={"update": cut}).raise_for_status()
    planned = send(server, way, builds["first"])
    assert [parcel.graph for parcel in planned.sends] == [GRAPHS["registry"]]
    assert held(server) == wanted(builds["first"])


def test_one_may_send_everything_anew(server, builds):
    publish(server.store, builds["first"])
    assert len(publish(server.store, builds["first"], anew=True).sends) == 8
    assert publish(server.update, builds["first"], update=True).held is None  # it has nobody to ask


def test_a_build_without_its_store_on_disk_is_published_all_the_same(server, builds, tmp_path):
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(builds["first"] / "sahel.nq", copy)
    publish(server.store, copy)
    assert held(server) == wanted(builds["first"])
    with pytest.raises(NotBuilt):
        publish(server.store, tmp_path / "nothing")


def test_a_reader_sees_the_build_before_or_this_one_where_all_goes_in_one_request(server, builds):
    send(server, "updates", builds["first"])
    with before(server, lambda asked: None) as front:
        send(server, "updates", builds["more"], front)
        touching = [asked for asked in changes(front) if f"GRAPH <{GRAPHS['meta']}>".encode() in asked.body]
        assert len(touching) == 1
        body = touching[0].body.decode()
        assert all(f"<{graph}>" in body for graph in (GRAPHS["meta"], FACTS + "own", PUBLICATION))


# what breaks


@pytest.mark.parametrize(("way", "count"), [("whole graphs", 2), ("whole graphs", 9), ("updates", 6)])
def test_after_the_server_was_killed_the_same_again_goes_on(server, builds, way, count):
    changed = []

    def fatal(asked: Asked) -> Told | None:
        if asked.method in ("PUT", "DELETE") or asked.path == "/update":
            changed.append(asked)
            if len(changed) == count:
                server.kill()
                return Told(502)
        return Told(502) if server.process is None else None

    with (
        before(server, fatal) as front,
        pytest.raises(NoAnswer, match="502: the same again goes on from here"),
    ):
        send(server, way, builds["first"], front)
    server.start()
    with before(server, lambda asked: None) as front:
        send(server, way, builds["first"], front)
        sent = sum(len(asked.body) for asked in changes(front))
    assert held(server) == wanted(builds["first"])
    whole = sum(parcel.size for parcel in read_parcels(builds["first"])[0])
    assert sent < whole + 20_000 and (count < 6 or sent < 0.7 * whole)


@pytest.mark.parametrize("way", ["whole graphs", "updates"])
def test_what_broke_off_starts_anew_where_the_build_changed_meanwhile(server, builds, way):
    count = iter(range(100))

    def broken(asked: Asked) -> Told | None:
        changing = asked.method == "PUT" or asked.path == "/update"
        return Told(500) if changing and next(count) >= 6 else None

    with before(server, broken) as front, pytest.raises(NoAnswer, match="500"):
        send(server, way, builds["first"], front)
    send(server, way, builds["more"])
    assert held(server) == wanted(builds["more"])


def ends_after(server: Oxigraph, steps: int) -> Callable[[Asked], Told | None]:
    """Fail after some changes, of which an update holds several: to this store it is no transaction."""
    left = iter(range(steps))

    def answer(asked: Asked) -> Told | None:
        if asked.path == "/update":
            with client() as http:
                for change in asked.body.split(b" ;\n"):
                    if next(left, None) is None:
                        return Told(500)
                    headers = {"Content-Type": asked.headers["content-type"]}
                    http.post(server.update, content=change, headers=headers).raise_for_status()
            return Told(204)
        changing = asked.method in ("PUT", "DELETE")
        return Told(500) if changing and next(left, None) is None else None

    return answer


@pytest.mark.parametrize("way", ["whole graphs", "one update"])
def test_facts_of_a_policy_that_is_gone_are_removed_wherever_the_publication_broke_off(server, builds, way):
    for steps in range(4) if DEEP else (1, 3):
        send(server, way, builds["more"])
        with before(server, ends_after(server, steps)) as front, pytest.raises(NoAnswer, match="500"):
            send(server, way, builds["first"], front)
        send(server, way, builds["first"])
        assert held(server) == wanted(builds["first"]), steps


def test_a_server_that_is_busy_is_asked_again_when_it_says(server, builds):
    busy = iter([503, 429, 502, 503, 504, 503])

    def answer(asked: Asked) -> Told | None:
        put = asked.method == "PUT" and asked.graph == "claims"
        status = next(busy, 0) if put else 0
        return Told(status, headers={"Retry-After": "0"}) if status else None

    with before(server, answer) as front:
        with pytest.raises(NoAnswer, match="502"):
            publish(f"{front.url}/store", builds["first"], retries=Retries(tries=3, first=0.01))
        assert sum(asked.graph == "claims" and asked.method == "PUT" for asked in front.asked) == 3
        lines: list[str] = []
        publish(f"{front.url}/store", builds["first"], retries=SOON, notify=lines.append)
        assert [line.partition("; again in ")[0].rpartition(": ")[2] for line in lines] == [
            "503",
            "504",
            "503",
        ]
    assert held(server) == wanted(builds["first"])


def test_a_server_that_wants_more_patience_than_there_is_is_left_alone(builds):
    later = Told(503, b"in an hour", headers={"Retry-After": "3600"})
    with little(lambda asked: later) as front:
        with pytest.raises(NoAnswer, match="503, in an hour"):
            publish(f"{front.url}/store", builds["first"], retries=SOON)
        assert len(front.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 500])
def test_what_a_server_refuses_is_not_sent_again(server, builds, status):
    with before(server, lambda asked: Told(status) if asked.method == "PUT" else None) as front:
        with pytest.raises(NoAnswer, match=f": {status}"):
            publish(f"{front.url}/store", builds["first"], retries=SOON)
        assert sum(asked.method == "PUT" for asked in front.asked) == 1


def test_what_was_lost_on_the_way_is_found_and_sent_the_next_time(server, builds):
    lost = iter([True])

    def swallow(asked: Asked) -> Told | None:
        return Told(204) if asked.method == "PUT" and asked.graph == "meta" and next(lost, False) else None

    with before(server, swallow) as front:
        with pytest.raises(
            NoAnswer, match=r"all were sent, and 0 of [\d,]+ triples of <.*/graph/meta> are there"
        ):
            publish(f"{front.url}/store", builds["first"], retries=SOON)
        assert GRAPHS["meta"] in {p.graph for p in publish(f"{front.url}/store", builds["first"]).sends}
    assert held(server) == wanted(builds["first"])


def test_the_wait_doubles_up_to_a_limit_and_is_never_exact():
    retries = Retries(first=1.0, longest=8.0)
    waits = [[retries.wait(failed) for _ in range(50)] for failed in (1, 2, 3, 4, 9)]
    for longest, found in zip((1, 2, 4, 8, 8), waits, strict=True):
        assert longest / 2 <= min(found) < max(found) <= longest


# the note


def test_the_note_says_what_it_was_told():
    note = Note({GRAPHS["meta"]: ("sha256:ab", 7)}, "reported")
    assert read_note(ox.parse(note.as_triples(), format=ox.RdfFormat.N_TRIPLES)) == note
    half = b'<urn:g> <http://purl.org/dc/terms/identifier> "sha256:ab" .'
    assert read_note(ox.parse(half, format=ox.RdfFormat.N_TRIPLES)) == Note({}, "")


# the command


def kg(*words, **environment) -> Result:
    return CliRunner().invoke(main, ["publish", *map(str, words)], env=environment)


def test_the_command_tells_what_it_did_and_a_dry_run_does_nothing(server, builds):
    words = (server.store, "--output", builds["first"])
    nothing = held(server)
    dry = kg(*words, "--dry-run")
    assert dry.exit_code == 0 and dry.stdout.splitlines()[-1].startswith("8 graphs to send, ")
    lines = {line.split()[0]: line.split()[3:] for line in dry.stdout.splitlines()[2:-1]}
    assert lines["graph/claims"] == ["0", "send"] and len(lines) == 8
    assert held(server) == nothing
    done = kg(*words)
    assert (done.exit_code, done.stderr) == (0, "")  # a bar is for a terminal
    assert done.stdout.startswith("8 graphs sent, ") and done.stdout.endswith("; all triples are there\n")
    assert kg(*words).stdout == "0 graphs sent, 0 bytes; 8 there already; all triples are there\n"
    assert "is there" in kg(*words, "--dry-run", "--query", server.query).stdout
    update = kg(server.update, "--update", "--output", builds["first"])
    assert update.stdout.endswith("; not verified: --query URL would\n")


def test_a_server_that_only_reads_and_a_wrong_password_are_told_in_one_line(builds, tmp_path, server):
    words = ("--output", builds["first"])
    ox.Store(str(tmp_path / "empty")).flush()
    with oxigraph(tmp_path / "empty", read_only=True) as other:
        said = kg(other.store, *words)
        assert (said.exit_code, said.stderr) == (
            1, f"{other.store}: 403, that is not allowed: The server is read-only\n"
        )  # fmt: skip

    def guarded(asked: Asked) -> Told | None:
        right = asked.headers.get("authorization") == "Basic d3JpdGVyOm9wZW5zZXNhbWU="
        return None if right else Told(401, headers={"WWW-Authenticate": 'Basic realm="x"'})

    with before(server, guarded) as front:
        url = f"{front.url}/store"
        wrong = kg(url, *words, KG_USER="writer", KG_PASSWORD="opensezame")
        assert (wrong.exit_code, wrong.stderr) == (
            1, f"{url}: 401, it does not take KG_TOKEN, or KG_USER with KG_PASSWORD\n"
        )  # fmt: skip
        assert len(front.asked) == 2
        assert kg(url, *words, KG_USER="writer", KG_PASSWORD="opensesame").exit_code == 0
    assert held(server) == wanted(builds["first"])


@pytest.mark.parametrize(
    ("path", "more", "said"),
    [
        ("/update", (), "404, nothing is there"),
        ("/store", ("--update",), "415, No supported content"),
        ("/", (), "text/html came where triples should"),
    ],
)
def test_an_address_of_another_kind_is_told_in_one_line(server, builds, path, more, said):
    nothing = held(server)
    result = kg(server.url + path, *more, "--output", builds["first"])
    assert result.exit_code == 1 and said in result.stderr and len(result.stderr.splitlines()) == 1
    assert held(server) == nothing


def test_a_server_that_is_not_there_is_told_in_one_line(builds):
    url = f"http://127.0.0.1:{free_port()}/store"
    with pytest.raises(NoAnswer) as error:
        publish(url, builds["first"], retries=SOON)
    assert str(error.value) == f"{url}: connection refused"
