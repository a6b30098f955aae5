"""Where the nodes of a network stand on a page: computed once, at build time, the same every time.

Stress majorisation (Gansner, Koren and North 2004) gives each connected component its shape, boxes that
overlap are moved apart, labels take the freer side of their node, and small components fill the gaps.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import networkx as nx
import numpy as np

from kg.explorer.layout.geometry import STEPS, Array, Box, Drawing, Surroundings, cost, crossings, trouble

SEED = 20240922
_STARTS, _BEST, _TRIES, _SMALL, _DENSE = 20, 2, 2_500, 100, 1500
_GAP = 10.0
_ISOLATE, _END = "\u2067", "\u2069"
"""Right-to-left isolate and its end (https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates)."""


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

    A label that begins from right to left is isolated line by line, so that a canvas, which knows no ``dir``,
    sets Latin words and the ellipsis on the side where they belong.
    """
    words = "".join(c for c in label[:400] if c.isprintable() or c.isspace())
    broken = textwrap.wrap(words, width, break_on_hyphens=False) or [""]
    if len(broken) > lines:
        broken = [*broken[: lines - 1], broken[lines - 1][: width - 1].rstrip(" ,") + "…"]
    if _is_right_to_left(words):
        broken = [f"{_ISOLATE}{line}{_END}" for line in broken]
    return "\n".join(broken)


def _is_right_to_left(label: str) -> bool:
    """Tell whether the first strong letter says so (UAX #9, rules P2 and P3)."""
    strong = (way for c in label if (way := unicodedata.bidirectional(c)) in ("L", "R", "AL"))
    return next(strong, "L") != "L"


def arrange(
    network: nx.Graph[str], boxes: dict[str, Box], aspects: Iterable[float]
) -> list[dict[str, Place]]:
    """Place every node so that no two boxes overlap, once for each page.

    ``aspects`` are the widths of the pages over their heights.
    """
    plain: nx.Graph[str] = nx.Graph(network.to_undirected(as_view=True))
    parts = sorted((sorted(part) for part in nx.connected_components(plain)), key=lambda p: (-len(p), p))
    shapes = [_shapes(plain.subgraph(part), part, boxes) for part in parts]
    others = [_draw(each, 1.0) for each in shapes[1:]]
    return [
        _page(parts, [*(_draw(each, aspect) for each in shapes[:1]), *others], aspect) for aspect in aspects
    ]


def _page(parts: list[list[str]], drawings: list[Drawing], aspect: float) -> dict[str, Place]:
    return {
        node: Place(round(x), round(y), bool(up))
        for part, drawing, move in zip(parts, drawings, _pack(drawings, aspect), strict=True)
        for node, (x, y), up in zip(part, drawing.points + move, drawing.above, strict=True)
    }


