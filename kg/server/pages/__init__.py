"""Pages that workers write: every IRI at its own address, and the page for queries."""
