"""The scripts of the pages as modules: what is put together, what is refused, and how their lines look."""

import re
from pathlib import Path

import pytest

from kg.explorer import WEB
from kg.explorer.bundle import BadScript, bundle, ordered

ENTRIES = ("page.js", "query.js", "ontology.js", "boot.js")
"""What the pages start with."""


def laid(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_every_script_is_in_some_page_behind_what_it_imports():
    used = set()
    for entry in ENTRIES:
        files = list(modules := ordered(entry))
        used |= set(files)
        for module in modules.values():
            assert all(files.index(each.file) < files.index(module.file) for each in module.imports)
    assert used == {path.name for path in WEB.glob("*.js")}


def test_each_file_has_a_scope_of_its_own(tmp_path, modules):
    files = {
        "start.js": 'import { doubled } from "./one.js";\n\nconst own = 3;\nglobalThis.six = doubled(own);\n',
        "one.js": 'import { two } from "./two.js";\n\n'
        "// why\nconst own = two();\nexport const doubled = (n) => n * own;\n",
        "two.js": "const own = await 2;\nexport function two() {\n  return own;\n}\n",
    }
    script = bundle("start.js", laid(tmp_path, files))
    assert "// why" not in script and "import" not in script and "export" not in script
    assert modules.evaluate(f"async () => {{ await {script} return six; }}") == 6
    assert modules.evaluate("typeof own") == "undefined"


A_AND_B = {"a.js": 'import { one } from "./b.js";\n\none();\n', "b.js": "export const one = () => 1;\n"}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"b.js": "export const once = () => 1;\n"},
            "a.js:1: b.js does not export 'one' (did you mean 'once'?)",
        ),
        (
            {"a.js": 'import { one } from "./bb.js";\n\none();\n'},
            "a.js:1: there is no bb.js (did you mean 'b.js'?)",
        ),
        (
            {"b.js": 'import { c } from "./c.js";\n\nexport const one = () => c;\n',
             "c.js": '// c\nimport { one } from "./b.js";\n\nexport const c = () => one;\n'},
            "c.js:2: imports go in a circle: b.js → c.js → b.js (let a third file have what both need)",
        ),
        (
            {"b.js": 'import { one } from "./b.js";\n'},
            "b.js:1: imports go in a circle: b.js → b.js (let a third file have what both need)",
        ),
        (
            {"b.js": "export function one() {}\n\n  one = 2;\n"},
            "b.js:3: 'one' is exported, and changes (export an object, or a function)",
        ),
        (
            {"a.js": 'import { one } from "./b.js";\n\n// one\nthing.one();\n'},
            "a.js:1: 'one' is imported and not used (leave it out)",
        ),
        (
            {"a.js": 'import { c } from "./c.js";\nimport { one } from "./b.js";\n\none(c);\n',
             "c.js": "export const c = 1;\nexport const one = 2;\n"},
            "b.js:1: c.js exports 'one' too (a name is one thing)",
        ),
        *(
            (
                {"b.js": f"// b\n{strange}\n"},
                f"b.js:2: not understood: {strange}"
                ' (import { name } from "./file.js"; or export before const or function)',
            )
            for strange in (
                "export let one = 1;",
                "export default 1;",
                "export { one };",
                'import * as all from "./a.js";',
                'import "./a.js";',
                'import { one } from "https://example.org/one.js";',
            )
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_refused_with_its_place(tmp_path, changed, message):
    with pytest.raises(BadScript) as refused:
        bundle("a.js", laid(tmp_path, A_AND_B | changed))
    assert str(refused.value) == message


@pytest.mark.parametrize("path", sorted(WEB.glob("*.*")), ids=lambda path: path.name)
def test_a_person_can_read_every_line(path):
    long = [n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if len(line) > 120]
    assert long == []


@pytest.mark.parametrize("path", sorted(WEB.glob("*.js")), ids=lambda path: path.name)
def test_no_template_goes_over_a_line_where_blanks_would_count(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.replace("^`", "").count("`") % 2] == []


WORDS = re.compile(r"(?:const WORDS = |addWords\()\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
ASKED = re.compile(r"\b(?:w|headed|worded|wordOr)\(([^()]*)\)?")
LITERAL = re.compile(r'"([\w$]+)"( \+)?')


def words_of(entry: str) -> set[str]:
    """Return the keys of the words that the scripts of a page bring, those of each part with the others."""
    texts = (path.read_text(encoding="utf-8") for file in ordered(entry) for path in (WEB / file,))
    blocks = (block for text in texts for block in WORDS.findall(text))
    return {key for block in blocks for key in re.findall(r"^  ([\w$]+): \[", block, re.MULTILINE)}


@pytest.mark.parametrize("entry", ["page.js", "query.js"])
def test_every_word_that_a_page_shows_is_among_its_words(entry):
    """The scripts show the key itself where there is no word: a slip would be seen by readers alone."""
    known, asked = words_of(entry), set()
    for file in ordered(entry):
        text = (WEB / file).read_text(encoding="utf-8")
        for call in ASKED.findall(text):
            asked |= {(file, *found) for found in LITERAL.findall(call.partition(", ")[0])}
    assert len(asked) > 30
    missing = [
        (file, key)
        for file, key, goes_on in sorted(asked)
        if not any(word.startswith(key) if goes_on else word == key for word in known)
    ]
    assert missing == []


def test_every_word_is_shown_somewhere():
    known = words_of("page.js") | words_of("query.js")
    text = "".join(path.read_text(encoding="utf-8") for path in [*WEB.glob("*.js"), *WEB.glob("*.html")])
    named = set(re.findall(r'["`]([\w$]+)["`$]', text))
    starts = tuple(key for key, goes_on in LITERAL.findall(text) if goes_on)
    starts += tuple(re.findall(r"`(\w+)\$\{", text))
    assert sorted(word for word in known - named if not word.startswith(starts)) == []
