"""A process that answers one request after the other, and that may be killed at any time.

Started as ``python -m kg.server.workers.worker`` with its line to the front as an inherited socket.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from collections.abc import Callable
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO
from zlib import MAX_WBITS, compressobj

from kg.errors import KgError
from kg.server import sparql
from kg.server.dataset import Desk
from kg.server.limits import MB, Limits
from kg.server.replies import FRAME, Refused, Reply, pack
from kg.server.workers.sandbox import close_network, die_with_parent, limit_memory

STACK = 512 * MB
"""Room for a parser to call itself for every sign of a query; only what is used is taken."""
WORTH_PACKING = 1_000
JOBS = {
    "service": "description",
    "openapi": "description",
    "editor": "pages.editor",
    "notes": "footnotes",
    "drawing": "footnotes",
    "find": "reconcile.service",
    "resource": "pages.resources",
}
"""What a worker is asked for besides queries, and the module whose ``answer`` does it."""
EVALUATING = ("query", "notes", "drawing")
"""The jobs that evaluate what a client has written."""


def main() -> None:
    """Open the store, give up what is not needed, and answer until the line closes."""
    said = json.loads(sys.argv[1])
    die_with_parent()
    line = socket.socket(fileno=said["line"])
    limits = Limits(**said["limits"])
    desk = Desk(Path(said["db"]), said["policy"], limits)
    desk.store.query("ASK {}")
    limit_memory(limits.memory + STACK)
    closed = close_network()
    threading.stack_size(STACK)
    loop = threading.Thread(target=_serve, args=(desk, line.makefile("rwb"), closed), daemon=True)
    loop.start()
    loop.join()


def _serve(desk: Desk, line: BinaryIO, closed: bool) -> None:
    _send(line, pack({"ready": True, "closed": closed}))
    while frame := line.read(FRAME.size):
        head, body = FRAME.unpack(frame)
        asked = json.loads(line.read(head))
        line.read(body)
        try:
            data = _packed(reply(desk, asked), asked)
        except MemoryError:
            os.abort()  # as the engine does: what is held is not to be had back otherwise
        _send(line, data)


def _send(line: BinaryIO, data: bytes) -> None:
    line.write(data)
    line.flush()


def reply(desk: Desk, asked: dict[str, Any]) -> Reply:
    """Answer one request; what is refused is a reply too."""
    try:
        found = _job(asked["job"])(desk, asked)
        if len(found.body) > desk.limits.answer:
            raise sparql.too_large(f"{desk.limits.answer:,} bytes")
        return found
    except Refused as refused:
        return refused.reply()
    except KgError as error:
        return Refused(400, "Refused", str(error)).reply()
    except (OSError, RuntimeError, ValueError) as error:  # what pyoxigraph raises while it evaluates
        if asked["job"] not in EVALUATING:
            raise  # a mistake of ours
        return Refused(400, "The query fails", str(error).splitlines()[0] if str(error) else "").reply()


def _job(name: str) -> Callable[[Desk, dict[str, Any]], Reply]:
    if name == "query":
        return sparql.answer
    job: Callable[[Desk, dict[str, Any]], Reply] = import_module(f"kg.server.{JOBS[name]}").answer
    return job


def _packed(found: Reply, asked: dict[str, Any]) -> bytes:
    """Write a reply for the line, compressed where the client takes that, with a tag of its bytes."""
    body, headers = found.body, dict(found.headers)
    if found.status == 200:
        headers["ETag"] = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    if asked.get("gzip") and len(body) > WORTH_PACKING:
        squeeze = compressobj(4, wbits=MAX_WBITS | 16)
        body = squeeze.compress(body) + squeeze.flush()
        headers["Content-Encoding"] = "gzip"
        if tag := headers.get("ETag"):
            headers["ETag"] = f'{tag[:-1]}-gzip"'
    return pack({"status": found.status, "media": found.media, "headers": headers}, body)


if __name__ == "__main__":
    main()
