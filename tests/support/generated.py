"""Archives of any size for the page: so many nodes, so many links, each with a quote of sixty letters."""

from __future__ import annotations

import random

from kg.core.namespaces import BASE
from kg.core.ontology import Label, read_ontology
from kg.graph.read import Archive, Moment, Passage, Sentence, Statement, Thing

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
    classes = read_ontology().classes
    things = {}
    for n in range(nodes):
        iri = f"{BASE}actor/n{n:05}"
        name = f"{chance.choice(('Front', 'Union', 'Katiba', 'Poste', 'Conseil'))} {n}"
        things[iri] = Thing(iri, classes[KINDS[n % len(KINDS)]], Label(name, name), (f"N{n}",), (), True)
    voices = [f"{BASE}narrator/n", *(f"{BASE}actor/v{n}" for n in range(1, claimants))]
    for n, iri in enumerate(voices):
        kind = classes["Narrator" if n == 0 else "AnonymousSource"]
        things[iri] = Thing(iri, kind, Label(f"voix {n}", f"voice {n}"), (), (), True)
    iris = [*things][:nodes]
    statements, sentences = {}, []
    seen = set[tuple[str, str, str]]()
    while len(statements) < links:
        n = len(statements)
        tail = iris[n % nodes] if n < nodes else chance.choice(iris)
        head = iris[int(nodes * chance.random() ** 3)]
        relation = chance.choice(RELATIONS)
        key = (min(tail, head), relation, max(tail, head))
        if tail == head or key in seen:
            continue
        seen.add(key)
        article, number = f"gen-{n // PER_ARTICLE:05}", n % PER_ARTICLE + 1
        quote = f"{things[tail].label.fr} {relation} {things[head].label.fr} ".ljust(60, "x")[:60]
        text = f"{quote} selon un rapport."
        sentences.append(Sentence(article, number, text, ""))
        claimant = 0 if chance.random() < 0.7 else chance.randrange(claimants)
        stance = "Endorsed" if claimant == 0 else chance.choice(STANCES)
        iri = f"{BASE}claim/{article}-{number}"
        admitted = ["everyone", "reported", "narrator"]
        admitted = [*admitted[: 1 + (stance != "Distanced")], *admitted[2 if claimant == 0 else 3 :]]
        day = f"20{chance.randrange(15, 25)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 28):02}"
        statements[iri] = Statement(
            iri=iri, article=article, subject=tail, relation=relation, object=head, object_is_iri=True,
            claimant=voices[claimant], polarity="Affirmed", narrator=stance, mode="Fact", basis="Explicit",
            status="Asserted" if stance == "Endorsed" else stance, quote=quote, cue="", coreference="",
            reason="", note="", to="", said_in="", said=None,
            holds=Moment("", day, day, day, "", "", "") if n % 3 == 0 else None,
            revision="", contrast="", against=(), conflicts=(), disputes=(),
            admitted_by=tuple(sorted(admitted)),
            passages=(Passage(article, number, text, 0, len(quote)),),
        )  # fmt: skip
    days = {s.article: "2024-06-01" for s in sentences}
    return Archive(things, statements, {}, {}, days, tuple(sentences), POLICIES, "reported")
