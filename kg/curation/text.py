"""The text of a curation: its sentences and headings as the curator cut them, found in the article again.

The article is the authority. Its sentences and headings, in order and with only white space between them, are
the entries of ``text``; whatever else is a problem at its line. An article that changes under its curation so
marks the sentences that changed, and no others.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from kg.core.model import InvalidValue, Sentence, require_entry_id
from kg.curation.draft import NO_ID, Draft, Entry, check_fields
from kg.curation.quotes import find_all
from kg.curation.sentences import segment
from kg.curation.yaml_reader import Items, Record
from kg.errors import Problem

ENTRY_FIELDS = ("heading", "sentence", "id", "claims", "silent")
"""The fields of an entry, in canonical order."""
_SHOWN = 80
"""The most letters of an article that a problem shows."""


def read_entries(draft: Draft, head: Record, text: str) -> list[Entry]:
    """Read the entries of a curation that stand in the text of its article; what does not is a problem."""
    rows = list(_records(draft, head))
    sound = [_is_sound(draft, row) for row in rows]
    places = align([_words(row) for row in rows], text)
    if all(map(_words, rows)) and not head.is_partial:  # else words are in no entry for that reason
        draft.problems += _differences(head, rows, places, text)
    entries: list[Entry] = []
    known: dict[str, int] = {}
    for record, start, is_sound in zip(rows, places, sound, strict=True):
        if not is_sound:
            continue
        if first := known.get(record["id"]):
            draft.report(record, f"id '{record['id']}' twice", f"first in line {first}", "id")
        elif start is not None:
            entries.append(Entry(_sentence(head["article"], record, start), record))
        known.setdefault(record["id"], record.line)
    return list(_in_sections(entries))


def _records(draft: Draft, head: Record) -> Iterator[Record]:
    rows = head.get("text", Items(head.file, head.line))
    if not isinstance(rows, Items):
        draft.report(head, "'text' is a list of sentences and headings", "- sentence: |-", "text")
        return
    for row, line in zip(rows, rows.lines, strict=True):
        if isinstance(row, Record):
            yield row
        else:
            draft.problems.append(Problem(head.file, line, "an entry has fields", "- sentence: |-"))


def _is_sound(draft: Draft, record: Record) -> bool:
    if record.get("claims") == "":  # nothing yet but comments
        record["claims"] = Items(record.file, record.lines["claims"])
    if not check_fields(draft, record, ENTRY_FIELDS, ()):
        return False
    if ("heading" in record) == ("sentence" in record):
        draft.report(record, "an entry is a sentence or a heading", "- sentence: |-")
        return False
    if "id" not in record:
        draft.report(record, NO_ID, f"kg format {record.file}")
        return False
    claims = record.get("claims", Items(record.file, record.line))
    if not isinstance(claims, Items) or not all(isinstance(each, Record) for each in claims):
        draft.report(record, "'claims' is a list of claims", "- say: …", "claims")
        return False
    try:
        require_entry_id(record["id"])
    except InvalidValue as wrong:
        draft.report(record, wrong.what, wrong.hint, "id")
        return False
    return True


def _words(record: Record) -> str:
    """Return the words of an entry; none where it is not clear which they are."""
    words = [record[key] for key in ("heading", "sentence") if key in record]
    return words[0].strip() if len(words) == 1 and isinstance(words[0], str) else ""


def claims_of(record: Record) -> list[Record]:
    """Return the records of the claims under an entry, as far as they are such."""
    claims = record.get("claims")
    return [each for each in claims if isinstance(each, Record)] if isinstance(claims, Items) else []


def name_of(record: Record) -> str:
    """Return how problems call an entry: *sentence 7*, *heading 4*."""
    return f"{'heading' if 'heading' in record else 'sentence'} {record.get('id', '')}".strip()


def _sentence(article: str, record: Record, start: int) -> Sentence:
    words = _words(record)
    return Sentence(
        article=article,
        id=record["id"],
        start=start,
        end=start + len(words),
        text=words,
        is_heading="heading" in record,
        silent_because=record.get("silent", ""),
    )


def _in_sections(entries: list[Entry]) -> Iterator[Entry]:
    """Give each entry the heading under which it stands: of headings, one that is higher."""
    open_ones: list[tuple[int, str]] = []
    for entry in entries:
        if entry.sentence.is_heading:
            level = len(entry.sentence.text) - len(entry.sentence.text.lstrip("#"))
            open_ones = [each for each in open_ones if each[0] < level]
        section = open_ones[-1][1] if open_ones else ""
        yield entry._replace(sentence=replace(entry.sentence, section=section))
        if entry.sentence.is_heading:
            open_ones.append((level, entry.sentence.id))


def align(entries: Sequence[str], text: str) -> list[int | None]:
    """Find where each entry stands in the text, in order, so that as many letters as can be are found.

    Returns the start of each in code points, ``None`` for one that is not there. The heaviest chain of places
    is found by dynamic programming: ``chains`` holds the best one up to each end, lighter ones left out.

    >>> align(["Oui.", "Non.", "Oui."], "Oui. Oui.")
    [0, None, 5]
    """
    ends, chains = [0], [_Chain()]
    for number, words in enumerate(entries):
        found = [
            chains[bisect_right(ends, start) - 1].then(number, start, words, text)
            for start in find_all(text, words)
        ]
        for chain in found:
            at = bisect_left(ends, chain.end)
            if chain.weight > chains[bisect_right(ends, chain.end) - 1].weight:
                past = at
                while past < len(chains) and chains[past].weight <= chain.weight:
                    past += 1
                ends[at:past], chains[at:past] = [chain.end], [chain]
    return max((each.then(len(entries), len(text), "", text) for each in chains), key=_WEIGHT).starts()


@dataclass(frozen=True, slots=True)
class _Chain:
    """Entries found one behind the other: the last of them, and the chain before it."""

    number: int = -1
    start: int = 0
    end: int = 0
    weight: int = 0
    before: _Chain | None = None

    def then(self, number: int, start: int, words: str, text: str) -> _Chain:
        """Add an entry; of equal chains, one wins that has other words just where an entry is missing."""
        end = start + len(words)
        odd = bool(text[self.end : start].strip()) != (number - self.number > 1)
        return _Chain(number, start, end, self.weight + 8 * len(words) - odd, self)

    def starts(self) -> list[int | None]:
        """Return where each entry up to the last starts."""
        found: list[int | None] = [None] * self.number
        chain = self.before
        while chain and chain.before:
            found[chain.number] = chain.start
            chain = chain.before
        return found


_WEIGHT = attrgetter("weight")


def _differences(
    head: Record, entries: list[Record], places: list[int | None], text: str
) -> Iterator[Problem]:
    """Yield a problem for each entry that the text does not hold, and for words of the text in no entry."""
    missing: list[Record] = []
    before, done = head, 0
    for record, start in [*zip(entries, places, strict=True), (None, len(text))]:
        if start is None and record is not None:
            missing.append(record)
            continue
        words = text[done:start].strip()
        if missing:
            yield from _changes(head, missing, words)
        elif words and record is not None and _goes_on(text[done:start], record, head["language"]):
            yield from _changes(head, [record], f"{words} {_words(record)}")
        elif words:
            where = "at its beginning" if before is head else f"after {name_of(before)}"
            hint = f"{where}: '{_shown(words)}'"
            yield before.problem("the article has words that are in no entry", hint, "text")
        if record is not None and start is not None:
            missing, before, done = [], record, start + len(_words(record))


def _goes_on(before: str, record: Record, language: str) -> bool:
    """Tell whether words begin the sentence behind them, by the rule that cuts: *The army denies that …*."""
    return len(before) not in (start for start, _ in segment(before + _words(record), language))


def _changes(head: Record, missing: list[Record], words: str) -> Iterator[Problem]:
    """Yield a problem for each of some entries in whose place the article has other words, or none."""
    units = [words[a:b] for a, b in segment(words, head["language"])] if len(missing) > 1 else [words]
    if len(units) != len(missing):
        units = [words, *[""] * (len(missing) - 1)]
    for record, now in zip(missing, units, strict=True):
        what = f"{name_of(record)} is not {'what the article says' if now else 'in the article'}"
        claims = [str(each.get("id") or each.get("say", "")) for each in claims_of(record)]
        again = f"look again at {', '.join(claims)}" if claims else ""
        if "silent" in record:
            again = "look again at why it is silent"
        there = f"'{_shown(now, _words(record))}'" if now else ""
        key = "heading" if "heading" in record else "sentence"
        yield record.problem(what, "; ".join(filter(None, (there, again))), key)


def _shown(now: str, written: str = "") -> str:
    """Cut words short, from where they differ from what is written."""
    same = next((n for n, (a, b) in enumerate(zip(now, written, strict=False)) if a != b), 0)
    start = now.rfind(" ", 0, max(0, same - _SHOWN // 4)) + 1
    shown = ("…" if start else "") + now[start : start + _SHOWN]
    return " ".join(shown.split()) + ("…" if start + _SHOWN < len(now) else "")
