"""Starts the server: the graph on disk that it serves, its socket, its workers and uvicorn."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from kg.errors import CannotServe, NotBuilt
from kg.graph.store import FOLDER, write_built_graph
from kg.query.opening import open_build, open_built_graph
from kg.server.dataset import Source
from kg.server.limits import Limits

CONNECTIONS = 512
"""How many clients may be connected at the same time; others get a 503."""
_KEEP_ALIVE = 15
"""Seconds after which a connection is closed on which nothing more is asked."""
_GRACEFUL_SHUTDOWN = 5
"""Seconds that answers may take which are on their way when the server ends."""


def find_source(output: Path, policy: str | None = None) -> Source:
    """Find the graph on disk of a build, and make it anew where it is not of that build.

    Raises ``NotBuilt`` and ``UnknownPolicy``.
    """
    if (found := _open_source(output, policy)) is None:
        write_built_graph(open_build(output), output)
        found = _open_source(output, policy)
    if found is None:
        raise NotBuilt(f"{output}: the build changes while it is read: try again")
    return found


def _open_source(output: Path, policy: str | None) -> Source | None:
    built = open_built_graph(output, policy)
    return Source((output / FOLDER / "db").resolve(), built.policy, _stamp(output)) if built else None


def _stamp(output: Path) -> str:
    return (output / FOLDER / "stamp").read_text(encoding="utf-8")


def _following(output: Path, policy: str | None) -> Callable[[], Source]:
    """Return what finds the source, and then again only where another build has written its graph on disk."""
    current: list[Source] = []

    def find() -> Source:
        if not current:
            current.append(find_source(output, policy))
        elif _stamp(output) != current[0].build and (found := _open_source(output, policy)):
            current[0] = found
        return current[0]

    return find


def serve(
    output: str | Path = "output",
    policy: str | None = None,
    host: str = "127.0.0.1",
    port: int = 7878,
    limits: Limits | None = None,
    origin: str = "*",
    log: TextIO | None = None,
    proxy: str = "",
    announce: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve a built graph until interrupted; ``announce`` is called with the address once it answers.

    ``port`` 0 takes a free one. ``proxy`` is the address of a proxy in front, whose word on who asks and by
    which scheme is then taken (``X-Forwarded-For``, ``X-Forwarded-Proto``). The further arguments are those
    of ``create_app``.

    Raises ``NotBuilt``, ``UnknownPolicy``, and ``CannotServe`` where the port is not to be had or no worker
    starts.
    """
    import uvicorn  # only here: a worker imports this package too, and is to start fast

    from kg.server.app import create_app

    folder, limits = Path(output), limits or Limits()
    with _listen(host, port, limits.delivery) as listener:
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listener.getsockname()[1]}/"
        app = create_app(_following(folder, policy), folder, limits, origin, log, lambda: announce(address))
        config = uvicorn.Config(
            app,
            http="httptools",  # three times as many requests a second as h11
            ws="none",
            lifespan="on",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=bool(proxy),
            forwarded_allow_ips=proxy or None,
            limit_concurrency=CONNECTIONS,
            timeout_keep_alive=_KEEP_ALIVE,
            timeout_graceful_shutdown=_GRACEFUL_SHUTDOWN,
        )
        server = uvicorn.Server(config)
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:  # it has ended cleanly already
            return
        if not server.started:
            raise CannotServe("no worker starts: KG_DEBUG=1 shows what they say")


def _listen(host: str, port: int, delivery: float) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=CONNECTIONS)
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise CannotServe(f"{host}, port {port}: {why} (--port takes another)") from None
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
        # uvicorn waits for as long as a client takes nothing of its answer; every connection inherits this
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(1000 * delivery))
    return listener
