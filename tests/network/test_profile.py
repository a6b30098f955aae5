"""``kg show`` finds an entity by any of its names and tells what is known, doubted and not said."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from kg.core.model import Seeds
from kg.core.ontology import read_ontology
from kg.curation.checks import read_seeds
from kg.errors import UnknownEntity
from kg.graph.assemble import assemble
from kg.network.profile import AGAINST, UNSTATED, show
from kg.query.names import find_entities
from tests.graph.test_invariants import admitted
from tests.network.test_derived import by_hand
from tests.support.explorer import DEEP

BASE = "https://w3id.org/sahel-kg/"


@pytest.fixture(scope="module")
def invented() -> Seeds:
    return read_seeds("tests/data/miniature")


@pytest.fixture(scope="module")
def built(invented) -> ox.Store:
    return assemble(invented)


def sections(text: str) -> dict[str, str]:
    """Split a profile by its headings, which follow an empty line; the head stands under no heading."""
    first, *rest = text.split("\n\n")
    found = {"": first} | {part.partition("\n")[0]: part.partition("\n")[2] for part in rest}
    assert len(found) == len(rest) + 1, "a heading twice"
    return found


def words(text: str) -> str:
    return " ".join(text.split())


def stated(text: str) -> list[str]:
    """Return what the items of a section state, unwrapped."""
    return [words(item.partition("\n  [")[0]) for item in re.split(r"^- ", text, flags=re.MULTILINE)[1:]]


# names


@pytest.mark.parametrize(
    "name", ["GSIM", "jnim", "Jnim", "groupe de soutien a l'islam et aux musulmans", "JNIM "]
)
def test_any_name_finds_the_group(store, name):
    assert find_entities(store, name) == [BASE + "actor/jnim"]


def test_an_id_or_an_iri_finds_too(store):
    by_id = find_entities(store, "bamako-attack")
    assert by_id == find_entities(store, BASE + "event/bamako-attack") == [BASE + "event/bamako-attack"]
    assert find_entities(store, "aes-denial") == [BASE + "utterance/news-22092024-142654_aes-denial"]


def test_an_unknown_name_is_answered_with_the_nearest(store):
    with pytest.raises(UnknownEntity, match="no entity 'Al-Qaïdaa': did you mean 'Al-Qaïda'"):
        show(store, "Al-Qaïdaa")
    with pytest.raises(UnknownEntity, match="no entity 'groupes': did you mean"):
        show(store, "groupes")


def test_a_part_of_a_name_finds_the_only_actor_or_place_that_bears_it(store):
    assert show(store, "Goïta").startswith("Assimi Goïta (")
    assert show(store, "actor:jnim") == show(store, "GSIM")


# profiles


def test_a_profile_tells_tolls_names_sources_and_what_is_not_said(store):
    text = show(store, "bamako-attack")
    assert "killed | at least 70" in text
    assert "[estimated] security sources, sentence 7, first toll, cue « selon les premières" in text
    assert "« Les attaques ont fait au moins 70 morts »" in text
    assert "attackers are among them" in text
    assert text.count("took place in | Bamako") == 1 and text.count("« lors des attaques à Bamako »") == 1


def test_a_profile_tells_what_somebody_says_and_what_stands_against_it(store):
    text = show(store, "Oumar Diarra")
    assert "« les terroristes infiltrés avaient été neutralisés »" in sections(text)["What it says"]
    assert "set against" in show(store, "dénégations de l’AES")


def test_what_conflicts_with_somebodys_words_is_told_apart_from_them(built):
    told = sections(show(built, "dunes-front"))
    assert stated(told["What it says"]) == ["attack on Sirem | killed | at least 20"]
    assert stated(told[AGAINST]) == ["attack on Sirem | killed | exactly 8"]


def test_a_negation_is_shown_as_one_and_never_as_a_fact(store):
    told = sections(show(store, "intelligence agencies"))
    denied = told["Said of it, and no fact: denied"]
    assert any(item.startswith("not: intelligence agencies | anticipated") for item in stated(denied))
    assert not [
        item for title in told if "facts under" in title for item in stated(told[title]) if "anticip" in item
    ]


def test_identifiers_come_with_the_source_that_shows_them(store):
    assert "wikidata Q28877411 (seen in" in show(store, "jnim")


def test_facts_stand_under_what_they_are_about(built):
    told = {title.partition(":")[0]: text for title, text in sections(show(built, "lions")).items()}
    assert stated(told["Roles"]) == ["spokesman of the Lions | is an office of | Lions of Tamba"]
    assert stated(told["Ties"]) == ["Lions of Tamba | is allied with | Dunes Front"]
    assert stated(told["Events"]) == [
        "attack on Zorgo | has the perpetrator | Lions of Tamba",
        "operation of the army | is directed against | Lions of Tamba",
        "fighting | has the participant | Lions of Tamba",
    ]


@pytest.mark.parametrize("policy", ["narrator", "reported", "everyone"])
def test_every_fact_of_an_entity_is_told_once_and_nothing_else_as_a_fact(invented, policy):
    """Each profile against the seeds: the facts that the policy admits, and apart from them the rest."""
    built = assemble(invented, policy=policy)
    facts = {claim.iri for claim in admitted(invented, policy)}
    for iri in invented.entities:
        about = [c for c in invented.claims if iri in (c.subject, c.object)]
        quotes = {True: [], False: []}
        for title, text in sections(show(built, iri)).items():
            told = re.findall(r"^  « .*?(?= »\n|\n  »| »$)", words_kept(text), flags=re.MULTILINE)
            if "facts under" in title or title.startswith("Said of it"):
                quotes["facts under" in title] += told
        for is_fact, told in quotes.items():
            expected = [c for c in about if (c.iri in facts) == is_fact]
            assert len(told) == len(expected), (iri, is_fact)


def words_kept(text: str) -> str:
    """Join the lines that a long quote was broken into."""
    return re.sub(r"«[^»]*»", lambda quote: words(quote[0]), text)


def test_ties_that_a_rule_makes_stand_apart_with_rule_and_event(invented, built):
    names = {f"actor:{iri.rpartition('/')[2]}": e.label.en for iri, e in invented.entities.items()}
    for iri, entity in invented.entities.items():
        own = f"actor:{iri.rpartition('/')[2]}"
        expected = {
            (names[t], rule, names[h]) for t, rule, h, _ in by_hand(invented, "reported") if own in (t, h)
        }
        text = sections(show(built, iri)).get("Ties that only a rule makes of these facts", "")
        told = re.findall(
            r"^- (.*?) \| .*? \| (.*?) by the rule (\w+), through ", one_a_line(text), re.MULTILINE
        )
        assert {(tail, rule, head) for tail, head, rule in told} == expected, entity.label.en


def one_a_line(text: str) -> str:
    return "\n".join("- " + words(item) for item in re.split(r"^- ", text, flags=re.MULTILINE)[1:])


def test_a_pair_that_the_text_does_not_make_is_told_as_such(built):
    text = words(show(built, "dunes-front"))
    assert "by the rule clashPairs, through fighting; the text makes no such pair" in text
    assert "by the rule attackOnOwner, through attack on Sirem -" in text


@pytest.mark.parametrize("folder", ["seeds", "tests/data/miniature"])
def test_not_stated_is_what_the_ontology_expects_and_no_claim_says(folder):
    """The same from the seeds, whatever any policy admits."""
    seeds = read_seeds(folder)
    built = assemble(seeds, policy="narrator")
    relations = read_ontology().relations
    gaps = 0
    asked = [(iri, entity) for iri, entity in seeds.entities.items() if entity.kind.expects]
    for iri, entity in asked[:: 1 if DEEP else 4]:
        about = [claim for claim in seeds.claims if claim.subject == iri]
        said = {claim.relation.name for claim in about} | {"holdsAt" for claim in about if claim.holds}
        missing = [name for name in entity.kind.expects if name not in said]
        expected = ", ".join("when" if n == "holdsAt" else relations[n].label.en for n in missing)
        told = words(sections(show(built, iri)).get(UNSTATED, ""))
        assert told == expected, iri
        gaps += bool(missing)
    assert gaps


def test_nothing_is_asked_of_those_of_whom_the_ontology_expects_nothing(store):
    assert not read_ontology().classes["State"].expects
    assert UNSTATED not in show(store, "mali")


def test_a_profile_follows_the_policy_of_the_graph(invented, built):
    everyone = assemble(invented, policy="everyone")
    head = sections(show(built, "arms-delivery"))[""]
    assert "Under the policy 'reported' nothing says that it happened or holds." in head
    told = sections(show(everyone, "arms-delivery"))
    assert "nothing says" not in told[""]
    assert stated(told["Other facts: facts under the policy 'everyone'"]) == [
        "delivery of arms | has the agent | Dorane"
    ]
