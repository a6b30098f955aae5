"""The graph over HTTP: SPARQL, pages and every address of the graph, read-only.

Starlette and uvicorn in front; behind them worker processes that hold the store, and that can be killed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import uvicorn

from kg.endpoint.app import create_app
from kg.endpoint.heads import Reader
from kg.endpoint.limits import Limits
from kg.endpoint.pool import Source

__all__ = ["Limits", "Source", "create_app", "serve"]

CONNECTIONS = 512
_GRACE = 5
"""Seconds that answers may take which are on their way when the server ends."""


def serve(
    source: Source,
    output: str | Path = "output",
    host: str = "127.0.0.1",
    port: int = 7878,
    limits: Limits | None = None,
    origin: str = "*",
    log: TextIO | None = None,
) -> None:
    """Serve a built graph until interrupted; the arguments are those of ``create_app``.

    Raises ``OSError`` where the port is taken.
    """
    app = create_app(source, Path(output), limits, origin, log)
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
