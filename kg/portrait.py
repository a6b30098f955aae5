"""Everything about one entity: its names, what is said of it, what it says, and what is only disputed."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.errors import UnknownEntity
from kg.identifiers import fold
from kg.ontology import read_ontology
from kg.statements import Archive, Statement, Thing, place
from kg.vocabulary import shorten

AGAINST = "What the text sets against it, or what conflicts with it"
WIDTH = 100
"""Columns of the text."""


def find_entities(archive: Archive, name: str) -> list[Thing]:
    """Find the entities that bear a name, an id or an IRI; case, accents and punctuation are forgiven.

    Raises ``UnknownEntity`` with the nearest name.
    """
    wanted = fold(name)
    names: dict[str, str] = {}
    found = []
    for thing in archive.things.values():
        known = {fold(each): each for each in (thing.label.fr, thing.label.en, *thing.aliases)}
        names |= known
        if wanted in known or wanted == fold(_id(archive, thing)) or name in (thing.iri, shorten(thing.iri)):
            found.append(thing)
    return found or _holding(archive, name, names)


def _holding(archive: Archive, name: str, names: dict[str, str]) -> list[Thing]:
    """Find the one actor or place whose name holds the words; several are named as a hint instead."""
    words = f" {fold(name)} "
    holding = [written for folded, written in names.items() if words.strip() and words in f" {folded} "]
    things = [
        thing
        for thing in archive.things.values()
        if not thing.kind.exists_by_claim and {thing.label.fr, thing.label.en, *thing.aliases} & {*holding}
    ]
    if len(things) == 1:
        return things
    raise UnknownEntity(name, sorted(holding, key=len)[:1] or names.values())


def _id(archive: Archive, thing: Thing) -> str:
    """Return the id of a thing as curators write it, without the article that it is scoped to."""
    name = thing.iri.rpartition("/")[2]
    return next((name.removeprefix(f"{a}-") for a in archive.articles if name.startswith(f"{a}-")), name)


def show(archive: Archive, name: str) -> str:
    """Tell everything about the entities of a name, as text.

    Raises ``UnknownEntity``.
    """
    return "\n\n".join("\n".join(_portrait(archive, thing)) for thing in find_entities(archive, name))


def _portrait(archive: Archive, thing: Thing) -> Iterator[str]:
    yield f"{thing.label.en} ({thing.kind.label.en})"
    yield "=" * len(f"{thing.label.en} ({thing.kind.label.en})")
    yield f"IRI    {thing.iri}"
    yield f"names  {', '.join(dict.fromkeys((thing.label.fr, thing.label.en, *thing.aliases)))}"
    for scheme, value, source in thing.identifiers:
        yield f"id     {scheme} {value} (seen in {source})"
    if not thing.exists:
        yield f"Under the policy '{archive.policy}' nothing says that it happened or holds."
    statements = sorted(archive.statements.values(), key=place)
    involved = [s for s in statements if thing.iri in (s.subject, s.object)]
    admitted = [s for s in involved if archive.policy in s.admitted_by]
    yield from _section(f"Facts under the policy '{archive.policy}'", archive, admitted)
    others = [s for s in involved if s not in admitted]
    for status in dict.fromkeys(s.status for s in sorted(others, key=lambda s: s.status)):
        label = read_ontology().terms[status].en
        yield from _section(f"Not facts: {label}", archive, (s for s in others if s.status == status))
    yield from _section("What it says", archive, (s for s in statements if s.claimant == thing.iri))
    own = {s.iri for s in involved} | {thing.iri}
    against = [s for s in statements if own & {*s.against, *s.conflicts, *s.disputes}]
    yield from _section(AGAINST, archive, (s for s in against if s not in involved))


def _section(title: str, archive: Archive, statements: Iterable[Statement]) -> Iterator[str]:
    alike: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for s in statements:
        alike[s.subject, s.relation, s.object, s.polarity].append(s)
    if alike:
        yield ""
        yield title
    for group in alike.values():
        yield from _wrapped("- ", sentence_of(archive, group[0]))
        for s in group:
            yield from evidence_of(archive, s)


def sentence_of(archive: Archive, s: Statement) -> str:
    """Say what a statement states, in the labels of the ontology."""
    relation = read_ontology().relations[s.relation]
    said = f"{archive.name(s.subject)} | {relation.label.en}"
    if relation.range != "boolean":
        said += f" | {archive.name(s.object)}"
    return f"not: {said}" if s.polarity == "Negated" else said


def evidence_of(archive: Archive, s: Statement) -> list[str]:
    """Say on what a statement rests: its status, claimant, sentence, cue, quote, contrast and note."""
    numbers = ", ".join(dict.fromkeys(str(p.sentence) for p in s.passages))
    source = f"[{read_ontology().terms[s.status].en}] {archive.name(s.claimant)}, sentence {numbers}"
    if s.to:
        source += f", to {archive.name(s.to)}"
    if s.revision:
        source += f", {s.revision.lower()} toll"
    if s.cue:
        source += f", cue « {s.cue} »"
    lines = _wrapped("  ", source) + _wrapped("  ", f"« {s.quote} »")
    for label, when in (("holds", s.holds), ("said", s.said)):
        if when:
            lines += _wrapped("  ", f"{label}: {when}")
    for other in s.against:
        lines += _wrapped("  ", f"{s.contrast}: set against {archive.name(other)}")
    for other in s.conflicts:
        lines += _wrapped("  ", f"in conflict with {archive.name(other)}")
    if s.note:
        lines += _wrapped("  ", f"note: {s.note}")
    return lines


def _wrapped(indent: str, text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent="  ", break_on_hyphens=False)
