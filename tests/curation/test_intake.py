"""A found text becomes the letters of an article: what is dropped, resolved and joined is named."""

import io
import unicodedata
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.curation.intake import INVISIBLE, LIGATURES, clean, find_double, take_in
from kg.errors import InvalidSeeds, KgError

ROOT = Path(__file__).parents[2]
ARTICLE = (ROOT / "seeds" / "articles" / "news-22092024-142654.txt").read_text(encoding="utf-8")


def cleaned(text: str) -> str:
    return clean(text)[0]


def told(text: str) -> list[str]:
    return [str(change) for change in clean(text)[1]]


def wrapped(text: str, width: int) -> str:
    """Break each line at a column, as an editor does."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" ") if not paragraph.startswith("#") else [paragraph]:
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return "\n".join(lines)


# characters


CHARACTERS = [
    ("ligatures", "di\ufb03cile, in\ufb01ltré, a\ufb00aire", "difficile, infiltré, affaire"),
    ("letters that are no ligatures", "cœur, Œuvre, ex æquo, straße", "cœur, Œuvre, ex æquo, straße"),
    ("soft hyphens", "peut\u00ad-être atta\u00adque", "peut-être attaque"),
    ("zero-width spaces", "Zor\u200bgo\u2060 part", "Zorgo part"),
    ("byte order marks", "\ufeffLe \ufeffcamp", "Le camp"),
    ("marks of direction", "\u200fقُتل\u200e 70 \u202bمدنيا\u202c", "قُتل 70 مدنيا"),
    ("a non-joiner that Persian needs", "می\u200cخواهم", "می\u200cخواهم"),
    ("a joiner between Latin letters", "Zor\u200dgo Zor\u200cgo", "Zorgo Zorgo"),
    ("a family", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f468\u200d\U0001f469\u200d\U0001f467"),
    ("no-break spaces", "«\u00a0Non\u00a0», 12\u202f000", "«\u00a0Non\u00a0», 12\u202f000"),
    ("Unicode form", "re\u0301agi", "réagi"),
    ("a mark behind something invisible", "re\u200b\u0301agi", "réagi"),
    ("line ends", "Un.\r\nDeux.\rTrois.\u2028Quatre.\x85Cinq.", "Un.\nDeux.\nTrois.\nQuatre.\nCinq."),
    ("form feeds", "Un.\n\fDeux.\fTrois.", "Un.\nDeux.\nTrois."),
    ("what is there", ARTICLE, ARTICLE),
]


@pytest.mark.parametrize(
    ("found", "kept"), [row[1:] for row in CHARACTERS], ids=[row[0] for row in CHARACTERS]
)
def test_what_is_invisible_goes_and_letters_stay(found, kept):
    text, changes = clean(found)
    assert text == kept
    assert bool(changes) == (found != kept)


def test_each_thing_is_told_with_its_line_and_words():
    assert told("Un.\r\nLe di\ufb03cile\u200b camp\u200b.\r\nre\u0301agi\u00ad.\ufffd") == [
        "2 line ends CR LF made LF",
        "line 2: resolved ﬃ, U+FB03 (latin small ligature ffi), in 'difficile'",
        "line 2: dropped U+200B (zero width space), which is invisible, in 'difficile', 'camp.'",
        "line 3: dropped U+00AD (soft hyphen), which is invisible, in 'réagi.\ufffd'",
        "line 3: put 1 line into Unicode form NFC, from here on",
        "line 3: kept U+FFFD, where a letter is lost",
    ]


def test_a_change_of_a_paged_text_names_its_page():
    text = "Le camp.\n\fZor\u00adgo.\n\n12"
    assert told(text) == [
        "dropped 1 form feed, where pages end",
        "page 2, line 1: dropped U+00AD (soft hyphen), which is invisible, in 'Zorgo.'",
        "page 2, line 3: kept what may be the number of a page: '12'",
    ]


def test_what_stands_at_the_edge_of_several_pages_is_told_once_and_kept():
    text = "\f".join(f"Journal du Belmar\nLe camp {n} brûle.\n- {n} -" for n in range(1, 4))
    assert [line for line in told(text) if "kept" in line] == [
        "page 1, line 1: kept what stands at the edge of 3 pages: 'Journal du Belmar'",
        *(f"page {n}, line 3: kept what may be the number of a page: '- {n} -'" for n in range(1, 4)),
    ]
    assert cleaned(text).count("Journal du Belmar") == 3


def test_arabic_presentation_forms_stay_and_are_told():
    assert cleaned("ﻗُﺘﻞ") == "ﻗُﺘﻞ"
    assert "presentation forms" in told("ﻗُﺘﻞ")[0]


# lines


@pytest.mark.parametrize("width", [44, 50, 60, 66, 72, 80, 100, 120])
@pytest.mark.parametrize("between", ["blank lines", "none"])
def test_a_text_broken_at_a_column_is_joined_to_its_paragraphs(width, between):
    text = ARTICLE if between == "blank lines" else "\n".join(line for line in ARTICLE.split("\n") if line)
    assert cleaned(wrapped(text, width)) == text


JOINED = {
    "a list": """\
