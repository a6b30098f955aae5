"""The geometry of a drawn network: boxes with labels, the edges between them, and what is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any  # of floats; points and extents are rows of two
AIR = 8.0
"""Pixels kept free on the side of a node where its label is not."""
STEPS = 24
"""Points along an edge at which is looked what it runs through."""
_SHARES = np.linspace(0, 1, STEPS)[:, None, None]


@dataclass(frozen=True, slots=True)
class Box:
    """The room a node takes, in pixels at scale 1: half its width, half its height, its label's height."""

    side: float
    radius: float
    label: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """One component: its points, the two ends of each edge as row numbers, and the boxes."""

    points: Array
    ends: Array
    boxes: Array
    above: Array

    @property
    def reach(self) -> Array:
        """How far each box reaches left, up, right and down of its point."""
        side, radius, label = self.boxes.T
        up, down = np.where(self.above, label, AIR), np.where(self.above, AIR, label)
        return np.stack([side, radius + up, side, radius + down], axis=1)

    @property
    def corners(self) -> Array:
        """Left, top, right and bottom of each box."""
        return np.concatenate([self.points - self.reach[:, :2], self.points + self.reach[:, 2:]], axis=1)

    @property
    def extent(self) -> Array:
        """Left, top, right and bottom of the whole."""
        return np.concatenate([self.corners[:, :2].min(axis=0), self.corners[:, 2:].max(axis=0)])

    def along_edges(self, steps: int) -> Array:
        """Return points along each edge, steps first."""
        a, b = self.points[self.ends[:, 0]], self.points[self.ends[:, 1]]
        return a + (b - a) * np.linspace(0, 1, steps)[:, None, None]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What of a drawing bears on where one node stands, wherever that is."""

    node: int
    mine: Array
    """The rows of its edges, and of all others."""
    others: Array
    apart: Array
    """Which of its edges share no end with which edge: only these can cross."""
    own: Array
    """Which nodes its edges end in."""

    @classmethod
    def of(cls, drawing: Drawing, node: int) -> Surroundings:
        """Find the edges of a node."""
        ends = drawing.ends
        touching = (ends == node).any(axis=1)
        mine, others = np.flatnonzero(touching), np.flatnonzero(~touching)
        apart = (ends[mine, None, :, None] != ends[None, :, None, :]).all(axis=(2, 3))
        return cls(node, mine, others, apart, _ends_in(ends[mine], np.arange(len(drawing.points))))


def trouble(drawing: Drawing, around: Surroundings, along: Array) -> float:
    """Weigh where one node stands: crossings of its edges, what they run through, what runs through it.

    ``along`` are points along each edge, of which those of the node's own edges count for nothing.
    """
    ends, mine, node = drawing.ends, around.mine, around.node
    a, b = drawing.points[ends[:, 0]], drawing.points[ends[:, 1]]
    ours, theirs = a[mine], b[mine]
    crossed = (_turns(ours, theirs, a) * _turns(ours, theirs, b) < 0) & around.apart
    crossed &= (_turns(a, b, ours) * _turns(a, b, theirs) < 0).T
    path = ours + (theirs - ours) * _SHARES
    through = _hits(path, drawing.points, drawing.reach, drawing.boxes[:, 1], around.own)
    one = slice(node, node + 1)
    over = _hits(along[:, around.others], drawing.points[one], drawing.reach[one], drawing.boxes[one, 1])
    lengths = np.linalg.norm(ours - theirs, axis=1)
    return float(crossed.sum() + through + over + lengths.sum() / 150)


def _ends_in(ends: Array, nodes: Array) -> Array:
    return (ends[:, :, None] == nodes).any(axis=1)


def _hits(along: Array, points: Array, reach: Array, radius: Array, own: Array | None = None) -> float:
    """Weigh how edges run through nodes: a shape is worse than a label, one’s own label least.

    ``own`` tells which edge ends in which node, if any does.
    """
    x, y = along[:, :, None, 0] - points[:, 0], along[:, :, None, 1] - points[:, 1]
    far_x, far_y = np.abs(x), np.abs(y)
    left, up, _, down = reach.T
    within = (far_x < left) & (-up < y) & (y < down)
    shape = ((far_x < radius + 3) & (far_y < radius + 3)).any(axis=0)
    weighed = 0.7 * within.any(axis=0) + 4.0 * shape
    if own is not None:
        beyond = (within & (far_y > radius + 5)).any(axis=0)
        weighed = np.where(own, 0.5 * beyond, weighed)
    return float(weighed.sum())


def cost(drawing: Drawing, aspect: float) -> float:
    """Weigh a drawing: edges that cross, edges that run through a box of others, and the page it takes."""
    left, top, right, bottom = drawing.extent
    page = max(right - left, (bottom - top) * aspect)
    own = _ends_in(drawing.ends, np.arange(len(drawing.points)))
    hits = _hits(drawing.along_edges(STEPS), drawing.points, drawing.reach, drawing.boxes[:, 1], own)
    return crossings(drawing.points, drawing.ends) + hits + float(page) / 50


def crossings(points: Array, ends: Array) -> float:
    """Count the pairs of edges that cross."""
    a, b = points[ends[:, 0]], points[ends[:, 1]]
    astride = _turns(a, b, a) * _turns(a, b, b) < 0
    apart = (ends[:, None, :, None] != ends[None, :, None, :]).all(axis=(2, 3))
    return float((astride & astride.T & apart).sum()) / 2


def _turns(a: Array, b: Array, points: Array) -> Array:
    """Tell for each edge from ``a`` to ``b`` on which side of it each point lies, by sign."""
    along, there = (b - a)[:, None], points[None] - a[:, None]
    return along[..., 0] * there[..., 1] - along[..., 1] * there[..., 0]
