"""The timeline of the page: the days that claims give and none finer, drawn to scale, and a slider."""

import csv
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kg.core.model import Time
from kg.core.ontology import Label
from kg.curation.checks import read_seeds
from kg.curation.edtf import parse_edtf
from kg.explorer.page import draw
from kg.graph.assemble import assemble
from kg.graph.read import Archive, read_archive
from tests.conftest import MINIATURE
from tests.support.explorer import Open, settled
from tests.support.generated import archive_of
from tests.support.golden import GOLDEN
from tests.support.modules import Run, runner
from tests.support.values import quoting

ZORGO, SIREM = "https://w3id.org/sahel-kg/event/zorgo-attack", "https://w3id.org/sahel-kg/event/sirem-attack"
OPERATION = "https://w3id.org/sahel-kg/event/mini-01072025-070000_operation"


@pytest.fixture(scope="session")
def run(modules: Page) -> Run:
    """Evaluate an expression over the pure functions alone, with no page around them."""
    return runner(modules, "times.js", "timescale.js")


@pytest.fixture(scope="session")
def small() -> Archive:
    return read_archive(assemble(read_seeds(MINIATURE)))


@pytest.fixture(scope="module")
def drawn() -> Callable[[Archive], str]:
    """Draw each archive once."""
    texts: dict[int, tuple[Archive, str]] = {}

    def text_of(archive: Archive) -> str:
        if id(archive) not in texts:
            texts[id(archive)] = archive, draw(archive)
        return texts[id(archive)][1]

    return text_of


@pytest.fixture
def visit(visit: Open, drawn: Callable[[Archive], str]) -> Open:
    """Open an archive's page on its timeline."""

    def opened(archive: Archive, **options: Any) -> Page:
        page = visit(drawn(archive), **options)
        page.click("#tab-timeline")
        return page

    return opened


def moment(edtf: str = "", **more: str) -> dict[str, str]:
    """Return a time as the page holds it, bounded as the build bounds it."""
    first, last = parse_edtf(edtf) if edtf else (None, None)
    bounds = {"earliest": str(first or ""), "latest": str(last or "")}
    return {"words": "", "edtf": edtf, "relation": "", "anchor": "", "distance": ""} | bounds | more


def claim(
    subject: str, edtf: str = "", relation: str = "agent", object: str = "x", **more: Any
) -> dict[str, Any]:
    told = moment(edtf, **more) if edtf or more else None
    known = {
        "iri": f"{subject} {relation} {object} {edtf}",
        "subject": subject,
        "relation": relation,
        "object": object,
    }
    return known | {"polarity": "Affirmed"} | ({"holds": told} if told else {})


# ---- what a claim may hold within ----
WITHIN = [
    ("2024-09-17", "2024-09-17", "2024-09-17", True),
    ("2024-09-17", "2024-09-18", "2024-12-31", False),
    ("2024-09-17", "2024-01-01", "2024-09-16", False),
    ("2024-09", "2024-09-30", "2024-10-15", True),
    ("202X", "2029-12-31", "2031-01-01", True),
    ("202X", "2030-01-01", "2031-01-01", False),
    ("19XX", "1950-06-01", "1950-06-01", True),
    ("2024-21", "2024-05-31", "2024-05-31", True),
    ("2024-21", "2024-06-01", "2024-06-30", False),
    ("2025-01/..", "2031-01-01", "2031-01-01", True),
    ("2025-01/..", "2024-01-01", "2024-12-31", False),
    ("../2024-09", "0900-01-01", "0900-01-01", True),
    ("../2024-09", "2024-10-01", "2024-10-01", False),
    ("2023/2024-03", "2023-12-31", "2023-12-31", True),
]


@pytest.mark.parametrize(("edtf", "start", "end", "held"), WITHIN)
def test_a_claim_may_hold_in_a_period_that_its_days_touch(run, edtf, start, end, held):
    assert run("heldWithin(...given)", [claim("a", edtf), start, end]) is held


