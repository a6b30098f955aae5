"""Syntax errors of SPARQL in one line with their place and a hint, and lint of texts that parse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from kg.core.namespaces import PREFIXES, SKG
from kg.core.ontology import local_name
from kg.core.rq_files import Question, bare
from kg.errors import BadQuery, did_you_mean

_PLACE = re.compile(r"(?:error|Parser error) at (\d+):(\d+): (.*)", re.DOTALL)
_TOKEN = re.compile(r"[?$]?[\w:.-]+|\S")
_DECLARED = re.compile(r"PREFIX\s+([\w.-]*):", re.IGNORECASE)
_PREFIXED = re.compile(r"(?<![\w?$:@])([A-Za-z][\w.-]*|):([\w.-]*\w|)")
_NAMED = re.compile(r"PREFIX\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE)
_IRI = re.compile(r"<([^<>\s]*[/#]\w+)>")
_REMEDIES = {
    "variable that is unbound": "name it in GROUP BY, or put it into a COUNT, MIN or MAX",
    "overrides an existing variable": "the name after AS is taken: choose another",
}
"""Hints on errors that pyoxigraph describes in words."""


def syntax_error(question: Question, error: SyntaxError) -> BadQuery:
    """Rephrase a syntax error of pyoxigraph as ``file:line:column: what (hint)``."""
    if not re.search(r"\b(SELECT|ASK|CONSTRUCT)\b", bare(question.text), re.IGNORECASE):
        return BadQuery(f"{question.file}: a question is a SELECT or an ASK")
    if not (match := _PLACE.match(str(error))):
        return BadQuery(f"{question.file}: {str(error).splitlines()[0]}")
    line, column = int(match[1]), int(match[2])
    if "Prefix not found" in match[3] and (missing := _missing_prefix(question.text)):
        return BadQuery(f"{question.file}:{missing}")
    place = f"{question.file}:{line}:{column}"
    for words, hint in _REMEDIES.items():
        if said := re.search(rf"[^,]*{words}[^,]*", match[3]):  # among the tokens expected
            return BadQuery(f"{place}: {said[0].removeprefix('expected one of').strip()} ({hint})")
    unexpected = _unexpected(question.text, line, column)
    at_end = unexpected.startswith("unexpected end")
    return BadQuery(f"{place}: {unexpected}{'' if at_end else _expected(match[3])}")


def _unexpected(text: str, line: int, column: int) -> str:
    """Name the token at a place; an error behind the last token is mostly a missing brace."""
    lines = text.splitlines()
    rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]]) if line <= len(lines) else ""
    token = _TOKEN.search(rest)
    if token:
        return f"unexpected '{token[0]}'"
    braces = bare(text)
    closed = braces.count("{") <= braces.count("}")
    return f"unexpected end ({'is a . or ; missing between two patterns?' if closed else 'a } is missing'})"


def _expected(message: str) -> str:
    """List the keywords and tokens expected; pyoxigraph's classes of characters help nobody."""
    plain = re.sub(r"\[[^\[\]]*\]", "", message.replace("'['", "").replace("']'", ""))
    words = re.findall(r'"([^"]+)"|\b([A-Z_]{2,})\b', plain)
    found = sorted({quoted or keyword for quoted, keyword in words})
    return f", expected {' or '.join(found)}" if found else ""


def _missing_prefix(text: str) -> str:
    """Name the first prefix that is used and not declared, with its place."""
    syntax = bare(text)
    declared = {match[1] for match in _DECLARED.finditer(syntax)}
    for match in _PREFIXED.finditer(syntax):
        prefix = match[1]
        if prefix not in declared and prefix != "_":
            line = syntax.count("\n", 0, match.start()) + 1
            column = match.start() - syntax.rfind("\n", 0, match.start())
            known = PREFIXES.get(prefix)
            hint = f"PREFIX {prefix}: <{known}> is missing" if known else did_you_mean(prefix, declared)
            return f"{line}:{column}: no prefix '{prefix}:'" + (f" ({hint})" if hint else "")
    return ""


def lint(question: Question, vocabulary: Set[str]) -> Iterator[str]:
    """Yield what makes a text that parses answer nothing, and is probably a slip.

    These are terms that the vocabulary (IRIs) does not have, and columns that the pattern never binds.
    """
    yield from _unknown_terms(question.text, vocabulary)
    yield from _unbound_columns(bare(question.text))


def _unknown_terms(text: str, vocabulary: Set[str]) -> Iterator[str]:
    """Yield terms in a namespace of ours, or of the seeds, that are not declared there."""
    others = {*PREFIXES.values()} - {SKG.base}
    bases = {iri.removesuffix(local_name(iri)) for iri in vocabulary} - others
    prefixes = {match[1]: match[2] for match in _NAMED.finditer(text) if match[2] in bases}
    used = [
        prefixes[match[1]] + match[2]
        for match in _PREFIXED.finditer(bare(text))
        if match[1] in prefixes and match[2]
    ]
    used += [iri for iri in _IRI.findall(text) if iri.removesuffix(local_name(iri)) in bases]
    for iri in dict.fromkeys(used):
        if iri not in vocabulary:
            name = local_name(iri)
            hint = did_you_mean(name, map(local_name, vocabulary))
            yield f"no term '{name}' in the vocabulary" + (f": {hint}" if hint else "")


def _unbound_columns(syntax: str) -> Iterator[str]:
    head, _, pattern = syntax.partition("{")
    _, select, columns = head.upper().partition("SELECT")
    if not select:
        return
    columns = head[-len(columns) :] if columns else ""
    computed = re.findall(r"\bAS\s+[?$](\w+)", columns, re.IGNORECASE)
    mentioned = set(re.findall(r"[?$](\w+)", pattern))
    for name in dict.fromkeys(re.findall(r"[?$](\w+)", columns)):
        if name not in mentioned and name not in computed:
            hint = did_you_mean(name, mentioned)
            yield f"nothing in the pattern binds ?{name}" + (f": {hint}" if hint else "")
