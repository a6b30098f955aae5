"""Texts that try to be code, markup, addresses, formulas or a wall, and an archive that says nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle, product

from kg.core.ontology import Label
from kg.explorer.drawings import whole
from kg.explorer.scene import RECORDED, Link, Scene
from kg.graph.read import Archive, Passage, Sentence, Statement, Thing
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

    def thing(self, thing: Thing) -> Thing:
        identifiers = ((self.text(), self.text(), self.text()), ("x", "x", "javascript:window.pwned=1"))
        return replace(thing, label=self.label(), aliases=(self.text(), self.text()), identifiers=identifiers)

    def statement(self, s: Statement, n: int) -> Statement:
        quote = self.text()
        said = f"\U0001f4a5 {self.text()[:200]} {quote} {self.text()[:200]}"
        start = said.index(quote)
        when = [m and replace(m, words=self.text(), distance=self.text()) for m in (s.holds, s.said)]
        return replace(
            s, quote=quote, note=self.text(), cue=self.text(), reason=self.text(), coreference=self.text(),
            contrast=self.text(), holds=when[0], said=when[1],
            object=s.object if s.object_is_iri else self.text(),
            passages=(Passage(s.article, n, said, start, start + len(quote)),),
        )  # fmt: skip

    def archive(self, archive: Archive) -> Archive:
        numbered = enumerate(archive.statements.values(), 1)
        statements = {s.iri: self.statement(s, n) for n, s in numbered}
        passages = [p for s in statements.values() for p in s.passages]
        silent = Sentence(passages[0].article, len(passages) + 1, self.text(), self.text())
        said = [Sentence(p.article, p.sentence, p.text, "") for p in passages]
        return replace(
            archive,
            things={iri: self.thing(thing) for iri, thing in archive.things.items()},
            statements=statements,
            tolls={iri: self.text() for iri in archive.tolls},
            bounds={iri: (self.text(), *ends) for iri, (_, *ends) in archive.bounds.items()},
            sentences=(*said, silent),
            policies={name: self.label() for name in archive.policies},
        )

    def scene(self, archive: Archive) -> Scene:
        """Draw all of an archive with links of hostile names to hostile extra nodes, and a hostile answer."""
        everything = whole(archive)
        claims = [*archive.statements]
        kind = archive.things[ATTACK].kind
        extra = tuple(Thing(f"ni:///sha-256;{n}", kind, self.label(), (), (), True) for n in range(6))
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
