"""Words that attribute what is said, where the claims of their sentence are all the narrator's."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from functools import cache
from pathlib import Path

from kg.core.model import Claim, Sentence

_FILE = Path(__file__).with_name("attribution.toml")
SPOKEN = ("speaker", "reportedIn", "addressee", "about")
"""Relations by which a claim tells of an act of speech, and so of whose words the others are."""


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    words = tomllib.loads(_FILE.read_text(encoding="utf-8")).get(language, ())
    return (
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE) if words else None
    )


def unattributed(sentence: Sentence, language: str, claims: Collection[Claim]) -> str:
    """Return the words by which a sentence attributes, where none of the claims on it is attributed.

    A claim about an act of speech, or of anybody but the narrator, has heeded them. Else empty.
    """
    pattern = _pattern(language)
    found = pattern.search(sentence.text) if pattern and claims else None
    heeded = any(not claim.is_narrators or claim.relation.name in SPOKEN for claim in claims)
    return found[0] if found and not heeded else ""
