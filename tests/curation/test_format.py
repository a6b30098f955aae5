"""Canonical form: fields in order, every value as it was, every comment where it belongs."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cli import main
from kg.curation.articles import CURATION_FIELDS
from kg.curation.claims import CLAIM_FIELDS, WHEN_FIELDS
from kg.curation.format import canonical, format_file
from kg.curation.yaml_reader import parse_records
from kg.errors import InvalidSeeds

SEEDS = [*sorted(Path("seeds").rglob("*.yaml")), *sorted(Path("tests/data/miniature").rglob("*.yaml"))]


def values(data: str | bytes) -> object:
    value, problems = parse_records(data if isinstance(data, bytes) else data.encode(), "x.yaml")
    assert problems == []
    return value


def formatted(path: Path, text: str | bytes) -> str:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return canonical(path)


CASES = {
    "fields of a claim": (
        "- quote: le camp\n  by: lions\n  say: a b c\n",
        "- say: a b c\n  quote: le camp\n  by: lions\n",
    ),
    "fields of a curation": (
        "entities:\n- class: x\n  id: a\nlanguage: fr\ndraft: true\narticle: a-1\nsource: {title: x}\n",
        "article: a-1\ndraft: true\nlanguage: fr\nsource: {title: x}\nentities:\n- id: a\n  class: x\n",
    ),
    "fields of an entity": (
        "- class: State\n  aliases:\n  - x\n  - y\n  id: a\n  en: A\n  fr: A\n",
        "- id: a\n  class: State\n  fr: A\n  en: A\n  aliases:\n  - x\n  - y\n",
    ),
    "fields of a time": (
        "- say: a b c\n  when:\n    anchor: e\n    relation: since\n    words: depuis\n  quote: x\n",
        "- say: a b c\n  quote: x\n  when:\n    words: depuis\n    relation: since\n    anchor: e\n",
    ),
    "fields of an entry": (
        "text:\n- silent: none\n  id: 1\n  heading: |-\n    ### x\n",
        "text:\n- heading: |-\n    ### x\n  id: 1\n  silent: none\n",
    ),
    "fields of a passage": (
        "quote:\n- quote: x\n  at: 3\n",
        "quote:\n- at: 3\n  quote: x\n",
    ),
    "fields of coordinates": (
        "- id: a\n  coordinates:\n    source: x\n    long: '1'\n    lat: '2'\n",
        "- id: a\n  coordinates:\n    lat: '2'\n    long: '1'\n    source: x\n",
    ),
    "a comment above a field goes with it": (
        "- quote: x\n  # who\n  # really\n\n  by: lions\n  say: a b c\n  cue: y\n",
        "- say: a b c\n  quote: x\n  # who\n  # really\n\n  by: lions\n  cue: y\n",
    ),
    "a comment beside a field goes with it": (
        "- quote: 'x' # words\n  say: 'a b c' # whole\n",
        "- say: 'a b c' # whole\n  quote: 'x' # words\n",
    ),
    "a comment above the field that comes first": (
        "claims:\n  - quote: x\n    # the claim\n    say: a b c\n",
        "claims:\n  # the claim\n  - say: a b c\n    quote: x\n",
    ),
    "a comment above a record stays above it": (
        "# first\n- quote: x\n  say: a b c\n# second\n- quote: y\n  say: d e f\n# end\n",
        "# first\n- say: a b c\n  quote: x\n# second\n- say: d e f\n  quote: y\n# end\n",
    ),
    "a suggestion stays one": (
        "claims:\n- say: a b c\n  quote: x\n# - say: d e f\n#   quote: y\nsilent:\n",
        "claims:\n- say: a b c\n  quote: x\n# - say: d e f\n#   quote: y\nsilent:\n",
    ),
    "white space": (
        "\n\n- say: a b c   \n\n\n\n  quote: x\t\n  \n\n\n",
        "- say: a b c\n\n  quote: x\n",
    ),
    "a block of text": (
        "- note: |\n    one  \n    # no comment\n\n\n\n    two\n\n\n\n  say: a b c\n",
        "- say: a b c\n  note: |\n    one  \n    # no comment\n\n\n\n    two\n",
    ),
    "a block that keeps its end": (
        "- note: |+\n    one\n\n\n  say: a b c\n",
        "- say: a b c\n  note: |+\n    one\n\n\n",
    ),
    "quotes over several lines": (
        "quote: 'a\n\n\n  # b'\nsay: \"c \\\n  d\"\n",
        "say: \"c \\\n  d\"\nquote: 'a\n\n\n  # b'\n",
    ),
    "an escaped space at the end of a line": (
        '- quote: "a\\ \n    b"\n  say: a b c\n',
        '- say: a b c\n  quote: "a\\ \n    b"\n',
    ),
    "a no-break space at the end": (
        "- quote: x\u00a0\n  say: a b c\u202f\n",
        "- say: a b c\u202f\n  quote: x\u00a0\n",
    ),
    "braces and brackets over several lines": (
        "- quote: [x,\n# why\n    y\n]\n  say: a b c\n- {quote: x,\n   say: d}\n",
        "- say: a b c\n  quote: [x,\n# why\n    y\n]\n- {quote: x,\n   say: d}\n",
    ),
    "a list at the indent of its field": (
        "- quote:\n  - x\n  -\n    y\n  say: a b c\n",
        "- say: a b c\n  quote:\n  - x\n  -\n    y\n",
    ),
    "unknown fields leave the order alone": (
        "- quote: x\n  sya: a b c\n",
        "- quote: x\n  sya: a b c\n",
    ),
    "Windows line ends and a byte order mark": (
        "\ufeff- quote: x\r\n  say: a b c\r\n",
        "- say: a b c\n  quote: x\n",
    ),
    "a document that is marked": (
        "---\nquote: x\nsay: a b c\n...\n",
        "---\nsay: a b c\nquote: x\n...\n",
    ),
    "no line end at the end": ("- say: a b c", "- say: a b c\n"),
    "comments alone": ("\n# nothing yet\n\n", "# nothing yet\n"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("case", CASES)
def test_a_file_is_put_into_canonical_form(case, tmp_path):
    before, after = CASES[case]
    assert formatted(tmp_path / "x.yaml", before) == after
    assert formatted(tmp_path / "x.yaml", after) == after
    assert values(before) == values(after)


@pytest.mark.parametrize("path", SEEDS, ids=str)
def test_the_seeds_are_in_canonical_form(path):
    assert canonical(path) == path.read_text(encoding="utf-8"), f"kg format {path}"


COMMENTS = re.compile(r"#\d+ [a-z]*#")
NAMES = st.sampled_from(["plain", "été", "a: b # c", "l’AES\u00a0», #1", "no", "'"])


class Layout:
    """Draws a seed file: fields in any order, comments anywhere, values in any of YAML's layouts."""

    def __init__(self, data: st.DataObject):
        self.data = data
        self.comments = 0

    def draw(self, *choices: str) -> str:
        return self.data.draw(st.sampled_from(choices))

    def comment(self, key: str) -> str:
        self.comments += 1
        return f"#{self.comments} {key}#"

    def asides(self, indent: str, key: str) -> list[str]:
        """Draw blank lines and comments that belong to what follows."""
        kinds = self.data.draw(st.lists(st.sampled_from(["blank", "blanks", "comment", "left"]), max_size=2))
        lines = {"blank": [""], "blanks": ["  ", "", ""]}
        return [
            line
            for kind in kinds
            for line in lines.get(kind) or [(indent if kind == "comment" else "") + self.comment(key)]
        ]

    def value(self, indent: str) -> list[str]:
        """Draw a value as what stands behind the colon and the lines below."""
        text = self.data.draw(NAMES)
        quoted = "'" + text.replace("'", "''") + "'"
        return {
            "quoted": [f" {quoted}"],
            "beside": [f" {quoted}  {self.comment('')}  "],
            "literal": [
                " |",
                f"{indent}  {text}  ",
                f"{indent}  # {text}",
                "",
                "",
                "",
                f"{indent}    {text}",
            ],
            "kept": [" |+", f"{indent}  {text}", "", "", ""],
            "folded": [" >-", f"{indent}  {text}", "", f"{indent}  # x", "", ""],
            "double": [' "a', "", f'{indent}  # b \\ "'.replace("\\ ", "\\\\ ")],
            "single": [" 'a  ", "", "", f"{indent} # b'"],
            "flow": [
                f" [{quoted}, {{b: c,",
                f"{indent} {self.comment('')}",
                f"{indent} d: e}}",
                f"{indent}]",
            ],
            "list": [
                "",
                f"{indent}- {quoted}",
                f"{indent}  {self.comment('')}",
                f"{indent}-",
                f"{indent}  - x",
            ],
        }[self.draw("quoted", "beside", "literal", "kept", "folded", "double", "single", "flow", "list")]

    def record(self, indent: str, marker: str, fields: tuple[str, ...], nested: bool = True) -> list[str]:
        keys = self.data.draw(st.lists(st.sampled_from(fields), min_size=1, max_size=5, unique=True))
        lines: list[str] = []
        for key in keys:
            if nested and key in ("when", "said", "to") and self.data.draw(st.booleans()):
                below = self.record(f"{indent}  ", f"{indent}  ", WHEN_FIELDS, nested=False)
                behind, rest = "", [*self.asides(f"{indent}  ", ""), *below]
            else:
                behind, *rest = self.value(indent)
            above = self.asides(indent, key) if lines else []
            lines += [*above, f"{indent if lines else marker}{key}:{behind}", *rest]
        return lines

    def file(self) -> str:
        lines = self.asides("", "")
        keys = self.data.draw(st.permutations(["article", "entities", "language"]))
        for key in keys:
            lines += self.asides("", key) if key != keys[0] else []
            if key != "entities":
                lines += [f"{key}: x"]
                continue
            lines += [f"{key}:", *self.asides("", "")]
            indent = self.draw("", "  ", "    ")
            for _ in range(self.data.draw(st.integers(1, 3))):
                lines += self.record(f"{indent}  ", f"{indent}- ", CLAIM_FIELDS)
                lines += [self.comment("")] if self.data.draw(st.booleans()) else []
        return "\n".join(lines) + self.draw("", "\n", "\n\n")


