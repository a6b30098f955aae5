"""The vocabulary of a folder of seeds: ours, and the classes, relations and rules of its ``ontology.ttl``.

Own terms stand beside ours and change none of them, so that whatever a curation says means the same with
every version of this package: they have IRIs of their own, outside of ours and of the standards that we use.
A curation writes local names, so that no two terms may share one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from kg.core.namespaces import BASE, OWL, PREFIXES, RDF, RDFS, SKG, SKOS, XSD, shorten
from kg.core.ontology import Ontology, Parts, by_subject, local_name, parse_ontology, read_ontology
from kg.curation.yaml_reader import MAX_BYTES, check_characters
from kg.errors import FEW, Problem, did_you_mean

FILE = "ontology.ttl"
RELATION, CLASS, RULE = "relation", "class", "rule of ties"
"""What an own term can be."""
_DECLARED = {
    SKG.Relation: RELATION,
    OWL.ObjectProperty: RELATION,
    OWL.DatatypeProperty: RELATION,
    OWL.SymmetricProperty: RELATION,
    OWL.Class: CLASS,
    SKG.TieRule: RULE,
}
_SAYS = {
    RELATION: (
        *("usualMode", "subjectExists", "objectExists", "edgeTail", "edgeHead", "edgeSign"),
        *("singleValued", "acyclic"),
    ),
    CLASS: ("shape", "colour", "expects"),
    RULE: (
        *("onClass", "tieHub", "tieTail", "tieHead", "headOwner", "tieExcept"),
        *("edgeSign", "statesPairs"),
    ),
}
"""The terms of ours by which each says what it is, beside its label, definition and ends."""
_FORMS = (
    "a owl:ObjectProperty, skg:Relation; a owl:DatatypeProperty, skg:Relation; a owl:Class; a skg:TieRule"
)
_UNSAID = {
    RDFS.domain: "of which class its subject is",
    RDFS.range: "of which class its object is",
    SKG.usualMode: "in which mode it is usually said",
    SKG.subjectExists: "whether its subject exists where it is so",
    SKG.objectExists: "whether its object exists where it is so",
    SKG.edgeTail: "where its edge starts",
    SKG.edgeHead: "where its edge ends",
    SKG.edgeSign: "which sign its ties have",
    SKG.shape: "by which shape it is drawn",
    SKG.colour: "in which colour it is drawn",
    SKG.tieHub: "where the event stands in its relations",
    SKG.statesPairs: "whether the text states the pair",
    SKG.onClass: "of which class its events are",
    SKG.tieTail: "by which relation a tie starts",
    SKG.tieHead: "by which relation a tie ends",
}
"""What is not said where a property is missing."""
_BINDING = {OWL.base + name for name in ("equivalentClass", "equivalentProperty", "inverseOf", "sameAs")}
"""By these an own term would say something of the other term too."""
_TRUTH = {"true": ox.Literal(True), "false": ox.Literal(False)}
_SIGNS = {str(sign): ox.Literal(sign) for sign in (1, -1, 0)}
_ENDS = {"rdf:subject": ox.NamedNode(RDF.subject), "rdf:object": ox.NamedNode(RDF.object)}
_DATATYPES = {f"xsd:{name}": ox.NamedNode(XSD.base + name) for name in ("string", "integer", "boolean")}
_IRI = re.compile(r"https?://[^\s/#]+[/#](?:\S*[/#])?[A-Za-z][A-Za-z0-9]*")
_PREDICATE = re.compile(r"https?://.*[/#][A-Za-z_][A-Za-z0-9_.-]*")
"""What RDF/XML can write as the name of an element."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ontology that the curations of a folder are read by, and what is wrong in the folder's own part."""

    ontology: Ontology
    problems: tuple[Problem, ...] = ()
    misread: frozenset[str] = frozenset()
    """Names that the folder's part speaks of, where it has problems: none of them is a problem elsewhere."""


class Stated(NamedTuple):
    """A triple, and the line on which its object ends."""

    subject: Any
    predicate: Any
    object: Any
    line: int


def read_vocabulary(folder: Path) -> Vocabulary:
    """Read the vocabulary of a folder of seeds; it is ours alone where its ``ontology.ttl`` has problems."""
    ours, path, name = read_ontology(), folder / FILE, f"{folder.as_posix()}/{FILE}"
    if not path.exists():
        return Vocabulary(ours)
    text, problems = _read_text(path, name)
    stated: list[Stated] = []
    if not problems:
        stated, problems = _parse(text, name)
    if not problems:
        problems = list(_Reader(name, ours, stated).problems())
    if problems:
        names = frozenset(re.findall(r"[:/#](\w+)", text))
        return Vocabulary(ours, tuple(sorted(set(problems))), names - {local_name(iri) for iri in ours.iris})
    return Vocabulary(parse_ontology([*ours.triples, *stated]))


