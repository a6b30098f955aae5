"""Where the nodes of a network stand on a page: computed once, at build time, the same every time.

Stress majorisation (Gansner, Koren and North 2004) gives each connected component its shape, boxes that
overlap are moved apart, and the components are packed side by side.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np

Point = tuple[int, int]
_Points = Any  # an array of floats, one row of two for each node
SEED = 20240922
_STARTS, _DENSE = 24, 800
_GAP = 10.0


@dataclass(frozen=True, slots=True)
class Box:
    """How far a node and its label reach from the node's centre, in pixels at scale 1."""

    side: float
    above: float
    below: float


def wrap(label: str, width: int = 21, lines: int = 3) -> str:
    """Break a label into at most ``lines`` lines of about ``width`` characters, without orphans.

    >>> wrap("creation of the Alliance of Sahel States")
    'creation of the\\nAlliance of Sahel\\nStates'
    >>> wrap("a" * 50, width=10, lines=2)
    'aaaaaaaaaa\\naaaaaaaaa…'
    """
    words = "".join(c if c.isprintable() or c.isspace() else "" for c in label[:400])
    broken = textwrap.wrap(words, width, break_on_hyphens=False) or [""]
    if len(broken) > lines:
        broken = [*broken[: lines - 1], broken[lines - 1][: width - 1].rstrip(" ,") + "…"]
    return "\n".join(broken)


def arrange(network: nx.MultiDiGraph, boxes: dict[str, Box], aspect: float) -> dict[str, Point]:
    """Place every node so that no two boxes overlap; ``aspect`` is the width of the page over its height.

    Returns the centres in whole pixels at scale 1, x to the right and y down.
    """
    plain = nx.Graph(network.to_undirected(as_view=True))
    parts = sorted((sorted(part) for part in nx.connected_components(plain)), key=lambda p: (-len(p), p))
    placed = [_place(plain.subgraph(part), part, boxes, aspect) for part in parts]
    corners = _pack([_extent(xy, _sides(part, boxes)) for part, xy in zip(parts, placed, strict=True)], aspect)
    return {
        node: (round(x), round(y))
        for part, xy, corner in zip(parts, placed, corners, strict=True)
        for node, (x, y) in zip(part, xy + corner, strict=True)
    }


def _place(graph: nx.Graph, nodes: list[str], boxes: dict[str, Box], aspect: float) -> _Points:
    """Try several starts and keep the drawing with the fewest crossings and the shortest edges."""
    sides = _sides(nodes, boxes)
    unit = np.sqrt((sides[:, 0] * 2).mean() * (sides[:, 1] + sides[:, 2]).mean()) * 0.9
    stretch = unit * np.array([aspect**0.5, aspect**-0.5])
    ends = np.array([[nodes.index(a), nodes.index(b)] for a, b in graph.edges if a != b]).reshape(-1, 2)
    if len(nodes) > _DENSE:
        far = nx.forceatlas2_layout(graph, seed=SEED)
        spread = np.array([far[node] for node in nodes])
        return _apart(spread / np.ptp(spread, axis=0) * np.sqrt(len(nodes)) * stretch, sides)
    distances = _distances(graph, nodes)
    random = np.random.default_rng(SEED)
    starts = _STARTS if len(nodes) <= 150 else 1
    drawings = [
        _apart(_stress(distances, random.normal(size=(len(nodes), 2))) * stretch, sides) for _ in range(starts)
    ]
    return min(drawings, key=lambda xy: _cost(xy, ends, sides, aspect))


def _distances(graph: nx.Graph, nodes: list[str]) -> _Points:
    steps = dict(nx.all_pairs_shortest_path_length(graph))
    return np.array([[float(steps[a][b]) for b in nodes] for a in nodes])


