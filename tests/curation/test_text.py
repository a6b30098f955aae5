"""The text of a curation in its article: what changed is marked and nothing else is, and no claim is lost."""

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.core.namespaces import RDF, SKG
from kg.core.ontology import read_ontology
from kg.curation.checks import check, check_count, read_seeds
from kg.curation.draft import Draft
from kg.curation.text import align
from kg.curation.yaml_reader import parse_records
from kg.errors import LostClaims
from kg.graph.assemble import assemble

WORDS = ("Oui.", "Non.", "Il part.", "Ils partent.", "### Bilan", "Le camp a été pris.", "70 morts.")
ENTRIES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14)
GAPS = st.sampled_from([" ", "\n", "\n\n", "\u00a0"])


def missing(entries: list[str], text: str) -> list[int]:
    """Return which entries are not found; those found stand there, in order, and do not overlap."""
    places, end = align(entries, text), 0
    for words, start in zip(entries, places, strict=True):
        if start is not None:
            assert text[start : start + len(words)] == words and end <= start
            end = start + len(words)
    return [number for number, start in enumerate(places) if start is None]


def joined(entries: list[str], data: st.DataObject) -> str:
    return "".join(words + data.draw(GAPS) for words in entries)


@settings(deadline=None)
@given(ENTRIES, st.data())
def test_an_article_as_it_was_is_found_whole(entries, data):
    assert missing(entries, joined(entries, data)) == []


@settings(deadline=None, max_examples=300)
@given(ENTRIES, st.data())
def test_one_changed_sentence_is_marked_and_no_other(entries, data):
    at = data.draw(st.integers(0, len(entries) - 1))
    now = [*entries[:at], "Une phrase neuve", *entries[at + 1 :]]
    assert missing(entries, joined(now, data)) == [at]


@settings(deadline=None, max_examples=300)
@given(ENTRIES, st.data())
def test_a_sentence_changed_into_another_of_the_text_marks_one(entries, data):
    """Where another cut explains the text as well, it marks as many."""
    at = data.draw(st.integers(0, len(entries) - 1))
    other = data.draw(st.sampled_from([words for words in WORDS if words != entries[at]]))
    marked = missing(entries, joined([*entries[:at], other, *entries[at + 1 :]], data))
    assert len(marked) == 1
    if other not in entries:
        assert marked == [at]


@settings(deadline=None, max_examples=300)
@given(ENTRIES, st.data())
def test_a_deleted_sentence_is_marked_or_one_of_the_same_words_beside_it(entries, data):
    at = data.draw(st.integers(0, len(entries) - 1))
    (marked,) = missing(entries, joined(entries[:at] + entries[at + 1 :], data))
    assert entries[:marked] + entries[marked + 1 :] == entries[:at] + entries[at + 1 :]


@settings(deadline=None, max_examples=300)
@given(ENTRIES, st.data())
def test_an_inserted_sentence_marks_no_entry(entries, data):
    at = data.draw(st.integers(0, len(entries)))
    new = data.draw(st.sampled_from([*WORDS, "Une phrase neuve."]))
    assert missing(entries, joined([*entries[:at], new, *entries[at:]], data)) == []


def test_many_sentences_of_the_same_words_are_found_in_time():
    entries = ["Oui.", "Non."] * 300
    text = " ".join(entries)
    assert missing(entries, text) == []
    assert missing(entries, text.replace("Oui. Non.", "Oui. Si.", 1)) == [1]


# in a curation


def lay_out(entries: list[str]) -> str:
    rows = "".join(
        f"- {'heading' if words.startswith('#') else 'sentence'}: |-\n    {words}\n  id: {n}\n  silent: x\n"
        for n, words in enumerate(entries, 1)
    )
    return f"article: a\nlanguage: fr\nsource: {{published: 2024-03-01}}\ntext:\n{rows}"


def seeds_of(folder: Path, curations: dict[str, str], texts: dict[str, str], registry: str = "[]") -> Path:
    for name in ("articles", "curations"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "registry.yaml").write_text(registry, encoding="utf-8")
    for name, text in texts.items():
        (folder / "articles" / f"{name}.txt").write_text(text, encoding="utf-8")
        (folder / "curations" / f"{name}.yaml").write_text(curations[name], encoding="utf-8")
    return folder


def told(folder: Path, entries: list[str], text: str) -> list[str]:
    return [
        problem.what for problem in check(seeds_of(folder, {"a": lay_out(entries)}, {"a": text})).problems
    ]