def _read_text(path: Path, name: str) -> tuple[str, list[Problem]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        return "", [Problem(name, 1, "cannot be read", error.strerror or "")]
    if len(data) > MAX_BYTES:
        return "", [Problem(name, 1, f"the file has {len(data)} bytes", f"at most {MAX_BYTES}")]
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return "", [Problem(name, line, "not UTF-8", f"byte {data[error.start]:#04x}")]
    unfit = check_characters(text, name)
    return text, [unfit] if unfit else []


class _Lines(io.BytesIO):
    """A text that is read a line at a time, and knows which one a parser has come to."""

    number = 0
    _goes_on = False

    def read(self, size: int | None = -1) -> bytes:
        """Read the next line, or as much of it as was asked for: a parser given more ends the process."""
        line = self.readline(size)
        self.number += bool(line) and not self._goes_on
        self._goes_on = not line.endswith(b"\n")
        return line


def _parse(text: str, name: str) -> tuple[list[Stated], list[Problem]]:
    """Parse Turtle into triples with their lines, or into the one problem that stops it."""
    lines, stated = _Lines(text.encode()), []
    try:
        for each in ox.parse(input=lines, format=ox.RdfFormat.TURTLE):
            stated.append(Stated(each.subject, each.predicate, each.object, lines.number))
    except SyntaxError as error:
        said = re.sub(r"^Parser error (at|between) .*?: ", "", str(error.msg).replace("'\n'", "a line end"))
        line = min(error.lineno or lines.number, text.rstrip().count("\n") + 1)
        return [], [Problem(name, line, "not Turtle", _in_plain_words(" ".join(said.split())))]
    return list({each[:3]: each for each in reversed(stated)}.values())[::-1], []


def _in_plain_words(said: str) -> str:
    """Say what a parser found in the words of who writes Turtle."""
    if found := re.fullmatch(r"The prefix (\S+) has not been declared", said):
        iri = PREFIXES.get(found[1].rstrip(":"), "https://…#")
        return f"the prefix {found[1]} is not declared: @prefix {found[1]} <{iri}> ."
    if said.startswith("A dot is expected"):
        return "a ';' or a '.' is missing before this, or a ',' between two values"
    if said.startswith("Unexpected end"):
        return "the file ends within a statement: a '.' is missing"
    if said.startswith("No scheme found"):
        return "an address is whole: <https://…>"
    return said[:1].lower() + said[1:]


def _either(forms: Iterable[str]) -> str:
    """List what may be written.

    >>> _either(["true", "false"]), _either(["1", "-1", "0"])
    ('true or false', '1, -1 or 0')
    """
    *first, last = forms
    return f"{', '.join(first)} or {last}" if first else last


def _shown(term: Any) -> str:
    """Write a term as a message has it."""
    if isinstance(term, ox.BlankNode):
        return "a node without a name"
    if isinstance(term, ox.NamedNode):
        short = shorten(term.value)
        return f"<{short}>" if short == term.value else short
    return f'"{term.value}"' if term.datatype.value in (XSD.string, RDF.base + "langString") else term.value


class _Reader:
    """The own terms of a folder, and every problem that they have."""

    def __init__(self, name: str, ours: Ontology, stated: list[Stated]):
        self.name, self.ours, self.stated = name, ours, stated
        self.about = by_subject(stated)
        self.unnamed = {each.subject.value for each in stated if isinstance(each.subject, ox.BlankNode)}
        self.lines: dict[tuple[str, str], int] = {}
        for each in stated:
            self.lines.setdefault((each.subject.value, ""), each.line)
            self.lines.setdefault((each.subject.value, each.predicate.value), each.line)
        self.kinds = {iri: self._kind(iri, parts) for iri, parts in self.about.items()}
        self.parents = {
            each.iri: {k.iri for k in ours.classes.values() if k.name in each.ancestors - {each.name}}
            for each in ours.classes.values()
        } | {iri: {each.value for each in self.about[iri][RDFS.subClassOf]} for iri in self._own(CLASS)}

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong, of the file as a whole and of each term."""
        yield from self._foreign()
        yield from self._names()
        for kind, problems_of in ((CLASS, self._class), (RELATION, self._relation), (RULE, self._rule)):
            for iri in self._own(kind):
                yield from self._common(iri)
                yield from problems_of(iri)

    def _kind(self, iri: str, parts: Parts) -> str:
        """Return what a term is declared as; nothing for a term that has no place here, or is two things."""
        kinds = {_DECLARED[each.value] for each in parts[RDF.type] if each.value in _DECLARED}
        return kinds.pop() if len(kinds) == 1 and _IRI.fullmatch(iri) and not self._is_taken(iri) else ""

    def _is_taken(self, iri: str) -> bool:
        """Tell whether an IRI is in our namespaces, or in one of the standards that we use."""
        return iri.startswith(BASE) or iri.removesuffix(local_name(iri)) in PREFIXES.values()

    def _own(self, kind: str) -> list[str]:
        return [iri for iri, each in self.kinds.items() if each == kind]

    def _at(self, iri: str, what: str, hint: str = "", prop: str = "") -> Problem:
        line = self.lines.get((iri, prop), self.lines.get((iri, ""), 1))
        return Problem(self.name, line, what, hint)

    # what may stand in the file

    def _foreign(self) -> Iterator[Problem]:
        """Yield what has no place in the file, whatever it is said of."""
        for each in self.stated:
            terms = (each.subject, each.predicate, each.object)
            if any(isinstance(term, ox.BlankNode) for term in terms):
                hint = "write each of its statements about a term that has a name"
                yield Problem(self.name, each.line, "a node without a name", hint)
            elif not all(self._is_address(term) for term in terms):
                yield Problem(self.name, each.line, "an address is one of the web", "https://…")
            elif isinstance(each.object, ox.Literal) and check_characters(each.object.value, self.name):
                yield Problem(self.name, each.line, "a control character in a text")
            elif each.predicate.value in _BINDING and each.object.value in self.ours.iris:
                hint = "leave it out, or say skos:closeMatch"
                yield Problem(self.name, each.line, f"this changes {shorten(each.object.value)}", hint)

    def _is_address(self, term: Any) -> bool:
        return not isinstance(term, ox.NamedNode) or term.value.startswith(("http://", "https://"))

    def _names(self) -> Iterator[Problem]:
        """Yield terms that are ours, that clash, or that are nothing which a file of own terms declares."""
        known = {local_name(iri): shorten(iri) for iri in self.ours.iris}
        for iri, parts in self.about.items():
            name, types = local_name(iri), {each.value for each in parts[RDF.type]}
            if iri in self.unnamed or (types == {OWL.base + "Ontology"} and not self._is_taken(iri)):
                continue
            if iri in self.ours.iris:
                hint = "declare a term in a namespace of your own"
                yield self._at(iri, f"{shorten(iri)} is ours, and stays as it is", hint)
            elif self._is_taken(iri):
                hint = "a namespace of your own: @prefix my: <https://example.org/ns#> ."
                yield self._at(iri, f"{shorten(iri)} is in a namespace of ours or of a standard", hint)
            elif not _IRI.fullmatch(iri):
                hint = "https://example.org/ns#designates: letters and digits, without accents"
                yield self._at(iri, f"<{iri}> is no name of a term", hint)
            elif name in known:
                hint = "take another name" + ("" if known[name][0] == "<" else f", or use {known[name]}")
                yield self._at(iri, f"the name '{name}' is that of {known[name]}", hint)
            elif not self.kinds[iri]:
                yield self._at(iri, *self._no_kind(iri, parts), RDF.type)
            known.setdefault(name, f"<{iri}>")

    def _no_kind(self, iri: str, parts: Parts) -> tuple[str, str]:
        for each in parts[RDF.type]:
            if each.value.startswith(SKG.base) and self.ours.is_a(local_name(each.value), "Term"):
                return f"the list {shorten(each.value)} is closed", "the program knows its values alone"
        several = {_DECLARED[each.value] for each in parts[RDF.type] if each.value in _DECLARED}
        if several:
            kinds = " and ".join(f"a {each}" for each in sorted(several))
            return f"'{local_name(iri)}' is declared as {kinds}", "one of them"
        return f"'{local_name(iri)}' is declared neither as a relation nor as a class nor as a rule", _FORMS

    # what every term says

    def _common(self, iri: str) -> Iterator[Problem]:
        """Yield what a term lacks of label and definition, and what it says that no such term can."""
        kind, name = self.kinds[iri], local_name(iri)
        for prop, what in ((RDFS.label, "label"), (SKOS.definition, "definition")):
            texts = [each for each in self.about[iri][prop] if isinstance(each, ox.Literal)]
            for code, language in (("fr", "French"), ("en", "English")):
                found = [each for each in texts if each.language == code and each.value.strip()]
                if len(found) != 1:
                    said = f"lacks its {language} {what}" if not found else f"has two {language} {what}s"
                    hint = f'{shorten(prop)} "…"@{code}' if not found else "keep one"
                    yield self._at(iri, f"'{name}' {said}", hint, prop)
        for prop in self.about[iri]:
            if prop.startswith(SKG.base) and local_name(prop) not in _SAYS[kind]:
                hint = did_you_mean(local_name(prop), _SAYS[kind])
                if prop in (SKG.path, SKG.existsByClaim):
                    hint = "leave it out: a class has it from the one above"
                yield self._at(iri, f"a {kind} has no {shorten(prop)}", hint, prop)
            elif not _PREDICATE.fullmatch(prop):
                yield self._at(iri, f"<{prop}> is no name of a property", "https://…#name", prop)

    def _one(
        self, iri: str, prop: str, allowed: Mapping[str, Any], is_asked: bool = True, what: str = ""
    ) -> Iterator[Problem]:
        """Yield a problem unless a term says a property once, by one of the values that are allowed."""
        values, name, short = self.about[iri].get(prop, []), local_name(iri), shorten(prop)
        forms = _either(allowed) if len(allowed) <= FEW else what
        if not values:
            if is_asked:
                yield self._at(iri, f"'{name}' does not say {_UNSAID[prop]}", f"{short} {forms}")
        elif len(values) > 1:
            yield self._at(iri, f"'{name}' says {short} more than once", "keep one", prop)
        elif values[0] not in allowed.values():
            yield self._at(iri, *self._unfit(name, short, values[0], allowed, forms), prop)

    def _many(self, iri: str, prop: str, allowed: Mapping[str, Any], what: str) -> Iterator[Problem]:
        """Yield a problem for each value of a property that is none of those that are allowed."""
        for value in self.about[iri].get(prop, []):
            if value not in allowed.values():
                yield self._at(iri, *self._unfit(local_name(iri), shorten(prop), value, allowed, what), prop)

    def _unfit(
        self, name: str, short: str, value: Any, allowed: Mapping[str, Any], forms: str
    ) -> tuple[str, str]:
        """Say which value a property cannot have, and which was probably meant."""
        meant = {local_name(each.value): form for form, each in allowed.items()}
        given = local_name(value.value)
        near = did_you_mean(given, meant)
        if given in meant:
            bare = isinstance(value, ox.Literal) and not meant[given].startswith('"')
            near = f"{short} {meant[given]}" + (", without quotation marks" if bare else "")
        return f"{short} of '{name}' cannot be {_shown(value)}", near or f"{short} {forms}"

    # classes

    def _entities(self) -> dict[str, Any]:
        """Return every class of entities, ours and own, by the form in which it is written."""
        found = {k.iri: shorten(k.iri) for k in self.ours.classes.values() if "Entity" in k.ancestors}
        found |= {iri: f"<{iri}>" for iri in self._own(CLASS)}
        return {form: ox.NamedNode(iri) for iri, form in found.items()}

    def _relations(self) -> dict[str, Any]:
        found = {r.iri: shorten(r.iri) for r in self.ours.relations.values()}
        found |= {iri: f"<{iri}>" for iri in self._own(RELATION)}
        return {form: ox.NamedNode(iri) for iri, form in found.items()}

    def _above(self, iri: str) -> set[str]:
        """Return a class and all above it; a cycle ends where it began."""
        found, fresh = set[str](), {iri}
        while fresh:
            found |= fresh
            fresh = {up for each in fresh for up in self.parents.get(each, ())} - found
        return found

    def _class(self, iri: str) -> Iterator[Problem]:
        yield from self._place(iri)
        shapes = {each.shape: ox.Literal(each.shape) for each in self.ours.classes.values() if each.shape}
        shapes = {f'"{shape}"': literal for shape, literal in sorted(shapes.items())}
        yield from self._one(iri, SKG.shape, shapes, is_asked=not self._inherits(iri, SKG.shape))
        yield from self._colour(iri, is_asked=not self._inherits(iri, SKG.colour))
        yield from self._many(
            iri, SKG.expects, self._relations() | _HOLDS_AT, "skg:location, or another relation"
        )

    def _place(self, iri: str) -> Iterator[Problem]:
        """Yield what is wrong with where a class stands among the others."""
        name, above, short = local_name(iri), self._above(iri), shorten(RDFS.subClassOf)
        entities = {local_name(each.value): form for form, each in self._entities().items()}
        bases = {each.removesuffix(local_name(each)) for each in self._own(CLASS)} | {SKG.base}
        parents = [each.value for each in self.about[iri][RDFS.subClassOf]]
        known = {each.value for each in self._entities().values()}
        wrong = [
            each for each in parents if each.removesuffix(local_name(each)) in bases and each not in known
        ]
        for each in wrong:
            hint = (
                did_you_mean(local_name(each), entities) or f"{short} skg:Actor, or another class of entities"
            )
            yield self._at(
                iri, f"'{name}' cannot stand below {_shown(ox.NamedNode(each))}", hint, RDFS.subClassOf
            )
        if any(iri in self._above(each) for each in parents):
            yield self._at(iri, f"'{name}' stands below itself", f"{short} skg:Actor", RDFS.subClassOf)
        elif not wrong and SKG.Entity not in above:
            hint = f"{short} skg:Actor, or another class of entities"
            yield self._at(iri, f"'{name}' stands below no class of entities", hint)
        elif not wrong:
            yield from self._apart(iri, above)

    def _inherits(self, iri: str, prop: str) -> bool:
        """Tell whether a class has a look from one above it, or none that could be asked for."""
        above = self._above(iri) - {iri}
        ours = {kind.iri for kind in self.ours.classes.values() if kind.shape}
        return (
            SKG.Entity not in above or not above.isdisjoint(ours) or any(self._value(e, prop) for e in above)
        )

    def _apart(self, iri: str, above: Collection[str]) -> Iterator[Problem]:
        """Yield a problem where a class stands below two that have no instance in common."""
        for each in self.ours.triples:
            if each.predicate.value == OWL.base + "disjointWith":
                ends = [str(getattr(end, "value", "")) for end in (each.subject, each.object)]
                if set(ends) <= set(above):
                    what = f"'{local_name(iri)}' stands below both {' and '.join(map(shorten, ends))}"
                    yield self._at(iri, what, "nothing is both: keep one", RDFS.subClassOf)

    def _colour(self, iri: str, is_asked: bool) -> Iterator[Problem]:
        values = self.about[iri].get(SKG.colour, [])
        if len(values) > 1 or any(not re.fullmatch("#[0-9A-Fa-f]{6}", each.value) for each in values):
            yield self._at(iri, f"'{local_name(iri)}' has no such colour", 'skg:colour "#0072B2"', SKG.colour)
        elif not values and is_asked:
            yield self._at(
                iri, f"'{local_name(iri)}' does not say {_UNSAID[SKG.colour]}", 'skg:colour "#0072B2"'
            )

    # relations

    def _relation(self, iri: str) -> Iterator[Problem]:
        entities = self._entities()
        kinds = "skg:Actor, or another class of entities"
        toll = {"skg:Toll": ox.NamedNode(SKG.Toll)}
        yield from self._one(iri, RDFS.domain, entities, what=kinds)
        yield from self._one(
            iri, RDFS.range, entities | _DATATYPES | toll, what=f"{kinds}; {_either((*_DATATYPES, *toll))}"
        )
        modes = {m: ox.NamedNode(SKG.base + m.removeprefix("skg:")) for m in _MODES}
        yield from self._one(iri, SKG.usualMode, modes)
        for prop in (SKG.subjectExists, SKG.objectExists):
            yield from self._one(iri, prop, _TRUTH)
        for prop in (SKG.singleValued, SKG.acyclic):
            yield from self._one(iri, prop, _TRUTH, is_asked=False)
        drawn = any(prop in self.about[iri] for prop in (SKG.edgeTail, SKG.edgeHead, SKG.edgeSign))
        for prop, allowed in ((SKG.edgeTail, _ENDS), (SKG.edgeHead, _ENDS), (SKG.edgeSign, _SIGNS)):
            yield from self._one(iri, prop, allowed, is_asked=drawn)
        yield from self._types(iri)
        yield from self._agreement(iri, drawn)

    def _types(self, iri: str) -> Iterator[Problem]:
        """Yield a problem where a relation is not declared as what its range makes of it."""
        types = {each.value for each in self.about[iri][RDF.type]}
        is_literal = any(each in _DATATYPES.values() for each in self.about[iri][RDFS.range])
        kind = OWL.DatatypeProperty if is_literal else OWL.ObjectProperty
        if types - {OWL.SymmetricProperty} != {kind, SKG.Relation}:
            hint = f"a {shorten(kind)}, skg:Relation"
            yield self._at(iri, f"'{local_name(iri)}' is not declared as a relation", hint, RDF.type)

    def _value(self, iri: str, prop: str) -> str:
        return next((each.value for each in self.about[iri].get(prop, [])), "")

    def _agreement(self, iri: str, drawn: bool) -> Iterator[Problem]:
        """Yield where two of the fields of a relation do not go together."""
        name, symmetric = (
            local_name(iri),
            OWL.SymmetricProperty in {e.value for e in self.about[iri][RDF.type]},
        )
        ends = [self._value(iri, prop) for prop in (RDFS.domain, RDFS.range)]
        exist = [self._value(iri, prop) for prop in (SKG.subjectExists, SKG.objectExists)]
        if drawn and ("false" in exist or ends[1].startswith(XSD.base) or ends[1] == SKG.Toll):
            hint = "leave skg:edgeTail, edgeHead and edgeSign out, or let both exist"
            yield self._at(iri, f"'{name}' draws an edge whose ends may not be there", hint, SKG.edgeTail)
        if drawn and self._value(iri, SKG.edgeTail) == self._value(iri, SKG.edgeHead) != "":
            hint = "skg:edgeTail rdf:subject ; skg:edgeHead rdf:object"
            yield self._at(iri, f"the edge of '{name}' starts where it ends", hint, SKG.edgeHead)
        if symmetric and (ends[0] != ends[1] or exist[0] != exist[1]):
            hint = "rdfs:domain and rdfs:range, skg:subjectExists and skg:objectExists are alike"
            yield self._at(iri, f"'{name}' holds both ways, and its ends differ", hint, RDF.type)
        if symmetric and self._value(iri, SKG.acyclic) == "true":
            yield self._at(iri, f"'{name}' holds both ways, and can have no cycle", "keep one", SKG.acyclic)
        if ends[1] == SKG.Toll and ends[0] and SKG.Event not in self._above(ends[0]):
            yield self._at(
                iri, f"'{name}' gives a toll to what is no event", "rdfs:domain skg:Event", RDFS.domain
            )

    # rules of ties

    def _rule(self, iri: str) -> Iterator[Problem]:
        relations, name = self._relations(), local_name(iri)
        for prop, allowed in ((SKG.tieHub, _ENDS), (SKG.edgeSign, _SIGNS), (SKG.statesPairs, _TRUTH)):
            yield from self._one(iri, prop, allowed)
        yield from self._many(iri, SKG.onClass, self._entities(), "a class of events or organisations")
        for prop in (SKG.tieTail, SKG.tieHead, SKG.headOwner, SKG.tieExcept):
            yield from self._many(iri, prop, relations, "a relation")
        for prop, form in _OF_RULES.items():
            if prop not in self.about[iri]:
                yield self._at(iri, f"'{name}' does not say {_UNSAID[prop]}", f"{shorten(prop)} {form}")
        for prop in (SKG.tieTail, SKG.tieHead):
            for role in self.about[iri].get(prop, []):
                if role in relations.values() and not self._bears(role.value):
                    what = f"{shorten(prop)} of '{name}' cannot be {shorten(role.value)}"
                    yield self._at(iri, what, "a relation that implies both its ends to exist", prop)

    def _bears(self, relation: str) -> bool:
        """Tell whether a relation implies both its ends, which are entities, to exist."""
        ours = next((each for each in self.ours.relations.values() if each.iri == relation), None)
        if ours:
            return ours.subject_exists and ours.object_exists
        return [self._value(relation, p) for p in (SKG.subjectExists, SKG.objectExists)] == ["true", "true"]


_MODES = ("skg:Fact", "skg:Estimate", "skg:Analysis", "skg:Evaluation", "skg:Prescription")
_HOLDS_AT = {"skg:holdsAt": ox.NamedNode(SKG.holdsAt)}
_OF_RULES = {SKG.onClass: "skg:Attack", SKG.tieTail: "skg:perpetrator", SKG.tieHead: "skg:target"}
"""What a rule says at least once, and how it is written."""
