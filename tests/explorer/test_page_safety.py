"""The page asks for nothing, runs no script but ours, and takes hostile text for text."""

from __future__ import annotations

import re
from html import unescape

import pytest
from playwright.sync_api import Browser, Page

from kg.explorer.drawings import whole
from kg.explorer.page import draw
from kg.graph.read import Archive
from tests.support.explorer import DEEP, SCREEN, Watch, believe, choose_many, ready, settled, tabs
from tests.support.poison import HOSTILE, Poison


def open_everything(page: Page, archive: Archive) -> None:
    """Open every view, drawer, list and panel, under every policy, in both languages and themes."""
    for policy in archive.policies:
        believe(page, policy)
        for tab in tabs(page):
            page.click(f"#tab-{tab}")
    for button in ("#filters", "#voices", "#takeawayOpen"):
        page.click(button)
        page.keyboard.press("Escape")
        page.click("#title", force=True)
    choose_many(page, archive)
    page.click("#back")
    page.click("#close")
    page.fill("#search", "a")
    page.evaluate("document.querySelectorAll('#app details').forEach((part) => { part.open = true; })")
    page.click("#theme")
    page.click("#language")


# what goes out


def test_nothing_leaves_the_page_whatever_one_opens(visit, archive):
    page = visit()
    open_everything(page, archive)


CLICKED = """([tab, most]) => {
  const kinds = ["button:not([disabled])", "summary", "input[type=checkbox]", "tr[data-edge]", ".sentence"];
  const told = (one) => one.tagName + one.id + one.className + one.textContent, seen = new Set();
  const open = (one) => !one.closest(".bar, .top, .belief, #drawer") && one.checkVisibility();
  const all = () => [...document.querySelectorAll(kinds.map((kind) => "#app " + kind))];
  const fresh = () => all().find((one) => !seen.has(told(one)) && open(one));
  for (const {tail} of kg.drawn()) {
    if (seen.size >= most) break;
    kg.openTab(tab);
    kg.choose({node: tail});
    for (let next = fresh(); next && seen.size < most; next = fresh()) { seen.add(told(next)); next.click(); }
  }
  return seen.size;
}"""


GONE_TO = """async (addresses) => {
  for (const address of addresses) {
    const before = location.hash;
    const there = new Promise((done) => addEventListener("hashchange", done, {once: true}));
    location.hash = address;
    if (location.hash !== before) await there;
  }
}"""
"""Goes to one address after the other, each time waiting until the page has heard of it."""


def test_nothing_leaves_the_page_whatever_one_clicks(visit):
    page = visit()
    page.set_default_timeout(60_000)
    page.evaluate("window.print = () => {}")
    most = 1_000 if DEEP else 20
    for tab in tabs(page):
        assert page.evaluate(CLICKED, [tab, most]) > (100 if DEEP else 10), tab
        page.evaluate(GONE_TO, [""])
    assert page.evaluate("kg.drawn().length") > 0


def test_the_watch_hears_what_it_listens_for(browser: Browser, html, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(
        html.replace("</body>", "<img src='http://192.0.2.1/x.png'><script>1</script></body>"),
        encoding="utf-8",
    )
    watch, context = Watch(), browser.new_context(**SCREEN)
    page = ready(watch.over(context), path)
    page.evaluate("alert('x')")
    page.evaluate("setTimeout(() => { throw new Error('loud'); })")
    settled(page)
    context.close()
    heard = " ".join(watch.noise)
    for word in ("policy img-src", "policy script-src-elem", "dialog x", "error loud"):
        assert word in heard, (word, heard)


# what may run


def test_only_our_own_scripts_run(browser: Browser, html, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(html.replace("</body>", "<script>window.strange = 1</script></body>"), encoding="utf-8")
    page = ready(browser.new_page(), path)
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'strange = 2'}))"
    )
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"strange = 3\">')")
    page.evaluate("location.href = 'javascript:strange = 4'")
    page.wait_for_timeout(50)  # nothing tells of what does not happen
    assert page.evaluate("typeof strange") == "undefined"
    assert page.locator("html[data-ready]").count() == 1
    page.close()


