"""Every IRI of ours at its own address: as a page for people, as RDF for programs (https://www.w3.org/TR/cooluris/)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote as percent
from urllib.parse import urlencode

import pyoxigraph as ox

from kg.core.media import RDF as RDF_TYPES
from kg.core.namespaces import BASE, PREFIXES, SKG, SKOS
from kg.graph.store import FACTS
from kg.server.dataset import Dataset
from kg.server.fields import Fields
from kg.server.negotiation import HTML, TRIPLES, choose
from kg.server.pages.rendering import render
from kg.server.pages.resource_data import ResourceData, bounded, graph_named
from kg.server.pages.resource_view import LANGUAGES, ResourceView
from kg.server.replies import Refused, Reply
from kg.server.sparql import serialise

ONTOLOGY = "ns"
"""The address of the ontology: what stands behind the ``#`` of a term never reaches a server."""
LISTING = "ontology.html"
"""Where people read the ontology: a file of the build, or else a plain list of its terms."""
_OFFERED = (*TRIPLES, HTML)
_FORMATS = RDF_TYPES | {"html": HTML}
_NEAR = 5


def resource(dataset: Dataset, job: Mapping[str, Any]) -> Reply:
    """Answer at an address with what the graph says of its IRI.

    The fields are ``format``, ``policy``, ``page``, and ``lang`` (``en`` or ``fr``) for people.

    Raises ``Refused``.
    """
    path, media = job["path"].strip("/"), _media(job)
    if path == LISTING and media == HTML:
        return _page(dataset, job, BASE + ONTOLOGY)
    iri = _iri(dataset, path)
    if iri is None:
        return _unknown(dataset, job, media)
    if media == HTML:
        if iri == BASE + ONTOLOGY:
            return Reply(303, "text/plain", b"", {"Location": f"/{LISTING}"})
        return _page(dataset, job, iri)
    return _data(dataset, job, iri, media)


def _media(job: Mapping[str, Any]) -> str:
    form = _field(job, "format")
    if form and form not in _FORMATS:
        raise Refused(406, "Not acceptable", f"no format '{form}': there are {', '.join(_FORMATS)}")
    media = _FORMATS[form] if form else choose(job["accept"], _OFFERED)
    if media is None:
        raise Refused(406, "Not acceptable", f"this comes as {', '.join(_OFFERED)}")
    return media


def _field(job: Mapping[str, Any], name: str) -> str:
    return Fields(job["fields"]).one(name)


def _iri(dataset: Dataset, path: str) -> str | None:
    """Return the IRI that is meant, if the graph has it: an address comes decoded, an IRI may not be."""
    head, _, rest = path.partition("/")
    for each in dict.fromkeys((path, percent(path), f"{head}/{percent(rest, safe='')}")):
        iri = BASE + each
        if graph_named(dataset, iri) or ResourceData(dataset.built(), iri).exists():
            return iri
    return None


def _read(dataset: Dataset, job: Mapping[str, Any], iri: str) -> ResourceData:
    number = _field(job, "page") or "1"
    if not re.fullmatch(r"[1-9]\d{0,5}", number):
        raise Refused(400, "Bad request", "'page' is a number from 1")
    data = ResourceData(dataset.built(_field(job, "policy")), iri, int(number), dataset.ontology)
    if data.number > data.pages:
        raise Refused(404, "No such page", f"there are {data.pages}")
    return data


def _data(dataset: Dataset, job: Mapping[str, Any], iri: str, media: str) -> Reply:
    graph, links = graph_named(dataset, iri), {}
    if iri == BASE + ONTOLOGY:
        graph = graph_named(dataset, BASE + "graph/ontology")
    if graph:
        quads = bounded(dataset, dataset.store.quads_for_pattern(None, None, None, graph))
    else:
        data = _read(dataset, job, iri)
        quads = bounded(dataset, data.quads()) or bounded(dataset, data.pointing())
        quads = [_on_disk(quad, data.built.policy) for quad in quads]
        links = {"Link": _links(job, iri, data)}
    form = ox.RdfFormat.from_media_type(media)
    if form in (ox.RdfFormat.TRIG, ox.RdfFormat.N_QUADS):  # JSON-LD is clearer without graphs
        body = ox.serialize(quads, format=form, prefixes=PREFIXES) or b""
        return Reply(200, media, body, links)
    triples = list(dict.fromkeys(quad.triple for quad in quads))
    return replace(serialise(triples, media, dataset.limits), headers=links)


