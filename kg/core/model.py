"""The values that every room speaks in: frozen, and validated where they are made: no bad one exists.

The same types hold what was read from the seeds and what is read back from a built graph. A field of a claim
that is one RDF statement names its property here, and is written, read back and laid out as table and page
data from this one place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from string import ascii_lowercase
from typing import Any

from kg.core.iris import EntityId, as_iri, check_language, is_iri, part_of
from kg.core.namespaces import CITO, DCTERMS, PROV, SCHEMA, SKG, SKOS, shorten
from kg.core.ontology import EntityClass, Label, Ontology, Relation

STATUSES = (
    "Prescribed", "Analysis", "Evaluation", "Denied", "Rejected",
    "Distanced", "Contested", "Estimated", "Reported", "Asserted",
)  # fmt: skip
"""The status of claims in the order of precedence: a claim has the first that fits."""
CHOICES = {
    "polarity": ("Affirmed", "Negated"),
    "narrator": ("Endorsed", "Reported", "Distanced", "Rejected"),
    "mode": ("Fact", "Estimate", "Analysis", "Evaluation", "Prescription"),
    "basis": ("Explicit", "Presupposed", "Inferred"),
    "revision": ("First", "Revised"),
    "relation": ("Since", "Before", "After", "During", "At"),
    "comparator": ("Exactly", "AtLeast", "MoreThan", "AtMost", "LessThan", "About", "Between", "Vague"),
    "status": STATUSES,
}
"""The closed lists, by the field of a claim, time or toll that holds one of their terms."""
ELISION = " […] "
"""What stands between passages of one quote that stand apart."""
CONTEXT = 32
"""The most code points of ``prefix`` and ``suffix`` in an ``oa:TextQuoteSelector``."""
ENTRY_ID = re.compile(r"[1-9][0-9]{0,5}[a-z]{0,2}")
"""The id of a sentence or heading."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_EDTF = re.compile(r"[0-9XYSET?~%/.,:{}\[\]+Z-]{1,64}")
_WEB = re.compile(r"https?://[^/\s]")
_DURATION = re.compile(r"P(?=[0-9])([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?")
_DECIMAL = re.compile(r"-?[0-9]{1,3}(\.[0-9]+)?")
_LEXICAL = {"boolean": re.compile("true|false"), "integer": re.compile("0|-?[1-9][0-9]*")}
"""The canonical lexical forms of the datatypes that have one (https://www.w3.org/TR/xmlschema11-2/)."""


class InvalidValue(ValueError):
    """A value that cannot exist: which field is wrong, what is wrong with it, and what would be right."""

    def __init__(self, field: str, what: str, hint: str = ""):
        super().__init__(f"{field}: {what}" + (f" ({hint})" if hint else ""))
        self.field, self.what, self.hint = field, what, hint


def _require(true: object, name: str, what: str, hint: str = "") -> None:
    if not true:
        raise InvalidValue(name, what, hint)


def _require_iris(value: object, *names: str) -> None:
    """Require that fields hold an absolute IRI, or several; an empty one is left to its own rule."""
    for name in names:
        held = getattr(value, name)
        for iri in (held,) if isinstance(held, str) else held:
            _require(is_iri(iri), name, f"not an absolute IRI: {iri!r}")


def as_id(text: str, name: str = "id") -> EntityId:
    """Return the id that a field holds. Raises ``InvalidValue`` where it is none."""
    try:
        return EntityId(text)
    except ValueError as error:
        raise InvalidValue(name, str(error), "lower-case words joined by hyphens") from None


def _require_id(value: object, name: str) -> None:
    """Require that a field holds an id, or several."""
    held = getattr(value, name)
    for each in (held,) if isinstance(held, str) else held:
        as_id(each, name)