def test_a_claim_without_any_time_passes_only_if_the_undated_is_wanted(run):
    for undated in (claim("a"), claim("a", words="récemment"), claim("a", relation="After", anchor="b")):
        assert run("heldWithin(given, '2024-01-01', '2024-12-31')", undated) is False
        assert run("heldWithin(given, '2024-01-01', '2024-12-31', true)", undated) is True


def test_a_claim_about_a_dated_event_holds_when_the_event_does(run):
    given = [claim("a", "2024-02-28"), claim("a", object="y"), claim("b", object="y")]
    held = "(from, to) => given.map((one) => heldWithin(one, from, to, false, timeSpans(given, () => true)))"
    assert run(f"({held})('2024-02-01', '2024-02-29')", given) == [True, True, False]
    assert run(f"({held})('2024-03-01', '2024-03-31')", given) == [False, False, False]


def test_holding_within_is_having_a_day_in_common(run):
    chance, start = random.Random(4), date(2024, 1, 1)
    days = [sorted(start + timedelta(chance.randrange(40)) for _ in range(2)) for _ in range(600)]
    cases = list(zip(days[::2], days[1::2], strict=True))
    given = [[claim("a", earliest=str(a), latest=str(b)), str(c), str(d)] for (a, b), (c, d) in cases]

    def span(a: date, b: date) -> set[int]:
        return set(range(a.toordinal(), b.toordinal() + 1))

    expected = [bool(span(*own) & span(*period)) for own, period in cases]
    assert run("given.map((one) => heldWithin(...one))", given) == expected


# ---- items: no day that no claim gives ----
NEWS = "{published: '2024-09-22', earliest: '2024-09-22', latest: '2024-09-22'}"
ITEMS = f"timeItems(given, {{news: {NEWS}}}, (claim) => !claim.doubted)"
DAYS = f"{ITEMS}.map((item) => [item.what, item.kind, item.earliest, item.latest])"


def test_times_are_sorted_and_those_without_a_day_come_last(run):
    given = [
        claim("words", words="récentes"),
        claim("open", "../2023"),
        claim("lost", relation="after", object="nothing"),
        claim("day", "2024-09-17"),
        claim("month", "2024-09"),
        claim("later", "2025-01/.."),
        claim("silent"),
    ]
    assert run(DAYS, given) == [
        ["open", "dated", "", "2023-12-31"],
        ["month", "dated", "2024-09-01", "2024-09-30"],
        ["day", "dated", "2024-09-17", "2024-09-17"],
        ["news", "article", "2024-09-22", "2024-09-22"],
        ["later", "dated", "2025-01-01", ""],
        ["lost", "relative", "", ""],
        ["words", "words", "", ""],
    ]


TOLD_FROM = [
    ("After", "2023-09-16", ""),
    ("Since", "2023-09-16", ""),
    ("Before", "", "2023-09-20"),
    ("During", "2023-09-16", "2023-09-20"),
    ("At", "2023-09-16", "2023-09-20"),
]


@pytest.mark.parametrize(("relation", "earliest", "latest"), TOLD_FROM)
def test_what_is_told_from_a_dated_event_is_bounded_on_that_side_only(run, relation, earliest, latest):
    given = [claim("coup", "2023-09-16/2023-09-20"), claim("a", words="w", anchor="coup") | {}]
    given[1]["holds"]["relation"] = relation
    assert ["a", "relative", earliest, latest] in run(DAYS, given)


def test_a_distance_is_about_then_and_never_a_date(run):
    given = [claim("coup", "2024-02-29"), claim("a", words="un an après", anchor="coup", distance="P1Y")]
    given[1]["holds"]["relation"] = "After"
    found = run(f"{ITEMS}.find((item) => item.what === 'a')", given)
    assert (found["earliest"], found["latest"], found["about"]) == (
        "2024-02-29",
        "",
        ["2025-02-28", "2025-02-28"],
    )


