"""Where the nodes of a network stand on a page: computed once, at build time, the same every time.

Stress majorisation (Gansner, Koren and North 2004) gives each connected component its shape, boxes that
overlap are moved apart, labels take the freer side of their node, and small components fill the gaps.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import networkx as nx
import numpy as np

_Array = Any  # of floats; points and extents are rows of two
SEED = 20240922
_STARTS, _BEST, _DENSE = 60, 5, 800
_GAP = 10.0


@dataclass(frozen=True, slots=True)
class Box:
    """The room a node takes, in pixels at scale 1: half its width, half its height, its label's height."""

    side: float
    radius: float
    label: float


class Place(NamedTuple):
    """The centre of a node in whole pixels, and whether its label stands above it."""

    x: int
    y: int
    above: bool


def wrap(label: str, width: int = 21, lines: int = 3) -> str:
    """Break a label into at most ``lines`` lines of at most ``width`` characters.

    >>> wrap("creation of the Alliance of Sahel States")
    'creation of the\\nAlliance of Sahel\\nStates'
    >>> wrap("a" * 50, width=10, lines=2)
    'aaaaaaaaaa\\naaaaaaaaa…'
    """
    words = "".join(c for c in label[:400] if c.isprintable() or c.isspace())
    broken = textwrap.wrap(words, width, break_on_hyphens=False) or [""]
    if len(broken) > lines:
        broken = [*broken[: lines - 1], broken[lines - 1][: width - 1].rstrip(" ,") + "…"]
    return "\n".join(broken)


def arrange(network: nx.MultiDiGraph, boxes: dict[str, Box], aspect: float) -> dict[str, Place]:
    """Place every node so that no two boxes overlap; ``aspect`` is the width of the page over its height."""
    plain = nx.Graph(network.to_undirected(as_view=True))
    parts = sorted((sorted(part) for part in nx.connected_components(plain)), key=lambda p: (-len(p), p))
    drawings = [_draw(plain.subgraph(part), part, boxes, aspect if i == 0 else 1.0) for i, part in enumerate(parts)]
    moves = _pack(drawings, aspect)
    return {
        node: Place(round(x), round(y), bool(up))
        for part, drawing, move in zip(parts, drawings, moves, strict=True)
        for node, (x, y), up in zip(part, drawing.points + move, drawing.above, strict=True)
    }


def frame(places: dict[str, Place], boxes: dict[str, Box]) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of everything placed, labels included."""
    if not places:
        return -100, -100, 100, 100
    points = np.array([(place.x, place.y) for place in places.values()])
    above = np.array([place.above for place in places.values()])
    left, top, right, bottom = _Drawing(points, np.empty((0, 2), int), _sizes(places, boxes), above).extent
    return round(left), round(top), round(right), round(bottom)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One component: its points, the two ends of each edge as row numbers, and the boxes."""

    points: _Array
    ends: _Array
    boxes: _Array
    above: _Array

    @property
    def reach(self) -> _Array:
        """How far each box reaches left, up, right and down of its point."""
        side, radius, label = self.boxes.T
        return np.stack([side, radius + label * self.above, side, radius + label * ~self.above], axis=1)

    @property
    def corners(self) -> _Array:
        """Left, top, right and bottom of each box."""
        return np.concatenate([self.points - self.reach[:, :2], self.points + self.reach[:, 2:]], axis=1)

    @property
    def extent(self) -> _Array:
        """Left, top, right and bottom of the whole."""
        return np.concatenate([self.corners[:, :2].min(axis=0), self.corners[:, 2:].max(axis=0)])

    def along_edges(self, steps: int) -> _Array:
        """Return points along each edge, steps first."""
        a, b = self.points[self.ends[:, 0]], self.points[self.ends[:, 1]]
        return a + (b - a) * np.linspace(0, 1, steps)[:, None, None]


