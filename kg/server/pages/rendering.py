"""Pages for people that need no script: what a template makes, with our style allowed by its hash alone."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

WEB = Path(__file__).parent.parent.parent / "explorer" / "static"
_FRAME = "\n/* ---- frame"
"""Where in the style of the explorer its colours and letters end, and what is only its own begins."""


def render(template: str, **values: Any) -> bytes:
    """Fill a template of a page that needs no script; whatever stands in a value is text."""
    style = read("page.css").partition(_FRAME)[0] + "\n" + read("thing.css")
    security = (
        f"default-src 'none'; style-src {digest(style)}; img-src data:; base-uri 'none'; form-action 'none'"
    )
    return fill(template, values, security, style)


def fill(template: str, values: dict[str, Any], security: str, style: str, script: str = "") -> bytes:
    """Fill a template of ``kg/web``; style and script are ours and stand in it as they are."""
    from markupsafe import Markup

    own = {"security": security, "style": Markup(style), "script": Markup(script)}
    return _environment().get_template(template).render(values | own).lstrip().encode()


@cache
def read(*names: str) -> str:
    """Read files of ``kg/web``, one after the other."""
    return "".join((WEB / name).read_text(encoding="utf-8") for name in names)


@cache
def digest(text: str) -> str:
    """Write the hash by which a Content-Security-Policy allows a text (https://www.w3.org/TR/CSP3/)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(WEB)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
