"""The ASGI application: routes, middleware, refusals, and the builds that it follows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TextIO

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from kg.errors import KgError
from kg.server.dataset import Source
from kg.server.delivery import Delivery
from kg.server.files import OutputFiles
from kg.server.handlers import Handler, Handlers
from kg.server.limits import Limits
from kg.server.middleware import AccessLog, SecurityHeaders
from kg.server.protocol import check_head
from kg.server.replies import Refused, Reply
from kg.server.workers.pool import Pool

FOLLOW = 2.0
"""Seconds after which it is looked for a new build."""
READ, READ_AND_POST = ("GET", "HEAD"), ("GET", "HEAD", "POST")
WORKER_ROUTES = {
    "/openapi.json": ("openapi", READ),
    "/query": ("editor", READ),
    "/notes": ("notes", READ_AND_POST),
    "/drawing": ("drawing", READ_AND_POST),
    "/find": ("find", READ_AND_POST),
    "/find/{part:path}": ("find", READ_AND_POST),
}
"""What a worker answers besides queries, by path: the name of the job, and the methods."""


def create_app(
    find: Callable[[], Source],
    output: Path,
    limits: Limits | None = None,
    origin: str = "*",
    log: TextIO | None = None,
    ready: Callable[[], None] = lambda: None,
) -> ASGIApp:
    """Make the ASGI application of an endpoint.

    ``find`` says what is served, and is asked again from time to time: a new build is followed. ``output`` is
    the folder whose pages and files are served, ``origin`` who may read from a page of another origin (``*``
    is anybody, nothing is nobody), and ``log`` where a line of JSON goes for each request.
    ``ready`` is called once it answers.
    """
    limits = limits or Limits()
    pool, delivery = Pool(find(), limits), Delivery(limits)
    handlers = Handlers(pool, OutputFiles(output, delivery), limits)

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

    def route(path: str, handler: Handler, methods: tuple[str, ...] = READ) -> Route:
        async def endpoint(request: Request) -> ASGIApp:
            check_head(request.scope)
            found = await handler(request)
            return delivery.response(found) if isinstance(found, Reply) else found

        return Route(path, endpoint, methods=methods)

    async def refused(request: Request, error: Refused) -> ASGIApp:
        request.scope["log"]["refused"] = error.title
        return delivery.response(error.reply())

    async def unrouted(request: Request, error: HTTPException) -> ASGIApp:
        """Say which methods there are; who asks just that by OPTIONS is not refused (RFC 9110 §9.3.7)."""
        if error.status_code != 405:
            return await refused(request, Refused(error.status_code, error.detail))
        allowed = ", ".join(sorted((error.headers or {})["Allow"].split(", ")))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": allowed})
        refusal = Refused(405, "Method not allowed", f"there are {allowed}", Allow=allowed)
        return await refused(request, refusal)

    routes = [
        route("/sparql", handlers.sparql, READ_AND_POST),
        # a policy is an address, because clients take one address and no more
        route("/sparql/{policy}", handlers.sparql, READ_AND_POST),
        route("/health", handlers.health),
        *(route(path, handlers.worker_job(name), methods) for path, (name, methods) in WORKER_ROUTES.items()),
        route("/{path:path}", handlers.resource),
    ]
    refusals: dict[Any, Any] = {Refused: refused, HTTPException: unrouted}
    app: ASGIApp = Starlette(routes=routes, lifespan=lifespan, exception_handlers=refusals)
    return AccessLog(SecurityHeaders(_share(app, origin)), log)


def _share(app: ASGIApp, origin: str) -> ASGIApp:
    """Let pages of another origin read (https://fetch.spec.whatwg.org/#http-cors-protocol)."""
    return CORSMiddleware(
        app,
        allow_origins=[origin] if origin else [],
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["If-None-Match"],
        expose_headers=["ETag", "Content-Encoding", "Link", "Retry-After"],
        max_age=86_400,
    )


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
            pool.switch_to(source)