Le bilan est le suivant, selon le communiqué du ministère de la
Défense publié hier soir :

- douze soldats tués lors de la première attaque du camp, dont un
  officier supérieur venu de la capitale ;
- trois civils blessés lors de la seconde attaque du camp, qui a eu
  lieu le lendemain.
""",
    "indented paragraphs": """\
   Des hommes armés venus de Dorane ont attaqué le camp de Zorgo dans
la nuit du 11 au 12 mars, tuant au moins douze soldats et en blessant
une trentaine d’autres. Le gouvernement a condamné cette attaque.
   Le porte-parole des Lions de Tamba a démenti toute participation à
cette attaque du camp.
""",
    "Arabic": """\
قُتل سبعون جنديا في هجوم على قاعدة زرقو في شمال بلمار يوم الثلاثاء
وقال العقيد كندا المتحدث باسم الجيش إن القوات ستعود إلى المدينة في
أقرب وقت ممكن بعد وصول التعزيزات من العاصمة ومن المدن الأخرى في
الجنوب.
""",
    "one long line and its rest": """\
Le porte-parole des Lions de Tamba a démenti toute participation à
cette attaque.
""",
    "a heading above": """\
Le bilan de l’attaque
Des hommes armés venus de Dorane ont attaqué le camp de Zorgo dans la
nuit du 11 au 12 mars, tuant au moins douze soldats et en blessant une
trentaine d’autres.
""",
}
LINES = {"a list": [1, 4, 6], "indented paragraphs": [1, 4], "a heading above": [2]}


@pytest.mark.parametrize("case", JOINED)
def test_a_broken_paragraph_is_joined_and_told(case):
    first = LINES.get(case, [1])
    assert [line.partition(": joined with ")[0] for line in told(JOINED[case])] == [
        f"line {n}" for n in first
    ]
    assert len(cleaned(JOINED[case]).split()) == len(JOINED[case].split())


LEFT = {
    "one sentence a line": """\
Le 12 mars, des hommes armés ont attaqué le camp de Zorgo.
L’attaque a fait au moins douze morts parmi les soldats.
Le gouvernement du Belmar n’a pas réagi à ce jour encore.
Le porte-parole a démenti.
""",
    "headlines": """\
Attaque du camp de Zorgo par des hommes armés venus de Dorane
Le Belmar accuse Dorane de soutenir les Lions de Tamba à Zorgo
La Ligue du Fleuve se réunit à Ossane pour la troisième fois
Le général Kenda nommé à la tête de l’armée du Belmar à Zorgo
""",
    "a list": """\
Le bilan est le suivant :
- douze soldats tués lors de la première attaque du camp ;
- trois civils blessés lors de la seconde attaque du camp ;
- un camp détruit.
""",
    "a numbered list": """\
