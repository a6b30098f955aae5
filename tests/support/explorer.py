"""What the tests of the page share: opening it under watch, and what a reader does with it."""

from __future__ import annotations

import gzip
import json
import os
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from kg.explorer.data import contents, links_of
from kg.explorer.drawings import whole
from kg.explorer.layout.placing import nodes_of
from kg.explorer.page import LINES
from kg.explorer.scene import Scene
from kg.graph.read import Archive

JNIM = "https://w3id.org/sahel-kg/actor/jnim"
ATTACK = "https://w3id.org/sahel-kg/event/bamako-attack"
DEEP = bool(os.environ.get("KG_DEEP"))
"""Whether to look at every case where a sample does for every day."""
SIZE = {"width": 1366, "height": 768}
SCREEN = {"viewport": SIZE, "locale": "en-GB", "reduced_motion": "reduce"}
PATIENCE = 10_000
"""Milliseconds to wait for what should be there at once."""

Open = Callable[..., Page]
Edge = dict[str, Any]


LISTENING = """
addEventListener('securitypolicyviolation', (e) => console.error('policy', e.violatedDirective));
const waiting = new Set(), {setTimeout: start, clearTimeout: stop} = window;
window.setTimeout = (what, after = 0, ...given) => {
  const id = start(() => { waiting.delete(id); what(...given); }, after);
  if (after < 1000) waiting.add(id);
  return id;
};
window.clearTimeout = (id) => { waiting.delete(id); stop(id); };
window.settled = async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done)), late = performance.now() + 10_000;
  do await frame(); while (waiting.size && performance.now() < late);
  if (waiting.size) throw new Error("the page goes on and on");
  await frame();
};
"""
"""What a watched page tells: what its policy forbade, and when nothing is due to be drawn any more."""


