"""Chart of rank ranges: which ranks hold, and which hang on a single claim or on the policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import networkx as nx

from kg.errors import UnknownMeasure
from kg.measures.charts import svg
from kg.measures.charts.summary import description, firm, robustness, span, tried, verdict
from kg.measures.charts.svg import BLUE, INK, MARGIN, WIDTH, Column, Mark, Markup, label, say
from kg.measures.cohesion import interchangeable
from kg.measures.scores import SCORES
from kg.measures.sensitivity import Range, Ranked, Sensitivity

_NAMES, _LEFT, _RIGHT, _VALUES = 40, 284, 566, 640
"""Where names, the first rank and the last rank stand, and where values end."""
_AXIS = 40
"""Up to so many ranks are on the axis, or twice as many as are shown; worse ones stand beyond its end."""
_ROW, _LANE = 26, 8
_SHAPES = (
    ((-4, -3), (4, -3), (0, 3)),
    ((-4, 3), (4, 3), (0, -3)),
    ((0, -3.5), (4, 0), (0, 3.5), (-4, 0)),
    ((-3, -3), (3, -3), (3, 3), (-3, 3)),
    ((-4, -3), (4, -3), (-4, 3), (4, 3)),
    ((-1, -4), (1, -4), (1, 4), (-1, 4)),
)
"""Marks of policies: carets that point to the bar, diamond, square, hourglass, tick."""


@dataclass(frozen=True, slots=True)
class _Axis:
    """Where ranks stand from left to right; those after the ``last`` share a place beyond it."""

    last: int

    def x(self, rank: int) -> float:
        if rank > self.last:
            return _RIGHT + 14
        return _LEFT + (rank - 1) * (_RIGHT - _LEFT) / max(self.last - 1, 1)

    @property
    def ticks(self) -> list[int]:
        steps = (base * 10**power for power in range(9) for base in (1, 2, 5))
        step = next(step for step in steps if self.last / step <= 8)
        return [1, *(r for r in range(step, self.last + 1, step) if self.x(r) - self.x(1) > 16)]


def rank_ranges(analysis: Sensitivity, score: str, top: int = 12, language: str = "en") -> str:
    """Draw the first ranks of a score as SVG, each with the ranks that the node takes elsewhere.

    A dot is a node's rank, a bar reaches from its best to its worst rank when any one claim is left out,
    and each other policy has a mark. A line joins the nodes of one rank, a bracket those with the same
    neighbours. Raises ``UnknownMeasure``, and ``ValueError`` where ``top`` is less than 1.
    """
    if score not in SCORES:
        raise UnknownMeasure(score, SCORES)
    if top < 1:
        raise ValueError(f"a picture of ranks needs one row at least, not {top}")
    title = say(language, "ranks-title", score=SCORES[score].label)
    ranked = [each for each in analysis.ranked if each.measured.score == score]
    twins = _twins(analysis.network)
    placed = _in_order([each for each in ranked if each.measured.rank], twins)
    if not placed:
        return svg.blank(title, say(language, "ranks-none"))
    drawing = _Drawing(analysis, placed[:top], _axis(placed[:top]), twins, language)
    lead = next(each for each in analysis.leads if each.score == score)
    column = Column()
    column.words(title, 14, font_weight="bold")
    column.words(summary := verdict(analysis, lead, language), 12, gap=4)
    column.words(robustness(drawing.shown, language), 12)
    column.block(drawing.head(column.y + 34), 42)
    column.block(drawing.rows(column.y), len(drawing.shown) * drawing.row)
    column.key(drawing.key())
    for words in (*drawing.remarks(placed, len(ranked) - len(placed)), tried(analysis, language)):
        column.words(words, 10)
    rows = "; ".join(description(analysis, each, language) for each in drawing.shown)
    return column.picture(title, f"{summary} {rows}")


def _axis(shown: Sequence[Ranked]) -> _Axis:
    worst = max(rank for each in shown for rank in _all_ranks(each))
    return _Axis(min(worst, max(_AXIS, 2 * max(each.measured.rank or 1 for each in shown))))


def _all_ranks(each: Ranked) -> Iterator[int]:
    yield each.measured.rank or 1
    if each.by_claim:
        yield from (each.by_claim.best, each.by_claim.worst)
    yield from (rank for _, rank in each.by_policy if rank)


def _twins(network: nx.MultiDiGraph[str]) -> dict[str, str]:
    """Name for each node that has a twin the first of the nodes with the same neighbours."""
    return {node: members[0] for members in interchangeable(network) for node in members}


def _in_order(placed: Sequence[Ranked], twins: dict[str, str]) -> list[Ranked]:
    """Sort by rank, so that twins stand together where they tie."""

    def place(each: Ranked) -> tuple[int | None, str]:
        return each.measured.rank, twins.get(each.measured.node, each.measured.node)

    first = {place(each): position for position, each in reversed(list(enumerate(placed)))}
    return sorted(placed, key=lambda each: first[place(each)])


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What is drawn: the rows that are shown, on an axis, in a language."""

    analysis: Sensitivity
    shown: Sequence[Ranked]
    axis: _Axis
    twins: dict[str, str]
    language: str

    @property
    def policies(self) -> list[str]:
        return [policy for policy, _ in self.shown[0].by_policy]

    @property
    def row(self) -> int:
        """The height of a row: a third policy and a fourth have lanes of their own."""
        return _ROW + 2 * _LANE * max((len(self.policies) - 1) // 2, 0)

    def say(self, message: str, **values: object) -> str:
        return say(self.language, message, **values)

    def label(self, node: str) -> str:
        return label(self.analysis.network, node, self.language)

    def head(self, y: float) -> Iterator[Markup]:
        """Draw the headings; ``y`` is their base line."""
        yield svg.text(MARGIN, y, self.say("rank"), font_size=10)
        yield svg.text(_VALUES, y, self.say("value"), font_size=10, text_anchor="end")
        yield svg.text(WIDTH - MARGIN, y, self.say("range"), font_size=10, text_anchor="end")
        yield svg.text(_LEFT - 4, y - 14, self.say("axis"), font_size=10)
        for rank in self.axis.ticks:
            yield svg.text(self.axis.x(rank), y, str(rank), font_size=10, text_anchor="middle")
        if self.outside:
            yield svg.text(self.axis.x(self.axis.last + 1), y, "…", font_size=10, text_anchor="middle")

    @property
    def outside(self) -> bool:
        """Whether some rank is too bad for the axis."""
        return any(rank > self.axis.last for each in self.shown for rank in _all_ranks(each))

    def rows(self, top: float) -> Iterator[Markup]:
        bottom = top + len(self.shown) * self.row
        for rank in self.axis.ticks:
            yield svg.line(self.axis.x(rank), top, self.axis.x(rank), bottom, stroke_opacity=0.15)
        height = {each.measured.node: top + self.row * (n + 0.5) for n, each in enumerate(self.shown)}
        for rank, tied in groupby(self.shown, key=lambda each: each.measured.rank or 1):
            nodes = [each.measured.node for each in tied]
            x = self.axis.x(rank)
            if len(nodes) > 1:
                yield _join(x, height[nodes[0]], height[nodes[-1]])
            for _, alike in groupby(nodes, key=lambda node: self.twins.get(node, node)):
                twins = list(alike)
                if len(twins) > 1:
                    yield _bracket(_LEFT - 20, height[twins[0]], height[twins[-1]])
        for each in self.shown:
            yield self.drawn(each, height[each.measured.node])

    def drawn(self, each: Ranked, y: float) -> Markup:
        m, x = each.measured, self.axis.x(each.measured.rank or 1)
        called = svg.name(_NAMES, y + 4, self.label(m.node), _LEFT - 24 - _NAMES)
        value = svg.text(_VALUES, y + 4, svg.digits(m.value, self.language), text_anchor="end")
        bold: dict[str, str | float] = {"font_weight": "bold"} if firm(each) else {}
        spread = svg.text(WIDTH - MARGIN, y + 4, span(each.by_claim), "", text_anchor="end", **bold)
        return svg.group(
            svg.text(26, y + 4, str(m.rank), "", text_anchor="end", **bold),
            *((svg.text(27, y + 4, "="),) if self.tied(m.rank) else ()),
            *(called, *self.bar(each.by_claim, y), _dot(x, y), *self.marks(each, y), value, spread),
            title=description(self.analysis, each, self.language),
            **svg.leads_to(m.node),
        )

    def tied(self, rank: int | None) -> bool:
        every = (r.measured for r in self.analysis.ranked)
        return sum(m.rank == rank and m.score == self.shown[0].measured.score for m in every) > 1

    def bar(self, spread: Range | None, y: float) -> Iterator[Markup]:
        if spread and spread.best < spread.worst:
            yield _bar(self.axis.x(spread.best), self.axis.x(spread.worst), y)

    def marks(self, each: Ranked, y: float) -> Iterator[Markup]:
        for number, (_, rank) in enumerate(each.by_policy):
            if rank:
                away = _LANE * (number // 2 + 1)
                yield _mark(number, self.axis.x(rank), y + (away if number % 2 else -away))

    def key(self) -> list[tuple[Mark, str]]:
        ranks = [each.measured.rank for each in self.shown]
        twins = [(each.measured.rank, self.twins.get(each.measured.node)) for each in self.shown]
        entries: list[tuple[Mark, str]] = [
            (_dot, self.say("key-rank", policy=self.analysis.policy)),
            (lambda x, y: _bar(x - 8, x + 8, y), self.say("key-range")),
        ]
        for number, other in enumerate(self.policies):
            entries.append((partial(_mark, number), self.say("key-policy", policy=other)))
        if len(set(ranks)) < len(ranks):
            entries.append((lambda x, y: _join(x, y - 5, y + 5), self.say("key-tie")))
        if any(twin[1] and twins.count(twin) > 1 for twin in twins):
            entries.append((lambda x, y: _bracket(x - 2, y - 3, y + 3), self.say("key-twins")))
        return entries

    def remarks(self, placed: Sequence[Ranked], unranked: int) -> Iterator[str]:
        """Say what is not shown, or shown otherwise."""
        last, rest = self.shown[-1].measured.rank, placed[len(self.shown) :]
        if rest:
            also = sum(each.measured.rank == last for each in rest)
            yield self.say("not-shown-tied" if also else "not-shown", number=len(rest), last=last, also=also)
        if unranked:
            yield self.say("without-value", number=unranked)
        if self.outside:
            yield self.say("beyond", last=self.axis.last)
        if any(not rank for each in self.shown for _, rank in each.by_policy):
            yield self.say("without-mark")


def _dot(x: float, y: float) -> Markup:
    return svg.element("circle", cx=x, cy=y, r=4, fill=BLUE)


def _bar(x1: float, x2: float, y: float) -> Markup:
    return svg.line(x1, y, x2, y, stroke=BLUE, stroke_width=6, stroke_opacity=0.45)


def _join(x: float, top: float, bottom: float) -> Markup:
    return svg.line(x, top, x, bottom, stroke_opacity=0.6)


def _bracket(x: float, top: float, bottom: float) -> Markup:
    return svg.element(
        "path", d=f"M{x + 4:g} {top - 3:g}H{x:g}V{bottom + 3:g}H{x + 4:g}", fill="none", stroke=INK
    )


def _mark(number: int, x: float, y: float) -> Markup:
    """Draw the mark of a policy around a point."""
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in _SHAPES[number % len(_SHAPES)])
    return svg.element("polygon", points=points, fill=(svg.VERMILION, svg.GREEN)[number % 2])
