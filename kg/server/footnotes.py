"""What an answer rests on: its rows with footnotes, and the claims behind it as a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from kg.core.rq_files import Question, parse_question
from kg.graph.store import Shelf
from kg.server.dataset import Desk
from kg.server.guard import check_text
from kg.server.replies import Refused, Reply
from kg.server.sparql import too_large

_WRITTEN = {
    "json": "application/json",
    "csv": "text/csv;charset=utf-8",
    "markdown": "text/markdown;charset=utf-8",
}
MOST = 2_000
"""Rows that get footnotes, and that a page draws: more is nothing that a person reads."""


def answer(desk: Desk, asked: Mapping[str, Any]) -> Reply:
    """Answer a query with footnotes, as ``kg ask --cite`` does, or draw it, as ``kg draw`` does.

    The fields are ``query``, ``policy`` and, for footnotes, ``format`` (``json``, ``csv`` or ``markdown``).

    Raises ``Refused`` and what these commands raise.
    """
    fields: dict[str, list[str]] = asked["fields"]
    text = (fields.get("query") or [""])[0]
    if not text.strip():
        raise Refused(400, "Bad request", "the field 'query' is missing")
    check_text(text, desk.limits)
    shelf = desk.shelf((fields.get("policy") or [""])[0])
    jobs: dict[str, Callable[[Question, Shelf, str], Reply]] = {"notes": _notes, "drawing": _drawing}
    return jobs[asked["job"]](parse_question(text), shelf, (fields.get("format") or ["json"])[0])


def _notes(question: Question, shelf: Shelf, form: str) -> Reply:
    from kg.query.engines import run
    from kg.query.provenance import cite  # more to import than most workers ever need

    if form not in _WRITTEN:
        raise Refused(406, "Not acceptable", f"footnotes come as {', '.join(_WRITTEN)}")
    rows = run(question, shelf)
    if len(rows) > MOST:
        raise too_large(f"{MOST:,} rows to give footnotes to")
    return Reply(200, _WRITTEN[form], cite(question, shelf, rows).as_bytes(form))


def _drawing(question: Question, shelf: Shelf, form: str) -> Reply:
    from kg.explorer.from_query import answer as draw
    from kg.explorer.page import served

    named = replace(question, summary="The answer to a query", resume="La réponse à une requête")
    page = draw(named, shelf).page()
    return Reply(200, "text/html;charset=utf-8", served(page).encode())
