"""Whether the words behind a claim give its date: notes for a curator, none of which stops a build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import IntEnum
from functools import lru_cache

from kg.core.model import Article, Claim, Time
from kg.core.ontology import Ontology
from kg.curation.date_words import read_lexicon
from kg.curation.dates import Found, read_dates
from kg.curation.edtf import Interval, parse_edtf
from kg.curation.yaml_reader import Record
from kg.errors import Problem

_FIELDS = {"when": "holds", "said": "said"}
_ROUGH = timedelta(4)
"""A date that is at least so much longer than a day is rough enough for words that are vague themselves."""

_read = lru_cache(maxsize=4096)(read_dates)


class _Fit(IntEnum):
    """How a date stands to what words say."""

    DIFFERS, FINER, AGREES = range(3)


def check_dates(claim: Claim, record: Record, article: Article, ontology: Ontology) -> Iterator[Problem]:
    """Yield a note for each date of a claim that its words, quote, cue and sentence do not give.

    A date agrees that is the one of the words or takes it in. One that is finer, or another, is noted so; one
    that nothing gives may rest on its reason, or on a coreference to words that do. What is no event, and is
    told in the present, holds on the day of the article. An article in a language without a lexicon is not
    judged.
    """
    if read_lexicon(article.language) is None:
        return
    for key, name in _FIELDS.items():
        time: Time | None = getattr(claim, name)
        if not time or not time.edtf:
            continue
        domain = claim.relation.domain
        is_state = key == "when" and domain != "Entity" and "Event" not in ontology.classes[domain].ancestors
        if is_state and _fits_now(time, article):
            continue
        if note := _note(claim, time, article):
            inner = record[key]
            yield inner.problem(*note, "edtf") if isinstance(inner, Record) else record.problem(*note, key)


def _note(claim: Claim, time: Time, article: Article) -> tuple[str, str] | None:
    quoted, beside = _said(claim, time, article)
    fits = [(_fit(time, found), found) for found in (*(found for found, _ in quoted), *beside)]
    best = max((fit for fit, _ in fits), default=_Fit.DIFFERS)
    if best == _Fit.AGREES or _is_named(claim, time, article):
        return None
    named = {found.weekday for found in ([found for found, _ in quoted] or beside)}
    if _is_weekday_of_the_story(time, named, claim, article):
        return None
    if best == _Fit.FINER:
        found = next(found for fit, found in fits if fit == best)
        return f"the words say {described(found)}", f"and the date is finer: {time.edtf}"
    if quoted:
        days = " and ".join(dict.fromkeys(described(found) for found, _ in quoted))
        words = ", ".join(dict.fromkeys(f"'{words}'" for _, words in quoted))
        return f"the quote says {days}", f"{words}, and not {time.edtf}"
    if time.anchor or _is_open_to_now(time, article) or _stands_elsewhere(claim, time, article):
        return None
    hint = "a reason if inferred, an anchor if told from an event"
    if claim.basis == "Inferred":
        hint = "and its reason names none"
    if beside:
        hint = f"its sentence says {described(beside[0])}"
    return "nothing in the quote gives this date", hint


def _said(claim: Claim, time: Time, article: Article) -> tuple[list[tuple[Found, str]], list[Found]]:
    """Return the dates of words, quote and cue, each as written, and those beside them in the sentences."""
    published = _published(article)
    quoted: list[tuple[Found, str]] = []
    beside: list[Found] = []
    for words in filter(None, (time.words, claim.cue)):
        found = _read(words, article.language, published)
        quoted += [(each, words[each.start : each.end]) for each in found]
    for sentence in article.sentences:
        spans = [span for span in claim.spans if span.sentence == sentence.id]
        for each in _read(sentence.text, article.language, published) if spans else ():
            start, end = sentence.start + each.start, sentence.start + each.end
            if any(span.start < end and start < span.end for span in spans):
                quoted.append((each, sentence.text[each.start : each.end]))
            else:
                beside.append(each)
    return quoted, beside


def _is_weekday_of_the_story(time: Time, named: set[int], claim: Claim, article: Article) -> bool:
    """Tell whether a day is a weekday that the words name, within a week of a day that the text gave.

    A story that has said *on Sunday 27 March* goes on with *on Monday*, and comes back to *Friday*, whenever
    it was published.
    """
    first, last = _known_end(time)
    if first is None or first != last or first.isoweekday() not in named:
        return False
    behind = {span.sentence for span in claim.spans}
    days: list[date] = []
    for sentence in article.sentences:
        for found in _dates(sentence.text, article.language, article):
            if sentence.id in behind and found.weekday == first.isoweekday():
                return any(abs(first - day) < timedelta(7) for day in days)
            if found.earliest == found.latest and not found.weekday:
                days.append(found.earliest)
    return False


def _published(article: Article) -> Interval:
    return Interval(article.source.published.earliest, article.source.published.latest)


def _fit(time: Time, found: Found) -> _Fit:
    said = [Interval(found.earliest, found.latest), *found.others]
    return max(_compare(time, days, found.is_vague) for days in said)


def _compare(time: Time, said: Interval, is_vague: bool) -> _Fit:
    """Compare a date with days that words say; of an open date its known end is compared."""
    if (time.earliest, time.latest) == said:
        return _Fit.AGREES
    first, last = _closed(_known_end(time))
    earliest, latest = _closed(said)
    is_rough = last - first >= _ROUGH or any(sign in time.edtf for sign in "~%")
    if is_vague and is_rough and first <= latest and earliest <= last:
        return _Fit.AGREES
    if first <= earliest and latest <= last:
        return _Fit.AGREES
    return _Fit.FINER if earliest <= first and last <= latest else _Fit.DIFFERS


def _known_end(time: Time) -> Interval:
    """Return the days of a date, of one that is open those of the end that is known."""
    one, slash, other = time.edtf.partition("/")
    if slash and (time.earliest is None) != (time.latest is None):
        return parse_edtf(other if time.earliest is None else one)
    return Interval(time.earliest, time.latest)


def _closed(days: Interval) -> tuple[date, date]:
    return days.earliest or date.min, days.latest or date.max


def _fits_now(time: Time, article: Article) -> bool:
    published = _published(article)
    return published == (time.earliest, time.latest) or published == _known_end(time)


def _is_open_to_now(time: Time, article: Article) -> bool:
    """Tell whether a date says no more than *not after the article*."""
    now = article.source.published.earliest
    return time.earliest is None and bool(time.latest and now and time.latest >= now)


def _is_named(claim: Claim, time: Time, article: Article) -> bool:
    """Tell whether the curator names the date, as the reason or by what a coreference rests on."""
    texts = [claim.coreference, claim.reason if claim.basis == "Inferred" else ""]
    languages = dict.fromkeys((article.language, "en", "fr"))
    found = (
        each for text in filter(None, texts) for lang in languages for each in _dates(text, lang, article)
    )
    return any(time.edtf in text for text in texts) or _agrees(time, found)


def _stands_elsewhere(claim: Claim, time: Time, article: Article) -> bool:
    """Tell whether a coreference may lead to the date: some sentence of the article gives it."""
    if not claim.coreference:
        return False
    texts = (sentence.text for sentence in article.sentences)
    return _agrees(time, (each for text in texts for each in _dates(text, article.language, article)))


def _dates(text: str, language: str, article: Article) -> tuple[Found, ...]:
    return _read(text, language, _published(article))


def _agrees(time: Time, found: Iterable[Found]) -> bool:
    return any(_fit(time, each) == _Fit.AGREES for each in found)


def described(found: Found) -> str:
    """Say the days of a date: *30 June 2024*, *September 2024*, *12 to 15 March 2024*, *before 2012*."""
    before = any(days.earliest is None for days in found.others)
    after = any(days.latest is None for days in found.others)
    days = _in_words(found.earliest, found.latest)
    return f"{'before ' if before else 'after ' if after else ''}{'about ' if found.is_vague else ''}{days}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _in_words(first: date, last: date) -> str:
    is_whole = first.day == 1 and (last == date.max or (last + timedelta(1)).day == 1)
    if is_whole and (first.month, last.month) == (1, 12):
        return _joined(str(first.year), str(last.year))
    month, other = (f"{_MONTHS[day.month - 1]} {day.year}" for day in (first, last))
    if is_whole:
        return _joined(month, other)
    day = f"{first.day}" if month == other and first != last else f"{first.day} {month}"
    return _joined(day, f"{last.day} {other}")


def _joined(one: str, other: str) -> str:
    return one if one == other else f"{one} to {other}"