def order_of(value: object) -> bool:
    """Tell whether every record outside braces has its fields in order."""
    if isinstance(value, list):
        return all(map(order_of, value))
    if not isinstance(value, dict):
        return True
    fields = next(f for f in (CURATION_FIELDS, CLAIM_FIELDS, WHEN_FIELDS, "bd") if set(value) <= set(f))
    keys = list(value)
    return keys == sorted(keys, key=fields.index) and all(map(order_of, value.values()))


def follower(lines: list[str], at: int) -> str:
    """Return the first line below that is neither blank nor a comment."""
    below = (line for line in lines[at + 1 :] if line.strip() and not line.lstrip().startswith("#"))
    return next(below, "").lstrip(" -")


@settings(deadline=None)
@given(st.data())
def test_any_layout_keeps_its_values_and_its_comments(tmp_path_factory, data):
    before = Layout(data).file()
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    try:
        after = formatted(path, before)
    except InvalidSeeds as refusal:
        # the file ends within a block, whose value has no line end then: the one layout not in order
        assert not before.endswith("\n")
        assert [problem.line for problem in refusal.problems] == [1]
        return
    assert values(before) == values(after)
    assert sorted(COMMENTS.findall(before)) == sorted(COMMENTS.findall(after))
    assert order_of(values(after))
    assert formatted(path, after) == after
    lines = after.split("\n")
    for at, line in enumerate(lines):
        if above := re.fullmatch(r"\s*#\d+ ([a-z]+)#", line):
            assert follower(lines, at).startswith(f"{above[1]}:")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_formatted_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "bytes.yaml"
    path.write_bytes(data)
    try:
        text = canonical(path)
    except InvalidSeeds:
        assert path.read_bytes() == data
    else:
        assert values(text) == values(data)


