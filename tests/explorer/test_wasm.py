"""Oxigraph for the page: only the pinned package is used, and npm is asked only where no cache has it."""

import os
import shutil
import stat
import sys
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.errors import NoEngine
from kg.explorer.wasm import SUMS, VERSION, read_engine

NOWHERE = "http://127.0.0.1:9/"
"""Where nothing listens."""


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    """An empty cache; nothing but npm and what it needs is kept of the user's surroundings."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "sahel-kg" / f"oxigraph-{VERSION}"


@pytest.fixture
def known(monkeypatch, cache) -> Path:
    """A cache that holds the engine."""
    with monkeypatch.context() as usual:
        usual.delenv("XDG_CACHE_HOME")
        try:
            engine = read_engine()
        except NoEngine as missing:
            pytest.skip(str(missing))
    cache.mkdir(parents=True)
    (cache / "web.js").write_text(engine.script, encoding="utf-8")
    (cache / "web_bg.wasm").write_bytes(engine.module)
    return cache


@pytest.fixture
def no_npm(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))


def stand_in(folder: Path, body: str) -> None:
    """Put a program called npm into a folder."""
    folder.mkdir()
    program = folder / "npm"
    program.write_text(f"#!{sys.executable}\n{body}", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_what_is_in_the_cache_needs_neither_npm_nor_a_network(known, no_npm):
    engine = read_engine()
    assert engine.module.startswith(b"\0asm")
    assert engine.script == (known / "web.js").read_text(encoding="utf-8")


def test_without_npm_and_cache_it_says_what_is_missing(cache, no_npm):
    with pytest.raises(NoEngine, match=f"oxigraph@{VERSION} is not in the cache, and npm, .* is not inst"):
        read_engine()
    assert not cache.exists()


@pytest.mark.parametrize("name", SUMS)
def test_a_damaged_cache_counts_as_none(known, no_npm, name):
    data = bytearray((known / name).read_bytes())
    data[100] ^= 1
    (known / name).write_bytes(data)
    with pytest.raises(NoEngine, match="npm"):
        read_engine()


def test_with_the_network_off_npm_gets_nothing_and_one_line_says_so(cache, monkeypatch):
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    monkeypatch.setenv("npm_config_registry", NOWHERE)
    monkeypatch.setenv("npm_config_cache", str(cache.parent / "npm"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    with pytest.raises(NoEngine, match=r"npm does not get oxigraph@.*is the network on\?") as refused:
        read_engine()
    assert "\n" not in str(refused.value)
    assert not cache.exists()


def test_another_package_of_that_name_is_not_used(cache, monkeypatch, tmp_path):
    (tmp_path / "web.js").write_text("alert(1)", encoding="utf-8")
    with tarfile.open(tmp_path / "other.tgz", "w:gz") as packed:
        packed.add(tmp_path / "web.js", "package/web.js")
    stand_in(
        tmp_path / "bin", f"import shutil\nshutil.copy({str(tmp_path / 'other.tgz')!r}, 'oxigraph.tgz')\n"
    )
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(NoEngine, match="has not the checksum that is pinned: it is not used"):
        read_engine()
    assert not cache.exists()


def test_the_command_ends_with_the_message_before_anything_is_built(cache, no_npm, miniature, tmp_path):
    done = CliRunner().invoke(
        main, ["build", "--seeds", str(miniature), "--output", str(tmp_path / "out"), "--sparql"]
    )
    assert done.exit_code == 1
    assert "npm" in done.output and len(done.output.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_cache_that_is_no_absolute_path_is_not_heeded(known, no_npm, monkeypatch):
    monkeypatch.setenv("HOME", str(known.parent.parent))
    monkeypatch.setenv("XDG_CACHE_HOME", "sahel")
    shutil.copytree(known.parent, known.parent.parent / ".cache" / "sahel-kg")
    assert read_engine().module
    assert not Path("sahel").exists()
