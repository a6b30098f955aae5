"""The values of the model: no bad one can be made, and what is built is read back as it was written."""

from dataclasses import fields, replace
from datetime import date, datetime

import pytest

from kg.core.model import (
    ARTICLE_COLUMNS,
    CLAIM_COLUMNS,
    NUMBER,
    STATED,
    Article,
    Claim,
    Entity,
    Identifier,
    InvalidValue,
    Literal,
    Sentence,
    Source,
    Span,
    Time,
    Toll,
    narrator_of,
)
from kg.core.namespaces import SKG
from kg.core.ontology import Label, read_ontology
from kg.curation.checks import read_seeds
from kg.explorer.data import contents
from kg.explorer.drawings import whole
from kg.export.tables import claim_rows
from kg.graph.assemble import assemble
from kg.graph.read import read_archive
from kg.graph.status import with_status
from tests.support.values import source_of

ONTOLOGY = read_ontology()
RELATIONS, CLASSES = ONTOLOGY.relations, ONTOLOGY.classes
BASE = "https://w3id.org/sahel-kg/"
DAY = date(2024, 9, 22)
SENTENCE = Sentence("a-1", "1", 0, 5, "Vrai.", section="2a")
SPAN = Span("a-1", "1", 0, 4, "Vrai", "", ".")
LATER = Span("a-1", "1", 4, 5, ".", "Vrai", "")
ELSEWHERE = replace(SPAN, article="a-2")
TIME = Time("2024-09", date(2024, 9, 1), date(2024, 9, 30), "en septembre", "After", BASE + "event/e", "P3D")
SOUND = {
    Sentence: SENTENCE,
    Source: Source(
        published=Time("2024-09-22", DAY, DAY), publisher="Radio", title="Vrai", author="A. Auteur",
        sender="Ministère", url="https://radio.example/1", archived="https://archive.example/1", rights="©",
        original_sha256="0" * 64,
    ),
    Article: Article("a-1", source_of(DAY), "fr", "0" * 64, (SENTENCE,), "Vrai.\n"),
    Span: SPAN,
    Identifier: Identifier("wikidata", "Q912", "wikidata.org"),
    Entity: Entity(
        "mali", BASE + "actor/mali", CLASSES["State"], Label("Mali", "Mali"), ("État du Mali",), (),
        ("17.5", "-4.0", "GeoNames"), "a-1", "a note",
    ),
    Literal: Literal("true", "boolean"),
    Toll: Toll(5, "Between", 7, "civils"),
    Time: TIME,
    Claim: Claim(
        iri=BASE + "claim/a-1_x", article="a-1", subject=BASE + "event/e", relation=RELATIONS["killed"],
        object=Toll(70, "AtLeast"), claimant=BASE + "actor/mali", spans=(SPAN, LATER), polarity="Affirmed",
        narrator="Reported", mode="Estimate", basis="Inferred", status="Estimated", cue="selon", reason="why",
        reading_note="no figure can be read",
        coreference="eux", note="a note", to=BASE + "actor/x", said_in=BASE + "utterance/u", contrast="mais",
        against=(BASE + "claim/a-1_y",), conflicts=(BASE + "claim/a-1_z",), disputes=(BASE + "claim/a-1_z",),
        revision="First", holds=TIME, said=TIME, admitted_by=("reported",),
    ),
}  # fmt: skip
"""A sound value of each type, with every field filled."""

