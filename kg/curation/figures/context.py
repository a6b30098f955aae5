"""What is a number and no count: dates, years, times of day, ages, distances, sums, designations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from kg.curation.figures.lexicon import Lexicon
from kg.curation.figures.numerals import Quantity
from kg.curation.figures.tokens import Token

_YEARS = range(1900, 2100)
_NUMBERS = ("digits", "words", "article")


class Context:
    """Judges the quantities of one text by the words around them."""

    def __init__(self, text: str, tokens: Sequence[Token], lexicon: Lexicon):
        self.text, self.tokens, self.lexicon = text, tokens, lexicon
        self.is_upper = text.isupper()

    def counts(self, quantities: Sequence[Quantity]) -> list[Quantity]:
        """Return the quantities that count something, in the order of the text."""
        excluded: list[int] = []
        for at in reversed(range(len(quantities))):
            after = quantities[at + 1] if at + 1 in excluded else None
            if self._is_other(quantities[at]) or (after and self._shares(quantities[at], after)):
                excluded.append(at)
        for at in range(1, len(quantities)):
            if at - 1 in excluded and self._ends_range(quantities[at - 1], quantities[at]):
                excluded.append(at)
        return list(self._whole([each for at, each in enumerate(quantities) if at not in excluded]))

    def _ends_range(self, excluded: Quantity, quantity: Quantity) -> bool:
        """Whether a number ends a range that counts nothing: *aged 12 to 60*."""
        between = self.tokens[excluded.last : quantity.first]
        joined = len(between) == 1 and between[0].key in ("à", "to", "-", "et", "and", "ou", "or", "و", "الي")
        return joined and quantity.kind in _NUMBERS and self._is_of_age(excluded)

    def match(self, table: str, at: int) -> int:
        """Return how many tokens of a table's phrase stand from a place on."""
        return self.lexicon.phrases[table].at(self.tokens, at)[0] if at >= 0 else 0

    def ends(self, table: str, end: int) -> int:
        """Return how many tokens of a table's phrase end before a place."""
        return self.lexicon.phrases[table].before(self.tokens, end)[0]

    def key(self, at: int) -> str:
        """Return the word at a place; nothing outside the text."""
        return self.tokens[at].key if 0 <= at < len(self.tokens) else ""

    def names_counted(self, at: int) -> bool:
        """Whether a word that can be counted stands at a place."""
        tables = ("counted.people", "counted.things", "measure.before", "measure.participle")
        return any(self.match(table, at) for table in tables)

    def _is_other(self, quantity: Quantity) -> bool:
        if quantity.kind in ("none", "one"):
            return False
        if self._has_unit(quantity.last):
            return True
        if quantity.kind not in _NUMBERS:
            return False
        return (
            self._is_dated(quantity)
            or self._is_named(quantity)
            or self._is_of_age(quantity)
            or (quantity.kind == "digits" and self._is_telephone(quantity))
        )

    def _has_unit(self, at: int) -> bool:
        """Whether a unit of time, length, weight or money follows, with one word between at most."""
        if self.key(at) == "-" and self.match("not_counts.units", at + 1):
            return True
        if self.match("not_counts.units", at) or self.match("not_counts.age_behind", at):
            return not (self.key(at) == "min" and self.lexicon.language == "en")
        for step in (1, 2):
            if not self.match("not_counts.unit_adjectives", at + step - 1):
                return False
            if self.match("not_counts.units", at + step):
                return True
        return False

    def _is_dated(self, quantity: Quantity) -> bool:
        first, last, value = quantity.first, quantity.last, quantity.value or 0
        day = value <= 31
        if (
            self.lexicon.language == "en"
            and self.key(last) == "of"
            and self.match("not_counts.months", last + 1)
        ):
            return True
        if day and self.match("not_counts.months", last) and not self._modal_may(last):
            return True
        if day and self.ends("not_counts.months", first) and not self._names_people(last):
            return True
        if day and self.ends("not_counts.weekdays", first) and not self._names_near(last):
            return True
        if self.lexicon.language == "fr" and self.key(first - 1) in ("le", "ce", "du", "au") and value > 1:
            return quantity.kind != "words" or not self._names_near(last)
        if day and self.ends("not_counts.day_before", first) and not self._names_near(last):
            return True
        if self.ends("not_counts.clock_before", first):
            return True
        plain = quantity.kind == "words" or not self.tokens[first].mark
        if value in _YEARS and plain and (last == first + 1 or quantity.kind == "words"):
            led = self.ends("not_counts.year_before", first) or self.ends("not_counts.months", first)
            bound = self.ends("bounds.before", first) and self.key(first - 1) not in ("en", "in")
            if led and self.match("measure.participle", last) and not self.match("counted.people", last):
                return True
            return not self._names_near(last) and (bool(led) or not bound)
        return False

    def _modal_may(self, at: int) -> bool:
        """Whether *may* is the verb: *12 may have died*."""
        after = self.key(at + 1)
        return self.key(at) == "may" and self.text[self.tokens[at].start] == "m" and after.isalpha()

    def _names_near(self, at: int) -> bool:
        if self.names_counted(at):
            return True
        is_word = at < len(self.tokens) and self.tokens[at].kind == "word"
        return is_word and self.names_counted(at + 1)

    def _names_people(self, at: int) -> bool:
        return bool(self.match("counted.people", at) or self.match("measure.before", at))

    def _is_named(self, quantity: Quantity) -> bool:
        """Whether a number is a part of a name: *base 101*, *Mirage 2000*."""
        first, last = quantity.first, quantity.last
        if first == 0:
            return False
        token = self.tokens[first - 1]
        if self.ends("not_counts.currencies", first):
            return True
        if self.ends("not_counts.designators", first) and self.key(first - 1) not in ("on", "au"):
            return not self._names_people(last)
        written = self.text[token.start : token.end]
        capital = token.kind == "word" and written[:1].isupper() and first - 1 > 0
        if not capital or self.is_upper or self.tokens[first - 2].kind == "sign":
            return False
        if token.key in self.lexicon.vocabulary or quantity.kind == "words":
            return False
        return not self._names_near(last)

    def _is_of_age(self, quantity: Quantity) -> bool:
        if self.ends("not_counts.age_before", quantity.first):
            return not self._names_near(quantity.last) or self.lexicon.language != "en"
        between = self.key(quantity.first - 1) == "," and self.key(quantity.last) in (",", ")")
        named = quantity.first > 1 and self.text[self.tokens[quantity.first - 2].start].isupper()
        return between and named and quantity.kind == "digits"

    def _is_telephone(self, quantity: Quantity) -> bool:
        """Whether digits go on, and not as a range: 555-0145, 77 12 34 56."""
        first = last = quantity.first
        while first > max(0, quantity.first - 2) and self.tokens[first - 1].kind == "number":
            first -= 1
        while last + 1 < min(len(self.tokens), quantity.first + 3) and self.tokens[last + 1].kind == "number":
            last += 1
        if last - first >= 2:
            return True
        for other, own in ((quantity.last + 1, quantity.last), (quantity.first - 2, quantity.first - 1)):
            if (
                self.key(own) != "-"
                or not 0 <= other < len(self.tokens)
                or self.tokens[other].kind != "number"
            ):
                continue
            if self.tokens[own].end - self.tokens[own].start + self._gap(own) > 1:
                continue
            low, high = sorted((quantity.first, other))
            left, right = self.tokens[low].key, self.tokens[high].key
            if (
                right.startswith("0")
                or not left.isdecimal()
                or not right.isdecimal()
                or int(left) >= int(right)
            ):
                return True
        return False

    def _gap(self, sign: int) -> int:
        before, after = self.tokens[sign - 1], self.tokens[sign + 1]
        return (self.tokens[sign].start - before.end) + (after.start - self.tokens[sign].end)

    def _shares(self, quantity: Quantity, excluded: Quantity) -> bool:
        """Whether a number shares what excludes the next one: *3 to 7 May*, *entre 14 et 16 h*."""
        if quantity.kind not in _NUMBERS or quantity.last >= excluded.first:
            return False
        between = self.tokens[quantity.last : excluded.first]
        joined = len(between) <= 2 and all(
            token.key in ("à", "et", "au", "aux", "ou", "to", "and", "or", "-", "و", "الي", "او", "le", "/")
            for token in between
        )
        return joined and quantity.value is not None

    def _is_share(self, one: Quantity, other: Quantity) -> bool:
        """Whether two numbers make a share: *un habitant sur cinq*, *one soldier in three*."""
        few = (one.value or 0) < (other.value or 0) <= 10 and 0 < other.first - one.last <= 4
        after = other.last
        ends = (
            after >= len(self.tokens) or self.tokens[after].kind == "sign" or self.match("words.stops", after)
        )
        return few and bool(ends) and self.key(other.first - 1) in ("sur", "in")

    def _whole(self, quantities: Sequence[Quantity]) -> Iterable[Quantity]:
        """Yield quantities without shares (*one in four*) and what is denied (*not 60 but 13*)."""
        skip: set[int] = set()
        for one, other in pairwise(quantities):
            if self._is_share(one, other):
                skip |= {id(one), id(other)}
                continue
            length = self.match("words.out_of", one.last)
            if length and one.last + length == other.first and one.kind in _NUMBERS:
                shares = self.key(one.last) in ("sur", "per", "من") and (other.value or 0) <= 10
                if self.key(one.last) == "in" or shares:
                    skip |= {id(one), id(other)}
                else:
                    other.measure, other.source = "other", "whole"
        yield from (quantity for quantity in quantities if id(quantity) not in skip)
