"""A knowledge graph of Sahel actors and events in which every edge leads to the sentence it came from.

>>> import kg
>>> kg.check("seeds").problems
()
>>> graph = kg.load("output")
>>> kg.ask("members", graph).columns[:2]
('organisation', 'member')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.curation.checks import check, read_seeds
    from kg.errors import BadPolicy, BadQuery, InvalidSeeds, KgError, NoAnswer, NotBuilt, UnknownName
    from kg.explorer.from_query import answer
    from kg.explorer.page import draw
    from kg.explorer.views import around, between, community, view
    from kg.graph.assemble import assemble
    from kg.graph.exclude import believe
    from kg.graph.read import read_archive
    from kg.measures.scores import measure
    from kg.measures.sensitivity import analyse
    from kg.network.paths import connect
    from kg.network.profile import show
    from kg.network.project import project
    from kg.pipeline import build
    from kg.publishing import publish
    from kg.query.library import ask
    from kg.query.opening import load, open_endpoint, open_output, open_store
    from kg.query.provenance import cite

_HOMES = {
    name: module
    for module, names in {
        "curation.checks": "check read_seeds",
        "errors": "BadPolicy BadQuery InvalidSeeds KgError NoAnswer NotBuilt UnknownName",
        "explorer.from_query": "answer",
        "explorer.page": "draw",
        "explorer.views": "around between community view",
        "graph.assemble": "assemble",
        "graph.exclude": "believe",
        "graph.read": "read_archive",
        "measures.scores": "measure",
        "measures.sensitivity": "analyse",
        "network.paths": "connect",
        "network.profile": "show",
        "network.project": "project",
        "pipeline": "build",
        "publishing": "publish",
        "query.library": "ask",
        "query.opening": "load open_endpoint open_output open_store",
        "query.provenance": "cite",
    }.items()
    for name in names.split()
}
"""The front door: each verb and the module it lives in, imported when it is first used."""

__all__ = [
    "BadPolicy", "BadQuery", "InvalidSeeds", "KgError", "NoAnswer", "NotBuilt", "UnknownName", "analyse",
    "answer", "around", "ask", "assemble", "believe", "between", "build", "check", "cite", "community",
    "connect", "draw", "load", "measure", "open_endpoint", "open_output", "open_store", "project", "publish",
    "read_archive", "read_seeds", "show", "view",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f"kg.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
