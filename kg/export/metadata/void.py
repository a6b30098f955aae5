"""The dataset described by VoID and DCAT: what it holds, in which files, under which rights, made of what.

Quads of the graph ``meta``, in terms of VoID (https://www.w3.org/TR/void/), DCAT
(https://www.w3.org/TR/vocab-dcat-3/), DCTERMS and PROV. The description is no part of its own counts, which
would be circular: whatever is said of ``…/dataset`` and ``…/dataset/…`` is left out of them. For the same
reason no file has its digest here; ``ro-crate-metadata.json`` has those of all. Nothing is said of actors or
events.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.core.about import DATASET, LICENCE, STATEMENT, describes, part, release
from kg.core.iris import as_iri
from kg.core.namespaces import (  # fmt: skip
    BASE,
    BESIDE,
    DCAT,
    DCTERMS,
    GRAPHS,
    OA,
    PREFIXES,
    PROV,
    RDF,
    SD,
    SKG,
    VOID,
    XSD,
)
from kg.core.ontology import Label
from kg.core.quads import labelled, number, quad, typed
from kg.export.metadata.prov import Input, provenance
from kg.export.writer import ANSWERS, FACTS_OF, MEASURES, NETWORK, PAGES, WHOLE, Item
from kg.graph.policy import built_policies, facts_of
from kg.graph.read import Archive
from kg.graph.store import FACTS

ISSUED = "2026-11-22"
"""The day of the release, as in CITATION.cff: a build has no day of its own."""
RIGHTS, CURATION, QUOTES = part("rights"), part("curation"), part("quotes")
QUOTING = (
    *(SKG.quote, SKG.text, SKG.cue, SKG.contrastCue, SKG.words, SKG.population),
    *(OA.exact, OA.prefix, OA.suffix),
)
"""The properties whose values are words of the articles."""
ABOUT = Label(
    "Ce que des articles de presse disent des acteurs et des événements du Sahel : chaque énoncé est une "
    "affirmation, avec qui la fait, comment le narrateur la prend et les mots exacts ; les faits s’ensuivent "
    "par une politique que le lecteur choisit. Les nombres donnés ici laissent de côté cette description.",
    "What news articles say of actors and events of the Sahel: every statement is a claim, with who makes "
    "it, how the narrator takes it, and the exact words; facts follow by a policy that the reader chooses. "
    "The numbers given here leave this description out.",
)
PERMITTED = Label(
    "Le vocabulaire, la curation et ce qui en est calculé peuvent servir à tout, si la notice est gardée.",
    "The vocabulary, the curation and what is computed of them may be put to any use if the notice is kept.",
)
KEYWORDS = (
    Label("Sahel", "Sahel"),
    Label("conflits armés", "armed conflict"),
    Label("terrorisme", "terrorism"),
    Label("provenance des affirmations", "provenance of claims"),
    Label("analyse de réseaux", "network analysis"),
)
_TITLES = {
    "claims": Label("les affirmations et leurs preuves", "claims and their evidence"),
    "registry": Label(
        "les entités : classes, noms, identifiants", "the entities: classes, names, identifiers"
    ),
    "background": Label("ce qu’aucun article ne dit, et sa source", "what no article says, and its source"),
    "meta": Label(
        "les articles, les phrases et les politiques, sans cette description",
        "articles, sentences and policies, without this description",
    ),
    "ontology": Label("le vocabulaire", "the vocabulary"),
}
_DRAWN = {
    NETWORK: Label("le réseau des faits", "the network of the facts"),
    MEASURES: Label("les mesures du réseau, et des figures", "the measures of the network, and figures"),
    ANSWERS: Label("les réponses aux questions de la bibliothèque", "the answers to the library’s questions"),
    PAGES: Label("des parties du graphe, à explorer", "parts of the graph, to be explored"),
}
_FEATURES = {"ttl": "Turtle", "trig": "TriG", "nq": "N-Quads", "jsonld": "JSON-LD", "rdf": "RDF_XML"}


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the claims are about: days, and places by IRI with their latitude and longitude where known."""

    first: str
    last: str
    """The first and the last day that agree with an admitted claim, empty where the text says none."""
    places: dict[str, tuple[str, str] | None]


