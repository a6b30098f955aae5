"""The commands that share a built graph with others."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.options import output_option


@click.command()
@click.argument("url")
@output_option
@click.option("--update", is_flag=True, help="URL takes SPARQL Update, and not the Graph Store Protocol.")
@click.option("--query", metavar="URL", help="Where the store takes SPARQL queries: to resume and to verify.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and what is there now.")
@click.option("--anew", is_flag=True, help="Send every graph, also what is there already.")
def publish(url: str, output: Path, update: bool, query: str | None, dry_run: bool, anew: bool) -> None:
    """Send the built graph to a store: whole graphs, at its Graph Store Protocol URL.

    The same command goes on after a publication that broke off. KG_USER and KG_PASSWORD, or KG_TOKEN, in the
    environment say who you are.
    """
    from kg import publishing
    from kg.errors import count

    def tell(line: str) -> None:
        click.echo(line, err=True)

    target = publishing.find_target(url, update=update, query=query, notify=tell)
    planned = publishing.plan(target, output, anew)
    if dry_run:
        click.echo(planned)
        return
    if planned.size and sys.stderr.isatty():
        with click.progressbar(length=planned.size, label="publishing", file=sys.stderr) as bar:
            sure = publishing.carry_out(target, planned, lambda size: bar.update(size - bar.pos))
    else:
        sure = publishing.carry_out(target, planned)
    parts = [f"{count(len(planned.sends), 'graph')} sent, {count(planned.size, 'byte')}"]
    if there := len(planned.parcels) - len(planned.sends):
        parts.append(f"{there} there already")
    if planned.stale:
        parts.append(f"{len(planned.stale)} removed")
    parts.append("all triples are there" if sure else "not verified: --query URL would")
    click.echo("; ".join(parts))
