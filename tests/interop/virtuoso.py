"""A Virtuoso of our own: on loopback, at ports that are free, in a folder that goes when it stops."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "virtuoso-opensource-7-bin"
INI = """\
[Database]
DatabaseFile       = {folder}/virtuoso.db
ErrorLogFile       = {folder}/virtuoso.log
LockFile           = {folder}/virtuoso.lck
TransactionFile    = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa

[TempDatabase]
DatabaseFile    = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx

[Parameters]
ServerPort       = 127.0.0.1:{sql}
DirsAllowed      = {folder}
NumberOfBuffers  = 20000
MaxDirtyBuffers  = 12000
DisableUnixSocket = 1

[HTTPServer]
ServerPort       = 127.0.0.1:{http}
ServerRoot       = {folder}
ServerThreads    = 10
MaxKeepAlives    = 10
KeepAliveTimeout = 10

[SPARQL]
ResultSetMaxRows      = 1000000
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True)
class Virtuoso:
    """A running server: where it is asked, and what its own program is told.

    ``dba`` may do everything, and has the password that a fresh database has.
    """

    folder: Path
    sql: int
    http: int

    @property
    def query(self) -> str:
        return f"http://127.0.0.1:{self.http}/sparql"

    @property
    def protected(self) -> str:
        """Return the address that takes updates and the Graph Store Protocol, from ``dba`` by digest."""
        return f"http://127.0.0.1:{self.http}/sparql-auth"

    @property
    def version(self) -> str:
        told = subprocess.run(["virtuoso-t", "-?"], capture_output=True, text=True, check=False)
        return (told.stdout + told.stderr).partition("Version ")[2].split()[0]

    def tell(self, statement: str) -> str:
        """Run one statement of its SQL, and return what it prints."""
        command = ["isql-vt", f"127.0.0.1:{self.sql}", "dba", "dba", f"exec={statement}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        said = done.stdout + done.stderr
        assert done.returncode == 0 and "*** Error" not in said, said
        return done.stdout

    def load(self, path: Path, graph: str) -> None:
        """Load a file of Turtle or N-Triples into a graph, by Virtuoso's own parser."""
        copy = shutil.copy(path, self.folder)
        self.tell(f"DB.DBA.TTLP(file_to_string_output('{copy}'), '', '{graph}', 0);")


@contextmanager
def running(folder: Path) -> Iterator[Virtuoso]:
    """Start a server with an empty database, and stop it.

    Raises ``TimeoutError`` where it does not answer within a minute.
    """
    server = Virtuoso(folder, *_free_ports(2))
    (folder / "virtuoso.ini").write_text(INI.format(folder=folder, sql=server.sql, http=server.http))
    command = ["virtuoso-t", "+configfile", str(folder / "virtuoso.ini"), "+foreground"]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
    try:
        _wait(server, process)
        yield server
    finally:
        process.kill()  # nothing of it is kept
        process.wait()
        shutil.rmtree(folder)


def _wait(server: Virtuoso, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, (server.folder / "virtuoso.log").read_text()
        try:
            with urllib.request.urlopen(f"{server.query}?query=ASK%7B%7D", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"no answer from {server.query}")


def _free_ports(number: int) -> list[int]:
    found = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in found]
    for each in found:
        each.close()
    return ports
