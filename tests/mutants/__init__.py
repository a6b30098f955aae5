"""Mutation testing: what the tests of evidence, values, status and assembly would not notice."""
