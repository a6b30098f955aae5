"""The scripts of the pages as the modules that they are, on an empty page of the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route

from kg.explorer import WEB

ORIGIN = "http://modules.test/"
"""Where the browser finds the modules: it loads none from disk."""

Run = Callable[..., Any]


def with_modules(page: Page) -> Page:
    """Let a page import the modules by their names."""
    page.route(ORIGIN + "**", _answer)
    page.goto(ORIGIN)
    return page


def _answer(route: Route) -> None:
    name = route.request.url.removeprefix(ORIGIN)
    if name:
        route.fulfill(path=WEB / name, content_type="text/javascript")
    else:
        route.fulfill(body="<!DOCTYPE html><title>Modules</title>", content_type="text/html")


def runner(page: Page, *files: str) -> Run:
    """Return what evaluates an expression over all that some modules export, and ``given``."""
    imports = ", ".join(f"...await import('/{file}')" for file in files)

    def run(expression: str, given: object = None) -> Any:
        return page.evaluate(f"async (given) => {{ with ({{{imports}}}) return {expression}; }}", given)

    return run
