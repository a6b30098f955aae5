"""The page of the vocabulary: every class, relation, list and rule of ``ontology.ttl``, explained by example.

One file that works from disk with the network off. The anchor of a term is its local name, so that
``https://w3id.org/sahel-kg/ns#perpetrator`` leads to it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from kg.core.about import LICENCE, release
from kg.core.html import digests, security_policy, template_environment
from kg.core.model import Claim
from kg.core.namespaces import BASE, OWL, RDF, RDFS, SKG, SKOS, shorten
from kg.core.ontology import (
    EntityClass,
    Label,
    Ontology,
    Parts,
    Relation,
    in_file_order,
    local_name,
)
from kg.core.passages import Piece, pieces
from kg.explorer import WEB
from kg.explorer.bundle import bundle
from kg.export.vocabulary.diagrams import children, claim_shape, edge, icon, parent, tree
from kg.export.vocabulary.examples import PATTERNS
from kg.graph.read import Archive

ALIGNING = tuple(SKOS.base + name for name in ("exactMatch", "closeMatch", "broadMatch", "related"))
GROUPS = {
    "actors": Label("Acteurs et organisations", "Actors and organisations"),
    "places": Label("Lieux", "Places"),
    "events": Label("Événements et situations", "Events and situations"),
    "speech": Label("Parole", "Speech"),
    "anything": Label("De toute chose", "Of anything"),
    "Evaluation": Label("Jugement", "Judgement"),
    "Analysis": Label("Explication", "Explanation"),
    "Prescription": Label("Prescription", "Prescription"),
}
"""The groups of relations: of facts by what they are said of, of other modes by the mode."""
_OF = {"Utterance": "speech", "Event": "events", "Place": "places", "Actor": "actors"}
_TREES = (("Actor",), ("Event",), ("Place", "Document", "Form", "Direction"))


@dataclass(frozen=True, slots=True)
class Term:
    """A term as the page shows it: its names and definition, its kin here and in other vocabularies."""

    name: str
    iri: str
    label: Label
    definition: Label
    synonyms: Label
    """What a curator may call it, joined by commas."""
    above: tuple[str, ...]
    """IRIs of the classes or properties right above it, ours and others."""
    aligned: tuple[tuple[str, str], ...]
    """How it is aligned, as ``closeMatch``, and with the IRI of which term."""
    domain: str
    range: str


@dataclass(frozen=True, slots=True)
class Example:
    """A claim as an example: what it says in words, who says it, and its sentence cut at the quote."""

    claim: Claim
    subject: Label
    object: Label
    claimant: Label
    sentence: str
    language: str
    pieces: list[Piece]


def glossary(archive: Archive) -> str:
    """Write the page, with examples and numbers from the claims of an archive."""
    from markupsafe import Markup

    ontology = in_file_order(archive.ontology)
    terms = read_terms(ontology)
    style, script = _style(), bundle("ontology.js")
    values = {
        "policy": security_policy(script=digests(script), style=digests(style), img="data:"),
        "style": Markup(style),
        "script": Markup(script),
        "ontology": ontology,
        "terms": terms,
        "version": release(),
        "licence": LICENCE,
        "patterns": PATTERNS,
        "groups": _grouped(ontology),
        "group_names": GROUPS,
        "stated": Counter(claim.relation.name for claim in archive.claims.values()),
        "named": Counter(name for thing in archive.entities.values() for name in thing.kind.ancestors),
        "examples": {name: _example(archive, name) for name in ontology.relations},
        "lists": _lists(terms),
        "structure": _structure(ontology, terms),
        "using": _using(ontology),
        "claim_shape": Markup(claim_shape()),
        "trees": [[Markup(tree(ontology, root)) for root in column] for column in _trees(ontology)],
        "icon": lambda kind: Markup(icon(kind)),
        "edge": lambda r: Markup(edge(r.tail, r.sign, r.symmetric)),
        "children": lambda kind: children(ontology, kind.name),
        "parent": lambda kind: parent(ontology, kind),
        "local": local_name,
        "shorten": shorten,
        "ours": lambda iri: local_name(iri) in terms and terms[local_name(iri)].iri == iri,
        "address": lambda example: f"index.html#claim={example.claim.iri.removeprefix(BASE)}",
        "entities": _entities(ontology),
        "taking": _taking(ontology),
    }
    return template_environment(WEB).get_template("ontology.html").render(values)


def read_terms(ontology: Ontology) -> dict[str, Term]:
    """Read every class, property and term of an ontology, by local name, in its order."""
    stated = ontology.statements.items()
    return {local_name(iri): _term(iri, about) for iri, about in stated if about[RDFS.label]}


def _term(iri: str, about: Parts) -> Term:
    def both(prop: str) -> Label:
        by_language = {each.language: each.value for each in about[prop]}
        return Label(by_language.get("fr", by_language["en"]), by_language["en"])

    def first(prop: str) -> str:
        return str(about[prop][0].value) if about[prop] else ""

    above = (*about[RDFS.subClassOf], *about[RDFS.base + "subPropertyOf"])
    if not above:
        above = tuple(kind for kind in about[RDF.type] if not kind.value.startswith(OWL.base))
    return Term(
        name=local_name(iri),
        iri=iri,
        label=both(RDFS.label),
        definition=both(SKOS.definition),
        synonyms=Label(*(", ".join(_said(about, code)) for code in ("fr", "en"))),
        above=tuple(each.value for each in above if each.value != SKG.Relation),
        aligned=tuple((local_name(how), each.value) for how in ALIGNING for each in about[how]),
        domain=first(RDFS.domain),
        range=first(RDFS.range),
    )


def _said(about: Parts, code: str) -> list[str]:
    return sorted(each.value for each in about[SKOS.altLabel] if each.language == code)


def _entities(ontology: Ontology) -> list[EntityClass]:
    return [kind for kind in ontology.classes.values() if "Entity" in kind.ancestors]


def _trees(ontology: Ontology) -> list[list[str]]:
    """Return the classes at the root of each tree, a column each; those of the seeds in the last."""
    known = {root for column in _TREES for root in column}
    others = [kind.name for kind in children(ontology, "Entity") if kind.name not in known]
    return [list(column) + (others if column is _TREES[-1] else []) for column in _TREES]


def _grouped(ontology: Ontology) -> dict[str, list[Relation]]:
    found: dict[str, list[Relation]] = {name: [] for name in GROUPS}
    for relation in ontology.relations.values():
        known = ontology.classes[relation.domain].ancestors
        of = next((group for name, group in _OF.items() if name in known), "anything")
        found[of if relation.mode == "Fact" else relation.mode].append(relation)
    return found


def _taking(ontology: Ontology) -> dict[str, list[str]]:
    """Say which relations name each class as what they are said of, or as what they lead to."""
    found: dict[str, list[str]] = defaultdict(list)
    for relation in ontology.relations.values():
        for name in dict.fromkeys((relation.domain, relation.range)):
            found[name].append(relation.name)
    return dict(found)


def _using(ontology: Ontology) -> dict[str, list[str]]:
    """Say by which rules each relation makes ties."""
    found: dict[str, list[str]] = defaultdict(list)
    for rule in ontology.ties.values():
        for name in dict.fromkeys((*rule.tail, *rule.head)):
            found[name].append(rule.name)
    return dict(found)


def _lists(terms: dict[str, Term]) -> dict[str, list[Term]]:
    """Return the terms of each closed list; one may be in two."""
    kinds = [term.name for term in terms.values() if SKG.base + "Term" in term.above]
    return {kind: [t for t in terms.values() if SKG.base + kind in t.above] for kind in kinds}


def _structure(ontology: Ontology, terms: dict[str, Term]) -> list[Term]:
    """Return what is no entity, relation, listed term or rule: how claims are built, and the rest."""
    kinds = {SKG.base + "Term", *(SKG.base + name for name in _lists(terms)), SKG.TieRule}
    entities = {kind.name for kind in _entities(ontology)}
    listed = {name for name, term in terms.items() if kinds & {*term.above}}
    return [t for name, t in terms.items() if name not in {*entities, *ontology.relations, *listed}]


def _example(archive: Archive, relation: str) -> Example | None:
    """Choose a claim that shows what a relation is for: admitted, explicit, and with a short sentence."""

    def unfit(claim: Claim) -> tuple[object, ...]:
        inferred = claim.basis != "Explicit" or bool(claim.coreference)
        return (
            archive.policy not in claim.admitted_by,
            inferred,
            len(archive.sentence(claim.spans[0]).text),
            claim.place,
        )

    known = [claim for claim in archive.claims.values() if claim.relation.name == relation]
    if not known:
        return None
    claim = min(known, key=unfit)
    first = archive.sentence(claim.spans[0])
    cut = pieces(first, (span for span in claim.spans if span.sentence == first.id))

    def named(iri: str) -> Label:
        if iri in archive.tolls:
            return archive.tolls[iri].label(archive.ontology)
        return Label(archive.name(iri, "fr"), archive.name(iri, "en"))

    truth = {"true": Label("", ""), "false": Label("non", "no")}
    obj = truth.get(claim.target) or named(claim.target)
    language = archive.articles[claim.article].language
    return Example(claim, named(claim.subject), obj, named(claim.claimant), first.id, language, cut)


def _style() -> str:
    """Join what all pages share with what this one needs."""
    return "".join((WEB / name).read_text(encoding="utf-8") for name in ("theme.css", "ontology.css"))
