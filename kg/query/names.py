"""Names as readers type them, found in a graph: ids, IRIs, and names in any language.

Everything is asked in SPARQL, so that a store on disk, in memory or elsewhere answers alike. The cheap ways
come first: what is an id or an exact name never makes the graph list all its names.
"""

from __future__ import annotations

from kg.core.iris import fold
from kg.core.namespaces import BASE, DCTERMS, OWL, PREFIXES, RDF, RDFS, SKG, SKOS
from kg.core.ontology import local_name
from kg.core.rq_files import Parameter, Question, parse_question
from kg.errors import BadParameter, UnknownArticle, UnknownEntity, UnknownTerm
from kg.query.engines import Source, run

LANGUAGES = ("", "@fr", "@en")
NAMED = f"<{SKOS.prefLabel}>|<{SKOS.altLabel}>"
LISTS = {
    "relation": SKG.Relation,
    "class": OWL.Class,
    "status": SKG.base + "Status",
    "mode": SKG.base + "Mode",
    "score": SKG.base + "Score",
}
"""What the terms are that a parameter of such a type takes."""


def find_entities(source: Source, name: str) -> list[str]:
    """Find the entities that bear a name, an id or an IRI, as IRIs in order.

    Exact ones come first; then case, accents and punctuation are forgiven, and an id may leave out the
    article that it is scoped to. An ambiguous name finds all that bear it.

    Raises ``UnknownEntity`` with the nearest name.
    """
    return _by_id(source, name) or _by_name(source, name) or _by_folded_name(source, name)


def _by_id(source: Source, name: str) -> list[str]:
    candidates = {name, _expanded(name)}
    if name.isascii() and ":" not in name:
        candidates |= {base + name for base in PREFIXES.values() if base.startswith(BASE)}
    known = " ".join(f"<{iri}>" for iri in sorted(candidates) if _is_iri(iri))
    return _select(source, f"VALUES ?thing {{ {known} }} ?thing <{SKOS.prefLabel}> ?label") if known else []


def _by_name(source: Source, name: str) -> list[str]:
    written = _literal(name)
    exact = " ".join(written + language for language in LANGUAGES)
    return _select(source, f"VALUES ?label {{ {exact} }} ?thing {NAMED} ?label")


def _by_folded_name(source: Source, name: str) -> list[str]:
    """Find by folded name or id, or else the one actor or place whose name holds the words."""
    wanted = fold(name)
    both = f"VALUES ?name {{ <{SKOS.prefLabel}> <{SKOS.altLabel}> }}"
    labels = set(_rows(source, f"SELECT ?thing ?label WHERE {{ {both} ?thing ?name ?label }}"))
    scopes = {row[0]: row[1] for row in _rows(source, _pairs(SKG.scopedTo))}
    found = {iri for iri, label in labels if wanted == fold(label)}
    found |= {iri for iri, _ in labels if wanted == fold(_local(iri, scopes.get(iri, "")))}
    if wanted and found:
        return sorted(found)
    holding = {(label, iri) for iri, label in labels if wanted and f" {wanted} " in f" {fold(label)} "}
    events = {iri for iri, _ in _rows(source, _pairs(SKG.describedAs))} if holding else set()
    if len(things := {iri for _, iri in holding} - events) == 1:
        return sorted(things)
    nearest = sorted({label for label, _ in holding}, key=lambda label: (len(label), label))[:1]
    raise UnknownEntity(name, nearest or {label for _, label in labels})


def _pairs(relation: str) -> str:
    return f"SELECT ?thing ?other WHERE {{ ?thing <{relation}> ?other }}"


def _local(iri: str, scope: str) -> str:
    """Return the id of an entity as curators write it, without the article that it is scoped to."""
    return iri.rpartition("/")[2].removeprefix(f"{scope.rpartition('/')[2]}-")


def find_articles(source: Source, name: str) -> list[str]:
    """Find the article that has an id or an IRI.

    Raises ``UnknownArticle`` with the nearest id.
    """
    text = f"SELECT DISTINCT ?id ?article WHERE {{ ?article <{DCTERMS.identifier}> ?id }}"
    ids = {row[0]: row[1] for row in _rows(source, text)}
    wanted = name.removeprefix(f"{BASE}article/").removeprefix("article:")
    if wanted not in ids:
        raise UnknownArticle(name, ids)
    return [ids[wanted]]


def find_terms(source: Source, kind: str, name: str) -> list[str]:
    """Find the terms of a closed list that bear a name or a label, as IRIs in order.

    Raises ``UnknownTerm`` with the nearest name.
    """
    text = f"SELECT ?term ?label WHERE {{ ?term <{RDF.type}> <{LISTS[kind]}> ; <{RDFS.label}> ?label }}"
    names, found = set(), set()
    for iri, label in _rows(source, text):
        names |= {local_name(iri)}
        if fold(name) in (fold(local_name(iri)), fold(label)) or _expanded(name) == iri:
            found.add(iri)
    if not found:
        raise UnknownTerm(kind, name, names)
    return sorted(found)


def find_values(source: Source, parameter: Parameter, given: str) -> list[str]:
    """Find what a reader's value of a parameter means, as ``kg.core.rq_files.bind`` takes it.

    Raises ``UnknownEntity``, ``UnknownArticle``, ``UnknownTerm`` and ``BadParameter``.
    """
    if not given.strip():
        raise BadParameter(f"--{parameter.name}: a value is missing")
    if parameter.type in ("integer", "date"):
        return [given]
    if parameter.type == "entity":
        return find_entities(source, given)
    if parameter.type == "article":
        return find_articles(source, given)
    return find_terms(source, parameter.type, given)


def _expanded(name: str) -> str:
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else name


def _is_iri(text: str) -> bool:
    return ":" in text and not any(sign in text for sign in ' <>"{}|^`\\\n\t')


def _literal(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _select(source: Source, pattern: str) -> list[str]:
    return [iri for (iri,) in _rows(source, f"SELECT DISTINCT ?thing WHERE {{ {pattern} }} ORDER BY ?thing")]


def _rows(source: Source, text: str) -> list[tuple[str, ...]]:
    return [tuple(term.value if term else "" for term in row) for row in run(_question(text), source)]


def _question(text: str) -> Question:
    return parse_question(text, "names", "names")
