"""What a reader takes away from a page, read by other programs: tables, networks, triples and pictures."""

import csv
import io
import json
import random
import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from playwright.sync_api import Browser, Page

from kg.core.io import as_spreadsheet
from kg.core.namespaces import BASE, GRAPHS, PREFIXES, RDF, SKG, SKOS
from kg.core.ontology import Label
from kg.explorer.drawings import whole
from kg.explorer.extras import ends_of, of_scene
from kg.explorer.links import statement_links
from kg.explorer.page import WEB, draw
from kg.explorer.scene import RECORDED, Scene
from kg.export.networks import with_evidence
from kg.export.tables import CLAIM_COLUMNS, claim_rows
from kg.graph.assemble import assemble, ontology_quads
from kg.graph.exclude import believe, claimants_of
from kg.graph.policy import facts_of, settle
from kg.graph.read import Archive, read_archive
from kg.network.project import project
from tests.support.explorer import DEEP
from tests.support.golden import SEEDS

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "</script><![CDATA[\"'\\]]>&amp;\u202eevil\u2066\u2028\u2029\x85"
    "\x00\x0b\x1b\ufeff\uffff\n\r\n\t.#\U0001f4a5\ud800"
)
POLICIES = ("narrator", "reported", "everyone")
ALL = "kg.change({scope: {all: true, more: 0, opened: []}})"


@pytest.fixture(scope="session")
def stores(store: ox.Store) -> dict[str, ox.Store]:
    return {"article": store, "miniature": assemble(SEEDS["miniature"]())}


@pytest.fixture(scope="session")
def pages(stores: dict[str, ox.Store]) -> dict[str, str]:
    return {name: draw(read_archive(each)) for name, each in stores.items()}


@pytest.fixture(scope="session")
def part(archive: Archive) -> Archive:
    """The doubted claims of the archive: enough to be poisoned, and drawn at once."""
    chosen = {
        iri: s for iri, s in archive.statements.items() if s.status != "Asserted" or "jnim" in s.subject
    }
    return replace(archive, statements=chosen)


def take(page: Page, kind: str) -> tuple[str, bytes]:
    """Take a file from the menu: its name and its bytes."""
    if page.locator("#takeawayList").is_hidden():
        page.click("#takeawayOpen")
    with page.expect_download() as found:
        page.click(f"#take-{kind}")
    return found.value.suggested_filename, Path(found.value.path()).read_bytes()


@pytest.fixture(scope="module")
def written(browser: Browser) -> Iterator[Callable[..., str]]:
    """Run one of the pure writers alone, on an empty page."""
    page = browser.new_page()
    scripts = "".join((WEB / name).read_text(encoding="utf-8") for name in ("export.js", "turtle.js"))

    def run(name: str, *given: object) -> str:
        return page.evaluate(f"(given) => {{ {scripts}\nreturn {name}(...given); }}", [*given])

    yield run
    page.close()


# ---- the writers alone ----


def test_a_table_is_guarded_as_the_one_of_a_build(written):
    draw_from = random.Random(7)
    signs = [*"=+-@;,\"' ab\t\r\n\0", "\uff1d", "\uff20", "é", "\U0001f4a5"]
    rows = [
        ["".join(draw_from.choices(signs, k=draw_from.randrange(9))) for _ in range(3)] for _ in range(400)
    ]
    columns = ["a", "b", "c"]
    text = written("asCsv", [dict(zip(columns, row, strict=True)) for row in rows], columns)
    assert text.encode() == as_spreadsheet(tuple(columns), [tuple(row) for row in rows])[0]


@pytest.mark.parametrize("cell", ["=1+1", "@x", "+1", "-1", "\t=1", "\r=1", "a;=1", ' "=1', "\uff1d1", "\n@"])
def test_no_cell_is_a_formula(written, cell):
    (_, (read,)) = csv.reader(io.StringIO(written("asCsv", [{"a": cell}], ["a"]).removeprefix("\ufeff"), ""))
    for part in re.split("[;\t\r\n]", read):
        assert not re.match('[ "]*[=+@-]', part), read


def test_a_table_holds_any_text(written):
    text = written("asCsv", [{"a": HOSTILE, "b": "é" * 10_000}], ["a", "b", "missing"])
    (_, row) = csv.reader(io.StringIO(text.removeprefix("\ufeff"), ""))
    assert row == [HOSTILE.replace("\ud800", "\ufffd"), "é" * 10_000, ""]


