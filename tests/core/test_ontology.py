"""The vocabulary: complete, closed, aligned with terms that exist, and free of contradiction."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import owlready2
import pyoxigraph as ox
import pytest
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import (
    DCTERMS,
    FOAF,
    GEO,
    ORG,
    OWL,
    PROV,
    SDO,
    SKOS,
    TIME,
    XSD,
    DefinedNamespace,
    Namespace,
)  # fmt: skip

from kg.core import namespaces
from kg.core.model import CHOICES, STATUSES, Seeds
from kg.core.namespaces import BASE, GRAPHS, OA, PREFIXES
from kg.core.ontology import ONTOLOGY, local_name, read_ontology
from kg.curation.values import COMPARATORS
from kg.graph.assemble import assemble
from kg.measures.scores import SCORES
from kg.measures.tables import score_iri
from kg.network.derived import derive
from kg.network.project import claims_by_fact

SKG = Namespace(namespaces.SKG.base)
PREDICATE = re.compile(r"[/#][A-Za-z_][A-Za-z0-9_.-]*$")
"""What RDF/XML can write as the name of an element."""
ALIGNMENTS = {
    *(RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty, SKOS.related),
    *(SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch),
}
SEM_TERMS = {
    *("Core", "Event", "Actor", "Place", "Object", "Time", "Type", "EventType", "ActorType", "PlaceType"),
    *("hasActor", "hasPlace", "hasTime", "hasSubEvent", "subEventOf", "eventType", "actorType", "placeType"),
}
"""Terms of SEM (https://semanticweb.cs.vu.nl/2009/11/sem/), which rdflib does not ship."""
SHIPPED: dict[str, type[DefinedNamespace]] = {
    "dcterms": DCTERMS, "foaf": FOAF, "geo": GEO, "org": ORG, "owl": OWL, "prov": PROV,
    "rdf": RDF, "rdfs": RDFS, "schema": SDO, "skos": SKOS, "time": TIME,
}  # fmt: skip
"""The vocabularies that rdflib ships, by our prefixes."""


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ONTOLOGY)


@pytest.fixture(scope="module")
def relations(ontology) -> list[URIRef]:
    found = sorted(ontology.subjects(RDF.type, SKG.Relation))
    assert SKG.perpetrator in found
    return found


def declared(ontology: Graph) -> set[URIRef]:
    """Return every class, property and term that the ontology declares."""
    return {term for term in ontology.subjects(RDF.type) if (term, RDF.type, OWL.Ontology) not in ontology}


def closed_lists(ontology: Graph) -> dict[str, set[str]]:
    """Return the terms of each closed list."""
    return {
        local_name(kind): {local_name(term) for term in ontology.subjects(RDF.type, kind)}
        for kind in ontology.subjects(RDFS.subClassOf, SKG.Term)
    }


# complete


def test_every_term_has_a_french_and_an_english_label_and_a_definition_of_one_sentence(ontology):
    for term in declared(ontology):
        languages = sorted(str(label.language) for label in ontology.objects(term, RDFS.label))
        assert languages == ["en", "fr"], term
        definitions = list(ontology.objects(term, SKOS.definition))
        assert sorted(definition.language for definition in definitions) == ["en", "fr"], term
        for definition in definitions:
            ends = re.findall(r"[.!?](?=\s|$)", definition)
            assert len(ends) == 1 and definition.endswith(ends[0]), f"{term}: {definition}"


def test_every_relation_says_what_it_takes_what_it_implies_and_how_it_becomes_an_edge(ontology, relations):
    modes = {SKG[mode] for mode in closed_lists(ontology)["Mode"]}
    flags = {Literal("true", datatype=XSD.boolean), Literal("false", datatype=XSD.boolean)}
    asked = {
        RDFS.domain: set(ontology.subjects(RDF.type, OWL.Class)),
        RDFS.range: {*ontology.subjects(RDF.type, OWL.Class), XSD.string, XSD.integer, XSD.boolean},
        SKG.usualMode: modes,
        SKG.subjectExists: flags,
        SKG.objectExists: flags,
    }
    for relation in relations:
        for prop, allowed in asked.items():
            values = list(ontology.objects(relation, prop))
            assert len(values) == 1 and values[0] in allowed, f"{relation} {prop} {values}"
        ends = [list(ontology.objects(relation, prop)) for prop in (SKG.edgeTail, SKG.edgeHead)]
        assert sorted(ends) in ([[], []], [[RDF.object], [RDF.subject]]), relation
        signs = [sign.toPython() for sign in ontology.objects(relation, SKG.edgeSign)]
        assert signs in ([[-1], [0], [1]] if ends[0] else [[]]), f"{relation}: edge sign {signs}"


