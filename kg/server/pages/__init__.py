"""Pages for people without scripts, and every IRI at its own address."""
