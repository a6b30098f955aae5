"""Footnotes for the rows of an answer: the claims that they rest on.

These are the why-provenance of a row (Buneman, Khanna and Tan 2001, https://doi.org/10.1007/3-540-44503-X_20;
its algebra in Green, Karvounarakis and Tannen 2007, https://doi.org/10.1145/1265530.1265535): the query is
evaluated once more for all that its solutions bind, and the claims of the triples that they match are found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, partial

import pyoxigraph as ox

from kg.core.model import Claim, in_order
from kg.core.namespaces import CITO, GRAPHS, RDF, SKG, XSD
from kg.core.rq_files import Question, refuse_remote
from kg.graph.read import Archive, ontology_of, read_archive
from kg.graph.store import BuiltGraph
from kg.query.engines import run, solve
from kg.query.library import as_question
from kg.query.provenance.algebra import Fact, Join, Link, Node, Pattern, TriplePattern, Witnesses
from kg.query.provenance.footnotes import Cited, Footnote, sentence_of
from kg.query.provenance.parser import ParsedQuery, Untraceable, parse, select_constants
from kg.query.remote import Endpoint
from kg.query.results import Rows, Term

_CLAIMS, _DEFAULT = ox.NamedNode(GRAPHS["claims"]), ox.DefaultGraph()
_TYPE, _CLAIM = ox.NamedNode(RDF.type), ox.NamedNode(SKG.Claim)
_SUBJECT, _PREDICATE, _OBJECT = (ox.NamedNode(p) for p in (RDF.subject, RDF.predicate, RDF.object))
_EVIDENCE, _ADMITTED_BY = ox.NamedNode(SKG.evidence), ox.NamedNode(SKG.admittedBy)
_UNDER, _TOLL = ox.NamedNode(SKG.factsUnder), ox.NamedNode(SKG.Toll)
_IMPLIES = ((_SUBJECT, ox.NamedNode(SKG.subjectExists)), (_OBJECT, ox.NamedNode(SKG.objectExists)))
_TRUE = ox.Literal(True)
_DESCRIPTIONS = frozenset(ox.NamedNode(GRAPHS[name]) for name in ("claims", "registry", "meta"))
_OTHER_CLAIMS = frozenset(
    ox.NamedNode(p) for p in (SKG.conflictsWith, SKG.setAgainst, SKG.contrastCue, CITO.disputes)
)
"""Properties that set a claim beside others, which its footnote does not show."""


def cite(
    question: str | Question, source: ox.Store | BuiltGraph | Endpoint, rows: Rows | None = None
) -> Cited:
    """Give each row of an answer the claims it rests on; ``rows`` is the answer, where it is known already.

    A question is one with its parameters bound, the name of one in the library, or SPARQL text. A row rests
    on the claims, tolls and spans that its solutions bind, and on the admitted claims of the facts that they
    matched; on those that imply an event to have taken place only where there is nothing else. What EXISTS,
    NOT EXISTS and MINUS ask for counts for nothing. A row whose claims cannot be found has no footnote.
    A graph on a server is copied first.

    Raises ``UnknownQuery``, ``BadQuery`` and ``NoAnswer``.
    """
    question = as_question(question)
    refuse_remote(question)
    rows = run(question, source) if rows is None else rows
    store = source.in_memory() if isinstance(source, Endpoint) else source
    try:
        found = _claims_by_row(parse(question.text), store, rows)
    except Untraceable:
        found = [set() for _ in rows]
    return _cited(rows, found, store)


def _claims_by_row(parsed: ParsedQuery, store: ox.Store | BuiltGraph, rows: Rows) -> list[set[Node]]:
    """Return the claims of each row."""
    columns = [name for name in rows.columns if name not in parsed.computed]
    by_key = _by_key(rows, columns)
    # with LIMIT, the solutions of rows that were cut off have to be kept out
    values = _values_block(columns, by_key, parsed.free) if parsed.is_limited else ""
    constants = _constants(parsed, store)
    pattern = Join(tuple(_stating_facts(parsed.pattern, constants, store)))
    index, witnesses = _ClaimIndex(store), Witnesses(store)
    used: list[set[Node]] = [set() for _ in rows]
    implied: list[set[Node]] = [set() for _ in rows]
    for bound in _solutions(store, parsed.select(values)):
        numbers = by_key.get(tuple(_cell(bound.get("?" + name)) for name in columns), ())
        if numbers:
            terms = constants | bound
            facts = witnesses.of(pattern, terms.get) or set()
            claims, implying = index.claims_behind(bound.values(), facts)
            for number in numbers:
                used[number] |= claims
                implied[number] |= implying
    return [claims or implying for claims, implying in zip(used, implied, strict=True)]


def _solutions(store: ox.Store | BuiltGraph, text: str) -> Iterator[dict[str, Node]]:
    """Yield what each solution binds, by variable.

    Raises ``Untraceable`` where the engine does not take the text.
    """
    try:
        found = solve(text, store)
    except SyntaxError as error:
        raise Untraceable(str(error)) from None
    assert isinstance(found, ox.QuerySolutions)
    names = [f"?{variable.value}" for variable in found.variables]
    for solution in found:
        yield {name: term for name, term in zip(names, solution, strict=True) if term is not None}


def _constants(parsed: ParsedQuery, store: ox.Store | BuiltGraph) -> dict[str, Node]:
    """Return the terms of the constants of a query."""
    (row,) = _solutions(store, select_constants(parsed.prologue, parsed.constants))
    return {constant: row[f"?c{n}"] for n, constant in enumerate(parsed.constants)}


def _by_key(rows: Rows, columns: list[str]) -> dict[tuple[Node | None, ...], list[int]]:
    """Index the rows by their terms in some columns."""
    places = [rows.columns.index(name) for name in columns]
    found: dict[tuple[Node | None, ...], list[int]] = {}
    for number, row in enumerate(rows):
        found.setdefault(tuple(_as_node(row[at]) for at in places), []).append(number)
    return found


def _as_node(term: Term | None) -> Node | None:
    if term is None or term.is_iri:
        return ox.NamedNode(term.value) if term else None
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype or XSD.string))


def _cell(term: Node | None) -> Node | None:
    """Return a term as rows have it: a blank node is none, since no engine keeps its name."""
    return term if isinstance(term, ox.NamedNode | ox.Literal) else None


def _values_block(columns: list[str], keys: Iterable[tuple[Node | None, ...]], free: frozenset[str]) -> str:
    """Write a VALUES block that admits only the solutions of some rows."""
    places = [at for at, name in enumerate(columns) if name in free]
    if not places:
        return ""
    lines = {" ".join("UNDEF" if key[at] is None else str(key[at]) for at in places): None for key in keys}
    names = " ".join(f"?{columns[at]}" for at in places)
    return f"VALUES ({names}) {{ {' '.join(f'({line})' for line in lines)} }}"


def _stating_facts(
    pattern: Join, constants: dict[str, Node], store: ox.Store | BuiltGraph
) -> Iterator[Pattern]:
    """Yield the patterns that may match a fact: most of a query asks for names, which rest on no claim."""
    for part in pattern.parts:
        if isinstance(part, Join):
            yield from _stating_facts(part, constants, store)
        elif not (isinstance(part, TriplePattern) and _matches_no_fact(part, constants, store)):
            yield part


def _matches_no_fact(triple: TriplePattern, constants: dict[str, Node], store: ox.Store | BuiltGraph) -> bool:
    """Tell whether no fact has the predicate of a triple pattern: only its ends may lead to claims."""
    predicate = constants.get(triple.path.predicate) if isinstance(triple.path, Link) else None
    if not isinstance(predicate, ox.NamedNode) or triple.subject in constants or triple.object in constants:
        return False
    return next(store.quads_for_pattern(None, predicate, None, _DEFAULT), None) is None


class _ClaimIndex:
    """Finds claims in a store: those that a term is or belongs to, and those that a fact rests on."""

    def __init__(self, store: ox.Store | BuiltGraph):
        self._store = store
        self._policies = [quad.object for quad in store.quads_for_pattern(None, _UNDER, None, None)]
        self._is_claim = cache(self._test_claim)
        self._of_toll = cache(self._find_toll)
        self._of_span = cache(partial(self._subjects, _EVIDENCE))
        self._about = cache(self._find_about)
        self._implying = cache(self._find_implying)

    def claims_behind(self, terms: Iterable[Node], facts: set[Fact]) -> tuple[set[Node], set[Node]]:
        """Return the claims behind a solution, and those that only imply that an event took place.

        A solution that binds a claim of a fact, or a claim on a span, rests on that one and no other.
        """
        nodes = {term for term in terms if isinstance(term, ox.NamedNode)}
        nodes |= {end for s, _, o in facts for end in (s, o) if isinstance(end, ox.NamedNode)}
        claims = {node for node in nodes if self._is_claim(node)}
        claims = claims.union(*(self._of_toll(node) for node in nodes))
        stated = {self._fact(claim) for claim in claims}
        spans = [found for node in nodes if (found := self._of_span(node)) and not found & claims]
        claims = claims.union(*spans)
        implying: set[Node] = set()
        for fact in facts - stated:
            if ox.Quad(*fact, _DEFAULT) not in self._store:
                continue
            if fact[1] == _TYPE:
                implying |= self._implying(fact[0])
            else:
                claims |= self._resting_on(fact)
        return claims, implying

    def _test_claim(self, node: ox.NamedNode) -> bool:
        return ox.Quad(node, _TYPE, _CLAIM, _CLAIMS) in self._store

    def _find_toll(self, node: ox.NamedNode) -> frozenset[Node]:
        """Return the claims that state a toll; none for anything else."""
        if ox.Quad(node, _TYPE, _TOLL, _CLAIMS) not in self._store:
            return frozenset()
        return self._subjects(_OBJECT, node)

    def _subjects(self, predicate: ox.NamedNode, node: Node) -> frozenset[Node]:
        quads = self._store.quads_for_pattern(None, predicate, node, _CLAIMS)
        return frozenset(quad.subject for quad in quads)

    def _one(self, claim: Node, predicate: ox.NamedNode) -> Node:
        return next(self._store.quads_for_pattern(claim, predicate, None, _CLAIMS)).object

    def _fact(self, claim: Node) -> Fact:
        return self._one(claim, _SUBJECT), self._one(claim, _PREDICATE), self._one(claim, _OBJECT)

    def _is_admitted(self, claim: Node) -> bool:
        """Tell whether a policy of the facts admits a claim."""
        admissions = (ox.Quad(claim, _ADMITTED_BY, policy, _CLAIMS) for policy in self._policies)
        return any(admission in self._store for admission in admissions)

    def _find_about(self, subject: Node) -> dict[Node, list[Node]]:
        """Return the claims about something, admitted or not, by their object."""
        found: dict[Node, list[Node]] = {}
        for quad in self._store.quads_for_pattern(None, _SUBJECT, subject, _CLAIMS):
            found.setdefault(self._one(quad.subject, _OBJECT), []).append(quad.subject)
        return found

    def _resting_on(self, fact: Fact) -> set[Node]:
        """Return the admitted claims of a fact."""
        subject, predicate, object_ = fact
        return {
            claim
            for claim in self._about(subject).get(object_, ())
            if ox.Quad(claim, _PREDICATE, predicate, _CLAIMS) in self._store and self._is_admitted(claim)
        }

    def _find_implying(self, node: Node) -> set[Node]:
        """Return the admitted claims that imply that something exists."""
        found = set()
        for end, implies in _IMPLIES:
            claims = self._subjects(end, node)
            found |= {claim for claim in claims if self._is_admitted(claim) and self._implies(claim, implies)}
        return found

    def _implies(self, claim: Node, implies: ox.NamedNode) -> bool:
        relation = self._one(claim, _PREDICATE)
        return next(self._store.quads_for_pattern(relation, implies, _TRUE, None), None) is not None


def _cited(rows: Rows, found: list[set[Node]], store: ox.Store | BuiltGraph) -> Cited:
    """Number the claims in order of first use, those of one row in the order of the text."""
    claims = set().union(*found)
    if not claims:
        return Cited(rows, ((),) * len(rows), ())
    archive = read_archive(_excerpt(store, claims), ontology_of(store))
    numbers: dict[str, int] = {}
    notes = []
    for of_row in found:
        behind = in_order(archive.claims[node.value] for node in of_row)
        notes.append(tuple(numbers.setdefault(claim.iri, len(numbers) + 1) for claim in behind))
    footnotes = (_footnote(number, archive.claims[iri], archive) for iri, number in numbers.items())
    return Cited(rows, tuple(notes), tuple(footnotes))


def _excerpt(store: ox.Store | BuiltGraph, claims: Iterable[Node]) -> ox.Store:
    """Copy the description of some claims, and of all that they refer to."""
    excerpt = ox.Store()
    excerpt.extend(store.quads_for_pattern(None, _UNDER, None, None))
    new = list(claims)
    known = set(new)
    while new:
        node = new.pop()
        about = [
            quad
            for quad in store.quads_for_pattern(node, None, None, None)
            if quad.graph_name in _DESCRIPTIONS and quad.predicate not in _OTHER_CLAIMS
        ]
        excerpt.extend(about)
        ends = {quad.object for quad in about if isinstance(quad.object, ox.NamedNode)} - known
        known |= ends
        new += ends
    return excerpt


def _footnote(number: int, claim: Claim, archive: Archive) -> Footnote:
    return Footnote(
        number=number,
        claim=claim.iri,
        says=sentence_of(archive, claim),
        claimant=archive.name(claim.claimant),
        polarity=claim.polarity.lower(),
        status=archive.ontology.terms[claim.status].en,
        is_admitted=archive.policy in claim.admitted_by,
        quote=claim.quote,
        cue=claim.cue,
        article=claim.article,
        sentences=tuple(dict.fromkeys(passage.sentence for passage in claim.spans)),
    )