def test_a_relation_is_a_datatype_property_just_where_its_range_is_a_datatype(ontology, relations):
    for relation in relations:
        literal = ontology.value(relation, RDFS.range) in XSD
        kind = OWL.DatatypeProperty if literal else OWL.ObjectProperty
        symmetric = {OWL.SymmetricProperty} & set(ontology.objects(relation, RDF.type))
        assert set(ontology.objects(relation, RDF.type)) == {kind, SKG.Relation} | symmetric, relation
        assert not (literal and ontology.value(relation, SKG.edgeTail)), f"{relation} ends in no entity"


def test_a_symmetric_relation_takes_and_gives_one_class_and_says_so_as_a_value(ontology, relations):
    symmetric = set(ontology.subjects(RDF.type, OWL.SymmetricProperty))
    assert SKG.alliedWith in symmetric and symmetric < set(relations)
    for relation in symmetric:
        assert ontology.value(relation, RDFS.domain) == ontology.value(relation, RDFS.range), relation
        ends = [ontology.value(relation, prop) for prop in (SKG.subjectExists, SKG.objectExists)]
        assert ends[0] == ends[1], relation
    found = {URIRef(each.iri) for each in read_ontology().relations.values() if each.symmetric}
    assert found == symmetric


def test_no_two_relations_share_a_local_name(ontology, relations):
    """A curation writes ``memberOf``, whatever the namespace."""
    names = Counter(map(local_name, relations))
    assert [name for name, times in names.items() if times > 1] == []
    assert {name for name in names if SKG[name] in declared(ontology) - set(relations)} == set()


def test_the_ontology_has_no_blank_node(ontology):
    assert all(isinstance(term, URIRef | Literal) for triple in ontology for term in triple)


def test_every_predicate_can_be_written_in_rdf_xml(ontology, relations):
    structural = {SKG[name] for name in namespaces.SKG.terms if name[0].islower()}
    others = {
        URIRef(space.base + term)
        for space in vars(namespaces).values()
        if isinstance(space, namespaces.Namespace)
        for term in space.terms
    }
    predicates = {*relations, *structural, *others, *ontology.predicates()}
    assert [predicate for predicate in predicates if not PREDICATE.search(predicate)] == []


@pytest.mark.parametrize(
    "part",
    [
        *("rdfs:domain skg:Document ; ", "rdfs:range skg:Place ;", "skg:usualMode skg:Fact ; "),
        *("skg:subjectExists true ; ", "skg:objectExists true ;", 'rdfs:label "montre"@fr, "shows"@en ;'),
        'skos:definition "The document shows the place."@en ;',
    ],
)
def test_a_relation_that_lacks_a_part_is_refused_by_name(tmp_path, part):
    path = with_addition(tmp_path, PORTRAYS.replace(part, ""))
    assert PORTRAYS.replace(part, "") != PORTRAYS
    with pytest.raises(ValueError, match=r"<https://w3id.org/sahel-kg/ns#portrays> lacks"):
        read_ontology(path)


PORTRAYS = """
skg:portrays a owl:ObjectProperty, skg:Relation ;
    rdfs:domain skg:Document ; rdfs:range skg:Place ;
    skg:usualMode skg:Fact ; skg:subjectExists true ; skg:objectExists true ;
    skg:edgeTail rdf:object ; skg:edgeHead rdf:subject ; skg:edgeSign -1 ;
    rdfs:label "montre"@fr, "shows"@en ;
    skos:definition "The document shows the place."@en ;
    skos:closeMatch foaf:depicts .
"""


def with_addition(folder: Path, turtle: str) -> Path:
    path = folder / "ontology.ttl"
    path.write_text(ONTOLOGY.read_text(encoding="utf-8") + turtle, encoding="utf-8")
    return path


