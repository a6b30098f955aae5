"""SPARQL queries, as a worker answers them (SPARQL 1.1 Protocol, https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kg.core.namespaces import PREFIXES
from kg.core.rq_files import bare, parse_question
from kg.server.dataset import Dataset
from kg.server.guard import check_text, names_its_graphs
from kg.server.limits import Limits
from kg.server.negotiation import ROWS, TRIPLES
from kg.server.replies import Refused, Reply

_FORM = re.compile(r"\b(?:SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
_GRAPH = re.compile("GRAPH", re.IGNORECASE)
"""What asks for named graphs; a query that only seems to is answered all the same, from the disk."""
_NAMESPACE = re.compile(r"(?:.*[/#])?", re.DOTALL)
_CHARSET = ("text/", "application/n-")


def answer_query(dataset: Dataset, job: Mapping[str, Any]) -> Reply:
    """Answer a query: ``query``, ``policy``, ``default`` and ``named`` graphs, and the media types wanted.

    ``rows`` is the media type for a SELECT or an ASK, ``graph`` that for a CONSTRUCT or a DESCRIBE; it is
    null where the client takes none.

    Raises ``Refused``.
    """
    text = job["query"]
    check_text(text, dataset.limits)
    result = evaluate(dataset, text, job.get("policy", ""), job.get("default", ()), job.get("named", ()))
    if isinstance(result, ox.QueryTriples):
        media = _acceptable(job["graph"], TRIPLES)
        triples = list(islice(result, dataset.limits.rows + 1))
        if len(triples) > dataset.limits.rows:
            raise too_large(f"{dataset.limits.rows:,} triples")
        return serialise(triples, media, dataset.limits)
    media = _acceptable(job["rows"], ROWS)
    return Reply(200, _with_charset(media), _rows(result, ROWS[media], dataset.limits))


def evaluate(dataset: Dataset, text: str, policy: str, default: list[str], named: list[str]) -> Any:
    """Evaluate a query over the graphs that the request names, or the query, or else those of the policy.

    What is named and not in the store is an empty graph: nothing is ever fetched.

    Raises ``Refused``.
    """
    store, options = dataset.store, dict[str, Any]()
    if default or named:
        options = {"default_graph": list(map(_node, default)), "named_graphs": list(map(_node, named))}
    elif not names_its_graphs(text) and (graphs := dataset.default_graph(policy)):
        if dataset.in_memory is not None and policy in ("", dataset.policy) and not _GRAPH.search(text):
            store, options = dataset.in_memory, {"use_default_graph_as_union": True}
        else:
            options = {"default_graph": graphs}
    try:
        return store.query(text, prefixes=PREFIXES, **options)
    except SyntaxError as error:
        raise Refused(400, "Query not understood", _syntax_error(text, error)) from None


def _syntax_error(text: str, error: SyntaxError) -> str:
    if not _FORM.search(bare(text)):
        return "a query is a SELECT, an ASK, a CONSTRUCT or a DESCRIBE; nothing here can be changed"
    from kg.query.hints import syntax_error  # rarely needed, and slow to import

    return str(syntax_error(parse_question(text), error))


def serialise(triples: list[ox.Triple], media: str, limits: Limits) -> Reply:
    """Write triples in a media type of ``TRIPLES``, the prefixes of the project declared.

    Raises ``Refused`` where that takes more bytes than an answer may have.
    """
    buffer, form = BoundedBuffer(limits.answer), ox.RdfFormat.from_media_type(media)
    ox.serialize(triples, buffer, format=form, prefixes=_used(triples))
    return Reply(200, _with_charset(media), buffer.getvalue())


def _used(triples: list[ox.Triple]) -> dict[str, str]:
    """Return the prefixes that triples have a use for: an answer of one line needs no forty before it."""
    used = {_NAMESPACE.match(name)[0] for triple in triples for name in _names(triple)}  # type: ignore[index]
    return {prefix: base for prefix, base in PREFIXES.items() if base in used}


def _names(triple: ox.Triple) -> Iterator[str]:
    for term in triple:
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value


def _node(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        raise Refused(400, "Bad graph name", f"'{iri}' is no absolute IRI") from None


def _acceptable(media: str | None, offered: Mapping[str, str]) -> str:
    if media is None:
        raise Refused(406, "Not acceptable", f"an answer of this kind comes as {', '.join(offered)}")
    return media


def _with_charset(media: str) -> str:
    return f"{media};charset=utf-8" if media.startswith(_CHARSET) else media


def _rows(result: ox.QuerySolutions | ox.QueryBoolean, form: str, limits: Limits) -> bytes:
    buffer = BoundedBuffer(limits.answer)
    result.serialize(buffer, format=ox.QueryResultsFormat.from_extension(form))
    data = buffer.getvalue()
    if count_rows(data, form) > limits.rows:
        raise too_large(f"{limits.rows:,} rows")
    return data


def count_rows(data: bytes, form: str) -> int:
    """Count the rows of an answer as pyoxigraph writes it.

    >>> count_rows(b'a,b\\r\\n1,"x\\r\\ny"\\r\\n', "csv")
    1
    """
    if form == "xml":
        return data.count(b"<result>")
    if form == "tsv":
        return data.count(b"\n") - 1
    if form == "csv":
        return sum(part.count(b"\n") for part in data.split(b'"')[::2]) - 1
    if data.count(b"},{") == 0:
        return 1
    outside = re.sub(rb"\\.", b"", data).split(b'"')[::2]
    return sum(part.count(b"},{") for part in outside) + 1


def too_large(limit: str) -> Refused:
    """Say that an answer is over a limit."""
    return Refused(503, "Answer too large", f"the answer has more than {limit}: add a LIMIT, or ask for less")


class BoundedBuffer(BytesIO):
    """A buffer that a serialiser writes into, up to a number of bytes."""

    def __init__(self, most: int):
        super().__init__()
        self._most = most

    def write(self, data: Any) -> int:
        """Take a piece.

        Raises ``Refused`` where there is no more room.
        """
        written = super().write(data)
        if self.tell() > self._most:
            raise too_large(f"{self._most:,} bytes")
        return written
