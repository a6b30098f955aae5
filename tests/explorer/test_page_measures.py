"""The tab of measures: its numbers are those of the library, follow the belief, and lead to their nodes."""

import random
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import partial
from itertools import combinations

import pyoxigraph as ox
import pytest
from playwright.sync_api import Locator, Page

from kg.core.namespaces import BASE
from kg.core.ontology import Label
from kg.curation.checks import read_seeds
from kg.explorer import measures
from kg.explorer.measures import measures_data
from kg.explorer.page import draw
from kg.graph.assemble import assemble
from kg.graph.exclude import believe, claimants_of
from kg.graph.read import Archive, read_archive
from kg.measures.charts import rank_ranges
from kg.measures.charts.gallery import figures
from kg.measures.cohesion import components
from kg.measures.communities import find_communities
from kg.measures.scores import SCORES, measure
from kg.measures.sensitivity import analyse
from kg.network.project import project, undirected
from tests.conftest import MINIATURE
from tests.support.explorer import DEEP, Open, settled
from tests.support.modules import runner

MALI = f"{BASE}actor/mali"
VERDICTS = ("balanced", "unbalanced")
HOSTILE = (
    "</script><script>window.pwned=1</script><img src=x onerror='window.pwned=2'>]]>\"`${window.pwned=3}"
)


@pytest.fixture
def html(full: str) -> str:
    return full


@pytest.fixture(scope="module")
def little() -> ox.Store:
    return assemble(read_seeds(MINIATURE))


@pytest.fixture(scope="module")
def little_html(little: ox.Store) -> str:
    archive = read_archive(little)
    analyses = analyse(little), analyse(little, view="signed", ties="stated")
    return draw(archive, measures=measures_data(archive, analyses, figures(analyses)[0]))


@pytest.fixture
def visit(visit: Open) -> Open:
    """Open the page on its measures."""
    return partial(visit, address="#tab=measures")


READ = """() => {
  const text = (node) => [...node.childNodes].find((child) => child.nodeType === 3).data;
  const read = (cell, value) => value && [value.title, text(cell.querySelector(".rank"))];
  const scores = (row) => [...row.querySelectorAll("td.score")];
  const cells = (row) => scores(row).map((cell) => read(cell, cell.querySelector(".value")));
  const rows = [...document.querySelectorAll(".scores tbody tr")];
  return Object.fromEntries(rows.map((row) => [row.dataset.node, cells(row)]));
}"""
"""What the table says: of each node, for each score, the value with six digits and the rank."""


def rows(page: Page) -> dict[str, list[list[str] | None]]:
    return page.evaluate(READ)


def choose_policy(page: Page, policy: str) -> None:
    page.evaluate("policy => kg.change({policy})", policy)


def names(page: Page) -> list[str]:
    return page.locator(".scores tbody .name").all_inner_texts()


def degrees_of(archive: Archive, policy: str) -> dict[str, int]:
    return dict(undirected(project(archive, policy)).degree())


def test_values_and_ranks_are_those_of_the_library_under_every_policy(visit, archive):
    page = visit()
    for policy in archive.policies:
        choose_policy(page, policy)
        expected: dict[str, dict[str, list[str] | None]] = {}
        found = measure(project(archive, policy))
        for m in found:
            tied = sum(other.score == m.score and other.rank == m.rank for other in found) > 1
            told = None if m.rank is None else [f"{m.value:.6g}", f"{m.rank}{'=' if tied else ''}"]
            expected.setdefault(m.node, {})[m.score] = told
        shown = rows(page)
        assert shown.keys() == expected.keys()
        for node, cells in shown.items():
            numbers = [cell and [f"{float(cell[0]):.6g}", cell[1]] for cell in cells]
            assert numbers == [expected[node][score] for score in SCORES], (policy, node)
        assert page.locator(".scores.stale, .stale-why").count() == 0


def some_subsets(claimants: list[str]) -> list[list[str]]:
    """Nobody, everybody, each alone, and some between; where one digs, all but each and more between."""
    dice = random.Random(4)
    between = [dice.sample(claimants, dice.randint(2, len(claimants) - 2)) for _ in range(16 if DEEP else 3)]
    sizes = (0, 1, len(claimants) - 1, len(claimants)) if DEEP else (0, 1, len(claimants))
    return [*(list(those) for size in sizes for those in combinations(claimants, size)), *between]


