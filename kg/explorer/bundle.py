"""One script out of JavaScript modules: every file in a scope of its own, after those that it imports.

What is understood of ECMAScript modules (https://tc39.es/ecma262/#sec-modules) is what the files of
``static/`` use: ``import { a, b } from "./file.js";`` and ``export`` before a ``const``, a ``function`` or an
``async function``. Anything else is refused with its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import KgError, Problem, did_you_mean
from kg.explorer import WEB

_IMPORT = re.compile(r'^import \{([\w$,\s]+)\} from "\./([\w.-]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|const) ([\w$]+)", re.MULTILINE)
_STRANGE = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)


class BadScript(KgError):
    """Scripts that cannot be put together; the text is ``file:line: what (hint)``."""

    def __init__(self, file: str, line: int, what: str, hint: str = ""):
        super().__init__(str(Problem(file, line, what, hint)))


@dataclass(frozen=True, slots=True)
class Module:
    """A file: its text, what it imports (names and the line, by file), and the line of each export."""

    file: str
    text: str
    imports: dict[str, tuple[tuple[str, ...], int]]
    exports: dict[str, int]


def bundle(entry: str, folder: Path = WEB) -> str:
    """Put a module and all that it imports together, as one classic script.

    Comments that fill their line are left out: a page is an eighth smaller without them.

    Raises ``BadScript`` for what is imported and not exported or not used, for a file that is not there or
    imports itself by way of others, for a name that two files export, and for an export that changes.
    """
    return "(async () => {\n" + "".join(map(_scoped, ordered(entry, folder))) + "})();\n"


def ordered(entry: str, folder: Path = WEB) -> list[Module]:
    """Return a module and all that it imports, each after those that it imports itself."""
    found: dict[str, Module] = {}
    _follow(entry, folder, found, ())
    exporters: dict[str, Module] = {}
    for module in found.values():
        for file, (names, line) in module.imports.items():
            _check_imports(module, found[file], names, line)
        for name, line in module.exports.items():
            if (other := exporters.setdefault(name, module)) is not module:
                raise BadScript(module.file, line, f"{other.file} exports '{name}' too", "one name, one thing")
    return list(found.values())


def _follow(file: str, folder: Path, found: dict[str, Module], via: tuple[str, ...]) -> None:
    """Read a module after all that it imports; dicts keep the order in which these are complete."""
    if file in found:
        return
    module = read_module(folder / file)
    for wanted, (_, line) in module.imports.items():
        if wanted in (*via, file):
            circle = " → ".join([*via, file, wanted][[*via, file].index(wanted) :])
            raise BadScript(file, line, f"imports go in a circle: {circle}", "move what both need to a third file")
        if not (folder / wanted).is_file():
            hint = did_you_mean(wanted, [each.name for each in folder.glob("*.js")])
            raise BadScript(file, line, f"there is no {wanted}", hint)
        _follow(wanted, folder, found, (*via, file))
    found[file] = module


@cache
def read_module(path: Path) -> Module:
    """Read a file and what it imports and exports.

    Raises ``BadScript`` where it does so in a way that is not understood.
    """
    text = path.read_text(encoding="utf-8")
    imports = {}
    for match in _IMPORT.finditer(text):
        names = tuple(re.findall(r"[\w$]+", match[1]))
        imports[match[2]] = names, _line(text, match.start())
    exports = {match[2]: _line(text, match.start()) for match in _EXPORT.finditer(text)}
    for match in _STRANGE.finditer(_EXPORT.sub("", _IMPORT.sub(lambda m: "\n" * m[0].count("\n"), text))):
        hint = 'import { a } from "./file.js"; and export before const or function are understood'
        raise BadScript(path.name, _line(text, text.index(match[0])), f"not understood: {match[0]}", hint)
    for name, line in exports.items():
        if change := re.search(rf"^ *{re.escape(name)} [-+*/]?= ", text, re.MULTILINE):
            what = f"'{name}' is exported and changes here"
            raise BadScript(path.name, _line(text, change.start()), what, "export an object, or a function")
    return Module(path.name, text, imports, exports)


def _check_imports(module: Module, source: Module, names: tuple[str, ...], line: int) -> None:
    """Raise ``BadScript`` where a name is not exported by its file, or of no use in the one that takes it."""
    body = _COMMENT.sub("", _IMPORT.sub("", module.text))
    for name in names:
        if name not in source.exports:
            hint = did_you_mean(name, source.exports)
            raise BadScript(module.file, line, f"{source.file} does not export '{name}'", hint)
        if not re.search(rf"(?<![\w$])(?:(?<!\.)|(?<=\.\.\.)){re.escape(name)}(?![\w$])", body):
            raise BadScript(module.file, line, f"'{name}' is imported and not used", "leave it out")


def _scoped(module: Module) -> str:
    """Write a module as a constant that holds what it exports, computed in a scope of its own."""
    taken = "".join(
        f"const {{ {', '.join(names)} }} = {_constant(file)};\n" for file, (names, _) in module.imports.items()
    )
    body = _COMMENT.sub("", _IMPORT.sub("", module.text)).replace("\nexport ", "\n").removeprefix("export ")
    given = f"return {{ {', '.join(module.exports)} }};\n" if module.exports else ""
    return f"const {_constant(module.file)} = await (async () => {{\n{taken}{body.lstrip()}{given}}})();\n"


def _constant(file: str) -> str:
    return "$" + re.sub(r"\W", "_", file.removesuffix(".js"))


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