def test_adding_a_relation_touches_the_ontology_alone(tmp_path):
    extended = read_ontology(with_addition(tmp_path, PORTRAYS))
    assert extended.relations.keys() - read_ontology().relations.keys() == {"portrays"}
    relation = extended.relations["portrays"]
    assert (relation.domain, relation.range, relation.literal) == ("Document", "Place", False)
    assert (relation.mode, relation.subject_exists, relation.object_exists) == ("Fact", True, True)
    assert (relation.tail, relation.head, relation.sign) == ("object", "subject", -1)
    assert (relation.label.fr, relation.label.en) == ("montre", "shows")
    assert relation.single_valued is False


# closed


def test_the_terms_that_python_names_are_the_structural_terms_of_the_ontology(ontology, relations):
    """Relations, classes of entities and the classes of closed lists are read, never named, unless used.

    What only gathers relations under it (``skg:explainedBy``) is read too.
    """
    ours = {term for term in declared(ontology) if term in SKG}
    classes = set(ontology.subjects(RDF.type, OWL.Class))
    entities = set(ontology.transitive_subjects(RDFS.subClassOf, SKG.Entity))
    lists = set(ontology.transitive_subjects(RDFS.subClassOf, SKG.Term))
    gathering = {above for each in relations for above in ontology.objects(each, RDFS.subPropertyOf)}
    named = {SKG[name] for name in namespaces.SKG.terms}
    assert named - ours == set(), "Python names what the ontology does not declare"
    rules = set(ontology.subjects(RDF.type, SKG.TieRule))
    scores = set(ontology.subjects(RDF.type, SKG.Score))  # each is named by its function
    structural = ours - set(relations) - gathering - entities - lists - rules - scores
    assert structural - named == set(), "the ontology declares structure that Python cannot name"
    assert named - structural <= entities & classes, "Python names a relation or the class of a list"


def test_a_misspelt_term_is_an_error():
    with pytest.raises(AttributeError, match="perpetrater"):
        _ = namespaces.SKG.perpetrater


def test_the_closed_lists_of_a_curation_are_those_of_the_ontology(ontology):
    lists = closed_lists(ontology)
    curation = {
        "Polarity": CHOICES["polarity"], "Stance": CHOICES["narrator"], "Mode": CHOICES["mode"],
        "Basis": CHOICES["basis"], "Revision": CHOICES["revision"], "TimeRelation": CHOICES["relation"],
        "Status": STATUSES, "Comparator": (*COMPARATORS.values(), "Between", "Vague"),
        "Score": [local_name(score_iri(name)) for name in SCORES],
    }  # fmt: skip
    assert {name: sorted(terms) for name, terms in curation.items()} == {
        name: sorted(terms) for name, terms in lists.items()
    }


def test_a_score_is_called_in_the_ontology_as_in_the_tables():
    terms = read_ontology().terms
    assert {name: terms[local_name(score_iri(name))] for name in SCORES} == {
        name: score.label for name, score in SCORES.items()
    }


# ties and expectations


def test_a_tie_rule_says_all_that_is_asked_of_it(ontology):
    flags = {Literal("true", datatype=XSD.boolean), Literal("false", datatype=XSD.boolean)}
    asked = {
        SKG.tieHub: {RDF.subject, RDF.object},
        SKG.edgeSign: {Literal(sign) for sign in (-1, 0, 1)},
        SKG.statesPairs: flags,
    }
    rules = set(ontology.subjects(RDF.type, SKG.TieRule))
    assert {local_name(rule) for rule in rules} == set(read_ontology().ties)
    for rule in rules:
        for prop, allowed in asked.items():
            values = list(ontology.objects(rule, prop))
            assert len(values) == 1 and values[0] in allowed, f"{rule} {prop} {values}"
        assert (rule, RDF.type, SKG.Relation) not in ontology


@pytest.mark.parametrize("rule", read_ontology().ties.values(), ids=lambda rule: rule.name)
def test_the_roles_of_a_tie_rule_imply_that_hub_and_ends_exist_and_can_be_actors(rule):
    known = read_ontology()
    assert rule.classes and rule.tail and rule.head
    for kind in rule.classes:
        assert known.is_a(kind, "Event") or known.is_a(kind, "Organisation") or known.is_a(kind, "Actor")
    for name in (*rule.tail, *rule.head):
        role = known.relations[name]
        assert role.subject_exists and role.object_exists, name
        hub, end = (role.domain, role.range) if rule.hub == "subject" else (role.range, role.domain)
        assert any(known.is_a(kind, hub) or known.is_a(hub, kind) for kind in rule.classes), name
        assert known.is_a(end, "Actor") or known.is_a("Actor", end), name
    for name in rule.owner:
        owner = known.relations[name]
        assert known.is_a(owner.range, "Actor") and owner.object_exists, name
    for name in rule.unless:
        part = known.relations[name]
        assert known.is_a("Actor", part.domain) and known.is_a("Actor", part.range), name


