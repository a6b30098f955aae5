"""The library answers as its golden files say, and alike on pyoxigraph and rdflib, narrowed or not."""

import re
from dataclasses import replace

import pyoxigraph as ox
import pytest
from rdflib import Dataset

from kg.core.model import Toll
from kg.core.namespaces import GRAPHS, RDF, RDFS, SKG
from kg.core.rq_files import Question, bind, parse_question, value_places
from kg.errors import BadQuery, MissingGraph, NotBuilt, UnknownPolicy, UnknownQuery
from kg.graph.assemble import assemble
from kg.graph.policy import settle
from kg.query.engines import run
from kg.query.library import ask, find_question, read_library
from kg.query.opening import as_dataset, load, open_output
from kg.query.results import Rows, Term
from tests.support.explorer import DEEP
from tests.support.golden import GOLDEN, SEEDS
from tests.support.golden import world as built

QUESTIONS = read_library()
NAMES = sorted(QUESTIONS)
BY_POLICY = ("admitted", "opposed", "place")
"""Columns of questions about claims that tell what the policy makes of them."""
NARROWED = [
    (name, parameter.name)
    for name, question in QUESTIONS.items()
    for parameter in question.params
    if parameter.type != "date"
    and (name, parameter.name) not in (("events", "article"), ("attacks", "actor"))  # tested by themselves
]


def _kind(name: str, parameter: str) -> tuple[str, int]:
    """Tell what a narrowing consists of: the type of the value, and in how many places it is bound."""
    question = QUESTIONS[name]
    found = next(each for each in question.params if each.name == parameter)
    return found.type, len(value_places(question.text, found.variable))


ON_RDFLIB = list({_kind(*each): each for each in reversed(NARROWED)}.values())
"""The first narrowing of each kind, since rdflib takes long over every query."""
RDFLIB_READS = sorted(SEEDS) if DEEP else ["miniature"]


@pytest.fixture(scope="module", params=sorted(SEEDS))
def world(request, worlds) -> tuple[str, ox.Store]:
    return request.param, worlds[request.param]


@pytest.fixture(scope="module")
def worlds() -> dict[str, ox.Store]:
    return {name: built(name) for name in SEEDS}


@pytest.fixture(scope="module", params=RDFLIB_READS)
def both(request, worlds) -> tuple[str, ox.Store, Dataset]:
    """Give the same graph to pyoxigraph and to rdflib, half a second a question on the article."""
    store = worlds[request.param]
    dataset = Dataset(default_union=True)
    dataset.parse(data=ox.serialize(store, format=ox.RdfFormat.N_QUADS).decode(), format="nquads")
    return request.param, store, dataset


@pytest.mark.parametrize("name", NAMES)
def test_a_question_answers_as_its_golden_file(world, name):
    seeds, store = world
    expected = (GOLDEN / seeds / f"{name}.csv").read_bytes()
    assert ask(name, store).as_csv() == expected, "python -m tests.support.golden writes golden files anew"


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES[:: 1 if DEEP else 2])
def test_rdflib_gives_the_same_rows(both, name):
    _, store, dataset = both
    assert ask(name, dataset) == ask(name, store)


@pytest.mark.parametrize(("name", "parameter"), NARROWED, ids=[f"{n}-{p}" for n, p in NARROWED])
def test_a_narrowed_answer_is_the_whole_one_filtered(world, name, parameter):
    _, store = world
    question = QUESTIONS[name]
    shown, place = _shown(question, parameter, store)
    value = _value(shown, place)
    if value is None:
        return  # this world holds nothing of the kind, the other one does: see the next test
    kept = [
        tuple(row[shown.columns.index(column)] for column in question.columns)
        for row in shown
        if row[place] == value
    ]
    narrowed = bind(question, {parameter: [value.value]})
    assert list(run(narrowed, store)) == list(dict.fromkeys(kept))


