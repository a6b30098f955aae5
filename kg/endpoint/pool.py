"""Worker processes, each with one request at a time, killed when it takes too long.

Nothing else stops a query: the engine has no cancellation. A spare worker stands ready, so that one that was
killed is replaced at once.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kg.endpoint.limits import Limits
from kg.endpoint.replies import FRAME, Refused, Reply, pack

START = 30.0
"""Seconds that a worker may take to be ready."""
_RETRY = "1"


@dataclass(frozen=True, slots=True)
class Source:
    """What workers open: a store on disk, and the policy that they answer under unless told."""

    db: Path
    policy: str = ""
    build: str = ""
    """What tells one build from another in the same place."""


class _Line(asyncio.Protocol):
    """The front's end of the line to one worker: a message in, a message out."""

    def __init__(self) -> None:
        self._data = bytearray()
        self.awaited: asyncio.Future[tuple[dict[str, Any], bytes]] | None = None
        self.transport: asyncio.Transport | None = None
        self.lost = False

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
        if self.awaited and not self.awaited.done():
            self.awaited.set_exception(ConnectionError("the worker is gone"))


class Worker:
    """One process, and the line to it."""

    def __init__(self, source: Source):
        self.source = source
        self.started = 0.0
        self.stopped: Refused | None = None
        self.closed = False

    async def start(self, limits: Limits) -> None:
        """Start the process and wait until it has opened the store.

        Raises ``ConnectionError`` or ``TimeoutError`` where it does not.
        """
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        said = {"line": theirs.fileno(), "db": str(self.source.db), "policy": self.source.policy}
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "kg.endpoint.worker", json.dumps(said | {"limits": asdict(limits)})),
            pass_fds=[theirs.fileno()],
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=None if os.environ.get("KG_DEBUG") else asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl+C is for the front alone, which then ends its workers
        )
        theirs.close()
        ours.setblocking(False)
        _, self.line = await loop.create_connection(_Line, sock=ours)
        self.line.awaited = loop.create_future()
        if self.line.lost:
            raise ConnectionError("the worker did not start")
        ready, _ = await asyncio.wait_for(self.line.awaited, START)
        self.closed = bool(ready["closed"])

    async def ask(self, message: bytes) -> Reply:
        """Send a request and wait for its reply.

        Raises ``ConnectionError`` when the process ends first.
        """
        loop = asyncio.get_running_loop()
        if self.line.lost or self.line.transport is None:
            raise ConnectionError("the worker is gone")
        self.line.awaited = loop.create_future()
        self.line.transport.write(message)
        head, body = await self.line.awaited
        return Reply(head["status"], head["media"], body, head["headers"])

    def stop(self, why: Refused | None = None) -> None:
        """Kill the process; whoever waits for it is told why."""
        self.stopped = self.stopped or why
        if self.process.returncode is None:
            self.process.kill()
        if self.line.transport:
            self.line.transport.close()

    async def fate(self) -> Refused:
        """Tell why a process ended that was asked something."""
        code = await self.process.wait()
        if self.stopped:
            return self.stopped
        if code in (-signal.SIGABRT, -signal.SIGKILL):
            return Refused(503, "Out of memory", "the query needs more memory than a worker may hold")
        if code < 0:
            return Refused(400, "The query ends the engine", "the engine does not survive this query")
        return Refused(500, "Internal error", "this is a mistake of ours: KG_DEBUG=1 shows it")