COUNTED = """([policy, without]) => {
  kg.change({policy, without: new Set(without)});
  const parts = [...document.querySelectorAll("details.parts b")].map((part) => parseInt(part.textContent));
  const degree = (row) => Number(row.querySelector(".live .value").title);
  const rows = [...document.querySelectorAll(".scores tbody tr")];
  return [Object.fromEntries(rows.map((row) => [row.dataset.node, degree(row)])), parts];
}"""


def test_degree_and_parts_follow_whom_one_believes(visit, little, little_html):
    page = visit(little_html)
    seen = set()
    for without in some_subsets(claimants_of(little)):
        rest = read_archive(believe(little, without)) if without else read_archive(little)
        for policy in rest.policies:
            network = project(rest, policy)
            expected = dict(undirected(network).degree())
            parts = [len(part) for part in components(network)]
            found, counted = page.evaluate(COUNTED, [policy, without])
            assert found == expected, (policy, without)
            assert counted == (parts if len(parts) > 1 else []), (policy, without)
            seen.add(tuple(sorted(expected.items())))
    assert len(seen) > (25 if DEEP else 15)


def test_a_filter_counts_for_degree_too(visit):
    page = visit()
    page.evaluate("""() => {
      const hidden = new Set(["memberOf"]);
      kg.change({filters: {...kg.state.filters, relation: hidden}});
    }""")
    drawn = [edge for edge in page.evaluate("kg.drawn()") if edge["tail"] != edge["head"]]
    assert drawn and all(edge["relation"] != "memberOf" for edge in drawn)
    near = {node: set() for edge in drawn for node in (edge["tail"], edge["head"])}
    for edge in drawn:
        near[edge["tail"]].add(edge["head"])
        near[edge["head"]].add(edge["tail"])
    assert {node: int(cells[0][0]) for node, cells in rows(page).items()} == {
        node: len(others) for node, others in near.items()
    }
    assert "A filter is set." in page.locator(".stale-why").inner_text()


def test_what_the_build_computed_is_grey_where_somebody_is_not_believed(visit, store):
    page = visit()
    doubted = next(iri for iri in claimants_of(store) if iri.endswith("security-sources"))
    before = rows(page)
    page.evaluate("iri => kg.change({without: new Set([iri])})", doubted)
    told = page.locator(".stale-why").inner_text()
    assert "Not everybody is believed." in told and "the reading “Reported” as computed" in told
    assert page.locator(".scores.stale").count() == 1 and page.locator(".verdict").count() == 0
    assert page.locator(".figures.stale").count() == 1
    assert "Grey" in page.locator(".figures > .aside").inner_text()
    grey = page.locator(".scores .built").last.evaluate("cell => getComputedStyle(cell).color")
    live = page.locator(".scores td.live").first.evaluate("cell => getComputedStyle(cell).color")
    assert grey != live
    after = rows(page)
    assert {node: after[node][1] for node in after} == {node: before[node][1] for node in after}
    page.evaluate("kg.change({without: new Set()})")
    assert page.locator(".stale-why, .scores.stale, .figures.stale").count() == 0


def test_a_change_of_belief_is_shown_for_degree(visit, archive):
    page = visit()
    assert page.locator(".step, .since").count() == 0
    choose_policy(page, "narrator")
    choose_policy(page, "everyone")
    before, after = degrees_of(archive, "narrator"), degrees_of(archive, "everyone")
    steps = {
        row.get_attribute("data-node"): row.locator(".step").inner_text()
        for row in page.locator(".scores tbody tr").all()
        if row.locator(".step").count()
    }
    assert steps == {
        node: "new" if node not in before else f"{degree - before[node]:+}".replace("-", "−")
        for node, degree in after.items()
        if degree != before.get(node)
    }
    assert "new" in steps.values() and any(step[0] in "+−" for step in steps.values())
    choose_policy(page, "narrator")
    gone = {archive.name(node) for node in after.keys() - before.keys()}
    assert "No longer there:" in page.locator(".since").inner_text()
    assert set(page.locator(".since .name").all_inner_texts()) == gone


