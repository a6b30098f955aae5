"""Derives ties between actors from an event or organisation that they share, by rules of the ontology.

*The Lions attacked a base of the army* states two facts of an attack, and no relation between the Lions and
the army. A rule derives that tie, which names its rule and its event and can be left out: most texts do not
state such pairs, and pairs that nobody states must not look like those that somebody does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from kg.core.model import Claim
from kg.core.ontology import Ontology, TieRule
from kg.errors import UnknownTie
from kg.graph.read import Archive

Fact = tuple[str, str, str]
"""Subject, name of the relation, object."""
Facts = Mapping[Fact, list[Claim]]
"""The facts of a policy, each with the admitted claims that state it."""
Roles = dict[tuple[str, str, str], list[tuple[str, Fact]]]
"""By side (``subject`` or ``object``), entity and relation: who is on the other side, each with the fact."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A derived tie from ``tail`` to ``head`` by ``rule``, through the ``hub`` in which both have a role."""

    tail: str
    head: str
    rule: TieRule
    hub: str
    derivations: tuple[tuple[Fact, ...], ...]
    """Alternative sets of facts from which the rule derives it."""
    unless: tuple[Fact, ...]
    """The facts by which one end is a part of the other: while one of them holds, there is no tie."""


def fact_of(claim: Claim) -> Fact:
    """Return the fact that a claim states; the ends of a symmetric one are in order."""
    ends = (claim.subject, claim.target)
    if claim.relation.symmetric:
        ends = (min(ends), max(ends))
    return ends[0], claim.relation.name, ends[1]


def choose_ties(ontology: Ontology, names: str | Iterable[str]) -> tuple[TieRule, ...]:
    """Choose rules by name, in one text or several; ``"stated"`` are those whose pairs the text states.

    ``"all"`` are all rules, and an empty text is none. Raises ``UnknownTie``.

    >>> from kg.core.ontology import read_ontology
    >>> [rule.name for rule in choose_ties(read_ontology(), "stated")]
    ['attackOnOwner', 'opposition']
    """
    rules = ontology.ties
    groups = {"all": [*rules], "stated": [name for name, rule in rules.items() if rule.states_pairs]}
    known = groups | {name: [name] for name in rules}
    chosen: set[str] = set()
    for name in names.replace(",", " ").split() if isinstance(names, str) else names:
        if name not in known:
            raise UnknownTie(name, known)
        chosen.update(known[name])
    return tuple(rules[name] for name in sorted(chosen))


def derive(archive: Archive, facts: Facts, rules: Iterable[TieRule]) -> Iterator[Tie]:
    """Derive the ties that follow from the facts by the rules, each once, in a fixed order.

    Both ends are actors, and neither is a part of the other where the rule excludes that.
    """
    return (tie for tie in possible_ties(archive, facts, rules) if not tie.unless)


def possible_ties(archive: Archive, facts: Facts, rules: Iterable[TieRule]) -> Iterator[Tie]:
    """Derive as ``derive`` does, and also the ties that a fact of part and whole excludes.

    The ties of any subset of the facts are among these, so that a page can choose whom to believe.
    """
    roles: Roles = defaultdict(list)
    for fact in sorted(facts):
        subject, relation, obj = fact
        roles["subject", subject, relation].append((obj, fact))
        roles["object", obj, relation].append((subject, fact))
    for rule in rules:
        hubs = {iri for side, iri, _ in roles if side == rule.hub}
        for hub in sorted(hubs & archive.entities.keys()):
            if archive.entities[hub].kind.ancestors & {*rule.classes}:
                yield from _ties_through(archive, roles, rule, hub)


def _ties_through(archive: Archive, roles: Roles, rule: TieRule, hub: str) -> Iterator[Tie]:
    tails = [end for name in rule.tail for end in roles.get((rule.hub, hub, name), ())]
    heads = [end for name in rule.head for end in roles.get((rule.hub, hub, name), ())]
    derivations: dict[tuple[str, str], dict[frozenset[Fact], None]] = defaultdict(dict)
    for (tail, by), (head, to) in product(tails, heads):
        for actor, facts in _owners(archive, roles, rule, head):
            ends = (tail, actor)
            if rule.tail == rule.head:  # the tie is symmetric
                ends = (min(ends), max(ends))
            if tail != actor and _is_actor(archive, tail):
                derivations[ends][frozenset((by, to, *facts))] = None
    for ends, found in derivations.items():
        sets = tuple(tuple(sorted(facts)) for facts in found)
        yield Tie(*ends, rule, hub, sets, tuple(_part_and_whole(roles, rule, *ends)))


def _owners(
    archive: Archive, roles: Roles, rule: TieRule, head: str
) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """Yield the head itself if it is an actor, else its owners, each with the fact of that."""
    if _is_actor(archive, head):
        yield head, ()
        return
    for name in rule.owner:
        for owner, fact in roles.get(("subject", head, name), ()):
            yield owner, (fact,)


def _is_actor(archive: Archive, iri: str) -> bool:
    return iri in archive.entities and "Actor" in archive.entities[iri].kind.ancestors


def _part_and_whole(roles: Roles, rule: TieRule, one: str, other: str) -> Iterator[Fact]:
    """Yield the facts by which one is a part of the other."""
    for name in rule.unless:
        for subject, obj in ((one, other), (other, one)):
            yield from (fact for end, fact in roles.get(("subject", subject, name), ()) if end == obj)
