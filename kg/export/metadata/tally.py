"""How much of what there is in a set of quads, in the terms of VoID (https://www.w3.org/TR/void/#statistics)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from kg.core.namespaces import BASE, RDF, SKG, VOID


@dataclass(slots=True)
class Tally:
    """What has been counted so far."""

    triples: int = 0
    instances: Counter[str] = field(default_factory=Counter)
    """How many things are said to be of each class."""
    predicates: Counter[str] = field(default_factory=Counter)
    """How many triples there are with each predicate."""
    subjects: set[str] = field(default_factory=set)
    objects: set[Any] = field(default_factory=set)

    def count(self, quad: ox.Quad | ox.Triple) -> None:
        """Count one quad in; the same triple must not come twice."""
        predicate = quad.predicate.value
        self.triples += 1
        self.predicates[predicate] += 1
        self.subjects.add(quad.subject.value)
        self.objects.add(quad.object)
        if predicate == RDF.type:
            self.instances[quad.object.value] += 1

    def add(self, other: Tally) -> None:
        """Count in what another tally has counted of other triples."""
        self.triples += other.triples
        self.instances += other.instances
        self.predicates += other.predicates
        self.subjects |= other.subjects
        self.objects |= other.objects

    def statistics(self) -> dict[str, int]:
        """Return the numbers by property; an entity is a subject with an IRI of ours that is no term."""
        ours = (iri for iri in self.subjects if iri.startswith(BASE) and not iri.startswith(SKG.base))
        return {
            VOID.triples: self.triples,
            VOID.entities: sum(1 for _ in ours),
            VOID.classes: len(self.instances),
            VOID.properties: len(self.predicates),
            VOID.distinctSubjects: len(self.subjects),
            VOID.distinctObjects: len(self.objects),
        }


def tally(quads: Iterable[ox.Quad] | Iterable[ox.Triple]) -> Tally:
    """Count quads, each of a triple of its own."""
    counted = Tally()
    for quad in quads:
        counted.count(quad)
    return counted