def test_a_click_on_a_heading_sorts_and_so_does_the_keyboard(visit, archive):
    page = visit()
    network = project(archive)
    ranked = [m for m in measure(network) if m.score == "constraint" and m.rank]
    heading = page.locator(".scores th", has_text="Constraint").first
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"  # the smallest is the strongest
    order = [row.get_attribute("data-node") for row in page.locator(".scores tbody tr").all()]
    rank = {m.node: m.rank for m in ranked}
    assert [rank[node] for node in order[: len(ranked)]] == sorted(rank.values())
    assert set(order[len(ranked) :]) == set(network) - rank.keys()
    page.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"
    assert heading.locator("button").evaluate("button => button === document.activeElement")
    order = [row.get_attribute("data-node") for row in page.locator(".scores tbody tr").all()]
    assert [rank[node] for node in order[: len(ranked)]] == sorted(rank.values(), reverse=True)
    page.locator(".scores th", has_text="Entity").first.locator("button").click()
    shown = names(page)
    assert shown == page.evaluate("names => [...names].sort((a, b) => a.localeCompare(b))", shown)
    assert page.locator("#measure-pick").input_value() == str(list(SCORES).index("constraint"))
    page.locator(".scores th", has_text="Kind").first.locator("button").click()
    kinds = page.locator(".scores td.kind").all_inner_texts()
    assert kinds == page.evaluate("kinds => [...kinds].sort((a, b) => a.localeCompare(b))", kinds)


BESIDE = """[...document.querySelectorAll(".scores tbody tr")].map((row) =>
  [row.dataset.node, [...row.querySelectorAll("td.beside")].map((cell) => cell.innerText.trim())])"""


def test_ranges_are_those_of_the_analysis(visit, analyses):
    page = visit()
    for number, score in enumerate(SCORES):
        page.locator("#measure-pick").select_option(str(number))
        expected = {each.measured.node: each for each in analyses[0].ranked if each.measured.score == score}
        shown = dict(page.evaluate(BESIDE))
        assert shown.keys() == expected.keys(), score
        for node, told in shown.items():
            each, elsewhere = expected[node], dict(expected[node].by_policy)
            ranges = [str(each.by_claim or "–"), str(each.by_claimant or "–")]
            ranks = [str(elsewhere[name] or "–") for name in ("narrator", "everyone")]
            assert told == [*ranges, *ranks], (score, node)


def test_the_end_of_a_range_leads_to_the_claim_that_brings_it(visit, analyses):
    page = visit()
    page.locator("#measure-pick").select_option("1")
    lead = next(each for each in analyses[0].ranked if each.measured.score == "betweenness")
    assert lead.measured.node == MALI and lead.by_claim.worst_without
    worst = page.locator(f"tr[data-node='{MALI}'] td.beside").first.locator("button")
    worst.click()
    assert page.evaluate("kg.state.chosen") == {"claim": lead.by_claim.worst_without}
    page.keyboard.press("Escape")
    assert worst.evaluate("button => button === document.activeElement")


def test_a_fragile_lead_is_marked_with_the_claims_that_decide_it(visit, analyses):
    page = visit()
    for score, name in enumerate(SCORES):
        page.locator("#measure-pick").select_option(str(score))
        lead = next(each for each in analyses[0].leads if each.score == name)
        assert page.locator(".scores .chosen .rank.fragile").count() == (
            len(lead.leaders) if lead.fragile else 0
        )
        told = page.locator(".verdict").inner_text()
        if not lead.fragile:
            assert "Firm: the same lead" in told
            continue
        cases = sum(number for _, number in analyses[0].without)
        assert f"Fragile: another lead in {len(lead.changes)} of {cases} cases tried." in told
        page.locator(".verdict summary").click()
        page.locator(".verdict li .name").first.click()
        assert page.evaluate("kg.state.chosen") == {"claim": lead.changes[0].name}


def marks(page: Page, figure: str) -> Locator:
    return page.locator(f"[data-figure='{figure}'] svg [data-node]")


