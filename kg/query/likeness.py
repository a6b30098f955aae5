"""Names of entities in any language or spelling: what is exactly one of them, and what is like one.

Exact decides, likeness advises: only a name that one entity alone bears makes a certain match. A name is
compared as ``kg.core.iris.fold`` has it; likeness is that of rapidfuzz (https://rapidfuzz.github.io/RapidFuzz/).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyoxigraph as ox
from rapidfuzz import fuzz, process

from kg.core.iris import fold
from kg.core.namespaces import ADMS, BASE, GRAPHS, RDF, SKG, SKOS
from kg.core.ontology import EntityClass, read_ontology

LEAST = 65.0
"""Below this, two names are not alike."""
NEAREST = 99.0
"""What is not exact is at most so sure."""
IN_PART, INITIALS, SLUG = 92.0, 85.0, 95.0
"""How sure is an exact name beside other words, that letters are the initials of a name, and a bare id."""
COMMON = 2_000
"""A word that more names than this share does not bring them together."""
_LETTERS = re.compile(r"(?<!\S)(?:\w )+\w(?!\S)")
_PARTS = re.compile(r"\s*[/()\[\],;|=]\s*|\s+[-–—:]\s+")
_SMALL = {"a", "al", "an", "and", "au", "aux", "d", "de", "des", "du", "el", "et", "for", "in", "l", "la"}
_SMALL |= {"le", "les", "of", "on", "the", "to"}


def key_of(name: str) -> str:
    """Reduce a name to what decides: folded, and letters that stand alone are one word, as of an acronym.

    >>> key_of("G.S.I.M."), key_of("l’Azawad"), key_of("Al-Qaïda")
    ('gsim', 'l azawad', 'al qaida')
    """
    return _LETTERS.sub(lambda found: found[0].replace(" ", ""), fold(name))


def initials_of(key: str) -> str:
    """Return the initials of a name of several words, without its small words.

    >>> initials_of("groupe de soutien a l islam et aux musulmans"), initials_of("mali")
    ('gsim', '')
    """
    words = [word for word in key.split() if word not in _SMALL]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def parts_of(name: str) -> list[str]:
    """Return the keys of the names that a name is put together of, as in *GSIM/JNIM* or *Bamako (Mali)*.

    >>> parts_of("GSIM/JNIM"), parts_of("Bamako (Mali)"), parts_of("Bamako")
    (['gsim', 'jnim'], ['bamako', 'mali'], [])
    """
    parts = [key for part in _PARTS.split(name) if (key := key_of(part))]
    return parts if len(parts) > 1 else []


@dataclass(slots=True)
class Entity:
    """An entity as it is found: its names and identifiers."""

    iri: str
    kind: EntityClass
    labels: dict[str, str] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    """Scheme and identifier."""

    @property
    def id(self) -> str:
        """The id of the reconciliation service: the IRI without its base."""
        return self.iri.removeprefix(BASE)

    def name(self, language: str = "en") -> str:
        """Return its name in a language, or in another."""
        return self.labels.get(language) or next(iter(self.labels.values()), self.id)

    @property
    def names(self) -> list[str]:
        """All its names, in any language."""
        return list(dict.fromkeys([*self.labels.values(), *self.aliases]))


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate: how sure it is from 0 to 100, by which name, and whether that is exact."""

    entity: Entity
    score: float
    exact: bool = False
    words: float = 0.0
    """How like the words are whatever their order: a feature of the candidate."""


