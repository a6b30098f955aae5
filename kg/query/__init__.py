"""Questions in SPARQL on any engine: names resolved before, rows and footnotes after."""
