"""From a reply to what goes over the wire: conditional requests, HEAD, slow clients, access log."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TextIO

from kg.server.limits import Limits
from kg.server.protocol import Message, Receive
from kg.server.replies import Refused, Reply

Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
PIECE = 256_000
SLOWEST = 100_000
"""Bytes a second that a client has to take of a large answer."""
_SAFE = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"frame-ancestors 'self'"),
]
_ALLOWED = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match"),
    (b"access-control-max-age", b"86400"),
)


class Delivery:
    """Sends replies, and keeps count of the bytes that wait for slow clients."""

    def __init__(self, limits: Limits):
        self._limits = limits
        self.held = 0

    async def send(self, reply: Reply, scope: Message, headers: dict[str, str], send: Send) -> None:
        """Send a reply: without its body to HEAD, and to who has it already (RFC 9110 §13.1.2)."""
        tag = reply.headers.get("ETag", "")
        if tag and scope["method"] in ("GET", "HEAD") and matches(headers.get("if-none-match", ""), tag):
            await _start(304, {"ETag": tag, "Vary": reply.headers.get("Vary", "")}, send)
            await send({"type": "http.response.body"})
            return
        if len(reply.body) > PIECE and self.held + len(reply.body) > self._limits.held:
            reply = Refused(503, "Busy", "too many answers wait to be taken", Retry_After="5").reply()
        length = {"Content-Type": reply.media, "Content-Length": str(len(reply.body))}
        await _start(reply.status, length | reply.headers, send)
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body"})
            return
        await self._pour(reply.body, send)

    async def _pour(self, body: bytes, send: Send) -> None:
        """Send a body piece by piece, so that no more of it than one is held twice."""
        self.held += len(body)
        try:
            async with asyncio.timeout(self._limits.delivery + len(body) / SLOWEST):
                for start in range(0, max(1, len(body)), PIECE):
                    piece, more = body[start : start + PIECE], start + PIECE < len(body)
                    await send({"type": "http.response.body", "body": piece, "more_body": more})
        finally:
            self.held -= len(body)


async def _start(status: int, headers: dict[str, str], send: Send) -> None:
    written = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items() if value]
    await send({"type": "http.response.start", "status": status, "headers": written})


def matches(given: str, tag: str) -> bool:
    """Tell whether an ``If-None-Match`` names a tag."""
    return given == "*" or tag in (each.strip().removeprefix("W/") for each in given.split(","))


class Doorkeeper:
    """The outermost: answers preflights, says who may read, and writes a line of JSON for each request."""

    def __init__(self, app: App, origin: str = "*", log: TextIO | None = None):
        self._app, self._log = app, log
        self._common = list(_SAFE)
        if origin:
            self._common += [
                (b"access-control-allow-origin", origin.encode()),
                (b"access-control-expose-headers", b"ETag, Content-Encoding, Link, Retry-After"),
            ]
        self._preflight = [*self._common, *(_ALLOWED if origin else ())]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, seen = time.perf_counter(), [0, 0]
        if scope["method"] == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": self._preflight})
            await send({"type": "http.response.body"})
            self._write(scope, 204, 0, began)
            return

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen[0] = message["status"]
                own = list(message.get("headers", ()))
                said = {name for name, _ in own}
                message = {**message, "headers": own + [each for each in self._common if each[0] not in said]}
            else:
                seen[1] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            self._write(scope, seen[0], seen[1], began)

    def _write(self, scope: Message, status: int, size: int, began: float) -> None:
        if self._log is None:
            return
        line: dict[str, Any] = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "client": scope["client"][0] if scope.get("client") else "",
            "method": scope["method"],
            "path": scope["path"],
            "status": status,
            "bytes": size,
            "ms": round(1000 * (time.perf_counter() - began), 1),
        }
        if said := scope.get("said"):
            line |= said
        self._log.write(json.dumps(line, ensure_ascii=True) + "\n")
        self._log.flush()
