"""What a reader takes away from a page, read by other programs: tables and pictures."""

import csv
import io
import json
import random
import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from playwright.sync_api import Page

from kg.core.io import as_spreadsheet
from kg.core.model import CLAIM_COLUMNS
from kg.core.ontology import Label
from kg.explorer.drawings import whole
from kg.explorer.page import draw
from kg.export.tables import claim_rows
from kg.graph.assemble import assemble
from kg.graph.exclude import believe, claimants_of
from kg.graph.policy import settle
from kg.graph.read import Archive, read_archive
from kg.network.project import project
from tests.support.explorer import DEEP
from tests.support.golden import SEEDS
from tests.support.modules import runner
from tests.support.values import quoting

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
    chosen = {iri: s for iri, s in archive.claims.items() if s.status != "Asserted" or "jnim" in s.subject}
    return replace(archive, claims=chosen)


def take(page: Page, kind: str) -> tuple[str, bytes]:
    """Take a file from the menu: its name and its bytes."""
    if page.locator("#takeawayList").is_hidden():
        page.click("#takeawayOpen")
    with page.expect_download() as found:
        page.click(f"#take-{kind}")
    return found.value.suggested_filename, Path(found.value.path()).read_bytes()


@pytest.fixture(scope="module")
def written(modules: Page) -> Callable[..., str]:
    """Run one of the pure writers alone, on an empty page."""
    run = runner(modules, "export.js")
    return lambda name, *given: run(f"{name}(...given)", [*given])


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


# ---- tables ----


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


@pytest.mark.parametrize("name", ["article", "miniature"])
def test_the_table_follows_who_is_believed(visit, stores, pages, name):
    page = visit(pages[name])
    policy = "everyone"
    for claimant in claimants_of(stores[name])[:: 1 if DEEP else 3]:
        left = believe(stores[name], claimant)
        settle(left, policy)
        rest = read_archive(left)
        page.evaluate(f"kg.change({{policy: '{policy}', without: new Set(['{claimant}'])}}); {ALL}")
        rows = _rows(take(page, "csv")[1])
        assert {row["claim"] for row in rows} == _behind(project(rest, policy))
        assert {row["without"] for row in rows} == {claimant}
        for row in rows:
            said = rest.claims[row["claim"]]
            assert (row["status"], row["admitted_by"].split()) == (said.status, sorted(said.admitted_by))
            for column, others in (("conflicts", said.conflicts), ("disputes", said.disputes)):
                assert row[column].split() == sorted(others)


def test_the_table_is_of_the_links_that_pass_the_filters(visit, stores, pages):
    page = visit(pages["article"])
    page.evaluate(
        "kg.state.filters.relation.add('perpetrator'); kg.change({filters: kg.state.filters});" + ALL
    )
    network = project(read_archive(stores["article"]))
    network.remove_edges_from([e for e in network.edges(keys=True) if e[2] == "perpetrator"])
    assert {row["claim"] for row in _rows(take(page, "csv")[1])} == _behind(network)
    assert "Hidden: Relation: has the perpetrator" in ET.fromstring(take(page, "svg")[1])[1].text


def _rows(table: bytes) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(table.decode("utf-8-sig"), ""))]


def _behind(network: nx.MultiDiGraph) -> set[str]:
    return {iri for *_, claims in network.edges(data="claims") for iri in claims.split()}


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
        iri: replace(thing, label=Label(text, text), aliases=(text,)) for iri, thing in part.entities.items()
    }
    statements = {
        iri: replace(quoting(s, text), note=text, cue=text, reason=text, coreference=text)
        for iri, s in part.claims.items()
    }
    archive = replace(part, entities=things, claims=statements)
    page = visit(draw(archive, replace(whole(archive), title=Label(text, text))))
    claims = {claim for link in page.evaluate("kg.drawn()") for claim in link["claims"]}
    name, data = take(page, "csv")
    assert re.fullmatch(r"[a-z0-9-]{1,80}\.csv", name)
    rows = _rows(data)
    assert {row["quote"] for row in rows} == {text}
    assert {row["claim"] for row in rows} == claims
    assert ET.fromstring(take(page, "svg")[1]).find(f"{SVG}title").text == _as_xml(text)
    assert take(page, "png")[1][:4] == b"\x89PNG"


# ---- the menu ----


def test_names_of_files_say_what_they_hold(visit, stores, pages):
    page = visit(pages["article"])
    for kind in ("png", "svg", "csv"):
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
    for _ in range(5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
    assert reached == [f"take-{what}" for what in ("png", "svg", "csv", "link", "print")]
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
    about = ET.fromstring(take(page, "svg")[1]).find(f"{SVG}desc").text
    assert about.splitlines()[1].startswith("Lecture\u00a0: Rapporté")


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
