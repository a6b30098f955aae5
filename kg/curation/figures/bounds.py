"""Ranges, and the words before and behind a figure that bound it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kg.curation.figures.context import Context
from kg.curation.figures.numerals import Quantity
from kg.curation.figures.tokens import Token

_SIGNS = {
    "~": "About",
    "≈": "About",
    "±": "About",
    "∼": "About",
    "≃": "About",
    ">": "MoreThan",
    "≥": "AtLeast",
    "<": "LessThan",
    "≤": "AtMost",
    "+": "MoreThan",
}
_ASIDE = 14
"""The most tokens that may stand between commas, between a bound and its figure."""
_NEAR = 6
"""The most tokens between a figure and a bound behind it."""


class Bounds:
    """Finds how the words of one text bound its quantities."""

    def __init__(self, tokens: Sequence[Token], context: Context):
        self.tokens, self.context = tokens, context
        self.joins = context.lexicon.data["range"]

    # ranges

    def join_ranges(self, quantities: Sequence[Quantity]) -> list[Quantity]:
        """Return the quantities with each range as one: *de 70 à 80*, *deux ou trois*."""
        joined: list[Quantity] = []
        for quantity in quantities:
            if joined and self._is_repeated(joined[-1], quantity):
                joined[-1].last = joined[-1].finish = joined[-1].noun_end = quantity.last + 1
            elif not (joined and self._join(joined[-1], quantity)):
                joined.append(quantity)
        return [quantity for quantity in joined if quantity.kind != "decimal"]

    def _is_repeated(self, one: Quantity, other: Quantity) -> bool:
        """Whether a number in words is repeated in digits: *seven (7)*."""
        bracketed = other.first == one.last + 1 and self.context.key(one.last) == "("
        return bracketed and self.context.key(other.last) == ")" and one.value == other.value

    def _join(self, one: Quantity, other: Quantity) -> bool:
        if "vague" in (one.kind, other.kind) or other.value is None or one.upper is not None:
            return False
        if {one.kind, other.kind} & {"none"} or (one.kind == "one" and other.kind == "one"):
            return False
        context = self.context
        opened = context.ends("range.between", one.first)
        table = "range.between_joins" if opened else "range.joins"
        length = context.match(table, one.last)
        between = self.tokens[one.last : other.first]
        comma = (
            between
            and between[0].key in (",", "،")
            and context.match(table, one.last + 1) == len(between) - 1 > 0
        )
        if not (length and one.last + length == other.first) and not comma:
            return False
        rises = any(context.match("range.rises", k) for k in range(max(0, one.first - 5), one.first))
        if (
            rises
            and not opened
            and context.match("range.scaled", one.last)
            and between[0].key in ("à", "to", "الي")
        ):
            return False
        low = self._scaled(one, other, between[0].key, bool(opened))
        if low >= other.value or (one.kind == "decimal" and not low):
            return False
        start = (
            context.ends("range.from", one.first)
            if not opened and between[0].key in ("à", "to", "الي", "jusque")
            else opened
        )
        one.value, one.upper, one.comparator = low, other.value, "Between"
        one.first = one.begin = one.first - start
        one.last = one.finish = one.noun_end = other.last
        one.kind = "digits" if other.kind in ("article", "one") else other.kind
        return True

    def _scaled(self, one: Quantity, other: Quantity, join: str, opened: bool) -> int:
        """Return the lower number, in thousands or millions too where only the upper says so."""
        low, high = one.value or 0, other.value or 0
        scales = self.context.lexicon.data["scales"]
        last = self.tokens[other.last - 1].key
        scale = scales.get(last, 0) or (100 if last in ("cent", "cents", "hundred") else 0)
        spelled = other.last - other.first > 1 and scale and low < 1000 and self._lacks_scale(one)
        if spelled and 0 < (one.fraction or low) * scale < high:
            return int((one.fraction or low) * scale)
        if one.kind == "decimal":
            return 0
        token = self.tokens[other.first]
        if (
            other.kind == "digits"
            and token.mark
            and not self.tokens[one.first].mark
            and not opened
            and high % 1000 == 0
        ):
            thousands = low * 1000
            return thousands if low < 1000 and thousands < high <= thousands * 3 else low
        return low

    def _lacks_scale(self, one: Quantity) -> bool:
        last = self.tokens[one.last - 1].key
        return last not in self.context.lexicon.data["scales"] and last not in ("cent", "cents", "hundred")

    # bounds

    def bound(self, quantities: Sequence[Quantity]) -> list[Quantity]:
        """Say of each quantity how it is bounded; leave out what is denied (*not 60 but 13*)."""
        for quantity in quantities:
            self._before(quantity)
        inside = {
            id(one) for one, other in pairwise(quantities) if other.begin <= one.first
        }  # un minimum de 12
        quantities = [quantity for quantity in quantities if id(quantity) not in inside]
        begins = {quantity.begin for quantity in quantities}
        for quantity in quantities:
            self._behind(quantity, begins)
        return [quantity for quantity in quantities if not self._is_denied(quantity)]

    def _before(self, quantity: Quantity) -> None:
        if quantity.kind in ("none",):
            return
        found: list[str] = []
        at = quantity.first
        for _ in range(_NEAR):
            end = self._skip_fillers(at)
            length, name = self.context.lexicon.phrases["bounds.before"].before(self.tokens, end)
            if not length and end > 0 and (sign := self.tokens[end - 1].key) in _SIGNS:
                length, name = 1, _SIGNS[sign]
            if not length and end == at:
                length, name, end = self._aside(at)
            if not length or name == "None" or (quantity.kind == "vague" and name == "About"):
                break
            found.append(name)
            at = end - length
        if not found:
            return
        quantity.begin = at
        self._set(quantity, next((name for name in reversed(found) if name != "About"), "About"))
        self._negate(quantity)

    def _skip_fillers(self, at: int) -> int:
        """Return where a bound may end before a place: *au moins les 12*."""
        end = at
        while end > 0 and at - end < 4:
            if self.context.ends("bounds.before", end):
                return end
            length = self.context.ends("words.fillers", end)
            if not length:
                break
            end -= length
        return at

    def _aside(self, at: int) -> tuple[int, str, int]:
        """Find a bound that stands apart from its figure: *au moins, selon un décompte, 12*."""
        if self.context.key(at - 1) not in (",", "،", ")", "-"):
            return 0, "", at
        for comma in range(at - 3, max(at - _ASIDE, 0), -1):
            if self.context.key(comma) in (".", ";"):
                break
            if self.context.key(comma) in (",", "،", "(", "-"):
                length, name = self.context.lexicon.phrases["bounds.before"].before(self.tokens, comma)
                if length:
                    return length, name, comma
        return 0, "", at

    def _negate(self, quantity: Quantity) -> None:
        """Turn *n’a pas fait plus de 12 morts* into at most 12."""
        opposite = {"MoreThan": "AtMost", "LessThan": "AtLeast"}
        for at in range(max(0, quantity.begin - 5), quantity.begin):
            if self.context.key(at) in (",", ".", ";", ":"):
                return
            if self.context.match("words.denied", at) and quantity.comparator in opposite:
                quantity.begin, quantity.comparator = at, opposite[quantity.comparator]
                return

    def _behind(self, quantity: Quantity, begins: set[int]) -> None:
        if quantity.kind == "none" or quantity.comparator not in ("Exactly", "About"):
            return
        context = self.context
        if context.key(quantity.last) == "+":
            quantity.finish = quantity.last + 1
            self._set(quantity, "AtLeast")
            return
        for at in range(quantity.last, min(quantity.last + _NEAR, len(self.tokens))):
            length, name = context.lexicon.phrases["bounds.behind"].at(self.tokens, at)
            if length and name == "None":
                return
            if length and self._ends_there(at, at + length, begins):
                quantity.finish = at + length
                if name != "Exactly":
                    self._set(quantity, name)
                return
            token = self.tokens[at]
            opens = (
                token.key in (",", "،", "(", "-")
                and context.lexicon.phrases["bounds.behind"].at(self.tokens, at + 1)[0]
            )
            if at in begins or (token.kind == "sign" and not opens) or self._divides(at):
                return

    def _divides(self, at: int) -> bool:
        relatives = ("words.joined", "words.part", "words.but")
        return any(self.context.match(table, at) for table in relatives) and self.context.key(at) not in (
            ",",
            "،",
            "-",
        )

    def _ends_there(self, first: int, end: int, begins: set[int]) -> bool:
        """Whether a bound belongs to what stands before it, and not to a figure or noun behind it."""
        if begins & set(range(first, end + 2)):
            return False
        articles = ("un", "une", "a", "an", "the", "le", "la", "les", "des", "part", "of", "one", "de")
        return self.context.key(end) not in articles

    @staticmethod
    def _set(quantity: Quantity, name: str) -> None:
        if quantity.comparator not in ("Between", "Vague"):
            quantity.comparator = name

    def _is_denied(self, quantity: Quantity) -> bool:
        if quantity.kind not in ("digits", "words", "rounded"):
            return False
        at = quantity.begin
        for _ in range(_NEAR):
            if self.context.ends("words.not_but", at):
                return True
            at -= self.context.ends("words.fillers", at)
        return False
