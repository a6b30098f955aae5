"""The ``kg`` command: parses, calls, prints. Everything else is imported when a command needs it."""

from __future__ import annotations

import io
import sys
from datetime import datetime
from pathlib import Path

import click

from kg.errors import InvalidSeeds, KgError, count

FORMATS = ("table", "csv", "json")
CELL = 60
"""Columns that a cell of a table on the screen takes at most; files hold everything."""

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
seeds_option = click.option(
    "--seeds", type=_FOLDER, default="seeds", show_default=True, help="Folder of the seeds."
)
output_option = click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), default="output", show_default=True,
    help="Folder of what a build computes.",
)  # fmt: skip
policy_option = click.option(
    "--policy", help="Whom to believe: narrator, reported, everyone, or one of your own."
)


class _Group(click.Group):
    """Shows what the package refuses in one line, with exit 1; misuse is exit 2, as click has it."""

    def invoke(self, ctx: click.Context) -> object:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # a letter that the terminal lacks is no crash
        try:
            return super().invoke(ctx)
        except KgError as error:
            click.echo(str(error), err=True)
        except BrokenPipeError:
            raise
        except OSError as error:
            click.echo(f"{error.filename or 'output'}: {error.strerror}", err=True)
        ctx.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sahel-kg")
def main() -> None:
    """A knowledge graph of Sahel actors and events: every edge leads to its sentence."""


@main.command()
@seeds_option
@click.option("-v", "--verbose", is_flag=True, help="Show each sentence with the number of its claims.")
def check(seeds: Path, verbose: bool) -> None:
    """Check all seeds and gather every problem with its place."""
    from kg.policy import check_policies
    from kg.problems import check as check_seeds

    report = check_seeds(seeds)
    for problem in report.problems:
        click.echo(str(problem))
    if verbose:
        for row in report.coverage:
            count = str(row.claims) if row.claims else "–"
            because = f" [{row.silent_because}]" if row.silent_because else ""
            click.echo(f"{row.article} {row.sentence:>3} {count:>3}  {_clipped(row.text)}{because}")
    click.echo(report.summary)
    check_policies(seeds)
    sys.exit(1 if report.problems else 0)


@main.command()
@seeds_option
@output_option
@click.option(
    "--policy", default="reported", show_default=True, help="Whose facts the files hold as plain triples."
)
def build(seeds: Path, output: Path, policy: str) -> None:
    """Check the seeds and compute everything in the output folder."""
    from kg.pipeline import build as build_all

    built = build_all(seeds, output, policy)
    for name, size in built.files.items():
        lost = f"  without {', '.join(built.losses[name])}" if name in built.losses else ""
        click.echo(f"{size:>10,}  {built.output / name}{lost}")


@main.command()
@click.argument("name", required=False)
@output_option
@policy_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
def ask(name: str | None, output: Path, policy: str | None, form: str) -> None:
    """Ask a question of the library, or of your own FILE.rq; without a NAME, list the questions."""
    from kg.answers import QUERIES, find_question, open_output, table
    from kg.answers import ask as ask_question
    from kg.questions import read_questions

    if name is None:
        questions = read_questions(QUERIES).values()
        click.echo(table(("question", "asks"), [(q.name, q.summary) for q in questions]))
        return
    question = find_question(name)
    rows = ask_question(question, open_output(output, policy))
    if form == "table":
        cells = [tuple(map(_clipped, row)) for row in rows.as_text()]
        click.echo(table(rows.columns, cells) + f"\n{count(len(rows), 'row')}")
    else:
        sys.stdout.buffer.write(rows.as_csv() if form == "csv" else rows.as_json())


@main.command()
@click.argument("name")
@output_option
@policy_option
def show(name: str, output: Path, policy: str | None) -> None:
    """Tell everything about an entity, by any of its names."""
    from kg.answers import open_output
    from kg.portrait import show as show_entity
    from kg.statements import read_archive

    click.echo(show_entity(read_archive(open_output(output, policy)), name))


@main.command()
@output_option
@policy_option
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="How many nodes to show.")
def measure(output: Path, policy: str | None, top: int) -> None:
    """Measure the network of a policy's facts; nodes that tie share a rank."""
    from kg.analysis import measure as measure_network
    from kg.answers import open_output, table
    from kg.network import project
    from kg.statements import read_archive

    archive = read_archive(open_output(output, policy))
    network = project(archive)
    rows = measure_network(network)
    cells = [
        (
            _clipped(m.label),
            m.kind,
            f"{m.degree}",
            f"{m.degree_rank}",
            f"{m.betweenness:.3f}",
            f"{m.betweenness_rank}",
        )
        for m in rows[:top]
    ]
    click.echo(table(("node", "kind", "degree", "rank", "betweenness", "rank"), cells))
    click.echo(
        f"{len(rows)} nodes, {network.number_of_edges()} edges, policy '{archive.policy}'"
        + (f"; {len(rows) - top} more nodes with --top {len(rows)}" if len(rows) > top else "")
    )


@main.command()
@click.argument("word", default="")
def terms(word: str) -> None:
    """List the relations that a claim can state, or those whose name or definition holds WORD."""
    from kg.answers import table
    from kg.ontology import read_ontology

    relations = read_ontology().relations.values()
    rows = [(r.name, r.domain, r.range, r.definition) for r in relations]
    click.echo(
        table(
            ("relation", "subject", "object", "says"),
            sorted(row for row in rows if word.casefold() in f"{row[0]} {row[3]}".casefold()),
        )
    )


@main.command()
@click.argument("name")
@click.argument("text", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Day of publication.")
@click.option("--language", default="fr", show_default=True, help="Language of the article, as in BCP 47.")
@seeds_option
def new(name: str, text: Path, published: datetime, language: str, seeds: Path) -> None:
    """Take an article into the seeds: copy TEXT as NAME and lay out its curation."""
    from kg.skeleton import start

    for path in start(text, name, published.date(), language, seeds):
        click.echo(f"{path} written")


@main.command("format")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if a file would change.")
def format_seeds(files: tuple[Path, ...], only_check: bool) -> None:
    """Put seed files into canonical form, comments kept."""
    from kg.canonical import canonical, format_file

    wanting = 0
    for path in files:
        try:
            if only_check and canonical(path).encode() != path.read_bytes():
                wanting += 1
                click.echo(f"{path} is not in canonical form (kg format {path})")
            elif not only_check and format_file(path):
                click.echo(f"{path} formatted")
        except InvalidSeeds as error:  # the other files are formatted all the same
            wanting += 1
            click.echo(str(error), err=True)
    sys.exit(1 if wanting else 0)


def _clipped(text: str) -> str:
    return text if len(text) <= CELL else text[: CELL - 1] + "…"
