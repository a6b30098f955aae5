"""One worker process and the channel to it, as the server sees them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kg.server.limits import Limits
from kg.server.replies import FRAME, Refused, Reply

START = 30.0
"""Seconds that a worker may take to be ready."""


@dataclass(frozen=True, slots=True)
class Source:
    """What workers open: a store on disk, and the policy that they answer under unless told."""

    db: Path
    policy: str = ""
    build: str = ""
    """What tells one build from another in the same place."""


class _Channel(asyncio.Protocol):
    """The server's end of the channel to one worker: a message in, a message out."""

    def __init__(self) -> None:
        self._data = bytearray()
        self.awaited: asyncio.Future[tuple[dict[str, Any], bytes]] | None = None
        self.transport: asyncio.Transport | None = None
        self.lost = False
        self.when_lost: Callable[[], None] = lambda: None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._data += data
        if len(self._data) < FRAME.size:
            return
        head, body = FRAME.unpack_from(self._data)
        end = FRAME.size + head + body
        if len(self._data) < end:
            return
        message = json.loads(self._data[FRAME.size : FRAME.size + head]), bytes(self._data[end - body : end])
        del self._data[:end]
        if self.awaited and not self.awaited.done():
            self.awaited.set_result(message)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        self.when_lost()
        if self.awaited and not self.awaited.done():
            self.awaited.set_exception(ConnectionError("the worker is gone"))


class Worker:
    """One process, and the channel to it."""

    def __init__(self, source: Source):
        self.source = source
        self.client = ""
        self.started = 0.0
        self.stopped: Refused | None = None
        self.network_closed = False
        self.process: asyncio.subprocess.Process | None = None
        self.channel = _Channel()

    async def start(self, limits: Limits) -> None:
        """Start the process and wait until it has opened the store.

        Raises ``ConnectionError`` or ``TimeoutError`` where it does not.
        """
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        settings = {"channel": theirs.fileno(), "db": str(self.source.db), "policy": self.source.policy}
        self.process = await asyncio.create_subprocess_exec(
            *(
                sys.executable,
                "-m",
                "kg.server.workers.worker",
                json.dumps(settings | {"limits": asdict(limits)}),
            ),
            pass_fds=[theirs.fileno()],
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=None if os.environ.get("KG_DEBUG") else asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl+C is for the server alone, which then ends its workers
        )
        theirs.close()
        ours.setblocking(False)
        self.channel.awaited = loop.create_future()
        await loop.create_connection(lambda: self.channel, sock=ours)
        ready, _ = await asyncio.wait_for(self.channel.awaited, START)
        self.network_closed = bool(ready["closed"])

    async def ask(self, message: bytes) -> Reply:
        """Send a request and wait for its reply.

        Raises ``ConnectionError`` when the process ends first.
        """
        loop = asyncio.get_running_loop()
        if self.channel.lost or self.channel.transport is None:
            raise ConnectionError("the worker is gone")
        self.channel.awaited = loop.create_future()
        self.channel.transport.write(message)
        head, body = await self.channel.awaited
        return Reply(head["status"], head["media"], body, head["headers"], self.source.build)

    def stop(self, why: Refused | None = None) -> None:
        """Kill the process; whoever waits for it is told why."""
        self.stopped = self.stopped or why
        if self.process and self.process.returncode is None:
            self.process.kill()
        if self.channel.transport:
            self.channel.transport.close()

    async def failure(self) -> Refused:
        """Tell why a process ended that was asked something."""
        code = await self.process.wait() if self.process else 0
        if self.stopped:
            return self.stopped
        if code in (-signal.SIGABRT, -signal.SIGKILL):
            return Refused(503, "Out of memory", "the query needs more memory than a worker may hold")
        if code < 0:
            return Refused(400, "The query ends the engine", "the engine does not survive this query")
        return Refused(500, "Internal error", "this is a mistake of ours: KG_DEBUG=1 shows it")
