"""What is shown is run: every block of every README, and every link, command and path in them is there."""

import doctest
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.core.rq_files import parse_question
from kg.graph.assemble import assemble
from kg.graph.policy import read_policies
from kg.pipeline import write
from kg.query.library import ask, read_library
from kg.query.opening import open_output
from tests.conftest import ROOT
from tests.support.golden import first_article
from tests.support.servers import serving

pytestmark = pytest.mark.server

FRONT = Path("README.md")
FOLDERS = ("kg", "output", "queries", "seeds", "tests")
READMES = {
    path.relative_to(ROOT): path.read_text(encoding="utf-8")
    for path in (
        ROOT / FRONT,
        *(found for name in FOLDERS for found in sorted((ROOT / name).rglob(FRONT.name))),
    )
}
FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(
    r"[\w.*-]+(?:/[\w.*-]+)*(?:/|\.(?:cff|csv|cyjs|gexf|graphml|html|ipynb|js|json|lock|nq|py|rq|svg|trig|ttl|txt|yaml))"
)
KEY = re.compile(r"^(?:- |  )(\w+): ", re.MULTILINE)
"""A field in a YAML block of claims."""
INVENTED = re.compile(r"[A-Z]{2,}|\bmy\b|^text\.txt$|^drawn/")
"""In a path: what stands for any name, what a reader has yet to write, and what only ``kg draw`` writes."""
MINE = "my.rq"


def fenced(language: str) -> list[tuple[Path, str]]:
    """Return the blocks of a language, each with the README that it stands in."""
    return [
        (path, text)
        for path, whole in READMES.items()
        for kind, text in FENCED.findall(whole)
        if kind == language
    ]


def sessions() -> Iterator[tuple[str, str, str]]:
    """Yield each command of a console block, what it shows, and the query that stands before it."""
    for whole in READMES.values():
        query = ""
        for kind, text in FENCED.findall(whole):
            if kind == "sparql":
                query = text
            elif kind == "console":
                command, _, shown = text.removeprefix("$ ").partition("\n")
                yield command, shown, query


SESSIONS = list(sessions())
QUERY = fenced("sparql")[0][1]


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """Build the first article alone, so that a README stays true when others are added."""
    folder = tmp_path_factory.mktemp("readme")
    policies = read_policies()
    write(assemble(first_article(), policies), policies, folder / "output")
    (folder / MINE).write_text(QUERY, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("command", "shown", "query"), SESSIONS, ids=[command for command, *_ in SESSIONS])
