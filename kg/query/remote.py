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

from kg.core.namespaces import ASKED, GRAPHS, RDF, SKG
from kg.errors import NoAnswer, NotBuilt
from kg.graph.policy import settle
from kg.graph.store import FACTS, as_built, choose_facts
from kg.query.results import Rows, Term, literal, rows_of_ask

if TYPE_CHECKING:
    from kg.query.http import Reply, Server

ROWS, TRIPLES = "application/sparql-results+json", "application/n-triples"
MOST_COPIED = 300_000
"""Triples, facts among them, up to which a graph elsewhere is copied, for what SPARQL cannot ask of it."""
DatasetParameters = tuple[tuple[str, str], ...]
_UNDER = f"<{SKG.factsUnder}>"
_UNION: DatasetParameters = (("union-default-graph", ""),)
"""How Oxigraph's server is asked over the merge of all its graphs, the default one among them."""
_WHICH = f"""SELECT DISTINCT ?graph ?policy WHERE {{
  {{ GRAPH ?graph {{ ?dataset {_UNDER} ?policy }} }} UNION {{ ?dataset {_UNDER} ?policy }}
}}"""
_MERGED = f"""ASK {{
  ?claim <{SKG.admittedBy}> ?policy ; <{RDF.subject}> ?s ; <{RDF.predicate}> ?p ; <{RDF.object}> ?o .
  ?s ?p ?o . ?dataset {_UNDER} ?policy
}}"""
"""Whether facts and claims are seen together."""


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


def open_endpoint(url: str, policy: str | None = None) -> Endpoint:
    """Open a SPARQL endpoint that holds a built graph, to be asked: published by ``kg publish``, served by
    ``kg serve``, or loaded from ``sahel.nq`` where facts and claims are seen together.

    Who one is comes from ``KG_USER`` and ``KG_PASSWORD``, or ``KG_TOKEN``, in the environment.

    Raises ``BadAddress``, ``NoAnswer``, ``NotBuilt`` if it holds no graph of ours, and ``UnknownPolicy``.
    """
    from kg.query.http import Server  # httpx is slower to import than all the rest

    server = Server(url)
    found = select(server, _WHICH)
    under = [(graph.value if graph else "", under.value) for graph, under in found if under]
    chosen, in_default = choose_facts(under, policy, server.shown)
    if not in_default:
        named = tuple(("named-graph-uri", iri) for iri in ASKED)
        merged = tuple(("default-graph-uri", iri) for iri in (*ASKED, FACTS + chosen))
        return Endpoint(server, chosen, (*merged, *named))
    for dataset in ((), _UNION):
        if _is_merged(server, dataset):
            return Endpoint(server, chosen, dataset)
    raise NotBuilt(
        f"{server.shown}: facts stand in its default graph, apart from all others: let it take the union of "
        "all graphs for the default graph, or fill it with 'kg publish'"
    )


def _is_merged(server: Server, dataset: DatasetParameters) -> bool:
    try:
        answer = select(server, _MERGED, dataset).rows[0][0]
    except NoAnswer:
        return False  # not every server takes this parameter
    return answer is not None and answer.value == "true"


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
