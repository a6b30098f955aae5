"""The built graph on disk, so that a question need not read it whole: a cache beside ``sahel.nq``.

It holds what ``sahel.nq`` and ``measures.ttl`` hold, and the facts of every policy, each in a graph of its
own, so that any policy can be asked. It may be deleted at any time, is rebuilt by ``kg build``, and its bytes
are not the same from one build to the next, as those of all other files are.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.core.namespaces import ASKED, BASE, GRAPHS, SKG
from kg.graph.exclude import of_dataset, policy_of
from kg.graph.policy import built_policies, choose_policy, facts_of

FOLDER = ".store"
FACTS = BASE + "graph/facts/"
"""The graph of a policy's facts on disk is this and its name; the default graph there is empty."""
PUBLICATION = BASE + "graph/publication"
"""Where ``kg publish`` notes what it has sent to a store; no question is about it."""
_UNDER, _DEFAULT = ox.NamedNode(SKG.factsUnder), ox.DefaultGraph()
_GRAPHS = tuple(map(ox.NamedNode, ASKED))


@dataclass(frozen=True, slots=True)
class BuiltGraph:
    """A built graph on disk as one policy has it: to be asked, never changed.

    It answers as a store in memory does: the facts of its policy stand in the default graph, and those of
    the others are not there, nor is any graph that is not ours.
    """

    store: ox.Store
    policy: str
    in_default: bool = False
    """Whether the facts stand in the default graph of the store, as in ``sahel.nq``."""

    @property
    def facts(self) -> ox.NamedNode | ox.DefaultGraph:
        """The graph on disk that holds the facts of the policy."""
        return _DEFAULT if self.in_default else ox.NamedNode(FACTS + self.policy)

    def query(self, text: str) -> Any:
        """Ask a SPARQL text over the merge of the policy's facts and all other graphs."""
        graphs: list[Any] = [self.facts, *_GRAPHS]
        return self.store.query(text, default_graph=graphs, named_graphs=list(_GRAPHS))

    def quads_for_pattern(self, subject: Any, predicate: Any, obj: Any, graph: Any) -> Iterator[ox.Quad]:
        """Yield the quads that match a pattern, where ``None`` matches anything."""
        facts = self.facts
        on_disk = facts if graph == _DEFAULT else graph
        for quad in self.store.quads_for_pattern(subject, predicate, obj, on_disk):
            if quad.graph_name == facts:
                yield ox.Quad(quad.subject, quad.predicate, quad.object, _DEFAULT)
            elif quad.graph_name in _GRAPHS:
                yield quad

    def __contains__(self, quad: ox.Quad) -> bool:
        is_fact = isinstance(quad.graph_name, ox.DefaultGraph)
        graph = self.facts if is_fact else quad.graph_name
        return ox.Quad(quad.subject, quad.predicate, quad.object, graph) in self.store

    def in_memory(self) -> ox.Store:
        """Return a copy that can be changed: what ``sahel.nq`` would hold under the policy."""
        return as_built(of_dataset(self.quads_for_pattern(None, None, None, None)))


def as_built(quads: Iterable[ox.Quad]) -> ox.Store:
    """Put the quads of a policy into a store in memory, as a build has them.

    Which policy the facts follow is said among the facts on disk, and in the graph of provenance in a build.
    """
    store = ox.Store()
    store.bulk_extend(quads)
    for quad in list(store.quads_for_pattern(None, _UNDER, None, _DEFAULT)):
        store.remove(quad)
        store.add(ox.Quad(quad.subject, _UNDER, quad.object, ox.NamedNode(GRAPHS["meta"])))
    return store


def write_built_graph(store: ox.Store, output: Path) -> None:
    """Put a built graph on disk, beside the ``sahel.nq`` that has just been written from it.

    What stood there is replaced as a whole, and whoever is reading it goes on reading it.
    """
    new = Path(tempfile.mkdtemp(dir=output, prefix=f"{FOLDER}-"))
    try:
        new.chmod(0o755)
        on_disk = ox.Store(str(new / "db"))
        on_disk.bulk_extend(quads_on_disk(store))
        on_disk.optimize()  # one run of sorted files: a question then takes half the time
        on_disk.flush()
        del on_disk  # closes it
        (new / "db" / "LOG").unlink(missing_ok=True)  # RocksDB writes the name of the machine into it
        (new / "stamp").write_text(stamp_of(output) + policy_of(store), encoding="utf-8")
        if (output / FOLDER).exists():
            (output / FOLDER).rename(new / "old")
        new.rename(output / FOLDER)
        shutil.rmtree(output / FOLDER / "old", ignore_errors=True)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def quads_on_disk(store: ox.Store) -> Iterator[ox.Quad]:
    """Yield a built graph as it stands on disk: the facts of each policy in a graph of their own."""
    under = next(store.quads_for_pattern(None, _UNDER, None, None))
    for policy in built_policies(store):
        graph = ox.NamedNode(FACTS + policy)
        for quad in facts_of(store, policy):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)
        yield ox.Quad(under.subject, _UNDER, choose_policy(policy, [policy]), graph)
    for quad in store:
        if not isinstance(quad.graph_name, ox.DefaultGraph) and quad != under:
            yield quad


def stamp_of(output: Path) -> str:
    """Tell one ``sahel.nq`` from another without reading it."""
    found = (output / "sahel.nq").stat()
    return f"{found.st_size} {found.st_mtime_ns}\n"
