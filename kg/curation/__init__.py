"""From the seeds to checked claims: what was found, registered and said."""
