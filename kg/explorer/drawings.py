"""Ready-made drawings of a whole graph: friends and foes, attacks, alliances, who says what about whom.

What belongs to each is read from the classes and relations of the ontology, so that what another article
brings shows in them without a line here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from kg.core.model import Claim, Toll, in_order
from kg.core.ontology import Label
from kg.errors import UnknownView
from kg.explorer.links import claim_links, fact_links, stated, tie_links
from kg.explorer.scene import RECORDED, Drawn, Link, Scene, ends_of, of_scene
from kg.graph.read import Archive
from kg.network.derived import Fact, choose_ties


def whole(archive: Archive) -> Scene:
    """Draw every fact that a policy may admit and whose relation draws an edge."""
    title = Label("Qui dit quoi au Sahel", "Who says what in the Sahel")
    return _scene(archive, title, fact_links(stated(archive)))


def signed(archive: Archive) -> Scene:
    """Draw the friendly and hostile ties between actors, and those that follow from what the text states."""
    between = _facts(
        archive, lambda fact: _are(archive, fact, "Actor", "Actor") and _sign(archive, fact) != 0
    )
    links = (*fact_links(between), *tie_links(archive, choose_ties(archive.ontology, "stated")))
    return _scene(archive, Label("Amis et ennemis", "Friends and foes"), links)


def attacks(archive: Archive) -> Scene:
    """Draw every attack with all who play a part in it and how they are bound, its places and its tolls.

    An attack is an event of a class whose events are expected to have a target.
    """
    classes = {name for name, kind in archive.ontology.classes.items() if "target" in kind.expects}
    aimed = {iri for iri, thing in archive.entities.items() if thing.kind.name in classes}
    parts = _facts(archive, lambda fact: bool(aimed & {*_ends(fact)}) and not _is_speech(archive, fact))
    shown = {end for fact in parts for end in _ends(fact)}
    bonds = _facts(archive, lambda fact: shown >= {*_ends(fact)} and not _is_speech(archive, fact))
    places = _facts(archive, lambda fact: fact[0] in shown and _are(archive, fact, "Place", "Entity"))
    tolls = [
        claim
        for claim in archive.claims.values()
        if isinstance(claim.object, Toll) and claim.subject in aimed
    ]
    counted = claim_links(archive, (claim for claim in tolls if claim.is_admissible))
    links = (*fact_links(parts | bonds | places), *counted)
    nodes = (end for claim in tolls for end in ends_of(archive, claim))
    return _scene(archive, Label("Attaques et bilans", "Attacks and their tolls"), links, nodes)


def alliances(archive: Archive) -> Scene:
    """Draw what binds actors, hostility left out: members, affiliations, offices; and what forms a body took.

    A form is what a relation between an organisation, an event of its own and a form says.
    """
    relations = archive.ontology.relations
    formed = {r.name for r in relations.values() if {r.domain, r.range} & {"Organisation", "Form"}}

    def binds(fact: Fact) -> bool:
        bond = relations[fact[1]].tail and _sign(archive, fact) >= 0 and _are(archive, fact, "Actor", "Actor")
        return bool(bond) or fact[1] in formed

    claims = (claim for fact in _facts(archive, binds).values() for claim in fact)
    title = Label("Alliances et organisations", "Alliances and organisations")
    return _scene(archive, title, claim_links(archive, claims))


def sayings(archive: Archive) -> Scene:
    """Draw who says something of whom or what, the narrator too, whether or not anybody believes it."""
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for claim in in_order(archive.claims.values()):
        for end in {claim.subject, claim.target} & archive.entities.keys():
            said[claim.claimant, end].append(claim.iri)
    label = Label("dit de", "says of")
    links = (Link(*ends, "saysOf", label, 0, tuple(claims), RECORDED) for ends, claims in said.items())
    return _scene(archive, Label("Qui parle de qui", "Who speaks of whom"), links)


DRAWINGS: dict[str, Callable[[Archive], Scene]] = {
    "signed": signed,
    "attacks": attacks,
    "alliances": alliances,
    "sayings": sayings,
}
"""The drawings that every build leaves as pages beside the one of the whole graph."""


def find_drawing(name: str) -> Callable[[Archive], Scene]:
    """Return what makes a ready-made drawing; raise ``UnknownView`` with the nearest name."""
    known = {"whole": whole} | DRAWINGS
    if name not in known:
        raise UnknownView(name, known)
    return known[name]


def _facts(archive: Archive, wanted: Callable[[Fact], bool]) -> dict[Fact, list[Claim]]:
    return {fact: claims for fact, claims in stated(archive).items() if wanted(fact)}


def _scene(archive: Archive, title: Label, links: Iterable[Link], nodes: Iterable[Drawn] = ()) -> Scene:
    ordered = sorted(links, key=lambda link: (link.tail, link.head, link.name))
    return Scene(title, tuple(ordered), of_scene(archive, nodes))


def _ends(fact: Fact) -> tuple[str, str]:
    return fact[0], fact[2]


def _sign(archive: Archive, fact: Fact) -> int:
    return archive.ontology.relations[fact[1]].sign


def _are(archive: Archive, fact: Fact, subject: str, obj: str) -> bool:
    """Tell whether the ends of a fact are of two classes."""
    kinds = (archive.entities[end].kind.ancestors for end in _ends(fact))
    return all(name in kind for name, kind in zip((subject, obj), kinds, strict=True))


def _is_speech(archive: Archive, fact: Fact) -> bool:
    return any("Utterance" in archive.entities[end].kind.ancestors for end in _ends(fact))
