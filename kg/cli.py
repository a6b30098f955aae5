"""The ``kg`` command: parses, calls, prints. Everything else is imported when a command needs it."""

from __future__ import annotations

import shutil
import sys
import webbrowser
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.errors import InvalidSeeds, count
from kg.options import (
    FORMATS,
    Refusing,
    format_option,
    output_option,
    policy_option,
    seeds_option,
    ties_option,
    without_option,
)

if TYPE_CHECKING:
    from kg.citations.footnotes import Cited
    from kg.rows import Rows


@click.group(cls=Refusing, context_settings={"help_option_names": ["-h", "--help"]})
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
    from kg.rows import clip

    report = check_seeds(seeds)
    for problem in report.problems:
        click.echo(str(problem))
    if verbose:
        for row in report.coverage:
            claims = str(row.claims) if row.claims else "–"
            because = f" [{row.silent_because}]" if row.silent_because else ""
            click.echo(f"{row.article} {row.sentence:>3} {claims:>3}  {clip(row.text)}{because}")
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


@main.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[NAME] [--PARAMETER VALUE]...")
@click.option("--file", metavar="FILE.rq", help="Ask your own SPARQL; '-' reads it from the standard input.")
@output_option
@policy_option
@without_option
@click.option("--cite", "wants_notes", is_flag=True, help="Add footnotes: who says it, in which words.")
@format_option
@click.option("-h", "--help", "wants_help", is_flag=True, help="Show this; after a NAME, its parameters.")
@click.pass_context
def ask(
    ctx: click.Context, words: tuple[str, ...], file: str | None, output: Path, policy: str | None,
    without: tuple[str, ...], wants_notes: bool, form: str, wants_help: bool,
) -> None:  # fmt: skip
    """Ask a question of the library, or of your own FILE.rq; without a NAME, list the questions.

    Each question has parameters of its own: 'kg ask tolls --help' tells them.
    """
    from kg.answers import QUERIES, find_question, open_to_ask, read_own, understand
    from kg.answers import ask as ask_question
    from kg.catalogue import as_help, as_list, read_words
    from kg.questions import bind, read_questions
    from kg.syntax import doubts
    from kg.vocabulary import shorten

    name, params = read_words(words)
    if bool(name) == bool(file):
        if name or params:
            raise click.UsageError("name a question, or your own with --file, and not both")
        click.echo(ctx.get_help() if wants_help else as_list(read_questions(QUERIES).values(), _width()))
        return
    question = read_own(file) if file else find_question(name or "")
    if wants_help:
        click.echo(as_help(question))
        return
    source = open_to_ask(output, policy, without)
    meant = understand(question, source, params)
    bound = bind(question, meant)
    rows = ask_question(bound, source)
    answer: Rows | Cited = rows
    if wants_notes:
        from kg.citations import cite  # rarely asked for, and more to import

        answer = cite(bound, source, rows)
    for doubt in () if question.group else doubts(question):
        click.echo(f"{question.file}: {doubt}", err=True)
    for option, values in () if len(answer) else meant.items():  # an empty answer may rest on a wrong name
        click.echo(f"--{option}: {', '.join(map(shorten, values))}", err=True)
    if form == "table":
        click.echo(f"{answer.as_table(_width())}\n{count(len(answer), 'row')}")
    else:
        sys.stdout.buffer.write(answer.as_bytes(form))


@main.command()
@click.argument("name")
@output_option
@policy_option
@without_option
def show(name: str, output: Path, policy: str | None, without: tuple[str, ...]) -> None:
    """Tell everything about an entity, by any of its names."""
    from kg.answers import open_output
    from kg.portrait import show as show_entity

    click.echo(show_entity(open_output(output, policy, without), name))


@main.command()
@click.argument("one")
@click.argument("other")
@output_option
@policy_option
@without_option
@ties_option
@click.option("--most", type=click.IntRange(1), default=3, show_default=True, help="How many chains to show.")
def path(
    one: str, other: str, output: Path, policy: str | None, without: tuple[str, ...], ties: str, most: int
) -> None:
    """Tell how two entities are connected, by the shortest chains and the next ones, with every quote."""
    from kg.answers import open_output
    from kg.paths import connect

    click.echo(connect(open_output(output, policy, without), one, other, ties, most))


