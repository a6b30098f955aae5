"""What a page knows, as data: the claims of a scene, what they speak of, and the words of the ontology.

A text in two languages is ``[French, English]``; an IRI of ours comes without the base, after a ``~``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, astuple, fields
from typing import Any

from kg.core.model import (
    CLAIM_COLUMNS,
    IRI,
    IRIS,
    SOURCE,
    STATED,
    STATUSES,
    Article,
    Claim,
    Entity,
    Literal,
    Span,
    Time,
    in_order,
)
from kg.core.namespaces import BASE, SKG
from kg.core.ontology import EntityClass, Label, Ontology
from kg.explorer.scene import Drawn, Link, Scene
from kg.graph.read import Archive
from kg.graph.status import status_of
from kg.query.provenance.footnotes import Cited

MOST_CLAIMS = 5_000
"""Claims up to which a page knows all of an archive; beyond, those that its drawing has to do with."""


def contents(archive: Archive, scene: Scene) -> dict[str, Any]:
    """Put together what the page of a scene knows, but for where its nodes stand."""
    claims = _known(archive, scene)
    articles = {name: archive.articles[name] for name in sorted({claim.article for claim in claims})}
    sentences = [sentence for article in articles.values() for sentence in article.sentences]
    where = {(s.article, s.id): (index, s.start) for index, s in enumerate(sentences)}
    things: list[Drawn] = [*archive.entities.values(), *scene.extra]
    kinds = {thing.kind.name: thing.kind for thing in things}
    return {
        "base": BASE,
        "title": pair(scene.title),
        "policy": archive.policy,
        "policies": archive.by_strictness(),
        "explained": {name: pair(label) for name, label in archive.policies.items()},
        "statuses": STATUSES[::-1],
        "statusOf": _status_table(archive),
        "terms": {name: pair(label) for name, label in sorted(archive.ontology.terms.items())},
        "relations": _relations(archive.ontology, scene.links),
        "kinds": {name: _kind(archive.ontology, kinds[name]) for name in sorted(kinds)},
        "things": [_thing(thing) for thing in things],
        "fields": _fields(archive.ontology),
        "columns": CLAIM_COLUMNS,
        "claims": [_claim(claim, where) for claim in claims],
        "tolls": {_short(iri): _toll(archive, iri) for iri in sorted(archive.tolls)},
        "sentences": [(s.article, s.id, s.text, s.silent_because) for s in sentences],
        "articles": {name: _article(article) for name, article in articles.items()},
        "chosen": _short(scene.chosen),
        "answer": _answer(scene.cited),
    }


def _article(article: Article) -> dict[str, Any]:
    """Return what a page tells of an article: its language, source and days, without what it leaves empty."""
    source = article.source
    when = source.published
    told = {name: getattr(source, name) for name in SOURCE} | {
        "language": article.language,
        "published": when.edtf,
        "earliest": str(when.earliest),
        "latest": str(when.latest),
    }
    return {name: value for name, value in told.items() if value}


def _status_table(archive: Archive) -> dict[str, list[str]]:
    """Tabulate which status a claim has uncontested and contested, so that no script has the rule."""
    kinds = {(claim.mode, claim.polarity, claim.narrator) for claim in archive.claims.values()}
    return {" ".join(kind): [status_of(*kind, False), status_of(*kind, True)] for kind in sorted(kinds)}


def _fields(ontology: Ontology) -> dict[str, tuple[str, ...]]:
    """Tell what each plain field of a claim holds, and the labels of its property where it has any."""
    labels = {name: ontology.label_of(prop) for name, (prop, _) in STATED.items()}
    return {
        name: (holds, *(pair(label) if (label := labels[name]) else ()))
        for name, (_, holds) in STATED.items()
    }


def links_of(scene: Scene) -> list[dict[str, Any]]:
    """Return the links of a scene as data, numbered in their order, without what they leave empty."""
    return [
        {"id": index, "tail": _short(link.tail), "head": _short(link.head)}
        | {"name": link.name, "claims": [_short(iri) for iri in link.claims]}
        | ({"shown": link.shown} if link.shown != "admitted" else {})
        | ({"event": _short(link.event)} if link.event else {})
        | ({"unless": [_short(iri) for iri in link.unless]} if link.unless else {})
        | ({"ways": [[[_short(i) for i in f] for f in way] for way in link.ways]} if link.ways else {})
        for index, link in enumerate(scene.links)
    ]


def _known(archive: Archive, scene: Scene) -> list[Claim]:
    """Choose the claims a page has to know: no claim outside of them can bear on one that is drawn."""
    claims = archive.claims
    if len(claims) <= MOST_CLAIMS:
        return in_order(claims.values())
    ends = {iri for link in scene.links for iri in (link.tail, link.head)}
    drawn = {iri for link in scene.links for iri in (*link.claims, *link.unless)}
    drawn |= {note.claim for note in scene.cited.footnotes} if scene.cited else set()
    drawn |= {iri for iri, claim in claims.items() if claim.subject in ends or claim.target in ends}
    bound: dict[str, set[str]] = {iri: set() for iri in claims}
    for iri, claim in claims.items():
        others = {claim.subject, claim.target, *claim.conflicts, *claim.disputes, *claim.against}
        for other in others & claims.keys():
            bound[iri].add(other)
            bound[other].add(iri)
    known, fresh = set[str](), drawn
    while fresh:
        known |= fresh
        fresh = {other for iri in fresh for other in bound[iri]} - known
    return in_order(claims[iri] for iri in known)


def _relations(ontology: Ontology, links: Iterable[Link]) -> dict[str, Any]:
    """Describe every relation that a claim can state, and whatever else the links are named."""
    named = {each.name: {"label": pair(each.label), "sign": each.sign} for each in links}
    for r in ontology.relations.values():
        implies = [r.subject_exists, r.object_exists]
        named[r.name] = {"label": pair(r.label), "sign": r.sign, "iri": r.iri, "implies": implies}
    return {name: named[name] for name in sorted(named)}


def _kind(ontology: Ontology, kind: EntityClass) -> dict[str, Any]:
    return {
        "label": pair(kind.label),
        "look": _look(ontology, kind),
        "ancestors": sorted(kind.ancestors),
        "byClaim": kind.exists_by_claim,
    } | ({} if kind.iri == SKG.base + kind.name else {"iri": kind.iri})


def _look(ontology: Ontology, kind: EntityClass) -> list[str]:
    """Return shape, colour, and the broadest class that shares them, which stands for all in the legend."""
    above = [other for name, other in ontology.classes.items() if name in kind.ancestors]
    alike = [other for other in above if (other.shape, other.colour) == (kind.shape, kind.colour)]
    broadest = min(alike or [kind], key=lambda c: (len(c.ancestors), c.name))
    return [kind.shape, kind.colour, *pair(broadest.label)]


def _thing(thing: Drawn) -> dict[str, Any]:
    shown = {"iri": _short(thing.iri), "kind": thing.kind.name, "label": pair(thing.label)}
    if not isinstance(thing, Entity):
        return shown | {"aliases": (), "identifiers": ()}
    return shown | {"aliases": thing.aliases, "identifiers": [astuple(each) for each in thing.identifiers]}


def _claim(claim: Claim, where: dict[tuple[str, str], tuple[int, int]]) -> dict[str, Any]:
    """Flatten a claim, without what it leaves empty; its passages point into sentences."""
    held = {each.name: getattr(claim, each.name) for each in fields(claim)} | {"quote": claim.quote}
    flat: dict[str, Any] = {name: value for name, value in held.items() if value not in ("", (), None)}
    for name in flat.keys() & ({"iri", "subject"} | _holding(IRI)):
        flat[name] = _short(flat[name])
    for name in flat.keys() & _holding(IRIS):
        flat[name] = [_short(iri) for iri in flat[name]]
    for name in ("holds", "said"):
        flat |= {name: _time(flat[name])} if name in flat else {}
    flat |= {"relation": claim.relation.name, "object": _short(claim.target)}
    flat |= {"literal": True} if isinstance(claim.object, Literal) else {}
    del flat["article"], flat["spans"]
    return flat | {"passages": [_passage(span, *where[span.article, span.sentence]) for span in claim.spans]}


def _holding(kind: str) -> set[str]:
    return {name for name, (_, holds) in STATED.items() if holds == kind}


def _time(time: Time) -> dict[str, str]:
    earliest, latest = (day.isoformat() if day else "" for day in (time.earliest, time.latest))
    return asdict(time) | {"earliest": earliest, "latest": latest, "anchor": _short(time.anchor)}


def _passage(span: Span, index: int, offset: int) -> tuple[int, int, int]:
    """Return which sentence a span stands in, and where it starts and ends there."""
    return index, span.start - offset, span.end - offset


def _toll(archive: Archive, iri: str) -> dict[str, Any]:
    toll = archive.tolls[iri]
    lower, upper = ("" if bound is None else str(bound) for bound in toll.bounds)
    label = pair(toll.label(archive.ontology))
    said = {
        "label": label,
        "population": toll.population,
        "comparator": toll.comparator,
        "figure": toll.figure,
    }
    return said | {"words": toll.words, "lower": lower, "upper": upper}


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