def test_every_name_in_a_figure_leads_to_its_node(visit, analyses):
    page = visit()
    entities, signed = (each.network for each in analyses)
    first = [each.measured.node for each in analyses[0].ranked if each.measured.score == "betweenness"][:12]
    friends = {node for tail, head, sign in signed.edges(data="sign") if sign for node in (tail, head)}
    expected = {
        "ranks-entities-betweenness": set(first),
        "balance": friends,
        "communities": set(entities),
    }
    for figure, nodes in expected.items():
        found = marks(page, figure)
        assert {BASE + mark.get_attribute("data-node") for mark in found.all()} == nodes, figure
        found.nth(2).click()
        assert page.evaluate("kg.state.chosen.node") == BASE + found.nth(2).get_attribute("data-node")
        page.keyboard.press("Escape")


def test_arrows_walk_through_a_figure_which_is_one_stop(visit):
    page = visit()
    found = marks(page, "communities")
    assert [mark.get_attribute("tabindex") for mark in found.all()].count("0") == 1
    assert all(
        mark.get_attribute("role") == "button" and mark.get_attribute("aria-label") for mark in found.all()
    )
    found.first.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    assert found.nth(2).evaluate("mark => mark === document.activeElement")
    page.keyboard.press("Enter")
    assert page.evaluate("kg.state.chosen.node") == BASE + found.nth(2).get_attribute("data-node")
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    assert found.last.evaluate("mark => mark === document.activeElement")


def test_the_numbers_of_a_figure_open_on_their_nodes(visit, analyses):
    page = visit()
    groups = find_communities(analyses[0].network).groups
    parts = page.locator("[data-figure='communities'] details.behind")
    assert parts.count() == len(groups)
    parts.first.locator("summary").click()
    archive = analyses[0].archive
    assert parts.first.locator(".name").all_inner_texts() == [archive.name(node) for node in groups[0]]


def test_triads_are_listed_by_kind(visit, little_html):
    page = visit(little_html)
    kinds = page.locator("[data-figure='balance'] details.behind summary").all_inner_texts()
    panels = [
        re.sub(r"\s", "", g.text_content())
        for g in page.locator("[data-figure='balance'] svg > g:not([data-node])").all()[:4]
    ]
    assert kinds
    for told in kinds:
        meaning, number = re.fullmatch(r"(.+)\((\d+)\)", re.sub(r"\s", "", told).lower()).groups()
        assert any(f"{number}{verdict}{meaning}" in panel for panel in panels for verdict in VERDICTS)


def test_a_figure_is_copied_without_what_could_run(modules):
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="window.pwned=1" style="color:red">'
        "<script>window.pwned=2</script><foreignObject><p>x</p></foreignObject>"
        '<a href="javascript:window.pwned=3"><text>gone</text></a><image href="x"/><use href="#x"/>'
        '<g data-node="actor/a" onclick="window.pwned=4"><text x="1">kept &lt;b&gt;</text></g></svg>'
    )
    modules.evaluate("document.body.replaceChildren()")
    runner(modules, "elements.js")("document.body.append(copiedPicture(given))", text)
    assert modules.inner_html("body") == (
        '<svg viewBox="0 0 9 9"><g data-node="actor/a"><text x="1">kept &lt;b&gt;</text></g></svg>'
    )
    assert modules.evaluate("typeof window.pwned") == "undefined"


def test_the_tab_speaks_french(visit):
    page = visit(locale="fr-FR")
    words = page.locator("#measures").inner_text()
    for told in (
        "Mesure",
        "Degré",
        "Intermédiarité",
        "Taille efficace",
        "sans une affirmation",
        "selon «\u00a0Narrateur",
    ):
        assert told in words
    assert "En tête\u00a0:" in words and "Alliance des États du Sahel" in words
    svg = page.locator("[data-figure='communities'] svg").text_content()
    assert "Communautés, et accord des essais" in svg
    told = page.locator("#measures thead th, #measures .lead, #measures figcaption, #measures p")
    french = set(told.all_inner_texts())
    page.click("#language")
    assert french & set(told.all_inner_texts()) <= {"PageRank"}
    assert (
        "Ranks by betweenness"
        in page.locator("[data-figure='ranks-entities-betweenness'] svg").text_content()
    )


