"""Everything that can be wrong in the seeds, each as one line at its place, and all of it at once."""

from pathlib import Path

import pytest

from kg.core.model import Toll
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
     "65: the quote 'une douzaine de blessés' is not in sentence 5 (nearest: 'une dizaine de blessés')"),
    (A, "quote: L’attaque a fait 12 morts", "quote: L'attaque a fait 12 morts",
     "35: the quote 'L'attaque a fait 12 morts' is not in sentence 3 (it differs: ' for ’)"),
    (A, "quote: L’attaque a fait 12 morts", "quote: L’attaque a fait\u00a012 morts",
     "35: the quote 'L’attaque a fait\u00a012 morts' is not in sentence 3 "
     "(it differs: U+00A0 (no-break space) for a space)"),
    (A, "quote: une dizaine de blessés", "quote: une dizaine de blesse\u0301s"),
    (A, "say: zorgo-attack killed 12\n", "say: zorgo-attack killed morts\n",
     "33: bad number 'morts' (digits alone, as in 70, or words that say no number: \"morts\")"),
    (A, "quote: une dizaine de blessés", "quote: une dizaine de bles\u00adsés",
     "65: the quote 'une dizaine de bles\u00adsés' is not in sentence 5 "
     "(it differs: an invisible U+00AD (soft hyphen) in the quote)"),
    (A, "quote: ont attaqué le camp de Zorgo", "quote: camp de Zorgo. L’attaque a fait",
     "28: the quote 'camp de Zorgo. L’attaque a fait' is not in sentence 2 (it runs over the end of a "
     "sentence: give a list of quotes)"),
    (A, "    quote: une dizaine de blessés\n", "",
     "63: 'quote' is missing (the shortest words that support the claim)"),
    (A, "quote: une dizaine de blessés", "quote: ''", "65: 'quote' is empty (leave it out)"),
    (A, "quote: une dizaine de blessés", "quote: [une dizaine de blessés, '']",
     "65: 'quote' holds words of the text, or a list of them"),
    (A, "quote: une dizaine de blessés", "quote: {de: blessés}",
     "65: 'at' is missing", "65: 'quote' is missing", "65: no field 'de'"),
    (A, "quote: une dizaine de blessés", "quote: '%'", "65: the quote '%' is not in sentence 5"),
    (A, "say: belmar memberOf river-league", "say: belmar memberOf river-leage",
     "115: no entity 'river-leage' (did you mean 'river-league'?)"),
    (A, "say: belmar memberOf river-league", "say: belmarr memberOf river-league",
     "115: no entity 'belmarr' (did you mean 'belmar'?)"),
    (A, "say: belmar memberOf river-league", "say: belmar membreOf river-league",
     "115: no relation 'membreOf' (did you mean 'memberOf'?)"),
    (A, "say: belmar memberOf river-league", "say: belmar memberOf zorgo-camp",
     "115: 'zorgo-camp' is of class Facility (the object of memberOf is of class Actor)"),
    (A, "say: zorgo-attack target zorgo-camp", "say: zorgo-camp target zorgo-camp",
     "26: 'zorgo-camp' is of class Facility (the subject of target is of class Event)"),
    (A, "say: belmar memberOf river-league", "say: belmar memberOf",
     "115: 'memberOf' lacks its object (of class Actor)"),
    (A, "say: belmar memberOf river-league", "say: belmar",
     "115: 'belmar' lacks its relation (say: subject relation object)"),
    (A, "say: camp-capture happened\n    id: captured", "say: camp-capture happened today\n    id: captured",
     "98: 'happened' takes no object (say: camp-capture happened)"),
    (A, "by: witnesses", "by: witneses", "66: no entity 'witneses' (did you mean 'witnesses'?)"),
    (A, "by: witnesses", "by: zorgo-camp",
     "66: 'zorgo-camp' is of class Facility (the 'by' is of class Actor)"),
    (A, "in: officer-statement", "in: zorgo-attack",
     "87: 'zorgo-attack' is of class Attack (the 'in' is of class Utterance)"),
    (A, "in: officer-statement", "in: minister-statement",
     "87: 'minister-statement' is not an utterance of 'officer' (say: minister-statement speaker …)"),
    (A, "by: witnesses", "by: witnesses\n    to: zorgo-camp",
     "67: 'zorgo-camp' is of class Facility (the 'to' is of class Actor)"),
    (A, "disputes: toll-12", "disputes: toll-21", "58: no claim 'toll-21' (did you mean 'toll-12'?)"),
    (A, "disputes: toll-12", "disputes: toll-30", "58: 'disputes' names the claim itself"),
    (A, "disputes: toll-12", "disputes: lions", "58: no claim 'lions'"),
    (A, "against: not-captured", "against: not-captred",
     "105: no claim or utterance 'not-captred' (did you mean 'not-captured'?)"),
    (A, "against: not-captured", "against: lions",
     "105: 'lions' is of class ArmedGroup (the 'against' is of class Utterance)"),
    (A, "basis: presupposed", "basis: presuposed",
     "110: no basis 'presuposed' (did you mean 'presupposed'?)"),
    (A, "basis: presupposed", "basis: guessed",
     "110: no basis 'guessed' (one of explicit, presupposed, inferred)"),
    (A, "basis: presupposed", "basis: inferred", "110: an inference needs its 'reason'"),
    (A, "basis: presupposed", "base: presupposed", "110: no field 'base' (did you mean 'basis'?)"),
    (A, "basis: presupposed", "relation: since", "110: no field 'relation' (did you mean 'reason'?)"),
    (A, "basis: presupposed", "basis: [presupposed]", "110: 'basis' holds one text"),
    (A, "basis: presupposed", "note: ' '", "110: 'note' is empty (leave it out)"),
    (A, "- say: lions-spokesman postIn lions", "- say: [lions-spokesman postIn lions]",
     "107: 'say' holds one text"),
    (A, "basis: presupposed", "quote: x", "110: 'quote' twice (first in line 109)"),
    (A, "    narrator: reported\n    mode: estimate\n    cue: évoquent",
     "    mode: estimate\n    cue: évoquent", "66: somebody else's claim needs 'narrator'"),
    (A, "    narrator: reported\n    mode: estimate\n    cue: évoquent",
     "    narrator: reported\n    mode: estimate", "66: somebody else's claim needs 'cue'"),
    (A, "basis: presupposed", "narrator: reported",
     "110: the narrator's own claims are endorsed (leave 'narrator' out)"),
    (A, "basis: presupposed", "revision: first", "110: only a toll is first or revised"),
    (A, "cue: évoquent", "cue: parlent de",
     "69: the cue 'parlent de' is not in sentence 5 "
     "(but in sentence 4: move it there, or {at: 4, quote: …})"),
    (A, "contrast: prétend", "contrast: mais", "106: the contrast 'mais' is not in sentence 7"),
    (A, "    contrast: prétend\n", "", "105: 'against' and 'contrast' (its cue) go together"),
    (A, "    against: not-captured\n", "", "105: 'against' and 'contrast' (its cue) go together"),
    (A, "id: captured", "id: Captured", "99: not an id: 'Captured' (lower-case words joined by hyphens)"),
    (A, "id: captured", "id: not-captured", "105: 'against' names the claim itself"),
    (A, "id: member", "id: lions", "116: id 'lions' is that of an entity (give the claim another)"),
    (A, "id: member", "id: toll-12", "116: id 'toll-12' twice (first in line 33)"),
    (A, "basis: presupposed\n",
     "basis: presupposed\n  - say: lions-spokesman postIn lions\n    id: again\n    quote: Le porte-parole "
     "des Lions\n    polarity: affirmed\n", "111: the same claim twice (first in line 107)"),
    (A, "say: zorgo-attack killed 12", "say: zorgo-attack killed douze",
     "33: bad number 'douze' (digits alone, as in 70)"),
    (A, "say: zorgo-attack killed 12", "say: zorgo-attack killed 012",
     "33: bad number '012' (digits alone, as in 70)"),
    (A, "say: zorgo-attack killed 12", "say: zorgo-attack killed -12",
     "33: bad number '-12' (digits alone, as in 70)"),
    (A, "say: zorgo-attack killed 12", "say: zorgo-attack killed 13",
     "33: the quote says '12' (write: 12)"),
    (A, "say: zorgo-attack killed 12", "say: zorgo-attack killed between 12 and 7",
     "33: bad number: 7 is less than 12"),
    (A, "say: zorgo-attack killed 12", "say: zorgo-attack killed 12 civils",
     "33: 'civils' is not in the quote (whom the figure counts, as written)"),
    (A, "say: zorgo-attack killed more than 30\n", "say: zorgo-attack killed 30\n",
     "51: the quote says 'plus de 30' (write: more than 30)"),
    (A, "say: zorgo-attack killed more than 30\n", "say: zorgo-attack killed at least 30\n",
     "51: the quote says 'plus de 30' (write: more than 30)"),
    (A, "say: zorgo-attack killed more than 30\n", "say: zorgo-attack targetCount 31\n",
     "51: bad number '31' (the quote says 'plus de 30')"),
    (B, "say: river-league should protège le fleuve", "say: river-league should protéger le fleuve",
     "66: 'protéger le fleuve' is not in the quote (words of the text are kept letter for letter)"),
    (A, "when: 2024-02-28", "when: 2024-02-30",
     "25: bad date '2024-02-30' (EDTF, as in 2024-09-17 or 2024-09)"),
    (A, "when: 2024-02-28", "when: 28 février 2024",
     "25: bad date '28 février 2024' (EDTF, as in 2024-09-17 or 2024-09)"),
    (A, "when: 2024-02-28", "when: [2024]", "25: 'when' holds a date or words with their anchor"),
    (A, "when: 2024-02-28", "when: {edtf: 2024-02-28}", "25: 'words' is missing"),
    (A, "when: 2024-02-28", "when: {words: le 28 fevrier}",
     "25: the when 'le 28 fevrier' is not in sentence 2 (it differs: le for Le; fevrier for février)"),
    (A, "when: 2024-02-28", "when: {words: Le 28 février 2024, edtf: 28/02}",
     "25: bad date '28/02' (EDTF, as in 2024-09-17 or 2024-09)"),
    (A, "when: 2024-02-28", "when: {words: Le 28 février 2024, edtf: [2024]}", "25: 'edtf' holds one text"),
    (A, "when: 2024-02-28", "when: {words: Le 28 février 2024, relation: since}",
     "25: 'relation' and 'anchor' go together"),
    (A, "when: 2024-02-28", "when: {words: Le 28 février 2024, relation: sinse, anchor: zorgo-attack}",
     "25: no relation 'sinse' (did you mean 'since'?)"),
    (A, "when: 2024-02-28", "when: {words: Le 28 février 2024, relation: since, anchor: belmar}",
     "25: 'belmar' is of class State (the 'when' is of class Event)"),
    (A, "when: 2024-02-28", "when: {words: Le 28 février 2024, distance: 3 jours}",
     "25: bad duration '3 jours' (ISO 8601, as in P3D)"),
    (A, "when: 2024-02-28", "when: {words: Le 28 février 2024, dist: P3D}",
     "25: no field 'dist' (did you mean 'distance'?)"),
    (A, "published: 2024-03-01", "published: 1 mars 2024",
     "3: bad date '1 mars 2024' (EDTF: 2024-09-22, 2024-09, 2024)"),
    (A, "source: {published: 2024-03-01}\n", "", "1: 'source' is missing"),
    (A, "{published: 2024-03-01}", "{publisher: x}", "3: 'published' is missing"),
    (A, "published: 2024-03-01", "published: [2024-03-01]", "3: 'published' holds one text"),
    (A, "language: fr", "language: French", "2: bad language 'French' (as in BCP 47: fr)"),
    (A, "article: mini-01032024-080000", "article: mini-01032024-08000",
     "1: no article 'mini-01032024-08000' for this curation (did you mean 'mini-01032024-080000'?)"),
    (A, "article: mini-01032024-080000", "article: elsewhere",
     "1: no article 'elsewhere' for this curation (the file bears the article's name)"),
    (A, "language: fr", "langage: fr",
     "1: 'language' is missing", "2: no field 'langage' (did you mean 'language'?)"),
    (A, "language: fr", "language: fr\nlanguage: fr", "3: 'language' twice (first in line 2)"),
    (A, "language: fr", "language: &a fr", "2: an anchor or alias (write the value out)"),
    (A, "language: fr", "language: fr\n\ttab: x",
     "3: a tab at the beginning of the line (indent with spaces)"),
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
     "curations/mini-01032024-080000.yaml:22: no entity 'zorgo-attack' (did you mean 'sirem-attack'?)",
     "curations/mini-01032024-080000.yaml:26: no entity 'zorgo-attack' (did you mean 'sirem-attack'?)",
     "curations/mini-01032024-080000.yaml:33: no entity 'zorgo-attack' (did you mean 'sirem-attack'?)",
     "curations/mini-01032024-080000.yaml:44: no entity 'zorgo-attack' (did you mean 'sirem-attack'?)",
     "curations/mini-01032024-080000.yaml:51: no entity 'zorgo-attack' (did you mean 'sirem-attack'?)",
     "curations/mini-01032024-080000.yaml:63: no entity 'zorgo-attack' (did you mean 'sirem-attack'?)",
     "curations/mini-15062025-093000.yaml:28: no entity 'zorgo-attack' (did you mean 'sirem-attack'?)",
     "1: id 'narrator' is taken (each article has its own)"),
    ("events.yaml", "id: camp-capture", "id: zorgo-attack",
     "curations/mini-01032024-080000.yaml:83: no entity 'camp-capture'",
     "curations/mini-01032024-080000.yaml:98: no entity 'camp-capture'",
     "curations/mini-15062025-093000.yaml:42: no entity 'camp-capture'",
     "2: id 'zorgo-attack' twice (first in seeds/events.yaml:1)"),
    ("events.yaml", "en: attack on Zorgo", "eng: attack on Zorgo",
     "1: 'en' is missing", "1: no field 'eng' (did you mean 'en'?)"),
    ("events.yaml", "en: attack on Zorgo", "en: ''", "1: 'en' is empty (leave it out)"),
    ("events.yaml", "fr: prise du camp", "fr: Attaque de  Zorgo",
     "1: the name 'attaque de Zorgo' twice (also of https://w3id.org/sahel-kg/event/camp-capture)"),
    ("actors.yaml", "aliases: [les Lions]", "aliases: [les Lions, [x]]",
     "6: 'aliases' holds a text or a list of texts"),
    ("actors.yaml", "aliases: [les Lions]", "aliases: [la ligue]",
     "5: the name 'la Ligue' twice (also of https://w3id.org/sahel-kg/actor/lions)"),
    ("actors.yaml", "aliases: [les Lions]", "aliases: [un officier]",
     "curations/mini-01032024-080000.yaml:7: the name 'un officier' twice (also of "
     "https://w3id.org/sahel-kg/actor/lions)"),
    ("actors.yaml", "aliases: [les Lions]", "aliases: [le narrateur de mini-01032024-080000]",
     "6: the name 'le narrateur de mini-01032024-080000' twice (also of "
     "https://w3id.org/sahel-kg/actor/lions)"),
    ("actors.yaml", "aliases: [les Lions]", "identifiers: [{scheme: wikidata, id: Q1}]",
     "6: 'source' is missing"),
    ("actors.yaml", "aliases: [les Lions]", "identifiers: Q1", "6: an identifier has scheme, id and source"),
    ("actors.yaml", "aliases: [les Lions]", "note: [a, b]", "6: 'note' holds one text"),
    ("actors.yaml", "aliases: [les Lions]", "identifiers: [{scheme: wikidata, id: Q1, source: [a]}]",
     "6: 'source' holds one text"),
    ("curations/mini-01032024-080000.yaml", "quote: ont attaqué le camp de Zorgo",
     "quote: |-\n      le\n      port",
     "28: the quote 'le↵port' is not in sentence 2"),
    ("places.yaml", "source: invented", "source: {by: me}", "5: 'source' holds one text"),
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
     "77: no entity 'officer'", "86: no entity 'officer'"),
    (A, "- {id: officer, class: AnonymousSource", "- {id: lions, class: AnonymousSource",
     "7: id 'lions' twice (first in seeds/actors.yaml:6)", "77: no entity 'officer'",
     "86: no entity 'officer'"),
    (A, "fr: un officier", "fr: des témoins",
     "6: the name 'des témoins' twice (also of https://w3id.org/sahel-kg/voice/mini-01032024-080000_officer)"),
    (A, "fr: un officier, en: an officer}",
     "fr: un officier, en: an officer}\n- {id: nobody, class: Voice, fr: personne, en: nobody}",
     "8: nothing is said of 'nobody' (an unused entity)"),
    (A, "injured about 10", "injured between 10 and 7", "63: bad number: 7 is less than 10"),
    (A, "injured about 10", "injured between 10", "63: bad number 'between' (digits alone, as in 70)"),
    (A, "injured about 10", "injured at least", "63: bad number 'at' (digits alone, as in 70)"),
    (T, "mini-01032024-080000\n", "\ufeffmini-01032024-080000\n",
     "1: a byte order mark (articles are plain UTF-8 with \\n)"),
    (T, "Zorgo. L", "Zorgo.\r\nL", "3: a carriage return (articles are plain UTF-8 with \\n)"),
    (T, "témoins", "te\u0301moins", "3: not in Unicode form NFC"),
    (T, "témoins", b't\xe9moins', "3: not UTF-8"),
    (T, "témoins", "témoins\u0000", "3: a control character (U+0000)"),
    (T, "Les Lions auraient", "Ils sont loin. Les Lions auraient",
     "curations/mini-01032024-080000.yaml:111: the article has words that are in no entry (after sentence "
     "8: 'Ils sont loin.')"),
    ("actors.yaml", None, "belmar: {class: State}\n", "1: a registry is a list of entities"),
    ("actors.yaml", None, "- {id: belmar\n", "1: a record in braces is not closed (… })"),
    ("actors.yaml", None, b'- \xe9\n', "1: not UTF-8 (byte 0xe9)"),
    ("groups.yaml", None, "- - belmar\n", "1: an entity has fields (- id: …)"),
    (A, None, "- article\n", "1: a curation has fields (article: …)"),
    (A, None, "", "1: a curation has fields (article: …)"),
    (A, "- say: lions-spokesman postIn lions", "- postIn\n  - say: lions-spokesman postIn lions",
     "94: 'claims' is a list of claims (- say: …)"),
    ("curations/other.yaml", None, "article: other\nlanguage: fr\nsource: {published: 2024-03-01}\ntext:\n",
     "1: no article 'other' for this curation (the file bears the article's name)"),
    ("articles/other.txt", None, "Rien.\n", "1: an article without a curation"),
    # where a quote is sought
    (A, "quote: ont attaqué le camp de Zorgo", "quote: de",
     "28: the quote 'de' stands 2 times in sentence 2 (add a word before or behind it)"),
    (A, "quote: Le porte-parole des Lions\n", "quote: Des témoins\n",
     "109: the quote 'Des témoins' is not in sentence 7 "
     "(but in sentence 5: move it there, or {at: 5, quote: …})"),
    (A, "quote: Le porte-parole des Lions\n", "quote: {at: 8, quote: Des témoins}\n",
     "109: the quote 'Des témoins' is not in sentence 8 "
     "(but in sentence 5: move it there, or {at: 5, quote: …})"),
    (A, "quote: Le porte-parole des Lions\n", "quote: {at: 10, quote: Des témoins}\n",
     "109: no sentence '10' (an id of an entry of 'text')"),
    (A, "quote: Le porte-parole des Lions\n", "quote: [{at: cinq, quote: Des témoins}]\n",
     "109: no sentence 'cinq' (an id of an entry of 'text')"),
    (A, "quote: Le porte-parole des Lions\n", "quote: {at: 5, words: Des témoins}\n",
     "109: 'quote' is missing", "109: no field 'words'"),
    (A, "quote: Le porte-parole des Lions\n", "quote: {at: 5, quote: [Des, témoins]}\n",
     "109: 'quote' holds one text (give a list of such passages)"),
    (A, "quote: Le porte-parole des Lions\n", "quote: {at: [5], quote: Des témoins}\n",
     "109: 'at' holds one text"),
    (A, "quote: Le porte-parole des Lions\n", "quote: Le porte-parole […] Lions\n",
     "109: the quote 'Le porte-parole […] Lions' is not in sentence 7 "
     "(write passages that stand apart as a list: [one, another])"),
    (A, "quote: Le porte-parole des Lions\n", "quote: a été pris. Le Belmar\n",
     "109: the quote 'a été pris. Le Belmar' is not in sentence 7 "
     "(it runs over the end of a sentence: give a list of quotes)"),
    (A, "quote: Le ministre Aro Kenda affirme que, selon un officier",
     "quote: [Le ministre Aro Kenda affirme que, selon un officier]",
     "82: these two parts follow each other "
     "(put the quote in quotation marks: \"Le ministre Aro Kenda affirme que, selon un officier\")"),
    (A, "quote: Le ministre Aro Kenda affirme que, selon un officier",
     "quote: ['Le ministre Aro Kenda affirme que', selon un officier]"),
    (A, "cue: prétend", "cue: {at: 7, quote: prétend}"),
    (A, "cue: prétend", "cue: {at: 5, quote: évoquent}"),
    (A, "cue: prétend", "cue: {at: 5, quote: prétend}",
     "104: the cue 'prétend' is not in sentence 5 "
     "(but in sentence 7: move it there, or {at: 7, quote: …})"),
    (A, "cue: prétend", "cue: [prétend, camp]", "104: 'cue' holds one text"),
    (A, "contrast: prétend", "contrast: évoquent",
     "106: the contrast 'évoquent' is not in sentence 7 "
     "(but in sentence 5: move it there, or {at: 5, quote: …})"),
    (A, "contrast: prétend", "contrast: {at: 5, quote: évoquent}"),
    (A, "when: 2024-03-01", "when: {words: Le 28 février 2024}",
     "118: the when 'Le 28 février 2024' is not in sentence 8 "
     "(but in sentence 2: move it there, or {at: 2, words: …})"),
    (A, "when: 2024-03-01", "when: {at: 2, words: Le 28 février 2024}"),
    (A, "when: 2024-03-01", "when: {at: 20, words: Le 28 février 2024}",
     "118: no sentence '20' (an id of an entry of 'text')"),
    (A, "quote: une dizaine de blessés", "quote: {at: 4, quote: plus de 30}",
     "63: the quote says 'plus de 30 soldats tués' (that is not 'injured')"),
    (A, "quote: Le Belmar est membre de la Ligue du Fleuve", "quote: {at: 9, quote: Les Lions}",
     "111: sentence 8 is not covered (claims: …, or silent: why)"),
    # entries
    (A, "- sentence: |-\n    Des témoins évoquent une dizaine de blessés.\n  id: 5\n", "- id: 5\n",
     "59: an entry is a sentence or a heading (- sentence: |-)"),
    (A, "- sentence: |-\n    Des témoins", "- heading: |-\n    Bilan\n  sentence: |-\n    Des témoins",
     "59: an entry is a sentence or a heading (- sentence: |-)"),
    (A, "  id: 5\n", "", "59: 'id' is missing (kg format seeds/curations/mini-01032024-080000.yaml)"),
    (A, "  id: 5\n", "  id: cinq\n", "61: not the id of a sentence: 'cinq' (a number, as 7, or 7a)"),
    (A, "  id: 5\n", "  id: 05\n", "61: not the id of a sentence: '05' (a number, as 7, or 7a)"),
    (A, "  id: 5\n", "  id: [5]\n", "61: 'id' holds one text"),
    (A, "  id: 5\n", "  id: 4\n", "61: id '4' twice (first in line 40)"),
    (A, "  id: 5\n", "  id: 5a\n"),
    (A, "  id: 5\n", "  id: 77\n"),
    (A, "  id: 5\n", "  id: 5\n  number: 5\n", "62: no field 'number'"),
    (A, "  id: 5\n", "  id: 5\n  silent: They say little.\n",
     "62: sentence 5 is not silent (a claim rests on it)"),
    (A, "  silent: The line is the article’s own mark.\n", "", "14: sentence 1 is not covered "
     "(claims: …, or silent: why)"),
    (A, "  silent: The line is the article’s own mark.\n", "  claims:\n", "14: sentence 1 is not covered "
     "(claims: …, or silent: why)"),
    (A, "  silent: The line is the article’s own mark.\n", "  silent:\n",
     "17: 'silent' is empty (say why nothing is drawn from it)"),
    (A, "  silent: The line is the article’s own mark.\n", "  silent: [a, b]\n",
     "17: 'silent' holds one text"),
    (A, "  silent: The line is the article’s own mark.\n", "  claims: none\n",
     "17: 'claims' is a list of claims (- say: …)"),
    (B, "  silent: What could have been and was not is no statement of what was.\n", "",
     "58: sentence 6 is not covered (claims: …, or silent: why)"),
    (A, "- sentence: |-\n    mini-01032024-080000\n",
     "- mini-01032024-080000\n- sentence: |-\n    mini-01032024-080000\n",
     "14: an entry has fields (- sentence: |-)"),
    (A, "    id: member\n", "", "115: 'id' is missing (kg format seeds/curations/mini-01032024-080000.yaml)"),
    (A, "- say: belmar memberOf river-league\n    id", "- id", "115: 'say' is missing"),
    # the article and its entries
    (T, "mini-01032024-080000\n", "Exclusif\nmini-01032024-080000\n",
     f"{A}:13: the article has words that are in no entry (at its beginning: 'Exclusif')"),
    (T, "Des témoins", "Rien d’autre. Des témoins",
     f"{A}:40: the article has words that are in no entry (after sentence 4: 'Rien d’autre.')"),
    (T, "Des témoins évoquent une", "L’armée dément que Des témoins évoquent une",
     f"{A}:59: sentence 5 is not what the article says "
     "('L’armée dément que Des témoins évoquent une dizaine de blessés.'; look again at injured-1)"),
    (T, "armes de Dorane.", "armes de Dorane. Fin.",
     f"{A}:119: the article has words that are in no entry (after sentence 9: 'Fin.')"),
    (T, " Des témoins évoquent une dizaine de blessés.", "",
     f"{A}:59: sentence 5 is not in the article (look again at injured-1)"),
    (T, "une dizaine", "des dizaines",
     f"{A}:59: sentence 5 is not what the article says "
     "('Des témoins évoquent des dizaines de blessés.'; look again at injured-1)"),
    (T, "le camp n’a pas été pris", "le camp a tenu",
     f"{A}:70: sentence 6 is not what the article says ('…un officier, le camp a tenu.'; "
     "look again at speaker-1, speaker-2, reported-in-1, not-captured)"),
    (T, "mini-01032024-080000", "mini-01032024",
     f"{A}:14: sentence 1 is not what the article says ('mini-01032024'; look again at why it is silent)"),
    (U, " Les Lions auraient pu gagner.", " Les Lions ont tué 300 civils.",
     f"{B}:58: sentence 6 is not what the article says ('Les Lions ont tué 300 civils.'; "
     "look again at why it is silent)"),
    (U, " Les Lions auraient pu gagner.", "",
     f"{B}:58: sentence 6 is not in the article (look again at why it is silent)"),
    (A, "Des témoins évoquent", "Des  témoins évoquent",
     "59: sentence 5 is not what the article says ('Des témoins évoquent une dizaine de blessés.'; "
     "look again at injured-1)"),
]
# fmt: on