def _stress(distances: _Points, start: _Points, rounds: int = 120) -> _Points:
    """Move points until their distances are as near to the wanted ones as they can be."""
    if len(distances) == 1:
        return np.zeros((1, 2))
    with np.errstate(divide="ignore"):
        weights = np.where(distances > 0, distances**-2.0, 0.0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.pinv(laplacian)
    xy = start
    for _ in range(rounds):
        seen = np.linalg.norm(xy[:, None] - xy[None], axis=2)
        pull = -weights * distances / np.maximum(seen, 1e-9)
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        xy = inverse @ (pull @ xy)
    return xy


def _sides(nodes: list[str], boxes: dict[str, Box]) -> _Points:
    return np.array([(boxes[n].side, boxes[n].above, boxes[n].below) for n in nodes])


def _apart(xy: _Points, sides: _Points, rounds: int = 400) -> _Points:
    """Push overlapping boxes apart, each time along the axis on which they overlap less."""
    half = np.stack([sides[:, 0], (sides[:, 1] + sides[:, 2]) / 2], axis=1) + _GAP / 2
    lift = np.stack([np.zeros(len(sides)), (sides[:, 2] - sides[:, 1]) / 2], axis=1)
    centres = xy + lift
    order = np.arange(len(xy))
    for _ in range(rounds):
        gaps = centres[:, None] - centres[None]
        over = half[:, None] + half[None] - np.abs(gaps)
        hit = (over > 0.01).all(axis=2) & ~np.eye(len(xy), dtype=bool)
        if not hit.any():
            break
        direction = np.where(gaps != 0, np.sign(gaps), np.sign(order[:, None] - order)[..., None])
        along = over[..., 0] < over[..., 1]
        step = np.stack([np.where(along, over[..., 0], 0.0), np.where(along, 0.0, over[..., 1])], axis=2)
        centres = centres + (step * direction * hit[..., None]).sum(axis=1) * 0.3
    return centres - lift


def _cost(xy: _Points, ends: _Points, sides: _Points, aspect: float) -> float:
    """Weigh a drawing: edges that cross, edges that run through a box, and the page it takes."""
    a, b = xy[ends[:, 0]], xy[ends[:, 1]]
    apart = (ends[:, None, :, None] != ends[None, :, None, :]).all(axis=(2, 3))
    crossings = (_turns(a, b, a) * _turns(a, b, b) < 0) & (_turns(a, b, a) * _turns(a, b, b) < 0).T & apart
    width, height = _extent(xy, sides)[2:]
    page = max(width, height * aspect)
    return float(crossings.sum() / 2 + 0.7 * _through(a, b, xy, ends, sides) + page / 60)


def _turns(a: _Points, b: _Points, points: _Points) -> _Points:
    """Tell for each edge on which side of it each point lies."""
    along, there = (b - a)[:, None], points[None] - a[:, None]
    return along[..., 0] * there[..., 1] - along[..., 1] * there[..., 0]


def _through(a: _Points, b: _Points, xy: _Points, ends: _Points, sides: _Points) -> int:
    """Count the edges that run through the box of a node at neither of their ends."""
    steps = np.linspace(0, 1, 24)[:, None, None]
    along = (a + (b - a) * steps)[:, :, None] - xy
    inside = (np.abs(along[..., 0]) < sides[:, 0]) & (-along[..., 1] < sides[:, 1]) & (along[..., 1] < sides[:, 2])
    own = (ends[:, :, None] == np.arange(len(xy))).any(axis=1)
    return int((inside.any(axis=0) & ~own).sum())


def _extent(xy: _Points, sides: _Points) -> tuple[float, float, float, float]:
    """Return left, top, width and height of a drawing with its labels."""
    left, right = (xy[:, 0] - sides[:, 0]).min(), (xy[:, 0] + sides[:, 0]).max()
    top, bottom = (xy[:, 1] - sides[:, 1]).min(), (xy[:, 1] + sides[:, 2]).max()
    return float(left), float(top), float(right - left), float(bottom - top)


def _pack(extents: list[tuple[float, float, float, float]], aspect: float) -> list[_Points]:
    """Set drawings side by side, in columns or rows beside the largest, and return how far each is moved."""
    if not extents:
        return []
    upright: Callable[[float, float], _Points] = lambda x, y: np.array([x, y])  # noqa: E731
    main = extents[0]
    wide = aspect >= 1
    limit = max(main[3] if wide else main[2], 400.0)
    moves = [upright(-main[0], -main[1])]
    across, along, thick = (main[2] if wide else main[3]) + 4 * _GAP, 0.0, 0.0
    for left, top, width, height in extents[1:]:
        length, depth = (height, width) if wide else (width, height)
        if along and along + length > limit:
            across, along, thick = across + thick + 4 * _GAP, 0.0, 0.0
        moves.append(upright(across - left, along - top) if wide else upright(along - left, across - top))
        along, thick = along + length + 4 * _GAP, max(thick, depth)
    return moves
