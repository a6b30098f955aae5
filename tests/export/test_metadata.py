"""What the dataset says of itself is true: recounted by rdflib, digested by sha256sum, and no fact."""

from __future__ import annotations

import json
import re
import socket
import subprocess
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, Dataset, Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, PROV, VOID, Namespace

from kg.core.namespaces import BASE
from kg.core.ontology import Label
from kg.curation.checks import read_seeds
from kg.errors import Unwritable
from kg.explorer.page import draw
from kg.export.metadata.files import CRATE, inventory
from kg.export.metadata.prov import read_inputs
from kg.export.metadata.schema_org import MEASURED, card
from kg.export.metadata.void import ISSUED, QUOTING, Coverage, coverage, describe
from kg.export.writer import Item
from kg.graph.assemble import assemble
from kg.graph.policy import read_policies
from kg.graph.read import read_archive
from kg.network.project import project
from kg.query.engines import run
from kg.query.library import read_library
from tests.graph.test_shapes import validated

DATASET = URIRef(BASE + "dataset")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
NUMBERS = (
    *(VOID.triples, VOID.entities, VOID.classes, VOID.properties),
    *(VOID.distinctSubjects, VOID.distinctObjects),
)


def part(name: str) -> URIRef:
    return URIRef(f"{DATASET}/{name}")


@pytest.fixture(scope="module")
def output(miniature_output) -> Path:
    return miniature_output


@pytest.fixture(scope="module")
def quads(output) -> list[tuple]:
    """Every quad of the build as rdflib reads it, with the name of its graph."""
    dataset = Dataset()
    dataset.parse(output / "sahel.nq", format="nquads")
    return [(s, p, o, str(g)) for s, p, o, g in dataset.quads()]


@pytest.fixture(scope="module")
def said(quads) -> Graph:
    """What the dataset says of itself."""
    graph = Graph()
    for s, p, o, _ in quads:
        if is_description(s):
            graph.add((s, p, o))
    assert len(graph) > 300
    return graph


def is_description(subject: URIRef) -> bool:
    return subject == DATASET or subject.startswith(f"{DATASET}/")


def files_of(folder: Path) -> set[str]:
    found = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    return {name for name in found if not name.startswith(".store/")}


# counts


def numbers_of(triples: set[tuple]) -> dict[URIRef, int]:
    """Count anew, by the words of VoID alone."""
    subjects = {s for s, _, _ in triples}
    return {
        VOID.triples: len(triples),
        VOID.entities: sum(s.startswith(BASE) and not s.startswith(BASE + "ns#") for s in subjects),
        VOID.classes: len({o for _, p, o in triples if p == RDF.type}),
        VOID.properties: len({p for _, p, _ in triples}),
        VOID.distinctSubjects: len(subjects),
        VOID.distinctObjects: len({o for _, _, o in triples}),
    }


def told(said: Graph, subset: URIRef) -> dict[URIRef, int]:
    return {prop: said.value(subset, prop, any=False).toPython() for prop in NUMBERS}


def test_the_whole_and_each_graph_hold_as_much_as_they_say(said, quads):
    counted = [(s, p, o, g) for s, p, o, g in quads if not is_description(s)]
    assert told(said, DATASET) == numbers_of({quad[:3] for quad in counted})
    graphs = {g for *_, g in counted if g.startswith(BASE)}
    assert f"{BASE}graph/measures" not in graphs
    assert {graph.rpartition("/")[2] for graph in graphs} >= {"claims", "registry", "meta", "ontology"}
    for graph in graphs:
        subset = said.value(predicate=SD.name, object=URIRef(graph), any=False)
        assert (DATASET, VOID.subset, subset) in said
        assert told(said, subset) == numbers_of({quad[:3] for quad in counted if quad[3] == graph}), graph


@pytest.mark.parametrize("policy", ["narrator", "reported", "everyone"])
def test_the_facts_of_each_policy_are_as_many_as_they_say(said, output, policy):
    facts = set(Graph().parse(output / "facts" / f"{policy}.ttl"))
    assert told(said, part(f"facts-{policy}")) == numbers_of(facts)


def test_quotes_and_what_is_not_quoted_are_counted_apart(said, quads):
    quoting = {URIRef(prop) for prop in QUOTING}
    counted = {(s, p, o) for s, p, o, _ in quads if not is_description(s)}
    quoted = {triple for triple in counted if triple[1] in quoting}
    assert told(said, part("quotes")) == numbers_of(quoted)
    assert told(said, part("curation")) == numbers_of(counted - quoted)


