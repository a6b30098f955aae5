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
    from kg.analysis import measure
    from kg.answering import answer
    from kg.answers import ask, load, open_output
    from kg.appraisal import appraise
    from kg.belief import believe
    from kg.citations import cite
    from kg.errors import BadPolicy, BadQuery, InvalidSeeds, KgError, NoAnswer, NotBuilt, UnknownName
    from kg.graph import assemble
    from kg.network import project
    from kg.page import draw
    from kg.paths import connect
    from kg.pipeline import build
    from kg.portrait import show
    from kg.problems import check, read_seeds
    from kg.publishing import publish
    from kg.remote import open_endpoint
    from kg.shelf import open_store
    from kg.sketches import around, between, community, view
    from kg.statements import read_archive

_HOMES = {
    "BadPolicy": "errors",
    "BadQuery": "errors",
    "InvalidSeeds": "errors",
    "KgError": "errors",
    "NoAnswer": "errors",
    "NotBuilt": "errors",
    "UnknownName": "errors",
    "answer": "answering",
    "appraise": "appraisal",
    "around": "sketches",
    "ask": "answers",
    "assemble": "graph",
    "believe": "belief",
    "between": "sketches",
    "build": "pipeline",
    "check": "problems",
    "cite": "citations",
    "community": "sketches",
    "connect": "paths",
    "draw": "page",
    "load": "answers",
    "measure": "analysis",
    "open_endpoint": "remote",
    "open_output": "answers",
    "open_store": "shelf",
    "project": "network",
    "publish": "publishing",
    "read_archive": "statements",
    "read_seeds": "problems",
    "show": "portrait",
    "view": "sketches",
}
"""The front door: each verb and the module it lives in, imported when it is first used."""

__all__ = [
    "BadPolicy", "BadQuery", "InvalidSeeds", "KgError", "NoAnswer", "NotBuilt", "UnknownName", "answer",
    "appraise", "around", "ask", "assemble", "believe", "between", "build", "check", "cite", "community",
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
