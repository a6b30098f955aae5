"""The values everything else speaks in: frozen, and a bad one cannot exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg.core.ontology import EntityClass, Label, Relation


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or heading: its number from 1, and code-point offsets in the article's text."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """An article as found: ``text`` is the whole file, and offsets count its code points."""

    id: str
    text: str
    published: date
    language: str
    sha256: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article, as in the Web Annotation Data Model (§4.2.4 and §4.2.5)."""

    article: str
    sentence: int
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier that somebody else gave, and the source that shows it."""

    scheme: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Entity:
    """Anything a claim can be about. ``scope`` is the only article that speaks of it, or empty."""

    id: str
    iri: str
    kind: EntityClass
    label: Label
    aliases: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    coordinates: tuple[str, str, str] | None = None
    """Latitude and longitude in decimal degrees (WGS 84), as written, and their source."""
    scope: str = ""
    note: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the French label first, none twice."""
        return tuple(dict.fromkeys((self.label.fr, self.label.en, *self.aliases)))


@dataclass(frozen=True, slots=True)
class Literal:
    """A value of an XML Schema datatype; ``datatype`` is its local name."""

    value: str
    datatype: str


@dataclass(frozen=True, slots=True)
class Toll:
    """A stated figure of people; the bounds are computed from the comparator, never guessed.

    >>> Toll(70, "AtLeast").bounds, Toll(200, "MoreThan").bounds, Toll(10, "About").bounds
    ((70, None), (201, None), (None, None))
    """

    figure: int
    comparator: str = "Exactly"
    upper: int | None = None
    population: str = ""

    def __post_init__(self) -> None:
        if self.figure < 0:
            raise ValueError("a toll is not negative")
        if (self.comparator == "Between") != (self.upper is not None):
            raise ValueError("a toll has two figures just where it is between them")
        if self.upper is not None and self.upper < self.figure:
            raise ValueError(f"{self.upper} is less than {self.figure}")

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """The smallest and the greatest number that agree with the words; ``None`` is open."""
        n = self.figure
        return {
            "Exactly": (n, n),
            "AtLeast": (n, None),
            "MoreThan": (n + 1, None),
            "AtMost": (None, n),
            "LessThan": (None, max(n - 1, 0)),
            "About": (None, None),
            "Between": (n, self.upper),
        }[self.comparator]


@dataclass(frozen=True, slots=True)
class When:
    """A time, never finer than the words: EDTF (ISO 8601-2), or words told from an anchor."""

    edtf: str = ""
    earliest: date | None = None
    latest: date | None = None
    words: str = ""
    relation: str = ""
    anchor: str = ""
    distance: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One atomic statement: who says it, how the narrator takes it, and where it stands.

    ``subject``, ``object``, ``by``, ``to`` and ``said_in`` are IRIs; the object may be a ``Literal``
    or a ``Toll`` instead. ``polarity``, ``narrator``, ``mode``, ``basis`` and ``revision`` are local
    names of terms of the ontology's closed lists.
    """

    iri: str
    article: str
    subject: str
    relation: Relation
    object: str | Literal | Toll
    by: str
    own: bool
    """Whether the narrator himself makes the claim."""
    spans: tuple[Span, ...]
    polarity: str = "Affirmed"
    narrator: str = "Endorsed"
    mode: str = "Fact"
    basis: str = "Explicit"
    revision: str = ""
    cue: str = ""
    reason: str = ""
    coreference: str = ""
    note: str = ""
    to: str = ""
    said_in: str = ""
    against: tuple[str, ...] = ()
    contrast: str = ""
    disputes: tuple[str, ...] = ()
    holds: When | None = None
    said: When | None = None

    @property
    def key(self) -> str:
        """The last part of the IRI, by which the claim's own toll and times are named."""
        return self.iri[self.iri.rfind("/") + 1 :]

    @property
    def quote(self) -> str:
        """The words that support the claim; several passages are joined by ``[…]``."""
        return " […] ".join(span.exact for span in self.spans)

    @property
    def is_factual(self) -> bool:
        """Whether it is a fact or an estimate, and so can ever count as a fact."""
        return self.mode in ("Fact", "Estimate")


@dataclass(frozen=True, slots=True)
class Silence:
    """A sentence that yields no claim, and why."""

    article: str
    sentence: int
    because: str


@dataclass(frozen=True, slots=True)
class Seeds:
    """All that was found, said and registered, checked."""

    articles: dict[str, Article]
    entities: dict[str, Entity]
    claims: tuple[Claim, ...]
    silences: tuple[Silence, ...] = ()
