"""Where YAML does not parse, plain words say what to write, and the rest is read all the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.curation.yaml_mistakes import without_item
from kg.curation.yaml_reader import Record, parse_records

SOUND = """\
article: x
text:
- sentence: |-
    Un mot.
  id: 1
  claims:
  - say: a b c
    id: b-1
    quote: Un mot
    by: army
  - say: d e f
    id: e-1
    quote: mot
- sentence: |-
    Bilan.
  id: 2
  silent: nothing
"""


def problems(text: str) -> list[str]:
    return [str(each).removeprefix("x:") for each in parse_records(text.encode(), "x")[1]]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("quote: Un mot", "quote: Bilan : trois morts",
         "9: a colon stands in this text (put the text in quotation marks)"),
        ("quote: Un mot", "quote:Un mot", "9: no space behind 'quote:' (quote: Un mot)"),
        ("    quote: Un mot", "\u00a0   quote: Un mot",
         "9: another kind of space at the beginning of the line, U+00A0 (indent with spaces)"),
        ("    quote: Un mot", "\t  quote: Un mot",
         "9: a tab at the beginning of the line (indent with spaces)"),
        ("quote: Un mot", "quote: 'Un mot", "9: a quotation mark is not closed (… ')"),
        ("quote: Un mot", "quote: [Un mot", "9: a list is not closed (… ])"),
        ("quote: Un mot", "quote: @ici", "9: a text cannot begin with @ (put the text in quotation marks)"),
        ("quote: Un mot", "quote: Un mot #3",
         "9: a comment stands behind this text (put the text in quotation marks, or the comment on a line of "
         "its own)"),
        ("sentence: |-\n    Un mot.", "sentence: ### Un mot",
         "3: a comment stands behind this text (put the text in quotation marks, or the comment on a line of "
         "its own)"),
        ("quote: Un mot", "quote: &a Un mot", "9: an anchor or alias (write the value out)"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_plain_words_at_its_line(old, new, told):
    assert SOUND.count(old) == 1
    assert problems(SOUND.replace(old, new)) == [told]


def test_all_mistakes_of_a_file_are_told_and_what_is_around_them_is_read():
    text = SOUND.replace("quote: Un mot", "quote: a : b").replace("quote: mot", "quote:mot").replace(
        "silent: nothing", "silent: 'nothing"
    )  # fmt: skip
    value, found = parse_records(text.encode(), "x")
    assert [problem.line for problem in found] == [9, 13, 17]
    assert isinstance(value, Record) and value.is_partial
    assert value["article"] == "x" and [row["id"] for row in value["text"]] == ["1"]


def test_a_sound_file_is_whole():
    value, found = parse_records(SOUND.encode(), "x")
    assert found == [] and isinstance(value, Record) and not value.is_partial
    assert [len(row.get("claims", ())) for row in value["text"]] == [2, 0]


@given(
    st.lists(st.sampled_from(["", "- a", "  b: c", "  - d", "    e", "f:", "# g"]), max_size=12), st.data()
)
def test_an_item_is_blanked_whole_and_nothing_else(lines, data):
    line = data.draw(st.integers(1, len(lines) + 1))
    rest = without_item(lines, line)
    if rest is not None:
        assert len(rest) == len(lines)
        gone = [n for n, (old, new) in enumerate(zip(lines, rest, strict=True)) if old != new]
        assert all(rest[n] == "" for n in gone) and lines[gone[0]].lstrip().startswith("- ")
        assert gone[0] <= line - 1
