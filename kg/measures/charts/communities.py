"""Chart of communities: a co-assignment matrix, in which nodes that runs keep together are dark blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, pairwise

import networkx as nx

from kg.measures.charts import svg
from kg.measures.charts.svg import BLUE, INK, MARGIN, SIZE, WIDTH, Column, Mark, Markup, label, say
from kg.measures.communities import Communities, co_assignment

LABELLED = 60
"""Up to so many nodes each row has its name; beyond, each community has."""
FINE = 100
"""Up to so many nodes each pair has its cell; beyond, a cell is the mean of several."""
_NAMES, _SHARES, _EDGE = 196, 46, 600

Run = tuple[int, int, int]
"""Cells side by side with one share: the first column, how many they are, and the percent."""
Shares = tuple[tuple[float, ...], ...]
Box = tuple[int, int, int, int]
"""Left, top, width and height, in cells."""


def communities(found: Communities, network: nx.MultiDiGraph[str], language: str = "en") -> str:
    """Draw in what share of the runs any two nodes are in one community, as SVG.

    Rows and columns are the nodes by community; the darker a cell, the more runs keep its two nodes
    together. Outlines are the communities. At the right stands the share of the runs in which a node stays
    with most of its own. Beyond ``LABELLED`` nodes shares are rounded to tenths, beyond ``FINE`` averaged.
    """
    title = say(language, "communities-title")
    nodes = [node for members in found.groups for node in members]
    if not nodes:
        return svg.blank(title, say(language, "no-nodes"))
    few = len(nodes) <= LABELLED
    cell = min(max(_EDGE // len(nodes), 10), 22) if few else _EDGE / len(nodes)
    column = Column(max(WIDTH, _NAMES + len(nodes) * cell + _SHARES + MARGIN))
    column.words(title, 14, font_weight="bold")
    summary = " ".join(filter(None, (svg.scene(network, language), _summary(found, len(nodes), language))))
    column.words(summary, 12, gap=4)
    shares, edges = _averaged(co_assignment(found))
    percents = [[_percent(share, few) for share in row] for row in shares]
    top = column.y + 24
    marks = [*_cells(percents, edges, cell, top, language), *_outlines(found, cell, top)]
    marks += (
        _rows(found, network, cell, top, language) if few else _names(found, network, cell, top, language)
    )
    column.block(marks, 24 + len(nodes) * cell)
    column.key(_key(language))
    if few:
        column.words(say(language, "stays-means"), 10)
    if len(nodes) > FINE:
        column.words(say(language, "averaged", number=-(-len(nodes) // FINE)), 10)
    members = "; ".join(
        f"{n} {', '.join(label(network, node, language) for node in members)}"
        for n, members in enumerate(found.groups, 1)
    )
    return column.picture(title, f"{summary} {members}" if few else summary)


def _averaged(shares: Shares) -> tuple[Shares, list[int]]:
    """Return at most ``FINE`` × ``FINE`` means of shares, and the rows at which they begin and end.

    >>> _averaged(((1.0, 0.0), (0.0, 1.0)))
    (((1.0, 0.0), (0.0, 1.0)), [0, 1, 2])
    """
    number = min(len(shares), FINE)
    edges = [n * len(shares) // number for n in range(number + 1)]
    spans = list(pairwise(edges))

    def mean(rows: tuple[int, int], columns: tuple[int, int]) -> float:
        cells = [share for row in shares[slice(*rows)] for share in row[slice(*columns)]]
        return sum(cells) / len(cells)

    return tuple(tuple(mean(rows, columns) for columns in spans) for rows in spans), edges


def _percent(share: float, exact: bool) -> int:
    return round(100 * share) if exact else 10 * round(10 * share)


def _summary(found: Communities, nodes: int, language: str) -> str:
    if found.modularity is None:
        return say(language, "no-ties", nodes=nodes)
    agreement, modularity = (svg.digits(n, language) for n in (round(found.agreement, 3), found.modularity))
    values = {"nodes": nodes, "groups": len(found.groups), "agreement": agreement, "modularity": modularity}
    runs = say(language, "communities-found", found=found, **values)
    return f"{runs} {say(language, 'runs-agree' if found.stable else 'runs-differ')}"


def _cells(
    percents: Sequence[Sequence[int]], edges: Sequence[int], cell: float, top: float, language: str
) -> Iterator[Markup]:
    """Draw the cells of each share as one path, so that the figure stays small."""
    boxes: dict[int, list[Box]] = {}
    for percent, (x, y, w, h) in _boxes(percents):
        left, upper = edges[x], edges[y]
        boxes.setdefault(percent, []).append((left, upper, edges[x + w] - left, edges[y + h] - upper))
    for percent, those in sorted(boxes.items()):
        yield svg.element(
            "path",
            *svg.titled(say(language, "together", percent=percent)),
            d="".join(f"M{x} {y}h{w}v{h}h-{w}z" for x, y, w, h in sorted(those)),
            fill=BLUE,
            fill_opacity=f"{percent / 100:g}",
            transform=f"translate({_NAMES} {top:g}) scale({cell:.4g})",
            shape_rendering="crispEdges",
        )


def _boxes(shares: Sequence[Sequence[int]]) -> Iterator[tuple[int, Box]]:
    """Cover the cells of a matrix by boxes of one share: runs that rows beneath repeat are one box.

    >>> list(_boxes([[100, 100, 0], [100, 100, 0], [0, 0, 50]]))
    [(100, (0, 0, 2, 2)), (50, (2, 2, 1, 1))]
    """
    standing: dict[Run, int] = {}
    for y in range(len(shares) + 1):
        runs = set(_runs(shares[y])) if y < len(shares) else set()
        for run in sorted(standing.keys() - runs):
            x, wide, percent = run
            yield percent, (x, first := standing.pop(run), wide, y - first)
        for run in runs - standing.keys():
            standing[run] = y


def _runs(row: Sequence[int]) -> Iterator[Run]:
    x = 0
    for percent, cells in groupby(row):
        wide = len(list(cells))
        if percent:
            yield x, wide, percent
        x += wide


def _outlines(found: Communities, cell: float, top: float) -> Iterator[Markup]:
    for start, size in _blocks(found):
        yield svg.element(
            "rect", x=_NAMES + start * cell, y=top + start * cell, width=size * cell, height=size * cell,
            fill="none", stroke=INK,
        )  # fmt: skip


def _blocks(found: Communities) -> list[tuple[int, int]]:
    """Return where each community starts among the rows, and its size."""
    sizes = [len(members) for members in found.groups]
    return list(zip(accumulate(sizes, initial=0), sizes, strict=False))


def _rows(
    found: Communities, network: nx.MultiDiGraph[str], cell: float, top: float, language: str
) -> Iterator[Markup]:
    """Write the name of each node at the left, and at the right in what share of runs it stays."""
    size = min(SIZE, cell - 1)
    right = _NAMES + len(found.together) * cell + _SHARES - MARGIN
    names, shares = [], []
    for n, node in enumerate(node for members in found.groups for node in members):
        y = top + (n + 0.5) * cell + size * 0.36
        called = label(network, node, language)
        names.append(svg.name(_NAMES - 6, y, called, _NAMES - 6 - MARGIN, size, **svg.leads_to(node)))
        percent = f"{100 * found.together[node]:.0f}"
        shares.append(svg.text(right, y, say(language, "percent", percent=percent)))
    yield svg.text(right, top - 6, say(language, "stays"), font_size=10, text_anchor="end")
    yield svg.group(*names, *shares, font_size=size, text_anchor="end")


def _names(
    found: Communities, network: nx.MultiDiGraph[str], cell: float, top: float, language: str
) -> Iterator[Markup]:
    """Write the first names of each community beside it, where there is room."""
    names = []
    for number, ((start, size), members) in enumerate(zip(_blocks(found), found.groups, strict=True), 1):
        if size * cell >= SIZE:
            full = f"{number} ({size}) {', '.join(label(network, node, language) for node in members[:12])}"
            middle = top + (start + size / 2) * cell + 3.5
            names.append(svg.name(_NAMES - 6, middle, full, _NAMES - 6 - MARGIN, 10))
    yield svg.group(*names, font_size=10, text_anchor="end")


def _key(language: str) -> list[tuple[Mark, str]]:
    def shade(percent: int) -> Mark:
        def drawn(x: float, y: float) -> Markup:
            box = {"x": x - 6, "y": y - 6, "width": 12, "height": 12}
            return svg.element("rect", fill=BLUE, fill_opacity=f"{percent / 100:g}", stroke=INK, **box)

        return drawn

    entries = [(shade(percent), say(language, "percent", percent=percent)) for percent in (0, 25, 50, 75)]
    return [*entries, (shade(100), say(language, "key-together"))]
