"""Charts of what was measured: small SVG figures for a page or a paper.

Each is the same to the byte for the same measures, and says in words what it shows.
"""

from __future__ import annotations

import pyoxigraph as ox

from kg.errors import UnknownPicture
from kg.graph.read import read_archive
from kg.measures.balance import measure_balance
from kg.measures.charts.communities import communities
from kg.measures.charts.ranks import rank_ranges
from kg.measures.charts.triads import signed_triads
from kg.measures.communities import find_communities
from kg.measures.scores import SCORES
from kg.measures.sensitivity import analyse
from kg.network.project import project

__all__ = ["communities", "picture", "rank_ranges", "signed_triads"]


def picture(
    store: ox.Store, what: str, view: str = "entities", ties: str = "", language: str = "en", top: int = 12
) -> str:
    """Draw the first nodes of a score, ``communities`` or ``balance`` of a view of a built graph.

    Raises ``UnknownPicture`` ``UnknownView`` and ``UnknownTie``.
    """
    if what in SCORES:
        return rank_ranges(analyse(store, view=view, ties=ties), what, top, language)
    network = project(read_archive(store), view=view, ties=ties)
    if what == "communities":
        return communities(find_communities(network), network, language)
    if what == "balance":
        return signed_triads(measure_balance(network), network, language)
    raise UnknownPicture(what, (*SCORES, "communities", "balance"))
