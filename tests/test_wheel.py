"""The wheel carries all that the package needs: unpacked elsewhere, it runs from another folder."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest

from tests.conftest import MINIATURE, ROOT
from tests.support.servers import until
from tests.support.stores import free_port

pytestmark = pytest.mark.server
KG = "from kg.cli import main; main(prog_name='kg')"


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with seeds, and beside it what the wheel holds."""
    folder = tmp_path_factory.mktemp("wheel")
    asked = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT]
    subprocess.run([sys.executable, "-m", *map(str, asked)], check=True, capture_output=True)
    (wheel,) = folder.glob("sahel_kg-*")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    shutil.copytree(MINIATURE, folder / "seeds")
    return folder


def arguments(*words: str) -> list[str]:
    return [sys.executable, "-c", KG, *words]


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(folder / "site"), "PYTHONDONTWRITEBYTECODE": "1"}


def run(folder: Path, *words: str) -> str:
    done = subprocess.run(
        arguments(*words), cwd=folder, env=environment(folder), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_the_wheel_that_runs(elsewhere):
    code = "import kg; print(kg.__file__)"
    env = environment(elsewhere)
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=elsewhere, env=env, capture_output=True, text=True
    )
    assert Path(told.stdout.strip()).is_relative_to(elsewhere / "site")


def test_it_builds_asks_and_serves(elsewhere):
    assert "index.html" in run(elsewhere, "build")
    rows = json.loads(run(elsewhere, "ask", "attacks", "--format", "json"))
    assert rows["results"]["bindings"]
    port = str(free_port())
    server = subprocess.Popen(
        arguments("serve", "--port", port), cwd=elsewhere, env=environment(elsewhere), stderr=subprocess.PIPE
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:

            def answer() -> httpx.Response | None:
                try:
                    return client.get("/query")
                except httpx.TransportError:
                    return None

            assert until(answer, 60.0).text.startswith("<!DOCTYPE html>")
            assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).status_code == 200
    finally:
        server.terminate()
        server.communicate()
