"""What an article says: the records of a curation as claims.

A claim reads like a sentence, ``say: bamako-attack killed at least 70``: subject, relation, and what the
range of the relation asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.core.iris import as_iri, content_key
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
    Span,
    Time,
    Toll,
    as_id,
)
from kg.core.ontology import Relation
from kg.curation.entities import Draft, check_fields, declare_narrator, texts_of
from kg.curation.quotes import as_span, difference, find_quote, nearest_passage, sentence_at
from kg.curation.values import parse_edtf, parse_number, parse_toll
from kg.curation.yaml_reader import Record
from kg.errors import did_you_mean

CLAIM_FIELDS = (
    "say", "id", "quote", "sentence", "by", "to", "in", "polarity", "narrator", "mode", "revision",
    "cue", "basis", "reason", "coreference", "when", "said", "against", "contrast", "disputes", "note",
)  # fmt: skip
"""The fields of a claim, in canonical order."""

WHEN_FIELDS = ("edtf", "words", "relation", "anchor", "distance")
SILENCE_FIELDS = ("sentence", "because")
WRITTEN_AS = {"claimant": "by", "said_in": "in", "holds": "when", "spans": "quote", "iri": "id"}
"""The field of a curation that holds a field of a claim, where their names differ."""


class _Known(Exception):
    """The claim cannot be understood for a reason that has been reported already."""


class CurationReader:
    """Reads the claims of one curation; what it does not understand goes to the draft as problems."""

    def __init__(self, draft: Draft, article: Article, record: Record):
        self.draft, self.article, self.record = draft, article, record
        self.narrator = declare_narrator(draft, article)
        self.names = dict(draft.registered)
        self.names |= {e.id: e.iri for e in draft.entities.values() if e.scope == article.id}
        self.claim_ids = {
            claim["id"]: as_iri("claim", f"{article.id}-{claim['id']}")
            for claim in record.get("claims", ())
            if isinstance(claim.get("id"), str)
        }
        self.used: set[str] = set()

    def claims(self) -> Iterator[tuple[Claim, Record]]:
        """Read every claim, each with its record."""
        for record in self.record.get("claims", ()):
            if not check_fields(self.draft, record, CLAIM_FIELDS, ("say",)):
                continue
            try:
                yield self._claim(record), record
            except InvalidValue as wrong:
                key = WRITTEN_AS.get(wrong.field, wrong.field)
                self.draft.report(record, wrong.what, wrong.hint, key if key in record else "say")
            except _Known:
                continue

    def silences(self) -> Iterator[tuple[int, Record]]:
        """Read the number of every sentence that yields nothing, each with its record."""
        for record in self.record.get("silent", ()):
            if not check_fields(self.draft, record, SILENCE_FIELDS, SILENCE_FIELDS):
                continue
            try:
                yield self._sentence(record), record
            except InvalidValue as wrong:
                self.draft.report(record, wrong.what, wrong.hint, wrong.field)

    def _claim(self, record: Record) -> Claim:
        spans = self._spans(record)
        quote = ELISION.join(span.exact for span in spans)
        subject, relation, obj = self._say(record["say"], quote)
        by = self._entity(record["by"], "Actor", "by") if "by" in record else self.narrator
        choices: dict[str, Any] = {
            key: self._choice(record, key) for key in CLAIM_FIELDS if key in CHOICES and key in record
        }
        own = by == self.narrator
        if own and "narrator" in choices:
            raise InvalidValue("narrator", "the narrator's own claims are endorsed", "leave 'narrator' out")
        if not own and not {"narrator", "cue"} <= record.keys():
            raise InvalidValue("by", "somebody else's claim needs 'narrator' and 'cue'")
        for key in ("cue", "contrast"):
            self._check_cue(record, key, spans)
        negated = "Negated" if choices.get("polarity") == "Negated" else None
        identity = (subject, relation.name, _written(obj), by, negated, *(s.start for s in spans))
        claim_id = as_id(record["id"]) if "id" in record else content_key(*identity)
        return Claim(
            iri=as_iri("claim", f"{self.article.id}-{claim_id}"),
            article=self.article.id,
            subject=subject,
            relation=relation,
            object=obj,
            claimant=by,
            spans=spans,
            **{"mode": relation.mode} | choices | _texts(record),
            to=self._entity(record["to"], "Actor", "to") if "to" in record else "",
            said_in=self._entity(record["in"], "Utterance", "in") if "in" in record else "",
            against=self._others(record, "against", "Utterance"),
            disputes=self._others(record, "disputes", ""),
            holds=self._when(record, "when"),
            said=self._when(record, "said"),
        )

    def _others(self, record: Record, key: str, kind: str) -> tuple[str, ...]:
        return tuple(self._claim_or(name, kind, key) for name in texts_of(record, key))

    # what is said

    def _say(self, say: str, quote: str) -> tuple[str, Relation, str | Literal | Toll]:
        subject_name, _, rest = say.partition(" ")
        relation_name, _, words = rest.strip().partition(" ")
        words = words.strip()
        relations = self.draft.ontology.relations
        if not relation_name:
            raise InvalidValue("say", f"'{say}' lacks its relation", "say: subject relation object")
        if relation_name not in relations:
            hint = did_you_mean(relation_name, relations)
            raise InvalidValue("say", f"no relation '{relation_name}'", hint)
        relation = relations[relation_name]
        subject = self._end(subject_name, relation, relation.domain, "subject")
        if relation.range == "boolean":
            if words:
                hint = f"say: {subject_name} {relation.name}"
                raise InvalidValue("say", f"'{relation.name}' takes no object", hint)
            return subject, relation, Literal("true", "boolean")
        if not words:
            raise InvalidValue("say", f"'{relation.name}' lacks its object", f"of class {relation.range}")
        if relation.range == "integer":
            return subject, relation, Literal(str(parse_number(words, quote)), "integer")
        if relation.range == "Toll":
            return subject, relation, parse_toll(words, quote, self.draft.ontology)
        if relation.literal:
            if words not in quote:
                unlike = difference(quote, words)
                hint = f"it differs: {unlike}" if unlike else "words of the text are kept letter for letter"
                raise InvalidValue("say", f"'{words}' is not in the quote", hint)
            return subject, relation, Literal(words, relation.range)
        return subject, relation, self._end(words, relation, relation.range, "object")

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
            if name in self.draft.declared or self.draft.is_partial:
                raise _Known
            raise InvalidValue(key, f"no entity '{name}'", did_you_mean(name, self.names))
        iri = self.names[name]
        entity: Entity = self.draft.entities[iri]
        if kind and kind not in entity.kind.ancestors:
            hint = f"the {role or repr(key)} is of class {kind}"
            raise InvalidValue(key, f"'{name}' is of class {entity.kind.name}", hint)
        self.used.add(iri)
        return iri

    def _claim_or(self, name: str, kind: str, key: str) -> str:
        """Resolve the id of a claim, or of an entity of a class where one may stand."""
        if name in self.claim_ids:
            return self.claim_ids[name]
        if kind and name in self.names:
            return self._entity(name, kind, key)
        known = {*self.claim_ids, *(self.names if kind else ())}
        what = "claim or utterance" if kind else "claim"
        raise InvalidValue(key, f"no {what} '{name}'", did_you_mean(name, known))

    # evidence

    def _spans(self, record: Record) -> tuple[Span, ...]:
        sentence = self._sentence(record) if "sentence" in record else None
        quotes = texts_of(record, "quote")
        if not quotes:
            raise InvalidValue("say", "'quote' is missing", "the shortest words that support the claim")
        spans = (self._span(quote, sentence) for quote in quotes)
        return tuple(sorted(spans, key=lambda span: span.start))

    def _span(self, quote: str, sentence: int | None) -> Span:
        places = find_quote(self.article, quote, sentence)
        if not places:
            if elsewhere := find_quote(self.article, quote):
                other = sentence_at(self.article, elsewhere[0]).number
                what = f"the quote '{quote}' is not in sentence {sentence}"
                raise InvalidValue("quote", what, f"but in {other}")
            near = _nearest(self.article.text, quote)
            if re.search(r"\[?(…|\.\.\.)\]?", quote):
                near = "write passages that stand apart as a list: [one, another]"
            raise InvalidValue("quote", f"the quote '{quote}' is not in the article", near)
        if len(places) > 1:
            hint = "lengthen it" if sentence else "lengthen it or add 'sentence: N'"
            raise InvalidValue("quote", f"the quote '{quote}' stands {len(places)} times", hint)
        try:
            return as_span(self.article, places[0], len(quote))
        except ValueError as error:
            raise InvalidValue("quote", str(error), "give a list of quotes") from None

    def _sentence(self, record: Record) -> int:
        last = len(self.article.sentences)
        number = record["sentence"]
        if not re.fullmatch(r"[1-9][0-9]{0,8}", number) or int(number) > last:
            raise InvalidValue("sentence", f"no sentence '{number}'", f"1 to {last}")
        return int(number)

    def _check_cue(self, record: Record, key: str, spans: tuple[Span, ...]) -> None:
        if key not in record:
            return
        numbers = sorted({span.sentence for span in spans})
        sentences = (self.article.sentences[number - 1] for number in numbers)
        texts = [self.article.text[s.start : s.end] for s in sentences]
        if not any(record[key] in text for text in texts):
            near = _nearest(" ".join(texts), record[key])
            raise InvalidValue(key, f"the {key} '{record[key]}' is not in the sentence", near)

    def _choice(self, record: Record, key: str) -> str:
        value = record[key]
        known = {choice.lower(): choice for choice in CHOICES[key]}
        if value not in known:
            hint = did_you_mean(value, known) or "one of " + ", ".join(known)
            raise InvalidValue(key, f"no {key} '{value}'", hint)
        return known[value]

    # times

    def _when(self, record: Record, key: str) -> Time | None:
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
            if value["words"] not in self.article.text:
                near = _nearest(self.article.text, value["words"])
                raise InvalidValue(key, f"'{value['words']}' is not in the article", near)
            bounds = parse_edtf(value["edtf"]) if "edtf" in value else (None, None)
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


def _texts(record: Record) -> dict[str, Any]:
    """Read the fields of a claim that hold plain words, by name."""
    return {name: record.get(name, "") for name, (_, holds) in STATED.items() if holds == TEXT}


def _written(obj: str | Literal | Toll) -> str:
    """Write an object as it enters the key of its claim, which is part of a published IRI."""
    if isinstance(obj, Toll):
        return f"{obj.comparator} {obj.figure} {'' if obj.upper is None else obj.upper} {obj.population}"
    return obj.value if isinstance(obj, Literal) else obj


def _nearest(text: str, words: str) -> str:
    if unlike := difference(text, words):
        return f"it differs: {unlike}"
    near = nearest_passage(text, words)
    return f"nearest: '{near}'" if near else ""