class Pool:
    """As many workers as the limits say, and a spare; requests wait in turn, client by client."""

    def __init__(self, source: Source, limits: Limits):
        self.source, self.limits = source, limits
        self.workers: set[Worker] = set()
        self.restarts = 0
        self.network_closed = False
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._waiting: OrderedDict[str, deque[asyncio.Future[Worker]]] = OrderedDict()
        self._starting: set[asyncio.Task[None]] = set()
        self._relief: asyncio.TimerHandle | None = None
        self._ending = False

    async def start(self) -> None:
        """Start all workers; the pool is then ready.

        Raises ``ConnectionError`` or ``TimeoutError`` where one does not start.
        """
        await asyncio.gather(*(self._add() for _ in range(self.limits.workers + 1)))

    async def end(self) -> None:
        """Stop all workers."""
        self._ending = True
        for task in self._starting:
            task.cancel()
        for worker in list(self.workers):
            worker.stop()
        await asyncio.gather(*(worker.process.wait() for worker in self.workers))

    @property
    def busy(self) -> int:
        """How many workers compute."""
        return len(self._busy)

    @property
    def waiting(self) -> int:
        """How many requests wait for a worker."""
        return sum(map(len, self._waiting.values()))

    def turn_to(self, source: Source) -> None:
        """Let new workers open another store; the old ones finish what they do."""
        self.source = source
        for worker in self._idle:
            self._retire(worker)
        self._idle.clear()

    async def ask(
        self, job: dict[str, Any], client: str = "", gone: Callable[[], Any] | None = None
    ) -> Reply:
        """Have a worker answer; ``gone`` returns when the client no longer waits.

        Raises ``Refused`` with 503 where it takes too long, too much, or no worker gets free in time.
        """
        worker = await self._acquire(client)
        loop = asyncio.get_running_loop()
        late = Refused(
            503, "Time out", f"the query takes longer than {self.limits.seconds:g} seconds: ask for less"
        )
        alarm = loop.call_later(self.limits.seconds, worker.stop, late)
        watch = loop.call_later(0.2, self._watch, worker, gone) if gone else None
        try:
            return await worker.ask(pack(job))
        except ConnectionError:
            raise await worker.fate() from None
        except asyncio.CancelledError:
            worker.stop()  # it still computes, and its reply would be taken for that to the next request
            raise
        finally:
            alarm.cancel()
            if watch:
                watch.cancel()
            self._release(worker)

    def _watch(self, worker: Worker, gone: Callable[[], Any]) -> None:
        """Stop a worker whose client goes away; what it computes helps nobody."""
        asking, job = worker.line.awaited, asyncio.ensure_future(gone())

        def stop(_: object) -> None:
            if asking and not asking.done():
                worker.stop(Refused(499, "Client gone"))

        job.add_done_callback(stop)
        if asking:
            asking.add_done_callback(lambda _: job.cancel())

    async def _acquire(self, client: str) -> Worker:
        if self._can_take:
            return self._take()
        if self.waiting >= self.limits.waiting:
            raise Refused(503, "Busy", "too many requests wait already", Retry_After=_RETRY)
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[Worker] = loop.create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        self._relieve()
        try:
            async with asyncio.timeout(self.limits.seconds):
                return await turn
        except TimeoutError:
            self._give_back(client, turn)
            raise Refused(503, "Busy", "no worker got free in time", Retry_After=_RETRY) from None
        except asyncio.CancelledError:
            self._give_back(client, turn)
            raise

    def _give_back(self, client: str, turn: asyncio.Future[Worker]) -> None:
        """Give up a place in the queue, or the worker that was handed out too late."""
        if turn.done() and not turn.cancelled():
            self._release(turn.result())
        elif client in self._waiting:
            self._forget(client, turn)

    @property
    def _can_take(self) -> bool:
        return bool(self._idle) and len(self._busy) < self.limits.workers

    def _take(self) -> Worker:
        worker = self._idle.pop()
        worker.started = asyncio.get_running_loop().time()
        self._busy.add(worker)
        return worker

    def _forget(self, client: str, turn: asyncio.Future[Worker]) -> None:
        queue = self._waiting[client]
        if turn in queue:
            queue.remove(turn)
        if not queue:
            del self._waiting[client]

    def _release(self, worker: Worker) -> None:
        self._busy.discard(worker)
        if worker.stopped or worker.line.lost or worker.source != self.source:
            self._retire(worker)
        else:
            self._idle.append(worker)
        self._hand_out()

    def _hand_out(self) -> None:
        """Give free workers to those who wait, one client after the other."""
        while self._waiting and self._can_take:
            client, queue = self._waiting.popitem(last=False)
            turn = queue.popleft()
            if queue:
                self._waiting[client] = queue  # behind all other clients
            if not turn.done():
                turn.set_result(self._take())

    def _relieve(self) -> None:
        """While others wait and every worker has computed for long, stop the one that has longest."""
        if self._relief:
            self._relief.cancel()
            self._relief = None
        computing = sorted((worker for worker in self._busy if not worker.stopped), key=lambda w: w.started)
        if not self._waiting or not computing:
            return
        loop = asyncio.get_running_loop()
        left = computing[-1].started + self.limits.patience - loop.time()
        if left <= 0 and len(computing) == self.limits.workers:
            computing[0].stop(Refused(503, "Stopped", "others wait: ask for less", Retry_After=_RETRY))
        self._relief = loop.call_later(max(left, self.limits.patience / 10), self._relieve)

    def _retire(self, worker: Worker) -> None:
        worker.stop()
        self.workers.discard(worker)
        if not self._ending:
            self.restarts += 1
            self._start_another()

    def _start_another(self) -> None:
        task = asyncio.ensure_future(self._add())
        self._starting.add(task)
        task.add_done_callback(self._started)

    def _started(self, task: asyncio.Task[None]) -> None:
        self._starting.discard(task)
        if not self._ending and not task.cancelled() and task.exception():
            asyncio.get_running_loop().call_later(1.0, self._start_another)

    async def _add(self) -> None:
        worker = Worker(self.source)
        self.workers.add(worker)
        try:
            await worker.start(self.limits)
        except BaseException:
            self.workers.discard(worker)
            if hasattr(worker, "line"):
                worker.stop()
            raise
        self.network_closed = worker.closed
        self._idle.append(worker)
        self._hand_out()