@pytest.mark.parametrize("name", ["a_b", "a.b", "A-b"])
def test_a_file_that_bears_no_id_is_told_and_named(copy, name):
    for folder, ending in (("articles", "txt"), ("curations", "yaml")):
        path = copy.folder / folder / f"mini-01032024-080000.{ending}"
        path.rename(path.with_name(f"{name}.{ending}"))
    copy.change(f"curations/{name}.yaml", "article: mini-01032024-080000\n", f"article: {name}\n")
    told = f"curations/{name}.yaml:1: not an id: '{name}' (lower-case words joined by hyphens)"
    assert told in copy.problems()


def test_a_sum_that_is_inferred_stands_and_is_noted(copy):
    copy.change(A, "say: zorgo-attack killed 12\n", "say: zorgo-attack killed 13\n")
    copy.change(A, "    quote: L’attaque a fait 12 morts\n", "    quote: L’attaque a fait 12 morts\n"
                "    basis: inferred\n    reason: One more died of his wounds.\n")  # fmt: skip
    report = copy.check()
    assert not report.problems
    note = "seeds/" + A + ":33: the quote says '12', and '13' is inferred (check it by eye)"
    assert note in map(str, report.notes)
    assert Toll(13) in [claim.object for claim in report.seeds.claims]


def test_what_is_not_covered_is_told_although_another_article_is_wrong(copy):
    copy.change(B, "  silent: What could have been and was not is no statement of what was.\n", "")
    uncovered = f"{B}:58: sentence 6 is not covered (claims: …, or silent: why)"
    assert copy.problems() == [uncovered]
    copy.change(A, "say: zorgo-attack killed 12\n", "say: zorgo-attack killed 13\n")
    wrong = f"{A}:33: the quote says '12' (write: 12)"
    assert copy.problems() == [wrong, uncovered]
    (copy.folder / "entities.yaml").write_text("x: [\n")
    assert uncovered not in copy.problems()


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
        (row.sentence.article, row.sentence.id, row.claims) for row in report.coverage if not row.claims
    ] == [
        ("mini-01032024-080000", "1", 0),
        ("mini-01072025-070000", "1", 0),
        ("mini-15062025-093000", "1", 0),
        ("mini-15062025-093000", "6", 0),
    ]