def test_every_vocabulary_in_use_is_named_and_nothing_is_partitioned_or_digested(said, quads):
    counted = {(s, p, o) for s, p, o, _ in quads if not is_description(s)}
    terms = {p for _, p, _ in counted} | {o for _, p, o in counted if p == RDF.type}
    used = {re.sub(r"[^/#]*$", "", term) for term in terms}
    assert {str(each) for each in said.objects(DATASET, VOID.vocabulary)} == used
    assert not [prop for prop in said.predicates() if "artition" in prop or "checksum" in prop]


# files


def test_every_file_of_a_build_is_a_distribution_of_something_once(said, output):
    addresses = [str(address).removeprefix(BASE) for address in said.objects(None, DCAT.downloadURL)]
    assert sorted(addresses) == sorted(files_of(output))
    for each in said.subjects(RDF.type, DCAT.Distribution):
        (holder,) = said.subjects(DCAT.distribution, each)
        assert (holder, RDF.type, DCAT.Dataset) in said
    dumps = {str(dump).removeprefix(BASE) for dump in said.objects(None, VOID.dataDump)}
    assert dumps == {name for name in files_of(output) if re.search(r"\.(ttl|trig|nq|jsonld|rdf)$", name)}


def test_no_file_without_a_statement_of_rights_holds_words_of_an_article(said, output, quads):
    quotes = [str(o) for _, p, o, _ in quads if URIRef(QUOTING[0]) == p and len(o) > 24]
    assert len(quotes) > 10
    free = [
        str(said.value(each, DCAT.downloadURL)).removeprefix(BASE)
        for each in said.subjects(RDF.type, DCAT.Distribution)
        if (each, DCTERMS.rights, None) not in said
    ]
    assert "measures.csv" in free and "claims.csv" not in free
    for name in free:
        text = (output / name).read_text(encoding="utf-8")
        assert [quote for quote in quotes if quote in text] == [], name


def test_a_machine_tells_our_licence_from_the_rights_in_the_quotes(said):
    licence, rights = URIRef("https://spdx.org/licenses/MIT"), part("rights")
    assert list(said.objects(part("curation"), DCTERMS.license)) == [licence]
    assert (part("curation"), DCTERMS.rights, None) not in said
    assert list(said.objects(part("quotes"), DCTERMS.rights)) == [rights]
    assert (part("quotes"), DCTERMS.license, None) not in said
    assert (rights, RDF.type, DCTERMS.RightsStatement) in said
    assert {text.language for text in said.objects(rights, DCTERMS.description)} == {"fr", "en"}


def test_a_file_that_the_inventory_does_not_know_is_refused():
    with pytest.raises(ValueError, match=r"'notes\.txt' is no file of a build"):
        inventory(["sahel.ttl", "notes.txt"], {})


def test_the_day_of_issue_is_that_of_the_citation_file():
    citation = Path("CITATION.cff").read_text(encoding="utf-8")
    assert f"date-released: {ISSUED}\n" in citation
    header = Path("kg/core/ontology.ttl").read_text(encoding="utf-8")
    assert f'dcterms:issued "{ISSUED}"' in header


# provenance


def test_the_build_used_each_seed_to_the_byte(said, entities, miniature):
    files = sorted(path for path in miniature.rglob("*") if path.suffix in (".txt", ".yaml", ".rq"))
    printed = subprocess.run(["sha256sum", *files], check=True, capture_output=True, text=True).stdout
    digests = [line.split("  ", 1) for line in printed.splitlines()]
    expected = {f"seeds/{Path(name).relative_to(miniature)}": digest for digest, name in digests}
    used = {}
    for each in said.objects(part("build"), PROV.used):
        used[str(said.value(each, DCTERMS.title))] = entities[str(each)]["sha256"]
        assert (each, RDF.type, PROV.Entity) in said
    assert {name: str(digest) for name, digest in used.items() if name.startswith("seeds/")} == expected
    assert {name for name in used if not name.startswith("seeds/")} == {
        "kg/core/ontology.ttl",
        "kg/graph/facts.rq",
        *(f"kg/graph/policies/{name}.rq" for name in ("narrator", "reported", "everyone")),
    }
    assert (DATASET, PROV.wasGeneratedBy, part("build")) in said
    (agent,) = said.objects(part("build"), PROV.wasAssociatedWith)
    assert (agent, RDF.type, PROV.SoftwareAgent) in said


