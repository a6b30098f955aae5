"""SPARQL questions and their answers, on any engine, with names and footnotes."""
