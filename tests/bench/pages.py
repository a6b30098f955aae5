"""The explorer in a real Chromium, beside pyvis's own page of the same network, in the same run."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Callable, Iterable
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.conftest import BROWSERS, QUIET
from tests.support.generated import archive_of

NODES = (40, 500, 2_000, 5_000, 20_000)
AIMS = {
    40: (0.5, 0.6, 50),
    500: (1, 0.8, 50),
    2_000: (1.5, 1.2, 150),
    5_000: (2.5, 2, None),
    20_000: (3, None, None),
}
"""For so many nodes: seconds to the first readable drawing, MB of the file, milliseconds of a change."""
RUNS, LIMIT = 5, 20
"""Times that a page is opened, and seconds after which pyvis's page is given up."""

READY = "() => document.documentElement.dataset.ready"
FRAME = "() => new Promise((seen) => requestAnimationFrame(() => setTimeout(() => seen(performance.now()))))"
CHANGE = """async ([name, value]) => {
  const start = performance.now();
  const filters = { ...kg.state.filters, relation: new Set(value) };
  kg.change(name === "policy" ? { policy: value } : { filters });
  await new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)));
  return performance.now() - start;
}"""
CHANGES = {"policy": ("everyone", "reported"), "filter": (["hostileTo"], [])}
"""What is changed, to and fro."""
STABLE = (
    "() => typeof network !== 'undefined' && network.physics.stabilized && network.body.nodeIndices.length"
)


def report(scratch: Path, write: Callable[[str], None], sizes: Iterable[int] = NODES) -> None:
    """Write size, time to the first readable drawing and time of a change; pyvis draws everything at once."""
    write("\nPages: a generated network with two links a node, quotes of 60 letters; medians, wall clock")
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, BROWSERS)))
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        for nodes in sizes:
            ours, theirs = pages(scratch, nodes)
            drawn, aim = RUNS, AIMS.get(nodes, (None, None, None))
            first = statistics.median(opened(browser, ours) for _ in range(drawn))
            size = f"{ours.stat().st_size / 1e6:.2f} MB{_aim(aim[1], 'MB')}"
            write(f"  {nodes:>6,} nodes: {size}, drawn in {first:.2f} s{_aim(aim[0], 's')}")
            for name, spent in changed(browser, ours).items():
                write(f"          a change of {name}: {spent:.0f} ms{_aim(aim[2], 'ms')}")
            peer = stabilised(browser, theirs)
            told = f"{peer:.2f} s, {peer / first:.0f} times ours" if peer else f"not at rest after {LIMIT} s"
            write(f"          pyvis's own page: {theirs.stat().st_size / 1e6:.2f} MB, {told}")
        browser.close()


def pages(scratch: Path, nodes: int) -> tuple[Path, Path]:
    """Write our page of a generated network, and the one that pyvis makes of the same."""
    from pyvis.network import Network

    from kg.explorer.page import draw
    from kg.network.project import project

    archive = archive_of(nodes, 2 * nodes)
    ours, theirs = scratch / f"ours-{nodes}.html", scratch / f"pyvis-{nodes}.html"
    ours.write_text(draw(archive), encoding="utf-8")
    network = project(archive)
    peer = Network(directed=True, cdn_resources="in_line")
    peer.nodes = [{"id": n, "label": data["label"], "shape": "dot"} for n, data in network.nodes(data=True)]
    peer.edges = [{"from": a, "to": b, "label": data["label"]} for a, b, data in network.edges(data=True)]
    theirs.write_text(peer.generate_html(), encoding="utf-8")
    return ours, theirs


def visit(browser: Browser, path: Path) -> Page:
    """Open a page with the network off."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    context.route("http*://**", lambda route: route.abort())
    page = context.new_page()
    page.goto(path.as_uri(), wait_until="commit")
    return page


def opened(browser: Browser, path: Path) -> float:
    """Return the seconds from opening our page to its first readable drawing on the screen."""
    page = visit(browser, path)
    page.wait_for_function(READY, timeout=LIMIT * 1_000)
    spent = page.evaluate(FRAME) / 1_000
    page.context.close()
    return float(spent)


def changed(browser: Browser, path: Path) -> dict[str, float]:
    """Return the milliseconds of a change of policy and of a filter, to the frame that shows it."""
    page = visit(browser, path)
    page.wait_for_function(READY, timeout=LIMIT * 1_000)
    spent = {
        name: [page.evaluate(CHANGE, [name, value]) for _ in range(RUNS) for value in values]
        for name, values in CHANGES.items()
    }
    page.context.close()
    return {name: statistics.median(times) for name, times in spent.items()}


def stabilised(browser: Browser, path: Path) -> float | None:
    """Return the seconds until the physics of pyvis's page come to rest; nothing if they do not in time."""
    page = visit(browser, path)
    try:
        page.wait_for_function(STABLE, timeout=LIMIT * 1_000)
        return float(page.evaluate("() => performance.now()")) / 1_000
    except Error:
        return None
    finally:
        page.context.close()


def _aim(aim: float | None, unit: str) -> str:
    return f" (aim {aim} {unit})" if aim else ""
