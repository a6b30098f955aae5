"""Values of the model with other words, which stay as sound as those that were read."""

from dataclasses import replace
from datetime import date

from kg.core.model import Claim, Source, Time


def quoting(claim: Claim, text: str) -> Claim:
    """Return a claim that quotes any words, from where its first quote begins."""
    first = claim.spans[0]
    return replace(claim, spans=(replace(first, exact=text, end=first.start + len(text)),))


def source_of(day: date) -> Source:
    """Return a source of which only the day is known."""
    return Source(published=Time(day.isoformat(), day, day))
