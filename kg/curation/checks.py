"""Everything that is wrong in the seeds, gathered at once, and how far the articles are covered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from pathlib import Path

from kg.core.contradictions import cycles, disorders
from kg.core.iris import fold
from kg.core.model import Article, Claim, Seeds, Sentence
from kg.curation.articles import read_found
from kg.curation.attribution import unattributed
from kg.curation.claims import CurationReader
from kg.curation.draft import NO_ID, Draft
from kg.curation.own_terms import Vocabulary, read_vocabulary
from kg.curation.text import name_of
from kg.curation.yaml_reader import Items, Record
from kg.errors import InvalidSeeds, LostClaims, Problem, count

Resting = defaultdict[tuple[str, str], list[Claim]]
"""The claims that rest on each sentence, by article and id."""


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
    notes: tuple[Problem, ...]
    """What is worth a look and stops no build."""
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

    What is wrong in a curation that is a draft is a note, and what it says is left out.

    >>> check("seeds").problems
    ()
    """
    vocabulary = read_vocabulary(Path(folder))
    report = _check(Path(folder), vocabulary)
    if not report.seeds.drafts:
        return report
    drafts = {f"{Path(folder).as_posix()}/curations/{name}.yaml" for name in report.seeds.drafts}
    found = _check(Path(folder), vocabulary, with_drafts=True)
    notes = {each for each in (*found.problems, *found.notes) if each.file in drafts}
    return replace(report, notes=tuple(sorted({*report.notes, *notes})))


def _check(folder: Path, vocabulary: Vocabulary, with_drafts: bool = False) -> Report:
    draft = read_found(folder, vocabulary, with_drafts)
    claims: list[tuple[Claim, Record]] = []
    used: set[str] = set()
    for article in draft.articles.values():
        reader = CurationReader(draft, article)
        claims += reader.claims()
        used |= reader.used
    faulty = {problem.file for problem in draft.problems}
    understood = not faulty  # what follows from one problem is not reported as another
    draft.problems += check_names(draft)
    draft.problems += check_identifiers(draft)
    draft.problems += check_claims(claims, {(entity.scope, entity.id) for entity in draft.entities.values()})
    resting = _resting(claims)
    draft.problems += check_silences(draft, resting)
    if understood:
        draft.problems += check_speakers(claims)
        draft.problems += check_contradictions(claims)
        check_usage(draft, used)
        draft.notes += note_attributions(draft, resting)
        draft.notes += note_late_events(draft, claims)
        draft.notes += note_doubles(draft)
    if all(file.startswith(f"{folder.as_posix()}/curations/") for file in faulty):
        uncovered = check_coverage(draft, resting)
        draft.problems += [problem for problem in uncovered if problem.file not in faulty]
    recognise_renamed(draft, used)
    check_count(draft, claims)
    seeds = Seeds(
        ontology=draft.ontology,
        articles=draft.articles,
        entities=dict(sorted(draft.entities.items())),
        claims=tuple(sorted((claim for claim, _ in claims), key=lambda claim: claim.iri)),
        drafts=tuple(sorted(draft.left_out)),
    )
    draft.problems = list(_gathered(draft.problems))
    coverage = tuple(_coverage(draft.articles.values(), resting))
    problems, notes = (tuple(sorted(set(each))) for each in (draft.problems, draft.notes))
    return Report(seeds, problems, notes, coverage, len(draft.curations))


def _gathered(problems: list[Problem]) -> Iterator[Problem]:
    """Yield the problems; of a file, all ids that are missing are one: one command writes them."""
    missing: dict[str, list[Problem]] = defaultdict(list)
    for each in problems:
        if each.what == NO_ID:
            missing[each.file].append(each)
        else:
            yield each
    for file, found in missing.items():
        if len(found) > 1:
            what = f"{count(len(found), 'id')} of sentences and claims are missing, the first here"
            yield Problem(file, min(each.line for each in found), what, found[0].hint)
        else:
            yield from found