@pytest.mark.long
@pytest.mark.parametrize(("name", "parameter"), NARROWED if DEEP else ON_RDFLIB)
def test_rdflib_narrows_to_the_same_rows(both, name, parameter):
    _, store, dataset = both
    value = _value(*_shown(QUESTIONS[name], parameter, store))
    if value:  # every kind but that of a sentence has one in the miniature
        narrowed = bind(QUESTIONS[name], {parameter: [value.value]})
        assert run(narrowed, dataset) == run(narrowed, store)


@pytest.mark.parametrize(("name", "parameter"), NARROWED, ids=[f"{n}-{p}" for n, p in NARROWED])
def test_each_parameter_has_a_value_in_one_world_or_the_other(worlds, name, parameter):
    assert any(_value(*_shown(QUESTIONS[name], parameter, store)) for store in worlds.values())


def _value(shown: Rows, place: int) -> Term | None:
    """Choose a value of a parameter from the answer that shows it, the middle one."""
    values = [row[place] for row in shown if row[place]]
    return values[len(values) // 2] if values else None


def _shown(question: Question, parameter: str, store: ox.Store) -> tuple[Rows, int]:
    """Answer a question with the values of a parameter beside its own columns, and tell where they stand."""
    variable = next(each.variable for each in question.params if each.name == parameter)
    shown = run(_showing(question, variable), store)
    return shown, shown.columns.index(variable)


def _showing(question, variable):
    """Let a question show the variable of a parameter beside its own columns."""
    if variable in question.columns:
        return question
    text = re.sub(r"^SELECT (DISTINCT )?", rf"\g<0>?{variable} ", question.text, count=1, flags=re.MULTILINE)
    return replace(question, text=re.sub(r"^GROUP BY", rf"\g<0> ?{variable}", text, flags=re.MULTILINE))


def test_events_of_an_article_are_those_that_it_speaks_of(worlds):
    rows = ask("events", worlds["miniature"], article="mini-01072025-070000")
    assert [(row[0], row[3]) for row in rows.as_text()] == [
        ("attack on Sirem", "4"), ("fighting", "3"),
        ("protest of the spokesman", "1"), ("operation of the army", "3"),
    ]  # fmt: skip


def test_ties_are_of_every_relation_that_the_ontology_gives_a_sign(worlds):
    """One that was added to it is asked like those that come along."""
    store = ox.Store()
    store.bulk_extend(worlds["miniature"])
    before = {row[1] for row in ask("ties", store).as_text()}
    assert "is a rival of" not in before
    predicate, allied = ox.NamedNode(RDF.predicate), ox.NamedNode(SKG.base + "alliedWith")
    (claim, *_) = (quad.subject for quad in store.quads_for_pattern(None, predicate, allied, None))
    rival = ox.NamedNode(SKG.base + "rivalOf")
    store.remove(ox.Quad(claim, predicate, allied, ox.NamedNode(GRAPHS["claims"])))
    store.add(ox.Quad(claim, predicate, rival, ox.NamedNode(GRAPHS["claims"])))
    for prop, value in (
        (RDF.type, ox.NamedNode(SKG.Relation)),
        (RDFS.label, ox.Literal("is a rival of", language="en")),
        (SKG.edgeSign, ox.Literal(-1)),
    ):
        store.add(ox.Quad(rival, ox.NamedNode(prop), value, ox.NamedNode(GRAPHS["ontology"])))
    assert "is a rival of" in {row[1] for row in ask("ties", store).as_text()}
    assert {row[1] for row in ask("ties", store, tie="rivalOf").as_text()} == {"is a rival of"}


DAYS = ("2024-03-01", "2025-06-15", "2024-09-22")


def test_days_bound_what_was_asserted(world):
    _, store = world
    days = [row[:2] for row in ask("by-date", store).as_text()]
    for day in DAYS:
        before, after = ask("by-date", store, before=day), ask("by-date", store, after=day)
        assert [row[:2] for row in before.as_text()] == [each for each in days if each[1] < day]
        assert [row[:2] for row in after.as_text()] == [each for each in days if each[0] > day]


@pytest.mark.long
@pytest.mark.parametrize("day", DAYS if DEEP else DAYS[1:2])
def test_days_bound_the_same_on_rdflib(both, day):
    _, store, dataset = both
    for bound in ({"before": day}, {"after": day}):
        rows = ask("by-date", store, **bound)
        assert rows or DEEP
        assert ask("by-date", dataset, **bound) == rows


def test_days_bound_which_articles_appeared(worlds):
    between = ask("articles", worlds["miniature"], after="2024-03-01", before="2025-07-01")
    assert [row[0] for row in between.as_text()] == ["mini-15062025-093000"]


ATTACKERS = {"article": "jnim", "miniature": "lions"}


def test_an_actor_brings_the_whole_attack(world):
    seeds, store = world
    name = ATTACKERS[seeds]
    rows = ask("attacks", store, actor=name)
    whole = ask("attacks", store).as_text()
    events = {row[0] for row in whole if row[2] in ask("names", store, entity=name).as_text()[0]}
    assert rows.as_text() == [row for row in whole if row[0] in events] and len(rows) > 1


def test_an_actor_brings_the_same_attack_on_rdflib(both):
    seeds, store, dataset = both
    assert ask("attacks", dataset, actor=ATTACKERS[seeds]) == ask("attacks", store, actor=ATTACKERS[seeds])


def test_several_values_are_alternatives(worlds):
    both = ask("tolls", worlds["miniature"], event=["zorgo-attack", "sirem-attack"])
    assert both == ask("tolls", worlds["miniature"])
    assert len(ask("tolls", worlds["miniature"], event="sirem-attack")) == 2 < len(both)


def test_there_is_a_golden_file_for_each_question_and_no_other():
    for seeds in SEEDS:
        assert sorted(path.stem for path in (GOLDEN / seeds).glob("*")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_question_introduces_itself_and_runs_anywhere(name):
    question = find_question(name)
    assert question.summary.endswith((".", "?")) and question.resume.endswith((".", "?"))
    assert question.resume != question.summary
    assert question.group and question.columns
    body = re.sub(r"<[^>]*>|\"[^\"]*\"|#.*", "", question.text)
    assert not re.search(r"\b(GRAPH|FROM|SERVICE|AVG|SAMPLE|GROUP_CONCAT)\b|SELECT\s+(DISTINCT\s+)?\*", body)
    assert "ORDER BY" in body
    if "claim" in question.columns:
        assert question.columns[-1] == "claim" or question.columns[-2:] == ("claim", "other")
    if "admitted" in question.columns and "quote" in question.columns:
        assert question.columns.index("admitted") < question.columns.index("quote")


def test_each_question_has_an_answer_in_one_world_or_the_other():
    for name in NAMES:
        assert any(len((GOLDEN / seeds / f"{name}.csv").read_text().splitlines()) > 1 for seeds in SEEDS)


def test_no_column_mixes_texts_with_and_without_a_language(world):
    """What SPARQL does not order, every engine orders in its own way."""
    _, store = world
    mixed = []
    for name in [name for name, question in QUESTIONS.items() if not question.needs]:
        answer = ask(name, store)
        for column, terms in zip(answer.columns, zip(*answer, strict=True), strict=False):
            texts = [term for term in terms if term and not term.is_iri and not term.datatype]
            if len({bool(text.language) for text in texts}) > 1:
                mixed.append((name, column))
    assert mixed == []


def test_a_vague_voice_shows_its_words_and_leaves_the_bounds_of_the_firm_ones():
    seeds = SEEDS["miniature"]()
    toll = next(claim for claim in seeds.claims if claim.iri.endswith("_toll-12"))
    said = [
        Toll(None, "Vague", words="des dizaines"),
        Toll(15, "About"),
        Toll(20, "Between", 30),
        Toll(9, "AtMost"),
    ]
    more = [replace(toll, iri=f"{toll.iri}-{n}", object=each) for n, each in enumerate(said)]
    store = assemble(replace(seeds, claims=(toll, *more)))
    settle(store, "everyone")
    expected = [
        ("", "30", "", "3", "", "30"),
        ("", "", "about 15", "1", "", ""),
        ("", "", "des dizaines", "1", "", ""),
    ]
    for graph in (store, as_dataset(store)):
        assert [tuple(row[3:]) for row in ask("toll-bounds", graph).as_text()] == expected
        rows = ask("tolls", graph)
        words = [row[rows.columns.index("words")] for row in rows.as_text()]
        assert sorted(words) == ["", "", "", "", "des dizaines"]
    store = assemble(replace(seeds, claims=(toll, more[0], replace(more[2], object=Toll(7, "MoreThan")))))
    settle(store, "everyone")
    assert [tuple(row[3:]) for row in ask("toll-bounds", store).as_text()] == [
        ("more than 7", "", "", "2", "8", ""),
        ("", "", "des dizaines", "1", "", ""),
    ]


@pytest.mark.parametrize("name", [name for name in NAMES if QUESTIONS[name].about == "claims"])
def test_what_is_claimed_is_on_record_under_every_policy(settled, name):
    told = []
    for store in settled:
        rows = ask(name, store)
        free = [n for n, column in enumerate(rows.columns) if column not in BY_POLICY]
        told.append([tuple(row[n] for n in free) for row in rows])
    assert told[0] == told[1]


@pytest.fixture(scope="module")
def settled() -> list[ox.Store]:
    """Build the miniature under the policy that admits least, and under the one that admits most."""
    stores = [built("miniature"), built("miniature")]
    for store, policy in zip(stores, ("narrator", "everyone"), strict=True):
        settle(store, policy)
    return stores


def test_a_question_says_what_it_needs_beside_the_dataset():
    assert {name: each.needs for name, each in QUESTIONS.items() if each.needs} == {
        "networks": ("measures",),
        "ranks": ("measures",),
    }
    header = "#+ summary: x\n#+ needs: closure derived\n"
    assert parse_question(f"{header}ASK {{}}").needs == ("closure", "derived")
    wrong = "own.rq:3: a question needs one of measures, derived, closure; not 'facts'"
    with pytest.raises(BadQuery, match=re.escape(wrong)):
        parse_question(f"{header}#+ needs: facts\nASK {{}}", "own", "own.rq")
    with pytest.raises(MissingGraph, match=r"'query' needs the closure.*load closure\.ttl too"):
        ask("#+ needs: closure\nSELECT ?s WHERE { ?s <urn:no> ?o }", built("miniature"))


def test_a_policy_changes_the_answer(store):
    other = ox.Store()
    other.extend(store)
    assert len(ask("toll-bounds", other)) == 2
    settle(other, "narrator")
    assert len(ask("toll-bounds", other)) == 0
    tolls = ask("tolls", other)
    assert [row[tolls.columns.index("admitted")] for row in tolls.as_text()] == ["no", "no"]
    with pytest.raises(UnknownPolicy, match="did you mean 'narrator'"):
        settle(other, "narator")


def test_bad_questions_are_refused_in_one_line(store, tmp_path):
    with pytest.raises(UnknownQuery, match="no query 'atacks': did you mean 'attacks'"):
        ask("atacks", store)
    with pytest.raises(BadQuery):
        ask("SELECT ?x WHERE { ?x ", store)
    with pytest.raises(BadQuery, match="a SELECT or an ASK"):
        ask("CONSTRUCT WHERE { ?s ?p ?o }", store)
    with pytest.raises(NotBuilt, match="run 'kg build' first"):
        ask("tolls", tmp_path)


@pytest.mark.long
def test_questions_of_ones_own_run_on_a_built_folder_and_on_rdflib(miniature_output):
    own = "SELECT (COUNT(?c) AS ?n) WHERE { ?c a <https://w3id.org/sahel-kg/ns#Claim> }"
    rows = ask(own, miniature_output)
    assert isinstance(rows, Rows) and rows.as_text() == [("42",)]
    assert ask(own, load(miniature_output)) == rows
    everyone = open_output(miniature_output, "everyone")
    yes = ask("ASK { ?c a <https://w3id.org/sahel-kg/ns#Claim> }", everyone)
    assert yes.as_text() == [("true",)]
