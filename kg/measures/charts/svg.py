"""Small figures as Scalable Vector Graphics: marks, words that fit, and the frame around them.

Presentation attributes alone (https://www.w3.org/TR/SVG11/styling.html#UsingPresentationAttributes), so that
a figure stands in a page whose Content-Security-Policy forbids inline styles; no ids, so that several stand
in one page; words and lines take the colour of the text around them.
"""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NewType
from unicodedata import east_asian_width

import networkx as nx

from kg.core.namespaces import BASE
from kg.core.ontology import Label

Markup = NewType("Markup", str)
"""SVG with everything escaped."""
Mark = Callable[[float, float], Markup]
"""Draws a mark around a point."""

WIDTH = 720
MARGIN = 8
SIZE = 11
INK = "currentColor"
BLUE, VERMILION, GREEN = "#0072B2", "#D55E00", "#009E73"
"""Colours of Okabe and Ito (2008, https://jfly.uni-koeln.de/color/), readable on white and on near-black."""

_CLOSE = re.compile(r" (?=[:;?!»%–])|(?<=«) ")
"""Spaces at which no line breaks in French."""
_EMS = {
    **dict.fromkeys("ijlI.,:;'’|! \u00a0\u202f", 0.34),
    **dict.fromkeys('frt()[]-–/"«»', 0.48),
    **dict.fromkeys("mwMWQO@%…—+=×−", 1.0),
}
"""Widths in parts of the size, taken from broad fonts; other characters count by their kind."""


class Svg(str):
    """A whole figure, as a text that a notebook shows as a picture."""

    __slots__ = ()

    def _repr_svg_(self) -> str:
        return str(self)


def element(name: str, *inner: Markup, **attributes: str | float) -> Markup:
    """Write an element; ``stroke_width`` is the attribute ``stroke-width``.

    >>> element("line", x1=0, x2=2.50, stroke_width=1)
    '<line x1="0" x2="2.5" stroke-width="1"/>'
    """
    written = "".join(f' {key.replace("_", "-")}="{_value(value)}"' for key, value in attributes.items())
    return Markup(f"<{name}{written}>{''.join(inner)}</{name}>" if inner else f"<{name}{written}/>")


def _value(value: str | float) -> str:
    return escaped(value) if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


def escaped(words: str) -> Markup:
    """Escape words for XML; what XML or a reader's eye cannot take is left out.

    >>> escaped("a < b & 'c'\\x00")
    'a &lt; b &amp; &#x27;c&#x27;'
    """
    return Markup(html.escape("".join(map(_visible, words))))


def _visible(character: str) -> str:
    if character.isprintable() or character in "\u00a0\u202f":
        return character
    return " " if character.isspace() else ""


def group(*inner: Markup, title: str = "", **attributes: str | float) -> Markup:
    """Group marks; ``title`` is shown to a pointer that rests on them."""
    return element("g", *titled(title), *inner, **attributes)


def titled(title: str) -> tuple[Markup, ...]:
    """Return a ``title`` element, or nothing where there is no title."""
    return (element("title", escaped(title)),) if title else ()


def leads_to(node: str) -> dict[str, str]:
    """Return the attribute that tells a page of which node a mark is: its IRI, without the base if ours.

    >>> leads_to("https://w3id.org/sahel-kg/actor/jnim")
    {'data_node': 'actor/jnim'}
    """
    return {"data_node": node.removeprefix(BASE)}


def text(x: float, y: float, words: str, title: str = "", **attributes: str | float) -> Markup:
    """Write words with their base line at ``y``."""
    return element("text", *titled(title), escaped(words), x=x, y=y, **attributes)


