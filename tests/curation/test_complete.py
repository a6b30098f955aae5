"""What ``kg format`` adds to a curation: an id once for each entry and claim, and each text as a block."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.curation.checks import check
from kg.curation.complete import claim_ids, entry_ids
from kg.curation.format import canonical, format_file
from kg.curation.yaml_reader import parse_records
from kg.errors import InvalidSeeds

HEAD = "article: a\npublished: 2024-03-01\nlanguage: fr\ntext:\n"


def formatted(path: Path, text: str) -> str:
    path.write_text(HEAD + text, encoding="utf-8")
    return canonical(path).removeprefix(HEAD)


CASES = {
    "ids of entries": (
        "- sentence: |-\n    Un.\n- heading: |-\n    ## Deux\n  silent: x\n",
        "- sentence: |-\n    Un.\n  id: 1\n- heading: |-\n    ## Deux\n  id: 2\n  silent: x\n",
    ),
    "an entry between two that have their ids": (
        "- sentence: |-\n    Un.\n  id: 1\n- sentence: |-\n    Et demi.\n"
        "- sentence: |-\n    Deux.\n  id: 2\n",
        "- sentence: |-\n    Un.\n  id: 1\n- sentence: |-\n    Et demi.\n  id: 1a\n"
        "- sentence: |-\n    Deux.\n  id: 2\n",
    ),
    "ids of claims": (
        "- sentence: |-\n    Un.\n  id: 1\n  claims:\n  - say: a memberOf b\n    quote: Un\n"
        "  - say: a memberOf c\n    id: member-of-7\n    quote: Un\n  - say: a memberOf d\n    quote: Un\n",
        "- sentence: |-\n    Un.\n  id: 1\n  claims:\n"
        "  - say: a memberOf b\n    id: member-of-8\n    quote: Un\n"
        "  - say: a memberOf c\n    id: member-of-7\n    quote: Un\n"
        "  - say: a memberOf d\n    id: member-of-9\n    quote: Un\n",
    ),
    "ids of claims of two sentences": (
        "- sentence: |-\n    Un.\n  id: 1\n  claims:\n  - say: a killed 1\n"
        "- sentence: |-\n    Deux.\n  id: 2\n  claims:\n  - say: a killed 2\n",
        "- sentence: |-\n    Un.\n  id: 1\n  claims:\n  - say: a killed 1\n    id: killed-1\n"
        "- sentence: |-\n    Deux.\n  id: 2\n  claims:\n  - say: a killed 2\n    id: killed-2\n",
    ),
    "a plain text, and one in quotation marks": (
        "- sentence: Un camp.\n  id: 1\n- sentence: 'Bilan : l''un'\n  id: 2\n"
        '- heading: "### x # y"\n  id: 3\n',
        "- sentence: |-\n    Un camp.\n  id: 1\n- sentence: |-\n    Bilan : l'un\n  id: 2\n"
        "- heading: |-\n    ### x # y\n  id: 3\n",
    ),
    "a text folded, kept, or over several lines": (
        "- sentence: >-\n    Un\n    camp.\n  id: 1\n- sentence: |\n    Deux.\n  id: 2\n"
        "- sentence: Trois\n    ou quatre.\n  silent: x\n",
        "- sentence: |-\n    Un camp.\n  id: 1\n- sentence: |-\n    Deux.\n  id: 2\n"
        "- sentence: |-\n    Trois ou quatre.\n  id: 3\n  silent: x\n",
    ),
    "comments": (
        "# first\n- sentence: Un.\n  # why\n  claims:\n  # - say: suggested\n  - say: a killed 1\n    # so\n"
        "    quote: Un\n# second\n- sentence: |-\n    # no comment\n  silent: x\n# end\n",
        "# first\n- sentence: |-\n    Un.\n  id: 1\n  # why\n  claims:\n  # - say: suggested\n"
        "  - say: a killed 1\n    id: killed-1\n    # so\n    quote: Un\n# second\n"
        "- sentence: |-\n    # no comment\n  id: 2\n  silent: x\n# end\n",
    ),
    "comments beside a text": (
        "- sentence: 'Un # deux' # one\n  silent: x\n- sentence: |- # two\n    Trois.\n"
        "- sentence:\n    # three\n    Quatre.\n",
        "# one\n- sentence: |-\n    Un # deux\n  id: 1\n  silent: x\n"
        "- sentence: |- # two\n    Trois.\n  id: 2\n"
        "# three\n- sentence: |-\n    Quatre.\n  id: 3\n",
    ),
    "fields in another order": (
        "- claims:\n  - quote: Un\n    say: a killed 1\n  sentence: Un.\n",
        "- sentence: |-\n    Un.\n  id: 1\n  claims:\n  - say: a killed 1\n    id: killed-1\n    quote: Un\n",
    ),
    "a list with an indent": (
        "  - sentence: Un.\n    claims:\n      - say: a killed 1\n",
        "  - sentence: |-\n      Un.\n    id: 1\n    claims:\n"
        "      - say: a killed 1\n        id: killed-1\n",
    ),
    "what is in braces is left alone": (
        "- {sentence: Un., silent: x}\n- sentence: Deux.\n",
        "- {sentence: Un., silent: x}\n- sentence: |-\n    Deux.\n  id: 1\n",
    ),
    "what is no entry is left alone": (
        "- a\n- id: 7\n- silent: x\n- sentence: [a, b]\n  id: 9\n  claims: none\n",
        "- a\n- id: 7\n- silent: x\n- sentence: [a, b]\n  id: 9\n  claims: none\n",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_curation_is_completed_once(case, tmp_path):
    before, after = CASES[case]
    assert formatted(tmp_path / "a.yaml", before) == after
    assert formatted(tmp_path / "a.yaml", after) == after


ENTRY_IDS = [
    ([], []),
    (["", "", ""], ["1", "2", "3"]),
    (["", "4", ""], ["5", "4", "6"]),
    (["7", "", "", "8"], ["7", "7a", "7b", "8"]),
    (["7a", "", "7c", "", "8"], ["7a", "7b", "7c", "7d", "8"]),
    (["x", "", "3"], ["x", "4", "3"]),
    (["9" * 5000, "", "3"], ["9" * 5000, "4", "3"]),
    (["1", *[""] * 28, "2"], ["1", *map("1{}".format, "abcdefghijklmnopqrstuvwxyz"), "1aa", "1ab", "2"]),
]


@pytest.mark.parametrize(("given_ids", "ids"), ENTRY_IDS)
def test_ids_of_entries_follow_those_that_are_there(given_ids, ids):
    assert entry_ids(given_ids) == ids


def test_more_entries_between_two_than_letters_are_numbered_on():
    ids = entry_ids(["1", *[""] * 800, "2"])
    assert len(set(ids)) == 802
    assert ids[702] == "1zz" and ids[703] == "3" and ids[-1] == "2"


@given(st.lists(st.sampled_from(["", "", "", "1", "2", "2a", "3b", "17", "x"]), max_size=30))
def test_an_id_that_is_there_stays_and_none_is_given_twice(given_ids):
    ids = entry_ids(given_ids)
    assert all(now == before for now, before in zip(ids, given_ids, strict=True) if before)
    proposed = [now for now, before in zip(ids, given_ids, strict=True) if not before]
    assert len(set(proposed)) == len(proposed)
    assert not set(proposed) & set(given_ids)
    assert all(re.fullmatch("[1-9][0-9]{0,5}[a-z]{0,2}", each) for each in proposed)


SAYS = ["a memberOf b", "a killed 1", "a", "", "a été", "a 4x b", "a member-of b", "a killed-1 b"]


@given(st.lists(st.tuples(st.sampled_from(SAYS), st.sampled_from(["", "", "killed-1", "member-of-3", "x"]))))
def test_an_id_of_a_claim_that_is_there_stays_and_none_is_given_twice(given_claims):
    rows = "".join(f"- say: '{say}'\n" + (f"  id: {name}\n" if name else "") for say, name in given_claims)
    claims, _ = parse_records((rows or "[]").encode(), "a.yaml")
    ids, before = claim_ids(claims), [name for _, name in given_claims]
    assert all(now == was for now, was in zip(ids, before, strict=True) if was)
    proposed = [now for now, was in zip(ids, before, strict=True) if not was]
    assert len(set(proposed)) == len(proposed)
    assert not set(proposed) & set(before)
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", each) for each in proposed)


REFUSED = {
    "a text below its field": "- sentence:\n    Un.\n",
    "a key that is marked": "- ? sentence\n  : Un.\n",
    "a key in quotation marks": "- 'sentence': Un.\n",
    "a space before the colon": "- sentence : Un.\n",
    "a comment behind a text": "- sentence: Un. # deux\n",
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_completed_is_refused_or_completed_without_loss(case, tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(HEAD + REFUSED[case], encoding="utf-8")
    before = path.read_bytes()
    try:
        after = canonical(path)
    except InvalidSeeds as refusal:
        assert [problem.file for problem in refusal.problems] == [str(path)]
        with pytest.raises(InvalidSeeds):
            format_file(path)
        assert path.read_bytes() == before
    else:
        (row,) = parse_records(after.encode(), "a.yaml")[0]["text"]
        assert (row["sentence"], row["id"]) == ("Un.", "1")


TEXTS = st.sampled_from(["Un.", "### Bilan : x", "'a' \"b\"", "« Oui »\u00a0: #1", "- x", "%", "été\u202f!"])


@settings(deadline=None)
@given(st.data())
def test_any_entries_keep_their_words_and_are_complete_at_once(tmp_path_factory, data):
    words = data.draw(st.lists(TEXTS, min_size=1, max_size=6))
    rows = ""
    for each in words:
        quoted = "'" + each.replace("'", "''") + "'"
        rows += data.draw(st.sampled_from(["", "# a comment\n"]))
        layouts = [quoted, f"|-\n    {each}", f">-\n    {each}"]
        rows += f"- sentence: {data.draw(st.sampled_from(layouts))}\n"
        below = ["", "  id: 3a\n", "  silent: x\n", "  claims:\n  - say: a killed 1\n"]
        rows += data.draw(st.sampled_from(below))
    path = tmp_path_factory.getbasetemp() / "complete.yaml"
    after = formatted(path, rows)
    assert formatted(path, after) == after
    assert after.count("# a comment") == rows.count("# a comment")
    value, problems = parse_records((HEAD + after).encode(), "a.yaml")
    assert problems == []
    assert [row["sentence"].strip() for row in value["text"]] == words
    assert all("id" in claim for row in value["text"] for claim in [row, *row.get("claims", ())])


def test_ids_proposed_by_the_format_make_a_curation_sound_again(copy_of_miniature, monkeypatch):
    monkeypatch.chdir(copy_of_miniature.parent)
    path = copy_of_miniature / "curations" / "mini-15062025-093000.yaml"
    before = check("seeds").seeds
    shutil.copy(path, "before.yaml")
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^ +id: .*\n", "", text), encoding="utf-8")
    (problem,) = check("seeds").problems
    assert problem.what.endswith("ids of sentences and claims are missing, the first here")
    assert format_file(path)
    assert not format_file(path)
    report = check("seeds")
    assert report.problems == ()
    assert [row.sentence.id for row in report.coverage] == [
        sentence.id for article in before.articles.values() for sentence in article.sentences
    ]
    again = path.read_text(encoding="utf-8").replace("id: member-of-1\n", "id: left\n")
    assert again == Path("before.yaml").read_text(encoding="utf-8")