def _draw(graph: nx.Graph, nodes: list[str], boxes: dict[str, Box], aspect: float) -> _Drawing:
    """Try several starts and keep the drawing with the fewest crossings on the least page."""
    row = {node: index for index, node in enumerate(nodes)}
    ends = np.array(sorted((row[a], row[b]) for a, b in graph.edges if a != b), dtype=int).reshape(-1, 2)
    sizes = _sizes(nodes, boxes)
    if len(nodes) > _DENSE:
        far = nx.forceatlas2_layout(graph, seed=SEED)
        shapes = [np.array([far[node] for node in nodes])]
        shapes[0] *= np.sqrt(len(nodes)) / np.ptp(shapes[0], axis=0)
    else:
        distances = _distances(graph, nodes)
        random = np.random.default_rng(SEED)
        starts = _STARTS if 3 < len(nodes) <= 150 else 1
        shapes = [_stress(distances, random.normal(size=(len(nodes), 2))) for _ in range(starts)]
    shapes = sorted(shapes, key=lambda points: _crossings(points, ends))[:_BEST]
    return min((_fit(points, ends, sizes, aspect) for points in shapes), key=lambda d: _cost(d, aspect))


def _sizes(nodes: Iterable[str], boxes: dict[str, Box]) -> _Array:
    return np.array([(boxes[n].side, boxes[n].radius, boxes[n].label) for n in nodes])


def _distances(graph: nx.Graph, nodes: list[str]) -> _Array:
    steps = dict(nx.all_pairs_shortest_path_length(graph))
    return np.array([[float(steps[a][b]) for b in nodes] for a in nodes])


def _stress(distances: _Array, points: _Array, rounds: int = 80) -> _Array:
    """Move points until their distances are as near to the wanted ones as they can be."""
    if len(distances) == 1:
        return np.zeros((1, 2))
    with np.errstate(divide="ignore"):
        weights = np.where(distances > 0, distances**-2.0, 0.0)
    inverse = np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights)
    for _ in range(rounds):
        seen = np.linalg.norm(points[:, None] - points[None], axis=2)
        pull = -weights * distances / np.maximum(seen, 1e-9)
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        points = inverse @ (pull @ points)
    return points


def _fit(points: _Array, ends: _Array, sizes: _Array, aspect: float) -> _Drawing:
    """Scale a shape to the page, move its boxes apart, and turn labels to their freer side."""
    unit = np.sqrt((sizes[:, 0] * 2).mean() * (sizes[:, 1] * 2 + sizes[:, 2]).mean()) * 0.8
    stretch = unit * np.array([aspect**0.5, aspect**-0.5])
    drawing = _Drawing(points * stretch, ends, sizes, np.zeros(len(points), dtype=bool))
    for _ in range(4):
        drawing = _apart(drawing)
        left, top, right, bottom = drawing.extent
        correction = np.clip(aspect / max((right - left) / (bottom - top), 0.01), 0.4, 2.5) ** 0.35
        stretch = stretch * np.array([correction, 1 / correction])
        freer = _Drawing(drawing.points, ends, sizes, _freer_side(drawing))
        drawing = _Drawing(points * stretch, ends, sizes, freer.above)
    for _ in range(3):
        drawing = _apart(drawing)
        drawing = _Drawing(drawing.points, ends, sizes, _freer_side(drawing))
    return _apart(drawing)


def _freer_side(drawing: _Drawing) -> _Array:
    """Tell for each node whether fewer edges would run through its label above than below."""
    side, radius, label = drawing.boxes.T
    gaps = drawing.along_edges(40)[:, :, None] - drawing.points
    beside = np.abs(gaps[..., 0]) < side
    up, down = -gaps[..., 1], gaps[..., 1]
    over = (beside & (up > radius) & (up < radius + label)).sum(axis=(0, 1))
    under = (beside & (down > radius) & (down < radius + label)).sum(axis=(0, 1))
    return (label > 0) & (over < under)


def _apart(drawing: _Drawing, rounds: int = 300) -> _Drawing:
    """Push overlapping boxes apart, each time along the axis on which they overlap less."""
    reach = drawing.reach
    half = (reach[:, :2] + reach[:, 2:]) / 2 + _GAP / 2
    lift = (reach[:, 2:] - reach[:, :2]) / 2
    centres = drawing.points + lift
    order = np.arange(len(centres))
    first = np.sign(order[:, None] - order)
    wide, tall = half[:, None, 0] + half[:, 0], half[:, None, 1] + half[:, 1]
    x, y = centres.T
    for _ in range(rounds):
        dx, dy = x[:, None] - x, y[:, None] - y
        over_x, over_y = wide - np.abs(dx), tall - np.abs(dy)
        hit = (over_x > 0.01) & (over_y > 0.01) & (first != 0)
        if not hit.any():
            break
        flat = over_x < over_y
        x = x + (over_x * (hit & flat) * np.where(dx != 0, np.sign(dx), first)).sum(axis=1) * 0.4
        y = y + (over_y * (hit & ~flat) * np.where(dy != 0, np.sign(dy), first)).sum(axis=1) * 0.4
    centres = np.stack([x, y], axis=1)
    return _Drawing(centres - lift, drawing.ends, drawing.boxes, drawing.above)


