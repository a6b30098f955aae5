"""What is shown is run: every console block of the README, and every name that it must hold."""

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli import main
from kg.core.rq_files import read_questions
from kg.graph.assemble import assemble
from kg.graph.policy import read_policies
from kg.pipeline import write
from kg.query.library import QUERIES
from tests.support.golden import first_article

README = Path("README.md")
BLOCKS = re.findall(r"```console\n\$ (.+)\n((?:.*\n)*?)```", README.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """Build the first article alone, so that the README stays true when others are added."""
    folder = tmp_path_factory.mktemp("readme")
    policies = read_policies()
    write(assemble(first_article(), policies), policies, folder / "output")
    return folder


@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_a_session_of_the_readme_is_what_one_sees(built, command, shown):
    program = Path(sys.executable).with_name("kg")
    done = subprocess.run(
        [program, *shlex.split(command)[1:]], check=True, capture_output=True, text=True, cwd=built
    )
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    parts = [part.strip("\n").splitlines() for part in re.split(r"^…$", shown, flags=re.MULTILINE)]
    position = 0
    for part in parts:
        found = [n for n in range(position, len(printed)) if printed[n : n + len(part)] == part]
        assert found, f"not in the output of {command!r}: {part}"
        position = found[0] + len(part)
    if "…\n" not in shown:
        assert printed == parts[0]


def test_the_python_examples_of_the_readme_run(built, monkeypatch):
    path = README.resolve()
    monkeypatch.chdir(built)
    failed, run = doctest.testfile(str(path), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert run > 5 and not failed


def test_every_command_and_every_question_is_named_in_the_readme():
    text = README.read_text(encoding="utf-8")
    assert [name for name in main.commands if f"kg {name}" not in text] == []
    assert [name for name in read_questions(QUERIES) if f"`{name}`" not in text] == []


def test_the_seeds_readme_shows_a_claim_as_it_stands_in_the_curation():
    from kg.curation.claims import CLAIM_FIELDS

    text = Path("seeds/README.md").read_text(encoding="utf-8")
    assert [field for field in CLAIM_FIELDS if not re.search(rf"\b{field}\b", text)] == []


def test_nothing_in_the_project_names_a_registry_or_a_path_of_a_machine():
    listed = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, text=True).stdout
    hosts = re.compile(r"--index-url|--find-links|(?<![\w.])/(?:work|root|home|tmp)/\w|\.whl\b")
    found = []
    for name in filter(None, listed.split("\0")):
        path = Path(name)
        if path.is_file() and name != "tests/test_docs.py":
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{name}: {match[0]}" for match in hosts.finditer(text)]
    assert found == []


def test_the_lock_pins_everything_by_hash_and_names_no_index():
    lines = Path("requirements.lock").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert pinned and all("==" in line for line in pinned)
    assert sum("--hash=sha256:" in line for line in lines) >= len(pinned)
    assert not [line for line in lines if "://" in line]
