"""Media types of what is read and written, by the usual ending of a file's name (https://www.iana.org/assignments/media-types/)."""

RDF = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "trig": "application/trig",
    "nq": "application/n-quads",
}
"""Of triples and quads; what stands first is preferred where a client takes anything."""
RESULTS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
"""Of the rows of a SPARQL query; what stands first is preferred as well."""
FILES = RDF | {
    "csv": "text/csv",
    "html": "text/html",
    "svg": "image/svg+xml",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "cyjs": "application/vnd.cytoscape.cyjs+json",  # of Cytoscape's own making
    "json": "application/ld+json",  # the RO-Crate's, and no other
    "txt": "text/plain",
    "yaml": "application/yaml",
    "rq": "application/sparql-query",
}
"""Of the files of a build, and of what it is made from."""
FORM = "application/x-www-form-urlencoded"
PROBLEM = "application/problem+json"  # RFC 9457
