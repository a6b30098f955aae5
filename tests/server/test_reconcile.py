"""Names in any spelling find their entities, and the service speaks the Reconciliation Service API 0.2."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from kg.core.namespaces import BASE, GRAPHS, RDF, SKG, SKOS
from kg.graph.store import quads_on_disk, write_built_graph
from kg.server.dataset import Dataset
from tests.support.datasets import a_dataset, asker
from tests.support.servers import serving

pytestmark = pytest.mark.server

Find = Callable[..., Any]
JNIM, AES, BAMAKO, MALI = "actor/jnim", "actor/aes", "place/bamako", "actor/mali"
GOITA, DIARRA, SCHOOL = "actor/assimi-goita", "actor/oumar-diarra", "place/faladie-gendarmerie-school"


@pytest.fixture(scope="module")
def dataset(store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The article's graph, and two places of one name."""
    graph, more = ox.NamedNode(GRAPHS["registry"]), []
    for name in ("north", "south"):
        place = ox.NamedNode(f"{BASE}place/{name}")
        more.append(ox.Quad(place, ox.NamedNode(RDF.type), ox.NamedNode(SKG.base + "City"), graph))
        for code in ("fr", "en"):
            more.append(
                ox.Quad(place, ox.NamedNode(SKOS.prefLabel), ox.Literal("Tiné", language=code), graph)
            )
    return a_dataset(tmp_path_factory.mktemp("matching"), [*quads_on_disk(store), *more])


@pytest.fixture(scope="module")
def find(dataset: Dataset) -> Find:
    get = asker(dataset)

    def ask(path: str = "/find", status: int = 200, **fields: Any) -> Any:
        sent = {
            name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()
        }
        said = get(path, "application/json", job="find", **sent)
        assert said.status == status, said.body
        assert said.media == ("application/json" if status == 200 else "application/problem+json")
        return json.loads(said.body)

    return ask


CERTAIN = {
    "JNIM": JNIM,
    "G.S.I.M.": JNIM,
    "groupe de soutien a l'islam et aux musulmans": JNIM,
    "Jama'at Nasr al-Islam wal-Muslimin": JNIM,
    "Q28877411": JNIM,
    "actor/jnim": JNIM,
    "https://w3id.org/sahel-kg/actor/jnim": JNIM,
    "Al Qaida": "actor/al-qaida",
    "al-qaeda": "actor/al-qaida",
    "alliance des états du sahel": AES,
    "AES": AES,
    "A. E. S.": AES,
    "Alliance of Sahel States": AES,
    "BAMAKO": BAMAKO,
    "  mali ": MALI,
    "Burkina-Faso": "actor/burkina-faso",
    "assimi goita": GOITA,
    "double attaque de Bamako": "event/bamako-attack",
}
LIKELY = {
    "Jama'at Nasr al-Islam": JNIM,
    "Jamaat Nusrat al-Islam wal-Muslimin": JNIM,
    "GSIM/JNIM": JNIM,
    "Group to Support Islam and Muslims": JNIM,
    "Alliance Etats Sahel": AES,
    "Bamako (Mali)": BAMAKO,
    "Bamako, Mali": BAMAKO,
    "Burkina": "actor/burkina-faso",
    "Colonel Assimi Goïta": GOITA,
    "Goïta": GOITA,
    "Général Oumar Diarra": DIARRA,
    "gendarmerie de Faladié": SCHOOL,
    "base aérienne 101": "place/base-101",
}
UNKNOWN = ["Senegal", "Wagner", "Forces armées maliennes", "Niamey", "6716", "2460596", "的", "---", "a"]


@pytest.mark.parametrize("name", CERTAIN)
def test_a_name_that_one_entity_bears_is_a_certain_match(find: Find, name: str):
    first = find(q=name)["result"][0]
    assert (first["id"], first["score"], first["match"]) == (CERTAIN[name], 100.0, True)


