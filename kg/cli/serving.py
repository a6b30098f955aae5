"""The command of a host: what was built, over HTTP."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.options import output_option, policy_option

_LIMITS: tuple[tuple[str, str, int | float, int, str], ...] = (
    ("--seconds", "seconds", 5.0, 1, "Seconds that a request may compute."),
    ("--rows", "rows", 100_000, 1, "Rows, or triples, of an answer."),
    ("--megabytes", "answer", 50, 1_000_000, "Megabytes of an answer."),
    ("--query-bytes", "query", 20_000, 1, "Bytes of a query."),
    ("--nesting", "nesting", 100, 1, "How deep brackets of a query may nest."),
    ("--memory", "memory", 1_000, 1_000_000, "Megabytes that a worker may hold."),
    ("--kept", "cached", 50, 1_000_000, "Megabytes of answers that are kept for whoever asks the same."),
    ("--workers", "workers", 4, 1, "Requests that compute at the same time."),
)
"""The limits: option, name, default, factor, help."""


def _with_limits(command: click.Command) -> click.Command:
    for option, _, default, _, text in _LIMITS:
        whole = click.IntRange(0 if option == "--kept" else 1)
        kind = click.FloatRange(0.1) if isinstance(default, float) else whole
        command.params += [click.Option([option], type=kind, default=default, show_default=True, help=text)]
    return command


@_with_limits
@click.command()
@output_option
@policy_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=7878, show_default=True, help="0 takes a free one."
)
@click.option(
    "--origin", default="*", show_default=True,
    help="The web origin whose pages may read answers; * is every one, an empty text none.",
)  # fmt: skip
@click.option("--proxy", default="", metavar="ADDRESS", help="A proxy in front: take its word on who asks.")
@click.option("--quiet", is_flag=True, help="Write no access log.")
def serve(
    output: Path, policy: str | None, host: str, port: int, origin: str, proxy: str, quiet: bool,
    **given: float,
) -> None:  # fmt: skip
    """Serve what was built over HTTP, read-only: SPARQL, the pages, and every address of the graph.

    Ctrl+C ends it. A new 'kg build' is followed. Each request is a line of JSON on the standard error.
    """
    from kg import server

    sizes = {
        name: given[option.strip("-").replace("-", "_")] * factor for option, name, _, factor, _ in _LIMITS
    }
    limits = server.Limits(
        **{name: type(getattr(server.Limits(), name))(size) for name, size in sizes.items()}
    )
    log = None if quiet else sys.stderr
    server.serve(
        output, policy, host, port, limits, origin, log, proxy, lambda at: click.echo(f"{output} is at {at}")
    )
