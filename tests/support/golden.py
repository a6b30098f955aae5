"""Golden answers: every question of the library on the real article and on the miniature, as whole files.

``python -m tests.support.golden`` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from kg.core.model import Seeds
from kg.curation.checks import read_seeds
from kg.graph.assemble import assemble
from kg.measures.sensitivity import analyse
from kg.measures.tables import quads
from kg.query.library import ask, read_library

GOLDEN = Path(__file__).parent.parent / "data" / "golden"
ARTICLE = "news-22092024-142654"


def first_article() -> Seeds:
    """Read the real seeds, and leave out whatever other articles have been added since."""
    seeds = read_seeds("seeds")
    claims = tuple(claim for claim in seeds.claims if claim.article == ARTICLE)
    named = {iri for c in claims for iri in (c.subject, c.object, c.claimant, c.to, c.said_in, *c.against)}
    named |= {when.anchor for c in claims for when in (c.holds, c.said) if when}
    return replace(
        seeds,
        articles={ARTICLE: seeds.articles[ARTICLE]},
        entities={iri: entity for iri, entity in seeds.entities.items() if iri in named},
        claims=claims,
    )


SEEDS = {"article": first_article, "miniature": lambda: read_seeds("tests/data/miniature")}


def world(name: str) -> ox.Store:
    """Assemble what is asked, with one network measured: what a build holds, as far as questions go."""
    store = assemble(SEEDS[name]())
    store.extend(quads([analyse(store, view="actors")]))
    return store


def main() -> None:
    """Write every golden answer."""
    for name in SEEDS:
        store = world(name)
        (GOLDEN / name).mkdir(parents=True, exist_ok=True)
        for question in read_library().values():
            (GOLDEN / name / f"{question.name}.csv").write_bytes(ask(question, store).as_csv())


if __name__ == "__main__":
    main()