class Watch:
    """Hears what a page must never do: ask for anything, complain, break its policy, open a dialog."""

    def __init__(self) -> None:
        self.noise: list[str] = []

    def over(self, context: BrowserContext) -> Page:
        """Open a new page under watch."""
        context.add_init_script(f"(() => {{ {LISTENING} }})()")
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        note = self.noise.append
        page.on("request", lambda r: re.match("file:|data:|blob:", r.url) or note(f"request {r.url[:90]}"))
        page.on("console", lambda m: m.type in ("error", "warning") and note(f"console {m.text[:300]}"))
        page.on("pageerror", lambda error: note(f"error {error}"))
        page.on("dialog", lambda dialog: (note(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("popup", lambda popup: note(f"popup {popup.url}"))
        return page


class Screens:
    """Lends pages and takes them back: one that has shown a page shows the next with a third of the work.

    Of what a page is opened with, its size and its colours are set anew each time; all else is a context.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[tuple[Page, Watch]]] = {}

    @contextmanager
    def lent(self, expected: str = "(?!)") -> Iterator[Callable[..., Page]]:
        """Lend blank pages, each under watch; back again, what they heard fails, unless it was expected."""
        taken: list[tuple[str, Page, Watch]] = []

        def lend(viewport: Any = SIZE, color_scheme: Any = "light", **options: Any) -> Page:
            key = json.dumps(options, sort_keys=True)
            page, watch = self._free[key].pop() if self._free.get(key) else self._opened(options)
            taken.append((key, page, watch))
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=color_scheme)
            return page

        yield lend
        heard = []
        for key, page, watch in taken:
            _blank(page)
            strange = [noise for noise in watch.noise if not re.match(expected, noise)]
            watch.noise.clear()
            heard += strange
            if strange:
                page.context.close()
            else:
                self._free.setdefault(key, []).append((page, watch))
        assert heard == []

    def _opened(self, options: dict[str, Any]) -> tuple[Page, Watch]:
        watch = Watch()
        return watch.over(self._browser.new_context(**SCREEN | options)), watch


def _blank(page: Page) -> None:
    """Undo what a test may have done to a page beyond what it shows."""
    page.evaluate("try { localStorage.clear(); } catch { /* a page of no origin has none */ }")
    page.goto("about:blank")
    page.mouse.move(0, 0)
    page.emulate_media(media="null")
    page.set_default_timeout(PATIENCE)


def ready(page: Page, path: Path, address: str = "") -> Page:
    """Go to a page and wait until it is drawn."""
    page.goto(path.as_uri() + address)
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def settled(page: Page) -> Page:
    """Wait until the page has drawn all that it is about to draw: no timer is due, and a frame has passed."""
    page.evaluate("settled()")
    return page


def carried(html: str, name: str) -> str:
    """Unpack what a page carries: its ``data``, its ``script`` or its ``library``."""
    (packed,) = re.findall(rf'<script type="text/plain" id="{name}">([A-Za-z0-9+/=]*)</script>', html)
    return gzip.decompress(b64decode(packed)).decode()


# what a reader does


def believe(page: Page, policy: str) -> None:
    page.locator(f"#policies input[value={policy}]").check(force=True)


def tabs(page: Page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('[role=tab]')].map((tab) => tab.dataset.tab)")


def choose_many(page: Page, archive: Archive, step: int = 4) -> None:
    """Choose things, claims, links and sentences one after the other, every so many of each."""
    targets = [{"node": iri} for iri in [*archive.entities][::step]]
    targets += [{"claim": iri} for iri in [*archive.claims][:: 2 * step]]
    targets += [{"edge": edge["id"]} for edge in page.evaluate("kg.drawn()")[::step]]
    targets += [{"sentence": number} for number in range(0, len(archive.sentences), 2 * step)]
    page.evaluate("targets => targets.forEach((target) => kg.choose(target))", targets)


def edge_of(page: Page, **wanted: str) -> Edge:
    return next(e for e in page.evaluate("kg.drawn()") if wanted.items() <= e.items())


CENTRE = """({tail, head}) => {
  const frame = document.getElementById('canvas').getBoundingClientRect();
  const [a, b] = [tail, head].map((iri) => kg.pagePoint({node: iri}));
  const middle = {x: (a.x + b.x) / 2 - frame.left, y: (a.y + b.y) / 2 - frame.top};
  kg.network.moveTo({position: kg.network.DOMtoCanvas(middle), scale: 1.6});
}"""
CLEAR = """({id, tail, head}) => {
  const frame = document.getElementById('canvas').getBoundingClientRect();
  const [a, b, c] = [{node: tail}, {node: head}, {edge: id}].map((item) => kg.pagePoint(item));
  const within = (value, low, high) => value > low - 6 && value < high + 6, labels = kg.labelled();
  const STEPS = [[0, 0], [3, 3], [-3, 3], [3, -3], [-3, -3]];
  const covers = ({box}, {x, y}) => within(x, box.left, box.right) && within(y, box.top, box.bottom);
  for (const part of [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8]) {
    const rest = 1 - part, control = (axis) => 2 * c[axis] - (a[axis] + b[axis]) / 2;
    const at = (axis) => rest * rest * a[axis] + 2 * part * rest * control(axis) + part * part * b[axis];
    const there = {x: at('x') - frame.left, y: at('y') - frame.top};
    const top = document.elementFromPoint(at('x'), at('y'));
    if (!top || !top.closest('#canvas') || kg.network.getNodeAt(there) !== undefined) continue;
    if (labels.some((label) => covers(label, there))) continue;
    const near = STEPS.map(([x, y]) => ({x: there.x + x, y: there.y + y}));
    if (near.every((one) => kg.network.getEdgeAt(one) === 'l' + id)) return {x: at('x'), y: at('y')};
  }
  return null;
}"""
"""Where an edge can be clicked as a person does: not where it passes under another one, a node or a label."""


def click_on_edge(page: Page, edge: Edge) -> bool:
    """Click on a line where it is free; tell whether it is free anywhere."""
    page.evaluate(CENTRE, edge)
    settled(page)
    point = page.evaluate(CLEAR, edge)
    if point:
        page.mouse.click(point["x"], point["y"])
    return point is not None


def words_of(locator: Locator) -> str:
    """Return what is read, blanks of any kind as one."""
    return re.sub(r"\s+", " ", locator.inner_text()).strip()


# what is seen


def overlapping(page: Page) -> list[tuple[str, str]]:
    """Return the labels of nodes and lines that lie on each other."""
    labels = page.evaluate("[...kg.labelled(), ...kg.tied()]")
    return [(a["label"], b["label"]) for a, b in combinations(labels, 2) if _overlap(a["box"], b["box"])]


def _overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > 1 and down > 1


@cache
def _axe() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


_ALIKE = """() => {
  const told = ({name, value}) => /^(class|fill|role|type|lang)$/.test(name) ? name + value : name;
  const times = new Map(), places = new Map([[null, ""]]);
  for (const node of document.querySelectorAll("*")) {
    const {color, backgroundColor} = node.style, look = [node.localName, color, backgroundColor];
    const place = `${places.get(node.parentElement)}>${[...look, ...[...node.attributes].map(told)]}`;
    places.set(node, place);
    times.set(place, (times.get(place) || 0) + 1);
    if (times.get(place) > 2) node.dataset.alike = "";
  }
  axe.configure({rules: [{id: "color-contrast", selector: ":not([data-alike])"}]});
}"""
"""Bids axe leave out, for colours, what two before it are like, with all around them: cells of a table."""


def violations(page: Page) -> list[str]:
    """Return what axe (https://github.com/dequelabs/axe-core) finds wrong with a page as it is.

    Colours take it seconds in hundreds of rows: every day it looks at two of a kind, in ``make deep`` at all.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    if not DEEP:
        page.evaluate(_ALIKE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    page.evaluate("for (const one of document.querySelectorAll('[data-alike]')) delete one.dataset.alike;")
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"][:3]]


# the thinking of the page alone, with no drawing around it

_CONSIDERED = """async (cases) => {
  const {consider, noFilters, tollBounds} = await import('/selection.js');
  const {DATA} = await import('/model.js'), english = (pair) => pair[1];
  const belief = (policy, without) => ({policy, without: new Set(without), filters: noFilters()});
  const said = (toll, side) => toll === null ? "" : /Exactly|Between/.test(toll.comparator) ? toll[side]
    : `${english(DATA.terms[toll.comparator])} ${toll.figure}`;
  const worded = (toll) => toll === null ? "" : toll.words || said(toll);
  const bounds = (found, thing) => tollBounds(thing.iri, found.isAdmitted).map((one) => [
    english(thing.label), english(DATA.relations[one.relation].label), one.population,
    said(one.lower, "lower"), said(one.upper, "upper"), worded(one.vague), String(one.tolls),
    one.lower ? one.lower.lower : "", one.upper ? one.upper.upper : ""]);
  return cases.map(([policy, without]) => {
    const found = consider({...belief(policy, without), scope: {all: true}});
    return {
      admitted: [...found.standing.admitted].sort(),
      statuses: Object.fromEntries(found.standing.status),
      drawn: found.drawn.map((link) => [link.tail, link.head, `${link.name} ${link.event}`.trim(),
        found.statusOfLink(link), found.claimsOf(link).map((claim) => claim.iri).sort().join(" ")]),
      exist: DATA.things.map((thing) => thing.iri).filter(found.exists).sort(),
      tolls: DATA.things.flatMap((thing) => bounds(found, thing)),
    };
  });
}"""


def data_of(archive: Archive, scene: Scene | None = None) -> str:
    """Return what the page of a scene knows, as its scripts find it."""
    scene = scene or whole(archive)
    nodes, opening = nodes_of(archive, scene)
    drawing = {"opening": opening, "nodes": nodes, "links": links_of(scene), "lines": LINES, "measures": None}
    return json.dumps(contents(archive, scene) | drawing)


def considered(modules: Page, data: str, cases: Iterable[tuple[str, list[str]]]) -> list[dict[str, Any]]:
    """Say what the scripts of a page make of beliefs: each a policy and who is not believed."""
    modules.reload()  # the modules read their data once
    modules.evaluate("(data) => { globalThis.payload = { data }; }", data)
    pairs = [list(case) for case in cases]
    parts = (modules.evaluate(_CONSIDERED, pairs[at : at + 200]) for at in range(0, len(pairs), 200))
    return [found for part in parts for found in part]
