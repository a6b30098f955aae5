"""A seed file in canonical form: fields in order, white space tidy, every comment kept where it belongs.

Values are never rewritten. A comment stays with the field or record that follows it.
"""

from __future__ import annotations

import re
from pathlib import Path

from kg.curation import CLAIM_FIELDS, WHEN_FIELDS
from kg.errors import InvalidSeeds
from kg.export import write_atomically
from kg.records import Items, Record, Value, read_records
from kg.seeds import CURATION_FIELDS, ENTITY_FIELDS, IDENTIFIER_FIELDS

_ORDERS = (CURATION_FIELDS, CLAIM_FIELDS, WHEN_FIELDS, IDENTIFIER_FIELDS, ENTITY_FIELDS)


def canonical(path: Path) -> str:
    """Return the canonical text of a seed file.

    Raises ``InvalidSeeds`` where the file is not sound YAML.
    """
    value, problems = read_records(path, str(path))
    if problems:
        raise InvalidSeeds(problems)
    lines = _tidy(path.read_text(encoding="utf-8"))
    for record in _records(value):
        _reorder(record, lines)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _tidy(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")]


def _records(value: Value | None) -> list[Record]:
    """List the block records of a file, the innermost last, so that lines found once stay found."""
    found: list[Record] = []
    if isinstance(value, Record):
        found.append(value)
    children = value.values() if isinstance(value, Record) else value if isinstance(value, Items) else ()
    for child in children:
        found += _records(child)
    return found


def _reorder(record: Record, lines: list[str]) -> None:
    """Put the fields of one block record into order, in place; a record on one line is left alone."""
    keys = sorted(record, key=lambda key: record.lines[key])
    starts = [record.lines[key] - 1 for key in keys]
    fields = next((order for order in _ORDERS if set(keys) <= set(order)), None)
    if fields is None or len(set(starts)) < len(starts) or keys == (order := sorted(keys, key=fields.index)):
        return
    marker, width = _marker(lines[starts[0]])
    lines[starts[0]] = " " * width + lines[starts[0]][width:]
    begins = [_with_comments(lines, start, starts[0]) for start in starts]
    bounds = zip(keys, begins, [*begins[1:], _end(lines, starts[-1], width)], strict=True)
    blocks = {key: lines[begin:end] for key, begin, end in bounds}
    head = next(n for n, line in enumerate(blocks[order[0]]) if not _is_aside(line))
    leading = [marker.replace("-", "").rstrip(" ") + line.lstrip() for line in blocks[order[0]][:head]]
    blocks[order[0]][: head + 1] = [*leading, marker + blocks[order[0]][head][width:]]
    lines[begins[0] : begins[0] + sum(map(len, blocks.values()))] = [l for key in order for l in blocks[key]]
    _renumber(record, order, blocks, begins[0])


def _marker(line: str) -> tuple[str, int]:
    """Split off the white space and hyphens that begin the line of a record's first field."""
    marker = line[: len(line) - len(line.lstrip(" -"))]
    return marker, len(marker)


def _is_aside(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _with_comments(lines: list[str], start: int, floor: int) -> int:
    """Return where the comments and blank lines begin that stand right above a field."""
    while start > floor and _is_aside(lines[start - 1]):
        start -= 1
    return start


def _end(lines: list[str], last: int, width: int) -> int:
    """Return where a record ends whose last field begins at ``last``: what is above the next is not its."""
    end = last + 1
    while end < len(lines) and (_is_aside(lines[end]) or lines[end].startswith((" " * (width + 1), " " * width + "- "))):
        end += 1
    return _with_comments(lines, end, last + 1)


def _renumber(record: Record, order: list[str], blocks: dict[str, list[str]], begin: int) -> None:
    for key in order:
        asides = next(n for n, line in enumerate(blocks[key]) if not _is_aside(line))
        shift = begin + asides + 1 - record.lines[key]
        _shift(record[key], shift)
        record.lines[key] += shift
        begin += len(blocks[key])


def _shift(value: Value, by: int) -> None:
    """Move the noted lines of everything below a field that has moved."""
    if isinstance(value, Record):
        value.lines = {key: line + by for key, line in value.lines.items()}
        for child in value.values():
            _shift(child, by)
    elif isinstance(value, Items):
        for child in value:
            _shift(child, by)


def format_file(path: Path) -> bool:
    """Put a seed file into canonical form; tell whether it changed.

    Raises ``InvalidSeeds`` where the file is not sound YAML; the file is then left as it is.
    """
    data = canonical(path).encode()
    if data == path.read_bytes():
        return False
    write_atomically(path, data)
    return True
