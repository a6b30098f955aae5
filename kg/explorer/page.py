"""One self-contained HTML page: the network, the evidence behind every edge, and the article.

The only module that knows what vis-network calls things. Its script comes out of the wheel of pyvis, whose
own page neither escapes nor works offline. The page opens from disk with the network off; everything in it is
data or a script and a style of ours, each allowed by its hash.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.core.html import digests, security_policy, template_environment
from kg.core.model import STATUSES, Claim, in_order
from kg.explorer import WEB
from kg.explorer.bundle import bundle
from kg.explorer.data import contents, links_of
from kg.explorer.drawings import whole
from kg.explorer.layout.placing import nodes_of
from kg.explorer.offline_sparql import OfflineStore, library
from kg.explorer.scene import Scene
from kg.explorer.wasm import NOTICE
from kg.graph.read import Archive

STYLES = (
    *("theme.css", "base.css", "page.css", "evidence.css", "views.css", "timeline.css", "measures.css"),
    *("downloads.css", "query_editor.css", "narrow.css"),
)
OPENED = """
globalThis.oxigraph = { open: __wbg_init, Store, namedNode, quad };
dispatchEvent(new Event("oxigraph"));
"""
"""What stands behind Oxigraph's module in a page: its names for our scripts, and a sign that it is there."""
MOST_ROWS_WITHOUT_SCRIPT = 500

LINES: dict[str, dict[str, Any]] = {
    "Asserted": {"dashes": False, "width": 1.7},
    "Reported": {"dashes": [7, 5], "width": 1.7},
    "Estimated": {"dashes": [14, 5], "width": 1.7},
    "Contested": {"dashes": [12, 4, 2, 4], "width": 1.7},
    **{status: {"dashes": [1.5, 4.5], "width": 1.2} for status in STATUSES[: STATUSES.index("Contested")]},
}
"""How a link is drawn, by the firmest status among its admitted claims; distanced and less firm: dots."""

_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "multiselect": False,
        "selectConnectedEdges": False,
        "hoverConnectedEdges": False,
        "keyboard": {"enabled": True, "bindToWindow": False},
        "zoomSpeed": 0.7,
    },
    "nodes": {"borderWidth": 1.25, "borderWidthSelected": 3, "labelHighlightBold": False, "margin": 5},
    "edges": {"selectionWidth": 1.5, "hoverWidth": 1, "labelHighlightBold": False, "smooth": False},
}


