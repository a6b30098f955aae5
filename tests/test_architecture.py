"""The shape of the house: imports point one way, modules fit in a head, the front door is a page."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import kg

PACKAGE = Path(kg.__file__).parent
FLOW = """
errors vocabulary | identifiers frustration options tally | ontology
| model centrality meta diagrams patterns inventory
| records times evidence questions export cohesion
| seeds skeleton figures rows syntax communities balance wasm | curation standing
| problems triples canonical | policy | belief graph provenance counts
| shelf credentials scenarios | servers | remote | engines | names | answers statements catalogue
| ties sentences extras ledger workbench dataset | network interchange citations glossary crate
| analysis geometry portrait paths scenes templates publishing card | appraisal layout links contents
| measurements placing drawings | readings pictures | gauges | page | sketches | answering
| pipeline endpoint | cli
"""
STAGES = [stage.split() for stage in FLOW.split("|")]
RANK = {module: rank for rank, stage in enumerate(STAGES) for module in stage}
FILES = {
    module: [PACKAGE / f"{module}.py"] if (PACKAGE / f"{module}.py").is_file() else
    sorted((PACKAGE / module).glob("*.py"))
    for module in RANK
}  # fmt: skip
"""The files of each module: one, or those of a folder, whose front is its ``__init__``."""


def imported(module: str) -> set[str]:
    """Return the other modules of ours that a module imports."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in FILES[module])
    froms = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    names = {
        f"{node.module}.{alias.name}" if node.module == "kg" else str(node.module)
        for node in froms
        for alias in node.names
    }
    return {name.split(".")[1] for name in names if name.startswith("kg.")} - {module}


def test_the_flow_names_every_module():
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert set(RANK) == {path.stem for path in PACKAGE.glob("*.py") if path.stem != "__init__"} | folders
    assert all(FILES.values())


@pytest.mark.parametrize("module", sorted(RANK))
def test_imports_point_one_way(module):
    assert {name for name in imported(module) if RANK[name] >= RANK[module]} == set()


@pytest.mark.parametrize("path", sorted(path for paths in FILES.values() for path in paths), ids=str)
def test_a_module_fits_in_a_head(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 330


def test_no_module_shares_its_name_with_a_verb():
    assert set(kg.__all__) & set(RANK) == set()


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
