"""Sending replies: conditional requests, HEAD, and no more than fits into memory for slow clients."""

from __future__ import annotations

import asyncio
from functools import partial

from starlette.types import ASGIApp, Receive, Scope, Send

from kg.server.limits import Limits
from kg.server.protocol import header
from kg.server.replies import Refused, Reply

_CHUNK = 256_000
_SLOWEST = 100_000
"""Bytes a second that a client has to take of a large answer."""


class Delivery:
    """Sends replies, and counts the bytes that wait for slow clients."""

    def __init__(self, limits: Limits):
        self._limits = limits
        self._waiting = 0

    def response(self, reply: Reply) -> ASGIApp:
        """Return a reply as Starlette takes a response."""
        return partial(self._send, reply)

    async def _send(self, reply: Reply, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a reply: without its body to HEAD, and to who has it already (RFC 9110 §13.1.2)."""
        tag = reply.headers.get("ETag", "")
        if tag and scope["method"] in ("GET", "HEAD") and matches(header(scope, b"if-none-match"), tag):
            await _start(304, {"ETag": tag, "Vary": reply.headers.get("Vary", "")}, send)
            await send({"type": "http.response.body"})
            return
        if len(reply.body) > _CHUNK and self._waiting + len(reply.body) > self._limits.held:
            reply = Refused(503, "Busy", "too many answers wait to be taken", Retry_After="5").reply()
        length = {"Content-Type": reply.media, "Content-Length": str(len(reply.body))}
        await _start(reply.status, length | reply.headers, send)
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body"})
        else:
            await self._send_body(reply.body, scope, send)

    async def _send_body(self, body: bytes, scope: Scope, send: Send) -> None:
        """Send a body in chunks, so that no more than one of them is held twice."""
        self._waiting += len(body)
        try:
            async with asyncio.timeout(self._limits.delivery + len(body) / _SLOWEST):
                for start in range(0, max(1, len(body)), _CHUNK):
                    chunk, more = body[start : start + _CHUNK], start + _CHUNK < len(body)
                    await send({"type": "http.response.body", "body": chunk, "more_body": more})
        except TimeoutError:  # uvicorn closes the connection, since the body is not whole
            scope["log"]["refused"] = "Taken too slowly"
        finally:
            self._waiting -= len(body)


async def _start(status: int, headers: dict[str, str], send: Send) -> None:
    written = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items() if value]
    await send({"type": "http.response.start", "status": status, "headers": written})


def matches(given: str, tag: str) -> bool:
    """Return whether an ``If-None-Match`` names a tag."""
    return given == "*" or tag in (each.strip().removeprefix("W/") for each in given.split(","))
