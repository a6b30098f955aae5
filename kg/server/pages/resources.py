"""Every IRI of ours at its own address: as a page for people, as RDF for programs (https://www.w3.org/TR/cooluris/)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote as percent
from urllib.parse import urlencode

import pyoxigraph as ox

from kg.core.namespaces import BASE, PREFIXES, SKG, SKOS
from kg.graph.store import FACTS
from kg.server.dataset import Desk
from kg.server.negotiation import EXTENSIONS, GRAPHS, HTML, choose
from kg.server.pages.excerpts import Excerpt, bounded, content_of, graph_named
from kg.server.pages.portrayal import LANGUAGES, Telling
from kg.server.pages.rendering import render
from kg.server.replies import Refused, Reply
from kg.server.sparql import serialise

ONTOLOGY = "ns"
"""The address of the ontology: what stands behind the ``#`` of a term never reaches a server."""
LISTING = "ontology.html"
"""Where people read the ontology: a file of the build, or else a plain list of its terms."""
_OFFERED = (*GRAPHS, HTML)
_FORMATS = {form: EXTENSIONS[form] for form in dict.fromkeys(GRAPHS.values())} | {"html": HTML}
_DATASETS = {"trig": ox.RdfFormat.TRIG, "nq": ox.RdfFormat.N_QUADS}
"""Formats that say in which graph each triple stands."""
_NEAR = 5


def answer(desk: Desk, asked: Mapping[str, Any]) -> Reply:
    """Answer at an address with what the graph says of its IRI.

    The fields are ``format``, ``policy``, ``page``, and ``lang`` (``en`` or ``fr``) for people.

    Raises ``Refused``.
    """
    path, media = asked["path"].strip("/"), _media(asked)
    if path == LISTING and media == HTML:
        return _page(desk, asked, BASE + ONTOLOGY)
    iri = _iri(desk, path)
    if iri is None:
        return _unknown(desk, asked, media)
    if media == HTML:
        if iri == BASE + ONTOLOGY:
            return Reply(303, "text/plain", b"", {"Location": f"/{LISTING}"})
        return _page(desk, asked, iri)
    return _data(desk, asked, iri, media)


def _media(asked: Mapping[str, Any]) -> str:
    form = _field(asked, "format")
    if form and form not in _FORMATS:
        raise Refused(406, "Not acceptable", f"no format '{form}': there are {', '.join(_FORMATS)}")
    media = _FORMATS[form] if form else choose(asked["accept"], _OFFERED)
    if media is None:
        raise Refused(406, "Not acceptable", f"this comes as {', '.join(_OFFERED)}")
    return media


def _field(asked: Mapping[str, Any], name: str) -> str:
    values = asked["fields"].get(name, [])
    if len(values) > 1:
        raise Refused(400, "Bad request", f"'{name}' stands {len(values)} times")
    return str(values[0]) if values else ""


def _iri(desk: Desk, path: str) -> str | None:
    """Return the IRI that is meant, if the graph has it: an address comes decoded, an IRI may not be."""
    head, _, rest = path.partition("/")
    for each in dict.fromkeys((path, percent(path), f"{head}/{percent(rest, safe='')}")):
        iri = BASE + each
        if graph_named(desk, iri) or Excerpt(desk.shelf(), iri).exists():
            return iri
    return None


def _excerpt(desk: Desk, asked: Mapping[str, Any], iri: str) -> Excerpt:
    number = _field(asked, "page") or "1"
    if not re.fullmatch(r"[1-9]\d{0,5}", number):
        raise Refused(400, "Bad request", "'page' is a number from 1")
    excerpt = Excerpt(desk.shelf(_field(asked, "policy")), iri, int(number))
    if excerpt.number > excerpt.pages:
        raise Refused(404, "No such page", f"there are {excerpt.pages}")
    return excerpt


def _data(desk: Desk, asked: Mapping[str, Any], iri: str, media: str) -> Reply:
    graph, links = graph_named(desk, iri), {}
    if iri == BASE + ONTOLOGY:
        graph = graph_named(desk, BASE + "graph/ontology")
    if graph:
        quads = content_of(desk, graph)
    else:
        excerpt = _excerpt(desk, asked, iri)
        quads = bounded(desk, excerpt.quads()) or bounded(desk, excerpt.pointing())
        quads = [_on_disk(quad, excerpt.shelf.policy) for quad in quads]
        links = {"Link": _links(asked, iri, excerpt)}
    if form := _DATASETS.get(GRAPHS[media]):
        body = ox.serialize(quads, format=form, prefixes=PREFIXES) or b""
        return Reply(200, media, body, links)
    triples = list(dict.fromkeys(ox.Triple(q.subject, q.predicate, q.object) for q in quads))
    reply = serialise(triples, media)
    return Reply(reply.status, reply.media, reply.body, links)


