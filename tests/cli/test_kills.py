"""``kg new``, ``kg format`` and ``kg build``, killed on the way: nothing is half-written, no seed is lost."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from kg.curation.checks import check
from kg.query.library import ask
from kg.query.opening import open_output
from tests.conftest import MINIATURE
from tests.support.explorer import DEEP
from tests.support.kills import Kill, killer

pytestmark = pytest.mark.server

MOMENTS = {"new": 40, "format": 30, "build": 30} if DEEP else {"new": 6, "format": 4, "build": 1}
"""How often each command is killed."""


@pytest.fixture(scope="module")
def kill() -> Iterator[Kill]:
    with killer() as kill:
        yield kill


def moments(number: int, touches: int, seconds: float) -> Iterator[dict[str, float]]:
    """Yield moments of chance: one in two where a file is touched, the others at a time."""
    chance = Random(number)
    for n in range(number):
        yield {"seconds": chance.uniform(0.001, seconds)} if n % 2 else {"touch": chance.randint(1, touches)}


def content(folder: Path) -> dict[str, bytes]:
    """Return the bytes of each file; what a kill leaves under another name begins with a dot, and is none."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def test_a_new_article_is_whole_or_is_finished_by_the_next_call(kill, tmp_path):
    text = tmp_path / "found.txt"
    text.write_text("Le camp brûle encore, et personne ne vient. " * 400, encoding="utf-8")
    before, whole = content(MINIATURE), Path(shutil.copytree(MINIATURE, tmp_path / "whole"))
    words = ["new", "m-1", text, "--published", "2024-10-01", "--seeds"]
    assert kill(*words, whole) == 0
    killed = 0
    for n, moment in enumerate(moments(MOMENTS["new"], 12, 0.2)):
        seeds = Path(shutil.copytree(MINIATURE, tmp_path / f"seeds-{n}"))
        killed += kill(*words, seeds, **moment) == -signal.SIGKILL
        found = content(seeds)
        assert before.items() <= found.items() <= content(whole).items()
        assert check(seeds).seeds.claims == check(MINIATURE).seeds.claims
        if "curations/m-1.yaml" not in found:
            assert kill(*words, seeds) == 0
        assert content(seeds) == content(whole)
    assert killed >= MOMENTS["new"] // 2


def test_a_formatted_curation_is_the_old_one_or_the_new_one(kill, tmp_path):
    seeds = Path(shutil.copytree(MINIATURE, tmp_path / "seeds"))
    files = sorted(seeds.glob("curations/*.yaml"))
    for file in files:
        spoilt = (
            file.read_text(encoding="utf-8")
            .replace("    id: perpetrator-1\n", "")
            .replace("\n  id: 3\n", "\n")
        )
        file.write_text(spoilt, encoding="utf-8")
    before, whole = content(seeds), Path(shutil.copytree(seeds, tmp_path / "whole"))
    assert kill("format", *sorted(whole.glob("curations/*.yaml"))) == 0
    after = content(whole)
    assert before != after
    killed = 0
    for moment in moments(MOMENTS["format"], 12, 0.05):
        killed += kill("format", *files, **moment) == -signal.SIGKILL
        found = content(seeds)
        assert all(found[name] in (before[name], after[name]) for name in before)
        assert found.keys() == before.keys()
        assert kill("format", *files) == 0 and content(seeds) == after
        for name, data in before.items():
            (seeds / name).write_bytes(data)
    assert killed >= MOMENTS["format"] // 2


def test_a_build_leaves_every_file_whole_and_the_next_one_finishes_it(kill, tmp_path, miniature_output):
    seeds = Path(shutil.copytree(MINIATURE, tmp_path / "seeds"))
    actors = seeds / "actors.yaml"
    actors.write_text(
        actors.read_text(encoding="utf-8").replace("en: Belmar", "en: Land of Belmar"), encoding="utf-8"
    )
    sound, old, whole = content(seeds), content(miniature_output), tmp_path / "whole"
    assert kill("build", "--seeds", seeds, "--output", whole) == 0
    new, output = content(whole), tmp_path / "output"
    words = ["build", "--seeds", seeds, "--output", output]
    for moment in moments(MOMENTS["build"], 400, 4):
        shutil.rmtree(output, ignore_errors=True)
        shutil.copytree(miniature_output, output)
        kill(*words, **moment)
        assert content(seeds) == sound
        assert all(data in (old.get(name), new.get(name)) for name, data in content(output).items())
        assert ask("tolls", open_output(output))
    assert kill(*words) == 0 and content(output) == new
