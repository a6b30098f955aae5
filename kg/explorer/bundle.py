"""One script out of JavaScript modules: every file in a scope of its own, behind those that it imports.

What is understood of ECMAScript modules (https://tc39.es/ecma262/#sec-modules) is what the files of
``static/`` use: ``import { a, b } from "./file.js";``, and ``export`` before a ``const`` or a ``function``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import KgError, Problem, did_you_mean
from kg.explorer import WEB

_IMPORT = re.compile(r'^import \{([\w$,\s]+)\} from "\./([\w.-]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:(?:async )?function|const) ([\w$]+))", re.MULTILINE)
_STRANGE = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)
_INDENT = re.compile(r"^ +", re.MULTILINE)


class BadScript(KgError):
    """Scripts that do not fit together; the text is ``file:line: what (hint)``."""

    def __init__(self, file: str, line: int, what: str, hint: str = ""):
        super().__init__(str(Problem(file, line, what, hint)))


@dataclass(frozen=True, slots=True)
class Import:
    """What a file takes from another one, and on which line."""

    names: tuple[str, ...]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Module:
    """A file: what it imports, the line of each name that it exports, and all else without comments."""

    file: str
    imports: tuple[Import, ...]
    exports: dict[str, int]
    body: str


@cache
def bundle(entry: str, folder: Path = WEB) -> str:
    """Put a module and all that it imports together, as one classic script.

    Comments that fill their line and blanks before a line are left out: pages carry the script for a browser
    (no template literal of ours goes over a line, by a test).

    Raises ``BadScript`` for an import that is not exported or not used, for a file that is not there or
    imports itself by way of others, for a name that two files export, and for one that changes.
    """
    modules = ordered(entry, folder)
    check(modules)
    return "(async () => {\n" + "".join(map(_in_scope, modules.values())) + "})();\n"


def ordered(entry: str, folder: Path = WEB) -> dict[str, Module]:
    """Read a module and all that it imports, by file: each behind those that it imports itself."""
    found: dict[str, Module] = {}

    def follow(file: str, via: tuple[str, ...]) -> None:
        module = read_module(folder / file)
        for wanted in module.imports:
            if wanted.file in via:
                circle = " → ".join((*via[via.index(wanted.file) :], wanted.file))
                hint = "let a third file have what both need"
                raise BadScript(file, wanted.line, f"imports go in a circle: {circle}", hint)
            if not (folder / wanted.file).is_file():
                hint = did_you_mean(wanted.file, (path.name for path in folder.glob("*.js")))
                raise BadScript(file, wanted.line, f"there is no {wanted.file}", hint)
            if wanted.file not in found:
                follow(wanted.file, (*via, wanted.file))
        found[file] = module

    follow(entry, (entry,))
    return found


def read_module(path: Path) -> Module:
    """Read a file; raise ``BadScript`` where it imports or exports in a way that is not understood."""
    text = path.read_text(encoding="utf-8")
    imports = tuple(
        Import(tuple(re.findall(r"[\w$]+", match[1])), match[2], _line(text, match.start()))
        for match in _IMPORT.finditer(text)
    )
    body = _IMPORT.sub(lambda match: "\n" * match[0].count("\n"), text)  # lines stay for what is refused
    exports = {match[1]: _line(body, match.start()) for match in _EXPORT.finditer(body)}
    body = _EXPORT.sub("", body)
    if match := _STRANGE.search(body):
        hint = 'import { name } from "./file.js"; or export before const or function'
        raise BadScript(path.name, _line(body, match.start()), f"not understood: {match[0]}", hint)
    for name in exports:
        if match := re.search(rf"^ *{re.escape(name)} (?:[-+*/]|\|\||\?\?)?= ", body, re.MULTILINE):
            what = f"'{name}' is exported, and changes"
            raise BadScript(path.name, _line(body, match.start()), what, "export an object, or a function")
    return Module(path.name, imports, exports, _INDENT.sub("", _COMMENT.sub("", body)).strip("\n"))


def check(modules: dict[str, Module]) -> None:
    """Raise ``BadScript`` for imports that are not there or not used, and for a name that is two things."""
    exporters: dict[str, str] = {}
    for file, module in modules.items():
        for wanted in module.imports:
            for name in wanted.names:
                if name not in (known := modules[wanted.file].exports):
                    what = f"{wanted.file} does not export '{name}'"
                    raise BadScript(file, wanted.line, what, did_you_mean(name, known))
                if not _names(module.body, name):
                    raise BadScript(file, wanted.line, f"'{name}' is imported and not used", "leave it out")
        for name, line in module.exports.items():
            if exporters.setdefault(name, file) != file:
                what = f"{exporters[name]} exports '{name}' too"
                raise BadScript(file, line, what, "a name is one thing")


def _names(body: str, name: str) -> bool:
    """Tell whether a name stands in a text by itself, not behind the dot of another one."""
    return re.search(rf"(?<![\w$])(?:(?<!\.)|(?<=\.\.\.)){re.escape(name)}(?![\w$])", body) is not None


def _in_scope(module: Module) -> str:
    """Write a module as a constant that holds what it exports."""
    lines = [f"const {_constant(module.file)} = await (async () => {{"]
    lines += [f"const {{ {', '.join(each.names)} }} = {_constant(each.file)};" for each in module.imports]
    lines += [module.body, f"return {{ {', '.join(module.exports)} }};", "})();\n"]
    return "\n".join(lines)


def _constant(file: str) -> str:
    return "$" + re.sub(r"\W", "_", file.removesuffix(".js"))


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
