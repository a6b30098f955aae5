"""What was found and registered: articles letter for letter, and the entities that claims speak of."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.core.iris import as_iri
from kg.core.model import Article, Entity, Identifier, InvalidValue, Sentence, as_id, narrator_of
from kg.core.ontology import Label, Ontology
from kg.curation.sentences import segment
from kg.curation.values import parse_date
from kg.curation.yaml_reader import Items, Record, check_characters, read_records
from kg.errors import Problem, did_you_mean

ENTITY_FIELDS = ("id", "class", "fr", "en", "aliases", "identifiers", "coordinates", "note")
IDENTIFIER_FIELDS = ("scheme", "id", "source")
COORDINATE_FIELDS = ("lat", "long", "source")
CURATION_FIELDS = ("article", "published", "language", "entities", "claims", "silent")
STRUCTURED = (
    "aliases", "identifiers", "coordinates", "entities", "claims", "silent",
    "quote", "when", "said", "against", "disputes",
)  # fmt: skip
"""The fields that may hold more than one text."""


@dataclass
class Draft:
    """The seeds while they are read: what has been understood, and every problem so far."""

    ontology: Ontology
    articles: dict[str, Article] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    curations: dict[str, Record] = field(default_factory=dict)
    registered: dict[str, str] = field(default_factory=dict)
    """IRI of each registered entity by its id."""
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    """File and line where an IRI was declared."""
    problems: list[Problem] = field(default_factory=list)
    declared: set[str] = field(default_factory=set)
    """Ids of all entities, understood or not: one that was not is no problem wherever it is named."""
    is_partial: bool = False
    """Whether a list of entities was not understood at all, so that none is known to be missing."""

    def report(self, record: Record, what: str, hint: str = "", key: str = "") -> None:
        """Note a problem that stands at ``key`` of a record."""
        self.problems.append(record.problem(what, hint, key))


def read_found(folder: Path, ontology: Ontology) -> Draft:
    """Read the articles, the registries and the heads of the curations of a seeds folder."""
    draft = Draft(ontology)
    for path in sorted(folder.glob("*.yaml")):
        for record in _records(draft, path, _name(path, folder)):
            if entity := read_entity(draft, record):
                draft.registered[entity.id] = entity.iri
    texts = {path.stem: path for path in sorted(folder.glob("articles/*.txt"))}
    curations = sorted(folder.glob("curations/*.yaml"))
    for path in curations:
        _read_curation_head(draft, path, _name(path, folder), texts)
    for article in sorted(texts.keys() - {path.stem for path in curations}):
        name = _name(texts[article], folder)
        draft.problems.append(Problem(name, 1, "an article without a curation"))
    if not draft.curations and not draft.problems:
        draft.problems.append(Problem(f"{folder}/curations", 1, "no curation here"))
    return draft


def _name(path: Path, folder: Path) -> str:
    return f"{folder.as_posix()}/{path.relative_to(folder).as_posix()}"


def _records(draft: Draft, path: Path, name: str) -> Iterable[Record]:
    value, problems = read_records(path, name)
    draft.problems += problems
    if value is not None and not isinstance(value, Items):
        draft.problems.append(Problem(name, 1, "a registry is a list of entities"))
        value = None
    elif not problems and value is None:
        value = Items(name, 1)
    if value is None:
        draft.is_partial = True
        return
    for item, line in zip(value, value.lines, strict=True):
        if isinstance(item, Record):
            yield item
        else:
            draft.declared.add(str(item))
            draft.problems.append(Problem(name, line, "an entity has fields", "- id: …"))


def read_entity(draft: Draft, record: Record, scope: str = "") -> Entity | None:
    """Read one entity; ``scope`` is the article of a curation that declares it for itself."""
    draft.declared.add(str(record.get("id")).lower())
    if not check_fields(draft, record, ENTITY_FIELDS, ("id", "class", "fr", "en")):
        return None
    kind = draft.ontology.classes.get(record["class"])
    if kind is None or "Entity" not in kind.ancestors or kind.name == "Entity":
        entities = [c.name for c in draft.ontology.classes.values() if "Entity" in c.ancestors - {c.name}]
        hint = did_you_mean(record["class"], entities)
        draft.report(record, f"no class '{record['class']}' of entities", hint, "class")
        return None
    try:
        name, aliases = as_id(record["id"]), texts_of(record, "aliases")
    except InvalidValue as wrong:
        draft.report(record, wrong.what, wrong.hint, wrong.field)
        return None
    if name == "narrator":
        draft.report(record, "id 'narrator' is taken", "each article has its own", "id")
        return None
    iri = as_iri(kind.path, f"{scope}-{name}" if scope else name)
    if earlier := draft.places.get(iri) or draft.places.get(draft.registered.get(name, "")):
        draft.report(record, f"id '{name}' twice", f"first in {earlier[0]}:{earlier[1]}", "id")
        return None
    draft.places[iri] = record.file, record.line
    entity = draft.entities[iri] = Entity(
        id=name,
        iri=iri,
        kind=kind,
        label=Label(record["fr"], record["en"]),
        aliases=tuple(aliases),
        identifiers=tuple(_identifiers(draft, record)),
        coordinates=_coordinates(draft, record),
        scope=scope,
        note=record.get("note", ""),
    )
    return entity


def check_fields(draft: Draft, record: Record, known: tuple[str, ...], needed: tuple[str, ...]) -> bool:
    """Report unknown, missing, empty and misshapen fields; tell whether the known ones can be read."""
    for key in record.keys() - set(known):
        draft.report(record, f"no field '{key}'", did_you_mean(key, known), key)
    fields = {key: value for key, value in record.items() if key in known}
    missing = [key for key in needed if key not in record]
    empty = [key for key, value in fields.items() if isinstance(value, str) and not value.strip()]
    listed = [key for key, value in fields.items() if not isinstance(value, str) and key not in STRUCTURED]
    for key in missing:
        draft.report(record, f"'{key}' is missing")
    for key in empty:
        draft.report(record, f"'{key}' is empty", "leave it out", key)
    for key in listed:
        draft.report(record, f"'{key}' holds one text", key=key)
    return not missing and not empty and not listed


def texts_of(record: Record, key: str) -> list[str]:
    """Read a field that holds one text or a list of them. Raises ``InvalidValue`` for anything else."""
    value = record.get(key, [])
    texts = [value] if isinstance(value, str) else value
    if isinstance(texts, Record) or not all(isinstance(text, str) and text.strip() for text in texts):
        raise InvalidValue(key, f"'{key}' holds a text or a list of texts")
    return list(texts)


def _identifiers(draft: Draft, record: Record) -> Iterable[Identifier]:
    rows = record.get("identifiers", [])
    for item in rows if isinstance(rows, list) else [rows]:
        if not isinstance(item, Record):
            draft.report(record, "an identifier has scheme, id and source", key="identifiers")
        elif check_fields(draft, item, IDENTIFIER_FIELDS, IDENTIFIER_FIELDS):
            yield Identifier(item["scheme"], item["id"], item["source"])


def _coordinates(draft: Draft, record: Record) -> tuple[str, str, str] | None:
    item = record.get("coordinates")
    if item is None:
        return None
    if not isinstance(item, Record):
        draft.report(record, "coordinates have lat, long and source", key="coordinates")
        return None
    if not check_fields(draft, item, COORDINATE_FIELDS, COORDINATE_FIELDS):
        return None
    for key, limit in (("lat", 90), ("long", 180)):
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]+)?", item[key]) or abs(float(item[key])) > limit:
            draft.report(item, f"bad number '{item[key]}'", f"decimal degrees within ±{limit}", key)
            return None
    return item["lat"], item["long"], item["source"]


def _read_curation_head(draft: Draft, path: Path, name: str, texts: dict[str, Path]) -> None:
    value, problems = read_records(path, name)
    draft.problems += problems
    if not isinstance(value, Record):
        if not problems:
            draft.problems.append(Problem(name, 1, "a curation has fields", "article: …"))
        return
    for key in ("entities", "claims", "silent"):
        if value.get(key) == "":  # nothing yet but comments
            value[key] = Items(name, value.lines[key])
    complete = check_fields(draft, value, CURATION_FIELDS, ("article", "published", "language"))
    for key in ("entities", "claims", "silent"):
        rows = value.get(key, Items(name, 1))
        if not isinstance(rows, Items) or not all(isinstance(row, Record) for row in rows):
            draft.report(value, f"'{key}' is a list of records", key=key)
            value[key] = Items(name, value.lines[key])
            draft.is_partial |= key == "entities"
    draft.curations[path.stem] = value
    if not complete:
        return
    if value["article"] != path.stem or path.stem not in texts:
        hint = did_you_mean(value["article"], texts) or "the file bears the article's name"
        draft.report(value, f"no article '{value['article']}' for this curation", hint, "article")
        return
    article = read_article(draft, texts[path.stem], value)
    if article:
        draft.articles[article.id] = article
        for record in value.get("entities", ()):
            read_entity(draft, record, scope=article.id)


def read_article(draft: Draft, path: Path, head: Record) -> Article | None:
    """Read one article, which must be UTF-8 in NFC, without a BOM or a control character."""
    name = path.as_posix()
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except OSError as error:
        draft.problems.append(Problem(name, 1, "cannot be read", error.strerror or ""))
        return None
    except UnicodeDecodeError as error:
        draft.problems.append(Problem(name, data[: error.start].count(b"\n") + 1, "not UTF-8"))
        return None
    for sign, what in (("\ufeff", "a byte order mark"), ("\r", "a carriage return")):
        if sign in text:
            line = text[: text.index(sign)].count("\n") + 1
            draft.problems.append(Problem(name, line, what, "articles are plain UTF-8 with \\n"))
            return None
    if unfit := check_characters(text, name):
        draft.problems.append(unfit)
        return None
    if not unicodedata.is_normalized("NFC", text):
        lines = enumerate(text.split("\n"), 1)
        line = next(n for n, part in lines if not unicodedata.is_normalized("NFC", part))
        draft.problems.append(Problem(name, line, "not in Unicode form NFC"))
        return None
    name = head["article"]
    try:
        return Article(
            id=name,
            published=parse_date(head["published"]),
            language=head["language"],
            sha256=hashlib.sha256(data).hexdigest(),
            sentences=_sentences(name, text, head["language"]),
            text=text,
        )
    except InvalidValue as wrong:
        key = wrong.field if wrong.field in head else "article"
        draft.report(head, wrong.what, wrong.hint, key)
    except ValueError as error:
        draft.report(head, str(error), key="published")
    return None


def _sentences(name: str, text: str, language: str) -> tuple[Sentence, ...]:
    bounds = enumerate(segment(text, language), 1)
    return tuple(Sentence(name, number, start, end, text[start:end]) for number, (start, end) in bounds)


def declare_narrator(draft: Draft, article: Article) -> str:
    """Give the article its narrator, the voice of every claim that nobody else makes."""
    iri = narrator_of(article.id)
    if place := draft.places.get(iri):
        draft.problems.append(Problem(*place, "an entity named like a narrator", f"of {article.id}"))
    draft.entities[iri] = Entity(
        id="narrator",
        iri=iri,
        kind=draft.ontology.classes["Narrator"],
        label=Label(f"le narrateur de {article.id}", f"the narrator of {article.id}"),
        scope=article.id,
    )
    return iri