def test_bounds_go_along_chains_from_both_ends(run):
    order = [claim("b", relation="after", object="a"), claim("c", relation="after", object="b")]
    given = [*order[::-1], claim("a", "2024-03"), claim("d", "2024-05-05"), claim("c", anchor="d", words="w")]
    given[-1]["holds"]["relation"] = "Before"
    spans = run("[...timeSpans(given, () => true)]", given)
    assert {what: tuple(span) for what, span in spans} == {
        "a": ("2024-03-01", "2024-03-31"),
        "b": ("2024-03-01", ""),
        "c": ("2024-03-01", "2024-05-05"),
        "d": ("2024-05-05", "2024-05-05"),
    }


def test_claims_that_date_one_event_otherwise_leave_it_as_wide_as_they_are(run):
    given = [claim("a", "2024-03-05"), claim("a", "2024"), claim("a", "2023-12/2024-01")]
    assert run("[...timeSpans(given, () => true)]", given) == [["a", ["2023-12-01", "2024-12-31"]]]
    assert run("[...timeSpans(given, () => true)]", [*given, claim("a", "2024-06/..")]) == [
        ["a", ["2023-12-01", ""]]
    ]


def test_orders_that_cannot_be_leave_the_time_unknown_and_come_to_an_end(run):
    circle = [claim(a, relation="after", object=b) for a, b in ("ab", "bc", "ca")]
    assert run("[...timeSpans(given, () => true)]", circle) == []
    between = [claim("old", "1990"), claim("new", "2020"), claim("x", relation="after", object="new")]
    impossible = [*between, claim("x", anchor="old", words="w")]
    impossible[-1]["holds"]["relation"] = "Before"
    assert "x" not in dict(run("[...timeSpans(given, () => true)]", impossible))
    dated = [claim("a", "2024"), *circle]
    assert dict(run("[...timeSpans(given, () => true)]", dated))["b"] == ["2024-01-01", ""]


@pytest.mark.parametrize("how", [{"doubted": True}, {"polarity": "Negated"}])
def test_what_is_not_believed_or_denied_dates_nothing(run, how):
    given = [claim("a", "2024") | how, claim("b", relation="after", object="a")]
    assert run("[...timeSpans(given, (claim) => !claim.doubted)]", given) == []
    assert ["b", "relative", "", ""] in run(DAYS, given)


def test_the_range_reaches_from_the_first_to_the_last_day(run):
    given = [claim("a", "2024-09-17"), claim("b", "198X"), claim("c", "2025/.."), claim("d", words="w")]
    assert run(f"timeRange({ITEMS})", given) == {"from": "1980-01-01", "to": "2025-01-01"}
    assert run("timeRange(timeItems(given, {}, () => true))", [claim("d", words="w")]) is None


# ---- lines ----
LANES = """(() => {
  const lanes = timeLanes(timeItems(given, {}, () => true), (iri) => iri.length === 1);
  const told = (row) => [row.what, row.parent && row.parent.what, row.items.length];
  const ordered = lanes.ordered.map((row) => [...told(row), row.step]);
  return {dated: lanes.dated.map(told), ordered, worded: lanes.worded.map(told)};
})()"""


def test_a_time_told_from_a_dated_event_stands_right_below_it(run):
    given = [
        claim("a", "2024-01-01"),
        claim("z", "2024-06-01"),
        claim("b", relation="after", object="a"),
        claim("c", relation="after", object="b"),
        claim("a", "2024-01-01", object="again"),
        claim("a", words="récente"),
    ]
    found = run(LANES, given)
    assert found["dated"] == [["a", None, 3], ["b", "a", 1], ["c", "b", 1], ["z", None, 1]]
    assert found["ordered"] == found["worded"] == []


def test_events_in_order_alone_go_in_steps_each_below_what_comes_before(run):
    given = [
        claim("d", relation="during", object="c"),
        claim("c", relation="after", object="b"),
        claim("b", relation="after", object="a"),
        claim("c", relation="after", object="a"),
        claim("e", words="récentes"),
        claim("d", words="alors"),
    ]
    found = run(LANES, given)
    assert found["ordered"] == [["a", None, 0, 0], ["b", "a", 1, 1], ["c", "b", 2, 2], ["d", "c", 2, 2.5]]
    assert found["worded"] == [["e", None, 1]]


