"""Pictures say what was measured: marks stand at their numbers, words fit, hostile text stays text."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from string import Formatter

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page

from kg.curation.checks import read_seeds
from kg.errors import UnknownMeasure
from kg.graph.assemble import assemble
from kg.graph.read import read_archive
from kg.measures.balance import measure_balance
from kg.measures.charts import communities, rank_ranges, signed_triads
from kg.measures.charts.communities import _averaged, _boxes
from kg.measures.charts.svg import _words
from kg.measures.communities import co_assignment, find_communities
from kg.measures.scores import SCORES
from kg.measures.sensitivity import Range, Ranked, Sensitivity, analyse
from kg.network.project import project
from tests.support.processes import told_elsewhere, told_here

MINIATURE = Path(__file__).parent.parent / "data" / "miniature"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script>\"' onload=x & ]]> \x00\u202e" + "W" * 60
CSP = "default-src 'none'"
BACKGROUNDS = (("#ffffff", "#111111"), ("#111111", "#eeeeee"))


@cache
def analysed(view: str = "entities", ties: str = "") -> Sensitivity:
    return analyse(assemble(read_seeds(MINIATURE)), view=view, ties=ties)


@cache
def network(view: str = "signed", ties: str = "stated") -> nx.MultiDiGraph:
    return project(read_archive(assemble(read_seeds(MINIATURE))), view=view, ties=ties)


def test_a_message_has_the_same_values_in_both_languages():
    for message, (french, english) in _words().items():
        fields = [
            {field for _, field, _, _ in Formatter().parse(text) if field} for text in (french, english)
        ]
        fields = [{field.replace("score.fr", "score.en") for field in each} for each in fields]
        assert fields[0] == fields[1], message


def triads(found: nx.MultiDiGraph, language: str = "en") -> str:
    return signed_triads(measure_balance(found), found, language)


def blocks(found: nx.MultiDiGraph, language: str = "en") -> str:
    return communities(find_communities(found, seeds=20), found, language)


def renamed(found: nx.MultiDiGraph, name: Callable[[str], str]) -> nx.MultiDiGraph:
    other = found.copy()
    for node, data in other.nodes(data=True):
        data["label"] = data["label_fr"] = name(node)
    return other


def hostile(_: str) -> str:
    return HOSTILE


def signed_ties(ties: dict[tuple[int, int], int]) -> nx.MultiDiGraph:
    found: nx.MultiDiGraph = nx.MultiDiGraph()
    for (one, two), sign in ties.items():
        found.add_edge(f"n{one:02}", f"n{two:02}", relation="tie", sign=sign)
    return renamed(found, lambda node: f"Node {node}")


def ring(size: int, camps: int) -> nx.MultiDiGraph:
    """Cliques of friends in a ring of enemies."""
    ties = {(a, b): 1 for a in range(size) for b in range(a) if a % camps == b % camps}
    return signed_ties(ties | {(a, (a + 1) % size): -1 for a in range(size)})


def none() -> nx.MultiDiGraph:
    return nx.MultiDiGraph()


def nothing_ranked() -> Sensitivity:
    return replace(analysed(), network=none(), ranked=(), leads=analysed().leads)


def with_hostile_names(found: Sensitivity) -> Sensitivity:
    return replace(found, network=renamed(found.network, hostile))


PICTURES: dict[str, Callable[[str], str]] = {
    **{
        f"ranks by {score}": lambda language, score=score: rank_ranges(analysed(), score, language=language)
        for score in SCORES
    },
    "ranks where many tie": lambda language: rank_ranges(analysed("signed", "stated"), "core", 3, language),
    "ranks of hostile names": lambda language: rank_ranges(
        with_hostile_names(analysed()), "degree", 30, language
    ),
    "ranks of nothing": lambda language: rank_ranges(nothing_ranked(), "degree", language=language),
    "triads": lambda language: triads(network(), language),
    "triads with ambivalent pairs": lambda language: triads(network(ties="all"), language),
    "triads of friends alone": lambda language: triads(network(ties=""), language),
    "triads of hostile names": lambda language: triads(renamed(network(), hostile), language),
    "triads of many nodes": lambda language: triads(ring(40, 7), language),
    "triads of nothing": lambda language: triads(none(), language),
    "triads of unsigned ties": lambda language: triads(network("actor-event", ""), language),
    "communities": lambda language: blocks(network("entities"), language),
    "communities of hostile names": lambda language: blocks(renamed(network("entities"), hostile), language),
    "communities of sixty nodes": lambda language: blocks(ring(60, 7), language),
    "communities of many nodes": lambda language: blocks(ring(90, 7), language),
    "communities of nothing": lambda language: blocks(none(), language),
}


@cache
def picture(name: str, language: str) -> str:
    return PICTURES[name](language)


every_picture = pytest.mark.parametrize(
    ("name", "language"), [(name, language) for name in PICTURES for language in ("en", "fr")]
)


def words(element: ET.Element) -> str:
    """What an element shows, without its title."""
    return "".join([element.text or "", *(child.tail or "" for child in element)])


def shown(svg: str) -> list[str]:
    return [words(element) for element in ET.fromstring(svg).iter(f"{SVG}text")]


@every_picture
def test_a_picture_is_xml_that_obeys_the_policy_of_the_page(name, language):
    root = ET.fromstring(picture(name, language))
    assert root.tag == f"{SVG}svg" and root.get("role") == "img"
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert all(root[n].text for n in (0, 1))
    allowed = {
        f"{SVG}{tag}"
        for tag in ["svg", "title", "desc", "g", "text", "line", "path", "rect", "circle", "polygon"]
    }
    assert {element.tag for element in root.iter()} <= allowed
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {a for a in attributes if a in ("style", "class", "id") or a.startswith("on") or "href" in a}
    values = [value for element in root.iter() for value in element.attrib.values()]
    assert not [value for value in values if "url(" in value or ":" in value]


@every_picture
def test_a_picture_is_small(name, language):
    assert len(picture(name, language).encode()) < (40_000 if "hostile" in name else 15_000)


@pytest.mark.parametrize("name", [name for name in PICTURES if "hostile" in name])
def test_hostile_names_stay_text(name):
    svg = picture(name, "en")
    kept = HOSTILE.replace("\x00", "").replace("\u202e", "")
    titles = [element.text for element in ET.fromstring(svg).iter(f"{SVG}title")]
    assert "<script" not in svg
    assert any(kept in (title or "") for title in titles)
    assert any(part.startswith("</text><script>") and part.endswith("…") for part in shown(svg))


@pytest.mark.server
def test_a_process_with_another_hash_seed_writes_the_same_bytes():
    code = (
        "import hashlib; from tests.measures.test_charts import PICTURES; "
        "print(hashlib.sha256(''.join(draw('fr') for draw in PICTURES.values()).encode()).hexdigest())"
    )
    assert told_elsewhere(code) == told_here(code)


class Ranking:
    """A drawn ranking, read back: the axis from its numbers, each row from its marks."""

    def __init__(self, svg: str):
        root = ET.fromstring(svg)
        self.words = shown(svg)
        ticks = {
            int(words(t)): float(t.attrib["x"])
            for t in root.findall(f"{SVG}text[@text-anchor='middle']")
            if words(t).isdigit()
        }
        self.ticks = ticks
        self.rows = [g for g in root.findall(f"{SVG}g") if g.find(f"{SVG}circle") is not None]
        self.ties = [
            tuple(float(line.attrib[key]) for key in ("x1", "y1", "y2"))
            for line in root.findall(f"{SVG}line[@stroke-opacity='0.6']")
        ]
        self.brackets = root.findall(f"{SVG}path")

    def rank(self, x: float) -> float:
        """The rank at a place, by the first tick and the last."""
        one, last = 1, max(self.ticks)
        return one + (x - self.ticks[one]) * (last - one) / (self.ticks[last] - self.ticks[one])

    @staticmethod
    def dot(row: ET.Element) -> float:
        return float(row.find(f"{SVG}circle").attrib["cx"])

    @staticmethod
    def bar(row: ET.Element) -> tuple[float, float] | None:
        line = row.find(f"{SVG}line")
        return None if line is None else (float(line.attrib["x1"]), float(line.attrib["x2"]))

    @staticmethod
    def marks(row: ET.Element) -> list[float]:
        """Where the marks of policies stand: the middle of each polygon."""
        polygons = (p.attrib["points"].split() for p in row.findall(f"{SVG}polygon"))
        places = ([float(point.split(",")[0]) for point in polygon] for polygon in polygons)
        return [(min(xs) + max(xs)) / 2 for xs in places]


def rows_of(found: Sensitivity, score: str) -> dict[str, Ranked]:
    return {each.measured.label: each for each in found.ranked if each.measured.score == score}


@pytest.mark.parametrize("score", SCORES)
def test_dots_bars_and_marks_stand_at_their_ranks(score):
    drawn = Ranking(rank_ranges(analysed(), score, top=30))
    expected = rows_of(analysed(), score)
    assert [t for t, x in drawn.ticks.items() if drawn.rank(x) != pytest.approx(t, abs=0.02)] == []
    assert len(drawn.rows) == sum(each.measured.rank is not None for each in expected.values())
    for row in drawn.rows:
        cells = [words(text) for text in row.findall(f"{SVG}text")]
        title = row.find(f"{SVG}title").text
        each = next(each for label, each in expected.items() if title.startswith(f"{label} ("))
        assert cells[0] == str(each.measured.rank)
        assert drawn.rank(drawn.dot(row)) == pytest.approx(each.measured.rank, abs=0.02)
        spread = (each.by_claim.best, each.by_claim.worst)
        bar = drawn.bar(row)
        assert (bar is None) == (spread[0] == spread[1])
        if bar:
            assert tuple(map(drawn.rank, bar)) == pytest.approx(spread, abs=0.02)
        policies = [rank for _, rank in each.by_policy if rank]
        assert list(map(drawn.rank, drawn.marks(row))) == pytest.approx(policies, abs=0.02)


def test_ranks_beyond_the_axis_stand_beside_its_end_and_are_said():
    score = "degree"
    first = next(each for each in analysed().ranked if each.measured.score == score)
    far = replace(first, by_claim=Range(1, 5_000), by_policy=(("everyone", 7_000),))
    others = tuple(each for each in analysed().ranked if each is not first)
    drawn = Ranking(rank_ranges(replace(analysed(), ranked=(far, *others)), score, top=5))
    axis = max(drawn.ticks.values())
    assert drawn.bar(drawn.rows[0])[1] == drawn.marks(drawn.rows[0])[0] > axis
    assert "1–5000" in drawn.words and "… is any rank after 40." in drawn.words


def test_nodes_of_one_rank_are_joined_and_marked_as_tied():
    drawn = Ranking(rank_ranges(analysed(), "degree", top=30))
    dots = [(drawn.dot(row), float(row.find(f"{SVG}circle").attrib["cy"])) for row in drawn.rows]
    expected = {}
    for x, y in dots:
        expected.setdefault(x, []).append(y)
    tied = sorted((x, min(ys), max(ys)) for x, ys in expected.items() if len(ys) > 1)
    key = drawn.ties[-1]
    assert sorted(drawn.ties[:-1]) == tied and key not in tied
    equal = [row for row in drawn.rows if "=" in [words(text) for text in row.findall(f"{SVG}text")]]
    assert len(equal) == sum(len(ys) for ys in expected.values() if len(ys) > 1)


def test_nodes_with_the_same_neighbours_stand_in_one_bracket():
    drawn = Ranking(rank_ranges(analysed("signed", "stated"), "degree"))
    names = [words(row.findall(f"{SVG}text")[2]) for row in drawn.rows]
    ys = [float(row.find(f"{SVG}circle").attrib["cy"]) for row in drawn.rows]
    bracketed = []
    for bracket in drawn.brackets[:-1]:
        top, bottom = (float(y) for y in re.match(r"M\S+ (\S+?)H\S+?V(\S+?)H", bracket.attrib["d"]).groups())
        bracketed.append({name for name, y in zip(names, ys, strict=True) if top <= y <= bottom})
    assert {"Belmar", "Dorane", "Ossane", "River League"} in bracketed


def test_it_is_said_whether_the_lead_is_fragile():
    found = analysed()
    lead = next(each for each in found.leads if each.score == "betweenness")
    assert lead.fragile
    fragile = " ".join(Ranking(rank_ranges(found, "betweenness")).words)
    cases = sum(number for _, number in found.without)
    assert f"Fragile: the lead changes in {len(lead.changes)} of {cases} cases tried" in fragile
    firm = replace(found, leads=tuple(replace(each, changes=()) for each in found.leads))
    assert "Firm: the same in all cases" in " ".join(Ranking(rank_ranges(firm, "betweenness")).words)


def test_what_is_not_shown_is_counted_with_those_that_tie():
    ranks = [each.measured.rank for each in rows_of(analysed(), "degree").values()]
    drawn = Ranking(rank_ranges(analysed(), "degree", top=5))
    rest, tied = len(ranks) - 5, ranks[5:].count(ranks[4])
    assert tied and f"Nodes not shown: {rest}; tied at rank {ranks[4]}: {tied}." in drawn.words


def test_a_score_that_is_none_and_a_picture_without_rows_are_refused():
    with pytest.raises(UnknownMeasure, match="did you mean 'degree'"):
        rank_ranges(analysed(), "degre")
    with pytest.raises(ValueError, match="at least"):
        rank_ranges(analysed(), "degree", top=0)


@pytest.mark.parametrize(
    "found", [network(), network(ties="all"), ring(40, 7)], ids=["stated", "all", "ring"]
)
def test_the_counts_of_triads_are_those_of_the_balance(found):
    balance = measure_balance(found)
    panels = ET.fromstring(triads(found)).findall(f"{SVG}g")[:4]
    drawn = {}
    for panel in panels:
        signs = sorted(words(t) for t in panel.findall(f"{SVG}text") if words(t) in "+−")
        dashed = [path for path in panel.findall(f"{SVG}path") if "stroke-dasharray" in path.attrib]
        assert len(dashed) == signs.count("−")
        kind = "+" * signs.count("+") + "-" * signs.count("−")
        rest = [words(t) for t in panel.findall(f"{SVG}text") if words(t) not in "+−"]
        drawn[kind] = int(rest[0])
        assert rest[1] == ("unbalanced" if len(dashed) % 2 else "balanced")
    assert drawn == balance.census and sum(drawn.values()) == len(balance.triads)


def test_ties_in_the_way_of_the_camps_are_thick_and_told():
    found = network()
    balance = measure_balance(found)
    root = ET.fromstring(triads(found))
    thick = [
        g.find(f"{SVG}title").text
        for g in root.findall(f"{SVG}g")
        if (path := g.find(f"{SVG}path")) is not None and path.attrib["stroke-width"] == "3.5"
    ]
    assert balance.index == 1 and thick == ["Dorane – Ossane: hostile"]
    assert "· Dorane – Ossane: hostile within a camp, whatever the camps" in shown(triads(found))


def test_the_camps_of_many_nodes_are_told_instead_of_drawn():
    told = " ".join(shown(triads(ring(40, 7))))
    assert re.search(r"1a \(\d+\): Node", told) and re.search(r"1b \(\d+\): Node", told)


def test_a_network_without_signed_ties_says_so():
    assert "No signed ties are stated." in shown(triads(none()))
    assert "Aucun lien signé n’est affirmé." in shown(triads(network("actor-event", ""), "fr"))


def test_cells_cover_what_runs_share_once():
    found = find_communities(network("entities"))
    shares = [[round(100 * share) for share in row] for row in co_assignment(found)]
    painted = [[0] * len(shares) for _ in shares]
    for percent, (left, top, width, height) in _boxes(shares):
        for y in range(top, top + height):
            for x in range(left, left + width):
                assert painted[y][x] == 0
                painted[y][x] = percent
    assert painted == shares


def test_beyond_a_hundred_nodes_cells_are_means_that_cover_the_matrix():
    found = ring(130, 4)
    shares = co_assignment(find_communities(found, seeds=20))
    means, edges = _averaged(shares)
    assert len(means) == 100 and edges[0] == 0 and edges[-1] == 130
    weights = [b - a for a, b in pairwise(edges)]
    whole = sum(
        m * h * w for row, h in zip(means, weights, strict=True) for m, w in zip(row, weights, strict=True)
    )
    assert whole == pytest.approx(sum(map(sum, shares)))
    reach = 0
    for path in ET.fromstring(blocks(found)).findall(f"{SVG}path"):
        corners = re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)", path.attrib["d"])
        reach = max(reach, *(int(x) + int(w) for x, _, w, _ in corners))
    assert reach == 130
    assert any("means over blocks of up to 2 nodes" in words for words in shown(blocks(found)))


def test_the_darkness_of_a_cell_is_the_share_of_runs():
    svg = blocks(network("entities"))
    shares = {round(100 * s) for row in co_assignment(find_communities(network("entities"), 20)) for s in row}
    paths = ET.fromstring(svg).findall(f"{SVG}path")
    assert [round(100 * float(path.attrib["fill-opacity"])) for path in paths] == sorted(shares - {0})
    assert paths[-1].find(f"{SVG}title").text == "together in 100% of the runs"


def test_nodes_stand_by_community_and_each_has_its_outline():
    found = find_communities(network("entities"), seeds=20)
    svg = blocks(network("entities"))
    labels = [network("entities").nodes[node]["label"] for group in found.groups for node in group]
    cut = [name.removesuffix("…") for name in shown(svg)]
    first = next(n for n in range(len(cut)) if labels[0].startswith(cut[n]) and cut[n])
    assert all(label.startswith(name) for label, name in zip(labels, cut[first:], strict=False))
    outlines = ET.fromstring(svg).findall(f"{SVG}rect[@fill='none']")
    cell = float(outlines[0].attrib["width"]) / len(found.groups[0])
    assert [round(float(o.attrib["height"]) / cell) for o in outlines] == list(map(len, found.groups))


@pytest.mark.parametrize(("agreement", "verdict"), [(0.9, "the runs agree."), (0.4, "the runs do not agree")])
def test_it_is_said_whether_runs_agree(agreement, verdict):
    found = replace(find_communities(network("entities"), seeds=5), agreement=agreement)
    assert verdict in " ".join(shown(communities(found, network("entities"))))


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


OUTSIDE = """() => {
  const svg = document.querySelector("svg"), view = svg.viewBox.baseVal;
  return [...svg.querySelectorAll("text, circle, polygon, line, rect, path")].filter(e => {
    const box = e.getBBox(), m = svg.getScreenCTM().inverse().multiply(e.getScreenCTM());
    const one = new DOMPoint(box.x, box.y).matrixTransform(m);
    const two = new DOMPoint(box.x + box.width, box.y + box.height).matrixTransform(m);
    return one.x < -0.5 || one.y < -0.5 || two.x > view.width + 0.5 || two.y > view.height + 0.5;
  }).map(e => e.outerHTML.slice(0, 90));
}"""
OVERLAPPING = """() => {
  const all = [...document.querySelectorAll("svg text")].map(e => [e.textContent, e.getBBox()]);
  const inner = ([_, b]) => [b.x + 0.5, b.y + 0.3 * b.height, b.x + b.width - 0.5, b.y + 0.75 * b.height];
  const clash = (p, q) => p[0] < q[2] && q[0] < p[2] && p[1] < q[3] && q[1] < p[3];
  return all.flatMap((p, i) => all.slice(i + 1).filter(q => clash(inner(p), inner(q)))
    .map(q => `${p[0]} | ${q[0]}`));
}"""


@every_picture
@pytest.mark.parametrize("family", ["sans-serif", "DejaVu Sans"])
def test_nothing_overflows_or_overlaps_in_a_browser(page, name, language, family):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    svg = picture(name, language).replace('font-family="sans-serif"', f'font-family="{family}"')
    page.set_content(f'<meta http-equiv="Content-Security-Policy" content="{CSP}">{svg}')
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(OVERLAPPING) == []
    assert complaints == []


@pytest.mark.parametrize(("background", "ink"), BACKGROUNDS)
def test_words_take_the_colour_of_the_page(page, background, ink):
    page.set_content(f'<body bgcolor="{background}" text="{ink}">{picture("triads", "en")}</body>')
    fill = page.evaluate("() => getComputedStyle(document.querySelector('svg > text')).fill")
    assert "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", fill)) == ink