def describe(
    store: ox.Store, archive: Archive, items: Iterable[Item], inputs: Iterable[Input]
) -> Iterator[ox.Quad]:
    """Yield the description of a built store, but for what ``kg.graph`` says of any store it assembles."""
    yield from _itself(archive, coverage(archive))
    yield from _rights()
    yield from counts(store)
    yield from _distributions(items)
    yield from provenance(inputs)


def coverage(archive: Archive) -> Coverage:
    """Say which days admitted claims speak of, and which regions and located places there are."""
    times = [s.holds for s in archive.admitted() if s.holds]
    return Coverage(
        first=str(min(filter(None, (time.earliest for time in times)), default="")),
        last=str(max(filter(None, (time.latest for time in times)), default="")),
        places={
            iri: thing.coordinates[:2] if thing.coordinates else None
            for iri, thing in sorted(archive.entities.items())
            if thing.coordinates or thing.kind.name == "Region"
        },
    )


def _itself(archive: Archive, covered: Coverage) -> Iterator[ox.Quad]:
    yield quad("meta", DATASET, RDF.type, DCAT.Dataset)
    yield from labelled("meta", DATASET, DCTERMS.description, ABOUT)
    for keyword in KEYWORDS:
        yield from labelled("meta", DATASET, DCAT.keyword, keyword)
    yield quad("meta", DATASET, DCAT.version, ox.Literal(release()))
    yield quad("meta", DATASET, DCTERMS.issued, typed(ISSUED, XSD.date))
    for role in (DCTERMS.creator, DCTERMS.publisher):
        yield quad("meta", DATASET, role, as_iri("curator", "sahel-kg"))
    for language in ("fr", "en"):
        yield quad("meta", DATASET, DCTERMS.language, f"http://id.loc.gov/vocabulary/iso639-1/{language}")
    yield quad("meta", DATASET, DCTERMS.conformsTo, SKG.base.rstrip("#"))
    yield quad("meta", DATASET, VOID.uriSpace, ox.Literal(BASE))
    for example in examples(archive):
        yield quad("meta", DATASET, VOID.exampleResource, example)
    for iri in covered.places:
        yield quad("meta", DATASET, DCTERMS.spatial, iri)
    if covered.first or covered.last:
        yield quad("meta", DATASET, DCTERMS.temporal, part("period"))
        yield quad("meta", part("period"), RDF.type, DCTERMS.PeriodOfTime)
    for prop, day in ((DCAT.startDate, covered.first), (DCAT.endDate, covered.last)):
        if day:
            yield quad("meta", part("period"), prop, typed(day, XSD.date))


def examples(archive: Archive) -> list[str]:
    """Return what shows best what is in it: the first admitted claim, what it is about, and its article."""
    first = min(archive.admitted() or archive.claims.values(), key=lambda claim: claim.place, default=None)
    return [first.iri, first.subject, as_iri("article", first.spans[0].article)] if first else []


def _rights() -> Iterator[ox.Quad]:
    """Say the licence of our work apart from the rights in what it quotes."""
    yield quad("meta", DATASET, DCTERMS.rights, RIGHTS)
    yield quad("meta", RIGHTS, RDF.type, DCTERMS.RightsStatement)
    yield from labelled("meta", RIGHTS, DCTERMS.description, STATEMENT)
    yield quad("meta", CURATION, DCTERMS.license, LICENCE)
    yield quad("meta", QUOTES, DCTERMS.rights, RIGHTS)


def counts(store: ox.Store) -> Iterator[ox.Quad]:
    """Count the whole, its graphs, the facts of each policy, and what is quoted apart from what is not."""
    facts = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    whole = [quad.triple for quad in facts]
    for name, title in _TITLES.items():
        graph = store.quads_for_pattern(None, None, None, ox.NamedNode(GRAPHS[name]))
        held = [quad.triple for quad in graph if not describes(quad)]
        whole += held
        yield from _subset(part(name), title, held, GRAPHS[name])
    quoted = [triple for triple in whole if triple.predicate.value in QUOTING]
    own = [triple for triple in whole if triple.predicate.value not in QUOTING]
    yield from _subset(CURATION, Label("tout sauf les citations", "everything but the quotes"), own)
    yield from _subset(
        QUOTES, Label("les mots cités des articles", "the quoted words of the articles"), quoted
    )
    yield from _numbers(DATASET, whole)
    terms = {triple.predicate.value for triple in whole} | _classes(whole)
    used = {iri[: max(iri.rfind("/"), iri.rfind("#")) + 1] for iri in terms}
    for vocabulary in sorted(used & {*PREFIXES.values()}):
        yield quad("meta", DATASET, VOID.vocabulary, vocabulary)
    for policy in built_policies(store):
        iri, graph_name = part(FACTS_OF + policy), FACTS + policy
        title = Label(f"les faits selon la politique « {policy} »", f"the facts under the policy '{policy}'")
        yield from _subset(iri, title, {quad.triple for quad in facts_of(store, policy)}, graph_name)
        yield quad("meta", iri, PROV.wasDerivedFrom, part("claims"))
        yield quad("meta", iri, DCTERMS.conformsTo, as_iri("policy", policy))


