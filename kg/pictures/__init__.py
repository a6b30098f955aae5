"""Pictures of what was measured, for people who would rather look: small SVG figures for a page or a paper.

Each is the same to the byte for the same measures, and says in words what it shows.
"""

from kg.pictures.blocks import communities
from kg.pictures.rankings import rank_ranges
from kg.pictures.triangles import signed_triads

__all__ = ["communities", "rank_ranges", "signed_triads"]
