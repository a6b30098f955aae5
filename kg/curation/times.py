"""Times as EDTF (ISO 8601-2:2019, levels 0 to 2), with the days that bound them."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from datetime import date
from time import struct_time


def parse_date(text: str) -> date:
    """Read a full date.

    Raises ``ValueError`` for anything that is no day of the calendar, written as 2024-09-22.

    >>> parse_date("2024-09-22")
    datetime.date(2024, 9, 22)
    >>> parse_date("22/09/2024")
    Traceback (most recent call last):
    ValueError: bad date '22/09/2024'
    """
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"bad date '{text}'") from None


def parse_edtf(text: str) -> tuple[date | None, date | None]:
    """Return the first and the last day that agree with an EDTF string; ``None`` is open or unknown.

    Raises ``ValueError`` where the text is no EDTF or no day of the calendar.

    >>> parse_edtf("2024-09")
    (datetime.date(2024, 9, 1), datetime.date(2024, 9, 30))
    >>> parse_edtf("2023-09-16/..")
    (datetime.date(2023, 9, 16), None)
    """
    from edtf import parse_edtf as parse  # half of a build's import time, and rarely needed
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        if not re.fullmatch(r"[!-XZ-~]{1,64}", text):  # years with Y are none of the calendar
            raise ValueError
        for day in re.findall(r"\d{4}-\d{2}-\d{2}", text):
            date.fromisoformat(day)
        with redirect_stdout(None):  # the parser prints what it stumbles over
            parsed = parse(text)
            # it would put an unknown end ten years from the known one
            first = None if text.startswith("/") else _as_date(parsed.lower_strict())
            last = None if text.endswith("/") else _as_date(parsed.upper_strict())
        if first and last and last < first:
            raise ValueError
    except (EDTFParseException, ValueError, OverflowError, TypeError, AttributeError):
        raise ValueError(f"bad date '{text}'") from None
    return first, last


def _as_date(moment: struct_time | float) -> date | None:
    """Turn what the parser returns for a bound into a day; an infinite one is open."""
    return None if isinstance(moment, float) else date(*moment[:3])
