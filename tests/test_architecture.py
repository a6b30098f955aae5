"""The shape of the house: imports point one way, modules fit in a head, the front door is a page."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import kg

PACKAGE = Path(kg.__file__).parent
FLOW = """
errors vocabulary | identifiers | ontology | model | records times evidence questions export
| seeds skeleton figures | curation standing | problems triples canonical | policy | graph
| answers statements | network portrait | analysis geometry | layout | page | pipeline | cli
"""
STAGES = [stage.split() for stage in FLOW.split("|")]
RANK = {module: rank for rank, stage in enumerate(STAGES) for module in stage}
MODULES = sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem != "__init__")


def imported(module: str) -> set[str]:
    tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
    names = (node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module)
    return {name.split(".")[1] for name in names if name.startswith("kg.")}


def test_the_flow_names_every_module():
    assert sorted(RANK) == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module):
    assert {name for name in imported(module) if RANK[name] >= RANK[module]} == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_fits_in_a_head(module):
    assert len((PACKAGE / f"{module}.py").read_text(encoding="utf-8").splitlines()) <= 330


def test_no_module_shares_its_name_with_a_verb():
    assert set(kg.__all__) & set(MODULES) == set()


def test_every_verb_of_the_front_door_opens():
    assert sorted(kg.__all__) == sorted(kg._HOMES)
    for name in kg.__all__:
        assert getattr(kg, name).__doc__


@pytest.mark.parametrize("heavy", ["rdflib", "networkx", "pyvis", "numpy", "pyoxigraph", "yaml", "edtf"])
def test_importing_kg_and_its_command_loads_nothing_heavy(heavy):
    code = f"import sys, kg, kg.cli; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
