"""What a page knows, as data: the claims of a scene, what they speak of, and the words of the ontology.

A text in two languages is ``[French, English]``; an IRI of ours comes without the base, after a ``~``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from kg.core.namespaces import BASE
from kg.core.ontology import EntityClass, Label, read_ontology
from kg.explorer.extras import toll_label
from kg.explorer.scene import Link, Scene
from kg.graph.read import Archive, Statement, Thing, place
from kg.graph.status import STATUSES, status_of
from kg.query.provenance.footnotes import Cited

MOST_CLAIMS = 5_000
"""Claims up to which a page knows all of an archive; beyond, those that its drawing has to do with."""


def contents(archive: Archive, scene: Scene) -> dict[str, Any]:
    """Put together what the page of a scene knows, but for where its nodes stand."""
    statements = _known(archive, scene)
    articles = {p.article for s in statements for p in s.passages}
    sentences = [s for s in archive.sentences if s.article in articles]
    where = {(s.article, s.number): index for index, s in enumerate(sentences)}
    things = [*archive.things.values(), *scene.extra]
    kinds = {thing.kind.name: thing.kind for thing in things}
    return {
        "base": BASE,
        "title": pair(scene.title),
        "policy": archive.policy,
        "policies": archive.by_strictness(),
        "explained": {name: pair(label) for name, label in archive.policies.items()},
        "statuses": STATUSES[::-1],
        "statusOf": _status_table(archive),
        "terms": {name: pair(label) for name, label in sorted(read_ontology().terms.items())},
        "relations": _relations(scene.links),
        "kinds": {name: _kind(kinds[name]) for name in sorted(kinds)},
        "things": [_thing(thing) for thing in things],
        "claims": [_claim(s, where) for s in statements],
        "tolls": {_short(iri): _toll(archive, iri) for iri in sorted(archive.tolls)},
        "sentences": [(s.article, s.number, s.text, s.silent_because) for s in sentences],
        "articles": {name: day for name, day in archive.articles.items() if name in articles},
        "chosen": _short(scene.chosen),
        "answer": _answer(scene.cited),
    }


def _status_table(archive: Archive) -> dict[str, list[str]]:
    """Tabulate which status a claim has uncontested and contested, so that no script has the rule."""
    kinds = {(s.mode, s.polarity, s.narrator) for s in archive.statements.values()}
    return {" ".join(kind): [status_of(*kind, False), status_of(*kind, True)] for kind in sorted(kinds)}


def links_of(scene: Scene) -> list[dict[str, Any]]:
    """Return the links of a scene as data, numbered in their order, without what they leave empty."""
    return [
        {
            "id": index,
            "tail": _short(link.tail),
            "head": _short(link.head),
            "name": link.name,
            "claims": [_short(iri) for iri in link.claims],
        }
        | ({"shown": link.shown} if link.shown != "admitted" else {})
        | ({"event": _short(link.event)} if link.event else {})
        | ({"unless": [_short(iri) for iri in link.unless]} if link.unless else {})
        | ({"ways": [[[_short(i) for i in f] for f in way] for way in link.ways]} if link.ways else {})
        for index, link in enumerate(scene.links)
    ]


def _known(archive: Archive, scene: Scene) -> list[Statement]:
    """Choose the claims a page has to know: no claim outside of them can bear on one that is drawn."""
    statements = archive.statements
    if len(statements) <= MOST_CLAIMS:
        return sorted(statements.values(), key=place)
    ends = {iri for link in scene.links for iri in (link.tail, link.head)}
    drawn = {iri for link in scene.links for iri in (*link.claims, *link.unless)}
    drawn |= {note.claim for note in scene.cited.footnotes} if scene.cited else set()
    drawn |= {s.iri for s in statements.values() if s.subject in ends or s.object in ends}
    bound: dict[str, set[str]] = {iri: set() for iri in statements}
    for s in statements.values():
        for other in {s.subject, s.object, *s.conflicts, *s.disputes, *s.against} & statements.keys():
            bound[s.iri].add(other)
            bound[other].add(s.iri)
    known, fresh = set[str](), drawn
    while fresh:
        known |= fresh
        fresh = {other for iri in fresh for other in bound[iri]} - known
    return sorted((statements[iri] for iri in known), key=place)


def _relations(links: Iterable[Link]) -> dict[str, Any]:
    """Describe every relation that a claim can state, and whatever else the links are named."""
    stated = {
        r.name: {
            "label": pair(r.label),
            "sign": r.sign,
            "iri": r.iri,
            "implies": [r.subject_exists, r.object_exists],
        }
        for r in read_ontology().relations.values()
    }
    named = {link.name: {"label": pair(link.label), "sign": link.sign} for link in links}
    return {name: stated.get(name) or named[name] for name in sorted(stated.keys() | named.keys())}


def _kind(kind: EntityClass) -> dict[str, Any]:
    return {
        "label": pair(kind.label),
        "look": _look(kind),
        "ancestors": sorted(kind.ancestors),
        "byClaim": kind.exists_by_claim,
    }


def _look(kind: EntityClass) -> list[str]:
    """Return shape, colour, and the broadest class that shares them, which stands for all in the legend."""
    alike = [
        other
        for name, other in read_ontology().classes.items()
        if name in kind.ancestors and (other.shape, other.colour) == (kind.shape, kind.colour)
    ]
    broadest = min(alike or [kind], key=lambda c: (len(c.ancestors), c.name))
    return [kind.shape, kind.colour, *pair(broadest.label)]


def _thing(thing: Thing) -> dict[str, Any]:
    return {
        "iri": _short(thing.iri),
        "kind": thing.kind.name,
        "label": pair(thing.label),
        "aliases": thing.aliases,
        "identifiers": thing.identifiers,
    }


def _claim(statement: Statement, where: dict[tuple[str, int], int]) -> dict[str, Any]:
    """Flatten a claim, without what it leaves empty; its passages point to sentences."""
    values = ((field.name, getattr(statement, field.name)) for field in fields(statement))
    flat: dict[str, Any] = {name: value for name, value in values if value}
    for name in ("iri", "subject", "claimant", "to", "said_in"):
        flat |= {name: _short(flat[name])} if name in flat else {}
    for name in ("against", "conflicts", "disputes"):
        flat |= {name: [_short(iri) for iri in flat[name]]} if name in flat else {}
    for name in ("holds", "said"):
        flat |= {name: asdict(flat[name]) | {"anchor": _short(flat[name].anchor)}} if name in flat else {}
    if flat.pop("object_is_iri", False):
        flat["object"] = _short(statement.object)
    else:
        flat["literal"] = True
    del flat["article"]
    return flat | {"passages": [(where[p.article, p.sentence], p.start, p.end) for p in statement.passages]}


def _toll(archive: Archive, iri: str) -> dict[str, Any]:
    population, lower, upper = archive.bounds.get(iri, ("", "", ""))
    label = pair(toll_label(archive.tolls[iri]))
    return {"label": label, "population": population, "lower": lower, "upper": upper}


def _answer(cited: Cited | None) -> dict[str, Any] | None:
    """Return an answer's columns, rows and, for each row, the claims that it rests on."""
    if cited is None:
        return None
    claim = {note.number: _short(note.claim) for note in cited.footnotes}
    return {
        "columns": cited.rows.columns,
        "rows": cited.rows.as_text(),
        "notes": [[claim[number] for number in numbers] for numbers in cited.notes],
    }


def _short(iri: str) -> str:
    return "~" + iri.removeprefix(BASE) if iri.startswith(BASE) else iri


def pair(label: Label) -> tuple[str, str]:
    """Return a label as a page holds it: French, English."""
    return label.fr, label.en