def _as_xml(text: str) -> str:
    """A text as XML can hold it."""
    return re.sub("[\x00\x0b\x1b\uffff]", "", text.replace("\ud800", "\ufffd"))


def test_a_network_holds_any_text(written):
    nodes = [{"id": HOSTILE, "label": HOSTILE, "colour": HOSTILE, "told": {"kind": HOSTILE, "degree": 1}}]
    edge = {"id": "e", "from": HOSTILE, "to": HOSTILE, "kind": "k", "label": HOSTILE, "weight": 2}
    text = written("asGexf", nodes, [edge | {"told": {"quotes": HOSTILE, "derived": False}}], HOSTILE)
    assert not re.search("[\r\x85\u2028]", text), "some readers make a line feed of them"
    network = nx.read_gexf(io.BytesIO(text.encode()), version="1.3")
    kept = _as_xml(HOSTILE)
    ((node, data),) = network.nodes(data=True)
    ((_, _, told),) = network.edges(data=True)
    assert (node, data["label"], data["kind"], data["degree"]) == (kept, kept, kept, 1)
    assert (told["label"], told["quotes"], told["weight"], told["derived"]) == (kept, kept, 2, False)


def test_a_picture_holds_any_text(written):
    node = {"x": 9, "y": 9, "size": 5, "shape": "dot", "fill": HOSTILE, "stroke": "#000000", "strokeWidth": 1}
    shapes = {"width": 90, "height": 40, "ground": "#ffffff", "ink": "#000000", "face": HOSTILE, "lines": []}
    label = {"label": HOSTILE, "labelX": 9, "labelY": 20, "fontSize": 12}
    root = ET.fromstring(written("asSvg", shapes | {"nodes": [node | label]}, HOSTILE, HOSTILE).encode())
    kept = _as_xml(HOSTILE)
    assert root.find(f"{SVG}title").text == root.find(f"{SVG}desc").text == kept
    assert ["".join(text.itertext()) for text in root.iter(f"{SVG}text")] == [kept.replace("\n", "")] * 2
    elements = {e.tag.removeprefix(SVG) for e in root.iter()}
    assert elements == {"svg", "title", "desc", "rect", "circle", "text", "tspan"}


CLAIM = {
    **{"iri": BASE + "claim/a-b", "subject": BASE + "event/e"},
    **{"predicate": SKG.base + "x", "claimant": BASE + "voice/v", "polarity": "Affirmed"},
    **{"narrator": "Endorsed", "mode": "Fact", "basis": "Explicit", "status": "Asserted", "article": "a"},
    **{"object": BASE + "actor/o", "quote": "q", "admitted_by": [], "implies": [True, False]},
    **{"isFact": True},
}


def _graph(text: str) -> rdflib.Graph:
    """Read Turtle twice: with rdflib, and with pyoxigraph to be sure that it is no matter of one reader."""
    graph = rdflib.Graph().parse(data=text.encode(), format="turtle")
    again = ox.serialize(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES)
    assert not any(isinstance(term, rdflib.BNode) for triple in graph for term in triple)
    assert {*graph} == {*rdflib.Graph().parse(data=again, format="nt")}
    return graph


def test_triples_hold_any_text(written):
    claim = CLAIM | {"quote": HOSTILE, "cue": HOSTILE, "note": HOSTILE, "object": HOSTILE, "literal": True}
    entity = {"iri": CLAIM["subject"], "kind": "Event", "byClaim": True, "label": [HOSTILE] * 2}
    given = {"base": BASE, "notes": [HOSTILE, "a\n<x:a> <x:b> <x:c> .\r<x:d> <x:e> 1 ."]}
    given |= {"entities": [entity | {"aliases": [HOSTILE]}], "claims": [claim]}
    text = written("asTurtle", given)
    texts = {str(o) for o in _graph(text).objects() if isinstance(o, rdflib.Literal)}
    assert texts == {HOSTILE.replace("\ud800", "\ufffd")}
    assert not any(str(s).startswith("x:") for s in _graph(text).subjects())
    assert not re.search("[\u202e\u2066\u2028\u2029\x85\x00\x0b\x1b]", text), (
        "what turns or hides text is escaped"
    )


