"""What cannot all be true: cycles of relations that have none, and an order against the days of its events.

Of one voice that is a slip of the curator's, or the article's own; of several it is a disagreement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from kg.core.model import Claim

ORDERED = "after"
"""The relation by which its subject comes later than its object."""


def cycles(claims: Iterable[Claim]) -> Iterator[tuple[Claim, ...]]:
    """Yield the claims of each cycle of a relation declared acyclic, as *a* within *b* within *a*.

    A claim is in one where its object leads back to its subject: both are in one strongly connected component
    (Tarjan 1972, https://doi.org/10.1137/0201010).
    """
    import networkx as nx

    by_relation: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.relation.acyclic and claim.is_admissible and isinstance(claim.object, str):
            by_relation[claim.relation.name].append(claim)
    for name in sorted(by_relation):
        graph: nx.DiGraph[str] = nx.DiGraph()
        for claim in by_relation[name]:
            graph.add_edge(claim.subject, claim.target)
        for part in nx.strongly_connected_components(graph):
            found = [c for c in by_relation[name] if c.subject in part and c.target in part]
            if found:
                yield tuple(sorted(found, key=lambda claim: claim.iri))


def disorders(claims: Iterable[Claim]) -> Iterator[tuple[Claim, Claim, Claim]]:
    """Yield each claim that one event comes after another, with two that give both days, where these say no.

    An event is dated by what is affirmed of it as a fact with a time.
    """
    claims = [claim for claim in claims if claim.is_admissible]
    dated: dict[str, list[tuple[date | None, date | None, Claim]]] = defaultdict(list)
    for claim in claims:
        if claim.holds and (claim.holds.earliest or claim.holds.latest):
            dated[claim.subject].append((claim.holds.earliest, claim.holds.latest, claim))
    for claim in claims:
        if claim.relation.name != ORDERED or not isinstance(claim.object, str):
            continue
        for _, last, later in dated[claim.subject]:
            for first, _, earlier in dated[claim.object]:
                if last and first and last < first:
                    yield claim, later, earlier
