"""A drawn answer is its claims, and what a CONSTRUCT makes stands where the policy lets it be made."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

import kg
from kg.core.namespaces import PREFIXES
from kg.core.rq_files import parse_question
from kg.curation.checks import read_seeds
from kg.errors import BadQuery, MissingGraph
from kg.explorer.from_query import answer
from kg.explorer.scene import RECORDED
from kg.explorer.views import NothingToDraw
from kg.graph.assemble import assemble
from kg.graph.policy import settle
from kg.network.derived import fact_of
from kg.query.library import read_library
from tests.explorer.test_views import BASE, POLICIES, RELATIONS, Edge, standing
from tests.support.explorer import DEEP


@pytest.fixture(scope="module", params=["seeds", "tests/data/miniature"])
def graph(request) -> ox.Store:
    return assemble(read_seeds(request.param))


@pytest.fixture(scope="module")
def invented() -> ox.Store:
    return assemble(read_seeds("tests/data/miniature"))


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(read_library())[:: 1 if DEEP else 3])
def test_the_answer_to_a_question_is_drawn_claim_by_claim_or_refused(store, name):
    if read_library()[name].needs:
        with pytest.raises(MissingGraph, match=f"'{name}' needs the measures"):
            answer(name, store)
        return
    cited = kg.cite(name, store)
    if not cited.footnotes:
        with pytest.raises(NothingToDraw, match=f"'{name}'.*(empty answer|rests on a claim)"):
            answer(name, store)
        return
    drawing = answer(name, store)
    links = drawing.scene.links
    claims = [iri for link in links for iri in link.claims]
    assert sorted(claims) == sorted(note.claim for note in cited.footnotes)
    for link in links:
        stated = {fact_of(drawing.archive.claims[iri]) for iri in link.claims}
        assert len(stated) == 1
    assert len({(link.tail, link.head, link.name) for link in links}) == len(links)
    assert drawing.scene.cited == cited and bool(drawing.notes) == bool(cited.uncited)
    ends = {end for link in links for end in (link.tail, link.head)}
    extra = {thing.iri for thing in drawing.scene.extra}
    assert extra <= ends <= extra | drawing.archive.entities.keys()


def test_a_question_about_claims_keeps_them_whoever_is_believed_and_one_about_facts_does_not(store):
    assert {link.shown for link in answer("doubted", store).scene.links} == {RECORDED}
    assert {link.shown for link in answer("tolls", store).scene.links} == {RECORDED}
    assert RECORDED not in {link.shown for link in answer("members", store).scene.links}


def test_an_own_question_about_what_nobody_admits_keeps_it_on_record(store):
    text = """PREFIX skg: <https://w3id.org/sahel-kg/ns#>
    SELECT ?claim WHERE { ?claim skg:polarity skg:Negated }"""
    (link,) = answer(text, store).scene.links
    assert (link.name, link.shown) == ("anticipated", RECORDED)


def test_tolls_truths_words_and_claims_are_nodes_with_names_in_both_languages(store):
    tolls = {(thing.kind.name, thing.label.fr) for thing in answer("tolls", store).scene.extra}
    assert tolls == {("Toll", "au moins 70 morts"), ("Toll", "plus de 200 blessés")}
    doubted = [thing.label for thing in answer("doubted", store).scene.extra]
    assert [(label.fr, label.en) for label in doubted] == [("oui", "yes")] * 2
    causes = {thing.kind.name: thing.label.fr for thing in answer("causes", store).scene.extra}
    assert causes.keys() == {"Claim"} and causes["Claim"].startswith("«\u202f")
    opinions = {thing.label.fr for thing in answer("opinions", store).scene.extra}
    assert {"sans précédent", "terroristes"} <= opinions


def test_two_of_whom_the_same_word_is_said_do_not_meet_in_it(store):
    links = answer("opinions", store).scene.links
    words = [link.head for link in links if link.name == "labelledAs"]
    assert len(words) == len(set(words)) > 2


def test_what_narrows_a_question_narrows_its_drawing_and_stands_in_the_title(invented):
    event = BASE + "event/zorgo-attack"
    drawing = answer("tolls", invented, event="zorgo-attack", claimant="lions")
    assert {link.tail for link in drawing.scene.links} == {event} and len(drawing.scene.links) == 2
    assert "Zorgo" in drawing.scene.title.fr and "Zorgo" in drawing.scene.title.en
    with pytest.raises(NothingToDraw, match="--event event:camp-capture has an empty answer under"):
        answer("tolls", invented, event="camp-capture")


def test_rows_without_a_claim_are_told(store):
    assert answer("names", store).notes == (
        f"{kg.cite('names', store).uncited} rows of {len(kg.ask('names', store))} "
        "without a claim: in the table, and not drawn",
    )


def test_only_a_select_an_ask_and_a_construct_are_drawn(store):
    with pytest.raises(BadQuery, match="SELECT, an ASK or a CONSTRUCT"):
        answer(f"DESCRIBE <{BASE}actor/jnim>", store)
    with pytest.raises(BadQuery, match="refused"):
        answer("CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://example.org> { ?s ?p ?o } }", store)
    told = answer(f"PREFIX org: <{PREFIXES['org']}> ASK {{ <{BASE}actor/mali> org:memberOf ?which }}", store)
    assert [link.name for link in told.scene.links] == ["memberOf"]


# what a CONSTRUCT makes

HEAD = """PREFIX ex: <http://example.org/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skg: <https://w3id.org/sahel-kg/ns#>
"""
STRIKES = (
    HEAD
    + """# CONSTRUCT { ?not ?this ?one }
