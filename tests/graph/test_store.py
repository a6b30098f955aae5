"""The built graph on disk answers as the one in memory does, under every policy, and never when stale."""

import os
import shutil
from pathlib import Path

import pytest

from kg.errors import MissingGraph, UnknownPolicy
from kg.graph.store import FOLDER, BuiltGraph, write_built_graph
from kg.pipeline import build
from kg.query.library import ask, read_library
from kg.query.opening import open_build, open_built_graph, open_output, open_to_ask
from kg.query.provenance import cite
from tests.support.explorer import DEEP

pytestmark = pytest.mark.long

POLICIES = ("narrator", "reported", "everyone")


@pytest.fixture(scope="module")
def output(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "output"
    build("tests/data/miniature", folder, "narrator")
    return folder


@pytest.mark.parametrize("policy", [None, "reported", "everyone"])  # the narrator's is that of the build
def test_every_question_has_the_same_rows_on_disk_and_in_memory(output, policy):
    on_disk, in_memory = open_to_ask(output, policy), open_build(output, policy)
    assert isinstance(on_disk, BuiltGraph) and on_disk.policy == (policy or "narrator")
    for name, question in read_library().items():
        if question.needs and policy in ("reported", "everyone"):  # not the policy of the build
            for source in (on_disk, in_memory):
                with pytest.raises(MissingGraph, match=f"'{name}' needs the measures"):
                    ask(name, source)
        else:
            assert ask(name, on_disk) == ask(name, in_memory), name
    assert set(on_disk.in_memory()) == set(open_output(output, policy))
    assert ask("tolls", on_disk, event="zorgo-attack") == ask("tolls", in_memory, event="zorgo-attack")


@pytest.mark.parametrize("policy", POLICIES)
def test_footnotes_are_the_same_on_disk_and_in_memory(output, policy):
    on_disk, in_memory = open_to_ask(output, policy), open_build(output, policy)
    for name in [*read_library()][:: 1 if DEEP else 4]:
        assert cite(name, on_disk) == cite(name, in_memory), name


def test_a_policy_that_was_not_built_is_refused(output):
    with pytest.raises(UnknownPolicy, match="did you mean 'narrator'"):
        open_built_graph(output, "narator")


def test_what_one_policy_admits_is_not_seen_under_another(output):
    text = "SELECT ?who WHERE { ?event <https://w3id.org/sahel-kg/ns#agent> ?who }"
    seen = {policy: len(ask(text, open_to_ask(output, policy))) for policy in POLICIES}
    assert seen == {"narrator": 1, "reported": 1, "everyone": 2}
    under = "SELECT ?p WHERE { ?d <https://w3id.org/sahel-kg/ns#factsUnder> ?p }"
    for policy in POLICIES:
        assert ask(under, open_to_ask(output, policy)).as_text() == [(f"policy:{policy}",)]


def test_a_built_graph_that_is_not_of_this_build_is_not_opened(output, tmp_path):
    copy = Path(shutil.copytree(output, tmp_path / "copy"))
    assert open_built_graph(copy) is not None  # a copy that keeps its times is the same build
    os.utime(copy / "sahel.nq", ns=(1, 1))
    assert open_built_graph(copy) is None
    assert not isinstance(open_to_ask(copy), BuiltGraph)
    assert ask("tolls", copy) == ask("tolls", output)
    shutil.rmtree(copy / FOLDER)
    assert ask("tolls", copy) == ask("tolls", output)
    assert ask("ranks", copy) == ask("ranks", output)  # measures.ttl is still there
    (copy / "measures.ttl").unlink()
    with pytest.raises(MissingGraph):
        ask("ranks", copy)


def test_who_is_reading_goes_on_while_it_is_replaced_and_nothing_is_left_over(output, tmp_path):
    copy = Path(shutil.copytree(output, tmp_path / "copy"))
    reading = open_built_graph(copy)
    write_built_graph(open_output(copy), copy)
    assert ask("tolls", reading) == ask("tolls", output)
    assert sorted(path.name for path in copy.iterdir() if path.name.startswith(FOLDER)) == [FOLDER]
    assert sorted(path.name for path in (copy / FOLDER).iterdir()) == ["db", "stamp"]


def test_leaving_a_claimant_out_asks_in_memory(output):
    store = open_to_ask(output, "everyone", ["witnesses"])
    assert not isinstance(store, BuiltGraph)
    assert "witnesses" not in {row[6] for row in ask("tolls", store).as_text()}


def test_the_built_graph_does_not_tell_on_which_machine_it_was_written(output):
    assert not (output / FOLDER / "db" / "LOG").exists()
