"""The life of the server: how it starts, ends, loses workers, and follows a new build."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import threading
from pathlib import Path

import httpx
import psutil
import pytest
from pyoxigraph import RdfFormat

from kg.curation.checks import read_seeds
from kg.graph.assemble import assemble
from kg.graph.store import write_built_graph
from tests.conftest import MINIATURE
from tests.support.explorer import DEEP
from tests.support.servers import KG, ROOT, Served, end, is_worker, serving, started, until

pytestmark = pytest.mark.server

GOOD = "SELECT ?s { ?s a skg:City } LIMIT 3"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def put_into(folder: Path, seeds: Path = MINIATURE) -> Path:
    """Leave in a folder what a build leaves, in the order of a build."""
    folder.mkdir(exist_ok=True)
    store = assemble(read_seeds(seeds))
    store.dump(str(folder / "new.nq"), format=RdfFormat.N_QUADS)
    (folder / "new.nq").replace(folder / "sahel.nq")
    write_built_graph(store, folder)
    return folder


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put_into(tmp_path_factory.mktemp("process") / "output")


def kg_serve(output: Path, *options: str) -> list[str]:
    return [str(KG), "serve", "--output", str(output), "--port", "0", "--workers", "1", *options]


ENDS = [(signal.SIGTERM, True), (signal.SIGINT, False), (signal.SIGTERM, False), (signal.SIGINT, True)]


@pytest.mark.parametrize(("how", "busy"), ENDS if DEEP else ENDS[:2])
def test_it_ends_when_it_is_told_to_and_leaves_nothing_behind(output, tmp_path, how, busy):
    with started(kg_serve(output), tmp_path / "scratch") as served:
        workers = served.workers()
        assert len(workers) == 2
        assert served.ask(GOOD).status_code == 200
        replies: list[object] = []
        asking = threading.Thread(target=lambda: replies.append(asked(served, ENDLESS)))
        if busy:
            asking.start()
            until(lambda: served.health()["busy"] >= 1)
        code = end(served.process, how)
        if busy:
            asking.join()
    assert code in (0, -how), "uvicorn passes the signal on once all is done"
    psutil.wait_procs(workers, 5)
    assert not any(map(is_worker, workers))
    log = served.log.read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert all(json.loads(line) for line in log.splitlines()), "a line for each request, and no other"


def asked(served: Served, query: str) -> object:
    """Return the status of an answer, or what kept it from coming."""
    try:
        return served.ask(query).status_code
    except httpx.TransportError as error:
        return error


def test_no_worker_outlives_a_server_that_is_killed(output, tmp_path):
    with started(kg_serve(output), tmp_path / "scratch") as served:
        workers = served.workers()
        assert len(workers) == 2
        served.process.kill()
        served.process.wait()
        psutil.wait_procs(workers, 5)
        assert not any(map(is_worker, workers))


def test_a_port_that_is_taken_is_told_in_one_line(output):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [str(KG), "serve", "--output", str(output), "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr == f"127.0.0.1, port {port}: Address already in use (--port takes another)\n"


def test_where_nothing_is_built_it_says_so(tmp_path):
    done = subprocess.run(
        [str(KG), "serve", "--output", str(tmp_path)],
        capture_output=True, text=True, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert len(done.stderr.splitlines()) == 1
    assert "kg build" in done.stderr


def test_workers_that_are_killed_are_replaced(output, tmp_path):
    with serving(output, tmp_path / "scratch", limits={"workers": 2}) as served:
        first = served.workers()
        assert len(first) == 3
        first[0].kill()
        assert served.ask(GOOD).status_code in (200, 503)
        assert all(served.ask(GOOD).status_code == 200 for _ in range(20))
        for worker in served.workers():
            worker.kill()
        until(lambda: asked(served, GOOD) == 200)
        until(lambda: len(served.workers()) == 3)
        assert not set(first) & set(served.workers())
        assert all(served.ask(GOOD).status_code == 200 for _ in range(20))
        assert "Traceback" not in served.log.read_text(encoding="utf-8")


def test_a_worker_that_stands_still_is_replaced(output, tmp_path):
    with serving(output, tmp_path / "scratch", limits={"workers": 1, "seconds": 1.0}) as served:
        for worker in served.workers():
            worker.suspend()
        until(lambda: asked(served, GOOD) == 200)
        until(lambda: served.health()["status"] == "ok")


def test_a_new_build_is_followed_while_questions_come(output, tmp_path, copy_of_miniature):
    folder = put_into(tmp_path / "output")
    named = "ASK { ?camp skos:prefLabel 'camp de Nouvelleville'@fr }"
    with serving(folder, tmp_path / "scratch", limits={"workers": 2, "cached": 1_000_000}) as served:
        assert served.ask(named).json()["boolean"] is False
        places = copy_of_miniature / "places.yaml"
        text = places.read_text(encoding="utf-8")
        assert "fr: camp de Zorgo\n" in text
        places.write_text(
            text.replace("fr: camp de Zorgo\n", "fr: camp de Nouvelleville\n"), encoding="utf-8"
        )
        building = threading.Thread(target=put_into, args=(folder, copy_of_miniature))
        building.start()
        statuses = []

        def followed() -> bool:
            reply = served.ask(named)
            statuses.append(reply.status_code)
            return reply.json().get("boolean") is True

        until(followed, 30)
        building.join()
        assert set(statuses) == {200}
        until(lambda: len(served.workers()) == 3)
        assert all(served.ask(named).json()["boolean"] for _ in range(10))
