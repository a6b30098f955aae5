"""The response cache: a build never changes, so a query that was answered has the same answer again."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import Any

from cachetools import LRUCache

from kg.server.replies import Reply

_NONDETERMINISTIC = re.compile(r"(?:RAND|NOW|UUID|BNODE)(?:\s|#[^\r\n]*[\r\n])*+\(", re.IGNORECASE)
"""The functions of SPARQL 1.1 that answer anew each time; behind ``UUID`` stands ``STRUUID`` as well."""
_LARGEST = 50
"""An answer of more than this part of the cache is not kept: it would push out too many others."""
_PARTS = ("query", "policy", "rows", "graph", "gzip")


class ResponseCache:
    """The answers to the queries that were asked last (LRU), up to a number of bytes with their queries."""

    def __init__(self, size: int):
        self._entries: LRUCache[Hashable, tuple[str, Reply]] = LRUCache(size, getsizeof=_size)

    def find(self, build: str, job: Mapping[str, Any]) -> Reply | None:
        """Return the answer to a query of a build, if it is kept."""
        _, reply = self._entries.get(_key(build, job), ("", None))
        return reply

    def keep(self, job: Mapping[str, Any], reply: Reply) -> None:
        """Keep an answer for its build, unless it is a refusal, large, or might be another the next time."""
        entry = job["query"], reply
        is_small = _size(entry) <= self._entries.maxsize // _LARGEST
        if reply.status == 200 and is_small and not _NONDETERMINISTIC.search(job["query"]):
            self._entries[_key(reply.build, job)] = entry


def _size(entry: tuple[str, Reply]) -> int:
    query, reply = entry
    return len(query) + len(reply.body)


def _key(build: str, job: Mapping[str, Any]) -> Hashable:
    return (build, *(job[name] for name in _PARTS), tuple(job["default"]), tuple(job["named"]))