CONSTRUCT { ?who ex:strikes ?what ; ex:says "CONSTRUCT { }"@en , true . ?what a ex:Struck. }
WHERE { ?attack skg:perpetrator ?who ; skg:target ?what }"""
)
PARTNERS = (
    HEAD
    + """CONSTRUCT { ?one ex:partnerOf ?other }
WHERE { ?one org:memberOf ?which . ?other org:memberOf ?which FILTER (?one != ?other) }"""
)
OWNERS = (
    HEAD
    + """CONSTRUCT { ?who ex:against ?owner } WHERE {
  ?attack skg:perpetrator|skg:agent ?who ; skg:target/(skg:siteOf|skg:locatedIn+) ?owner }"""
)
HOSTILE = HEAD + "CONSTRUCT WHERE { ?event skg:perpetrator ?who ; skg:target ?what . }"
CONSTRUCTS = {"strikes": STRIKES, "partners": PARTNERS, "owners": OWNERS, "short": HOSTILE}


def under(store: ox.Store, policy: str) -> ox.Store:
    settled = ox.Store()
    settled.bulk_extend(store)
    settle(settled, policy)
    return settled


def constructed(store: ox.Store, text: str) -> set[tuple[str, str, str]]:
    """Let the engine make the triples."""
    made = store.query(text, use_default_graph_as_union=True)
    return {(t.subject.value, t.predicate.value, t.object.value) for t in made}


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_what_a_construct_makes_is_drawn_and_stands_where_the_policy_lets_it_be_made(graph, name):
    """The drawing is made where everybody is believed, and the engine asked anew under each policy."""
    text, everything = CONSTRUCTS[name], under(graph, "everyone")
    drawing = answer(text, everything)
    archive, iri = drawing.archive, {r.name: r.iri for r in RELATIONS.values()}
    literals = {thing.iri for thing in drawing.scene.extra if thing.kind.name == "Literal"}

    def triple(edge: Edge) -> tuple[str, ...]:
        tail, head, short = edge
        prefix, _, local = short.partition(":")
        predicate = iri.get(short) or PREFIXES.get(prefix, prefix + ":") + local
        ends = (head, tail) if short in iri and RELATIONS[short].tail == "object" else (tail, head)
        return ends[0], predicate, "" if ends[1] in literals else ends[1]

    def without_literals(triples: set[tuple[str, str, str]]) -> set[tuple[str, ...]]:
        return {(s, p, o if ":" in o else "") for s, p, o in triples}

    for policy in POLICIES:
        found = {triple(edge) for edge in standing(drawing.scene, archive, policy)}
        assert found == without_literals(constructed(under(graph, policy), text))


def test_a_construct_carries_its_solutions_with_their_footnotes(store):
    scene = answer(STRIKES, store).scene
    cited = kg.cite(HEAD + "SELECT * WHERE { ?attack skg:perpetrator ?who ; skg:target ?what }", store)
    assert scene.cited and len(scene.cited) == len(cited)
    assert {note.claim for note in scene.cited.footnotes} == {note.claim for note in cited.footnotes}
    labels = {link.name: link.label.fr for link in scene.links}
    assert labels["http://example.org/strikes"] == "strikes" and labels["rdf:type"] == "type"


def test_relations_of_the_ontology_keep_their_label_and_sign_in_a_construct(store):
    text = HEAD + "CONSTRUCT { ?one skg:hostileTo ?other } WHERE { ?one skg:affiliatedWith ?other }"
    (link,) = answer(text, store).scene.links
    assert (link.name, link.label.fr, link.sign) == ("hostileTo", "est hostile à", -1)


def test_a_construct_about_claims_is_on_record_where_no_policy_admits_them(store):
    text = (
        HEAD
        + """PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
    CONSTRUCT { ?claim ex:speaksOf ?what } WHERE { ?claim rdf:subject ?what ; skg:polarity skg:Negated }"""
    )
    (link,) = answer(text, store).scene.links
    assert (link.shown, link.ways) == (RECORDED, ()) and link.claims == (link.tail,)


def test_triples_without_a_claim_are_left_out_and_told(store):
    text = (
        HEAD
        + """CONSTRUCT { ?who ex:strikes ?what . skg:target rdfs:label ?label } WHERE {
    { ?attack skg:perpetrator ?who ; skg:target ?what } UNION { skg:target rdfs:label ?label } }"""
    )
    drawing = answer(text, store)
    assert {link.name for link in drawing.scene.links} == {"http://example.org/strikes"}
    (note,) = drawing.notes
    assert note.startswith("2 triples without a claim, and not drawn: skg:target rdfs:label")
    with pytest.raises(NothingToDraw, match="nothing of its answer rests on a claim"):
        answer(HEAD + "CONSTRUCT WHERE { skg:target rdfs:label ?label }", store)


@pytest.mark.parametrize(
    "template", ["?who ex:strikes [ ex:at ?what ]", "_:x ex:strikes ?what", "?who ex:at ()"]
)
def test_what_has_no_name_is_not_drawn(store, template):
    with pytest.raises(BadQuery, match="blank node"):
        answer(
            HEAD + f"CONSTRUCT {{ {template} }} WHERE {{ ?a skg:perpetrator ?who ; skg:target ?what }}", store
        )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CONSTRUCT { ?a ex:b ?c }\nWHERE { ?a skg:target ?c", r"query:6:\d+: unexpected end"),
        ("CONSTRUCT {\n ?a ex:b }\nWHERE { ?a skg:target ?c }", r"query:6:\d+: unexpected '}'"),
        ("CONSTRUCT { ?a nope:b ?c } WHERE { ?a skg:target ?c }", r"query:5:16: no prefix 'nope:'"),
    ],
)
def test_what_is_wrong_in_a_construct_is_told_with_its_place(store, text, told):
    with pytest.raises(BadQuery, match=told):
        answer(HEAD + text, store)


def test_a_parameter_narrows_a_construct_too(store):
    question = parse_question("#+ params: what\n" + STRIKES, "strikes", "strikes.rq")
    drawing = answer(question, store, what="base-101")
    struck = {link.head for link in drawing.scene.links if link.name.endswith("/strikes")}
    assert struck == {BASE + "place/base-101"}
