"""What the scripts of a page compute, module by module: belief, links and walks, places, elements."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pytest
from playwright.sync_api import Page

from kg.graph.status import status_of
from tests.support.modules import Run, runner

ABOUT = (
    "isNarrator: (iri) => iri === 'n', isToll: (iri) => iri.startsWith('toll'), "
    "statusOf: ({mode, polarity, narrator}, contested) => [mode, polarity, narrator, contested]"
)
JUDGED = f"""(([claims, policy, without]) => {{
  const {{status, admitted}} = judge(claims, {{policy, without: new Set(without), {ABOUT}}});
  return [Object.fromEntries(status), [...admitted]];
}})(given)"""


Claim = dict[str, Any]


@pytest.fixture(scope="module")
def run(modules: Page) -> Run:
    return runner(modules, "belief.js", "graphs.js", "layout.js", "elements.js", "fold.js")


def claim(iri: str, claimant: str = "n", subject: str = "s", object: str = "o", **more: Any) -> Claim:
    usual = {"mode": "Fact", "polarity": "Affirmed", "narrator": "Endorsed", "relation": "r"}
    return usual | {"iri": iri, "claimant": claimant, "subject": subject, "object": object} | more


def judged(run: Run, claims: list[Claim], policy: str = "reported", *without: str) -> tuple[Any, Any]:
    status, admitted = run(JUDGED, [claims, policy, without])
    return {iri: contested for iri, (*_, contested) in status.items()}, admitted


# ---- belief ----


def test_claims_about_what_is_not_believed_go_with_it_and_those_about_these(run):
    claims = [claim("a", "x"), claim("b", object="a"), claim("c", subject="b"), claim("d")]
    assert judged(run, claims)[1] == ["a", "b", "c", "d"]
    assert judged(run, claims, "reported", "x")[1] == ["d"]


def test_what_is_said_in_a_circle_goes_once(run):
    claims = [claim("a", "x", object="b"), claim("b", object="a"), claim("c")]
    assert judged(run, claims, "everyone", "x") == ({"c": False}, ["c"])


def test_what_nobody_contests_any_more_is_contested_no_longer(run):
    claims = [claim("a"), claim("b", "x", disputes=["a"]), claim("c", "y", conflicts=["d"]), claim("d")]
    assert judged(run, claims)[0] == {"a": True, "b": False, "c": False, "d": True}
    assert judged(run, claims, "reported", "x")[0] == {"a": False, "c": False, "d": True}
    assert judged(run, claims, "reported", "x", "y")[0] == {"a": False, "d": False}


@pytest.mark.parametrize(
    ("of", "taken"),
    [
        ({}, "narrator reported everyone"),
        ({"claimant": "x"}, "reported everyone"),
        ({"claimant": "x", "narrator": "Reported"}, "reported everyone"),
        ({"claimant": "x", "narrator": "Distanced"}, "everyone"),
        ({"mode": "Estimate"}, "narrator reported everyone"),
        ({"mode": "Analysis"}, ""),
        ({"polarity": "Negated"}, ""),
    ],
)
def test_a_policy_takes_facts_by_who_says_them_and_how_the_narrator_takes_them(run, of, taken):
    for policy in ("narrator", "reported", "everyone"):
        assert bool(judged(run, [claim("a", **of)], policy)[1]) == (policy in taken.split())


@pytest.mark.parametrize(
    ("rival", "object", "beats"),
    [
        ({"polarity": "Negated"}, "o", True),
        ({}, "o", True),
        ({"narrator": "Reported"}, "o", False),
        ({"mode": "Evaluation"}, "o", False),
        ({}, "toll-1", False),
        ({"polarity": "Negated"}, "toll-1", True),
    ],
)
def test_an_endorsed_rival_beats_a_claim_and_tolls_stand_side_by_side(run, rival, object, beats):
    claims = [claim("a", object=object, conflicts=["b"]), claim("b", "x", **rival, conflicts=["a"])]
    assert ("a" in judged(run, claims)[1]) is not beats
    assert "a" in judged(run, claims, "everyone")[1]
    assert "a" in judged(run, claims, "reported", "x")[1], "a rival who is not believed beats nothing"


def test_a_policy_of_ones_own_is_known_as_it_was_built(run):
    claims = [claim("a", admitted_by=["mine"], polarity="Negated"), claim("b")]
    assert judged(run, claims, "mine")[1] == ["a"]


def test_the_build_tabulates_every_status_that_its_claims_can_take(archive):
    from kg.explorer.data import contents
    from kg.explorer.drawings import whole

    table = contents(archive, whole(archive))["statusOf"]
    assert table.keys() == {f"{s.mode} {s.polarity} {s.narrator}" for s in archive.claims.values()}
    for kind, row in table.items():
        assert row == [status_of(*kind.split(), contested) for contested in (False, True)]


# ---- links and walks ----

LINKS = [{"tail": a, "head": b} for a, b in ("ab", "bc", "cd", "ad", "ee", "fg", "ba")]


def test_neighbours_are_tied_whichever_way_and_nothing_neighbours_itself(run):
    near = "Object.fromEntries([...neighbours(given)].map(([node, all]) => [node, [...all].sort().join('')]))"
    assert run(near, LINKS) == {"a": "bd", "b": "ac", "c": "bd", "d": "ac", "e": "", "f": "g", "g": "f"}
    assert run("Object.fromEntries(degrees(given))", LINKS)["a"] == 2
    assert run("components(given).map((part) => part.sort().join(''))", LINKS) == ["abcd", "fg", "e"]


def test_walks_come_shortest_first_without_a_node_twice(run):
    walks = "walksBetween(given[0], given[1], given[2], given[3]).map((walk) => walk.join(''))"
    assert run(walks, [LINKS, "a", "c", 9]) == ["abc", "adc"]
    assert run(walks, [LINKS, "a", "c", 1]) == ["abc"]
    assert run(walks, [LINKS, "a", "b", 9]) == ["ab", "adcb"]
    assert run(walks, [LINKS, "a", "f", 9]) == run(walks, [LINKS, "a", "a", 9]) == []


# ---- places ----


def test_places_are_kept_filled_in_without_overlap_and_the_same_every_time(run):
    nodes = [{"key": key, "side": 40, "up": 10, "down": 30} for key in range(14)]
    pairs = [[one, other] for one, other in product(range(14), repeat=2) if (one + other) % 5 == 0]
    fixed = [[0, {"x": 0, "y": 0}], [1, {"x": 300, "y": 50}]]
    call = "[...placed(given[0], given[1], new Map(given[2]), 2)].map(([key, {x, y}]) => [key, x, y])"
    places = run(call, [nodes, pairs, fixed])
    assert places == run(call, [nodes, pairs, fixed])
    found = {key: (x, y) for key, x, y in places}
    assert (found[0], found[1]) == ((0, 0), (300, 50)) and found.keys() == set(range(14))
    for (x, y), (other_x, other_y) in combinations(found.values(), 2):
        assert abs(x - other_x) > 79 or abs(y - other_y) > 39


# ---- elements ----


def test_an_element_has_its_classes_properties_and_text_that_runs_nothing(run):
    built = (
        "el('p.lead.wide', {id: 'x', class: given[1], 'data-n': 3}, given[0], null, [el('b'), ['!', false]])"
    )
    assert run(f"{built}.outerHTML", ["<img src=x onerror=alert(1)>", "more"]) == (
        '<p class="lead wide more" id="x" data-n="3">&lt;img src=x onerror=alert(1)&gt;<b></b>!</p>'
    )
    assert run("[el('button').type, el('div').outerHTML, el('p', given).textContent]", "t") == [
        "button", "<div></div>", "t",
    ]  # fmt: skip


def test_words_are_marked_by_code_points_and_a_long_list_is_shown_in_parts(run):
    marked = "el('p', marked('# a\\u{1f4a5}bc', [{start: 3, end: 4, look: 'said'}])).innerHTML"
    assert run(marked) == 'a<mark class="said">\U0001f4a5</mark>bc'
    assert run("inParts([1, 2, 3], 2, (n) => el('li', String(n))).map((one) => one.tagName)") == ["LI"] * 3
    assert run("inParts([1, 2], 2, (n) => el('li', String(n))).length") == 2


def test_a_search_forgives_accents_case_and_ligatures(run):
    assert run("fold(given)", "Éléphant ﬁn GOÏTA") == "elephant fin goita"
