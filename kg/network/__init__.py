"""From the facts of a policy to a NetworkX network: projection, derived ties, paths, profiles."""
