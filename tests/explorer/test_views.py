"""What is drawn stands on claims: under each policy and belief a drawing shows what the graph says then."""

from __future__ import annotations

import stat
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cli import main
from kg.core.io import write_atomically
from kg.core.model import Seeds, in_order
from kg.core.namespaces import shorten
from kg.core.ontology import read_ontology
from kg.core.rq_files import parse_question
from kg.curation.checks import read_seeds
from kg.errors import AmbiguousName, UnknownEntity, UnknownTie, UnknownView
from kg.explorer.drawings import DRAWINGS, alliances, attacks, sayings, signed, whole
from kg.explorer.from_query import answer
from kg.explorer.page import draw
from kg.explorer.scene import RECORDED, Link, Scene
from kg.explorer.views import Drawing, NothingToDraw, around, between, community, view
from kg.graph.assemble import assemble
from kg.graph.exclude import believe, claimants_of
from kg.graph.policy import read_policies, settle
from kg.graph.read import Archive, read_archive
from kg.measures.communities import find_communities
from kg.network.derived import fact_of
from kg.network.paths import find_paths
from kg.network.project import project
from kg.pipeline import write
from tests.support.explorer import DEEP

BASE = "https://w3id.org/sahel-kg/"
POLICIES = ("narrator", "reported", "everyone")
RELATIONS = read_ontology().relations
Edge = tuple[str, str, str]

_SEEDS = read_seeds("tests/data/miniature")
_LIKE = next(claim for claim in _SEEDS.claims if claim.relation.name == "perpetrator")
_STATED = {
    "perpetrator": ("Event", "Actor"),
    "target": ("Event", "Entity"),
    "siteOf": ("Place", "Actor"),
    "agent": ("Event", "Actor"),
    "opponent": ("Event", "Actor"),
    "belongsTo": ("Actor", "Actor"),
    "comprises": ("Actor", "Actor"),
    "alliedWith": ("Actor", "Actor"),
    "hostileTo": ("Actor", "Actor"),
}
"""The relations of which friends and foes are made, each with what it joins."""


def few(kind: str) -> list[str]:
    """Return two entities of a class, so that drawn claims meet."""
    return [iri for iri, entity in _SEEDS.entities.items() if kind in entity.kind.ancestors][:2]


@st.composite
def claim_sets(draw) -> Seeds:
    """Draw claims that make, take away, contest and deny a few ties among the same few entities."""
    claims = []
    for number in range(draw(st.integers(3, 14))):
        name = draw(st.sampled_from(sorted(_STATED)))
        domain, range_ = _STATED[name]
        objects = [*few("Actor"), *few("Place")] if range_ == "Entity" else few(range_)
        own = draw(st.booleans())
        claims.append(
            replace(
                _LIKE,
                iri=f"{BASE}claim/drawn-{number}",
                subject=draw(st.sampled_from(few("Attack" if domain == "Event" else domain))),
                relation=RELATIONS[name],
                object=draw(st.sampled_from(objects)),
                claimant=_LIKE.claimant if own else draw(st.sampled_from(few("Actor"))),
                cue="selon",
                narrator="Endorsed" if own else draw(st.sampled_from(["Endorsed", "Reported", "Distanced"])),
                polarity=draw(st.sampled_from(["Affirmed", "Affirmed", "Affirmed", "Negated"])),
                mode=draw(st.sampled_from(["Fact", "Fact", "Estimate", "Evaluation"])),
            )
        )
    return replace(_SEEDS, claims=tuple(claims))


def standing(scene: Scene, archive: Archive, policy: str) -> set[Edge]:
    """Say which links of a scene stand when this archive is believed under a policy: the rule of ``Link``."""

    def admits(claims: Iterable[str]) -> bool:
        known = (archive.claims.get(iri) for iri in claims)
        return any(policy in claim.admitted_by for claim in known if claim)

    def stands(link: Link) -> bool:
        if link.ways:
            return any(all(admits(fact) for fact in way) for way in link.ways) and not admits(link.unless)
        return admits(link.claims)

    return {edge_of(link) for link in scene.links if stands(link)}


def edge_of(link: Link) -> Edge:
    """Name a link as ``project`` names the edge of a fact or of a derived tie."""
    return link.tail, link.head, f"{link.name} {shorten(link.event)}" if link.event else link.name


