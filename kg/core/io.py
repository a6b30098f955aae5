"""Files written whole or not at all, and rows and triples as bytes.

Every file is the same to the byte for the same seeds.
"""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kg.core.namespaces import PREFIXES

GUARDED = "the exact text of cells that a spreadsheet would take for formulas"

_FORMULA = re.compile(
    r"^(?=[\t\r\n\0])"
    r"|(?:^|(?<=[;\t\r\n]))(?=[ \"']*[=+\-@\uff1d\uff0b\uff0d\uff20])"  # the last four: full-width
)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: a temporary file beside it, fsync, replace."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def serialise(triples: Iterable[ox.Triple] | Iterable[ox.Quad], form: ox.RdfFormat) -> bytes:
    """Serialise with pyoxigraph and our prefixes, where the format has prefixes."""
    return ox.serialize(triples, format=form, prefixes=PREFIXES) or b""


def as_csv(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> bytes:
    """Serialise a table as CSV (RFC 4180), in UTF-8 with CRLF line ends."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def as_spreadsheet(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> tuple[bytes, tuple[str, ...]]:
    """Serialise a table as CSV that a spreadsheet may open: no cell is a formula, and accents are read.

    An apostrophe stands before whatever begins like a formula, as OWASP advises
    (https://owasp.org/www-community/attacks/CSV_Injection), also after a semicolon, tab or line end within a
    cell: where the comma is the decimal sign, a spreadsheet splits there. A byte order mark says UTF-8.
    """
    guarded = [tuple(_FORMULA.sub("'", cell) for cell in row) for row in rows]
    return b"\xef\xbb\xbf" + as_csv(columns, guarded), (GUARDED,) if guarded != rows else ()