def test_events_that_claims_put_in_a_circle_are_all_listed_once(run):
    given = [claim(a, relation="after", object=b) for a, b in ("ab", "bc", "ca", "dc")]
    assert sorted(row[0] for row in run(LANES, given)["ordered"]) == ["a", "b", "c", "d"]


def test_a_long_chain_is_laid_out(run):
    given = [claim(str(n), relation="after", object=str(n + 1)) for n in range(4_000)]
    assert len(run(LANES.replace("iri.length === 1", "true"), given)["ordered"]) == 4_001


# ---- days, marks and words ----
SHIFTS = [
    ("2024-01-31", "P1M", 1, "2024-02-29"),
    ("2024-03-31", "P1M", -1, "2024-02-29"),
    ("2023-12-31", "P1Y2M", 1, "2025-02-28"),
    ("2024-02-28", "P2W3D", 1, "2024-03-16"),
    ("2024-01-01", "P1D", -1, "2023-12-31"),
    ("0001-06-01", "P5Y", -1, "0001-01-01"),
    ("9999-06-01", "P1Y", 1, "9999-12-31"),
]


@pytest.mark.parametrize(("day", "duration", "sign", "moved"), SHIFTS)
def test_a_day_is_moved_by_the_calendar(run, day, duration, sign, moved):
    assert run("shifted(...given)", [day, duration, sign]) == moved


RANGES = [
    ("2024-02-28", "2024-02-28"),
    ("2024-02-01", "2024-02-29"),
    ("2024-02-01", "2025-07-31"),
    ("1998-01-01", "2025-12-31"),
    ("0001-01-01", "9999-12-31"),
]


@pytest.mark.parametrize(("first", "last"), RANGES)
def test_an_axis_has_few_marks_each_the_start_of_a_day_month_or_year(run, first, last):
    ticks = run("timeTicks({from: given[0], to: given[1]}, 8)", [first, last])
    days = [tick["day"] for tick in ticks]
    assert 1 <= len(days) <= 9
    assert days == sorted(set(days))
    assert first <= days[0] <= days[-1] <= last
    ends = {"day": "", "month": "-01", "year": "-01-01"}
    assert all(tick["day"].endswith(ends[tick["unit"]]) for tick in ticks)


@pytest.mark.parametrize(("first", "last"), RANGES)
def test_the_steps_of_a_slider_leave_no_day_out(run, first, last):
    stops = run("timeStops({from: given[0], to: given[1]})", [first, last])
    assert len(stops) <= 10_000
    assert stops[0][0] <= first and stops[-1][1] >= last
    for (_, end), (start, _) in pairwise(stops):
        assert date.fromisoformat(end) + timedelta(1) == date.fromisoformat(start)


SPELLED = [
    ("2024-09-17", "17 septembre 2024", "17 September 2024"),
    ("2025-03-01", "1er mars 2025", "1 March 2025"),
    ("2024-09", "septembre 2024", "September 2024"),
    ("2024-09-XX", "septembre 2024", "September 2024"),
    ("2024", "2024", "2024"),
    ("2024-XX", "2024", "2024"),
    ("2024-21", "printemps 2024", "spring 2024"),
    ("202X", "années 2020", "2020s"),
    ("19XX", "1900–1999", "1900–1999"),
    ("2025-01/..", "janvier 2025 – …", "January 2025 – …"),
    ("/2024-09-03", "… – 3 septembre 2024", "… – 3 September 2024"),
    ("2024-09~", "vers septembre 2024", "about September 2024"),
    ("2024?", "2024 (?)", "2024 (?)"),
    ("2024-09-17T06:00:00Z", "17 septembre 2024, 06:00", "17 September 2024, 06:00"),
    ("[2012,2013]", "[2012,2013]", "[2012,2013]"),
]


