"""Faults planted in sound curations, each with the places at which it has to be told.

Left out is what no program can tell, since only who reads the text knows it: ids exchanged between two
claims or two sentences (an id means nothing), one claim of several of a sentence removed, another actor as
``by`` of a claim outside of any act of speech, another stance, mode or polarity from the closed list, and
subject and object exchanged, or another entity in their place, where the classes fit as well, and the figure
of what is inferred, which rests on its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import cycle
from pathlib import Path
from random import Random

from kg.core.model import Seeds
from kg.curation.checks import check
from kg.curation.yaml_reader import Record, read_records

Place = tuple[str, int]
"""A file by its name from the folder, and a line."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: its kind, the file that it is in, what that becomes, and places of which one tells it."""

    kind: str
    file: str
    text: str
    places: frozenset[Place]


@dataclass(frozen=True, slots=True)
class Site:
    """A claim, or an entry where there is none, in a curation with its lines."""

    file: str
    lines: tuple[str, ...]
    entry: Record
    claim: Record = field(default_factory=lambda: Record("", 0))

    def with_line(self, number: int, old: str, new: str) -> str:
        """Return the curation with something else on a line; the same text where there is no such word."""
        lines = list(self.lines)
        lines[number - 1] = lines[number - 1].replace(old, new, 1)
        return "\n".join(lines)

    def without(self, first: int, end: int) -> str:
        """Return the curation without the lines from the first to the one before the end."""
        return "\n".join([*self.lines[: first - 1], *self.lines[end - 1 :]])

    def end_of(self, record: Record) -> int:
        """Return the line behind an entry or a claim."""
        indent = len(self.lines[record.line - 1]) - len(self.lines[record.line - 1].lstrip())
        for number in range(record.line + 1, len(self.lines) + 1):
            line = self.lines[number - 1]
            if line.strip() and len(line) - len(line.lstrip()) <= indent:
                return number
        return len(self.lines)


