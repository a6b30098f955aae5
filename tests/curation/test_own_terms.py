"""Terms of a folder of seeds: added to ours, each fault told at its line, and never a traceback."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import yaml
from click.testing import CliRunner

from kg.cli import main
from kg.core.ontology import ONTOLOGY, read_ontology
from kg.curation.checks import check
from kg.curation.own_terms import read_vocabulary
from tests.conftest import ROOT
from tests.support.designation import MY, TURTLE, designation

MORE = """
my:Listing a owl:Class ; rdfs:subClassOf skg:Event ;
    rdfs:label "inscription"@fr, "listing"@en ;
    skos:definition "Le fait d’inscrire."@fr, "The act of putting on a list."@en ;
    skg:expects skg:agent, my:designates, skg:holdsAt .
my:listing a skg:TieRule ;
    skg:onClass my:Listing ; skg:tieHub rdf:subject ; skg:tieTail skg:agent ; skg:tieHead skg:target ;
    skg:edgeSign -1 ; skg:statesPairs true ;
    rdfs:label "inscrit"@fr, "lists"@en ; skos:definition "Qui inscrit."@fr, "Who lists."@en .
my:evacuated a owl:ObjectProperty, skg:Relation ;
    rdfs:label "a fait partir"@fr, "evacuated"@en ; skos:definition "Combien."@fr, "How many."@en ;
    rdfs:domain skg:Event ; rdfs:range skg:Toll ;
    skg:usualMode skg:Fact ; skg:subjectExists true ; skg:objectExists false .
my:motto a owl:DatatypeProperty, skg:Relation ;
    rdfs:label "a pour devise"@fr, "has the motto"@en ; skos:definition "Sa devise."@fr, "Its motto."@en ;
    rdfs:domain skg:Organisation ; rdfs:range <http://www.w3.org/2001/XMLSchema#string> ;
    skg:usualMode skg:Fact ; skg:subjectExists true ; skg:objectExists false .
my:Weapon a owl:Class ; rdfs:subClassOf skg:Entity ; skg:shape "box" ; skg:colour "#000000" ;
    rdfs:label "arme"@fr, "weapon"@en ; skos:definition "Une arme."@fr, "A weapon."@en .
