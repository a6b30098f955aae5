"""What follows from own terms: the example of ``seeds/README.md`` and a class of its own, built whole."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from pyshacl import validate
from rdflib import Graph, URIRef

from kg.cli import main
from kg.core.ontology import ONTOLOGY, local_name
from kg.core.rq_files import parse_question
from kg.curation.checks import read_seeds
from kg.explorer.data import contents
from kg.explorer.drawings import find_drawing
from kg.graph.assemble import assemble
from kg.graph.read import Archive, read_archive
from kg.graph.store import quads_on_disk
from kg.network.project import project
from kg.query.hints import lint
from kg.query.names import find_terms, read_names, read_vocabulary
from tests.support.datasets import Get, a_dataset, asker
from tests.support.designation import ARTICLE, MY, TURTLE, designation

LISTING = """
my:Listing a owl:Class ; rdfs:subClassOf skg:Event ;
    rdfs:label "inscription"@fr, "listing"@en ; skg:shape "hexagon" ; skg:colour "#CC79A7" ;
    skos:definition "L’inscription sur une liste."@fr, "The putting on a list."@en .
my:lists a skg:TieRule ;
    skg:onClass my:Listing ; skg:tieHub rdf:subject ; skg:tieTail skg:agent ; skg:tieHead skg:target ;
    skg:edgeSign -1 ; skg:statesPairs true ;
    rdfs:label "inscrit sur une liste"@fr, "puts on a list"@en ;
    skos:definition "Qui inscrit est hostile à qui est inscrit."@fr,
        "Who puts somebody on a list is hostile to him."@en .
my:requested a owl:ObjectProperty, skg:Relation ;
    rdfs:label "a demandé"@fr, "requested"@en ; skos:definition "Demande."@fr, "A request."@en ;
    rdfs:domain skg:State ; rdfs:range my:Listing ;
    skg:usualMode skg:Fact ; skg:subjectExists true ; skg:objectExists false .
"""
CLAIMS = """\
  - say: listing agent belmar
    id: agent-1
    quote: Le Belmar a inscrit les Lions de Tamba
  - say: listing target lions
    id: target-1
    quote: a inscrit les Lions de Tamba
  - say: belmar requested listing
    id: requested-1
    quote: Le Belmar a inscrit
