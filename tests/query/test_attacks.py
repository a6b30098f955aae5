"""What an attacker tries where no other test file is the place: seeds, files, and what others send us."""

from __future__ import annotations

import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.core.rq_files import parse_question
from kg.curation.checks import read_seeds
from kg.errors import InvalidSeeds, KgError
from kg.query.engines import run
from kg.query.http import Reply, Server
from kg.query.remote import parse_triples
from tests.conftest import ROOT

LAUGHS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(7))
LAUGHING = (
    f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "aaaaaaaaaa">{LAUGHS}]>'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e">'
    '<rdf:Description rdf:about="urn:a"><e:p>&a7;</e:p></rdf:Description></rdf:RDF>'
)
ALIASES = "a: &a0 [x]\n" + "".join(f"b{n}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]\n" for n in range(7))


def test_aliases_of_yaml_do_not_multiply(copy_of_miniature: Path):
    (copy_of_miniature / "places.yaml").write_text(ALIASES, encoding="utf-8")
    began = time.process_time()
    with pytest.raises(InvalidSeeds, match="anchor or alias"):
        read_seeds(copy_of_miniature)
    assert time.process_time() - began < 10


def test_entities_of_xml_do_not_multiply():
    """A server that is asked for triples may send whatever it likes."""
    began = time.process_time()
    reply = Reply(200, "application/rdf+xml", LAUGHING.encode())
    with pytest.raises(KgError):
        parse_triples(Server("http://127.0.0.1:9/"), reply)
    assert time.process_time() - began < 5


def test_no_context_of_json_ld_is_fetched():
    with socket.create_server(("127.0.0.1", 0)) as ear:
        ear.settimeout(0.2)
        context = f"http://127.0.0.1:{ear.getsockname()[1]}/context"
        reply = Reply(200, "application/ld+json", f'{{"@context": "{context}", "urn:p": "x"}}'.encode())
        with pytest.raises(KgError):
            parse_triples(Server("http://127.0.0.1:9/"), reply)
        with pytest.raises(TimeoutError):
            ear.accept()


@pytest.mark.long
@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s FROM <URL> { ?s ?p ?o }",
        "SELECT ?s FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?s FROM <FILE> { ?s ?p ?o }",
        "SELECT ?s { GRAPH <URL> { ?s ?p ?o } }",
        "SELECT ?s { SERVICE <URL> { ?s ?p ?o } }",
        "LOAD <URL>",
        "LOAD <FILE>",
        "SELECT ?s {} ; LOAD <URL>",
    ],
)
def test_no_engine_loads_what_a_query_names(engine: str, query: str, tmp_path: Path):
    """Also without the endpoint: a query may come from a stranger, and be asked by ``kg ask``."""
    secret = tmp_path / "secret.ttl"
    secret.write_text("<urn:secret> <urn:p> <urn:o> .", encoding="utf-8")
    source: ox.Store | rdflib.Dataset = ox.Store() if engine == "oxigraph" else rdflib.Dataset()
    with socket.create_server(("127.0.0.1", 0)) as ear:
        ear.settimeout(0.2)
        url = f"http://127.0.0.1:{ear.getsockname()[1]}/"
        text = query.replace("URL", url).replace("FILE", secret.as_uri())
        try:
            rows = run(parse_question(text), source)
        except KgError:
            rows = None
        assert not rows or len(rows) == 0
        with pytest.raises(TimeoutError):
            ear.accept()


WRITER = """
import sys
from pathlib import Path
from kg.core.io import write_atomically
print("ready", flush=True)
for n in range(1_000_000):
    write_atomically(Path(sys.argv[1]), bytes([65 + n % 26]) * 3_000_000)
"""


@pytest.mark.server
def test_a_writer_that_is_killed_leaves_a_whole_file(tmp_path: Path):
    file, chance = tmp_path / "sahel.ttl", random.Random(1)
    for _ in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE, cwd=ROOT
        ) as writer:
            assert writer.stdout
            writer.stdout.readline()
            time.sleep(0.05 + chance.random() / 20)
            writer.send_signal(signal.SIGKILL)
        data = file.read_bytes() if file.exists() else b""
        assert len(data) in (0, 3_000_000)
        assert len(set(data)) <= 1, "the bytes of one write, and of no other"
    assert file.exists()
