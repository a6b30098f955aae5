"""Code that is run here and in a process that hashes otherwise, to tell whether both say the same."""

import os
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO


def told_here(code: str) -> str:
    """Return what code prints in this process."""
    with redirect_stdout(StringIO()) as told:
        exec(code, {})
    return told.getvalue()


def told_elsewhere(code: str) -> str:
    """Return what code prints in a process with another seed of hashes."""
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "."}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
