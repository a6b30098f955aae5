"""Questions of the library and of one's own, asked of a graph on disk, in memory or on a server.

The same SPARQL text runs on a pyoxigraph ``Store`` in memory or on disk, on an rdflib ``Dataset`` and on a
SPARQL endpoint, over the merge of all graphs, and gives the same rows.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.io import serialise
from kg.core.namespaces import BESIDE, SKG, shorten
from kg.core.rq_files import (
    TYPES,
    Question,
    bind,
    find_parameter,
    parse_question,
    read_question,
    read_questions,
)
from kg.errors import AmbiguousName, BadQuery, MissingGraph, NoClaimant, NotBuilt, UnknownGraph, UnknownQuery
from kg.graph.assemble import read_store
from kg.graph.exclude import believe, claimants_of, claims_of
from kg.graph.policy import settle
from kg.graph.store import Shelf, open_shelf, open_store
from kg.query.engines import Source, run
from kg.query.names import find_entities, find_values
from kg.query.remote import Endpoint, open_endpoint
from kg.query.results import Rows, table

if TYPE_CHECKING:
    from rdflib import Dataset

Values = Mapping[str, str | int | date | Iterable[str]]
"""What a reader gives for the parameters of a question, by name; several values are alternatives."""
_INSTALLED = Path(__file__).parent.parent / "library"
QUERIES = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parent.parent.parent / "queries"
"""The library: ``queries/`` of the checkout, or its copy in an installed package."""
ABOUT = {
    "facts": "about facts: the answer follows the policy",
    "claims": "about claims: on record under every policy; 'admitted' tells what the policy makes of them",
}
_MEASURED = f"""ASK {{
  ?network a <{SKG.Network}> ; <{SKG.underPolicy}> ?policy . ?dataset <{SKG.factsUnder}> ?policy
}}"""
_IS_HELD = {name: f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}" for name, graph in BESIDE.items()} | {
    "measures": _MEASURED  # by what it says: a server may have merged its graphs
}
"""Whether a graph beside the dataset is there, for the policy that is asked."""


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
        store = read_store(path)
    except SyntaxError as error:
        raise NotBuilt(f"{path}: {error}: run 'kg build' again") from None
    if policy:
        settle(store, policy)
    return _excluding(store, without)


def _excluding(store: ox.Store, without: Iterable[str]) -> ox.Store:
    """Exclude the claims of claimants, by any of their names; without any, return the store itself.

    Raises ``NoClaimant`` for one who claims nothing.
    """
    names = [without] if isinstance(without, str) else list(without)
    claimants = [_claimant(store, name) for name in names]
    return believe(store, claimants) if claimants else store


def open_to_ask(
    output: str | Path = "output", policy: str | None = None, without: Iterable[str] = ()
) -> ox.Store | Shelf:
    """Open what ``kg build`` wrote, to be asked and not changed: on disk where that is possible.

    Raises as ``open_output`` does.
    """
    path = _built(output)
    if without:
        return open_output(output, policy, without)
    return open_shelf(path.parent, policy) or open_build(output, policy)


def open_build(output: str | Path = "output", policy: str | None = None) -> ox.Store:
    """Open all that ``kg build`` wrote: the dataset, and the graphs beside it that are there.

    Raises as ``open_output`` does.
    """
    store = open_output(output, policy)
    for name in BESIDE:
        if (path := Path(output) / f"{name}.ttl").is_file():
            _add_beside(store, path)
    return store


def _add_beside(store: ox.Store, path: Path) -> None:
    """Load a graph that stands in a file of its own.

    Raises ``NotBuilt`` where the file is not there or holds no Turtle.
    """
    try:
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(BESIDE[path.stem]))
    except (SyntaxError, OSError) as error:
        raise NotBuilt(f"{path}: {error}: run 'kg build' again") from None


def open_anywhere(
    output: str | Path = "output",
    policy: str | None = None,
    without: Iterable[str] = (),
    *,
    store: str | Path | None = None,
    endpoint: str | None = None,
) -> ox.Store | Shelf | Endpoint:
    """Open a built graph where it is, to be asked: a ``store`` on disk, an ``endpoint``, or else ``output``.

    Where claimants are left out, it is copied into memory.

    Raises as ``open_output``, ``open_store`` and ``open_endpoint`` do.
    """
    if store is None and endpoint is None:
        return open_to_ask(output, policy, without)
    source = open_store(store, policy) if store is not None else open_endpoint(endpoint or "", policy)
    return _excluding(source.in_memory(), without) if without else source


def _built(output: str | Path) -> Path:
    path = Path(output) / "sahel.nq"
    if not path.is_file():
        raise NotBuilt(f"{path} is not there: run 'kg build' first, or name the folder with --output")
    return path


def _claimant(store: ox.Store, name: str) -> str:
    """Return the one who bears a name and claims something."""
    found = find_entities(store, name)
    speaking = [iri for iri in found if claims_of(store, iri)]
    if len(speaking) > 1:
        raise AmbiguousName(name, map(shorten, speaking))
    if not speaking:
        raise NoClaimant(name, map(shorten, claimants_of(store)))
    return speaking[0]


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


def as_dataset(source: ox.Store | Shelf | Endpoint) -> Dataset:
    """Copy a graph into an rdflib ``Dataset`` whose default graph is the union.

    Raises ``NoAnswer`` where it is on a server and does not come whole.
    """
    from rdflib import Dataset

    store = source if isinstance(source, ox.Store) else source.in_memory()
    dataset = Dataset(default_union=True)
    dataset.parse(data=serialise(store, ox.RdfFormat.N_QUADS).decode(), format="nquads")
    return dataset


def as_list(questions: Iterable[Question], width: int | None = None) -> str:
    """List questions under the headings of their groups, with what each is about and its parameters.

    Long lines are cut where ``width`` is given.
    """
    ordered = sorted(questions, key=lambda question: (question.group, question.name))
    rows = [(q.name, q.about, q.summary, " ".join(p.name for p in q.params)) for q in ordered]
    head, rule, *lines = table(("question", "about", "asks", "parameters"), rows, width).splitlines()
    shown, heading = [head, rule], ""
    for question, line in zip(ordered, lines, strict=True):
        if question.group != heading:
            heading = question.group
            shown += ["", heading.upper()]
        shown.append(line)
    return "\n".join(shown)


def as_help(question: Question) -> str:
    """Tell what a question asks, in English and French, its columns, and what it can be narrowed by."""
    lines = [question.summary, question.resume, "", f"It is {ABOUT[question.about]}."]
    if question.columns:
        lines += ["", "Columns: " + ", ".join(question.columns)]
    if question.params:
        lines += ["", "Narrow it by (several values of one parameter are alternatives):"]
        rows = [(f"--{each.name}", TYPES[each.type]) for each in question.params]
        wide = max(len(name) for name, _ in rows)
        lines += [f"  {name.ljust(wide)}  {takes}" for name, takes in rows]
    return "\n".join(lines)


def find_question(name: str) -> Question:
    """Find a question of the library, or read one's own from a path that ends in ``.rq``.

    Raises ``UnknownQuery`` with the nearest name, and ``BadQuery`` for a header that is none.
    """
    if name.endswith(".rq") and Path(name).is_file():
        return read_own(name)
    questions = read_questions(QUERIES)
    if name not in questions:
        raise UnknownQuery(name, questions)
    return questions[name]


def as_question(question: str | Question) -> Question:
    """Return a question as it is, or find it by its name; a text of several words is SPARQL.

    Raises as ``find_question`` does.
    """
    if isinstance(question, Question):
        return question
    return parse_question(question) if len(question.split()) > 1 else find_question(question)


def read_own(file: str) -> Question:
    """Read a question of one's own from a file, or from the standard input where the file is ``-``.

    Raises ``UnknownQuery`` and ``BadQuery``.
    """
    if file == "-":
        return parse_question(sys.stdin.read(), "stdin", "stdin")
    if not Path(file).is_file():
        raise UnknownQuery(file, ())
    return read_question(Path(file))


def ask(
    question: str | Question,
    source: str | Path | Source = "output",
    **params: str | int | date | Iterable[str],
) -> Rows:
    """Ask a question by its name in the library, or as SPARQL text that SELECTs or ASKs.

    ``source`` is an output folder, a store, an rdflib ``Dataset``, or what ``open_store`` and
    ``open_endpoint`` return. ``params`` narrow the question: an entity by any of its names, an article by its
    id, a day as ``YYYY-MM-DD``; several values are alternatives.

    Raises ``UnknownQuery``, ``UnknownParameter``, ``BadParameter``, ``UnknownName``, ``BadQuery``,
    ``NotBuilt``, ``NoAnswer``, and ``MissingGraph`` where there is no row because a graph that the question
    needs is not there.

    >>> ask("tolls", event="bamako-attack").columns[:4]
    ('event', 'measure', 'comparator', 'figure')
    """
    question = as_question(question)
    if isinstance(source, (str, Path)):
        source = open_to_ask(source)
    rows = run(narrow(question, source, params), source)
    for need in question.needs if not len(rows) else ():
        if run(parse_question(_IS_HELD[need]), source).as_text() != [("true",)]:
            raise MissingGraph(question.name, need)
    if question.columns and rows.columns != question.columns:
        raise BadQuery(f"{question.file}: columns are {' '.join(rows.columns)}, not as its header says")
    return rows


def narrow(question: Question, source: Source, params: Values) -> Question:
    """Bind parameters to what their values mean in a graph.

    Raises ``UnknownParameter``, ``BadParameter`` and ``UnknownName``.
    """
    return bind(question, understand(question, source, params))


def understand(question: Question, source: Source, params: Values) -> dict[str, list[str]]:
    """Find what the values of parameters mean in a graph: IRIs, numbers and days.

    Raises ``UnknownParameter``, ``BadParameter`` and ``UnknownName``.
    """
    found: dict[str, list[str]] = {}
    for name, given in params.items():
        parameter = find_parameter(question, name)
        values = [str(given)] if isinstance(given, (str, int, date)) else list(given)
        found[name] = [each for value in values for each in find_values(source, parameter, value)]
    return found