def frame(places: dict[str, Place], boxes: dict[str, Box]) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of everything placed, labels included."""
    if not places:
        return -100, -100, 100, 100
    points = np.array([(place.x, place.y) for place in places.values()])
    above = np.array([place.above for place in places.values()])
    left, top, right, bottom = Drawing(points, np.empty((0, 2), int), _sizes(places, boxes), above).extent
    return round(left), round(top), round(right), round(bottom)


def _shapes(graph: nx.Graph[str], nodes: list[str], boxes: dict[str, Box]) -> list[Drawing]:
    """Try several starts and keep the shapes with the fewest crossings; a large component has one shape."""
    row = {node: index for index, node in enumerate(nodes)}
    ends = np.array(sorted((row[a], row[b]) for a, b in graph.edges if a != b), dtype=int).reshape(-1, 2)
    sizes = _sizes(nodes, boxes)
    start = _sketch(graph, nodes)
    flat = np.zeros(len(nodes), dtype=bool)
    if len(nodes) > _SMALL:
        shape = _relax(graph, nodes, ends, start)
        return [Drawing(shape * np.sqrt(len(nodes)), ends, sizes, flat)]
    random = np.random.default_rng(SEED)
    starts = [start, *(random.normal(size=start.shape) for _ in range(_STARTS if len(nodes) > 3 else 0))]
    shapes = sorted(_stress(graph, nodes, starts), key=lambda points: crossings(points, ends))[:_BEST]
    return [Drawing(points, ends, sizes, flat) for points in shapes]


def _draw(shapes: list[Drawing], aspect: float) -> Drawing:
    """Fit shapes to the page and polish the one with the fewest crossings on the least of it."""
    first, count = shapes[0], len(shapes[0].points)
    if count > _SMALL:
        points = first.points * _unit(first.boxes, aspect)
        dots = first.boxes[:, [1, 1, 1]] * [1, 1, 0]  # no room for every label: the page shows what fits
        bare = replace(first, points=points, boxes=dots)
        return replace(_apart(bare, rounds=80) if count <= _DENSE else bare, boxes=first.boxes)
    return _polish(min((_fit(each, aspect) for each in shapes), key=lambda each: cost(each, aspect)))


def _unit(sizes: Array, aspect: float) -> Array:
    """Return how far apart neighbours stand, across and down."""
    unit = np.sqrt((sizes[:, 0] * 2).mean() * (sizes[:, 1] * 2 + sizes[:, 2]).mean()) * 0.8
    return unit * np.array([aspect**0.5, aspect**-0.5])


def _sketch(graph: nx.Graph[str], nodes: list[str]) -> Array:
    """Scale the distances to a few nodes far from each other (Brandes and Pich 2007, PivotMDS)."""
    _, steps = _pivots(graph, nodes)
    squares = steps**2
    centred = squares.mean(axis=1, keepdims=True) + squares.mean(axis=0) - squares - squares.mean()
    _, vectors = np.linalg.eigh(centred.T @ centred)
    points = centred @ np.pad(vectors, ((0, 0), (1, 0)))[:, :-3:-1]
    jitter = np.random.default_rng(SEED).normal(scale=0.02, size=points.shape)
    return points / np.maximum(np.ptp(points, axis=0), 1e-9) + jitter


def _pivots(graph: nx.Graph[str], nodes: list[str], most: int = 60) -> tuple[list[int], Array]:
    """Choose nodes far from each other; return their rows, and how many steps each node is from each."""
    chosen, steps = [0], list[list[int]]()
    nearest = np.full(len(nodes), np.inf)
    for _ in range(min(most, len(nodes))):
        reached = nx.single_source_shortest_path_length(graph, nodes[chosen[-1]])
        steps.append([reached[node] for node in nodes])
        nearest = np.minimum(nearest, steps[-1])
        chosen.append(int(nearest.argmax()))
    return chosen[:-1], np.array(steps, dtype=float).T


def _relax(graph: nx.Graph[str], nodes: list[str], ends: Array, start: Array, rounds: int = 120) -> Array:
    """Bring neighbours to one step, and all nodes to their distance from a few pivots.

    The sparse stress model (Ortmann, Klimenta and Brandes 2016, https://doi.org/10.7155/jgaa.00440): a pivot
    pulls with the weight of the nodes that are nearest to it. The result has a mean radius of 0.6.
    """
    pivots, steps = _pivots(graph, nodes)
    region = np.bincount(steps.argmin(axis=1), minlength=len(pivots))
    with np.errstate(divide="ignore"):
        weights = np.where(steps > 0, region / steps**2, 0.0)
    points = start * steps.max()
    both = np.concatenate([ends, ends[:, ::-1]])
    total = weights.sum(axis=1) + np.bincount(both[:, 0], minlength=len(nodes))
    for _ in range(rounds):
        gap = points[:, None] - points[pivots]
        far = np.maximum(np.hypot(gap[..., 0], gap[..., 1]), 1e-9)
        wish = (weights[..., None] * (points[pivots] + gap * (steps / far)[..., None])).sum(axis=1)
        gap = points[both[:, 0]] - points[both[:, 1]]
        near = points[both[:, 1]] + gap / np.maximum(np.hypot(*gap.T), 1e-9)[:, None]
        for axis in (0, 1):
            wish[:, axis] += np.bincount(both[:, 0], near[:, axis], len(nodes))
        points = (points + wish / total[:, None]) / 2
    centred = points - points.mean(axis=0)
    return centred / max(np.sqrt((centred**2).sum(axis=1).mean()), 1e-9) * 0.6


def _sizes(nodes: Iterable[str], boxes: dict[str, Box]) -> Array:
    return np.array([(boxes[n].side, boxes[n].radius, boxes[n].label) for n in nodes])


def _stress(graph: nx.Graph[str], nodes: list[str], starts: list[Array], rounds: int = 80) -> list[Array]:
    """Move the points of each start until their distances are as near to the wanted ones as can be."""
    steps = dict(nx.all_pairs_shortest_path_length(graph))
    distances = np.array([[float(steps[a][b]) for b in nodes] for a in nodes])
    with np.errstate(divide="ignore"):
        weights = np.where(distances > 0, distances**-2.0, 0.0)
    inverse = np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights)
    found = []
    for points in starts:
        for _ in range(rounds):
            x, y = points.T
            seen = np.hypot(x[:, None] - x, y[:, None] - y)
            pull = -weights * distances / np.maximum(seen, 1e-9)
            np.fill_diagonal(pull, -pull.sum(axis=1))
            points = inverse @ (pull @ points)
        found.append(points)
    return found


def _fit(drawing: Drawing, aspect: float) -> Drawing:
    """Scale a shape to the page and move its boxes apart."""
    shape, stretch = drawing.points, _unit(drawing.boxes, aspect)
    for _ in range(4):
        drawing = _apart(replace(drawing, points=shape * stretch))
        left, top, right, bottom = drawing.extent
        correction = np.clip(aspect / max((right - left) / (bottom - top), 0.01), 0.4, 2.5) ** 0.35
        stretch = stretch * np.array([correction, 1 / correction])
        drawing = replace(drawing, above=_freer_side(drawing))
    for _ in range(3):
        drawing = _apart(drawing)
        drawing = replace(drawing, above=_freer_side(drawing))
    return _apart(drawing)


def _freer_side(drawing: Drawing) -> Array:
    """Tell for each node whether fewer edges would run through its label above than below."""
    side, radius, label = drawing.boxes.T
    gaps = drawing.along_edges(40)[:, :, None] - drawing.points
    beside = (np.abs(gaps[..., 0]) < side) & (np.abs(gaps[..., 1]) < radius + label)
    above, below = beside & (gaps[..., 1] < -radius), beside & (gaps[..., 1] > radius)
    return (label > 0) & (above.sum(axis=(0, 1)) < below.sum(axis=(0, 1)))


def _apart(drawing: Drawing, rounds: int = 300) -> Drawing:
    """Push overlapping boxes apart, each time along the axis on which they overlap less."""
    reach = drawing.reach
    half = (reach[:, :2] + reach[:, 2:]) / 2 + _GAP / 2
    lift = (reach[:, 2:] - reach[:, :2]) / 2
    centres = drawing.points + lift
    count = len(centres)
    room = half.T[:, :, None] + half.T[:, None]
    room[:, range(count), range(count)] = -np.inf  # no box is pushed by itself
    over, least = np.empty_like(room), np.empty(count**2)
    at, push = centres.T, np.zeros(room.size)
    for _ in range(rounds):
        np.abs(np.subtract(at[:, :, None], at[:, None], out=over), out=over)
        across, down = np.subtract(room, over, out=over).reshape(2, -1)
        hit = np.flatnonzero(np.minimum(across, down, out=least) > 0.01)
        if not len(hit):
            break
        one, two = np.divmod(hit, count)
        axis = (across[hit] >= down[hit]).astype(int)
        gap = at[axis, one] - at[axis, two]
        pair = axis * count**2 + hit
        push[pair] = least[hit] * np.sign(np.where(gap != 0, gap, one - two))
        # Whole rows are summed: in another order the last bits of sums would differ.
        at = at + push.reshape(room.shape).sum(axis=2) * 0.4
        push[pair] = 0.0
    return replace(drawing, points=at.T - lift)


def _polish(drawing: Drawing, tries: int = _TRIES) -> Drawing:
    """Move one node at a time, or turn its label, where that frees edges, nodes and labels of each other."""
    random = np.random.default_rng(SEED)
    low, high = drawing.extent[:2] - _GAP, drawing.extent[2:] + _GAP
    steps = np.where(random.random((tries, 1)) < 0.3, (high - low) / 2, [80.0, 50.0])
    steps *= random.uniform(-1, 1, (tries, 2))
    turns, chosen = random.random(tries) < 0.4, random.integers(len(drawing.points), size=tries)
    labelled = drawing.boxes[:, 2] > 0
    reaches = np.stack([replace(drawing, above=labelled * side).reach + _GAP for side in (False, True)])
    reaches *= [-1, -1, 1, 1]
    surroundings = [Surroundings.of(drawing, node) for node in range(len(drawing.points))]
    along, known, start = drawing.along_edges(STEPS), dict[int, float](), 0
    while start < tries:
        # What is free of boxes is found for all tries to come at once, and anew after each move.
        rest = chosen[start:]
        above = drawing.above[rest] ^ (turns[start:] & labelled[rest])
        spots = drawing.points[rest] + steps[start:]
        frames = np.tile(spots, 2) + reaches[above.astype(int), rest]
        inside = ~((frames[:, :2] < low) | (frames[:, 2:] > high)).any(axis=1)
        number, tries_left = start, np.flatnonzero(inside)
        taken = drawing.corners
        met = np.ones((len(tries_left), len(taken)), dtype=bool)
        for axis in (0, 1):
            met &= frames[tries_left, None, axis] < taken[:, axis + 2]
            met &= taken[:, axis] < frames[tries_left, None, axis + 2]
        met[np.arange(len(tries_left)), rest[tries_left]] = False
        start = tries
        for at in tries_left[~met.any(axis=1)].tolist():
            node, points, sides = rest[at], drawing.points.copy(), drawing.above.copy()
            points[node], sides[node] = spots[at], above[at]
            moved = replace(drawing, points=points, above=sides)
            if node not in known:
                known[node] = trouble(drawing, surroundings[node], along)
            if trouble(moved, surroundings[node], along) < known[node] - 1e-9:
                drawing, along, known = moved, moved.along_edges(STEPS), {}
                start = number + at + 1
                break
    return drawing


def _pack(drawings: list[Drawing], aspect: float) -> list[Array]:
    """Set each drawing clear of those before, where the page grows least: between the first’s edges too."""
    taken, moves = np.empty((0, 4)), list[Array]()
    between = len(drawings) <= 40 and len(drawings[0].points) <= _SMALL if drawings else False
    for drawing in drawings:
        extent = drawing.extent + np.array([-2, -2, 2, 2]) * _GAP
        best = _spot(taken, extent[2:] - extent[:2], aspect) if len(taken) else np.zeros(4)
        moves.append(best[:2] - extent[:2])
        fresh = extent[None]
        if between and not len(taken):
            path = drawing.along_edges(16).reshape(-1, 2)
            fresh = np.concatenate([drawing.corners, np.concatenate([path, path], axis=1)])
        taken = np.concatenate([taken, fresh + np.tile(moves[-1], 2)])
    return moves


def _spot(taken: Array, size: Array, aspect: float) -> Array:
    """Return the free frame of a size that makes the page grow least; outer places win a draw."""
    low, high = taken[:, :2].min(axis=0), taken[:, 2:].max(axis=0)
    grid = np.meshgrid(*(np.linspace(low[axis] - size[axis], high[axis], 32) for axis in (0, 1)))
    corners = np.stack(grid, axis=2).reshape(-1, 2)
    spots = np.concatenate([corners, corners + size], axis=1)
    over = (spots[:, None, :2] < taken[:, 2:]) & (taken[:, :2] < spots[:, None, 2:])
    free = spots[~over.all(axis=2).any(axis=1)]
    low, high = np.minimum(free[:, :2], low), np.maximum(free[:, 2:], high)
    width, height = (high - low).T
    inward = np.abs((free[:, :2] + free[:, 2:] - low - high) / (high - low)).sum(axis=1)
    return free[np.argmin(np.maximum(width, height * aspect) - inward)]
