"""The dataset and its measures as RDF files. A writer returns what its format cannot hold.

Every file is the same to the byte for the same seeds: quads are sorted, and nothing depends on the day.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

import pyoxigraph as ox

from kg.core.io import serialise
from kg.core.namespaces import PREFIXES, RDF, XSD, shorten
from kg.core.ontology import Label
from kg.errors import Unwritable
from kg.export.writer import MEASURES, WHOLE, Measures, Writer, Written
from kg.measures.tables import UNNAMED

FLATTENED = "which graph a triple stands in"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("[\r\x85\u2028]")  # as XML 1.1 has them: some readers of XML 1.0 go by it


def sorted_quads(store: ox.Store) -> list[ox.Quad]:
    """Return all quads in the order of their canonical N-Quads lines."""
    lines = sorted(serialise(store, ox.RdfFormat.N_QUADS).splitlines(keepends=True))
    return list(ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS))


def as_nquads(quads: list[ox.Quad]) -> Written:
    """Serialise as canonical N-Quads: with no blank node, these are the bytes of RDFC-1.0."""
    return serialise(quads, ox.RdfFormat.N_QUADS), ()


def as_trig(quads: list[ox.Quad]) -> Written:
    """Serialise as TriG."""
    return serialise(_by_graph(quads), ox.RdfFormat.TRIG), ()


def as_turtle(quads: list[ox.Quad]) -> Written:
    """Serialise as Turtle, all graphs flattened into one."""
    return serialise(_flattened(quads), ox.RdfFormat.TURTLE), _unnamed(quads)


def as_rdfxml(quads: list[ox.Quad]) -> Written:
    """Serialise as RDF/XML, all graphs flattened into one.

    Raises ``Unwritable`` for characters that XML cannot hold.
    """
    return check_xml(serialise(_flattened(quads), ox.RdfFormat.RDF_XML), "RDF/XML"), _unnamed(quads)


def as_rdf12(quads: list[ox.Quad]) -> Written:
    """Serialise as Turtle of RDF 1.2, all graphs flattened into one.

    A claim says what it claims by ``rdf:reifies`` and a triple term
    (https://www.w3.org/TR/rdf12-concepts/#section-triple-terms-reification), which asserts nothing, beside
    all that it says in ``sahel.ttl``: both readings of a claim are the same, and every query runs on both.
    """
    return serialise(_reified(_flattened(quads)), ox.RdfFormat.TURTLE), _unnamed(quads)


def _reified(triples: list[ox.Triple]) -> Iterator[ox.Triple]:
    """Let each statement reify its triple, after whatever else is said of it."""
    for statement, about in groupby(triples, key=lambda triple: triple.subject):
        said: dict[str, Any] = {}
        for triple in about:
            said[triple.predicate.value] = triple.object
            yield triple
        if RDF.predicate in said:
            stated = ox.Triple(said[RDF.subject], said[RDF.predicate], said[RDF.object])
            yield ox.Triple(statement, ox.NamedNode(RDF.reifies), stated)


def check_xml(data: bytes, form: str) -> bytes:
    """Return an XML file with every line end but LF escaped, since readers make LF of those that are not.

    Raises ``Unwritable`` for a character that is none of XML 1.0 (https://www.w3.org/TR/xml/#charsets):
    writers let it through, and no reader takes the file.
    """
    text = data.decode()
    if found := _NOT_XML.search(text):
        before = text[max(0, found.start() - 40) : found.start()].rpartition(">")[2]
        raise Unwritable(f"{form} cannot hold the character U+{ord(found[0]):04X} after '{before}'")
    return _LINE_END.sub(lambda end: f"&#{ord(end[0])};", text).encode()


def as_jsonld(quads: list[ox.Quad]) -> Written:
    """Serialise as JSON-LD 1.1 with its context in the file: prefixes alone, so nothing is fetched."""
    context = json.dumps(dict(sorted(PREFIXES.items())), indent=1)
    items = ",\n".join(_jsonld_items(quads))
    return f'{{"@context": {context},\n"@graph": [\n{items}\n]}}\n'.encode(), ()


def _flattened(quads: list[ox.Quad]) -> list[ox.Triple]:
    """Drop the graph names; a triple of two graphs, one after the other in this order, stands once."""
    return [triple for triple, _ in groupby(quad.triple for quad in quads)]


def _unnamed(quads: list[ox.Quad]) -> tuple[str, ...]:
    """Return what is lost where the graph names are dropped: nothing, where there is none."""
    named = any(isinstance(quad.graph_name, ox.NamedNode) for quad in quads)
    return (FLATTENED,) if named else ()


def _by_graph(quads: list[ox.Quad]) -> list[ox.Quad]:
    """Keep the order within each graph, the default graph first."""
    return sorted(quads, key=lambda quad: getattr(quad.graph_name, "value", ""))


def _jsonld_items(quads: list[ox.Quad]) -> Iterator[str]:
    """Yield the nodes of the default graph, a line a node, then each named graph with its nodes."""
    for graph, inside in groupby(_by_graph(quads), key=lambda quad: quad.graph_name):
        nodes = (_jsonld_node(s, about) for s, about in groupby(inside, key=lambda quad: quad.subject))
        if isinstance(graph, ox.DefaultGraph):
            yield from nodes
        else:
            name = json.dumps(getattr(graph, "value", ""))
            yield f'{{"@id": {name}, "@graph": [\n' + ",\n".join(nodes) + "\n]}"


def _jsonld_node(subject: Any, quads: Iterable[ox.Quad]) -> str:
    node: dict[str, Any] = {"@id": shorten(subject.value)}
    for quad in quads:
        if quad.predicate.value == RDF.type:
            node.setdefault("@type", []).append(shorten(getattr(quad.object, "value", "")))
        else:
            node.setdefault(shorten(quad.predicate.value), []).append(_jsonld_value(quad.object))
    return json.dumps(node, ensure_ascii=False)


def _jsonld_value(term: Any) -> str | dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"@id": shorten(term.value)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    datatype = term.datatype.value
    return term.value if datatype == XSD.string else {"@value": term.value, "@type": shorten(datatype)}


def as_measures_turtle(measures: Measures) -> Written:
    """Serialise what was measured as Turtle: one graph, which the dataset does not hold."""
    triples = (quad.triple for quad in measures.quads)
    return serialise(triples, ox.RdfFormat.TURTLE), (*measures.left_out, UNNAMED)


_dataset = partial(Writer, part=WHOLE, quotes=True, takes=attrgetter("quads"))
_FLAT = Label("tout, en un seul graphe", "everything in one graph")
_NAMED = Label("tout, en graphes nommés", "everything in named graphs")
_TWIN = Label(
    "tout, en un seul graphe, avec les triplets cités de RDF 1.2",
    "everything in one graph, with the triple terms of RDF 1.2",
)
_MEASURED = Label(
    "les scores et les rangs comme triplets, avec le réseau mesuré et ses affirmations",
    "scores and ranks as triples, with the network that was measured and its claims",
)
_TURTLE_12 = "https://www.w3.org/TR/rdf12-turtle/"
RDF_WRITERS: dict[str, Writer] = {
    writer.name: writer
    for writer in (
        _dataset(name="sahel.ttl", about=_FLAT, write=as_turtle),
        _dataset(name="sahel.trig", about=_NAMED, write=as_trig),
        _dataset(name="sahel.nq", about=_NAMED, write=as_nquads),
        _dataset(name="sahel.jsonld", about=_NAMED, write=as_jsonld),
        _dataset(name="sahel.rdf", about=_FLAT, write=as_rdfxml),
        _dataset(name="sahel-rdf12.ttl", about=_TWIN, write=as_rdf12, conforms=_TURTLE_12),
    )
}
"""The files of the dataset as RDF, by name; each takes sorted quads."""
MEASURES_TURTLE = Writer(
    name="measures.ttl",
    about=_MEASURED,
    part=MEASURES,
    quotes=False,
    takes=attrgetter("measures"),
    write=as_measures_turtle,
)
