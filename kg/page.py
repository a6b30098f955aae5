"""One self-contained HTML page: the network, the evidence behind every edge, and the article.

The only module that knows pyvis and what vis-network calls things. The page opens from disk with the
network off; everything in it is data or a script and a style of ours, each allowed by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.geometry import Box
from kg.layout import arrange, frame, wrap
from kg.network import edge_ends, project
from kg.ontology import EntityClass, Label, read_ontology
from kg.standing import STATUSES
from kg.statements import Archive, Statement, Thing, place
from kg.ties import Fact, fact_of

if TYPE_CHECKING:
    from jinja2 import Environment

WEB = Path(__file__).with_name("web")
SCRIPTS = ("words.js", "parts.js", "evidence.js", "canvas.js", "page.js")
MOST_ROWS_WITHOUT_SCRIPT = 500
SCREENS = {"wide": 2.2, "tall": 0.62}
"""The layouts that a page carries, each by the width of its screen over the height."""

_LINES: dict[str, dict[str, Any]] = {
    "Asserted": {"dashes": False, "width": 1.7},
    "Reported": {"dashes": [7, 5], "width": 1.7},
    "Estimated": {"dashes": [14, 5], "width": 1.7},
    "Contested": {"dashes": [12, 4, 2, 4], "width": 1.7},
}
_DOUBTED: dict[str, Any] = {"dashes": [1.5, 4.5], "width": 1.2}
"""How an edge is drawn, by the firmest status among its admitted claims; distanced and less firm: dots."""

_ARROWS = {1: "circle", 0: "arrow", -1: "bar"}
"""How an edge ends: friendly ties in a disc, hostile ones in a bar, all others in an arrow."""

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


def draw(archive: Archive) -> str:
    """Draw the facts of all policies as one HTML page, as text to be written in UTF-8.

    The page opens on the policy of the archive. The same archive gives the same text.
    """
    from pyvis.network import Network

    union = nx.compose_all([project(archive, policy) for policy in archive.policies])
    number = {iri: index for index, iri in enumerate(archive.things)}
    page = Network(directed=True, cdn_resources="in_line")
    page.nodes, frames = _nodes(archive, union, number)
    page.edges = _edges(_claims_by_edge(archive, union), number)
    _check_drawable(page.nodes, page.edges)
    page.options = _OPTIONS
    page.path = "template.html"
    page.templateEnv = _environment(archive, frames)
    html: str = page.generate_html()
    return html


def _claims_by_edge(archive: Archive, union: nx.MultiDiGraph[str]) -> dict[Fact, list[Statement]]:
    """Gather for every drawn edge all claims of its triple, those that no policy admits too."""
    relations = read_ontology().relations
    found: dict[Fact, list[Statement]] = {edge: [] for edge in sorted(union.edges(keys=True))}
    for statement in sorted(archive.statements.values(), key=place):
        relation = relations[statement.relation]
        if relation.tail:
            subject, _, obj = fact_of(statement)
            tail, head = edge_ends(relation, subject, obj)
            if (tail, head, relation.name) in found:
                found[tail, head, relation.name].append(statement)
    return found


def _nodes(
    archive: Archive, union: nx.MultiDiGraph[str], number: dict[str, int]
) -> tuple[list[dict[str, Any]], dict[str, tuple[int, int, int, int]]]:
    """Lay out the nodes; return them with the frame that each layout fills: left, top, right, bottom."""
    boxes = {iri: _box(archive.things[iri], union.degree(iri)) for iri in union}
    layouts = dict(zip(SCREENS, arrange(union, boxes, SCREENS.values()), strict=True))
    nodes = [
        {
            "id": number[iri],
            "label": wrap(archive.things[iri].label.en),
            "label_fr": wrap(archive.things[iri].label.fr),
            "shape": archive.things[iri].kind.shape or "dot",
            "fill": archive.things[iri].kind.colour or "#999999",
            "size": _radius(union.degree(iri)),
            "ties": union.degree(iri),
            "places": {name: places[iri] for name, places in layouts.items()},
        }
        for iri in sorted(union)
    ]
    return nodes, {name: frame(places, boxes) for name, places in layouts.items()}


def _radius(ties: int) -> float:
    return round(7.0 + 2.4 * math.sqrt(min(ties, 400)), 1)


def _box(thing: Thing, ties: int) -> Box:
    """Estimate the room that a node takes with its label in either language, at 12 px."""
    lines = [wrap(label).split("\n") for label in (thing.label.fr, thing.label.en)]
    width = max(len(line) for label in lines for line in label) * 6.5
    height = max(len(label) for label in lines) * 13 + 4
    if thing.kind.shape == "box":
        return Box(width / 2 + 6, height / 2 + 4, 0)
    return Box(max(_radius(ties), width / 2), _radius(ties), height)


def _edges(drawn: dict[Fact, list[Statement]], number: dict[str, int]) -> list[dict[str, Any]]:
    """Make one edge a fact; those between the same two nodes bend apart."""
    relations = read_ontology().relations
    beside: dict[frozenset[str], int] = defaultdict(int)
    shared: dict[frozenset[str], int] = defaultdict(int)
    for tail, head, _ in drawn:
        shared[frozenset((tail, head))] += 1
    edges = []
    for index, ((tail, head, name), statements) in enumerate(drawn.items()):
        pair = frozenset((tail, head))
        bend = (beside[pair] - (shared[pair] - 1) / 2) * 0.3 * (1 if tail < head else -1)
        beside[pair] += 1
        edge = {
            "id": index,
            "from": number[tail],
            "to": number[head],
            "relation": name,
            "claims": [statement.iri for statement in statements],
            "arrows": {"to": {"enabled": True, "type": _ARROWS[relations[name].sign], "scaleFactor": 0.55}},
        }
        if bend:
            turn = "curvedCW" if bend > 0 else "curvedCCW"
            edge["smooth"] = {"enabled": True, "type": turn, "roundness": round(abs(bend), 2)}
        edges.append(edge)
    return edges


def _check_drawable(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> None:
    """Raise ``ValueError`` on what leaves a page of vis-network blank: doubled ids and loose ends."""
    ids = {node["id"] for node in nodes}
    if len(ids) < len(nodes) or len({edge["id"] for edge in edges}) < len(edges):
        raise ValueError("two nodes or two edges of the page have one id")
    if loose := [edge["id"] for edge in edges if not {edge["from"], edge["to"]} <= ids]:
        raise ValueError(f"edges of the page without a node at one end: {loose}")


def _environment(archive: Archive, frames: dict[str, tuple[int, int, int, int]]) -> Environment:
    """Prepare our template in place of the one of pyvis, which neither escapes nor works offline."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    library, style = _library(), _style()
    script = "(() => {\n" + "".join(map(_read, SCRIPTS)) + "})();\n"
    ordered = sorted(archive.statements.values(), key=place)

    def data(nodes: list[Any], edges: list[Any], options: str) -> Markup:
        drawing = {"nodes": nodes, "edges": edges, "options": json.loads(options), "frames": frames}
        return Markup(_as_json(_contents(archive, ordered) | drawing))

    environment = Environment(loader=FileSystemLoader(WEB), autoescape=True, undefined=StrictUndefined)
    environment.globals |= {
        "policy": _security(style, library, script),
        "style": Markup(style),
        "library": Markup(library),
        "script": Markup(script),
        "data": data,
        "archive": archive,
        "rows": ordered[:MOST_ROWS_WITHOUT_SCRIPT],
        "ontology": read_ontology(),
    }
    return environment


