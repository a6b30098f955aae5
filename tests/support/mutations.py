"""Mutants of seeds and queries: of their bytes, characters, lines, words, structure and size.

The same chance makes the same mutants, so that a number is enough to see one again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

import yaml

SIGNS = (
    *"\x00\x07\t\n\r\x0b\x1b\x7f\x85\xa0\xad'\"[]{}#&*!|>%@`,:;?-\\/<$^=+~._",
    *"\u0301\u0663\u06f4\u200b\u200d\u200f\u2028\u202e\u2066\ufeff\ufffd\uffff\ue000\uff11\ufb01\u0130",
    *(
        "\U0001f600",
        "\U000e0001",
        "\U0010ffff",
        "e\u0301",
        "\u212b",
        "\r\n",
        "'",
        "’",
        "«\xa0",
        "½",
        "Ⅷ",
        "٬",
    ),
)
"""Signs that a reader may take for something else: invisible, of other scripts, or of its syntax."""
BYTES = (
    b"\x00",
    b"\x80",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xc0\xaf",
    b"\xef\xbb\xbf",
)
SCRAPS = (
    *("", " ", "~", "null", "no", "0", "-1", "1e9", "07", "12", "70", "9" * 40, "١٢", "1 000", "½", "NaN"),
    *("2024", "2024-13-45", "2024-02-30/..", "[2024..2025]", "{}", "[]", "[[]]", "true"),
    *("&a x", "*a", "!!python/object:os.system x", "|", ">-", "|9", "'", '"', "- - -", "? a", "a: b: c"),
    *("…", "...", "[…]", "narrator", "reported", "negated", "Entity", "Toll", "Attack", "P1Y", "after", "at"),
    *("zorgo-attack", "lions", "belmar", "toll-12", "killed about 10", "killed between 5 and", 'killed "'),
    *("zorgo-attack killed", "lions memberOf lions", "zorgo-attack after zorgo-attack", "http://x/", "a\\"),
    *("x" * 300, "(" * 40, "le camp", "{a: {b: c}}", "# x", "../..", "0000"),
)  # fmt: skip
"""Words that mean something to one of the readers, or nearly do."""
KEYS = (
    *(
        "article",
        "draft",
        "language",
        "source",
        "entities",
        "text",
        "heading",
        "sentence",
        "id",
        "claims",
        "silent",
    ),
    *("say", "quote", "by", "to", "in", "polarity", "narrator", "mode", "revision", "cue", "basis", "reason"),
    *(
        "coreference",
        "when",
        "said",
        "against",
        "contrast",
        "disputes",
        "note",
        "edtf",
        "at",
        "words",
        "relation",
    ),
    *(
        "anchor",
        "distance",
        "class",
        "fr",
        "en",
        "aliases",
        "identifiers",
        "coordinates",
        "lat",
        "scheme",
        "rights",
    ),
)
SPARQL = (
    *(
        "SELECT",
        "CONSTRUCT",
        "ASK",
        "DESCRIBE",
        "WHERE",
        "FILTER",
        "OPTIONAL",
        "UNION",
        "BIND",
        "VALUES",
        "EXISTS",
    ),
    *(
        "SERVICE <http://x/> {",
        "GROUP BY",
        "HAVING",
        "LIMIT -1",
        "(COUNT(*) AS ?n)",
        "a",
        "?x",
        "$y",
        "_:b",
        "GRAPH",
    ),
    *(
        "<",
        ">",
        "{",
        "}",
        "(",
        ")",
        '"',
        "'''",
        "#",
        "#+ params: x:y",
        "#+ about: z",
        "#+ needs: q",
        "^^",
        "@fr",
        "/",
    ),
    *(
        "skg:admittedBy",
        "skg:nothing",
        "PREFIX : <x>",
        "BASE <y>",
        "\\u0000",
        "-1",
        "1e400",
        "true",
        ".",
        ";",
        ",",
    ),
)
"""Tokens of SPARQL and Turtle."""


MANY = 20
"""How often a line is repeated: the engine that reads policies and queries orders 200 patterns in 7 s."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file by its name from the folder, what it has become, and how."""

    file: str
    data: bytes
    how: str


