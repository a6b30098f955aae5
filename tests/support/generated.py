"""Archives of any size for the page: so many nodes, so many links, each with a quote of sixty letters."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date

from kg.core.iris import as_iri, part_of
from kg.core.model import Article, Claim, Entity, Sentence, Span, Time
from kg.core.namespaces import BASE
from kg.core.ontology import Label, read_ontology
from kg.graph.read import Archive
from tests.support.values import source_of

KINDS = ("ArmedGroup", "State", "Person", "Attack", "City", "Alliance", "Situation", "Clash")
RELATIONS = ("affiliatedWith", "hostileTo", "alliedWith", "perpetrator", "location", "memberOf")
PER_ARTICLE = 40
POLICIES = {name: Label(name, name) for name in ("narrator", "reported", "everyone")}
STANCES = ("Endorsed", "Endorsed", "Endorsed", "Reported", "Distanced")


def archive_of(nodes: int, links: int, claimants: int = 6, seed: int = 1) -> Archive:
    """Return an archive whose facts make a network of so many nodes and links; a few nodes are hubs.

    Statuses and admissions are those of claims that conflict with nothing.
    """
    chance = random.Random(seed)
    ontology = read_ontology()
    things = {}
    for n in range(nodes):
        iri = f"{BASE}actor/n{n:05}"
        name = f"{chance.choice(('Front', 'Union', 'Katiba', 'Poste', 'Conseil'))} {n}"
        kind = ontology.classes[KINDS[n % len(KINDS)]]
        things[iri] = Entity(f"n{n:05}", iri, kind, Label(name, name), (f"N{n}",))
    voices = [f"{BASE}narrator/n", *(f"{BASE}actor/v{n}" for n in range(1, claimants))]
    for n, iri in enumerate(voices):
        kind = ontology.classes["Narrator" if n == 0 else "AnonymousSource"]
        things[iri] = Entity(f"v{n}", iri, kind, Label(f"voix {n}", f"voice {n}"))
    iris = [*things][:nodes]
    claims: dict[str, Claim] = {}
    sentences: dict[str, list[Sentence]] = defaultdict(list)
    seen = set[tuple[str, str, str]]()
    while len(claims) < links:
        n = len(claims)
        tail = iris[n % nodes] if n < nodes else chance.choice(iris)
        head = iris[int(nodes * chance.random() ** 3)]
        relation = chance.choice(RELATIONS)
        key = (min(tail, head), relation, max(tail, head))
        if tail == head or key in seen:
            continue
        seen.add(key)
        article, place = f"gen-{n // PER_ARTICLE:05}", str(n % PER_ARTICLE + 1)
        quote = f"{things[tail].label.fr} {relation} {things[head].label.fr} ".ljust(60, "x")[:60]
        text = f"{quote} selon un rapport."
        start = sentences[article][-1].end + 1 if sentences[article] else 0
        sentences[article].append(Sentence(article, place, start, start + len(text), text))
        claimant = 0 if chance.random() < 0.7 else chance.randrange(claimants)
        stance = "Endorsed" if claimant == 0 else chance.choice(STANCES)
        iri = as_iri("claim", part_of(article, f"c{place}"))
        admitted = ["everyone", "reported", "narrator"]
        admitted = [*admitted[: 1 + (stance != "Distanced")], *admitted[2 if claimant == 0 else 3 :]]
        day = date(2000 + chance.randrange(15, 25), chance.randrange(1, 13), chance.randrange(1, 28))
        claims[iri] = Claim(
            iri=iri, article=article, subject=tail, relation=ontology.relations[relation], object=head,
            claimant=voices[claimant], narrator=stance, cue="" if stance == "Endorsed" else "selon",
            status="Asserted" if stance == "Endorsed" else stance, admitted_by=tuple(sorted(admitted)),
            holds=Time(day.isoformat(), day, day) if n % 3 == 0 else None,
            spans=(Span(article, place, start, start + len(quote), quote, "", ""),),
        )  # fmt: skip
    articles = {
        name: Article(name, source_of(date(2024, 6, 1)), "fr", "0" * 64, tuple(found))
        for name, found in sentences.items()
    }
    return Archive(ontology, things, frozenset(things), claims, {}, articles, POLICIES, "reported")