def _on_disk(quad: ox.Quad, policy: str) -> ox.Quad:
    """Name the graph of a fact as the endpoint names it."""
    if isinstance(quad.graph_name, ox.DefaultGraph):
        return ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(FACTS + policy))
    return quad


def _links(job: Mapping[str, Any], iri: str, data: ResourceData) -> str:
    """Say where else this is: in other formats, and on the pages before and after (RFC 8288)."""
    links = [f'<{href}>; rel="alternate"; type="{media}"' for media, href in _alternates(job, iri)]
    for name, number in (("prev", data.number - 1), ("next", data.number + 1)):
        if 1 <= number <= data.pages:
            links.append(f'<{_here(job, iri, page=str(number))}>; rel="{name}"')
    return ", ".join([f'<{percent(iri, safe=":/#%")}>; rel="canonical"', *links])


def _here(job: Mapping[str, Any], iri: str, **changed: str) -> str:
    """Return the address of this page with some fields changed; an empty one is left out."""
    kept = {name: _field(job, name) for name in ("format", "policy", "lang", "page")} | changed
    fields = urlencode({name: value for name, value in kept.items() if value})
    return f"/{percent(iri.removeprefix(BASE))}" + (f"?{fields}" if fields else "")


def _alternates(job: Mapping[str, Any], iri: str) -> list[tuple[str, str]]:
    return [(media, _here(job, iri, format=form, lang="")) for form, media in _FORMATS.items()]


def _language(job: Mapping[str, Any]) -> str:
    language = _field(job, "lang") or LANGUAGES[0]
    if language not in LANGUAGES:
        raise Refused(400, "Bad request", f"'lang' is one of {', '.join(LANGUAGES)}")
    return language


def _page(dataset: Dataset, job: Mapping[str, Any], iri: str) -> Reply:
    data, language = _read(dataset, job, iri), _language(job)
    given = {name: _field(job, name) for name in ("policy", "lang") if _field(job, name)}
    view = ResourceView(data, language, tuple(given.items()))
    number = data.number
    body = render(
        "resource.html",
        t=view,
        iri=iri,
        title=view.title(),
        data=data,
        alternates=[each for each in _alternates(job, iri) if each[0] != HTML],
        other=_here(job, iri, lang=next(each for each in LANGUAGES if each != language)),
        explorer=_explorer(view),
        query="/query?" + urlencode({"query": f"DESCRIBE <{iri}>"}),
        before=_here(job, iri, page=str(number - 1)) if number > 1 else "",
        after=_here(job, iri, page=str(number + 1)) if number < data.pages else "",
        policies=[(name, _here(job, iri, policy=name, page="")) for name in dataset.policies],
        terms=view.terms() if iri == BASE + ONTOLOGY else [],
        base=BASE,
        skg=SKG,
        skos=SKOS,
    )
    return Reply(200, f"{HTML};charset=utf-8", body, {"Link": _links(job, iri, data)})


def _explorer(view: ResourceView) -> str:
    """Return where the explorer shows this, if it does."""
    archive, iri = view.archive, view.data.iri
    if view.data.sentences == [iri]:
        article, _, number = iri.removeprefix(BASE + "sentence/").rpartition("_")
        return f"/index.html#sentence={percent(article)}:{number}"
    kind = "node" if iri in archive.entities else "claim" if iri in archive.claims else ""
    return f"/index.html#{kind}={percent(iri.removeprefix(BASE))}" if kind else ""


def _unknown(dataset: Dataset, job: Mapping[str, Any], media: str) -> Reply:
    """Say that nothing is at an address, and what is nearest to it."""
    path = job["path"].strip("/")[:300]
    name = path.rpartition("/")[2].replace("-", " ")
    near = [found.entity for found in dataset.names.candidates(name)[:_NEAR]]
    if media != HTML:
        hint = f": nearest {', '.join(entity.iri.removeprefix(BASE) for entity in near)}" if near else ""
        raise Refused(404, "Not found", f"the graph says nothing of '{path}'{hint}")
    rows = [(each.label, each.kind.label, f"/{percent(each.iri.removeprefix(BASE))}") for each in near]
    body = render("not_found.html", language=_language(job), iri=BASE + path, near=rows)
    return Reply(404, f"{HTML};charset=utf-8", body)
