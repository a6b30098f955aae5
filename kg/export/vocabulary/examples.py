"""How common sentences become claims: what a curator writes, shown on the vocabulary's page.

The sentences are invented. Together they are an article, and what stands beside them its curation, which
``kg check`` accepts: a test writes both.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.core.ontology import Label


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence, the entities that it brings, the claims that it yields, and why so."""

    sentence: Label
    entities: tuple[str, ...]
    claims: str
    why: Label


PATTERNS = (
    Pattern(
        Label(
            "Le groupe X prétend avoir neutralisé des combattants du groupe Y.",
            "Group X claims to have neutralised fighters of group Y.",
        ),
        (
            "{id: x, class: ArmedGroup, fr: groupe X, en: group X}",
            "{id: y, class: ArmedGroup, fr: groupe Y, en: group Y}",
            "{id: y-fighters, class: ArmedCollective, fr: combattants du groupe Y, en: fighters of group Y}",
            "{id: neutralisation, class: Neutralisation, fr: neutralisation de combattants du groupe Y,"
            " en: neutralisation of fighters of group Y}",
            "{id: x-words, class: Announcement, fr: propos du groupe X, en: words of group X}",
        ),
        """\
- say: x-words speaker x
  quote: Le groupe X prétend
- say: neutralisation agent x
  quote: Le groupe X prétend avoir neutralisé des combattants du groupe Y
  by: x
  in: x-words
  narrator: distanced
  cue: prétend
- say: neutralisation target y-fighters
  quote: avoir neutralisé des combattants du groupe Y
  by: x
  in: x-words
  narrator: distanced
  cue: prétend
- say: y-fighters belongsTo y
  quote: des combattants du groupe Y
""",
        Label(
            "Qu’il parle est le fait du narrateur ; ce qu’il dit est de lui. « Prétend » tient à distance : "
            "pour le graphe, la neutralisation n’a eu lieu que si vous croyez tout le monde. Avec « dit », "
            "écrivez narrator: reported.",
            "That he speaks is the narrator’s fact; what he says is his. “Claims” keeps it at a distance: "
            "the graph says that the neutralisation happened only if you believe everyone. With “says”, "
            "write narrator: reported.",
        ),
    ),
    Pattern(
        Label(
            "Le groupe Y a attaqué une base de l’armée à Ville-Neuve.",
            "Group Y attacked a base of the army in Ville-Neuve.",
        ),
        (
            "{id: army, class: PublicBody, fr: armée, en: army}",
            "{id: army-base, class: Facility, fr: base de l’armée, en: base of the army}",
            "{id: ville-neuve, class: City, fr: Ville-Neuve, en: Ville-Neuve}",
            "{id: base-attack, class: Attack, fr: attaque de la base, en: attack on the base}",
        ),
        """\
- say: base-attack perpetrator y
  quote: Le groupe Y a attaqué
- say: base-attack target army-base
  quote: a attaqué une base de l’armée
- say: army-base siteOf army
  quote: une base de l’armée
- say: base-attack location ville-neuve
  quote: à Ville-Neuve
""",
        Label(
            "La cible est la base, non l’armée : que Y s’en prend à l’armée suit d’une règle, et n’est "
            "montré que si on la demande.",
            "The target is the base, not the army: that Y attacks the army follows by a rule, and is shown "
            "only if asked for.",
        ),
    ),
    Pattern(
        Label(
            "L’attaque a fait au moins 12 morts, selon des sources locales.",
            "The attack left at least 12 dead, according to local sources.",
        ),
        ("{id: local-sources, class: AnonymousSource, fr: sources locales, en: local sources}",),
        """\
- say: base-attack killed at least 12
  quote: L’attaque a fait au moins 12 morts
  by: local-sources
  narrator: reported
  cue: selon des sources locales
""",
        Label(
            "« Au moins » est une borne : rien n’est arrondi, et la borne supérieure reste ouverte.",
            "“At least” is a bound: nothing is rounded, and the upper bound stays open.",
        ),
    ),
    Pattern(
        Label(
            "L’armée dément que la base ait été attaquée par le groupe Y.",
            "The army denies that the base was attacked by group Y.",
        ),
        ("{id: army-denial, class: Denial, fr: démenti de l’armée, en: denial of the army}",),
        """\
- say: army-denial speaker army
  quote: L’armée dément
- say: base-attack perpetrator y
  quote: que la base ait été attaquée par le groupe Y
  by: army
  in: army-denial
  polarity: negated
  narrator: reported
  cue: dément
""",
        Label(
            "Un démenti est une affirmation niée. Si ce qui est démenti n’est pas dit, il n’y a que l’acte.",
            "A denial is a negated claim. Where the text does not say what is denied, there is only the act.",
        ),
    ),
    Pattern(
        Label(
            "De violents combats ont opposé l’armée et le groupe X.",
            "Heavy fighting set the army and group X against each other.",
        ),
        ("{id: fighting, class: Clash, fr: combats, en: fighting}",),
        """\
- say: fighting participant army
  quote: ont opposé l’armée
- say: fighting participant x
  quote: ont opposé l’armée et le groupe X
""",
        Label(
            "Un seul événement, deux participants : qui combat qui n’est un lien que si on le demande.",
            "One event, two participants: who fights whom is a tie only if asked for.",
        ),
    ),
    Pattern(
        Label(
            "Le pays Z est membre de l’alliance W.",
            "Country Z is a member of alliance W.",
        ),
        (
            "{id: z, class: State, fr: pays Z, en: country Z}",
            "{id: w, class: Alliance, fr: alliance W, en: alliance W}",
        ),
        """\
- say: z memberOf w
  quote: Le pays Z est membre de l’alliance W
""",
        Label(
            "Membre d’un tout ; « affilié à » est affiliatedWith, « allié de » alliedWith.",
            "A member of a whole; “affiliated with” is affiliatedWith, “an ally of” alliedWith.",
        ),
    ),
    Pattern(
        Label(
            "Cette attaque est un revers pour l’armée, qui doit revoir sa stratégie.",
            "This attack is a setback for the army, which must rethink its strategy.",
        ),
        (),
        """\
- say: base-attack setbackFor army
  quote: Cette attaque est un revers pour l’armée
- say: army should revoir sa stratégie
  quote: l’armée, qui doit revoir sa stratégie
""",
        Label(
            "Un jugement et une prescription : leur relation le dit, et ils ne sont jamais des faits.",
            "A judgement and a prescription: their relation says so, and they are never facts.",
        ),
    ),
    Pattern(
        Label(
            "L’insécurité s’explique par le retrait de l’armée.",
            "The insecurity is explained by the withdrawal of the army.",
        ),
        (
            "{id: insecurity, class: Situation, fr: insécurité, en: insecurity}",
            "{id: withdrawal, class: Undertaking, fr: retrait de l’armée, en: withdrawal of the army}",
        ),
        """\
- say: insecurity hasCause withdrawal
  quote: L’insécurité s’explique par le retrait de l’armée
- say: withdrawal agent army
  quote: le retrait de l’armée
  basis: presupposed
""",
        Label(
            "Une cause est une analyse de qui la donne ; ce que les mots supposent est présupposé.",
            "A cause is an analysis of whoever gives it; what the words take for granted is presupposed.",
        ),
    ),
)