def read_seeds(folder: str | Path = "seeds") -> Seeds:
    """Read seeds that must be sound. Raises ``InvalidSeeds`` with every problem."""
    report = _check(Path(folder), read_vocabulary(Path(folder)))  # notes on drafts are for who checks
    if report.problems:
        raise InvalidSeeds(report.problems)
    return report.seeds


def recognise_renamed(draft: Draft, used: set[str]) -> None:
    """Tell on both ends where the one name that nobody bears may be that of the one entity nobody names."""
    named = {word for curation in draft.curations.values() for word in _words_of(curation)}
    unnamed = [iri for iri in draft.places.keys() - used if draft.entities[iri].id not in named]
    if len(draft.unknown) != 1 or len(unnamed) != 1:
        return
    ((name, kinds),) = draft.unknown.items()
    entity = draft.entities[unnamed[0]]
    if kinds - {""} - entity.kind.ancestors:
        return
    file, line = draft.places[entity.iri]
    hint = f"nothing is said of '{entity.id}' in {file}:{line}: is it that one, renamed?"
    told = f"no entity '{name}'"
    draft.problems = [replace(each, hint=hint) if each.what == told else each for each in draft.problems]
    draft.problems.append(Problem(file, line, f"nothing is said of '{entity.id}'", f"renamed from '{name}'?"))


def _words_of(value: object) -> Iterator[str]:
    """Yield the words of all texts in and below a value but for what entities and sentences say."""
    if isinstance(value, Record):
        for key, each in value.items():
            if key not in ("entities", "heading", "sentence", "quote"):
                yield from _words_of(each)
    elif isinstance(value, Items):
        for each in value:
            yield from _words_of(each)
    else:
        yield from str(value).split()


def check_count(draft: Draft, claims: list[tuple[Claim, Record]]) -> None:
    """Count what curators wrote and what was read: without a problem, none may be missing.

    Raises ``LostClaims``.
    """
    written = sum(map(_says, draft.curations.values()))
    if not draft.problems and written != len(claims):
        raise LostClaims(written, len(claims), "read")


def _says(value: object) -> int:
    """Count the records with a ``say`` in and below a value, wherever they stand."""
    if isinstance(value, Record):
        return ("say" in value) + sum(map(_says, value.values()))
    return sum(map(_says, value)) if isinstance(value, Items) else 0


def check_names(draft: Draft) -> Iterator[Problem]:
    """Yield every name that two entities of one article's world bear."""
    registered: dict[str, str] = {}
    scoped: dict[tuple[str, str], str] = {}
    for entity in sorted(draft.entities.values(), key=lambda entity: (entity.scope, entity.iri)):
        if entity.id == "narrator" and draft.articles[entity.scope].source.voice:
            continue  # a medium may be spoken of, too
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
    ids: dict[str, Record] = {}
    contents: dict[tuple[object, ...], Record] = {}
    for claim, record in claims:
        if {("", record["id"]), (claim.article, record["id"])} & names:
            yield record.problem(f"id '{record['id']}' is that of an entity", "give the claim another", "id")
        content = (
            *(claim.article, claim.subject, claim.relation.name, claim.object, claim.claimant),
            *(claim.polarity, *(span.start for span in claim.spans)),
        )
        if claim.iri in ids:
            what, first = f"id '{record['id']}' twice", ids[claim.iri].line
            yield record.problem(what, f"first in line {first}", "id")
        elif content in contents:
            yield record.problem("the same claim twice", f"first in line {contents[content].line}")
        ids.setdefault(claim.iri, record)
        contents.setdefault(content, record)


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


