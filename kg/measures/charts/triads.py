"""Chart of signed triads and camps: who is whose friend and enemy, and what does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import networkx as nx

from kg.core.ontology import Label
from kg.measures.balance import KINDS, Balance, Camps, signed
from kg.measures.charts.svg import (
    BLUE,
    MARGIN,
    VERMILION,
    WIDTH,
    Column,
    Markup,
    blank,
    element,
    group,
    label,
    leads_to,
    line,
    name,
    say,
    scene,
    text,
    wrapped,
)
from kg.measures.frustration import Pair

DRAWN = 14
"""Up to so many nodes the camps are drawn; more are told."""
_LISTED = 12
"""So many ties, parts or triads are listed at most."""
MEANINGS = {
    "+++": Label("trois amis", "three friends"),
    "++-": Label("deux amis d’un même acteur sont ennemis", "two friends of one are enemies"),
    "+--": Label("deux amis, un ennemi commun", "two friends, one common enemy"),
    "---": Label("trois ennemis, admis par l’équilibre faible", "three enemies; weak balance allows it"),
}
"""What each kind of triad says."""
_PANEL, _HEIGHT = (WIDTH - 2 * MARGIN) / 4, 178
_A, _B, _ROW = 258, 462, 22
"""Where the dots of the two camps stand, and how far below each other."""


def signed_triads(balance: Balance, network: nx.MultiDiGraph[str], language: str = "en") -> str:
    """Draw the four kinds of signed triads with their numbers, and the camps beneath them, as SVG.

    A friendly tie is a solid line with a plus, a hostile one is dashed with a minus; a tie that stands in
    the way of the camps is thick, and told in words.
    """
    title = say(language, "Signed triads and camps", "Triades signées et camps")
    if not balance.friendly + balance.hostile + len(balance.ambivalent):
        reason = say(language, "No signed ties are stated.", "Aucun lien signé n’est affirmé.")
        return blank(title, reason)
    told = _Telling(balance, network, signed(network).graph, language)
    column = Column()
    column.words(title, 14, font_weight="bold")
    summary = " ".join(filter(None, (scene(network, language), told.summary())))
    column.words(summary, 12, gap=4)
    column.y += 8
    column.block(chain.from_iterable(told.panel(kind, column.y) for kind in KINDS), _HEIGHT)
    if balance.camps:
        column.words("Camps", 12, gap=6, font_weight="bold")
        told.camps(column)
    for n, words in enumerate(told.remarks()):
        column.words(words, gap=2 if n else 8)
    return column.picture(title, " ".join((summary, told.aloud(), *told.remarks())))


@dataclass(frozen=True, slots=True)
class _Telling:
    """What is told and drawn of a balance, in a language."""

    balance: Balance
    network: nx.MultiDiGraph[str]
    graph: nx.Graph[str]
    language: str

    def say(self, en: str, fr: str) -> str:
        return say(self.language, en, fr)

    def names(self, nodes: Iterable[str], by: str = ", ") -> str:
        return by.join(label(self.network, node, self.language) for node in nodes)

    def summary(self) -> str:
        found = self.balance
        ties = self.say(
            f"Friendly pairs: {found.friendly}; hostile pairs: {found.hostile}.",
            f"Paires amicales : {found.friendly} ; paires hostiles : {found.hostile}.",
        )
        if found.balanced:
            return f"{ties} " + self.say(
                "Balanced: no tie stands in the way of two camps (frustration index 0).",
                "Équilibré : aucun lien ne gêne deux camps (indice de frustration 0).",
            )
        weak = found.factions is not None
        return f"{ties} " + self.say(
            f"Not balanced: frustration index {found.index}, the ties that must go or turn to leave two "
            f"camps. Weak balance: {'yes' if weak else 'no'}.",
            f"Non équilibré : indice de frustration {found.index}, les liens à ôter ou à retourner pour "
            f"qu’il reste deux camps. Équilibre faible : {'oui' if weak else 'non'}.",
        )

    def meaning(self, kind: str) -> str:
        return self.say(MEANINGS[kind].en, MEANINGS[kind].fr)

    def verdict(self, kind: str) -> str:
        if kind.count("-") % 2:
            return self.say("unbalanced", "déséquilibrée")
        return self.say("balanced", "équilibrée")

    def panel(self, kind: str, top: float) -> Iterator[Markup]:
        """Draw one kind of triads, with its number."""
        number = self.balance.census[kind]
        x = MARGIN + _PANEL * (KINDS.index(kind) + 0.5)
        fade: dict[str, str | float] = {} if number else {"opacity": 0.6}
        yield group(
            *_triangle(kind, x, top + 14),
            text(x, top + 118, str(number), "", font_size=20, text_anchor="middle"),
            text(x, top + 136, self.verdict(kind), "", font_weight="bold", text_anchor="middle"),
            *(
                text(x, top + 151 + 13 * n, words, "", font_size=10, text_anchor="middle")
                for n, words in enumerate(wrapped(self.meaning(kind), _PANEL - 8, 10))
            ),
            title=self.triads(kind),
            **fade,
        )

    def triads(self, kind: str) -> str:
        listed = [self.names(triad.nodes) for triad in self.balance.triads if triad.kind == kind]
        return "; ".join(listed[:_LISTED]) + ("; …" if len(listed) > _LISTED else "")

    def aloud(self) -> str:
        """Say what the panels show."""
        return "; ".join(
            f"{kind.replace('-', '−')} ({self.meaning(kind)}, {self.verdict(kind)}): {number}"
            for kind, number in self.balance.census.items()
        )

    def camps(self, column: Column) -> None:
        """Draw the camps of each part, or tell them where they are too many."""
        nodes = sum(len(camp) for part in self.balance.camps for camp in part.camps)
        if nodes > DRAWN:
            for words in self.told():
                column.words(words, gap=2)
            return
        for part in self.balance.camps:
            rows = max(map(len, part.camps))
            column.block(self.part(part, column.y + 10), rows * _ROW + 14)
        column.key(
            [
                (lambda x, y: _tie(f"M{x - 9:g} {y:g}h18", 1), self.say("friendly (+)", "amical (+)")),
                (lambda x, y: _tie(f"M{x - 9:g} {y:g}h18", -1), self.say("hostile (−)", "hostile (−)")),
                (
                    lambda x, y: line(x - 9, y, x + 9, y, stroke_width=3.5),
                    self.say("thick: in the way of the camps", "épais : gêne les camps"),
                ),
            ]
        )

    def told(self) -> Iterator[str]:
        for number, part in enumerate(self.balance.camps[:_LISTED], 1):
            for letter, camp in zip("ab", part.camps, strict=True):
                if camp:
                    rest = f", … (+{len(camp) - _LISTED})" if len(camp) > _LISTED else ""
                    who = self.names(camp[:_LISTED]) + rest
                    yield f"{number}{letter} ({len(camp)})" + self.say(f": {who}", f" : {who}")
        if (more := len(self.balance.camps) - _LISTED) > 0:
            yield self.say(f"Parts not shown: {more}.", f"Parties non montrées : {more}.")

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
            yield _tie(_course(*at[pair[0]], *at[pair[1]]), sign, thick, self.told_tie(pair, sign))
        for node, (x, y) in at.items():
            away, anchor = (-10, "end") if x == _A else (10, "start")
            yield group(
                element("circle", cx=x, cy=y, r=3.5),
                name(x + away, y + 4, self.names([node]), _A - 10 - MARGIN, text_anchor=anchor),
                **leads_to(node),
            )
        if not part.camps[1]:
            alone = self.say("one camp alone", "un seul camp")
            yield text(_B + 10, top + _ROW / 2 + 4, alone, "", font_style="italic")

    def told_tie(self, pair: Pair, sign: int) -> str:
        how = self.say("friendly", "amical") if sign > 0 else self.say("hostile", "hostile")
        return self.names(pair, " – ") + self.say(f": {how}", f" : {how}")

    def remarks(self) -> Iterator[str]:
        """Say the ties that stand in the way of the camps, and the pairs with ties of both signs."""
        ties = [(part, pair) for part in self.balance.camps for pair in part.sometimes]
        if ties:
            yield self.say("Ties in the way of the camps:", "Liens qui gênent les camps :")
        yield from (f"· {self.frustrated(part, pair)}" for part, pair in ties[:_LISTED])
        if len(ties) > _LISTED:
            yield f"· … (+{len(ties) - _LISTED})"
        pairs = [self.names(pair, " – ") for pair in self.balance.ambivalent]
        if pairs:
            listed = " / ".join(pairs[:_LISTED]) + (" / …" if len(pairs) > _LISTED else "")
            yield self.say(
                f"Pairs with ties of both signs, in no triad and no camp: {listed}.",
                f"Paires à liens des deux signes, hors des triades et des camps : {listed}.",
            )

    def frustrated(self, part: Camps, pair: Pair) -> str:
        what = (
            self.say("friendly between two camps", "amical entre deux camps")
            if self.graph.edges[pair]["sign"] > 0
            else self.say("hostile within a camp", "hostile au sein d’un camp")
        )
        if pair in part.always:
            how = self.say("whatever the camps", "quels que soient les camps")
        elif pair in part.frustrated:
            how = self.say("with the camps shown", "avec les camps montrés")
        else:
            how = self.say("with other camps, as good", "avec d’autres camps, aussi bons")
        return self.names(pair, " – ") + self.say(f": {what}, {how}", f" : {what}, {how}")


def _triangle(kind: str, x: float, top: float) -> Iterator[Markup]:
    """Draw a triad of a kind; the hostile ties of a mixed one are its base, or its two sides."""
    hostile = {"+++": "", "++-": "b", "+--": "lr", "---": "blr"}[kind]
    a, b, c = (x, top), (x - 36, top + 62), (x + 36, top + 62)
    for side, one, two, (dx, dy) in (("l", a, b, (-12, 1)), ("r", a, c, (12, 1)), ("b", b, c, (0, 16))):
        sign = -1 if side in hostile else 1
        yield _tie(f"M{one[0]:g} {one[1]:g}L{two[0]:g} {two[1]:g}", sign)
        at = (one[0] + two[0]) / 2 + dx, (one[1] + two[1]) / 2 + dy
        yield text(*at, "+" if sign > 0 else "−", "", font_size=13, text_anchor="middle", fill=_colour(sign))
    for corner in (a, b, c):
        yield element("circle", cx=corner[0], cy=corner[1], r=4.5)


def _colour(sign: int) -> str:
    return BLUE if sign > 0 else VERMILION


def _tie(course: str, sign: int, frustrated: bool = False, title: str = "") -> Markup:
    """Draw a tie: solid if friendly, dashed if hostile."""
    dashes: dict[str, str | float] = {} if sign > 0 else {"stroke_dasharray": "5 3.5"}
    path = element(
        "path", d=course, fill="none", stroke=_colour(sign), stroke_width=3.5 if frustrated else 1.5, **dashes
    )
    return group(path, title=title) if title else path


def _course(x1: float, y1: float, x2: float, y2: float) -> str:
    if x1 != x2:
        return f"M{x1:g} {y1:g}L{x2:g} {y2:g}"
    bend = (22 + abs(y2 - y1)) * (1 if x1 == _A else -1)
    return f"M{x1:g} {y1:g}Q{x1 + bend:g} {(y1 + y2) / 2:g} {x2:g} {y2:g}"