def projected(archive: Archive, policy: str) -> set[Edge]:
    return set(project(archive, policy, "signed", "stated").edges(keys=True))


def drawn(scene: Scene) -> dict[Edge, Link]:
    return {
        (link.tail.removeprefix(BASE), link.name, link.head.removeprefix(BASE)): link for link in scene.links
    }


@pytest.fixture(scope="module", params=["seeds", "tests/data/miniature"])
def graph(request) -> ox.Store:
    return assemble(read_seeds(request.param))


@pytest.fixture(scope="module")
def invented() -> ox.Store:
    return assemble(_SEEDS)


# ready-made drawings


def test_friends_and_foes_stand_as_the_network_has_them_under_every_policy(graph):
    archive = read_archive(graph)
    scene = signed(archive)
    for policy in POLICIES:
        assert standing(scene, archive, policy) == projected(archive, policy)


def test_friends_and_foes_stand_as_the_network_has_them_whoever_is_not_believed(graph):
    scene = signed(read_archive(graph))
    for claimant in claimants_of(graph):
        rest = read_archive(believe(graph, claimant))
        for policy in POLICIES:
            assert standing(scene, rest, policy) == projected(rest, policy)


@settings(max_examples=120 if DEEP else 40, deadline=None)
@given(claim_sets())
def test_friends_and_foes_of_any_claims_stand_as_the_network_has_them(seeds):
    archive = read_archive(assemble(seeds))
    scene = signed(archive)
    for policy in POLICIES:
        assert standing(scene, archive, policy) == projected(archive, policy)


def test_a_tie_that_a_bond_takes_away_is_drawn_for_those_who_do_not_believe_the_bond():
    actor = BASE + "actor/"
    bond = replace(
        _LIKE, iri=f"{_LIKE.iri}-bond", subject=actor + "dunes-front", relation=RELATIONS["belongsTo"],
        object=actor + "belmar-army", claimant=actor + "lions", narrator="Distanced", cue="selon",
    )  # fmt: skip
    archive = read_archive(assemble(replace(_SEEDS, claims=(*_SEEDS.claims, bond))))
    scene = signed(archive)
    (link,) = [each for each in scene.links if each.unless]
    assert link.unless == (bond.iri,) and link.event == BASE + "event/sirem-attack"
    edge = edge_of(link)
    assert edge in standing(scene, archive, "reported")
    assert edge not in standing(scene, archive, "everyone")


@pytest.mark.parametrize("name", ["whole", *DRAWINGS])
def test_every_link_of_a_drawing_rests_on_claims_and_joins_nodes_that_are_there(graph, name):
    drawing = view(graph, name)
    archive, links = drawing.archive, drawing.scene.links
    nodes = archive.entities.keys() | {thing.iri for thing in drawing.scene.extra}
    assert links and len({edge_of(link) for link in links}) == len(links)
    order = {s.iri: number for number, s in enumerate(in_order(archive.claims.values()))}
    for link in links:
        assert {link.tail, link.head} <= nodes
        places = [order[iri] for iri in link.claims]
        assert places and places == sorted(set(places))
    used = {end for link in links for end in (link.tail, link.head)}
    assert {thing.iri for thing in drawing.scene.extra} <= used


def test_attacks_come_with_who_what_where_and_tolls_that_read_in_both_languages(archive):
    scene = attacks(archive)
    links = drawn(scene)
    attack = "event/bamako-attack"
    assert {
        ("actor/jnim", "perpetrator", attack),
        (attack, "target", "place/base-101"),
        (attack, "location", "place/bamako"),
        (attack, "partOf", "event/news-22092024-142654_recent-attacks"),
        ("place/base-101", "locatedIn", "place/bamako"),
        ("actor/news-22092024-142654_attackers", "belongsTo", "actor/jnim"),
    } <= links.keys()
    assert {(thing.label.fr, thing.label.en) for thing in scene.extra} == {
        ("au moins 70 morts", "at least 70 killed"),
        ("plus de 200 blessés", "more than 200 injured"),
    }
    assert len([link for link in links if link[1] in ("killed", "injured")]) == 2