class Names:
    """All entities of a store by their names."""

    def __init__(self, entities: Iterable[Entity]):
        self.entities = {entity.iri: entity for entity in entities}
        self.exact: dict[str, set[str]] = defaultdict(set)
        self._initials: dict[str, set[str]] = defaultdict(set)
        self._slugs: dict[str, set[str]] = defaultdict(set)
        self._bearers: dict[str, list[str]] = defaultdict(list)
        for iri, entity in self.entities.items():
            for key in dict.fromkeys(map(key_of, entity.names)):
                self.exact[key].add(iri)
                self._bearers[key].append(iri)
                if initials := initials_of(key):
                    self._initials[initials].add(iri)
            for scheme, identifier in entity.identifiers:
                self.exact[key_of(f"{scheme} {identifier}")].add(iri)
                if not identifier.isdigit():  # a number alone is in many a cell, and means something else
                    self.exact[key_of(identifier)].add(iri)
            self._slugs[key_of(iri.rpartition("/")[2])].add(iri)
        self._keys = list(self._bearers)

    def _words_of(self, key: str, iri: str) -> float:
        names = map(key_of, self.entities[iri].names)
        return round(max((fuzz.token_set_ratio(key, name) for name in names), default=0.0), 1)

    @cached_property
    def _sorted(self) -> list[str]:
        return [_in_order(key) for key in self._keys]

    @cached_property
    def _squeezed(self) -> list[str]:
        return [key.replace(" ", "") for key in self._keys]

    def find(self, name: str, wanted: Collection[str] | None = None, least: float = LEAST) -> list[Found]:
        """Find the entities that a name may mean, the surest first, and only ``wanted`` ones."""
        allowed = self.entities.keys() if wanted is None else wanted
        direct = {name, BASE + name.removeprefix("/"), BASE + name.replace(":", "/", 1)} & set(allowed)
        key = key_of(name)
        exact = direct or ({iri for iri in self.exact.get(key, ()) if iri in allowed} if key else set())
        scores = dict.fromkeys(exact, 100.0)
        if key and not direct:
            for iri, score in self._alike(key, name):
                if iri in allowed and iri not in exact and score >= least:
                    scores[iri] = max(score, scores.get(iri, 0.0))
        found = [
            Found(self.entities[iri], round(score, 1), iri in exact, self._words_of(key, iri))
            for iri, score in scores.items()
        ]
        return sorted(found, key=lambda each: (-each.score, each.entity.name(), each.entity.iri))

    def _alike(self, key: str, name: str) -> Iterable[tuple[str, float]]:
        """Yield entities with how sure they are, by each way in which a name can be like another."""
        for iri in self._slugs.get(key, ()):
            yield iri, SLUG
        for rank, part in enumerate(parts_of(name)):
            for iri in self.exact.get(part, ()):
                yield iri, IN_PART - 8 * min(rank, 3)
        squeezed = key.replace(" ", "")
        for iri in self._initials.get(squeezed, ()) if len(squeezed) > 1 else ():
            yield iri, INITIALS
        if initials := initials_of(key):
            for iri in self.exact.get(initials, ()):
                yield iri, INITIALS - 10
        for query, choices, weight in (
            (key, self._keys, 1.0),
            (_in_order(key), self._sorted, 0.97),
            (squeezed, self._squeezed, 0.97),
        ):
            for _, score, place in process.extract(
                query, choices, scorer=fuzz.ratio, limit=50, score_cutoff=LEAST
            ):
                for iri in self._bearers[self._keys[place]]:
                    yield iri, min(NEAREST, weight * score)
        for other in self._sharing(key):
            score = 0.9 * share_of(key, other)
            yield from ((iri, score) for iri in self._bearers[other])

    @cached_property
    def _words(self) -> dict[str, list[str]]:
        words: dict[str, list[str]] = defaultdict(list)
        for key in self._keys:
            for word in set(key.split()) - _SMALL:
                words[word].append(key)
        return words

    def _sharing(self, key: str) -> set[str]:
        """Return the names that share a word; what is a word of too many names tells little."""
        found = (self._words.get(word, []) for word in set(key.split()) - _SMALL)
        return {name for names in found if len(names) <= COMMON for name in names}

    def begin_with(self, prefix: str) -> list[Entity]:
        """Find the entities that have a name, or a word of one, that begins so; then those like it."""
        key = key_of(prefix)
        first: dict[str, tuple[int, str]] = {}
        for name in self._keys if key else ():
            rank = 0 if name == key else 1 if name.startswith(key) else 2 if f" {key}" in name else 3
            for iri in self._bearers[name] if rank < 3 else ():
                first[iri] = min(first.get(iri, (rank, name)), (rank, name))
        begun = [self.entities[iri] for iri in sorted(first, key=lambda iri: (first[iri], iri))]
        return begun + [found.entity for found in self.find(prefix) if found.entity.iri not in first]


def _in_order(key: str) -> str:
    return " ".join(sorted(key.split()))


def share_of(one: str, other: str) -> float:
    """Say how much of two names is the words that both have, from 0 to 100; of the shorter one above all.

    >>> share_of("general oumar diarra", "oumar diarra") > 80, share_of("etat du mali", "armee du mali") < 70
    (True, True)
    """
    shared = sum(map(len, set(one.split()) & set(other.split()) - _SMALL))
    short, long = sorted((len(one.replace(" ", "")), len(other.replace(" ", ""))))
    return 100 * (0.6 * shared / short + 0.4 * shared / long) if shared >= 4 else 0.0


def read_names(store: ox.Store) -> Names:
    """Read the names of all entities of a store."""
    classes = {kind.iri: kind for kind in read_ontology().classes.values()}
    registry = ox.NamedNode(GRAPHS["registry"])

    def pairs(predicate: str) -> Iterable[tuple[str, Any]]:
        found = store.quads_for_pattern(None, ox.NamedNode(predicate), None, registry)
        return ((quad.subject.value, quad.object) for quad in found)

    kinds = {iri: term.value for by in (RDF.type, SKG.describedAs) for iri, term in pairs(by)}
    entities = {iri: Entity(iri, classes[kind]) for iri, kind in sorted(kinds.items()) if kind in classes}
    for iri, term in pairs(SKOS.prefLabel):
        if iri in entities:
            entities[iri].labels[term.language or ""] = term.value
    for iri, term in pairs(SKOS.altLabel):
        if iri in entities:
            entities[iri].aliases.append(term.value)
    schemes = {iri: term.value for iri, term in pairs(ADMS.schemeAgency)}
    notations = {iri: term.value for iri, term in pairs(SKOS.notation)}
    for iri, term in pairs(ADMS.identifier):
        if iri in entities and term.value in notations:
            entities[iri].identifiers.append((schemes.get(term.value, ""), notations[term.value]))
    for entity in entities.values():
        entity.labels = dict(sorted(entity.labels.items()))
        entity.aliases.sort()
        entity.identifiers.sort()
    return Names(entities.values())
