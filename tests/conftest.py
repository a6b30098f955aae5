"""What several test files share: the real seeds and the miniature, read and built once, and a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, sync_playwright

from kg.graph import assemble
from kg.model import Seeds
from kg.statements import Archive, read_archive
from tests.golden import first_article

ROOT = Path(__file__).parent.parent
MINIATURE = ROOT / "tests" / "data" / "miniature"
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


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


@pytest.fixture
def copy_of_miniature(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MINIATURE, tmp_path / "seeds"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail("install chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=found, args=QUIET)