def test_all_that_plays_a_part_in_an_attack_of_the_graph_is_drawn(graph):
    """What belongs to the picture, a second time: in SPARQL over the facts that somebody believes."""
    everything = ox.Store()
    everything.bulk_extend(graph)
    settle(everything, "everyone")
    rows = everything.query(
        "PREFIX skg: <https://w3id.org/sahel-kg/ns#> SELECT ?attack ?role ?end WHERE { "
        "VALUES ?role { skg:perpetrator skg:agent skg:target skg:location skg:partOf skg:killed } "
        "?attack a ?kind ; ?role ?end VALUES ?kind { skg:Attack skg:Neutralisation skg:Campaign } }",
        use_default_graph_as_union=True,
    )
    told = {(row["attack"].value, row["role"].value.partition("#")[2], row["end"].value) for row in rows}
    links = {(frozenset((link.tail, link.head)), link.name) for link in attacks(read_archive(graph)).links}
    assert told and {(frozenset((attack, end)), role) for attack, role, end in told} <= links


def test_alliances_hold_every_bond_and_every_form_and_no_hostility(graph):
    archive = read_archive(graph)
    names = {"memberOf", "affiliatedWith", "alliedWith", "belongsTo", "holds", "postIn", "ofState", "founded"}
    names |= {"changedOrganisation", "formerForm", "newForm", "hasForm"}
    expected = {fact_of(s) for s in archive.claims.values() if s.relation.name in names}
    scene = alliances(archive)
    found = {fact_of(archive.claims[link.claims[0]]) for link in scene.links}
    believed = {fact for fact in expected if any(fact_of(s) == fact for s in archive.admitted("everyone"))}
    assert believed and believed <= found
    assert all(link.sign >= 0 for link in scene.links)
    kinds = {archive.entities[end].kind.path for fact in found - believed for end in (fact[0], fact[2])}
    assert kinds <= {"actor"}


def test_sayings_tell_of_every_claim_who_makes_it_and_of_whom_on_record(graph):
    archive = read_archive(graph)
    scene = sayings(archive)
    told = {(link.tail, link.head, iri) for link in scene.links for iri in link.claims}
    assert told == {
        (s.claimant, end, s.iri)
        for s in archive.claims.values()
        for end in (s.subject, s.target)
        if end in archive.entities
    }
    assert {link.shown for link in scene.links} == {RECORDED}
    assert any(archive.entities[link.tail].kind.name == "Narrator" for link in scene.links)


def test_a_view_that_nobody_made_is_refused_with_the_nearest(invented):
    with pytest.raises(UnknownView, match="did you mean 'signed'"):
        view(invented, "sined")


def test_a_view_of_which_nothing_is_stated_is_not_drawn():
    tolls = tuple(replace(c, disputes=()) for c in _SEEDS.claims if c.relation.name == "killed")
    built = assemble(replace(_SEEDS, claims=tolls))
    with pytest.raises(NothingToDraw, match="'signed'"):
        view(built, "signed")
    assert {link.name for link in view(built, "attacks").scene.links} == {"killed"}


# what surrounds, what connects, what holds together


def within(scene: Scene, start: str, hops: int) -> set[str]:
    """Walk breadth first, whichever way the links point."""
    reached, queue = {start: 0}, deque([start])
    while queue:
        here = queue.popleft()
        for link in scene.links:
            for one, other in ((link.tail, link.head), (link.head, link.tail)):
                if one == here and other not in reached and reached[here] < hops:
                    reached[other] = reached[here] + 1
                    queue.append(other)
    return set(reached)


@pytest.mark.parametrize("hops", [1, 2, 5])
def test_a_neighbourhood_holds_all_links_among_those_within_so_many_hops(invented, hops):
    lions = BASE + "actor/lions"
    drawing = around(invented, "Lions de Tamba", hops)
    everything = whole(drawing.archive)
    near = within(everything, lions, hops)
    assert set(drawing.scene.links) == {link for link in everything.links if {link.tail, link.head} <= near}
    assert drawing.scene.chosen == lions and drawing.name == "around-lions"
    assert "Lions" in drawing.scene.title.en and "\u00a0:" in drawing.scene.title.fr


def test_derived_ties_are_drawn_around_an_entity_where_they_are_asked_for(invented):
    plain, more = around(invented, "dunes-front"), around(invented, "dunes-front", ties="stated")
    added = set(more.scene.links) - set(plain.scene.links)
    assert any(link.ways and link.event for link in added)
    with pytest.raises(UnknownTie):
        around(invented, "dunes-front", ties="statd")


