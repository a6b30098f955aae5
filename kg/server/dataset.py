"""The dataset of a worker: a built graph on disk, under whichever policy is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.namespaces import ASKED
from kg.core.ontology import Ontology
from kg.graph.read import ontology_of
from kg.graph.store import FACTS, BuiltGraph
from kg.server.limits import Limits
from kg.server.replies import Refused

if TYPE_CHECKING:
    from kg.query.names import Names

MOST_IN_MEMORY = 200_000
"""Quads up to which the default graph is held in memory too, where a query takes a third of the time."""


@dataclass(frozen=True, slots=True)
class Source:
    """What workers open: a store on disk, and the policy that they answer under by default."""

    db: Path
    policy: str = ""
    build: str = ""
    """What distinguishes one build from another in the same place."""


class Dataset:
    """A store that is read and never changed, the policy that it answers under, and the limits."""

    def __init__(self, db: Path, policy: str, limits: Limits):
        self.store = ox.Store.read_only(str(db))
        self.policy, self.limits = policy, limits
        self.in_memory = self._copy() if policy else None

    def _copy(self) -> ox.Store | None:
        """Copy the default graph of the policy, unless that is too much."""
        copy = ox.Store()
        for graph in self.default_graph():
            room = MOST_IN_MEMORY - len(copy)
            copy.extend(islice(self.store.quads_for_pattern(None, None, None, graph), room + 1))
            if len(copy) > MOST_IN_MEMORY:
                return None
        return copy

    @cached_property
    def graphs(self) -> tuple[str, ...]:
        """The named graphs of the store, in order."""
        named = (graph.value for graph in self.store.named_graphs() if isinstance(graph, ox.NamedNode))
        return tuple(sorted(named))

    @cached_property
    def ontology(self) -> Ontology:
        """The ontology that the store carries."""
        return ontology_of(self.store)

    @cached_property
    def names(self) -> Names:
        """The names of all entities, read when they are first asked for."""
        from kg.query.names import read_names

        return read_names(self.store)

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies whose facts the store holds."""
        return tuple(name.removeprefix(FACTS) for name in self.graphs if name.startswith(FACTS))

    def built(self, policy: str = "") -> BuiltGraph:
        """Return the store as a policy has it.

        Raises ``Refused``.
        """
        name = policy or self.policy
        if name not in self.policies:
            known = ", ".join(self.policies)
            raise Refused(404, "No such policy", f"no policy '{name}': there are {known}")
        return BuiltGraph(self.store, name)

    def default_graph(self, policy: str = "") -> list[ox.NamedNode | ox.DefaultGraph]:
        """Return the graphs that make the default graph of a policy; none where there is no policy."""
        if not (policy or self.policy):
            return []
        return [self.built(policy).facts, *map(ox.NamedNode, ASKED)]
