"""Texts that try to be code, markup, addresses, formulas or a wall, and an archive that says nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle, product

from kg.core.model import Claim, Entity, Identifier, Literal, Sentence, Span, Toll
from kg.core.ontology import Label
from kg.explorer.drawings import whole
from kg.explorer.scene import RECORDED, Link, Node, Scene
from kg.graph.read import Archive
from kg.query.provenance.footnotes import Cited, Footnote
from kg.query.results import Rows, Term
from tests.support.explorer import ATTACK, JNIM

PAYLOADS = (
    *("<script>{}</script>", "</script><script>{}</script>", "<img src=x onerror={}>", '"><svg onload={}>'),
    *("' onmouseover='{}' x='", '" autofocus onfocus="{}', "<a href='javascript:{}'>x</a>", "javascript:{}"),
    *(
        "data:text/html,<script>{}</script>",
        "${{{}}}",
        "{{{{{}}}}}",
        "{{% raw %}}{}",
        "--><script>{}</script><!--",
    ),
    *("]]><script>{}</script>", "</textarea><script>{}</script>", "</title><script>{}</script>"),
    *("</style><style>*{{display:none!important}}</style>{}", "</template><script>{}</script>"),
    *("</noscript><img src=x onerror={}>", "<iframe srcdoc='<script>parent.{}</script>'>"),
    *("<object data='javascript:{}'>", "<meta http-equiv=refresh content='0;url=http://192.0.2.1/?{}'>"),
    *("<base href='http://192.0.2.1/{}'>", "<link rel=stylesheet href='http://192.0.2.1/{}'>"),
    *("<math><mtext></form><form><mglyph><style></math><img src onerror={}>", "<svg><animate onbegin={}>"),
    *(
        "url(http://192.0.2.1/{})",
        "expression({})",
        "\\u003cscript\\u003e{}",
        "&lt;script&gt;{}&#60;/script&#62;",
    ),
    *('=HYPERLINK("javascript:{}")', "%3Cscript%3E{}%3C/script%3E"),
)
ROUNDS = (
    *("{}", "\u202e{}\u2066", "\u2028{}\u2029", "'{}'", '"{}"', "`{}`", "\U0001f4a5{}\U0001f4a5"),
    *("é" * 60 + "{}", "{}" + "W" * 300, "{}\t\n\r", "\x01\x0b{}\x1b", "\ufeff{}\u200b", "__proto__{}"),
    *("constructor|{}|", "#node={}&edge=", "%{}%00", "<!--{}", "\u0627\u0644\u0633\u0627\u062d\u0644 {}"),
    *(
        "e" + "\u0301" * 80 + "{}",
        "&amp;{}&quot;",
        "\\{}\\",
        "~{}",
        "{},",
        "- {}",
        "{}" * 3,
        "\u00ad{}\u00a0",
    ),
    *("\u2067{}\u2068{}\u2069", "null{}", "1e999{}", "{};", "[{}](x)", "// {} */"),
)
LONG = (
    "é" * 10_000,
    "W" * 10_000,
    "\u202e\u05d0 " * 3_300,
    "<b>" * 3_333,
    "\U0001f4a5" * 10_000,
    "a\u0301" * 5_000,
)
HOSTILE = (
    *(r.replace("{}", p.format(f"window.pwned={n}")) for n, (r, p) in enumerate(product(ROUNDS, PAYLOADS))),
    *(word for word in ("__proto__", "constructor", "toString", "hasOwnProperty", "then", "length")),
    *LONG,
)


class Poison:
    """Hands out one hostile text after the other, and fills with them what an archive says."""

    def __init__(self, texts: tuple[str, ...], first: int):
        self.texts = cycle(texts[first:] + texts[:first])
        self.used: set[str] = set()

    def text(self) -> str:
        found = next(self.texts)
        self.used.add(found)
        return found

    def label(self) -> Label:
        return Label(self.text(), self.text())

    def entity(self, entity: Entity) -> Entity:
        identifiers = (
            Identifier(self.text(), self.text(), self.text()),
            Identifier("x", "x", "javascript:pwned"),
        )
        return replace(
            entity, label=self.label(), aliases=(self.text(), self.text()), identifiers=identifiers
        )

    def sentence(self, claim: Claim, place: str, start: int) -> tuple[Sentence, Claim]:
        """Return a claim that says hostile things, and the sentence that it quotes."""
        quote = self.text()
        said = f"\U0001f4a5 {self.text()[:200]} {quote} {self.text()[:200]}"
        at = start + said.index(quote)
        holds, told = (time and replace(time, words=self.text()) for time in (claim.holds, claim.said))
        obj = claim.object
        if isinstance(obj, Literal) and obj.datatype == "string":
            obj = Literal(self.text(), "string")
        if isinstance(obj, Toll):
            obj = replace(obj, population=self.text())
        poisoned = replace(
            claim, note=self.text(), cue=self.text(), reason=self.text(), coreference=self.text(),
            contrast=(claim.against and self.text()) or "", holds=holds, said=told, object=obj,
            spans=(Span(claim.article, place, at, at + len(quote), quote, "", ""),),
        )  # fmt: skip
        return Sentence(claim.article, place, start, start + len(said), said), poisoned

    def archive(self, archive: Archive) -> Archive:
        (article,) = archive.articles.values()
        sentences, claims, at = [], {}, 0
        for number, claim in enumerate(archive.claims.values(), 1):
            sentence, claims[claim.iri] = self.sentence(claim, str(number), at)
            sentences.append(sentence)
            at = sentence.end
        last = self.text()
        sentences.append(
            Sentence(
                article.id, str(len(sentences) + 1), at, at + len(last), last, silent_because=self.text()
            )
        )
        return replace(
            archive,
            entities={iri: self.entity(entity) for iri, entity in archive.entities.items()},
            claims=claims,
            tolls={c.target: c.object for c in claims.values() if isinstance(c.object, Toll)},
            articles={article.id: replace(article, sentences=tuple(sentences))},
            policies={name: self.label() for name in archive.policies},
        )

    def scene(self, archive: Archive) -> Scene:
        """Draw all of an archive with links of hostile names to hostile extra nodes, and a hostile answer."""
        everything = whole(archive)
        claims = [*archive.claims]
        kind = archive.entities[ATTACK].kind
        extra = tuple(Node(f"ni:///sha-256;{n}", kind, self.label()) for n in range(6))
        names = ("__proto__", "constructor", *(self.text() for _ in extra[2:]))
        links = (
            Link(JNIM, thing.iri, name, self.label(), 0, (claims[n],), RECORDED)
            for n, (name, thing) in enumerate(zip(names, extra, strict=True))
        )
        notes = [
            Footnote(n, iri, self.text(), self.text(), "", "", True, self.text(), "", "", (1,))
            for n, iri in enumerate(claims[:30], 1)
        ]
        rows = Rows((self.text(), self.text()), tuple((Term(self.text()), Term(self.text())) for _ in notes))
        cited = Cited(rows, tuple((note.number,) for note in notes), tuple(notes))
        return Scene(self.label(), (*everything.links, *links), extra, JNIM, cited)
