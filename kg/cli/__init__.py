"""The ``kg`` command: parses, calls, prints. Everything else is imported when a command needs it."""

from __future__ import annotations

import click

from kg.cli import asking, curating, serving, sharing
from kg.cli.options import Refusing


@click.group(cls=Refusing, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sahel-kg")
def main() -> None:
    """A knowledge graph of Sahel actors and events: every edge leads to its sentence."""


for command in (
    *(curating.check, curating.articles, curating.build, curating.terms, curating.new, curating.format_seeds),
    *(asking.ask, asking.show, asking.path, asking.measure, asking.draw),
    sharing.publish,
    serving.serve,
):
    main.add_command(command)