@pytest.mark.parametrize(("edtf", "french", "english"), SPELLED)
def test_a_date_is_said_as_finely_as_it_is_written(run, edtf, french, english):
    assert [run("spelled(...given)", [edtf, language]) for language in (0, 1)] == [french, english]


# ---- the drawing ----
def lines(page: Page, within: str = "#timeline ol .time-line") -> list[dict[str, Any]]:
    """Return each line: its name, what is said of it, whether it is out of the reading, and its marks."""
    return page.evaluate(
        """(within) => [...document.querySelectorAll(within)].map((line) => ({
          name: line.querySelector(".time-what").innerText.trim(),
          told: (line.querySelector("p") || {innerText: ""}).innerText,
          out: line.classList.contains("out"), claim: line.dataset.claim || null,
          event: Boolean(line.querySelector(".shape")),
          marks: [...line.querySelectorAll(".mark")].map((mark) => {
            const box = mark.getBoundingClientRect(), plot = mark.parentElement.getBoundingClientRect();
            const [from, to] = [box.left, box.right].map((x) => (x - plot.left) / plot.width);
            return {kind: mark.className.replace("mark ", ""), from, to};
          })}))""",
        within,
    )


def named(page: Page, name: str) -> dict[str, Any]:
    return next(line for line in lines(page) if line["name"] == name)


def part_through(day: date, first: date, last: date) -> float:
    """Return how far a day lies between two others, all of each included."""
    return (day - first).days / ((last - first).days + 1)


