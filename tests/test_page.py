"""The page in a real browser: offline, honest about every policy, and deaf to hostile text."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page

from kg.geometry import Box
from kg.layout import arrange
from kg.network import project
from kg.ontology import Label
from kg.page import WEB, _as_json, _check_drawable, draw
from kg.statements import Archive, Passage

JNIM = "https://w3id.org/sahel-kg/actor/jnim"
ATTACK = "https://w3id.org/sahel-kg/event/bamako-attack"


@pytest.fixture(scope="session")
def html(archive: Archive) -> str:
    return draw(archive)


@pytest.fixture(scope="session")
def part(archive: Archive) -> Archive:
    """Some claims of the archive, the doubted ones too: enough to see, and drawn at once."""
    chosen = [
        s for s in archive.statements.values() if s.status != "Asserted" or JNIM in (s.subject, s.object)
    ]
    return replace(archive, statements={s.iri: s for s in chosen})


Open = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, html: str, tmp_path: Path) -> Iterator[Open]:
    """Open the page, or another text as one; afterwards, whatever it asked for or complained of fails."""
    contexts, noise = [], []

    def opened(text: str = html, wait: bool = True, **options: Any) -> Page:
        path = tmp_path / f"{len(contexts)}.html"
        path.write_text(text, encoding="utf-8")
        settings = {"viewport": {"width": 1366, "height": 768}, "locale": "en-GB", "reduced_motion": "reduce"}
        contexts.append(browser.new_context(**settings | options))
        page = contexts[-1].new_page()
        asked = [path.as_uri(), "data:,"]
        page.on("request", lambda r: r.url in asked or noise.append(f"request {r.url[:90]}"))
        page.on("console", lambda m: m.type in ("error", "warning") and noise.append(f"console {m.text}"))
        page.on("pageerror", lambda error: noise.append(f"error {error}"))
        page.on("dialog", lambda dialog: (noise.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.goto(path.as_uri())
        if wait:
            page.wait_for_function("window.kg && kg.labelled().length > 0")
            page.wait_for_timeout(80)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert noise == []


def believe(page: Page, policy: str) -> None:
    page.locator(f"#policies input[value={policy}]").check(force=True)


CLEAR = """({id, tail, head}) => {
  const frame = document.getElementById('canvas').getBoundingClientRect();
  const [a, b] = [tail, head].map((iri) => kg.pagePoint({node: iri}));
  for (const part of [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73]) {
    const point = {x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part};
    const there = {x: point.x - frame.left, y: point.y - frame.top};
    if (kg.network.getEdgeAt(there) === id && kg.network.getNodeAt(there) === undefined) return point;
  }
  return kg.pagePoint({edge: id});
}"""
"""Where an edge can be clicked as a person does: not where it passes under another one or a node."""


def click_on_edge(page: Page, edge: dict[str, Any]) -> None:
    point = page.evaluate(CLEAR, edge)
    page.mouse.click(point["x"], point["y"])


CENTRE = """({tail, head}) => {
  const frame = document.getElementById('canvas').getBoundingClientRect();
  const [a, b] = [tail, head].map((iri) => kg.pagePoint({node: iri}));
  const middle = {x: (a.x + b.x) / 2 - frame.left, y: (a.y + b.y) / 2 - frame.top};
  kg.network.moveTo({position: kg.network.DOMtoCanvas(middle), scale: 1.6});
}"""


def _choose_many(page: Page, archive: Archive) -> None:
    targets = [{"node": iri} for iri in [*archive.things][::4]]
    targets += [{"claim": iri} for iri in [*archive.statements][::8]]
    targets += [{"edge": edge["id"]} for edge in page.evaluate("kg.drawn()")[::6]]
    page.evaluate("targets => targets.forEach((target) => kg.choose(target))", targets)


def edge_of(page: Page, **wanted: str) -> dict[str, Any]:
    return next(e for e in page.evaluate("kg.drawn()") if wanted.items() <= e.items())


def test_nothing_leaves_the_page_whatever_one_opens(visit, archive):
    page = visit()
    for policy in archive.policies:
        believe(page, policy)
        for tab in ("list", "text", "graph"):
            page.click(f"#tab-{tab}")
    _choose_many(page, archive)
    page.click("#close")
    page.click("#theme")
    page.click("#language")


def test_only_our_own_scripts_run(browser, html, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(html.replace("</body>", "<script>window.strange = 1</script></body>"), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_function("window.kg")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'strange = 2'}))"
    )
    assert page.evaluate("typeof strange") == "undefined"
    page.close()


def test_each_policy_draws_and_lists_its_own_facts(visit, archive):
    page = visit()
    for policy in archive.policies:
        believe(page, policy)
        network = project(archive, policy)
        facts = {(u, v, key, data["claims"]) for u, v, key, data in network.edges(keys=True, data=True)}
        drawn = page.evaluate("kg.drawn()")
        assert {(e["tail"], e["head"], e["relation"], " ".join(sorted(e["claims"]))) for e in drawn} == facts
        assert page.locator("#rows tr").count() == len(drawn) == len(facts)
        counts = page.locator("#counts").inner_text()
        accepted = sum(policy in s.admitted_by for s in archive.statements.values())
        assert f"{len(network)}\u00a0entities" in counts
        assert f"{len(facts)}\u00a0links" in counts
        assert f"{accepted}\u00a0claims of {len(archive.statements)}" in counts


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
        page.evaluate(CENTRE, edge)
        page.wait_for_timeout(100)
        click_on_edge(page, edge)
        assert page.evaluate("kg.state.chosen") == {"edge": edge["id"]}
        for iri in edge["claims"]:
            claim = archive.statements[iri]
            card = page.locator("#evidence article.claim", has_text=iri)
            for passage in claim.passages:
                assert passage.text.lstrip("# ") in card.locator("blockquote").all_inner_texts()
            marks = card.locator("mark").all_inner_texts()
            assert marks == [p.text[p.start : p.end] for p in claim.passages]
            told = card.locator("dl").inner_text()
            assert "the narrator" in told and "takes it as his own" in told
        page.keyboard.press("Escape")


def test_distanced_edges_are_dotted_and_only_everyone_draws_them(visit, archive):
    page = visit()
    doubted = {iri for iri, s in archive.statements.items() if s.status == "Distanced"}
    for policy in ("narrator", "reported"):
        believe(page, policy)
        assert not any(doubted & set(edge["claims"]) for edge in page.evaluate("kg.drawn()"))
    believe(page, "everyone")
    edges = page.evaluate("kg.drawn()")
    dotted = [edge for edge in edges if doubted & set(edge["claims"])]
    plain = min(edge["width"] for edge in edges if edge["dashes"] is False)
    assert {s for edge in dotted for s in edge["claims"]} == {
        iri for iri in doubted if archive.statements[iri].relation != "happened"
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
    claim = next(
        s for s in archive.statements.values() if any(iri in archive.statements for iri in s.against)
    )
    other = next(iri for iri in claim.against if iri in archive.statements)
    page.evaluate("iri => kg.choose({claim: iri})", claim.iri)
    page.locator(".others .other", has_text=archive.statements[other].quote).first.click()
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
    page.click("#tab-list")
    assert "a pour auteur" in page.locator("#rows").inner_text()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (390, 844)])
def test_no_two_labels_lie_on_each_other(visit, archive, size):
    page = visit(viewport=dict(zip(("width", "height"), size, strict=True)))
    stage = page.locator("#canvas").bounding_box()
    for language in ("en", "fr"):
        for policy in archive.policies:
            believe(page, policy)
            page.wait_for_timeout(100)
            boxes = _clear_labels(page)
            if size[0] > 1000:
                assert len(boxes) >= 0.9 * len(project(archive, policy)), language
                assert all(box["left"] >= 0 and box["right"] <= stage["width"] for _, box in boxes)
                assert all(box["top"] >= 0 and box["bottom"] <= stage["height"] for _, box in boxes)
        page.evaluate("iri => kg.choose({node: iri})", ATTACK)
        page.wait_for_timeout(100)
        assert size[0] < 1000 or page.evaluate("kg.tied()") != []  # a small screen may have no room for any
        _clear_labels(page)
        page.keyboard.press("Escape")
        page.click("#whole")
        page.click("#language")


def _clear_labels(page: Page) -> list[tuple[str, dict[str, float]]]:
    """Return the labels of nodes, once sure that none lies on another, be it of a node or of an edge."""
    boxes = [(label["label"], label["box"]) for label in page.evaluate("[...kg.labelled(), ...kg.tied()]")]
    assert [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if _overlap(one, other)] == []
    return boxes[: len(page.evaluate("kg.labelled()"))]


def _overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > 1 and down > 1


def test_the_list_opens_the_same_evidence_from_the_keyboard(visit):
    page = visit()
    page.click("#tab-list")
    row = page.locator("#rows tr").nth(3)
    row.locator("button").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("kg.state.chosen") == {"edge": int(row.get_attribute("data-edge"))}
    assert page.evaluate("document.activeElement.id") == "panel-title"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert row.locator("button").evaluate("node => node === document.activeElement")


def test_the_panel_leaves_the_network_in_its_place(visit):
    page = visit()
    before = page.locator("#canvas").bounding_box()
    page.evaluate("iri => kg.choose({node: iri})", JNIM)
    assert page.locator("#canvas").bounding_box() == before
    point = page.evaluate("iri => kg.pagePoint({node: iri})", JNIM)
    assert point["x"] < page.locator("#panel").bounding_box()["x"]


def test_a_sentence_of_the_article_shows_its_claims(visit, archive):
    page = visit()
    page.click("#tab-text")
    sentence = page.locator(".sentence", has_text="Les attaques ont fait au moins 70 morts")
    sentence.click()
    expected = sum(any(p.sentence == 7 for p in s.passages) for s in archive.statements.values())
    assert page.locator("#evidence details.claim").count() == expected
    assert sentence.locator("mark").first.inner_text().startswith("Les attaques")


def test_without_scripts_the_claims_are_a_table(visit, archive, html):
    page = visit(html, wait=False, java_script_enabled=False)
    assert page.locator("noscript tbody tr, .plain tbody tr").count() == min(500, len(archive.statements))


HOSTILE = (
    '<script>window.pwned=1</script></script><img src=x onerror="window.pwned=2">'
    "'\"`${window.pwned=3}{{ 7*7 }}<a href='javascript:window.pwned=4'>\u202eevil\u2066\u2028\u2029"
    "\U0001f4a5]]><!--"
)
LONG = "é" * 10_000


@pytest.mark.parametrize("text", [HOSTILE, LONG], ids=["markup", "long"])
def test_hostile_text_stays_text(visit, part, text):
    archive = _poisoned(part, text)
    page = visit(draw(archive))
    for policy in archive.policies:
        believe(page, policy)
    _choose_many(page, archive)
    page.evaluate("iri => kg.choose({node: iri})", JNIM)
    page.locator("details.ids summary").click()
    page.fill("#search", text[:40])
    assert page.evaluate("typeof window.pwned") == "undefined"
    assert page.locator("#app img, #app script, #app a[href^=javascript]").count() == 0
    assert page.locator("#panel-title").text_content() == text
    page.evaluate("iri => kg.choose({claim: iri})", next(iter(archive.statements)))
    assert page.locator("#evidence .note").text_content() == text
    assert page.locator("#evidence mark").first.text_content() == text
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 1366
    assert all(len(label["label"]) <= 70 for label in page.evaluate("kg.labelled()"))


def _poisoned(archive: Archive, text: str) -> Archive:
    things = {
        iri: replace(
            thing,
            label=Label(text, text),
            aliases=(text,),
            identifiers=((text, text, "javascript:window.pwned=5"),),
        )
        for iri, thing in archive.things.items()
    }
    passage = Passage("news", 1, f"\U0001f4a5 {text}.", 2, 2 + len(text))
    statements = {
        iri: replace(s, quote=text, note=text, cue=text, reason=text, coreference=text, passages=(passage,))
        for iri, s in archive.statements.items()
    }
    tolls = dict.fromkeys(archive.tolls, text)
    return replace(archive, things=things, statements=statements, tolls=tolls)


def test_json_in_the_page_cannot_leave_its_element():
    assert _as_json({"a": "</script>&\u2028"}) == '{"a":"\\u003c/script\\u003e\\u0026\\u2028"}'


def test_the_same_archive_gives_the_same_bytes(miniature):
    code = (
        "import sys; from kg.graph import assemble; from kg.problems import read_seeds;"
        "from kg.statements import read_archive; from kg.page import draw;"
        "sys.stdout.buffer.write(draw(read_archive(assemble(read_seeds(sys.argv[1])))).encode())"
    )
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code, miniature],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        for seed in ("1", "2")
    ]
    one, other = (run.communicate()[0] for run in runs)
    assert len(one) > 500_000
    assert one == other


def test_the_page_names_no_file_beside_it(html):
    assert "sourceMappingURL" not in html
    assert re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=\"([^\"]*)", html) == ["data:,"]


def test_the_page_weighs_less_than_a_megabyte(html):
    assert 500_000 < len(html.encode()) < 1_000_000


@pytest.mark.parametrize(
    ("nodes", "edges", "complaint"),
    [
        ([{"id": 1}, {"id": 1}], [], "one id"),
        ([{"id": 1}], [{"id": 0, "from": 1, "to": 2}], r"without a node at one end: \[0\]"),
    ],
)
def test_what_would_blank_the_page_is_refused(nodes, edges, complaint):
    with pytest.raises(ValueError, match=complaint):
        _check_drawable(nodes, edges)


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


THEMES = re.findall(
    r":root[^{]*\{\s*color-scheme: (\w+);(.*?)\}", (WEB / "page.css").read_text(encoding="utf-8"), re.S
)


@pytest.mark.parametrize(("theme", "rules"), THEMES)
def test_text_stands_out_from_its_ground(theme, rules):
    hue = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", rules))
    pairs = [
        (ink, on) for ink in ("ink", "muted", "accent", "doubt") for on in ("ground", "surface", "raised")
    ]
    for ink, on in [*pairs, ("accent", "accent-soft"), ("mark-ink", "mark")]:
        assert _contrast(hue[ink], hue[on]) >= 4.5, f"{theme}: {ink} on {on}"


def _contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
