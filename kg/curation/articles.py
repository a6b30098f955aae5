"""What was found and registered: articles letter for letter, the heads of their curations, the registries."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from kg.core.model import SOURCE, Article, Entity, InvalidValue, Source, Time, as_id, narrator_of
from kg.core.ontology import Label
from kg.curation.draft import Draft, check_fields
from kg.curation.edtf import parse_edtf
from kg.curation.entities import read_entity
from kg.curation.own_terms import Vocabulary
from kg.curation.text import read_entries
from kg.curation.yaml_reader import Items, Record, Value, check_characters, read_records
from kg.errors import Problem, did_you_mean

CURATION_FIELDS = ("article", "draft", "language", "source", "entities", "text")
SOURCE_FIELDS = ("published", *SOURCE)


def read_found(folder: Path, vocabulary: Vocabulary, with_drafts: bool = False) -> Draft:
    """Read the articles, the registries and the heads of the curations of a seeds folder.

    A curation that is a draft is left out, and named, unless it is wanted.
    """
    draft = Draft(vocabulary.ontology, vocabulary.misread, problems=list(vocabulary.problems))
    for path in sorted(folder.glob("*.yaml")):
        for record in _records(draft, path, _name(path, folder)):
            if entity := read_entity(draft, record):
                draft.registered[entity.id] = entity.iri
    for path in sorted((*folder.glob("*.yml"), *folder.glob("curations/*.yml"))):
        name = _name(path, folder)
        draft.problems.append(Problem(name, 1, "this file is not read", f"name it {path.stem}.yaml"))
    texts = {path.stem: path for path in sorted(folder.glob("articles/*.txt"))}
    curations = sorted(folder.glob("curations/*.yaml"))
    for path in curations:
        _read_curation_head(draft, path, _name(path, folder), texts, with_drafts)
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
    draft.is_partial |= value is None or bool(problems)
    if value is None:
        return
    for item, line in zip(value, value.lines, strict=True):
        if isinstance(item, Record):
            yield item
        else:
            draft.misread.add(("", str(item)))
            draft.problems.append(Problem(name, line, "an entity has fields", "- id: …"))


def _read_curation_head(
    draft: Draft, path: Path, name: str, texts: dict[str, Path], with_drafts: bool
) -> None:
    value, problems = read_records(path, name)
    if _is_draft(value, path):
        draft.left_out[path.stem] = name
        if not with_drafts:
            return
    draft.problems += problems
    if not isinstance(value, Record):
        if not problems:
            draft.problems.append(Problem(name, 1, "a curation has fields", "article: …"))
        return
    if value.get("draft", "false") not in ("true", "false"):
        draft.report(value, "'draft' is true or false", "draft: true", "draft")
    for key in ("entities", "text"):
        if value.get(key) == "":  # nothing yet but comments
            value[key] = Items(name, value.lines[key])
    complete = not _has_old_layout(draft, value) and check_fields(
        draft, value, CURATION_FIELDS, ("article", "language", "source", "text")
    )
    rows = value.get("entities", Items(name, 1))
    if not isinstance(rows, Items) or not all(isinstance(row, Record) for row in rows):
        draft.report(value, "'entities' is a list of entities", "- id: …", "entities")
        value["entities"] = Items(name, value.lines["entities"])
        draft.is_partial = True
    draft.curations[path.stem] = value
    if not complete:
        return
    if value["article"] != path.stem or path.stem not in texts:
        draft.report(value, *_misnamed(path.stem, value["article"], texts), key="article")
        return
    try:
        as_id(path.stem)
    except InvalidValue as wrong:
        draft.report(value, wrong.what, wrong.hint, "article")
        return
    article = read_article(draft, texts[path.stem], value)
    if article:
        draft.articles[article.id] = article
        for record in value.get("entities", ()):
            read_entity(draft, record, scope=article.id)


def _misnamed(file: str, article: str, texts: dict[str, Path]) -> tuple[str, str]:
    """Return what is wrong with a curation whose file is not called as its article."""
    if file not in texts and article in texts:
        return (
            f"'{article}' has its curation in {article}.yaml",
            "take this copy out of the folder",
        )
    hint = did_you_mean(article, texts.keys() - {article}) or "the file bears the article's name"
    return f"no article '{article}' for this curation", hint


def _is_draft(value: Value | None, path: Path) -> bool:
    """Tell whether a curation calls itself a draft, in a line of its own if it does not parse."""
    if isinstance(value, Record):
        return bool(value.get("draft") == "true")
    return value is None and path.is_file() and bool(re.search(rb"(?m)^draft: *true\s*$", path.read_bytes()))


def _has_old_layout(draft: Draft, head: Record) -> bool:
    """Report lists of claims and silences that stand at the head, as they did before there was ``text``."""
    found = [key for key in ("claims", "silent") if key in head]
    for key in found:
        hint = "text: a list of sentences, each with its claims, or silent with the reason"
        draft.report(head, f"'{key}' stands under a sentence", hint, key)
    return bool(found)


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
    source = read_source(draft, head)
    if source is None:
        return None
    entries = draft.entries[head["article"]] = read_entries(draft, head, text)
    try:
        return Article(
            id=head["article"],
            source=source,
            language=head["language"],
            sha256=hashlib.sha256(data).hexdigest(),
            sentences=tuple(entry.sentence for entry in entries),
            text=text,
        )
    except InvalidValue as wrong:
        draft.report(head, wrong.what, wrong.hint, wrong.field if wrong.field in head else "article")
    return None


def read_source(draft: Draft, head: Record) -> Source | None:
    """Read where an article comes from; what is wrong is a problem."""
    record = head["source"]
    if not isinstance(record, Record):
        draft.report(head, "'source' has fields", "published: 2024-09-22", "source")
        return None
    if not check_fields(draft, record, SOURCE_FIELDS, ("published",)):
        return None
    try:
        published = Time(record["published"], *parse_edtf(record["published"]))
        return Source(published=published, **{name: record.get(name, "") for name in SOURCE})
    except InvalidValue as wrong:
        draft.report(record, wrong.what, wrong.hint, wrong.field)
    except ValueError as error:
        draft.report(record, str(error), _edtf_of(record["published"]), "published")
    return None


def _edtf_of(text: str) -> str:
    """Return how to write a date that is no EDTF: a day written as in French, else what EDTF looks like."""
    if day := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
        return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    return "EDTF: 2024-09-22, 2024-09, 2024"


def declare_narrator(draft: Draft, article: Article) -> str:
    """Give the article its narrator, the voice of every claim that nobody else makes."""
    iri = narrator_of(article.id)
    if place := draft.places.get(iri):
        draft.problems.append(Problem(*place, "an entity named like a narrator", f"of {article.id}"))
    voice = _voice_of(draft, article)
    draft.entities[iri] = Entity(
        id="narrator",
        iri=iri,
        kind=draft.ontology.classes["Narrator"],
        label=Label(voice or f"le narrateur de {article.id}", voice or f"the narrator of {article.id}"),
        scope=article.id,
    )
    return iri


def _voice_of(draft: Draft, article: Article) -> str:
    """Return what the narrator is called: the source, with date and id where that has more articles."""
    source, name = article.source, article.source.voice
    others = [each for each in draft.articles.values() if each != article and each.source.voice == name]
    if not name or not others:
        return name
    alike = any(each.source.published == source.published for each in others)
    return f"{name}, {source.published.edtf}" + (f", {article.id}" if alike else "")