def mutants(files: Mapping[str, bytes], number: int, seed: int = 1) -> Iterator[Mutant]:
    """Yield so many mutants, of every file in turn; one in four has been changed twice."""
    chance = Random(seed)
    names = sorted(files)
    for n in range(number):
        name = names[n % len(names)]
        data, how = mutated(name, files[name], chance)
        if chance.random() < 0.25:
            data, more = mutated(name, data, chance)
            how = f"{how}, {more}"
        yield Mutant(name, data, how)


def mutated(name: str, data: bytes, chance: Random) -> tuple[bytes, str]:
    """Change one thing in a file in a way that fits its kind, and say which way."""
    ways: list[Callable[[str, Random], str]] = [of_signs, of_lines, of_words, of_sizes]
    if name.endswith(".yaml"):
        ways += [of_fields, of_values, of_structure, of_structure, of_structure]
    elif not name.endswith(".txt"):
        ways += [of_tokens, of_tokens, of_nesting]
    way = chance.choice([None, *ways])
    if way is None:
        return of_bytes(data, chance), "of_bytes"
    try:
        return way(data.decode(), chance).encode(errors="surrogatepass"), way.__name__
    except (UnicodeDecodeError, RecursionError, yaml.YAMLError):  # it has been changed before
        return of_bytes(data, chance), "of_bytes"


def of_bytes(data: bytes, chance: Random) -> bytes:
    """Flip, cut, repeat, put in or end: whatever a disk or an editor could do."""
    at, other = sorted((chance.randint(0, len(data)), chance.randint(0, len(data))))
    flipped = bytes([chance.randrange(256)])
    short = data[at : at + chance.randint(1, 40)]
    return chance.choice(
        (
            data[:at] + flipped + data[at + 1 :],
            data[:at] + chance.choice(BYTES) + data[at:],
            data[:at] + data[at + len(short) :],
            data[:at] + short + data[at:],
            data[:at],
            data[:at] + data[other:],
            data[other:] + data[:other],
            b"",
        )
    )


def of_signs(text: str, chance: Random) -> str:
    """Put an odd sign somewhere, or for another, or for all of one kind."""
    at, sign = chance.randint(0, len(text)), chance.choice(SIGNS)
    met = text[at : at + 1] or " "
    return chance.choice(
        (text[:at] + sign + text[at:], text[:at] + sign + text[at + 1 :], text.replace(met, sign))
    )


def of_lines(text: str, chance: Random) -> str:
    """Lose, repeat, exchange, indent or join lines."""
    lines = text.split("\n")
    at, other = (chance.randrange(len(lines)) for _ in "ab")
    match chance.randrange(6):
        case 0:
            del lines[at : at + chance.choice((1, 1, 1, 5))]
        case 1:
            lines[other:other] = lines[at : at + chance.choice((1, 1, 4, 9))]
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = chance.choice((" ", "  ", "- ", "\t", "    ")) + lines[at]
        case 4:
            lines[at] = lines[at][chance.randint(1, 4) :]
        case 5:
            lines[at : at + 2] = [" ".join(lines[at : at + 2])]
    return "\n".join(lines)


def of_words(text: str, chance: Random) -> str:
    """Lose, repeat, exchange or replace words."""
    words = re.split(r"(\s+)", text)
    at, other = (chance.randrange(0, len(words), 2) for _ in "ab")
    match chance.randrange(4):
        case 0:
            words[at] = ""
        case 1:
            words[at] += f" {words[other]}"
        case 2:
            words[at], words[other] = words[other], words[at]
        case 3:
            words[at] = chance.choice(SCRAPS)
    return "".join(words)


