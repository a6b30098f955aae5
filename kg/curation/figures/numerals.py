"""Numbers, round numbers and vague quantities in a text, before anything is said of what they count.

Number words of French and English are read by text2num (https://github.com/allo-media/text2num), those of
Arabic by its lexicon.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from text_to_num import find_numbers

from kg.curation.figures.lexicon import Lexicon
from kg.curation.figures.tokens import Token

_JOINED_LETTERS = set("وفبلك")
"""Arabic words of one letter, which are written together with the number that follows."""


@dataclass(slots=True)
class Quantity:
    """A quantity among the tokens of a text, while it is being read: from ``first`` up to ``last``."""

    first: int
    last: int
    value: int | None
    kind: str
    """digits, decimal, words, article (*un*, *one*), rounded (*une dizaine*), one, none or vague."""
    upper: int | None = None
    comparator: str = "Exactly"
    fraction: Decimal = Decimal(0)
    """Of a decimal, which is no count, but the lower end of a range may be: *entre 1,5 et 2 millions*."""
    begin: int = field(init=False)
    """Where the words that bound it begin, and in ``finish`` where they end."""
    finish: int = field(init=False)
    noun_end: int = field(init=False)
    """Where the words that say what it counts end."""
    head: str = ""
    """people, things, or nothing where the noun is not known."""
    measure: str = ""
    source: str = ""
    """How the measure was found: noun, verb, clause or link."""
    word: int = -1
    """The token that says what is measured."""

    def __post_init__(self) -> None:
        self.begin, self.finish, self.noun_end = self.first, self.last, self.last


class Numerals:
    """Finds the quantities of one text."""

    def __init__(self, text: str, tokens: Sequence[Token], lexicon: Lexicon | None):
        self.text, self.tokens, self.lexicon = text, tokens, lexicon
        self.runs = dict(_runs(tokens, lexicon)) if lexicon else {}

    def find(self) -> list[Quantity]:
        """Return every quantity in the order of the text; numbers that cannot be counts are left out."""
        found: list[Quantity] = []
        at = 0
        while at < len(self.tokens):
            quantity = self._at(at)
            if quantity and quantity.kind != "part":
                found.append(quantity)
            at = quantity.last if quantity else at + 1
        return found

    def _at(self, at: int) -> Quantity | None:
        if not self.lexicon:
            return self._digits(at)
        finders = (self._none, self._vague, self._one, self._rounded, self._digits, self._words)
        return next(filter(None, (find(at) for find in finders)), None)

    def _match(self, table: str, at: int) -> int:
        assert self.lexicon
        return self.lexicon.phrases[table].at(self.tokens, at)[0]

    # no number at all

    def _none(self, at: int) -> Quantity | None:
        if length := self._match("none.pronouns", at):
            return Quantity(at, at + length, 0, "none")
        if length := self._match("none.determiners", at) or self._weak(at):
            for noun in range(at + length, at + length + 3):
                if self._match("none.nouns", noun) or self._match("counted.people", noun):
                    return Quantity(at, at + length, 0, "none")
                if noun in self.runs or noun >= len(self.tokens) or self.tokens[noun].kind != "word":
                    return None
                if self._match("words.stops", noun) or self._match("counted.things", noun):
                    return None
        if length := self._match("none.also", at):
            before = self.tokens[max(0, at - 4) : at]
            denied = any(self._match("none.determiners", k) for k in range(max(0, at - 4), at))
            if denied and before and self._match("none.nouns", at + length):
                return Quantity(at, at + length, 0, "none")
        return None

    def _weak(self, at: int) -> int:
        """Return the length of a word that means none behind a denial: *pas fait de morts*."""
        length = self._match("none.weak", at)
        near = range(max(0, at - 6), at)
        denied = length and any(self._match("none.denials", k) for k in near)
        noun = self._match("none.nouns", at + length)
        if self.tokens[at].key in ("any", "اي", "اية"):
            noun = noun or self._match("counted.people", at + length)
        return length if denied and noun else 0

    def _vague(self, at: int) -> Quantity | None:
        if length := self._match("vague", at):
            after = at + length
            number = after < len(self.tokens) and (after in self.runs or self.tokens[after].kind == "number")
            if self._is_bound(at, after):
                return None
            bounded = self._match("bounds.before", at)
            if number or (bounded >= length and self._match("rounded", after)):
                return None
            return Quantity(at, after, None, "vague", comparator="Vague")
        return None

    def _is_bound(self, first: int, end: int) -> bool:
        """Whether words that are vague by themselves belong to a bound: *at most*, *as many as*."""
        assert self.lexicon
        for table in ("bounds.before", "bounds.behind"):
            for start in range(max(0, first - 3), first):
                if start + self.lexicon.phrases[table].at(self.tokens, start)[0] >= end:
                    return True
        return False

    def _one(self, at: int) -> Quantity | None:
        assert self.lexicon
        if length := self._match("one.dual", at) if "one.dual" in self.lexicon.phrases else 0:
            return Quantity(at, at + length, 2, "one")
        if self.lexicon.language == "ar":
            return self._singular(at)
        length = self._match("one.determiners", at)
        if not length or (at in self.runs and self.runs[at][0] > at + length):
            return None
        noun, limit = at + length, at + length + (7 if self.lexicon.language == "en" else 2)
        found = 0
        if (aged := self._compound(noun)) > noun:
            noun, limit = aged, limit + aged - noun
        while noun < min(limit, len(self.tokens)):
            if person := self._match("counted.one", noun):
                found = noun + person
            elif noun in self.runs or self._bars_one(noun, found):
                break
            noun = max(noun + 1, found)
            if found and self.lexicon.language != "en":
                break
        ends_well = found and not self._match("one.heads", found) and not self._match("counted.things", found)
        possessive = found and self.text[self.tokens[found - 1].end : self.tokens[found - 1].end + 1] in (
            "'",
            "’",
            "-",
        )
        of = self.tokens[at + length - 1].key in ("of", "des") or length > 1
        return Quantity(at, at + length, 1, "one") if ends_well and (of or not possessive) else None

    def _compound(self, at: int) -> int:
        """Return where a compound with a number ends: *a seven-year-old girl*."""
        if at not in self.runs and (at >= len(self.tokens) or self.tokens[at].kind != "number"):
            return at
        end = self.runs[at][0] if at in self.runs else at + 1
        first = end
        while end + 1 < len(self.tokens) and self.tokens[end].key == "-":
            end += 2
        return end if end > first else at

    def _bars_one(self, at: int, found: int) -> bool:
        """Whether a word cannot stand between *a* and the person: *a group of soldiers*."""
        assert self.lexicon
        token = self.tokens[at]
        if found and at >= found:
            return True
        if self.lexicon.language == "fr":
            return not self._match("one.adjectives", at)
        barred = ("words.stops", "one.heads", "measure.after", "rounded")
        return (token.kind == "sign" and token.key != "-") or any(self._match(table, at) for table in barred)

    def _singular(self, at: int) -> Quantity | None:
        """Read an Arabic noun that is one person by itself, behind the word that says what befell him."""
        if not (length := self._match("one.singular", at)):
            return None
        end = at + length
        if with_one := self._match("one.with_one", end):
            return Quantity(at, end + with_one, 1, "one")
        assert self.lexicon
        after, _ = self.lexicon.phrases["one.only_after"].before(self.tokens, at)
        return Quantity(at, end, 1, "one") if after else None

    # numbers

    def _rounded(self, at: int) -> Quantity | None:
        assert self.lexicon
        start, length = at, self._match("rounded", at)
        while not length and start < at + 2 and self._leads_round(start):
            start += 1
            length = self._match("rounded", start)
        if not length:
            return None
        key = " ".join(token.key for token in self.tokens[start : start + length])
        value, end = self._scaled(Decimal(self.lexicon.number("rounded", key)), start + length, skip="de")
        return Quantity(at, end, int(value), "rounded", comparator="About")

    def _leads_round(self, at: int) -> bool:
        keys = (
            "un",
            "une",
            "a",
            "an",
            "bonne",
            "petite",
            "bon",
            "grosse",
            "good",
            "half",
            "la",
            "le",
            "full",
        )
        return at < len(self.tokens) and self.tokens[at].key in keys

    def _digits(self, at: int) -> Quantity | None:
        token = self.tokens[at]
        if token.kind != "number":
            return None
        value = as_number(
            token, self.lexicon.data["decimal"] if self.lexicon else ".", self._is_scaled(at + 1)
        )
        scaled, end = self._scaled(value, at + 1)
        if scale := self._suffix(at):
            scaled, end = value * scale, at + 2
        elif self._is_glued(token):
            return Quantity(at, end, None, "part")
        if scaled != int(scaled):
            return Quantity(at, end, None, "decimal", fraction=scaled)
        return self._times_rounded(Quantity(at, end, int(scaled), "digits"))

    def _suffix(self, at: int) -> int:
        """Return what a letter glued to a number means before people: *2.3m people*."""
        glued = at + 1 < len(self.tokens) and self.tokens[at + 1].start == self.tokens[at].end
        if not self.lexicon or not glued or not self._match("counted.people", at + 2):
            return 0
        scales: dict[str, int] = self.lexicon.data.get("suffixes", {})
        return scales.get(self.tokens[at + 1].key, 0)

    def _words(self, at: int) -> Quantity | None:
        if at not in self.runs:
            return None
        end, value, is_ordinal = self.runs[at]
        first, last = self.tokens[at], self.tokens[end - 1]
        before = self.text[max(0, first.start - 2) : first.start]
        after = self.text[last.end : last.end + 2]
        glued = (before[-1:] == "-" and before[:1].isalpha()) or (after[:1] == "-" and after[1:].isalpha())
        if (glued and end not in self.runs and end + 1 not in self.runs) or is_ordinal or value != int(value):
            return Quantity(at, end, None, "part")
        leads = (
            at and self.tokens[at - 1].key in ("a", "an") and first.key in ("hundred", "thousand", "million")
        )
        kind = "article" if value == 1 and end == at + 1 else "words"
        whole = self._halved(Quantity(at - 1 if leads else at, end, int(value), kind))
        return self._times_rounded(whole)

    def _halved(self, quantity: Quantity) -> Quantity:
        """Add the half of *un million et demi* and of *two and a half million*."""
        assert self.lexicon
        length = self._match("halves", quantity.last)
        if not length:
            return quantity
        end, value = quantity.last + length, quantity.value or 0
        scale = self.lexicon.number("scales", self.tokens[quantity.last - 1].key)
        if end < len(self.tokens) and (after := self.lexicon.number("scales", self.tokens[end].key)):
            return Quantity(quantity.first, end + 1, value * after + after // 2, "words")
        return Quantity(quantity.first, end, value + scale // 2, "words") if scale > 1 else quantity

    def _is_scaled(self, at: int) -> bool:
        return self._scaled(Decimal(1), at)[1] > at

    def _scaled(self, value: Decimal, at: int, skip: str = "") -> tuple[Decimal, int]:
        """Multiply a number by the word behind it, as in *2,5 millions*; return it and where it ends."""
        if not self.lexicon or at >= len(self.tokens):
            return value, at
        word = at + 1 if self.tokens[at].key == skip and at + 1 < len(self.tokens) else at
        scale = self.lexicon.number("scales", self.tokens[word].key)
        return (value * scale, word + 1) if scale else (value, at)

    def _times_rounded(self, quantity: Quantity) -> Quantity:
        """Multiply a number by a round one behind it: *two dozen*, *deux douzaines*."""
        if not self.lexicon or quantity.last >= len(self.tokens) or quantity.value is None:
            return quantity
        key = self.tokens[quantity.last].key
        if value := self.lexicon.number("rounded", key) or self.lexicon.number("rounded", key.rstrip("s")):
            return Quantity(
                quantity.first, quantity.last + 1, quantity.value * value, "rounded", comparator="About"
            )
        return quantity

    def _is_glued(self, token: Token) -> bool:
        """Whether a number is a piece of something else: AK-47, 20e, 555-0145, n/12, $50."""
        before = self.text[max(0, token.start - 4) : token.start]
        after = self.text[token.end : token.end + 4]
        if before[-1:].isalpha() or before[-1:] in ("_", "/", "#", "@", "'", "’"):
            alone = before[-1:] in _JOINED_LETTERS | {"ـ"} and not before[-2:-1].isalpha()
            return not (alone or before[-2:] == "ال" or before[-2:] == "لـ")
        if self.lexicon and before[-1:] and before[-1:] in "$€£¥":
            return True
        if before[-1:] in ("-", "‑") and before[-2:-1].isalnum():
            return not before[-2:-1].isdigit()
        if after[:1].isalpha() or after[:1] in ("_", "/") or (after[:1] in "%٪°" and after):
            return True
        return after[:1] in ("-", "‑") and after[1:2].isalpha() and after[1:4] not in ("odd", "ish")


def as_number(token: Token, decimal: str, is_scaled: bool) -> Decimal:
    """Return the value of a number in digits of any script; ``decimal`` is the sign of the language.

    Three digits behind a sign are thousands, unless a word like *million* follows the decimal sign.
    """
    digits = token.key
    if token.mark and not (is_scaled and token.mark == decimal and digits.count(token.mark) == 1):
        head, tail = digits, ""
        for sign in ".,٫":
            if sign != token.mark and sign in head:
                head, _, tail = head.partition(sign)
        return Decimal(_plain(head) + (f".{_plain(tail)}" if tail else ""))
    for sign in ".,٫":
        if sign in digits:
            head, _, tail = digits.partition(sign)
            return Decimal(f"{_plain(head)}.{_plain(tail)}")
    return Decimal(_plain(digits))


def _plain(digits: str) -> str:
    return "".join(str(int(sign)) for sign in digits if sign.isdecimal())


class _Word:
    """A token as text2num asks for it."""

    __slots__ = ("_is_part", "_text")

    def __init__(self, text: str, is_part: bool):
        self._text, self._is_part = text, is_part

    def text(self) -> str:
        return self._text

    def nt_separated(self, previous: _Word) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return not self._is_part


_ADDED = {
    "units": ("tens",),
    "tens": (),
    "hundreds": ("units", "tens"),
    "scale": ("units", "tens", "hundreds"),
}
"""What *wa* adds to a part of an Arabic number; anything else behind it is another number."""

Run = tuple[int, tuple[int, float, bool]]


def _runs(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Run]:
    """Yield the numbers in words: first token, end, value, and whether it is an ordinal."""
    if lexicon.language == "ar":
        yield from _arabic_runs(tokens, lexicon)
        return
    joins = {at for at, token in enumerate(tokens) if token.key in lexicon.data["ands"]}
    parts = {at for at in joins if _is_inside(tokens, at, lexicon)}
    words = [
        _Word(t.key if t.kind in ("word", "sign") else ".", at not in joins - parts)
        for at, t in enumerate(tokens)
    ]
    for found in find_numbers(words, lexicon.language, threshold=0.0):
        yield found.start, (found.end, found.value, found.is_ordinal)


def _is_inside(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether *et* or *and* is a part of a number: *vingt et un*, *a hundred and two*."""
    if not 0 < at < len(tokens) - 1:
        return False
    first, last = at - 1, at + 1
    if tokens[first].key == tokens[last].key == "-" and 0 < first < last < len(tokens) - 1:
        first, last = first - 1, last + 1  # trente-et-un
    before, after = tokens[first].key, tokens[last].key
    if lexicon.language == "fr":
        return after in ("un", "une", "onze") and before not in ("cent", "mille", "cents")
    if before not in ("hundred", "thousand", "million", "billion"):
        return False
    opened = max((k for k in range(max(0, at - 12), at) if tokens[k].key == "between"), default=-1)
    return opened < 0 or (
        any(
            tokens[k].key == "and" and _splits(tokens[opened + 1 : k], tokens[k + 1 : k + 9], lexicon)
            for k in range(opened + 1, min(len(tokens), at + 8))
            if k != at
        )
        and not _splits(tokens[opened + 1 : at], tokens[at + 1 : at + 9], lexicon)
    )


