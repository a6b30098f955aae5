"""The pool of worker processes, which evaluate queries and can be killed."""