ME = BASE + "claim/a-1_x"
BAD = {
    Sentence: {
        "article": ["A 1", ""], "id": ["", "0", "07", "a", "7A", "7abc", "1000000", "7-1"],
        "start": [-1, 2], "end": [0, 6], "text": ["", "Vrai"], "is_heading": [], "section": ["0", "a"],
        "silent_because": [],
    },
    Source: {
        "published": [Time("2024/..", DAY, None), Time("../2024", None, DAY), Time(words="hier")],
        "publisher": [], "title": [], "author": [], "sender": [], "rights": [],
        "url": ["radio.example", "javascript:alert(1)", "https://", "https://a b"], "archived": ["x", "ftp://x.y"],
        "original_sha256": ["0" * 63, "x"],
    },
    Article: {
        "id": ["A 1"], "source": [], "language": ["French", ""],
        "sha256": ["0" * 63, "G" * 64], "text": ["Faux.\n"],
        "sentences": [
            (replace(SENTENCE, article="a-2"),), (SENTENCE, SENTENCE), (replace(SENTENCE, start=1, end=6),),
        ],
    },
    Span: {
        "article": ["A 1"], "sentence": ["", "0", "a7"], "start": [-1, 2], "end": [0, 5],
        "exact": ["", "Vra"], "prefix": ["x" * 33], "suffix": ["x" * 33],
    },
    Identifier: {"scheme": ["", " "], "value": [""], "source": ["\t"]},
    Entity: {
        "id": ["Mali", "mali "], "iri": ["actor mali", "mali", ""], "kind": [CLASSES["Toll"]],
        "label": [Label("", "Mali"), Label("Mali", " ")], "aliases": [("",)], "identifiers": [],
        "coordinates": [("91", "0", "x"), ("0", "181", "x"), ("0", "1e1", "x"), ("0", "0", ""), ("0", "0")],
        "scope": ["A 1"], "note": [],
    },
    Literal: {"value": ["True", "1", ""], "datatype": ["", "xsd:boolean", "integer"]},
    Toll: {
        "figure": [-1, 8, None], "comparator": ["Roughly", "AtLeast", "Vague", ""], "upper": [None, 4],
        "population": [], "words": ["des dizaines"],
    },
    Time: {
        "edtf": ["<script>", "2024-09 ", "x" * 65], "earliest": ["2024-09-01", date(2024, 10, 1)],
        "latest": [datetime(2024, 9, 30), date(2024, 8, 1)], "words": [], "relation": ["Sometime", ""],
        "anchor": ["", "event e"], "distance": ["3 days", "PT3H"],
    },
    Claim: {
        "iri": ["claim x", "", BASE + "event/e"], "article": ["A 1", "a-2"], "subject": ["", "mali", ME],
        "relation": [RELATIONS["memberOf"], RELATIONS["happened"]],
        "object": [BASE + "actor/mali", Literal("70", "integer"), "70"],
        "claimant": ["", "somebody", narrator_of("a-1")], "spans": [(), (ELSEWHERE,), (LATER, SPAN)],
        "polarity": ["Banana", "", "affirmed"], "narrator": ["Doubted", ""], "mode": ["Guess", ""],
        "basis": ["Assumed", ""], "status": ["Denied?"], "cue": [""], "coreference": [], "reason": [""],
        "note": [], "reading_note": [], "to": ["somebody"], "said_in": ["speech"], "contrast": [""],
        "against": [(), ("x",), (ME,)], "conflicts": [("x",)], "disputes": [("x",), (ME,)],
        "revision": ["Second"], "holds": [], "said": [], "admitted_by": [("Reported ",)],
    },
}  # fmt: skip
"""Of each field, values that it cannot have beside the others; free words have none."""


@pytest.mark.parametrize("kind", SOUND, ids=lambda kind: kind.__name__)
def test_every_field_is_told_of_and_filled(kind):
    assert BAD[kind].keys() == {field.name for field in fields(kind)}
    left = {name for name in BAD[kind] if getattr(SOUND[kind], name) in ("", (), None)}
    assert left <= {"silent_because", "identifiers", "prefix", "words"}, (
        left
    )  # what an empty one takes as well


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [(kind, field, value) for kind, bad in BAD.items() for field, values in bad.items() for value in values],
)
def test_a_bad_value_cannot_be_made(kind, field, value):
    with pytest.raises(InvalidValue):
        replace(SOUND[kind], **{field: value})


@pytest.mark.parametrize("wrong", [{"figure": 10}, {"upper": 10}, {"words": " "}, {"comparator": "About"}])
def test_a_vague_toll_has_words_and_neither_figure_nor_bound(wrong):
    vague = Toll(None, "Vague", population="civils", words="des dizaines")
    assert vague.bounds == (None, None)
    assert vague.label(ONTOLOGY) == Label("« des dizaines » civils", "“des dizaines” civils")
    with pytest.raises(InvalidValue):
        replace(vague, **wrong)