def test_an_article_and_its_curation_are_known_by_the_files_that_hold_them(said):
    name = "mini-01032024-080000"
    article = part(f"input-seeds-articles-{name}.txt")
    curation = part(f"input-seeds-curations-{name}.yaml")
    assert (article, PROV.specializationOf, URIRef(f"{BASE}article/{name}")) in said
    assert (curation, PROV.wasGeneratedBy, URIRef(f"{BASE}curation/{name}")) in said


def test_nothing_tells_of_the_machine_or_the_day(output, miniature):
    texts = [(output / name).read_text(encoding="utf-8") for name in ("sahel.nq", CRATE, "ontology.html")]
    for word in (str(Path.cwd()), str(miniature), str(output), socket.gethostname()):
        assert [word for text in texts if re.search(rf"\b{re.escape(word)}\b", text)] == []


# apart from the facts


@pytest.fixture(scope="module")
def with_and_without() -> tuple[ox.Store, ox.Store]:
    """The miniature as assembled, and with all that a build would say of it."""
    plain, described = (assemble(read_seeds("tests/data/miniature")) for _ in range(2))
    items = inventory(["sahel.nq", "index.html"], {})
    described.extend([*describe(described, read_archive(described), items, read_inputs("seeds"))])
    return plain, described


def test_the_description_is_about_the_dataset_alone_and_stands_in_its_graph(with_and_without):
    plain, described = with_and_without
    added = set(described) - set(plain)
    assert set(plain) < set(described) and len(added) > 100
    assert {quad.graph_name.value for quad in added} == {f"{BASE}graph/meta"}
    assert all(is_description(URIRef(quad.subject.value)) for quad in added)
    assert not any(isinstance(term, ox.BlankNode) for quad in added for term in quad.triple)
    assert all(re.search(r"[/#][A-Za-z_][A-Za-z0-9_.-]*$", quad.predicate.value) for quad in added)
    assert {quad.subject.value.removeprefix(BASE).count("/") for quad in added} == {0, 1}
    triples = [quad.triple for quad in described]
    assert len(triples) == len(set(triples))


def test_no_network_and_no_answer_changes_by_the_description(with_and_without):
    plain, described = with_and_without
    one, other = (project(read_archive(store)) for store in with_and_without)
    assert set(one) == set(other) and set(one.edges(keys=True)) == set(other.edges(keys=True))
    for question in read_library().values():
        assert run(question, plain) == run(question, described), question.name


# shapes


def test_a_described_build_conforms(output):
    assert validated(Graph().parse(output / "sahel.ttl"))[0]


FAULTS = {
    "a file without a media type": (part("sahel.nq"), DCAT.mediaType, "distribution-media"),
    "a file without an address": (part("sahel.nq"), DCAT.downloadURL, "distribution-address"),
    "a file without a licence": (part("sahel.nq"), DCTERMS.license, "distribution-licence"),
    "a subset without a number": (part("claims"), VOID.triples, "subset-triples"),
    "a program without a version": (part("kg"), OWL.versionInfo, "agent-version"),
}


@pytest.fixture(scope="module")
def unspoilt(said) -> set[str]:
    """The shapes that the description fails by itself, without the graph it describes."""
    return {finding.shape for finding in validated(Graph() + said)[1]}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_description_is_named(said, unspoilt, fault):
    subject, prop, shape = FAULTS[fault]
    spoilt = Graph() + said
    spoilt.remove((subject, prop, None))
    assert {finding.shape for finding in validated(spoilt)[1]} - unspoilt == {shape}


# the crate


@pytest.fixture(scope="module")
def entities(output) -> dict[str, dict]:
    text = (output / CRATE).read_text(encoding="utf-8")
    known = json.loads(text)
    assert known["@context"] == "https://w3id.org/ro/crate/1.2/context"
    found = {entity["@id"]: entity for entity in known["@graph"]}
    assert len(found) == len(known["@graph"])
    return found


