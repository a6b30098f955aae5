"""The graph over HTTP: SPARQL, pages and every address of the graph, read-only.

Starlette and uvicorn in front; behind them worker processes that hold the store, and that can be killed.
"""
