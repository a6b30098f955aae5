"""Commands of a curator, from the seeds to what is built: check, build, terms, new and format."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import FOLDER, output_option, seeds_option, width
from kg.errors import InvalidSeeds

if TYPE_CHECKING:
    from kg.query.terms import Found


@click.command()
@seeds_option
@click.option("-v", "--verbose", is_flag=True, help="Show each sentence with the number of its claims.")
def check(seeds: Path, verbose: bool) -> None:
    """Check all seeds and gather every problem with its place."""
    from kg.curation.checks import check as check_seeds
    from kg.graph.policy import check_policies
    from kg.query.results import clip

    report = check_seeds(seeds)
    for problem in report.problems:
        click.echo(str(problem))
    for note in report.notes:
        click.echo(str(replace(note, what=f"note: {note.what}")))
    if verbose:
        for row in report.coverage:
            claims, said = str(row.claims) if row.claims else "–", row.sentence
            because = f" [{said.silent_because}]" if said.silent_because else ""
            click.echo(f"{said.article} {said.id:>3} {claims:>3}  {clip(said.text)}{because}")
    click.echo(report.summary)
    check_policies(seeds)
    sys.exit(1 if report.problems else 0)


@click.command()
@seeds_option
@output_option
@click.option(
    "--policy", default="reported", show_default=True, help="Whose facts the files hold as plain triples."
)
@click.option(
    "--sparql", is_flag=True, help="Let index.html answer SPARQL from disk: 2 MB of Oxigraph, from npm once."
)
@click.option("--quotes-only", is_flag=True, help="Pass on nothing of the articles but the quotes.")
def build(seeds: Path, output: Path, policy: str, sparql: bool, quotes_only: bool) -> None:
    """Check the seeds and compute everything in the output folder."""
    # Threads for matrices of a hundred rows only wait for each other; OpenBLAS reads this when it is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from kg.pipeline import build as build_all

    built = build_all(seeds, output, policy, sparql, quotes_only)
    for name, size in built.files.items():
        lost = f"  without {', '.join(built.losses[name])}" if name in built.losses else ""
        click.echo(f"{size:>10,}  {built.output / name}{lost}")
    for article in built.drafts:
        click.echo(f"left out: {article}, a draft")


@click.command()
@seeds_option
def articles(seeds: Path) -> None:
    """List the articles of the seeds: their source, what they yield, and which are drafts."""
    from collections import Counter

    from kg.curation.checks import check as check_seeds
    from kg.errors import count
    from kg.query.results import table

    found = check_seeds(seeds).seeds
    claims = Counter(claim.article for claim in found.claims)
    rows: list[tuple[str, ...]] = []
    for name, article in sorted(found.articles.items()):
        source, sentences = article.source, str(len(article.sentences))
        told = (source.published.edtf, source.voice, source.title, article.language)
        rows.append((name, *told, sentences, str(claims[name]), source.rights))
    rows += [(name, *[""] * 6, "a draft, left out") for name in found.drafts]
    columns = ("article", "published", "source", "title", "language", "sentences", "claims", "rights")
    click.echo(f"{table(columns, rows)}\n{count(len(rows), 'article')}")


@click.command()
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--classes", is_flag=True, help="Only classes of entities; relations alone without a WORD.")
@click.option("--seeds", type=FOLDER, help="Folder of the seeds whose own terms count too.  [default: seeds]")
def terms(words: tuple[str, ...], classes: bool, seeds: Path | None) -> None:
    """List the relations that a claim can state, or the classes; with a WORD, those that it may mean.

    A WORD is French or English: 'kg terms otage', 'kg terms claim responsibility'.
    """
    from kg.curation.own_terms import read_vocabulary
    from kg.query.terms import CLASS, NEAREST, RELATION, all_terms, find_terms, fitting

    vocabulary, wanted = read_vocabulary(seeds or Path("seeds")), " ".join(words)
    for problem in vocabulary.problems:
        click.echo(str(problem), err=True)
    if not wanted.strip():
        click.echo(_as_list(all_terms(vocabulary.ontology, CLASS if classes else RELATION)))
        return
    ranked = find_terms(vocabulary.ontology, wanted, (CLASS,) if classes else (RELATION, CLASS))
    found = fitting(ranked)
    if not found:
        click.echo(f"nothing speaks of '{wanted}' ('kg terms' lists all); the nearest:")
    click.echo(_as_list(found or ranked[:NEAREST]))


def _as_list(found: Sequence[Found]) -> str:
    """Lay out terms as a list, each with what it takes, its names and its definition."""
    rows = []
    for each in found:
        label = each.term.label
        names = label.en if label.fr == label.en else f"{label.en}, {label.fr}"
        rows.append((f"{each.term.name}: {each.kind}{each.ends}", f"{names}. {each.definition}"))
    formatter = click.HelpFormatter(width=width() or 100)
    formatter.write_dl(rows, col_max=42)
    return formatter.getvalue().rstrip()


@click.command()
@click.argument("name")
@click.argument("text", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--published", metavar="DATE", required=True, help="Day, month or year of publication (EDTF).")
@click.option("--language", default="fr", show_default=True, help="Language of the article, as in BCP 47.")
@seeds_option
def new(name: str, text: Path, published: str, language: str, seeds: Path) -> None:
    """Take an article into the seeds: TEXT (plain, .docx, .pdf or .html) as NAME, and lay out its curation.

    Tells each thing that it did to the text; the found file is kept as it is in originals/.
    """
    from kg.curation.scaffold import start

    started = start(text, name, published, language, seeds)
    for done in started.done:
        click.echo(done)
    for path in (started.original, started.article, started.curation):
        click.echo(f"{path} written")


@click.command("format")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if a file would change.")
def format_seeds(files: tuple[Path, ...], only_check: bool) -> None:
    """Put seed files into canonical form, comments kept."""
    from kg.curation.format import canonical, format_file

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
