"""Our endpoint as a process of its own, as its users start it, and a client that sends any bytes.

``python -m tests.support.servers JSON`` is ``kg serve`` with limits that its options do not offer.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil

from kg.server import serving as server

START = 60.0
"""Seconds that a server may take to answer, on a machine that has other work."""
KG = Path(sys.executable).with_name("kg")
ROOT = Path(__file__).parent.parent.parent
T = TypeVar("T")


@dataclass(frozen=True)
class Served:
    """A server that answers: its process, its address, and where its log goes."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path
    client: httpx.Client

    @property
    def address(self) -> tuple[str, int]:
        url = httpx.URL(self.url)
        return url.host, url.port or 80

    def get(
        self, path: str = "/sparql", headers: Mapping[str, str] | None = None, **fields: Any
    ) -> httpx.Response:
        """Send a GET with fields in its address."""
        return self.client.get(path, params=fields or None, headers=headers)

    def ask(self, query: str, path: str = "/sparql", **headers: str) -> httpx.Response:
        """Send a query as a body."""
        sent = {"Content-Type": "application/sparql-query"} | headers
        return self.client.post(path, content=query.encode(), headers=sent)

    def raw(self, data: bytes, seconds: float = 20.0) -> bytes:
        """Send bytes as they are, and return what comes until the server closes, or says nothing more."""
        with self.connection(seconds) as line:
            with suppress(ConnectionError):  # it may have heard enough
                line.sendall(data)
            return b"".join(pieces(line))

    def connection(self, seconds: float = 20.0) -> socket.socket:
        return socket.create_connection(self.address, timeout=seconds)

    def family(self) -> list[psutil.Process]:
        """Return the process and all that it started."""
        front = psutil.Process(self.process.pid)
        return [front, *front.children(recursive=True)]

    def workers(self) -> list[psutil.Process]:
        """Return the worker processes."""
        return [child for child in self.family()[1:] if child.is_running() and is_worker(child)]

    def memory(self) -> list[int]:
        """Return the megabytes that the front holds, and each worker."""
        return [process.memory_info().rss // 1_000_000 for process in self.family()]

    def health(self) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get("/health").json()
        return found


def is_worker(process: psutil.Process) -> bool:
    """Tell whether a process is a worker of an endpoint, and lives."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE and "kg.server.workers.worker" in process.cmdline()
    except psutil.NoSuchProcess:
        return False


def pieces(line: socket.socket) -> Iterator[bytes]:
    """Yield what comes over a connection until it ends; a reset is an end."""
    try:
        while piece := line.recv(65_536):
            yield piece
    except (TimeoutError, ConnectionError):
        return


def until(seen: Callable[[], T], seconds: float = 20.0) -> T:
    """Wait until a function returns something true, and return that."""
    end = time.monotonic() + seconds
    while not (found := seen()):
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)
    return found


@contextmanager
def serving(
    folder: Path,
    scratch: Path,
    *,
    limits: Mapping[str, float] | None = None,
    bare: bool = False,
    port: int = 0,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Served]:
    """Serve an output folder, or with ``bare`` a store without policies; the server ends with the block."""
    said = {"folder": str(folder), "port": port, "bare": bare, "limits": dict(limits or {})}
    command = [sys.executable, "-m", "tests.support.servers", json.dumps(said)]
    with started(command, scratch, environment) as served:
        yield served


@contextmanager
def started(
    command: list[str], scratch: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Start a server whose first line of output ends in its address; the server ends with the block."""
    scratch.mkdir(parents=True, exist_ok=True)
    log, known = scratch / "log", {**os.environ, **(environment or {})}
    with log.open("wb") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, cwd=ROOT, env=known)
    try:
        assert process.stdout
        words = process.stdout.readline().decode().split()
        assert words, f"it does not start:\n{log.read_text(encoding='utf-8')[-2_000:]}"
        with httpx.Client(base_url=words[-1], timeout=START, trust_env=False) as client:
            yield Served(process, words[-1], log, client)
    finally:
        end(process)


def end(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> int:
    """End a process as a service manager does, and return its exit code."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        return process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
    finally:
        if process.stdout:
            process.stdout.close()


def main() -> None:
    """Serve as the command line says; in tests alone."""
    said = json.loads(sys.argv[1])
    if said["bare"]:
        server.find_source = lambda folder, policy=None: server.Source(folder)  # type: ignore[assignment]
    limits = server.Limits(**asdict(server.Limits()) | {"cached": 0} | said["limits"])  # each is computed
    server.serve(
        said["folder"],
        port=said["port"],
        limits=limits,
        log=sys.stderr,
        announce=lambda address: print(address, flush=True),
    )


if __name__ == "__main__":
    main()
