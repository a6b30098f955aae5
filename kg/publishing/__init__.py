"""A built graph sent to a store: whole graphs, known by their digests, so that a broken publication goes on.

What readers of the store see meanwhile: by SPARQL Update, everything as it was before, then everything as it
is now, if the store takes a request as one transaction (Oxigraph, Jena and GraphDB do). By the Graph Store
Protocol each graph is replaced at once, but one after the other: facts under policies that are gone are
removed, then comes what facts speak of, then the facts, provenance last; in between, facts of the build
before may stand beside claims of this one.

The graphs are ``graph/facts/POLICY`` for each policy of the build, ``graph/measures``, and the five of the
dataset under their names; ``graph/publication`` notes what has gone. The default graph of the store and all
other graphs are left alone, but facts of a policy, or measures, that an earlier publication brought and that
the build no longer has are removed. Two who publish to one store at the same time are not kept apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kg.core.namespaces import BASE
from kg.errors import NoAnswer, count
from kg.publishing.parcels import Note, Parcel, is_computed, read_parcels
from kg.publishing.targets import GraphStore, Target, Updates
from kg.query.http import PATIENT, RETRIED, Retries, Server
from kg.query.results import table

Listener = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a publication sends, what is there already, and what it removes."""

    parcels: tuple[Parcel, ...]
    held: dict[str, int] | None
    """How many triples of each graph the store holds, if that can be asked."""
    said: Note
    """What the store says of earlier publications."""
    policy: str
    """The policy of the build, under which the store is asked unless one says otherwise."""
    anew: bool = False

    @property
    def sends(self) -> tuple[Parcel, ...]:
        """The graphs that go: those that the store does not say and show to hold as they are."""
        return tuple(parcel for parcel in self.parcels if self.anew or not self._is_there(parcel))

    @property
    def stale(self) -> tuple[str, ...]:
        """Facts and measures that an earlier publication brought and the build no longer has."""
        return tuple(sorted(set(filter(is_computed, self.said.graphs)) - {p.graph for p in self.parcels}))

    @property
    def note(self) -> Note:
        """What is true while graphs go: it speaks of those alone that stay as they are."""
        kept = self.said.without([*(parcel.graph for parcel in self.sends), *self.stale])
        return Note(kept.graphs, self.policy)

    @property
    def size(self) -> int:
        """Bytes that go."""
        return sum(parcel.size for parcel in self.sends)

    def _is_there(self, parcel: Parcel) -> bool:
        counted = self.held is not None and self.held.get(parcel.graph) == parcel.triples
        return counted and self.said.says(parcel)

    def __str__(self) -> str:
        going = {parcel.graph for parcel in self.sends}
        rows = []
        for parcel in self.parcels:
            held = "?" if self.held is None else f"{self.held[parcel.graph]:,}"
            what = "send" if parcel.graph in going else "is there"
            name, size = parcel.graph.removeprefix(BASE), f"{parcel.size:,}"
            rows.append((name, f"{parcel.triples:,}", size, held, what))
        rows += [(graph.removeprefix(BASE), "", "", "", "remove") for graph in self.stale]
        total = f"{count(len(going), 'graph')} to send, {count(self.size, 'byte')}"
        return f"{table(('graph', 'triples', 'bytes', 'there now', 'what'), rows)}\n{total}"


def find_target(
    url: str, *, update: bool = False, query: str | None = None, retries: Retries = PATIENT,
    notify: Listener | None = None,
) -> Target:  # fmt: skip
    """Return the store at an address: that of its Graph Store Protocol, or of its SPARQL Update.

    Which of the two an address is cannot be found out without sending it changes: what a store answers to a
    GET of a graph that is not there is what others answer to a wrong address. So it is said, not guessed.
    ``query`` is the address of its SPARQL queries; by SPARQL Update nothing can be resumed or verified
    without, by the Graph Store Protocol graphs are fetched to be counted.

    Raises ``BadAddress``.
    """
    server = Server(url, retries, notify)
    asked = Server(query, retries, notify) if query else None
    return Updates(server, asked) if update else GraphStore(server, asked)


def plan(target: Target, output: str | Path = "output", anew: bool = False) -> Plan:
    """Compare a build with what a store holds.

    Raises ``NotBuilt`` and ``NoAnswer``.
    """
    parcels, policy = read_parcels(output)
    return Plan(parcels, target.counts([p.graph for p in parcels]), target.note(), policy, anew)


def carry_out(target: Target, planned: Plan, sent: Callable[[int], None] = lambda size: None) -> bool:
    """Send what a plan says, and say whether the store was asked afterwards and holds it all.

    ``sent`` is told how many bytes have gone. What is sent can be resumed by the next plan wherever it ends.

    Raises ``NoAnswer``.
    """
    parcels = planned.sends
    try:
        target.send(parcels, planned.stale, planned.note, sent)
    except NoAnswer as error:
        if error.status and error.status not in RETRIED:
            raise
        raise NoAnswer(f"{error}: the same again goes on from here", error.status) from None
    held = target.counts([parcel.graph for parcel in parcels])
    if held is None:
        return False
    for parcel in parcels:
        if held[parcel.graph] != parcel.triples:
            target.send((), (), planned.note, sent)  # so that the next one sends it all again
            what = f"{held[parcel.graph]:,} of {parcel.triples:,} triples of <{parcel.graph}> are there"
            raise NoAnswer(f"{target.shown}: all were sent, and {what}")
    return True


def publish(
    url: str, output: str | Path = "output", *, update: bool = False, query: str | None = None,
    anew: bool = False, retries: Retries = PATIENT, notify: Listener | None = None,
) -> Plan:  # fmt: skip
    """Send a built graph to a store, and return what was sent.

    ``url`` takes the Graph Store Protocol or, with ``update``, SPARQL 1.1 Update; ``query`` is where the
    store takes queries. Who one is comes from ``KG_USER`` and ``KG_PASSWORD``, or ``KG_TOKEN``.

    Raises ``NotBuilt``, ``BadAddress``, and ``NoAnswer`` where the store does not do what it is asked; the
    same again then goes on from there.
    """
    target = find_target(url, update=update, query=query, retries=retries, notify=notify)
    planned = plan(target, output, anew)
    carry_out(target, planned)
    return planned
