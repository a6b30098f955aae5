"""The vocabulary in pictures, as SVG to stand in a page: classes as trees, the shape of a claim, an edge.

Colours of lines and words are those of the page that it stands in; words come in both languages.
"""

from __future__ import annotations

from html import escape

from kg.core.ontology import EntityClass, Label, Ontology

ROW, STEP = 26, 22
"""The height of a row of a tree, and how far a class stands to the right of the one above."""
_END, _MIDDLE = 'text-anchor="end"', 'text-anchor="middle"'
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
    extra = f" {look}" if look else ""
    return "".join(
        f'<text class="l" lang="{code}" x="{x:g}" y="{y:g}"{extra}>{escape(text)}</text>'
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


WIDE = 184
_BOXES = (
    (10, 10, Label("politiques", "policies"), "Policy", "skg:admittedBy"),
    (303, 10, Label("affirmation", "claim"), "Claim", "skg:Claim"),
    (596, 10, Label("locuteur", "claimant"), "Actor", "prov:wasAttributedTo"),
    (10, 120, Label("sujet", "subject"), "Entity", "rdf:subject"),
    (205, 120, Label("relation", "relation"), "Relation", "rdf:predicate"),
    (400, 120, Label("objet", "object"), "Entity", "rdf:object"),
    (596, 120, Label("passage", "span"), "Span", "skg:evidence"),
    (400, 230, Label("position", "position"), "", "oa:TextPositionSelector"),
    (596, 230, Label("mots exacts", "exact words"), "", "oa:TextQuoteSelector"),
)
"""The parts of a claim: where each stands, its name, its class, and the property or class that it is."""
_LINES = (
    *("M303 33H196", "M487 33H594", "M330 56C310 92 125 82 104 118", "M375 56C370 86 310 92 299 118"),
    *("M415 56C420 86 480 92 491 118", "M460 56C480 92 665 82 686 118"),
    *("M660 166C640 200 520 196 495 228", "M688 166V228"),
)


def claim_shape() -> str:
    """Draw a claim with its parts: what it says, who says it, whom it convinces, and where it stands."""
    lines = "".join(f'<path d="{path}" marker-end="url(#tip)"/>' for path in _LINES)
    return (
        '<svg class="shape" viewBox="0 0 790 286" role="group" aria-labelledby="shape-title">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0 8 4 0 8z" fill="var(--edge)"/></marker></defs>'
        f'<g fill="none" stroke="var(--edge)" stroke-width="1.5">{lines}</g>'
        f"{''.join(map(_box, _BOXES))}</svg>"
    )


def _box(box: tuple[int, int, Label, str, str]) -> str:
    x, y, label, anchor, term = box
    drawn = (
        f'<rect x="{x}" y="{y}" width="{WIDE}" height="46" rx="9"/>'
        f"{words(label, x + WIDE / 2, y + 20, _MIDDLE)}"
        f'<text class="term" x="{x + WIDE / 2:g}" y="{y + 37}" text-anchor="middle">{term}</text>'
    )
    return f'<a href="#{anchor}">{drawn}</a>' if anchor else f"<g>{drawn}</g>"
