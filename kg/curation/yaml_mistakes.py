"""What is wrong where YAML does not parse, in plain words, and how to read on behind it.

A parser tells where it gave up and which of its rules did not hold. A curator wants to know what to write:
the line itself tells, or one just above it.
"""

from __future__ import annotations

import re

Mistake = tuple[int, str, str]
"""A line from 1, what is wrong in it, and what to write."""

IN_QUOTES = "put the text in quotation marks"
_UNCLOSED = {'"': "a quotation mark", "'": "a quotation mark", "[": "a list", "{": "a record in braces"}
_CLOSING = {'"': '"', "'": "'", "[": "]", "{": "}"}
_FIELD = re.compile(r"\s*(?:- +)*([a-z][a-z_]*):(\S.*)$")
_COLON = re.compile(r"\s*(?:- +)*[a-z][a-z_]*: +(?![|>\"'\[{]).*?(?::\s|\s:)")
_OPENED = re.compile(r"\s*(?:- +)*(?:[a-z][a-z_]*: +)?([\"'\[{])")
_START = re.compile(r"\s*(?:- +)*[a-z][a-z_]*: +([@`%&*!|>]|[-?:] ?$)")
_ABOVE = 6
"""How many lines above the place where a parser gave up a mistake is looked for."""


def explain(text: str, line: int, problem: str) -> Mistake:
    """Return the line and the words for what a parser says of a text; ``line`` counts from 1."""
    lines = text.split("\n")
    line = max(1, min(line, len(lines)))
    near = range(line - 1, max(-1, line - 1 - _ABOVE), -1)
    closing = [_unclosed] if re.search("end of stream|expected ','", problem) else []
    for look in (_blanks, _spaces, *closing, _colons, _behind):
        for at in near:
            if found := look(lines[at]):
                return at + 1, *found
    if started := _START.match(lines[line - 1]):
        return line, f"a text cannot begin with {started[1].strip()}", IN_QUOTES
    return line, "not YAML", problem


def _blanks(line: str) -> tuple[str, str] | None:
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        return "a tab at the beginning of the line", "indent with spaces"
    if odd := next((sign for sign in indent if sign != " "), ""):
        return f"another kind of space at the beginning of the line, U+{ord(odd):04X}", "indent with spaces"
    return None


def _spaces(line: str) -> tuple[str, str] | None:
    field = _FIELD.match(line)
    if not field or field[2].startswith("//"):
        return None
    return f"no space behind '{field[1]}:'", f"{field[1]}: {field[2]}"


def _colons(line: str) -> tuple[str, str] | None:
    return ("a colon stands in this text", IN_QUOTES) if _COLON.match(line) else None


def _behind(line: str) -> tuple[str, str] | None:
    """Find words behind a closing quotation mark."""
    if not re.match(r"\s*(?:- +)*[a-z][a-z_]*: +(?:\"[^\"]*\"|'(?:[^']|'')*') *[^\s#,\]}]", line):
        return None
    return "words stand behind the closing quotation mark", "put the whole text between other marks"


def _unclosed(line: str) -> tuple[str, str] | None:
    opened = _OPENED.match(line)
    if not opened or _CLOSING[opened[1]] in line[opened.end() :]:
        return None
    return f"{_UNCLOSED[opened[1]]} is not closed", f"… {_CLOSING[opened[1]]}"


def without_item(lines: list[str], line: int) -> list[str] | None:
    """Blank the item of a list in which a line stands, so that what is around it can be read.

    Returns ``None`` where the line is in no item that is still there.
    """
    for start in range(min(line, len(lines)) - 1, -1, -1):
        item = re.match(r"( *)- ", lines[start])
        if item and all(_is_inside(each, len(item[1])) for each in lines[start + 1 : line]):
            break
    else:
        return None
    end = start + 1
    while end < len(lines) and _is_inside(lines[end], len(item[1])):
        end += 1
    return [*lines[:start], *[""] * (end - start), *lines[end:]]


def _is_inside(line: str, indent: int) -> bool:
    return not line.strip() or len(line) - len(line.lstrip()) > indent