def _require_choice(value: object, *names: str, optional: bool = False) -> None:
    """Require that fields hold a term of their closed lists."""
    for name in names:
        held, known = getattr(value, name), CHOICES[name]
        fits = held in known or (optional and held == "")
        _require(fits, name, f"no {name} {held!r}", "one of " + ", ".join(known))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or heading of an article, with code-point offsets of the file.

    ``id`` is permanent: a number, with letters behind it where a sentence was split or came in later.
    """

    article: str
    id: str
    start: int
    end: int
    text: str
    is_heading: bool = False
    section: str = ""
    """The id of the heading under which it stands, or empty."""
    silent_because: str = ""
    """Why it yields no claim; empty where it yields one."""

    def __post_init__(self) -> None:
        _require_id(self, "article")
        require_entry_id(self.id)
        if self.section:
            require_entry_id(self.section, "section")
        _require(self.start >= 0, "start", f"before the text: {self.start}")
        _require(len(self.text) == self.end - self.start > 0, "end", f"not {len(self.text)} from the start")

    @property
    def iri(self) -> str:
        """The IRI of the sentence."""
        return as_iri("sentence", part_of(self.article, self.id))

    @property
    def number(self) -> int:
        """The number in its id, which the parts of a split sentence share."""
        return int(self.id.rstrip(ascii_lowercase))


def require_entry_id(text: str, name: str = "id") -> None:
    """Require the id of a sentence or heading. Raises ``InvalidValue``."""
    _require(ENTRY_ID.fullmatch(text), name, f"not the id of a sentence: '{text}'", "a number, as 7, or 7a")


@dataclass(frozen=True, slots=True)
class Time:
    """A time, never finer than the words: EDTF (ISO 8601-2) with its bounds, or words told from an anchor.

    ``earliest`` and ``latest`` are the first and the last day that agree with it; ``None`` is open or
    unknown. ``distance`` is an ISO 8601 duration in whole years, months, weeks or days.
    """

    edtf: str = ""
    earliest: date | None = None
    latest: date | None = None
    words: str = ""
    relation: str = ""
    anchor: str = ""
    distance: str = ""

    def __post_init__(self) -> None:
        _require(self.edtf or self.words, "words", "a time without words or a date")
        _require(not self.edtf or _EDTF.fullmatch(self.edtf), "edtf", f"bad date '{self.edtf}'")
        for name in ("earliest", "latest"):
            day = getattr(self, name)
            _require(day is None or type(day) is date, name, f"not a day: {day!r}")
        in_order = not (self.earliest and self.latest) or self.earliest <= self.latest
        _require(in_order, "latest", f"{self.latest} is before {self.earliest}")
        _require_choice(self, "relation", optional=True)
        _require(bool(self.relation) == bool(self.anchor), "anchor", "'relation' and 'anchor' go together")
        if self.anchor:
            _require_iris(self, "anchor")
        fits = not self.distance or _DURATION.fullmatch(self.distance)
        _require(fits, "distance", f"bad duration '{self.distance}'", "ISO 8601, as in P3D")

    def __str__(self) -> str:
        how = " ".join(filter(None, (self.relation.lower(), shorten(self.anchor), self.distance)))
        return f"{self.words or self.edtf} ({how})" if how else self.words or self.edtf


TEXT, WORDS, TERM, IRI, IRIS, NUMBER = "text", "words", "term", "IRI", "IRIs", "number"
"""What a field holds: a text, words of the article, a term of a closed list, an IRI or nothing, any number of
IRIs, an ``xsd:integer`` or ``None``."""


def _stated(prop: str, holds: str, default: Any = "") -> Any:
    """Declare a field that is one RDF statement for each of its values."""
    return field(default=default, metadata={"property": prop, "holds": holds})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an article comes from: who published it, when (EDTF), and who sends it if it is a release."""

    published: Time
    publisher: str = _stated(SCHEMA.publisher, TEXT)
    title: str = _stated(SCHEMA.headline, WORDS)
    author: str = _stated(SCHEMA.author, TEXT)
    sender: str = _stated(SKG.sender, TEXT)
    url: str = _stated(SCHEMA.url, IRI)
    archived: str = _stated(SCHEMA.archivedAt, IRI)
    rights: str = _stated(DCTERMS.rights, TEXT)
    """What may be passed on, in words; ``quotes-only`` keeps all but the quotes back."""
    original_sha256: str = _stated(SKG.originalSha256, TEXT)
    """The SHA-256 digest of the found file that the text was taken from, in hexadecimal."""

    def __post_init__(self) -> None:
        when = self.published
        dated = when.edtf and not when.words and when.earliest and when.latest
        _require(dated, "published", f"no days between which it appeared: '{when}'")
        digest = self.original_sha256
        _require(
            not digest or _SHA256.fullmatch(digest), "original_sha256", f"not a SHA-256 digest: '{digest}'"
        )
        for name in ("url", "archived"):
            address = getattr(self, name)
            _require(not address or _WEB.match(address), name, f"not an address: '{address}'", "https://…")
            _require(not address or is_iri(address), name, f"not an address: '{address}'", "https://…")

    @property
    def voice(self) -> str:
        """The name by which its narrator is called: the sender, else the publisher; empty if unknown."""
        return self.sender or self.publisher


