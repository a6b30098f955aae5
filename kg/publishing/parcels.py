"""What is published: each graph of a build as sorted N-Triples, and the note of what has gone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.core.io import serialise
from kg.core.iris import as_iri
from kg.core.namespaces import BESIDE, DCTERMS, GRAPHS, SKG, VOID, XSD
from kg.core.ontology import local_name
from kg.graph.exclude import policy_of
from kg.graph.store import FACTS, PUBLICATION, quads_on_disk
from kg.query.opening import open_build, open_built_graph

_FIRST = ("ontology", "background", "registry", "claims")
"""The graphs that the facts of policies speak of; provenance speaks of them all, and goes last."""
_COUNT, _DIGEST = VOID.base + "triples", DCTERMS.identifier


@dataclass(frozen=True, slots=True)
class Parcel:
    """One graph to send; its lines are made when they are wanted."""

    graph: str
    triples: int
    size: int
    digest: str
    store: ox.Store

    def lines(self) -> list[bytes]:
        """Return its triples as lines of N-Triples, in order."""
        return _lines(self.store, self.graph)


@dataclass(frozen=True, slots=True)
class Note:
    """What a store says of a publication: digest and number of triples of each graph that is whole."""

    graphs: Mapping[str, tuple[str, int]]
    policy: str = ""
    """The policy of the build, by name."""

    def says(self, parcel: Parcel) -> bool:
        """Tell whether a graph has been sent as it is."""
        return self.graphs.get(parcel.graph) == (parcel.digest, parcel.triples)

    def without(self, graphs: Iterable[str]) -> Note:
        """Return the note of all other graphs."""
        gone = set(graphs)
        return Note({graph: held for graph, held in self.graphs.items() if graph not in gone}, self.policy)

    def having(self, parcel: Parcel) -> Note:
        """Return the note with one graph more."""
        return Note({**self.graphs, parcel.graph: (parcel.digest, parcel.triples)}, self.policy)

    def as_triples(self) -> bytes:
        """Write it as N-Triples."""
        lines = [f"<{PUBLICATION}> <{SKG.factsUnder}> <{as_iri('policy', self.policy)}> ."]
        for graph, (digest, triples) in sorted(self.graphs.items()):
            lines.append(f'<{graph}> <{_DIGEST}> "{digest}" .')
            lines.append(f'<{graph}> <{_COUNT}> "{triples}"^^<{XSD.integer}> .')
        return "".join(f"{line}\n" for line in lines).encode()


def read_note(triples: Iterable[ox.Triple]) -> Note:
    """Read what a store says; what is half-said or strange is not there."""
    digests, counts, policy = {}, {}, ""
    for triple in triples:
        about, said = getattr(triple.subject, "value", ""), getattr(triple.object, "value", "")
        if triple.predicate.value == _DIGEST:
            digests[about] = said
        elif triple.predicate.value == _COUNT and said.isdecimal():
            counts[about] = int(said)
        elif triple.predicate.value == SKG.factsUnder:
            policy = local_name(said)
    return Note({graph: (digests[graph], counts[graph]) for graph in digests.keys() & counts.keys()}, policy)


def is_computed(graph: str) -> bool:
    """Tell whether a graph holds the facts of a policy, or stands beside the dataset: builds may lack it."""
    return graph.startswith(FACTS) or graph in BESIDE.values()


def read_parcels(output: str | Path) -> tuple[tuple[Parcel, ...], str]:
    """Return the graphs of a build in the order in which they go, and the policy of the build.

    Raises ``NotBuilt``.
    """
    if on_disk := open_built_graph(Path(output)):
        store, policy = on_disk.store, on_disk.policy
    else:
        built, store = open_build(output), ox.Store()
        policy = policy_of(built)
        store.bulk_extend(quads_on_disk(built))
    named = (graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode))
    computed = sorted(filter(is_computed, named))
    graphs = (*(GRAPHS[name] for name in _FIRST), *computed, GRAPHS["meta"])
    return tuple(_parcel(store, graph) for graph in graphs), policy


def _parcel(store: ox.Store, graph: str) -> Parcel:
    lines = _lines(store, graph)
    body = b"".join(lines)
    return Parcel(graph, len(lines), len(body), f"sha256:{hashlib.sha256(body).hexdigest()}", store)


def _lines(store: ox.Store, graph: str) -> list[bytes]:
    triples = (quad.triple for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
    return sorted(serialise(triples, ox.RdfFormat.N_TRIPLES).splitlines(keepends=True))