def test_hostile_names_stay_text(visit, analyses, archive):
    hostile = {iri: replace(thing, label=Label(HOSTILE, HOSTILE)) for iri, thing in archive.entities.items()}
    network = analyses[0].network.copy()
    for _, data in network.nodes(data=True):
        data["label"] = data["label_fr"] = HOSTILE
    named = replace(archive, entities=hostile)
    poisoned = (replace(analyses[0], network=network, archive=named),)
    page = visit(draw(named, measures=measures_data(named, poisoned, figures(poisoned)[0])))
    assert page.evaluate("typeof window.pwned") == "undefined"
    assert page.locator("#measures img, #measures script").count() == 0
    assert set(names(page)) == {HOSTILE}
    assert HOSTILE in page.locator("[data-figure='communities'] svg").text_content()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_without_measures_of_the_build_degree_remains(visit, archive):
    page = visit(draw(archive))
    assert "This page knows degree and parts alone" in page.locator(".stale-why").inner_text()
    assert {node: int(cells[0][0]) for node, cells in rows(page).items()} == degrees_of(archive, "reported")
    assert page.locator(".figures, td.beside, td.built, .scores option").count() == 0


def test_a_policy_that_was_not_measured_says_so(visit, archive, analyses, monkeypatch):
    monkeypatch.setattr(measures, "MOST_ELSEWHERE", 5)
    page = visit(draw(archive, measures=measures_data(archive, analyses)))
    assert page.locator(".stale-why").count() == 0
    choose_policy(page, "everyone")
    assert page.locator(".stale-why").inner_text().startswith("The reading “Everyone” was not measured")
    assert {node: int(cells[0][0]) for node, cells in rows(page).items()} == degrees_of(archive, "everyone")
    assert all(cells[1] is None for cells in rows(page).values())


def test_ranges_of_one_policy_are_not_shown_for_another(visit):
    page = visit()
    choose_policy(page, "narrator")
    assert page.locator("#measures").get_by_text("Ranges were computed for “Reported”.").count() == 1
    assert page.locator(".spread").count() == 0


FITTING = """(score) => {
  const pick = document.getElementById("measure-pick"), one = (part) => document.querySelector(part);
  pick.value = String(score);
  pick.dispatchEvent(new Event("change", {bubbles: true}));
  const heads = (part) => [...document.querySelectorAll(`.scores thead th${part}`)];
  const seen = (part) => heads(part).filter((head) => head.checkVisibility()).length;
  const [table, room] = [".scores", ".measured"].map((part) => one(part).getBoundingClientRect().width);
  return [table <= room, seen(".entity") + seen(".chosen"), seen(".score")];
}"""


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_the_table_keeps_what_fits(visit, locale):
    page = visit(locale=locale)
    for width, scores in ((1366, len(SCORES)), (1240, 2), (390, 1)):
        page.set_viewport_size({"width": width, "height": 768})
        settled(page)
        for score in range(len(SCORES)):
            fits, named, shown = page.evaluate(FITTING, score)
            assert fits and named == 2, (width, score)
        assert shown == scores, width


@pytest.mark.long
def test_the_data_of_measures_know_what_a_page_needs_and_nothing_else(archive, analyses, figured):
    assert measures_data(archive, ()) is None
    assert measures_data(archive, analyses[1:]) is None
    found = measures_data(archive, analyses, figured)
    assert found == measures_data(archive, analyses, figures(analyses)[0])
    assert [figure["name"] for figure in found["figures"]] == list(measures.SHOWN)
    assert found["figured"] == "reported" and set(found["policies"]) == set(archive.policies)
    used = {n for of in found["ranges"]["reported"].values() if isinstance(of, list)
            for score in of for spread in score.values() for n in spread[2:] if n is not None}  # fmt: skip
    assert used == set(range(len(found["without"])))


def test_marks_of_a_figure_name_their_nodes(analyses):
    svg = ET.fromstring(rank_ranges(analyses[0], "pagerank", top=5))
    found = [group.attrib["data-node"] for group in svg.iter() if "data-node" in group.attrib]
    ranked = [each.measured for each in analyses[0].ranked if each.measured.score == "pagerank"]
    assert [BASE + node for node in found] == [m.node for m in ranked[:5]]
