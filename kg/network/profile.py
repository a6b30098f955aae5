"""Everything about one entity: names, roles, ties, events, what it says, what is said of it and against it.

And what is not stated, although a reader would ask for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.core.model import Claim, Entity, in_order
from kg.core.ontology import Ontology
from kg.graph.read import Archive, read_archive
from kg.network.derived import choose_ties, derive
from kg.network.project import gather
from kg.query.names import find_entities
from kg.query.text import evidence_of, sentence_of, wrapped

AGAINST = "What the text sets against that, or what conflicts with it"
UNSTATED = "Not stated, although one would ask"
NAMES, ROLES, TIES, EVENTS, OTHERS = "Names", "Roles", "Ties", "Events", "Other facts"


def show(store: ox.Store, name: str) -> str:
    """Tell everything about the entities of a name, as text.

    Raises ``UnknownEntity``.
    """
    archive = read_archive(store)
    things = [archive.entities[iri] for iri in find_entities(store, name)]
    return "\n\n".join("\n".join(_portrait(archive, thing)) for thing in things)


def _portrait(archive: Archive, thing: Entity) -> Iterator[str]:
    yield f"{thing.label.en} ({thing.kind.label.en})"
    yield "=" * len(f"{thing.label.en} ({thing.kind.label.en})")
    yield f"IRI    {thing.iri}"
    yield f"names  {', '.join(thing.names)}"
    for each in thing.identifiers:
        yield f"id     {each.scheme} {each.value} (seen in {each.source})"
    if not archive.exists(thing):
        yield f"Under the policy '{archive.policy}' nothing says that it happened or holds."
    statements = in_order(archive.claims.values())
    involved = [s for s in statements if thing.iri in (s.subject, s.target)]
    admitted = [s for s in involved if archive.policy in s.admitted_by]
    for title in (NAMES, ROLES, TIES, EVENTS, OTHERS):
        facts = [s for s in admitted if _topic(archive, thing, s) == title]
        yield from _section(f"{title}: facts under the policy '{archive.policy}'", archive, facts)
    yield from _derived(archive, thing)
    others = [s for s in involved if archive.policy not in s.admitted_by]
    for status in dict.fromkeys(s.status for s in sorted(others, key=lambda s: s.status)):
        title = f"Said of it, and no fact: {archive.ontology.terms[status].en}"
        yield from _section(title, archive, (s for s in others if s.status == status))
    said = [s for s in statements if s.claimant == thing.iri]
    yield from _section("What it says", archive, said)
    own = {s.iri for s in (*involved, *said)} | {thing.iri} | {s.said_in for s in said if s.said_in}
    against = [s for s in statements if own & {*s.against, *s.conflicts, *s.disputes}]
    yield from _section(AGAINST, archive, (s for s in against if s not in involved))
    yield from _unstated(archive.ontology, thing, involved)


def _topic(archive: Archive, thing: Entity, s: Claim) -> str:
    """Tell under which heading a fact about an entity stands, by what the ontology says of its relation."""
    relation = s.relation
    if relation.name == "alsoKnownAs":
        return NAMES
    if relation.domain == "Person" or "Role" in (relation.domain, relation.range):
        return ROLES
    other = archive.entities.get(s.target if s.subject == thing.iri else s.subject)
    if other is None:
        return OTHERS
    if "Event" in other.kind.ancestors:
        return EVENTS
    return TIES if "Actor" in other.kind.ancestors and "Actor" in thing.kind.ancestors else OTHERS


def _section(title: str, archive: Archive, statements: Iterable[Claim]) -> Iterator[str]:
    alike: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for s in statements:
        alike[s.subject, s.relation.name, s.target, s.polarity].append(s)
    if alike:
        yield from ("", title)
    for group in alike.values():
        yield from wrapped("- ", sentence_of(archive, group[0]))
        for s in group:
            yield from evidence_of(archive, s)


def _derived(archive: Archive, thing: Entity) -> Iterator[str]:
    """Tell the ties that follow by a rule, apart from what is stated."""
    facts = gather(archive, archive.admitted())
    ties = [
        t
        for t in derive(archive, facts, choose_ties(archive.ontology, "all"))
        if thing.iri in (t.tail, t.head)
    ]
    if ties:
        yield from ("", "Ties that only a rule makes of these facts")
    for tie in ties:
        stated = "" if tie.rule.states_pairs else "; the text makes no such pair"
        line = f"- {archive.name(tie.tail)} | {tie.rule.label.en} | {archive.name(tie.head)}"
        yield from wrapped("", line)
        yield from wrapped("  ", f"by the rule {tie.rule.name}, through {archive.name(tie.hub)}{stated}")


def _unstated(ontology: Ontology, thing: Entity, involved: list[Claim]) -> Iterator[str]:
    """Name what the ontology expects of such an entity and no claim of any policy says."""
    stated = {s.relation.name for s in involved if s.subject == thing.iri}
    if any(s.holds for s in involved if s.subject == thing.iri):
        stated.add("holdsAt")
    missing = [
        "when" if name == "holdsAt" else ontology.relations[name].label.en
        for name in thing.kind.expects
        if name not in stated
    ]
    if missing:
        yield from ("", UNSTATED)
        yield from wrapped("", ", ".join(missing))
