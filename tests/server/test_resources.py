"""Every IRI of ours resolves at its own address: to RDF for programs, to a page for people."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote as percent
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from kg.core.namespaces import BASE, GRAPHS, OA, RDF, SKG, SKOS
from kg.graph.read import Archive, read_archive
from kg.graph.store import FACTS, quads_on_disk
from kg.measures import tables
from kg.measures.sensitivity import analyse
from kg.server.dataset import Dataset
from kg.server.negotiation import TRIPLES
from kg.server.pages import resource_view
from kg.server.replies import Reply
from tests.support.datasets import Get, a_dataset, asker
from tests.support.explorer import DEEP, Open, violations

ARTICLE = "news-22092024-142654"
HTML = "text/html"
FEW = 12
"""How many of the IRIs of a kind are looked at, where there are hundreds of one make."""
BULK = {"span", "measurement"}


@pytest.fixture(scope="module")
def whole(store: ox.Store) -> ox.Store:
    """The graph of the article with measures of one network, as a build has them of four."""
    copy = ox.Store()
    copy.extend(store)
    copy.extend(tables.quads([analyse(store, view="signed", ties="stated", cases=())]))
    return copy


@pytest.fixture(scope="module")
def dataset(whole: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return a_dataset(tmp_path_factory.mktemp("things"), quads_on_disk(whole))


@pytest.fixture(scope="module")
def get(dataset: Dataset) -> Get:
    return asker(dataset)


def ours(dataset: Dataset) -> dict[str, list[str]]:
    """Return all IRIs of ours that occur anywhere in the store, without what stands behind a #, by kind."""
    terms = (term for quad in dataset.store for term in quad)
    iris = {term.value.partition("#")[0] for term in terms if isinstance(term, ox.NamedNode)}
    kinds: dict[str, list[str]] = {}
    for iri in sorted(iri for iri in iris if iri.startswith(BASE)):
        kinds.setdefault(iri.removeprefix(BASE).partition("/")[0], []).append(iri)
    return {k: iris[:: max(1, len(iris) // FEW)] if k in BULK else iris for k, iris in kinds.items()}


@pytest.mark.long
def test_every_iri_that_occurs_resolves_to_data_and_to_a_page(dataset: Dataset, get: Get):
    kinds = ours(dataset)
    expected = (
        "actor article claim concept curation curator dataset document event graph identifier measurement"
    )
    expected += " network ns place policy sentence situation span time toll utterance voice"
    assert set(expected.split()) <= set(kinds)
    for iris in kinds.values():
        for iri in iris:
            path = iri.removeprefix(BASE)
            data = get(path, "application/n-triples")
            assert (data.status, data.media) == (200, "application/n-triples;charset=utf-8"), iri
            assert f"<{iri}" in data.body.decode() or (data.body and "/graph/" in iri), iri
        for iri in iris[:FEW]:
            page = get(iri.removeprefix(BASE))
            assert page.status == (303 if iri == BASE + "ns" else 200), iri
            assert b"<h1>" in page.body or page.status == 303


def test_an_iri_with_percent_signs_is_found_by_the_address_that_a_server_sees(
    tmp_path: Path, store: ox.Store
):
    node = ox.NamedNode(f"{BASE}identifier/isni-0000%200001%2F2")
    more = [ox.Quad(node, ox.NamedNode(RDF.type), node, ox.NamedNode(GRAPHS["registry"]))]
    get = asker(a_dataset(tmp_path, [*quads_on_disk(store), *more]))
    assert get("identifier/isni-0000 0001/2", "text/turtle").status == 200
    assert get("identifier/isni-0000%200001%2F2", "text/turtle").status == 200


def triples(reply: Reply) -> set[ox.Triple]:
    forms = {media: form for media in TRIPLES if (form := ox.RdfFormat.from_media_type(media))}
    found = ox.parse(reply.body, format=forms[reply.media.partition(";")[0]])
    return {ox.Triple(each.subject, each.predicate, each.object) for each in found}


def about(store: ox.Store, iri: str) -> set[ox.Triple]:
    """Return what the built graph says with an IRI as subject."""
    found = store.quads_for_pattern(ox.NamedNode(iri), None, None, None)
    return {ox.Triple(quad.subject, quad.predicate, quad.object) for quad in found}


@pytest.mark.parametrize("form", dict.fromkeys(TRIPLES.values()))
def test_every_format_says_the_same_of_an_entity(get: Get, whole: ox.Store, form: str):
    said = get("actor/jnim", format=form)
    assert said.status == 200
    assert triples(said) == triples(get("actor/jnim", "application/n-triples"))
    assert about(whole, f"{BASE}actor/jnim") <= triples(said)


def test_an_entity_comes_with_the_claims_about_it_whole(get: Get, whole: ox.Store, archive: Archive):
    found = triples(get("event/bamako-attack", "text/turtle"))
    claims = {s.iri for s in archive.claims.values() if f"{BASE}event/bamako-attack" in (s.subject, s.target)}
    assert len(claims) > 10
    for iri in claims:
        parts = about(whole, iri)
        assert parts <= found
        for part in parts:
            if part.predicate.value in (SKG.evidence, SKG.holdsAt, SKG.saidAt) or "/toll/" in str(
                part.object
            ):
                assert about(whole, part.object.value) <= found
            if part.predicate.value == SKG.evidence:
                assert about(whole, part.object.value + "-quote") <= found
                assert about(whole, part.object.value + "-position") <= found
    assert {t for t in found if t.predicate.value == OA.exact}


@pytest.mark.parametrize("name", ["claims", "registry", "background", "meta", "ontology"])
def test_a_named_graph_comes_whole(get: Get, whole: ox.Store, name: str):
    said = get(f"graph/{name}", "application/n-quads")
    quads = set(ox.parse(said.body, format=ox.RdfFormat.N_QUADS))
    graph = ox.NamedNode(GRAPHS[name])
    built = {
        q for q in whole.quads_for_pattern(None, None, None, graph) if q.predicate.value != SKG.factsUnder
    }
    assert quads == built


@pytest.mark.parametrize("policy", ["everyone", "narrator", "reported"])
def test_the_facts_of_a_policy_come_whole(dataset: Dataset, get: Get, policy: str):
    said = get(f"graph/facts/{policy}", "application/trig")
    quads = set(ox.parse(said.body, format=ox.RdfFormat.TRIG))
    assert quads == set(dataset.store.quads_for_pattern(None, None, None, ox.NamedNode(FACTS + policy)))


def test_a_fact_names_the_graph_of_its_policy_where_a_format_can(get: Get):
    quads = ox.parse(get("actor/jnim", "application/n-quads").body, format=ox.RdfFormat.N_QUADS)
    graphs = {quad.graph_name.value for quad in quads}
    assert graphs == {FACTS + "reported", GRAPHS["registry"], GRAPHS["claims"]}


@pytest.mark.parametrize("media", ["application/ld+json", "application/json"])
def test_json_ld_of_an_entity_has_no_graphs(get: Get, media: str):
    quads = list(ox.parse(get("actor/jnim", media).body, format=ox.RdfFormat.JSON_LD))
    assert quads
    assert {quad.graph_name for quad in quads} == {ox.DefaultGraph()}


def test_the_ontology_is_where_its_terms_are(get: Get, whole: ox.Store):
    graph = ox.NamedNode(GRAPHS["ontology"])
    built = {
        ox.Triple(q.subject, q.predicate, q.object) for q in whole.quads_for_pattern(None, None, None, graph)
    }
    assert triples(get("ns", "text/turtle")) == built
    led = get("ns")
    assert (led.status, led.headers["Location"]) == (303, "/ontology.html")
    listing = get("ontology.html").body.decode()
    assert all(f'<dt id="{name}">' in listing for name in ("killed", "ArmedGroup", "Contested", "evidence"))


def test_a_policy_changes_what_is_a_fact(get: Get):
    boast = f"event/{ARTICLE}_goita-victories"
    assert len(triples(get(boast, "text/turtle", policy="everyone"))) > len(
        triples(get(boast, "text/turtle"))
    )
    assert "Facts under the policy “everyone”" in get(boast, policy="everyone").body.decode()
    refused = get(boast, policy="nobody")
    assert (refused.status, json.loads(refused.body)["title"]) == (404, "No such policy")


def test_what_the_graph_does_not_know_is_told_with_what_is_near(get: Get):
    said = get("actor/jnin", "text/turtle")
    assert (said.status, said.media) == (404, "application/problem+json")
    assert "actor/jnim" in json.loads(said.body)["detail"]
    page = get("actor/jnin")
    assert page.status == 404
    assert 'href="/actor/jnim"' in page.body.decode()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"format": "docx"}, 406),
        ({"page": "0"}, 400),
        ({"page": "2"}, 404),
        ({"page": "x"}, 400),
        ({"lang": "de"}, 400),
    ],
)
def test_a_field_that_is_out_of_place_is_refused(get: Get, fields: dict[str, str], status: int):
    assert get("actor/jnim", **fields).status == status