FIGURES = [
    ("L’attaque a fait au moins 12 morts", "12", "the quote says 'au moins 12' (write: at least 12)"),
    ("Au moins 12 morts", "12", "the quote says 'Au moins 12' (write: at least 12)"),
    ("Au moins 12 morts", "more than 12", "the quote says 'Au moins 12' (write: at least 12)"),
    ("Au moins 12 morts", "at least 12", ""),
    ("Plus de 12 morts", "12", "the quote says 'Plus de 12' (write: more than 12)"),
    ("Pas plus de 12 morts", "at most 12", ""),
    ("Pas moins de 12 morts", "at least 12", ""),
    ("Moins de 12 morts", "at most 12", "the quote says 'Moins de 12' (write: less than 12)"),
    ("Au plus 12 morts", "12", "the quote says 'Au plus 12' (write: at most 12)"),
    ("Environ 12 morts", "12", "the quote says 'Environ 12' (write: about 12)"),
    ("Environ 12 morts", "about 12", ""),
    ("Entre 10 et 12 morts", "10", "the quote says 'Entre 10 et 12' (write: between 10 and 12)"),
    ("Entre 10 et 12 morts", "between 10 and 12", ""),
    ("Entre 10 et 12 morts", "between 12 and 10", "bad number: 10 is less than 12"),
    ("12 morts entre Gao et Kidal", "12", ""),
    ("Exactement 12 morts", "exactly 12", ""),
    ("12 soldats tués", "12 soldats", ""),
    ("12 soldats tués", "12 civils", "'civils' is not in the quote (whom the figure counts, as written)"),
    ("Douze morts", "12", ""),
    ("12\u00a0000 morts", "12000", ""),
    ("12\u202f000 morts", "12000", ""),
    ("12 000 morts", "12", "the quote says '12 000' (write: 12000)"),
    ("12.000 morts", "12000", ""),
    ("12 morts, 3000 blessés", "12", ""),
    ("En 2024 300 morts", "300", ""),
    ("En 2024 300 morts", "301", "the quote says '300' (write: 300)"),
    ("1 234 567 morts", "1234567", ""),
    ("L’attaque a fait 0 mort", "0", ""),
    ("12 morts", "9" * 10, f"bad number '{'9' * 10}' (digits alone, as in 70)"),
    ("12 morts", "１２", "bad number '１２' (digits alone, as in 70)"),
    # number words, digits of any script, separators
    ("Treize soldats sont morts", "31", "the quote says 'Treize' (write: 13)"),
    ("Au moins douze morts", "12", "the quote says 'Au moins douze' (write: at least 12)"),
    ("12’000 morts", "12000", ""),
    ("1,5 million de morts", "1500000", ""),
    ("1,5 million de morts", "5", "the quote says '1,5 million' (write: 1500000)"),
    ("٧٠ morts", "70", ""),
    ("٧٠ morts", "٧٠", "bad number '٧٠' (digits alone, as in 70)"),
    # bounds behind, ranges, round numbers
    ("70 morts au moins", "70", "the quote says '70 morts au moins' (write: at least 70)"),
    ("De 70 à 80 morts", "70", "the quote says 'De 70 à 80' (write: between 70 and 80)"),
    ("Près de 70 morts", "70", "the quote says 'Près de 70' (write: about 70)"),
    ("Pas moins de 40 morts", "40", "the quote says 'Pas moins de 40' (write: at least 40)"),
    ("Jusqu’à 25 morts", "25", "the quote says 'Jusqu’à 25' (write: at most 25)"),
    (
        "Plus d’une centaine de morts",
        "about 100",
        "the quote says 'Plus d’une centaine' (write: more than 100)",
    ),
    ("Une quinzaine de morts", "15", "the quote says 'Une quinzaine' (write: about 15)"),
    # no counts: dates, designations
    ("L’attaque du 30 juin a tué quatre soldats", "4", ""),
    ("L’attaque du 30 juin a tué quatre soldats", "30", "the quote says 'quatre' (write: 4)"),
    ("La base 101 a perdu 4 hommes tués", "101", "the quote says '4' (write: 4)"),
    # whom a figure counts
    ("12 morts, 3000 blessés", "3000", "the quote says '12' (write: 12)"),
    ("3000 blessés", "3000", "the quote says '3000 blessés' (that is not 'killed')"),
    ("12 soldats et 3 civils tués", "12 soldats", ""),
    ("12 soldats et 3 civils tués", "12 civils", "the quote says '3 civils' (write: 3 civils)"),
    ("Aucun mort", "0", ""),
    ("Aucun mort", "1", "the quote says 'Aucun' (write: 0)"),
    # vague
    ("Des dizaines de morts", '"Des dizaines"', ""),
    ("Des dizaines de soldats tués", '"Des dizaines" soldats', ""),
    ("Des dizaines de morts", "about 10", "the quote says 'Des dizaines' (write: \"Des dizaines\")"),
    (
        "Des dizaines de morts",
        '"des centaines"',
        "'des centaines' is not in the quote (vague words are kept letter for letter)",
    ),
    ("Une quinzaine de morts", '"Une quinzaine"', "the quote says 'Une quinzaine' (write: about 15)"),
]


