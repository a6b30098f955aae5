"""Everything that is wrong in the seeds, gathered at once, and how far the articles are covered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from pathlib import Path

from kg.core.iris import fold
from kg.core.model import Article, Claim, Seeds, Sentence
from kg.core.ontology import read_ontology
from kg.curation.claims import CurationReader
from kg.curation.entities import Draft, read_found
from kg.curation.yaml_reader import Record
from kg.errors import InvalidSeeds, Problem, count


@dataclass(frozen=True, slots=True)
class Coverage:
    """A sentence, and how many claims rest on it."""

    sentence: Sentence
    claims: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. ``seeds`` holds whatever could be understood."""

    seeds: Seeds
    problems: tuple[Problem, ...]
    coverage: tuple[Coverage, ...]
    curations: int

    @property
    def summary(self) -> str:
        """One line: how many problems in how many curations, or how much is covered."""
        if self.problems:
            bad = len({problem.file for problem in self.problems})
            return f"{count(len(self.problems), 'problem')} in {count(bad, 'file')}"
        silent = sum(1 for row in self.coverage if not row.claims)
        return (
            f"{count(len(self.seeds.claims), 'claim')} of {count(self.curations, 'article')}: "
            f"{count(len(self.coverage) - silent, 'sentence')} covered, {silent} silent with a reason"
        )


def check(folder: str | Path = "seeds") -> Report:
    """Read all seeds and gather every problem with its place.

    >>> check("seeds").problems
    ()
    """
    ontology = read_ontology()
    draft = read_found(Path(folder), ontology)
    claims: list[tuple[Claim, Record]] = []
    silences: list[tuple[Sentence, Record]] = []
    used: set[str] = set()
    for article in draft.articles.values():
        reader = CurationReader(draft, article, draft.curations[article.id])
        claims += reader.claims()
        silences += ((article.sentences[number - 1], record) for number, record in reader.silences())
        used |= reader.used
    understood = not draft.problems  # what follows from one problem is not reported as another
    draft.problems += check_names(draft)
    draft.problems += check_identifiers(draft)
    draft.problems += check_claims(claims, {(entity.scope, entity.id) for entity in draft.entities.values()})
    draft.problems += check_silences(claims, silences)
    if understood:
        draft.problems += check_speakers(claims)
        draft.problems += check_usage(draft, used)
    articles = dict(_with_silences(draft.articles, silences))
    coverage = tuple(_coverage(articles.values(), claims))
    if understood:
        draft.problems += check_coverage(draft, coverage)
    seeds = Seeds(
        ontology=ontology,
        articles=articles,
        entities=dict(sorted(draft.entities.items())),
        claims=tuple(sorted((claim for claim, _ in claims), key=lambda claim: claim.iri)),
    )
    return Report(seeds, tuple(sorted(set(draft.problems))), coverage, len(draft.curations))


def read_seeds(folder: str | Path = "seeds") -> Seeds:
    """Read seeds that must be sound. Raises ``InvalidSeeds`` with every problem."""
    report = check(folder)
    if report.problems:
        raise InvalidSeeds(report.problems)
    return report.seeds


def check_names(draft: Draft) -> Iterator[Problem]:
    """Yield every name that two entities of one article's world bear."""
    registered: dict[str, str] = {}
    scoped: dict[tuple[str, str], str] = {}
    for entity in sorted(draft.entities.values(), key=lambda entity: (entity.scope, entity.iri)):
        for name in {fold(name): name for name in entity.names}.items():
            folded, written = name
            other = registered.get(folded) or scoped.get((entity.scope, folded))
            if other and other != entity.iri:
                file, line = draft.places.get(entity.iri) or draft.places[other]  # a narrator has no place
                yield Problem(file, line, f"the name '{written}' twice", f"also of {other}")
            elif entity.scope:
                scoped[entity.scope, folded] = entity.iri
            else:
                registered[folded] = entity.iri


