"""The page is for everybody: axe finds nothing wrong, keys alone reach all of it, text stands out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from kg.explorer.page import WEB
from tests.support.explorer import DEEP, JNIM, Edge, edge_of, tabs, violations


def states(page: Page) -> Iterator[str]:
    """Bring a page into one state after the other."""
    yield "as it opens"
    page.evaluate("iri => kg.choose({node: iri})", JNIM)
    yield "with the panel of a node"
    page.evaluate("kg.choose({edge: kg.drawn()[3].id})")
    yield "with the panel of a link"
    page.evaluate("kg.choose({claim: kg.admitted()[5]})")
    yield "with the panel of a claim"
    page.evaluate("kg.choose({sentence: 6})")
    yield "with the panel of a sentence"
    page.evaluate("kg.choose(null)")
    page.click("#filters")
    page.evaluate("document.querySelectorAll('#facets details').forEach((part) => { part.open = true; })")
    yield "with filters"
    page.click("#drawerClose")
    page.click("#voices")
    yield "with voices"
    page.click("#voices")
    page.click("#takeawayOpen")
    yield "with what to take away"
    page.click("#takeawayOpen")
    page.fill("#search", "ma")
    yield "with names that are offered"
    page.fill("#search", "")
    for tab in tabs(page):
        page.evaluate("tab => kg.openTab(tab)", tab)
        yield f"on the tab '{tab}'"
    page.evaluate("kg.openTab('path')")
    for field, name in (("#path-start", "al-qa"), ("#path-end", "mali")):
        page.fill(field, name)
        page.keyboard.press("Enter")
    assert page.locator(".path").count() > 1
    yield "with a path"
    page.evaluate("kg.believe('everyone')")
    page.click("button.change")
    yield "with what changed"


@pytest.mark.parametrize(
    ("first", "step", "options"),
    [
        (0, 1 if DEEP else 3, {}),
        (1, 1 if DEEP else 6, {"locale": "fr-FR", "color_scheme": "dark"}),
        (5, 1 if DEEP else 6, {"viewport": {"width": 390, "height": 844}}),
    ],
    ids=["wide", "french and dark", "narrow"],
)
def test_axe_finds_nothing_wrong_in_any_view(visit, full, first, step, options):
    """On a wide screen every third state is looked at, on the others every sixth; in ``make deep`` all."""
    page, found = visit(full, **options), {}
    for number, state in enumerate(states(page)):
        if number % step == first % step and (wrong := violations(page)):
            found[state] = wrong
    assert found == {}


# by keyboard alone

FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const around = [one, one.parentElement, one.nextElementSibling]
    .filter(Boolean).map((node) => getComputedStyle(node));
  return {tag: one.tagName, id: one.id, text: one.textContent.trim(), inside: one !== document.body,
    ring: around.some((look) => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2),
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth};
}"""


def step(page: Page, key: str = "Tab") -> dict:
    page.keyboard.press(key)
    return page.evaluate(FOCUS)


def tab_to(page: Page, wanted: str, most: int = 90) -> dict:
    """Press Tab until something is reached, by its id or its words; each stop on the way shows its focus."""
    for _ in range(most):
        stop = step(page)
        if stop["inside"]:
            assert stop["ring"] and stop["seen"], f"no focus is seen on {stop}"
        if stop["inside"] and wanted in (stop["id"], stop["text"]):
            return stop
    raise AssertionError(f"Tab does not reach {wanted}")


def test_from_the_first_tab_to_the_words_behind_a_link(visit):
    page = visit()
    stop = step(page)
    assert stop["text"] == "Go to the table" and stop["ring"]
    page.keyboard.press("Enter")
    edge: Edge = edge_of(page, relation="memberOf")
    row = page.locator(f"#rows tr[data-edge='{edge['id']}'] button")
    for _ in range(90):
        step(page)
        if row.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    assert page.evaluate("kg.state.chosen") == {"edge": edge["id"]}
    assert page.evaluate("document.activeElement.id") == "panel-title"
    assert page.locator("#evidence blockquote mark").count() >= 1
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert row.evaluate("node => node === document.activeElement")


