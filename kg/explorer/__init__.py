"""The offline page: scenes, their layout and data, and the files of the page itself in static/."""

from pathlib import Path

WEB = Path(__file__).with_name("static")
"""Templates, styles and scripts of all pages."""
