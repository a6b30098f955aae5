"""The page in a real browser: honest about every policy, readable, and the same every time it is drawn."""

import json
import re
from dataclasses import replace
from itertools import combinations

import networkx as nx
import pytest
from playwright.sync_api import Page

from kg.core.ontology import Label
from kg.explorer.drawings import whole
from kg.explorer.layout.geometry import Box
from kg.explorer.layout.stress import arrange
from kg.explorer.page import draw
from kg.explorer.scene import Link, Scene
from kg.graph.read import Archive
from kg.network.project import project
from tests.support.explorer import (
    ATTACK,
    CENTRE,
    CLEAR,
    DEEP,
    JNIM,
    believe,
    carried,
    click_on_edge,
    edge_of,
    overlapping,
    settled,
)


@pytest.fixture(scope="module")
def part(archive: Archive) -> Archive:
    """Some claims of the archive, the doubted ones too: enough to see, and drawn at once."""
    chosen = [s for s in archive.claims.values() if s.status != "Asserted" or JNIM in (s.subject, s.target)]
    return replace(archive, claims={s.iri: s for s in chosen})


def test_each_policy_draws_and_lists_its_own_facts(visit, archive):
    page = visit()
    page.click("#tab-table")
    for policy in archive.policies:
        believe(page, policy)
        network = project(archive, policy)
        facts = {(u, v, key, data["claims"]) for u, v, key, data in network.edges(keys=True, data=True)}
        drawn = page.evaluate("kg.drawn()")
        assert {(e["tail"], e["head"], e["relation"], " ".join(sorted(e["claims"]))) for e in drawn} == facts
        assert page.locator("#rows tr").count() == len(drawn) == len(facts)
        counts = page.locator("#counts").inner_text()
        accepted = sum(policy in s.admitted_by for s in archive.claims.values())
        assert f"{len(network)}\u00a0entities" in counts
        assert f"{len(facts)}\u00a0links" in counts
        assert f"{accepted}\u00a0claims of {len(archive.claims)}" in counts


def test_the_page_says_what_a_change_of_policy_changes(visit, archive):
    page = visit()
    believe(page, "everyone")
    before, after = project(archive, "reported"), project(archive, "everyone")
    more = after.number_of_edges() - before.number_of_edges()
    assert (
        f"+{more}\u00a0links, +{len(after) - len(before)}\u00a0entities"
        in page.locator("button.change").inner_text()
    )
    page.click("button.change")
    assert page.locator("#evidence .links li").count() == more


@pytest.mark.parametrize("policy", ["narrator", "everyone"])
def test_it_opens_on_the_policy_of_the_archive(visit, part, policy):
    page = visit(draw(replace(part, policy=policy)))
    assert page.locator("#policies input:checked").get_attribute("value") == policy
    assert len(page.evaluate("kg.drawn()")) == project(part, policy).number_of_edges()


def test_an_edge_leads_to_its_sentence(visit, archive):
    page = visit()
    for relation in ("perpetrator", "memberOf", "affiliatedWith"):
        edge = edge_of(page, relation=relation)
        assert click_on_edge(page, edge)
        assert page.evaluate("kg.state.chosen") == {"edge": edge["id"]}
        for iri in edge["claims"]:
            claim = archive.claims[iri]
            card = page.locator("#evidence article.claim", has_text=iri)
            for passage in claim.spans:
                assert (
                    archive.sentence(passage).text.lstrip("# ")
                    in card.locator("blockquote").all_inner_texts()
                )
            marks = card.locator("mark").all_inner_texts()
            assert marks == [span.exact for span in claim.spans]
            told = card.locator("dl").inner_text()
            assert "the narrator" in told and "takes it as his own" in told
        page.keyboard.press("Escape")


