"""The graph over HTTP: SPARQL, pages and every address of the graph, read-only.

Starlette and uvicorn in front; behind them worker processes that hold the store, and that can be killed.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TextIO

import uvicorn

from kg.answers import open_output
from kg.endpoint.app import create_app
from kg.endpoint.heads import reader
from kg.endpoint.limits import Limits
from kg.endpoint.pool import Source
from kg.errors import CannotServe, NotBuilt
from kg.shelf import FOLDER, open_shelf, write_shelf

__all__ = ["Limits", "Source", "create_app", "find_source", "serve"]

CONNECTIONS = 512
"""How many clients are heard at the same time."""
_GRACE = 5
"""Seconds that answers may take which are on their way when the server ends."""


def find_source(output: Path, policy: str | None = None) -> Source:
    """Find the graph on disk of a build, and make it anew where it is not of that build.

    Raises ``NotBuilt`` and ``UnknownPolicy``.
    """
    shelf = open_shelf(output, policy)
    if shelf is None:
        write_shelf(open_output(output), output)
        shelf = open_shelf(output, policy)
    if shelf is None:
        raise NotBuilt(f"{output}: the build changes while it is read: try again")
    stamp = (output / FOLDER / "stamp").read_text(encoding="utf-8")
    return Source((output / FOLDER / "db").resolve(), shelf.policy, stamp)


def serve(
    output: str | Path = "output",
    policy: str | None = None,
    host: str = "127.0.0.1",
    port: int = 7878,
    limits: Limits | None = None,
    origin: str = "*",
    log: TextIO | None = None,
    announce: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve a built graph until interrupted; ``announce`` is called with the address once it answers.

    ``port`` 0 takes a free one; the further arguments are those of ``create_app``.

    Raises ``NotBuilt``, ``UnknownPolicy``, and ``CannotServe`` where the port is not to be had or no worker
    starts.
    """
    folder = Path(output)
    sources = partial(find_source, folder, policy)
    with _listening(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listener.getsockname()[1]}/"
        app = create_app(sources, folder, limits, origin, log, lambda: announce(address))
        config = uvicorn.Config(
            app,
            http=reader((limits or Limits()).delivery),
            ws="none",
            lifespan="on",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=CONNECTIONS,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=_GRACE,
        )
        server = uvicorn.Server(config)
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:  # it has ended cleanly already
            return
        if not server.started:
            raise CannotServe("no worker starts: KG_DEBUG=1 shows what they say")


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=CONNECTIONS)
    except OSError as error:
        raise CannotServe(
            f"{host}, port {port}: {os.strerror(error.errno or 0)} (--port takes another)"
        ) from None