def _splits(left: Sequence[Token], right: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a whole number stands before *and*, and a greater one begins behind it."""
    lower, upper = (
        find_numbers([_Word(t.key, True) for t in part], lexicon.language, threshold=0.0)
        for part in (left, right)
    )
    whole = len(lower) == 1 and (lower[0].start, lower[0].end) == (0, len(left))
    return whole and bool(upper) and upper[0].start == 0 and lower[0].value < upper[0].value


def _arabic_runs(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Run]:
    at = 0
    while at < len(tokens):
        end, value = _arabic_number(tokens, at, lexicon)
        if end > at:
            yield at, (end, float(value), False)
        at = max(end, at + 1)


def _arabic_number(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int, int]:
    """Read a number in Arabic words: *wa* joins parts that are added, without it they are multiplied."""
    numerals = lexicon.data["numerals"]
    total = current = 0
    end, joined, last = at, True, ""
    while end < len(tokens):
        word = tokens[end].key
        if word == "و" and end > at:
            if end + 1 < len(tokens) and _is_numeral(tokens[end + 1].key, lexicon):
                end, joined = end + 1, True
                continue
            break
        kind = next((k for k in ("hundreds", "tens", "units") if word in numerals[k]), "")
        scale = lexicon.number("scales", word)
        if word in ("احد", "احدي") and (end + 1 >= len(tokens) or tokens[end + 1].key not in ("عشر", "عشرة")):
            break
        if kind == "hundreds" and last == "units" and not joined and current < 10:
            current *= 100
        elif kind == "tens" and last == "units" and not joined and word in ("عشر", "عشرة"):
            current += 10
        elif kind and joined and (not last or kind in _ADDED[last]):
            current += numerals[kind][word]
        elif scale and (current and not joined):
            total, current, kind = total + current * scale, 0, "scale"
        elif scale and joined and not last and _stands_alone(tokens, end, lexicon):
            total, kind = total + scale, "scale"
        elif word in numerals["duals"] and joined and not last:
            total, kind = total + numerals["duals"][word], "scale"
        elif scale and joined and not last and word in ("الف", "مليون", "مليار"):
            total, kind = total + scale, "scale"
        else:
            break
        end, joined, last = end + 1, False, kind
    if end > at and joined:  # the last wa leads to another number
        end -= 1
    return end, total + current


def _stands_alone(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word that is one thousand or two is one, since no noun follows: *مليونا ومئتي ألف*."""
    if tokens[at].key not in ("الفا", "مليونا"):
        return False
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return after is None or after.kind != "word" or after.key == "و" or after.key in lexicon.data["scales"]


def _is_numeral(word: str, lexicon: Lexicon) -> bool:
    numerals = lexicon.data["numerals"]
    return any(word in numerals[kind] for kind in numerals) or bool(lexicon.number("scales", word))