def check_contradictions(claims: list[tuple[Claim, Record]]) -> Iterator[Problem]:
    """Yield claims of one voice that cannot all be true."""
    voices: dict[str, list[Claim]] = defaultdict(list)
    records = {claim.iri: record for claim, record in claims}
    for claim, _ in claims:
        voices[claim.claimant].append(claim)
    for said in voices.values():
        for cycle in cycles(said):
            yield from _cycle([records[claim.iri] for claim in cycle])
        for order, *days in disorders(said):
            record = records[order.iri]
            given = " and ".join(f"{day.holds} in line {records[day.iri].line}" for day in days)
            yield record.problem(
                f"'{record['say']}' is against the days that the same voice gives", given, "say"
            )


def _cycle(records: list[Record]) -> Iterator[Problem]:
    for record in records:
        others = "; ".join(f"line {each.line}: {each['say']}" for each in records if each is not record)
        what = f"'{record['say']}' is of one thing with itself"
        if others:
            what = f"'{record['say']}' cannot be true together with what the same voice says"
        yield record.problem(what, others, "say")


def check_usage(draft: Draft, used: set[str]) -> None:
    """Report entities that no claim speaks of: a problem in a curation, a note in the registry."""
    for iri in draft.places.keys() - used:
        entity = draft.entities[iri]
        found = Problem(*draft.places[iri], f"nothing is said of '{entity.id}'", "an unused entity")
        (draft.problems if entity.scope else draft.notes).append(found)


def check_silences(draft: Draft, resting: Resting) -> Iterator[Problem]:
    """Yield sentences that say why they are silent, although a claim rests on them."""
    for article, entries in draft.entries.items():
        for sentence, record in entries:
            if sentence.silent_because and resting[article, sentence.id]:
                yield record.problem(f"{name_of(record)} is not silent", "a claim rests on it", "silent")


def check_coverage(draft: Draft, resting: Resting) -> Iterator[Problem]:
    """Yield sentences that are neither behind a claim nor silent for a reason."""
    for article, entries in draft.entries.items():
        for sentence, record in entries:
            if not sentence.silent_because and not resting[article, sentence.id]:
                yield record.problem(f"{name_of(record)} is not covered", "claims: …, or silent: why")


def note_attributions(draft: Draft, resting: Resting) -> Iterator[Problem]:
    """Yield sentences that attribute what they say, while all their claims are the narrator's."""
    for article, entries in draft.entries.items():
        language = draft.articles[article].language
        for sentence, record in entries:
            if words := unattributed(sentence, language, resting[article, sentence.id]):
                what = f"{name_of(record)} says '{words}', and no claim on it has 'by'"
                yield record.problem(what, "the narrator's own words?", "claims")


def note_late_events(draft: Draft, claims: list[tuple[Claim, Record]]) -> Iterator[Problem]:
    """Yield claims of fact that hold only after their article had appeared."""
    for claim, record in claims:
        last = draft.articles[claim.article].source.published.latest
        begins = claim.holds and claim.holds.earliest
        if claim.is_admissible and last and begins and begins > last:
            yield record.problem(
                f"this holds from {begins} on, after the article appeared", f"{last}", "when"
            )


def note_doubles(draft: Draft) -> Iterator[Problem]:
    """Yield entities that several curations declare for themselves under one id and name."""
    seen: dict[tuple[str, str], str] = {}
    for entity in sorted(draft.entities.values(), key=lambda entity: entity.iri):
        key = entity.id, fold(entity.label.fr)
        if not entity.scope or entity.iri not in draft.places:
            continue
        if key in seen:
            what = f"'{entity.id}' is declared in {seen[key]} too, and is another node there"
            yield Problem(*draft.places[entity.iri], what, "register it once for all if it is one")
        seen.setdefault(key, entity.scope)


def _resting(claims: Iterable[tuple[Claim, Record]]) -> Resting:
    found: Resting = defaultdict(list)
    for claim, _ in claims:
        for place in {(span.article, span.sentence) for span in claim.spans}:
            found[place].append(claim)
    return found


def _coverage(articles: Iterable[Article], resting: Resting) -> Iterator[Coverage]:
    for article in articles:
        for sentence in article.sentences:
            yield Coverage(sentence, len(resting[article.id, sentence.id]))