THREE = ["Rien.", "Oui.", "Rien.", "Oui.", "Rien.", "Non."]
CHANGED = {
    "the second of three": ("Rien. Oui. Peu. Oui. Rien. Non.", {3}),
    "the first of three": ("Peu. Oui. Rien. Oui. Rien. Non.", {1}),
    "the last of three": ("Rien. Oui. Rien. Oui. Peu. Non.", {5}),
    "two that follow each other": ("Rien. Oui. Peu. Si. Rien. Non.", {3, 4}),
    "two apart": ("Peu. Oui. Rien. Oui. Beaucoup. Non.", {1, 5}),
    "all": ("Un. Deux. Trois. Quatre. Cinq. Six.", {1, 2, 3, 4, 5, 6}),
    "the end is cut": ("Rien. Oui. Rien. Oui. Rien.", {6}),
}


@pytest.mark.parametrize("case", CHANGED)
def test_of_repeated_sentences_exactly_those_that_changed_are_marked(case, tmp_path):
    text, changed = CHANGED[case]
    found = told(tmp_path, THREE, text)
    assert {int(what.split()[1]) for what in found} == changed
    assert all("not what the article says" in what or "not in the article" in what for what in found)


def test_the_entries_of_an_article_stand_under_their_headings(tmp_path):
    entries = ["Un.", "## A", "Deux.", "### B", "Trois.", "### C", "Quatre.", "## D", "Cinq.", "# E", "## F"]
    seeds = seeds_of(tmp_path, {"a": lay_out(entries)}, {"a": "\n".join(entries)})
    found = check(seeds).seeds.articles["a"].sentences
    assert [each.section for each in found] == ["", "", "2", "2", "4", "2", "6", "", "8", "", "10"]
    assert [each.is_heading for each in found] == [words.startswith("#") for words in entries]
    graph = assemble(read_seeds(seeds))

    def pairs(predicate: str) -> set[tuple[str, str]]:
        quads = graph.quads_for_pattern(None, ox.NamedNode(predicate), None, None)
        return {(q.subject.value.rpartition("_")[2], q.object.value.rpartition("_")[2]) for q in quads}

    assert pairs(SKG.inSection) == {(each.id, each.section) for each in found if each.section}
    kinds = {pair for pair in pairs(RDF.type) if pair[1] in (SKG.Sentence, SKG.Heading)}
    assert kinds == {(each.id, SKG.Heading if each.is_heading else SKG.Sentence) for each in found}


# nothing is lost

REGISTRY = "".join(
    f"- {{id: {name}, class: {kind}, fr: {name}, en: {name}}}\n"
    for name, kind in [("mali", "State"), ("jnim", "ArmedGroup"), ("raid", "Attack"), ("town", "City")]
)
DECLARED = {
    "talk": ("Announcement", "talk speaker mali", ""),
    "union": ("Alliance", "mali memberOf union", ""),
    "told": ("AnonymousSource", "raid location town", "by: told\n    narrator: reported\n    cue: dit"),
    "fight": ("Clash", "raid happened", "when: {words: dit, relation: since, anchor: fight}"),
}
"""What an article may declare, with a claim that speaks of it."""
SAYS = (
    ("raid perpetrator jnim", ""), ("raid location town", "when: 2024"),
    ("raid happened", "polarity: negated"), ("raid killed 12", "revision: first"),
    ("raid target town", "note: why"), ("jnim hostileTo mali", ""),
)  # fmt: skip
QUOTES = ("a fait 12 morts", "12 morts", "[a fait, 12 morts]", "[12 morts, {at: 1, quote: dit}]")
SLIPS = (
    ("raid", "riad"), ("perpetrator", "perpetrater"), ("12 morts\n", "13 morts\n"), ("    id: c1\n", ""),
    ("id: c1\n", "id: c2\n"), ("at: 1", "at: 9"), ("polarity", "polrity"),
    ("quote: a fait", "quote: a # fait"),
    ("  claims:\n", "  claims: x\n  silent:\n"), ("  - say", "  - said: y\n    say"), ("  id: 1\n", ""),
    ("text:", "claims:"), ("  claims:\n", "  note:\n"), ("    quote:", "    when:\n    - say: x\n    quote:"),
)  # fmt: skip


