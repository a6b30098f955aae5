"""Reconciliation: names matched with entities, at /find, by the Reconciliation Service API."""
