"""The words of a found file by its kind: plain text, or with the extra ``texts`` a .docx, .pdf or .html.

Each kind goes through a library that is maintained and may be passed on with ours:

- .docx: python-docx (MIT). Its parts are read, not its ``text``, which leaves out text boxes and insertions.
- .pdf: pypdf (BSD), in pure Python. PDFium resolves ligatures by itself, but shuffles the letters of Arabic.
- .html: trafilatura (Apache 2.0), which finds the article in a page, and keeps the lists that Resiliparse
  takes for navigation. Its tree is read, not its plain text, in which no-break spaces are lost.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from kg.errors import InvalidSeeds, KgError, Problem, count

EXTRA = "pip install 'sahel-kg[texts]'"
REFUSED = (
    ".doc",
    ".odt",
    ".rtf",
    ".pages",
    ".epub",
    ".xls",
    ".xlsx",
    ".ppt",
    ".pptx",
    ".jpg",
    ".jpeg",
    ".png",
    ".zip",
)
MAX_UNPACKED = 200_000_000
"""The most bytes of a .docx when it is unpacked."""

Read = tuple[str, list[str]]
"""The words, and what is to be told about them."""

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
}
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")

BROKEN = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""How these libraries fail on a file that is damaged: they were written for sound ones."""


def read_document(data: bytes, suffix: str, name: str) -> Read:
    """Read the words of a file, whose kind its first bytes or its suffix say; pages end with a form feed.

    Raises ``InvalidSeeds`` where it is not to be read, and ``KgError`` where a library is not installed.
    """
    kind = ".pdf" if data[:5] == b"%PDF-" else ".docx" if data[:4] == b"PK\x03\x04" else suffix
    if suffix in REFUSED:
        raise _refused(name, f"{suffix} is not read", "save it as .docx, .html or plain text")
    if kind not in READERS:
        return _read_plain(data, name)
    try:
        return READERS[kind](data, name)
    except ImportError as error:
        raise KgError(f"{name}: to read {kind}, {EXTRA} (there is no module '{error.name}')") from None
    except BROKEN as error:
        raise _refused(name, f"cannot be read as {kind}", f"{error}".split("\n")[0][:80]) from None


def _refused(name: str, what: str, hint: str, line: int = 1) -> InvalidSeeds:
    return InvalidSeeds([Problem(name, line, what, hint)])


def _read_plain(data: bytes, name: str) -> Read:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16"), ["read as UTF-16"]
        except UnicodeDecodeError:
            raise _refused(name, "not UTF-16, as its first bytes say", "save it as UTF-8") from None
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refused(name, "not UTF-8", "save it as UTF-8", line) from None


def _read_docx(data: bytes, name: str) -> Read:
    import docx

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if (size := sum(part.file_size for part in package.infolist())) > MAX_UNPACKED:
            raise _refused(name, f"{size} bytes when unpacked", f"at most {MAX_UNPACKED}")
    document = docx.Document(io.BytesIO(data))
    heading_ids = {s.style_id for s in document.styles if (s.name or "").startswith(("Heading", "Title"))}
    paragraphs, headings = [], 0
    for paragraph in document.element.body.iter(f"{_WORD}p"):
        if words := "".join(_runs(paragraph)).strip(" \n"):
            style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
            is_heading = style is not None and style.get(f"{_WORD}val") in heading_ids
            headings += is_heading
            paragraphs.append(f"### {words}" if is_heading else words)
    return "\n\n".join(paragraphs), [*_headings_told(headings), *_told_of_docx(document)]


def _runs(element: Any) -> Iterator[str]:
    """Yield the words of a paragraph as if tracked changes were accepted, but not of paragraphs in it."""
    for part in element:
        tag = str(part.tag).removeprefix(_WORD)
        if tag == "t":
            yield part.text or ""
        elif tag in _SIGNS:
            yield "" if part.get(f"{_WORD}type") in ("page", "column") else _SIGNS[tag]
        elif tag not in ("p", "del", "moveFrom", "pPr", _FALLBACK):
            yield from _runs(part)