@dataclass(frozen=True, slots=True)
class Article:
    """An article as found: ``text`` is the whole file, and offsets count its code points.

    A built graph holds the sentences and the digest alone, so ``text`` is empty when read from there.
    """

    id: str
    source: Source
    language: str
    sha256: str
    sentences: tuple[Sentence, ...]
    text: str = ""

    def __post_init__(self) -> None:
        _require_id(self, "id")
        try:
            check_language(self.language)
        except ValueError as error:
            raise InvalidValue("language", str(error), "as in BCP 47: fr") from None
        _require(_SHA256.fullmatch(self.sha256), "sha256", f"not a SHA-256 digest: {self.sha256!r}")
        before, known = 0, set[str]()
        for sentence in self.sentences:
            _require(sentence.article == self.id, "sentences", f"one of {sentence.article}")
            _require(before <= sentence.start, "sentences", f"sentence {sentence.id} is out of order")
            _require(sentence.id not in known, "sentences", f"sentence {sentence.id} twice")
            before = sentence.end
            known.add(sentence.id)
            written = self.text[sentence.start : sentence.end] if self.text else sentence.text
            _require(written == sentence.text, "text", f"not that of sentence {sentence.id}")

    @property
    def iri(self) -> str:
        """The IRI of the article."""
        return as_iri("article", self.id)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article, as in the Web Annotation Data Model (§4.2.4 and §4.2.5)."""

    article: str
    sentence: str
    """The id of its sentence or heading."""
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str

    def __post_init__(self) -> None:
        _require_id(self, "article")
        require_entry_id(self.sentence, "sentence")
        _require(self.start >= 0, "start", f"before the text: {self.start}")
        _require(len(self.exact) == self.end - self.start > 0, "end", f"not {len(self.exact)} from the start")
        for name in ("prefix", "suffix"):
            _require(len(getattr(self, name)) <= CONTEXT, name, f"longer than {CONTEXT} code points")

    @property
    def iri(self) -> str:
        """The IRI of the span."""
        return as_iri("span", part_of(self.article, f"{self.start}-{self.end}"))


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier that somebody else gave, and the source that shows it."""

    scheme: str
    value: str
    source: str

    def __post_init__(self) -> None:
        for each in fields(self):
            _require(getattr(self, each.name).strip(), each.name, "empty")


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

    def __post_init__(self) -> None:
        _require_id(self, "id")
        _require_iris(self, "iri")
        _require("Entity" in self.kind.ancestors, "kind", f"no class of entities: {self.kind.name}")
        _require(self.label.fr.strip() and self.label.en.strip(), "label", "empty in one language")
        _require(all(alias.strip() for alias in self.aliases), "aliases", "one is empty")
        if self.coordinates:
            for degrees, limit in zip(self.coordinates, (90, 180), strict=False):
                fits = _DECIMAL.fullmatch(degrees) and abs(float(degrees)) <= limit
                _require(fits, "coordinates", f"bad number '{degrees}'", f"decimal degrees within ±{limit}")
            _require(len(self.coordinates) == 3 and self.coordinates[2], "coordinates", "no source")
        if self.scope:
            _require_id(self, "scope")

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the French label first, none twice."""
        return tuple(dict.fromkeys((self.label.fr, self.label.en, *self.aliases)))


@dataclass(frozen=True, slots=True)
class Literal:
    """A value of an XML Schema datatype; ``datatype`` is its local name."""

    value: str
    datatype: str

    def __post_init__(self) -> None:
        _require(self.datatype.isidentifier(), "datatype", f"no name of a datatype: {self.datatype!r}")
        canonical = _LEXICAL.get(self.datatype)
        fits = canonical.fullmatch(self.value) if canonical else self.value.strip()
        _require(fits, "value", f"not a canonical {self.datatype}: {self.value!r}")


@dataclass(frozen=True, slots=True)
class Toll:
    """A stated figure of people; the bounds are computed from the comparator, never guessed.

    >>> Toll(70, "AtLeast").bounds, Toll(200, "MoreThan").bounds, Toll(10, "About").bounds
    ((70, None), (201, None), (None, None))

    A vague one has words of the text in place of a figure, and no bounds.

    >>> Toll(None, "Vague", words="des dizaines").bounds
    (None, None)
    """

    figure: int | None
    comparator: str = "Exactly"
    upper: int | None = None
    population: str = ""
    words: str = ""
    """Of a vague toll: *des dizaines*, *scores*, letter for letter."""

    def __post_init__(self) -> None:
        _require_choice(self, "comparator")
        is_vague = self.comparator == "Vague"
        _require((self.figure is None) == is_vague, "figure", "a toll has a figure, unless it is vague")
        _require(bool(self.words.strip()) == is_vague, "words", "a vague toll has words, and no other")
        _require(self.figure is None or self.figure >= 0, "figure", "a toll is not negative")
        between = (self.comparator == "Between") == (self.upper is not None)
        _require(between, "upper", "a toll has two figures just where it is between them")
        in_order = self.upper is None or self.figure is None or self.upper >= self.figure
        _require(in_order, "upper", f"{self.upper} is less than {self.figure}")

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """The smallest and the greatest number that agree with the words; ``None`` is open."""
        n = self.figure
        if n is None:
            return None, None
        return {
            "Exactly": (n, n),
            "AtLeast": (n, None),
            "MoreThan": (n + 1, None),
            "AtMost": (None, n),
            "LessThan": (None, max(n - 1, 0)),
            "About": (None, None),
            "Between": (n, self.upper),
        }[self.comparator]

    def label(self, ontology: Ontology) -> Label:
        """Return the toll as it was said, in both languages: *au moins 70*, *at least 70*."""
        words = ontology.terms[self.comparator]
        to = ("", "") if self.upper is None else (f" et {self.upper}", f" and {self.upper}")
        whom = f" {self.population}" if self.population else ""
        if self.figure is None:
            return Label(f"« {self.words} »{whom}", f"“{self.words}”{whom}")
        return Label(f"{words.fr} {self.figure}{to[0]}{whom}", f"{words.en} {self.figure}{to[1]}{whom}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One atomic statement: who says it, how the narrator takes it, and where it stands.

    The object is the IRI of an entity or of another claim, a ``Literal`` or a ``Toll``. ``status``,
    ``conflicts`` and ``admitted_by`` are computed when claims are put into a graph, and empty before.
    """

    iri: str
    article: str
    subject: str
    relation: Relation
    object: str | Literal | Toll
    spans: tuple[Span, ...]
    claimant: str = _stated(PROV.wasAttributedTo, IRI)
    polarity: str = _stated(SKG.polarity, TERM, "Affirmed")
    narrator: str = _stated(SKG.narratorStance, TERM, "Endorsed")
    mode: str = _stated(SKG.mode, TERM, "Fact")
    basis: str = _stated(SKG.basis, TERM, "Explicit")
    status: str = _stated(SKG.status, TERM)
    cue: str = _stated(SKG.cue, WORDS)
    coreference: str = _stated(SKG.coreference, TEXT)
    reason: str = _stated(SKG.reason, TEXT)
    note: str = _stated(SKOS.note, TEXT)
    reading_note: str = _stated(SKG.readingNote, TEXT)
    """What the check of the claim against its quote could not read; computed."""
    to: str = _stated(SKG.addressedTo, IRI)
    said_in: str = _stated(SKG.saidIn, IRI)
    contrast: str = _stated(SKG.contrastCue, WORDS)
    against: tuple[str, ...] = _stated(SKG.setAgainst, IRIS, ())
    conflicts: tuple[str, ...] = _stated(SKG.conflictsWith, IRIS, ())
    disputes: tuple[str, ...] = _stated(CITO.disputes, IRIS, ())
    revision: str = ""
    """Of a toll: first or revised."""
    holds: Time | None = None
    said: Time | None = None
    admitted_by: tuple[str, ...] = ()
    """The names of the policies that admit it."""

    def __post_init__(self) -> None:
        _require_iris(self, "iri", "subject", "claimant")
        _require_id(self, "article")
        _require_choice(self, "revision", optional=True)
        _require_id(self, "admitted_by")
        self._check_stated()
        self._check_object()
        self._check_evidence()
        self._check_together()

    def _check_stated(self) -> None:
        for name, (_, holds) in STATED.items():
            value = getattr(self, name)
            if holds in (IRI, IRIS) and value:
                _require_iris(self, name)
            elif holds == TERM:
                _require_choice(self, name, optional=name == "status")
            elif holds == NUMBER:
                _require(value is None or type(value) is int, name, f"no whole number: {value!r}")

    def _check_object(self) -> None:
        relation = self.relation
        kind = "Toll" if relation.range == "Toll" else relation.range if relation.literal else ""
        given = self.object
        held = "Toll" if isinstance(given, Toll) else given.datatype if isinstance(given, Literal) else ""
        takes = f"'{relation.name}' takes {kind or relation.range}"
        _require(held == kind, "object", f"{takes}, not {held or given}")
        if isinstance(given, str):
            _require_iris(self, "object")
        _require(self.iri not in (self.subject, given), "subject", "a claim about itself", "another id")

    def _check_evidence(self) -> None:
        _require(self.spans, "spans", "no evidence", "the shortest words that support the claim")
        here = {span.article for span in self.spans} == {self.article}
        _require(here, "spans", f"a quote from another article than {self.article}")
        places = [span.start for span in self.spans]
        _require(places == sorted(places), "spans", "the passages are not in the order of the text")

    def _check_together(self) -> None:
        own = self.is_narrators
        _require(not own or self.narrator == "Endorsed", "narrator", "the narrator's own claims are endorsed")
        needs = self.narrator != "Endorsed" and not self.cue
        _require(not needs, "cue", "what the narrator does not endorse needs its cue")
        inferred = self.basis != "Inferred" or self.reason
        _require(inferred, "basis", "an inference needs its 'reason'")
        counts = not self.revision or isinstance(self.object, Toll)
        _require(counts, "revision", "only a toll is first or revised")
        alone = "against" if self.against else "contrast"
        together = bool(self.contrast) == bool(self.against)
        _require(together, alone, "'against' and 'contrast' (its cue) go together")
        _require(self.iri not in self.against, "against", "'against' names the claim itself")
        _require(self.iri not in self.disputes, "disputes", "'disputes' names the claim itself")

    @property
    def key(self) -> str:
        """The last part of the IRI, by which the claim's own toll and times are named."""
        return self.iri[self.iri.rfind("/") + 1 :]

    @property
    def quote(self) -> str:
        """The words that support the claim; several passages are joined by ``[…]``."""
        return ELISION.join(span.exact for span in self.spans)

    @property
    def target(self) -> str:
        """The object as one text: an IRI, the IRI of the toll, or the words of the value."""
        if isinstance(self.object, str):
            return self.object
        return as_iri("toll", self.key) if isinstance(self.object, Toll) else self.object.value

    @property
    def is_narrators(self) -> bool:
        """Whether the narrator of the article makes the claim himself."""
        return self.claimant == narrator_of(self.article)

    @property
    def is_factual(self) -> bool:
        """Whether it is a fact or an estimate, and so can ever count as a fact."""
        return self.mode in ("Fact", "Estimate")

    @property
    def is_admissible(self) -> bool:
        """Whether a policy may admit it: it affirms a fact or an estimate."""
        return self.is_factual and self.polarity == "Affirmed"

    @property
    def place(self) -> tuple[str, int, int, str]:
        """Where it stands in its article, to sort claims in the order of the text."""
        return self.article, self.spans[0].start, self.spans[-1].end, self.iri


