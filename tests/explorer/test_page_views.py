"""The views of the page agree with one another and with the graph: table, filters, article, path."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from playwright.sync_api import Page

from kg.core.namespaces import PREFIXES
from kg.core.ontology import read_ontology
from kg.explorer.page import draw
from kg.graph.policy import settle
from kg.graph.read import Archive
from kg.network.paths import find_paths
from kg.network.project import project
from tests.support.explorer import DEEP, believe, click_on_edge, words_of
from tests.support.generated import archive_of

POLICIES = ("narrator", "reported", "everyone")
BASE = "https://w3id.org/sahel-kg/"
FACTS = """
SELECT (COUNT(*) AS ?links) WHERE {
  SELECT DISTINCT ?s ?p ?o WHERE {
    GRAPH ?claims { ?claim skg:admittedBy ?policy ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }
    ?s ?p ?o .
    GRAPH ?registry { ?s skos:prefLabel ?one . ?o skos:prefLabel ?other }
    FILTER (LANG(?one) = "en" && LANG(?other) = "en" && ?p IN (%s))
  }
}
"""
"""The facts that draw an edge, counted in the graph itself: between two entities, by such a relation."""


# the table


@pytest.mark.parametrize("policy", POLICIES)
def test_the_table_has_a_row_for_each_link_and_each_fact_that_draws_one(visit, store, policy):
    graph = ox.Store()
    graph.bulk_extend(store)
    settle(graph, policy)
    drawing = [relation.iri for relation in read_ontology().relations.values() if relation.tail]
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    (row,) = graph.query(prefixes + FACTS % ", ".join(f"<{iri}>" for iri in drawing))
    page = visit()
    believe(page, policy)
    page.click("#tab-table")
    assert page.locator("#rows tr").count() == page.evaluate("kg.drawn().length") == int(row["links"].value)
    assert len(page.evaluate("kg.shown().lines")) == int(row["links"].value)


ROWS = """[...document.querySelectorAll("#rows tr")].map((row) =>
  [row.dataset.edge, [...row.cells].map((cell) => cell.innerText)])"""


def test_a_row_names_what_the_claims_of_its_link_say(visit, archive):
    page = visit()
    page.click("#tab-table")
    edges = {edge["id"]: edge for edge in page.evaluate("kg.drawn()")}
    for number, told_by in page.evaluate(ROWS):
        cells = [re.sub(r"\s+", " ", cell).strip() for cell in told_by]
        claims = [archive.claims[iri] for iri in edges[int(number)]["claims"]]
        first = claims[0]
        told = [archive.name(first.subject), first.relation.label.en, archive.name(first.target)]
        assert cells[:3] == [re.sub(r"\s+", " ", name) for name in told]
        assert cells[5] == ", ".join(map(str, sorted({int(p.sentence) for s in claims for p in s.spans})))


COLUMN = "(n) => [...document.querySelectorAll('#rows tr')].map((row) => row.cells[n].textContent)"


def test_the_table_is_sorted_and_searched_and_says_how_many_it_shows(visit):
    page = visit()
    page.click("#tab-table")
    unsorted = page.evaluate(COLUMN, 0)
    page.click("#sort-to")
    rising = page.evaluate(COLUMN, 2)
    page.click("#sort-to")
    assert page.evaluate(COLUMN, 2) == page.evaluate(
        "(names) => [...names].sort((a, b) => b.localeCompare(a))", rising
    )
    assert rising != page.evaluate(COLUMN, 2)
    page.click("#sort-to")
    assert page.evaluate(COLUMN, 0) == unsorted
    page.fill("#filter", "terroristes")
    found = page.locator("#rows tr").count()
    assert 0 < found < len(unsorted)
    assert words_of(page.locator("#listed")) == f"{found} / {len(unsorted)} links"
    page.fill("#filter", "zzzz")
    assert words_of(page.locator("#rows")) == "No name matches"


# every link leads to its words

CHOSEN = "[kg.state.chosen, document.getElementById('evidence').textContent]"
TOLD_IN_TABLE = f"""(ids) => ids.map((id) => {{
  document.querySelector(`#rows tr[data-edge="${{id}}"] button`).click();
  return {CHOSEN};
}})"""


def test_every_link_reaches_quote_claimant_and_status_at_one_click_in_the_table(visit, archive):
    page = visit()
    believe(page, "everyone")
    page.click("#tab-table")
    edges = page.evaluate("kg.drawn()")
    told = page.evaluate(TOLD_IN_TABLE, [edge["id"] for edge in edges])
    for edge, (chosen, words) in zip(edges, told, strict=True):
        assert chosen == {"edge": edge["id"]}
        assert_told(words, archive, edge["claims"])


def test_every_link_that_is_free_of_others_reaches_its_words_at_one_click_on_its_line(visit, archive):
    page = visit()
    edges = page.evaluate("kg.drawn()")
    hidden = []
    for edge in edges if DEEP else edges[::8]:
        if not click_on_edge(page, edge):
            hidden.append(edge["id"])
            continue
        chosen, words = page.evaluate(CHOSEN)
        assert chosen == {"edge": edge["id"]}
        assert_told(words, archive, edge["claims"])
        page.evaluate("kg.choose(null)")
    assert hidden == []


def assert_told(shown: str, archive: Archive, claims: list[str]) -> None:
    for statement in (archive.claims[iri] for iri in claims):
        marks = [span.exact for span in statement.spans]
        status = read_ontology().terms[statement.status].en
        narrator = archive.entities[statement.claimant].kind.name == "Narrator"
        who = "the narrator" if narrator else archive.name(statement.claimant)
        for words in (*marks, statement.iri, status, who):
            assert words in shown, (statement.iri, words)


# filters

COUNTS = """(most) => {
  const wrong = [], told = [], lines = () => [...document.querySelectorAll("#facets li:has(input)")];
  const line = (facet, name) => lines().find((one) =>
    one.querySelector("input").id.startsWith(facet + "-") && one.querySelector("bdi").textContent === name);
  const box = (facet, name) => line(facet, name).querySelector("input"), drawn = () => kg.drawn().length;
  document.getElementById("filters").click();
  for (const facet of ["kind", "relation", "status", "mode", "claimant"]) {
    const own = lines().filter((one) => one.querySelector("input").id.startsWith(facet + "-"));
    const read = (one, part) => one.querySelector(part).textContent;
    const values = own.map((one) => [read(one, "bdi"), Number(read(one, ".count"))]);
    for (const [name, count] of values.slice(0, most)) {
      const before = drawn();
      box(facet, name).click();
      const without = drawn();
      box(facet, name).click();
      if (drawn() !== before) wrong.push([facet, name, "comes back as", drawn()]);
      if (facet === "kind" && before - without !== count) wrong.push([facet, name, count, before - without]);
      if (facet !== "kind" && values.length > 1) {
        line(facet, name).querySelector(".only").click();
        if (drawn() !== count) wrong.push([facet, name, count, drawn()]);
        document.querySelector("#facets .lead button").click();
      }
      told.push(facet);
    }
  }
  return [wrong, told];
}"""


@pytest.mark.parametrize("policy", ["reported", "everyone"])
def test_the_count_beside_a_value_is_how_many_links_it_shows(visit, policy):
    page = visit(address=f"#policy={policy}")
    page.set_default_timeout(60_000)
    wrong, told = page.evaluate(COUNTS, 60 if DEEP else 5)
    assert wrong == []
    assert len(set(told)) >= 4 and len(told) >= 15


def test_filters_narrow_drawing_and_table_alike_and_are_lifted_again(visit):
    page = visit()
    page.click("#tab-table")
    before = page.locator("#rows tr").count()
    page.click("#filters")
    page.evaluate("document.querySelectorAll('#facets details').forEach((part) => { part.open = true; })")
    page.get_by_role("button", name="is a member of: only").click()
    drawn = page.evaluate("kg.drawn()")
    assert page.locator("#rows tr").count() == len(drawn) == len(page.evaluate("kg.shown().lines"))
    assert 0 < len(drawn) < before and {edge["relation"] for edge in drawn} == {"memberOf"}
    page.get_by_role("button", name="Reset all").click()
    assert page.locator("#rows tr").count() == before


def test_one_line_a_pair_folds_links_and_opens_them_again(visit):
    page = visit(draw(archive_of(12, 60)))
    believe(page, "everyone")
    lines = len(page.evaluate("kg.shown().lines"))
    edges = page.evaluate("kg.drawn()")
    pairs = {frozenset((e["tail"], e["head"])) for e in edges}
    page.evaluate("kg.change({pairs: true})")
    assert len(page.evaluate("kg.shown().lines")) == len(pairs) < lines
    assert len(page.evaluate("kg.drawn()")) == len(edges)
    page.evaluate("kg.change({pairs: false})")
    assert len(page.evaluate("kg.shown().lines")) == lines


# the article


def test_the_article_stands_in_full_and_says_why_a_sentence_is_silent(visit, archive):
    page = visit()
    page.click("#tab-text")
    lines = page.locator("#sentences .sentence")
    assert lines.count() == len(archive.sentences)
    texts = page.evaluate(
        "[...document.querySelectorAll('#sentences .sentence > p[lang]')].map((p) => p.textContent)"
    )
    assert texts == [re.sub("^#+ ", "", s.text) for s in archive.sentences]
    silent = [s for s in archive.sentences if s.silent_because]
    assert silent
    for sentence in silent:
        assert sentence.silent_because in lines.nth(archive.sentences.index(sentence)).inner_text()


def test_a_sentence_of_the_article_shows_its_claims_and_a_link_leads_back_to_it(visit, archive):
    page = visit()
    page.click("#tab-text")
    sentence = page.locator(".sentence", has_text="Les attaques ont fait au moins 70 morts")
    sentence.click()
    expected = sum(any(p.sentence == "7" for p in s.spans) for s in archive.claims.values())
    assert page.locator("#evidence details.claim").count() == expected
    assert sentence.locator("mark").first.inner_text().startswith("Les attaques")
    edge = page.evaluate("kg.drawn()")[-1]
    page.evaluate("id => kg.choose({edge: id})", edge["id"])
    numbers = {p.sentence for iri in edge["claims"] for p in archive.claims[iri].spans}
    chosen = page.locator("#sentences .sentence.chosen .place")
    assert {words_of(place) for place in chosen.all()} == numbers
    assert chosen.first.evaluate(
        "node => { const b = node.getBoundingClientRect(); return b.top > 0 && b.bottom < innerHeight; }"
    )


# paths


def find_path(page: Page, start: str, end: str) -> None:
    page.click("#tab-path")
    for field, name in (("#path-start", start), ("#path-end", end)):
        page.fill(field, name)
        page.keyboard.press("Enter")


def test_a_path_is_the_shortest_that_the_library_finds_with_the_words_of_each_step(visit, archive):
    page = visit()
    find_path(page, "Al-Qaeda", "Mali")
    paths = find_paths(project(archive), BASE + "actor/al-qaida", BASE + "actor/mali", 5)
    shown = [
        [words_of(name) for name in walk.locator("button").all()] for walk in page.locator(".walk").all()
    ]
    expected = [[archive.name(node) for node in (c.hops[0].tail, *(h.head for h in c.hops))] for c in paths]
    assert shown[0] in [walk for walk in expected if len(walk) == len(expected[0])]
    assert len(shown[0]) == len(expected[0])
    step = page.locator(".path .links li").first
    assert "«" in step.inner_text() and "the narrator · sentence" in step.inner_text()
    step.locator("button").click()
    assert "edge" in page.evaluate("kg.state.chosen")


def test_what_only_doubt_connects_is_connected_only_where_one_asks_for_it(visit):
    page = visit()
    believe(page, "everyone")
    find_path(page, "neutralisation of the infiltrated terrorists", "JNIM jihadists in Bamako")
    assert page.locator(".path").count() == 0
    assert "None, except through what is contested" in page.locator("#path .empty").inner_text()
    page.check("#path-doubted")
    assert page.locator(".path .badge.Distanced").count() > 0
    page.uncheck("#path-doubted")
    believe(page, "reported")
    assert "No path connects them under this reading." in page.locator("#path .empty").inner_text()


def test_on_paper_the_network_stands_with_its_whole_table_in_the_light(visit):
    page = visit(color_scheme="dark")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#rows tr").count() == len(page.evaluate("kg.drawn()"))
    assert page.locator("#rows").is_visible() and page.locator("#canvas").is_visible()
    assert page.locator("#tabs").is_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 33, 39)"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") is None
