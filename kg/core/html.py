"""HTML pages: how their templates are filled, and what a page may load and run."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def template_environment(folder: Path) -> Environment:
    """Return the Jinja environment of a folder of templates: values are escaped, and none is missing."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # slow: most commands fill no template

    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )


def security_policy(**sources: str) -> str:
    """Write a Content-Security-Policy (https://www.w3.org/TR/CSP3/) that allows the named sources alone.

    ``sources`` are named by their directive, without its ``-src``.

    >>> security_policy(img="data:")
    "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"
    """
    allowed = [f"{kind}-src {source}" for kind, source in sources.items()]
    return "; ".join(["default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"])


def digests(*texts: str) -> str:
    """Write the digests by which a Content-Security-Policy allows styles or scripts of our own."""
    found = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in found)
