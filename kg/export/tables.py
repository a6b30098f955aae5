"""Claims, a row a claim, and measures, a row a score of a node, as CSV."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from operator import attrgetter

from kg.core.io import as_csv, as_spreadsheet
from kg.core.model import ARTICLE_COLUMNS, CLAIM_COLUMNS, Article, in_order
from kg.core.ontology import Label
from kg.export.writer import MEASURES, WHOLE, Measures, Writer, Written
from kg.graph.read import Archive
from kg.measures import tables

OFFSETS = "where in the article a quote stands"
"""What a table of claims cannot hold."""


def claim_rows(archive: Archive) -> list[tuple[str, ...]]:
    """Lay all claims out as the rows of ``claims.csv``, in the order of the text.

    Several values in a cell are joined by a space.
    """
    rows = []
    for claim in in_order(archive.claims.values()):
        numbers = dict.fromkeys(passage.sentence for passage in claim.spans)
        cells = {each.name: getattr(claim, each.name) for each in fields(claim)} | {
            "claim": claim.iri,
            "relation": claim.relation.name,
            "object": claim.target,
            "quote": claim.quote,
            "sentence": " ".join(numbers),
            **_of_article(archive.articles[claim.article]),
            "subject_name": archive.name(claim.subject),
            "object_name": archive.name(claim.target),
            "claimant_name": archive.name(claim.claimant),
        }
        rows.append(tuple(_cell(cells[column]) for column in CLAIM_COLUMNS))
    return rows


def _of_article(article: Article) -> dict[str, str]:
    source = article.source
    told = (article.language, source.voice, source.published.edtf, source.rights)
    return dict(zip(ARTICLE_COLUMNS, told, strict=True))


def _cell(value: object) -> str:
    return " ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def as_claims_csv(archive: Archive) -> Written:
    """Write all claims as CSV."""
    return as_csv(CLAIM_COLUMNS, claim_rows(archive)), (OFFSETS,)


def as_claims_spreadsheet(archive: Archive) -> Written:
    """Write all claims as CSV that a spreadsheet may open."""
    data, lost = as_spreadsheet(CLAIM_COLUMNS, claim_rows(archive))
    return data, (OFFSETS, *lost)


def as_measures_csv(measures: Measures) -> Written:
    """Write what was measured as CSV."""
    return as_csv(tables.columns(measures.analyses), tables.rows(measures.analyses)), measures.left_out


_claims = partial(Writer, part=WHOLE, quotes=True, takes=attrgetter("archive"))
TABLE_WRITERS: dict[str, Writer] = {
    writer.name: writer
    for writer in (
        _claims(
            name="claims.csv",
            about=Label(
                "une affirmation par ligne, avec sa citation, son locuteur, sa position et son statut",
                "one claim a row, with its quote, claimant, stance and status",
            ),
            conforms="https://www.rfc-editor.org/info/rfc4180",
            write=as_claims_csv,
        ),
        _claims(
            name="claims-spreadsheet.csv",
            about=Label(
                "une affirmation par ligne, pour un tableur : aucune cellule n’est une formule",
                "one claim a row, for a spreadsheet: no cell is a formula",
            ),
            write=as_claims_spreadsheet,
        ),
        Writer(
            name="measures.csv",
            about=Label(
                "chaque score de chaque nœud, avec les rangs qu’il prend sans telle preuve",
                "every score of every node, with the ranks it takes when evidence is left out",
            ),
            part=MEASURES,
            quotes=False,
            takes=attrgetter("measures"),
            write=as_measures_csv,
        ),
    )
}
"""The tables of a build, by name, but for those of the network."""
