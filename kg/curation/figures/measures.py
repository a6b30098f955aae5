"""Whom a figure counts, and what befell them, by the words beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from kg.curation.figures.context import Context
from kg.curation.figures.numerals import Quantity
from kg.curation.figures.tokens import Token

OTHER = "other"
"""The measure of a figure that counts something else, or those who do and do not suffer."""
UNCLEAR = "unclear"
"""The measure of those who were *neutralised*: killed, captured or both."""
_NOUN = 7
"""The most tokens that say whom a figure counts."""
_CLAUSE = 16
"""The most tokens between a figure and the verb of its clause."""
_BEFALLS = ("killed", UNCLEAR, "abducted", "injured", "missing")
_ENDS = frozenset(".;:!?؛؟")
_QUOTES = frozenset("«»“”\"()[]‘’'")


class Measures:
    """Finds what the quantities of one text count."""

    def __init__(self, tokens: Sequence[Token], context: Context):
        self.tokens, self.context, self.lexicon = tokens, context, context.lexicon
        self.quantities: list[Quantity] = []
        self.begins: dict[int, Quantity] = {}
        self.lasts: set[int] = set()

    def measure(self, quantities: list[Quantity]) -> list[Quantity]:
        """Say of each quantity what it counts; leave out single persons to whom nothing happens."""
        self.quantities = quantities
        self.begins = {quantity.begin: quantity for quantity in quantities}
        self.lasts = {quantity.last for quantity in quantities}
        for at, quantity in enumerate(quantities):
            limit = quantities[at + 1].begin if at + 1 < len(quantities) else len(self.tokens)
            self._read_noun(quantity, max(limit, quantity.last))
        steps = (self._by_noun, self._by_role, self._by_verb, self._by_clause)
        for step in steps:
            for at, quantity in enumerate(quantities):
                if not quantity.measure or quantity.source == "state":
                    self._take(step, at, quantity)
        self._by_link()
        self._by_last_word()
        return [quantity for quantity in quantities if not self._is_idle(quantity)]

    def _take(self, step: Callable[[int, Quantity], None], at: int, quantity: Quantity) -> None:
        """Take a step; what befalls hostages or refugees counts before what they are: *12 otages tués*."""
        held = quantity.measure, quantity.source, quantity.word
        step(at, quantity)
        if held[0] and (quantity.measure not in _BEFALLS or quantity.measure == held[0]):
            quantity.measure, quantity.source, quantity.word = held

    def _is_idle(self, quantity: Quantity) -> bool:
        if quantity.kind == "article":
            return not (
                quantity.measure
                and quantity.source in ("noun", "adjective", "verb")
                and quantity.head != "things"
            )
        return quantity.kind == "one" and quantity.measure in ("", OTHER)

    def _read_noun(self, quantity: Quantity, limit: int) -> None:
        """Find the words that say whom a quantity counts, and whether they are people or things."""
        context, at = self.context, quantity.finish if quantity.finish < limit else quantity.last
        start, at = at, quantity.last
        if quantity.kind == "one":
            quantity.head = "people"
        heads: list[str] = []
        is_over = False
        while at < min(limit, start + _NOUN):
            token = self.tokens[at]
            if quantity.last <= at < quantity.finish:
                at += 1
                continue
            if token.kind not in ("word",) and token.key not in ("-", "#", *_QUOTES):
                break
            if context.match("words.stops", at) or token.kind == "date":
                break
            is_over = is_over or (bool(heads) and token.key == "of")
            heads += [] if is_over else self._heads(at)
            at += max(1, context.match("measure.before", at), context.match("measure.participle", at))
        quantity.noun_end = max(min(at, limit), quantity.last)
        if heads and not quantity.head:
            quantity.head = heads[-1] if self.lexicon.language == "en" else heads[0]

    def _heads(self, at: int) -> list[str]:
        tables = ("people", "things")
        return [name for name in tables if self.context.match(f"counted.{name}", at)][:1]

    # the noun itself

    def _by_noun(self, at: int, quantity: Quantity) -> None:
        context = self.context
        first = quantity.first if quantity.kind == "one" else quantity.last
        for place in range(first, quantity.noun_end):
            if context.match("mixed", place) and quantity.kind != "none":
                self._set(quantity, OTHER, "noun", place)
                return
        for place in range(first, quantity.noun_end):
            for table in ("measure.before", "measure.participle"):
                length, name = self.lexicon.phrases[table].at(self.tokens, place)
                if not length:
                    continue
                if table == "measure.participle" and place > quantity.last and self._is_active(place, length):
                    self._set(quantity, OTHER, "agent", place)
                    return
                if quantity.head != "things":
                    is_added = table == "measure.participle" and place > quantity.last
                    state = bool(context.match("counted.states", place))
                    source = "state" if state else "adjective" if is_added else "noun"
                    self._set(quantity, name, source, place)
                    return
        if quantity.head == "things":
            self._set(quantity, OTHER, "noun", quantity.last)

    def _by_role(self, at: int, quantity: Quantity) -> None:
        """Set apart who acts (*by 12 gunmen*), and those of whom some suffer (*of the 40, 12 died*)."""
        place = self._skip_back(quantity.begin)
        if self.context.ends("words.agents", place):
            self._set(quantity, OTHER, "agent", place)
            return
        for end in {quantity.begin, place}:
            length = self.context.ends("words.whole", end)
            if not length:
                continue
            opens = end == length or self.tokens[end - length - 1].kind == "sign"
            after_number = end - length in self.lasts
            if opens or after_number or self.context.key(end - length) not in ("of", "from", "des"):
                self._set(quantity, OTHER, "whole", end - 1)
                return

    def _skip_back(self, at: int) -> int:
        for _ in range(_NOUN):
            at -= self.context.ends("words.fillers", at)
        return at

    # a verb before it

    def _by_verb(self, at: int, quantity: Quantity) -> None:
        stop = self._left_limit(at)
        for end in range(quantity.first, stop, -1):
            if quantity.begin - end > _CLAUSE or (end < quantity.begin and self.tokens[end].key in _ENDS):
                return
            length, name = self.lexicon.phrases["measure.after"].before(self.tokens, end)
            place = end - length
            if length and place >= stop:
                self._set(quantity, name, "verb", place)
                return
            length, name = self.lexicon.phrases["measure.participle"].before(self.tokens, end)
            place = end - length
            if length and place >= stop and self._governs(place, end, quantity):
                self._set(quantity, name, "verb", place)
                return

    def _left_limit(self, at: int) -> int:
        """Return where the words of the figure before end, beyond which no verb is sought."""
        for other in reversed(self.quantities[max(0, at - _CLAUSE) : at]):
            if other.head != "things" or other.word >= other.last:
                claimed = other.word + 1 if other.source in ("noun", "adjective", "state") else 0
                return max(other.last, claimed)
        return 0

    def _governs(self, place: int, end: int, quantity: Quantity) -> bool:
        """Whether a participle takes the figure behind it as its object: *ont tué hier douze*."""
        before = self._before_adverbs(place)
        if self.context.ends("words.passive", before):
            return False
        if self.context.ends("words.have", before) or end == self._skip_back(quantity.begin):
            return True
        return self.lexicon.language == "en" and not self.context.match("words.agents", end)

    def _before_adverbs(self, place: int) -> int:
        while place > 0 and (length := self.context.ends("words.adverbs", place)):
            place -= length
        return place

    # the verb of its clause

    def _by_clause(self, at: int, quantity: Quantity) -> None:
        place = quantity.noun_end
        while place < min(len(self.tokens), quantity.noun_end + _CLAUSE):
            other = self.begins.get(place)
            if other and other.measure != OTHER:
                return
            if other:
                place = max(other.noun_end, place + 1)
                continue
            if self.tokens[place].key in _ENDS or self.context.match("words.but", place):
                return
            if found := self._verb(place):
                self._set(quantity, found[0], found[1], place)
                return
            place += 1

    def _verb(self, place: int) -> tuple[str, str] | None:
        """Return the measure that a verb gives to what stands before it, and how; nothing if it is none."""
        length, name = self.lexicon.phrases["measure.participle"].at(self.tokens, place)
        if length:
            return (OTHER, "agent") if self._is_active(place, length) else (name, "clause")
        length, name = self.lexicon.phrases["measure.before"].at(self.tokens, place)
        if length:
            if self.lexicon.language == "ar" and place + length in self.begins:
                return OTHER, "agent"
            objects = self.context.ends("words.objects", place) or self.context.ends(
                "none.determiners", place
            )
            return ("", "object") if objects or self._is_stated(place) else (name, "clause")
        length, name = self.lexicon.phrases["measure.after"].at(self.tokens, place)
        if length == 1 and self.lexicon.language != "ar" and not self._is_noun(place):
            return OTHER, "agent"
        return None

    def _is_stated(self, place: int) -> bool:
        """Whether a noun is the object of a preposition: *after the deaths*, *de blessés*."""
        return self.context.key(place - 1) in (
            "de",
            "of",
            "in",
            "en",
            "for",
            "by",
            "from",
            "with",
            "par",
            "ب",
            "ل",
        )

    def _is_noun(self, place: int) -> bool:
        return bool(self.context.ends("words.objects", place)) or self._is_stated(place)

    def _is_active(self, place: int, length: int) -> bool:
        before, after = self._before_adverbs(place), place + length
        if self.context.ends("words.passive", before):
            return False
        if self.context.ends("words.have", before):
            return True
        if self.lexicon.language != "en":
            return False
        follows = after in self.begins
        context = self.context
        return follows or bool(
            context.match("words.objects", after) or context.match("counted.people", after)
        )

    # figures that share their measure

    def _by_link(self) -> None:
        pairs = list(pairwise(self.quantities))
        for one, other in reversed(pairs):
            self._share(other, one, self._link(one, other))
        for one, other in pairs:
            self._share(one, other, self._link(one, other))

    def _share(self, giver: Quantity, taker: Quantity, link: str) -> None:
        """Give one figure the measure of its neighbour; *12 morts et 30 civils* shares no noun."""
        if taker.measure or giver.measure in ("", OTHER):
            return
        own = giver.source == "noun" or (giver.source == "adjective" and giver.first < taker.first)
        if link == "part" or (link == "joined" and not own):
            self._set(taker, giver.measure, "link", giver.word)

    def _link(self, one: Quantity, other: Quantity) -> str:
        """Return part (*dont quatre enfants*), joined (*douze soldats et trois civils*), or nothing."""
        if self.context.ends("words.part", other.begin) or self.context.ends(
            "words.part", self._skip_back(other.begin)
        ):
            return "part"
        at = one.noun_end
        while at < other.begin:
            length = self.context.match("words.joined", at) or self.context.match("words.fillers", at)
            if not length:
                return ""
            at += length
        return "joined" if one.noun_end < other.begin else ""

    def _by_last_word(self) -> None:
        """Measure figures without a noun by the last word before: *le nombre de morts dépasse les 300*."""
        last: Quantity | None = None
        for quantity in self.quantities:
            if not quantity.measure and self._is_bare(quantity) and quantity.kind not in ("one", "none"):
                if found := self._word_before(quantity, last.last if last else 0):
                    self._set(quantity, found[0], "link", found[1])
                elif last and last.measure and last.source != "whole":
                    self._set(quantity, last.measure, "link", last.word)
            last = quantity

    def _word_before(self, quantity: Quantity, stop: int) -> tuple[str, int] | None:
        for end in range(quantity.first, max(stop, quantity.begin - _CLAUSE), -1):
            if end < quantity.begin and self.tokens[end].key in _ENDS - {":"}:
                return None
            for table in ("measure.before", "measure.participle"):
                length, name = self.lexicon.phrases[table].before(self.tokens, end)
                if length and end - length >= stop:
                    return name, end - length
        return None

    def _is_bare(self, quantity: Quantity) -> bool:
        after = quantity.finish
        if quantity.head or after >= len(self.tokens) or self.tokens[after].kind != "word":
            return not quantity.head
        return bool(self.context.match("words.bare", after) or self.context.match("words.stops", after))

    @staticmethod
    def _set(quantity: Quantity, name: str, source: str, word: int) -> None:
        quantity.measure, quantity.source, quantity.word = name, source, word
