"""Names matched with entities: /find and the Reconciliation Service API."""
