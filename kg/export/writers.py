"""The table of all writers, by file name: pipeline, inventory, description and crate follow from it."""

from __future__ import annotations

from kg.export.networks import NETWORK_WRITERS
from kg.export.rdf import MEASURES_TURTLE, RDF_WRITERS
from kg.export.tables import TABLE_WRITERS
from kg.export.writer import Writer

WRITERS: dict[str, Writer] = {
    **RDF_WRITERS,
    **TABLE_WRITERS,
    **NETWORK_WRITERS,
    MEASURES_TURTLE.name: MEASURES_TURTLE,
}
