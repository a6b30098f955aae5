"""``python -m tests.support.picture``: take the picture of README.md anew, from the seeds as they are."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

from kg.curation.checks import read_seeds
from kg.explorer.page import draw
from kg.graph.assemble import assemble
from kg.graph.read import read_archive
from tests.conftest import BROWSERS, QUIET

PICTURE = Path("tests/data/explorer.jpg")
ARTICLE = "news-22092024-142654"
CHOSEN = f"#policy=everyone&edge=event/{ARTICLE}_neutralisation|target|actor/{ARTICLE}_attackers"
"""What the picture shows: what a general claimed, and the narrator keeps at a distance."""


def main() -> None:
    """Draw the page, open it on what is chosen, and keep what the screen shows."""
    page = Path("output/index.html")
    page.parent.mkdir(exist_ok=True)
    page.write_text(draw(read_archive(assemble(read_seeds("seeds")))), encoding="utf-8")
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, BROWSERS)))
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        screen = browser.new_page(
            viewport={"width": 1240, "height": 720}, locale="en-GB", reduced_motion="reduce"
        )
        screen.goto(page.resolve().as_uri() + CHOSEN)
        screen.wait_for_selector("html[data-ready]", state="attached")
        screen.wait_for_timeout(500)
        screen.screenshot(path=PICTURE, type="jpeg", quality=80)
        browser.close()


if __name__ == "__main__":
    main()
