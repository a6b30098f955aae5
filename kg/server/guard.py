"""Checks of a query on its text alone, before any engine reads it."""

from __future__ import annotations

import re

from kg.core.rq_files import bare, parse_question, refuse_remote
from kg.errors import BadQuery
from kg.server.limits import Limits
from kg.server.replies import Refused

_FROM = re.compile(r"(?<![\w?$:@-])FROM(?![\w:-])", re.IGNORECASE)
_BRACKET = re.compile(r"[({\[]|[)}\]]")


def check_text(text: str, limits: Limits) -> None:
    """Refuse a query that is too long, nests too deep, or asks another machine.

    A parser that calls itself for each bracket ends the process at some depth; workers have a stack for all
    that fits into a query, so that this limit is for a clear answer, not the only defence.

    Raises ``Refused``.
    """
    if (size := len(text.encode())) > limits.query:
        what = f"the query has {size:,} bytes, the limit is {limits.query:,}"
        raise Refused(413, "Query too long", what)
    if nesting(text) > limits.nesting:
        raise Refused(400, "Query nests too deep", f"brackets nest deeper than {limits.nesting}")
    try:
        refuse_remote(parse_question(text))
    except BadQuery as error:
        raise Refused(400, "Query refused", str(error)) from None


def nesting(text: str) -> int:
    """Return how deep the brackets of a query nest.

    >>> nesting("SELECT * { ?s ?p (1 (2)) FILTER(?o = '(((') }")
    3
    """
    depth = deepest = 0
    for bracket in _BRACKET.findall(bare(text)):
        depth = depth + 1 if bracket in "({[" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def names_its_graphs(text: str) -> bool:
    """Return whether a query says by ``FROM`` which graphs it is about.

    >>> names_its_graphs("SELECT * FROM <urn:x> { }"), names_its_graphs("SELECT ?from { }")
    (True, False)
    """
    return bool(_FROM.search(bare(text)))
