"""The routes of the endpoint: SPARQL, the pages, the graph's own addresses, names, health."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote as percent

from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from kg.errors import KgError
from kg.server.cache import ResponseCache
from kg.server.delivery import App, Delivery, Doorkeeper, Send, matches
from kg.server.limits import Limits
from kg.server.negotiation import GRAPHS, ROWS, accepts_gzip, choose
from kg.server.protocol import Fields, Message, Receive, as_job, headers_of, read_fields
from kg.server.replies import Refused, Reply
from kg.server.workers.pool import Pool
from kg.server.workers.processes import Source

HTML = "text/html"
FOLLOW = 2.0
"""Seconds after which it is looked for a new build."""
LONGEST = 255
"""Bytes of the path of a file; systems refuse to look for longer names."""
_PAGE_OR_GRAPH = (*GRAPHS, HTML)
_QUERY_OR_PAGE = (*ROWS, *GRAPHS, HTML)
"""What stands first wins a tie: who takes anything is a program, and gets data."""
JOBS = {
    "/openapi.json": ("description",),
    "/query": ("editor",),
    "/notes": ("notes", "POST"),
    "/drawing": ("drawing", "POST"),
    "/find": ("find", "POST"),
    "/find/{part:path}": ("find", "POST"),
}
"""What a worker answers besides queries, by address: the job, and the methods besides reading."""
_HOST = re.compile(r"[\w.-]+(:\d+)?|\[[\da-fA-F:.]+\](:\d+)?")
Answer = Callable[[Message, Receive, Send, dict[str, str]], Awaitable[Reply | None]]


class Handler:
    """An ASGI app of a method of the front: it returns a reply, or nothing where it has answered itself."""

    def __init__(self, answer: Answer, delivery: Delivery, *methods: str):
        self._answer, self._delivery, self._methods = answer, delivery, methods

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        headers: dict[str, str] = {}
        try:
            headers = headers_of(scope)
            if scope["method"] not in self._methods:
                allowed = ", ".join(self._methods)
                raise Refused(405, "Method not allowed", f"there are {allowed}", Allow=allowed)
            reply = await self._answer(scope, receive, send, headers)
        except Refused as refused:
            scope["said"] = {**scope.get("said", {}), "refused": refused.title}
            reply = refused.reply()
        if reply is not None:
            await self._delivery.send(reply, scope, headers, send)


class Front:
    """Answers requests with the help of a pool of workers."""

    def __init__(self, pool: Pool, output: Path, limits: Limits):
        self.pool, self.output, self.limits = pool, output.resolve(), limits
        self.delivery, self._kept = Delivery(limits), ResponseCache(limits.cached)
        self._files = GZipMiddleware(self._file, minimum_size=1_000, compresslevel=4)

    async def sparql(self, scope: Message, receive: Receive, send: Send, headers: dict[str, str]) -> Reply:
        """Answer a query; without one, describe the service, or lead a person to the page for queries."""
        fields = await read_fields(scope, receive, headers, self.limits)
        policy = scope.get("path_params", {}).get("policy", "")
        accept = headers.get("accept", "")
        if scope["method"] != "POST" and not fields.all("format"):
            if fields.all("query"):
                if accept and choose(accept, _QUERY_OR_PAGE) == HTML:
                    chosen = f"&policy={percent(policy)}" if policy else ""
                    return _see("/query?" + scope["query_string"].decode("ascii") + chosen)
            elif not fields.all("update"):
                if choose(accept, _PAGE_OR_GRAPH) == HTML:
                    return _see(f"/query?policy={percent(policy)}" if policy else "/query")
                return await self._do("service", fields, scope, receive, headers)
        job = as_job(fields, headers, policy)
        digest = blake2b(job["query"].encode(), digest_size=6).hexdigest()
        scope["said"] = {"query": digest}
        if (kept := self._kept.find(self.pool.source.build, job)) is not None:
            scope["said"]["kept"] = True
            return kept
        reply = _varying(await self._ask(job, scope, receive))
        self._kept.keep(job, reply)
        return reply

    def job(self, name: str) -> Answer:
        """Return a method that has a worker do a job with what the request says."""

        async def answer(scope: Message, receive: Receive, send: Send, headers: dict[str, str]) -> Reply:
            fields = await read_fields(scope, receive, headers, self.limits)
            return await self._do(name, fields, scope, receive, headers)

        return answer

    async def _do(
        self, name: str, fields: Fields, scope: Message, receive: Receive, headers: dict[str, str]
    ) -> Reply:
        job = {
            "job": name,
            "path": scope["path"],
            "fields": fields.lists,
            "accept": headers.get("accept", ""),
            "base": _base(scope, headers),
            "gzip": accepts_gzip(headers.get("accept-encoding", "")),
        } | scope.get("path_params", {})
        return _varying(await self._ask(job, scope, receive))

    async def thing(
        self, scope: Message, receive: Receive, send: Send, headers: dict[str, str]
    ) -> Reply | None:
        """Answer with a file of the output, or else with what the graph says at an address of its own."""
        path = scope["path"].lstrip("/") or "index.html"
        if self._find(path):
            await self._files({**scope, "method": "GET"}, receive, send)  # the server leaves the body out
            return None
        return await self.job("thing")(scope, receive, send, headers)

    async def health(self, scope: Message, receive: Receive, send: Send, headers: dict[str, str]) -> Reply:
        """Tell whether a query would be answered now, and how busy the workers are."""
        pool = self.pool
        said = {
            "status": "ok", "workers": len(pool.workers), "busy": pool.busy, "waiting": pool.waiting,
            "restarts": pool.restarts, "network_closed": pool.network_closed,
        }  # fmt: skip
        try:
            found = await pool.ask(
                {"job": "query", "query": "ASK {}", "rows": "text/csv", "graph": None}, "health"
            )
            if found.status != 200:
                said["status"] = "The store does not answer"
        except Refused as refused:
            said["status"] = refused.title
        status = 200 if said["status"] == "ok" else 503
        return Reply(status, "application/json", json.dumps(said).encode(), {"Cache-Control": "no-store"})

    async def _ask(self, job: dict[str, Any], scope: Message, receive: Receive) -> Reply:
        client = scope["client"][0] if scope.get("client") else ""

        async def gone() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        return await self.pool.ask(job, client, gone)

    def _find(self, path: str) -> Path | None:
        """Return a file of the output; nothing outside of it, and nothing that begins with a dot."""
        if len(path.encode()) > LONGEST or "\0" in path or "/." in f"/{path}":
            return None
        file = (self.output / path).resolve()
        return file if file.is_relative_to(self.output) and file.is_file() else None

    async def _file(self, scope: Message, receive: Receive, send: Send) -> None:
        file = self._find(scope["path"].lstrip("/") or "index.html")
        if file is None:
            raise Refused(404, "Not found")
        if file.suffix == ".html":
            await self._page(file, scope, send)
            return
        media = GRAPH_FILES.get(file.suffix) or mimetypes.guess_type(file.name)[0]
        found: Response = FileResponse(file, media_type=media, stat_result=file.stat())
        if matches(headers_of(scope).get("if-none-match", ""), tag := found.headers["etag"]):
            found = Response(status_code=304, headers={"ETag": tag})
        await found(scope, receive, send)

    async def _page(self, file: Path, scope: Message, send: Send) -> None:
        """Send a page of the output; the explorer is told that it is served and may ask its own server."""
        text = await asyncio.to_thread(_told, file)
        tag = f'"{blake2b(text, digest_size=12).hexdigest()}"'
        reply = Reply(200, "text/html;charset=utf-8", text, {"ETag": tag})
        await self.delivery.send(reply, scope, headers_of(scope), send)


GRAPH_FILES = {
    ".ttl": "text/turtle",
    ".trig": "application/trig",
    ".nq": "application/n-quads",
    ".jsonld": "application/ld+json",
    ".rdf": "application/rdf+xml",
    ".graphml": "application/graphml+xml",
    ".gexf": "application/gexf+xml",
    ".cyjs": "application/json",
}
"""Media types of the files that a build writes, where the system does not know them."""


def _see(where: str) -> Reply:
    return Reply(303, "text/plain", b"", {"Location": where, "Vary": "Accept"})


def _varying(reply: Reply) -> Reply:
    reply.headers["Vary"] = "Accept, Accept-Encoding"
    return reply


def _told(file: Path) -> bytes:
    from kg.explorer.page import served

    text = file.read_text(encoding="utf-8")
    try:
        return served(text).encode()
    except ValueError:  # a page that asks nothing: that of the vocabulary, or one of an earlier build
        return text.encode()


async def _follow(pool: Pool, find: Callable[[], Source], log: TextIO | None) -> None:
    """Turn the workers to a new build when there is one; why that cannot be is said once."""
    said = ""
    while True:
        await asyncio.sleep(FOLLOW)
        try:
            source = await asyncio.to_thread(find)
        except (KgError, OSError) as error:  # half-way through a build, too: what is open stays open
            if log and str(error) != said:
                said = str(error)
                log.write(json.dumps({"following": said}) + "\n")
            continue
        if source != pool.source:
            pool.turn_to(source)


def _base(scope: Message, headers: dict[str, str]) -> str:
    """Return the address that the client sees this server at."""
    host = headers.get("host", "")
    return f"{scope.get('scheme', 'http')}://{host if _HOST.fullmatch(host) else 'localhost'}"


def create_app(
    find: Callable[[], Source],
    output: Path,
    limits: Limits | None = None,
    origin: str = "*",
    log: TextIO | None = None,
    ready: Callable[[], None] = lambda: None,
) -> App:
    """Make the ASGI application of an endpoint (https://asgi.readthedocs.io).

    ``find`` says what is served, and is asked again from time to time: a new build is followed. ``output`` is
    the folder whose pages and files are served, ``origin`` who may read from a page of another origin (``*``
    is anybody, nothing is nobody), and ``log`` where a line of JSON goes for each request.
    ``ready`` is called once it answers.
    """
    limits = limits or Limits()
    pool = Pool(find(), limits)
    front = Front(pool, output, limits)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await pool.start()
        ready()
        following = asyncio.ensure_future(_follow(pool, find, log))
        try:
            yield
        finally:
            following.cancel()
            await pool.end()

    def handler(answer: Answer, *more: str) -> Handler:
        return Handler(answer, front.delivery, "GET", "HEAD", *more)

    sparql = handler(front.sparql, "POST")
    routes = [
        Route("/sparql", sparql),
        Route("/sparql/{policy}", sparql),
        Route("/health", handler(front.health)),
        *(Route(path, handler(front.job(name), *more)) for path, (name, *more) in JOBS.items()),
        Route("/{path:path}", handler(front.thing)),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.front = front
    return Doorkeeper(app, origin, log)
