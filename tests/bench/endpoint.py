"""Queries over HTTP: ours, Oxigraph's own server, and rdflib-endpoint, in turn; then ours with an attacker.

The load comes from ``wrk`` (``apt-get install wrk``), on the same machine: read the ratios.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
import psutil

from tests.bench.apart import TooLong, apart
from tests.bench.large import NAMED, opened
from tests.support.servers import serving, until
from tests.support.stores import free_port, oxigraph

if TYPE_CHECKING:
    from kg.graph.store import BuiltGraph

CLAIMS = 2_460
"""About 102,000 quads."""
CONNECTIONS, SECONDS, TURNS, SOAK = 16, 6, 3, 60
OTHER = "rdflib-endpoint==0.6.3"
AIMS = {"ours / Oxigraph": ">= 0.5", "ours / rdflib-endpoint": ">= 4"}
SHORT = (
    "ASK { <ENTITY> ?p ?o }",
    "SELECT ?p ?o WHERE { <ENTITY> ?p ?o }",
    "SELECT ?s ?p WHERE { ?s ?p <ENTITY> } LIMIT 20",
    "SELECT ?s WHERE { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> 'attack-1'@fr }",
)
MOST = 0.05
"""CPU seconds of a question of the library that counts as ordinary."""
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SCRIPT = """
local paths, n = {%s}, 0
function request() n = n + 1; return wrk.format("GET", "%s" .. paths[n %% #paths + 1]) end
function done(summary, latency)
  io.stderr:write(string.format('{"requests": %%d, "micros": %%d, "p50": %%d, "p99": %%d, "failed": %%d}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""


@dataclass(frozen=True)
class Peer:
    """A server under load."""

    name: str
    url: str
    process: psutil.Process

    @property
    def memory(self) -> int:
        """Megabytes of all its processes, shared pages counted once."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(each.memory_full_info().pss for each in family) // 1_000_000


@dataclass(frozen=True)
class Run:
    """What a load came to."""

    rate: float
    p50: float
    p99: float
    failed: int


def ordinary(built: BuiltGraph) -> list[str]:
    """Return short look-ups, and the questions of the library bound to one entity or article."""
    from kg.core.namespaces import BASE
    from kg.query.library import narrow, read_library
    from tests.bench.corpus import article_id
    from tests.bench.large import timed

    entities = [f"{BASE}event/attack-{n}" for n in (0, 1, 2)] + [f"{BASE}place/town-{n}" for n in (0, 1)]
    found = [query.replace("ENTITY", entity) for query in SHORT for entity in entities]
    for question in read_library().values():
        parameter = next((each for each in question.params if each.type in NAMED), None)
        if parameter is None:
            continue
        value = article_id(0) if parameter.type == "article" else "attack-1"
        bound = narrow(question, built, {parameter.name: value})
        try:
            seconds, _ = apart(lambda bound=bound: timed(bound, built), 5)  # type: ignore[misc]
        except TooLong:
            continue
        if seconds <= MOST:
            found.append(bound.text)
    return found


def load(peer: Peer, queries: list[str], scratch: Path, seconds: int) -> Run:
    """Ask a server for some seconds, every query in turn."""
    paths = ",".join(f'"?query={quote(query)}"' for query in queries)
    script = scratch / "load.lua"
    script.write_text(SCRIPT % (paths, httpx.URL(peer.url).path), encoding="utf-8")
    command = [
        *(
            "wrk",
            "-t",
            "1",
            "-c",
            str(CONNECTIONS),
            "-d",
            f"{seconds}s",
            "--timeout",
            "30s",
            "-s",
            str(script),
        ),
        *("-H", "Accept: application/sparql-results+json", peer.url),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stderr)
    rate = 1e6 * told["requests"] / told["micros"]
    return Run(rate, told["p50"] / 1_000, told["p99"] / 1_000, told["failed"])


@contextmanager
def ours(output: Path, scratch: Path) -> Iterator[Peer]:
    """Serve an output folder."""
    with serving(output, scratch) as served:
        yield Peer("kg serve", f"{served.url}sparql", psutil.Process(served.process.pid))


@contextmanager
def oxigraphs(built: BuiltGraph, scratch: Path) -> Iterator[Peer]:
    """Serve the same dataset by Oxigraph's own server: its default graph is the union of all graphs."""
    import pyoxigraph as ox

    store = ox.Store(str(scratch / "oxigraph"))
    store.bulk_extend(quads_of(built))
    store.optimize()
    store.flush()
    del store
    with oxigraph(scratch / "oxigraph", "--union-default-graph", read_only=True) as server:
        assert server.process
        yield Peer("oxigraph serve-read-only", server.query, psutil.Process(server.process.pid))


@contextmanager
def rdflibs(built: BuiltGraph, scratch: Path, write: Callable[[str], None]) -> Iterator[Peer | None]:
    """Serve the same quads by rdflib-endpoint, installed for the occasion."""
    import pyoxigraph as ox

    file, place = scratch / "all.nq", scratch / "venv"
    ox.serialize(quads_of(built), str(file), format=ox.RdfFormat.N_QUADS)
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True, capture_output=True)
    install = [
        str(place / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        f"{OTHER.replace('==', '[cli]==')}",
    ]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        write(f"  {OTHER} cannot be installed: {done.stderr.strip().splitlines()[-1]}")
        yield None
        return
    port = str(free_port())
    command = [
        str(place / "bin" / "rdflib-endpoint"),
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        port,
        str(file),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}/"
        until(lambda: process.poll() is not None or answers(url), 120)
        yield Peer(OTHER, url, psutil.Process(process.pid))
    finally:
        process.kill()
        process.wait()


def answers(url: str) -> bool:
    """Tell whether a server answers a query yet."""
    try:
        return httpx.get(url, params={"query": "ASK {}"}, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def quads_of(built: BuiltGraph) -> Iterator[object]:
    """Yield what our endpoint asks: the facts of the policy in a graph of their own, and the other graphs."""
    import pyoxigraph as ox

    for quad in built.quads_for_pattern(None, None, None, None):
        graph = built.facts if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def report(output: Path, scratch: Path, write: Callable[[str], None]) -> None:
    """Write requests a second, latency and memory of each server, and of ours with an attacker."""
    if not shutil.which("wrk"):
        write("\nThe endpoint: not measured, no wrk (apt-get install wrk)")
        return
    built = opened(output)
    queries = ordinary(built)
    size = sum(1 for _ in quads_of(built))
    write(f"\nThe endpoint: {size:,} quads, {CONNECTIONS} connections, {len(queries)} queries in turn (wrk)")
    with ExitStack() as stack:
        found = (
            stack.enter_context(ours(output, scratch / "ours")),
            stack.enter_context(oxigraphs(built, scratch)),
            stack.enter_context(rdflibs(built, scratch, write)),
        )
        peers = [peer for peer in found if peer]
        for what, asked in (("short look-ups", queries[: 5 * len(SHORT)]), ("the whole mix", queries)):
            compare(peers, what, asked, scratch, write)
    with ours(output, scratch / "soaked") as peer:
        soak(peer, queries, scratch, write)


def compare(
    peers: list[Peer], what: str, queries: list[str], scratch: Path, write: Callable[[str], None]
) -> None:
    """Ask all servers in turn, several times, and write the median of each."""
    runs: dict[str, list[Run]] = {peer.name: [] for peer in peers}
    for _ in range(TURNS):
        for peer in peers:
            runs[peer.name].append(load(peer, queries, scratch, SECONDS))
    write(f"  {what}{'':>{30 - len(what)}}requests/s   p50 ms   p99 ms   failed   MB")
    rates = []
    for peer in peers:
        median = sorted(runs[peer.name], key=lambda run: run.rate)[TURNS // 2]
        failed = sum(run.failed for run in runs[peer.name])
        rates.append(median.rate)
        write(
            f"    {peer.name:<26}{median.rate:>12,.0f}{median.p50:>9.1f}{median.p99:>9.1f}{failed:>9,}"
            f"{peer.memory:>5,}"
        )
    for (ratio, aim), rate in zip(AIMS.items(), rates[1:], strict=False):
        write(f"    {ratio:<26}{rates[0] / rate if rate else float('inf'):>12.2f}      aim {aim}")


def soak(peer: Peer, queries: list[str], scratch: Path, write: Callable[[str], None]) -> None:
    """Ask ordinary queries while somebody else asks endless ones."""
    load(peer, queries, scratch, 2)
    before, ended, seen = peer.memory, threading.Event(), []
    transport = httpx.HTTPTransport(local_address="127.0.0.2")

    def attack() -> None:
        with httpx.Client(transport=transport, timeout=60) as client:
            while not ended.is_set():
                seen.append(client.get(peer.url, params={"query": ENDLESS}).status_code)

    attacking = threading.Thread(target=attack)
    attacking.start()
    run = load(peer, queries, scratch, SOAK)
    ended.set()
    attacking.join()
    write(
        f"  {SOAK} s with one attacker: {run.rate:,.0f} requests/s, "
        f"p50 {run.p50:.1f} ms, p99 {run.p99:.1f} ms"
    )
    write(f"    refused or failed {run.failed:>9,}      aim 0")
    write(f"    endless queries   {len(seen):>9,}      answered with {statistics.mode(seen)}")
    write(f"    memory, MB        {before:>9,} at the start, {peer.memory:,} at the end")