@pytest.mark.parametrize(("words", "figure", "problem"), FIGURES)
def test_a_figure_is_said_as_it_is_written(copy, words, figure, problem):
    copy.change(T, "L’attaque a fait 12 morts", words)
    copy.change(A, "    L’attaque a fait 12 morts", f"    {words}")
    copy.change(A, "quote: L’attaque a fait 12 morts", f"quote: '{words}'")
    copy.change(A, "killed 12", f"killed {figure}")
    assert copy.problems() == ([f"{A}:33: {problem}"] if problem else [])


def test_problems_of_several_files_come_at_once_sorted_and_counted(copy):
    copy.change("events.yaml", "zorgo-attack, class: Attack", "zorgo-attack, class: Atack")
    copy.change("places.yaml", "lat: '12.5'", "lat: north")
    copy.change(A, "quote: une dizaine de blessés", "quote: une douzaine de blessés")
    copy.change(A, "basis: presupposed", "basis: guessed")
    copy.change(A, "cue: évoquent", "ceu: évoquent")
    copy.change(B, "killed 14", "killed 41")
    copy.change(U, "Les Lions auraient", "Les Lions\rauraient")
    report = copy.check()
    nearest = "(nearest: 'une dizaine de blessés')"
    assert [str(problem).removeprefix("seeds/") for problem in report.problems] == [
        f"{U}:3: a carriage return (articles are plain UTF-8 with \\n)",
        f"{A}:65: the quote 'une douzaine de blessés' is not in sentence 5 {nearest}",
        f"{A}:69: no field 'ceu' (did you mean 'cue'?)",
        f"{A}:110: no basis 'guessed' (one of explicit, presupposed, inferred)",
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
    assert copy.problems() == [f"{A}:123: {hint}", f"{B}:54: {hint}"]


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
    copy.write(
        "curations/Update.yaml", "source: {published: 2024-03-01}\narticle: Update\nlanguage: fr\ntext:\n"
    )
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
        "article: new\nlanguage: fr\nsource: {published: 2024-03-01}\nentities:\ntext:\n",
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


def test_a_quote_is_sought_in_its_own_entry_and_elsewhere_where_it_says_so(copy):
    copy.change(A, "quote: Le porte-parole des Lions\n", "quote: [le camp, {at: 9, quote: Les Lions}]\n")
    (claim,) = [c for c in copy.check().seeds.claims if c.relation.name == "postIn"]
    assert copy.problems() == []
    assert [(span.sentence, span.exact) for span in claim.spans] == [("7", "le camp"), ("9", "Les Lions")]


def test_quotes_may_overlap_and_be_several(copy):
    copy.change(
        A, "quote: Le porte-parole des Lions\n", "quote: [Le porte-parole des, porte-parole des Lions]\n"
    )
    (claim,) = [c for c in copy.check().seeds.claims if c.relation.name == "postIn"]
    assert copy.problems() == []
    assert claim.quote == "Le porte-parole des […] porte-parole des Lions"


def test_a_claim_of_the_narrator_may_say_so(copy):
    before = {claim.iri for claim in copy.check().seeds.claims}
    copy.change(A, "basis: presupposed", "basis: presupposed\n    by: narrator\n    polarity: affirmed")
    assert copy.problems() == []
    assert {claim.iri for claim in copy.check().seeds.claims} == before


def test_the_order_of_the_claims_changes_nothing(copy):
    before = copy.check().seeds
    first = (
        "  - say: zorgo-attack target zorgo-camp\n    id: target-1\n    quote: ont attaqué le camp de Zorgo\n"
    )
    copy.change(A, first, "")
    copy.change(A, "  - say: zorgo-attack perpetrator", f"{first}  - say: zorgo-attack perpetrator")
    assert copy.check().seeds == before


# what is declared or said in another article only

FOREIGN = [
    ("say: government-denial speaker", "say: minister-statement speaker", "minister-statement", 39),
    ("say: arms-delivery agent dorane", "say: arms-delivery agent witnesses", "witnesses", 54),
    ("by: belmar-government\n    narrator: endorsed", "by: witnesses\n    narrator: endorsed",
     "witnesses", 31),
    ("in: government-denial", "in: minister-statement", "minister-statement", 46),
    ("    in: government-denial", "    in: government-denial\n    to: witnesses", "witnesses", 47),
    ("when: 2025-01/..", "when: {words: en janvier, relation: since, anchor: officer-statement}",
     "officer-statement", 23),
    ("when: 2025-01/..", "said: {words: en janvier, relation: since, anchor: officer-statement}",
     "officer-statement", 23),
    ("when: 2025-01/..", "against: minister-statement\n    contrast: a quitté", "minister-statement", 23),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "name", "line"), FOREIGN)
