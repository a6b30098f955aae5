"""The shapes: the real article conforms, and each kind of fault is named by the shape that it breaks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

import pyoxigraph as ox
import pytest
from pyshacl import validate
from rdflib import OWL, RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import Namespace

from kg.core import namespaces
from kg.core.iris import as_iri
from kg.core.model import Seeds, Toll
from kg.core.namespaces import PREFIXES
from kg.core.ontology import ONTOLOGY, Ontology, local_name, read_ontology
from kg.curation.checks import read_seeds
from kg.graph.assemble import assemble
from kg.measures import tables
from kg.measures.sensitivity import analyse
from tests.support.explorer import DEEP

SHAPES = ONTOLOGY.with_name("shapes.ttl")
SHAPE = Namespace("https://w3id.org/sahel-kg/shapes#")
SKG = Namespace(namespaces.SKG.base)
TARGETS = {SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf}
SAYS_NOTHING = {RDF.type, SH.path, SH.property, SH.severity, SH.message}
CLOSED_LISTS = {
    "polarity": "Polarity", "narratorStance": "Stance", "mode": "Mode", "usualMode": "Mode",
    "basis": "Basis", "status": "Status", "comparator": "Comparator", "revision": "Revision",
    "timeRelation": "TimeRelation", "score": "Score",
}  # fmt: skip
"""Which closed list of the ontology each property draws its values from."""
KEPT = {
    *(
        "affects",
        "agent",
        "anticipated",
        "capitalOf",
        "founded",
        "injured",
        "isNeeded",
        "killed",
        "labelledAs",
    ),
    *("ofState", "spread", "target"),
}
"""The relations of the part of the article that is spoilt: what the faults and doubts below speak of."""
Triples = frozenset[ox.Triple]


@dataclass(frozen=True)
class Finding:
    """One result of a validation: which shape, how grave, on what."""

    shape: str
    severity: str
    focus: str


def validated(graph: Graph) -> tuple[bool, set[Finding]]:
    """Tell by pySHACL, which knows nothing of ours, whether a graph has no violation, and all it finds."""
    conforms, report, _ = validate(graph, shacl_graph=Graph() + shapes(), inplace=True, allow_warnings=True)
    return conforms, {
        Finding(
            local_name(str(report.value(result, SH.sourceShape))),
            local_name(str(report.value(result, SH.resultSeverity))),
            str(report.value(result, SH.focusNode)),
        )
        for result in report.objects(None, SH.result)
    }


def flatten(seeds: Seeds, policy: str = "reported") -> Graph:
    """Merge all graphs of a build, as ``sahel.ttl`` does."""
    return merged(assemble(seeds, policy=policy))


def merged(store: ox.Store) -> Graph:
    return graph_of({quad.triple for quad in store})


def graph_of(triples: Iterable[ox.Triple]) -> Graph:
    lines = [f"{triple} ." for triple in triples]
    return Graph().parse(data="\n".join(sorted(lines)), format="nt")


@cache
def shapes() -> Graph:
    return Graph().parse(SHAPES)


def part_of(seeds: Seeds) -> Seeds:
    """Keep of the article one claim of each of a few relations, and who speaks: pySHACL is slow over each."""
    first = {claim.relation.name: claim for claim in reversed(seeds.claims)}
    kept = [claim for name, claim in first.items() if name in KEPT]
    said_in = {claim.said_in for claim in kept}
    speakers = [c for c in seeds.claims if c.relation.name == "speaker" and c.subject in said_in]
    claims = (*kept, *speakers)
    named = {iri for c in claims for iri in (c.subject, c.object, c.claimant, c.to, c.said_in, *c.against)}
    named |= {claim.holds.anchor for claim in claims if claim.holds}
    spoken = {(span.article, span.sentence) for claim in claims for span in claim.spans}
    return Seeds(
        ontology=seeds.ontology,
        articles={
            key: replace(
                each,
                sentences=tuple(
                    replace(s, section=s.section if (key, s.section) in spoken else "")
                    for s in each.sentences
                    if (key, s.id) in spoken or s.silent_because
                ),
            )
            for key, each in seeds.articles.items()
        },
        entities={iri: entity for iri, entity in seeds.entities.items() if iri in named},
        claims=claims,
    )


@pytest.fixture(scope="module")
def part(seeds: Seeds) -> Triples:
    """Build a part of the article, with what can be measured of it, and the relations that occur in it."""
    store = assemble(part_of(seeds))
    store.extend(tables.quads([analyse(store, view="actors", ties="stated")]))
    triples = {quad.triple for quad in store}
    spoken = {ox.NamedNode(namespaces.SKG.base + name) for name in (*KEPT, "speaker", "addressee")}
    relations = {t.subject for t in triples if t.object == ox.NamedNode(namespaces.SKG.base + "Relation")}
    return frozenset(triple for triple in triples if triple.subject not in relations - spoken)


def spoilt(part: Triples, update: str) -> Triples:
    """Apply a SPARQL Update to a part of the article; one that changes nothing is a mistake of the test."""
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in part)
    store.update("".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + update)
    changed = frozenset(quad.triple for quad in store)
    assert changed != part, "the update changes nothing"
    return changed


# the real article


@pytest.mark.parametrize("policy", ["reported", "everyone"])
def test_the_article_conforms_without_a_warning(seeds, policy):
    assert validated(flatten(seeds, policy)) == (True, set())


def test_measures_conform_under_whatever_policy_they_were_taken(miniature):
    store = assemble(read_seeds(miniature))
    asked = (("narrator", "entities", ""), ("everyone", "entities", "all"), ("reported", "signed", "stated"))
    store.extend(tables.quads([analyse(store, *each) for each in asked]))
    assert validated(merged(store)) == (True, set())


def test_the_part_of_the_article_that_is_spoilt_below_conforms_before(part):
    assert validated(graph_of(part)) == (True, set())


@pytest.mark.long
def test_the_shapes_are_themselves_well_formed():
    assert validate(Graph(), shacl_graph=Graph() + shapes(), meta_shacl=True)[0]


# faults

KILLED = "?claim rdf:predicate skg:killed"
NEGATED = "?claim skg:polarity skg:Negated"
CAPITAL = "?claim rdf:predicate skg:capitalOf"
NOWHERE = f"<{as_iri('span', 'nowhere')}>"
FAULTS = {
    "a claim without polarity": (
        f"DELETE {{ ?claim skg:polarity ?x }} WHERE {{ {KILLED} ; skg:polarity ?x }}",
        "claim-polarity admitted-polarity",
    ),
    "a claim with two stances": (
        f"INSERT {{ ?claim skg:narratorStance skg:Rejected }} WHERE {{ {KILLED} }}",
        "claim-stance",
    ),
    "a status that is none": (
        f"DELETE {{ ?claim skg:status ?x }} INSERT {{ ?claim skg:status skg:Probable }} "
        f"WHERE {{ {KILLED} ; skg:status ?x }}",
        "claim-status",
    ),
    "an unknown mode": (
        f"DELETE {{ ?claim skg:mode ?x }} INSERT {{ ?claim skg:mode skg:Rumour }} "
        f"WHERE {{ {NEGATED} ; skg:mode ?x }}",
        "claim-mode",
    ),
    "a claim without a subject": (
        f"DELETE {{ ?claim rdf:subject ?x }} WHERE {{ {CAPITAL} ; rdf:subject ?x }}",
        "claim-subject",
    ),
    "a claim about something unregistered": (
        f"DELETE {{ ?claim rdf:subject ?x }} INSERT {{ ?claim rdf:subject actor:nobody }} "
        f"WHERE {{ {CAPITAL} ; rdf:subject ?x }}",
        "claim-subject",
    ),
    "a claim with a relation that is none": (
        f"DELETE {{ ?claim rdf:predicate ?x }} INSERT {{ ?claim rdf:predicate skg:perpetrater }} "
        f"WHERE {{ {CAPITAL} ; rdf:predicate ?x }}",
        "claim-relation",
    ),
    "evidence that points to nothing": (
        f"INSERT {{ ?claim skg:evidence {NOWHERE} }} WHERE {{ {KILLED} }}",
        "claim-evidence",
    ),
    "a claim that rests on nothing": (
        f"DELETE {{ ?claim skg:evidence ?x }} WHERE {{ {KILLED} ; skg:evidence ?x }}",
        "claim-evidence claim-evidence-article",
    ),
    "an inference without its reason": (
        f"DELETE {{ ?claim skg:reason ?x }} WHERE {{ {CAPITAL} ; skg:reason ?x }}",
        "InferredClaim",
    ),
    "a narrator who only reports himself": (
        f"DELETE {{ ?claim skg:narratorStance ?x }} INSERT {{ ?claim skg:narratorStance skg:Reported }} "
        f"WHERE {{ {CAPITAL} ; skg:narratorStance ?x }}",
        "NarratorsClaim",
    ),
    "a negation that a policy takes for a fact": (
        f"INSERT {{ ?claim skg:admittedBy policy:reported }} WHERE {{ {NEGATED} }}",
        "admitted-polarity",
    ),
    "a conflict that goes one way": (
        f"INSERT {{ ?claim skg:conflictsWith ?other }} "
        f"WHERE {{ {KILLED} . ?other rdf:predicate skg:injured }}",
        "claim-conflict-mutual",
    ),
    "a contrast without its words": (
        "DELETE { ?claim skg:contrastCue ?x } WHERE { ?claim skg:contrastCue ?x }",
        "contrast-cue",
    ),
    "a span without its words": (
        f"DELETE {{ ?quote oa:exact ?x }} WHERE {{ {KILLED} ; skg:evidence/oa:hasSelector ?quote . "
        f"?quote oa:exact ?x }}",
        "quote-exact",
    ),
    "an end that is a text": (
        f"DELETE {{ ?at oa:end ?x }} INSERT {{ ?at oa:end ?text }} WHERE {{ {KILLED} ; "
        f"skg:evidence/oa:hasSelector ?at . ?at oa:end ?x BIND (str(?x) AS ?text) }}",
        "position-end position-order sentence-spans",
    ),
    "a span that runs out of its sentence": (
        f"DELETE {{ ?at oa:end ?x }} INSERT {{ ?at oa:end 99999 }} WHERE {{ {KILLED} ; "
        f"skg:evidence/oa:hasSelector ?at . ?at oa:end ?x }}",
        "sentence-spans",
    ),
    "a span without a position": (
        f"DELETE {{ ?span oa:hasSelector ?at }} WHERE {{ {KILLED} ; skg:evidence ?span . "
        f"?span oa:hasSelector ?at . ?at a oa:TextPositionSelector }}",
        "span-position",
    ),
    "a toll without a figure": (
        f"DELETE {{ ?toll skg:figure ?x }} WHERE {{ {KILLED} ; rdf:object ?toll . ?toll skg:figure ?x }}",
        "BoundedToll",
    ),
    "a toll with two figures": (
        f"INSERT {{ ?toll skg:figure 71 }} WHERE {{ {KILLED} ; rdf:object ?toll }}",
        "toll-figure",
    ),
    "a toll with words beside its figure": (
        f"INSERT {{ ?toll skg:figureWords 'dozens' }} WHERE {{ {KILLED} ; rdf:object ?toll }}",
        "BoundedToll",
    ),
    "a toll with two wordings": (
        f"DELETE {{ ?toll skg:comparator ?x ; skg:figure ?n ; skg:lowerBound ?low }} "
        f"INSERT {{ ?toll skg:comparator skg:Vague ; skg:figureWords 'dozens', 'scores' }} "
        f"WHERE {{ {KILLED} ; rdf:object ?toll . "
        "?toll skg:comparator ?x ; skg:figure ?n ; skg:lowerBound ?low }",
        "toll-words",
    ),
    "a claim with two notes of its reading": (
        f"INSERT {{ ?claim skg:readingNote 'one', 'other' }} WHERE {{ {KILLED} }}",
        "claim-reading-note",
    ),
    "a toll whose bounds belie its words": (
        f"DELETE {{ ?toll skg:comparator ?x }} INSERT {{ ?toll skg:comparator skg:About }} "
        f"WHERE {{ {KILLED} ; rdf:object ?toll . ?toll skg:comparator ?x }}",
        "BoundedToll",
    ),
    "a day that is a year": (
        'INSERT { ?time skg:earliest "2023"^^xsd:gYear } WHERE { ?time a skg:Time }',
        "time-earliest",
    ),
    "a relative time that does not say how": (
        "DELETE { ?time skg:timeRelation ?x } WHERE { ?time skg:timeRelation ?x }",
        "anchored-relation",
    ),
    "a claim that is addressed to a place": (
        f"INSERT {{ ?claim skg:addressedTo place:bamako }} WHERE {{ {KILLED} }}",
        "claim-addressee",
    ),
    "a dispute with somebody rather than with what he says": (
        f"INSERT {{ ?claim cito:disputes actor:oumar-diarra }} WHERE {{ {KILLED} }}",
        "claim-disputes",
    ),
    "a curation that read something else": (
        "INSERT { ?curation prov:used <https://example.org/> } WHERE { ?curation prov:used ?x }",
        "claim-curation-article",
    ),
    "a curation by nobody": (
        "DELETE { ?curation prov:wasAssociatedWith ?x } WHERE { ?curation prov:wasAssociatedWith ?x }",
        "claim-curator",
    ),
    "a span that starts before its sentence": (
        f"DELETE {{ ?at oa:start ?x }} INSERT {{ ?at oa:start 0 }} WHERE {{ {KILLED} ; "
        f"skg:evidence/oa:hasSelector ?at . ?at oa:start ?x }}",
        "position-in-sentence",
    ),
    "a span in a sentence of another article": (
        f"DELETE {{ ?sentence skg:article ?x }} "
        f"INSERT {{ ?sentence skg:article <https://example.org/article/x> . "
        f"<https://example.org/article/x> a schema:NewsArticle }} WHERE {{ {KILLED} ; "
        f"skg:evidence/skg:inSentence ?sentence . ?sentence skg:article ?x }}",
        "span-sentence-article article-identifier article-published article-latest article-language "
        "article-digest",
    ),
    "a sentence in two sections": (
        "INSERT { ?sentence skg:inSection ?other . ?other a skg:Heading } "
        "WHERE { ?sentence skg:inSection ?x . "
        "?other a skg:Sentence FILTER NOT EXISTS { ?other skg:inSection ?any } }",
        "sentence-section",
    ),
    "a sentence in a section that no heading opens": (
        "DELETE { ?sentence skg:inSection ?x } INSERT { ?sentence skg:inSection ?sentence } "
        "WHERE { ?sentence a skg:Sentence ; skg:inSection ?x }",
        "sentence-section",
    ),
    "a sentence without its id": (
        "DELETE { ?sentence dcterms:identifier ?x } "
        "WHERE { ?sentence a skg:Heading ; dcterms:identifier ?x }",
        "sentence-id",
    ),
    "a sentence whose id is no number": (
        "DELETE { ?sentence dcterms:identifier ?x } INSERT { ?sentence dcterms:identifier 'a7' } "
        "WHERE { ?sentence a skg:Heading ; dcterms:identifier ?x }",
        "sentence-id",
    ),
    "a toll that two claims share": (
        f"DELETE {{ ?other rdf:object ?x }} INSERT {{ ?other rdf:object ?toll }} WHERE {{ {KILLED} ; "
        f"rdf:object ?toll . ?other rdf:predicate skg:injured ; rdf:object ?x }}",
        "toll-claim",
    ),
    "a last day before the first": (
        'INSERT { ?time skg:earliest "2024-09-22"^^xsd:date ; skg:latest "2024-09-01"^^xsd:date } '
        "WHERE { ?time a skg:Time }",
        "time-order",
    ),
    "an IRI that nests": (
        "DELETE { ?time ?p ?o . ?claim skg:holdsAt ?time } "
        "INSERT { ?nested ?p ?o . ?claim skg:holdsAt ?nested } "
        "WHERE { ?claim skg:holdsAt ?time . ?time ?p ?o "
        'BIND (IRI(CONCAT(STR(?time), "/holds")) AS ?nested) }',
        "Time",
    ),
    "an entity without a French name": (
        "DELETE { actor:mali skos:prefLabel ?x } "
        'WHERE { actor:mali skos:prefLabel ?x FILTER (LANG(?x) = "fr") }',
        "entity-french",
    ),
    "an entity with two English names": (
        'INSERT DATA { actor:mali skos:prefLabel "Republic of Mali"@en }',
        "entity-english",
    ),
    "an entity of two classes": (
        "INSERT DATA { actor:mali a skg:ArmedGroup }",
        "entity-class",
    ),
    "an event that exists as something else": (
        "INSERT DATA { event:bamako-attack a skg:Victory }",
        "entity-class event-existence",
    ),
    "an actor that is only described": (
        "DELETE { actor:aes a ?x } INSERT { actor:aes skg:describedAs ?x } WHERE { actor:aes a ?x }",
        "event-class ObjectIsOrganisation",
    ),
    "an utterance without a speaker": (
        "DELETE { ?claim rdf:predicate skg:speaker } INSERT { ?claim rdf:predicate skg:addressee } "
        "WHERE { ?claim rdf:predicate skg:speaker ; rdf:object actor:oumar-diarra }",
        "utterance-speaker",
    ),
    "an identifier without a source": (
        "DELETE { ?id dcterms:source ?x } WHERE { actor:mali adms:identifier ?id . ?id dcterms:source ?x }",
        "identifier-source",
    ),
    "a latitude beyond the pole": (
        "DELETE { place:bamako wgs:lat ?x } INSERT { place:bamako wgs:lat 126.4 } "
        "WHERE { place:bamako wgs:lat ?x }",
        "located-lat",
    ),
    "a place that does something": (
        "INSERT DATA { event:bamako-attack skg:perpetrator place:bamako }",
        "ObjectIsActor",
    ),
    "a fact about an event that nothing shows to exist": (
        "INSERT { ?event skg:location place:bamako } "
        "WHERE { ?event skg:describedAs skg:Neutralisation FILTER NOT EXISTS { ?event a ?type } }",
        "SubjectIsEvent",
    ),
    "a fact with a number for a text": (
        "INSERT DATA { actor:oumar-diarra skg:rank 4 }",
        "ObjectIsString",
    ),
    "a dataset under two policies": (
        "INSERT { ?dataset skg:factsUnder policy:everyone } WHERE { ?dataset skg:factsUnder ?x }",
        "dataset-policy",
    ),
    "a policy that says what it admits in one language": (
        'DELETE { ?policy skos:definition ?x } WHERE { ?policy a skg:Policy ; skos:definition ?x '
        'FILTER (LANG(?x) = "fr") }',
        "policy-french",
    ),
    "a policy without its query": (
        "DELETE { ?policy sh:construct ?x } WHERE { ?policy a skg:Policy ; sh:construct ?x }",
        "policy-construct",
    ),
    "a network under no policy": (
        "DELETE { ?network skg:underPolicy ?x } WHERE { ?network skg:underPolicy ?x }",
        "network-policy",
    ),
    "a network of two views": (
        "INSERT { ?network skg:view 'entities' } WHERE { ?network a skg:Network }",
        "network-view",
    ),
    "a network that is derived from an article": (
        "INSERT { ?network prov:wasDerivedFrom ?article } "
        "WHERE { ?network a skg:Network . ?article a schema:NewsArticle }",
        "network-claims",
    ),
    "ties by a relation": (
        "INSERT { ?network skg:tiesBy skg:opponent } WHERE { ?network a skg:Network }",
        "network-ties",
    ),
    "a network that is fragile in a mode": (
        "INSERT { ?network skg:fragileIn skg:Fact } WHERE { ?network a skg:Network }",
        "network-fragile",
    ),
    "a network whose IRI nests": (
        "DELETE { ?network ?p ?o . ?m skg:inNetwork ?network } INSERT { ?nested ?p ?o . "
        "?m skg:inNetwork ?nested } WHERE { ?network a skg:Network ; ?p ?o . ?m skg:inNetwork ?network "
        'BIND (IRI(CONCAT(STR(?network), "/x")) AS ?nested) }',
        "Network",
    ),
    "a measurement in no network": (
        "DELETE { ?m skg:inNetwork ?x } WHERE { ?m skg:inNetwork ?x }",
        "measurement-network",
    ),
    "a measurement of a claim": (
        f"DELETE {{ ?m skg:ofNode ?x }} INSERT {{ ?m skg:ofNode ?claim }} "
        f"WHERE {{ ?m skg:ofNode ?x . {KILLED} }}",
        "measurement-node",
    ),
    "a score that is none": (
        "DELETE { ?m skg:score ?x } INSERT { ?m skg:score skg:Fame } WHERE { ?m skg:score ?x }",
        "measurement-score",
    ),
    "a value that is a text": (
        "DELETE { ?m skg:value ?x } INSERT { ?m skg:value ?y } "
        "WHERE { ?m skg:value ?x BIND (STR(?x) AS ?y) }",
        "measurement-value",
    ),
    "a rank of nought": (
        "DELETE { ?m skg:bestPosition ?x } INSERT { ?m skg:bestPosition 0 } "
        "WHERE { ?m skg:bestPosition ?x }",
        "measurement-best",
    ),
    "a best rank behind the rank": (
        "DELETE { ?m skg:bestPosition ?x } INSERT { ?m skg:bestPosition 99 } "
        "WHERE { ?m skg:bestPosition ?x }",
        "measurement-best",
    ),
    "a rank behind the worst": (
        "DELETE { ?m skg:position ?x } INSERT { ?m skg:position 99 } WHERE { ?m skg:position ?x }",
        "measurement-position",
    ),
    "a measurement without its worst rank": (
        "DELETE { ?m skg:worstPosition ?x } WHERE { ?m skg:worstPosition ?x }",
        "measurement-worst",
    ),
    "a measurement whose IRI nests": (
        "DELETE { ?m ?p ?o } INSERT { ?nested ?p ?o } WHERE { ?m a skg:Measurement ; ?p ?o "
        'BIND (IRI(CONCAT(STR(?m), "/x")) AS ?nested) }',
        "Measurement",
    ),
    "an article with no digest": (
        "DELETE { ?article skg:sha256 ?x } WHERE { ?article skg:sha256 ?x }",
        "article-digest",
    ),
    "a relation without its usual mode": (
        "DELETE { skg:killed skg:usualMode ?x } WHERE { skg:killed skg:usualMode ?x }",
        "relation-mode",
    ),
}  # fmt: skip


@pytest.mark.long
def test_a_fault_is_named_by_the_shapes_it_breaks(part):
    changes = {fault: part ^ spoilt(part, update) for fault, (update, _) in FAULTS.items()}
    for faults in [[fault] for fault in FAULTS] if DEEP else apart(changes):
        conforms, found = validated(graph_of(part ^ frozenset().union(*map(changes.get, faults))))
        assert not conforms
        broken = {shape for fault in faults for shape in FAULTS[fault][1].split()}
        assert {f.shape for f in found if f.severity == "Violation"} == broken, faults


def apart(changes: dict[str, Triples]) -> list[list[str]]:
    """Put together faults that touch different nodes and break different shapes.

    So none can be found in place of another, and pySHACL reads a few graphs instead of one for each.
    """
    groups: list[tuple[list[str], set[object]]] = []
    for fault, changed in changes.items():
        touched = {node for triple in changed for node in (triple.subject, triple.object)}
        marks = touched | {*FAULTS[fault][1].split()}
        group = next((each for each in groups if not each[1] & marks), ([], set()))
        if not group[0]:
            groups.append(group)
        group[0].append(fault)
        group[1].update(marks)
    return [faults for faults, _ in groups]


def test_a_relation_that_the_shapes_do_not_list_is_held_to_its_classes_all_the_same(part):
    graph = spoilt(
        part,
        "DELETE { ?claim rdf:predicate skg:killed } INSERT { ?claim rdf:predicate skg:guards . "
        "skg:guards a skg:Relation ; rdfs:domain skg:Actor ; rdfs:range skg:Facility ; "
        "skg:usualMode skg:Fact ; skg:subjectExists true ; skg:objectExists true } "
        "WHERE { ?claim rdf:predicate skg:killed }",
    )
    found = {(f.shape, f.focus) for f in validated(graph_of(graph))[1]}
    assert found == {("relation-subjects", str(SKG.guards)), ("relation-objects", str(SKG.guards))}


DOUBTS = {
    "a distanced claim without its cue": (
        "DELETE { ?claim skg:cue ?x } WHERE { ?claim skg:narratorStance skg:Distanced ; skg:cue ?x }",
        "CuedClaim", "Warning",
    ),
    "a quote longer than 300 characters": (
        f"DELETE {{ ?claim skg:quote ?x }} INSERT {{ ?claim skg:quote '{'mot ' * 80}'@fr }} "
        f"WHERE {{ {KILLED} ; skg:quote ?x }}",
        "claim-quote-length", "Warning",
    ),
    "a lower bound above the upper, as coders' tables have it": (
        f"DELETE {{ ?toll skg:comparator ?x }} "
        f"INSERT {{ ?toll skg:comparator skg:Between ; skg:upperFigure 60 ; skg:upperBound 60 }} "
        f"WHERE {{ {KILLED} ; rdf:object ?toll . ?toll skg:comparator ?x }}",
        "toll-order", "Warning",
    ),
    "a policy that takes a prescription for a fact": (
        "INSERT { ?claim skg:admittedBy policy:everyone } "
        "WHERE { ?claim skg:mode skg:Prescription }",
        "admitted-mode", "Warning",
    ),
    "a sentence that yields nothing and does not say why": (
        "DELETE { ?sentence skg:silentBecause ?x } WHERE { ?sentence skg:silentBecause ?x }",
        "CoveredSentence", "Warning",
    ),
    "a span that no claim rests on": (
        "DELETE { ?claim skg:evidence ?span } WHERE { ?claim skg:evidence ?span , ?other "
        "FILTER (STR(?span) < STR(?other)) }",
        "span-use",
        "Info",
    ),
    "an entity that no claim speaks of": (
        "INSERT DATA { actor:chad a skg:State ; skos:prefLabel 'Tchad'@fr, 'Chad'@en }",
        "entity-use", "Info",
    ),
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("doubt", DOUBTS)
def test_a_doubt_is_reported_and_the_graph_still_conforms(part, doubt):
    update, shape, severity = DOUBTS[doubt]
    conforms, found = validated(graph_of(spoilt(part, update)))
    assert {(f.shape, f.severity) for f in found} == {(shape, severity)}
    assert conforms


def test_the_bounds_of_every_comparator_are_as_the_shapes_have_them(seeds):
    few = part_of(seeds)
    stated = next(claim for claim in few.claims if claim.relation.name == "killed")
    tolls = tuple(
        replace(
            stated,
            iri=f"{stated.iri}-{name.lower()}",
            object=Toll(None, name, None, name, "des dizaines")
            if name == "Vague"
            else Toll(70, name, 80 if name == "Between" else None, population=name),
        )
        for name in sorted(instances()["Comparator"])
    )
    assert validated(flatten(replace(few, claims=few.claims + tolls))) == (True, set())


# no drift


def instances() -> dict[str, set[str]]:
    """Read the closed lists of the ontology: the terms of each."""
    ontology = Graph().parse(ONTOLOGY)
    lists = defaultdict(set)
    for kind in ontology.subjects(RDFS.subClassOf, SKG.Term):
        lists[local_name(str(kind))] = {local_name(str(s)) for s in ontology.subjects(RDF.type, kind)}
    return dict(lists)


def test_the_closed_lists_are_those_of_the_ontology():
    found = defaultdict(list)
    for shape, values in shapes().subject_objects(SH["in"]):
        path = local_name(str(shapes().value(shape, SH.path)))
        found[path].append({local_name(str(value)) for value in Collection(shapes(), values)})
    assert dict(found) == {path: [instances()[kind]] for path, kind in CLOSED_LISTS.items()}
    assert set(CLOSED_LISTS.values()) == set(instances()), "a closed list that no shape closes"


def test_the_fact_shapes_ask_for_what_the_ontology_declares():
    """A relation that implies no existence of its object may have one that is only spoken of."""
    ontology = read_ontology()
    for side, target in (("subject", SH.targetSubjectsOf), ("object", SH.targetObjectsOf)):
        listed = {
            local_name(str(relation)): local_name(str(shape))
            for shape, relation in shapes().subject_objects(target)
            if local_name(str(shape)).startswith(f"{side.capitalize()}Is")
        }
        assert "perpetrator" in listed
        assert listed == {name: _fact_shape(ontology, name, side) for name in listed}


def _fact_shape(ontology: Ontology, name: str, side: str) -> str:
    """Name the shape that the ontology asks for: SubjectIsEvent, ObjectIsSpokenActor, ObjectIsString."""
    relation = ontology.relations[name]
    of_subject, of_object = (
        (relation.domain, relation.subject_exists),
        (relation.range, relation.object_exists),
    )
    kind, exists = of_subject if side == "subject" else of_object
    spoken = not exists and ontology.is_a(kind, "Entity")
    return f"{side.capitalize()}Is{'Spoken' if spoken else ''}{kind[0].upper()}{kind[1:]}"


def test_a_fact_shape_asks_for_what_its_name_says():
    graph = shapes()
    named = {
        local_name(str(s)): s for s in graph.subjects() if re.match(r"(Subject|Object)Is", local_name(str(s)))
    }
    assert named
    for name, shape in named.items():
        kind = re.sub(r"^(Subject|Object)Is", "", name)
        asked = {local_name(str(graph.value(shape, of))) for of in (SH["class"], SH.datatype, SH.node)}
        if either := graph.value(shape, SH["or"]):
            asked |= {local_name(str(graph.value(each, SH["class"]))) for each in Collection(graph, either)}
        expected = {"Entity": {"Entity", "Claim"}, "SpokenEntity": {"Sayable"}}.get(kind, {kind})
        assert {term.lower() for term in asked - {"None"}} == {term.lower() for term in expected}, name


def test_the_shapes_speak_only_of_terms_that_exist():
    declared = {str(term) for term in Graph().parse(ONTOLOGY).subjects()}
    for space in vars(namespaces).values():
        if isinstance(space, namespaces.Namespace) and space is not namespaces.SKG:
            declared |= {space.base + term for term in space.terms}
    declared |= {
        namespaces.EDTF,
        str(OWL.disjointWith),
        str(RDF.langString),
        str(RDF.first),
        str(RDF.rest),
        str(RDF.nil),
    }
    spoken = {str(term) for triple in shapes() for term in triple if isinstance(term, URIRef)}
    assert {iri for iri in spoken - declared if URIRef(iri) not in SH and URIRef(iri) not in SHAPE} == set()


def odd_nodes() -> Graph:
    """Make two nodes for each target of each shape: a bare one, and one that holds what none may."""
    odd, known = Graph(), shapes()
    values = [Literal(""), Literal("x" * 400)]
    strange = Literal("1", datatype=URIRef("urn:odd:datatype"))
    ordered = {shape for rule in (SH.lessThan, SH.lessThanOrEquals) for shape in known.subjects(rule)}
    compared = {known.value(shape, SH.path) for shape in ordered}
    compared |= {path for rule in (SH.lessThan, SH.lessThanOrEquals) for path in known.objects(None, rule)}
    for target, (shape, of) in ((t, each) for t in TARGETS for each in known.subject_objects(t)):
        nodes = [URIRef(f"urn:odd:{local_name(shape)}:{local_name(of)}:{n}") for n in (0, 1)]
        for node in nodes:
            odd.add({
                SH.targetClass: (node, RDF.type, of),
                SH.targetSubjectsOf: (node, of, values[0]),
                SH.targetObjectsOf: (URIRef("urn:odd:subject"), of, node),
            }[target])  # fmt: skip
        if target == SH.targetObjectsOf:
            odd.add((URIRef("urn:odd:subject"), of, values[0]))
        paths = {known.value(prop, SH.path) for prop in known.objects(shape, SH.property)}
        alternatives = [known.value(path, SH.alternativePath) for path in paths]
        paths |= {path for each in alternatives if each for path in Collection(known, each)}
        for path in paths:
            if isinstance(path, URIRef):
                for each in (*values, *(() if path in compared else (strange,))):  # pySHACL cannot compare it
                    odd.add((nodes[1], path, each))
    return odd


def test_every_shape_is_broken_by_something():
    """One that was added and can never fail is found here, whether or not a fault above tries it."""
    graph = shapes()
    targeted = {shape for target in TARGETS for shape in graph.subjects(target)}
    reported = targeted | {shape for each in targeted for shape in graph.objects(each, SH.property)}
    asking = {
        local_name(shape) for shape in reported if set(graph.predicates(shape)) - TARGETS - SAYS_NOTHING
    }
    by_hand = {shape for _, broken, *_ in (*FAULTS.values(), *DOUBTS.values()) for shape in broken.split()}
    by_hand |= {"relation-subjects", "relation-objects"}  # of relations that the shapes do not list
    broken = {finding.shape for finding in validated(odd_nodes())[1]}
    assert asking - by_hand - broken == set()


def test_every_shape_is_reached_and_says_in_two_languages_what_to_do():
    graph = shapes()
    named = {shape for shape in graph.subjects() if shape in SHAPE}
    targeted = {shape for target in TARGETS for shape in graph.subjects(target)}
    reported = targeted | {shape for each in targeted for shape in graph.objects(each, SH.property)}
    helpers = named - reported
    assert helpers <= set(graph.objects()), "a shape that nothing uses"
    for shape in reported:
        asks = set(graph.predicates(shape)) - TARGETS - SAYS_NOTHING
        languages = sorted(message.language for message in graph.objects(shape, SH.message))
        assert languages == (["en", "fr"] if asks else []), shape


def test_a_shape_does_not_depend_on_where_the_graph_is_published():
    patterns = {str(pattern) for pattern in shapes().objects(None, SH.pattern)}
    assert "/claim/[^/#?]+$" in patterns
    assert [pattern for pattern in patterns if namespaces.BASE in pattern] == []