@pytest.mark.parametrize("name", ["article", "miniature"])
def test_every_event_that_the_library_places_in_time_has_a_line(visit, archive, small, name):
    page = visit({"article": archive, "miniature": small}[name])
    with (GOLDEN / name / "timeline.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    events = {row["event"] for row in rows if row["dating"] != "undated"}
    shown = {line["name"] for line in lines(page) if line["claim"] and line["event"]}
    assert shown == events
    silent = set(page.locator(".time-not li").all_inner_texts())
    assert silent and silent <= {row["event"] for row in rows if row["dating"] == "undated"}


def test_an_article_that_gives_no_date_gets_no_axis(visit, archive):
    page = visit(archive)
    assert (
        page.locator("#timeline .empty").inner_text()
        == "The text gives no date. The article is of 22 September 2024."
    )
    assert page.locator(".time-grid, .time-slider").count() == 0
    line = named(page, "security deterioration")
    assert "Un an après la création de l’Alliance des États du Sahel" in line["told"]
    assert "after creation of the Alliance of Sahel States, 1 year" in line["told"]
    at = {
        name: named(page, name)["marks"][-1]["from"]
        for name in ("boast of Assimi Goïta", "first estimates of the security sources")
    }
    assert line["marks"][0]["from"] == pytest.approx(at["boast of Assimi Goïta"], abs=0.01)
    assert at["first estimates of the security sources"] > at["boast of Assimi Goïta"] + 0.2


def test_marks_stand_to_scale_and_an_end_that_is_not_told_is_open(visit, small):
    page, first, last = visit(small), date(2024, 2, 1), date(2025, 7, 31)
    for name, day in (("attack on Zorgo", date(2024, 2, 28)), ("attack on Sirem", date(2025, 6, 12))):
        (mark,) = named(page, name)["marks"]
        assert mark["kind"] == "dot"
        middle = (part_through(day, first, last) + part_through(day + timedelta(1), first, last)) / 2
        assert (mark["from"] + mark["to"]) / 2 == pytest.approx(middle, abs=0.004)
    (after,) = named(page, "operation of the army")["marks"]
    assert after["kind"] == "bar within unended"
    assert after["from"] == pytest.approx(part_through(date(2025, 6, 12), first, last), abs=0.004)
    assert after["to"] == pytest.approx(1, abs=0.004)
    left = next(line for line in lines(page) if "negated" in line["name"])
    assert left["out"] and "January 2025 – …" in left["told"] and "Outside this reading" in left["told"]
    assert left["marks"][0]["kind"] == "bar lasted unended"


def with_time(archive: Archive, times: dict[str, Time | None]) -> Archive:
    """Return an archive with other times for the claims that already tell of these events' time."""
    statements = {
        s.iri: replace(s, holds=times.get(s.subject, s.holds)) if s.holds or s.subject == OPERATION else s
        for s in archive.claims.values()
    }
    return replace(archive, claims=statements)


def test_a_month_a_period_a_doubt_and_a_distance_each_look_like_themselves(visit, small):
    distance = Time(words="deux mois après", relation="After", anchor=SIREM, distance="P2M")
    month = Time("2024-02~", date(2024, 2, 1), date(2024, 2, 29))
    period = Time("2025-06-10/2025-06-12", date(2025, 6, 10), date(2025, 6, 12))
    page = visit(with_time(small, {ZORGO: month, SIREM: period, OPERATION: distance}))
    assert [m["kind"] for m in named(page, "attack on Zorgo")["marks"]] == ["bar within doubtful"]
    assert "about February 2024" in named(page, "attack on Zorgo")["told"]
    assert [m["kind"] for m in named(page, "attack on Sirem")["marks"]] == ["bar lasted"]
    told = next(line for line in lines(page) if "deux mois après" in line["told"])
    assert [m["kind"] for m in told["marks"]] == ["bar within unended", "bar about"]
    assert "after attack on Sirem, 2 months" in told["told"]
    assert told["marks"][0]["from"] < told["marks"][1]["from"] < told["marks"][1]["to"] < 1


def test_a_line_opens_its_claim(visit, small):
    page = visit(small)
    for line in lines(page):
        page.locator(f'[data-claim="{line["claim"]}"] .time-what').click()
        assert page.evaluate("kg.state.chosen") == {"claim": line["claim"]}
    page.locator(".issues button").first.click()
    assert page.evaluate("Object.keys(kg.state.chosen)") == ["sentence"]


def test_a_line_is_out_of_the_reading_until_one_believes_it_and_can_be_hidden(visit, archive):
    page, name = visit(archive), "victories won against the armed terrorist groups"
    assert named(page, name)["out"]
    page.evaluate("kg.believe('everyone')")
    assert not named(page, name)["out"]
    page.evaluate("kg.believe('narrator')")
    page.locator("#time-outside").uncheck()
    assert not [line for line in lines(page) if line["out"]]
    assert name not in [line["name"] for line in lines(page)]
    assert name not in page.locator(".time-not li").all_inner_texts()


# ---- the slider ----
DRAWN = "kg.drawn().flatMap((link) => link.claims)"


def test_the_slider_filters_the_whole_page_by_keyboard_and_keeps_the_focus(visit, small):
    page = visit(small)
    before = page.evaluate(DRAWN)
    page.focus("#time-from")
    for _ in range(7):
        page.keyboard.press("PageUp")
    settled(page)
    start, end, undated = page.evaluate("kg.state.filters.time")
    assert undated and date(2025, 1, 1) < date.fromisoformat(start) and end == "2025-07-31"
    assert page.evaluate("document.activeElement.id") == "time-from"
    assert (
        page.locator("#time-from").get_attribute("aria-valuetext") == f"{date.fromisoformat(start):%-d %B %Y}"
    )
    member = next(s.iri for s in small.claims.values() if s.holds and s.holds.edtf == "2024-03-01")
    assert member in before and member not in page.evaluate(DRAWN)
    assert "attack on Zorgo" not in [line["name"] for line in lines(page)]
    assert "attack on Zorgo" not in page.locator(".time-not li").all_inner_texts()
    page.locator("#time-undated").uncheck()
    kept = [small.claims[iri] for iri in page.evaluate(DRAWN)]
    assert kept and all(s.subject in (SIREM, OPERATION) for s in kept)
    page.click("#time-all")
    assert page.evaluate("kg.state.filters.time") is None
    assert page.evaluate(DRAWN) == before


def test_neither_end_of_the_slider_passes_the_other(visit, small):
    page = visit(small)
    page.focus("#time-from")
    page.keyboard.press("End")
    page.focus("#time-to")
    page.keyboard.press("Home")
    settled(page)
    assert page.evaluate("kg.state.filters.time") == ["2025-07-31", "2025-07-31", True]


def test_a_drag_of_the_slider_is_not_broken_by_what_it_changes(visit, small):
    page = visit(small)
    track = page.locator(".time-track").bounding_box()
    assert track
    y = track["y"] + track["height"] - 10
    page.mouse.move(track["x"], y)
    page.mouse.down()
    for part in (0.2, 0.4, 0.6):
        page.mouse.move(track["x"] + part * track["width"], y)
        settled(page)
    page.mouse.up()
    settled(page)
    start = date.fromisoformat(page.evaluate("kg.state.filters.time")[0])
    assert part_through(start, date(2024, 2, 1), date(2025, 7, 31)) == pytest.approx(0.6, abs=0.02)


# ---- language, hostility, width, size ----
FRENCH = (
    *("Période", "Au calendrier", "Publication des articles", "1er mars 2024", "après attaque de Sirem"),
    *("janvier 2025 – …", "Hors de cette lecture", "un jour", "Non datés par le texte"),
)


def test_every_word_is_french_in_french(visit, small):
    page = visit(small, locale="fr-FR")
    told = page.locator("#timeline").inner_text()
    for french in FRENCH:
        assert french in told
    page.evaluate("kg.speak(1)")
    told = page.locator("#timeline").inner_text()
    for english in (
        "Period",
        "On the calendar",
        "1 March 2024",
        "after attack on Sirem",
        "Not dated by the text",
    ):
        assert english in told
    assert "Période" not in told and "1er" not in told


HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>\u202e“'&amp;"


def test_hostile_text_stays_text(visit, small):
    things = {iri: replace(thing, label=Label(HOSTILE, HOSTILE)) for iri, thing in small.entities.items()}
    statements = {
        s.iri: replace(
            quoting(s, HOSTILE),
            holds=s.holds and replace(s.holds, words=HOSTILE),
            said=s.said or s.holds,
        )
        for s in small.claims.values()
    }
    page = visit(replace(small, entities=things, claims=statements))
    assert page.locator("#timeline img, #timeline script").count() == 0
    assert HOSTILE in named(page, HOSTILE)["told"]


def test_a_narrow_screen_shows_it_all_without_scrolling_sideways(visit, small, archive):
    for of in (small, archive):
        page = visit(of, viewport={"width": 390, "height": 844})
        assert page.evaluate("document.querySelector('#timeline').scrollWidth <= 390")
        overlaps = page.evaluate(
            """[...document.querySelectorAll('#timeline ol .time-line')].filter((line) => {
              const words = line.querySelector('.time-label').getBoundingClientRect();
              const over = (mark) => mark.getBoundingClientRect().top < words.bottom - 1;
              return [...line.querySelectorAll('.mark')].some(over);
            }).length"""
        )
        assert overlaps == 0


@pytest.fixture(scope="module")
def large() -> Archive:
    """Two hundred claims, each of another thing and all of one day."""
    found, day = archive_of(200, 200), date(2024, 5, 6)
    holds = Time(day.isoformat(), day, day)
    return replace(found, claims={s.iri: replace(s, holds=holds) for s in found.claims.values()})


def test_of_many_lines_the_first_are_shown_with_their_number(visit, large):
    page = visit(large)
    dated = page.locator("#timeline section").first
    shown, total = dated.locator(".time-line").count() - 1, int(dated.locator("h2 .count").inner_text())
    assert shown == 150 < total
    assert dated.locator(".time-more").inner_text().startswith(f"150 / {total}")
    page.click("#more-timeDated")
    expect(dated.locator(".time-line")).to_have_count(1 + min(300, total))