def _subset(iri: str, title: Label, triples: Collection[ox.Triple], graph: str = "") -> Iterator[ox.Quad]:
    """Describe a part of the dataset, which may be a named graph, and count what it holds."""
    yield quad("meta", DATASET, VOID.subset, iri)
    yield quad("meta", iri, RDF.type, VOID.Dataset)
    yield quad("meta", iri, RDF.type, DCAT.Dataset)
    yield from labelled("meta", iri, DCTERMS.title, title)
    if graph:
        yield quad("meta", iri, RDF.type, SD.NamedGraph)
        yield quad("meta", iri, SD.name, graph)
    yield from _numbers(iri, triples)


def _numbers(iri: str, triples: Collection[ox.Triple]) -> Iterator[ox.Quad]:
    """Count triples, each of which comes once, as VoID does (https://www.w3.org/TR/void/#statistics).

    An entity is a subject with an IRI of ours that is no term of the vocabulary.
    """
    subjects = {triple.subject.value for triple in triples}
    ours = [each for each in subjects if each.startswith(BASE) and not each.startswith(SKG.base)]
    for prop, found in (
        (VOID.triples, triples),
        (VOID.entities, ours),
        (VOID.classes, _classes(triples)),
        (VOID.properties, {triple.predicate.value for triple in triples}),
        (VOID.distinctSubjects, subjects),
        (VOID.distinctObjects, {triple.object for triple in triples}),
    ):
        yield quad("meta", iri, prop, number(len(found)))


def _classes(triples: Iterable[ox.Triple]) -> set[str]:
    return {triple.object.value for triple in triples if triple.predicate.value == RDF.type}


def _distributions(items: Iterable[Item]) -> Iterator[ox.Quad]:
    """Say of every file what it is a form of, its media type, its rights, and where it may be found."""
    holders = set()
    for item in items:
        holder = DATASET if item.part == WHOLE else part(item.part)
        if item.part in _DRAWN and item.part not in holders:
            yield quad("meta", holder, RDF.type, DCAT.Dataset)
            yield quad("meta", holder, PROV.wasDerivedFrom, DATASET)
            yield quad("meta", DATASET, DCTERMS.hasPart, holder)
            yield from labelled("meta", holder, DCTERMS.title, _DRAWN[item.part])
            if item.part in BESIDE:
                yield quad("meta", holder, RDF.type, SD.NamedGraph)
                yield quad("meta", holder, SD.name, BESIDE[item.part])
        holders.add(item.part)
        yield quad("meta", holder, DCAT.distribution, part(item.key))
        yield from _distribution(item)
        ending = item.name.rpartition(".")[2]
        if item.part == WHOLE and ending in _FEATURES:
            yield quad("meta", DATASET, VOID.dataDump, item.address)
            yield quad("meta", DATASET, VOID.feature, f"http://www.w3.org/ns/formats/{_FEATURES[ending]}")
        elif ending in _FEATURES:
            yield quad("meta", holder, VOID.dataDump, item.address)


def _distribution(item: Item) -> Iterator[ox.Quad]:
    iri = part(item.key)
    yield quad("meta", iri, RDF.type, DCAT.Distribution)
    yield from labelled("meta", iri, DCTERMS.title, item.about)
    yield quad("meta", iri, DCAT.downloadURL, item.address)
    yield quad("meta", iri, DCAT.accessURL, item.address)
    yield quad("meta", iri, DCAT.mediaType, f"https://www.iana.org/assignments/media-types/{item.media}")
    yield quad("meta", iri, DCTERMS.license, LICENCE)
    if item.quotes:
        yield quad("meta", iri, DCTERMS.rights, RIGHTS)
    if item.conforms:
        yield quad("meta", iri, DCTERMS.conformsTo, item.conforms)
