"""Profile of an entity: names, identifiers, facts by topic, what it says, what is said of it and against it.

It ends with what the ontology expects of such an entity and no claim states.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.core.model import Claim, Entity, in_order
from kg.core.ontology import Ontology
from kg.graph.read import Archive, read_archive
from kg.network.derived import choose_ties, derive
from kg.network.project import claims_by_fact
from kg.query.names import find_entities
from kg.query.provenance.footnotes import evidence_of, sentence_of, wrapped

AGAINST = "What the text sets against that, or what conflicts with it"
UNSTATED = "Not stated, although one would ask"
NAMES, ROLES, TIES, EVENTS, OTHERS = "Names", "Roles", "Ties", "Events", "Other facts"


def show(store: ox.Store, name: str) -> str:
    """Write the profiles of all entities that bear a name; raise ``UnknownEntity`` where none does."""
    archive = read_archive(store)
    entities = [archive.entities[iri] for iri in find_entities(store, name)]
    return "\n\n".join("\n".join(_profile(archive, entity)) for entity in entities)


def _profile(archive: Archive, entity: Entity) -> Iterator[str]:
    yield f"{entity.label.en} ({entity.kind.label.en})"
    yield "=" * len(f"{entity.label.en} ({entity.kind.label.en})")
    yield f"IRI    {entity.iri}"
    yield f"names  {', '.join(entity.names)}"
    for each in entity.identifiers:
        yield f"id     {each.scheme} {each.value} (seen in {each.source})"
    if not archive.exists(entity):
        yield f"Under the policy '{archive.policy}' nothing says that it happened or holds."
    claims = in_order(archive.claims.values())
    involved = [claim for claim in claims if entity.iri in (claim.subject, claim.target)]
    admitted = [claim for claim in involved if archive.policy in claim.admitted_by]
    for title in (NAMES, ROLES, TIES, EVENTS, OTHERS):
        facts = [claim for claim in admitted if _topic(archive, entity, claim) == title]
        yield from _section(f"{title}: facts under the policy '{archive.policy}'", archive, facts)
    yield from _derived(archive, entity)
    others = [claim for claim in involved if archive.policy not in claim.admitted_by]
    for status in dict.fromkeys(claim.status for claim in sorted(others, key=lambda claim: claim.status)):
        title = f"Said of it, and no fact: {archive.ontology.terms[status].en}"
        yield from _section(title, archive, (claim for claim in others if claim.status == status))
    said = [claim for claim in claims if claim.claimant == entity.iri]
    yield from _section("What it says", archive, said)
    own = (
        {claim.iri for claim in (*involved, *said)}
        | {entity.iri}
        | {claim.said_in for claim in said if claim.said_in}
    )
    against = [claim for claim in claims if own & {*claim.against, *claim.conflicts, *claim.disputes}]
    yield from _section(AGAINST, archive, (claim for claim in against if claim not in involved))
    yield from _unstated(archive.ontology, entity, involved)


def _topic(archive: Archive, entity: Entity, claim: Claim) -> str:
    """Return the heading of a fact about an entity, by the domain and range of its relation."""
    relation = claim.relation
    if relation.name == "alsoKnownAs":
        return NAMES
    if relation.domain == "Person" or "Role" in (relation.domain, relation.range):
        return ROLES
    other = archive.entities.get(claim.target if claim.subject == entity.iri else claim.subject)
    if other is None:
        return OTHERS
    if "Event" in other.kind.ancestors:
        return EVENTS
    return TIES if "Actor" in other.kind.ancestors and "Actor" in entity.kind.ancestors else OTHERS


def _section(title: str, archive: Archive, claims: Iterable[Claim]) -> Iterator[str]:
    alike: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        alike[claim.subject, claim.relation.name, claim.target, claim.polarity].append(claim)
    if alike:
        yield from ("", title)
    for group in alike.values():
        yield from wrapped("- ", sentence_of(archive, group[0]))
        for claim in group:
            yield from evidence_of(archive, claim)


def _derived(archive: Archive, entity: Entity) -> Iterator[str]:
    """Write the derived ties, apart from what is stated."""
    facts = claims_by_fact(archive, archive.admitted())
    derived = derive(archive, facts, choose_ties(archive.ontology, "all"))
    ties = [tie for tie in derived if entity.iri in (tie.tail, tie.head)]
    if ties:
        yield from ("", "Ties that only a rule makes of these facts")
    for tie in ties:
        stated = "" if tie.rule.states_pairs else "; the text makes no such pair"
        yield from wrapped("", f"- {archive.name(tie.tail)} | {tie.rule.label.en} | {archive.name(tie.head)}")
        yield from wrapped("  ", f"by the rule {tie.rule.name}, through {archive.name(tie.hub)}{stated}")


def _unstated(ontology: Ontology, entity: Entity, involved: list[Claim]) -> Iterator[str]:
    """Write what the ontology expects of such an entity and no claim states, whatever the policy."""
    stated = {claim.relation.name for claim in involved if claim.subject == entity.iri}
    if any(claim.holds for claim in involved if claim.subject == entity.iri):
        stated.add("holdsAt")
    labels = {name: relation.label.en for name, relation in ontology.relations.items()} | {"holdsAt": "when"}
    missing = [labels[name] for name in entity.kind.expects if name not in stated]
    if missing:
        yield from ("", UNSTATED)
        yield from wrapped("", ", ".join(missing))
