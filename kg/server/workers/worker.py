"""A worker process: it answers one request after the other, and may be killed at any time.

It is started as ``python -m kg.server.workers.worker``, with its socket to the server inherited.
"""

from __future__ import annotations

import gzip
import json
import os
import socket
import sys
import threading
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, BinaryIO

from kg.errors import KgError
from kg.server import sparql
from kg.server.dataset import Dataset
from kg.server.limits import MB, Limits
from kg.server.replies import FRAME, Refused, Reply, pack
from kg.server.workers.sandbox import close_network, die_with_parent, limit_memory

STACK = 512 * MB
"""Oxigraph's parser calls itself for every bracket, and a stack that overflows ends the process: here is room
for as many as fit into a query. It is address space; memory is taken only for what is used."""
WORTH_COMPRESSING = 1_000
HANDLERS = {
    "query": "sparql:answer_query",
    "service": "service_description:describe_service",
    "openapi": "service_description:describe_interface",
    "editor": "pages.editor:query_editor",
    "notes": "footnotes:notes",
    "drawing": "footnotes:drawing",
    "find": "reconcile.service:reconcile",
    "resource": "pages.resources:resource",
}
"""What a worker does, by the name of the job; imported when first asked for, so that a worker starts fast."""
EVALUATING = ("query", "notes", "drawing")
"""The jobs that evaluate what a client has written."""


def main() -> None:
    """Open the store, give up what is not needed, and answer until the channel closes."""
    settings = json.loads(sys.argv[1])
    die_with_parent()
    channel = socket.socket(fileno=settings["channel"])
    limits = Limits(**settings["limits"])
    dataset = Dataset(Path(settings["db"]), settings["policy"], limits)
    dataset.store.query("ASK {}")
    limit_memory(limits.memory + STACK)
    closed = close_network()
    threading.stack_size(STACK)
    serving = threading.Thread(target=_serve, args=(dataset, channel.makefile("rwb"), closed), daemon=True)
    serving.start()
    serving.join()


def _serve(dataset: Dataset, channel: BinaryIO, closed: bool) -> None:
    _send(channel, pack({"ready": True, "closed": closed}))
    while frame := channel.read(FRAME.size):
        head, body = FRAME.unpack(frame)
        job = json.loads(channel.read(head))
        channel.read(body)
        try:
            data = _encode(reply(dataset, job), job)
        except MemoryError:
            os.abort()  # as the engine does: what is held is not to be had back otherwise
        _send(channel, data)


def _send(channel: BinaryIO, data: bytes) -> None:
    channel.write(data)
    channel.flush()


def reply(dataset: Dataset, job: dict[str, Any]) -> Reply:
    """Answer one request; what is refused is a reply too."""
    try:
        found = _handler(job["name"])(dataset, job)
        if len(found.body) > dataset.limits.answer:
            raise sparql.too_large(f"{dataset.limits.answer:,} bytes")
        return found
    except Refused as refused:
        return refused.reply()
    except KgError as error:
        return Refused(400, "Refused", str(error)).reply()
    except (OSError, RuntimeError, ValueError) as error:  # what pyoxigraph raises while it evaluates
        if job["name"] not in EVALUATING:
            raise  # a mistake of ours
        return Refused(400, "The query fails", str(error).splitlines()[0] if str(error) else "").reply()


@cache
def _handler(name: str) -> Callable[[Dataset, dict[str, Any]], Reply]:
    handler: Callable[[Dataset, dict[str, Any]], Reply] = resolve_name(f"kg.server.{HANDLERS[name]}")
    return handler


def _encode(found: Reply, job: dict[str, Any]) -> bytes:
    """Write a reply for the channel, compressed where the client takes that, with a tag of its bytes."""
    body, headers = found.body, dict(found.headers)
    if found.status == 200:
        headers["ETag"] = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    if job.get("gzip") and len(body) > WORTH_COMPRESSING:
        body = gzip.compress(body, 4, mtime=0)
        headers["Content-Encoding"] = "gzip"
        if tag := headers.get("ETag"):
            headers["ETag"] = f'{tag[:-1]}-gzip"'
    return pack({"status": found.status, "media": found.media, "headers": headers}, body)


if __name__ == "__main__":
    main()