def test_what_another_article_declares_is_not_known_here_and_says_where_it_is(copy, old, new, name, line):
    copy.change(B, old, new)
    kind = "claim or utterance" if "against" in new else "entity"
    hint = f"'{name}' is declared in mini-01032024-080000 only; move it to the registry"
    assert copy.problems() == [f"{B}:{line}: no {kind} '{name}' ({hint})"]


FOREIGN_CLAIMS = [
    ("when: 2025-01/..", "disputes: toll-12", "claim 'toll-12'", "toll-12", 23),
    ("when: 2025-01/..", "against: captured\n    contrast: a quitté", "claim or utterance 'captured'",
     "captured", 23),
    ("say: league-protection isNeeded", "say: captured isNeeded", "entity 'captured'", "captured", 69),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "what", "name", "line"), FOREIGN_CLAIMS)
def test_a_claim_of_another_article_is_not_known_here_and_says_where_it_is(copy, old, new, what, name, line):
    copy.change(B, old, new)
    assert copy.problems() == [f"{B}:{line}: no {what} ('{name}' is a claim of mini-01032024-080000)"]


# drafts, notes, the layout there was before


def test_an_unused_entry_of_the_registry_is_a_note(copy):
    copy.change(
        "events.yaml",
        "en: attack on Zorgo}",
        "en: attack on Zorgo}\n- {id: raid, class: Attack, fr: raid, en: raid}",
    )
    report = copy.check()
    assert report.problems == ()
    assert list(map(str, report.notes)) == [
        "seeds/events.yaml:2: nothing is said of 'raid' (an unused entity)"
    ]
    assert "raid" in {entity.id for entity in read_seeds("seeds").entities.values()}


