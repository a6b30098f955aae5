"""The tour in ``queries/tour.ipynb`` runs, shows what its text promises, and is stored without outputs.

``python -m tests.test_notebook`` stores it anew as it has to be: no outputs, normalised.
"""

import ast
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pandas
import pytest
from nbclient import NotebookClient

import kg
from kg.core.namespaces import XSD
from kg.measures.balance import measure_balance
from kg.measures.charts import signed_triads
from kg.measures.charts.svg import Svg, blank
from kg.measures.report import Report
from kg.query.provenance.footnotes import Cited, Footnote
from kg.query.results import Rows, Term
from tests.conftest import ROOT

pytestmark = pytest.mark.server

NOTEBOOK = ROOT / "queries" / "tour.ipynb"
MEND = "python -m tests.test_notebook stores it without outputs"
HTML, SVG = "text/html", "image/svg+xml"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def stored() -> nbformat.NotebookNode:
    return nbformat.read(NOTEBOOK, as_version=4)


def code_cells() -> dict[str, str]:
    return {cell.id: cell.source for cell in stored().cells if cell.cell_type == "code"}


def normalised(notebook: nbformat.NotebookNode) -> str:
    """Return the text of a notebook without outputs and without metadata of a machine."""
    notebook.metadata = METADATA
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    lines = json.loads(nbformat.writes(notebook))
    return json.dumps(lines, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


@pytest.fixture(scope="module")
def executed(tmp_path_factory) -> dict[str, list[nbformat.NotebookNode]]:
    """Run the notebook once from its own folder in a fresh kernel; return the outputs of each cell."""
    home, folder = tmp_path_factory.mktemp("home"), NOTEBOOK.parent
    notebook, before = stored(), sorted(folder.iterdir())
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "TMPDIR", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
            patch.setenv(name, str(home))
        patch.setenv("JUPYTER_RUNTIME_DIR", str(home / "runtime"))
        patch.delenv("JUPYTER_PATH", raising=False)
        place = {"metadata": {"path": str(folder)}}
        NotebookClient(notebook, timeout=120, kernel_name="python3", resources=place).execute()
    assert sorted(folder.iterdir()) == before, "the tour leaves files in its folder"
    return {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}


def shown(outputs: list[nbformat.NotebookNode], kind: str) -> str:
    """Return what a cell shows of a MIME type, or what it prints where the kind is ``stdout``."""
    printed = [each.text for each in outputs if each.get("name") == kind]
    return "".join(printed + [each.data[kind] for each in outputs if kind in each.get("data", {})])


def test_the_tour_runs_in_a_fresh_kernel_without_a_warning(executed):
    warned = {name: text for name, outputs in executed.items() if (text := shown(outputs, "stderr"))}
    assert warned == {}


@pytest.mark.parametrize(
    ("cell", "kind", "words"),
    [
        (
            "tolls-table",
            HTML,
            ("<table>", "at least", "au moins 70 morts", "selon les premières estimations"),
        ),
        ("tolls-frame", HTML, ('class="dataframe"', "at least", "estimated", "au moins 70 morts")),
        ("cited", HTML, ("[1]", "<ol>", "security sources", "« Les attaques ont fait au moins 70 morts »")),
        ("about", HTML, ('class="dataframe"', "is affiliated with", "affilié à Al-Qaïda")),
        ("distanced", "stdout", ("same rows on both: True",)),
        ("distanced", HTML, ("<table>", "les terroristes infiltrés avaient été neutralisés", "Malgré")),
        ("path", "stdout", ("Al-Qaeda – ", " – Bamako\n", "« une double attaque perpétrée par le Jnim »")),
        ("edges", "stdout", ("MultiDiGraph named",)),
        ("edges", HTML, ('class="dataframe"', "is a member of", "<td>True</td>", "<td>False</td>")),
        ("ranges", HTML, ("<table>", "any claim", "doi.org")),
        ("picture", SVG, ("<svg", "Ranks by betweenness", "rank 1")),
        ("without", HTML, ('class="dataframe"', "security sources", "Oumar Diarra")),
        ("csv", HTML, ('class="dataframe"', "Distanced", "Estimated")),
    ],
)
def test_a_cell_shows_what_the_text_promises(executed, cell, kind, words):
    found = shown(executed[cell], kind)
    assert [each for each in words if each not in found] == []


def test_only_the_default_policy_with_every_claimant_admits_the_tolls(executed):
    (output,) = executed["bounds"]
    rows = [line.rsplit(maxsplit=1) for line in output.data["text/plain"].splitlines()[1:]]
    assert rows == [
        ["reported (the default)", "2"],
        ["narrator alone", "0"],
        ["without security sources", "0"],
    ]


def test_the_picture_of_the_tour_is_xml(executed):
    assert ElementTree.fromstring(shown(executed["picture"], SVG)).tag == "{http://www.w3.org/2000/svg}svg"


def test_no_cell_shows_nothing_but_the_first(executed):
    assert [name for name, outputs in executed.items() if not outputs] == ["build"]


@pytest.mark.parametrize("folder", [".", "queries", "seeds/articles"])
def test_the_tour_finds_the_checkout_from_any_of_its_folders(folder, monkeypatch):
    monkeypatch.chdir(ROOT / folder)
    build = ast.parse(code_cells()["build"])
    (line,) = [node for node in build.body if isinstance(node, ast.Assign) and node.targets[0].id == "root"]
    names = {"here": Path.cwd()}
    exec(compile(ast.Module([line], []), "build", "exec"), names)
    assert names["root"] == ROOT


def test_the_tour_is_stored_without_outputs_and_normalised():
    assert NOTEBOOK.read_text(encoding="utf-8") == normalised(stored()), MEND


def test_the_tour_is_a_valid_notebook_whose_cells_have_names():
    notebook = stored()
    nbformat.validate(notebook)
    names = [cell.id for cell in notebook.cells]
    assert len(set(names)) == len(names)
    assert [name for name in names if not name.replace("-", "").isalpha()] == []


def test_each_run_of_code_is_explained_before_it():
    kinds = [cell.cell_type for cell in stored().cells]
    assert kinds[0] == "markdown"
    assert "code code code" not in " ".join(kinds)


def test_every_verb_of_the_tour_is_at_the_front_door():
    nodes = [node for source in code_cells().values() for node in ast.walk(ast.parse(source))]
    used = {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "kg"
    }
    assert {
        "analyse",
        "ask",
        "believe",
        "build",
        "cite",
        "connect",
        "load",
        "open_output",
        "project",
    } <= used
    assert used - set(kg.__all__) == set()


ROWS = Rows(
    ("number", "share", "day", "actor", "words"),
    (
        (
            Term("70", datatype=XSD.integer),
            Term("0.50", datatype=XSD.decimal),
            Term("2024-09-22", datatype=XSD.date),
            Term("https://w3id.org/sahel-kg/actor/jnim", is_iri=True),
            Term("<b>l’armée & la police</b>", language="fr"),
        ),
    ),
)


def test_a_frame_holds_values_of_python():
    frame = ROWS.frame()
    assert list(frame.columns) == list(ROWS.columns)
    (values,) = frame.itertuples(index=False, name=None)
    assert values == (70, 0.5, date(2024, 9, 22), "actor:jnim", "<b>l’armée & la police</b>")
    assert pandas.api.types.is_integer_dtype(frame["number"])
    assert pandas.api.types.is_float_dtype(frame["share"])


def test_a_frame_of_no_rows_keeps_its_columns_and_an_empty_cell_is_missing():
    assert list(Rows(("a", "b"), ()).frame().columns) == ["a", "b"]
    frame = Rows(("a", "b"), ((Term("x"), None), (None, Term("y")))).frame()
    assert frame.isna().to_numpy().tolist() == [[False, True], [True, False]]


def test_rows_show_as_a_table_whose_cells_are_escaped():
    assert Rows(("a<b", "c"), ((Term("x & y"), None), (*ROWS.rows[0][3:],)))._repr_html_() == (
        "<table><thead><tr><th>a&lt;b</th><th>c</th></tr></thead><tbody>"
        "<tr><td>x &amp; y</td><td></td></tr>"
        "<tr><td>actor:jnim</td><td>&lt;b&gt;l’armée &amp; la police&lt;/b&gt;</td></tr>"
        "</tbody></table>"
    )


NOTE = Footnote(
    number=1,
    claim="https://w3id.org/sahel-kg/claim/a",
    says="attack | killed | at least 70",
    claimant="R&D <sources>",
    polarity="affirmed",
    status="estimated",
    is_admitted=False,
    quote="au moins 70 <morts>",
    cue="selon",
    article="a",
    sentences=("7",),
)


def test_a_cited_answer_shows_its_footnotes_under_the_table():
    rows = Rows(("a",), ((Term("70"),), (Term("80"),)))
    assert Cited(rows, ((1,), ()), (NOTE,))._repr_html_() == (
        "<table><thead><tr><th>a</th><th>notes</th></tr></thead><tbody>"
        "<tr><td>70</td><td>[1]</td></tr><tr><td>80</td><td></td></tr></tbody></table>"
        "<ol><li>attack | killed | at least 70 (<b>estimated</b>; R&amp;D &lt;sources&gt;, a, sentence 7, "
        "cue « selon », not admitted): « au moins 70 &lt;morts&gt; »</li></ol>"
        "<p>1 row of 2 without a footnote</p>"
    )


def test_an_answer_without_footnotes_shows_no_empty_list():
    assert "<ol>" not in Cited(Rows(("a",), ()), (), ())._repr_html_()


def test_a_reading_shows_its_lines_under_the_table():
    reading = Report(Rows(("a",), ((Term("1"),),)), ("n < 30", "exact"))
    assert reading._repr_html_().endswith("<td>1</td></tr></tbody></table><p>n &lt; 30</p><p>exact</p>")


def test_a_figure_is_a_text_that_a_notebook_shows_as_a_picture(archive):
    figure = blank("Nothing", "no ties")
    assert isinstance(figure, Svg) and type(figure._repr_svg_()) is str
    assert figure._repr_svg_() == figure and figure.startswith("<svg ")
    network = kg.project(archive, view="signed")
    assert isinstance(signed_triads(measure_balance(network), network), Svg)


def test_without_pandas_rows_still_show_and_a_frame_says_what_is_missing(tmp_path):
    installed = Path(pandas.__file__).parent.parent
    for each in installed.iterdir():
        if not each.name.startswith("pandas"):
            (tmp_path / each.name).symlink_to(each)
    code = """
from kg.query.results import Rows, Term
rows = Rows(("a",), ((Term("70"),),))
print(rows._repr_html_().count("70"), rows.as_csv() == b"a\\r\\n70\\r\\n")
try:
    rows.frame()
except ImportError as error:
    print(error)
"""
    path = os.pathsep.join((str(ROOT), str(tmp_path)))
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert done.stdout.splitlines() == ["1 True", "No module named 'pandas'"]


if __name__ == "__main__":
    NOTEBOOK.write_text(normalised(stored()), encoding="utf-8")
