"""The documentation of the vocabulary."""