@pytest.mark.parametrize(
    "iri", ["", "x", "http://a b", "http://a>b", "http://a\nb", 'http://a"b', "http://a\ud800"]
)
def test_what_is_no_iri_is_refused(written, iri):
    given = {"base": BASE, "notes": [], "entities": []}
    with pytest.raises(Exception, match="not an IRI"):
        written("asTurtle", given | {"claims": [CLAIM | {"object": iri}]})


def test_a_value_keeps_its_datatype(written):
    given = {"base": BASE, "notes": [], "entities": []}
    graph = _graph(
        written(
            "asTurtle", given | {"claims": [CLAIM | {"object": "3", "literal": True, "datatype": "integer"}]}
        )
    )
    assert rdflib.Literal("3", datatype=rdflib.XSD.integer) in set(graph.objects())


@pytest.mark.parametrize("implied", [True, False])
def test_an_event_has_its_class_only_if_a_fact_implies_it(written, implied):
    entity = {"iri": CLAIM["subject"], "kind": "Attack", "byClaim": True, "label": ["a", "a"], "aliases": []}
    for is_fact in (True, False):
        claims = [CLAIM | {"implies": [implied, True], "isFact": is_fact}]
        given = {"base": BASE, "notes": [], "entities": [entity], "claims": claims}
        graph = _graph(written("asTurtle", given))
        event, attack = rdflib.URIRef(CLAIM["subject"]), rdflib.URIRef(SKG.base + "Attack")
        assert ((event, rdflib.RDF.type, attack) in graph) == (implied and is_fact)
        assert (event, rdflib.URIRef(SKG.describedAs), attack) in graph
        assert ((event, rdflib.URIRef(CLAIM["predicate"]), None) in graph) == is_fact


# ---- triples of a page, against the built graph ----


def _expected(store: ox.Store, policy: str, claims: set[str], facts: bool = True) -> rdflib.Graph:
    """The same triples as the page writes, taken from a built graph."""
    archive = read_archive(store)
    registry, stated = ox.NamedNode(GRAPHS["registry"]), ox.NamedNode(GRAPHS["claims"])
    chosen = ox.Store()
    chosen.extend(ontology_quads())
    named: set[str] = set()
    for iri in claims:
        said = archive.statements[iri]
        moments = [f"{BASE}time/{iri.rpartition('/')[2]}-{which}" for which in ("holds", "said")]
        for subject in (iri, *moments):
            chosen.extend(store.quads_for_pattern(ox.NamedNode(subject), None, None, stated))
        anchors = {when.anchor for when in (said.holds, said.said) if when}
        named |= {said.subject, said.object, said.claimant, said.to, said.said_in} | anchors
    for iri in named & archive.things.keys():
        for prop in (RDF.type, SKG.describedAs, SKOS.prefLabel, SKOS.altLabel):
            chosen.extend(store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(prop), None, registry))
    kept = [
        q.triple for graph in (registry, stated) for q in chosen.quads_for_pattern(None, None, None, graph)
    ]
    kept += [quad.triple for quad in facts_of(chosen, policy)] if facts else []
    data = ox.serialize([t for t in kept if t.predicate.value != SKG.evidence], format=ox.RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=data, format="nt")


def _assert_same(taken: rdflib.Graph, expected: rdflib.Graph) -> None:
    assert sorted(taken - expected) == [], "only in the page"
    assert sorted(expected - taken) == [], "only in the graph"
    assert len(taken) > 100


def _behind(network: nx.MultiDiGraph) -> set[str]:
    return {iri for *_, claims in network.edges(data="claims") for iri in claims.split()}


@pytest.mark.parametrize("name", ["article", "miniature"])
def test_the_triples_are_those_of_the_graph(visit, stores, pages, name):
    page = visit(pages[name])
    for policy in POLICIES:
        page.evaluate(f"kg.believe('{policy}'); {ALL}")
        taken = take(page, "ttl")[1].decode()
        claims = _behind(project(read_archive(stores[name]), policy))
        _assert_same(_graph(taken), _expected(stores[name], policy, claims))
        declared = dict(re.findall(r"^@prefix (\w+): <(.*)> \.$", taken, re.M))
        assert declared.items() <= PREFIXES.items()