def test_what_connects_two_is_drawn_as_the_chains_tell_it(store, archive):
    drawing = between(store, "al-qaida", "mali", most=2)
    paths = find_paths(project(archive), BASE + "actor/al-qaida", BASE + "actor/mali", 2)
    hops = {frozenset((hop.tail, hop.head)) for path in paths for hop in path.hops}
    assert hops and {frozenset((link.tail, link.head)) for link in drawing.scene.links} == hops
    edges = {claim for path in paths for hop in path.hops for e in hop.edges for claim in e["claims"].split()}
    assert edges <= {iri for link in drawing.scene.links for iri in link.claims}
    assert drawing.name == "path-al-qaida-mali" and drawing.scene.title.fr == "Ce qui relie Al-Qaïda à Mali"


def test_two_that_nothing_connects_are_told_what_would(store):
    with pytest.raises(NothingToDraw, match=r"not connected .*\n.*under the policy 'everyone'"):
        between(store, "neutralisation", "aes")


def test_a_community_holds_the_links_among_its_members_and_says_how_sure_it_is(store, archive):
    found = find_communities(project(archive))
    aes = BASE + "actor/aes"
    members = next(set(group) for group in found.groups if aes in group)
    drawing = community(store, "AES")
    links = {link for link in whole(archive).links if {link.tail, link.head} <= members}
    assert set(drawing.scene.links) == links and drawing.scene.chosen == aes
    assert f"in {round(found.together[aes] * 100)} of 100 runs" in drawing.notes[0]


@pytest.mark.parametrize("make", [around, community])
def test_an_entity_that_nothing_ties_or_nobody_knows_is_refused(store, make):
    with pytest.raises(NothingToDraw, match="no fact ties Sahelian populations to anything"):
        make(store, "sahelian-populations")
    with pytest.raises(UnknownEntity):
        make(store, "nobody at all")


def test_a_name_that_several_bear_is_refused_with_all_of_them():
    twin = BASE + "actor/twin"
    lions = _SEEDS.entities[BASE + "actor/lions"]
    seeds = replace(_SEEDS, entities=_SEEDS.entities | {twin: replace(lions, iri=twin)})
    with pytest.raises(AmbiguousName, match="actor:lions, actor:twin"):
        around(assemble(seeds), lions.label.fr)


def test_a_drawing_shows_itself_in_a_notebook(invented):
    drawing = around(invented, "lions")
    shown = drawing._repr_html_()
    assert shown == draw(drawing.archive, drawing.scene)._repr_html_()
    assert "iframe" in shown and isinstance(drawing, Drawing)


# the command and the build


OWN = """PREFIX skg: <https://w3id.org/sahel-kg/ns#>
CONSTRUCT { ?who <http://example.org/strikes> ?what }
WHERE { ?attack skg:perpetrator ?who ; skg:target ?what }"""


@pytest.fixture(scope="module")
def output(tmp_path_factory, invented) -> Path:
    """Leave of a build what a drawing needs."""
    from kg.core.io import serialise

    folder = tmp_path_factory.mktemp("output")
    write_atomically(folder / "sahel.nq", serialise(invented, ox.RdfFormat.N_QUADS))
    return folder


Run = Callable[..., object]


@pytest.fixture
def run(output) -> Run:
    return lambda *words: CliRunner().invoke(main, ["draw", *words, "--output", str(output)])


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("tolls", "--event", "zorgo-attack"), "tolls"),
        (("--view", "attacks"), "attacks"),
        (("--around", "lions", "--hops", "2"), "around-lions"),
        (("--path", "belmar", "dorane", "--policy", "everyone"), "path-belmar-dorane"),
        (("--community", "belmar"), "community-belmar"),
    ],
)
def test_the_command_writes_the_page_and_says_where(run, output, words, name):
    done = run(*words)
    assert done.exit_code == 0, done.output
    path = output / "drawn" / f"{name}.html"
    assert done.stdout == f"{path} written\n" and "</html>" in path.read_text(encoding="utf-8")


def test_the_command_draws_what_the_function_draws_and_takes_nobody_for_true_who_is_left_out(
    run, output, invented, tmp_path
):
    page = tmp_path / "deep" / "page.html"
    assert run("tolls", "--without", "lions", "--to", str(page)).exit_code == 0
    lions = BASE + "actor/lions"
    assert page.read_text(encoding="utf-8") == answer("tolls", believe(invented, lions)).page()