def test_a_value_cannot_be_changed():
    with pytest.raises(AttributeError):
        SOUND[Claim].polarity = "Banana"


def test_what_is_wrong_is_told_with_its_field_and_what_would_be_right():
    with pytest.raises(InvalidValue) as caught:
        replace(SOUND[Claim], polarity="Banana")
    assert (caught.value.field, caught.value.what) == ("polarity", "no polarity 'Banana'")
    assert caught.value.hint == "one of Affirmed, Negated"


@pytest.mark.parametrize("folder", ["seeds", "tests/data/miniature"])
def test_what_is_built_is_read_back_as_it_was_written(folder):
    seeds = read_seeds(folder)
    archive = read_archive(assemble(seeds))
    told = {claim.iri: claim for claim in with_status(seeds.claims)}
    unordered = [name for name, (_, holds) in STATED.items() if holds == "IRIs"]
    for iri, claim in archive.claims.items():
        again = {name: tuple(sorted(getattr(told[iri], name))) for name in unordered}
        assert replace(claim, admitted_by=()) == replace(told[iri], **again)
    assert archive.claims.keys() == told.keys()


def test_a_vague_toll_and_a_note_are_read_back_as_they_were_written():
    seeds = read_seeds("tests/data/miniature")
    first = next(claim for claim in seeds.claims if isinstance(claim.object, Toll))
    vague = replace(first, object=Toll(None, "Vague", words="des dizaines"), reading_note="no figure")
    archive = read_archive(assemble(replace(seeds, claims=(vague,))))
    (claim,) = archive.claims.values()
    assert (claim.object, claim.reading_note) == (vague.object, "no figure")
    assert archive.name(claim.target) == "“des dizaines”"
    assert archive.articles == {
        name: replace(article, text="") for name, article in sorted(seeds.articles.items())
    }
    for iri, entity in archive.entities.items():
        written = seeds.entities[iri]
        assert set(entity.names) == set(written.names)
        assert (entity.id, entity.kind, entity.scope, entity.note) == (
            written.id, written.kind, written.scope, written.note,
        )  # fmt: skip
        assert set(entity.identifiers) == set(written.identifiers)
    assert archive.entities.keys() == seeds.entities.keys()


def test_a_field_of_numbers_is_held_written_read_back_and_shown(monkeypatch):
    """As a new field would be: its place in ``STATED`` is all that writers, readers and tables know of it."""
    seeds = read_seeds("tests/data/miniature")
    monkeypatch.setitem(STATED, "note", (SKG.base + "counted", NUMBER))
    numbers = {claim.iri: number for number, claim in enumerate(seeds.claims)}
    claims = tuple(replace(claim, note=numbers[claim.iri]) for claim in seeds.claims)
    archive = read_archive(assemble(replace(seeds, claims=claims)))
    assert {iri: claim.note for iri, claim in archive.claims.items()} == numbers
    cell = CLAIM_COLUMNS.index("note")
    assert {row[0]: row[cell] for row in claim_rows(archive)} == {i: str(n) for i, n in numbers.items()}
    page = contents(archive, whole(archive))
    assert {BASE + claim["iri"].removeprefix("~"): claim["note"] for claim in page["claims"]} == numbers
    assert page["fields"]["note"] == (NUMBER,) and page["columns"] == CLAIM_COLUMNS
    for bad in ("7", 7.0, True):
        with pytest.raises(InvalidValue):
            replace(claims[0], note=bad)


def test_every_column_of_claims_stands_for_a_field_or_what_follows_from_fields():
    known = {field.name for field in fields(Claim)} - {"iri", "spans"} | {"claim", "quote", "sentence"}
    assert len(set(CLAIM_COLUMNS)) == len(CLAIM_COLUMNS)
    named = {"subject_name", "object_name", "claimant_name"}
    assert set(CLAIM_COLUMNS) == known | named | {*ARTICLE_COLUMNS}
