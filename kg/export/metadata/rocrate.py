"""All files of a build as one research object: ``ro-crate-metadata.json`` (https://w3id.org/ro/crate/1.2).

Its context is a reference, as the standard demands; no other file of ours has one to be fetched.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from kg.core.about import CURATORS, LICENCE, STATEMENT, TITLE, release
from kg.core.namespaces import BASE
from kg.core.ontology import Label
from kg.export.metadata.files import CRATE
from kg.export.metadata.prov import BUILD, BUILT, PROGRAM, PROGRAM_NAME, Input
from kg.export.metadata.void import ABOUT, ISSUED, PERMITTED, RIGHTS
from kg.export.writer import Item
from kg.graph.write import CURATOR

CONTEXT = "https://w3id.org/ro/crate/1.2/context"
PROFILE = "https://w3id.org/ro/crate/1.2"
Entity = dict[str, Any]


def crate(items: Iterable[Item], files: Mapping[str, bytes], inputs: Iterable[Input]) -> bytes:
    """Describe the files of a build by size, digest, media type and rights, and the build by what it read.

    A file has the licence of the whole, unless it holds quotes: then it says in whose rights they are too.
    ``files`` holds the bytes of each item but the crate itself. The same build gives the same bytes.
    """
    items, inputs = [item for item in items if item.name != CRATE], tuple(inputs)
    standards = sorted({item.conforms for item in items} - {""})
    graph = [
        {"@id": CRATE, "@type": "CreativeWork", "about": _to("./"), "conformsTo": _to(PROFILE)},
        _root(items),
        *(_file(item, files[item.name]) for item in items),
        *({"@id": iri, "@type": ["WebPage", "Standard"], "name": iri} for iri in standards),
        _action(items, inputs),
        {
            "@id": PROGRAM,
            "@type": "SoftwareApplication",
            "name": PROGRAM_NAME,
            "url": BASE,
            "version": release(),
        },
        *map(_input, inputs),
        {"@id": CURATOR, "@type": "Organization", **_named(CURATORS), "url": BASE},
        _work(LICENCE, "MIT License", PERMITTED),
        _work(RIGHTS, "Rights in the quotes", STATEMENT),
    ]
    written = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1)
    return f"{written}\n".encode()


def _root(items: Iterable[Item]) -> Entity:
    return {
        "@id": "./",
        "@type": "Dataset",
        **_named(TITLE),
        "description": f"{ABOUT.en}\n\n{ABOUT.fr}",
        "datePublished": ISSUED,
        "version": release(),
        "author": _to(CURATOR),
        "publisher": _to(CURATOR),
        "license": _to(LICENCE),
        "usageInfo": _to(RIGHTS),
        "inLanguage": ["en", "fr"],
        "mentions": _to(BUILD),
        "hasPart": [_to(item.name) for item in items],
    }


def _file(item: Item, data: bytes) -> Entity:
    known = {
        "@id": item.name,
        "@type": "File",
        "name": item.name,
        "description": f"{item.about.en} · {item.about.fr}",
        "encodingFormat": [item.media, _to(item.conforms)] if item.conforms else item.media,
        "contentSize": str(len(data)),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    return known | ({"license": [_to(LICENCE), _to(RIGHTS)]} if item.quotes else {})


def _action(items: Iterable[Item], inputs: Iterable[Input]) -> Entity:
    return {
        "@id": BUILD,
        "@type": "CreateAction",
        **_named(BUILT),
        "instrument": _to(PROGRAM),
        "object": [_to(each.iri) for each in inputs],
        "result": [_to(item.name) for item in items],
    }


def _input(each: Input) -> Entity:
    return {
        "@id": each.iri,
        "@type": "CreativeWork",
        "name": each.name,
        "encodingFormat": each.media,
        "contentSize": str(each.size),
        "sha256": each.sha256,
    }


def _work(iri: str, name: str, about: Label) -> Entity:
    return {"@id": iri, "@type": "CreativeWork", "name": name, "description": f"{about.en}\n\n{about.fr}"}


def _named(label: Label) -> Entity:
    return {"name": label.en, "alternateName": label.fr}


def _to(iri: str) -> Entity:
    return {"@id": iri}
