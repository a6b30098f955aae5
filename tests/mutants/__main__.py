"""Change the code that decides what is true in every small way, and see that a test fails each time.

``python -m tests.mutants`` copies the checkout to a temporary folder, installs mutmut (BSD,
https://mutmut.readthedocs.io) there, and runs the tests in process on every mutant of ``MODULES``: a quarter
of an hour on two cores, and never more than ``HOURS`` of CPU time a process. It prints the share that was
noticed and each survivor with its reason from ``survivors.py``, and ends with 1 below ``ENOUGH`` or where a
survivor has no reason, or a reason no survivor.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.mutants.survivors import SURVIVORS

ROOT = Path(__file__).parent.parent.parent
MUTMUT = "mutmut==3.8.1"
MODULES = ("kg/curation/quotes.py", "kg/curation/values.py", "kg/graph/status.py", "kg/graph/assemble.py")
TESTS = (
    *(f"tests/curation/test_{name}.py" for name in ("quotes", "values", "checks", "text", "complete")),
    *(f"tests/curation/test_{name}.py" for name in ("planted_faults", "source")),
    *(f"tests/graph/test_{name}.py" for name in ("status", "invariants", "policy", "rights")),
    *("tests/core/test_contradictions.py", "tests/core/test_model.py", "tests/export/test_rdf.py"),
)
QUICK = "not browser and not server and not long"
ENOUGH = 0.95
"""The least share of mutants that must be noticed."""
NOTICED = ("killed", "timeout", "segfault")
"""How a mutant ends that a test notices; one without end is noticed too."""
HOURS = 1
BYTES = 3 << 30
"""How much CPU time and memory each process may take."""


def main() -> int:
    """Return 0 if enough is noticed and every survivor has a reason."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = Path(name)
        copied(folder / "checkout")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--target", folder / "tools", MUTMUT], check=True, capture_output=True)
        environment = os.environ | {"PYTHONPATH": str(folder / "tools")}

        def mutmut(*words: str) -> str:
            done = subprocess.run(
                [sys.executable, "-m", "mutmut", *words],
                cwd=folder / "checkout",
                env=environment,
                preexec_fn=limited,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                sys.exit(f"mutmut {words[0]}: {(done.stdout + done.stderr)[-2_000:]}")
            return done.stdout

        mutmut("run", "--max-children", str(os.cpu_count() or 1))
        found = dict(re.findall(r"^\s*(\S+__mutmut_\d+): (.+)$", mutmut("results", "--all", "true"), re.M))
        survived = [mutant for mutant, what in found.items() if what == "survived"]
        left = {mutant: changed(mutmut("show", mutant)) for mutant in survived}
    return told(Counter(found.values()), left)


def copied(folder: Path) -> None:
    """Copy what git knows of the checkout, with the settings of mutmut behind those of the project."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, names.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    beside = [path.name for path in folder.iterdir() if path.name not in (".git", "pyproject.toml")]
    settings = {
        "source_paths": ["kg"],
        "only_mutate": [*MODULES],
        "also_copy": beside,
        "pytest_add_cli_args": ["-n0", "-p", "no:cacheprovider", "-m", QUICK],
        "pytest_add_cli_args_test_selection": [*TESTS],
    }
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n[tool.mutmut]\n" + "".join(f"{name} = {value!r}\n" for name, value in settings.items()))


def limited() -> None:
    """Keep a process within its time and memory."""
    resource.setrlimit(resource.RLIMIT_CPU, (HOURS * 3600, HOURS * 3600))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def changed(shown: str) -> tuple[str, str]:
    """Read what a mutant has in place of what, as lines without their indentation."""
    gone, new = (re.findall(rf"^\{sign} (.*)$", shown, re.MULTILINE) for sign in "-+")
    return " ".join(line.strip() for line in gone), " ".join(line.strip() for line in new)


def told(counts: Counter[str], left: dict[str, tuple[str, str]]) -> int:
    """Print the outcome, and return the exit code."""
    unknown = {mutant: change for mutant, change in left.items() if change not in SURVIVORS}
    for mutant, (gone, new) in unknown.items():
        print(f"{mutant}\n  - {gone}\n  + {new}")
    for change in SURVIVORS.keys() & left.values():
        print(f"{change[1]}: {SURVIVORS[change]}")
    stale = SURVIVORS.keys() - left.values()
    for change in stale:
        print(f"noticed by now, or gone: {change[1]}")
    total, noticed = counts.total(), sum(counts[what] for what in NOTICED)
    share = noticed / total if total else 0.0
    print(f"{total} mutants: {dict(counts)}; {share:.1%} noticed, {len(unknown)} left without a reason")
    return int(share < ENOUGH or bool(unknown) or bool(stale))


if __name__ == "__main__":
    sys.exit(main())