class Planter:
    """Plants faults in the curations of a folder."""

    def __init__(self, folder: Path):
        self.folder, self.seeds = folder, check(folder).seeds
        self.sites: list[Site] = []
        for path in sorted(folder.glob("curations/*.yaml")):
            value, _ = read_records(path, path.name)
            lines = tuple(path.read_text(encoding="utf-8").split("\n"))
            assert isinstance(value, Record)
            for entry in value["text"]:
                claims = entry.get("claims") or [Record("", 0)]
                self.sites += [Site(f"curations/{path.name}", lines, entry, claim) for claim in claims]

    def faults(self, number: int, seed: int = 1) -> Iterator[Fault]:
        """Yield so many faults, of each kind in turn where a claim of chance has room for it."""
        chance, left = Random(seed), number
        for kind, plant in cycle(KINDS.items()):
            for site in chance.sample(self.sites, len(self.sites)):
                fault = plant(self, site, chance)
                if fault and fault.text != "\n".join(site.lines):
                    yield replace(fault, kind=kind)
                    left -= 1
                    break
            if not left:
                return

    # figures and dates

    def wrong_figure(self, site: Site, chance: Random) -> Fault | None:
        say = str(site.claim.get("say", ""))
        if not (found := re.search(r"(?<= )[0-9]+", say)) or site.claim.get("basis") == "inferred":
            return None
        new = str(int(found[0]) + chance.choice((1, 10, 100)))
        return self._at("say", site, site.with_line(site.claim.lines["say"], f" {found[0]}", f" {new}"))

    def wrong_bound(self, site: Site, chance: Random) -> Fault | None:
        bounds = ("at least", "more than", "at most", "less than", "about")
        say = str(site.claim.get("say", ""))
        old = next((each for each in bounds if f" {each} " in say), "")
        new = chance.choice([f"{each} " for each in (*bounds, "") if each != old])
        found = re.search(r"(killed|injured) (?:at least |more than |about )?(?=[0-9])", say)
        if not found:
            return None
        return self._at("say", site, site.with_line(site.claim.lines["say"], found[0], f"{found[1]} {new}"))

    def wrong_measure(self, site: Site, chance: Random) -> Fault | None:
        if not (found := re.search(r" (killed|injured) ", str(site.claim.get("say", "")))):
            return None
        new = chance.choice([each for each in ("killed", "injured", "captured") if each != found[1]])
        return self._at("say", site, site.with_line(site.claim.lines["say"], found[0], f" {new} "))

    def wrong_population(self, site: Site, _chance: Random) -> Fault | None:
        say = str(site.claim.get("say", ""))
        if not re.search(r" [0-9]+$", say):
            return None
        return self._at("say", site, site.with_line(site.claim.lines["say"], say, f"{say} écoliers"))

    def wrong_date(self, site: Site, chance: Random) -> Fault | None:
        when = site.claim.get("when")
        if not isinstance(when, str):
            return None
        new = chance.choice((f"19{when[2:]}", f"{when[:4]}-13", "yesterday", when[1:], "2031-07-14"))
        return self._at("when", site, site.with_line(site.claim.lines["when"], when, new))

    # words of the text

    def wrong_quote(self, site: Site, chance: Random) -> Fault | None:
        return self._misspelt("quote", site, chance)

    def wrong_cue(self, site: Site, chance: Random) -> Fault | None:
        return self._misspelt(chance.choice(("cue", "contrast")), site, chance)

    def _misspelt(self, key: str, site: Site, chance: Random) -> Fault | None:
        words = site.claim.get(key)
        if not isinstance(words, str):
            return None
        middle = words.split()[len(words.split()) // 2]
        new = chance.choice(
            (
                words.replace(middle, f"{middle}x", 1), words.replace(middle, "non", 1), f"{words} et",
                words[::-1], words.replace("’", "'"), words.replace("é", "e\u0301e"), words.swapcase(),
                f"{words[:3]}\u200b{words[3:]}", words.replace("a", "\u0430", 1),
                words.replace(" ", "\xa0", 1),
            )
        )  # fmt: skip
        if new in _words(site.entry):
            return None
        return self._at(key, site, site.with_line(site.claim.lines[key], words, new))

    def wrong_sentence(self, site: Site, chance: Random) -> Fault | None:
        """Move a claim to another sentence."""
        others = [each for each in self.sites if each.file == site.file and each.claim]
        other, quote = chance.choice(others), site.claim.get("quote")
        if not isinstance(quote, str) or quote in _words(other.entry) or other.entry is site.entry:
            return None
        first, end, to = site.claim.line, site.end_of(site.claim), other.end_of(other.claim)
        moved = [*site.lines[first - 1 : end - 1]]
        if to <= first:
            lines = [*site.lines[: to - 1], *moved, *site.lines[to - 1 : first - 1], *site.lines[end - 1 :]]
            start = to
        else:
            lines = [*site.lines[: first - 1], *site.lines[end - 1 : to - 1], *moved, *site.lines[to - 1 :]]
            start = to - len(moved)
        line = start + site.claim.lines["quote"] - first
        return Fault("", site.file, "\n".join(lines), frozenset({(site.file, line)}))

    def changed_article(self, site: Site, chance: Random) -> Fault | None:
        path = Path("articles") / f"{Path(site.file).stem}.txt"
        text = (self.folder / path).read_text(encoding="utf-8")
        words = _words(site.entry)
        if text.count(words) != 1:
            return None
        return Fault("", path.as_posix(), text.replace(words, _changed(words, chance)), self._told(site))

    def changed_sentence(self, site: Site, chance: Random) -> Fault | None:
        words = _words(site.entry)
        new = _changed(words, chance)
        line = next(n for n in range(site.entry.line, len(site.lines)) if words in site.lines[n])
        return Fault("", site.file, site.with_line(line + 1, words, new), self._told(site))

    def lost_sentence(self, site: Site, _chance: Random) -> Fault | None:
        entries = list({id(each.entry): each.entry for each in self.sites if each.file == site.file}.values())
        at = entries.index(site.entry)
        if not at:
            return None
        places = frozenset({(site.file, entries[at - 1].line)})
        return Fault("", site.file, site.without(site.entry.line, site.end_of(site.entry)), places)

    # names

    def lost_reference(self, site: Site, chance: Random) -> Fault | None:
        key = chance.choice(("say", "by", "in", "against", "disputes", "to"))
        name = str(site.claim.get(key, "")).partition(" ")[0]
        if not name:
            return None
        return self._at(key, site, site.with_line(site.claim.lines[key], name, f"{name}-nowhere"))

    def lost_entity(self, site: Site, _chance: Random) -> Fault | None:
        """Remove an entity from its curation: whatever names it has lost it."""
        name = str(site.claim.get("say", "")).partition(" ")[0]
        for number, line in enumerate(site.lines, 1):
            if f"{{id: {name}," in line:
                moved = (site.file, site.claim.lines["say"] - 1)
                return Fault("", site.file, site.without(number, number + 1), frozenset({moved}))
        return None

    def wrong_relation(self, site: Site, chance: Random) -> Fault | None:
        words = str(site.claim.get("say", "")).split()
        if len(words) < 2:
            return None
        new = chance.choice((f"{words[1]}s", words[1].upper(), words[1][:-1], "is"))
        return self._at("say", site, site.with_line(site.claim.lines["say"], f" {words[1]}", f" {new}"))

    def wrong_class(self, site: Site, chance: Random) -> Fault | None:
        """Say it of something of which it cannot be said."""
        words = str(site.claim.get("say", "")).split()
        relation = self.seeds.ontology.relations.get(words[1] if len(words) > 1 else "")
        unfit = relation and _unfit(self.seeds, site.file, relation.domain)
        if not unfit:
            return None
        return self._at("say", site, site.with_line(site.claim.lines["say"], words[0], chance.choice(unfit)))

    def wrong_by(self, site: Site, chance: Random) -> Fault | None:
        by = site.claim.get("by")
        unfit = by and _unfit(self.seeds, site.file, "Actor")
        if not unfit:
            return None
        return self._at("by", site, site.with_line(site.claim.lines["by"], by, chance.choice(unfit)))

    def wrong_speaker(self, site: Site, chance: Random) -> Fault | None:
        """Let another actor say what is said in an act of speech."""
        if not {"by", "in"} <= site.claim.keys():
            return None
        fit = [e.id for e in self.seeds.entities.values() if "Actor" in e.kind.ancestors and not e.scope]
        new = chance.choice([each for each in fit if each != site.claim["by"]])
        return self._at("in", site, site.with_line(site.claim.lines["by"], site.claim["by"], new))

    def no_by(self, site: Site, _chance: Random) -> Fault | None:
        """Let the narrator pass on what nobody says."""
        if not {"by", "narrator"} <= site.claim.keys() or "in" in site.claim:
            return None
        by = site.claim.lines["by"]
        places = frozenset({(site.file, site.claim.lines["narrator"] - 1)})
        return Fault("", site.file, site.without(by, by + 1), places)

    def wrong_choice(self, site: Site, chance: Random) -> Fault | None:
        key = chance.choice(("polarity", "narrator", "mode", "basis", "revision"))
        value = site.claim.get(key)
        if not value:
            return None
        return self._at(key, site, site.with_line(site.claim.lines[key], f": {value}", f": {value[:-1]}"))

    # ids and silences

    def no_id(self, site: Site, chance: Random) -> Fault | None:
        record = chance.choice((site.claim, site.entry))
        if "id" not in record:
            return None
        line = record.lines["id"]
        return Fault("", site.file, site.without(line, line + 1), frozenset({(site.file, record.line)}))

    def doubled_id(self, site: Site, chance: Random) -> Fault | None:
        other = chance.choice([each for each in self.sites if each.file == site.file])
        record, its = chance.choice(((site.claim, other.claim), (site.entry, other.entry)))
        if "id" not in record or "id" not in its or record["id"] == its["id"]:
            return None
        places = frozenset((site.file, each.lines["id"]) for each in (record, its))
        new = site.with_line(record.lines["id"], f"id: {record['id']}", f"id: {its['id']}")
        return Fault("", site.file, new, places)

    def doubled_claim(self, site: Site, _chance: Random) -> Fault | None:
        if not site.claim:
            return None
        first, end = site.claim.line, site.end_of(site.claim)
        again = [re.sub(r"^( +)id: .*", r"\1id: again-1", line) for line in site.lines[first - 1 : end - 1]]
        lines = [*site.lines[: end - 1], *again, *site.lines[end - 1 :]]
        return Fault("", site.file, "\n".join(lines), frozenset({(site.file, end)}))

    def no_claims(self, site: Site, _chance: Random) -> Fault | None:
        """Remove all claims of a sentence, or why it is silent; one referred to is missed there first."""
        key = "claims" if "claims" in site.entry else "silent"
        first, end = site.entry.lines[key], site.end_of(site.entry)
        lost = {claim["id"] for claim in site.entry.get("claims", ())}
        if self._resting(site) - lost:
            return None  # what is quoted from elsewhere is covered all the same
        places = {
            (site.file, line - (end - first if line >= end else 0))
            for each in self.sites
            for at, line in each.claim.lines.items()
            if each.file == site.file and at != "id" and lost & {*str(each.claim[at]).split()}
        }
        return Fault("", site.file, site.without(first, end), self._told(site) | places)

    def false_silence(self, site: Site, _chance: Random) -> Fault | None:
        if not site.claim:
            return None
        line = site.entry.lines["claims"]
        lines = [*site.lines[: line - 1], "  silent: It says nothing.", *site.lines[line - 1 :]]
        return Fault("", site.file, "\n".join(lines), frozenset({(site.file, line)}))

    def wrong_field(self, site: Site, chance: Random) -> Fault | None:
        if not site.claim:
            return None
        key = chance.choice(sorted(site.claim))
        return self._at(
            key, site, site.with_line(site.claim.lines[key], f"{key}:", f"{key}x:"), at_record=True
        )

    # where it is told

    def _at(self, key: str, site: Site, text: str, at_record: bool = False) -> Fault:
        places = {(site.file, site.claim.lines[key])}
        return Fault(
            "", site.file, text, frozenset(places | ({(site.file, site.claim.line)} if at_record else set()))
        )

    def _resting(self, site: Site) -> set[str]:
        """Return the ids of the claims that quote the sentence of an entry."""
        place = Path(site.file).stem, site.entry["id"]
        found = (c for c in self.seeds.claims if place in {(s.article, s.sentence) for s in c.spans})
        return {claim.iri.rpartition("_")[2] for claim in found}

    def _told(self, site: Site) -> frozenset[Place]:
        return frozenset({(site.file, site.entry.line)})


def _words(entry: Record) -> str:
    return str(entry.get("sentence") or entry.get("heading"))


def _changed(words: str, chance: Random) -> str:
    """Change a sentence by a word, a letter or a sign."""
    parts = words.split(" ")
    at = chance.randrange(len(parts))
    parts[at] = chance.choice(
        (f"{parts[at]}s", "ne", parts[at][:-1] + "ß", parts[at] + ",", parts[at].swapcase() + "1")
    )
    return " ".join(parts)


def _unfit(seeds: Seeds, file: str, kind: str) -> list[str]:
    """List the ids of entities that an article can name and that are not of a class."""
    scopes = ("", Path(file).stem)
    found = (e for e in seeds.entities.values() if e.scope in scopes and e.id != "narrator")
    return [each.id for each in found if kind not in each.kind.ancestors]


KINDS: dict[str, Callable[[Planter, Site, Random], Fault | None]] = {
    name: way
    for name, way in vars(Planter).items()
    if callable(way) and not name.startswith("_") and name != "faults"
}
"""The kinds of faults, by name."""