class Page(str):
    """A page as a text to be written in UTF-8; a notebook shows it as itself, in a frame of its own."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        text = html.escape(self, quote=True)
        return f'<iframe srcdoc="{text}" width="100%" height="640" style="border: 0"></iframe>'


def draw(
    archive: Archive,
    scene: Scene | None = None,
    measures: dict[str, Any] | None = None,
    asked: OfflineStore | None = None,
    card: str = "",
) -> Page:
    """Draw a scene as one HTML page: every fact of the archive unless another is given.

    The page opens on the policy of the archive, and its reader can choose another or not believe a claimant.
    ``measures`` is what it says of the network (``kg.explorer.measures``), ``asked`` what it answers SPARQL
    with, ``card`` what it says to search engines (``kg.export.metadata.schema_org``). The same archive gives
    the same text.
    """
    scene = scene or whole(archive)
    _check_drawable(scene)
    nodes, opening = nodes_of(archive, scene)
    known = contents(archive, scene) | {"opening": opening, "measures": measures, "nodes": nodes}
    known |= {"links": links_of(scene), "options": _OPTIONS, "lines": LINES}
    template = template_environment(WEB).get_template("template.html")
    return Page(template.render(_values(archive, scene, known, asked), card=card))


def _check_drawable(scene: Scene) -> None:
    """Raise ``ValueError`` on what leaves a page of vis-network blank: two links that would share an id."""
    names = [(link.tail, link.head, link.name, link.event) for link in scene.links]
    if len(set(names)) < len(names):
        raise ValueError(f"two links of the page are one: {max(names, key=names.count)}")


def served(page: str, endpoint: str = "/sparql") -> str:
    """Let a page ask the endpoint that serves it, and give it the library; nothing else of it changes.

    Raises ``ValueError`` for a text that is no page of ours.
    """
    page = _changed(page, _POLICY, "connect-src &#39;none&#39;", "connect-src &#39;self&#39;")
    page = _changed(page, _ROOT, 'data-endpoint=""', f'data-endpoint="{html.escape(endpoint)}"')
    start, end = _place(page, _QUERIES)
    return page[:start] + _packed(library()) + page[end:]


def _changed(page: str, place: re.Pattern[str], old: str, new: str) -> str:
    """Change a page in one place, where a text is expected once."""
    start, end = _place(page, place)
    if page.count(old, start, end) != 1:
        raise ValueError(f"no page of ours: {old} is not there once")
    return page[:start] + page[start:end].replace(old, new) + page[end:]


def _place(page: str, place: re.Pattern[str]) -> tuple[int, int]:
    """Return where the one place in a page stands that can be changed."""
    found = [match.span(1) for match in place.finditer(page)]
    if len(found) != 1:
        raise ValueError(f"no page of ours: {place.pattern} is there {len(found)} times")
    return found[0]


# each begins with a sign that no text of the graph brings into a page unescaped
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_ROOT = re.compile(r"<html ([^>]*)>")
_QUERIES = re.compile(r'<script type="text/plain" id="queries">([^<]*)</script>')


def _values(
    archive: Archive, scene: Scene, known: dict[str, Any], asked: OfflineStore | None
) -> dict[str, Any]:
    """Return what the template shows; a script and a style are allowed by their hash."""
    from markupsafe import Markup

    drawing_script = _vis_network()
    style = _used_rules() + "".join((WEB / name).read_text(encoding="utf-8") for name in STYLES)
    boot, script = bundle("boot.js"), bundle("page.js")
    oxigraph = [asked.engine.script + OPENED] if asked else []
    data = json.dumps(known, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    allowed = digests(boot, drawing_script, script, *oxigraph) + (" 'wasm-unsafe-eval'" if asked else "")
    return {
        "policy": security_policy(script=allowed, style=digests(style), img="data:", connect="'none'"),
        "style": Markup(style),
        "licence": drawing_script.partition("*/")[0].strip("/*! \n"),
        "vis_network": _packed(drawing_script),
        "script": _packed(script),
        "boot": Markup(boot),
        "data": _packed(data),
        "engine": _carried(asked, oxigraph[0]) if asked else {},
        "notice": NOTICE,
        "queries": _packed(library()) if asked else "",
        "archive": archive,
        "title": scene.title,
        "rows": _rows(archive, scene),
        "most": MOST_ROWS_WITHOUT_SCRIPT,
        "ontology": archive.ontology,
    }


def _rows(archive: Archive, scene: Scene) -> list[Claim]:
    """Return the claims behind the links, in the order of the text: a page without scripts lists them."""
    behind = {iri for link in scene.links for iri in link.claims}
    return in_order(archive.claims[iri] for iri in behind)


def _carried(asked: OfflineStore, script: str) -> dict[str, str]:
    """Compress what a page needs to answer SPARQL, by the id under which it carries it."""
    carried = {"oxigraph": script, "module": asked.engine.module, "quads": asked.graph}
    return {name: _packed(content) for name, content in carried.items()}


@lru_cache(maxsize=4)  # scripts are the same in each page of a build
def _packed(content: str | bytes) -> str:
    """Compress a text or bytes, as ``boot.js`` unpacks it: base64 of gzip (RFC 1952), without a time."""
    data = content.encode() if isinstance(content, str) else content
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()


def _vis_network() -> str:
    """Read the script of vis-network from the wheel of pyvis, without the address of its source map."""
    text = (_wheel() / "vis-network.min.js").read_text(encoding="utf-8")
    return text.partition("\n//# sourceMappingURL=")[0] + "\n"


def _used_rules() -> str:
    """Read the rules of vis-network for what the page uses; its buttons and editor are not."""
    rules = (_wheel() / "vis-network.css").read_text(encoding="utf-8").split("}")
    return "".join(rule + "}" for rule in rules if rule.startswith((".vis-overlay", ".vis-active")))


def _wheel() -> Path:
    import pyvis

    return Path(pyvis.__file__).with_name("lib") / "vis-9.1.2"