@pytest.mark.parametrize("name", LIKELY)
def test_a_spelling_that_is_like_a_name_is_advice(find: Find, name: str):
    result = find(q=name)["result"]
    assert result[0]["id"] == LIKELY[name]
    assert not any(each["match"] for each in result)
    assert all(0 <= each["score"] < 100 for each in result)


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_name_of_nobody_finds_nobody(find: Find, name: str):
    assert find(q=name)["result"] == []


def test_a_name_that_two_bear_is_never_certain(find: Find):
    result = find(q="tine")["result"]
    assert [(each["id"], each["score"], each["match"]) for each in result[:2]] == [
        ("place/north", 100.0, False),
        ("place/south", 100.0, False),
    ]


def test_every_name_in_the_graph_finds_its_bearers(dataset: Dataset):
    names = dataset.names
    for entity in names.entities.values():
        for name in entity.names:
            found = {each.entity.iri for each in names.candidates(name) if each.exact}
            assert entity.iri in found, name


def test_the_manifest_says_what_the_protocol_requires(find: Find):
    manifest = find()
    assert "0.2" in manifest["versions"]
    assert manifest["identifierSpace"] == BASE
    assert manifest["schemaSpace"] == SKG.base
    assert manifest["view"]["url"] == "http://here.example/{{id}}"
    assert "{{id}}" in manifest["preview"]["url"]
    assert all(isinstance(manifest["preview"][side], int) for side in ("width", "height"))
    assert all(set(each) == {"id", "name"} for each in manifest["defaultTypes"])
    services = [*manifest["suggest"].values(), manifest["extend"]["propose_properties"]]
    assert all(set(each) == {"service_url", "service_path"} for each in services)
    assert set(manifest["suggest"]) == {"entity", "type", "property"}