def _cost(drawing: _Drawing, aspect: float) -> float:
    """Weigh a drawing: edges that cross, edges that run through a box of others, and the page it takes."""
    left, top, right, bottom = drawing.extent
    gaps = drawing.along_edges(24)[:, :, None] - drawing.points
    inside = ((-drawing.reach[:, :2] < gaps) & (gaps < drawing.reach[:, 2:])).all(axis=3).any(axis=0)
    own = (drawing.ends[:, :, None] == np.arange(len(drawing.points))).any(axis=1)
    page = max(right - left, (bottom - top) * aspect)
    return float(_crossings(drawing.points, drawing.ends) + 0.7 * (inside & ~own).sum() + page / 50)


def _crossings(points: _Array, ends: _Array) -> float:
    """Count the pairs of edges that cross."""
    a, b = points[ends[:, 0]], points[ends[:, 1]]
    astride = _turns(a, b, a) * _turns(a, b, b) < 0
    apart = (ends[:, None, :, None] != ends[None, :, None, :]).all(axis=(2, 3))
    return float((astride & astride.T & apart).sum()) / 2


def _turns(a: _Array, b: _Array, points: _Array) -> _Array:
    """Tell for each edge from ``a`` to ``b`` on which side of it each point lies, by sign."""
    along, there = (b - a)[:, None], points[None] - a[:, None]
    return along[..., 0] * there[..., 1] - along[..., 1] * there[..., 0]


def _pack(drawings: list[_Drawing], aspect: float) -> list[_Array]:
    """Set each drawing where it makes the page grow least, clear of the boxes and edges of those before."""
    taken, moves = np.empty((0, 4)), []
    for drawing in drawings:
        extent = drawing.extent + np.array([-2, -2, 2, 2]) * _GAP
        spots = _spots(taken, extent, aspect)
        free = spots[~_meets(spots, taken).any(axis=1)]
        best = free[np.argmin(_growth(free, taken, aspect))]
        moves.append(best[:2] - extent[:2])
        path = drawing.along_edges(16).reshape(-1, 2)
        fresh = np.concatenate([drawing.corners, np.concatenate([path, path], axis=1)])
        taken = np.concatenate([taken, fresh + np.tile(moves[-1], 2)])
    return moves


def _spots(taken: _Array, extent: _Array, aspect: float) -> _Array:
    """List the frames that a drawing could fill, on a grid over the page so far and round it."""
    size = extent[2:] - extent[:2]
    if not len(taken):
        return np.concatenate([np.zeros(2), size])[None]
    low, high = taken[:, :2].min(axis=0) - size, taken[:, 2:].max(axis=0)
    xs, ys = (np.linspace(low[axis], high[axis], 48) for axis in (0, 1))
    corners = np.stack(np.meshgrid(xs, ys), axis=2).reshape(-1, 2)
    return np.concatenate([corners, corners + size], axis=1)


def _meets(spots: _Array, taken: _Array) -> _Array:
    one, other = spots[:, None], taken[None]
    return ((one[..., :2] < other[..., 2:]) & (other[..., :2] < one[..., 2:])).all(axis=2)


def _growth(spots: _Array, taken: _Array, aspect: float) -> _Array:
    """Return the width of the page of the given aspect that would hold all; outer places win a draw."""
    everything = np.concatenate([taken, spots]) if not len(taken) else taken
    low = np.minimum(spots[:, :2], everything[:, :2].min(axis=0))
    high = np.maximum(spots[:, 2:], everything[:, 2:].max(axis=0))
    width, height = (high - low).T
    inward = np.abs((spots[:, :2] + spots[:, 2:] - low - high) / (high - low)).sum(axis=1)
    return np.maximum(width, height * aspect) - inward