@st.composite
def an_article(draw: st.DrawFn, name: str, foreign: str = "") -> tuple[str, str]:
    """Draw a sound curation and its text; or one that names what only another article declares."""
    own = draw(st.lists(st.sampled_from(sorted(DECLARED.keys() - {foreign})), unique=True))
    said = [DECLARED[each][1:] for each in (*own, *filter(None, [foreign]))]
    said += draw(st.lists(st.sampled_from(SAYS), unique=True))
    under: list[list[str]] = [[] for _ in range(draw(st.integers(1, 4)))]
    under[0].append("  - say: jnim alliedWith mali\n    id: c0\n    quote: dit\n")
    for number, (say, field) in enumerate(said, 1):
        rows = f"  - say: {say}\n    id: c{number}\n    quote: {draw(st.sampled_from(QUOTES))}\n"
        draw(st.sampled_from(under)).append(f"{rows}    {field}\n" if field else rows)
    entities = "".join(
        f"- {{id: {each}, class: {DECLARED[each][0]}, fr: {each}, en: {each}}}\n" for each in own
    )
    rows = f"article: {name}\nlanguage: fr\nsource: {{published: 2024-03-01}}\nentities:\n{entities}text:\n"
    words = [f"L’homme {n} dit que le raid a fait 12 morts." for n in range(len(under))]
    for number, claims in enumerate(under):
        below = f"  claims:\n{''.join(claims)}" if claims else "  silent: x\n"
        rows += f"- sentence: |-\n    {words[number]}\n  id: {number + 1}\n{below}"
    return rows, "\n".join(words)


def says_in(curations: dict[str, str]) -> int:
    return sum(text.count("- say: ") for text in curations.values() if "draft: true" not in text)


def claims_in(graph: ox.Store) -> int:
    quads = graph.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(SKG.Claim), None)
    return len({quad.subject.value for quad in quads})


NAMES = ("m", "m-2", "n")


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_every_claim_of_sound_curations_is_in_the_graph(tmp_path_factory, data):
    drawn = {name: data.draw(an_article(name)) for name in NAMES}
    curations = {name: rows for name, (rows, _) in drawn.items()}
    if data.draw(st.booleans()):
        curations["n"] = f"draft: true\n{curations['n']}"
    texts = {name: text for name, (_, text) in drawn.items()}
    report = check(seeds_of(tmp_path_factory.mktemp("seeds"), curations, texts, REGISTRY))
    assert report.problems == ()
    assert len(report.seeds.claims) == claims_in(assemble(report.seeds)) == says_in(curations)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(DECLARED)), st.data())
def test_what_another_article_declares_is_a_problem_of_each_claim_that_names_it(
    tmp_path_factory, foreign, data
):
    """Each claim that was written is read, or told of at its line."""
    drawn = {"m": data.draw(an_article("m", foreign)), "n": data.draw(an_article("n"))}
    there = drawn["n"][0].count(f"{{id: {foreign},") == 1
    folder = seeds_of(
        tmp_path_factory.mktemp("seeds"),
        {name: rows for name, (rows, _) in drawn.items()},
        {name: text for name, (_, text) in drawn.items()},
        REGISTRY,
    )
    (problem,) = check(folder).problems
    assert problem.what == f"no entity '{foreign}'"
    assert problem.hint.startswith(f"'{foreign}' is declared in n only") == there
    lines = drawn["m"][0].split("\n")
    assert foreign in lines[problem.line - 1]


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(SLIPS), st.data())
def test_whatever_slip_is_made_no_claim_is_lost_without_a_problem(tmp_path_factory, slip, data):
    drawn = {name: data.draw(an_article(name)) for name in NAMES[: data.draw(st.integers(1, 3))]}
    curations = {name: rows for name, (rows, _) in drawn.items()}
    curations["m"] = curations["m"].replace(*slip, data.draw(st.integers(1, 3)))
    texts = {name: text for name, (_, text) in drawn.items()}
    report = check(seeds_of(tmp_path_factory.mktemp("seeds"), curations, texts, REGISTRY))
    if not report.problems:
        assert len(report.seeds.claims) == claims_in(assemble(report.seeds)) == says_in(curations)


def test_a_claim_that_was_not_read_although_nothing_is_wrong_stops_the_build():
    curation, _ = parse_records(b"text:\n- claims:\n  - say: a\n  - say: b\n", "x.yaml")
    draft = Draft(read_ontology(), curations={"x": curation})
    with pytest.raises(LostClaims, match=r"^2 claims were written, and 0 read: nothing is built"):
        check_count(draft, [])


def test_a_claim_that_is_not_in_the_graph_stops_the_build(seeds):
    twice = replace(seeds, claims=(*seeds.claims, seeds.claims[0]))
    written, there = len(twice.claims), len(seeds.claims)
    counts = f"^{written} claims were written, and {there} are in the graph: nothing is built"
    with pytest.raises(LostClaims, match=counts):
        assemble(twice)
