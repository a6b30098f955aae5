"""Programs that others use read what we write: Jena, N3.js, jsonld.js, graphology, Cytoscape.js, Ladybug.

Run by hand, with the network on: ``python -m pytest tests/interop.py -rs``, a minute. What is not installed
is skipped and said; JavaScript packages go to a temporary folder.
"""

import csv
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

NODE_PACKAGES = (
    *("n3@2.13", "jsonld@9", "rdfxml-streaming-parser@3"),
    *("graphology@0.26", "graphology-gexf@0.13", "cytoscape@3"),
)
JAVA = Path("/usr/share/java")
JENA = (
    *("arq", "base", "cmds", "core", "iri", "shacl", "shex", "rdfconnection", "tdb", "tdb2"),
    *("dboe-base", "dboe-index", "dboe-storage", "dboe-trans-data", "dboe-transaction"),
)
BESIDE_JENA = (
    *("guava", "commons-io", "commons-lang3", "commons-codec", "commons-compress", "commons-csv"),
    *("commons-logging", "slf4j-api", "slf4j-simple", "httpclient", "httpclient-cache", "httpcore"),
    *("jackson-core", "jackson-databind", "jackson-annotations", "jsonld-java", "titanium-json-ld"),
    *("jakarta.json-api", "dexx.collection", "gson", "thrift", "protobuf"),
)
XERCES = "org/apache/jena/ext/xerces/"
"""Where Debian's Jena looks for its message bundles in vain: they are copied to where it does find them."""

N3 = """
const N3 = require('n3'), fs = require('fs');
const [path, format] = process.argv.slice(2);
const quads = new N3.Parser({format}).parse(fs.readFileSync(path, 'utf8'));
process.stdout.write(new N3.Writer({format: 'N-Quads'}).quadsToString(quads));
"""
RDFXML = """
const {RdfXmlParser} = require('rdfxml-streaming-parser'), N3 = require('n3'), fs = require('fs');
const quads = [], parser = new RdfXmlParser({baseIRI: 'http://base/', strict: true});
fs.createReadStream(process.argv[2], 'utf8').pipe(parser).on('data', quad => quads.push(quad))
  .on('error', error => { throw error })
  .on('end', () => process.stdout.write(new N3.Writer({format: 'N-Quads'}).quadsToString(quads)));
"""
JSONLD = """
const jsonld = require('jsonld'), fs = require('fs');
const fetched = async url => { throw new Error('it fetches ' + url) };
jsonld.toRDF(JSON.parse(fs.readFileSync(process.argv[2], 'utf8')),
  {format: 'application/n-quads', documentLoader: fetched, safe: true})
  .then(text => process.stdout.write(text));
"""
GRAPHOLOGY = """
const Graph = require('graphology'), gexf = require('graphology-gexf'), fs = require('fs');
const graph = gexf.parse(Graph, fs.readFileSync(process.argv[2], 'utf8'));
process.stdout.write(JSON.stringify({
  nodes: graph.mapNodes((id, data) => [id, data]),
  edges: graph.mapEdges((id, data, source, target) => [id, source, target, data]),
}));
"""
CYTOSCAPE = """
const cytoscape = require('cytoscape'), fs = require('fs');
const {elements} = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const graph = cytoscape({headless: true, elements});
process.stdout.write(JSON.stringify({
  nodes: graph.nodes().map(node => [node.id(), node.data()]),
  edges: graph.edges().map(edge => [edge.id(), edge.source().id(), edge.target().id(), edge.data()]),
  members: graph.edges('.memberOf').map(edge => edge.id()),
}));
"""

Reader = Callable[..., bytes]


@pytest.fixture(scope="module")
def network(archive):
    """The real network, but that one node and one quote are whatever an attacker likes."""
    from tests.test_interchange import PRINTABLE, hostile

    return hostile(archive, " ".join(PRINTABLE))


@pytest.fixture(scope="module")
def files(store, network, tmp_path_factory) -> Path:
    from kg.export import RDF_WRITERS, sorted_quads
    from kg.interchange import NETWORK_WRITERS

    folder = tmp_path_factory.mktemp("files")
    for name, rdf_writer in RDF_WRITERS.items():
        (folder / name).write_bytes(rdf_writer(sorted_quads(store))[0])
    for name, writer in NETWORK_WRITERS.items():
        (folder / name).write_bytes(writer(network)[0])
    return folder


@pytest.fixture(scope="module")
def node(tmp_path_factory) -> Reader:
    """Return a function that runs a script of ours with the packages it needs."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("no node and npm: sudo apt-get install nodejs npm")
    folder = tmp_path_factory.mktemp("node")
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", *NODE_PACKAGES]
    done = subprocess.run(install, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"npm cannot install: {done.stderr.strip() or done.stdout.strip()}")

    def run(script: str, *arguments: object) -> bytes:
        (folder / "script.cjs").write_text(script, encoding="utf-8")
        return finished(["node", str(folder / "script.cjs"), *map(str, arguments)])

    return run


@pytest.fixture(scope="module")
def jena(tmp_path_factory) -> Reader:
    """Return a function that runs one of Jena's commands, as Debian packages Jena."""
    core = JAVA / "jena-core.jar"
    if not (core.exists() and shutil.which("java")):
        pytest.skip("no Jena: sudo apt-get install --no-install-recommends libapache-jena-java")
    folder = tmp_path_factory.mktemp("jena")
    with zipfile.ZipFile(core) as jar:
        jar.extractall(folder, [name for name in jar.namelist() if name.startswith(XERCES)])
    shutil.copytree(folder / XERCES, folder / "xerces")
    jars = [*(f"jena-{name}" for name in JENA), *BESIDE_JENA]
    classpath = ":".join([str(folder), *(str(JAVA / f"{name}.jar") for name in jars)])

    def run(command: str, *arguments: object) -> bytes:
        return finished(["java", "-cp", classpath, command, *map(str, arguments)])

    return run