def _told_of_docx(document: Any) -> Iterator[str]:
    body = document.element.body
    inserted, deleted = (sum(1 for _ in body.iter(f"{_WORD}{tag}")) for tag in ("ins", "del"))
    if inserted or deleted:
        accepted = f"{count(inserted, 'insertion')} and {count(deleted, 'deletion')}"
        yield f"took tracked changes as accepted: {accepted}"
    if notes := len({note.get(f"{_WORD}id") for note in body.iter(f"{_WORD}footnoteReference")}):
        yield f"left out {count(notes, 'footnote')}"


def _headings_told(number: int) -> list[str]:
    return [f"marked {count(number, 'heading')} with ###"] if number else []


def _read_pdf(data: bytes, name: str) -> Read:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports each damage that it mends
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _refused(name, "locked with a password", "save it without one")
        pages = [page.extract_text() for page in reader.pages]
    except pypdf.errors.PyPdfError as error:
        raise ValueError(str(error)) from None
    words = "\f".join(pages)
    if len(_ARABIC.findall(words)) * 5 > sum(sign.isalpha() for sign in words):
        hint = "take the text from the page itself, or from a .docx"
        raise _refused(name, "Arabic comes out of a PDF in another order", hint)
    empty = [str(number) for number, page in enumerate(pages, 1) if not page.strip()]
    told = [f"took the words of {count(len(pages), 'page')}: compare them with the PDF"]
    return words, told + ([f"no words on page {', '.join(empty)}: a picture?"] if empty else [])


def _read_html(data: bytes, name: str) -> Read:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    page = _decode_html(data, name)
    found: Any = trafilatura.bare_extraction(
        page, favor_recall=True, include_comments=False, include_formatting=True, with_metadata=False
    )
    if found is None:
        raise _refused(name, "no article in this page", "copy its words into a plain text")
    words = _collapse("".join(_blocks(found.body)))
    of = len(trafilatura.html2txt(page).split())
    told = [f"took {len(words.split())} of the {of} words of the page: compare them with it"]
    return words, [*told, *_headings_told(sum(1 for _ in found.body.iter("head")))]


def _decode_html(data: bytes, name: str) -> str:
    """Decode a page as UTF-8, or else as it declares: guessing would go unseen."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:4096])
        try:
            return data.decode(declared[1].decode("ascii") if declared else "ascii")
        except (UnicodeDecodeError, LookupError):
            raise _refused(name, "not UTF-8, nor what it declares", "save it as UTF-8") from None


def _blocks(element: Any) -> Iterator[str]:
    """Yield the words of the tree of trafilatura; a control character stands for each break."""
    is_block = element.tag in (
        "body",
        "head",
        "p",
        "list",
        "quote",
        "table",
        "ab",
        "code",
        "div",
        "row",
        "item",
    )
    between = "\v" if element.tag in ("row", "item", "lb") else "\f" if is_block else ""
    yield between + ("### " if element.tag == "head" else "") + (element.text or "")
    for part in element:
        yield from _blocks(part)
        yield ("\x1f" if element.tag == "row" else "") + (part.tail or "")
    yield between


def _collapse(words: str) -> str:
    """Collapse white space as a page shows it, no-break spaces kept."""
    plain = re.sub(r"[ \t\n\r]+", " ", words)
    plain = re.sub(r"[ \v\f]+", lambda m: "\n\n" if "\f" in m[0] else "\n" if "\v" in m[0] else " ", plain)
    return re.sub(r"\t+(?=\n|$)", "", re.sub(r" *\x1f *", "\t", plain)).strip("\n ")


READERS = {
    ".docx": _read_docx,
    ".pdf": _read_pdf,
    ".html": _read_html,
    ".htm": _read_html,
    ".xhtml": _read_html,
}
