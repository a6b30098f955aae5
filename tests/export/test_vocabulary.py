"""The vocabulary's page: every term of the ontology explained in two languages, found, and led to."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from textwrap import indent

import pytest
from playwright.sync_api import Page
from rdflib import RDF, RDFS, SKOS, Graph, URIRef

from kg.core.namespaces import SKG
from kg.core.ontology import ONTOLOGY, local_name, read_ontology
from kg.curation.checks import check
from kg.curation.format import format_file
from kg.export.vocabulary.examples import PATTERNS
from kg.export.vocabulary.page import glossary
from tests.support.explorer import DEEP, violations

VOID_TAGS = {"meta", "link", "input", "br", "path", "circle", "rect"}


class Outline(HTMLParser):
    """The ids of a page with the words within each, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: dict[str, str] = {}
        self.links: list[str] = []
        self.repeated: list[str] = []
        self._open: list[str | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        name = known.get("id")
        if name in self.words:
            self.repeated.append(name)
        if name is not None:
            self.words[name] = ""
        if tag == "a" and known.get("href"):
            self.links.append(known["href"])
        if tag not in VOID_TAGS:
            self._open.append(name)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID_TAGS:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for name in filter(None, self._open):
            self.words[name] += data


@pytest.fixture(scope="module")
def page_text(archive) -> str:
    return glossary(archive)


@pytest.fixture(scope="module")
def outline(page_text) -> Outline:
    found = Outline(page_text)
    assert "perpetrator" in found.words
    return found


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    return Graph().parse(ONTOLOGY)


def test_every_term_has_one_place_with_its_labels_and_definitions(outline, vocabulary):
    terms = set(vocabulary.subjects(RDFS.label))
    assert len(terms) > 200 and outline.repeated == []
    for term in terms:
        words = outline.words[local_name(term)]
        for prop in (RDFS.label, SKOS.definition):
            languages = {text.language for text in vocabulary.objects(term, prop) if str(text) in words}
            assert languages == {"fr", "en"}, f"{term} {prop}"


def test_every_relation_tells_its_ends_its_number_and_where_it_stands(outline, vocabulary, archive):
    stated = Counter(s.relation.name for s in archive.claims.values())
    for relation in vocabulary.subjects(RDF.type, URIRef(SKG.Relation)):
        words = outline.words[local_name(relation)]
        number = stated[local_name(relation)]
        assert f"{number} affirmation{'' if number == 1 else 's'}" in words and str(relation) in words
        for prop in (SKOS.closeMatch, SKOS.related, RDFS.subPropertyOf):
            for other in vocabulary.objects(relation, prop):
                assert str(other) in outline.links or f"#{local_name(other)}" in outline.links
        for end in (vocabulary.value(relation, RDFS.domain), vocabulary.value(relation, RDFS.range)):
            assert all(str(label) in words for label in vocabulary.objects(end, RDFS.label))


def test_every_link_within_leads_somewhere_and_those_outside_are_of_the_web(outline):
    inside = {link[1:] for link in outline.links if link.startswith("#")}
    assert inside <= outline.words.keys()
    outside = {link for link in outline.links if not link.startswith("#")}
    beside = {link.partition("#")[0] for link in outside if "://" not in link}
    assert beside == {"index.html", "ontology.ttl"}


def test_every_example_is_a_claim_of_the_build_with_its_exact_words(page_text, archive):
    shown = re.findall(r"<figure>.*?</figure>", page_text, flags=re.DOTALL)
    stated = {s.relation.name for s in archive.claims.values()}
    assert len(shown) == len(stated) > 50
    for figure in shown:
        (key,) = re.findall(r'index\.html#claim=([^"]+)', figure)
        claim = archive.claims[f"https://w3id.org/sahel-kg/{key}"]
        first = claim.spans[0]
        marks = re.findall(r"<mark>(.*?)</mark>", figure)
        within = [p for p in claim.spans if p.sentence == first.sentence]
        assert sorted(marks) == sorted({span.exact for span in within})
        words = re.sub(r"<[^>]+>", "", figure.partition("</blockquote>")[0]).strip("\n« »")
        assert words == archive.sentence(first).text.strip()


def test_a_relation_that_nobody_states_has_no_example(little):
    words = Outline(glossary(little)).words
    assert "0 affirmations" in words["setbackFor"] and "dans le graphe" not in words["setbackFor"]


def test_the_same_archive_gives_the_same_page(archive, page_text):
    assert glossary(archive) == page_text


# patterns


def test_the_patterns_are_a_curation_that_is_accepted(tmp_path):
    for folder in ("articles", "curations"):
        (tmp_path / folder).mkdir()
    text = "\n\n".join(pattern.sentence.fr for pattern in PATTERNS)
    (tmp_path / "articles" / "patterns.txt").write_text(f"{text}\n", encoding="utf-8")
    entities = "".join(pattern.entities for pattern in PATTERNS)
    claims = "".join(pattern.claims for pattern in PATTERNS)
    head = "article: patterns\nlanguage: fr\nsource: {published: 2024-01-01}\n"
    entries = "".join(
        f"- sentence: |-\n    {pattern.sentence.fr}\n  claims:\n{indent(pattern.claims, '  ')}"
        for pattern in PATTERNS
    )
    curation = tmp_path / "curations" / "patterns.yaml"
    curation.write_text(f"{head}\nentities:\n{entities}\ntext:\n{entries}", encoding="utf-8")
    assert format_file(curation)  # which gives each sentence and claim its id
    report = check(tmp_path)
    assert report.problems == ()
    assert all(row.claims for row in report.coverage)
    stated = {claim.relation.name for claim in report.seeds.claims}
    assert stated == set(re.findall(r"- say: \S+ (\w+)", claims)) < set(read_ontology().relations)


# in a browser

WIDE, NARROW = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


def opened(visit, text: str, address: str = "", **options) -> Page:
    return visit(text, address, wait=False, **options)


def shown(page: Page) -> list[str]:
    return page.evaluate(
        "[...document.querySelectorAll('[data-entry]')].filter((one) => one.offsetParent)"
        ".map((one) => one.id || one.querySelector('h3').textContent)"
    )


@pytest.mark.parametrize(
    "options",
    [
        {"viewport": WIDE},
        {"viewport": WIDE, "locale": "fr-FR", "color_scheme": "dark"},
        {"viewport": NARROW},
    ],
    ids=["wide", "french and dark", "narrow"],
)
def test_axe_finds_nothing_wrong_and_nothing_is_wider_than_the_screen(visit, page_text, options):
    """Axe takes half a minute over the whole page, so every day it sees three entries of each part."""
    page = opened(visit, page_text, **options)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if not DEEP:
        page.evaluate(
            "document.querySelectorAll('main section').forEach((part) => part"
            ".querySelectorAll(':scope > [data-entry]:nth-of-type(n + 4)').forEach((one) => one.remove()))"
        )
        assert page.locator("[data-entry]").count() < 60
    assert violations(page) == []


def test_who_asks_how_to_write_a_boasted_neutralisation_finds_it(visit, page_text):
    page = opened(visit, page_text)
    everything = len(shown(page))
    for asked in ("X claims to have neutralised Y", "X prétend avoir neutralisé Y", "NEUTRALISES"):
        page.fill("#page-search", asked)
        found = shown(page)
        assert 0 < len(found) < 15
        assert "prétend avoir neutralisé" in found[0]
    first = page.locator("[data-entry]:visible").first.inner_text()
    assert "say: neutralisation agent x" in first and "narrator: distanced" in first
    page.fill("#page-search", "qqqq")
    assert shown(page) == [] and page.inner_text("#page-said").startswith("No entries")
    page.press("#page-search", "Escape")
    assert len(shown(page)) == everything and page.inner_text("#page-said") == ""


def test_the_address_of_a_term_leads_to_it_even_after_a_search(visit, page_text):
    page = opened(visit, page_text, "#perpetrator")
    top = "document.getElementById('{}').getBoundingClientRect().top"
    assert 40 < page.evaluate(top.format("perpetrator")) < 200
    page.fill("#page-search", "toll")
    assert not page.locator("#memberOf").is_visible()
    page.evaluate("location.hash = '#memberOf'")
    page.wait_for_function("document.getElementById('memberOf').offsetParent !== null")
    assert 40 < page.evaluate(top.format("memberOf")) < 200


def test_language_and_theme_are_chosen_by_key(visit, page_text):
    page = opened(visit, page_text)
    assert page.locator("#perpetrator h4").inner_text().startswith("has the perpetrator")
    page.locator("#page-language").press("Enter")
    assert page.locator("#perpetrator h4").inner_text().startswith("a pour auteur")
    assert page.evaluate("document.documentElement.lang") == "fr" and "Vocabulaire" in page.title()
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    page.locator("#page-theme").press("Enter")
    assert page.evaluate(ground) != before


def test_without_a_script_both_languages_are_there(visit, page_text):
    page = opened(visit, page_text, java_script_enabled=False)
    title = page.locator("#perpetrator h4").inner_text()
    assert "a pour auteur" in title and "has the perpetrator" in title


def test_on_paper_only_the_text_is_left(visit, page_text):
    page = opened(visit, page_text)
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible() and not page.locator(".top").is_visible()
    assert page.locator("#perpetrator").is_visible()


def test_the_page_of_a_build_stands_beside_the_ontology_itself(page_text):
    assert 'href="ontology.ttl"' in page_text
    header = Graph().parse(Path("kg/core/ontology.ttl"))
    (ontology,) = header.subjects(RDF.type, URIRef("http://www.w3.org/2002/07/owl#Ontology"))
    said = {local_name(prop) for prop in header.predicates(ontology)}
    assert said >= {"title", "description", "creator", "license", "issued", "versionIRI", "versionInfo"}
    assert said >= {"preferredNamespacePrefix", "preferredNamespaceUri"}
