"""What the commands share: their options, and how what is refused is shown."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import click

from kg.errors import KgError

FORMATS = ("table", "csv", "json", "markdown")

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
seeds_option = click.option(
    "--seeds", type=FOLDER, default="seeds", show_default=True, help="Folder of the seeds."
)
output_option = click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), default="output", show_default=True,
    help="Folder of what a build computes.",
)  # fmt: skip
store_option = click.option(
    "--store", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Instead of the output: the directory of an Oxigraph store that holds the graph.",
)  # fmt: skip
endpoint_option = click.option(
    "--endpoint", metavar="URL",
    help="Instead of the output: a SPARQL endpoint that holds the graph, with KG_USER and KG_PASSWORD, or "
    "KG_TOKEN, from the environment.",
)  # fmt: skip
policy_option = click.option(
    "--policy", help="Whom to believe: narrator, reported, everyone, or one of your own."
)
without_option = click.option(
    "--without", multiple=True, metavar="CLAIMANT", help="Do not believe CLAIMANT, by any name; repeatable."
)
ties_option = click.option(
    "--ties",
    default="",
    help="Derived ties to add: stated, all, or rules by name (see kg/measures/README.md).",
)
format_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True
)


class Refusing(click.Group):
    """Shows what the package refuses in one line, with exit 1; misuse is exit 2, as click has it."""

    def invoke(self, ctx: click.Context) -> object:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # a letter that the terminal lacks is no crash
        try:
            return super().invoke(ctx)
        except UnicodeEncodeError:
            click.echo("a word of the command is no UTF-8", err=True)
        except KgError as error:
            click.echo(str(error), err=True)
        except BrokenPipeError:
            raise
        except OSError as error:
            click.echo(f"{error.filename or 'output'}: {error.strerror}", err=True)
        ctx.exit(1)


def width() -> int | None:
    """Return the columns of the terminal, or nothing where the output goes into a file or a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
