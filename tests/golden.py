"""Golden answers: every question of the library on the real article and on the miniature, as whole files.

``python -m tests.golden`` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

from pathlib import Path

from kg.answers import QUERIES, ask
from kg.graph import assemble
from kg.problems import read_seeds
from kg.questions import read_questions

GOLDEN = Path(__file__).parent / "data" / "golden"
SEEDS = {"article": Path("seeds"), "miniature": Path("tests/data/miniature")}


def main() -> None:
    """Write every golden answer."""
    for name, folder in SEEDS.items():
        store = assemble(read_seeds(folder))
        (GOLDEN / name).mkdir(parents=True, exist_ok=True)
        for question in read_questions(QUERIES).values():
            (GOLDEN / name / f"{question.name}.csv").write_bytes(ask(question, store).as_csv())


if __name__ == "__main__":
    main()
