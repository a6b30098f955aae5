"""The vocabulary in pictures, as SVG to stand in a page: classes as trees, the shape of a claim, an edge.

Colours of lines and words are those of the page that it stands in; words come in both languages.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from kg.core.ontology import EntityClass, Label, Ontology

ROW, STEP = 26, 22
"""The height of a row of a tree, and how far a class stands to the right of the one above."""
_END = ' text-anchor="end"'
_CLAIM = Path(__file__).with_name("claim.svg")
_SHAPES = {
    "dot": '<circle r="7"/>',
    "square": '<path d="M-6.5-6.5h13v13h-13z"/>',
    "box": '<path d="M-8-5.5h16v11h-16z"/>',
    "diamond": '<path d="M0-8.5 8.5 0 0 8.5-8.5 0z"/>',
    "triangle": '<path d="M0-8 8 6.5H-8z"/>',
    "triangleDown": '<path d="M0 8-8-6.5H8z"/>',
    "hexagon": '<path d="M-8 0-4-7h8l4 7-4 7h-8z"/>',
    "star": '<path d="M0-9 2.3-3.1 8.6-2.8 3.7 1.2 5.3 7.3 0 3.9-5.3 7.3-3.7 1.2-8.6-2.8-2.3-3.1z"/>',
}
"""The shapes of classes as pages draw them, around their middle."""


def icon(kind: EntityClass) -> str:
    """Draw how nodes of a class look; a class without a look of its own gives nothing."""
    if kind.shape not in _SHAPES:
        return ""
    return (
        '<svg class="icon" viewBox="-11 -11 22 22" width="22" height="22" aria-hidden="true">'
        f"{_shape(kind)}</svg>"
    )


def _shape(kind: EntityClass, x: float = 0, y: float = 0) -> str:
    return (
        f'<g transform="translate({x:g} {y:g})" fill="{kind.colour}" stroke="var(--outline)">'
        f"{_SHAPES[kind.shape]}</g>"
    )


def words(label: Label, x: float, y: float, look: str = "") -> str:
    """Write a label in both languages at one place; the page shows one of them."""
    return "".join(
        f'<text class="l" lang="{code}" x="{x:g}" y="{y:g}"{look}>{escape(text)}</text>'
        for code, text in (("fr", label.fr), ("en", label.en))
    )


def children(ontology: Ontology, name: str) -> list[EntityClass]:
    """Return the classes right below a class, in the order of the ontology."""
    return [kind for kind in ontology.classes.values() if parent(ontology, kind) == name]


def parent(ontology: Ontology, kind: EntityClass) -> str:
    """Return the class of ours right above a class, or nothing."""
    above = kind.ancestors - {kind.name}
    return max(above, key=lambda name: len(ontology.classes[name].ancestors), default="")


def rows_of(ontology: Ontology, root: str) -> list[tuple[EntityClass, int, int]]:
    """List a class and those below it, each with its depth and the row of the one above."""
    rows: list[tuple[EntityClass, int, int]] = []

    def enter(kind: EntityClass, depth: int, above: int) -> None:
        rows.append((kind, depth, above))
        here = len(rows) - 1
        for below in children(ontology, kind.name):
            enter(below, depth + 1, here)

    enter(ontology.classes[root], 0, -1)
    return rows


def tree(ontology: Ontology, root: str) -> str:
    """Draw a class and all below it, each a link to where it is explained."""
    rows = rows_of(ontology, root)
    height = ROW * len(rows) + 6
    lines, nodes = [], []
    for row, (kind, depth, above) in enumerate(rows):
        x, y = 14 + STEP * depth, ROW * row + 16
        if above >= 0:
            lines.append(f'<path d="M{x - STEP} {ROW * above + 27}V{y}H{x - 11}"/>')
        drawn = _shape(kind, x, y) if kind.shape in _SHAPES else f'<circle cx="{x}" cy="{y}" r="3"/>'
        nodes.append(f'<a href="#{kind.name}">{drawn}{words(kind.label, x + 16, y + 5)}</a>')
    label = ontology.classes[root].label
    return (
        f'<svg class="tree" viewBox="0 0 262 {height}" width="262" height="{height}" role="group" '
        f'aria-label="{escape(label.fr)} · {escape(label.en)}">'
        f'<g fill="none" stroke="var(--faint)">{"".join(lines)}</g>{"".join(nodes)}</svg>'
    )


def edge(tail: str, sign: int, symmetric: bool) -> str:
    """Draw the line that a relation puts into the network: from where to where, in the colour of its sign."""
    ends = {"subject": Label("sujet", "subject"), "object": Label("objet", "object")}
    start, end = (ends[tail], ends["object" if tail == "subject" else "subject"])
    head = "" if symmetric else '<path d="M160 14l-9-4.5v9z" fill="currentColor" stroke="none"/>'
    return (
        f'<svg class="edge sign{sign}" viewBox="0 0 220 28" width="220" height="28" aria-hidden="true">'
        f"{words(start, 58, 18, _END)}{words(end, 166, 18)}"
        f'<path d="M64 14H{160 if symmetric else 152}" fill="none" stroke="currentColor" stroke-width="1.8"/>'
        f"{head}</svg>"
    )


def claim_shape() -> str:
    """Draw a claim with its parts: what it says, who says it, whom it convinces, and where it stands."""
    return "".join(map(str.strip, _CLAIM.read_text(encoding="utf-8").splitlines()))
