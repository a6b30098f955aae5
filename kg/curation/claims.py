"""What an article says: the records of a curation as claims.

A claim reads like a sentence, ``say: bamako-attack killed at least 70``: subject, relation, and what the
range of the relation asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from kg.core.iris import as_iri, part_of
from kg.core.model import (
    CHOICES,
    ELISION,
    STATED,
    TEXT,
    Article,
    Claim,
    Entity,
    InvalidValue,
    Literal,
    Sentence,
    Span,
    Time,
    Toll,
    as_id,
)
from kg.core.ontology import Relation
from kg.curation.articles import declare_narrator
from kg.curation.date_evidence import check_dates
from kg.curation.draft import NO_ID, Draft, check_fields, texts_of
from kg.curation.edtf import Interval, parse_edtf
from kg.curation.figures import Figure
from kg.curation.quotes import as_span, difference, find_all, nearest_passage
from kg.curation.text import claims_of
from kg.curation.values import UNREAD, Contradicted, find_figures, parse_number, parse_toll
from kg.curation.yaml_reader import Items, Record
from kg.errors import did_you_mean

CLAIM_FIELDS = (
    "say", "id", "quote", "by", "to", "in", "polarity", "narrator", "mode", "revision",
    "cue", "basis", "reason", "coreference", "when", "said", "against", "contrast", "disputes", "note",
)  # fmt: skip
"""The fields of a claim, in canonical order."""

WHEN_FIELDS = ("edtf", "at", "words", "relation", "anchor", "distance")
PASSAGE_FIELDS = ("at", "quote")
"""The fields of words that stand in another sentence than the one under which they are listed."""
WRITTEN_AS = {"claimant": "by", "said_in": "in", "holds": "when", "spans": "quote", "iri": "id"}
"""The field of a curation that holds a field of a claim, where their names differ."""


class _Known(Exception):
    """The claim cannot be understood for a reason that has been reported already."""


class CurationReader:
    """Reads the claims of one curation; what it does not understand goes to the draft as problems."""

    def __init__(self, draft: Draft, article: Article):
        self.draft, self.article = draft, article
        self.entries = draft.entries[article.id]
        self.narrator = declare_narrator(draft, article)
        self.names = dict(draft.registered)
        self.names |= {e.id: e.iri for e in draft.entities.values() if e.scope == article.id}
        self.is_partial = draft.is_partial or draft.curations[article.id].is_partial
        rows = _rows(draft.curations[article.id])
        self.entry_ids = {row["id"] for row in rows if isinstance(row.get("id"), str)}
        self.claim_ids = {name: self._iri(name) for name in _claim_ids(rows)}
        self.used: set[str] = set()

    def claims(self) -> Iterator[tuple[Claim, Record]]:
        """Read every claim, each with its record."""
        for sentence, entry in self.entries:
            for record in entry.get("claims", ()):
                if not check_fields(self.draft, record, CLAIM_FIELDS, ("say",)):
                    continue
                if "id" not in record:
                    self.draft.report(record, NO_ID, f"kg format {record.file}")
                    continue
                try:
                    claim = self._claim(record, sentence)
                    self.draft.notes += check_dates(claim, record, self.article, self.draft.ontology)
                    yield claim, record
                except InvalidValue as wrong:
                    key = WRITTEN_AS.get(wrong.field, wrong.field)
                    self.draft.report(record, wrong.what, wrong.hint, key if key in record else "say")
                except _Known:
                    continue

    def _claim(self, record: Record, sentence: Sentence) -> Claim:
        passages = self._passages(record, "quote", sentence)
        if not passages:
            raise InvalidValue("say", "'quote' is missing", "the shortest words that support the claim")
        spans = tuple(sorted((self._span(*each) for each in passages), key=lambda span: span.start))
        quote = ELISION.join(span.exact for span in spans)
        figures = find_figures(self.article, spans)
        subject, relation, obj, reading_note = self._say(record, quote, figures)
        if reading_note:
            self.draft.notes.append(record.problem(reading_note, "check it by eye", "say"))
        by = self._entity(record["by"], "Actor", "by") if "by" in record else self.narrator
        choices: dict[str, Any] = {
            key: self._choice(record, key) for key in CLAIM_FIELDS if key in CHOICES and key in record
        }
        own = by == self.narrator
        if own and "narrator" in choices:
            raise InvalidValue("narrator", "the narrator's own claims are endorsed", "leave 'narrator' out")
        if lacking := [key for key in ("narrator", "cue") if not own and key not in record]:
            raise InvalidValue("by", f"somebody else's claim needs {' and '.join(map(repr, lacking))}")
        return Claim(
            iri=self._iri(as_id(record["id"])),
            article=self.article.id,
            subject=subject,
            relation=relation,
            object=obj,
            claimant=by,
            spans=spans,
            **{"mode": relation.mode} | choices | _texts(record) | {"reading_note": reading_note},
            cue=self._cue(record, "cue", sentence),
            contrast=self._cue(record, "contrast", sentence),
            to=self._entity(record["to"], "Actor", "to") if "to" in record else "",
            said_in=self._entity(record["in"], "Utterance", "in") if "in" in record else "",
            against=self._others(record, "against", "Utterance"),
            disputes=self._others(record, "disputes", ""),
            holds=self._when(record, "when", sentence),
            said=self._when(record, "said", sentence),
        )

    def _iri(self, claim: str) -> str:
        return as_iri("claim", part_of(self.article.id, claim))

    def _others(self, record: Record, key: str, kind: str) -> tuple[str, ...]:
        return tuple(self._claim_or(name, kind, key) for name in texts_of(record, key))

    # what is said

    def _say(
        self, record: Record, quote: str, figures: tuple[Figure, ...]
    ) -> tuple[str, Relation, str | Literal | Toll, str]:
        """Read what a claim says, and a note where its quote does not show that it is right."""
        say: str = record["say"]
        subject_name, _, rest = say.partition(" ")
        relation_name, _, words = rest.strip().partition(" ")
        words = words.strip()
        relations = self.draft.ontology.relations
        if not relation_name:
            raise InvalidValue("say", f"'{say}' lacks its relation", "say: subject relation object")
        if relation_name in self.draft.unread:
            raise _Known
        if relation_name not in relations:
            hint = did_you_mean(relation_name, relations)
            raise InvalidValue("say", f"no relation '{relation_name}'", hint)
        relation = relations[relation_name]
        subject = self._end(subject_name, relation, relation.domain, "subject")
        if relation.range == "boolean":
            if words:
                hint = f"say: {subject_name} {relation.name}"
                raise InvalidValue("say", f"'{relation.name}' takes no object", hint)
            return subject, relation, Literal("true", "boolean"), ""
        if not words:
            raise InvalidValue("say", f"'{relation.name}' lacks its object", f"of class {relation.range}")
        if relation.range in ("integer", "Toll"):
            value, note = self._figure(record, relation, words, quote, figures)
            obj = value if isinstance(value, Toll) else Literal(str(value), "integer")
            return subject, relation, obj, note
        if relation.literal:
            if words not in quote:
                unlike = difference(quote, words)
                hint = f"it differs: {unlike}" if unlike else "words of the text are kept letter for letter"
                raise InvalidValue("say", f"'{words}' is not in the quote", hint)
            return subject, relation, Literal(words, relation.range), ""
        return subject, relation, self._end(words, relation, relation.range, "object"), ""

    def _figure(
        self, record: Record, relation: Relation, words: str, quote: str, figures: tuple[Figure, ...]
    ) -> tuple[Toll | int, str]:
        """Read a toll or a number; what is inferred, a sum say, may differ from the quote, and is noted."""
        is_inferred = record.get("basis") == "inferred"
        value: Toll | int
        try:
            if relation.range == "integer":
                value, note = parse_number(words, figures, self.article.language)
            else:
                value, note = parse_toll(words, quote, relation.name, figures, self.article.language)
        except Contradicted as wrong:
            if not is_inferred:
                raise
            return wrong.value, f"the quote says {wrong.said}, and '{words}' is inferred"
        # what is inferred need not be read
        return value, "" if is_inferred and note == UNREAD.format(words) else note

    def _end(self, name: str, relation: Relation, kind: str, side: str) -> str:
        """Resolve the subject or object of a claim: another claim only where the relation draws no edge."""
        if name in self.claim_ids and kind == "Entity" and not relation.tail:
            return self.claim_ids[name]
        if name in self.claim_ids and name not in self.names:
            hint = f"the {side} of {relation.name} is of class {kind}"
            raise InvalidValue("say", f"'{name}' is a claim", hint)
        return self._entity(name, kind, "say", f"{side} of {relation.name}")

    # names

    def _entity(self, name: str, kind: str, key: str, role: str = "") -> str:
        if name not in self.names:
            if self.is_partial or {("", name), (self.article.id, name)} & self.draft.misread:
                raise _Known
            hint = self._hint(name, self.names)
            if not hint:
                self.draft.unknown.setdefault(name, set()).add(kind)
            raise InvalidValue(key, f"no entity '{name}'", hint)
        iri = self.names[name]
        entity: Entity = self.draft.entities[iri]
        if kind and kind not in entity.kind.ancestors:
            hint = f"the {role or repr(key)} is of class {kind}"
            raise InvalidValue(key, f"'{name}' is of class {entity.kind.name}", hint)
        self.used.add(iri)
        return iri

    def _hint(self, name: str, known: Iterable[str]) -> str:
        """Say where a name is known that is not known here, or which one was probably meant."""
        scopes = sorted(each.scope for each in self.draft.entities.values() if each.id == name and each.scope)
        if scopes and name not in self.names:
            return f"'{name}' is declared in {scopes[0]} only; move it to the registry"
        for article, curation in sorted(self.draft.curations.items()):
            if name in _claim_ids(_rows(curation)) and article != self.article.id:
                return f"'{name}' is a claim of {article}"
        return did_you_mean(name, known)

    def _claim_or(self, name: str, kind: str, key: str) -> str:
        """Resolve the id of a claim, or of an entity of a class where one may stand."""
        if name in self.claim_ids:
            return self.claim_ids[name]
        if kind and name in self.names:
            return self._entity(name, kind, key)
        if self.is_partial:
            raise _Known
        known = {*self.claim_ids, *(self.names if kind else ())}
        what = "claim or utterance" if kind else "claim"
        raise InvalidValue(key, f"no {what} '{name}'", self._hint(name, known))

    # evidence

    def _passages(self, record: Record, key: str, sentence: Sentence) -> list[tuple[str, Sentence, str]]:
        """Read words of the text, each with the sentence in which it is to be sought, and the field."""
        value = record.get(key, [])
        found: list[tuple[str, Sentence, str]] = []
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and each.strip():
                found.append((each, sentence, key))
            elif isinstance(each, Record):
                if not check_fields(self.draft, each, PASSAGE_FIELDS, PASSAGE_FIELDS):
                    raise _Known
                if not isinstance(each["quote"], str):
                    raise InvalidValue(key, "'quote' holds one text", "give a list of such passages")
                found.append((each["quote"], self._at(each, key), key))
            else:
                raise InvalidValue(key, f"'{key}' holds words of the text, or a list of them")
        if isinstance(value, Items):
            self._check_commas(value, sentence, key)
        return found

    def _check_commas(self, parts: Items, sentence: Sentence, key: str) -> None:
        """Refuse a list that a comma of the text has made: what is not in quotation marks ends there."""
        for (one, first), (other, second) in pairwise(zip(parts, parts.plain, strict=True)):
            if not (first and second):
                continue
            if cut := re.search(rf"{re.escape(one)},\s*{re.escape(other)}", sentence.text):
                hint = f'put the quote in quotation marks: "{cut[0]}"'
                raise InvalidValue(key, "these two parts follow each other", hint)

    def _at(self, record: Record, key: str) -> Sentence:
        """Return the sentence that ``at`` names."""
        known = {entry.sentence.id: entry.sentence for entry in self.entries}
        if record["at"] in known:
            return known[record["at"]]
        if self.is_partial or record["at"] in self.entry_ids:  # not in the article, which has been reported
            raise _Known
        raise InvalidValue(key, f"no sentence '{record['at']}'", "an id of an entry of 'text'")

    def _span(self, quote: str, sentence: Sentence, key: str) -> Span:
        self._require_words(quote, sentence, key)
        if (times := len(find_all(sentence.text, quote))) > 1:
            hint = "add a word before or behind it"
            raise InvalidValue(key, f"the quote '{quote}' stands {times} times in {named(sentence)}", hint)
        return as_span(self.article, sentence, sentence.text.index(quote), len(quote))

    def _require_words(self, words: str, sentence: Sentence, key: str) -> None:
        """Require that words stand letter for letter in a sentence, or say where they do."""
        if words in sentence.text:
            return
        what = f"the {key} '{words}' is not in {named(sentence)}"
        for other, _ in self.entries:
            if words in other.text:
                field = "words" if key in ("when", "said") else "quote"
                raise InvalidValue(
                    key,
                    what,
                    f"but in {named(other)}: move it there, or {{at: {other.id}, {field}: …}}",
                )
        if any(words in f"{one.text} {other.text}" for one, other in self._neighbours()):
            raise InvalidValue(key, what, "it runs over the end of a sentence: give a list of quotes")
        if re.search(r"\[?(…|\.\.\.)\]?", words):
            raise InvalidValue(key, what, "write passages that stand apart as a list: [one, another]")
        raise InvalidValue(key, what, _nearest(sentence.text, words))

    def _neighbours(self) -> Iterator[tuple[Sentence, Sentence]]:
        yield from pairwise(entry.sentence for entry in self.entries)

    def _cue(self, record: Record, key: str, sentence: Sentence) -> str:
        """Read a cue or contrast, which stands in the sentence of its claim unless it says where."""
        passages = self._passages(record, key, sentence)
        if len(passages) > 1:
            raise InvalidValue(key, f"'{key}' holds one text")
        for words, where, _ in passages:
            self._require_words(words, where, key)
        return passages[0][0] if passages else ""

    def _choice(self, record: Record, key: str) -> str:
        value = record[key]
        known = {choice.lower(): choice for choice in CHOICES[key]}
        if value not in known:
            hint = did_you_mean(value, known) or "one of " + ", ".join(known)
            raise InvalidValue(key, f"no {key} '{value}'", hint)
        return known[value]

    # times

    def _when(self, record: Record, key: str, sentence: Sentence) -> Time | None:
        if key not in record:
            return None
        value = record[key]
        try:
            if isinstance(value, str):
                return Time(value, *parse_edtf(value))
            if not isinstance(value, Record):
                raise InvalidValue(key, f"'{key}' holds a date or words with their anchor")
            if not check_fields(self.draft, value, WHEN_FIELDS, ("words",)):
                raise _Known
            self._require_words(value["words"], self._at(value, key) if "at" in value else sentence, key)
            bounds = parse_edtf(value["edtf"]) if "edtf" in value else Interval(None, None)
            return Time(
                value.get("edtf", ""),
                *bounds,
                words=value["words"],
                relation=self._choice(value, "relation") if "relation" in value else "",
                anchor=self._entity(value["anchor"], "Event", key) if "anchor" in value else "",
                distance=value.get("distance", ""),
            )
        except InvalidValue as wrong:
            raise InvalidValue(key, wrong.what, wrong.hint) from None
        except ValueError as error:
            raise InvalidValue(key, str(error), "EDTF, as in 2024-09-17 or 2024-09") from None


def _rows(curation: Record) -> list[Record]:
    rows = curation.get("text")
    return [row for row in rows if isinstance(row, Record)] if isinstance(rows, Items) else []


def _claim_ids(rows: Iterable[Record]) -> list[str]:
    claims = (claim for row in rows for claim in claims_of(row))
    return [claim["id"] for claim in claims if isinstance(claim.get("id"), str)]


def _texts(record: Record) -> dict[str, Any]:
    """Read the fields of a claim that hold plain words of the curator, by name."""
    return {name: record.get(name, "") for name, (_, holds) in STATED.items() if holds == TEXT}


def named(sentence: Sentence) -> str:
    """Return how problems call a sentence or heading."""
    return f"{'heading' if sentence.is_heading else 'sentence'} {sentence.id}"


def _nearest(text: str, words: str) -> str:
    if unlike := difference(text, words):
        return f"it differs: {unlike}"
    near = nearest_passage(text, words)
    return f"nearest: '{near}'" if near else ""
