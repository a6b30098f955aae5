"""Generated seeds of any size, in which every question of the library finds rows, and what is built of them.

Claims follow each other in a fixed round of sentences. Each round speaks of the next entity of every class,
and pairs it with another by chance, a few of which come up far more often than the rest, as in news.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from textwrap import indent

ROUNDS_AN_ENTITY = 2
"""Rounds whose turn it is of one entity: so many tolls an event has of each source, which differ."""

CLASSES = {
    "lions": "ArmedGroup", "state": "State", "union": "Alliance", "person": "Person", "post": "Role",
    "source": "AnonymousSource", "town": "City", "region": "Region", "attack": "Attack", "clash": "Clash",
    "campaign": "Campaign", "change": "FormChange", "situation": "Situation", "trend": "Trend",
    "denial": "Denial", "speech": "Announcement",
}  # fmt: skip
CONCEPTS = {"pact": "Form", "confederation": "Form", "worsening": "Direction"}

# {i} is the entity whose turn it is, {j} another, {f} a figure, {b} the claim before, {first} the first one
_STATE = "by: state-{j}\n  narrator: reported\n  cue: selon"
_STATE_DOUBTED = "by: state-{j}\n  narrator: distanced\n  cue: selon"
_SOURCE = "by: source-{i}\n  narrator: reported\n  cue: selon"
SENTENCES = (
    ("l’attaque {i} perpétrée par les Lions {j}", "attack-{i} perpetrator lions-{j}", ""),
    ("l’attaque {i}, au moins {f} morts", "attack-{i} killed at least {f}", _SOURCE + "\n  revision: first"),
    ("l’attaque {i}, {f} morts", "attack-{i} killed {f}", _STATE + "\n  mode: estimate"),
    ("l’attaque {i} dans la ville {i}", "attack-{i} location town-{i}", "when: 2024-{month:02}"),
    ("l’attaque {i} contre l’État {j}", "attack-{i} target state-{j}", ""),
    ("l’attaque {i} non perpétrée par les Lions {j}", "attack-{i} perpetrator lions-{j}",
     _STATE_DOUBTED + "\n  polarity: negated\n  disputes: c{first}"),
    ("la ville {i} de la région {j}", "town-{i} locatedIn region-{j}", ""),
    ("l’attaque {i} lors de la campagne {j}", "attack-{i} partOf campaign-{j}", ""),
    ("l’attaque {i} après la campagne {j}", "attack-{i} after campaign-{j}", "note: On ne dit pas quand."),
    ("les Lions {i} affiliés aux Lions {j}", "lions-{i} affiliatedWith lions-{j}", ""),
    ("les Lions {i} alliés aux Lions {j}", "lions-{i} alliedWith lions-{j}", _STATE),
    ("les Lions {i} hostiles aux Lions {j}", "lions-{i} hostileTo lions-{j}", _SOURCE),
    ("les Lions {i}, dits LN{i}", "lions-{i} alsoKnownAs LN{i}", ""),
    ("l’État {i}, membre de l’Union {j}", "state-{i} memberOf union-{j}", "when: 2023"),
    ("l’État {i}, membre encore de l’Union {i}", "state-{i} memberOf union-{i}", _STATE),
    ("la transformation {i} de l’Union {j}", "change-{i} changedOrganisation union-{j}", ""),
    ("la transformation {i} en confédération", "change-{i} newForm confederation", ""),
    ("la transformation {i} d’un pacte", "change-{i} formerForm pact", ""),
    ("le général {i}, chef d’état-major {i}", "person-{i} holds post-{i}", ""),
    ("le chef d’état-major {i} de l’État {j}", "post-{i} postIn state-{j}", ""),
    ("les affrontements {i} des Lions {j}", "clash-{i} participant lions-{j}", ""),
    ("les affrontements {i} avec l’État {i}", "clash-{i} participant state-{i}", ""),
    ("les dénégations {i} de l’État {i}", "denial-{i} speaker state-{i}", ""),
    ("la situation {i} n’est pas due à la campagne {j}", "situation-{i} hasCause campaign-{j}",
     "by: state-{i}\n  in: denial-{i}\n  narrator: distanced\n  cue: selon\n  polarity: negated"),
    ("la situation {i} est préoccupante", "situation-{i} assessedAs préoccupante",
     "against: c{b}\n  contrast: selon"),
    ("la situation {i} est due à la campagne {i}", "situation-{i} hasCause campaign-{i}", ""),
    ("la situation {i} vue de la région {i}", "situation-{i} location region-{i}", ""),
    ("l’évolution {i}, une dégradation", "trend-{i} trend worsening", _SOURCE),
    ("l’évolution {i} dans la région {j}", "trend-{i} affects region-{j}", ""),
    ("le discours {i} du général {i}", "speech-{i} speaker person-{i}", ""),
    ("la campagne {i} des Lions {i} est finie", "campaign-{i} perpetrator lions-{i}",
     "by: person-{i}\n  in: speech-{i}\n  narrator: distanced\n  cue: selon\n  said: 2024-{month:02}-05"),
    ("l’État {i} devrait protéger la ville {j}", "state-{i} should protéger la ville {j}", ""),
)  # fmt: skip
PER_ARTICLE = 3 * len(SENTENCES)


def many(claims: int) -> int:
    """Return how many entities of each class so many claims speak of."""
    return max(2, claims // (len(SENTENCES) * ROUNDS_AN_ENTITY))


def generate(folder: Path, claims: int) -> Path:
    """Write a seeds folder with so many claims, three rounds an article, each with a sentence of its own."""
    chance = random.Random(claims)
    (folder / "articles").mkdir(parents=True)
    (folder / "curations").mkdir()
    registry = [(f"{name}-{n}", kind) for name, kind in CLASSES.items() for n in range(many(claims))]
    rows = [f"- {{id: {name}, class: {kind}, fr: {name}, en: {name}}}" for name, kind in registry]
    rows += [f"- {{id: {name}, class: {kind}, fr: {name}, en: {name}}}" for name, kind in CONCEPTS.items()]
    (folder / "registry.yaml").write_text("\n".join(rows) + "\n", encoding="utf-8")
    for first in range(0, claims, PER_ARTICLE):
        _generate_article(folder, range(first, min(first + PER_ARTICLE, claims)), many(claims), chance)
    return folder


def _generate_article(folder: Path, numbers: range, entities: int, chance: random.Random) -> None:
    name, day = article_id(numbers.start), date(2024, 1, 1) + timedelta(numbers.start // PER_ARTICLE % 366)
    lines, other = [], 0
    rows = [f"article: {name}\nlanguage: fr\nsource: {{published: {day}}}\n\ntext:"]
    for n in numbers:
        turn, place = divmod(n, len(SENTENCES))
        other = int(entities * chance.random() ** 3) if place == 0 else other
        words, say, fields = SENTENCES[place]
        values = {
            "i": turn % entities,
            "j": other,
            "f": chance.randrange(1, 90),
            "b": n - 1,
            "first": n - place,
            "month": turn % 12 + 1,
        }
        quote = f"{words.format(**values)} (témoin {n})"
        lines.append(f"Phrase {n} : {quote}, selon un rapport.")
        claim = f"- say: {say.format(**values)}\n  id: c{n}\n  quote: {quote}"
        claim += f"\n  {fields.format(**values)}" if fields else ""
        rows.append(_entry(len(lines), lines[-1]) + f"\n  claims:\n{indent(claim, '  ')}")
    lines.append("Cette phrase ne dit rien.")
    rows.append(_entry(len(lines), lines[-1]) + "\n  silent: Elle ne dit rien.")
    (folder / "articles" / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "curations" / f"{name}.yaml").write_text("\n".join(rows) + "\n", encoding="utf-8")


def _entry(number: int, words: str) -> str:
    return f"- sentence: |-\n    {words}\n  id: {number}"


def article_id(claim: int) -> str:
    """Return the id of the article in which a claim stands."""
    return f"gen-{claim // PER_ARTICLE:05}"


def put_on_disk(seeds: Path, output: Path) -> None:
    """Write of a build what a question needs: ``sahel.nq``, and the store on disk."""
    import pyoxigraph as ox

    from kg.curation.checks import read_seeds
    from kg.graph.assemble import assemble
    from kg.graph.store import write_built_graph

    store = assemble(read_seeds(seeds))
    output.mkdir()
    store.dump(str(output / "sahel.nq"), format=ox.RdfFormat.N_QUADS)
    write_built_graph(store, output)