def of_sizes(text: str, chance: Random) -> str:
    """Make something very much longer, or very much of it."""
    at = chance.randint(0, len(text))
    line = text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0] + "\n"
    start = text.find("\n", at) + 1
    return chance.choice(
        (
            text[:at] + "a" * 20_000 + text[at:],
            text[:at] + " " * 5_000 + text[at:],
            text[:at] + "12" * 500 + text[at:],
            text[:at] + chance.choice("[{(-'\"#<:!&,. \n") * 2_000 + text[at:],
            text[:at] + chance.choice(("- ", "a: ", "? ", "<a/", "e\u0301", "deux cent ")) * 400 + text[at:],
            text[:start] + line * MANY + text[start:],
            text + "\n" + text,
        )
    )


def of_fields(text: str, chance: Random) -> str:
    """Rename a field of YAML."""
    found = list(re.finditer(r"\b([a-z]+):(?=\s)", text))
    if not found:
        return text
    match = chance.choice(found)
    return f"{text[: match.start()]}{chance.choice(KEYS)}{text[match.end(1) :]}"


def of_values(text: str, chance: Random) -> str:
    """Replace what stands behind a field by a scrap, or by what stands behind another."""
    found = list(re.finditer(r"(?<=: ).+", text))
    if not found:
        return text
    match = chance.choice(found)
    value = chance.choice((chance.choice(SCRAPS), chance.choice(found)[0]))
    return text[: match.start()] + value + text[match.end() :]


def of_tokens(text: str, chance: Random) -> str:
    """Lose, repeat, exchange or replace tokens of SPARQL and Turtle."""
    tokens = re.findall(r"\s+|[?$@#]?[\w:.+-]+|.", text)
    at, other = (chance.randrange(len(tokens) or 1) for _ in "ab")
    if not tokens:
        return chance.choice(SPARQL)
    tokens[at] = chance.choice(
        ("", tokens[at] * 2, tokens[other], chance.choice(SPARQL), f"{tokens[at]} {chance.choice(SPARQL)}")
    )
    return "".join(tokens)


def of_nesting(text: str, chance: Random) -> str:
    """Open many groups, and close them or not."""
    at, deep = chance.randint(0, len(text)), chance.choice((5, 50, 100))
    opened, closed = chance.choice(
        ("{}", "()", "[]", "<>", ("{ ?a ?b ?c OPTIONAL {", "}}"), ("!", ""), ("-", ""))
    )
    return text[:at] + opened * deep + chance.choice(("", closed * deep)) + text[at:]


def of_structure(text: str, chance: Random) -> str:
    """Change a node of sound YAML, and write it anew: in blocks, or in braces."""
    tree = deepcopy(_tree(text))
    nodes = list(_nodes(tree))
    if not nodes:
        return text
    holder, key = chance.choice(nodes)
    other, its_key = chance.choice(nodes)
    value, its_value = holder[key], other[its_key]
    match chance.randrange(9):
        case 0:
            del holder[key]
        case 1:
            holder[key] = deepcopy(its_value)
        case 2:
            holder[key], other[its_key] = deepcopy(its_value), deepcopy(value)
        case 3:
            holder[key] = [value, deepcopy(its_value)]
        case 4:
            holder[key] = {chance.choice(KEYS): value}
        case 5:
            holder[key] = chance.choice(SCRAPS)
        case 6:
            holder[key] = [value] * chance.choice((1, 2, 100)) if chance.random() < 0.5 else []
        case 7 if isinstance(holder, dict):
            holder[chance.choice(KEYS)] = deepcopy(its_value)
        case 7:
            holder.insert(chance.randint(0, len(holder)), deepcopy(its_value))
        case 8:
            holder[key] = _deep(value, chance.choice((2, 7, 9, 300)), chance)
    return yaml.dump(
        tree,
        Dumper=_Plain,
        allow_unicode=True,
        sort_keys=chance.random() < 0.1,
        default_flow_style=chance.choice((False, False, None, True)),
        width=chance.choice((40, 10_000)),
    )


class _Plain(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes without anchors and tags."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Plain.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text))


@lru_cache(maxsize=32)
def _tree(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CBaseLoader)


def _nodes(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each list or mapping in and below a value with each key of it."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _nodes(value[key])


def _deep(value: Any, levels: int, chance: Random) -> Any:
    for _ in range(levels):
        value = [value] if chance.random() < 0.5 else {chance.choice(KEYS): value}
    return value