def test_a_figure_that_cannot_be_read_is_noted_and_stands(copy):
    copy.change(T, "L’attaque a fait 12 morts", "L’attaque a fait des morts")
    copy.change(A, "L’attaque a fait 12 morts, selon", "L’attaque a fait des morts, selon")
    copy.change(A, "quote: L’attaque a fait 12 morts", "quote: L’attaque a fait des morts")
    report = copy.check()
    assert report.problems == ()
    what = "no figure can be read in the quote that says 12"
    assert list(map(str, report.notes)) == [f"seeds/{A}:33: {what} (check it by eye)"]
    noted = [claim for claim in report.seeds.claims if claim.reading_note]
    assert [(claim.key, claim.reading_note) for claim in noted] == [(f"{A[10:-5]}_toll-12", what)]


def test_a_quote_that_leaves_the_bound_out_is_read_with_its_sentence(copy):
    said = "- say: zorgo-attack killed more than 30 soldats\n    id: killed-1\n    quote: plus de 30"
    copy.change(A, said, said.replace("quote: plus de 30", "quote: 30"))
    assert copy.problems() == []
    copy.change(A, "killed more than 30 soldats", "killed 30 soldats")
    assert copy.problems() == [f"{A}:44: the quote says 'plus de 30' (write: more than 30)"]


