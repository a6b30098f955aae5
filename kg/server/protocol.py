"""Requests of the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), queries alone."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.types import Receive, Scope

from kg.core.media import FORM
from kg.server.fields import Fields, parse_fields
from kg.server.limits import Limits
from kg.server.negotiation import EXTENSIONS, ROWS, TRIPLES, accept_of_format, accepts_gzip, choose
from kg.server.replies import Refused

QUERY = "application/sparql-query"
HEAD = 100_000
"""Bytes of the address and headers of a request: a query may stand in the address, percent-encoded."""
_ROWS, _TRIPLES = tuple(ROWS), tuple(TRIPLES)


def check_head(scope: Scope) -> None:
    """Refuse a request whose address and headers are long: reading them can take more than linear time.

    Raises ``Refused``.
    """
    size = len(scope["raw_path"]) + len(scope["query_string"])
    if size + sum(len(name) + len(value) for name, value in scope["headers"]) > HEAD:
        raise Refused(431, "Request head too long", f"the limit is {HEAD:,} bytes", Connection="close")


def header(scope: Scope, name: bytes) -> str:
    """Return a header by its name in lower case; what stands twice is joined."""
    return ", ".join(value.decode("latin-1") for each, value in scope["headers"] if each == name)


async def read_body(receive: Receive, most: int, seconds: float) -> bytes:
    """Read the body of a request.

    Raises ``Refused`` where it is longer than ``most`` bytes or does not come.
    """
    data = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive()
                data += message.get("body", b"")
                if len(data) > most:
                    raise Refused(413, "Request too long", f"the limit is {most:,} bytes", Connection="close")
                if message["type"] == "http.disconnect" or not message.get("more_body"):
                    return bytes(data)
    except TimeoutError:
        why = "the request does not come to its end"
        raise Refused(408, "Request time-out", why, Connection="close") from None


async def read_fields(request: Request, limits: Limits) -> Fields:
    """Read what a request says, from its address and its body.

    Raises ``Refused``.
    """
    fields = parse_fields(request.scope["query_string"])
    if request.method != "POST":
        return Fields(fields)
    media, _, parameters = header(request.scope, b"content-type").partition(";")
    media = media.strip().lower()
    body = await read_body(request.receive, 4 * limits.query + 10_000, limits.delivery)
    if media == FORM:
        return Fields(_joined(fields, parse_fields(body.strip())))
    if media == QUERY:
        if "charset" in parameters.lower() and "utf-8" not in parameters.lower():
            raise Refused(415, "Unsupported media type", "a query is UTF-8")
        try:
            return Fields(_joined(fields, {"query": [body.decode()]}))
        except UnicodeDecodeError:
            raise Refused(400, "Bad request", "the query is not UTF-8") from None
    if media == "application/sparql-update":
        raise Refused(403, "Read-only", "nothing here can be changed")
    raise Refused(415, "Unsupported media type", f"a POST is {FORM} or {QUERY}", Accept=f"{FORM}, {QUERY}")


def _joined(first: dict[str, list[str]], second: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: first.get(name, []) + second.get(name, []) for name in (*first, *second)}


def query_job(fields: Fields, scope: Scope, policy: str = "") -> dict[str, Any]:
    """Lay out a query as a worker takes it.

    ``format`` as a field (``json``, ``csv``, ``ttl`` …) is for clients that cannot set ``Accept``.

    Raises ``Refused`` where there is no query, or more than one.
    """
    if fields.all("update"):
        raise Refused(403, "Read-only", "nothing here can be changed")
    if not fields.all("query"):
        raise Refused(400, "Bad request", "the field 'query' is missing")
    accept = header(scope, b"accept")
    if form := fields.one("format"):
        accept = accept_of_format(form) or ""
        if not accept:
            raise Refused(406, "Not acceptable", f"no format '{form}': there are {', '.join(EXTENSIONS)}")
    return {
        "name": "query",
        "query": fields.one("query"),
        "policy": policy,
        "default": fields.all("default-graph-uri"),
        "named": fields.all("named-graph-uri"),
        "rows": choose(accept, _ROWS),
        "graph": choose(accept, _TRIPLES),
        "gzip": accepts_gzip(header(scope, b"accept-encoding")),
    }