def check_identifiers(draft: Draft) -> Iterator[Problem]:
    """Yield every outside identifier that two entities bear."""
    bearers: dict[tuple[str, str], str] = {}
    for entity in draft.entities.values():
        for identifier in entity.identifiers:
            key = identifier.scheme, identifier.value
            if key in bearers and bearers[key] != entity.iri:
                what = f"the identifier {identifier.scheme} {identifier.value} twice"
                yield Problem(*draft.places[entity.iri], what, f"also of {bearers[key]}")
            bearers.setdefault(key, entity.iri)


def check_claims(claims: Iterable[tuple[Claim, Record]], names: Set[tuple[str, str]]) -> Iterator[Problem]:
    """Yield claims that stand twice, by content or by id, or bear the id of an entity."""
    seen: dict[str, Record] = {}
    for claim, record in claims:
        if {("", record.get("id")), (claim.article, record.get("id"))} & names:
            yield record.problem(f"id '{record['id']}' is that of an entity", "give the claim another", "id")
        if claim.iri in seen:
            what = f"id '{record['id']}' twice" if "id" in record else "the same claim twice"
            yield record.problem(what, f"first in line {seen[claim.iri].line}", "id")
        seen.setdefault(claim.iri, record)


def check_speakers(claims: list[tuple[Claim, Record]]) -> Iterator[Problem]:
    """Yield claims that are made in an utterance of somebody else."""
    speakers: dict[str, set[object]] = {}
    for claim, _ in claims:
        if claim.relation.name == "speaker" and claim.polarity == "Affirmed":
            speakers.setdefault(claim.subject, set()).add(claim.object)
    for claim, record in claims:
        if claim.said_in and claim.claimant not in speakers.get(claim.said_in, ()):
            what = f"'{record['in']}' is not an utterance of '{record.get('by', 'narrator')}'"
            yield record.problem(what, f"say: {record['in']} speaker …", "in")


def check_usage(draft: Draft, used: set[str]) -> Iterator[Problem]:
    """Yield entities that no claim speaks of."""
    for iri in draft.places.keys() - used:
        file, line = draft.places[iri]
        yield Problem(file, line, f"nothing is said of '{draft.entities[iri].id}'", "an unused entity")


def check_silences(
    claims: list[tuple[Claim, Record]], silences: list[tuple[Sentence, Record]]
) -> Iterator[Problem]:
    """Yield sentences that are listed as silent twice, or although a claim rests on them."""
    spoken = {(span.article, span.sentence) for claim, _ in claims for span in claim.spans}
    listed = Counter(sentence for sentence, _ in silences)
    for sentence, record in silences:
        if (sentence.article, sentence.number) in spoken:
            yield record.problem(f"sentence {sentence.number} is not silent", "a claim rests on it")
        elif listed[sentence] > 1:
            yield record.problem(f"sentence {sentence.number} twice")


def check_coverage(draft: Draft, coverage: Iterable[Coverage]) -> Iterator[Problem]:
    """Yield sentences that are neither behind a claim nor listed as silent."""
    for row in coverage:
        sentence = row.sentence
        if not row.claims and not sentence.silent_because:
            record = draft.curations[sentence.article]
            words = sentence.text if len(sentence.text) <= 60 else sentence.text[:59] + "…"
            yield record.problem(f"sentence {sentence.number} is not covered", f"'{words}'", "claims")


def _with_silences(
    articles: dict[str, Article], silences: list[tuple[Sentence, Record]]
) -> Iterator[tuple[str, Article]]:
    """Yield the articles by id with the reason of each sentence that is listed as silent."""
    reasons = {sentence: record["because"] for sentence, record in silences}
    for name, article in articles.items():
        told = (replace(s, silent_because=reasons.get(s, "")) for s in article.sentences)
        yield name, replace(article, sentences=tuple(told))


def _coverage(articles: Iterable[Article], claims: list[tuple[Claim, Record]]) -> Iterator[Coverage]:
    resting = Counter(
        place for claim, _ in claims for place in {(span.article, span.sentence) for span in claim.spans}
    )
    for article in articles:
        for sentence in article.sentences:
            yield Coverage(sentence, resting[article.id, sentence.number])
