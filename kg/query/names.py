"""Names as people write them, matched with the entities, articles and terms of a graph.

Exact decides, likeness only advises. A name is exact where it is the IRI or the id of an entity, or else,
folded, one of its labels, aliases, identifiers or ids: that makes a command choose and the Reconciliation
Service call it a match. Fuzzy matching (rapidfuzz, https://rapidfuzz.github.io/RapidFuzz/) ranks what else it
may mean.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kg.core.iris import fold
from kg.core.model import Entity, Identifier
from kg.core.namespaces import ADMS, BASE, DCTERMS, OWL, PREFIXES, RDF, RDFS, SKG, SKOS
from kg.core.ontology import EntityClass, Label, by_subject, local_name, parse_classes
from kg.core.rq_files import Parameter, parse_question
from kg.errors import BadParameter, UnknownArticle, UnknownEntity, UnknownTerm
from kg.query.engines import Source, run
from kg.query.results import Term

CUTOFF = 65.0
"""The similarity, from 0 to 100, below which two names are not alike (rapidfuzz's ``score_cutoff``)."""
NEAREST = 99.0
"""The highest score of a candidate that is not exact."""
IN_PART, HELD, INITIALS = 92.0, 91.0, 85.0
"""Scores of an exact name beside other words, of words that only one name holds, and of initials."""
COMMON = 2_000
"""Names that may share a word before it no longer brings them together."""
LISTS = {
    "relation": SKG.Relation,
    "class": OWL.Class,
    "status": SKG.base + "Status",
    "mode": SKG.base + "Mode",
    "score": SKG.base + "Score",
}
"""The class of the terms that a parameter of such a type takes."""
_LETTERS = re.compile(r"(?<!\S)(?:\w )+\w(?!\S)")
_PARTS = re.compile(r"\s*[/()\[\],;|=]\s*|\s+[-–—:]\s+")
_STOP_WORDS = {
    *("a", "al", "an", "and", "au", "aux", "d", "de", "des", "du", "el", "et", "for", "in", "l", "la", "le"),
    *("les", "of", "on", "the", "to"),
}
_ENTITIES = f"""SELECT ?entity ?property ?value ?scheme ?source WHERE {{
  {{ VALUES ?property {{ <{SKOS.prefLabel}> <{SKOS.altLabel}> <{SKG.scopedTo}> <{SKG.describedAs}> }}
     ?entity ?property ?value }} UNION
  {{ ?claim <{RDF.subject}> ?entity ; <{RDF.predicate}> <{SKG.base}alsoKnownAs> ; <{RDF.object}> ?value ;
     <{SKG.polarity}> <{SKG.Affirmed}> BIND(<{SKOS.altLabel}> AS ?property) }} UNION
  {{ ?entity <{SKOS.prefLabel}> ?label ; <{RDF.type}> ?value FILTER(LANG(?label) = "en")
     BIND(<{RDF.type}> AS ?property) }} UNION
  {{ ?entity <{ADMS.identifier}> ?identifier . ?identifier <{SKOS.notation}> ?value ;
     <{ADMS.schemeAgency}> ?scheme ; <{DCTERMS.source}> ?source BIND(<{ADMS.identifier}> AS ?property) }}
}}"""

_CLASSES = f"""SELECT DISTINCT ?subject ?predicate ?object WHERE {{
  ?subject a <{OWL.Class}> ; <{RDFS.label}> ?french, ?english ; ?predicate ?object
  FILTER(LANG(?french) = "fr" && LANG(?english) = "en")
}}"""
_TERMS = f"SELECT DISTINCT ?term WHERE {{ ?term <{RDFS.label}> ?label ; <{SKOS.definition}> ?definition }}"
_ANYTHING = EntityClass(
    name="Entity",
    iri=SKG.Entity,
    label=Label("Entité", "Entity"),
    ancestors=frozenset({"Entity"}),
    path="entity",
    shape="",
    colour="",
    exists_by_claim=False,
    expects=(),
)
"""The class of what has none that the graph declares."""


def normalised(name: str) -> str:
    """Fold a name, and join letters that stand alone into one word, as of an acronym.

    >>> normalised("G.S.I.M."), normalised("l’Azawad"), normalised("Al-Qaïda")
    ('gsim', 'l azawad', 'al qaida')
    """
    return _LETTERS.sub(lambda found: found[0].replace(" ", ""), fold(name))


def initials_of(name: str) -> str:
    """Return the initials of a normalised name of several words, without its stop words.

    >>> initials_of("groupe de soutien a l islam et aux musulmans"), initials_of("mali")
    ('gsim', '')
    """
    words = [word for word in name.split() if word not in _STOP_WORDS]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def parts_of(name: str) -> list[str]:
    """Return the normalised names that a name is put together of, as in *GSIM/JNIM* or *Bamako (Mali)*.

    >>> parts_of("GSIM/JNIM"), parts_of("Bamako (Mali)"), parts_of("Bamako")
    (['gsim', 'jnim'], ['bamako', 'mali'], [])
    """
    parts = [part for each in _PARTS.split(name) if (part := normalised(each))]
    return parts if len(parts) > 1 else []


def word_overlap(one: str, other: str) -> float:
    """Return the share of letters in common words, from 0 to 100: 0.6 of the shorter, 0.4 of the longer name.

    >>> word_overlap("general oumar diarra", "oumar diarra") > 80
    True
    >>> word_overlap("etat du mali", "armee du mali") < 70
    True
    """
    shared = sum(map(len, set(one.split()) & set(other.split()) - _STOP_WORDS))
    short, long = sorted((len(one.replace(" ", "")), len(other.replace(" ", ""))))
    return 100 * (0.6 * shared / short + 0.4 * shared / long) if shared >= 4 else 0.0


class Stated(NamedTuple):
    """A triple as an answer has it."""

    subject: Term
    predicate: Term
    object: Term


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a name may mean: its score from 0 to 100, and whether it bears the name exactly."""

    entity: Entity
    score: float
    exact: bool = False
    words: float = 0.0
    """rapidfuzz's ``token_set_ratio``: how alike the words are whatever their order."""


class Names:
    """An index of entities by their names."""

    def __init__(self, entities: Iterable[Entity]):
        self.entities = {entity.iri: entity for entity in entities}
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._bearers: dict[str, list[str]] = defaultdict(list)
        for iri, entity in self.entities.items():
            for name in dict.fromkeys(map(normalised, entity.names)):
                self._bearers[name].append(iri)
            for key in (*entity.names, entity.id, *_as_names(entity.identifiers)):
                self._exact[normalised(key)].add(iri)
        self._exact.pop("", None)
        self._names = list(self._bearers)

    def bearers(self, name: str) -> list[str]:
        """Find the entities that bear a name exactly, as IRIs in order: by IRI or id, else by folded name."""
        by_iri = iris_of(name) & self.entities.keys()
        return sorted(by_iri or self._exact.get(normalised(name), set()))

    def choose(self, name: str) -> list[str]:
        """Find the bearers of a name, or else the one actor or place whose name holds the words.

        Raises ``UnknownEntity`` with the nearest name.
        """
        if found := self.bearers(name) or self._only_holder(normalised(name)):
            return found
        near = self.candidates(name)[:1]
        names = [self._nearest_name(name, each.entity) for each in near]
        raise UnknownEntity(name, names or {each for e in self.entities.values() for each in e.names})

    def _only_holder(self, key: str) -> list[str]:
        """Return the one actor or place of whose names one holds these words in a row; else nothing.

        Events are left out: nearly every one holds the name of a place, which would then mean both.
        """
        words = " ".join(_without_outer_stop_words(key.split()))
        holding = {iri for name in self._names if f" {words} " in f" {name} " for iri in self._bearers[name]}
        found = [iri for iri in holding if not self.entities[iri].kind.exists_by_claim]
        return found if words and len(found) == 1 else []

    def _nearest_name(self, name: str, entity: Entity) -> str:
        from rapidfuzz import fuzz

        return max(entity.names, key=lambda each: fuzz.ratio(normalised(name), normalised(each)))

    def candidates(self, name: str, among: Collection[str] | None = None) -> list[Candidate]:
        """Find the entities that a name may mean, the likeliest first, and only those ``among`` some IRIs."""
        from rapidfuzz import fuzz  # only who looks for likeness loads it

        key = normalised(name)
        exact = self.bearers(name)
        scores = dict.fromkeys(exact, 100.0)
        for iri, score in self._alike(key, name) if key and not iris_of(name) & {*exact} else ():
            if score >= CUTOFF:
                scores[iri] = max(score, scores.get(iri, 0.0))
        found = []
        for iri in scores if among is None else scores.keys() & among:
            entity = self.entities[iri]
            words = max(fuzz.token_set_ratio(key, normalised(each)) for each in entity.names)
            found.append(Candidate(entity, round(scores[iri], 1), iri in exact, round(words, 1)))
        return sorted(found, key=lambda each: (-each.score, each.entity.label.en, each.entity.iri))

    def _alike(self, key: str, name: str) -> Iterator[tuple[str, float]]:
        """Yield entities with their score, by each way in which a name can be like another."""
        for rank, part in enumerate(parts_of(name)):
            for iri in self._exact.get(part, ()):
                yield iri, IN_PART - 8 * min(rank, 3)
        joined = key.replace(" ", "")
        for iri in self._initials.get(joined, ()) if len(joined) > 1 else ():
            yield iri, INITIALS
        for iri in self._exact.get(initials_of(key), ()):
            yield iri, INITIALS - 10
        for iri in self._only_holder(key):
            yield iri, HELD
        yield from self._similar(key)
        for other in self._sharing_a_word(key):
            yield from ((iri, 0.9 * word_overlap(key, other)) for iri in self._bearers[other])

    def _similar(self, key: str) -> Iterator[tuple[str, float]]:
        """Yield entities by the similarity of letters: as written, with words sorted, and without spaces."""
        from rapidfuzz import fuzz, process

        for query, choices, weight in (
            (key, self._names, 1.0),
            (_sorted(key), self._with_sorted_words, 0.97),
            (key.replace(" ", ""), self._without_spaces, 0.97),
        ):
            found = process.extract(query, choices, scorer=fuzz.ratio, limit=50, score_cutoff=CUTOFF)
            for _, score, place in found:
                for iri in self._bearers[self._names[place]]:
                    yield iri, min(NEAREST, weight * score)

    def _sharing_a_word(self, key: str) -> set[str]:
        """Return the names that share a word, but for stop words and words of more than ``COMMON`` names."""
        found = (self._by_word.get(word, []) for word in set(key.split()) - _STOP_WORDS)
        return {name for names in found if len(names) <= COMMON for name in names}

    @cached_property
    def _with_sorted_words(self) -> list[str]:
        return [_sorted(name) for name in self._names]

    @cached_property
    def _without_spaces(self) -> list[str]:
        return [name.replace(" ", "") for name in self._names]

    @cached_property
    def _initials(self) -> dict[str, list[str]]:
        initials: dict[str, list[str]] = defaultdict(list)
        for name in self._names:
            initials[initials_of(name)] += self._bearers[name]
        return initials

    @cached_property
    def _by_word(self) -> dict[str, list[str]]:
        words: dict[str, list[str]] = defaultdict(list)
        for name in self._names:
            for word in set(name.split()) - _STOP_WORDS:
                words[word].append(name)
        return words

    def complete(self, prefix: str) -> list[Entity]:
        """Find the entities that have a name, or a word of one, with this prefix; then those like it."""
        key = normalised(prefix)
        first: dict[str, tuple[int, str]] = {}
        for name in self._names if key else ():
            rank = 0 if name == key else 1 if name.startswith(key) else 2 if f" {key}" in name else 3
            for iri in self._bearers[name] if rank < 3 else ():
                first[iri] = min(first.get(iri, (rank, name)), (rank, name))
        begun = [self.entities[iri] for iri in sorted(first, key=lambda iri: (first[iri], iri))]
        return begun + [each.entity for each in self.candidates(prefix) if each.entity.iri not in first]


def _without_outer_stop_words(words: list[str]) -> list[str]:
    kept = [place for place, word in enumerate(words) if word not in _STOP_WORDS]
    return words[kept[0] : kept[-1] + 1] if kept else []


def _sorted(name: str) -> str:
    return " ".join(sorted(name.split()))


def _as_names(identifiers: Iterable[Identifier]) -> Iterator[str]:
    for each in identifiers:
        yield f"{each.scheme} {each.value}"
        if not each.value.isdigit():  # a number alone is in many a cell, and means something else
            yield each.value


def read_vocabulary(source: Source) -> frozenset[str]:
    """Read which terms a graph declares, ours and those of its seeds, as IRIs."""
    return frozenset(row[0] for row in _rows(source, _TERMS))


def read_names(source: Source) -> Names:
    """Read the names of all entities of a graph, wherever it is, in SPARQL."""
    classes = read_classes(source)
    said: dict[str, dict[str, list[tuple[Term | None, ...]]]] = defaultdict(lambda: defaultdict(list))
    for entity, property_, *more in run(parse_question(_ENTITIES, "names", "names"), source):
        if entity and property_:
            said[entity.value][property_.value].append(tuple(more))
    return Names(
        _entity(iri, parts, classes) for iri, parts in sorted(said.items()) if SKOS.prefLabel in parts
    )


def read_classes(source: Source) -> dict[str, EntityClass]:
    """Read the classes that a graph declares, by IRI, wherever it is, in SPARQL."""
    rows = run(parse_question(_CLASSES, "names", "names"), source)
    return parse_classes(by_subject(Stated(*filter(None, row)) for row in rows))


def _entity(
    iri: str, parts: dict[str, list[tuple[Term | None, ...]]], classes: dict[str, EntityClass]
) -> Entity:
    values = {name: [term for term, *_ in rows if term] for name, rows in parts.items()}
    kinds = {term.value for name in (SKG.describedAs, RDF.type) for term in values.get(name, ())}
    known = sorted(kinds & classes.keys(), key=lambda kind: -len(classes[kind].ancestors))
    labels = {term.language: term.value for term in values[SKOS.prefLabel]}
    first = min(labels.values())
    scope = local_name(values[SKG.scopedTo][0].value) if SKG.scopedTo in values else ""
    return Entity(
        id=local_name(iri).rpartition("_")[2],
        iri=iri,
        kind=classes[known[0]] if known else _ANYTHING,
        label=Label(labels.get("fr", first), labels.get("en", first)),
        aliases=tuple(sorted({term.value for term in values.get(SKOS.altLabel, ())})),
        identifiers=tuple(sorted(map(_identifier, parts.get(ADMS.identifier, ())), key=str)),
        scope=scope,
    )


def _identifier(row: tuple[Term | None, ...]) -> Identifier:
    value, scheme, source = (term.value if term else "" for term in row)
    return Identifier(scheme, value, source)


def iris_of(name: str) -> set[str]:
    """Return the IRIs that a text may be: one, a prefixed name, a path below ours, or an id of any kind.

    >>> sorted(iris_of("actor:jnim") & iris_of("actor/jnim"))
    ['https://w3id.org/sahel-kg/actor/jnim']
    """
    prefix, colon, local = name.partition(":")
    found = {name, BASE + name.removeprefix("/")}
    found |= {PREFIXES[prefix] + local} if colon and prefix in PREFIXES else set()
    if name.isascii() and ":" not in name:
        found |= {base + name for base in PREFIXES.values() if base.startswith(BASE)}
    return {iri for iri in found if ":" in iri and not any(sign in iri for sign in ' <>"{}|^`\\\n\t')}


def find_entities(source: Source, name: str) -> list[str]:
    """Find the entities that a name means, as IRIs in order: all bearers of it, where it is ambiguous.

    An IRI or id decides as written; else labels, aliases, identifiers and ids do, with case, accents and
    punctuation forgiven; else the one actor or place whose name holds the words.

    Raises ``UnknownEntity`` with the nearest name.
    """
    values = " ".join(f"<{iri}>" for iri in sorted(iris_of(name)))
    pattern = f"VALUES ?entity {{ {values} }} ?entity <{SKOS.prefLabel}> ?label"
    text = f"SELECT DISTINCT ?entity WHERE {{ {pattern} }}"
    # an id is looked up alone: reading all names takes the longer, the larger the graph is
    known = sorted(iri for (iri,) in _rows(source, text)) if values else []
    return known or read_names(source).choose(name)


def find_articles(source: Source, name: str) -> list[str]:
    """Find the article that has an id or an IRI.

    Raises ``UnknownArticle`` with the nearest id.
    """
    text = f"SELECT DISTINCT ?id ?article WHERE {{ ?article <{DCTERMS.identifier}> ?id }}"
    ids = {row[0]: row[1] for row in _rows(source, text)}
    wanted = name.removeprefix(f"{BASE}article/").removeprefix("article:")
    if wanted not in ids:
        raise UnknownArticle(name, ids)
    return [ids[wanted]]


def find_terms(source: Source, kind: str, name: str) -> list[str]:
    """Find the terms of a closed list that bear a name or a label, as IRIs in order.

    Raises ``UnknownTerm`` with the nearest name.
    """
    text = f"SELECT ?term ?label WHERE {{ ?term <{RDF.type}> <{LISTS[kind]}> ; <{RDFS.label}> ?label }}"
    names, found = set(), set()
    for iri, label in _rows(source, text):
        names |= {local_name(iri)}
        if fold(name) in (fold(local_name(iri)), fold(label)) or iri in iris_of(name):
            found.add(iri)
    if not found:
        raise UnknownTerm(kind, name, names)
    return sorted(found)


def find_values(source: Source, parameter: Parameter, given: str) -> list[str]:
    """Find what a reader's value of a parameter means, as ``kg.core.rq_files.bind`` takes it.

    Raises ``UnknownEntity``, ``UnknownArticle``, ``UnknownTerm`` and ``BadParameter``.
    """
    if not given.strip():
        raise BadParameter(f"--{parameter.name}: a value is missing")
    if parameter.type in ("integer", "date"):
        return [given]
    if parameter.type == "entity":
        return find_entities(source, given)
    if parameter.type == "article":
        return find_articles(source, given)
    return find_terms(source, parameter.type, given)


def _rows(source: Source, text: str) -> list[tuple[str, ...]]:
    rows = run(parse_question(text, "names", "names"), source)
    return [tuple(term.value if term else "" for term in row) for row in rows]
