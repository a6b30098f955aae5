"""Strict YAML: text stays text, and whatever is more than text is one problem with its line."""

import string
import time
import unicodedata

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.curation.yaml_reader import (
    MAX_BYTES,
    MAX_DEPTH,
    Items,
    Record,
    find_inner_lines,
    parse_records,
    read_records,
)
from kg.errors import Problem


def problems_of(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    return [str(problem) for problem in parse_records(data, "x.yaml")[1]]


PLAIN = [
    "no",
    "yes",
    "on",
    "012",
    "2024-01-01",
    "~",
    "null",
    "0x1F",
    "1_000",
    "1e3",
    ".inf",
    "19:20",
    "=",
    "<<",
]


@pytest.mark.parametrize("text", PLAIN)
def test_a_scalar_stays_the_text_it_is(text):
    assert parse_records(f"a: {text}\nb: [{text}]\n".encode(), "x") == ({"a": text, "b": [text]}, [])


def test_a_merge_key_merges_nothing():
    assert parse_records(b"<<: {a: b}\nc: d\n", "x") == ({"<<": {"a": "b"}, "c": "d"}, [])


def test_an_empty_value_is_an_empty_text():
    assert parse_records(b"a:\nb: ''\nc: []\n", "x") == ({"a": "", "b": "", "c": []}, [])


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{key}: &{key} [{', '.join(['*' + before] * 10)}]\n"
    for before, key in zip(string.ascii_lowercase[:8], string.ascii_lowercase[1:9], strict=True)
)

REFUSED = [
    ("a: 1\nb: 2\na: 3\n", "3: 'a' twice (first in line 1)"),
    ('a: 1\n"a": 2\n', "2: 'a' twice (first in line 1)"),
    ("- a: 1\n- {b: 1,\n   b: 2}\n", "3: 'b' twice (first in line 2)"),
    ("a: 1\nb: &x c\n", "2: an anchor or alias (write the value out)"),
    ("a: 1\nb: &x {c: d}\n", "2: an anchor or alias (write the value out)"),
    ("a: 1\n\nb: *x\n", "3: an anchor or alias (write the value out)"),
    ("a: 1\n*x : b\n", "2: an anchor or alias (write the value out)"),
    (LAUGHS, "1: an anchor or alias (write the value out)"),
    (
        "a: 1\nb: !!python/object:os.system x\n",
        "2: a tag, tag:yaml.org,2002:python/object:os.system (every value is plain text)",
    ),
    ("a: !!str x\n", "1: a tag, tag:yaml.org,2002:str (every value is plain text)"),
    ("a:\n- ! x\n", "2: a tag, ! (every value is plain text)"),
    ("!!map\na: 1\n", "1: a tag, tag:yaml.org,2002:map (every value is plain text)"),
    ("a: 1\n---\nb: 2\n", "2: a second document (one a file)"),
    ("a: 1\n...\n---\n", "3: a second document (one a file)"),
    ("- " * MAX_DEPTH + "x\n", "1: nested too deeply (at most 8 levels)"),
    ("a: 1\nb: " + "[" * 100_000, "2: nested too deeply (at most 8 levels)"),
    ("{a: " * 1000, "1: nested too deeply (at most 8 levels)"),
    ("? [a, b]\n: c\n", "1: a key that is no plain text"),
    ("a: 1\n{b: c}: d\n", "2: a key that is no plain text"),
    ("a: 1\n\tb: 2\n", "2: a tab at the beginning of the line (indent with spaces)"),
    ("a:\n\t- b\n", "2: a tab at the beginning of the line (indent with spaces)"),
    ("a: b: c\n", "1: a colon stands in this text (put the text in quotation marks)"),
    ("a: 1\nb: @c\n", "2: a text cannot begin with @ (put the text in quotation marks)"),
    ("a: [b, c", "1: a list is not closed (… ])"),
    ("a: 1\nb: 'c\n", "2: a quotation mark is not closed (… ')"),
    ("%YAML 2.0\n---\na: b\n", "1: not YAML (found incompatible YAML document)"),
    (r'a: "\uD800"', "1: not YAML (found invalid Unicode character escape code)"),
    ("a: é\nb: \x00\n" + "c\n" * 9, "2: a control character (U+0000)"),
    ("a: " + "é" * 99 + "\nb: \x07\n" + "\n" * 99, "2: a control character (U+0007)"),
    ("a: \x7f\n", "1: a control character (U+007F)"),
    ("a: \ufffe\n", "1: a control character (U+FFFE)"),
    ("a: b\u2028c: d\n", "1: a control character (U+2028)"),
    ("a: b\x85c: d\n", "1: a control character (U+0085)"),
    ("a: b\rc: d\n", "1: a control character (U+000D)"),
    ('a: b\nc: "\\0"\n', "2: a control character (U+0000)"),
    ('a: b\nc: "\\e[31m"\n', "2: a control character (U+001B)"),
    ('- {a: b}\n- {a: "\\L"}\n', "2: a control character (U+2028)"),
    (b"a: 1\nb: \xe9t\xe9\n", "2: not UTF-8 (byte 0xe9)"),
    (b"\xff\xfea\x00:\x00", "1: not UTF-8 (byte 0xff)"),
    ("a: b\n".encode("utf-16-le") * 3, "1: a control character (U+0000)"),
    (b"a: \xed\xa0\x80\n", "1: not UTF-8 (byte 0xed)"),
]


