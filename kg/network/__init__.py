"""The facts of a policy as a NetworkX network: projection, derived ties, paths, profile of an entity."""
