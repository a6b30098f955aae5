"""Every way to open a built graph, to be asked: from its files, on disk, on a server, in rdflib.

| | what it opens | returns |
| --- | --- | --- |
| ``open_output`` | ``sahel.nq`` of an output folder, claimants left out where asked | a store in memory |
| ``open_build`` | the same with the graphs beside the dataset | a store in memory |
| ``open_built_graph`` | the cache on disk beside ``sahel.nq``, if it is of that build | a ``BuiltGraph`` |
| ``open_to_ask`` | the cache where it is, or else the files | one of both |
| ``open_store`` | any directory of Oxigraph that holds a built graph | a ``BuiltGraph`` |
| ``open_endpoint`` | a SPARQL endpoint that holds one | an ``Endpoint`` |
| ``open_anywhere`` | any of these, as the options of ``kg ask`` say | what that returns |
| ``load`` | the files | an rdflib ``Dataset`` |
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.io import serialise
from kg.core.namespaces import ASKED, BESIDE, RDF, SKG, shorten
from kg.core.ontology import local_name
from kg.errors import AmbiguousName, NoAnswer, NoClaimant, NotBuilt, UnknownGraph
from kg.graph.exclude import believe, claimants_of, claims_of
from kg.graph.policy import DEFAULT_POLICY, choose_policy, settle
from kg.graph.store import FACTS, FOLDER, PUBLICATION, BuiltGraph, stamp_of
from kg.query.names import find_entities
from kg.query.remote import DatasetParameters, Endpoint, select

if TYPE_CHECKING:
    from rdflib import Dataset

    from kg.query.http import Server

_UNDER = ox.NamedNode(SKG.factsUnder)
_UNION: DatasetParameters = (("union-default-graph", ""),)
"""How Oxigraph's server is asked over the merge of all its graphs, the default one among them."""
_WHICH = f"""SELECT DISTINCT ?graph ?policy WHERE {{
  {{ GRAPH ?graph {{ ?dataset <{SKG.factsUnder}> ?policy }} }} UNION {{ ?dataset <{SKG.factsUnder}> ?policy }}
}}"""
_MERGED = f"""ASK {{
  ?claim <{SKG.admittedBy}> ?policy ; <{RDF.subject}> ?s ; <{RDF.predicate}> ?p ; <{RDF.object}> ?o .
  ?s ?p ?o . ?dataset <{SKG.factsUnder}> ?policy
}}"""
"""Whether facts and claims are seen together."""


def open_output(
    output: str | Path = "output", policy: str | None = None, without: Iterable[str] = ()
) -> ox.Store:
    """Open what ``kg build`` wrote, under its own policy or another one that was built with it.

    ``without`` names claimants who are not believed: the graph is then as if they had said nothing.

    Raises ``NotBuilt`` if there is nothing, ``UnknownPolicy`` if the policy was not built, and
    ``NoClaimant`` for one who claims nothing.
    """
    path = _built(output)
    try:
        store = ox.Store()
        store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise NotBuilt(f"{path}: {error}: run 'kg build' again") from None
    if policy:
        settle(store, policy)
    return _excluding(store, without)


def open_build(output: str | Path = "output", policy: str | None = None) -> ox.Store:
    """Open all that ``kg build`` wrote: the dataset, and the graphs beside it that are there.

    Raises as ``open_output`` does.
    """
    store = open_output(output, policy)
    for name in BESIDE:
        if (path := Path(output) / f"{name}.ttl").is_file():
            _add_beside(store, path)
    return store


def open_to_ask(
    output: str | Path = "output", policy: str | None = None, without: Iterable[str] = ()
) -> ox.Store | BuiltGraph:
    """Open what ``kg build`` wrote, to be asked and not changed: on disk where that is possible.

    Raises as ``open_output`` does.
    """
    path = _built(output)
    if without:
        return open_output(output, policy, without)
    return open_built_graph(path.parent, policy) or open_build(output, policy)


def open_built_graph(output: Path, policy: str | None = None) -> BuiltGraph | None:
    """Open a built graph on disk under its own policy or another; nothing where there is none of this build.

    Raises ``UnknownPolicy`` if the policy was not built.
    """
    folder = output / FOLDER
    try:
        build, written = stamp_of(output), (folder / "stamp").read_text(encoding="utf-8")
        if not written.startswith(build):
            return None
        store = ox.Store.read_only(str(folder / "db"))
    except OSError:
        return None
    return _built_graph(store, policy or written.removeprefix(build), folder)


def open_store(directory: str | Path, policy: str | None = None) -> BuiltGraph:
    """Open the directory of an Oxigraph or pyoxigraph store that holds a built graph, to be asked.

    It may be the one of ``kg build``, one that ``sahel.nq`` was loaded into, or one that ``kg publish``
    filled; without a ``policy`` it is asked under that of the build, if it says which, or ``reported``.

    Raises ``NotBuilt`` if there is no such store, ``UnknownPolicy`` if it lacks the facts of a policy.
    """
    try:
        store = ox.Store.read_only(str(directory))
    except OSError as error:
        is_store = (Path(directory) / "CURRENT").exists()
        why = f"cannot be opened: {str(error).splitlines()[0]}" if is_store else "is no store of Oxigraph"
        raise NotBuilt(f"{directory} {why}") from None
    stamp = Path(directory).parent / "stamp"
    if not policy and stamp.parent.name == FOLDER and stamp.is_file():
        policy = stamp.read_text(encoding="utf-8").splitlines()[-1]
    return _built_graph(store, policy, directory)


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


