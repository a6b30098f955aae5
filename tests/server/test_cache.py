"""Answers that are kept: the same question of the same build, and nothing that may answer anew."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.server.cache import ResponseCache
from kg.server.replies import Reply
from tests.support.servers import Served, serving, until

JOB = {
    "query": "SELECT * {}", "policy": "", "rows": "text/csv", "graph": "text/turtle", "gzip": False,
    "default": [], "named": [],
}  # fmt: skip


def reply(size: int = 10, status: int = 200) -> Reply:
    return Reply(status, "text/csv", b"x" * size, build="build")


def test_the_same_question_of_the_same_build_has_its_answer():
    cache, answer = ResponseCache(50_000_000), reply()
    cache.keep(JOB, answer)
    assert cache.find("build", dict(JOB)) is answer


@pytest.mark.parametrize(
    "other",
    [
        {"query": "SELECT * { }"}, {"policy": "everyone"}, {"rows": None}, {"graph": None}, {"gzip": True},
        {"default": ["urn:x"]}, {"named": ["urn:x"]},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_changes_an_answer_makes_another_question(other):
    cache = ResponseCache(50_000_000)
    cache.keep(JOB, reply())
    assert cache.find("build", {**JOB, **other}) is None
    assert cache.find("another build", JOB) is None


@pytest.mark.parametrize(
    "function", ["NOW()", "now ()", "RAND( )", "STRUUID()", "UUID#\n ()", "BNODE()", "1RAND()"]
)
def test_what_may_answer_anew_is_asked_again(function):
    cache, job = ResponseCache(50_000_000), {**JOB, "query": f"SELECT ({function} AS ?x) {{}}"}
    cache.keep(job, reply())
    assert cache.find("build", job) is None


def test_a_word_that_holds_the_name_of_such_a_function_is_none():
    cache, job = ResponseCache(50_000_000), {**JOB, "query": "SELECT ?n { ?s skg:alsoKnownAs ?n }"}
    cache.keep(job, reply())
    assert cache.find("build", job)


def test_refusals_and_large_answers_are_not_kept():
    cache = ResponseCache(1_000)
    for answer in (reply(status=503), reply(size=900)):
        cache.keep(JOB, answer)
        assert cache.find("build", JOB) is None


@pytest.mark.server
def test_those_asked_for_longest_ago_are_let_go_of():
    cache = ResponseCache(100_000)
    jobs = [{**JOB, "query": f"SELECT * {{}} #{n}"} for n in range(100)]
    for job in jobs:
        cache.find("build", jobs[0])
        cache.keep(job, reply(size=1_900))
    held = [job for job in jobs if cache.find("build", job)]
    assert jobs[0] in held and jobs[-1] in held and jobs[1] not in held
    assert len(held) * 1_900 <= 100_000 < (len(held) + 2) * 1_950


@pytest.fixture
def served(store: ox.Store, tmp_path: Path) -> Iterator[Served]:
    store.dump(str(tmp_path / "sahel.nq"), format=ox.RdfFormat.N_QUADS)
    with serving(tmp_path, tmp_path / "scratch", limits={"cached": 1_000_000, "workers": 1}) as server:
        yield server


def test_over_http_the_second_answer_is_that_of_the_first(served: Served):
    found = [served.ask("SELECT * { ?s ?p ?o } LIMIT 3", Accept="text/csv") for _ in range(2)]
    assert found[0].content == found[1].content
    assert found[0].headers["etag"] == found[1].headers["etag"]

    def logged() -> list[bool]:
        lines = [json.loads(line) for line in served.log.read_text(encoding="utf-8").splitlines()]
        return [line.get("kept", False) for line in lines if line["path"] == "/sparql"]

    assert until(lambda: len(logged()) == 2), "a line is written once an answer is out"
    assert logged() == [False, True]
