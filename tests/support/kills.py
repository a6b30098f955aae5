"""Commands of ``kg`` that are killed on the way: at a moment in time, or where they next touch a file.

One process imports what the commands need and forks for each of them, so that a hundred take seconds. It
reads a line of JSON for each and answers how it ended: 0, or the signal as a negative number.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).parent.parent.parent
TOUCHES = {"os.rename", "os.remove", "os.chmod", "os.mkdir", "os.rmdir", "shutil.rmtree"}
"""What a program does to files, as Python's audit hooks call it, beside opening them to write."""


class Kill(Protocol):
    """Run ``kg`` with some words and kill it; tell how it ended."""

    def __call__(self, *words: object, touch: int = 0, seconds: float = 0) -> int:
        """Kill at so many touches of files, or after so many seconds, or where both are 0 not at all."""


@contextmanager
def killer() -> Iterator[Kill]:
    """Start the process that forks and kills."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", __name__]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    ) as process:
        assert process.stdin and process.stdout

        def kill(*words: object, touch: int = 0, seconds: float = 0) -> int:
            assert process.stdin and process.stdout
            process.stdin.write(json.dumps([[*map(str, words)], touch, seconds]) + "\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        yield kill
        process.stdin.close()


def main() -> None:
    """Fork for each line of the input."""
    import kg.curation.scaffold
    import kg.pipeline  # noqa: F401

    for line in sys.stdin:
        words, touch, seconds = json.loads(line)
        child = os.fork()
        if not child:
            run(words, touch)
        if seconds:
            time.sleep(seconds)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def run(words: list[str], touch: int) -> None:
    """Run a command in a child, and kill it where it touches a file for the nth time."""
    from kg.cli import main as kg

    touches = count(1)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if (writes or event in TOUCHES) and next(touches) == touch:
            os.kill(os.getpid(), signal.SIGKILL)

    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.addaudithook(watch)
    try:
        kg(words, prog_name="kg")
    except SystemExit as end:
        os._exit(int(end.code or 0))
    except BaseException:
        os._exit(70)


if __name__ == "__main__":
    main()
