"""The network of a graph's facts, for NetworkX: edges as the ontology declares them, and nothing else.

Provenance never enters, and neither do evaluations, analyses or prescriptions.
"""

from __future__ import annotations

from collections import defaultdict

import networkx as nx

from kg.errors import UnknownPolicy
from kg.ontology import Relation, read_ontology
from kg.standing import STATUSES
from kg.statements import Archive, Statement
from kg.vocabulary import shorten

Fact = tuple[str, str, str]


def project(archive: Archive, policy: str | None = None) -> nx.MultiDiGraph[str]:
    """Project the facts that a policy admits onto a directed multigraph.

    An edge is a fact: its key is the name of the relation, and it carries ``relation``, ``states`` (what it
    says, as a sentence: an edge may point against its relation), ``sign`` (1, -1 or 0), ``status`` (the
    firmest among its claims), ``weight`` (how many claims state it) and ``claims`` (their IRIs, joined by a
    space). A node is an IRI with ``label`` (English), ``label_fr``, ``kind`` and
    ``group`` (actor, place, event …).

    ``policy`` is the one of the graph's facts unless named. Raises ``UnknownPolicy``.
    """
    policy = policy or archive.policy
    if policy not in archive.policies:
        raise UnknownPolicy(policy, archive.policies)
    relations = read_ontology().relations
    facts: dict[Fact, list[Statement]] = defaultdict(list)
    for statement in archive.statements.values():
        if policy in statement.admitted_by and relations[statement.relation].tail:
            facts[statement.subject, statement.relation, statement.object].append(statement)
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=f"facts under the policy '{policy}'")
    for (subject, name, obj), statements in sorted(facts.items()):
        tail, head = edge_ends(relations[name], subject, obj)
        for iri in (tail, head):
            _add_node(network, archive, iri)
        network.add_edge(
            tail,
            head,
            key=name,
            relation=name,
            label=relations[name].label.en,
            states=f"{archive.name(subject)} {relations[name].label.en} {archive.name(obj)}",
            sign=relations[name].sign,
            status=firmest(statements),
            weight=len(statements),
            claims=" ".join(sorted(s.iri for s in statements)),
        )
    return network


def edge_ends(relation: Relation, subject: str, obj: str) -> tuple[str, str]:
    """Return tail and head of the edge that a relation draws between its subject and object."""
    ends = {"subject": subject, "object": obj}
    return ends[relation.tail], ends[relation.head]


def firmest(statements: list[Statement]) -> str:
    """Return the firmest status among statements of one fact."""
    return max((s.status for s in statements), key=STATUSES.index)


def _add_node(network: nx.MultiDiGraph[str], archive: Archive, iri: str) -> None:
    thing = archive.things[iri]
    group = thing.kind.path
    network.add_node(iri, label=thing.label.en, label_fr=thing.label.fr, kind=thing.kind.name, group=group)


def as_graphml(network: nx.MultiDiGraph[str]) -> tuple[bytes, tuple[str, ...]]:
    """Serialise as GraphML, with readable prefixed names as ids and whole IRIs as attributes.

    An edge has an id of its own, and ``states``: what it says as a sentence, whichever way it points.
    """
    written: nx.MultiDiGraph[str] = nx.MultiDiGraph(**network.graph)
    for iri, data in network.nodes(data=True):
        written.add_node(shorten(iri), iri=iri, **data)
    for number, (tail, head, data) in enumerate(network.edges(data=True), 1):
        written.add_edge(shorten(tail), shorten(head), key=f"e{number}", **data)
    lines = nx.generate_graphml(written, prettyprint=True, named_key_ids=True)
    return ("<?xml version='1.0' encoding='utf-8'?>\n" + "\n".join(lines) + "\n").encode(), (
        "quotes and claims that draw no edge",
    )