def test_distanced_edges_are_dotted_and_only_everyone_draws_them(visit, archive):
    page = visit()
    doubted = {iri for iri, s in archive.claims.items() if s.status == "Distanced"}
    for policy in ("narrator", "reported"):
        believe(page, policy)
        assert not any(doubted & set(edge["claims"]) for edge in page.evaluate("kg.drawn()"))
    believe(page, "everyone")
    edges = page.evaluate("kg.drawn()")
    dotted = [edge for edge in edges if doubted & set(edge["claims"])]
    plain = min(edge["width"] for edge in edges if edge["dashes"] is False)
    assert {s for edge in dotted for s in edge["claims"]} == {
        iri for iri in doubted if archive.claims[iri].relation.name != "happened"
    }
    assert all(edge["dashes"][0] < 3 and edge["width"] < plain for edge in dotted)
    page.evaluate("id => kg.choose({edge: id})", dotted[0]["id"])
    assert page.locator("#evidence .badge").first.inner_text() == "distanced"
    assert "keeps it at a distance" in page.locator("#evidence dl").inner_text()


def test_a_toll_stands_with_who_states_it(visit):
    page = visit()
    page.evaluate("iri => kg.choose({node: iri})", ATTACK)
    tolls = page.locator(".toll").all_inner_texts()
    assert [re.sub(r"\s+", " ", toll) for toll in tolls] == [
        "at least 70 killed security sources · estimated",
        "more than 200 injured security sources · estimated",
    ]
    page.click("#language")
    assert "au moins 70 morts" in page.locator(".toll").first.inner_text()


def test_what_stands_against_a_claim_is_one_click_away(visit, archive):
    page = visit()
    claim = next(s for s in archive.claims.values() if any(iri in archive.claims for iri in s.against))
    other = next(iri for iri in claim.against if iri in archive.claims)
    page.evaluate("iri => kg.choose({claim: iri})", claim.iri)
    page.locator(".others .other", has_text=archive.claims[other].quote).first.click()
    assert page.evaluate("kg.state.chosen") == {"claim": other}
    assert page.locator("#evidence .others .other", has_text=claim.quote).count() >= 1
    page.click("#back")
    assert page.evaluate("kg.state.chosen") == {"claim": claim.iri}


def test_search_finds_a_name_however_it_is_typed(visit):
    page = visit()
    for typed in ("gsim", "GROUPE DE SOUTIEN A L’ISLAM", "jnim"):
        page.fill("#search", typed)
        assert "Group for Support of Islam and Muslims" in page.locator("#found li").first.inner_text()
        page.keyboard.press("Enter")
        assert page.evaluate("kg.state.chosen") == {"node": JNIM}
        assert page.locator("#panel-title").inner_text() == "Group for Support of Islam and Muslims"
        page.keyboard.press("Escape")
    page.fill("#search", "zzzz")
    assert page.locator("#found").inner_text() == "No name matches"


def test_french_is_spoken_throughout(visit):
    page = visit()
    english = page.evaluate("[...document.querySelectorAll('[data-w]')].map((node) => node.textContent)")
    page.click("#language")
    french = page.evaluate("[...document.querySelectorAll('[data-w]')].map((node) => node.textContent)")
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert {e for e, f in zip(english, french, strict=True) if e == f} <= {"Article", "Relation"}
    assert "Qui croire ?" in french
    assert "sources\nsécuritaires" in {n["label"].replace(" ", "\n") for n in page.evaluate("kg.labelled()")}
    page.evaluate("iri => kg.choose({node: iri})", JNIM)
    assert "Groupe armé" in page.locator("#evidence").inner_text()
    page.click("#tab-table")
    assert "a pour auteur" in page.locator("#rows").inner_text()


SIZES = [(1366, 768), (390, 844), (1920, 1080)]