<https://example.org/belmar> a owl:Ontology ; rdfs:label "Belmar"@en .
"""
WHOLE = TURTLE + MORE
SCRAPS = [
    *"<>\"'[]();.,@#^_:/\\\u202eé\n",
    *("skg:", "true", "-1", "rdf:subject", "skg:Toll", "my:"),
]


def told(folder: Path, turtle: str) -> list[str]:
    """Return what is wrong with own terms: lines and messages, without the name of the file."""
    (folder / "ontology.ttl").write_text(turtle, encoding="utf-8")
    problems = read_vocabulary(folder).problems
    assert all(each.file == f"{folder.as_posix()}/ontology.ttl" for each in problems)
    return [str(each).removeprefix(f"{each.file}:") for each in problems]


def line_of(turtle: str, words: str) -> int:
    return turtle[: turtle.index(words)].count("\n") + 1


# sound terms


def test_own_terms_stand_beside_ours(tmp_path):
    ours = read_ontology()
    assert told(tmp_path, WHOLE) == []
    whole = read_vocabulary(tmp_path).ontology
    assert whole.relations.keys() - ours.relations.keys() == {"designates", "evacuated", "motto"}
    assert whole.classes.keys() - ours.classes.keys() == {"Listing", "Weapon"}
    assert whole.ties.keys() - ours.ties.keys() == {"listing"}
    assert {name: whole.relations[name] for name in ours.relations} == ours.relations
    assert {name: whole.classes[name] for name in ours.classes} == ours.classes
    relation, listing = whole.relations["designates"], whole.classes["Listing"]
    assert (relation.iri, relation.domain, relation.range) == (f"{MY}designates", "Actor", "Actor")
    assert (relation.tail, relation.head, relation.sign) == ("subject", "object", -1)
    assert listing.ancestors == {"Listing", "Event", "Entity"} and listing.exists_by_claim
    assert (listing.path, listing.shape) == ("event", ours.classes["Event"].shape)
    assert listing.expects == ("agent", "designates", "holdsAt")


def test_a_folder_without_own_terms_has_ours_alone(tmp_path):
    assert read_vocabulary(tmp_path).ontology is read_ontology()
    assert told(tmp_path, "") == [] == told(tmp_path, "# nothing yet\r\n")
    assert read_vocabulary(tmp_path).ontology == read_ontology()


# faults

FAULTS = yaml.safe_load((ROOT / "tests" / "data" / "own_terms.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_at_its_line_with_the_form_to_write(tmp_path, fault):
    given = FAULTS[fault]
    assert given["old"] in WHOLE
    spoilt = WHOLE.replace(given["old"], given["new"], 1)
    assert told(tmp_path, spoilt) == [f"{line_of(spoilt, given['at'])}: {given['message']}"]
    ours, vocabulary = read_ontology(), read_vocabulary(tmp_path)
    assert vocabulary.ontology is ours and not vocabulary.misread & ours.relations.keys()


def test_a_node_without_a_name_is_no_class(tmp_path):
    unnamed, unfit = told(tmp_path, TURTLE.replace("rdfs:domain skg:Actor", "rdfs:domain []"))
    line = line_of(TURTLE, "rdfs:domain")
    assert unnamed.startswith(f"{line}: a node without a name")
    assert unfit.startswith(f"{line}: rdfs:domain of 'designates' cannot be a node without a name")


def test_all_faults_come_together_with_those_of_the_curations(tmp_path):
    spoilt = TURTLE.replace('"désigne comme terroriste"@fr, ', "")
    seeds = designation(tmp_path, spoilt.replace("rdfs:range skg:Actor", "rdfs:range skg:Aktor"))
    path = seeds / "curations" / "mini-01032024-080000.yaml"
    curation = path.read_text(encoding="utf-8").replace("perpetrator lions", "perpetrater lions")
    path.write_text(curation, encoding="utf-8")
    report = check(seeds)
    assert [(Path(each.file).name, each.what) for each in report.problems] == [
        (path.name, "no relation 'perpetrater'"),
        ("ontology.ttl", "'designates' lacks its French label"),
        ("ontology.ttl", "rdfs:range of 'designates' cannot be skg:Aktor"),
    ], "what a faulty term is named in is no fault"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff", "1: not UTF-8 (byte 0xff)"),
        (b"# a\n\x07", "2: a control character (U+0007)"),
        (
            b"# " + b"x" * 9_000 + b"\nmy:a a my:B .",
            "2: not Turtle (the prefix my: is not declared: @prefix my: <https://…#> .)",
        ),
        (b"@prefix my: <h\n\nx> .", "1: not Turtle (invalid IRI code point a line end)"),
        (b"@prefix my: <ns#> .", "1: not Turtle (an address is whole: <https://…>)"),
        (
            b"@prefix my: <https://e.org/#> .\nmy:a a",
            "2: not Turtle (the file ends within a statement: a '.' is missing)",
        ),
    ],
)
def test_a_file_that_is_no_turtle_is_one_message_with_its_line(tmp_path, data, message):
    seeds = designation(tmp_path)
    (seeds / "ontology.ttl").write_bytes(data)
    (problem,) = read_vocabulary(seeds).problems
    assert str(problem) == f"{seeds.as_posix()}/ontology.ttl:{message}"
    done = CliRunner().invoke(main, ["check", "--seeds", str(seeds)])
    assert done.exit_code == 1 and message in done.stdout


def test_a_folder_in_place_of_the_file_cannot_be_read(tmp_path):
    (tmp_path / "ontology.ttl").mkdir()
    assert [each.what for each in read_vocabulary(tmp_path).problems] == ["cannot be read"]


@pytest.mark.long
def test_no_spoilt_file_is_a_traceback(tmp_path):
    """Lines are dropped, doubled and swapped, and letters changed: there is a vocabulary or a problem."""
    random = Random(12)
    for _ in range(400):
        spoilt = WHOLE.split("\n")
        for _ in range(random.randint(1, 3)):
            spoil(spoilt, random)
        text = "\n".join(spoilt)
        for message in told(tmp_path, text):
            assert int(message.partition(":")[0]) <= text.count("\n") + 1, message


def spoil(lines: list[str], random: Random) -> None:
    """Do one thing to some lines that an unlucky hand may do."""
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[other])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case _:
            start = random.randint(0, len(lines[at]))
            end = start + random.randint(0, 2)
            lines[at] = lines[at][:start] + random.choice(SCRAPS) + lines[at][end:]


def test_every_relation_of_ours_would_be_sound_as_an_own_one(tmp_path):
    """What is asked of curators is what our own file keeps to."""
    text = ONTOLOGY.read_text(encoding="utf-8")
    relations = text[text.index("### Relations: what") : text.index("skg:Relation a owl:Class")]
    prefixes = text[: text.index("<https://w3id.org/sahel-kg/ns> a")]
    names = {each.name: each.iri for each in read_ontology().relations.values()}
    for name, iri in names.items():
        prefix = "org" if "/org#" in iri else "skg"
        relations = relations.replace(f"\n{prefix}:{name} a ", f"\nmy:own{name} a ")
    assert told(tmp_path, f"{prefixes}@prefix my: <{MY}> .\n{relations}") == []
    own = read_vocabulary(tmp_path).ontology.relations
    assert {f"own{name}" for name in names} < own.keys()