1. Le Belmar condamne l’attaque du camp de Zorgo et demande une
2. La Ligue demande une enquête sur les faits survenus à Zorgo et
3. Dorane se tait.
""",
    "verse": "Le fleuve descend\nvers la mer lointaine\net les soldats dorment\nsous les étoiles\n",
    "an address": "Ministère de la Défense\nBureau des relations avec la presse\nAvenue du Fleuve\nZorgo\n",
    "a table": "Lieu Morts Blessés\nZorgo 12 30\nSirem 8 14\nTamba 20 31\n",
    "a signature": "Fait à Zorgo, le 12 mars 2024\nPour le gouvernement du Belmar\nLe ministre\nAro Kenda\n",
    "a dialogue": """\
— Vous étiez là quand le camp a été attaqué par les hommes armés ?
— Non, je suis arrivé le lendemain avec les autres habitants du lieu
— Et le maire ?
""",
    "a recital": "Le Conseil,\nrappelant ses résolutions,\nprenant note,\n1. condamne l’attaque.\n",
    "a paragraph a line": "Le camp de Zorgo a été attaqué. " * 8 + "\nBilan\n" + "Le fleuve déborde. " * 9,
}


@pytest.mark.parametrize("case", LEFT)
def test_lines_that_are_their_own_stay(case):
    assert clean(LEFT[case]) == (LEFT[case], [])


HYPHENATED = [
    ("l’atta-", "que", "l’attaque"),
    ("porte-pa-", "role", "porte-parole"),
    ("peut-", "être", "peut-être"),
    ("c’est-à-", "dire", "c’est-à-dire"),
    ("c'est-", "à-dire", "c'est-à-dire"),
    ("l’état-", "major", "l’état-major"),
    ("sous-lieu-", "tenant", "sous-lieutenant"),
    ("lieutenant-", "colonel", "lieutenant-colonel"),
    ("les sous-", "officiers", "les sous-officiers"),
    ("ex-", "président", "ex-président"),
    ("ex-", "pliquer", "expliquer"),
    ("vingt-", "trois", "vingt-trois"),
    ("lui-", "même", "lui-même"),
    ("explique-t-", "il", "explique-t-il"),
    ("d’Al-", "Qaïda", "d’Al-Qaïda"),
    ("Bobo-", "Dioro", "Bobo-Dioro"),
    ("l’ONU-", "femmes", "l’ONU-femmes"),
    ("G5-", "sahel", "G5-sahel"),
    ("govern-", "ment", "government"),
    ("cease-", "fire", "cease-fire"),
    ("Dorane-", "based", "Dorane-based"),
    ("atta\u00ad", "que", "attaque"),
    ("Zor\u00ad\u200b", "Go", "ZorGo"),
    ("atta\u2010", "que", "attaque"),
]


@pytest.mark.parametrize(("before", "behind", "word"), HYPHENATED, ids=[row[2] for row in HYPHENATED])
def test_a_word_broken_over_two_lines_is_joined_and_told(before, behind, word):
    text, changes = clean(f"On dit {before}\n{behind} encore.")
    assert text == f"On dit {word} encore."
    (join,) = (change for change in changes if change.what.startswith("joined '"))
    assert join.line == 1
    kept = ", hyphen kept" if f"{before}{behind}" == word else ""
    assert join.what.endswith(f" to '{word.split(' ')[-1]}'{kept}")


def test_what_the_text_writes_elsewhere_decides_whether_a_hyphen_stays():
    assert cleaned("Le poste-relais brûle, le poste-\nrelais aussi.").endswith("le poste-relais aussi.")
    assert cleaned("Le poste brûle, le poste-\nrelais aussi.").endswith("le posterelais aussi.")
    assert cleaned("Un contre-feu, un contrefeu, le sous-\nmarin, un sousmarin.").endswith(
        "le sousmarin, un sousmarin."
    )


@pytest.mark.parametrize(
    "text", ["Zorgo -\nle camp", "Zorgo-\n\nle camp", "Zorgo-\n- le camp", "# Zor-\ngo", "12-\n13"]
)
def test_what_is_no_broken_word_stays(text):
    assert cleaned(text) == text


# what is read


@pytest.mark.parametrize("data", [b"", b"\n \n", "\ufeff\u200b\n".encode(), b"12\n--\n"])
def test_a_text_without_words_is_refused(tmp_path, data):
    (tmp_path / "found.txt").write_bytes(data)
    with pytest.raises(InvalidSeeds, match=r"found\.txt:1: the text is empty"):
        take_in(tmp_path / "found.txt")


def test_a_text_is_read_as_utf8_or_as_utf16_with_its_mark(tmp_path):
    found = tmp_path / "found.txt"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        found.write_bytes("Le camp a été pris.\n".encode(encoding))
        taken = take_in(found)
        assert (taken.text, taken.original) == ("Le camp a été pris.\n", found.read_bytes())
    assert [str(change) for change in taken.changes] == ["read as UTF-16"]
    for data, line in ((b"ligne\n\xe9t\xe9", 2), (b"\xff\xfea", 1)):
        found.write_bytes(data)
        with pytest.raises(InvalidSeeds, match=rf"found\.txt:{line}: not UTF-"):
            take_in(found)


def test_a_control_character_is_refused_at_its_line(tmp_path):
    (tmp_path / "found.txt").write_bytes(b"Un\nZor\x07go")
    with pytest.raises(InvalidSeeds, match=r"found\.txt:2: a control character \(U\+0007\)"):
        take_in(tmp_path / "found.txt")


def as_docx() -> bytes:
    document = docx.Document()
    document.add_heading("Bilan de l’attaque", 2)
    document.add_paragraph("Le gén. Kenda a dit\u00a0: «\u00a0Non\u00a0». ").add_run("Il part.").bold = True
    paragraph = document.add_paragraph("Trois ")
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')} w:id='1'><w:r><w:t>civils</w:t></w:r></w:ins>"))
    paragraph._p.append(
        parse_xml(f"<w:del {nsdecls('w')} w:id='2'><w:r><w:delText>soldats</w:delText></w:r></w:del>")
    )
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:br/><w:noBreakHyphen/><w:t>fin</w:t></w:r>"))
    document.add_paragraph("")
    document.add_table(1, 2).rows[0].cells[1].text = "Zorgo"
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def as_pdf(*pages: str) -> bytes:
    """Write a PDF of plain ASCII lines in Courier: the smallest that a reader takes."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    ]
    for n, page in enumerate(pages):
        lines = "".join(f"({line})Tj T* " for line in page.split("\n"))
        stream = f"BT /F 10 Tf 14 TL 40 800 Td {lines}ET"
        font = "/Resources<</Font<</F 3 0 R>>>>/MediaBox[0 0 600 840]"
        objects += [
            f"<</Type/Page/Parent 2 0 R{font}/Contents {5 + 2 * n} 0 R>>",
            f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        ]
    body, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj{each}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