@pytest.mark.parametrize("name", ["article", "miniature"])
def test_the_triples_follow_who_is_believed(visit, stores, pages, name):
    page = visit(pages[name])
    policy = "everyone"
    for claimant in claimants_of(stores[name])[:: 1 if DEEP else 3]:
        left = believe(stores[name], claimant)
        settle(left, policy)
        claims = _behind(project(read_archive(left), policy))
        page.evaluate(f"kg.change({{policy: '{policy}', without: new Set(['{claimant}'])}}); {ALL}")
        taken = take(page, "ttl")[1].decode()
        _assert_same(_graph(taken), _expected(left, policy, claims))
        assert f"<{claimant}>" in next(line for line in taken.splitlines() if "not believed" in line)


def test_the_triples_are_of_the_links_that_pass_the_filters(visit, stores, pages):
    page = visit(pages["article"])
    page.evaluate(
        "kg.state.filters.relation.add('perpetrator'); kg.change({filters: kg.state.filters});" + ALL
    )
    taken = take(page, "ttl")[1].decode()
    network = project(read_archive(stores["article"]))
    network.remove_edges_from([e for e in network.edges(keys=True) if e[2] == "perpetrator"])
    _assert_same(_graph(taken), _expected(stores["article"], "reported", _behind(network)))
    assert "# Hidden: Relation: has the perpetrator\n" in taken


@pytest.mark.parametrize("how", ["recorded", "derived"])
def test_what_is_on_record_or_derived_is_no_fact(visit, stores, how):
    archive = read_archive(stores["article"])
    scene = whole(archive)
    links = (
        replace(link, shown=RECORDED) if how == "recorded" else replace(link, ways=((link.claims,),))
        for link in scene.links
    )
    page = visit(draw(archive, replace(scene, links=tuple(links))))
    page.evaluate(ALL)
    claims = {claim for link in page.evaluate("kg.drawn()") for claim in link["claims"]}
    assert len(claims) > 50
    taken = _graph(take(page, "ttl")[1].decode())
    _assert_same(taken, _expected(stores["article"], "reported", claims, facts=False))


def test_tolls_and_values_are_as_the_graph_has_them(visit, stores):
    archive = read_archive(stores["article"])
    wanted = [s for s in archive.statements.values() if s.object in archive.tolls or not s.object_is_iri]
    ends = [end for s in wanted for end in ends_of(archive, s)]
    links = tuple(statement_links(archive, wanted, RECORDED))
    page = visit(draw(archive, Scene(Label("Valeurs", "Values"), links, of_scene(archive, ends))))
    page.evaluate(f"kg.believe('everyone'); {ALL}")
    taken = _graph(take(page, "ttl")[1].decode())
    data = ox.serialize({quad.triple for quad in stores["article"]}, format=ox.RdfFormat.N_TRIPLES)
    assert sorted(taken - rdflib.Graph().parse(data=data, format="nt")) == []
    stated = {(str(s), str(o)) for s, o in taken.subject_objects(rdflib.URIRef(RDF.object))}
    assert stated == {(s.iri, s.object) for s in wanted}
    assert {str(s) for s in taken.subjects(rdflib.URIRef(SKG.tollOf))} == archive.tolls.keys()
    kinds = {o.datatype for o in taken.objects(None, rdflib.URIRef(RDF.object)) if hasattr(o, "datatype")}
    assert {None, rdflib.XSD.boolean} <= kinds


# ---- tables and networks ----


def test_the_table_says_of_each_claim_what_the_build_says(visit, archive, pages):
    page = visit(pages["article"])
    told = {row[0]: row for row in claim_rows(archive)}
    for policy in POLICIES:
        page.evaluate(f"kg.believe('{policy}'); {ALL}")
        text = take(page, "csv")[1].decode("utf-8-sig")
        rows = [*csv.DictReader(io.StringIO(text, ""))]
        network = project(archive, policy)
        assert sorted(row["claim"] for row in rows) == sorted(
            iri for *_, claims in network.edges(data="claims") for iri in claims.split()
        )
        for row in rows:
            expected = dict(zip(CLAIM_COLUMNS, told[row["claim"]], strict=True))
            guarded = as_spreadsheet(CLAIM_COLUMNS, [tuple(expected.values())])[0].decode("utf-8-sig")
            assert {column: row[column] for column in CLAIM_COLUMNS} == next(
                csv.DictReader(io.StringIO(guarded, ""))
            )
            assert (row["policy"], row["without"], row["derived"]) == (policy, "", "false")


