"""Work in processes of its own, so that its memory and its end are its own, and CPU seconds of commands."""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")
MOMENT = 0.1
"""CPU seconds: ten ticks of a coarse clock."""
_FORK = multiprocessing.get_context("fork")


class TooLong(Exception):
    """The work was stopped at its limit of CPU seconds."""


def apart(work: Callable[[], T], most: int = 3_600) -> T:
    """Do work in a fork, and return what it returns.

    Raises ``TooLong`` where it takes more than ``most`` CPU seconds, and ``RuntimeError`` where it fails.
    """
    receiver, sender = _FORK.Pipe(duplex=False)
    gc.freeze()  # the fork then shares the memory of what lives already
    process = _FORK.Process(target=_limited, args=(work, most, sender))
    process.start()
    sender.close()
    try:
        found: list[T] = [receiver.recv()]
    except EOFError:
        found = []
    process.join()
    if process.exitcode == -signal.SIGXCPU:
        raise TooLong
    if not found:
        raise RuntimeError(f"a part of the bench ended with {process.exitcode}")
    return found[0]


def _limited(work: Callable[[], T], most: int, sender: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 5))
    sender.send(work())


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds that work takes in this process, the mean of as many runs as fill a moment.

    One run may be shorter than a tick of the clock.
    """
    runs, start = 0, time.process_time()
    while (spent := time.process_time() - start) < MOMENT:
        work()
        runs += 1
    return spent / runs


def cpu_of(command: list[str]) -> float:
    """Return the CPU seconds of a command, the median of nine runs after one that compiles its modules."""
    spent = []
    with tempfile.TemporaryDirectory() as folder:
        # as a user has it, whether or not this process may write bytecode beside the modules
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        for _ in range(10):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, check=True, capture_output=True, env=environment)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(spent[1:])


def peak() -> int:
    """Return the most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
