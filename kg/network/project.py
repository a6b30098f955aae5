"""Projects the facts that admitted claims state onto a NetworkX multigraph, with the edges of the ontology.

Claims are put together by the fact that they state, so that an edge knows all that it rests on; the triples
of the default graph, which ``facts.rq`` makes of the same claims, are not read here.

Provenance is no edge, and neither are evaluations, analyses and prescriptions. Ties derived by a rule are
added only where they are asked for, and marked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import combinations
from typing import Any

import networkx as nx

from kg.core.model import STATUSES, Claim
from kg.core.namespaces import shorten
from kg.core.ontology import Relation
from kg.errors import UnknownPolicy, UnknownView
from kg.graph.read import Archive
from kg.network.derived import Fact, Facts, Tie, choose_ties, derive, fact_of

Edge = dict[str, Any]
"""The attributes of one edge."""

VIEWS = {
    "entities": "every entity, and every fact that draws an edge",
    "actors": "actors alone, and the facts between them",
    "signed": "actors, and the friendly and hostile ties between them",
    "actor-event": "who plays a part in which event: edges between the two kinds alone",
    "co-participation": "actors alone, tied where they play a part in the same event",
}
"""The views of a network, and the nodes and edges that each keeps."""


def project(
    archive: Archive, policy: str | None = None, view: str = "entities", ties: str | Collection[str] = ()
) -> nx.MultiDiGraph[str]:
    """Project the facts that a policy admits onto a directed multigraph.

    An edge is a fact: its key is the name of the relation, and it carries ``relation``, ``label``, ``states``
    (what it says, as a sentence: an edge may point against its relation), ``sign`` (1, -1 or 0), ``status``
    (the firmest among its claims), ``weight`` (how many claims state it), ``claims`` (their IRIs, joined by a
    space), ``symmetric`` (whether it has a direction only because an edge must), ``derived`` (false) and
    ``event`` (empty). A node is an IRI with ``label`` (English), ``label_fr``, ``kind`` and ``group`` (actor,
    place, event …).

    ``ties`` names the rules of derived ties to add, or is ``"stated"`` or ``"all"`` (``kg.ties``). A derived
    tie is keyed by rule and event, has the rule's name as ``relation``, ``derived`` true, the IRI of the
    ``event`` or organisation that it goes through, weight 1, the claims of all facts it is derived from, and
    the ``status`` of the weakest of them; of several derivations, the firmest.

    ``view`` is one of ``VIEWS``. In ``co-participation`` (the one-mode projection of ``actor-event``,
    Breiger 1974, https://doi.org/10.2307/2576011) two actors have one edge, whose ``weight`` is the number
    of events that they share and whose ``event`` lists them.

    ``policy`` is the one of the graph's facts unless named. Raises ``UnknownPolicy``, ``UnknownView`` and
    ``UnknownTie``.
    """
    policy = policy or archive.policy
    if policy not in archive.policies:
        raise UnknownPolicy(policy, archive.policies)
    return project_claims(archive, archive.admitted(policy), policy, view, ties)


def project_claims(
    archive: Archive,
    admitted: Iterable[Claim],
    policy: str,
    view: str = "entities",
    ties: str | Collection[str] = (),
) -> nx.MultiDiGraph[str]:
    """Project the facts that these claims state, as ``project`` does."""
    if view not in VIEWS:
        raise UnknownView(view, VIEWS)
    facts = claims_by_fact(archive, admitted)
    name = f"view '{view}', policy '{policy}'"
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=name, view=view, policy=policy)
    for fact in sorted(facts):
        _add_fact(network, archive, fact, facts[fact])
    for tie in derive(archive, facts, choose_ties(archive.ontology, ties)):
        _add_tie(network, archive, tie, facts)
    return _view_of(network, archive, view)


def claims_by_fact(archive: Archive, claims: Iterable[Claim]) -> Facts:
    """Group claims by the fact that they state; those about a claim or a literal state none."""
    entities = archive.entities
    facts: dict[Fact, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.subject in entities and claim.target in entities:
            facts[fact_of(claim)].append(claim)
    return dict(facts)


def edge_ends(relation: Relation, subject: str, obj: str) -> tuple[str, str]:
    """Return tail and head of the edge of a relation between a subject and an object."""
    ends = {"subject": subject, "object": obj}
    return ends[relation.tail], ends[relation.head]


def parallel_edges(network: nx.MultiDiGraph[str], tail: str, head: str) -> list[Edge]:
    """Return the attributes of all edges from one node to another, in the order of their keys."""
    keys = sorted(network[tail][head]) if network.has_edge(tail, head) else ()
    return [network.edges[tail, head, key] for key in keys]


def firmest(claims: Collection[Claim]) -> str:
    """Return the firmest status among claims of one fact."""
    return max((claim.status for claim in claims), key=STATUSES.index)


def _add_fact(network: nx.MultiDiGraph[str], archive: Archive, fact: Fact, claims: list[Claim]) -> None:
    subject, name, obj = fact
    relation = claims[0].relation
    if not relation.tail:
        return
    tail, head = edge_ends(relation, subject, obj)
    _add_edge(
        network,
        archive,
        (tail, head, name),
        relation=name,
        label=relation.label.en,
        states=f"{archive.name(subject)} {relation.label.en} {archive.name(obj)}",
        sign=relation.sign,
        status=firmest(claims),
        weight=len(claims),
        claims=" ".join(sorted(claim.iri for claim in claims)),
        symmetric=relation.symmetric,
        derived=False,
        event="",
    )


def _add_tie(network: nx.MultiDiGraph[str], archive: Archive, tie: Tie, facts: Facts) -> None:
    claims = [claim for derivation in tie.derivations for fact in derivation for claim in facts[fact]]
    held = [min((firmest(facts[fact]) for fact in each), key=STATUSES.index) for each in tie.derivations]
    name, label = tie.rule.name, tie.rule.label.en
    _add_edge(
        network,
        archive,
        (tie.tail, tie.head, f"{name} {shorten(tie.hub)}"),
        relation=name,
        label=label,
        states=f"{archive.name(tie.tail)} {label} {archive.name(tie.head)}: {archive.name(tie.hub)}",
        sign=tie.rule.sign,
        status=max(held, key=STATUSES.index),
        weight=1,
        claims=" ".join(sorted({claim.iri for claim in claims})),
        symmetric=tie.rule.tail == tie.rule.head,
        derived=True,
        event=tie.hub,
    )


def _add_edge(
    network: nx.MultiDiGraph[str], archive: Archive, ends: tuple[str, str, str], **data: object
) -> None:
    tail, head, key = ends
    for iri in (tail, head):
        label, kind = archive.entities[iri].label, archive.entities[iri].kind
        network.add_node(iri, label=label.en, label_fr=label.fr, kind=kind.name, group=kind.path)
    network.add_edge(tail, head, key=key, **data)


def _view_of(network: nx.MultiDiGraph[str], archive: Archive, view: str) -> nx.MultiDiGraph[str]:
    """Return the subgraph of the edges that a view keeps."""
    if view == "entities":
        return network
    if view == "co-participation":
        return _one_mode_projection(_view_of(network, archive, "actor-event"), archive)
    kinds = {iri: archive.entities[iri].kind.ancestors for iri in network}

    def keeps(tail: str, head: str, data: dict[str, int]) -> bool:
        if view == "actor-event":
            return any("Actor" in kinds[a] and "Event" in kinds[b] for a, b in ((tail, head), (head, tail)))
        between_actors = "Actor" in kinds[tail] and "Actor" in kinds[head]
        return between_actors and (view == "actors" or data["sign"] != 0)

    subgraph: nx.MultiDiGraph[str] = nx.MultiDiGraph(**network.graph)
    for tail, head, key, data in network.edges(keys=True, data=True):
        if keeps(tail, head, data):
            for iri in (tail, head):
                subgraph.add_node(iri, **network.nodes[iri])
                if view == "actor-event":
                    subgraph.nodes[iri]["bipartite"] = int("Event" in kinds[iri])
            subgraph.add_edge(tail, head, key=key, **data)
    return subgraph


def _one_mode_projection(network: nx.MultiDiGraph[str], archive: Archive) -> nx.MultiDiGraph[str]:
    """Project the bipartite network onto its actors: two are adjacent where they share events."""
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for event in sorted(node for node, data in network.nodes(data=True) if data["bipartite"]):
        for pair in combinations(sorted({*network.pred[event], *network.succ[event]}), 2):
            shared[pair].append(event)
    projection: nx.MultiDiGraph[str] = nx.MultiDiGraph(**network.graph)
    for (one, other), events in sorted(shared.items()):
        edges = [
            data
            for event in events
            for end in (one, other)
            for ends in ((end, event), (event, end))
            for data in parallel_edges(network, *ends)
        ]
        names = ", ".join(archive.name(event) for event in events)
        _add_edge(
            projection,
            archive,
            (one, other, "together"),
            relation="together",
            label="plays a part with",
            states=f"{archive.name(one)} plays a part with {archive.name(other)}: {names}",
            sign=0,
            status=min((data["status"] for data in edges), key=STATUSES.index),
            weight=len(events),
            claims=" ".join(sorted({claim for data in edges for claim in data["claims"].split()})),
            symmetric=True,
            derived=True,
            event=" ".join(events),
        )
    return projection


def undirected(network: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """Return the underlying simple graph: no direction, no loops, nodes and edges in sorted order."""
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(sorted(network))
    simple.add_edges_from(sorted({(min(e), max(e)) for e in network.edges() if e[0] != e[1]}))
    return simple


def directed(network: nx.MultiDiGraph[str]) -> nx.DiGraph[str]:
    """Return the simple directed graph: no loops or parallel edges, nodes and edges in sorted order.

    A ``symmetric`` edge is one in either direction, so that measures do not depend on which end is its tail.
    """
    pointing = set(network.edges())
    pointing |= {(head, tail) for tail, head, data in network.edges(data=True) if data.get("symmetric")}
    simple: nx.DiGraph[str] = nx.DiGraph()
    simple.add_nodes_from(sorted(network))
    simple.add_edges_from(sorted(e for e in pointing if e[0] != e[1]))
    return simple
