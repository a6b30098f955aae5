"""Whom to believe: a policy is a SPARQL CONSTRUCT that says which claims it admits.

A policy never writes facts itself. One rule, ``facts.rq``, turns what any policy admits into
facts, so that no policy can let a triple or an event's existence slip through.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.core.iris import EntityId, as_iri
from kg.core.namespaces import GRAPHS, RDF, SH, SKG
from kg.core.rq_files import Question, read_questions, refuse_remote
from kg.errors import BadPolicy, BadQuery, UnknownPolicy

DEFAULT_POLICY = "reported"
POLICIES = Path(__file__).with_name("policies")
RULE = Path(__file__).with_name("facts.rq")
_ADMITTED_BY = ox.NamedNode(SKG.admittedBy)
_CLAIMS = ox.NamedNode(GRAPHS["claims"])


def read_policies(seeds: Path | None = None) -> dict[str, Question]:
    """Read the policies that come with the package, and those in ``policies/`` of a seeds folder.

    Raises ``BadPolicy`` where one of the researcher's bears the name of one that comes along or no good
    name at all, or asks another machine.
    """
    policies = read_questions(POLICIES)
    try:
        own = read_questions(seeds / "policies") if seeds else {}
    except BadQuery as error:
        raise BadPolicy(str(error)) from None
    if double := sorted(policies.keys() & own.keys()):
        raise BadPolicy(f"{seeds}/policies/{double[0]}.rq: the policy '{double[0]}' comes along already")
    for name, policy in own.items():
        try:
            EntityId(name)
        except ValueError as error:
            raise BadPolicy(f"{policy.file}: {error}") from None
        try:
            refuse_remote(policy)
        except BadQuery as error:
            raise BadPolicy(str(error)) from None
    return policies | own


def built_policies(store: ox.Store) -> dict[str, Question]:
    """Return the policies that a built graph carries with it, by name."""
    texts = store.quads_for_pattern(None, ox.NamedNode(SH.construct), None, ox.NamedNode(GRAPHS["meta"]))
    found = {quad.subject.value.rpartition("/")[2]: quad.object.value for quad in texts}
    return {
        name: Question(name, name, name, (), text, f"policy {name}") for name, text in sorted(found.items())
    }


def check_policies(seeds: Path) -> None:
    """Run a researcher's own policies over nothing, so that a bad one is told before a build.

    Raises ``BadPolicy``.
    """
    for policy in read_policies(seeds).values():
        admitted_claims(ox.Store(), policy)


def choose_policy(name: str, known: Iterable[str]) -> ox.NamedNode:
    """Return the IRI of a policy. Raises ``UnknownPolicy`` if it is not known."""
    if name not in known:
        raise UnknownPolicy(name, known)
    return ox.NamedNode(as_iri("policy", name))


def admitted_claims(store: ox.Store, policy: Question) -> list[ox.Quad]:
    """Run a policy over the claims of a store and return what it admits as ``skg:admittedBy`` quads.

    Raises ``BadPolicy`` if it is no CONSTRUCT, or constructs anything but its own admissions of claims.
    """
    own = ox.NamedNode(as_iri("policy", policy.name))
    place = policy.file
    try:
        result = store.query(policy.text, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise BadPolicy(f"{place}: {error}".splitlines()[0]) from None
    except RuntimeError as error:  # a function that there is not
        raise BadPolicy(f"{place}: {error}") from None
    if not isinstance(result, ox.QueryTriples):
        raise BadPolicy(f"{place}: a policy is a CONSTRUCT")
    quads = []
    for triple in result:
        if triple.predicate != _ADMITTED_BY or triple.object != own:
            raise BadPolicy(f"{place}: a policy constructs ?claim skg:admittedBy {own} and nothing else")
        _check_admissible(store, triple.subject, place)
        quads.append(ox.Quad(triple.subject, _ADMITTED_BY, own, _CLAIMS))
    return quads


def _check_admissible(store: ox.Store, claim: Any, place: str) -> None:
    def says(prop: str, *values: str) -> bool:
        quads = (ox.Quad(claim, ox.NamedNode(prop), ox.NamedNode(value), _CLAIMS) for value in values)
        return any(quad in store for quad in quads)

    if not says(RDF.type, SKG.Claim):
        raise BadPolicy(f"{place}: {claim} is no claim")
    if not says(SKG.polarity, SKG.Affirmed) or not says(SKG.mode, SKG.Fact, SKG.Estimate):
        raise BadPolicy(f"{place}: {claim} is no affirmed fact or estimate, and cannot be admitted")


def facts_of(store: ox.Store, policy: str) -> list[ox.Quad]:
    """Derive the facts of a policy whose admissions the store holds, for the default graph."""
    triples = store.query(
        RULE.read_text(encoding="utf-8"),
        use_default_graph_as_union=True,
        substitutions={ox.Variable("policy"): ox.NamedNode(as_iri("policy", policy))},
    )
    assert isinstance(triples, ox.QueryTriples)
    return [ox.Quad(t.subject, t.predicate, t.object, ox.DefaultGraph()) for t in triples]


def settle(store: ox.Store, policy: str) -> None:
    """Make the default graph of a store hold the facts of a policy, and nothing else.

    Raises ``UnknownPolicy`` if the store was not built under such a policy.
    """
    built = store.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(SKG.Policy), None)
    chosen = choose_policy(policy, [quad.subject.value.rpartition("/")[2] for quad in built])
    under, meta = ox.NamedNode(SKG.factsUnder), ox.NamedNode(GRAPHS["meta"])
    for quad in list(store.quads_for_pattern(None, under, None, None)):
        store.remove(quad)
        store.add(ox.Quad(quad.subject, under, chosen, meta))
    store.clear_graph(ox.DefaultGraph())
    store.extend(facts_of(store, policy))
