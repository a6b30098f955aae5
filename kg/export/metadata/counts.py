"""How much there is of what in a built store, as VoID counts it (https://www.w3.org/TR/void/#statistics).

The whole, each graph, the facts of each policy, and what is quoted from the articles apart from what is not.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.core.about import DATASET, describes, number, part, say, worded
from kg.core.iris import as_iri, content_key
from kg.core.namespaces import (  # fmt: skip
    BASE,
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
    shorten,
)
from kg.core.ontology import Label
from kg.export.metadata.files import FACTS
from kg.export.metadata.tally import Tally, tally
from kg.graph.policy import built_policies, facts_of

CURATION, QUOTES = part("curation"), part("quotes")
QUOTING = (
    *(SKG.quote, SKG.text, SKG.cue, SKG.contrastCue, SKG.words, SKG.population),
    *(OA.exact, OA.prefix, OA.suffix),
)
"""The properties whose values are words of the articles."""
_GRAPHS = {
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


def counts(store: ox.Store) -> Iterator[ox.Quad]:
    """Count the whole, its graphs, the facts of each policy, and what is quoted apart from what is not."""
    whole, quoted, own = Tally(), Tally(), Tally()
    facts = tally(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    own.add(facts)
    for name, title in _GRAPHS.items():
        of_graph, quotes = Tally(), Tally()
        for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(GRAPHS[name])):
            if not describes(quad):
                (quotes if quad.predicate.value in QUOTING else of_graph).count(quad)
        own.add(of_graph)
        quoted.add(quotes)
        of_graph.add(quotes)
        yield from _subset(part(name), title)
        yield from _named(part(name), GRAPHS[name])
        yield from _numbers(part(name), of_graph)
    whole.add(own)
    whole.add(quoted)
    yield from _subset(CURATION, Label("tout sauf les citations", "everything but the quotes"))
    yield from _subset(QUOTES, Label("les mots cités des articles", "the quoted words of the articles"))
    for subset, counted in ((DATASET, whole), (CURATION, own), (QUOTES, quoted)):
        yield from _numbers(subset, counted)
    yield from _partitions(whole)
    for prop, triples in sorted(quoted.predicates.items()):
        yield from _property(QUOTES, prop, triples, "quoted")
    for policy in built_policies(store):
        yield from _facts(policy, tally(set(facts_of(store, policy))))


def _subset(iri: str, title: Label) -> Iterator[ox.Quad]:
    yield say(DATASET, VOID.subset, iri)
    yield say(iri, RDF.type, VOID.Dataset)
    yield say(iri, RDF.type, DCAT.Dataset)
    yield from worded(iri, DCTERMS.title, title)


def _facts(policy: str, counted: Tally) -> Iterator[ox.Quad]:
    iri = part(FACTS + policy)
    title = Label(f"les faits selon la politique « {policy} »", f"the facts under the policy '{policy}'")
    yield from _subset(iri, title)
    yield from _named(iri, f"{BASE}graph/facts/{policy}")
    yield say(iri, PROV.wasDerivedFrom, part("claims"))
    yield say(iri, DCTERMS.conformsTo, as_iri("policy", policy))
    yield from _numbers(iri, counted)


def _named(iri: str, graph: str) -> Iterator[ox.Quad]:
    yield say(iri, RDF.type, SD.NamedGraph)
    yield say(iri, SD.name, graph)


def _numbers(iri: str, counted: Tally) -> Iterator[ox.Quad]:
    for prop, value in counted.statistics().items():
        yield say(iri, prop, number(value))


def _partitions(whole: Tally) -> Iterator[ox.Quad]:
    for kind, entities in sorted(whole.instances.items()):
        iri = part(f"class-{_slug(kind)}")
        yield say(DATASET, VOID.classPartition, iri)
        yield say(iri, getattr(VOID, "class"), kind)
        yield say(iri, VOID.entities, number(entities))
    for prop, triples in sorted(whole.predicates.items()):
        yield from _property(DATASET, prop, triples, "property")
    used = {iri[: max(iri.rfind("/"), iri.rfind("#")) + 1] for iri in (*whole.instances, *whole.predicates)}
    for vocabulary in sorted(used & {*PREFIXES.values()}):
        yield say(DATASET, VOID.vocabulary, vocabulary)


def _property(of: str, prop: str, triples: int, how: str) -> Iterator[ox.Quad]:
    iri = part(f"{how}-{_slug(prop)}")
    yield say(of, VOID.propertyPartition, iri)
    yield say(iri, VOID.property, prop)
    yield say(iri, VOID.triples, number(triples))


def _slug(iri: str) -> str:
    """Name a term within one segment of an IRI."""
    short = shorten(iri)
    return content_key(iri) if short == iri else short.replace(":", "-")
