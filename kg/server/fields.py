"""The fields of a request, from its address or a form; most may stand once alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from kg.server.replies import Refused

_MOST = 1_000


def parse_fields(data: bytes) -> dict[str, list[str]]:
    """Read the fields of a query string or form.

    Raises ``Refused`` where they are not UTF-8, or too many.
    """
    try:
        pairs = parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST)
    except UnicodeError:
        raise Refused(400, "Bad request", "the fields are not percent-encoded UTF-8") from None
    except ValueError:
        raise Refused(400, "Bad request", f"more than {_MOST} fields") from None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


class Fields:
    """Fields by name, as text, JSON or numbers."""

    def __init__(self, lists: Mapping[str, list[str]]):
        self.lists = lists

    def all(self, name: str) -> list[str]:
        """Return all values of a field."""
        return self.lists.get(name, [])

    def one(self, name: str) -> str:
        """Return the value of a field, or nothing.

        Raises ``Refused`` where it stands twice.
        """
        values = self.all(name)
        if len(values) > 1:
            raise Refused(400, "Bad request", f"'{name}' stands {len(values)} times")
        return values[0] if values else ""

    def json(self, name: str) -> Any:
        """Return a field that is JSON.

        Raises ``Refused``.
        """
        try:
            return json.loads(self.one(name))
        except (ValueError, RecursionError) as error:
            raise Refused(400, "Bad request", f"'{name}' is no JSON: {error}") from None

    def number(self, name: str, usual: int, most: int) -> int:
        """Return a field that is a whole number from 0, at most ``most``; or the usual one.

        Raises ``Refused``.
        """
        given = self.one(name)
        if given and not (given.isascii() and given.isdigit() and len(given) < 7):
            raise Refused(400, "Bad request", f"'{name}' is a number from 0")
        return min(int(given), most) if given else usual
