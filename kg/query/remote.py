"""Client of a SPARQL endpoint that holds a built graph (https://www.w3.org/TR/sparql11-protocol/).

Queries go as forms by POST, each with the graphs of its RDF dataset, so that whatever else the server holds
is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.core.namespaces import GRAPHS
from kg.errors import NoAnswer
from kg.graph.policy import settle
from kg.graph.store import FACTS, as_built
from kg.query.results import Rows, Term, literal, rows_of_ask

if TYPE_CHECKING:
    from kg.query.http import Reply, Server

ROWS, TRIPLES = "application/sparql-results+json", "application/n-triples"
MOST_COPIED = 300_000
"""Triples, facts among them, up to which a graph elsewhere is copied, for what SPARQL cannot ask of it."""
DatasetParameters = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A built graph on a server, with the facts of one policy: read, never written."""

    server: Server
    policy: str
    dataset: DatasetParameters
    """The parameters that name the RDF dataset in each request."""

    def query(self, text: str) -> Rows:
        """Evaluate a SELECT or an ASK over the merge of the policy's facts and all other graphs.

        Raises ``NoAnswer``.
        """
        return select(self.server, text, self.dataset)

    @property
    def facts(self) -> str:
        """The graph that holds the facts of the policy; none where they stand in the default graph."""
        return next((iri for _, iri in self.dataset if iri.startswith(FACTS)), "")

    def in_memory(self) -> ox.Store:
        """Copy the dataset, for what takes more than SPARQL: footnotes, and leaving out claimants.

        Raises ``NoAnswer`` if it is too large for that, or does not come whole.
        """
        counts = counted(self.server, [*GRAPHS.values(), *filter(None, [self.facts])])
        if (size := sum(counts.values())) > MOST_COPIED:
            what = f"{size:,} triples are too many to be copied for --cite or --without"
            raise NoAnswer(f"{self.server.shown}: {what}: ask where the graph was built, or with --store")
        if not counts[GRAPHS["claims"]]:
            what = "its graphs are merged: --cite and --without need them apart"
            raise NoAnswer(f"{self.server.shown}: {what}")
        store = as_built(self._copied(counts))
        if not self.facts:
            settle(store, self.policy)
        return store

    def _copied(self, counts: dict[str, int]) -> Iterator[ox.Quad]:
        for graph, number in counts.items():
            found = set(triples(self.server, graph))
            if len(found) != number:
                what = f"{len(found):,} of {number:,} triples of <{graph}> came"
                raise NoAnswer(f"{self.server.shown}: {what}: it cuts its answers")
            place = ox.DefaultGraph() if graph == self.facts else ox.NamedNode(graph)
            for triple in found:
                yield ox.Quad(triple.subject, triple.predicate, triple.object, place)


def select(server: Server, text: str, dataset: DatasetParameters = ()) -> Rows:
    """Ask a server a SELECT or an ASK.

    Raises ``NoAnswer`` where it does not answer with SPARQL 1.1 Query Results JSON.
    """
    reply = server.send("POST", ROWS, form=[("query", text), *dataset])
    if not reply.is_ok:
        raise server.refusal(reply)
    try:
        document = json.loads(reply.body)
        if "boolean" in document:
            return rows_of_ask(bool(document["boolean"]))
        columns = tuple(map(str, document["head"]["vars"]))
        bindings = document["results"]["bindings"]
        return Rows(columns, tuple(tuple(_term(row.get(name)) for name in columns) for row in bindings))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise _no_answer(server, reply, "SPARQL results in JSON") from None


def counted(server: Server, graphs: Sequence[str]) -> dict[str, int]:
    """Ask how many triples some graphs hold; one that is not there holds none.

    Raises ``NoAnswer``.
    """
    values = " ".join(f"<{graph}>" for graph in graphs)
    text = f"""SELECT ?graph (COUNT(*) AS ?triples) WHERE {{
  VALUES ?graph {{ {values} }} GRAPH ?graph {{ ?s ?p ?o }}
}} GROUP BY ?graph"""
    found = dict.fromkeys(graphs, 0)
    for graph, number, *_ in select(server, text):
        if graph and number and graph.value in found and number.value.isdecimal():
            found[graph.value] = int(number.value)
    return found


def triples(server: Server, graph: str) -> list[ox.Triple]:
    """Return all triples of a graph on a server.

    Raises ``NoAnswer``.
    """
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    reply = server.send("POST", TRIPLES, form=[("query", text)])
    if not reply.is_ok:
        raise server.refusal(reply)
    return parse_triples(server, reply)


def parse_triples(server: Server, reply: Reply) -> list[ox.Triple]:
    """Read the triples of a reply.

    Raises ``NoAnswer`` where they are none.
    """
    form = ox.RdfFormat.from_media_type(reply.media)
    try:
        # not XML, which has entities that expand without end
        if form not in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TURTLE):
            raise ValueError(reply.media)
        return [quad.triple for quad in ox.parse(reply.body, format=form)]
    except (SyntaxError, ValueError):
        raise _no_answer(server, reply, "triples") from None


def _no_answer(server: Server, reply: Reply, wanted: str) -> NoAnswer:
    media = reply.media if reply.media.isprintable() else ""
    came = f"{media[:80] or 'something'} came" if reply.body else "nothing came"
    return NoAnswer(f"{server.shown}: {came} where {wanted} should: is the address right?", reply.status)


def _term(found: Any) -> Term | None:
    """Read a term; a blank node is nothing, as on every engine."""
    if found is None or found["type"] not in ("uri", "literal", "typed-literal"):
        return None
    value = str(found["value"])
    if found["type"] == "uri":
        return Term(value, True)
    return literal(value, str(found.get("datatype", "")), str(found.get("xml:lang", "")))
