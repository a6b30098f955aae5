"""Proactive content negotiation: which format a client gets (RFC 9110 §12, q-values and wildcards)."""

from __future__ import annotations

from functools import lru_cache

from kg.core.media import RDF, RESULTS

ROWS = {media: form for form, media in RESULTS.items()} | {
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
"""Formats of rows by media type, the preferred first; the last three are what some clients send instead."""
TRIPLES = {media: form for form, media in RDF.items()} | {
    "application/json": "jsonld",
    "application/xml": "rdf",
    "text/xml": "rdf",
    "text/plain": "nt",
}
"""Formats of triples by media type, the preferred first; the last four are what some clients send instead."""
HTML = "text/html"
EXTENSIONS = RDF | RESULTS
"""The media type of each format."""
_FORMAT_FIELD = {
    "json": "application/sparql-results+json, application/ld+json",
    "xml": "application/sparql-results+xml, application/rdf+xml",
    "turtle": "text/turtle",
    "n3": "text/turtle",
    "ntriples": "application/n-triples",
    "json-ld": "application/ld+json",
    "rdf+xml": "application/rdf+xml",
}
"""What SPARQLWrapper and other clients say in a field beside their ``Accept``, of rows and triples alike."""
_CACHED = 500
"""Characters of a header up to which its outcome is cached: a hostile one is long, and never the same."""


def accept_of_format(form: str) -> str | None:
    """Return what a format of a request's field would be as an ``Accept`` header: a name, or a media type.

    >>> accept_of_format("csv"), accept_of_format("turtle"), accept_of_format("docx") is None
    ('text/csv', 'text/turtle', True)
    """
    return _FORMAT_FIELD.get(form) or EXTENSIONS.get(form) or (form if "/" in form else None)


def choose(accept: str, offered: tuple[str, ...]) -> str | None:
    """Return the media type of those offered that an ``Accept`` header likes best; the first wins a tie.

    >>> choose("text/csv;q=0.5, application/sparql-results+xml", tuple(ROWS))
    'application/sparql-results+xml'
    >>> choose("image/png", tuple(ROWS)) is None
    True
    """
    return _cached(accept, offered) if len(accept) <= _CACHED else _negotiate(accept, offered)


def _negotiate(accept: str, offered: tuple[str, ...]) -> str | None:
    ranges = _ranges(accept)
    if not ranges:
        return offered[0]
    weighed = [(_weight(media, ranges), -place, media) for place, media in enumerate(offered)]
    weight, _, media = max(weighed)
    return media if weight > 0 else None


_cached = lru_cache(maxsize=1024)(_negotiate)


def _weight(media: str, ranges: dict[str, float]) -> float:
    """Return the q-value of a media type: that of the most specific range that holds it."""
    for name in (media, media.partition("/")[0] + "/*", "*/*"):
        if name in ranges:
            return ranges[name]
    return 0.0


def _ranges(accept: str) -> dict[str, float]:
    """Read an ``Accept`` header; what is malformed in it is not there."""
    ranges: dict[str, float] = {}
    for part in accept.split(","):
        name, *parameters = (word.strip().lower() for word in part.split(";"))
        if name:
            name = "*/*" if name == "*" else name
            ranges[name] = max(ranges.get(name, 0.0), _quality(parameters))
    return ranges


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def accepts_gzip(accept_encoding: str) -> bool:
    """Return whether a client takes gzip, by its ``Accept-Encoding`` header.

    >>> accepts_gzip("br, gzip;q=0.8"), accepts_gzip("gzip;q=0"), accepts_gzip("")
    (True, False, False)
    """
    ranges = _ranges(accept_encoding)
    return ranges.get("gzip", ranges.get("*/*", 0.0)) > 0
