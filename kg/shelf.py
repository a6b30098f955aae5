"""The built graph on disk, so that a question need not read it whole: a cache beside ``sahel.nq``.

It holds what ``sahel.nq`` holds, and the facts of every policy, each in a graph of its own, so that any
policy can be asked. It may be deleted at any time, is rebuilt by ``kg build``, and its bytes are not the same
from one build to the next, as those of all other files are.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.belief import policy_of
from kg.policy import built_policies, choose_policy, facts_of
from kg.vocabulary import BASE, GRAPHS, SKG

FOLDER = ".store"
FACTS = BASE + "graph/facts/"
"""The graph of a policy's facts on disk is this and its name; the default graph there is empty."""
_UNDER = ox.NamedNode(SKG.factsUnder)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A built graph on disk as one policy has it: to be asked, never changed.

    It answers as a store in memory does: the facts of its policy stand in the default graph, and those of
    the others are not there.
    """

    store: ox.Store
    policy: str

    @property
    def facts(self) -> ox.NamedNode:
        """The graph on disk that holds the facts of the policy."""
        return ox.NamedNode(FACTS + self.policy)

    def query(self, text: str) -> Any:
        """Ask a SPARQL text over the merge of the policy's facts and all other graphs."""
        graphs: list[Any] = [self.facts, *map(ox.NamedNode, GRAPHS.values())]
        return self.store.query(text, default_graph=graphs)

    def quads_for_pattern(self, subject: Any, predicate: Any, obj: Any, graph: Any) -> Iterator[ox.Quad]:
        """Yield the quads that match a pattern, where ``None`` matches anything."""
        facts = self.facts
        on_disk = facts if graph == ox.DefaultGraph() else graph
        for quad in self.store.quads_for_pattern(subject, predicate, obj, on_disk):
            if quad.graph_name == facts:
                yield ox.Quad(quad.subject, quad.predicate, quad.object, ox.DefaultGraph())
            elif graph is not None or not str(quad.graph_name).startswith("<" + FACTS):
                yield quad

    def __contains__(self, quad: ox.Quad) -> bool:
        is_fact = isinstance(quad.graph_name, ox.DefaultGraph)
        graph = self.facts if is_fact else quad.graph_name
        return ox.Quad(quad.subject, quad.predicate, quad.object, graph) in self.store


def write_shelf(store: ox.Store, output: Path) -> None:
    """Put a built graph on disk, beside the ``sahel.nq`` that has just been written from it.

    What stood there is replaced as a whole, and whoever is reading it goes on reading it.
    """
    new = Path(tempfile.mkdtemp(dir=output, prefix=f"{FOLDER}-"))
    try:
        new.chmod(0o755)
        on_disk = ox.Store(str(new / "db"))
        on_disk.bulk_extend(_quads(store))
        on_disk.optimize()  # one run of sorted files: a question then takes half the time
        on_disk.flush()
        del on_disk  # closes it
        (new / "db" / "LOG").unlink(missing_ok=True)  # RocksDB writes the name of the machine into it
        (new / "stamp").write_text(_stamp(output) + policy_of(store), encoding="utf-8")
        if (output / FOLDER).exists():
            (output / FOLDER).rename(new / "old")
        new.rename(output / FOLDER)
        shutil.rmtree(output / FOLDER / "old", ignore_errors=True)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _quads(store: ox.Store) -> Iterator[ox.Quad]:
    under = next(store.quads_for_pattern(None, _UNDER, None, None))
    for policy in built_policies(store):
        graph = ox.NamedNode(FACTS + policy)
        for quad in facts_of(store, policy):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)
        yield ox.Quad(under.subject, _UNDER, choose_policy(policy, [policy]), graph)
    for quad in store:
        if not isinstance(quad.graph_name, ox.DefaultGraph) and quad != under:
            yield quad


def open_shelf(output: Path, policy: str | None = None) -> Shelf | None:
    """Open a built graph on disk under its own policy or another; nothing where there is none of this build.

    Raises ``UnknownPolicy`` if the policy was not built.
    """
    folder = output / FOLDER
    try:
        build, written = _stamp(output), (folder / "stamp").read_text(encoding="utf-8")
        if not written.startswith(build):
            return None
        store = ox.Store.read_only(str(folder / "db"))
    except OSError:
        return None
    graphs = [graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
    known = [name.removeprefix(FACTS) for name in graphs if name.startswith(FACTS)]
    chosen = policy or written.removeprefix(build)
    choose_policy(chosen, known)
    return Shelf(store, chosen)


def _stamp(output: Path) -> str:
    """Tell one ``sahel.nq`` from another without reading it."""
    found = (output / "sahel.nq").stat()
    return f"{found.st_size} {found.st_mtime_ns}\n"
