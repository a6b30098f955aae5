"""Provenance of a build: what it read and by which program (https://www.w3.org/TR/prov-o/).

No day, machine or person is in it, so that the same seeds give the same bytes. Digests of what was read
stand in the RO-Crate.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.core import media
from kg.core.about import DATASET, part, release
from kg.core.iris import as_iri
from kg.core.namespaces import DCTERMS, OWL, PROV, RDF, RDFS, SKG
from kg.core.ontology import ONTOLOGY, Label
from kg.core.quads import labelled, quad
from kg.graph.policy import POLICIES, RULE

BUILD, PROGRAM = part("build"), part("kg")
BUILT = Label("la construction du jeu de données", "the build of the dataset")
PROGRAM_NAME = "kg, of sahel-kg"
_SEEDS = ("*.yaml", "ontology.ttl", "articles/*.txt", "curations/*.yaml", "policies/*.rq")


@dataclass(frozen=True, slots=True)
class Input:
    """A file that a build read: its name from the root of the project, size, digest, and what it is."""

    name: str
    size: int
    sha256: str
    media: str
    known_as: str = ""
    """The IRI of the article, policy or vocabulary that the file holds; of a curation, its activity."""

    @property
    def iri(self) -> str:
        """The IRI of the file."""
        return part("input-" + self.name.replace("/", "-"))

    @property
    def is_curation(self) -> bool:
        """Whether it says what an article says."""
        return self.name.startswith("seeds/curations/")


def read_inputs(seeds: str | Path | None = None) -> tuple[Input, ...]:
    """Read the files of a seeds folder, if there is one, and what comes with the program, and digest them.

    Raises ``OSError``.
    """
    files = {
        "kg/core/ontology.ttl": ONTOLOGY,
        "kg/graph/facts.rq": RULE,
        **{f"kg/graph/policies/{path.name}": path for path in sorted(POLICIES.glob("*.rq"))},
    }
    if seeds:
        found = sorted(path for pattern in _SEEDS for path in Path(seeds).glob(pattern))
        files |= {f"seeds/{path.relative_to(seeds).as_posix()}": path for path in found}
    return tuple(_input(name, path.read_bytes()) for name, path in sorted(files.items()))


def _input(name: str, data: bytes) -> Input:
    stem, _, ending = name.rpartition("/")[2].rpartition(".")
    known = {
        "seeds/articles": as_iri("article", stem),
        "seeds/curations": as_iri("curation", stem),
        "seeds/policies": as_iri("policy", stem),
        "kg/graph/policies": as_iri("policy", stem),
        "kg/core": SKG.base.rstrip("#"),
    }
    folder = name.rpartition("/")[0]
    return Input(
        name, len(data), hashlib.sha256(data).hexdigest(), media.FILES[ending], known.get(folder, "")
    )


def provenance(inputs: Iterable[Input]) -> Iterator[ox.Quad]:
    """Yield the build as an activity that used its inputs and generated the dataset."""
    yield quad("meta", BUILD, RDF.type, PROV.Activity)
    yield from labelled("meta", BUILD, RDFS.label, BUILT)
    yield quad("meta", BUILD, PROV.wasAssociatedWith, PROGRAM)
    yield quad("meta", PROGRAM, RDF.type, PROV.SoftwareAgent)
    yield quad("meta", PROGRAM, RDFS.label, ox.Literal(PROGRAM_NAME, language="en"))
    yield quad("meta", PROGRAM, OWL.versionInfo, ox.Literal(release()))
    yield quad("meta", DATASET, PROV.wasGeneratedBy, BUILD)
    for each in inputs:
        yield quad("meta", BUILD, PROV.used, each.iri)
        yield quad("meta", each.iri, RDF.type, PROV.Entity)
        yield quad("meta", each.iri, DCTERMS.title, ox.Literal(each.name))
        if each.known_as:
            how = PROV.wasGeneratedBy if each.is_curation else PROV.specializationOf
            yield quad("meta", each.iri, how, each.known_as)
