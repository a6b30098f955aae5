"""``kg show`` finds an entity by any of its names and tells what is known, doubted and not said."""

import pytest

from kg.errors import UnknownEntity
from kg.portrait import find_entities, show


@pytest.mark.parametrize(
    "name", ["GSIM", "jnim", "Jnim", "groupe de soutien a l'islam et aux musulmans", "JNIM "]
)
def test_any_name_finds_the_group(archive, name):
    assert [thing.iri for thing in find_entities(archive, name)] == ["https://w3id.org/sahel-kg/actor/jnim"]


def test_an_id_or_an_iri_finds_too(archive):
    by_id = find_entities(archive, "bamako-attack")
    assert by_id == find_entities(archive, "https://w3id.org/sahel-kg/event/bamako-attack")
    assert [t.kind.name for t in find_entities(archive, "aes-denial")] == ["Denial"]


def test_an_unknown_name_is_answered_with_the_nearest(archive):
    with pytest.raises(UnknownEntity, match="no entity 'Al-Qaïdaa': did you mean 'Al-Qaïda'"):
        find_entities(archive, "Al-Qaïdaa")
    with pytest.raises(UnknownEntity, match="no entity 'groupes': did you mean"):
        find_entities(archive, "groupes")


def test_a_part_of_a_name_finds_the_only_actor_or_place_that_bears_it(archive):
    assert [t.label.en for t in find_entities(archive, "Goïta")] == ["Assimi Goïta"]
    assert [t.label.en for t in find_entities(archive, "actor:jnim")] == [
        "Group for Support of Islam and Muslims"
    ]


def test_a_portrait_tells_tolls_names_sources_and_what_is_not_said(archive):
    text = show(archive, "bamako-attack")
    assert "killed | at least 70" in text
    assert "[estimated] security sources, sentence 7, first toll, cue « selon les premières" in text
    assert "« Les attaques ont fait au moins 70 morts »" in text
    assert "attackers are among them" in text
    assert text.count("took place in | Bamako") == 1 and text.count("« lors des attaques à Bamako »") == 1


def test_a_portrait_tells_what_somebody_says_and_what_stands_against_it(archive):
    text = show(archive, "Oumar Diarra")
    assert "What it says" in text and "« les terroristes infiltrés avaient été neutralisés »" in text
    assert "set against" in show(archive, "dénégations de l’AES")


def test_a_negation_is_shown_as_one_and_never_as_a_fact(archive):
    facts, _, others = show(archive, "intelligence agencies").partition("Not facts: denied")
    assert "anticipated" not in facts
    assert "- not: intelligence agencies | anticipated" in others


def test_identifiers_come_with_the_source_that_shows_them(archive):
    assert "wikidata Q28877411 (seen in" in show(archive, "jnim")
