"""Strict YAML: text stays text, every value knows its line, and nothing is expanded.

Of YAML 1.1 only block and flow mappings, sequences and scalars are taken. There are no implicit types
(``no``, ``012`` and dates stay the letters they are), duplicate keys, anchors, aliases, tags or further
documents, control characters and line ends other than LF and CR LF are refused, and size and depth have
a cap.

No schema library stands in its place: a problem needs the line of every key, and strictness has to hold for
every byte of a seed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from kg.curation.yaml_mistakes import explain, without_item
from kg.errors import Problem

MAX_BYTES = 5_000_000
MAX_DEPTH = 8
MOST_MISTAKES = 50
"""Mistakes of YAML up to which one file is read on behind each."""

_UNPRINTABLE = re.compile(
    r"[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\r(?!\n)"
)
"""What YAML refuses, and what it takes for a line end although no editor counts it."""


class Record(dict[str, Any]):
    """A mapping that knows the line of each key and its own."""

    __slots__ = ("file", "is_flow", "is_partial", "line", "lines")

    def __init__(self, file: str, line: int, is_flow: bool = False):
        self.file, self.line, self.is_flow = file, line, is_flow
        self.lines: dict[str, int] = {}
        self.is_partial = False
        """Whether something of the file could not be read, so that nothing is known to be missing."""

    def problem(self, what: str, hint: str = "", key: str = "") -> Problem:
        """Make a problem that stands at ``key``, or at the record."""
        return Problem(self.file, self.lines.get(key, self.line), what, hint)


class Items(list[Any]):
    """A sequence that knows the line of each item and its own, and which of its items are plain scalars."""

    __slots__ = ("file", "line", "lines", "plain")

    def __init__(self, file: str, line: int):
        self.file, self.line = file, line
        self.lines: list[int] = []
        self.plain: list[bool] = []


Value = str | Record | Items


class _Refused(Exception):
    def __init__(self, line: int, what: str, hint: str = ""):
        self.line, self.what, self.hint = line, what, hint


def check_characters(text: str, name: str) -> Problem | None:
    """Find the first character that is not printable, and no tab or line end either."""
    if found := _UNPRINTABLE.search(text):
        line = text[: found.start()].count("\n") + 1
        return Problem(name, line, "a control character", f"U+{ord(found[0]):04X}")
    return None


def read_records(path: Path, name: str) -> tuple[Value | None, list[Problem]]:
    """Read one YAML file into records; ``name`` is how problems call it.

    Returns the value, ``None`` where the file is no such YAML, and the problems.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        return None, [Problem(name, 1, "cannot be read", error.strerror or "")]
    return parse_records(data, name)