def test_a_media_type_that_there_is_not_is_refused(get: Get):
    assert get("actor/jnim", "image/png").status == 406


@pytest.mark.parametrize(
    "path", ["", "actor", "actor/", "actor/x y", "a<b>c", "actor/\u0000", "../etc/passwd", "x" * 9_000]
)
def test_any_path_gets_an_answer(get: Get, path: str):
    assert get(path).status == 404


class Reader(HTMLParser):
    """Gathers what a page is made of: tags with their attributes, and its text."""

    def __init__(self, page: Reply):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page.body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def links(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.tags if tag == "a"]


def test_the_page_of_an_entity_tells_names_identifiers_and_claims_with_their_quotes(
    get: Get, archive: Archive
):
    page = Reader(get("actor/jnim"))
    thing = archive.entities[f"{BASE}actor/jnim"]
    for words in (thing.label.fr, thing.label.en, *thing.aliases, thing.kind.label.en):
        assert words in page.text
    for identifier, source in ((each.value, each.source) for each in thing.identifiers):
        assert identifier in page.text
        assert source in page.text
    involved = [s for s in archive.claims.values() if thing.iri in (s.subject, s.target, s.claimant)]
    for s in involved:
        assert f"/{s.iri.removeprefix(BASE)}" in page.links()
        assert all(span.exact in page.text for span in s.spans)
    assert "http://www.wikidata.org/entity/Q28877411" in page.links()
    assert "/index.html#node=actor/jnim" in page.links()
    assert any(link.startswith("/query") for link in page.links())


