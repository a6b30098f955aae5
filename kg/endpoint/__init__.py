"""The graph over HTTP: SPARQL, pages and every address of the graph, read-only.

Starlette and uvicorn in front; behind them worker processes that hold the store, and that can be killed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import uvicorn

from kg.answers import open_output
from kg.endpoint.app import create_app
from kg.endpoint.heads import Reader
from kg.endpoint.limits import Limits
from kg.endpoint.pool import Source
from kg.errors import NotBuilt
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
) -> None:
    """Serve a built graph until interrupted; the further arguments are those of ``create_app``.

    Raises ``NotBuilt``, ``UnknownPolicy``, and ``OSError`` where the port is taken.
    """
    folder = Path(output)
    app = create_app(lambda: find_source(folder, policy), folder, limits, origin, log)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Reader,
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
    uvicorn.Server(config).run()
