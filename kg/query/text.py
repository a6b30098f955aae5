"""Claims as plain text: what one states, and its evidence."""

from __future__ import annotations

import textwrap

from kg.core.model import Claim
from kg.graph.read import Archive

WIDTH = 100
"""Characters of a line."""


def sentence_of(archive: Archive, s: Claim) -> str:
    """Write what a claim states, in the labels of the ontology."""
    said = f"{archive.name(s.subject)} | {s.relation.label.en}"
    if s.relation.range != "boolean":
        said += f" | {archive.name(s.target)}"
    return f"not: {said}" if s.polarity == "Negated" else said


def evidence_of(archive: Archive, s: Claim) -> list[str]:
    """Write the evidence of a claim: its status, claimant, sentence, cue, quote, contrast and note."""
    numbers = ", ".join(dict.fromkeys(p.sentence for p in s.spans))
    told = s.is_narrators or len(archive.articles) < 2  # a narrator is called by the article
    where = "" if told else f"{archive.article_name(s.article)}, "
    source = f"[{archive.ontology.terms[s.status].en}] {archive.name(s.claimant)}, {where}sentence {numbers}"
    if s.to:
        source += f", to {archive.name(s.to)}"
    if s.revision:
        source += f", {s.revision.lower()} toll"
    if s.cue:
        source += f", cue « {s.cue} »"
    lines = wrapped("  ", source) + wrapped("  ", f"« {s.quote} »")
    for label, when in (("holds", s.holds), ("said", s.said)):
        if when:
            lines += wrapped("  ", f"{label}: {when}")
    for other in s.against:
        lines += wrapped("  ", f"{s.contrast}: set against {archive.name(other)}")
    for other in s.disputes:
        lines += wrapped("  ", f"disputes {archive.name(other)}")
    for other in s.conflicts:
        lines += wrapped("  ", f"in conflict with {archive.name(other)}")
    if s.note:
        lines += wrapped("  ", f"note: {s.note}")
    return lines


def wrapped(indent: str, text: str) -> list[str]:
    """Break a text into lines; those after the first are indented, and no guillemet stands alone."""
    held = text.replace("« ", "«\0").replace(" »", "\0»")
    lines = textwrap.wrap(held, WIDTH, initial_indent=indent, subsequent_indent="  ", break_on_hyphens=False)
    return [line.replace("\0", " ") for line in lines]