def _contents(archive: Archive, ordered: list[Statement]) -> dict[str, Any]:
    """Put together what the page knows; a text comes as ``[French, English]``."""
    ontology = read_ontology()
    kinds = sorted({t.kind.name: t.kind for t in archive.things.values()}.items())
    passages = sorted({(p.article, p.sentence, p.text) for s in ordered for p in s.passages})
    sentence = {passage: index for index, passage in enumerate(passages)}
    return {
        "policies": archive.by_strictness(),
        "policy": archive.policy,
        "statuses": STATUSES[::-1],
        "lines": {status: _LINES.get(status, _DOUBTED) for status in STATUSES},
        "terms": {name: _pair(label) for name, label in sorted(ontology.terms.items())},
        "relations": {
            name: {"label": _pair(r.label), "sign": r.sign} for name, r in sorted(ontology.relations.items())
        },
        "kinds": {name: {"label": _pair(k.label), "look": _look(k)} for name, k in kinds},
        "things": [_thing(t) for t in archive.things.values()],
        "claims": [_claim(s, sentence) for s in ordered],
        "tolls": {iri: _pair(_toll_label(words)) for iri, words in sorted(archive.tolls.items())},
        "sentences": passages,
        "articles": archive.articles,
    }


def _look(kind: EntityClass) -> list[str]:
    """Return shape, colour, and the broadest class that shares them, which stands for all in the legend."""
    alike = [
        other
        for name, other in read_ontology().classes.items()
        if name in kind.ancestors and (other.shape, other.colour) == (kind.shape, kind.colour)
    ]
    return [kind.shape, kind.colour, *_pair(min(alike, key=lambda c: (len(c.ancestors), c.name)).label)]


def _thing(thing: Thing) -> dict[str, Any]:
    return {
        "iri": thing.iri,
        "kind": thing.kind.name,
        "label": _pair(thing.label),
        "aliases": thing.aliases,
        "identifiers": thing.identifiers,
    }


def _claim(statement: Statement, sentence: dict[tuple[str, int, str], int]) -> dict[str, Any]:
    """Flatten a claim, without what it leaves empty; its passages point to sentences."""
    spans = [(sentence[p.article, p.sentence, p.text], p.start, p.end) for p in statement.passages]
    flat = {name: value for name, value in asdict(statement).items() if value not in ("", ())}
    return flat | {"passages": spans}


def _toll_label(words: str) -> Label:
    """Say in both languages what the archive says in English, as in ``at least 70``."""
    for label in read_ontology().terms.values():
        if words.startswith(label.en + " "):
            return Label(words.replace(label.en, label.fr, 1).replace(" and ", " et ", 1), words)
    return Label(words, words)


def _pair(label: Label) -> tuple[str, str]:
    return label.fr, label.en


def _as_json(value: object) -> str:
    """Write JSON that can neither close its script element nor break a line of script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text)


def _read(name: str) -> str:
    return (WEB / name).read_text(encoding="utf-8")


def _library() -> str:
    """Read the script of vis-network from the wheel of pyvis, without the address of its source map."""
    text = (_wheel() / "vis-network.min.js").read_text(encoding="utf-8")
    return text.partition("\n//# sourceMappingURL=")[0] + "\n"


def _style() -> str:
    """Join our style to the rules of vis-network for what the page uses; its buttons and editor are not."""
    rules = (_wheel() / "vis-network.css").read_text(encoding="utf-8").split("}")
    used = [rule + "}" for rule in rules if rule.startswith((".vis-overlay", ".vis-active"))]
    return "".join(used) + "\n" + _read("page.css")


def _wheel() -> Path:
    import pyvis

    return Path(pyvis.__file__).with_name("lib") / "vis-9.1.2"


def _security(style: str, *scripts: str) -> str:
    """Allow our own style and scripts by their hashes, and nothing else (https://www.w3.org/TR/CSP3/)."""

    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    allowed = " ".join(map(digest, scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src {digest(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