PAGE = """\
<!DOCTYPE html><html><head><meta charset="utf-8"><title>Journal</title>
<script>var a = "non";</script></head><body>
<nav><ul><li><a href="/">Accueil</a></li><li><a href="/z">Zorgo</a></li></ul></nav><main><article>
<h1>L’attaque de Zorgo</h1><p>«&nbsp;Nous partons&nbsp;», a dit le gén. <b>Kenda</b> à 12&nbsp;h 30. L’attaque
a fait   <a href="/x">70 morts</a>, selon le gouvernement du Belmar et plusieurs témoins.</p>
<ul><li>Douze soldats.</li><li>Trois civils.</li></ul><p>Un mot.<br>Un autre mot, pour finir le récit.</p>
<table><tr><td>Zorgo</td><td>12</td></tr></table></article></main>
<footer><p>Tous droits réservés</p></footer></body></html>
"""


def test_a_word_document_is_read_with_its_headings_boxes_and_changes(tmp_path):
    (tmp_path / "found.docx").write_bytes(as_docx())
    taken = take_in(tmp_path / "found.docx")
    assert taken.text == (
        "### Bilan de l’attaque\n\nLe gén. Kenda a dit\u00a0: «\u00a0Non\u00a0». Il part.\n\n"
        "Trois civils\n\u2011fin\n\nZorgo"
    )
    assert [str(change) for change in taken.changes] == [
        "marked 1 heading with ###",
        "took tracked changes as accepted: 1 insertion and 1 deletion",
    ]
    assert (taken.suffix, taken.original) == (".docx", as_docx_bytes(tmp_path))


