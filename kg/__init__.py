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
    from kg.graph.store import open_store
    from kg.measures.scores import measure
    from kg.measures.sensitivity import analyse
    from kg.network.paths import connect
    from kg.network.profile import show
    from kg.network.project import project
    from kg.pipeline import build
    from kg.publishing import publish
    from kg.query.library import ask, load, open_output
    from kg.query.provenance import cite
    from kg.query.remote import open_endpoint

_HOMES = {
    "BadPolicy": "errors",
    "BadQuery": "errors",
    "InvalidSeeds": "errors",
    "KgError": "errors",
    "NoAnswer": "errors",
    "NotBuilt": "errors",
    "UnknownName": "errors",
    "analyse": "measures.sensitivity",
    "answer": "explorer.from_query",
    "around": "explorer.views",
    "ask": "query.library",
    "assemble": "graph.assemble",
    "believe": "graph.exclude",
    "between": "explorer.views",
    "build": "pipeline",
    "check": "curation.checks",
    "cite": "query.provenance",
    "community": "explorer.views",
    "connect": "network.paths",
    "draw": "explorer.page",
    "load": "query.library",
    "measure": "measures.scores",
    "open_endpoint": "query.remote",
    "open_output": "query.library",
    "open_store": "graph.store",
    "project": "network.project",
    "publish": "publishing",
    "read_archive": "graph.read",
    "read_seeds": "curation.checks",
    "show": "network.profile",
    "view": "explorer.views",
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
