"""Names of things: ids as curators write them, IRIs as RDF has them, and names as readers type them."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata

import pyoxigraph as ox

from kg.core.namespaces import BASE

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class EntityId(str):
    """An id in a seed: lower-case ASCII words joined by hyphens.

    >>> EntityId("bamako-attack")
    'bamako-attack'
    >>> EntityId("JNIM ")
    Traceback (most recent call last):
    ValueError: not an id: 'JNIM '
    """

    __slots__ = ()

    def __new__(cls, text: str) -> EntityId:
        if not _ID.fullmatch(text):
            raise ValueError(f"not an id: {text!r}")
        return super().__new__(cls, text)


def as_iri(path: str, name: str) -> str:
    """Mint the flat IRI of a resource: ``path`` is its kind, ``name`` its id.

    >>> as_iri("actor", "jnim")
    'https://w3id.org/sahel-kg/actor/jnim'
    """
    return f"{BASE}{path}/{name}"


def part_of(article: str, name: str) -> str:
    """Name what belongs to one article; no id holds an underscore, so that no two pairs give one name.

    >>> part_of("moura", "2022-toll") == part_of("moura-2022", "toll")
    False
    """
    return f"{article}_{name}"


def is_iri(text: str) -> bool:
    """Tell whether a text is an absolute IRI (RFC 3987): whether the store takes it, that is.

    >>> is_iri("https://w3id.org/sahel-kg/actor/jnim"), is_iri("actor jnim"), is_iri("https://w3id.org/%zz")
    (True, False, False)
    """
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def content_key(*parts: object) -> str:
    """Make a short key from content: 60 bits of SHA-256 in lower-case base32.

    >>> content_key("a", 1) == content_key("a", 1) != content_key("a", 2)
    True
    """
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return base64.b32encode(digest[:8])[:12].decode().lower()


def check_language(tag: str) -> str:
    """Return a primary language subtag of BCP 47. Raises ``ValueError`` for anything else."""
    if not re.fullmatch(r"[a-z]{2,3}", tag):
        raise ValueError(f"bad language '{tag}'")
    return tag


def fold(name: str) -> str:
    """Reduce a name to what a reader may type: no case, no accents, no punctuation.

    >>> fold("Alliance des États du Sahel") == fold("alliance des etats-du sahel")
    True
    >>> fold("l’Azawad"), fold("JNIM")
    ('l azawad', 'jnim')
    """
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "Oe")).casefold()
    if not plain.isascii():  # the slow part, which few names need
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", plain))
