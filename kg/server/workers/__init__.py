"""Processes that answer, and that can be killed."""