@pytest.mark.parametrize("policy", POLICIES)
def test_the_network_is_the_one_of_the_build(visit, archive, pages, policy):
    page = visit(pages["article"])
    page.evaluate(f"kg.believe('{policy}'); {ALL}")
    taken = nx.read_gexf(io.BytesIO(take(page, "gexf")[1]), version="1.3")
    built = with_evidence(project(archive, policy), archive)
    assert {*taken} == {*built}
    neighbours = nx.Graph(built.to_undirected())
    neighbours.remove_edges_from(nx.selfloop_edges(neighbours))
    for node, data in taken.nodes(data=True):
        same = {name: data[name] for name in ("label", "label_fr", "kind", "group", "iri")}
        assert same == {name: built.nodes[node][name] for name in same}
        assert data["degree"] == neighbours.degree[node]
        assert {"position", "color", "size"} <= data["viz"].keys()
    edges = {data["id"]: (tail, head, data) for tail, head, data in taken.edges(data=True)}
    assert edges.keys() == {key for *_, key in built.edges(keys=True)}
    shared = ("relation", "label", "sign", "status", "derived", "weight")
    listed = ("quotes", "claimants", "statuses", "sentences")
    for tail, head, key, data in built.edges(keys=True, data=True):
        assert edges[key][:2] == (tail, head)
        told = edges[key][2]
        assert {name: told[name] for name in shared} == {name: data[name] for name in shared}
        assert _evidence(told, listed) == _evidence(data, listed)


def _evidence(data: dict[str, Any], names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """What an edge says of each of its claims, whatever their order."""
    return sorted(zip(data["claims"].split(), *(data[name].split(" | ") for name in names), strict=True))


# ---- pictures ----


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_shows_what_is_drawn_on_a_light_ground(visit, pages, theme):
    page = visit(pages["article"], color_scheme=theme)
    root = ET.fromstring(take(page, "svg")[1])
    labels = {label["label"].replace("\n", "") for label in page.evaluate("kg.labelled()")}
    texts = {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}
    assert len(labels) > 40 and labels <= texts
    drawn = page.evaluate("kg.drawn()")
    paths = list(root.iter(f"{SVG}path"))
    dashed = [path for path in paths if path.get("stroke-dasharray")]
    key = sum(text in texts for text in ("asserted", "reported", "friendly")) + 1  # and the rule above them
    assert len(paths) == len(drawn) + key
    assert len(dashed) == sum(edge["dashes"] is not False for edge in drawn) + ("reported" in texts)
    assert "Who says what in the Sahel · Reported" in texts
    assert root.find(f"{SVG}desc").text.count("Reading: Reported") == 1
    assert root.find(f"{SVG}rect").get("fill") == "#fbfaf7"
    assert page.evaluate("document.documentElement.dataset.theme || null") is None
    assert not re.search(r"\b(style|href|class|on\w+)=|url\(", ET.tostring(root, encoding="unicode"))


def test_the_picture_in_pixels_is_twice_as_fine(visit, pages):
    page = visit(pages["article"], color_scheme="dark")
    root = ET.fromstring(take(page, "svg")[1])
    name, data = take(page, "png")
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and name.endswith("-reported.png")
    size = struct.unpack(">II", data[16:24])
    assert size == (2 * int(root.get("width")), 2 * int(root.get("height")))
    seen = page.evaluate(COLOURS, json.dumps([*data]))
    assert seen["corner"] == [251, 250, 247, 255] and seen["colours"] > 100


COLOURS = """async (bytes) => {
  const image = await createImageBitmap(new Blob([new Uint8Array(JSON.parse(bytes))]));
  const canvas = document.createElement('canvas');
  Object.assign(canvas, {width: image.width, height: image.height});
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  pen.drawImage(image, 0, 0);
  const pixels = new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer);
  return {corner: [...pen.getImageData(1, 1, 1, 1).data], colours: new Set(pixels).size};
}"""


def test_every_file_of_a_hostile_page_can_be_read(visit, part):
    text = HOSTILE.replace("\ud800", "").replace("\x00", "") + "é" * 10_000
    things = {
        iri: replace(thing, label=Label(text, text), aliases=(text,)) for iri, thing in part.things.items()
    }
    statements = {
        iri: replace(s, quote=text, note=text, cue=text, reason=text, coreference=text)
        for iri, s in part.statements.items()
    }
    archive = replace(part, things=things, statements=statements)
    page = visit(draw(archive, replace(whole(archive), title=Label(text, text))))
    claims = {claim for link in page.evaluate("kg.drawn()") for claim in link["claims"]}
    name, data = take(page, "csv")
    assert re.fullmatch(r"[a-z0-9-]{1,80}\.csv", name)
    assert {row["quote"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), ""))} == {text}
    graph = _graph(take(page, "ttl")[1].decode())
    assert {str(o) for o in graph.objects(None, rdflib.URIRef(SKG.quote))} == {text}
    assert {str(s) for s in graph.subjects(rdflib.URIRef(SKG.quote))} == claims
    network = nx.read_gexf(io.BytesIO(take(page, "gexf")[1]), version="1.3")
    assert {data["label"] for _, data in network.nodes(data=True)} == {_as_xml(text)}
    assert ET.fromstring(take(page, "svg")[1]).find(f"{SVG}title").text == _as_xml(text)
    assert take(page, "png")[1][:4] == b"\x89PNG"