@pytest.mark.parametrize("size", SIZES if DEEP else SIZES[:2])
def test_no_two_labels_lie_on_each_other(visit, archive, size):
    page = visit(viewport=dict(zip(("width", "height"), size, strict=True)))
    stage = page.locator("#canvas").bounding_box()
    for language in ("en", "fr"):
        for policy in archive.policies:
            believe(page, policy)
            settled(page)
            boxes = _clear_labels(page)
            if size[0] > 1000:
                assert len(boxes) >= 0.9 * len(project(archive, policy)), language
                assert all(box["left"] >= 0 and box["right"] <= stage["width"] for box in boxes)
                assert all(box["top"] >= 0 and box["bottom"] <= stage["height"] for box in boxes)
        page.evaluate("iri => kg.choose({node: iri})", ATTACK)
        settled(page)
        assert size[0] < 1000 or page.evaluate("kg.tied()") != []  # a small screen may have no room for any
        _clear_labels(page)
        page.keyboard.press("Escape")
        page.click("#whole")
        page.click("#language")


def test_the_label_of_a_line_under_the_pointer_lies_on_no_other(visit):
    page = visit()
    for edge in page.evaluate("kg.drawn()")[:: 1 if DEEP else 10]:
        page.evaluate(CENTRE, edge)
        settled(page)
        point = page.evaluate(CLEAR, edge)
        page.mouse.move(point["x"], point["y"])
        page.wait_for_function("id => kg.tied().some((label) => label.id === id)", arg=f"l{edge['id']}")
        assert overlapping(page) == []


def _clear_labels(page: Page) -> list[dict[str, float]]:
    """Return the boxes of the nodes' labels, once sure that no label lies on another, be it of a line."""
    assert overlapping(page) == []
    return [label["box"] for label in page.evaluate("kg.labelled()")]


def test_the_panel_leaves_the_network_in_its_place(visit):
    page = visit()
    before = page.locator("#canvas").bounding_box()
    page.evaluate("iri => kg.choose({node: iri})", JNIM)
    assert page.locator("#canvas").bounding_box() == before
    point = page.evaluate("iri => kg.pagePoint({node: iri})", JNIM)
    assert point["x"] < page.locator("#panel").bounding_box()["x"]


def test_without_scripts_the_claims_behind_the_links_are_a_table(visit, archive):
    page = visit(wait=False, java_script_enabled=False)
    behind = {iri for link in whole(archive).links for iri in link.claims}
    rows = page.locator(".plain tbody tr").all_inner_texts()
    assert len(rows) == len(behind) <= 500
    for statement in (archive.claims[iri] for iri in behind):
        assert any(statement.quote in row and archive.name(statement.claimant, "fr") in row for row in rows)
    assert page.locator("#app").is_hidden()


def test_what_the_page_carries_cannot_leave_its_element(archive, html):
    text = carried(html, "data")
    assert {thing["label"][1] for thing in json.loads(text)["things"]} >= {archive.entities[JNIM].label.en}
    assert carried(html, "script").startswith("(async () => {")
    assert "vis-network" in carried(html, "vis-network")


def test_the_page_names_no_file_beside_it(html):
    assert "sourceMappingURL" not in html
    assert re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=\"([^\"]*)", html) == ["data:,"]


def test_a_page_with_two_links_that_are_one_is_refused(archive):
    link = Link(JNIM, ATTACK, "perpetrator", Label("a", "b"), 0, whole(archive).links[0].claims)
    with pytest.raises(ValueError, match="two links of the page are one"):
        draw(archive, Scene(Label("a", "b"), (link, replace(link, sign=1))))


@pytest.mark.parametrize("aspect", [0.6, 2.2])
def test_a_layout_leaves_no_box_on_another(aspect):
    network = nx.MultiDiGraph(
        nx.disjoint_union_all([nx.star_graph(9), nx.path_graph(4), nx.cycle_graph(5), nx.path_graph(1)])
    )
    network = nx.relabel_nodes(network, str)
    boxes = {node: Box(50, 10, 30) for node in network}
    (places,) = arrange(network, boxes, [aspect])
    assert [places] == arrange(network, boxes, [aspect])
    tops = {node: place.y - 10 - 30 * place.above for node, place in places.items()}
    for a, b in combinations(network, 2):
        assert abs(places[a].x - places[b].x) >= 100 or abs(tops[a] - tops[b]) >= 50