def as_docx_bytes(folder: Path) -> bytes:
    return (folder / "found.docx").read_bytes()


def test_a_pdf_is_read_page_by_page_and_its_lines_are_joined(tmp_path):
    text = (
        "Armed men who came from Dorane attacked the camp of Zorgo in the night\n"
        "of the eleventh of March and killed at least twelve soldiers. The gov-\n"
        "ernment of Belmar has condemned it.\n1"
    )
    (tmp_path / "found.pdf").write_bytes(as_pdf(text, "The camp burned.\n2", ""))
    taken = take_in(tmp_path / "found.pdf")
    assert taken.text.split("\n")[0].endswith("twelve soldiers. The government of Belmar has condemned it.")
    assert taken.text.split("\n")[1:] == ["1", "The camp burned.", "2", ""]
    assert [str(change) for change in taken.changes] == [
        "took the words of 3 pages: compare them with the PDF",
        "no words on page 3: a picture?",
        "dropped 2 form feeds, where pages end",
        "page 1, line 1: joined with the 2 lines below: "
        "'Armed men who came from Dorane attacked the camp of Zorgo i…'",
        "page 1, line 2: joined 'gov-' and 'ernment' to 'government'",
        "page 1, line 4: kept what may be the number of a page: '1'",
        "page 2, line 2: kept what may be the number of a page: '2'",
    ]


def test_the_article_is_taken_out_of_a_web_page_with_its_no_break_spaces(tmp_path):
    (tmp_path / "found.html").write_text(PAGE, encoding="utf-8")
    taken = take_in(tmp_path / "found.html")
    assert taken.text == (
        "### L’attaque de Zorgo\n\n"
        "«\u00a0Nous partons\u00a0», a dit le gén. Kenda à 12\u00a0h 30. L’attaque a fait 70 morts, "
        "selon le gouvernement du Belmar et plusieurs témoins.\n\n"
        "Douze soldats.\nTrois civils.\n\nUn mot.\nUn autre mot, pour finir le récit.\n\nZorgo\t12"
    )
    assert taken.changes[0].what.startswith("took 45 of the ")


def test_a_web_page_is_decoded_as_it_declares_and_never_guessed(tmp_path):
    found = tmp_path / "found.htm"
    found.write_bytes(PAGE.replace("utf-8", "windows-1252").encode("cp1252"))
    assert "L’attaque de Zorgo" in take_in(found).text
    found.write_bytes(PAGE.encode("cp1252"))
    with pytest.raises(InvalidSeeds, match="not UTF-8, nor what it declares"):
        take_in(found)


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.docx", b"PK\x03\x04" + b"\x00" * 50, r"cannot be read as \.docx"),
        ("a.docx", b"Un mot.", r"cannot be read as \.docx"),
        ("a.pdf", b"%PDF-1.4\nnothing", r"cannot be read as \.pdf"),
        ("a.txt", b"%PDF-1.4\nnothing", r"cannot be read as \.pdf"),
        ("a.doc", b"\xd0\xcf\x11\xe0", r"\.doc is not read \(save it as \.docx"),
        ("a.odt", b"PK\x03\x04", r"\.odt is not read"),
        ("a.html", b"<html><body></body></html>", "no article in this page|the text is empty"),
        ("a.pdf", as_pdf(""), "the text is empty"),
    ],
)
def test_what_is_not_to_be_read_is_refused_in_plain_words(tmp_path, name, data, what):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InvalidSeeds, match=what):
        take_in(tmp_path / name)


