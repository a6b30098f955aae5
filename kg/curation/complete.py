"""What ``kg format`` writes into a curation that lacks it: permanent ids, and texts as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from string import ascii_lowercase

from kg.core.model import ENTRY_ID
from kg.curation.text import claims_of
from kg.curation.yaml_reader import Record, find_inner_lines

_BLOCK = re.compile(r"(heading|sentence):\s*\|-$")


def completed(text: str, curation: Record) -> str:
    """Return the text of a curation with an id for each entry and claim, and each text as a block."""
    lines = text.split("\n")
    inner = find_inner_lines(text)
    rows = [row for row in curation["text"] if isinstance(row, Record) and not row.is_flow]
    claims = [claim for row in rows for claim in claims_of(row) if not claim.is_flow]
    ids = dict(zip(map(id, rows), entry_ids([str(row.get("id", "")) for row in rows]), strict=True))
    ids |= dict(zip(map(id, claims), claim_ids(claims), strict=True))
    for record in sorted((*rows, *claims), key=lambda each: -each.line):  # from below, so that lines stay
        first = next((key for key in ("heading", "sentence", "say") if key in record), "")
        if not first:
            continue
        start = record.lines[first] - 1
        end = start + 1
        while end in inner:
            end += 1
        width = len(lines[start]) - len(lines[start].lstrip(" -"))
        if "id" not in record:
            lines.insert(end, f"{' ' * width}id: {ids[id(record)]}")
        if first != "say" and not _BLOCK.match(lines[start][width:].rstrip()):
            block = [f"{' ' * (width + 2)}{line}".rstrip() for line in str(record[first]).strip().split("\n")]
            lines[start:end] = [f"{lines[start][:width]}{first}: |-", *block]
    return "\n".join(lines)


def entry_ids(given: list[str]) -> list[str]:
    """Propose an id for each entry whose own is empty: the next number, or a letter behind the one before.

    >>> entry_ids(["", ""]), entry_ids(["1", "", "2", ""]), entry_ids(["7a", "", "8"])
    (['1', '2'], ['1', '1a', '2', '3'], ['7a', '7b', '8'])
    """
    known = set(given)
    numbers = (int(each.rstrip(ascii_lowercase)) for each in given if ENTRY_ID.fullmatch(each))
    last = max(numbers, default=0)
    found: list[str] = []
    for at, one in enumerate(given):
        if not one and found and any(given[at:]):  # something is between two that have theirs
            one = next(_parts(found[-1], known), "")
        if not one:
            last += 1
            one = str(last)
        known.add(one)
        found.append(one)
    return found


def _parts(entry: str, known: set[str]) -> Iterator[str]:
    """Yield the ids that may follow one: its number with letters behind, as far as they are free."""
    letters = (first + second for first in ("", *ascii_lowercase) for second in ascii_lowercase)
    ids = (entry.rstrip(ascii_lowercase) + each for each in letters)
    yield from (each for each in ids if ENTRY_ID.fullmatch(each) and each not in known)


def claim_ids(claims: Iterable[Record]) -> list[str]:
    """Propose an id for each claim without one: its relation and the next number, as in *killed-1*."""
    claims = list(claims)
    found = [str(each.get("id", "")) for each in claims]
    for at, each in enumerate(claims):
        if not found[at]:
            name = _relation_of(each)
            used = (int(one[len(name) + 1 :]) for one in found if re.fullmatch(rf"{name}-[0-9]{{1,6}}", one))
            found[at] = f"{name}-{max(used, default=0) + 1}"
    return found


def _relation_of(claim: Record) -> str:
    """Return the relation of a claim as an id: *memberOf* is member-of."""
    said = str(claim.get("say", "")).split()
    words = re.sub(r"(?=[A-Z])", "-", said[1] if len(said) > 1 else "").lower()
    return "-".join(re.findall(r"[a-z0-9]+", words)) or "claim"
