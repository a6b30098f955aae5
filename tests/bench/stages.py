"""The stages of a build, next to a plain rdflib build of the same quads, raw lines, and the bare store."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypedDict

from tests.bench.apart import apart, peak

MOST_BUILT = 10_000
"""Claims up to which the whole build is timed too: a page of 100,000 is beyond what it is made for."""
AIMS = {"rdflib / ours": ">= 20", "ours / raw": "<= 4", "policies / bulk load": "<= 2"}


class Result(TypedDict):
    """CPU seconds of each stage, and sizes."""

    claims: int
    quads: int
    times: dict[str, float]
    peak: int


@contextmanager
def stage(times: dict[str, float], name: str) -> Iterator[None]:
    """Take the CPU seconds of a block."""
    start = time.process_time()
    yield
    times[name] = time.process_time() - start


def run(folder: Path, with_rdflib: bool) -> Result:
    """Run every stage on one seeds folder."""
    import pyoxigraph as ox

    from kg.curation.checks import read_seeds
    from kg.graph.policy import admitted_claims, facts_of, read_policies
    from kg.graph.write import claims_lines, seeds_lines

    times: dict[str, float] = {}
    with stage(times, "check"):
        seeds = read_seeds(folder)
    with stage(times, "claims to N-Quads"):
        data = "".join(claims_lines(seeds.claims, dict.fromkeys(seeds.articles, "fr"))).encode()
    lines = data.splitlines(keepends=True)
    with tempfile.TemporaryFile() as file, stage(times, "raw lines"):
        file.writelines(lines)
        file.flush()
    everything = "".join(seeds_lines(seeds)).encode()
    with stage(times, "bulk load"):
        store = ox.Store()
        store.bulk_load(everything, format=ox.RdfFormat.N_QUADS)
    store.bulk_extend(seeds.ontology.quads)
    with stage(times, "policies"):
        for policy in read_policies().values():
            store.bulk_extend(admitted_claims(store, policy))
            facts_of(store, policy.name)
    most = peak()
    if with_rdflib:
        quads = list(ox.parse(data, format=ox.RdfFormat.N_QUADS))
        with stage(times, "rdflib"):
            _rdflib_build(quads)
    return {"claims": len(seeds.claims), "quads": len(lines), "times": times, "peak": most}


def _rdflib_build(quads: list[Any]) -> None:
    """Build and serialise the same quads as a plain rdflib user does."""
    import pyoxigraph as ox
    from rdflib import Dataset, Literal, URIRef

    def term(value: Any) -> Any:
        if isinstance(value, ox.NamedNode):
            return URIRef(value.value)
        plain = value.datatype.value.endswith("#string") or value.language
        return Literal(
            value.value, lang=value.language, datatype=None if plain else URIRef(value.datatype.value)
        )

    dataset = Dataset()
    graphs: dict[str, Any] = {}
    for quad in quads:
        name = quad.graph_name.value
        if name not in graphs:
            graphs[name] = dataset.graph(URIRef(name))
        graphs[name].add((term(quad.subject), term(quad.predicate), term(quad.object)))
    dataset.serialize(format="nquads", encoding="utf-8")


def whole_build(seeds: Path, output: Path) -> tuple[float, int]:
    """Build as a user does, and return the wall seconds and the peak megabytes."""
    from kg.pipeline import build

    start = time.monotonic()
    build(seeds, output)
    return time.monotonic() - start, peak()


def report(
    sizes: list[tuple[str, int, Path]], scratch: Path, with_rdflib: bool, write: Callable[[str], None]
) -> None:
    """Write the stages at each size, their ratios, and the whole build."""
    for name, claims, seeds in sizes:
        result = apart(partial(run, seeds, with_rdflib))
        times = result["times"]
        write(f"\nThe stages of {name}: {result['claims']:,} claims, {result['quads']:,} quads")
        for each, seconds in times.items():
            write(f"  {each:<24}{seconds:>9.2f} s CPU")
        for each, ratio in _ratios(times).items():
            write(f"  {each:<24}{ratio:>9.1f}      aim {AIMS[each]}")
        write(f"  peak memory, stages     {result['peak']:>9,} MB")
        if claims <= MOST_BUILT:
            wall, most = apart(partial(whole_build, seeds, scratch / "output"))
            write(f"  kg build, everything    {wall:>9.1f} s wall, {most:,} MB")


def _ratios(times: dict[str, float]) -> dict[str, float]:
    ours = times["claims to N-Quads"]
    ratios = {
        "ours / raw": ours / times["raw lines"],
        "policies / bulk load": times["policies"] / times["bulk load"],
    }
    return ratios | ({"rdflib / ours": times["rdflib"] / ours} if "rdflib" in times else {})