@pytest.mark.parametrize(
    ("suffix", "module"), [(".docx", "docx"), (".pdf", "pypdf"), (".html", "trafilatura")]
)
def test_without_the_extra_the_message_says_how_to_have_it(tmp_path, monkeypatch, suffix, module):
    monkeypatch.setitem(__import__("sys").modules, module, None)
    (tmp_path / f"found{suffix}").write_text("Un mot.", encoding="utf-8")
    with pytest.raises(KgError, match=rf"to read {suffix}, pip install 'sahel-kg\[texts\]'"):
        take_in(tmp_path / f"found{suffix}")


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_damaged_document_is_refused_or_read(tmp_path_factory, data):
    suffix, sound = data.draw(
        st.sampled_from([(".docx", as_docx()), (".pdf", as_pdf("A camp.", "It burned."))])
    )
    damaged = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    found = tmp_path_factory.mktemp("damaged") / f"found{suffix}"
    found.write_bytes(bytes(damaged))
    try:
        take_in(found)
    except InvalidSeeds as error:
        assert str(error).startswith(f"{found}:")


def test_a_document_that_ends_too_early_is_refused(tmp_path):
    data = bytearray(as_docx())
    data[29] = 255  # the high byte of the length of what stands before the first file
    (tmp_path / "found.docx").write_bytes(data)
    with pytest.raises(InvalidSeeds, match=r"found\.docx:1: cannot be read as \.docx"):
        take_in(tmp_path / "found.docx")


# doubles


def test_the_same_letters_are_the_same_article_whatever_stands_around_them():
    assert find_double(ARTICLE, {"m1": "Rien.", "m2": ARTICLE}) == ("m2", 1.0)
    assert find_double(cleaned(wrapped(ARTICLE, 60)).upper(), {"m2": ARTICLE}) == ("m2", 1.0)
    assert find_double(ARTICLE.partition("\n")[2], {"m2": ARTICLE}) == ("m2", 1.0)


def test_a_text_that_is_much_like_another_is_told_and_one_that_is_not_is_not():
    name, part = find_double(ARTICLE.replace("70", "80"), {"m1": "Rien.", "m2": ARTICLE})
    assert (name, 0.9 < part < 1) == ("m2", True)
    assert find_double("Le camp de Zorgo a été pris hier soir par les Lions.", {"m2": ARTICLE}) == ("", 0.0)
    assert find_double("Le camp.", {}) == ("", 0.0)


# any text

WORDS = [
    "le", "camp", "de", "Zorgo", "a", "été", "attaqué", "par", "des", "hommes", "armés", "venus", "du",
    "Belmar", "peut-être", "l’attaque", "c’est-à-dire", "Dorane", "et", "deux",
    "12", "2024", "-", "–", "« ", " »", ".", ";", " : ", "atta-", "Al-", "que", "\u00ad", "\u00adque",
    "\u200b", "\ufeff", "in\ufb01ltré", "a\u200db", "ب\u200cا", "e\u0301",
    "\u0301", "\U0001f469\u200d\U0001f467",
    "# ", "1. ", "a) ", "\n", "\n", "\n", "\n\n", "\r\n", "\f", "\n\f", "\u2028", "\x85", "\u00a0", "\u202f",
    "\t", "   ",
]  # fmt: skip
FOUND = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=80).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=40).map("".join),
    st.text(max_size=80),
    st.builds(wrapped, st.lists(st.sampled_from(WORDS[:20]), max_size=80).map(" ".join), st.integers(20, 90)),
)


def letters(text: str) -> str:
    """All that is to be seen of a text but white space and hyphens."""
    for ligature, written in LIGATURES.items():
        text = text.replace(ligature, written)
    seen = "".join(sign for sign in unicodedata.normalize("NFC", text) if sign not in INVISIBLE)
    return "".join(
        sign for sign in unicodedata.normalize("NFC", seen) if not sign.isspace() and sign not in "-‐"
    )


@settings(deadline=None, max_examples=150)
@given(FOUND)
def test_cleaning_twice_changes_nothing_more(text):
    once = cleaned(text)
    assert cleaned(once) == once


@settings(deadline=None, max_examples=150)
@given(FOUND)
def test_no_letter_is_lost_and_each_hyphen_that_goes_is_told(text):
    kept, changes = clean(text)
    assert letters(kept) == letters(text)
    gone = sum(text.count(hyphen) - kept.count(hyphen) for hyphen in "-‐")
    assert gone <= sum(1 for c in changes if c.what.startswith("joined '") and not c.what.endswith(" kept"))
    assert all(0 <= change.line <= text.count("\n") + len(text) + 1 for change in changes)