@main.command()
@click.argument("what", required=False)
@output_option
@policy_option
@without_option
@click.option("--view", default="entities", show_default=True, help="Which nodes and edges: see the README.")
@ties_option
@click.option("--no-ranges", is_flag=True, help="Values and ranks alone: at once, on large networks too.")
@click.option("--top", type=click.IntRange(1), help="How many rows; 20 on the screen, all in files.")
@click.option(
    "--format", "form", type=click.Choice((*FORMATS, "svg")), default="table", show_default=True,
    help="svg draws a score, communities or balance.",
)  # fmt: skip
@click.option("--language", type=click.Choice(("en", "fr")), default="en", help="Language of a picture.")
def measure(
    what: str | None, output: Path, policy: str | None, without: tuple[str, ...], view: str, ties: str,
    no_ranges: bool, top: int | None, form: str, language: str,
) -> None:  # fmt: skip
    """Measure the network of a policy's facts: WHAT is a score, or cohesion, communities, balance, census.

    Without WHAT, tells who leads in each score and what that hangs on.
    """
    from kg.answers import open_output

    store = open_output(output, policy, without)
    if form == "svg":
        from kg.pictures import picture

        click.echo(picture(store, what or "", view, ties, language, top or 12), nl=False)
        return
    from kg.readings import read

    reading = read(store, what, view, ties, () if no_ranges else None)
    shown = reading.rows.first(top or (20 if form == "table" else len(reading.rows)))
    if form != "table":
        sys.stdout.buffer.write(shown.as_bytes(form))
        for note in reading.notes:
            click.echo(note, err=True)
        return
    click.echo(shown.as_table(_width()))
    if len(shown) < len(reading.rows):
        left = len(reading.rows) - len(shown)
        click.echo(f"{count(left, 'more row')} with --top {len(reading.rows)}")
    for note in reading.notes:
        click.echo(note)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[NAME] [--PARAMETER VALUE]...")
@click.option("--file", metavar="FILE.rq", help="Your own SELECT or CONSTRUCT; '-' reads the standard input.")
@click.option("--view", help="A ready-made view: whole, signed, attacks, alliances or sayings.")
@click.option("--around", metavar="ENTITY", help="What lies around an entity, by any of its names.")
@click.option("--hops", type=click.IntRange(1), default=1, show_default=True, help="How far around.")
@click.option("--path", nargs=2, metavar="ENTITY ENTITY", help="What connects two entities.")
@click.option(
    "--most", type=click.IntRange(1), default=3, show_default=True, help="How many chains of a path."
)
@click.option("--community", metavar="ENTITY", help="The community that holds an entity.")
@ties_option
@output_option
@policy_option
@without_option
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="The page to write, instead of drawn/NAME.html in the output folder.",
)  # fmt: skip
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
def draw(
    words: tuple[str, ...], file: str | None, view: str | None, around: str | None, hops: int,
    path: tuple[str, str] | None, most: int, community: str | None, ties: str, output: Path,
    policy: str | None, without: tuple[str, ...], to: Path | None, opens: bool,
) -> None:  # fmt: skip
    """Draw the answer to a question of the library, or a part of the graph, as one page that opens offline.

    Every link of it leads to its sentences, and its reader chooses whom to believe. 'kg ask' lists the
    questions and what narrows them.
    """
    from kg import answering, sketches
    from kg.answers import open_output, read_own
    from kg.catalogue import read_words
    from kg.export import write_atomically

    name, params = read_words(words)
    given = (name, file, view, around, path, community)
    if sum(map(bool, given)) != 1 or (params and not (name or file)):
        raise click.UsageError("draw one: a question's NAME, --file, --view, --around, --path or --community")
    store = open_output(output, policy, without)
    if view:
        drawing = sketches.view(store, view)
    elif around:
        drawing = sketches.around(store, around, hops, ties)
    elif path:
        drawing = sketches.between(store, *path, most, ties)
    elif community:
        drawing = sketches.community(store, community, ties)
    else:
        drawing = answering.answer(read_own(file) if file else name or "", store, **params)
    target = to or output / "drawn" / f"{drawing.name}.html"
    write_atomically(target, drawing.page().encode())
    for note in drawing.notes:
        click.echo(note, err=True)
    click.echo(f"{target} written")
    if opens and not webbrowser.open(target.resolve().as_uri()):
        click.echo("no browser was found to open it", err=True)


@main.command()
@click.argument("word", default="")
@click.option("--classes", is_flag=True, help="List the classes of entities instead.")
def terms(word: str, classes: bool) -> None:
    """List the relations that a claim can state, or the classes; with WORD, those that speak of it."""
    from kg.catalogue import class_rows, relation_rows
    from kg.rows import table

    columns, rows = class_rows(word) if classes else relation_rows(word)
    click.echo(table(columns, rows) if rows else f"nothing speaks of '{word}': 'kg terms' lists all")


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


def _width() -> int | None:
    """Return the columns of the terminal, or nothing where the output goes into a file or a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
