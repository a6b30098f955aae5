"""Terms, names, values and files that every other room speaks in."""
