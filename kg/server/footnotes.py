"""Answers with what they rest on: rows with footnotes, and the claims behind them as a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kg.core.rq_files import Question, parse_question
from kg.graph.store import BuiltGraph
from kg.server.dataset import Dataset
from kg.server.fields import Fields
from kg.server.guard import check_text
from kg.server.replies import Refused, Reply
from kg.server.sparql import too_large

_FORMATS = {
    "json": "application/json",
    "csv": "text/csv;charset=utf-8",
    "markdown": "text/markdown;charset=utf-8",
}
MOST = 2_000
"""Rows that get footnotes, and that a page draws: more is nothing that a person reads."""


def notes(dataset: Dataset, job: Mapping[str, Any]) -> Reply:
    """Answer a query with footnotes, as ``kg ask --cite`` does.

    The fields are ``query``, ``policy`` and ``format`` (``json``, ``csv`` or ``markdown``).

    Raises ``Refused`` and what the command raises.
    """
    question, built = _question(dataset, job)
    from kg.query.engines import run  # only now: what is refused waits for no import
    from kg.query.provenance import cite

    form = Fields(job["fields"]).one("format") or "json"
    if form not in _FORMATS:
        raise Refused(406, "Not acceptable", f"footnotes come as {', '.join(_FORMATS)}")
    rows = run(question, built)
    if len(rows) > MOST:
        raise too_large(f"{MOST:,} rows to give footnotes to")
    return Reply(200, _FORMATS[form], cite(question, built, rows).as_bytes(form))


def drawing(dataset: Dataset, job: Mapping[str, Any]) -> Reply:
    """Draw the answer to a query, as ``kg draw`` does; the fields are ``query`` and ``policy``.

    Raises ``Refused`` and what the command raises.
    """
    question, built = _question(dataset, job)
    from kg.explorer.from_query import answer as draw
    from kg.explorer.page import served

    named = replace(question, summary="The answer to a query", resume="La réponse à une requête")
    page = draw(named, built).page()
    return Reply(200, "text/html;charset=utf-8", served(page).encode())


def _question(dataset: Dataset, job: Mapping[str, Any]) -> tuple[Question, BuiltGraph]:
    fields = Fields(job["fields"])
    text = fields.one("query")
    if not text.strip():
        raise Refused(400, "Bad request", "the field 'query' is missing")
    check_text(text, dataset.limits)
    return parse_question(text), dataset.built(fields.one("policy"))
