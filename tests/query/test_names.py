"""The command and the service choose the same entity for every name, and both say where one is ambiguous."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.core.iris import fold
from kg.core.model import Seeds
from kg.core.namespaces import BASE
from kg.errors import UnknownEntity
from kg.graph.assemble import assemble
from kg.graph.store import quads_on_disk
from kg.query import names
from kg.query.library import find_question, understand
from kg.query.names import find_entities
from kg.query.opening import open_store
from tests.support.datasets import a_dataset, asker
from tests.support.golden import SEEDS

Find = Callable[[str], list[dict[str, Any]]]
Choose = Callable[[str], list[str]]


@pytest.fixture(scope="module", autouse=True)
def _read_once() -> Iterator[None]:
    """Read the names of a store once, and not for each of its names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(names, "read_names", cache(names.read_names))
        yield


@pytest.fixture(scope="module", params=sorted(SEEDS))
def world(request, tmp_path_factory) -> tuple[Seeds, Choose, Find]:
    """The seeds, what ``kg ask --event NAME`` takes a name for, and what ``/find?q=NAME`` finds."""
    seeds = SEEDS[request.param]()
    folder = tmp_path_factory.mktemp("names")
    get = asker(a_dataset(folder, quads_on_disk(assemble(seeds))))
    on_disk = open_store(folder / "db")

    def choose(name: str) -> list[str]:
        try:
            return understand(find_question("tolls"), on_disk, {"event": name})["event"]
        except UnknownEntity:
            return []

    def find(name: str) -> list[dict[str, Any]]:
        return json.loads(get("/find", "application/json", job="find", q=name, limit="25").body)["result"]

    return seeds, choose, find


def agreed(choose: Choose, find: Find, name: str) -> list[str]:
    """Return what a name is taken for, if the command and the service say the same of it."""
    chosen, found = choose(name), find(name)
    exact = [BASE + each["id"] for each in found if each["features"][0]["value"]]
    matched = [BASE + each["id"] for each in found if each["match"]]
    assert sorted(exact) == chosen, name
    assert matched == (chosen if len(chosen) == 1 else []), name
    return chosen


@pytest.mark.long
def test_every_name_means_its_bearers_to_both(world):
    seeds, choose, find = world
    bearers: dict[str, set[str]] = {}
    for entity in seeds.entities.values():
        for name in (*entity.names, entity.id):
            bearers.setdefault(fold(name), set()).add(entity.iri)
    for name in {name for entity in seeds.entities.values() for name in (*entity.names, entity.id)}:
        for spelling in {name, fold(name).upper()}:
            assert agreed(choose, find, spelling) == sorted(bearers[fold(name)]), spelling
    assert any(len(those) > 1 for those in bearers.values()) == (len(seeds.articles) > 1)


def test_every_id_iri_and_identifier_means_one_entity_to_both(world):
    seeds, choose, find = world
    for entity in seeds.entities.values():
        path = entity.iri.removeprefix(BASE)
        for name in (entity.iri, path, path.replace("/", ":"), path.partition("/")[2]):
            assert agreed(choose, find, name) == [entity.iri], name
        for each in entity.identifiers:
            assert agreed(choose, find, f"{each.scheme} {each.value}") == [entity.iri]


def test_a_part_of_a_name_that_the_command_takes_is_the_first_that_the_service_offers(world):
    seeds, choose, find = world
    words = {fold(name).split()[-1] for entity in seeds.entities.values() for name in entity.names}
    taken = 0
    for word in sorted(words):
        found = find(word)
        if any(each["features"][0]["value"] for each in found) or not (chosen := choose(word)):
            continue
        assert [BASE + found[0]["id"]] == chosen, word
        assert not found[0]["match"], word
        taken += 1
    assert taken > 10


def test_stop_words_alone_mean_nobody_and_beside_others_nothing():
    store = assemble(SEEDS["miniature"]())
    with pytest.raises(UnknownEntity):
        find_entities(store, "les")
    assert find_entities(store, "the army") == find_entities(store, "army") == [BASE + "actor/belmar-army"]


def test_the_command_tells_whom_an_ambiguous_name_means(tmp_path):
    store = assemble(SEEDS["miniature"]())
    (tmp_path / "sahel.nq").write_bytes(ox.serialize(store, format=ox.RdfFormat.N_QUADS))
    ask = ["ask", "claims", "--output", str(tmp_path), "--claimant"]
    told = CliRunner().invoke(main, [*ask, "Narrator"])
    voices = [
        f"voice:mini-{each}_narrator" for each in ("01032024-080000", "01072025-070000", "15062025-093000")
    ]
    assert told.exit_code == 0 and told.stderr == f"--claimant: {', '.join(voices)}\n"
    assert CliRunner().invoke(main, [*ask, "lions-spokesman"]).stderr == ""