def test_a_session_is_what_one_sees(built, monkeypatch, command, shown, query):
    if MINE in command:
        (built / MINE).write_text(query, encoding="utf-8")
    monkeypatch.chdir(built)
    done = CliRunner().invoke(main, shlex.split(command)[1:], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    parts = [part.strip("\n").splitlines() for part in re.split(r"^…$", shown, flags=re.MULTILINE)]
    position = 0
    for part in parts:
        found = [n for n in range(position, len(printed)) if printed[n : n + len(part)] == part]
        assert found, f"not in the output of {command!r}: {part}"
        position = found[0] + len(part)
    if "…\n" not in shown:
        assert printed == parts[0]


@pytest.mark.parametrize("readme", [path for path, text in fenced("python") if ">>>" in text], ids=str)
def test_the_python_examples_run(built, monkeypatch, readme):
    monkeypatch.chdir(built)
    failed, run = doctest.testfile(str(ROOT / readme), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert run > 1 and not failed


@pytest.mark.parametrize("text", [text for _, text in fenced("python") if ">>>" not in text])
def test_python_that_needs_a_package_of_others_is_python(text):
    compile(text, "README", "exec")


@pytest.mark.parametrize(("readme", "text"), fenced("sparql"), ids=str)
def test_a_query_has_an_answer(built, readme, text):
    question, store = parse_question(text), open_output(built / "output")
    made = store.query(text, use_default_graph_as_union=True)
    assert list(made) if isinstance(made, ox.QueryTriples) else len(ask(question, store))


def test_every_address_answers(built):
    lines = [line for _, text in fenced("sh") for line in text.splitlines() if line.startswith("$ curl")]
    assert len(lines) > 5
    with serving(built / "output", built / "scratch") as served:
        for line in lines:
            words = shlex.split(line.replace("http://127.0.0.1:7878", served.url.rstrip("/")), comments=True)
            command = ["curl", "--silent", "--show-error", "--fail", *words[2:]]
            assert subprocess.run(command, check=True, capture_output=True, cwd=built).stdout, line


def test_the_claim_read_aloud_is_what_the_graph_holds(built):
    told = dict(re.findall(r"^\| ([a-z ]+) \| (.+) \|$", READMES[FRONT], re.MULTILINE))
    admitting = []
    for policy in ("narrator", "reported", "everyone"):
        store = open_output(built / "output", policy)
        answer = ask("tolls", store, event="bamako-attack", measure="killed")
        (row,) = (dict(zip(answer.columns, row, strict=True)) for row in answer.as_text())
        admitting += [policy] if row["admitted"] == "yes" else []
    assert CODE.findall(told["admitted by"].partition(";")[0]) == admitting
    assert f"{row['comparator']} {row['figure']}" in told["say"]
    assert row["quote"] in told["quote"] and row["claimant"].replace(" ", "-") in told["by"]
    assert row["cue"] in told["narrator"] and row["status"] == told["status"]
    notes = {note for row in ask("not-stated", store, entity="bamako-attack").as_text() for note in row}
    (unsaid,) = re.findall(r"stays unsaid: \*(.+?)\*", READMES[FRONT], re.DOTALL)
    assert " ".join(unsaid.split()) in notes


def test_the_first_page_is_short():
    assert len(READMES[FRONT].splitlines()) <= 180


def test_the_first_page_leads_to_every_other():
    linked = {link.partition("#")[0] for link in LINK.findall(READMES[FRONT])}
    assert [path for path in READMES if path != FRONT and path.as_posix() not in linked] == []


def headings(path: Path) -> set[str]:
    """Return the anchors of a Markdown file's headings, as GitHub makes them."""
    text = FENCED.sub("", path.read_text(encoding="utf-8"))
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("readme", READMES, ids=str)
def test_every_relative_link_leads_to_a_file_or_a_heading(readme):
    broken = []
    for link in LINK.findall(FENCED.sub("", READMES[readme])):
        if not link.startswith("https://"):
            name, _, anchor = link.partition("#")
            target = (ROOT / readme).parent / name if name else ROOT / readme
            if not target.exists() or (anchor and anchor not in headings(target)):
                broken.append(link)
    assert broken == []


@pytest.mark.parametrize("readme", READMES, ids=str)
def test_every_path_named_is_there(built, readme):
    places = ((ROOT / readme).parent, ROOT, built, built / "output")
    named = [name.partition("#")[0] for name in CODE.findall(FENCED.sub("", READMES[readme]))]
    paths = [name for name in named if FILE.fullmatch(name) and not INVENTED.search(name)]
    assert [name for name in paths if not any(any(place.glob(name)) for place in places)] == []


def test_every_command_is_told_and_every_command_told_is_there():
    assert [name for name in main.commands if f"kg {name}" not in "\n".join(READMES.values())] == []
    narrowing = {f"--{each.name}" for question in read_library().values() for each in question.params}
    for command in told("kg"):
        name, *words = re.findall(r"[^\s'\"]+", command)
        if name.islower():  # COMMAND is any of them
            known = {option for parameter in main.commands[name].params for option in parameter.opts}
            known |= {"--help"} | (narrowing if name in ("ask", "draw") else set())
            options = {word.partition("=")[0] for word in words if re.match("--[a-z]", word)}
            assert options <= known, command


def test_every_target_told_is_one_of_make():
    targets = set(re.findall(r"^([a-z]+):", Path("Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"build", "test"} <= {command.split()[0] for command in told("make")} <= targets


def told(program: str) -> set[str]:
    """Return what follows the name of a program, wherever a README shows a command."""
    text = "\n".join(READMES.values())
    shown = (*CODE.findall(FENCED.sub("", text)), *re.findall(r"^(?:\$| {4}) ?(.+)$", text, re.MULTILINE))
    lines = (line.partition("#")[0].strip() for line in shown)
    return {line.removeprefix(f"{program} ") for line in lines if line.startswith(f"{program} ")}


def test_the_map_has_every_room_in_the_order_of_imports():
    """Rooms of one layer may stand in any order."""
    contracts = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = [layer.split(" | ") for layer in reversed(contracts[0]["layers"])]
    rooms = re.findall(
        r"^\| \[(\w+)(?:\.py)?\]", READMES[Path("kg/README.md")].partition("## One claim")[0], re.MULTILINE
    )
    assert sorted(rooms) == sorted(room for layer in layers for room in layer)
    assert [next(n for n, layer in enumerate(layers) if room in layer) for room in rooms] == sorted(
        n for n, layer in enumerate(layers) for _ in layer
    )


def test_every_file_of_a_build_is_told(built):
    told = [re.sub(r"[A-Z]+", "*", name) for name in CODE.findall(READMES[Path("output/README.md")])]
    files = (path.relative_to(built / "output") for path in (built / "output").rglob("*.*") if path.is_file())
    names = [path.as_posix() for path in files if path.parts[0] not in (".store", "drawn")]
    assert [name for name in names if not any(fnmatch(name, each) for each in told)] == []


def test_the_seeds_readme_shows_a_claim_as_it_stands_in_the_curation():
    from kg.curation.claims import CLAIM_FIELDS

    text = READMES[Path("seeds/README.md")]
    told = {key for code in CODE.findall(FENCED.sub("", text)) for key in re.findall(r"^(\w+)(?:: |$)", code)}
    told |= {key for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) for key in KEY.findall(block)}
    assert [field for field in CLAIM_FIELDS if field not in told] == []


def test_every_number_of_questions_is_that_of_the_library():
    numbers = re.findall(r"questions of (\d+) files", "\n".join(READMES.values()))
    assert numbers and {int(number) for number in numbers} == {len(read_library())}


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
