"""A cold ``kg ask``: the CPU of a whole process, from its start to the rows of one bound question."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.bench.apart import apart, cpu, cpu_of
from tests.bench.large import opened

START, HELP = 0.15, 0.1
"""Aims in CPU seconds: what a question may take beside its query, and ``kg --help`` as a whole."""
KG = Path(sys.executable).with_name("kg")


def query_of(output: Path, event: str) -> float:
    """Return the CPU seconds of the query alone, in a process that is warm."""
    from kg.query.engines import run
    from kg.query.library import find_question, narrow

    built = opened(output)
    return cpu(partial(run, narrow(find_question("tolls"), built, {"event": event}), built))


def report(built: list[tuple[str, Path, str]], write: Callable[[str], None]) -> None:
    """Write what ``kg ask tolls --event EVENT`` takes on each built output, and the floor."""
    floor = cpu_of([sys.executable, "-c", "import click"])
    write("\nCold starts, CPU of the whole process")
    write(f"  python -c 'import click'{floor:>12.3f} s      the floor")
    write(f"  kg --help{cpu_of([str(KG), '--help']):>27.3f} s      aim {HELP}")
    for name, output, event in built:
        whole = cpu_of([str(KG), "ask", "tolls", "--event", event, "--output", str(output)])
        query = apart(partial(query_of, output, event))
        write(
            f"  kg ask, {name:<18}{whole:>10.3f} s      of which the query {query:.4f}; "
            f"without it {whole - query:.3f}, aim {START}"
        )
