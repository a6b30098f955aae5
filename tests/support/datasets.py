"""A graph on disk as a worker of the endpoint has it before it, asked without a server."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.server.dataset import Dataset
from kg.server.limits import Limits
from kg.server.replies import Reply
from kg.server.workers.worker import reply

Get = Callable[..., Reply]


def a_dataset(folder: Path, quads: Iterable[ox.Quad], **limits: Any) -> Dataset:
    """Put quads on disk as a build does, and open them as a worker does."""
    on_disk = ox.Store(str(folder / "db"))
    on_disk.bulk_extend(quads)
    on_disk.flush()
    del on_disk
    return Dataset(folder / "db", "reported", Limits(**limits))


def asker(dataset: Dataset) -> Get:
    """Return a function that asks a dataset for an address, as the front of the endpoint does."""

    def get(path: str, accept: str = "text/html", job: str = "resource", **fields: str) -> Reply:
        asked = {"fields": {name: [value] for name, value in fields.items()}, "accept": accept}
        return reply(dataset, {"name": job, "path": path, "base": "http://here.example", **asked})

    return get
