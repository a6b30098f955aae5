"""A seed file in canonical form: fields in order, white space tidy, every comment kept where it belongs.

Lines are moved and YAML is not written anew, so that values, quoting and comments stay as the curator has
them. A comment stays with the field or record that follows it.
"""

from __future__ import annotations

import re
from pathlib import Path

from kg.core.io import write_atomically
from kg.curation.articles import CURATION_FIELDS, SOURCE_FIELDS
from kg.curation.claims import CLAIM_FIELDS, PASSAGE_FIELDS, WHEN_FIELDS
from kg.curation.complete import completed, is_kept
from kg.curation.entities import COORDINATE_FIELDS, ENTITY_FIELDS, IDENTIFIER_FIELDS
from kg.curation.text import ENTRY_FIELDS
from kg.curation.yaml_reader import Items, Record, Value, find_inner_lines, parse_records, read_records
from kg.errors import InvalidSeeds, Problem

_ORDERS = (
    CURATION_FIELDS, SOURCE_FIELDS, ENTRY_FIELDS, CLAIM_FIELDS, PASSAGE_FIELDS, WHEN_FIELDS,
    ENTITY_FIELDS, IDENTIFIER_FIELDS, COORDINATE_FIELDS,
)  # fmt: skip


class _Inner(str):
    """A line on which a value goes on: nothing in it is a comment, and it moves with its field."""

    __slots__ = ()


def canonical(path: Path) -> str:
    """Return the canonical text of a seed file: texts as blocks, ids proposed, fields in order.

    Raises ``InvalidSeeds`` where the file is not sound YAML, or its layout cannot be put into order.
    """
    value, problems = read_records(path, str(path))
    if problems:
        raise InvalidSeeds(problems)
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    if isinstance(value, Record) and isinstance(value.get("text"), Items):
        text = completed(text, value)
        after, problems = parse_records(text.encode(), str(path))
        if problems or after is None or not is_kept(value, after):
            what = "the texts cannot be written as blocks without changing a value"
            raise InvalidSeeds([Problem(str(path), 1, what, "write each text as a block: sentence: |-")])
        value = after
    lines = _tidy(text)
    for record in _records(value):
        _reorder(record, lines)
    text = _joined(lines)
    if parse_records(text.encode(), str(path)) != (value, []):
        what = "the fields cannot be put into order without changing a value"
        raise InvalidSeeds([Problem(str(path), 1, what, "write each field on lines of its own")])
    return text


def _tidy(text: str) -> list[str]:
    inner = find_inner_lines(text)
    lines = enumerate(text.split("\n"))
    return [_Inner(line) if number in inner else _stripped(line) for number, line in lines]


def _stripped(line: str) -> str:
    stripped = line.rstrip(" \t")
    return line if stripped.endswith("\\") else stripped  # a space may be escaped, within quotes


def _joined(lines: list[str]) -> str:
    """Join lines, without blank ones at the beginning, at the end and after another blank one."""
    kept: list[str] = []
    for line in lines:
        if line or isinstance(line, _Inner) or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1] and not isinstance(kept[-1], _Inner):
        kept.pop()
    return "".join(f"{line}\n" for line in kept)


def _records(value: Value | None) -> list[Record]:
    """List the records of a file, the innermost last, so that lines found once stay found."""
    found: list[Record] = []
    if isinstance(value, Record):
        found.append(value)
    children = value.values() if isinstance(value, Record) else value if isinstance(value, Items) else ()
    for child in children:
        found += _records(child)
    return found


def _reorder(record: Record, lines: list[str]) -> None:
    """Put the fields of one block record into order, in place; a record in braces is left alone."""
    keys = sorted(record, key=lambda key: record.lines[key])
    fields = next((order for order in _ORDERS if set(keys) <= set(order)), None)
    if record.is_flow or fields is None or keys == (order := sorted(keys, key=fields.index)):
        return
    starts = [record.lines[key] - 1 for key in keys]
    marker, width = _marker(lines[starts[0]])
    lines[starts[0]] = " " * width + lines[starts[0]][width:]
    begins = [_with_comments(lines, start, starts[0]) for start in starts]
    bounds = zip(keys, begins, [*begins[1:], _end(lines, starts[-1], width)], strict=True)
    blocks = {key: lines[begin:end] for key, begin, end in bounds}
    first = blocks[order[0]]
    head = next(n for n, line in enumerate(first) if not _is_aside(line))
    indent = marker[: len(marker) - len(marker.lstrip(" "))]
    leading = [(indent + line.lstrip()).rstrip(" \t") for line in first[:head]]
    first[: head + 1] = [*leading, marker + first[head][width:]]
    lines[begins[0] : begins[0] + sum(map(len, blocks.values()))] = [
        line for key in order for line in blocks[key]
    ]
    _renumber(record, order, blocks, begins[0])


def _marker(line: str) -> tuple[str, int]:
    """Split off the white space and hyphens that begin the line of a record's first field."""
    marker = line[: len(line) - len(line.lstrip(" -"))]
    return marker, len(marker)


def _is_aside(line: str) -> bool:
    return not isinstance(line, _Inner) and (not line.strip() or line.lstrip().startswith("#"))


def _with_comments(lines: list[str], start: int, floor: int) -> int:
    """Return where the comments and blank lines begin that stand right above a field."""
    while start > floor and _is_aside(lines[start - 1]):
        start -= 1
    return start


def _end(lines: list[str], last: int, width: int) -> int:
    """Return where a record ends whose last field begins at ``last``: what is above the next is not its."""
    below = re.compile(rf" {{{width}}}( |-( |$))")
    end = last + 1
    while end < len(lines):
        if not (isinstance(lines[end], _Inner) or _is_aside(lines[end]) or below.match(lines[end])):
            break
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