def name(x: float, y: float, full: str, room: float, size: float = SIZE, **attributes: str | float) -> Markup:
    """Write a name in the room that there is; a shortened one has the full name as its title.

    The size is for the estimate; the group around it, or the figure, sets it.
    """
    shown = fitted(full, room, size)
    return text(x, y, shown, "" if shown == full else full, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: str | float) -> Markup:
    """Draw a line, in the colour of the text unless told otherwise."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **{"stroke": INK, **attributes})


def width(words: str, size: float = SIZE) -> float:
    """Estimate from above how wide words are in a sans-serif font of a size; no font is at hand to ask."""
    return size * sum(map(_em, words))


def _em(character: str) -> float:
    if east_asian_width(character) in "WF":
        return 1.0
    return _EMS.get(character, 0.77 if character.isupper() or ord(character) > 0x24F else 0.63)


def fitted(words: str, room: float, size: float = SIZE) -> str:
    """Shorten words to the room that there is.

    >>> fitted("Alliance of Sahel States", 80), fitted("Mali", 80)
    ('Alliance of…', 'Mali')
    """
    if width(words, size) <= room:
        return words
    while words and width(words + "…", size) > room:
        words = words[:-1]
    return words.rstrip(" ,") + "…"


def wrapped(words: str, room: float, size: float = SIZE) -> list[str]:
    """Break words into lines of the room that there is."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if width(longer, size) <= room or not lines[-1]:
            lines[-1] = fitted(longer, room, size)
        else:
            lines.append(fitted(word, room, size))
    return lines


class Column:
    """Places lines of words and blocks of marks one beneath the other; ``y`` is the lower edge so far."""

    def __init__(self, room: float = WIDTH):
        self.room = room
        self.y: float = MARGIN
        self.marks: list[Markup] = []

    def words(self, words: str, size: float = SIZE, gap: float = 0, **attributes: str | float) -> None:
        """Add a paragraph after a gap."""
        self.y += gap
        for each in wrapped(words, self.room - 2 * MARGIN, size):
            self.y += size * 1.4
            self.marks.append(text(MARGIN, self.y - size * 0.3, each, "", font_size=size, **attributes))

    def block(self, marks: Iterable[Markup], height: float) -> None:
        """Add marks that take some height; they were drawn from ``y`` on."""
        self.marks += marks
        self.y += height

    def key(self, entries: Sequence[tuple[Mark, str]], gap: float = 10) -> None:
        """Add what marks mean, as many side by side as there is room for."""
        x, self.y = float(MARGIN), self.y + gap + 14
        for mark, words in entries:
            wide = 24 + width(words, 10)
            if x > MARGIN and x + wide > self.room - MARGIN:
                x, self.y = MARGIN, self.y + 16
            self.marks += [mark(x + 9, self.y - 3.5), text(x + 22, self.y, words, font_size=10)]
            x += wide + 14
        self.y += 4

    def picture(self, title: str, description: str) -> Svg:
        """Return the figure as a document of its own, which may also stand in HTML as it is."""
        height = round(self.y + MARGIN)
        frame: dict[str, str | float] = {
            **{"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {self.room:.0f} {height}"},
            **{"width": self.room, "height": height, "role": "img", "fill": INK},
            **{"font-family": "sans-serif", "font-size": SIZE},
        }
        parts = (*titled(title), element("desc", escaped(description)), *self.marks)
        return Svg(element("svg", *(Markup(f"\n{part}") for part in parts), Markup("\n"), **frame) + "\n")


def blank(title: str, reason: str) -> str:
    """Return the figure that says why there is nothing to see."""
    column = Column()
    column.words(title, 14, font_weight="bold")
    column.words(reason, 12, gap=4)
    return column.picture(title, reason)


@cache
def _words() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def say(language: str, message: str, **values: object) -> str:
    """Return a message of ``words.toml`` in a language, French or else English, with values filled in."""
    french, english = _words()[message]
    return _CLOSE.sub("\u00a0", (french if language == "fr" else english).format(**values))


def in_both(message: str, **values: object) -> Label:
    """Return a message in both languages."""
    return Label(say("fr", message, **values), say("en", message, **values))


def scene(network: nx.MultiDiGraph[str], language: str) -> str:
    """Say of which view and policy a network is, where it says so."""
    view, policy = (network.graph.get(name) for name in ("view", "policy"))
    return say(language, "network", view=view, policy=policy) if view else ""


def label(network: nx.MultiDiGraph[str], node: str, language: str) -> str:
    """Return the name of a node in a language."""
    return str(network.nodes[node]["label_fr" if language == "fr" else "label"])


def digits(value: float | int | None, language: str = "en") -> str:
    """Write a count whole, and any other number with three decimals.

    >>> digits(1200), digits(0.25, "fr"), digits(None)
    ('1,200', '0,250', '')
    """
    if value is None:
        return ""
    written = f"{value:,.3f}" if isinstance(value, float) else f"{value:,}"
    return written.translate({ord(","): "\u202f", ord("."): ","}) if language == "fr" else written
