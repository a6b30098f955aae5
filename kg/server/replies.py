"""Replies and refusals, and how messages are written on the channel between the server and a worker."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from typing import Any

from kg.core.media import PROBLEM

FRAME = struct.Struct("!II")
"""The lengths of what follows: a head in JSON, and a body of bytes."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: HTTP status, media type, body, and further headers."""

    status: int
    media: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    build: str = ""
    """Which build answers: while a new one is followed, workers of the one before still do."""


class Refused(Exception):
    """A request that is not answered, with the HTTP status that says so."""

    def __init__(self, status: int, title: str, detail: str = "", **headers: str):
        self.status, self.title, self.detail = status, title, detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__(detail or title)

    def reply(self) -> Reply:
        """Say it as a problem document (RFC 9457, https://www.rfc-editor.org/rfc/rfc9457)."""
        said: dict[str, object] = {"type": "about:blank", "title": self.title, "status": self.status}
        if self.detail:
            said["detail"] = self.detail
        return Reply(self.status, PROBLEM, json.dumps(said, ensure_ascii=False).encode(), self.headers)


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """Write a message for the channel between server and worker."""
    written = json.dumps(head, separators=(",", ":")).encode()
    return FRAME.pack(len(written), len(body)) + written + body