def test_the_page_of_a_claim_marks_its_quote_in_the_sentence(get: Get, archive: Archive):
    for s in archive.claims.values():
        page = get(s.iri.removeprefix(BASE)).body.decode()
        marks = re.findall("<mark>(.*?)</mark>", page)
        quoted = {span.exact for span in s.spans}
        assert {mark.replace("&#39;", "'").replace("&#34;", '"') for mark in marks} >= quoted
        assert archive.name(s.claimant) in page.replace("&#39;", "'")


def test_what_stands_against_a_claim_leads_to_it(get: Get, archive: Archive):
    pairs = [(s.iri, other) for s in archive.claims.values() for other in (*s.against, *s.disputes)]
    assert pairs
    for iri, other in pairs:
        if other in archive.claims:
            assert f"/{other.removeprefix(BASE)}" in Reader(get(iri.removeprefix(BASE))).links()
            assert f"/{iri.removeprefix(BASE)}" in Reader(get(other.removeprefix(BASE))).links()


def test_the_page_of_an_article_holds_its_sentences_with_what_is_drawn_from_each(get: Get, archive: Archive):
    page = Reader(get(f"article/{ARTICLE}"))
    for sentence in archive.sentences:
        assert sentence.text in page.text
        assert sentence.silent_because in page.text
    assert {f"/{iri.removeprefix(BASE)}" for iri in archive.claims} <= set(page.links())


def test_a_page_speaks_the_language_that_is_asked(get: Get):
    french = get("actor/jnim", lang="fr").body.decode()
    assert '<html lang="fr">' in french
    assert "Faits selon la politique « reported »" in french
    assert f"/{percent('actor/al-qaida')}?lang=fr" in french


@pytest.mark.long
def test_every_link_inside_leads_somewhere(get: Get):
    for path in ("actor/jnim", "event/bamako-attack", f"article/{ARTICLE}", f"toll/{ARTICLE}_killed-1"):
        for link in sorted(set(Reader(get(path)).links()))[:: 6 if "article" in path else 1]:
            parts = urlsplit(link)
            if not parts.scheme and parts.path not in ("/index.html", "/query", ""):
                fields = dict(pair.split("=") for pair in parts.query.split("&") if pair)
                assert get(parts.path, **fields).status in (200, 303), link


def test_other_formats_are_named_in_the_page_and_in_its_head(get: Get):
    page = get("actor/jnim", policy="narrator")
    alternates = [a for tag, a in Reader(page).tags if tag == "link" and a.get("rel") == "alternate"]
    assert {a["type"] for a in alternates} == set(list(TRIPLES)[:6])
    assert (
        '</actor/jnim?format=ttl&policy=narrator>; rel="alternate"; type="text/turtle"'
        in page.headers["Link"]
    )
    for each in alternates:
        fields = dict(pair.split("=") for pair in urlsplit(each["href"] or "").query.split("&"))
        assert get("actor/jnim", **fields).media.startswith(str(each["type"]))


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e"


