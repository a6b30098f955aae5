"""Evidence in words: what a claim states and who says it, and an answer with the claims behind each row.

An answer with its footnotes is written as text, CSV, JSON, Markdown or HTML.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable
from dataclasses import asdict, dataclass
from html import escape

from kg.core.model import Claim
from kg.errors import count
from kg.graph.read import Archive
from kg.query.results import Rows, Term

SEPARATOR = " | "
"""Between the claims of one row in a cell of CSV."""
WIDTH = 100
"""Characters of a line of evidence on a screen."""

_CELLS: dict[str, Callable[[Footnote], str]] = {
    "cited.claims": lambda note: note.claim,
    "cited.polarities": lambda note: note.polarity,
    "cited.statuses": lambda note: note.status,
    "cited.claimants": lambda note: note.claimant,
    "cited.quotes": lambda note: note.quote,
}
"""The columns that CSV adds; no variable of SPARQL has a dot in its name, so none is taken."""
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~#&!])")


@dataclass(frozen=True, slots=True)
class Footnote:
    """One claim that rows rest on; names are English, quotes and cues in the words of the article."""

    number: int
    claim: str
    says: str
    """What it states, in the labels of the ontology; a denial begins with ``not:``."""
    claimant: str
    polarity: str
    status: str
    is_admitted: bool
    """Whether the policy of the graph admits it."""
    quote: str
    cue: str
    article: str
    sentences: tuple[str, ...]

    def source(self) -> str:
        """Cite who claims it, in which sentences, and by which cue."""
        numbers = ", ".join(self.sentences)
        noun = "sentence" if len(self.sentences) == 1 else "sentences"
        cue = f", cue « {self.cue} »" if self.cue else ""
        admitted = "" if self.is_admitted else ", not admitted"
        return f"{self.claimant}, {self.article}, {noun} {numbers}{cue}{admitted}"

    def as_text(self) -> str:
        """Lay the footnote out in lines for a screen."""
        lines = wrapped("", f"[{self.number}] {self.says}")
        lines += wrapped("  ", f"[{self.status}] {self.source()}")
        return "\n".join([*lines, *wrapped("  ", f"« {self.quote} »")])

    def as_html(self) -> str:
        """Write the footnote as a piece of HTML, without its number."""
        says, status, source, quote = map(escape, (self.says, self.status, self.source(), self.quote))
        return f"{says} (<b>{status}</b>; {source}): « {quote} »"

    def as_markdown(self) -> str:
        """Write the footnote as the definition that GitHub, Pandoc and others know (``[^1]: …``)."""
        says, status, source, quote = map(_escaped, (self.says, self.status, self.source(), self.quote))
        return f"[^{self.number}]: {says} (**{status}**; {source}): « {quote} »\n"


@dataclass(frozen=True, slots=True)
class Cited:
    """An answer, the numbers of the footnotes of each row, and the footnotes in order of first use."""

    rows: Rows
    notes: tuple[tuple[int, ...], ...]
    footnotes: tuple[Footnote, ...]

    @property
    def uncited(self) -> int:
        """How many rows have no footnote."""
        return sum(not numbers for numbers in self.notes)

    def __len__(self) -> int:
        return len(self.rows)

    def as_bytes(self, form: str) -> bytes:
        """Write as ``csv``, ``json`` or ``markdown``."""
        if form == "markdown":
            return self.as_markdown().encode()
        return self.as_csv() if form == "csv" else self.as_json()

    def as_table(self, width: int | None = None) -> str:
        """Lay the rows out as a plain text table with a column of notes, and the footnotes under it."""
        parts = [self._with_notes("[{}]").as_table(width), *(note.as_text() for note in self.footnotes)]
        return "\n\n".join([*parts, *self._remark()])

    def as_markdown(self) -> str:
        """Lay the rows out as a Markdown table whose notes lead to the footnotes under it."""
        parts = [self._with_notes("[^{}]").as_markdown()]
        parts += ["\n".join(note.as_markdown() for note in self.footnotes)] if self.footnotes else []
        return "\n".join([*parts, *(f"{remark}\n" for remark in self._remark())])

    def as_csv(self) -> bytes:
        """Serialise as CSV; five more columns hold the claims of a row, all in the same order."""
        by_row = ([self.footnotes[number - 1] for number in numbers] for numbers in self.notes)
        cells = [[SEPARATOR.join(map(cell, notes)) for cell in _CELLS.values()] for notes in by_row]
        return self._beside(tuple(_CELLS), cells).as_csv()

    def as_json(self) -> bytes:
        """Serialise as SPARQL 1.1 Query Results JSON and two members more, ``notes`` and ``footnotes``.

        They stand before the results: readers that stream take nothing behind them.
        """
        standard = json.loads(self.rows.as_json())
        document = {
            "head": standard["head"],
            "notes": self.notes,
            "footnotes": [asdict(note) for note in self.footnotes],
            "results": standard["results"],
        }
        return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()

    def _repr_html_(self) -> str:
        """Show the rows in a notebook as a table with a column of notes, and the footnotes under it."""
        notes = "".join(f"<li>{note.as_html()}</li>" for note in self.footnotes)
        remarks = "".join(f"<p>{escape(remark)}</p>" for remark in self._remark())
        return self._with_notes("[{}]")._repr_html_() + (f"<ol>{notes}</ol>" if notes else "") + remarks

    def _with_notes(self, form: str) -> Rows:
        cells = [[" ".join(form.format(number) for number in numbers)] for numbers in self.notes]
        return self._beside(("notes",), cells)

    def _beside(self, columns: tuple[str, ...], cells: list[list[str]]) -> Rows:
        pairs = zip(self.rows, cells, strict=True)
        return Rows((*self.rows.columns, *columns), tuple((*row, *map(Term, more)) for row, more in pairs))

    def _remark(self) -> list[str]:
        remark = f"{count(self.uncited, 'row')} of {len(self.rows):,} without a footnote"
        return [remark] if self.uncited else []


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.splitlines()))


def sentence_of(archive: Archive, claim: Claim) -> str:
    """Write what a claim states, in the labels of the ontology."""
    said = f"{archive.name(claim.subject)} | {claim.relation.label.en}"
    if claim.relation.range != "boolean":
        said += f" | {archive.name(claim.target)}"
    return f"not: {said}" if claim.polarity == "Negated" else said


def evidence_of(archive: Archive, claim: Claim) -> list[str]:
    """Write the evidence of a claim: its status, claimant, sentence, cue, quote, contrast and note."""
    numbers = ", ".join(dict.fromkeys(p.sentence for p in claim.spans))
    told = claim.is_narrators or len(archive.articles) < 2  # a narrator is called by the article
    where = "" if told else f"{archive.article_name(claim.article)}, "
    status = archive.ontology.terms[claim.status].en
    source = f"[{status}] {archive.name(claim.claimant)}, {where}sentence {numbers}"
    if claim.to:
        source += f", to {archive.name(claim.to)}"
    if claim.revision:
        source += f", {claim.revision.lower()} toll"
    if claim.cue:
        source += f", cue « {claim.cue} »"
    lines = wrapped("  ", source) + wrapped("  ", f"« {claim.quote} »")
    for label, when in (("holds", claim.holds), ("said", claim.said)):
        if when:
            lines += wrapped("  ", f"{label}: {when}")
    for other in claim.against:
        lines += wrapped("  ", f"{claim.contrast}: set against {archive.name(other)}")
    for other in claim.disputes:
        lines += wrapped("  ", f"disputes {archive.name(other)}")
    for other in claim.conflicts:
        lines += wrapped("  ", f"in conflict with {archive.name(other)}")
    if claim.note:
        lines += wrapped("  ", f"note: {claim.note}")
    return lines


def wrapped(indent: str, text: str) -> list[str]:
    """Break a text into lines; those after the first are indented, and no guillemet stands alone."""
    held = text.replace("« ", "«\0").replace(" »", "\0»")
    lines = textwrap.wrap(held, WIDTH, initial_indent=indent, subsequent_indent="  ", break_on_hyphens=False)
    return [line.replace("\0", " ") for line in lines]
