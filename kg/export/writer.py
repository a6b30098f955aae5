"""A file of a build and the function that writes it: a format is one ``Writer`` in its family's table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import networkx as nx
import pyoxigraph as ox

from kg.core import media
from kg.core.namespaces import BASE
from kg.core.ontology import Label
from kg.errors import Unwritable
from kg.graph.read import Archive
from kg.measures.sensitivity import Sensitivity

Written = tuple[bytes, tuple[str, ...]]
"""The bytes of a file, and what its format cannot hold."""
WHOLE, VOCABULARY, FACTS_OF = "whole", "ontology", "facts-"
NETWORK, MEASURES, ANSWERS, PAGES = "network", "measures", "answers", "pages"
"""What a file is a form of: the whole, the vocabulary, a policy’s facts, or something drawn from them."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file of a build: what it is, what it is a form of, and whether it holds words of the articles."""

    name: str
    about: Label
    part: str
    quotes: bool
    conforms: str = ""
    """The IRI of the standard that the file follows, where the media type does not tell."""

    @property
    def media(self) -> str:
        """The media type.

        Raises ``Unwritable`` for an ending that has none.
        """
        ending = self.name.rpartition(".")[2]
        if ending not in media.FILES:
            raise Unwritable(f"{self.name}: no media type for '.{ending}': name it in kg/core/media.py")
        return media.FILES[ending]

    @property
    def key(self) -> str:
        """The name as one segment of an IRI."""
        return self.name.replace("/", "-")

    @property
    def address(self) -> str:
        """Where the file stands if the build is published under the base of its IRIs."""
        return BASE + self.name


class Measures(NamedTuple):
    """What was measured, as values and as sorted quads, and what was left out as too large or too hard."""

    analyses: tuple[Sensitivity, ...]
    quads: list[ox.Quad]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """What the writers of a build write from."""

    quads: list[ox.Quad]
    """The dataset, sorted."""
    archive: Archive
    network: nx.MultiDiGraph[str]
    """The network of the facts, with its evidence."""
    measures: Measures


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer(Item):
    """A file with the function that writes it, of what ``takes`` chooses among the ``Sources``."""

    takes: Callable[[Sources], Any]
    write: Callable[[Any], Written]

    def __call__(self, source: Any) -> Written:
        return self.write(source)
