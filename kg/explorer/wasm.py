"""Oxigraph as WebAssembly, so that a page on disk can answer SPARQL: from npm, pinned, kept in a cache.

``npm pack`` fetches the package, as the user has configured npm; nothing of it is run here. What is taken
out of it is checked against the sums below each time it is used. The package is MIT OR Apache-2.0.

A page carries it where that is asked for alone: it makes a page of 0.4 MB one of 2.5, and most readers of an
e-mailed page never write SPARQL. It runs in the page, since a worker would take a looser security policy.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kg.core.io import write_atomically
from kg.errors import NoEngine

PACKAGE, VERSION = "oxigraph", "0.5.11"
INTEGRITY = "zKdgmp1tsrutGzC1lCCywwZRPpLJKaJnKSDWoY2hIhMiwiCRRXNN1DU7WUyTInBvgPKT8Y5N+RgwTL8qKXpLng=="
"""SHA-512 of the archive that npm serves, in base64 as in its lock files."""
SUMS = {
    "web.js": "2fcfdcadc79c9146cee98028a273aebc93df3282eb0299c248595bc529deca41",
    "web_bg.wasm": "b95b15accb6b789667b8d8b0b8f139d5de588e572499672ff37ce9ba01c4a428",
}
"""SHA-256 of the files that are used."""
NOTICE = (
    f"Oxigraph {VERSION} (https://github.com/oxigraph/oxigraph), Copyright (c) 2018 Oxigraph developers, "
    "licensed under MIT OR Apache-2.0 (https://spdx.org/licenses/MIT.html)"
)
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Engine:
    """The two files of the engine: a script, as a JavaScript module, and the code it starts."""

    script: str
    module: bytes


def read_engine() -> Engine:
    """Return the engine from the cache, or from npm if it is not there.

    Raises ``NoEngine`` where npm is missing, does not get the package, or gets another one.
    """
    folder = _cache()
    files = _cached(folder)
    if files is None:
        files = _unpacked(_fetched())
        try:
            for name, data in files.items():
                write_atomically(folder / name, data)
        except OSError as error:
            raise NoEngine(f"{folder}: {error.strerror}: the cache cannot be written") from None
    return Engine(files["web.js"].decode(), files["web_bg.wasm"])


def _cache() -> Path:
    """Say where the files are kept (https://specifications.freedesktop.org/basedir-spec/latest/)."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(given) if Path(given).is_absolute() else Path.home() / ".cache"
    return base / "sahel-kg" / f"{PACKAGE}-{VERSION}"


def _cached(folder: Path) -> dict[str, bytes] | None:
    """Read the files if all are there as they should be; what is damaged counts as missing."""
    try:
        files = {name: (folder / name).read_bytes() for name in SUMS}
    except OSError:
        return None
    return files if all(_is_right(name, data) for name, data in files.items()) else None


def _is_right(name: str, data: bytes) -> bool:
    return hashlib.sha256(data).hexdigest() == SUMS[name]


def _fetched() -> bytes:
    """Let npm fetch the archive, and return it if it is the one that is pinned."""
    npm = shutil.which("npm")
    wanted = f"{PACKAGE}@{VERSION}"
    if npm is None:
        raise NoEngine(f"{wanted} is not in the cache, and npm, which would fetch it, is not installed")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", wanted, "--ignore-scripts", "--silent"]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise NoEngine(f"npm does not get {wanted} within {_SECONDS} seconds") from None
        archives = list(Path(folder).glob("*.tgz"))
        if done.returncode or len(archives) != 1:
            raise NoEngine(f"npm does not get {wanted} (is the network on?), and it is not in the cache")
        data = archives[0].read_bytes()
    if base64.b64encode(hashlib.sha512(data).digest()).decode() != INTEGRITY:
        raise NoEngine(f"what npm gets as {wanted} has not the checksum that is pinned: it is not used")
    return data


def _unpacked(archive: bytes) -> dict[str, bytes]:
    """Take the files that are used out of the archive, and nothing else."""
    files = {}
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as packed:
        for name in SUMS:
            member = packed.extractfile(f"package/{name}")
            data = member.read() if member else b""
            if not _is_right(name, data):
                raise NoEngine(f"{name} of {PACKAGE}@{VERSION} has not the checksum that is pinned")
            files[name] = data
    return files
