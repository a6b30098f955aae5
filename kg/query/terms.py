"""Terms of the vocabulary by the words that a curator has in mind, in French or English.

A term is found by its name, its labels, its synonyms (``skos:altLabel``) and, less surely, by its definitions
and the classes that it takes. Two words are alike where they begin alike (Jaro-Winkler similarity,
https://rapidfuzz.github.io/RapidFuzz/Usage/distance/JaroWinkler.html): *revendiquer* finds *revendication*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.core.iris import fold
from kg.core.namespaces import RDFS, SKOS
from kg.core.ontology import EntityClass, Ontology, Parts, Relation

RELATION, CLASS = "relation", "class"
MOST, NEAREST = 8, 3
"""How many terms a word finds at most, and how many are offered where it finds none."""
ENOUGH = 72.0
"""The score, from 0 to 100, from which a term is found."""
_ALIKE = 0.89
"""The similarity, from 0 to 1, from which two words are forms of one."""
_TOLD, _TAKES = 0.85, 0.78
"""What a word counts in a definition, or in the class that a relation takes, beside one in a name."""
_WRITTEN = {"string": "words", "integer": "a number", "boolean": "", "Toll": "a figure"}
"""What a curator writes for an object that is no entity."""
_STOP_WORDS = {
    *("a", "an", "and", "as", "at", "au", "aux", "by", "ce", "d", "dans", "de", "des", "du", "en", "est"),
    *("et", "for", "from", "in", "is", "it", "l", "la", "le", "les", "of", "on", "or", "ou", "par", "pour"),
    *("qu", "que", "qui", "s", "sa", "se", "son", "sur", "the", "to", "un", "une", "with"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A relation or class with its score, from 0 to 100."""

    term: Relation | EntityClass
    definition: str
    score: float

    @property
    def kind(self) -> str:
        """What it is: a relation or a class."""
        return RELATION if isinstance(self.term, Relation) else CLASS

    @property
    def ends(self) -> str:
        """Of a relation, what it is said of and what stands behind it in a claim; of a class, nothing."""
        if not isinstance(self.term, Relation):
            return ""
        behind = _WRITTEN.get(self.term.range, self.term.range)
        return f", {self.term.domain} → {behind}" if behind else f", {self.term.domain}"


def all_terms(ontology: Ontology, kind: str = RELATION) -> list[Found]:
    """List the relations, or the classes of entities, by name."""
    about = ontology.statements
    listed: dict[str, Relation | EntityClass] = {**ontology.relations}
    if kind == CLASS:
        listed = {n: each for n, each in ontology.classes.items() if "Entity" in each.ancestors - {n}}
    return [Found(term, _definition(about[term.iri]), 100.0) for _, term in sorted(listed.items())]


def find_terms(ontology: Ontology, words: str, kinds: Iterable[str] = (RELATION, CLASS)) -> list[Found]:
    """Rank the relations and classes by how well words fit them, the best first, whatever their score."""
    about = ontology.statements
    found = [each for kind in kinds for each in all_terms(ontology, kind)]
    scored = (Found(e.term, e.definition, _score(words, e.term, about[e.term.iri])) for e in found)
    return sorted(scored, key=lambda each: (-each.score, each.kind == CLASS, each.term.name))


def fitting(ranked: list[Found]) -> list[Found]:
    """Keep the terms that are found: those of a high score, and close to the best."""
    best = max((each.score for each in ranked), default=0.0)
    return [each for each in ranked if each.score >= max(ENOUGH, best - 20)][:MOST]


def _definition(about: Parts) -> str:
    return next((each.value for each in about[SKOS.definition] if each.language == "en"), "")


def _score(words: str, term: Relation | EntityClass, about: Parts) -> float:
    """Score a term by the best of its names, or by what is told of it."""
    wanted = _words(words)
    names = (re.sub(r"(?<=[a-z])(?=[A-Z])", " ", term.name), *_texts(about, RDFS.label, SKOS.altLabel))
    scores = [_likeness(wanted, _words(name)) for name in names]
    scores += [_TOLD * _share(wanted, _words(text)) for text in _texts(about, SKOS.definition)]
    if isinstance(term, Relation):
        scores += [_TAKES * _share(wanted, _words(name)) for name in (term.domain, term.range)]
    return max(scores)


def _texts(about: Parts, *properties: str) -> Iterator[str]:
    return (each.value for prop in properties for each in about[prop])


def _words(text: str) -> list[str]:
    """Split a text into folded words, without those that are in every text unless there are no others."""
    words = fold(text).split()
    return [word for word in words if word not in _STOP_WORDS] or words


def _likeness(wanted: list[str], name: list[str]) -> float:
    """Compare what is wanted with a name: how much of the one is in the other, mostly, and the other way."""
    return 0.9 * _share(wanted, name) + 0.1 * _share(name, wanted)


def _share(some: list[str], others: list[str]) -> float:
    """Return how well each of some words has its like among others, from 0 to 100 on average."""
    from rapidfuzz.distance import JaroWinkler  # only who looks for likeness loads it

    if not some or not others:
        return 0.0
    best = (max(JaroWinkler.similarity(each, other) for other in others) for each in some)
    return 100 * sum(_graded(each) for each in best) / len(some)


def _graded(similarity: float) -> float:
    """Keep the similarity of forms of one word, and half of anything less."""
    return similarity if similarity >= _ALIKE else similarity / 2