BROKEN = [
    "- say: a\n  say: b\n",
    "- {say: a\n",
    "- say: &a b\n",
    b"- say: \xe9\n",
    "- say: !!str a\n",
    "a: 1\n---\nb: 2\n",
    "? quote\n: x\n? say\n: y\n",
    "quote: x\nsay: |\n  y",
    "entities:\n- note: >-\n    x\narticle: y\n    # would end in the block above it\n",
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_file_is_left_as_it_is(tmp_path, text):
    path = tmp_path / "x.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    before = path.read_bytes()
    with pytest.raises(InvalidSeeds) as refusal:
        format_file(path)
    assert [problem.file for problem in refusal.value.problems] == [str(path)]
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.yaml"]


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["format", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def test_the_command_formats_files_and_names_those_it_changed(tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("say: a b c\nquote: x\n", encoding="utf-8")
    bad.write_text("quote: x\nsay: a b c\n", encoding="utf-8")
    assert run(good, bad) == (0, f"{bad} formatted\n", "")
    assert bad.read_bytes() == good.read_bytes()
    assert run(good, bad) == (0, "", "")


def test_the_check_changes_nothing_and_names_the_command_that_mends_it(tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("say: a b c\nquote: x\n", encoding="utf-8")
    bad.write_text("quote: x\nsay: a b c\n", encoding="utf-8")
    assert run("--check", good) == (0, "", "")
    assert run("--check", good, bad) == (1, f"{bad} is not in canonical form (kg format {bad})\n", "")
    assert bad.read_text(encoding="utf-8") == "quote: x\nsay: a b c\n"


def test_the_check_sees_line_ends_that_formatting_would_change(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"say: a b c\r\nquote: x\r\n")
    assert run("--check", path)[0] == 1
    assert run(path) == (0, f"{path} formatted\n", "")


def test_a_broken_file_does_not_keep_the_next_from_being_formatted(tmp_path):
    broken, fine = tmp_path / "broken.yaml", tmp_path / "fine.yaml"
    broken.write_bytes(b"a: [1\n")
    fine.write_bytes(b"quote: x\nsay: a b c\n")
    assert run(broken, fine)[0] == 1
    assert fine.read_bytes() == b"say: a b c\nquote: x\n"


def test_a_broken_file_is_told_on_the_error_stream(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: 1\nb: \xe9\n")
    for arguments in ([path], ["--check", path]):
        assert run(*arguments) == (1, "", f"{path}:2: not UTF-8 (byte 0xe9)\n")
    assert path.read_bytes() == b"a: 1\nb: \xe9\n"


def test_misuse_of_the_command_is_told_apart(tmp_path):
    assert run()[0] == run(tmp_path / "gone.yaml")[0] == run(tmp_path)[0] == 2


def test_formatting_keeps_what_the_check_finds(copy_of_miniature, monkeypatch):
    monkeypatch.chdir(copy_of_miniature.parent)
    path = copy_of_miniature / "curations" / "mini-01032024-080000.yaml"
    text = path.read_text(encoding="utf-8")
    spoilt = text.replace(
        "    mode: estimate\n    cue: parlent de\n",
        "    cue: parlent de\n    # guessed\n    mode: estimate\n",
    )
    shutil.copy(path, "sound.yaml")
    path.write_text(spoilt, encoding="utf-8")
    assert spoilt != text
    assert format_file(path)
    after = path.read_text(encoding="utf-8")
    assert after.replace("    # guessed\n", "") == text
    assert after.count("    # guessed\n    mode: estimate\n") == spoilt.count("# guessed") == 2
