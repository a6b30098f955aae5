"""Programs that nobody here wrote: how each starts, and which version it is."""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
NODE_PACKAGES = (
    *("n3@2.13", "jsonld@9", "rdf-canonize@5", "rdfxml-streaming-parser@3"),
    *("graphology@0.26", "graphology-gexf@0.13", "cytoscape@3"),
)
LADYBUG = "ladybug==0.22.0"

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


def finished(command: list[str]) -> bytes:
    """Run a command to its good end, and return what it prints."""
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[:2_000]
    return done.stdout


def needed(program: str, package: str) -> str:
    """Return the path of a program beside our Python or on the path, or skip and say how it is had."""
    found = shutil.which(program, path=Path(sys.executable).parent) or shutil.which(program)
    if not found:
        pytest.skip(f"no {program}: sudo apt-get install --no-install-recommends {package}")
    return found


class Program:
    """A program of one file, which answers ``flag`` with its version."""

    def __init__(self, name: str, package: str, flag: str):
        self.path = needed(name, package)
        told = subprocess.run([self.path, flag], capture_output=True, text=True, check=False)
        words = (told.stdout or told.stderr).split()
        self.version = next(word for word in words if word[0].isdigit())
        self.name = name

    def run(self, *arguments: object) -> bytes:
        return finished([self.path, *map(str, arguments)])


class Jena:
    """The commands of Apache Jena, as Debian packages them."""

    name = "Jena"

    def __init__(self, folder: Path):
        core = JAVA / "jena-core.jar"
        if not core.exists():
            pytest.skip("no Jena: sudo apt-get install --no-install-recommends libapache-jena-java")
        self.java = needed("java", "default-jdk-headless")
        with zipfile.ZipFile(core) as jar:
            names = jar.namelist()
            jar.extractall(folder, [name for name in names if name.startswith(XERCES)])
            told = jar.read("META-INF/maven/org.apache.jena/jena-core/pom.properties").decode()
        shutil.copytree(folder / XERCES, folder / "xerces")
        self.version = told.partition("version=")[2].split()[0]
        jars = [*(f"jena-{name}" for name in JENA), *BESIDE_JENA]
        self.classpath = ":".join([str(folder), *(str(JAVA / f"{name}.jar") for name in jars)])

    def run(self, command: str, *arguments: object) -> bytes:
        return finished([self.java, "-cp", self.classpath, command, *map(str, arguments)])

    def ask(self, data: Path, folder: Path) -> None:
        """Ask a file every ``*.rq`` of a folder at one start, and leave the rows there as ``*.json``."""
        needed("javac", "default-jdk-headless")
        self.run(str(HERE / "Ask.java"), data, folder)


class Node:
    """Packages of npm, installed into a folder, and scripts of ours that call them."""

    def __init__(self, folder: Path):
        self.node, npm = needed("node", "nodejs npm"), needed("npm", "nodejs npm")
        self.folder = folder
        quietly = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts", f"--cache={folder / 'cache'}"]
        done = subprocess.run(
            [npm, "install", *quietly, *NODE_PACKAGES],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.skip(f"npm cannot install: {done.stderr.strip() or done.stdout.strip()}")

    def version(self, package: str) -> str:
        told = self.folder / "node_modules" / package / "package.json"
        return str(json.loads(told.read_text(encoding="utf-8"))["version"])

    def run(self, script: str, *arguments: object) -> bytes:
        (self.folder / "script.cjs").write_text(script, encoding="utf-8")
        return finished([self.node, str(self.folder / "script.cjs"), *map(str, arguments)])


def ladybug(folder: Path) -> ModuleType:
    """Import Ladybug, which is installed into a folder of its own where our environment has none."""
    try:
        return importlib.import_module("ladybug")
    except ImportError:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        into = ["--no-cache-dir", "--target", str(folder), LADYBUG]
        done = subprocess.run([*pip, *into], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"pip cannot install {LADYBUG}: {done.stderr.strip()}")
        sys.path.append(str(folder))
        return importlib.import_module("ladybug")
