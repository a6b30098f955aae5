"""The worked example of ``seeds/README.md``: seeds with a relation of their own, as it is shown there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.conftest import MINIATURE, ROOT

MY = "https://example.org/belmar#"
ARTICLE = "designation-01092025"
_README = (ROOT / "seeds" / "README.md").read_text(encoding="utf-8")
_HEAD = f"article: {ARTICLE}\nlanguage: fr\nsource:\n  published: 2025-09-01\n\ntext:\n"


def _block(language: str) -> str:
    """Return the block of the README that speaks of the designation."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", _README, re.MULTILINE | re.DOTALL)
    (text,) = (each for each in blocks if "designates" in each)
    return str(text)


TURTLE, CURATION = _block("turtle"), _block("yaml")


def designation(folder: Path, turtle: str = TURTLE) -> Path:
    """Lay out the miniature with the article, the curation and the terms of the example."""
    seeds = Path(shutil.copytree(MINIATURE, folder / "seeds"))
    sentence = re.findall(r"\|-\n +(.+)\n", CURATION)
    (seeds / "articles" / f"{ARTICLE}.txt").write_text("\n".join([*sentence, ""]), encoding="utf-8")
    (seeds / "curations" / f"{ARTICLE}.yaml").write_text(_HEAD + CURATION, encoding="utf-8")
    (seeds / "ontology.ttl").write_text(turtle, encoding="utf-8")
    return seeds
