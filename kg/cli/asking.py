"""Commands that read what was built: ask, show, path, measure and draw."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import options
from kg.errors import BadParameter, count

if TYPE_CHECKING:
    from kg.query.provenance.footnotes import Cited
    from kg.query.results import Rows


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[NAME] [--PARAMETER VALUE]...")
@click.option("--file", metavar="FILE.rq", help="Ask your own SPARQL; '-' reads it from the standard input.")
@options.output_option
@options.store_option
@options.endpoint_option
@click.option(
    "--engine",
    type=click.Choice(("oxigraph", "rdflib")),
    default="oxigraph",
    help="What answers here: rdflib is many times slower, and gives the same rows.",
)
@options.policy_option
@options.without_option
@click.option("--cite", "wants_notes", is_flag=True, help="Add footnotes: who says it, in which words.")
@options.format_option
@click.option("-h", "--help", "wants_help", is_flag=True, help="Show this; after a NAME, its parameters.")
@click.pass_context
def ask(
    ctx: click.Context, words: tuple[str, ...], file: str | None, output: Path, store: Path | None,
    endpoint: str | None, engine: str, policy: str | None, without: tuple[str, ...], wants_notes: bool,
    form: str, wants_help: bool,
) -> None:  # fmt: skip
    """Ask a question of the library, or of your own FILE.rq; without a NAME, list the questions.

    Each question has parameters of its own: 'kg ask tolls --help' tells them.
    """
    from kg.core.namespaces import shorten
    from kg.core.rq_files import bind
    from kg.query import library, opening
    from kg.query.hints import lint
    from kg.query.names import read_vocabulary

    name, params = read_words(words)
    if bool(name) == bool(file):
        if name or params:
            raise click.UsageError("name a question, or your own with --file, and not both")
        known = library.read_library().values()
        click.echo(ctx.get_help() if wants_help else library.as_list(known, options.width()))
        return
    question = library.read_own(file) if file else library.find_question(name or "")
    if wants_help:
        click.echo(library.as_help(question))
        return
    if store and endpoint:
        raise click.UsageError("ask one: a --store or an --endpoint")
    source = opening.open_anywhere(output, policy, without, store=store, endpoint=endpoint)
    meant = library.understand(question, source, params)
    bound = bind(question, meant)
    rows = library.ask(bound, opening.as_dataset(source) if engine == "rdflib" else source)
    answer: Rows | Cited = rows
    if wants_notes:
        from kg.query.provenance import cite  # rarely asked for, and more to import

        answer = cite(bound, source, rows)
    for warning in () if question.group else lint(question, read_vocabulary(source)):
        click.echo(f"{question.file}: {warning}", err=True)
    for option, values in meant.items():
        if len(answer) and len(values) == len(params[option]):
            continue  # told only where an empty answer may rest on a wrong name, or a name means several
        click.echo(f"--{option}: {', '.join(map(shorten, values))}", err=True)
    if form == "table":
        click.echo(f"{answer.as_table(options.width())}\n{count(len(answer), 'row')}")
    else:
        sys.stdout.buffer.write(answer.as_bytes(form))


@click.command()
@click.argument("name")
@options.output_option
@options.policy_option
@options.without_option
def show(name: str, output: Path, policy: str | None, without: tuple[str, ...]) -> None:
    """Tell everything about an entity, by any of its names."""
    from kg.network.profile import show as show_entity
    from kg.query.opening import open_output

    click.echo(show_entity(open_output(output, policy, without), name))


@click.command()
@click.argument("one")
@click.argument("other")
@options.output_option
@options.policy_option
@options.without_option
@options.ties_option
@click.option("--most", type=click.IntRange(1), default=3, show_default=True, help="How many paths to show.")
def path(
    one: str, other: str, output: Path, policy: str | None, without: tuple[str, ...], ties: str, most: int
) -> None:
    """Tell how two entities are connected, by the shortest paths, with every quote."""
    from kg.network.paths import connect
    from kg.query.opening import open_output

    click.echo(connect(open_output(output, policy, without), one, other, ties, most))


@click.command()
@click.argument("what", required=False)
@options.output_option
@options.policy_option
@options.without_option
@click.option(
    "--view", default="entities", show_default=True, help="Which nodes and edges: see kg/measures/README.md."
)
@options.ties_option
@click.option("--no-ranges", is_flag=True, help="Values and ranks alone: at once, on large networks too.")
@click.option("--top", type=click.IntRange(1), help="How many rows; 20 on the screen, all in files.")
@click.option(
    "--format", "form", type=click.Choice((*options.FORMATS, "svg")), default="table", show_default=True,
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
    from kg.query.opening import open_output

    store = open_output(output, policy, without)
    if form == "svg":
        from kg.measures.charts import picture

        click.echo(picture(store, what or "", view, ties, language, top or 12), nl=False)
        return
    from kg.measures.report import report_on

    report = report_on(store, what, view, ties, () if no_ranges else None)
    shown = report.rows.first(top or (20 if form == "table" else len(report.rows)))
    if form != "table":
        sys.stdout.buffer.write(shown.as_bytes(form))
        for note in report.notes:
            click.echo(note, err=True)
        return
    click.echo(shown.as_table(options.width()))
    if len(shown) < len(report.rows):
        left = len(report.rows) - len(shown)
        click.echo(f"{count(left, 'more row')} with --top {len(report.rows)}")
    for note in report.notes:
        click.echo(note)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[NAME] [--PARAMETER VALUE]...")
@click.option("--file", metavar="FILE.rq", help="Your own SELECT or CONSTRUCT; '-' reads the standard input.")
@click.option("--view", help="A ready-made view: whole, signed, attacks, alliances or sayings.")
@click.option("--around", metavar="ENTITY", help="What lies around an entity, by any of its names.")
@click.option("--hops", type=click.IntRange(1), default=1, show_default=True, help="How far around.")
@click.option("--path", nargs=2, metavar="ENTITY ENTITY", help="What connects two entities.")
@click.option("--most", type=click.IntRange(1), default=3, show_default=True, help="How many paths.")
@click.option("--community", metavar="ENTITY", help="The community that holds an entity.")
@options.ties_option
@options.output_option
@options.policy_option
@options.without_option
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
    from kg.core.io import write_atomically
    from kg.explorer import from_query, views
    from kg.query.library import read_own
    from kg.query.opening import open_output

    name, params = read_words(words)
    given = (name, file, view, around, path, community)
    if sum(map(bool, given)) != 1 or (params and not (name or file)):
        raise click.UsageError("draw one: a question's NAME, --file, --view, --around, --path or --community")
    store = open_output(output, policy, without)
    if view:
        drawing = views.view(store, view)
    elif around:
        drawing = views.around(store, around, hops, ties)
    elif path:
        drawing = views.between(store, *path, most, ties)
    elif community:
        drawing = views.community(store, community, ties)
    else:
        drawing = from_query.answer(read_own(file) if file else name or "", store, **params)
    target = to or output / "drawn" / f"{drawing.name}.html"
    write_atomically(target, drawing.page().encode())
    for note in drawing.notes:
        click.echo(note, err=True)
    click.echo(f"{target} written")
    if opens and not webbrowser.open(target.resolve().as_uri()):
        click.echo("no browser was found to open it", err=True)


def read_words(words: Sequence[str]) -> tuple[str | None, dict[str, list[str]]]:
    """Read a name and parameters as they are typed: ``tolls --event bamako-attack --claimant=aes``.

    Raises ``BadParameter`` where a value is missing, or a word is neither.

    >>> read_words(["tolls", "--event", "bamako-attack", "--event=zorgo-attack"])
    ('tolls', {'event': ['bamako-attack', 'zorgo-attack']})
    """
    name: str | None = None
    params: dict[str, list[str]] = {}
    rest = iter(words)
    for word in rest:
        if word.startswith("--") and len(word) > 2:
            option, equals, value = word[2:].partition("=")
            given = value if equals else next(rest, "--")
            if given.startswith("--"):
                raise BadParameter(f"--{option}: a value is missing")
            params.setdefault(option, []).append(given)
        elif name is None and not word.startswith("-"):
            name = word
        else:
            raise BadParameter(f"'{word}' is neither a question's name nor a --parameter")
    return name, params
