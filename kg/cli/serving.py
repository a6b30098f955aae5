"""The command of a host: what was built, over HTTP."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.options import output_option, policy_option
from kg.server.limits import MB, Limits

_LIMITS = (
    ("--seconds", "seconds", 1, "Seconds that a request may compute."),
    ("--rows", "rows", 1, "Rows, or triples, of an answer."),
    ("--megabytes", "answer", MB, "Megabytes of an answer."),
    ("--query-bytes", "query", 1, "Bytes of a query."),
    ("--nesting", "nesting", 1, "How deep brackets of a query may nest."),
    ("--memory", "memory", MB, "Megabytes that a worker may hold."),
    ("--kept", "cached", MB, "Megabytes of answers that are kept for whoever asks the same."),
    ("--workers", "workers", 1, "Requests that compute at the same time."),
)
"""The limits that can be set: option, field of ``Limits``, which has the default, factor, help."""


def _with_limits(command: click.Command) -> click.Command:
    usual = Limits()
    for option, name, factor, text in _LIMITS:
        value = getattr(usual, name)
        whole = click.IntRange(0 if option == "--kept" else 1)
        kind = click.FloatRange(0.1) if isinstance(value, float) else whole
        default = type(value)(value / factor)
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
    from kg.server import serving

    sizes = {name: given[option.strip("-").replace("-", "_")] * factor for option, name, factor, _ in _LIMITS}
    limits = Limits(**{name: type(getattr(Limits(), name))(size) for name, size in sizes.items()})
    log = None if quiet else sys.stderr
    serving.serve(
        output, policy, host, port, limits, origin, log, proxy, lambda at: click.echo(f"{output} is at {at}")
    )
