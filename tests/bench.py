"""``make bench``: stage by stage on the article and on generated claims, as ratios in one run.

Every size runs in a process of its own, so that its peak memory is its own. The peers are a plain rdflib
build of the same quads (terms, ``add``, N-Quads ``serialize``), writing the same lines raw, and
pyoxigraph's bulk load of the same quads. Times are CPU seconds of this machine at this moment: read the
ratios. ``python -m tests.bench --sizes 1000,10000 --no-rdflib`` is the short form.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PER_ARTICLE = 100
SIZES = (1_000, 10_000, 100_000)
MOST_BUILT = 10_000
"""Claims up to which the whole build is timed too: a page of 100,000 is beyond what it is made for."""
AIMS = {"rdflib / ours": ">= 20", "ours / raw": "<= 4", "policies / bulk load": "<= 2"}


def generate(folder: Path, claims: int) -> None:
    """Write a seeds folder with this many claims, a hundred an article, each with a sentence of its own."""
    rng = random.Random(claims)
    many = max(10, claims // 50)
    (folder / "articles").mkdir(parents=True)
    (folder / "curations").mkdir()
    kinds = {"lions": "ArmedGroup", "state": "State", "attack": "Attack", "town": "City"}
    # every entity is spoken of: the generator walks through them and draws the other end by chance
    registry = [
        f"- {{id: {name}-{n}, class: {kind}, fr: {name} {n}, en: {name} {n}}}"
        for name, kind in kinds.items()
        for n in range(many)
    ]
    (folder / "actors.yaml").write_text("\n".join(registry) + "\n", encoding="utf-8")
    for article in range(0, claims, PER_ARTICLE):
        numbers = range(article, min(article + PER_ARTICLE, claims))
        _generate_article(folder, f"gen-{article // PER_ARTICLE:05}", numbers, many, rng)


def _generate_article(folder: Path, name: str, numbers: range, many: int, rng: random.Random) -> None:
    lines, rows = [], [f"article: {name}\npublished: 2024-01-01\nlanguage: fr\n\nclaims:"]
    for n in numbers:
        turn, other = n // 5 % many, rng.randrange(many)
        quote, say = (
            (f"attaque {turn} perpétrée par les Lions {other}", f"attack-{turn} perpetrator lions-{other}"),
            (f"attaque {turn}, au moins {n % 90 + 1} morts", f"attack-{turn} killed at least {n % 90 + 1}"),
            (f"attaque {turn} contre la ville {turn}", f"attack-{turn} location town-{turn}"),
            (f"Lions {turn} affiliés aux Lions {other}", f"lions-{turn} affiliatedWith lions-{other}"),
            (f"État {turn} jugé préoccupant", f"state-{turn} assessedAs préoccupant"),
        )[n % 5]
        lines.append(f"Phrase {n} : selon un témoin de la région, il y a eu une {quote}, une fois de plus.")
        rows.append(f"- say: {say}\n  quote: {quote}")
        if n % 3 == 0 and n % 5 != 4:
            rows.append(
                f"  by: state-{other}\n  narrator: {rng.choice(('reported', 'distanced'))}\n  cue: selon"
            )
    (folder / "articles" / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "curations" / f"{name}.yaml").write_text("\n".join(rows) + "\n", encoding="utf-8")


@contextmanager
def stage(times: dict[str, float], name: str) -> Any:
    """Take the CPU seconds of a block."""
    start = time.process_time()
    yield
    times[name] = time.process_time() - start


def run(folder: Path, with_rdflib: bool) -> dict[str, Any]:
    """Run every stage on one seeds folder, and return CPU seconds and sizes."""
    import pyoxigraph as ox

    from kg.policy import admitted_claims, facts_of, read_policies
    from kg.problems import read_seeds
    from kg.triples import claims_lines, seeds_lines

    times: dict[str, float] = {}
    with stage(times, "check"):
        seeds = read_seeds(folder)
    with stage(times, "claims to N-Quads"):
        data = "".join(claims_lines(seeds.claims)).encode()
    lines = data.splitlines(keepends=True)
    with tempfile.TemporaryFile() as file, stage(times, "raw lines"):
        file.writelines(lines)
        file.flush()
    everything = "".join(seeds_lines(seeds)).encode()
    with stage(times, "bulk load"):
        store = ox.Store()
        store.bulk_load(everything, format=ox.RdfFormat.N_QUADS)
    from kg.graph import ontology_quads

    store.bulk_extend(ontology_quads())
    with stage(times, "policies"):
        for policy in read_policies().values():
            store.bulk_extend(admitted_claims(store, policy))
            facts_of(store, policy.name)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if with_rdflib:
        quads = list(ox.parse(data, format=ox.RdfFormat.N_QUADS))
        with stage(times, "rdflib"):
            _rdflib_build(quads)
    return {"claims": len(seeds.claims), "quads": len(lines), "times": times, "peak": peak}


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


def whole_build(folder: Path, output: Path) -> tuple[float, int]:
    """Run ``kg build`` as a user does, and return its wall seconds and peak megabytes."""
    code = (
        "import resource, sys\nfrom kg.pipeline import build\nbuild(sys.argv[1], sys.argv[2])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), str(output)], check=True, capture_output=True, text=True
    )
    return time.monotonic() - start, int(done.stdout)


def cpu_of(command: list[str]) -> float:
    """Return the CPU seconds of a command, the median of five runs."""
    spent = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return sorted(spent)[2]


def _run_apart(folder: Path, with_rdflib: bool) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench", "--one", str(folder)]
    command += [] if with_rdflib else ["--no-rdflib"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def report(
    name: str, result: dict[str, Any], built: tuple[float, int] | None, write: Callable[[str], None]
) -> None:
    """Write the figures of one size."""
    times = result["times"]
    write(f"\n{name}: {result['claims']:,} claims, {result['quads']:,} quads")
    for each, seconds in times.items():
        write(f"  {each:<24}{seconds:>9.2f} s CPU")
    ours = times["claims to N-Quads"]
    ratios = {
        "ours / raw": ours / times["raw lines"],
        "policies / bulk load": times["policies"] / times["bulk load"],
    }
    if "rdflib" in times:
        ratios["rdflib / ours"] = times["rdflib"] / ours
    for each, ratio in ratios.items():
        write(f"  {each:<24}{ratio:>9.1f}      aim {AIMS[each]}")
    write(f"  peak memory, stages     {result['peak']:>9,} MB")
    if built:
        write(f"  kg build, everything    {built[0]:>9.1f} s wall, {built[1]:,} MB")


def main() -> None:
    """Run the bench from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--no-rdflib", action="store_true")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run(options.one, not options.no_rdflib)))
        return
    kg = str(Path(sys.executable).with_name("kg"))
    print(f"kg --help: {cpu_of([kg, '--help']):.3f} s CPU (aim 0.1)")
    python = cpu_of([sys.executable, "-c", "import click"])
    print(f"python -c 'import click': {python:.3f} s CPU, the floor of the same machine")
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        sizes = [("the article", Path("seeds"))]
        for size in map(int, filter(None, options.sizes.split(","))):
            folder = scratch / f"seeds-{size}"
            generate(folder, size)
            sizes.append((f"{size:,} generated", folder))
        for name, folder in sizes:
            size = sum(1 for _ in (folder / "curations").glob("*.yaml")) * PER_ARTICLE
            built = whole_build(folder, scratch / "output") if size <= MOST_BUILT else None
            report(
                name, _run_apart(folder, not options.no_rdflib), built, lambda line: print(line, flush=True)
            )


if __name__ == "__main__":
    main()