# ---- the menu ----


def test_names_of_files_say_what_they_hold(visit, stores, pages):
    page = visit(pages["article"])
    for kind in ("png", "svg", "csv", "gexf", "ttl"):
        assert take(page, kind)[0] == f"who-says-what-in-the-sahel-reported.{kind}"
    one, other, *_ = claimants_of(stores["article"])
    page.evaluate("iri => kg.change({policy: 'everyone', without: new Set([iri])})", one)
    local = one.rpartition("/")[2]
    assert take(page, "csv")[0] == f"who-says-what-in-the-sahel-everyone-without-{local}.csv"
    page.evaluate("iris => kg.change({without: new Set(iris)})", [one, other])
    page.click("#language")
    assert take(page, "csv")[0] == "qui-dit-quoi-au-sahel-everyone-without-2.csv"


def test_the_link_leads_back_to_the_view(visit, pages):
    page = visit(pages["article"])
    page.evaluate("kg.believe('everyone')")
    page.click("#takeawayOpen")
    page.click("#take-link")
    page.keyboard.press("Escape")
    page.click("#search")
    page.keyboard.press("Control+V")
    address = page.evaluate("location.href.replace(/#.*/, '') + kg.addressOf()")
    assert page.locator("#search").input_value() == address
    assert address.endswith("#policy=everyone")


def test_the_menu_is_used_by_keyboard_alone(visit, pages):
    page = visit(pages["miniature"])
    page.focus("#takeawayOpen")
    page.keyboard.press("Enter")
    assert page.locator("#takeawayOpen").get_attribute("aria-expanded") == "true"
    reached = []
    for _ in range(7):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
    assert reached == [f"take-{what}" for what in ("png", "svg", "csv", "gexf", "ttl", "link", "print")]
    page.keyboard.press("Escape")
    assert page.locator("#takeawayList").is_hidden()
    assert page.evaluate("document.activeElement.id") == "takeawayOpen"
    page.click("#takeawayOpen")
    page.mouse.click(600, 500)
    assert page.locator("#takeawayList").is_hidden()


def test_a_picture_is_taken_of_the_network_alone(visit, pages):
    page = visit(pages["miniature"])
    page.click("#tab-table")
    page.click("#takeawayOpen")
    assert page.locator("#take-png, #take-svg").evaluate_all("all => all.map((one) => one.disabled)") == [
        True,
        True,
    ]
    assert "Open the network" in page.locator("#takeawayList").inner_text()
    assert take(page, "csv")[0].endswith(".csv")


def test_the_menu_speaks_french(visit, pages):
    page = visit(pages["miniature"])
    page.click("#language")
    page.click("#takeawayOpen")
    told = page.locator("#takeawayList").inner_text()
    assert "Copier le lien vers cette vue" in told and "CSV, pour un tableur" in told
    assert take(page, "ttl")[1].decode().splitlines()[1].startswith("# Lecture\u00a0: Rapporté")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_menu_stays_on_a_small_screen(visit, pages, theme):
    page = visit(pages["miniature"], viewport={"width": 390, "height": 844}, color_scheme=theme)
    page.click("#takeawayOpen")
    box = page.locator("#takeawayList").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_printing_opens_the_printer(visit, pages):
    page = visit(pages["miniature"])
    page.evaluate("addEventListener('beforeprint', () => { document.title = 'to the printer'; })")
    page.click("#takeawayOpen")
    page.click("#take-print")
    page.wait_for_function("document.title === 'to the printer'")
    assert page.locator("#takeawayList").is_hidden()
