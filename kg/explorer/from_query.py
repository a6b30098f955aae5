"""Answers as drawings: the claims that the rows of a SELECT rest on, or the triples that a CONSTRUCT makes.

Every link leads to a sentence: what rests on no claim is not drawn, and that is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import pyoxigraph as ox

from kg.core.model import in_order
from kg.core.namespaces import XSD, shorten
from kg.core.ontology import Label
from kg.core.rq_files import Question, bind
from kg.errors import BadQuery, count
from kg.explorer.links import claim_links, stands
from kg.explorer.scene import RECORDED, Drawn, Link, Scene, ends_of, node, of_scene, term_label, value
from kg.explorer.views import Drawing, NothingToDraw
from kg.graph.read import Archive, read_archive
from kg.graph.store import BuiltGraph
from kg.network.derived import Fact, fact_of
from kg.network.project import edge_ends
from kg.query.construct import Template, Triple, form_of, read_template
from kg.query.library import as_question, ask, understand
from kg.query.provenance import cite
from kg.query.provenance.footnotes import Cited
from kg.query.results import Rows

Ways = tuple[tuple[tuple[str, ...], ...], ...]
"""The solutions that make a triple, each a row of facts, each of these the claims that state it."""
Made = tuple[Scene, tuple[str, ...]]
"""A scene, and what has to be said with it."""
FEW = 3
"""Triples that a message names of those that are not drawn."""


def answer(
    question: str | Question, store: ox.Store | BuiltGraph, /, **params: str | int | date | Iterable[str]
) -> Drawing:
    """Draw what the answer to a question rests on: one of the library, by name, or SPARQL of one's own.

    Of a SELECT or an ASK those claims are drawn that its rows rest on, tolls and values as nodes too; of a
    CONSTRUCT the triples that it makes, each resting on the claims behind the solutions that make it. Rows
    come along with their footnotes. ``params`` narrow the question as in ``kg.ask``.

    Raises ``NothingToDraw`` where the answer is empty or rests on no claim, and what ``kg.ask`` raises.
    """
    question = as_question(question)
    if form_of(question) == "DESCRIBE":
        raise BadQuery(f"{question.file}: a drawing is of a SELECT, an ASK or a CONSTRUCT")
    meant = understand(question, store, params)
    archive, bound = read_archive(store), bind(question, meant)
    make = _of_triples if form_of(question) == "CONSTRUCT" else _of_rows
    scene, notes = make(archive, bound, store)
    if not scene.cited:
        of = "".join(f" --{name} {' '.join(map(shorten, iris))}" for name, iris in meant.items())
        policy = f"under the policy '{archive.policy}'"
        raise NothingToDraw(f"'{question.name}'{of} has an empty answer {policy}: nothing to draw")
    if not scene.links:
        raise NothingToDraw(f"'{question.name}': nothing of its answer rests on a claim, so nothing is drawn")
    ordered = sorted(scene.links, key=lambda link: (link.tail, link.head, link.name))
    links = tuple(_as_answered(archive, question, link) for link in ordered)
    title = _narrowed(scene.title, archive, meant)
    return Drawing(question.name, archive, replace(scene, title=title, links=links), notes)


def _as_answered(archive: Archive, question: Question, link: Link) -> Link:
    """Keep a link while it is on record, where the answer holds no more of it than that it was claimed."""
    if question.about == "facts" and stands(archive, link):
        return link
    return replace(link, shown=RECORDED, ways=())


def _narrowed(asked: Label, archive: Archive, meant: Mapping[str, list[str]]) -> Label:
    """Say with what is asked of whom or what it is asked."""
    of = [iri for iris in meant.values() for iri in iris]
    french, english = (", ".join(archive.name(iri, language) for iri in of) for language in ("fr", "en"))
    return Label(f"{asked.fr} – {french}", f"{asked.en} – {english}") if of else asked


# a SELECT


def _of_rows(archive: Archive, question: Question, store: ox.Store | BuiltGraph) -> Made:
    """Draw the claims that rows rest on, and say how many rest on none."""
    cited = cite(question, store, ask(question, store))
    claims = [archive.claims[note.claim] for note in cited.footnotes]
    nodes = (end for claim in claims for end in ends_of(archive, claim))
    links = tuple(claim_links(archive, claims))
    without = f"{count(cited.uncited, 'row')} of {len(cited):,} without a claim: in the table, and not drawn"
    return _scene(archive, question, links, nodes, cited), (without,) if cited.uncited else ()


# a CONSTRUCT


def _of_triples(archive: Archive, question: Question, store: ox.Store | BuiltGraph) -> Made:
    """Draw what a template makes, and say what of that rests on no claim."""
    template = read_template(question)
    rows = ask(template.select, store)
    in_one_order = Rows(rows.columns, tuple(sorted(rows, key=repr)))  # those of a CONSTRUCT have none
    cited = cite(template.select, store, in_one_order)
    made = _ways(archive, cited, template)
    nodes = {triple: _nodes(archive, triple) for triple, ways in made.items() if ways}
    links = tuple(_made_link(archive, triple, ends, made[triple]) for triple, ends in nodes.items())
    drawn = (end for ends in nodes.values() for end in ends)
    without = tuple(_left_out([triple for triple in made if triple not in nodes]))
    return _scene(archive, question, links, drawn, cited), without


def _scene(
    archive: Archive, question: Question, links: tuple[Link, ...], nodes: Iterable[Drawn], cited: Cited
) -> Scene:
    title = Label(question.resume, question.summary)
    return Scene(title, links, of_scene(archive, nodes), cited=cited if len(cited) else None)


def _ways(archive: Archive, cited: Cited, template: Template) -> dict[Triple, Ways]:
    """Gather the solutions that make each triple, each as the facts that it rests on."""
    by_number = {note.number: archive.claims[note.claim] for note in cited.footnotes}
    found: dict[Triple, dict[tuple[tuple[str, ...], ...], None]] = defaultdict(dict)
    for row, numbers in zip(cited.rows, cited.notes, strict=True):
        facts: dict[Fact, tuple[str, ...]] = {}
        for claim in in_order(by_number[number] for number in numbers):
            fact = fact_of(claim)
            facts[fact] = (*facts.get(fact, ()), claim.iri)
        for triple in template.fill(dict(zip(cited.rows.columns, row, strict=True))):
            found[triple] |= {tuple(facts.values()): None} if facts else {}
    return {triple: tuple(ways) for triple, ways in found.items()}


def _nodes(archive: Archive, triple: Triple) -> tuple[Drawn, Drawn]:
    subject, predicate, obj = triple
    if obj.is_iri:
        return node(archive, subject.value), node(archive, obj.value)
    kind = obj.language or obj.datatype or XSD.string
    return node(archive, subject.value), value(subject.value, predicate.value, obj.value, kind)


def _made_link(archive: Archive, triple: Triple, nodes: tuple[Drawn, Drawn], ways: Ways) -> Link:
    """Return the link of a triple: a relation of ours points as the ontology says, others to the object."""
    iri, ends = triple[1].value, [end.iri for end in nodes]
    relation = next((r for r in archive.ontology.relations.values() if r.iri == iri), None)
    tail, head = edge_ends(relation, *ends) if relation and relation.tail else ends
    claims = {iri for way in ways for fact in way for iri in fact}
    behind = tuple(claim.iri for claim in in_order(archive.claims[iri] for iri in claims))
    if relation:
        return Link(tail, head, relation.name, relation.label, relation.sign, behind, ways=ways)
    return Link(tail, head, shorten(iri), term_label(archive.ontology, iri), 0, behind, ways=ways)


def _left_out(triples: Sequence[Triple]) -> Iterator[str]:
    """Say which triples are not drawn."""
    if triples:
        named = "; ".join(" ".join(map(str, triple)) for triple in triples[:FEW])
        more = " …" if len(triples) > FEW else ""
        yield f"{count(len(triples), 'triple')} without a claim, and not drawn: {named}{more}"
