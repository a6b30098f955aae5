"""Files for other tools: RDF, tables, networks, metadata and the vocabulary."""
