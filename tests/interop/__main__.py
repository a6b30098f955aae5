"""Install what is missing and let strangers read everything: ``python -m tests.interop``, three minutes.

Nothing is left behind but packages of apt: databases, packages of npm and files of ours go with a temporary
folder.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def main() -> int:
    """Return the exit code of pytest; what follows on the command line is passed on to it."""
    subprocess.run(["sh", str(HERE / "install.sh")], check=False)
    files = [str(HERE / name) for name in ("asks.py", "reads_rdf.py", "reads_networks.py")]
    with tempfile.TemporaryDirectory(prefix="interop-") as folder:
        quietly = ["-p", "no:cacheprovider", "--basetemp", f"{folder}/tests", "-n", "2"]
        return pytest.main([*quietly, *files, *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