def finished(command: list[str]) -> bytes:
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def lines(quads: Iterable[ox.Quad]) -> set[bytes]:
    return set((ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").splitlines())


def from_nquads(data: bytes) -> set[bytes]:
    return lines(ox.parse(data, format=ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize(
    "arguments",
    [
        ("sahel.ttl",),
        ("sahel.trig",),
        ("sahel.nq",),
        ("sahel.rdf",),
        ("--syntax=jsonld10", "sahel.jsonld"),
    ],
    ids=lambda arguments: arguments[-1],
)
def test_jena_reads_the_same_and_warns_of_nothing(jena, files, arguments):
    *options, name = arguments
    read = jena("riotcmd.riot", *options, "--output=nq", files / name)
    assert from_nquads(read) == lines(ox.parse(path=str(files / name)))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("sahel.ttl", "text/turtle"),
        ("sahel.trig", "application/trig"),
        ("sahel.nq", "application/n-quads"),
        ("sahel-rdf12.ttl", "text/turtle"),
    ],
)
def test_n3_js_reads_the_same(node, files, name, form):
    assert from_nquads(node(N3, files / name, form)) == lines(ox.parse(path=str(files / name)))


def test_rdfxml_streaming_parser_reads_the_same(node, files):
    assert from_nquads(node(RDFXML, files / "sahel.rdf")) == lines(ox.parse(path=str(files / "sahel.rdf")))


def test_jsonld_js_reads_the_same_and_fetches_nothing(node, files):
    read = node(JSONLD, files / "sahel.jsonld")
    assert from_nquads(read) == lines(ox.parse(path=str(files / "sahel.jsonld")))


def held(read: dict[str, Any], *names: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return nodes and edges by id, with their ends, and with those of their attributes that are named."""
    nodes = {key: {name: data[name] for name in names if name in data} for key, data in read["nodes"]}
    edges = {
        key: (*ends, {name: data[name] for name in names if name in data})
        for key, *ends, data in read["edges"]
    }
    return nodes, edges


def as_read(network) -> dict[str, Any]:
    return {
        "nodes": list(network.nodes(data=True)),
        "edges": [(key, tail, head, data) for tail, head, key, data in network.edges(keys=True, data=True)],
    }


NAMES = (
    *("label", "label_fr", "kind", "group", "iri"),
    *("relation", "states", "sign", "status", "claims", "derived", "event", "weight"),
    *("quotes", "claimants", "statuses", "sentences"),
)


def test_graphology_reads_the_same_network_from_gexf(node, files, network):
    read = json.loads(node(GRAPHOLOGY, files / "network.gexf"))
    for *_, data in read["edges"]:
        data.pop("kind")  # GEXF's own, by which parallel edges are told apart
    assert held(read, *NAMES) == held(as_read(network), *NAMES)


def test_cytoscape_js_reads_the_same_network_and_selects_by_class(node, files, network):
    read = json.loads(node(CYTOSCAPE, files / "network.cyjs"))
    assert held(read, *NAMES) == held(as_read(network), *NAMES)
    assert set(read["members"]) == {
        key for *_, key, name in network.edges(keys=True, data="relation") if name == "memberOf"
    }


def columns_of(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def test_a_property_graph_database_loads_the_tables_and_answers_in_cypher(files, network, tmp_path):
    ladybug = pytest.importorskip("ladybug", reason="no ladybug: pip install ladybug")
    connection = ladybug.Connection(ladybug.Database(str(tmp_path / "db")))
    nodes = ", ".join(f"`{name}` STRING" for name in columns_of(files / "nodes.csv"))
    edges = ", ".join(f"`{name}` STRING" for name in columns_of(files / "edges.csv")[2:])
    connection.execute(f"CREATE NODE TABLE Entity({nodes}, PRIMARY KEY (Id))")
    connection.execute(f"CREATE REL TABLE FACT(FROM Entity TO Entity, {edges})")
    for table, name in (("Entity", "nodes.csv"), ("FACT", "edges.csv")):
        connection.execute(f"COPY {table} FROM '{files / name}' (header=true, parallel=false)")
    answer = connection.execute(
        "MATCH (a:Entity)-[r:FACT]->(b:Entity) RETURN a.Id, b.Id, r.Id, r.quotes, r.claimants, b.label_fr"
    )
    found = set()
    while answer.has_next():
        found.add(tuple(answer.get_next()))
    assert found == {
        (tail, head, key, data["quotes"], data["claimants"], network.nodes[head]["label_fr"])
        for tail, head, key, data in network.edges(keys=True, data=True)
    }
