"""The page for queries as a reader finds it: a question, its answer, and what the answer rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, quote

import pyoxigraph as ox
import pytest
from playwright.sync_api import Page, Route, expect

from kg.graph.store import write_built_graph
from tests.support.explorer import JNIM, Screens, violations
from tests.support.servers import Served, serving

pytestmark = pytest.mark.server

MISTAKEN = "SELECT ?s WHERE {\n  ?s skg:is FOO .\n}"
TELEPHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
Ask = Callable[..., Page]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, store: ox.Store) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("page") / "output"
    folder.mkdir()
    store.dump(str(folder / "sahel.nq"), format=ox.RdfFormat.N_QUADS)
    write_built_graph(store, folder)
    slow = {"workers": 1, "seconds": 30.0, "patience": 30.0}  # a machine that has other work refuses nothing
    with serving(folder, folder.parent / "scratch", limits=slow) as server:
        yield server


@pytest.fixture
def ask(screens: Screens, served: Served) -> Iterator[Ask]:
    """Open the page at an address; it asks nobody but its server, and the browser complains of nothing."""
    expected = f"request {served.url}|.*status of 400"  # a mistake is told so too
    with screens.lent(expected) as lend:

        def opened(address: str = "#query=affiliations", **options: Any) -> Page:
            page = lend(**options)
            page.goto(f"{served.url}query{address}")
            page.wait_for_selector(".found, .trouble")
            return page

        yield opened


def rows(page: Page) -> int:
    return page.locator(".answer tbody tr").count()


def in_address(page: Page) -> dict[str, list[str]]:
    return parse_qs(page.evaluate("location.hash.slice(1)"))


def test_it_opens_on_a_question_with_footnotes_and_a_drawing_of_what_the_answer_rests_on(ask: Ask):
    page = ask()
    expect(page.locator(".work > h2")).to_have_text("Which groups are affiliated with which network?")
    assert rows(page) > 0
    page.click("#query-notes")
    expect(page.locator(".notes li")).to_have_count(rows(page))
    assert page.locator(".notes q").first.inner_text()
    assert violations(page) == []
    page.click("#query-drawing")
    drawing = page.frame_locator("iframe.drawing")
    drawing.locator("html[data-ready]").wait_for(state="attached")
    expect(drawing.locator("h1")).to_have_text("The answer to a query")


def test_a_policy_stands_in_the_address_and_is_asked(ask: Ask):
    page = ask("#policy=everyone&query=affiliations")
    assert page.input_value("#policies") == "everyone"
    with page.expect_request("**/sparql/reported"):
        page.select_option("#policies", "reported")
    expect(page).to_have_url(re.compile("policy=reported"))
    assert in_address(page) == {"policy": ["reported"], "query": ["affiliations"]}


def test_a_mistake_in_a_query_of_ones_own_is_told_with_line_and_column_also_in_french(ask: Ask):
    page = ask(f"#query={quote(MISTAKEN)}", locale="fr-FR")
    assert page.title() == "Interroger le graphe"
    expect(page.locator("#ask-error")).to_have_text("Ligne 2, colonne 16")
    assert page.locator("#ask-text").get_attribute("aria-invalid") == "true"
    page.click("#language")
    expect(page.locator("#ask-error")).to_have_text("Line 2, column 16")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_a_name_that_nothing_bears_narrows_nothing_and_says_so_on_a_telephone_at_night(ask: Ask):
    page = ask(**TELEPHONE)
    before, all_of_them, field = page.input_value("#ask-text"), rows(page), page.locator("#ask-param-group")
    field.press_sequentially("jnim")  # whose hits must not stand in for what follows
    page.locator("#ask-param-group-names option").first.wait_for(state="attached")
    field.press_sequentially(" of nowhere")
    page.click("#ask-run")
    told = page.locator("#ask-param-group-message")
    expect(told).to_have_text("Nothing bears this name.")
    page.locator(".answer").wait_for()
    assert (page.input_value("#ask-text"), rows(page)) == (before, all_of_them)
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("jnim of nowhere", "true")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.click("#language")
    expect(told).to_have_text("Rien ne porte ce nom.")


def test_a_name_that_is_offered_and_an_iri_narrow_a_question(ask: Ask):
    page = ask()
    for typed in (JNIM, "skg:nobody"):
        page.fill("#ask-param-group", typed)
        page.keyboard.press("Tab")
        iri = typed.replace("skg:", "https://w3id.org/sahel-kg/ns#")
        expect(page.locator("#ask-text")).to_have_value(re.compile(f"<{iri}>"))
    page.fill("#ask-param-group", "JNIM")
    offered = page.locator("#ask-param-group-names option").first
    offered.wait_for(state="attached")
    page.fill("#ask-param-group", offered.get_attribute("value") or "")
    page.keyboard.press("Tab")
    expect(page.locator("#ask-text")).to_have_value(re.compile(f"<{JNIM}>"))
    assert page.locator("#ask-param-group").get_attribute("aria-invalid") is None


def test_a_question_that_is_chosen_while_another_runs_gets_its_own_answer(ask: Ask):
    page, held = ask(), []

    def hold(route: Route) -> None:
        """Keep the first query waiting, as a long one does."""
        held.append(route)
        if len(held) > 1:
            route.continue_()

    page.route("**/sparql/*", hold)
    with page.expect_request("**/sparql/*"):
        page.click("#ask-run")
    with page.expect_event("requestfailed") as cancelled:
        page.evaluate("location.hash = '#query=' + encodeURIComponent('ASK { ?s a skg:Nothing }')")
    assert "Nothing" not in (cancelled.value.post_data or "")
    expect(page.locator(".verdict")).to_have_text("No")
    assert page.locator("#ask-cancel").count() == 0
    assert page.input_value("#ask-text") == "ASK { ?s a skg:Nothing }"
    assert in_address(page)["query"] == ["ASK { ?s a skg:Nothing }"]
    assert len(held) == 2
