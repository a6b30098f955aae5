"""Stores that tests start and stop: Oxigraph's own server, and one of a few lines before it or alone."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

OXIGRAPH = Path(sys.executable).with_name("oxigraph")


def client() -> httpx.Client:
    """Return a client of this machine alone: reading all authorities takes it longer than all else."""
    return httpx.Client(trust_env=False, verify=False, timeout=30)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@dataclass
class Oxigraph:
    """A running server of Oxigraph over a folder; it can be killed and started again."""

    folder: Path
    command: str
    options: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def query(self) -> str:
        return f"{self.url}/query"

    @property
    def update(self) -> str:
        return f"{self.url}/update"

    @property
    def store(self) -> str:
        return f"{self.url}/store"

    def start(self) -> None:
        command = [OXIGRAPH, self.command, "-l", self.folder, "-b", f"127.0.0.1:{self.port}", *self.options]
        self.process = subprocess.Popen(list(map(str, command)), stderr=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            assert self.process.poll() is None, f"oxigraph ended with {self.process.returncode}"
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.02)
        raise TimeoutError(f"no answer from {self.url}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process:
            self.process.send_signal(how)
            self.process.wait(20)
            self.process = None

    def kill(self) -> None:
        """End it at once, as ``kill -9`` does."""
        self.stop(signal.SIGKILL)


@contextmanager
def oxigraph(folder: Path, *options: str, read_only: bool = False) -> Iterator[Oxigraph]:
    """Start a server over a folder, and stop it."""
    server = Oxigraph(folder, "serve-read-only" if read_only else "serve", options)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def load(folder: Path, *files: Path) -> Path:
    """Let Oxigraph's own program load files into a store."""
    command = [OXIGRAPH, "load", "-l", folder, *(word for file in files for word in ("-f", file))]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    return folder


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def graph(self) -> str:
        """Return the graph that a request of the Graph Store Protocol is about, by its last words."""
        return httpx.URL(self.path).params.get("graph", "").removeprefix("https://w3id.org/sahel-kg/graph/")


@dataclass(frozen=True)
class Told:
    """One reply."""

    status: int = 200
    body: bytes = b""
    media: str = "text/plain"
    headers: dict[str, str] = field(default_factory=dict)


def rows(columns: list[str], *found: dict[str, Any]) -> Told:
    """Return SPARQL results in JSON."""
    document = {"head": {"vars": columns}, "results": {"bindings": list(found)}}
    return Told(200, json.dumps(document).encode(), "application/sparql-results+json")


Answer = Callable[[Asked], Told]


@dataclass(frozen=True)
class Little:
    """A server of a few lines, and what it was asked."""

    url: str
    asked: list[Asked]


@contextmanager
def little(answer: Answer) -> Iterator[Little]:
    """Serve replies that a function makes, and keep the requests."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.connection.settimeout(10)
            super().handle_one_request()

        def serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked.append(Asked(self.command, self.path, headers, body))
            told = answer(asked[-1])
            self.send_response(told.status)
            for name, value in {"Content-Type": told.media, **told.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        do_GET = do_POST = do_PUT = do_DELETE = serve

        def log_message(self, *words: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *words: object) -> None:
            pass  # a client that goes away is what some tests are about

    server = Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Little(f"http://127.0.0.1:{server.server_address[1]}", asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def before(server: Oxigraph, answer: Callable[[Asked], Told | None]) -> Iterator[Little]:
    """Serve what another server answers, unless a function has a reply of its own."""
    with client() as own:

        def passed_on(asked: Asked) -> Told:
            if (told := answer(asked)) is not None:
                return told
            headers = {
                name: asked.headers[name] for name in ("accept", "content-type") if name in asked.headers
            }
            reply = own.request(asked.method, server.url + asked.path, headers=headers, content=asked.body)
            return Told(reply.status_code, reply.content, reply.headers.get("content-type", "text/plain"))

        with little(passed_on) as found:
            yield found
