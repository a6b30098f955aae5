"""Which format a client gets: proactive content negotiation (RFC 9110 §12, q-values and wildcards)."""

from __future__ import annotations

from functools import lru_cache

ROWS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
"""Media types of rows, the preferred first; the last three are what clients ask for out of habit."""
GRAPHS = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/trig": "trig",
    "application/n-quads": "nq",
    "application/json": "jsonld",
    "application/xml": "rdf",
    "text/xml": "rdf",
    "text/plain": "nt",
}
"""Media types of triples, the preferred first; the last four are what clients ask for out of habit."""
EXTENSIONS = {form: media for table in (GRAPHS, ROWS) for media, form in reversed(table.items())}
"""The proper media type of each format."""


@lru_cache(maxsize=1024)
def choose(accept: str, offered: tuple[str, ...]) -> str | None:
    """Return the media type of those offered that an ``Accept`` header likes best; the first wins a tie.

    >>> choose("text/csv;q=0.5, application/sparql-results+xml", tuple(ROWS))
    'application/sparql-results+xml'
    >>> choose("image/png", tuple(ROWS)) is None
    True
    """
    ranges = _ranges(accept)
    if not ranges:
        return offered[0]
    weighed = [(_weight(media, ranges), -place, media) for place, media in enumerate(offered)]
    weight, _, media = max(weighed)
    return media if weight > 0 else None


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
    """Tell whether a client takes gzip, by its ``Accept-Encoding`` header.

    >>> accepts_gzip("br, gzip;q=0.8"), accepts_gzip("gzip;q=0"), accepts_gzip("")
    (True, False, False)
    """
    ranges = _ranges(accept_encoding)
    return ranges.get("gzip", ranges.get("*/*", 0.0)) > 0
