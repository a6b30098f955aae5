"""The mutants that no test notices, and why: what was and what it became, on one line each."""

SURVIVORS: dict[tuple[str, str], str] = {}
