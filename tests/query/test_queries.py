"""The library answers as its golden files say, and alike on pyoxigraph and rdflib, narrowed or not."""

import re
from dataclasses import replace

import pyoxigraph as ox
import pytest
from rdflib import Dataset

from kg.core.rq_files import bind, parse_question, read_questions
from kg.errors import BadQuery, MissingGraph, NotBuilt, UnknownPolicy, UnknownQuery
from kg.pipeline import build
from kg.query.engines import run
from kg.query.library import QUERIES, ask, find_question, load, open_output
from kg.query.results import Rows
from tests.support.explorer import DEEP
from tests.support.golden import GOLDEN, SEEDS
from tests.support.golden import world as built

QUESTIONS = read_questions(QUERIES)
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


@pytest.fixture(scope="module", params=sorted(SEEDS))
def world(request) -> tuple[str, ox.Store, Dataset]:
    store = built(request.param)
    dataset = Dataset(default_union=True)
    dataset.parse(data=ox.serialize(store, format=ox.RdfFormat.N_QUADS).decode(), format="nquads")
    return request.param, store, dataset


@pytest.mark.parametrize("name", NAMES)
def test_a_question_answers_as_its_golden_file(world, name):
    seeds, store, _ = world
    expected = (GOLDEN / seeds / f"{name}.csv").read_bytes()
    assert ask(name, store).as_csv() == expected, "python -m tests.support.golden writes golden files anew"


@pytest.mark.parametrize("name", NAMES)
def test_rdflib_gives_the_same_rows(world, name):
    _, store, dataset = world
    assert ask(name, dataset) == ask(name, store)


@pytest.mark.parametrize(("name", "parameter"), NARROWED, ids=[f"{n}-{p}" for n, p in NARROWED])
def test_a_narrowed_answer_is_the_whole_one_filtered(world, name, parameter):
    seeds, store, dataset = world
    question = QUESTIONS[name]
    variable = next(each.variable for each in question.params if each.name == parameter)
    shown = run(_showing(question, variable), store)
    place = shown.columns.index(variable)
    values = [row[place] for row in shown if row[place]]
    if not values:
        return  # this world holds nothing of the kind, the other one does: see the next test
    value = values[len(values) // 2]
    kept = [
        tuple(row[shown.columns.index(column)] for column in question.columns)
        for row in shown
        if row[place] == value
    ]
    narrowed = bind(question, {parameter: [value.value]})
    assert list(run(narrowed, store)) == list(dict.fromkeys(kept))
    if DEEP or seeds == "miniature":  # rdflib takes half a second for each on the article
        assert run(narrowed, dataset) == run(narrowed, store)


@pytest.mark.parametrize(("name", "parameter"), NARROWED, ids=[f"{n}-{p}" for n, p in NARROWED])
def test_each_parameter_has_a_value_in_one_world_or_the_other(stores, name, parameter):
    variable = next(each.variable for each in QUESTIONS[name].params if each.name == parameter)
    shown = [run(_showing(QUESTIONS[name], variable), store) for store in stores]
    assert any(row[rows.columns.index(variable)] for rows in shown for row in rows)


@pytest.fixture(scope="module")
def stores() -> list[ox.Store]:
    return [built(name) for name in SEEDS]


def _showing(question, variable):
    """Let a question show the variable of a parameter beside its own columns."""
    if variable in question.columns:
        return question
    text = re.sub(r"^SELECT (DISTINCT )?", rf"\g<0>?{variable} ", question.text, count=1, flags=re.MULTILINE)
    return replace(question, text=re.sub(r"^GROUP BY", rf"\g<0> ?{variable}", text, flags=re.MULTILINE))


def test_events_of_an_article_are_those_that_it_speaks_of(stores):
    rows = ask("events", stores[1], article="mini-01072025-070000")
    assert [(row[0], row[3]) for row in rows.as_text()] == [
        ("attack on Sirem", "4"), ("fighting", "3"),
        ("protest of the spokesman", "1"), ("operation of the army", "3"),
    ]  # fmt: skip


def test_days_bound_what_was_asserted_and_which_articles_appeared(world):
    seeds, store, dataset = world
    days = [row[:2] for row in ask("by-date", store).as_text()]
    for day in ("2024-03-01", "2025-06-15", "2024-09-22"):
        before, after = ask("by-date", store, before=day), ask("by-date", store, after=day)
        assert [row[:2] for row in before.as_text()] == [each for each in days if each[1] < day]
        assert [row[:2] for row in after.as_text()] == [each for each in days if each[0] > day]
        assert ask("by-date", dataset, before=day) == before
        assert ask("by-date", dataset, after=day) == after
    if seeds == "miniature":
        between = ask("articles", store, after="2024-03-01", before="2025-07-01")
        assert [row[0] for row in between.as_text()] == ["mini-15062025-093000"]
        assert ask("articles", dataset, after="2024-03-01", before="2025-07-01") == between


def test_an_actor_brings_the_whole_attack(world):
    seeds, store, dataset = world
    name = {"article": "jnim", "miniature": "lions"}[seeds]
    rows = ask("attacks", store, actor=name)
    whole = ask("attacks", store).as_text()
    events = {row[0] for row in whole if row[2] in ask("names", store, entity=name).as_text()[0]}
    assert rows.as_text() == [row for row in whole if row[0] in events] and len(rows) > 1
    assert ask("attacks", dataset, actor=name) == rows


def test_several_values_are_alternatives(stores):
    both = ask("tolls", stores[1], event=["zorgo-attack", "sirem-attack"])
    assert both == ask("tolls", stores[1])
    assert len(ask("tolls", stores[1], event="sirem-attack")) == 2 < len(both)


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


@pytest.mark.parametrize("name", [name for name in NAMES if QUESTIONS[name].about == "claims"])
def test_what_is_claimed_is_on_record_under_every_policy(name):
    from kg.graph.policy import settle

    store = built("miniature")
    question = QUESTIONS[name]
    told = {}
    for policy in ("narrator", "everyone"):
        settle(store, policy)
        rows = ask(question, store)
        free = [n for n, column in enumerate(rows.columns) if column not in BY_POLICY]
        told[policy] = [tuple(row[n] for n in free) for row in rows]
    assert told["narrator"] == told["everyone"]


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
    from kg.graph.policy import settle

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


def test_questions_of_ones_own_run_on_a_built_folder_and_on_rdflib(tmp_path):
    build("tests/data/miniature", tmp_path)
    own = "SELECT (COUNT(?c) AS ?n) WHERE { ?c a <https://w3id.org/sahel-kg/ns#Claim> }"
    rows = ask(own, tmp_path)
    assert isinstance(rows, Rows) and rows.as_text() == [("42",)]
    assert ask(own, load(tmp_path)) == rows
    yes = ask("ASK { ?c a <https://w3id.org/sahel-kg/ns#Claim> }", open_output(tmp_path, "everyone"))
    assert yes.as_text() == [("true",)]