def _on_disk(quad: ox.Quad, policy: str) -> ox.Quad:
    """Name the graph of a fact as the endpoint names it."""
    if isinstance(quad.graph_name, ox.DefaultGraph):
        return ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(FACTS + policy))
    return quad


def _links(asked: Mapping[str, Any], iri: str, excerpt: Excerpt) -> str:
    """Say where else this is: in other formats, and on the pages before and after (RFC 8288)."""
    links = [f'<{href}>; rel="alternate"; type="{media}"' for media, href in _alternates(asked, iri)]
    for name, number in (("prev", excerpt.number - 1), ("next", excerpt.number + 1)):
        if 1 <= number <= excerpt.pages:
            links.append(f'<{_here(asked, iri, page=str(number))}>; rel="{name}"')
    return ", ".join([f'<{percent(iri, safe=":/#%")}>; rel="canonical"', *links])


def _here(asked: Mapping[str, Any], iri: str, **changed: str) -> str:
    """Return the address of this page with some fields changed; an empty one is left out."""
    kept = {name: _field(asked, name) for name in ("format", "policy", "lang", "page")} | changed
    fields = urlencode({name: value for name, value in kept.items() if value})
    return f"/{percent(iri.removeprefix(BASE))}" + (f"?{fields}" if fields else "")


def _alternates(asked: Mapping[str, Any], iri: str) -> list[tuple[str, str]]:
    return [(media, _here(asked, iri, format=form, lang="")) for form, media in _FORMATS.items()]


def _language(asked: Mapping[str, Any]) -> str:
    language = _field(asked, "lang") or LANGUAGES[0]
    if language not in LANGUAGES:
        raise Refused(400, "Bad request", f"'lang' is one of {', '.join(LANGUAGES)}")
    return language


def _page(desk: Desk, asked: Mapping[str, Any], iri: str) -> Reply:
    excerpt, language = _excerpt(desk, asked, iri), _language(asked)
    given = {name: _field(asked, name) for name in ("policy", "lang") if _field(asked, name)}
    telling = Telling(excerpt, language, tuple(given.items()))
    number = excerpt.number
    body = render(
        "thing.html",
        t=telling,
        iri=iri,
        title=telling.title(),
        excerpt=excerpt,
        alternates=[each for each in _alternates(asked, iri) if each[0] != HTML],
        other=_here(asked, iri, lang=next(each for each in LANGUAGES if each != language)),
        explorer=_explorer(telling),
        query="/query?" + urlencode({"query": f"DESCRIBE <{iri}>"}),
        before=_here(asked, iri, page=str(number - 1)) if number > 1 else "",
        after=_here(asked, iri, page=str(number + 1)) if number < excerpt.pages else "",
        policies=[(name, _here(asked, iri, policy=name, page="")) for name in desk.policies],
        terms=telling.terms() if iri == BASE + ONTOLOGY else [],
        base=BASE,
        skg=SKG,
        skos=SKOS,
    )
    return Reply(200, f"{HTML};charset=utf-8", body, {"Link": _links(asked, iri, excerpt)})


def _explorer(telling: Telling) -> str:
    """Return where the explorer shows this, if it does."""
    archive, iri = telling.archive, telling.excerpt.iri
    if telling.excerpt.sentences == [iri]:
        article, _, number = iri.removeprefix(BASE + "sentence/").rpartition("-")
        return f"/index.html#sentence={percent(article)}:{number}"
    kind = "node" if iri in archive.things else "claim" if iri in archive.statements else ""
    return f"/index.html#{kind}={percent(iri.removeprefix(BASE))}" if kind else ""


def _unknown(desk: Desk, asked: Mapping[str, Any], media: str) -> Reply:
    """Say that nothing is at an address, and what is nearest to it."""

    path = asked["path"].strip("/")[:300]
    near = [
        found.entity for found in desk.names.candidates(path.rpartition("/")[2].replace("-", " "))[:_NEAR]
    ]
    if media != HTML:
        hint = f": nearest {', '.join(entity.iri.removeprefix(BASE) for entity in near)}" if near else ""
        raise Refused(404, "Not found", f"the graph says nothing of '{path}'{hint}")
    language = _language(asked)
    words = _WORDS[language]
    rows = [
        (getattr(entity.label, language), getattr(entity.kind.label, language),
         f"/{percent(entity.iri.removeprefix(BASE))}")
        for entity in near
    ]  # fmt: skip
    body = render("nothing.html", language=language, iri=BASE + path, near=rows, **words)
    return Reply(404, f"{HTML};charset=utf-8", body)


_WORDS = {
    "en": {
        "title": "The graph says nothing of this",
        "home": "Sahel knowledge graph",
        "query": "Query",
        "nearest": "Nearest to it are:",
    },
    "fr": {
        "title": "Le graphe n’en dit rien",
        "home": "Graphe de connaissances du Sahel",
        "query": "Requête",
        "nearest": "Les plus proches :",
    },
}