def open_anywhere(
    output: str | Path = "output",
    policy: str | None = None,
    without: Iterable[str] = (),
    *,
    store: str | Path | None = None,
    endpoint: str | None = None,
) -> ox.Store | BuiltGraph | Endpoint:
    """Open a built graph where it is, to be asked: a ``store`` on disk, an ``endpoint``, or else ``output``.

    Where claimants are left out, it is copied into memory.

    Raises as ``open_output``, ``open_store`` and ``open_endpoint`` do.
    """
    if store is None and endpoint is None:
        return open_to_ask(output, policy, without)
    source = open_store(store, policy) if store is not None else open_endpoint(endpoint or "", policy)
    return _excluding(source.in_memory(), without) if without else source


def load(output: str | Path = "output", *beside: str, policy: str | None = None) -> Dataset:
    """Load what ``kg build`` wrote as an rdflib ``Dataset`` whose default graph is the union.

    It is ``sahel.nq`` alone unless graphs ``beside`` it are named, such as ``"measures"``.

    Raises ``NotBuilt``, ``UnknownPolicy`` and ``UnknownGraph``.
    """
    if unknown := [name for name in beside if name not in BESIDE]:
        raise UnknownGraph(unknown[0], BESIDE)
    store = open_output(output, policy)
    for name in beside:
        _add_beside(store, Path(output) / f"{name}.ttl")
    return as_dataset(store)


def as_dataset(source: ox.Store | BuiltGraph | Endpoint) -> Dataset:
    """Copy a graph into an rdflib ``Dataset`` whose default graph is the union.

    Raises ``NoAnswer`` where it is on a server and does not come whole.
    """
    from rdflib import Dataset

    store = source if isinstance(source, ox.Store) else source.in_memory()
    dataset = Dataset(default_union=True)
    dataset.parse(data=serialise(store, ox.RdfFormat.N_QUADS).decode(), format="nquads")
    return dataset


def _excluding(store: ox.Store, without: Iterable[str]) -> ox.Store:
    """Exclude the claims of claimants, by any of their names; without any, return the store itself.

    Raises ``NoClaimant`` for one who claims nothing.
    """
    names = [without] if isinstance(without, str) else list(without)
    claimants = [_claimant(store, name) for name in names]
    return believe(store, claimants) if claimants else store


def _claimant(store: ox.Store, name: str) -> str:
    """Return the one who bears a name and claims something."""
    found = find_entities(store, name)
    speaking = [iri for iri in found if claims_of(store, iri)]
    if len(speaking) > 1:
        raise AmbiguousName(name, map(shorten, speaking))
    if not speaking:
        raise NoClaimant(name, map(shorten, claimants_of(store)))
    return speaking[0]


def _add_beside(store: ox.Store, path: Path) -> None:
    """Load a graph that stands in a file of its own.

    Raises ``NotBuilt`` where the file is not there or holds no Turtle.
    """
    try:
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(BESIDE[path.stem]))
    except (SyntaxError, OSError) as error:
        raise NotBuilt(f"{path}: {error}: run 'kg build' again") from None


def _built(output: str | Path) -> Path:
    path = Path(output) / "sahel.nq"
    if not path.is_file():
        raise NotBuilt(f"{path} is not there: run 'kg build' first, or name the folder with --output")
    return path


def _built_graph(store: ox.Store, policy: str | None, place: object) -> BuiltGraph:
    quads = store.quads_for_pattern(None, _UNDER, None, None)
    under = [(getattr(quad.graph_name, "value", ""), getattr(quad.object, "value", "")) for quad in quads]
    return BuiltGraph(store, *choose_facts(under, policy, place))


def choose_facts(under: Iterable[tuple[str, str]], policy: str | None, place: object) -> tuple[str, bool]:
    """Choose a policy of those whose facts are in some place, and say whether they have no own graph.

    ``under`` says which graphs name which policy as the one whose facts they, or the store, hold.

    Raises ``UnknownPolicy``, and ``NotBuilt`` if there are no facts.
    """
    said = {graph: local_name(iri) for graph, iri in under}
    published = {graph.removeprefix(FACTS) for graph in said if graph.startswith(FACTS)}
    known = published or set(said.values())
    if not known:
        raise NotBuilt(f"{place}: no graph of ours is there: 'kg publish' brings one")
    usual = DEFAULT_POLICY if DEFAULT_POLICY in known or len(known) > 1 else min(known)
    chosen = policy or said.get(PUBLICATION, usual)
    choose_policy(chosen, known)
    return chosen, not published


def _is_merged(server: Server, dataset: DatasetParameters) -> bool:
    try:
        answer = select(server, _MERGED, dataset).rows[0][0]
    except NoAnswer:
        return False  # not every server takes this parameter
    return answer is not None and answer.value == "true"
