"""Worker processes, each with one request at a time, killed when it takes too long.

Nothing else stops a query: the engine has no cancellation. A spare worker stands ready, so that one that was
killed is replaced at once.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Awaitable, Callable
from typing import Any

from kg.server.dataset import Source
from kg.server.limits import Limits
from kg.server.replies import Refused, Reply, pack
from kg.server.workers.processes import Worker

_RETRY = "1"
_GONE = Refused(499, "Client gone")


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
        self._stopping: asyncio.TimerHandle | None = None
        self._ending = False

    async def start(self) -> None:
        """Start all workers; the pool is then ready.

        Raises ``ConnectionError`` or ``TimeoutError`` where one does not start.
        """
        for _ in range(self._wanted):
            self._start_another()
        await asyncio.gather(*self._starting)

    async def end(self) -> None:
        """Stop all workers."""
        self._ending = True
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        for worker in self.workers:
            worker.stop()
        await asyncio.gather(*(worker.ended for worker in self.workers if worker.ended))

    @property
    def busy(self) -> int:
        """How many workers compute."""
        return len(self._busy)

    @property
    def waiting(self) -> int:
        """How many requests wait for a worker."""
        return sum(map(len, self._waiting.values()))

    def switch_to(self, source: Source) -> None:
        """Let new workers open another store; each takes the place of an old one as soon as it is ready."""
        self.source = source
        for _ in range(self._wanted):
            self._start_another()

    async def ask(
        self, job: dict[str, Any], client: str = "", gone: Callable[[], Awaitable[None]] | None = None
    ) -> Reply:
        """Have a worker answer; ``gone`` returns when the client no longer waits.

        Raises ``Refused`` with 503 where it takes too long, too much, or no worker gets free in time.
        """
        worker = await self._acquire(client)
        why = f"the query takes longer than {self.limits.seconds:g} seconds: ask for less"
        late = Refused(503, "Time out", why)
        alarm = asyncio.get_running_loop().call_later(self.limits.seconds, worker.stop, late)
        watch = asyncio.ensure_future(_watch(worker, gone)) if gone else None
        try:
            return await worker.ask(pack(job))
        except ConnectionError:
            raise await worker.failure() from None
        except asyncio.CancelledError:
            worker.stop(_GONE)  # it still computes, and its reply would be taken for that to the next request
            raise
        finally:
            alarm.cancel()
            if watch:
                watch.cancel()
            self._release(worker)

    async def _acquire(self, client: str) -> Worker:
        if self._can_take:
            return self._take(client)
        places = len(self._waiting.get(client, ()))
        if self.waiting >= self.limits.waiting or places >= max(1, self.limits.waiting // 4):
            raise Refused(503, "Busy", "too many requests wait already", Retry_After=_RETRY)
        turn: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        self._stop_longest()
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
        elif turn in (queue := self._waiting.get(client, deque())):
            queue.remove(turn)
            if not queue:
                del self._waiting[client]

    @property
    def _can_take(self) -> bool:
        return bool(self._idle) and len(self._busy) < self.limits.workers

    def _take(self, client: str) -> Worker:
        worker = self._idle.pop()
        worker.client, worker.started = client, asyncio.get_running_loop().time()
        self._busy.add(worker)
        return worker

    def _release(self, worker: Worker) -> None:
        self._busy.discard(worker)
        if worker.stopped or worker.lost or worker.source != self.source:
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
                turn.set_result(self._take(client))

    def _stop_longest(self) -> None:
        """While others wait and all workers have computed for long, stop the longest of who holds most.

        Where nobody waits, a query may use all its seconds.
        """
        if self._stopping:
            self._stopping.cancel()
            self._stopping = None
        computing = sorted((worker for worker in self._busy if not worker.stopped), key=lambda w: w.started)
        if not self._waiting or not computing:
            return
        loop = asyncio.get_running_loop()
        left = computing[-1].started + self.limits.patience - loop.time()
        if left <= 0 and len(computing) == self.limits.workers:
            held = Counter(worker.client for worker in computing)
            longest = max(computing, key=lambda worker: (held[worker.client], -worker.started))
            longest.stop(Refused(503, "Stopped", "others wait: ask for less", Retry_After=_RETRY))
        self._stopping = loop.call_later(max(left, self.limits.patience / 10), self._stop_longest)

    def _retire(self, worker: Worker) -> None:
        worker.stop()
        self.workers.discard(worker)
        if not self._ending:
            self.restarts += 1
            self._start_another()

    @property
    def _wanted(self) -> int:
        return self.limits.workers + 1

    def _lost(self, worker: Worker) -> None:
        """Replace an idle worker that has ended by itself."""
        if worker in self._idle:
            self._idle.remove(worker)
            self._retire(worker)

    def _start_another(self) -> None:
        """Start a worker for the store of now, unless there are enough."""
        if sum(worker.source == self.source for worker in self.workers) >= self._wanted:
            return
        worker = Worker(self.source)
        self.workers.add(worker)
        task = asyncio.ensure_future(self._add(worker))
        self._starting.add(task)
        task.add_done_callback(self._started)

    def _started(self, task: asyncio.Task[None]) -> None:
        self._starting.discard(task)
        if not self._ending and not task.cancelled() and task.exception():
            asyncio.get_running_loop().call_later(1.0, self._start_another)

    async def _add(self, worker: Worker) -> None:
        try:
            await worker.start(self.limits)
        except BaseException:
            worker.stop()
            self.workers.discard(worker)
            raise
        self.network_closed = worker.network_closed
        self._idle.append(worker)
        if worker.ended:
            worker.ended.add_done_callback(lambda _: self._lost(worker))
        for old in [each for each in self._idle if each.source != self.source][:1]:
            self._idle.remove(old)
            self._retire(old)
        self._hand_out()


async def _watch(worker: Worker, gone: Callable[[], Awaitable[None]]) -> None:
    """Stop a worker whose client goes away; most answers are out before it is worth watching."""
    await asyncio.sleep(0.2)
    await gone()
    worker.stop(_GONE)