def test_the_crate_tells_size_digest_and_kind_of_every_file(entities, output):
    names = sorted(files_of(output) - {CRATE})
    assert sorted(each["@id"] for each in entities["./"]["hasPart"]) == names
    assert {name for name, each in entities.items() if each["@type"] == "File"} == set(names)
    printed = subprocess.run(["sha256sum", *names], check=True, capture_output=True, text=True, cwd=output)
    digests = {line[66:]: line[:64] for line in printed.stdout.splitlines()}
    assert {name: entities[name]["sha256"] for name in names} == digests
    assert all(int(entities[name]["contentSize"]) == (output / name).stat().st_size for name in names)
    assert all(entities[name]["encodingFormat"] and entities[name]["description"] for name in names)


def test_the_crate_is_one_of_version_1_2_and_every_reference_leads_somewhere(entities):
    assert entities[CRATE]["about"] == {"@id": "./"}
    assert entities[CRATE]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    assert {"name", "description", "datePublished", "license"} <= entities["./"].keys()
    loose = [
        each["@id"]
        for entity in entities.values()
        for values in entity.values()
        for each in (values if isinstance(values, list) else [values])
        if isinstance(each, dict) and each["@id"] not in {*entities, "https://w3id.org/ro/crate/1.2"}
    ]
    assert loose == []


def test_the_crate_and_the_graph_tell_the_same_of_the_build(entities, said):
    action = entities[str(part("build"))]
    assert {each["@id"] for each in action["object"]} == set(map(str, said.objects(part("build"), PROV.used)))
    assert action["result"] == entities["./"]["hasPart"]


# what search engines read

HOSTILE = Label("</script><script>alert(1)</script>", "<!-- \u2028 ]]>")


def test_a_browser_runs_nothing_of_the_card_and_reads_it_to_the_letter(visit, little, archive):
    items = inventory(["sahel.ttl", "index.html"], {})
    place = next(iri for iri, thing in archive.entities.items() if thing.kind.name == "Region")
    things = archive.entities | {place: replace(archive.entities[place], label=HOSTILE)}
    text = card(replace(archive, entities=things), items, coverage(archive))
    assert "<" not in text
    page = visit(draw(little, card=text))
    read = page.evaluate("document.querySelector('script[type=\"application/ld+json\"]').textContent")
    assert json.loads(read) == json.loads(text)
    names = {each["name"] for each in json.loads(read)["spatialCoverage"]}
    assert HOSTILE.en in names


def test_the_card_has_what_search_engines_ask_of_a_dataset(output):
    html = (output / "index.html").read_text(encoding="utf-8")
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    known = json.loads(text)
    assert known["@type"] == "Dataset" and 50 <= len(known["description"]) <= 5000
    assert known["license"].startswith("https://") and known["isAccessibleForFree"] is True
    assert {each["encodingFormat"] for each in known["distribution"]} >= {"text/turtle", "text/csv"}
    assert all(each["contentUrl"].startswith(BASE) for each in known["distribution"])
    assert len(known["variableMeasured"]) == len(MEASURED)


def test_days_are_told_only_where_the_text_tells_them(archive, little):
    assert coverage(archive).first == coverage(archive).last == ""
    assert "temporalCoverage" not in json.loads(card(archive, (), coverage(archive)))
    dated = coverage(little)
    days = [str(s.holds.earliest) for s in little.admitted() if s.holds and s.holds.earliest]
    assert dated.first == min(days)
    told = json.loads(card(little, (), Coverage("2024-02-28", "", {})))
    assert told["temporalCoverage"] == "2024-02-28/.."


def test_the_policies_of_a_researcher_are_inputs_too(copy_of_miniature):
    own = copy_of_miniature / "policies" / "witnessed.rq"
    own.parent.mkdir()
    text = Path("kg/graph/policies/reported.rq").read_text(encoding="utf-8")
    own.write_text(text.replace("policy/reported", "policy/witnessed"), encoding="utf-8")
    assert "witnessed" in read_policies(copy_of_miniature)
    names = {each.name: each.known_as for each in read_inputs(copy_of_miniature)}
    assert names["seeds/policies/witnessed.rq"] == f"{BASE}policy/witnessed"


def test_a_file_of_a_new_kind_is_told_to_need_a_media_type():
    label = Label("un tableau", "a table")
    with pytest.raises(
        Unwritable, match=r"claims\.ods: no media type for '\.ods': name it in kg/core/media\.py"
    ):
        _ = Item("claims.ods", label, "whole", True).media