def _statements(kind: type[Claim | Source]) -> dict[str, tuple[str, str]]:
    return {each.name: (*each.metadata.values(),) for each in fields(kind) if each.metadata}


STATED, SOURCE = _statements(Claim), _statements(Source)
"""The fields of a claim, and of a source, that are plain RDF statements: property and what they hold."""
_COLUMNS = (
    *("claim", "article", "sentence", "subject", "subject_name", "relation", "object", "object_name"),
    *("claimant", "claimant_name", "polarity", "narrator", "mode", "basis", "status", "admitted_by"),
    *("quote", "cue", "coreference", "reason", "to", "said_in", "holds", "said", "revision"),
    *("against", "contrast", "conflicts", "disputes", "note"),
)
ARTICLE_COLUMNS = ("language", "source", "published", "rights")
"""Of the article of a claim: the language of the quote, whose it is, since when, its rights."""
CLAIM_COLUMNS = (*_COLUMNS, *(name for name in STATED if name not in _COLUMNS), *ARTICLE_COLUMNS)
"""The columns of claims as a table, in ``claims.csv`` and in what a page saves; new fields come last."""


def narrator_of(article: str) -> str:
    """Return the IRI of the narrator of an article, the voice of every claim that nobody else makes."""
    return as_iri("voice", part_of(article, "narrator"))


def in_order(claims: Iterable[Claim]) -> list[Claim]:
    """Return claims in the order of the text."""
    return sorted(claims, key=lambda claim: claim.place)


@dataclass(frozen=True, slots=True)
class Seeds:
    """All that was found, said and registered, checked, with the ontology that it is written in."""

    ontology: Ontology
    articles: dict[str, Article]
    entities: dict[str, Entity]
    claims: tuple[Claim, ...]
    drafts: tuple[str, ...] = ()
    """The articles that are left out because their curation is a draft."""
