"""Exceptions of this package, each with its data, and problems of the seeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FEW = 12
"""Names up to which a message lists them all."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in the seeds, with its place: ``file:line: what (hint)``, in one line."""

    file: str
    line: int
    what: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.file}:{self.line}: {self.what}{hint}".replace("\n", "↵")  # of a quote in a block


class KgError(Exception):
    """Anything this package refuses; its text is fit to be shown as it is."""


class InvalidSeeds(KgError):
    """The seeds have problems; ``problems`` lists all of them."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class LostClaims(KgError):
    """Not every claim that was written is there: a fault of this package, and nothing is built from it."""

    def __init__(self, written: int, found: int, step: str):
        super().__init__(f"{written} claims were written, and {found} {step}: nothing is built (report this)")


class UnknownName(KgError):
    """A name that is not among those known; ``name`` and ``known`` hold both."""

    kind = "name"

    def __init_subclass__(cls, kind: str) -> None:
        cls.kind = kind

    def __init__(self, name: str, known: Iterable[str]):
        self.name, self.known = name, tuple(sorted(known))
        hint = did_you_mean(name, self.known)
        if not hint and 0 < len(self.known) <= FEW:
            hint = f"there are {', '.join(self.known)}"
        super().__init__(f"no {self.kind} '{name}'" + (f": {hint}" if hint else ""))


class UnknownQuery(UnknownName, kind="query"):
    """No such question in the library."""


class UnknownPolicy(UnknownName, kind="policy"):
    """No such policy."""


class UnknownView(UnknownName, kind="view"):
    """No such view of the network."""


class UnknownMeasure(UnknownName, kind="measure"):
    """No such score or reading of a network."""


class UnknownPicture(UnknownName, kind="picture of"):
    """No picture is drawn of this."""


class UnknownTie(UnknownName, kind="rule of ties"):
    """No such rule of derived ties."""


class UnknownEntity(UnknownName, kind="entity"):
    """Nothing registered or built bears this name."""


class UnknownArticle(UnknownName, kind="article"):
    """No article has this id."""


class UnknownTerm(UnknownName, kind="term"):
    """The vocabulary has no such relation, status or other term."""

    def __init__(self, kind: str, name: str, known: Iterable[str]):
        self.kind = kind
        super().__init__(name, known)


class UnknownParameter(KgError):
    """A question has no such parameter; ``name`` and ``known`` hold both."""

    def __init__(self, question: str, name: str, known: Iterable[str]):
        self.name, self.known = name, tuple(known)
        hint = did_you_mean(name, self.known)
        has = f"it has {', '.join(self.known) or 'none'}"
        super().__init__(f"'{question}' has no parameter '{name}': {f'{hint} ({has})' if hint else has}")


class BadParameter(KgError):
    """A value that a parameter does not take."""


class NoClaimant(UnknownName, kind="claimant"):
    """One who claims nothing, where one is asked for who does."""


class AmbiguousName(KgError):
    """A name that several bear where one is asked for; ``name`` and ``known`` hold both."""

    def __init__(self, name: str, known: Iterable[str]):
        self.name, self.known = name, tuple(known)
        super().__init__(f"'{name}' names several: {', '.join(self.known)}; ask for one by its id")


class CannotServe(KgError):
    """The endpoint cannot start."""


class NotBuilt(KgError):
    """The output that a question needs has not been built."""


class UnknownGraph(UnknownName, kind="graph"):
    """No such graph beside the dataset."""


class MissingGraph(KgError):
    """A question that needs a graph beside the dataset, asked where it is not; ``name`` is the graph's."""

    def __init__(self, question: str, name: str):
        self.name = name
        hints = {"measures": "'kg build' writes those of its own policy, 'kg measure' tells any"}
        hint = hints.get(name, f"load {name}.ttl too")
        super().__init__(f"'{question}' needs the {name}, and for this policy there are none here: {hint}")


class BadQuery(KgError):
    """A SPARQL text that no engine takes."""


class BadPolicy(KgError):
    """A policy that does something else than admitting claims."""


class NoEngine(KgError):
    """The engine that a page answers SPARQL with is not to be had."""


class BadAddress(KgError):
    """An address that is none, that holds a password, or to which none may go."""


class NoAnswer(KgError):
    """A server that is not reached, refuses, or answers what was not asked; ``status`` is that of HTTP."""

    def __init__(self, what: str, status: int = 0):
        self.status = status
        super().__init__(what)


class TooHard(KgError):
    """An exact answer that is not found in reasonable time."""


class Unwritable(KgError):
    """Something that a format cannot hold, where leaving it out or changing it would go unseen."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Name the likeliest of ``known`` as a hint, or return an empty string.

    >>> did_you_mean("atacks", ["attacks", "tolls"])
    "did you mean 'attacks'?"
    """
    from rapidfuzz import fuzz, process  # slow to import, and needed only where something is wrong

    folded = {candidate: candidate.casefold() for candidate in known}
    cutoff = 0 if len(folded) == 1 else 60
    near = process.extractOne(name.casefold(), folded, scorer=fuzz.ratio, score_cutoff=cutoff)
    return f"did you mean '{near[2]}'?" if near else ""


def count(number: int, noun: str) -> str:
    """Say how many.

    >>> count(1, "row"), count(2_000, "row")
    ('1 row', '2,000 rows')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
