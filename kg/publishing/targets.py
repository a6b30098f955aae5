"""Stores to publish to: by the Graph Store Protocol, or by SPARQL 1.1 Update.

The Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/) replaces one graph with a PUT;
SPARQL 1.1 Update (https://www.w3.org/TR/sparql11-update/) takes several changes in one request. What either
sends can be sent twice: a request whose reply was lost is sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import pyoxigraph as ox

from kg.core.namespaces import BASE
from kg.errors import NoAnswer
from kg.graph.store import PUBLICATION
from kg.publishing.parcels import Note, Parcel, read_note
from kg.query.http import Reply, Server
from kg.query.remote import TRIPLES, counted, parse_triples, select, triples

STAGING = BASE + "graph/staging/"
CHUNK = 2_000
"""Triples that go in one request of SPARQL Update: Virtuoso runs out of memory at 5,000."""

Sent = Callable[[int], None]
"""Is told how many bytes have gone, of all."""


class Target(Protocol):
    """A store to publish to."""

    shown: str
    """Its address, as messages show it."""

    def note(self) -> Note:
        """Return what it says has been published."""

    def counts(self, graphs: Sequence[str]) -> dict[str, int] | None:
        """Return how many triples are there, or nothing where that cannot be asked."""

    def send(self, parcels: Sequence[Parcel], stale: Sequence[str], note: Note, sent: Sent) -> None:
        """Remove stale graphs, replace others, and note it; ``note`` is what stays true meanwhile.

        Raises ``NoAnswer``.
        """


class GraphStore:
    """A store by the Graph Store Protocol: each graph is replaced at once, one after the other."""

    def __init__(self, server: Server, query: Server | None = None):
        self.shown, self._server, self._query = server.shown, server, query

    def note(self) -> Note:
        return read_note(self._get(PUBLICATION))

    def counts(self, graphs: Sequence[str]) -> dict[str, int] | None:
        if self._query:
            return counted(self._query, graphs)
        return {graph: len(self._get(graph)) for graph in graphs}

    def send(self, parcels: Sequence[Parcel], stale: Sequence[str], note: Note, sent: Sent) -> None:
        for graph in stale:  # before the note is silent about them: nothing else knows that they were ours
            self._check(self._server.send("DELETE", params={"graph": graph}), 404)
        self._put(PUBLICATION, note.as_triples())
        before = 0
        for parcel in parcels:
            self._put(parcel.graph, b"".join(parcel.lines()), _after(before, sent))
            before += parcel.size
            sent(before)
            note = note.having(parcel)
            self._put(PUBLICATION, note.as_triples())

    def _put(self, graph: str, body: bytes, sent: Sent | None = None) -> None:
        reply = self._server.send("PUT", params={"graph": graph}, body=body, media=TRIPLES, sent=sent)
        self._check(reply)

    def _get(self, graph: str) -> set[ox.Triple]:
        reply = self._server.send("GET", f"{TRIPLES}, text/turtle;q=0.5", params={"graph": graph})
        if reply.status in (204, 404):
            return set()
        self._check(reply)
        return set(parse_triples(self._server, reply))

    def _check(self, reply: Reply, *fine: int) -> None:
        """Raise ``NoAnswer`` for a request that was not carried out."""
        if reply.is_ok or reply.status in fine:
            return
        raise _refusal(self._server, reply, "--update sends SPARQL Update instead of whole graphs")


class Updates:
    """A store by SPARQL Update: where a request is a transaction, all graphs are replaced at once.

    What is too large for one request goes into graphs beside, from where the last request copies it.
    """

    def __init__(self, server: Server, query: Server | None = None, chunk: int = CHUNK):
        self.shown, self._server, self._query = server.shown, server, query
        self._chunk = chunk

    def note(self) -> Note:
        return read_note(triples(self._query, PUBLICATION) if self._query else ())

    def counts(self, graphs: Sequence[str]) -> dict[str, int] | None:
        return counted(self._query, graphs) if self._query else None

    def send(self, parcels: Sequence[Parcel], stale: Sequence[str], note: Note, sent: Sent) -> None:
        for parcel in parcels:
            note = note.having(parcel)
        dropped = [_drop(graph) for graph in (*stale, PUBLICATION)]  # in this order: it may break off within
        noted = _insert(PUBLICATION, note.as_triples())
        staged = sum(parcel.triples for parcel in parcels) > self._chunk
        if staged:
            self._stage(parcels, sent)
            moved = [_copy(parcel) for parcel in parcels]
        else:
            moved = [_drop(p.graph) + _insert(p.graph, b"".join(p.lines())) for p in parcels]
        self._update(b"".join((*dropped, *moved, noted)), None if staged else sent)
        if left := {*self._leftovers(), *(map(_staging, parcels) if staged else ())}:
            self._update(b"".join(map(_drop, sorted(left))))

    def _stage(self, parcels: Sequence[Parcel], sent: Sent) -> None:
        """Put the graphs beside their places, from where an earlier attempt stopped.

        The graph beside is named by the digest of what it is to hold, and lines go in order, so its size says
        which have arrived; a chunk of which only a part did is sent again.
        """
        names = [_staging(parcel) for parcel in parcels]
        unwanted = sorted(self._leftovers() - set(names)) if self._query else names
        if unwanted:
            self._update(b"".join(map(_drop, unwanted)))
        arrived = self.counts(names) or dict.fromkeys(names, 0)
        before = 0
        for parcel, name in zip(parcels, names, strict=True):
            lines = parcel.lines()
            whole = min(arrived[name], len(lines))
            start = whole if whole == len(lines) else whole - whole % self._chunk
            gone = before + sum(map(len, lines[:start]))
            for at in range(start, len(lines), self._chunk):
                chunk = b"".join(lines[at : at + self._chunk])
                self._update(_insert(name, chunk), _after(gone, sent))
                gone += len(chunk)
                sent(gone)
            before += parcel.size
        there = self.counts(names) or {name: p.triples for p, name in zip(parcels, names, strict=True)}
        short = [p for p, name in zip(parcels, names, strict=True) if there[name] != p.triples]
        if short:
            self._update(b"".join(_drop(_staging(parcel)) for parcel in short))
            raise NoAnswer(f"{self.shown}: not all triples of <{short[0].graph}> arrived")

    def _leftovers(self) -> set[str]:
        """Return the graphs beside that are there."""
        if not self._query:
            return set()
        pattern = f"GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), '{STAGING}'))"
        rows = select(self._query, f"SELECT DISTINCT ?g WHERE {{ {pattern} }}")
        found = {row[0].value for row in rows if row[0] and row[0].is_iri}
        return {graph for graph in found if graph.removeprefix(STAGING).isalnum()}

    def _update(self, body: bytes, sent: Sent | None = None) -> None:
        reply = self._server.send("POST", body=body, media="application/sparql-update", sent=sent)
        if not reply.is_ok:
            raise _refusal(self._server, reply, "without --update whole graphs are sent")


def _refusal(server: Server, reply: Reply, hint: str) -> NoAnswer:
    """Tell why a store does not take what it is sent, and what it may take instead."""
    refusal = server.refusal(reply)
    if reply.status in (400, 404, 405, 415, 501):
        return NoAnswer(f"{refusal} ({hint})", reply.status)
    return refusal


def _after(gone: int, sent: Sent) -> Sent:
    """Tell what has gone of one body as what has gone of all."""
    return lambda size: sent(gone + size)


def _staging(parcel: Parcel) -> str:
    return STAGING + parcel.digest.removeprefix("sha256:")


def _drop(graph: str) -> bytes:
    return f"DROP SILENT GRAPH <{graph}> ;\n".encode()


def _insert(graph: str, lines: bytes) -> bytes:
    return f"INSERT DATA {{ GRAPH <{graph}> {{\n".encode() + lines + b"} } ;\n" if lines else b""


def _copy(parcel: Parcel) -> bytes:
    """Copy, not move: a request that comes twice then does no harm."""
    if not parcel.triples:
        return _drop(parcel.graph)
    return f"COPY GRAPH <{_staging(parcel)}> TO GRAPH <{parcel.graph}> ;\n".encode()
