"""What a page draws: links between nodes, each with the claims that it stands on under any policy.

A scene is drawn once and read under many beliefs, so it holds more than any policy admits: the page shows
those of its links that stand under the belief its reader chooses.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.core.ontology import Label, read_ontology
from kg.graph.read import Statement, Thing
from kg.network.derived import Fact
from kg.network.project import edge_ends
from kg.query.provenance.footnotes import Cited

ADMITTED, RECORDED = "admitted", "recorded"
"""When a link is drawn: while a claim of it is admitted; or while one is on record, admitted or not."""


@dataclass(frozen=True, slots=True)
class Link:
    """A line of a drawing, from ``tail`` to ``head``: IRIs of things, or of extra things of the scene.

    ``name`` is the local name of a relation or rule, or of what ``label`` says; no two links of a scene share
    ends, name and ``event``. ``claims`` are the IRIs of all claims that state it, admitted or not, in the
    order of the text.
    """

    tail: str
    head: str
    name: str
    label: Label
    sign: int
    claims: tuple[str, ...]
    shown: str = ADMITTED
    ways: tuple[tuple[tuple[str, ...], ...], ...] = ()
    """Of a derived link: the ways to make it, each a row of facts, each of these the claims that state it.
    It stands while a claim of every fact of some way is admitted."""
    unless: tuple[str, ...] = ()
    """Claims any of which takes a derived link away while it is admitted."""
    event: str = ""
    """Of a derived link: the IRI of the event or organisation that it goes through."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What one page draws.

    ``extra`` are nodes that are no things of the archive (tolls, values, claims), shown like things.
    ``chosen`` is what the page opens on, by IRI; ``cited`` is the answer that the page shows, if any.
    """

    title: Label
    links: tuple[Link, ...]
    extra: tuple[Thing, ...] = ()
    chosen: str = ""
    cited: Cited | None = None


def fact_link(fact: Fact, statements: list[Statement]) -> Link:
    """Return the link that a fact draws, with all claims that state it."""
    subject, name, obj = fact
    relation = read_ontology().relations[name]
    tail, head = edge_ends(relation, subject, obj)
    return Link(tail, head, name, relation.label, relation.sign, tuple(s.iri for s in statements))
