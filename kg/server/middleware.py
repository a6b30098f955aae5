"""ASGI middleware (https://asgi.readthedocs.io): the access log, and the headers that each response has."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"frame-ancestors 'self'"),
)


class SecurityHeaders:
    """Adds the headers that tell a browser to guess nothing, unless a response has its own."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message["headers"]}
                more = [header for header in _HEADERS if header[0] not in own]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        await self._app(scope, receive, completed)


class AccessLog:
    """Writes a line of JSON for each request; handlers put further fields into ``scope["log"]``."""

    def __init__(self, app: ASGIApp, log: TextIO | None = None):
        self._app, self._log = app, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, size = time.perf_counter(), 0, 0
        scope["log"] = {}

        async def counted(message: Message) -> None:
            nonlocal status, size
            status = message.get("status", status)
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            took = round(1000 * (time.perf_counter() - began), 1)
            self._write(scope, {"status": status, "bytes": size, "ms": took})

    def _write(self, scope: Scope, counts: dict[str, float]) -> None:
        if self._log is None:
            return
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "client": scope["client"][0] if scope.get("client") else "",
            "method": scope["method"],
            "path": scope["path"],
        }
        self._log.write(json.dumps(line | counts | scope["log"], ensure_ascii=True) + "\n")
        self._log.flush()
