"""The request handlers: each takes a request and returns a reply, most with the help of a worker."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from typing import Any
from urllib.parse import quote as percent

from starlette.requests import Request
from starlette.types import ASGIApp

from kg.server.cache import ResponseCache
from kg.server.fields import Fields
from kg.server.files import OutputFiles
from kg.server.limits import Limits
from kg.server.negotiation import HTML, ROWS, TRIPLES, accepts_gzip, choose
from kg.server.protocol import header, query_job, read_fields
from kg.server.replies import Refused, Reply
from kg.server.workers.pool import Pool

Handler = Callable[[Request], Awaitable[Reply | ASGIApp]]
_PAGE_OR_TRIPLES = (*TRIPLES, HTML)
_QUERY_OR_PAGE = (*ROWS, *TRIPLES, HTML)
"""What stands first wins a tie: who takes anything is a program, and gets data."""
_HOST = re.compile(r"[\w.-]+(:\d+)?|\[[\da-fA-F:.]+\](:\d+)?")


class Handlers:
    """The request handlers of a server."""

    def __init__(self, pool: Pool, files: OutputFiles, limits: Limits):
        self._pool, self._files, self._limits = pool, files, limits
        self._cache = ResponseCache(limits.cached)

    async def sparql(self, request: Request) -> Reply:
        """Answer a query; without one, describe the service, or lead a person to the page for queries."""
        fields = await read_fields(request, self._limits)
        policy, accept = request.path_params.get("policy", ""), header(request.scope, b"accept")
        if request.method != "POST" and not fields.all("format"):
            if fields.all("query"):
                if accept and choose(accept, _QUERY_OR_PAGE) == HTML:
                    chosen = f"&policy={percent(policy)}" if policy else ""
                    return _see_other("/query?" + request.scope["query_string"].decode("ascii") + chosen)
            elif not fields.all("update"):
                if choose(accept, _PAGE_OR_TRIPLES) == HTML:
                    return _see_other(f"/query?policy={percent(policy)}" if policy else "/query")
                return await self._run("service", fields, request)
        return await self._answer(query_job(fields, request.scope, policy), request)

    async def _answer(self, job: dict[str, Any], request: Request) -> Reply:
        log = request.scope["log"]
        log["query"] = blake2b(job["query"].encode(), digest_size=6).hexdigest()
        if (kept := self._cache.find(self._pool.source.build, job)) is not None:
            log["kept"] = True
            return kept
        reply = await self._ask(job, request)
        self._cache.keep(job, reply)
        return reply

    def worker_job(self, name: str) -> Handler:
        """Return a handler that has a worker do a job with the fields of a request."""

        async def handler(request: Request) -> Reply:
            return await self._run(name, await read_fields(request, self._limits), request)

        return handler

    async def resource(self, request: Request) -> Reply | ASGIApp:
        """Answer with a file of the output, or else with what the graph says at an address of its own."""
        if self._files.find(request.scope["path"]):
            return self._files
        return await self._run("resource", await read_fields(request, self._limits), request)

    async def health(self, request: Request) -> Reply:
        """Report whether a query would be answered now, and how busy the workers are."""
        pool = self._pool
        said = {
            "status": "ok", "workers": len(pool.workers), "busy": pool.busy, "waiting": pool.waiting,
            "restarts": pool.restarts, "network_closed": pool.network_closed,
        }  # fmt: skip
        probe = {"name": "query", "query": "ASK {}", "rows": "text/csv", "graph": None}
        try:
            found = await pool.ask(probe, "health")
            if found.status != 200:
                said["status"] = "The store does not answer"
        except Refused as refused:
            said["status"] = refused.title
        status = 200 if said["status"] == "ok" else 503
        return Reply(status, "application/json", json.dumps(said).encode(), {"Cache-Control": "no-store"})

    async def _run(self, name: str, fields: Fields, request: Request) -> Reply:
        job = {
            "name": name,
            "path": request.scope["path"],
            "fields": fields.lists,
            "accept": header(request.scope, b"accept"),
            "base": _base(request),
            "gzip": accepts_gzip(header(request.scope, b"accept-encoding")),
        } | request.path_params
        return await self._ask(job, request)

    async def _ask(self, job: dict[str, Any], request: Request) -> Reply:
        async def disconnected() -> None:
            while (await request.receive())["type"] != "http.disconnect":
                pass

        reply = await self._pool.ask(job, request.client.host if request.client else "", disconnected)
        reply.headers["Vary"] = "Accept, Accept-Encoding"
        return reply


def _see_other(where: str) -> Reply:
    return Reply(303, "text/plain", b"", {"Location": where, "Vary": "Accept"})


def _base(request: Request) -> str:
    """Return the address that the client sees this server at; a hostile ``Host`` gets into no page."""
    host = header(request.scope, b"host")
    return f"{request.scope.get('scheme', 'http')}://{host if _HOST.fullmatch(host) else 'localhost'}"
