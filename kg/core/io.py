"""Files written whole or not at all, and rows and triples as bytes.

Every file is the same to the byte for the same seeds.
"""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
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
    write_together({path: data})


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write files whole, all or none: each is on disk under another name before the first takes its own.

    They appear in their order. Where one fails, those that were new are taken back.
    """
    staged: dict[Path, Path] = {}
    new = [path for path in files if not path.exists()]
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            staged[path] = Path(temporary)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            staged[path].chmod(0o644)
        for path, ready in staged.items():
            ready.replace(path)
    except BaseException:
        for path, ready in staged.items():
            was_placed = not ready.exists()
            ready.unlink(missing_ok=True)
            if was_placed and path in new:
                path.unlink(missing_ok=True)
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
