"""What a page shows can be sent along and comes back; another language or theme leaves nothing stale."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from kg.graph.read import Archive
from tests.support.explorer import ATTACK, DEEP, JNIM, tabs

# addresses

STATE = """() => { const {policy, without, filters, chosen, tab, scope, pairs} = kg.state;
  return JSON.stringify({policy, without: [...without].sort(), chosen, tab, scope, pairs, time: filters.time,
    hidden: Object.entries(filters).map(([k, v]) => [k, v instanceof Set ? [...v].sort() : v])}); }"""


def changes(archive: Archive) -> list[str]:
    """Return changes of the state, as scripts."""
    claim = next(s for s in archive.claims.values() if s.status == "Estimated")
    return [
        "kg.believe('everyone'); kg.openTab('table')",
        f"kg.change({{without: new Set(['{claim.claimant}'])}})",
        "kg.change({filters: {...kg.state.filters, relation: new Set(['memberOf']), kind: new Set(['City']),"
        " status: new Set(['Distanced']), time: ['2024-01-01', '2024-12-31', false]}})",
        f"kg.choose({{node: '{JNIM}'}})",
        "kg.choose({edge: 0})",
        f"kg.choose({{claim: '{claim.iri}'}})",
        "kg.choose({sentence: 4}); kg.openTab('text')",
        f"kg.change({{pairs: true}}); kg.widen('{ATTACK}')",
    ]


def test_an_address_opened_afresh_gives_the_same_view(visit, archive):
    page, afresh = visit(), visit()
    for change in changes(archive)[:: 1 if DEEP else 2]:
        page.evaluate(f"() => {{ {change} }}")
        address = page.evaluate("kg.addressOf()")
        assert page.evaluate("location.hash") == address
        afresh.evaluate("address => { history.replaceState(null, '', address); }", address)
        afresh.reload()
        afresh.wait_for_selector("html[data-ready]", state="attached")
        assert afresh.evaluate(STATE) == page.evaluate(STATE), change
        assert afresh.evaluate("kg.drawn()") == page.evaluate("kg.drawn()"), change
        assert afresh.locator("#evidence").inner_text() == page.locator("#evidence").inner_text(), change


def test_going_back_to_an_earlier_address_brings_its_view_back(visit):
    page = visit()
    page.evaluate("iri => { location.hash = 'node=' + iri; }", "actor/jnim")
    page.wait_for_function("() => kg.state.chosen")
    page.evaluate("() => { location.hash = 'policy=everyone&tab=table'; }")
    page.wait_for_function("() => kg.state.policy === 'everyone'")
    assert page.evaluate("[kg.state.tab, kg.state.chosen]") == ["table", None]
    page.go_back()
    page.wait_for_function("() => kg.state.chosen")
    assert page.evaluate("[kg.state.policy, kg.state.chosen.node]") == ["reported", JNIM]


# languages and themes leave nothing stale

SEEN = """() => {
  const named = [...document.querySelectorAll("#app :is([aria-label], [title], [placeholder])")];
  const words = (node) => [node.ariaLabel, node.title, node.placeholder];
  const names = named.filter((node) => node.checkVisibility()).map(words);
  return [document.getElementById("app").innerText, ...names.flat()].filter(Boolean).join("\\n");
}"""


def test_another_language_leaves_no_word_of_the_first(visit, archive):
    page, french = visit(), visit(locale="fr-FR")
    chosen = [{"node": ATTACK}, {"edge": page.evaluate("kg.drawn()")[0]["id"]}, {"sentence": 6}]
    chosen += [{"claim": s.iri} for s in archive.claims.values() if s.cue and s.holds][:1]
    page.click("#filters")
    french.click("#filters")
    for tab, target in zip(tabs(page), [*chosen, *chosen], strict=False):
        for one in (page, french):
            one.evaluate("([tab, target]) => { kg.openTab(tab); kg.choose(target); }", [tab, target])
        page.click("#language")
        assert words(page) == words(french), tab
        page.click("#language")
        french.click("#language")
        assert words(page) == words(french), tab
        french.click("#language")


def words(page: Page) -> list[str]:
    return [re.sub(r"\s+", " ", line) for line in page.evaluate(SEEN).split("\n") if line.strip()]


def test_the_other_theme_is_that_of_a_page_opened_in_it(visit):
    page, dark = visit(), visit(color_scheme="dark")
    for one in (page, dark):
        one.evaluate("iri => kg.choose({node: iri})", JNIM)
    page.click("#theme")
    page.mouse.move(700, 400)
    look = """() => [...document.querySelectorAll("#app *")].map((node) => getComputedStyle(node))
      .map((style) => style.color + style.backgroundColor)"""
    assert page.evaluate(look) == dark.evaluate(look)
    colours = "() => kg.shown().nodes.map((id) => kg.network.body.data.nodes.get(id).color)"
    assert page.evaluate(colours) == dark.evaluate(colours)
