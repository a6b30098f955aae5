"""How common sentences become claims: what a curator writes, shown on the vocabulary's page.

The sentences of ``examples.yaml`` are invented. Together they are an article, and what stands beside them its
curation, which ``kg check`` accepts once ``kg format`` has given it ids: a test writes both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.core.ontology import Label
from kg.curation.yaml_reader import Items, read_records
from kg.errors import InvalidSeeds

_EXAMPLES = Path(__file__).with_name("examples.yaml")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence, the entities that it brings, the claims that it yields, and why so."""

    sentence: Label
    entities: str
    claims: str
    why: Label


def _patterns() -> Iterator[Pattern]:
    rows, problems = read_records(_EXAMPLES, _EXAMPLES.name)
    if not isinstance(rows, Items):
        raise InvalidSeeds(problems)
    for row in rows:
        yield Pattern(
            Label(row["fr"], row["en"]), row.get("entities", ""), row["claims"], Label(**row["why"])
        )


PATTERNS = tuple(_patterns())
