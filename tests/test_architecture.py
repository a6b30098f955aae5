"""The front door is a page and costs nothing to open; which room imports which, ``make lint`` checks."""

import subprocess
import sys
from pathlib import Path

import pytest

import kg

PACKAGE = Path(kg.__file__).parent


def test_no_module_shares_its_name_with_a_verb():
    modules = {path.stem for path in PACKAGE.iterdir()}
    assert set(kg.__all__) & modules == set()


def test_every_verb_of_the_front_door_opens():
    assert sorted(kg.__all__) == sorted(kg._HOMES)
    for name in kg.__all__:
        assert getattr(kg, name).__doc__


@pytest.mark.parametrize(
    "heavy", ["rdflib", "networkx", "pyvis", "numpy", "scipy", "pandas", "pyoxigraph", "yaml", "edtf"]
)
def test_importing_kg_and_its_command_loads_nothing_heavy(heavy):
    code = f"import sys, kg, kg.cli; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
