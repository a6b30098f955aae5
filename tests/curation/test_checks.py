"""Everything that can be wrong in the seeds, each as one line at its place, and all of it at once."""

from pathlib import Path

import pytest

from kg.curation.checks import Report, check, read_seeds
from kg.errors import InvalidSeeds

A = "curations/mini-01032024-080000.yaml"
B = "curations/mini-15062025-093000.yaml"
T = "articles/mini-01032024-080000.txt"
U = "articles/mini-15062025-093000.txt"


class Copy:
    """A copy of the miniature as ``seeds/``, to be spoilt."""

    def __init__(self, folder: Path):
        self.folder = folder

    def write(self, file: str, content: str | bytes) -> None:
        (self.folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())

    def change(self, file: str, old: str, new: str | bytes) -> None:
        data = (self.folder / file).read_bytes()
        assert data.count(old.encode()) == 1, f"'{old}' does not stand once in {file}"
        self.write(file, data.replace(old.encode(), new if isinstance(new, bytes) else new.encode()))

    def check(self) -> Report:
        return check("seeds")

    def problems(self) -> list[str]:
        return [str(problem).removeprefix("seeds/") for problem in self.check().problems]


@pytest.fixture
def copy(copy_of_miniature: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    monkeypatch.chdir(copy_of_miniature.parent)
    return Copy(copy_of_miniature)


# file, what stands there (None: a whole file), what is put there, and the problems of that file
# fmt: off
SPOILT: list[tuple[str, str | None, str | bytes, *tuple[str, ...]]] = [
    (A, "quote: une dizaine de blessés", "quote: une douzaine de blessés",
     "41: the quote 'une douzaine de blessés' is not in the article (nearest: 'une dizaine de blessés')"),
    (A, "quote: L’attaque a fait 12 morts", "quote: L'attaque a fait 12 morts",
     "21: the quote 'L'attaque a fait 12 morts' is not in the article (it differs: ' for ’)"),
    (A, "quote: L’attaque a fait 12 morts", "quote: L’attaque a fait\u00a012 morts",
     "21: the quote 'L’attaque a fait\u00a012 morts' is not in the article "
     "(it differs: U+00A0 (no-break space) for a space)"),
    (A, "quote: une dizaine de blessés", "quote: une dizaine de blesse\u0301s"),
    (A, "quote: une dizaine de blessés", "quote: une dizaine de bles\u00adsés",
     "41: the quote 'une dizaine de bles\u00adsés' is not in the article "
     "(it differs: an invisible U+00AD (soft hyphen) in the quote)"),
    (A, "quote: le camp a été pris", "quote: le camp",
     "64: the quote 'le camp' stands 3 times (lengthen it or add 'sentence: N')"),
    (A, "quote: le camp a été pris", "quote: le camp\n  sentence: 2",
     "69: the cue 'prétend' is not in the sentence"),
    (A, "quote: Le porte-parole des Lions\n", "quote: Lions\n  sentence: 8\n",
     "72: the quote 'Lions' is not in sentence 8 (but in 2)"),
    (A, "quote: ont attaqué le camp de Zorgo", "quote: camp de Zorgo. L’attaque a fait",
     "18: the quote runs over the end of a sentence (give a list of quotes)"),
    (A, "  quote: une dizaine de blessés\n", "",
     "40: 'quote' is missing (the shortest words that support the claim)"),
    (A, "quote: une dizaine de blessés", "quote: ''", "41: 'quote' is empty (leave it out)"),
    (A, "quote: une dizaine de blessés", "quote: [une dizaine de blessés, '']",
     "41: 'quote' holds a text or a list of texts"),
    (A, "quote: une dizaine de blessés", "quote: {de: blessés}",
     "41: 'quote' holds a text or a list of texts"),
    (A, "quote: une dizaine de blessés", "quote: une dizaine de blessés\n  sentence: 10",
     "42: no sentence '10' (1 to 9)"),
    (A, "quote: une dizaine de blessés", "quote: une dizaine de blessés\n  sentence: cinq",
     "42: no sentence 'cinq' (1 to 9)"),
    (A, "quote: une dizaine de blessés", "quote: '%'", "41: the quote '%' is not in the article"),
    (A, "say: belmar memberOf river-league", "say: belmar memberOf river-leage",
     "74: no entity 'river-leage' (did you mean 'river-league'?)"),
    (A, "say: belmar memberOf river-league", "say: belmarr memberOf river-league",
     "74: no entity 'belmarr' (did you mean 'belmar'?)"),
    (A, "say: belmar memberOf river-league", "say: belmar membreOf river-league",
     "74: no relation 'membreOf' (did you mean 'memberOf'?)"),
    (A, "say: belmar memberOf river-league", "say: belmar memberOf zorgo-camp",
     "74: 'zorgo-camp' is of class Facility (the object of memberOf is of class Actor)"),
    (A, "say: zorgo-attack target zorgo-camp", "say: zorgo-camp target zorgo-camp",
     "17: 'zorgo-camp' is of class Facility (the subject of target is of class Event)"),
    (A, "say: belmar memberOf river-league", "say: belmar memberOf",
     "74: 'memberOf' lacks its object (of class Actor)"),
    (A, "say: belmar memberOf river-league", "say: belmar",
     "74: 'belmar' lacks its relation (say: subject relation object)"),
    (A, "say: camp-capture happened\n  id: captured", "say: camp-capture happened today\n  id: captured",
     "62: 'happened' takes no object (say: camp-capture happened)"),
    (A, "by: witnesses", "by: witneses", "42: no entity 'witneses' (did you mean 'witnesses'?)"),
    (A, "by: witnesses", "by: zorgo-camp",
     "42: 'zorgo-camp' is of class Facility (the 'by' is of class Actor)"),
    (A, "in: officer-statement", "in: zorgo-attack",
     "56: 'zorgo-attack' is of class Attack (the 'in' is of class Utterance)"),
    (A, "in: officer-statement", "in: minister-statement",
     "56: 'minister-statement' is not an utterance of 'officer' (say: minister-statement speaker …)"),
    (A, "by: witnesses", "by: witnesses\n  to: zorgo-camp",
     "43: 'zorgo-camp' is of class Facility (the 'to' is of class Actor)"),
    (A, "disputes: toll-12", "disputes: toll-21", "39: no claim 'toll-21' (did you mean 'toll-12'?)"),
    (A, "disputes: toll-12", "disputes: toll-30", "39: 'disputes' names the claim itself"),
    (A, "disputes: toll-12", "disputes: lions", "39: no claim 'lions'"),
    (A, "against: not-captured", "against: not-captred",
     "69: no claim or utterance 'not-captred' (did you mean 'not-captured'?)"),
    (A, "against: not-captured", "against: lions",
     "69: 'lions' is of class ArmedGroup (the 'against' is of class Utterance)"),
    (A, "basis: presupposed", "basis: presuposed",
     "73: no basis 'presuposed' (did you mean 'presupposed'?)"),
    (A, "basis: presupposed", "basis: guessed",
     "73: no basis 'guessed' (one of explicit, presupposed, inferred)"),
    (A, "basis: presupposed", "basis: inferred", "73: an inference needs its 'reason'"),
    (A, "basis: presupposed", "base: presupposed", "73: no field 'base' (did you mean 'basis'?)"),
    (A, "basis: presupposed", "relation: since", "73: no field 'relation' (did you mean 'reason'?)"),
    (A, "basis: presupposed", "basis: [presupposed]", "73: 'basis' holds one text"),
    (A, "basis: presupposed", "note: ' '", "73: 'note' is empty (leave it out)"),
    (A, "- say: lions-spokesman postIn lions", "- say: [lions-spokesman postIn lions]",
     "71: 'say' holds one text"),
    (A, "basis: presupposed", "quote: x", "73: 'quote' twice (first in line 72)"),
    (A, "  narrator: reported\n  mode: estimate\n  cue: évoquent", "  mode: estimate\n  cue: évoquent",
     "42: somebody else's claim needs 'narrator' and 'cue'"),
    (A, "  narrator: reported\n  mode: estimate\n  cue: évoquent", "  narrator: reported\n  mode: estimate",
     "42: somebody else's claim needs 'narrator' and 'cue'"),
    (A, "basis: presupposed", "narrator: reported",
     "73: the narrator's own claims are endorsed (leave 'narrator' out)"),
    (A, "basis: presupposed", "revision: first", "73: only a toll is first or revised"),
    (A, "cue: évoquent", "cue: parlent de", "45: the cue 'parlent de' is not in the sentence"),
    (A, "contrast: prétend", "contrast: mais", "70: the contrast 'mais' is not in the sentence"),
    (A, "  contrast: prétend\n", "", "69: 'against' and 'contrast' (its cue) go together"),
    (A, "  against: not-captured\n", "", "69: 'against' and 'contrast' (its cue) go together"),
    (A, "id: captured", "id: Captured", "63: not an id: 'Captured' (lower-case words joined by hyphens)"),
    (A, "id: captured", "id: not-captured", "69: 'against' names the claim itself"),
    (A, "id: member", "id: lions", "75: id 'lions' is that of an entity (give the claim another)"),
    (A, "id: member", "id: toll-12", "75: id 'toll-12' twice (first in line 19)"),
    (A, "basis: presupposed\n", "basis: presupposed\n- say: lions-spokesman postIn lions\n"
     "  quote: Le porte-parole des Lions\n  polarity: affirmed\n",
     "74: the same claim twice (first in line 71)"),
    (A, "say: zorgo-attack killed 12", "say: zorgo-attack killed douze",
     "19: bad number 'douze' (digits alone, as in 70)"),
    (A, "say: zorgo-attack killed 12", "say: zorgo-attack killed 012",
     "19: bad number '012' (digits alone, as in 70)"),
    (A, "say: zorgo-attack killed 12", "say: zorgo-attack killed -12",
     "19: bad number '-12' (digits alone, as in 70)"),
    (A, "say: zorgo-attack killed 12", "say: zorgo-attack killed 13",
     "19: bad number '13' (the quote says 12)"),
    (A, "say: zorgo-attack killed 12", "say: zorgo-attack killed between 12 and 7",
     "19: bad number '7' (the quote says 12)"),
    (A, "say: zorgo-attack killed 12", "say: zorgo-attack killed 12 civils",
     "19: 'civils' is not in the quote (whom the figure counts, as written)"),
    (A, "say: zorgo-attack killed more than 30\n", "say: zorgo-attack killed 30\n",
     "32: the quote says 'plus de' (more than …)"),
    (A, "say: zorgo-attack killed more than 30\n", "say: zorgo-attack killed at least 30\n",
     "32: the quote says 'plus de' (more than …)"),
    (A, "say: zorgo-attack killed more than 30\n", "say: zorgo-attack targetCount 31\n",
     "32: bad number '31' (the quote says 30)"),
    (B, "say: river-league should protège le fleuve", "say: river-league should protéger le fleuve",
     "34: 'protéger le fleuve' is not in the quote (words of the text are kept letter for letter)"),
    (A, "when: 2024-02-28", "when: 2024-02-30",
     "16: bad date '2024-02-30' (EDTF, as in 2024-09-17 or 2024-09)"),
    (A, "when: 2024-02-28", "when: 28 février 2024",
     "16: bad date '28 février 2024' (EDTF, as in 2024-09-17 or 2024-09)"),
    (A, "when: 2024-02-28", "when: [2024]", "16: 'when' holds a date or words with their anchor"),
    (A, "when: 2024-02-28", "when: {edtf: 2024-02-28}", "16: 'words' is missing"),
    (A, "when: 2024-02-28", "when: {words: le 28 fevrier}",
     "16: 'le 28 fevrier' is not in the article (it differs: le for Le; fevrier for février)"),
    (A, "when: 2024-02-28", "when: {words: Le 28 février 2024, edtf: 28/02}",
     "16: bad date '28/02' (EDTF, as in 2024-09-17 or 2024-09)"),
    (A, "when: 2024-02-28", "when: {words: Le 28 février 2024, edtf: [2024]}", "16: 'edtf' holds one text"),
    (A, "when: 2024-02-28", "when: {words: Le 28 février 2024, relation: since}",
     "16: 'relation' and 'anchor' go together"),
    (A, "when: 2024-02-28", "when: {words: Le 28 février 2024, relation: sinse, anchor: zorgo-attack}",
     "16: no relation 'sinse' (did you mean 'since'?)"),
    (A, "when: 2024-02-28", "when: {words: Le 28 février 2024, relation: since, anchor: belmar}",
     "16: 'belmar' is of class State (the 'when' is of class Event)"),
    (A, "when: 2024-02-28", "when: {words: Le 28 février 2024, distance: 3 jours}",
     "16: bad duration '3 jours' (ISO 8601, as in P3D)"),
    (A, "when: 2024-02-28", "when: {words: Le 28 février 2024, dist: P3D}",
     "16: no field 'dist' (did you mean 'distance'?)"),
    (A, "sentence: 1", "sentence: 0", "86: no sentence '0' (1 to 9)"),
    (A, "sentence: 1\n", "sentence: 10\n", "86: no sentence '10' (1 to 9)"),
    (A, "sentence: 1\n", "sentence: 2\n", "13: sentence 1 is not covered ('mini-01032024-080000')",
     "86: sentence 2 is not silent (a claim rests on it)"),
    (A, "- sentence: 1\n  because: The line is the article’s own mark.\n",
     "- sentence: 1\n  because: a\n- sentence: 1\n  because: b\n", "86: sentence 1 twice",
     "88: sentence 1 twice"),
    (A, "  because: The line is the article’s own mark.\n", "", "86: 'because' is missing"),
    (A, "- sentence: 1\n  because: The line is the article’s own mark.\n", "- because: x\n",
     "86: 'sentence' is missing"),
    (A, "silent:\n- sentence: 1\n  because: The line is the article’s own mark.\n", "",
     "13: sentence 1 is not covered ('mini-01032024-080000')"),
    (A, "silent:\n- sentence: 1\n  because: The line is the article’s own mark.\n", "silent: none\n",
     "85: 'silent' is a list of records"),
    (B, "- sentence: 6\n  because: What could have been and was not is no statement of what was.\n", "",
     "9: sentence 6 is not covered ('Les Lions auraient pu gagner.')"),
    (A, "published: 2024-03-01", "published: 1 mars 2024", "2: bad date '1 mars 2024'"),
    (A, "published: 2024-03-01\n", "", "1: 'published' is missing"),
    (A, "published: 2024-03-01", "published: [2024-03-01]", "2: 'published' holds one text"),
    (A, "language: fr", "language: French", "3: bad language 'French' (as in BCP 47: fr)"),
    (A, "article: mini-01032024-080000", "article: mini-01032024-08000",
     "1: no article 'mini-01032024-08000' for this curation (did you mean 'mini-01032024-080000'?)"),
    (A, "article: mini-01032024-080000", "article: elsewhere",
     "1: no article 'elsewhere' for this curation (the file bears the article's name)"),
    (A, "language: fr", "langage: fr", "1: 'language' is missing",
     "3: no field 'langage' (did you mean 'language'?)"),
    (A, "language: fr", "language: fr\nlanguage: fr", "4: 'language' twice (first in line 3)"),
    (A, "language: fr", "language: &a fr", "3: an anchor or alias (write the value out)"),
    (A, "language: fr", "language: fr\n\ttab: x",
     "4: not YAML (found a tab character that violates indentation)"),
    ("events.yaml", "zorgo-attack, class: Attack", "zorgo-attack, class: Atack",
     "1: no class 'Atack' of entities (did you mean 'Attack'?)"),
    ("events.yaml", "zorgo-attack, class: Attack", "zorgo-attack, class: Relation",
     "1: no class 'Relation' of entities (did you mean 'Region'?)"),
    ("events.yaml", "zorgo-attack, class: Attack", "zorgo-attack, class: Entity",
     "1: no class 'Entity' of entities (did you mean 'City'?)"),
    ("events.yaml", "zorgo-attack, class: Attack", "zorgo-attack, class: [Attack]",
     "1: 'class' holds one text"),
    ("events.yaml", "id: zorgo-attack", "id: Zorgo-attack",
     "1: not an id: 'Zorgo-attack' (lower-case words joined by hyphens)"),
    ("events.yaml", "id: zorgo-attack", "id: narrator",
     "curations/mini-01032024-080000.yaml:14: no entity 'zorgo-attack' (did you mean 'sirem-attack'?)",
     "curations/mini-01032024-080000.yaml:17: no entity 'zorgo-attack' (did you mean 'sirem-attack'?)",
     "curations/mini-01032024-080000.yaml:19: no entity 'zorgo-attack' (did you mean 'sirem-attack'?)",
     "curations/mini-01032024-080000.yaml:26: no entity 'zorgo-attack' (did you mean 'sirem-attack'?)",
     "curations/mini-01032024-080000.yaml:32: no entity 'zorgo-attack' (did you mean 'sirem-attack'?)",
     "curations/mini-01032024-080000.yaml:40: no entity 'zorgo-attack' (did you mean 'sirem-attack'?)",
     "curations/mini-15062025-093000.yaml:16: no entity 'zorgo-attack' (did you mean 'sirem-attack'?)",
     "1: id 'narrator' is taken (each article has its own)"),
    ("events.yaml", "id: camp-capture", "id: zorgo-attack",
     "curations/mini-01032024-080000.yaml:52: no entity 'camp-capture'",
     "curations/mini-01032024-080000.yaml:62: no entity 'camp-capture'",
     "curations/mini-15062025-093000.yaml:24: no entity 'camp-capture'",
     "2: id 'zorgo-attack' twice (first in seeds/events.yaml:1)"),
    ("events.yaml", "en: attack on Zorgo", "eng: attack on Zorgo", "1: 'en' is missing",
     "1: no field 'eng' (did you mean 'en'?)"),
    ("events.yaml", "en: attack on Zorgo", "en: ''", "1: 'en' is empty (leave it out)"),
    ("events.yaml", "en: attack on Zorgo}",
     "en: attack on Zorgo}\n- {id: raid, class: Attack, fr: raid, en: raid}",
     "2: nothing is said of 'raid' (an unused entity)"),
    ("events.yaml", "en: attack on Zorgo}", "en: attack on Zorgo}\n- raid",
     "2: an entity has fields (- id: …)"),
    ("events.yaml", "fr: prise du camp", "fr: Attaque de  Zorgo",
     "1: the name 'attaque de Zorgo' twice (also of https://w3id.org/sahel-kg/event/camp-capture)"),
    ("actors.yaml", "aliases: [les Lions]", "aliases: [les Lions, [x]]",
     "6: 'aliases' holds a text or a list of texts"),
    ("actors.yaml", "aliases: [les Lions]", "aliases: [la ligue]",
     "5: the name 'la Ligue' twice (also of https://w3id.org/sahel-kg/actor/lions)"),
    ("actors.yaml", "aliases: [les Lions]", "aliases: [un officier]",
     "curations/mini-01032024-080000.yaml:7: the name 'un officier' twice "
     "(also of https://w3id.org/sahel-kg/actor/lions)"),
    ("actors.yaml", "aliases: [les Lions]", "aliases: [le narrateur de mini-01032024-080000]",
     "6: the name 'le narrateur de mini-01032024-080000' twice "
     "(also of https://w3id.org/sahel-kg/actor/lions)"),
    ("actors.yaml", "aliases: [les Lions]", "identifiers: [{scheme: wikidata, id: Q1}]",
     "6: 'source' is missing"),
    ("actors.yaml", "aliases: [les Lions]", "identifiers: Q1",
     "6: an identifier has scheme, id and source"),
    ("actors.yaml", "aliases: [les Lions]", "note: [a, b]", "6: 'note' holds one text"),
    ("places.yaml", "lat: '12.5'", "lat: '95'", "5: bad number '95' (decimal degrees within ±90)"),
    ("places.yaml", "long: '-1.25'", "long: 1°15′ W",
     "5: bad number '1°15′ W' (decimal degrees within ±180)"),
    ("places.yaml", ", source: invented", "", "5: 'source' is missing"),
    ("places.yaml", "{lat: '12.5', long: '-1.25', source: invented}", "12.5 -1.25",
     "5: coordinates have lat, long and source"),
    ("places.yaml", "- id: zorgo-camp\n", "- id: zorgo-camp\n  id: zorgo-camp\n",
     "2: 'id' twice (first in line 1)"),
    ("places.yaml", "- id: zorgo-camp", "- &a\n  id: zorgo-camp",
     "1: an anchor or alias (write the value out)"),
    (A, "- {id: officer, class: AnonymousSource", "- {id: witnesses, class: AnonymousSource",
     "7: id 'witnesses' twice (first in seeds/curations/mini-01032024-080000.yaml:6)",
     "48: no entity 'officer'", "55: no entity 'officer'"),
    (A, "- {id: officer, class: AnonymousSource", "- {id: lions, class: AnonymousSource",
     "7: id 'lions' twice (first in seeds/actors.yaml:6)", "48: no entity 'officer'",
     "55: no entity 'officer'"),
    (A, "fr: un officier", "fr: des témoins", "6: the name 'des témoins' twice "
     "(also of https://w3id.org/sahel-kg/voice/mini-01032024-080000-officer)"),
    (A, "fr: un officier, en: an officer}",
     "fr: un officier, en: an officer}\n- {id: nobody, class: Voice, fr: personne, en: nobody}",
     "8: nothing is said of 'nobody' (an unused entity)"),
    (A, "injured about 10", "injured between 10 and 7", "40: bad number: 7 is less than 10"),
    (A, "injured about 10", "injured between 10", "40: bad number 'between' (digits alone, as in 70)"),
    (A, "injured about 10", "injured at least", "40: bad number 'at' (digits alone, as in 70)"),
    (T, "mini-01032024-080000\n", "\ufeffmini-01032024-080000\n",
     "1: a byte order mark (articles are plain UTF-8 with \\n)"),
    (T, "Zorgo. L", "Zorgo.\r\nL", "3: a carriage return (articles are plain UTF-8 with \\n)"),
    (T, "témoins", "te\u0301moins", "3: not in Unicode form NFC"),
    (T, "témoins", b't\xe9moins', "3: not UTF-8"),
    (T, "témoins", "témoins\x00", "3: a control character (U+0000)"),
    (T, "Les Lions auraient", "Ils sont loin. Les Lions auraient",
     "curations/mini-01032024-080000.yaml:13: sentence 9 is not covered ('Ils sont loin.')"),
    ("actors.yaml", None, "belmar: {class: State}\n", "1: a registry is a list of entities"),
    ("actors.yaml", None, "- {id: belmar\n", "2: not YAML (did not find expected ',' or '}')"),
    ("actors.yaml", None, b'- \xe9\n', "1: not UTF-8 (byte 0xe9)"),
    ("groups.yaml", None, "- - belmar\n", "1: an entity has fields (- id: …)"),
    (A, None, "- article\n", "1: a curation has fields (article: …)"),
    (A, None, "", "1: a curation has fields (article: …)"),
    (A, "- say: lions-spokesman postIn lions", "- postIn\n- say: lions-spokesman postIn lions",
     "13: 'claims' is a list of records"),
    ("curations/other.yaml", None, "article: other\npublished: 2024-03-01\nlanguage: fr\n",
     "1: no article 'other' for this curation (the file bears the article's name)"),
    ("articles/other.txt", None, "Rien.\n", "1: an article without a curation"),
]
# fmt: on


@pytest.mark.parametrize(("file", "old", "new", "problems"), [(*row[:3], row[3:]) for row in SPOILT])
def test_a_mistake_is_told_at_its_place_and_nothing_else_is(copy, file, old, new, problems):
    if old is None:
        copy.write(file, new)
    else:
        copy.change(file, old, new)
    assert copy.problems() == [p if p[0].isalpha() else f"{file}:{p}" for p in problems]


def test_the_miniature_is_sound_and_covered(copy):
    report = copy.check()
    assert report.problems == ()
    assert report.summary == "42 claims of 3 articles: 22 sentences covered, 4 silent with a reason"
    assert [
        (row.sentence.article, row.sentence.number, row.claims) for row in report.coverage if not row.claims
    ] == [
        ("mini-01032024-080000", 1, 0),
        ("mini-01072025-070000", 1, 0),
        ("mini-15062025-093000", 1, 0),
        ("mini-15062025-093000", 6, 0),
    ]


FIGURES = [
    ("L’attaque a fait au moins 12 morts", "12", "the quote says 'au moins' (at least …)"),
    ("Au moins 12 morts", "12", "the quote says 'au moins' (at least …)"),
    ("Au moins 12 morts", "more than 12", "the quote says 'au moins' (at least …)"),
    ("Au moins 12 morts", "at least 12", ""),
    ("Plus de 12 morts", "12", "the quote says 'plus de' (more than …)"),
    ("Pas plus de 12 morts", "at most 12", ""),
    ("Pas moins de 12 morts", "at least 12", ""),
    ("Moins de 12 morts", "at most 12", "the quote says 'moins de' (less than …)"),
    ("Au plus 12 morts", "12", "the quote says 'au plus' (at most …)"),
    ("Environ 12 morts", "12", "the quote says 'environ' (about …)"),
    ("Environ 12 morts", "about 12", ""),
    ("Entre 10 et 12 morts", "10", "the quote says 'entre' (between …)"),
    ("Entre 10 et 12 morts", "between 10 and 12", ""),
    ("Entre 10 et 12 morts", "between 12 and 10", "bad number: 10 is less than 12"),
    ("12 morts entre Gao et Kidal", "12", ""),
    ("Exactement 12 morts", "exactly 12", ""),
    ("12 soldats tués", "12 soldats", ""),
    ("12 soldats tués", "12 civils", "'civils' is not in the quote (whom the figure counts, as written)"),
    ("Douze morts", "12", ""),
    ("12\u00a0000 morts", "12000", ""),
    ("12\u202f000 morts", "12000", ""),
    ("12 000 morts", "12", "bad number '12' (the quote says 12000)"),
    ("12.000 morts", "12000", ""),
    ("12 morts, 3000 blessés", "12", ""),
    ("En 2024 300 morts", "300", ""),
    ("En 2024 300 morts", "301", "bad number '301' (the quote says 2024, 300)"),
    ("1 234 567 morts", "1234567", ""),
    ("L’attaque a fait 0 mort", "0", ""),
    ("12 morts", "9" * 10, f"bad number '{'9' * 10}' (digits alone, as in 70)"),
    ("12 morts", "１２", "bad number '１２' (digits alone, as in 70)"),
]


@pytest.mark.parametrize(("words", "figure", "problem"), FIGURES)
def test_a_figure_is_said_as_it_is_written(copy, words, figure, problem):
    copy.change(T, "L’attaque a fait 12 morts", words)
    copy.change(A, "L’attaque a fait 12 morts", words)
    copy.change(A, "killed 12", f"killed {figure}")
    assert copy.problems() == ([f"{A}:19: {problem}"] if problem else [])


def test_problems_of_several_files_come_at_once_sorted_and_counted(copy):
    copy.change("events.yaml", "zorgo-attack, class: Attack", "zorgo-attack, class: Atack")
    copy.change("places.yaml", "lat: '12.5'", "lat: north")
    copy.change(A, "une dizaine de blessés", "une douzaine de blessés")
    copy.change(A, "basis: presupposed", "basis: guessed")
    copy.change(A, "cue: évoquent", "ceu: évoquent")
    copy.change(B, "killed 14", "killed 41")
    copy.change(U, "Les Lions auraient", "Les Lions\rauraient")
    report = copy.check()
    nearest = "(nearest: 'une dizaine de blessés')"
    assert [str(problem).removeprefix("seeds/") for problem in report.problems] == [
        f"{U}:3: a carriage return (articles are plain UTF-8 with \\n)",
        f"{A}:41: the quote 'une douzaine de blessés' is not in the article {nearest}",
        f"{A}:45: no field 'ceu' (did you mean 'cue'?)",
        f"{A}:73: no basis 'guessed' (one of explicit, presupposed, inferred)",
        "events.yaml:1: no class 'Atack' of entities (did you mean 'Attack'?)",
        "places.yaml:5: bad number 'north' (decimal degrees within ±90)",
    ]
    assert report.summary == "6 problems in 4 files"


def test_one_problem_is_counted_as_one(copy):
    copy.change(A, "basis: presupposed", "basis: guessed")
    assert copy.check().summary == "1 problem in 1 file"


CAUSES = [
    ("actors.yaml", "id: lions, class: ArmedGroup", "id: lions, class: ArmedGroop"),
    ("actors.yaml", "id: lions, class: ArmedGroup", "id: lions, clas: ArmedGroup"),
    ("actors.yaml", "{id: lions,", "{id: Lions,"),
    ("actors.yaml", "en: Lions of Tamba", "en: ''"),
    ("actors.yaml", "en: Lions of Tamba", "en: [Lions of Tamba]"),
    ("actors.yaml", "aliases: [les Lions]}", "aliases: [les Lions]"),
    ("actors.yaml", "aliases: [les Lions]", "aliases: [[les Lions]]"),
    ("places.yaml", "fr: camp de Zorgo\n", ""),
    (
        "events.yaml",
        "- {id: camp-capture, class: Event, fr: prise du camp, en: capture of the camp}",
        "- camp-capture",
    ),
    (A, "published: 2024-03-01", "published: 2024-03-32"),
    (A, "- {id: witnesses, class: AnonymousSource", "- {id: witnesses, class: Anonymous"),
    (A, "entities:\n", "entities: none\nentity:\n"),
    (T, "témoins", b"t\xe9moins"),
]


@pytest.mark.parametrize(("file", "old", "new"), CAUSES)
def test_what_follows_from_a_mistake_is_not_told_as_another(copy, file, old, new):
    copy.change(file, old, new)
    assert {problem.file for problem in copy.check().problems} == {f"seeds/{file}"}
    assert not [problem for problem in copy.problems() if "no entity" in problem or "unused" in problem]


def test_a_misspelt_entity_is_told_where_it_is_named_and_not_as_unused(copy):
    copy.change(A, "say: arms-delivery agent dorane", "say: arms-delivery agent doranne")
    copy.change(B, "say: arms-delivery agent dorane", "say: arms-delivery agent doranne")
    hint = "no entity 'doranne' (did you mean 'dorane'?)"
    assert copy.problems() == [f"{A}:78: {hint}", f"{B}:31: {hint}"]


def test_a_deleted_article_and_a_deleted_curation_are_missed(copy):
    (copy.folder / U).unlink()
    hint = "did you mean 'mini-01072025-070000'?"
    assert copy.problems() == [f"{B}:1: no article 'mini-15062025-093000' for this curation ({hint})"]
    (copy.folder / B).unlink()
    assert copy.problems() == []
    (copy.folder / A).unlink()
    assert copy.problems() == [f"{T}:1: an article without a curation"]


def test_a_folder_in_the_place_of_a_file_is_a_problem(copy):
    (copy.folder / "odd.yaml").mkdir()
    (copy.folder / T).unlink()
    (copy.folder / T).mkdir()
    assert copy.problems() == [
        f"{T}:1: cannot be read (Is a directory)",
        "odd.yaml:1: cannot be read (Is a directory)",
    ]


def test_an_empty_folder_has_no_curation(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").mkdir()
    assert list(map(str, check("seeds").problems)) == ["seeds/curations:1: no curation here"]


def test_an_article_bears_an_id(copy):
    copy.write("articles/Update.txt", "")
    copy.write("curations/Update.yaml", "published: 2024-03-01\narticle: Update\nlanguage: fr\n")
    assert copy.problems() == [
        "curations/Update.yaml:2: not an id: 'Update' (lower-case words joined by hyphens)"
    ]


def test_a_registry_may_be_empty(copy):
    copy.write("groups.yaml", "# none yet\n")
    assert copy.problems() == []


def test_a_curation_may_have_its_lists_still_empty(copy):
    copy.write("articles/new.txt", "")
    copy.write(
        "curations/new.yaml",
        "article: new\npublished: 2024-03-01\nlanguage: fr\nentities:\nclaims:\nsilent:\n",
    )
    assert copy.problems() == []


def test_seeds_with_problems_are_refused_with_all_of_them(copy):
    copy.change(A, "basis: presupposed", "basis: guessed")
    copy.change(B, "killed 14", "killed 41")
    with pytest.raises(InvalidSeeds) as refusal:
        read_seeds("seeds")
    assert refusal.value.problems == copy.check().problems
    assert str(refusal.value).splitlines() == [f"seeds/{problem}" for problem in copy.problems()]
    assert len(refusal.value.problems) == 2


def test_a_quote_that_stands_twice_is_settled_by_its_sentence(copy):
    copy.change(A, "quote: Le porte-parole des Lions\n", "quote: Les Lions\n  sentence: 9\n")
    (claim,) = [c for c in copy.check().seeds.claims if c.relation.name == "postIn"]
    assert copy.problems() == []
    assert [(span.sentence, span.exact) for span in claim.spans] == [(9, "Les Lions")]


def test_quotes_may_overlap_and_be_several(copy):
    copy.change(
        A, "quote: Le porte-parole des Lions\n", "quote: [Le porte-parole des, porte-parole des Lions]\n"
    )
    (claim,) = [c for c in copy.check().seeds.claims if c.relation.name == "postIn"]
    assert copy.problems() == []
    assert claim.quote == "Le porte-parole des […] porte-parole des Lions"


def test_a_claim_of_the_narrator_may_say_so(copy):
    before = {claim.iri for claim in copy.check().seeds.claims}
    copy.change(A, "basis: presupposed", "basis: presupposed\n  by: narrator\n  polarity: affirmed")
    assert copy.problems() == []
    assert {claim.iri for claim in copy.check().seeds.claims} == before


def test_the_order_of_the_records_changes_nothing(copy):
    before = copy.check().seeds
    text = (copy.folder / A).read_text(encoding="utf-8")
    first = "- say: zorgo-attack target zorgo-camp\n  quote: ont attaqué le camp de Zorgo\n"
    copy.change(A, first, "")
    copy.change(A, "\nsilent:", f"{first}\nsilent:")
    assert (copy.folder / A).read_text(encoding="utf-8") != text
    assert copy.check().seeds == before