def test_a_draft_is_left_out_and_its_problems_are_notes(copy):
    before = copy.check().seeds
    copy.change(B, "language: fr", "language: fr\ndraft: true")
    copy.change(B, "killed 14", "killed 41")
    report = copy.check()
    assert report.problems == ()
    assert list(map(str, report.notes)) == [f"seeds/{B}:29: the quote says '14' (write: 14)"]
    assert report.seeds.drafts == ("mini-15062025-093000",)
    assert report.seeds.articles.keys() == before.articles.keys() - {"mini-15062025-093000"}
    assert set(report.seeds.claims) == {c for c in before.claims if c.article != "mini-15062025-093000"}
    assert report.seeds.entities.keys() < before.entities.keys()


def test_a_draft_may_be_as_broken_as_can_be(copy):
    copy.write("articles/new.txt", "Rien.\n")
    copy.write("curations/new.yaml", "article: new\ndraft: true\ntext: [a, {say: b}]\n")
    report = copy.check()
    assert report.problems == ()
    assert {note.file for note in report.notes} == {"seeds/curations/new.yaml"}
    assert report.summary == "42 claims of 3 articles: 22 sentences covered, 4 silent with a reason"


def test_a_draft_is_one_or_not(copy):
    copy.change(B, "language: fr", "language: fr\ndraft: perhaps")
    assert copy.problems() == [f"{B}:3: 'draft' is true or false (draft: true)"]
    copy.change(B, "draft: perhaps", "draft: false")
    assert copy.problems() == []


