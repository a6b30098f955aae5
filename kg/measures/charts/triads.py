"""Chart of signed triads and camps: who is whose friend and enemy, and what does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import networkx as nx

from kg.measures.balance import KINDS, Balance, Camps, signed
from kg.measures.charts import svg
from kg.measures.charts.svg import BLUE, MARGIN, VERMILION, WIDTH, Column, Markup, label, say
from kg.measures.frustration import Pair

DRAWN = 14
"""Up to so many nodes the camps are drawn; more are listed."""
_LISTED = 12
"""So many ties, parts or triads are listed at most."""
_PANEL, _HEIGHT = (WIDTH - 2 * MARGIN) / 4, 178
_A, _B, _ROW = 258, 462, 22
"""Where the dots of the two camps stand, and how far below each other."""


def signed_triads(balance: Balance, network: nx.MultiDiGraph[str], language: str = "en") -> str:
    """Draw the four kinds of signed triads with their numbers, and the camps beneath them, as SVG.

    A friendly tie is a solid line with a plus, a hostile one is dashed with a minus; a tie that stands in
    the way of the camps is thick, and named in words.
    """
    title = say(language, "triads-title")
    if not balance.friendly + balance.hostile + len(balance.ambivalent):
        return svg.blank(title, say(language, "no-signed-ties"))
    chart = _BalanceChart(balance, network, signed(network).graph, language)
    column = Column()
    column.words(title, 14, font_weight="bold")
    summary = " ".join(filter(None, (svg.scene(network, language), chart.summary())))
    column.words(summary, 12, gap=4)
    column.y += 8
    column.block(chain.from_iterable(chart.panel(kind, column.y) for kind in KINDS), _HEIGHT)
    if balance.camps:
        column.words("Camps", 12, gap=6, font_weight="bold")
        chart.camps(column)
    for n, words in enumerate(chart.remarks()):
        column.words(words, gap=2 if n else 8)
    return column.picture(title, " ".join((summary, chart.description(), *chart.remarks())))


@dataclass(frozen=True, slots=True)
class _BalanceChart:
    """The panels, camps and words of the chart of a balance, in a language."""

    balance: Balance
    network: nx.MultiDiGraph[str]
    graph: nx.Graph[str]
    language: str

    def say(self, message: str, **values: object) -> str:
        return say(self.language, message, **values)

    def names(self, nodes: Iterable[str], by: str = ", ") -> str:
        return by.join(label(self.network, node, self.language) for node in nodes)

    def summary(self) -> str:
        found = self.balance
        ties = self.say("pairs", friendly=found.friendly, hostile=found.hostile)
        how = "unbalanced" if found.factions is None else "weakly-balanced"
        how = "balanced" if found.balanced else how
        return f"{ties} {self.say(f'network-{how}', index=found.index)}"

    def verdict(self, kind: str) -> str:
        return self.say("unbalanced" if kind.count("-") % 2 else "balanced")

    def panel(self, kind: str, top: float) -> Iterator[Markup]:
        """Draw one kind of triads, with its number."""
        number = self.balance.census[kind]
        x = MARGIN + _PANEL * (KINDS.index(kind) + 0.5)
        fade: dict[str, str | float] = {} if number else {"opacity": 0.6}
        yield svg.group(
            *_triangle(kind, x, top + 14),
            svg.text(x, top + 118, str(number), font_size=20, text_anchor="middle"),
            svg.text(x, top + 136, self.verdict(kind), font_weight="bold", text_anchor="middle"),
            *(
                svg.text(x, top + 151 + 13 * n, words, font_size=10, text_anchor="middle")
                for n, words in enumerate(svg.wrapped(self.say(kind), _PANEL - 8, 10))
            ),
            title=self.triads(kind),
            **fade,
        )

    def triads(self, kind: str) -> str:
        listed = [self.names(triad.nodes) for triad in self.balance.triads if triad.kind == kind]
        return "; ".join(listed[:_LISTED]) + ("; …" if len(listed) > _LISTED else "")

    def description(self) -> str:
        """Say what the panels show."""
        return "; ".join(
            f"{kind.replace('-', '−')} ({self.say(kind)}, {self.verdict(kind)}): {number}"
            for kind, number in self.balance.census.items()
        )

    def camps(self, column: Column) -> None:
        """Draw the camps of each part, or tell them where they are too many."""
        nodes = sum(len(camp) for part in self.balance.camps for camp in part.camps)
        if nodes > DRAWN:
            for words in self.listed():
                column.words(words, gap=2)
            return
        for part in self.balance.camps:
            rows = max(map(len, part.camps))
            column.block(self.part(part, column.y + 10), rows * _ROW + 14)
        column.key(
            [
                (lambda x, y: _tie(f"M{x - 9:g} {y:g}h18", 1), self.say("key-friendly")),
                (lambda x, y: _tie(f"M{x - 9:g} {y:g}h18", -1), self.say("key-hostile")),
                (lambda x, y: svg.line(x - 9, y, x + 9, y, stroke_width=3.5), self.say("key-frustrated")),
            ]
        )

    def listed(self) -> Iterator[str]:
        for number, part in enumerate(self.balance.camps[:_LISTED], 1):
            for letter, camp in zip("ab", part.camps, strict=True):
                if camp:
                    rest = f", … (+{len(camp) - _LISTED})" if len(camp) > _LISTED else ""
                    who = self.names(camp[:_LISTED]) + rest
                    yield self.say("camp", number=number, letter=letter, size=len(camp), who=who)
        if (more := len(self.balance.camps) - _LISTED) > 0:
            yield self.say("parts-not-shown", number=more)

    def part(self, part: Camps, top: float) -> Iterator[Markup]:
        """Draw the two camps of a connected part as columns: ties within a camp bend, others are straight."""
        at = {
            node: (x, top + _ROW * (n + 0.5))
            for x, camp in zip((_A, _B), part.camps, strict=True)
            for n, node in enumerate(sorted(camp, key=lambda node: (self.names([node]), node)))
        }
        pairs = ((min(tie), max(tie)) for tie in self.graph.subgraph(at).edges)
        for thick, pair in sorted((pair in part.frustrated, pair) for pair in pairs):
            sign = self.graph.edges[pair]["sign"]
            yield _tie(_course(*at[pair[0]], *at[pair[1]]), sign, thick, self.tie_title(pair, sign))
        for node, (x, y) in at.items():
            away, anchor = (-10, "end") if x == _A else (10, "start")
            yield svg.group(
                svg.element("circle", cx=x, cy=y, r=3.5),
                svg.name(x + away, y + 4, self.names([node]), _A - 10 - MARGIN, text_anchor=anchor),
                **svg.leads_to(node),
            )
        if not part.camps[1]:
            yield svg.text(_B + 10, top + _ROW / 2 + 4, self.say("one-camp"), font_style="italic")

    def tie_title(self, pair: Pair, sign: int) -> str:
        return self.names(pair, " – ") + self.say("friendly" if sign > 0 else "hostile")

    def remarks(self) -> Iterator[str]:
        """Say the ties that stand in the way of the camps, and the pairs with ties of both signs."""
        ties = [(part, pair) for part in self.balance.camps for pair in part.sometimes]
        if ties:
            yield self.say("frustrated")
        yield from (f"· {self.frustrated(part, pair)}" for part, pair in ties[:_LISTED])
        if len(ties) > _LISTED:
            yield f"· … (+{len(ties) - _LISTED})"
        pairs = [self.names(pair, " – ") for pair in self.balance.ambivalent]
        if pairs:
            listed = " / ".join(pairs[:_LISTED]) + (" / …" if len(pairs) > _LISTED else "")
            yield self.say("ambivalent", pairs=listed)

    def frustrated(self, part: Camps, pair: Pair) -> str:
        what = "friendly-between" if self.graph.edges[pair]["sign"] > 0 else "hostile-within"
        how = "always" if pair in part.always else "as-shown" if pair in part.frustrated else "otherwise"
        return self.names(pair, " – ") + self.say(what, how=self.say(how))


def _triangle(kind: str, x: float, top: float) -> Iterator[Markup]:
    """Draw a triad of a kind; the hostile ties of a mixed one are its base, or its two sides."""
    hostile = {"+++": "", "++-": "b", "+--": "lr", "---": "blr"}[kind]
    a, b, c = (x, top), (x - 36, top + 62), (x + 36, top + 62)
    for side, one, two, (dx, dy) in (("l", a, b, (-12, 1)), ("r", a, c, (12, 1)), ("b", b, c, (0, 16))):
        sign = -1 if side in hostile else 1
        yield _tie(f"M{one[0]:g} {one[1]:g}L{two[0]:g} {two[1]:g}", sign)
        at = (one[0] + two[0]) / 2 + dx, (one[1] + two[1]) / 2 + dy
        yield svg.text(*at, "+" if sign > 0 else "−", font_size=13, text_anchor="middle", fill=_colour(sign))
    for corner in (a, b, c):
        yield svg.element("circle", cx=corner[0], cy=corner[1], r=4.5)


def _colour(sign: int) -> str:
    return BLUE if sign > 0 else VERMILION


def _tie(course: str, sign: int, frustrated: bool = False, title: str = "") -> Markup:
    """Draw a tie: solid if friendly, dashed if hostile."""
    dashes: dict[str, str | float] = {} if sign > 0 else {"stroke_dasharray": "5 3.5"}
    path = svg.element(
        "path", d=course, fill="none", stroke=_colour(sign), stroke_width=3.5 if frustrated else 1.5, **dashes
    )
    return svg.group(path, title=title) if title else path


def _course(x1: float, y1: float, x2: float, y2: float) -> str:
    if x1 != x2:
        return f"M{x1:g} {y1:g}L{x2:g} {y2:g}"
    bend = (22 + abs(y2 - y1)) * (1 if x1 == _A else -1)
    return f"M{x1:g} {y1:g}Q{x1 + bend:g} {(y1 + y2) / 2:g} {x2:g} {y2:g}"