def parse_records(data: bytes, name: str) -> tuple[Value | None, list[Problem]]:
    """Do as ``read_records`` does, with the content of a file.

    Where an item of a list is no YAML it is left out, and what is around it read: a record is then partial.
    """
    if len(data) > MAX_BYTES:
        return None, [Problem(name, 1, f"the file has {len(data)} bytes", f"at most {MAX_BYTES}")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return None, [Problem(name, line, "not UTF-8", f"byte {data[error.start]:#04x}")]
    if unfit := check_characters(text, name):
        return None, [unfit]
    found: list[Problem] = []
    for _ in range(MOST_MISTAKES):
        try:
            problems: list[Problem] = []
            value = _document(_without_comments(_events(text), text, name, problems), name, problems)
            if isinstance(value, Record):
                value.is_partial = bool(found)
            return value, [*found, *problems]
        except yaml.MarkedYAMLError as error:
            opened = "quoted scalar" in (error.context or "") or "flow" in (error.context or "")
            mark = (opened and error.context_mark) or error.problem_mark or error.context_mark
            line, what, hint = explain(text, mark.line + 1 if mark else 1, error.problem or "")
        except _Refused as refused:
            line, what, hint = refused.line, refused.what, refused.hint
        found.append(Problem(name, line, what, hint))
        rest = without_item(text.split("\n"), line)
        if rest is None:
            break
        text = "\n".join(rest)
    return None, found


def find_inner_lines(text: str) -> set[int]:
    """Find the lines, from 0, on which a value of several lines goes on: none of them begins a field."""
    inner: set[int] = set()
    opened: list[int | None] = []
    all_lines = text.split("\n")
    for event in _events(text):
        first, last, column = event.start_mark.line, event.end_mark.line, event.end_mark.column
        if isinstance(event, yaml.ScalarEvent) and last > first:
            lines = all_lines[first : last + 1]
            if event.style in ("|", ">") and column < max(1, len(lines[-1])):
                lines.pop()  # a block ends behind the indent of the line below it
            if not event.value.endswith("\n\n") and event.value.strip("\n"):
                while not lines[-1].strip():  # blank lines below a block that does not keep them
                    lines.pop()
            inner.update(range(first + 1, first + len(lines)))
        elif isinstance(event, yaml.CollectionStartEvent):
            opened.append(first if event.flow_style else None)
        elif isinstance(event, yaml.CollectionEndEvent) and (first := opened.pop()) is not None:
            inner.update(range(first + 1, last + 1))
    return inner


def _events(text: str) -> Iterator[Any]:
    """Parse a text into the events of PyYAML, whose types are not worth telling apart for mypy."""
    return iter(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def _is_plain(event: Any) -> bool:
    """Tell whether an event is a scalar without quotation marks, and no block."""
    return isinstance(event, yaml.ScalarEvent) and event.style in (None, "")


def _without_comments(events: Iterator[Any], text: str, name: str, problems: list[Problem]) -> Iterator[Any]:
    """Pass events on; a plain text with a comment behind it may be one that was meant to go on."""
    lines = [*text.split("\n"), ""]  # an empty text ends below the last line
    for event in events:
        if _is_plain(event):
            mark = event.end_mark
            if re.match(r"[ \t]+#", lines[mark.line][mark.column :]):
                hint = "put the text in quotation marks, or the comment on a line of its own"
                problems.append(Problem(name, mark.line + 1, "a comment stands behind this text", hint))
        yield event


def _document(events: Iterator[Any], name: str, problems: list[Problem]) -> Value | None:
    value: Value | None = None
    documents = 0
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _Refused(line, "a second document", "one a file")
        elif isinstance(event, yaml.NodeEvent):
            value = _value(event, events, name, problems, 1)
    return value


def _value(event: Any, events: Iterator[Any], name: str, problems: list[Problem], depth: int) -> Value:
    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        raise _Refused(line, "an anchor or alias", "write the value out")
    if event.tag:
        raise _Refused(line, f"a tag, {event.tag}", "every value is plain text")
    if depth > MAX_DEPTH:
        raise _Refused(line, "nested too deeply", f"at most {MAX_DEPTH} levels")
    if isinstance(event, yaml.ScalarEvent):
        if unfit := check_characters(event.value, name):
            raise _Refused(line, unfit.what, unfit.hint)
        return unicodedata.normalize("NFC", event.value)  # as articles are: the eye sees no difference
    if isinstance(event, yaml.SequenceStartEvent):
        items = Items(name, line)
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.lines.append(event.start_mark.line + 1)
            items.plain.append(_is_plain(event))
            items.append(_value(event, events, name, problems, depth + 1))
        return items
    record = Record(name, line, bool(event.flow_style))
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key_line = event.start_mark.line + 1
        key = _value(event, events, name, problems, depth + 1)
        value = _value(next(events), events, name, problems, depth + 1)
        if not isinstance(key, str):
            raise _Refused(key_line, "a key that is no plain text")
        if key in record:
            problems.append(Problem(name, key_line, f"'{key}' twice", f"first in line {record.lines[key]}"))
            continue
        record[key], record.lines[key] = value, key_line
    return record
