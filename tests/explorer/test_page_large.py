"""A graph of any size opens on what can be read, in a file that can be sent by mail."""

from __future__ import annotations

import pytest

from kg.explorer.page import draw
from tests.support.explorer import DEEP, overlapping, settled
from tests.support.generated import archive_of

SIZES = ((40, 0.6), (500, 0.8), (2_000, 1.2), (5_000, 2.0))
"""Numbers of nodes, each with the millions of bytes that its page may take."""


@pytest.mark.parametrize(("size", "most"), SIZES if DEEP else SIZES[:2])
def test_a_graph_of_any_size_opens_on_what_can_be_read(visit, size, most):
    text = draw(archive_of(size, 2 * size))
    assert len(text.encode()) <= most * 1_000_000
    page = visit(text)
    nodes = page.evaluate("kg.shown().nodes.length")
    assert min(size, 20) <= nodes <= 80
    assert overlapping(page) == []
    assert len(page.evaluate("kg.labelled()")) >= 0.5 * nodes
    page.click("#tab-table")
    settled(page)
    assert page.locator("#rows tr").count() == page.evaluate("kg.drawn().length")


MIDDLE = """(key) => {
  const at = kg.network.canvasToDOM(kg.network.getPosition(key));
  const frame = document.getElementById("canvas").getBoundingClientRect();
  return [at.x + frame.left, at.y + frame.top];
}"""


def test_a_very_large_graph_opens_on_communities_and_each_opens_at_a_click(visit):
    size = 20_000 if DEEP else 6_000
    page = visit(draw(archive_of(size, 2 * size)))
    keys = page.evaluate("kg.shown().nodes")
    assert keys and len(keys) <= 80 and all(str(key).startswith("g") for key in keys)
    assert overlapping(page) == []
    page.mouse.click(*page.evaluate(MIDDLE, keys[0]))
    members = [key for key in page.evaluate("kg.shown().nodes") if isinstance(key, int)]
    assert 2 <= len(members) <= 80
    assert overlapping(page) == []
    assert page.evaluate("kg.drawn().length") > 0
    page.get_by_role("button", name="Back to the main ones").click()
    assert page.evaluate("kg.shown().nodes") == keys
