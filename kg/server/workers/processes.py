"""One worker process and the channel to it, as the server sees them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from dataclasses import asdict
from typing import Any

from kg.server.dataset import Source
from kg.server.limits import MB, Limits
from kg.server.replies import FRAME, Refused, Reply

START = 30.0
"""Seconds that a worker may take to be ready."""


class Worker:
    """One process, and the channel to it."""

    def __init__(self, source: Source):
        self.source = source
        self.client = ""
        self.started = 0.0
        self.stopped: Refused | None = None
        self.network_closed = False
        self.process: asyncio.subprocess.Process | None = None
        self.ended: asyncio.Future[int] | None = None
        """Its exit code, once it has one."""
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    @property
    def lost(self) -> bool:
        """Whether the process has closed its end of the channel."""
        return self._reader is None or self._reader.at_eof() or self._reader.exception() is not None

    async def start(self, limits: Limits) -> None:
        """Start the process and wait until it has opened the store.

        Raises ``ConnectionError`` or ``TimeoutError`` where it does not.
        """
        ours, theirs = socket.socketpair()
        settings = {"channel": theirs.fileno(), "db": str(self.source.db), "policy": self.source.policy}
        command = "-m", "kg.server.workers.worker", json.dumps(settings | {"limits": asdict(limits)})
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            *command,
            pass_fds=[theirs.fileno()],
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=None if os.environ.get("KG_DEBUG") else asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl+C is for the server alone, which then ends its workers
        )
        theirs.close()
        self.ended = asyncio.ensure_future(self.process.wait())
        self._reader, self._writer = await asyncio.open_connection(sock=ours, limit=MB)
        ready, _ = await asyncio.wait_for(self._receive(self._reader), START)
        self.network_closed = bool(ready["closed"])

    async def ask(self, message: bytes) -> Reply:
        """Send a request and wait for its reply.

        Raises ``ConnectionError`` when the process ends first.
        """
        if self.lost or self._reader is None or self._writer is None:
            raise ConnectionError("the worker is gone")
        self._writer.write(message)
        head, body = await self._receive(self._reader)
        return Reply(head["status"], head["media"], body, head["headers"], self.source.build)

    async def _receive(self, reader: asyncio.StreamReader) -> tuple[dict[str, Any], bytes]:
        try:
            head, body = FRAME.unpack(await reader.readexactly(FRAME.size))
            return json.loads(await reader.readexactly(head)), await reader.readexactly(body)
        except asyncio.IncompleteReadError:
            raise ConnectionError("the worker is gone") from None

    def stop(self, why: Refused | None = None) -> None:
        """Kill the process; whoever waits for it gets the reason."""
        self.stopped = self.stopped or why
        if self.process and self.process.returncode is None:
            self.process.kill()
        if self._writer:
            self._writer.close()

    async def failure(self) -> Refused:
        """Return why a process ended before it answered."""
        code = await self.ended if self.ended else 0
        if self.stopped:
            return self.stopped
        if code in (-signal.SIGABRT, -signal.SIGKILL):
            return Refused(503, "Out of memory", "the query needs more memory than a worker may hold")
        if code < 0:
            return Refused(400, "The query ends the engine", "the engine does not survive this query")
        return Refused(500, "Internal error", "this is a mistake of ours: KG_DEBUG=1 shows it")
