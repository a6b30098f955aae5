"""Pages rendered from templates, each with its Content-Security-Policy."""

from __future__ import annotations

from functools import cache
from typing import Any

from kg.core.html import digests, security_policy, template_environment
from kg.explorer import WEB


def render(template: str, **values: Any) -> bytes:
    """Fill a template of a page that needs no script; whatever stands in a value is text."""
    style = read("theme.css", "base.css", "resource.css")
    return render_with(template, style, "", {}, values)


def render_with(
    template: str, style: str, script: str, sources: dict[str, str], values: dict[str, Any]
) -> bytes:
    """Fill a template whose style and script are ours; ``sources`` is what else its policy allows."""
    from markupsafe import Markup

    scripts = {"script": digests(script)} if script else {}
    policy = security_policy(**scripts, style=digests(style), img="data:", **sources)
    ours = {"security": policy, "style": Markup(style), "script": Markup(script)}
    return template_environment(WEB).get_template(template).render(values | ours).lstrip().encode()


@cache
def read(*names: str) -> str:
    """Read files that pages share, one after the other."""
    return "".join((WEB / name).read_text(encoding="utf-8") for name in names)
