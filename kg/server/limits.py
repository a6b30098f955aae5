"""The limits of a request. Each can be set; what is over one is refused with a reason."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of an endpoint: seconds, rows, bytes and counts."""

    seconds: float = 5.0
    """How long one request may compute; its worker is then stopped."""
    rows: int = 100_000
    """Rows, or triples, of an answer."""
    answer: int = 50 * MB
    """Bytes of an answer."""
    query: int = 20_000
    """Bytes of a query."""
    nesting: int = 100
    """How deep brackets of a query may nest."""
    memory: int = 1_000 * MB
    """Bytes that a worker may hold."""
    workers: int = 4
    """How many requests compute at the same time."""
    waiting: int = 256
    """How many requests may wait for a worker."""
    patience: float = 1.0
    """Seconds after which the longest computing request makes room, if others wait and no worker is free."""
    held: int = 500 * MB
    """Bytes of answers that wait in memory for slow clients, in all."""
    cached: int = 50 * MB
    """Bytes that the response cache holds; 0 switches it off."""
    delivery: float = 30.0
    """Seconds within which a client takes the next piece of an answer, or sends the next of a question."""