def test_the_policy_allows_scripts_and_styles_by_hash_and_images_that_are_data(html):
    (policy,) = re.findall('<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
    rules = dict(part.strip().split(" ", 1) for part in unescape(policy).split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == "data:"
    assert rules["connect-src"] == "'none'"
    for kind in ("script-src", "style-src"):
        assert all(source.startswith("'sha256-") for source in rules[kind].split(" "))
    kinds = "default-src script-src style-src img-src connect-src base-uri form-action"
    assert rules.keys() == set(kinds.split())


# what is said

CHOSEN = """(targets) => targets.map((target) => {
  kg.choose(target);
  const panel = document.getElementById("evidence");
  for (const part of panel.querySelectorAll("details")) part.open = true;
  const texts = (query) => [...panel.querySelectorAll(query)].map((node) => node.textContent);
  return {title: texts("#panel-title")[0], notes: texts(".note"), marks: texts("mark"),
    all: texts("bdi, code"), wide: document.documentElement.scrollWidth};
})"""
STRANGERS = """() => {
  const tags = "script img iframe object embed link meta base style math template textarea video".split(" ");
  const strange = ({name, value}) => name.startsWith("on") || name === "src" || name === "srcdoc"
    || (name === "href" && !/^(https?:|#)/.test(value));
  return [...document.querySelectorAll("#app *")]
    .filter((node) => tags.includes(node.localName) || [...node.attributes].some(strange))
    .map((node) => node.outerHTML.slice(0, 200));
}"""


@pytest.mark.parametrize(("first", "width"), [(0, 1366), (500, 390)])
def test_hostile_text_in_every_field_stays_text_and_breaks_nothing(visit, archive, first, width):
    poison = Poison(HOSTILE, first)
    hostile = poison.archive(archive)
    scene = poison.scene(hostile)
    assert poison.used == {*HOSTILE} and len(HOSTILE) > 1_000
    wide = DEEP or width > 1_000  # what differs on a narrow screen is room: one policy shows it
    policies, step = [*archive.policies] if wide else ["everyone"], 1 if DEEP else 3
    page = visit(draw(hostile, scene), viewport={"width": width, "height": 844})
    page.set_default_timeout(60_000)
    for policy in policies:
        page.evaluate("policy => kg.believe(policy)", policy)
        for tab in tabs(page):
            page.evaluate("tab => kg.openTab(tab)", tab)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, tab
            assert page.evaluate(STRANGERS) == [], tab
    things = [*hostile.entities.values(), *scene.extra][::step]
    targets = [{"node": thing.iri} for thing in things]
    for thing, shown in zip(things, page.evaluate(CHOSEN, targets), strict=True):
        if thing.kind.name != "Narrator":
            assert shown["title"] == thing.label.en
            assert {thing.label.fr, *getattr(thing, "aliases", ())} <= {*shown["all"], thing.label.en}
        assert shown["wide"] <= width
    statements = [*hostile.claims.values()][::step]
    targets = [{"claim": statement.iri} for statement in statements]
    for statement, shown in zip(statements, page.evaluate(CHOSEN, targets), strict=True):
        assert shown["notes"] == [statement.note]
        assert "".join(shown["marks"]) == statement.quote
        assert {statement.reason, statement.coreference} <= {*shown["all"]}
        assert any(statement.cue in text for text in shown["all"])
        assert shown["wide"] <= width
    assert page.evaluate(STRANGERS) == []
    for n, text in enumerate(HOSTILE[:: len(HOSTILE) // 20]):
        page.fill("#search", text)
        page.keyboard.press("Enter" if n % 2 else "Escape")
    page.evaluate("kg.choose(null)")
    page.click("#language")
    page.click("#filters")
    page.click("#voices", force=True)
    assert page.evaluate(STRANGERS) == []
    assert page.evaluate("typeof window.pwned") == "undefined"
    assert all(len(label["label"]) <= 70 for label in page.evaluate("kg.labelled()"))
    page.evaluate("kg.believe('everyone')")
    assert page.evaluate("kg.drawn().length") == len(scene.links)


TAGS = "[...document.querySelectorAll('.plain tbody *')].map((node) => node.tagName)"


def test_hostile_text_stays_text_where_no_script_runs(visit, archive):
    poison = Poison(HOSTILE, 0)
    hostile = poison.archive(archive)
    text = draw(hostile, poison.scene(hostile))
    page = visit(text, wait=False, java_script_enabled=False)
    behind = {iri for link in whole(archive).links for iri in link.claims}
    assert page.locator(".plain tbody tr").count() >= len(behind) > 60
    assert {*page.evaluate(TAGS)} <= {"TR", "TD", "BDI", "B"}


ADDRESSES = (
    *(text for text in HOSTILE[:: 1 if DEEP else 120] if len(text) < 2_000),
    *("node=__proto__", "edge=constructor&tab=__proto__", "policy=toString&without=length", "%", "&&=&=="),
    *(
        "time=2024-13-45,9999-99-99",
        "time=2025-01-01,2024-01-01",
        "more=-5",
        "more=1e9",
        "more=NaN",
        "open=99999,-1",
    ),
    *("sentence=x:1", "sentence=:", "tab=evidence", "from=__proto__&to=x&tab=path", "all=&fold=", "edge=||"),
)


def test_hostile_addresses_do_no_harm(visit):
    page = visit()
    whole = page.evaluate("kg.drawn().length")
    page.evaluate(GONE_TO, ADDRESSES)
    assert page.evaluate("typeof window.pwned") == "undefined"
    page.evaluate(GONE_TO, [""])
    assert page.evaluate("[kg.state.policy, kg.state.tab, kg.drawn().length]") == ["reported", "graph", whole]
    for text in ADDRESSES[-18::6]:
        page = visit(address="#" + text)
        assert page.evaluate("kg.state.policy") == "reported"
        assert page.locator("[role=tab][aria-selected=true]").count() == 1
