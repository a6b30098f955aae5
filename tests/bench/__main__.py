"""``make bench``: speed on the article and on generated claims, as ratios, each next to its aim.

Every part runs in processes of its own, so that its memory is its own. Times are CPU seconds of this machine
at this moment: read the ratios. ``python -m tests.bench --sizes 1000 --only stages --no-rdflib`` is a short
form.
"""

from __future__ import annotations

import argparse
import tempfile
from functools import partial
from pathlib import Path

from tests.bench import cold, endpoint, large, library, measures, pages, stages
from tests.bench.apart import apart
from tests.bench.corpus import generate, put_on_disk

PARTS = ("stages", "library", "large", "cold", "measures", "pages", "endpoint")
SIZES = (1_000, 10_000, 100_000)
MOST_RDFLIB = 10_000
"""Claims up to which rdflib is asked the library."""
MOST_SCANNED = 10_000
"""Claims up to which every question is asked of the whole corpus."""
SMALL = 1_000
"""Claims of the corpus in which values to bind are looked for."""


class Corpora:
    """Seeds and built outputs of any size, made once, when a part needs them."""

    def __init__(self, scratch: Path):
        self.scratch = scratch

    def seeds(self, claims: int) -> Path:
        """Return a seeds folder with so many claims; none are those of the checkout."""
        folder = self.scratch / f"seeds-{claims}" if claims else Path("seeds")
        return folder if folder.is_dir() else generate(folder, claims)

    def built(self, claims: int) -> Path:
        """Return an output folder with a graph of so many claims, to be asked."""
        output = self.scratch / f"output-{claims}"
        if not output.is_dir():
            apart(partial(put_on_disk, self.seeds(claims), output))
        return output


def main() -> None:
    """Run the bench from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="claims of the generated corpora")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part; repeatable")
    parser.add_argument("--no-rdflib", action="store_true", help="leave rdflib out")
    parser.add_argument(
        "--most", type=int, default=library.MOST, help="CPU seconds that rdflib has for a question"
    )
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",") if size]
    with tempfile.TemporaryDirectory() as temporary:
        run(set(options.only or PARTS), sizes, not options.no_rdflib, options.most, Path(temporary))


def run(parts: set[str], sizes: list[int], with_rdflib: bool, most: int, scratch: Path) -> None:
    """Run the parts, and print what they find."""
    corpora, write = Corpora(scratch), partial(print, flush=True)
    named = [("the article", 0), *((f"{size:,} generated claims", size) for size in sizes)]
    if "stages" in parts:
        every = [(name, claims, corpora.seeds(claims)) for name, claims in named]
        stages.report(every, scratch, with_rdflib, write)
    if "library" in parts and with_rdflib:
        some = [(name, corpora.seeds(claims)) for name, claims in named if claims <= MOST_RDFLIB]
        library.report(some, most, write)
    if "large" in parts and sizes:
        write(f"\nThe library on the store on disk, {max(sizes):,} generated claims")
        least, middle = min(SMALL, max(sizes)), min(MOST_SCANNED, max(sizes))
        write(f"(scans on {middle:,} claims: the ratio to the bare store is the same, the time is not)")
        large.report(corpora.built(least), corpora.built(middle), corpora.built(max(sizes)), write)
    if "cold" in parts:
        events = {0: "bamako-attack"}
        cold.report(
            [(name, corpora.built(claims), events.get(claims, "attack-0")) for name, claims in named], write
        )
    if "measures" in parts:
        measures.report(scratch, write)
    if "pages" in parts:
        pages.report(scratch, write)
    if "endpoint" in parts:
        endpoint.report(corpora.built(endpoint.CLAIMS), scratch, write)


if __name__ == "__main__":
    main()