def test_what_a_draft_declares_does_not_disturb_the_others(copy):
    copy.write("articles/new.txt", "Rien.\n")
    copy.write(
        "curations/new.yaml",
        "article: new\ndraft: true\nlanguage: fr\nsource: {published: 2024-03-01}\nentities:\n"
        "- {id: witnesses, class: AnonymousSource, fr: les Lions, en: x}\n"
        "text:\n- sentence: Rien.\n  id: 1\n",
    )
    report = copy.check()
    assert report.problems == ()
    assert "the name 'les Lions' twice" in {note.what for note in report.notes}


OLD = """\
article: mini-01032024-080000
published: 2024-03-01
language: fr
claims:
- say: zorgo-attack target zorgo-camp
  quote: ont attaqué le camp de Zorgo
silent:
- sentence: 1
  because: a mark
"""


def test_the_layout_there_was_before_is_refused_with_the_new_one(copy):
    copy.write(A, OLD)
    hint = "text: a list of sentences, each with its claims, or silent with the reason"
    assert copy.problems() == [
        f"{A}:4: 'claims' stands under a sentence ({hint})",
        f"{A}:7: 'silent' stands under a sentence ({hint})",
    ]


# hand-made cuts


def test_sentences_may_be_split_and_joined_by_hand(copy):
    before = {claim.iri: claim.quote for claim in copy.check().seeds.claims}
    copy.change(
        A,
        "    Le 28 février 2024, les Lions",
        "    Le 28 février 2024,\n  id: 2a\n  silent: A day.\n- sentence: |-\n    les Lions",
    )
    copy.change(A, "  id: 2\n", "  id: 2b\n")
    second = "Les Lions auraient reçu des armes de Dorane."
    copy.change(A, f"- sentence: |-\n    {second}\n  id: 9\n  claims:\n", "")
    copy.change(A, "de la Ligue du Fleuve.\n", f"de la Ligue du Fleuve. {second}\n")
    report = copy.check()
    assert report.problems == ()
    assert {claim.iri: claim.quote for claim in report.seeds.claims} == before
    cut = [row.sentence.id for row in report.coverage if row.sentence.article == "mini-01032024-080000"]
    assert cut == ["1", "2a", "2b", "3", "4", "5", "6", "7", "8"]


@pytest.mark.parametrize(
    "rest", ["text: [\n", "\tx: y\n", "text:\n- sentence: |-\n    Rien.\n  id: 1\n  id: 1\n"]
)
def test_a_draft_that_does_not_parse_stops_no_build(copy, rest):
    copy.write("articles/new.txt", "Rien.\n")
    copy.write("curations/new.yaml", f"article: new\ndraft: true\n{rest}")
    report = copy.check()
    assert report.problems == () and report.seeds.drafts == ("new",)
    assert {note.file for note in report.notes} == {"seeds/curations/new.yaml"}