@pytest.mark.parametrize(("file", "name"), [("own.rq", "own"), ("-", "stdin")])
def test_an_own_query_is_drawn_from_a_file_or_the_standard_input(output, invented, tmp_path, file, name):
    query, page = tmp_path / "own.rq", tmp_path / "page.html"
    query.write_text(OWN, encoding="utf-8")
    words = ["draw", "--file", file.replace("own.rq", str(query)), "--to", str(page)]
    done = CliRunner().invoke(main, [*words, "--output", str(output)], input=OWN)
    assert done.exit_code == 0, done.output
    drawing = answer(parse_question(OWN, name), invented)
    assert page.read_text(encoding="utf-8") == drawing.page()


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ((), 2, "draw one"),
        (("tolls", "--view", "signed"), 2, "draw one"),
        (("--view", "signed", "--event", "zorgo-attack"), 2, "draw one"),
        (("tols",), 1, "no query 'tols': did you mean 'tolls'?"),
        (("tolls", "--evnt", "x"), 1, "did you mean 'event'"),
        (("tolls", "--event", "camp-capture"), 1, "empty answer"),
        (("--around", "nobody"), 1, "no entity 'nobody'"),
        (("--view", "sined"), 1, "did you mean 'signed'"),
        (("--path", "lions", "belmar"), 1, "not connected"),
        (("--file", "missing.rq"), 1, "missing.rq"),
        (("--view", "signed", "--policy", "nobody"), 1, "policy"),
        (("--view", "signed", "--ties", "all", "--without", "nobody"), 1, "nobody"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_one_message_and_leaves_no_page(run, tmp_path, words, status, told):
    done = run(*words, "--to", str(tmp_path / "page.html"))
    assert done.exit_code == status and told in done.output and "Traceback" not in done.output
    assert list(tmp_path.iterdir()) == []


def test_notes_go_to_the_standard_error(run, tmp_path):
    done = run("sentences", "--to", str(tmp_path / "page.html"))
    assert "without a claim" in done.stderr and "without a claim" not in done.stdout


def test_the_page_opens_in_the_browser_of_the_reader(run, tmp_path, monkeypatch):
    seen = tmp_path / "seen"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > "{seen}"\n')
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("BROWSER", str(browser))
    page = tmp_path / "a page.html"
    assert run("--view", "signed", "--to", str(page), "--open").exit_code == 0
    assert seen.read_text() == page.as_uri()


@pytest.mark.long
def test_a_build_leaves_the_ready_made_pages_and_removes_those_of_another(invented, tmp_path):
    stale = tmp_path / "pages" / "old.html"
    write_atomically(stale, b"")
    write_atomically(tmp_path / "drawn" / "mine.html", b"mine")
    store = assemble(_SEEDS)
    built = write(store, read_policies(), tmp_path)
    pages = {f"pages/{name}.html" for name in DRAWINGS}
    assert pages == {name for name in built.files if name.startswith("pages/")}
    assert {path.name for path in (tmp_path / "pages").iterdir()} == {f"{name}.html" for name in DRAWINGS}
    assert (tmp_path / "drawn" / "mine.html").read_bytes() == b"mine"
    archive = read_archive(store)
    for name, make in DRAWINGS.items():
        page = (tmp_path / "pages" / f"{name}.html").read_text(encoding="utf-8")
        assert page == draw(archive, make(archive))


# in a browser


def test_a_page_shows_the_links_that_stand_under_each_policy(visit, invented):
    drawing = view(invented, "signed")
    page = visit(drawing.page())
    for policy in POLICIES:
        page.evaluate("policy => kg.believe(policy)", policy)
        standing_now = (drawing.scene.links[each["id"]] for each in page.evaluate("kg.drawn()"))
        assert {edge_of(link) for link in standing_now} == projected(drawing.archive, policy)


def test_a_page_of_an_answer_shows_its_rows_and_its_nodes_that_are_no_entities(visit, store):
    drawing = answer("tolls", store)
    page = visit(drawing.page(), locale="fr-FR")
    labels = {" ".join(node["label"].split()) for node in page.evaluate("kg.labelled()")}
    assert {"au moins 70 morts", "plus de 200 blessés"} <= labels
    page.evaluate("kg.openTab('answer')")
    page.wait_for_selector("table td")
    assert page.get_by_text("selon les premières estimations").first.is_visible()