@pytest.fixture(scope="module")
def hostile(store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Get:
    thing, graph = ox.NamedNode(f"{BASE}actor/jnim"), ox.NamedNode(GRAPHS["registry"])
    values = [
        ox.Literal(HOSTILE, language="fr"),
        ox.Literal(HOSTILE),
        ox.NamedNode("javascript:alert(1)"),
        ox.NamedNode("data:text/html,<x>".replace("<x>", "x")),
        ox.NamedNode(f"{BASE}/evil.example/x"),
        ox.NamedNode("https://evil.example/'onclick=alert(1)"),
    ]
    more = [ox.Quad(thing, ox.NamedNode(SKOS.note), value, graph) for value in values]
    more += [ox.Quad(thing, ox.NamedNode(SKOS.altLabel), ox.Literal(HOSTILE), graph)]
    return asker(a_dataset(tmp_path_factory.mktemp("hostile"), [*quads_on_disk(store), *more]))


def test_what_the_graph_says_stays_text(hostile: Get):
    page = hostile("actor/jnim")
    reader = Reader(page)
    assert HOSTILE in reader.text
    assert {tag for tag, _ in reader.tags} & {"script", "img", "iframe", "form", "object"} == set()
    assert not [name for _, attributes in reader.tags for name in attributes if name.startswith("on")]
    for link in reader.links():
        assert not link.startswith("//")
        assert urlsplit(link).scheme in ("", "http", "https")


def test_a_page_allows_its_own_style_and_nothing_else(get: Get):
    for path in ("actor/jnim", "actor/nobody"):
        rules = next(a["content"] for _, a in Reader(get(path)).tags if a.get("http-equiv"))
        allowed = r"style-src 'sha256-[\w+/=]{44}'; img-src data:"
        assert re.fullmatch(
            rf"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'", rules or ""
        )


def test_what_is_long_comes_in_pages(monkeypatch: pytest.MonkeyPatch, get: Get, archive: Archive):
    monkeypatch.setattr("kg.server.pages.resource_data.CLAIMS", 40)
    monkeypatch.setattr("kg.server.pages.resource_data.SENTENCES", 6)
    found: set[ox.Triple] = set()
    number, links = 0, 'rel="next"'
    while 'rel="next"' in links:
        number += 1
        part = get(f"voice/{ARTICLE}_narrator", "text/turtle", page=str(number))
        links = part.headers["Link"]
        found |= triples(part)
    said = {s.iri for s in archive.claims.values() if s.claimant.endswith("_narrator")}
    assert number == -(-len(said) // 40)
    assert {t.subject.value for t in found if t.predicate.value == RDF.subject} == said
    pages = "".join(get(f"article/{ARTICLE}", page=str(n)).body.decode() for n in range(1, 5))
    shown = re.findall(r'<p class="sentence" id="s(\w+)"', pages)
    assert shown == [sentence.id for sentence in archive.sentences]


def test_an_answer_over_the_limit_of_rows_is_refused(whole: ox.Store, tmp_path: Path):
    said = asker(a_dataset(tmp_path, quads_on_disk(whole), rows=100))("graph/claims", "text/turtle")
    assert (said.status, json.loads(said.body)["title"]) == (503, "Answer too large")


SEEN = [
    (path, scheme)
    for number, path in enumerate(("actor/jnim", f"article/{ARTICLE}", f"toll/{ARTICLE}_killed-1", "actor/x"))
    for scheme in (("light", "dark") if DEEP else ("light", "dark")[number % 2 :][:1])
]


@pytest.mark.parametrize(("path", "scheme"), SEEN)
def test_pages_are_for_everybody(visit: Open, get: Get, path: str, scheme: str):
    """axe finds nothing wrong, nothing is wider than a telephone, and the browser complains of nothing."""
    narrow = {"width": 390, "height": 844}
    page = visit(get(path).body.decode(), wait=False, viewport=narrow, color_scheme=scheme)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_field_that_the_page_does_not_tell_in_a_way_of_its_own_has_a_row(whole, tmp_path, monkeypatch):
    """As a field would that somebody adds: under the label of its property, with what it holds."""
    monkeypatch.setattr(resource_view, "TOLD", frozenset({"note"}))
    claim = next(c for c in read_archive(whole).claims.values() if c.coreference and not c.is_narrators)
    page = asker(a_dataset(tmp_path, quads_on_disk(whole)))(claim.iri.removeprefix(BASE), HTML)
    rows = re.findall(r"<dt>([^<]*)</dt><dd><ul>(.*?)</ul></dd>", page.body.decode(), re.DOTALL)
    told = {label: re.sub(r"<[^>]+>|\s+", " ", value).strip() for label, value in rows}
    assert told["coreference"] == html.escape(claim.coreference, quote=False)
    assert told["basis"].lower() == claim.basis.lower() and "note" not in told
