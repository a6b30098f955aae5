"""All claims as one table, a row a claim: what ``claims.csv`` holds."""

from __future__ import annotations

from dataclasses import fields

from kg.core.model import in_order
from kg.graph.read import Archive

CLAIM_COLUMNS = (
    *("claim", "article", "sentence", "subject", "subject_name", "relation", "object", "object_name"),
    *("claimant", "claimant_name", "polarity", "narrator", "mode", "basis", "status", "admitted_by"),
    *("quote", "cue", "coreference", "reason", "to", "said_in", "holds", "said", "revision"),
    *("against", "contrast", "conflicts", "disputes", "note"),
)
"""The columns of ``claims.csv``; several values in a cell are joined by a space."""


def claim_rows(archive: Archive) -> list[tuple[str, ...]]:
    """Lay all statements out as the rows of ``claims.csv``, in the order of the text."""
    rows = []
    for s in in_order(archive.claims.values()):
        numbers = dict.fromkeys(str(passage.sentence) for passage in s.spans)
        cells = {each.name: getattr(s, each.name) for each in fields(s)} | {
            "claim": s.iri,
            "relation": s.relation.name,
            "object": s.target,
            "quote": s.quote,
            "sentence": " ".join(numbers),
            "subject_name": archive.name(s.subject),
            "object_name": archive.name(s.target),
            "claimant_name": archive.name(s.claimant),
        }
        rows.append(tuple(_cell(cells[column]) for column in CLAIM_COLUMNS))
    return rows


def _cell(value: object) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value or "")