@pytest.mark.parametrize(("text", "problem"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_more_than_text_is_one_problem_with_its_line(text, problem):
    assert problems_of(text) == [f"x.yaml:{problem}"]


def test_a_billion_laughs_are_refused_at_once():
    assert len(LAUGHS) < 600
    started = time.perf_counter()
    assert parse_records(LAUGHS.encode(), "x")[0] is None
    assert time.perf_counter() - started < 0.5


def test_every_duplicate_key_is_a_problem_and_the_first_value_stays():
    value, problems = parse_records(b"- {a: 1}\n- a: 1\n  a: 2\n  a: 3\n", "x")
    assert value == [{"a": "1"}, {"a": "1"}]
    assert [problem.line for problem in problems] == [3, 4]


def test_as_many_levels_as_allowed_are_read():
    assert problems_of("- " * (MAX_DEPTH - 1) + "x\n") == []


def test_a_file_over_the_cap_is_refused(tmp_path):
    path = tmp_path / "big.yaml"
    path.write_bytes(b"#" * MAX_BYTES)
    assert read_records(path, "big.yaml") == (None, [])
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    assert list(map(str, read_records(path, "big.yaml")[1])) == [
        "big.yaml:1: the file has 5000001 bytes (at most 5000000)"
    ]


def test_what_is_no_file_is_a_problem(tmp_path):
    folder = Problem("x.yaml", 1, "cannot be read", "Is a directory")
    gone = Problem("x.yaml", 1, "cannot be read", "No such file or directory")
    assert read_records(tmp_path, "x.yaml") == (None, [folder])
    assert read_records(tmp_path / "gone", "x.yaml") == (None, [gone])


@pytest.mark.parametrize("text", ["", "\n\n", "# a comment\n", "---\n...\n", "\ufeff"])
def test_an_empty_file_holds_nothing_and_is_no_problem(text):
    value, problems = parse_records(text.encode(), "x")
    assert (value or None, problems) == (None, [])


def test_a_byte_order_mark_and_windows_line_ends_are_read_over():
    value, problems = parse_records("\ufeffa: é\r\nb:\r\n- c\r\n- d\r\n- d: 1\r\n  d: 2\r\n".encode(), "x")
    assert value == {"a": "é", "b": ["c", "d", {"d": "1"}]}
    assert [problem.line for problem in problems] == [6]


def test_every_value_knows_its_line():
    text = "# head\na: b\n\nc:\n- d\n-\n  e: |\n    f\n    g\n  h: {i: j,\n  k: l}\n"
    value, _ = parse_records(text.encode(), "x.yaml")
    assert isinstance(value, Record)
    assert (value.file, value.line, value.lines) == ("x.yaml", 2, {"a": 2, "c": 4})
    items = value["c"]
    assert isinstance(items, Items)
    assert (items.line, items.lines) == (5, [5, 7])
    assert items[1].lines == {"e": 7, "h": 10}
    assert items[1]["h"].lines == {"i": 10, "k": 11}
    assert (items[1].is_flow, items[1]["h"].is_flow) == (False, True)


def test_a_problem_stands_at_its_key_or_at_its_record():
    value, _ = parse_records(b"\na: b\nc: d\n", "x.yaml")
    assert isinstance(value, Record)
    assert str(value.problem("odd", "a hint", "c")) == "x.yaml:3: odd (a hint)"
    assert str(value.problem("odd", key="missing")) == "x.yaml:2: odd"


@settings(deadline=None)
@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf")
@example(b"- !<tag:x> &a *b")
def test_arbitrary_bytes_never_raise(data):
    value, problems = parse_records(data, "x")
    assert problems or value is None or isinstance(value, str | Record | Items)
    assert all(1 <= problem.line <= data.count(b"\n") + 1 for problem in problems)


SIGNS = [*"-?:,[]{}#&*!|>'\"%@` \n\t\r~", "  ", "- ", ": ", "a", "é", "\\", "---\n", "...\n", "<<", "!!str "]


@settings(deadline=None)
@given(st.lists(st.sampled_from(SIGNS), max_size=40).map("".join))
def test_arbitrary_yaml_is_read_as_another_reader_reads_it_or_refused(text):
    value, problems = parse_records(text.encode(), "x")
    if not problems:
        assert (value or "") == (yaml.load(text, yaml.CBaseLoader) or "")


PRINTABLE = st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\u2028\u2029\ufeff")
KEYS = st.text("abc é", max_size=3)
VALUES = st.recursive(
    st.text(PRINTABLE, max_size=8).map(lambda text: unicodedata.normalize("NFC", text)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(VALUES, st.booleans())
def test_what_another_writer_writes_is_read_as_it_was(value, flow):
    text = yaml.dump(value, Dumper=_PlainDumper, allow_unicode=True, default_flow_style=flow, width=20)
    read, problems = parse_records(text.encode(), "x")
    if depth(value) > MAX_DEPTH:
        assert [problem.what for problem in problems] == ["nested too deeply"]
    else:
        assert (read, problems) == (value, [])


def test_another_unicode_form_is_taken_as_the_same():
    read, problems = parse_records("é: l’e\u0301te\u0301".encode(), "x")
    assert (read, problems) == ({"é": "l’été"}, [])


def depth(value: object) -> int:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, children), default=0)


class _PlainDumper(yaml.SafeDumper):
    """Writes every text in double quotes, so that no reader may take it for something else."""


_PlainDumper.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("a: b\nc: d\n", set()),
        ("a: |\n  x\n  # y\n\nb: c\n", {1, 2}),
        ("a: |+\n  x\n\n\nb: c\n", {1, 2, 3}),
        ("a: >-\n  x\n\n  y\n# c\n", {1, 2, 3}),
        ("a: x\n  y\nb: c\n", {1}),
        ("a: 'x\n\n  y'\nb: c\n", {1, 2}),
        ('a: "x \\\n  y"\nb: c\n', {1}),
        ("a: [b,\n# c\n  d\n]\ne: {f: g}\n", {1, 2, 3}),
    ],
)
def test_the_lines_on_which_a_value_goes_on_are_found(text, inner):
    assert find_inner_lines(text) == inner
