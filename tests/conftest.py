"""What several test files share: the real seeds and the miniature, read and built once, and a browser."""

import gc
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kg.core.model import Seeds
from kg.curation.checks import read_seeds
from kg.explorer.measures import measures_data
from kg.explorer.page import draw
from kg.graph.assemble import assemble
from kg.graph.read import Archive, read_archive
from kg.measures.charts.gallery import Figure, figures
from kg.measures.sensitivity import Sensitivity, analyse
from kg.pipeline import build
from tests.support.explorer import Open, Screens, ready, settled
from tests.support.golden import first_article
from tests.support.modules import with_modules

ROOT = Path(__file__).parent.parent
MINIATURE = ROOT / "tests" / "data" / "miniature"
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
    "--host-resolver-rules=MAP * 10.255.255.1, EXCLUDE 127.0.0.1",  # no name leads anywhere that answers
]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, for ``make check`` to leave out; what starts a server says so itself."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def pytest_collection_finish() -> None:
    """Spare the collector what lives as long as the run: a tenth of the time goes into looking through it."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def _from_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def seeds() -> Seeds:
    return first_article()


@pytest.fixture(scope="session")
def store(seeds: Seeds) -> ox.Store:
    return assemble(seeds)


@pytest.fixture(scope="session")
def archive(store: ox.Store) -> Archive:
    return read_archive(store)


@pytest.fixture(scope="session")
def miniature() -> Path:
    return MINIATURE


@pytest.fixture(scope="session")
def little_seeds() -> Seeds:
    """The miniature: three invented articles in which claimants contradict one another."""
    return read_seeds(MINIATURE)


@pytest.fixture(scope="session")
def little(little_seeds: Seeds) -> Archive:
    return read_archive(assemble(little_seeds))


@pytest.fixture(scope="session")
def miniature_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build makes of the miniature, to be read alone."""
    folder = tmp_path_factory.mktemp("built") / "output"
    build(MINIATURE, folder)
    return folder


@pytest.fixture
def copy_of_miniature(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MINIATURE, tmp_path / "seeds"))


def chromium() -> str:
    """Return the path of an installed browser."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail("install chromium: apt-get install chromium")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium(), args=QUIET)


@pytest.fixture(scope="session")
def modules(browser: Browser) -> Iterator[Page]:
    """An empty page that can import the scripts of the pages as modules."""
    page = with_modules(browser.new_page())
    yield page
    page.close()


@pytest.fixture(scope="session")
def html(archive: Archive) -> str:
    return draw(archive)


@pytest.fixture(scope="session")
def analyses(store: ox.Store) -> tuple[Sensitivity, ...]:
    """What a build measures of the article: its network, and its friends and foes."""
    return analyse(store), analyse(store, view="signed", ties="stated")


@pytest.fixture(scope="session")
def figured(analyses: tuple[Sensitivity, ...]) -> tuple[Figure, ...]:
    found, too_hard = figures(analyses)
    assert too_hard == ()
    return found


@pytest.fixture(scope="session")
def full(archive: Archive, analyses: tuple[Sensitivity, ...], figured: tuple[Figure, ...]) -> str:
    """The page with all that a build puts into it."""
    return draw(archive, measures=measures_data(archive, analyses, figured))


@pytest.fixture(scope="session")
def screens(browser: Browser) -> Screens:
    return Screens(browser)


@pytest.fixture
def visit(screens: Screens, html: str, tmp_path: Path) -> Iterator[Open]:
    """Open the page, or another text as one; afterwards, whatever it asked for or complained of fails."""
    with screens.lent() as lend:
        number = count()

        def opened(text: str = html, address: str = "", wait: bool = True, **options: Any) -> Page:
            path = tmp_path / f"{next(number)}.html"
            path.write_text(text, encoding="utf-8")
            page = lend(**options)
            if not wait:
                page.goto(path.as_uri() + address)
                return page
            return settled(ready(page, path, address))

        yield opened
