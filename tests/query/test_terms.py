"""What a curator types finds the terms that it may mean, in either language, and says which are classes."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.core.namespaces import SKOS
from kg.core.ontology import by_subject, read_ontology
from kg.query.terms import CLASS, MOST, NEAREST, all_terms, find_terms, fitting
from tests.support.designation import designation

MEANT = {
    "leader": "holds postIn Role", "chef": "holds postIn Role", "commander": "holds postIn Role",
    "president": "holds postIn Role", "porte-parole": "postIn Role speaker", "minister": "postIn Role",
    "rank": "rank", "colonel": "rank", "surnom": "alsoKnownAs", "alias": "alsoKnownAs",
    "nationality": "ofState", "allegiance": "affiliatedWith", "joined": "memberOf", "quitter": "memberOf",
    "ally": "alliedWith", "pact": "alliedWith Alliance", "ennemi": "hostileTo opponent",
    "kidnap": "target Attack", "otage": "target Attack", "enlevé": "target Attack",
    "attaque": "Attack target perpetrator", "attentat": "Attack", "embuscade": "Attack",
    "airstrike": "Attack", "IED": "Attack", "bataille": "Clash", "offensive": "Campaign",
    "tués": "killed", "dead": "killed",
    "wounded": "injured", "blessés": "injured", "revendiquer": "Boast speaker perpetrator",
    "claim responsibility": "Boast speaker", "démentir": "Denial", "accuse": "speaker",
    "sanction": "Undertaking target opponent", "soldiers": "ArmedCollective belongsTo", "rebel": "ArmedGroup",
    "junte": "PublicBody", "army": "PublicBody", "caserne": "Facility siteOf", "village": "City",
    "displaced": "affects Collective", "vidéo": "depicts Document", "witness": "AnonymousSource",
    "rumeur": "UnattributedVoice", "cause": "hasCause", "terroriste": "labelledAs ArmedGroup ArmedCollective",
    "where": "location", "ought to": "should", "ceasefire": "Event", "perpetrater": "perpetrator",
}  # fmt: skip
"""The terms that are among the first five for each word."""


def kg(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["terms", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.mark.parametrize("word", MEANT)
def test_a_word_finds_what_it_may_mean_among_the_first_five(word):
    assert len(MEANT) > 40
    found = [each.term.name for each in fitting(find_terms(read_ontology(), word))]
    assert {*MEANT[word].split()} <= {*found[:5]}, found
    assert 0 < len(found) <= MOST


@pytest.mark.parametrize(
    ("one", "other"),
    [("DÉMENTIR", "dementir"), ("prise d’otages", "prise d'otages"), ("porte-parole", "Porte parole")],
)
def test_case_accents_and_signs_make_no_difference(one, other):
    found = [find_terms(read_ontology(), word) for word in (one, other)]
    assert found[0] == found[1]


@pytest.mark.parametrize("each", ["toll", "is about", "s’adresse à", "memberOf"])
def test_names_labels_and_ends_find_too(each):
    found = [found.term.name for found in fitting(find_terms(read_ontology(), each))]
    expected = {"toll": "killed", "is about": "about", "s’adresse à": "addressee"}
    assert expected.get(each, each) in found


def test_every_relation_and_class_has_synonyms_in_both_languages():
    ontology = read_ontology()
    about = by_subject(ontology.triples)
    for each in (*all_terms(ontology), *all_terms(ontology, CLASS)):
        languages = {text.language for text in about[each.term.iri][SKOS.altLabel]}
        assert languages == {"fr", "en"}, each.term.name


def test_what_is_found_is_told_with_its_kind_its_ends_and_its_definition():
    code, printed = kg("otage")
    assert code == 0
    first = " ".join(printed.split())
    assert (
        "target: relation, Event → Entity has the target, a pour cible. The one or the site at which" in first
    )
    assert "Attack: class Attack, Attaque. An armed attack on people or sites" in first
    assert max(map(len, printed.splitlines())) <= 100
    assert "Document" not in kg("--classes", "attentat")[1] and "relation," not in kg("--classes", "otage")[1]


def test_where_nothing_fits_the_nearest_are_offered():
    code, printed = kg("zzzqq")
    assert code == 0 and printed.startswith(
        "nothing speaks of 'zzzqq' ('kg terms' lists all); the nearest:\n"
    )
    assert len(re.findall(r"^\w+: (?:relation|class)", printed, re.MULTILINE)) == NEAREST


def test_without_a_word_all_are_listed():
    relations, classes = (kg(*option)[1] for option in ((), ("--classes",)))
    ontology = read_ontology()
    assert re.findall(r"^(\w+): relation", relations, re.MULTILINE) == sorted(ontology.relations)
    entities = [name for name in ontology.classes if ontology.is_a(name, "Entity") and name != "Entity"]
    assert re.findall(r"^(\w+): class", classes, re.MULTILINE) == sorted(entities)
    for ends in (
        "happened: relation, Event  ",
        "killed: relation, Event → a figure",
        "rank: relation, Person → words",
    ):
        assert ends in relations


def test_own_terms_are_found_beside_ours_and_their_faults_are_told(tmp_path):
    seeds = designation(tmp_path)
    assert kg("blacklist", "--seeds", str(seeds))[1].startswith("designates: relation, Actor → Actor")
    path = seeds / "ontology.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace("rdfs:range skg:Actor ;", ""), encoding="utf-8")
    done = CliRunner().invoke(main, ["terms", "otage", "--seeds", str(seeds)])
    assert done.exit_code == 0 and "ontology.ttl:8: 'designates' does not say" in done.stderr
    assert "Attack: class" in done.stdout
    assert kg("otage", "--seeds", str(tmp_path / "nowhere"))[0] == 2