def checked(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the candidates of one query, each with the fields and types that the protocol has."""
    assert set(result) == {"result"}
    for each in result["result"]:
        assert set(each) == {"id", "name", "description", "type", "score", "match", "features"}
        assert all(isinstance(each[name], str) for name in ("id", "name", "description"))
        assert isinstance(each["score"], float)
        assert isinstance(each["match"], bool)
        assert all(set(kind) == {"id", "name"} for kind in each["type"])
        assert all(
            isinstance(f["id"], str) and isinstance(f["value"], bool | float) for f in each["features"]
        )
    found: list[dict[str, Any]] = result["result"]
    return found


def test_a_batch_answers_each_query_under_its_key(find: Find):
    queries = {"q0": {"query": "Bamako"}, "a key": {"query": "gsim", "limit": 1}, "none": {"query": "zzz"}}
    found = find(queries=queries)
    assert list(found) == list(queries)
    assert checked(found["q0"])[0]["id"] == BAMAKO
    assert [each["id"] for each in checked(found["a key"])] == [JNIM]
    assert checked(found["none"]) == []


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Place", {BAMAKO}),
        ("City", {BAMAKO}),
        (SKG.base + "Event", {"event/bamako-attack"}),
        (["City", "Attack"], {BAMAKO, "event/bamako-attack"}),
        ("Person", set()),
    ],
)
def test_a_type_leaves_only_its_own_kind(find: Find, kind: Any, expected: set[str]):
    found = find(queries={"q": {"query": "Bamako", "type": kind, "limit": 25}})["q"]["result"]
    assert expected <= {each["id"] for each in found}
    assert {each["id"].partition("/")[0] for each in found} <= {each.partition("/")[0] for each in expected}


def test_what_else_is_said_moves_the_score(find: Find):
    def of(iri: str, **query: Any) -> tuple[float, bool]:
        found = find(queries={"q": query})["q"]["result"]
        return next((each["score"], each["match"]) for each in found if each["id"] == iri)

    plain, _ = of(GOITA, query="Goïta")
    agrees, _ = of(GOITA, query="Goïta", properties=[{"pid": "id_wikidata", "v": "Q98497406"}])
    assert plain < agrees < 100
    for pid, v, expected in (
        ("id_wikidata", "Q98497406", (100.0, True)),
        ("id_wikidata", "Q1", (75.0, False)),
        ("no such property", "x", (100.0, True)),
    ):
        assert of(GOITA, query="Assimi Goïta", properties=[{"pid": pid, "v": v}]) == expected
    linked = [{"pid": "affiliatedWith", "v": {"id": "actor/al-qaida"}}]
    assert of(JNIM, query="Jnim", properties=linked) == (100.0, True)
    assert of(BAMAKO, properties=[{"pid": "id_wikidata", "v": ["Q3703"]}])[1] is False


@pytest.mark.parametrize(
    "fields",
    [
        {"queries": "{"},
        {"queries": "[]"},
        {"queries": '{"q": "x"}'},
        {"queries": '{"q": {}}'},
        {"queries": '{"q": {"query": 7}}'},
        {"queries": '{"q": {"query": "x", "limit": "many"}}'},
        {"queries": '{"q": {"query": "x", "limit": 0}}'},
        {"queries": '{"q": {"query": "x", "type": 1}}'},
        {"queries": '{"q": {"query": "x", "type": "City", "type_strict": "perhaps"}}'},
        {"queries": '{"q": {"query": "x", "properties": [{"pid": "alias"}]}}'},
        {"queries": '{"q": {"query": "x", "properties": {}}}' + "]"},
        {"queries": "[" * 100_000},
        {"queries": json.dumps({f"q{n}": {"query": "x"} for n in range(51)})},
        {"q": "x" * 501},
        {"q": " "},
        {"q": "x", "limit": "-1"},
        {"extend": "{}"},
        {"extend": '{"ids": [1], "properties": []}'},
        {"extend": '{"ids": [], "properties": ["alias"]}'},
        {"callback": "alert", "q": "x"},
    ],
)
def test_what_is_not_as_the_protocol_has_it_is_refused_with_the_reason(find: Find, fields: dict[str, str]):
    assert find(status=400, **fields)["detail"]


def test_a_batch_gives_at_most_so_many_candidates(find: Find):
    assert len(find(q="sahel", limit="9999")["result"]) <= 25
    assert len(find(queries={"q": {"properties": [{"pid": "kind", "v": "City"}]}})["q"]["result"]) <= 5


@pytest.mark.parametrize(
    ("what", "prefix", "expected"),
    [
        ("entity", "bam", BAMAKO),
        ("entity", "GROUPE de s", JNIM),
        ("entity", "goit", GOITA),
        ("type", "armed", "ArmedGroup"),
        ("type", "groupe a", "ArmedGroup"),
        ("property", "kill", "killed"),
        ("property", "wikidata", "id_wikidata"),
    ],
)
def test_what_is_begun_is_suggested(find: Find, what: str, prefix: str, expected: str):
    found = find(f"/find/suggest/{what}", prefix=prefix)["result"]
    assert expected in [each["id"] for each in found]
    assert all(isinstance(each["name"], str) for each in found)


def test_suggestions_go_on_from_a_cursor(find: Find):
    whole = find("/find/suggest/property", prefix="")["result"]
    rest = find("/find/suggest/property", prefix="", cursor="5")["result"]
    assert len(whole) == 20
    assert rest[:15] == whole[5:]


def test_a_table_is_extended_with_what_the_graph_tells(find: Find):
    wanted = ["name_fr", "killed", "latitude", "affiliatedWith", "id_wikidata", "kind", "location", "nothing"]
    ids = [JNIM, "event/bamako-attack", BAMAKO, "actor/nobody"]
    found = find("/find/extend", extend={"ids": ids, "properties": [{"id": each} for each in wanted]})
    assert [each["id"] for each in found["meta"]] == wanted
    assert found["meta"][3]["type"] == {"id": "Actor", "name": "Actor"}
    assert list(found["rows"]) == ids
    assert found["rows"][JNIM] == {
        "name_fr": [{"str": "Groupe de soutien à l’islam et aux musulmans"}],
        "killed": [],
        "latitude": [],
        "affiliatedWith": [{"id": "actor/al-qaida", "name": "Al-Qaeda"}],
        "id_wikidata": [{"str": "Q28877411"}],
        "kind": [{"id": "ArmedGroup", "name": "Armed group"}],
        "location": [],
        "nothing": [],
    }
    attack = found["rows"]["event/bamako-attack"]
    assert attack["killed"] == [{"str": "at least 70"}]
    assert attack["location"] == [{"id": BAMAKO, "name": "Bamako"}]
    assert found["rows"][BAMAKO]["latitude"] == [{"float": 12.60915}]
    assert set(map(str, found["rows"]["actor/nobody"].values())) == {"[]"}
    assert find(extend={"ids": [JNIM], "properties": [{"id": "alias"}]})["rows"][JNIM]["alias"]


def test_the_properties_that_a_type_can_have_are_proposed(find: Find):
    def proposed(kind: str) -> set[str]:
        return {each["id"] for each in find("/find/properties", type=kind, limit="999")["properties"]}

    assert {"killed", "location", "name_en"} <= proposed("Attack")
    assert {"latitude", "locatedIn"} <= proposed("City")
    assert "killed" not in proposed("City")


def test_a_preview_shows_what_distinguishes_an_entity(dataset: Dataset):
    get = asker(dataset)
    page = get("/find/preview", job="find", id=JNIM)
    assert (page.status, page.media) == (200, "text/html;charset=utf-8")
    for words in ("Armed group", "Groupe de soutien", "GSIM", "Q28877411", "http://here.example/actor/jnim"):
        assert words in page.body.decode()
    assert get("/find/preview", job="find", id="actor/nobody").status == 404
    assert get("/find/nothing", job="find").status == 404


@pytest.fixture(scope="module")
def client(store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("found") / "output"
    folder.mkdir()
    store.dump(str(folder / "sahel.nq"), format=ox.RdfFormat.N_QUADS)
    write_built_graph(store, folder)
    with serving(folder, folder.parent / "scratch") as server:
        yield server.client


def test_over_http_a_form_and_an_address_ask_the_same(client: httpx.Client):
    fields = {"queries": json.dumps({"q0": {"query": "G.S.I.M."}, "q1": {"query": "Bamako", "type": "City"}})}
    elsewhere = {"Origin": "https://elsewhere.example"}
    by_form = client.post("/find", data=fields, headers=elsewhere)
    by_address = client.get("/find", params=fields)
    assert by_form.json() == by_address.json()
    assert [by_form.json()[key]["result"][0]["id"] for key in ("q0", "q1")] == [JNIM, BAMAKO]
    assert by_form.headers["access-control-allow-origin"] == "*"


def test_over_http_what_the_manifest_names_is_there(client: httpx.Client):
    manifest = client.get("/find").json()
    page = client.get(
        manifest["view"]["url"].replace("{{id}}", "actor%2Fjnim"), headers={"Accept": "text/html"}
    )
    assert page.status_code == 200
    assert "Groupe de soutien" in page.text
    assert client.get(manifest["preview"]["url"].replace("{{id}}", "actor%2Fjnim")).status_code == 200
    for service in manifest["suggest"].values():
        found = client.get(service["service_url"] + service["service_path"], params={"prefix": "a"})
        assert found.json()["result"]
    proposing = manifest["extend"]["propose_properties"]
    assert client.get(proposing["service_url"] + proposing["service_path"]).json()["properties"]


def test_over_http_data_and_pages_are_chosen_by_accept(client: httpx.Client):
    for accept, media in (
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("text/turtle", "text/turtle"),
        ("*/*", "text/turtle"),
    ):
        found = client.get(f"/{JNIM}", headers={"Accept": accept})
        assert found.headers["content-type"].startswith(media)
        assert "Accept" in found.headers["vary"]


def test_nothing_of_the_machine_is_told(client: httpx.Client):
    for path in ("/find?q=x", "/actor/nobody", "/find/preview?id=x"):
        assert str(Path.cwd()) not in client.get(path).text