def test_tabs_policies_filters_and_voices_are_reached_and_left_by_keys(visit, archive):
    page = visit()
    tab_to(page, "tab-graph")
    for name in tabs(page)[1:]:
        assert step(page, "ArrowRight")["id"] == f"tab-{name}"
        assert page.evaluate("kg.state.tab") == name
    assert step(page, "Home")["id"] == "tab-graph"
    tab_to(page, "policy-reported")
    assert step(page, "ArrowRight")["id"] == "policy-everyone"
    assert page.evaluate("kg.state.policy") == "everyone"
    tab_to(page, "voices")
    page.keyboard.press("Enter")
    believed = page.locator("#voiceList input:checked").count()
    tab_to(page, "voice-1")
    assert step(page, "Space")["id"] == "voice-1"
    assert page.locator("#voiceList input:checked").count() == believed - 1
    assert page.evaluate("kg.state.without.size") == 1
    assert step(page, "Escape")["id"] == "voices"
    assert page.locator("#voiceList").is_hidden()
    tab_to(page, "filters")
    page.keyboard.press("Enter")
    assert page.locator("#drawer").is_visible()
    tab_to(page, "kind-0")
    before = page.evaluate("kg.drawn().length")
    assert step(page, "Space")["id"] == "kind-0"
    assert page.evaluate("kg.drawn().length") < before
    assert step(page, "Escape")["id"] == "filters"
    assert page.locator("#drawer").is_hidden()


@pytest.mark.parametrize(
    ("opener", "part"),
    [("voices", "voiceList"), ("filters", "drawer"), ("takeawayOpen", "takeawayList")],
)
def test_escape_closes_what_a_button_opened_and_the_focus_is_on_the_button(visit, opener, part):
    page = visit()
    for steps in (0, 2):
        page.focus(f"#{opener}")
        page.keyboard.press("Enter")
        assert page.locator(f"#{part}").is_visible()
        assert page.locator(f"#{opener}").get_attribute("aria-expanded") == "true"
        for _ in range(steps):
            page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        assert page.locator(f"#{part}").is_hidden()
        assert page.evaluate("document.activeElement.id") == opener
        assert page.locator(f"#{opener}").get_attribute("aria-expanded") == "false"


def test_a_name_is_found_its_neighbours_walked_and_left_again_by_keys(visit):
    page = visit()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("gsim")
    page.keyboard.press("Enter")
    assert page.evaluate("[kg.state.chosen.node, document.activeElement.id]") == [JNIM, "panel-title"]
    first = page.locator("#evidence .near button.other").first.inner_text()
    tab_to(page, first.replace("\n", " ") if "\n" in first else first)
    page.keyboard.press("Enter")
    assert "edge" in page.evaluate("kg.state.chosen")
    assert page.evaluate("document.activeElement.id") == "panel-title"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "back"
    page.keyboard.press("Enter")
    assert page.evaluate("kg.state.chosen") == {"node": JNIM}
    assert step(page, "Escape")["id"] == "search"
    assert page.locator("#panel").is_hidden()


def test_a_value_that_is_hidden_keeps_its_place_and_the_focus(visit):
    page = visit()
    page.click("#filters")
    labels = page.locator("#facets li bdi").all_inner_texts()
    for name in labels[:4]:
        page.get_by_label(name, exact=False).first.focus()
        page.keyboard.press("Space")
        told = page.evaluate("document.activeElement.closest('li').querySelector('bdi').textContent")
        assert told == name
        assert not page.evaluate("document.activeElement.checked")
    assert page.locator("#facets li bdi").all_inner_texts() == labels


def test_the_focus_stays_where_it_is_when_whom_one_believes_changes(visit):
    page = visit()
    page.evaluate("kg.openTab('table')")
    tab_to(page, "sort-status")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "sort-status"
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Status")
    page.evaluate("kg.believe('everyone')")
    assert page.evaluate("document.activeElement.id") == "sort-status"


# colours

THEMES = re.findall(
    r":root[^{]*\{\s*color-scheme: (\w+);(.*?)\}", (WEB / "theme.css").read_text(encoding="utf-8"), re.S
)


@pytest.mark.parametrize(("theme", "rules"), THEMES)
def test_text_stands_out_from_its_ground(theme, rules):
    hue = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", rules))
    pairs = [
        (ink, on) for ink in ("ink", "muted", "accent", "doubt") for on in ("ground", "surface", "raised")
    ]
    for ink, on in [*pairs, ("accent", "accent-soft"), ("mark-ink", "mark")]:
        assert _contrast(hue[ink], hue[on]) >= 4.5, f"{theme}: {ink} on {on}"


def test_both_themes_are_there_whether_the_system_or_the_reader_chooses():
    assert [theme for theme, _ in THEMES] == ["light", "dark", "dark"]
    assert THEMES[1][1].split() == THEMES[2][1].split()


def _contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
