"""What a worker has before it: a built graph on disk, under whichever policy is asked for."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.namespaces import GRAPHS
from kg.graph.store import FACTS, Shelf
from kg.server.limits import Limits
from kg.server.replies import Refused

if TYPE_CHECKING:
    from kg.query.names import Names

NEAR = 200_000
"""Quads up to which a worker holds in memory what it is mostly asked: there a question takes a third."""


class Desk:
    """A store that is read and never changed, the policy that it answers under, and the limits."""

    def __init__(self, db: Path, policy: str, limits: Limits):
        self.store = ox.Store.read_only(str(db))
        self.policy, self.limits = policy, limits
        self.near = self._near() if policy else None

    def _near(self) -> ox.Store | None:
        """Return the facts of the policy and all that is on record in memory, where that is not too much."""
        near = ox.Store()
        for graph in self.dataset():
            near.extend(islice(self.store.quads_for_pattern(None, None, None, graph), NEAR - len(near) + 1))
            if len(near) > NEAR:
                return None
        return near

    @cached_property
    def graphs(self) -> tuple[str, ...]:
        """The named graphs of the store, in order."""
        named = (graph.value for graph in self.store.named_graphs() if isinstance(graph, ox.NamedNode))
        return tuple(sorted(named))

    @cached_property
    def names(self) -> Names:
        """The names of all entities, read when they are first asked for."""
        from kg.query.names import read_names

        return read_names(self.store)

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies whose facts the store holds."""
        return tuple(name.removeprefix(FACTS) for name in self.graphs if name.startswith(FACTS))

    def shelf(self, policy: str = "") -> Shelf:
        """Return the store as a policy has it.

        Raises ``Refused``.
        """
        name = policy or self.policy
        if name not in self.policies:
            known = ", ".join(self.policies)
            raise Refused(404, "No such policy", f"no policy '{name}': there are {known}")
        return Shelf(self.store, name)

    def dataset(self, policy: str = "") -> list[ox.NamedNode | ox.DefaultGraph]:
        """Return the graphs that are asked unless a query names its own; none where there is no policy."""
        if not (policy or self.policy):
            return []
        return [self.shelf(policy).facts, *map(ox.NamedNode, GRAPHS.values())]
