"""The library answers as its golden files say, and alike on pyoxigraph and rdflib."""

import re

import pyoxigraph as ox
import pytest
from rdflib import Dataset

from kg.answers import QUERIES, Rows, ask, find_question, load, open_output
from kg.errors import BadQuery, NotBuilt, UnknownPolicy, UnknownQuery
from kg.graph import assemble
from kg.pipeline import build
from kg.questions import read_questions
from tests.golden import GOLDEN, SEEDS

NAMES = sorted(read_questions(QUERIES))


@pytest.fixture(scope="module", params=sorted(SEEDS))
def world(request) -> tuple[str, ox.Store, Dataset]:
    store = assemble(SEEDS[request.param]())
    dataset = Dataset(default_union=True)
    dataset.parse(data=ox.serialize(store, format=ox.RdfFormat.N_QUADS).decode(), format="nquads")
    return request.param, store, dataset


@pytest.mark.parametrize("name", NAMES)
def test_a_question_answers_as_its_golden_file(world, name):
    seeds, store, _ = world
    expected = (GOLDEN / seeds / f"{name}.csv").read_bytes()
    assert ask(name, store).as_csv() == expected, "python -m tests.golden writes the golden files anew"


@pytest.mark.parametrize("name", NAMES)
def test_rdflib_gives_the_same_rows(world, name):
    _, store, dataset = world
    assert ask(name, dataset) == ask(name, store)


def test_there_is_a_golden_file_for_each_question_and_no_other():
    for seeds in SEEDS:
        assert sorted(path.stem for path in (GOLDEN / seeds).glob("*")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_question_introduces_itself_and_runs_anywhere(name):
    question = find_question(name)
    assert question.summary.endswith((".", "?")) and question.resume.endswith((".", "?"))
    assert question.resume != question.summary
    body = re.sub(r"<[^>]*>|\"[^\"]*\"|#.*", "", question.text)
    assert not re.search(r"\b(GRAPH|FROM|SERVICE|AVG|SAMPLE|GROUP_CONCAT)\b|SELECT\s+(DISTINCT\s+)?\*", body)
    assert "ORDER BY" in body


def test_each_question_has_an_answer_in_one_world_or_the_other():
    for name in NAMES:
        assert any(len((GOLDEN / seeds / f"{name}.csv").read_text().splitlines()) > 1 for seeds in SEEDS)


def test_a_policy_changes_the_answer(store):
    from kg.policy import settle

    other = ox.Store()
    other.extend(store)
    assert len(ask("toll-bounds", other)) == 2
    settle(other, "narrator")
    assert len(ask("toll-bounds", other)) == 0
    assert len(ask("tolls", other)) == 2  # what is claimed stays on record under every policy
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
    assert isinstance(rows, Rows) and rows.as_text() == [("22",)]
    assert ask(own, load(tmp_path)) == rows
    yes = ask("ASK { ?c a <https://w3id.org/sahel-kg/ns#Claim> }", open_output(tmp_path, "everyone"))
    assert yes.as_text() == [("true",)]
