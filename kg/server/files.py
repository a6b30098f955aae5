"""The files of a build with their media types, compressed; a page may ask the server that it comes from."""

from __future__ import annotations

import asyncio
import mimetypes
from hashlib import blake2b
from pathlib import Path

from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from kg.core import media
from kg.server.delivery import Delivery, matches
from kg.server.protocol import header
from kg.server.replies import Refused, Reply

_LONGEST = 255
"""Bytes of the path of a file; systems refuse to look for longer names."""


class OutputFiles:
    """The output folder as an ASGI application."""

    def __init__(self, folder: Path, delivery: Delivery):
        self._folder, self._delivery = folder.resolve(), delivery
        self._compressed = GZipMiddleware(self._send, minimum_size=1_000, compresslevel=4)

    def find(self, path: str) -> Path | None:
        """Return the file at a path; nothing outside of the folder, and nothing that begins with a dot."""
        path = path.lstrip("/") or "index.html"
        if len(path.encode()) > _LONGEST or "\0" in path or "/." in f"/{path}":
            return None
        file = (self._folder / path).resolve()
        return file if file.is_relative_to(self._folder) and file.is_file() else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at the path of a request; uvicorn leaves the body out of the answer to a HEAD."""
        await self._compressed({**scope, "method": "GET"}, receive, send)

    async def _send(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self.find(scope["path"])
        if file is None:
            raise Refused(404, "Not found")
        if file.suffix == ".html":
            text = await asyncio.to_thread(_served, file)
            tag = f'"{blake2b(text, digest_size=12).hexdigest()}"'
            reply = Reply(200, "text/html;charset=utf-8", text, {"ETag": tag})
            await self._delivery.response(reply)(scope, receive, send)
            return
        kind = media.FILES.get(file.suffix[1:]) or mimetypes.guess_type(file.name)[0]
        found: Response = FileResponse(file, media_type=kind, stat_result=file.stat())
        if matches(header(scope, b"if-none-match"), tag := found.headers["etag"]):
            found = Response(status_code=304, headers={"ETag": tag})
        await found(scope, receive, send)


def _served(file: Path) -> bytes:
    """Read a page; the explorer is allowed to ask the server that it comes from."""
    from kg.explorer.page import served

    text = file.read_text(encoding="utf-8")
    try:
        return served(text).encode()
    except ValueError:  # a page that asks nothing: that of the vocabulary, or one of an earlier build
        return text.encode()