"""
ENTITIES = (
    "entities:\n- {id: listing, class: Listing, fr: inscription des Lions, en: listing of the Lions}\n\ntext:"
)


@pytest.fixture(scope="module")
def seeds(tmp_path_factory) -> Path:
    folder = designation(tmp_path_factory.mktemp("own"), TURTLE + LISTING)
    path = folder / "curations" / f"{ARTICLE}.yaml"
    text = path.read_text(encoding="utf-8").replace("text:", ENTITIES, 1)
    path.write_text(text + CLAIMS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def output(seeds: Path) -> Path:
    """Check and build the seeds by the commands of a curator."""
    output = seeds.parent / "output"
    checked = CliRunner().invoke(main, ["check", "--seeds", str(seeds)])
    assert checked.exit_code == 0, checked.output
    built = CliRunner().invoke(main, ["build", "--seeds", str(seeds), "--output", str(output)])
    assert built.exit_code == 0, built.output
    return output


@pytest.fixture(scope="module")
def store(seeds: Path) -> ox.Store:
    return assemble(read_seeds(seeds))


@pytest.fixture(scope="module")
def own(store: ox.Store) -> Archive:
    return read_archive(store)


@pytest.fixture(scope="module")
def get(store: ox.Store, tmp_path_factory) -> Get:
    return asker(a_dataset(tmp_path_factory.mktemp("served"), quads_on_disk(store)))


def test_the_example_of_the_readme_alone_is_sound_and_drawn(tmp_path):
    archive = read_archive(assemble(read_seeds(designation(tmp_path))))
    assert [
        data["label"] for *_, key, data in project(archive).edges(keys=True, data=True) if key == "designates"
    ] == ["designates as terrorist"]


def test_an_own_relation_is_an_edge_and_an_own_rule_a_tie(own):
    network = project(own, ties="stated")
    edges = {
        (local_name(tail), local_name(head), data["relation"], data["sign"], data["derived"])
        for tail, head, data in network.edges(data=True)
    }
    assert ("belmar", "lions", "designates", -1, False) in edges
    assert ("belmar", "lions", "lists", -1, True) in edges
    assert "requested" not in {relation for _, _, relation, *_ in edges}


def test_the_files_of_networks_have_its_names_and_the_look_of_an_own_class(output):
    rows = list(csv.DictReader(io.StringIO((output / "edges.csv").read_text(encoding="utf-8"))))
    (row,) = (each for each in rows if each["relation"] == "designates")
    assert row["states"] == "Belmar designates as terrorist Lions of Tamba" and row["sign"] == "-1"
    viz, nodes = (
        "{http://gexf.net/1.3/viz}",
        ET.parse(output / "network.gexf").iter("{http://gexf.net/1.3}node"),
    )
    (listing,) = (node for node in nodes if node.get("label") == "listing of the Lions")
    assert listing.find(f"{viz}color").attrib == {"r": "204", "g": "121", "b": "167"}


def test_the_page_knows_labels_looks_and_addresses(own):
    known = contents(own, find_drawing("whole")(own))
    assert known["relations"]["designates"]["label"] == (
        "désigne comme terroriste",
        "designates as terrorist",
    )
    assert known["relations"]["designates"]["iri"] == f"{MY}designates"
    kind = known["kinds"]["Listing"]
    assert kind["label"] == ("inscription", "listing") and kind["look"][:2] == ["hexagon", "#CC79A7"]
    assert (kind["iri"], kind["byClaim"]) == (f"{MY}Listing", True) and "iri" not in known["kinds"]["State"]


def test_the_vocabulary_of_the_build_holds_both(output):
    built, ours = Graph().parse(output / "ontology.ttl"), Graph().parse(ONTOLOGY)
    assert set(ours) < set(built)
    assert {local_name(term) for term in set(built.subjects()) - set(ours.subjects())} == {
        *("designates", "requested", "Listing", "lists")
    }
    text = (output / "ontology.ttl").read_text(encoding="utf-8")
    assert text.startswith(ONTOLOGY.read_text(encoding="utf-8"))
    whole = Graph().parse(output / "sahel.ttl")
    assert set(built) <= set(whole)
    page = (output / "ontology.html").read_text(encoding="utf-8")
    for name in ("designates", "requested", "Listing", "lists"):
        assert page.count(f'id="{name}"') == 1
    assert f'<code class="iri">{MY}designates</code>' in page and "liste noire" in page


@pytest.mark.long
def test_shacl_conforms_and_holds_own_relations(output):
    shapes, whole = Graph().parse(output / "shapes.ttl"), Graph().parse(output / "sahel.ttl")
    conforms, _, report = validate(whole, shacl_graph=shapes, allow_warnings=True, inplace=True)
    assert conforms, report
    base = "https://w3id.org/sahel-kg/"
    wrong = (
        ("designates", "actor/belmar", "place/zorgo-camp", "ObjectIsActor"),
        ("requested", "actor/lions", f"event/{ARTICLE}_listing", "SubjectIsState"),
        ("requested", "actor/belmar", "event/zorgo-attack", "ObjectIsSpokenListing"),
    )
    for name, subject, obj, shape in wrong:
        triple = (URIRef(base + subject), URIRef(MY + name), URIRef(base + obj))
        conforms, found, _ = validate(whole + Graph().add(triple), shacl_graph=shapes, allow_warnings=True)
        assert not conforms and shape in "".join(map(str, found.objects())), name


def test_questions_names_and_hints_know_own_terms(store):
    assert find_terms(store, "relation", "désigne comme terroriste") == [f"{MY}designates"]
    names = read_names(store)
    (iri,) = names.choose("listing of the Lions")
    assert names.entities[iri].kind.name == "Listing"
    asked = f"PREFIX my: <{MY}> SELECT ?x {{ ?x my:designates ?y ; my:designats ?z ; <{MY}designate> ?z }}"
    assert list(lint(parse_question(asked), read_vocabulary(store))) == [
        "no term 'designats' in the vocabulary: did you mean 'designates'?",
        "no term 'designate' in the vocabulary: did you mean 'designates'?",
    ]


def test_the_server_shows_and_offers_own_terms(get):
    page = get("/actor/belmar").body.decode()
    assert "designates as terrorist" in page and 'href="/ontology.html#designates"' in page
    offered = get("/find/suggest/property", "application/json", job="find", prefix="designates").body.decode()
    assert '"id":"designates"' in offered
    listed = get("/find/suggest/type", "application/json", job="find", prefix="listing").body.decode()
    assert '"id":"Listing"' in listed
    assert f"{MY}designates" in get("/ontology.html").body.decode()


def test_the_inputs_of_the_build_name_the_file(output):
    whole = Graph().parse(output / "sahel.ttl")
    assert "seeds/ontology.ttl" in {
        str(title) for title in whole.objects(None, URIRef("http://purl.org/dc/terms/title"))
    }


@pytest.mark.long
def test_the_same_seeds_give_the_same_bytes(seeds, output, tmp_path):
    again = CliRunner().invoke(main, ["build", "--seeds", str(seeds), "--output", str(tmp_path)])
    assert again.exit_code == 0
    for name in ("ontology.ttl", "shapes.ttl", "ontology.html", "sahel.nq", "network.gexf"):
        assert (output / name).read_bytes() == (tmp_path / name).read_bytes(), name
