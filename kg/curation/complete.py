"""What ``kg format`` writes into a curation that lacks it: permanent ids, and texts as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from string import ascii_lowercase

from kg.core.model import ENTRY_ID
from kg.curation.text import claims_of
from kg.curation.yaml_reader import Items, Record, Value, find_inner_lines

_BLOCK = re.compile(r"(heading|sentence):\s*\|-(\s+#.*)?$")
_BELOW = re.compile(r"""['"]?[a-z]+['"]?[ \t]*:[ \t]*(#.*)?$""")
_COMMENT = re.compile(r"\s(#[^'\"]*)$")


def completed(text: str, curation: Record) -> str:
    """Return the text of a curation with an id for each entry and claim, and each text as a block."""
    lines = text.split("\n")
    inner = find_inner_lines(text)
    rows = [row for row in curation["text"] if isinstance(row, Record) and not row.is_flow]
    claims = [claim for row in rows for claim in claims_of(row) if not claim.is_flow]
    ids = dict(zip(map(id, rows), entry_ids([str(row.get("id", "")) for row in rows]), strict=True))
    ids |= dict(zip(map(id, claims), claim_ids(claims), strict=True))
    for start, key, record in sorted(_heads(rows, claims), key=lambda each: -each[0]):  # lines above stay
        end = _end(lines, start, inner)
        width = len(lines[start]) - len(lines[start].lstrip(" -"))
        if "id" not in record:
            lines.insert(end, f"{' ' * width}id: {ids[id(record)]}")
        if key != "say" and not _BLOCK.match(lines[start][width:].rstrip()):
            lines[start:end] = _as_block(lines[start:end], width, key, record[key].strip())
    return "\n".join(lines)


def _heads(*lists: list[Record]) -> Iterator[tuple[int, str, Record]]:
    """Yield the line, from 0, of the text of each entry and of the say of each claim."""
    for record in (record for records in lists for record in records):
        for key in ("heading", "sentence", "say"):
            if isinstance(record.get(key), str):
                yield record.lines[key] - 1, key, record
                break


def _end(lines: list[str], start: int, inner: set[int]) -> int:
    """Return the line behind the value of a key, which may begin below it."""
    end = start + 1
    if _BELOW.match(lines[start].lstrip(" -")):
        while end < len(lines) and re.match(r"\s*(#|$)", lines[end]):
            end += 1
        end += 1
    while end in inner:
        end += 1
    return end


def _as_block(lines: list[str], width: int, key: str, words: str) -> list[str]:
    """Write a text as a block, and the comments beside it above it."""
    marker = lines[0][:width]
    found = (_COMMENT.search(f" {line}") for line in lines)
    comments = [each[1] for each in found if each and each[1] not in words]
    indent = marker[: len(marker) - len(marker.lstrip(" "))]
    block = [f"{' ' * (width + 2)}{line}".rstrip() for line in words.split("\n")]
    return [*(indent + comment for comment in comments), f"{marker}{key}: |-", *block]


def is_kept(before: Value, after: Value) -> bool:
    """Tell whether one value is another with nothing but ids added, and white space around texts apart."""
    if isinstance(before, Record) and isinstance(after, Record):
        added = after.keys() - before.keys()
        return added <= {"id"} and all(key in after and is_kept(before[key], after[key]) for key in before)
    if isinstance(before, Items) and isinstance(after, Items):
        return len(before) == len(after) and all(map(is_kept, before, after))
    return before == after or (isinstance(before, str) and before.strip() == str(after).strip())


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
