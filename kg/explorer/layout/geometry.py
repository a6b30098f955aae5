"""The geometry of a drawn network: boxes with labels, the edges between them, and what is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any  # of floats; points and extents are rows of two
AIR = 8.0
"""Pixels kept free on the side of a node where its label is not."""


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


def trouble(drawing: Drawing, node: int) -> float:
    """Weigh where one node stands: crossings of its edges, what they run through, what runs through it."""
    ends = drawing.ends
    mine = (ends == node).any(axis=1)
    a, b = drawing.points[ends[:, 0]], drawing.points[ends[:, 1]]
    apart = (ends[mine, None, :, None] != ends[None, :, None, :]).all(axis=(2, 3))
    ours = _turns(a[mine], b[mine], a) * _turns(a[mine], b[mine], b) < 0
    theirs = (_turns(a, b, a[mine]) * _turns(a, b, b[mine]) < 0).T
    through = _hits(drawing, mine, np.arange(len(drawing.points)))
    over = _hits(drawing, ~mine, np.array([node]))
    lengths = np.linalg.norm(a[mine] - b[mine], axis=1)
    return float((ours & theirs & apart).sum() + through + over + lengths.sum() / 150)


def _hits(drawing: Drawing, edges: Array, nodes: Array) -> float:
    """Weigh how some edges run through some nodes: a shape is worse than a label, one’s own label least."""
    gaps = drawing.along_edges(24)[:, edges, None] - drawing.points[nodes]
    reach, radius = drawing.reach[nodes], drawing.boxes[nodes, 1] + 3
    label = ((-reach[:, :2] < gaps) & (gaps < reach[:, 2:])).all(axis=3).any(axis=0)
    shape = (np.abs(gaps) < radius[:, None]).all(axis=3).any(axis=0)
    own = (drawing.ends[edges][:, :, None] == nodes).any(axis=1)
    beyond = ((np.abs(gaps[..., 1]) > radius + 2) & (np.abs(gaps[..., 0]) < reach[:, 0])
              & (-reach[:, 1] < gaps[..., 1]) & (gaps[..., 1] < reach[:, 3])).any(axis=0)  # fmt: skip
    return float((0.7 * (label & ~own) + 4.0 * (shape & ~own) + 0.5 * (beyond & own)).sum())


def cost(drawing: Drawing, aspect: float) -> float:
    """Weigh a drawing: edges that cross, edges that run through a box of others, and the page it takes."""
    left, top, right, bottom = drawing.extent
    page = max(right - left, (bottom - top) * aspect)
    every = slice(None), np.arange(len(drawing.points))
    return crossings(drawing.points, drawing.ends) + _hits(drawing, *every) + float(page) / 50


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
