"""The graph: claims, registry, background, meta and ontology in named graphs, facts in the default one."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.core.about import CURATORS, DATASET, LICENCE, TITLE, release
from kg.core.iris import as_iri
from kg.core.model import Seeds
from kg.core.namespaces import DCTERMS, GRAPHS, OWL, PROV, RDF, RDFS, SH, SKG, SKOS, VOID
from kg.core.rq_files import Question
from kg.errors import LostClaims
from kg.graph.policy import DEFAULT_POLICY, admitted_claims, choose_policy, facts_of, read_policies
from kg.graph.rights import kept_back
from kg.graph.write import CURATOR, seeds_lines, text


def assemble(
    seeds: Seeds,
    policies: dict[str, Question] | None = None,
    policy: str = DEFAULT_POLICY,
    quotes_only: bool = False,
) -> ox.Store:
    """Put everything into one store, with the facts of one policy in the default graph.

    Of articles that may not be passed on, or with ``quotes_only`` of all, it holds the quotes alone.

    Raises ``UnknownPolicy``, ``BadPolicy``, and ``LostClaims`` where a claim of the seeds is not in it.
    """
    policies = read_policies() if policies is None else policies
    choose_policy(policy, policies)
    store = ox.Store()
    lines = "".join((*seeds_lines(kept_back(seeds, quotes_only)), *_meta_lines(policies, policy)))
    store.bulk_load(lines.encode(), format=ox.RdfFormat.N_QUADS)
    found = store.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(SKG.Claim))
    if (built := sum(1 for _ in found)) != len(seeds.claims):
        raise LostClaims(len(seeds.claims), built, "are in the graph")
    store.bulk_extend(seeds.ontology.quads)
    for each in policies.values():
        store.bulk_extend(admitted_claims(store, each))
    store.bulk_extend(facts_of(store, policy))
    return store


def _meta_lines(policies: dict[str, Question], policy: str) -> Iterable[str]:
    """Describe the dataset, its curator and its policies."""
    g = f" <{GRAPHS['meta']}> .\n"
    yield (
        f"<{DATASET}> <{RDF.type}> <{VOID.Dataset}>{g}"
        f"<{DATASET}> <{DCTERMS.title}> {text(TITLE.fr)}@fr{g}"
        f"<{DATASET}> <{DCTERMS.title}> {text(TITLE.en)}@en{g}"
        f"<{DATASET}> <{DCTERMS.license}> <{LICENCE}>{g}"
        f"<{DATASET}> <{OWL.versionInfo}> {text(release())}{g}"
        f"<{DATASET}> <{SKG.factsUnder}> <{as_iri('policy', policy)}>{g}"
        f"<{CURATOR}> <{RDF.type}> <{PROV.Agent}>{g}"
        f"<{CURATOR}> <{RDFS.label}> {text(CURATORS.fr)}@fr{g}"
        f"<{CURATOR}> <{RDFS.label}> {text(CURATORS.en)}@en{g}"
    )
    for each in policies.values():
        iri = as_iri("policy", each.name)
        yield (
            f"<{iri}> <{RDF.type}> <{SKG.Policy}>{g}"
            f"<{iri}> <{RDFS.label}> {text(each.name)}{g}"
            f"<{iri}> <{SKOS.definition}> {text(each.summary)}@en{g}"
            f"<{iri}> <{SKOS.definition}> {text(each.resume)}@fr{g}"
            f"<{iri}> <{SH.construct}> {text(each.text)}{g}"
        )