BESIDE = """
skg:beside a skg:TieRule ;
    skg:onClass skg:Attack ; skg:tieHub rdf:subject ;
    skg:tieTail skg:perpetrator ; skg:tieHead skg:location ; skg:headOwner skg:siteOf, skg:locatedIn ;
    skg:edgeSign 0 ; skg:statesPairs true ;
    rdfs:label "opère chez"@fr, "operates at the place of"@en ;
    skos:definition "Whoever carries out an attack is tied to the owner of the place of the attack."@en .
"""


def test_adding_a_tie_rule_touches_the_ontology_alone(tmp_path, archive):
    rule = read_ontology(with_addition(tmp_path, BESIDE)).ties["beside"]
    assert "beside" not in read_ontology().ties
    jnim, bamako, mali, attack = (
        BASE + iri for iri in ("actor/jnim", "place/bamako", "actor/mali", "event/bamako-attack")
    )
    facts = claims_by_fact(archive, archive.admitted())
    assert {(attack, "perpetrator", jnim), (attack, "location", bamako)} < set(facts)
    assert not [tie for tie in derive(archive, facts, [rule]) if mali in (tie.tail, tie.head)]
    owned = {**facts, (bamako, "siteOf", mali): facts[attack, "location", bamako]}
    assert (jnim, mali, attack) in {(tie.tail, tie.head, tie.hub) for tie in derive(archive, owned, [rule])}


@pytest.mark.parametrize(
    "part",
    [
        *("skg:tieHub rdf:subject ;", "skg:edgeSign 0 ;", "skg:statesPairs true ;"),
        'rdfs:label "opère chez"@fr, "operates at the place of"@en ;',
    ],
)
def test_a_tie_rule_that_lacks_a_part_is_refused_by_name(tmp_path, part):
    assert part in BESIDE
    with pytest.raises(ValueError, match=r"<https://w3id.org/sahel-kg/ns#beside> lacks"):
        read_ontology(with_addition(tmp_path, BESIDE.replace(part, "")))


def test_what_a_class_expects_is_a_relation_that_its_instances_can_have_or_a_time(ontology):
    known = read_ontology()
    expecting = [each for each in known.classes.values() if each.expects]
    assert "Attack" in {each.name for each in expecting}
    for each in expecting:
        for name in each.expects:
            if name != "holdsAt":
                assert known.is_a(each.name, known.relations[name].domain), f"{each.name} {name}"
    for kind, what in ontology.subject_objects(SKG.expects):
        assert (what, RDF.type, SKG.Relation) in ontology or what == SKG.holdsAt, f"{kind} {what}"


def test_every_class_of_entities_has_a_path_a_shape_and_a_colour():
    """The colours are those of Okabe and Ito, which the colour-blind can tell apart, and a grey."""
    palette = {
        *("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"),
        *("#000000", "#999999"),
    }
    known = read_ontology()
    entities = [each for name, each in known.classes.items() if known.is_a(name, "Entity")]
    for each in entities:
        if each.name != "Entity":
            assert each.path and each.shape and each.colour in palette, each.name
        assert f"{BASE}{each.path}/" in PREFIXES.values() or each.name == "Entity", each.path


# aligned


def alignments(ontology: Graph) -> set[URIRef]:
    """Return every foreign term that the ontology uses as a relation or aligns with."""
    aimed_at = {term for prop in ALIGNMENTS for term in ontology.objects(None, prop)}
    return {term for term in aimed_at | declared(ontology) if term not in SKG}


def test_alignments_point_to_namespaces_that_we_declare_and_to_terms_that_exist(ontology):
    found = alignments(ontology)
    assert URIRef(PREFIXES["sem"] + "hasActor") in found
    assert [term for term in found if not exists(term)] == []


@pytest.mark.parametrize(
    "term",
    [
        *("http://www.w3.org/ns/org#memberof", "https://schema.org/Citty"),
        *("http://schema.org/City", "http://semanticweb.cs.vu.nl/2009/11/sem/SubEvent"),
    ],
)
def test_a_misspelt_alignment_would_be_found(term):
    assert not exists(URIRef(term))


