"""Answers that were given before: the graph of a build never changes, so neither does what it answers."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from typing import Any

from kg.server.limits import Limits
from kg.server.replies import Reply

_WHIMS = re.compile(r"(?:RAND|NOW|UUID|BNODE)(?:\s|#[^\r\n]*[\r\n])*+\(", re.IGNORECASE)
"""The functions of SPARQL 1.1 that answer anew each time."""
_ASKED = ("query", "policy", "rows", "graph", "gzip")


class Kept:
    """The answers to queries that were last asked for, up to a number of bytes in all."""

    def __init__(self, limits: Limits):
        self._most, self._size = limits.kept, 0
        self._replies: OrderedDict[Hashable, Reply] = OrderedDict()

    def find(self, source: Hashable, job: Mapping[str, Any]) -> Reply | None:
        """Return the answer to a query of a build, if it is still here."""
        key = _key(source, job)
        if found := self._replies.get(key):
            self._replies.move_to_end(key)
        return found

    def keep(self, source: Hashable, job: Mapping[str, Any], reply: Reply) -> None:
        """Keep an answer, and let go of those that were asked for longest ago; large ones are not kept."""
        cost = len(reply.body) + len(job["query"])
        key = _key(source, job)
        if (
            reply.status != 200
            or cost > self._most // 50
            or _WHIMS.search(job["query"])
            or key in self._replies
        ):
            return
        self._replies[key] = reply
        self._size += cost
        while self._size > self._most:
            (asked, gone) = self._replies.popitem(last=False)
            self._size -= len(gone.body) + len(asked[1])  # type: ignore[index]


def _key(source: Hashable, job: Mapping[str, Any]) -> Hashable:
    return (source, *(job[name] for name in _ASKED), tuple(job["default"]), tuple(job["named"]))