def exists(term: URIRef) -> bool:
    """Tell whether a vocabulary that we declare has the term."""
    name = local_name(term)
    prefix = {iri: prefix for prefix, iri in PREFIXES.items()}.get(str(term).removesuffix(name))
    if prefix == "sem":
        return name in SEM_TERMS
    if prefix == "oa":
        return name in OA.terms
    return prefix in SHIPPED and URIRef(term) in SHIPPED[prefix]


# free of contradiction: HermiT (http://www.hermit-reasoner.com), an OWL 2 DL reasoner, through owlready2

LOGIC = {RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf, OWL.disjointWith, OWL.inverseOf}
Triples = set[ox.Triple]


@pytest.fixture(scope="module")
def knowledge(seeds) -> Triples:
    return known_under("reported", seeds)


def known_under(policy: str, seeds: Seeds) -> Triples:
    """The axioms of the ontology, and all of the article that is stated with its classes and properties.

    Left out: annotations, relations as individuals, and dates, which are no datatype of OWL 2.
    """
    axioms, properties, classes = set(), set(), set()
    for triple in ox.parse(path=str(ONTOLOGY), format=ox.RdfFormat.TURTLE):
        kind, predicate = triple.object, URIRef(triple.predicate.value)
        typing = predicate == RDF.type and kind.value != str(SKG.Relation)
        if typing or predicate in LOGIC:
            axioms.add(triple)
        if typing and kind.value in (str(OWL.ObjectProperty), str(OWL.DatatypeProperty)):
            properties.add(triple.subject)
        if typing and kind.value == str(OWL.Class):
            classes.add(triple.subject)
    stated = {
        quad.triple
        for quad in assemble(seeds, policy=policy)
        if quad.graph_name != ox.NamedNode(GRAPHS["ontology"])
        and quad.object in (classes if quad.predicate.value == str(RDF.type) else {quad.object})
        and quad.predicate in properties | {ox.NamedNode(RDF.type)}
        and not (isinstance(quad.object, ox.Literal) and quad.object.datatype.value == str(XSD.date))
    }
    assert any(triple.predicate.value == str(SKG.perpetrator) for triple in stated)
    return axioms | stated


def unsatisfiable(knowledge: Triples, folder: Path) -> list[str]:
    """Return the classes that can have no instance.

    Raises ``OwlReadyInconsistentOntologyError`` where the whole contradicts itself.
    """
    if not shutil.which(owlready2.JAVA_EXE):
        pytest.fail("install a Java runtime: apt-get install default-jre-headless", pytrace=False)
    path = folder / "knowledge.nt"
    path.write_bytes(ox.serialize(sorted(knowledge, key=str), format=ox.RdfFormat.N_TRIPLES))
    world = owlready2.World()
    world.get_ontology(path.as_uri()).load()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")  # one second is too short to optimise
        owlready2.sync_reasoner_hermit(world, debug=0)
    return [each.iri for each in world.inconsistent_classes() if each is not owlready2.Nothing]


def parse(turtle: str) -> Triples:
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    return set(ox.parse(prefixes + turtle, format=ox.RdfFormat.TURTLE))


@pytest.mark.parametrize("policy", ["reported", "everyone"])
def test_the_ontology_and_the_article_are_consistent(seeds, policy, tmp_path):
    assert unsatisfiable(known_under(policy, seeds), tmp_path) == []


@pytest.mark.long
@pytest.mark.parametrize(
    "addition",
    [
        "actor:somewhere a skg:Actor, skg:Place .",
        "place:bamako skg:perpetrator actor:jnim .",
        "event:bamako-attack skg:location actor:mali .",
        'event:bamako-attack skg:targetCount "two" .',
        "toll:x a skg:Toll, skg:Claim .",
    ],
)
def test_a_contradiction_is_found(knowledge, tmp_path, addition):
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable(knowledge | parse(addition), tmp_path)


@pytest.mark.long
def test_a_class_that_can_have_no_instance_is_found(knowledge, tmp_path):
    garrison = parse("skg:Garrison a owl:Class ; rdfs:subClassOf skg:Facility, skg:PublicBody .")
    assert unsatisfiable(knowledge | garrison, tmp_path) == [str(SKG.Garrison)]
