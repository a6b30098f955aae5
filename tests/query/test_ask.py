"""Asking: parameters are bound in the text, names are found, and what is wrong is told with its place."""

import io

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.cli.asking import read_words
from kg.core.rq_files import bind, parse_question, read_questions
from kg.errors import BadParameter, BadQuery, UnknownArticle, UnknownEntity, UnknownParameter, UnknownTerm
from kg.graph.assemble import assemble
from kg.query.hints import lint
from kg.query.library import as_list, ask
from kg.query.names import find_articles, find_entities, find_terms, read_vocabulary
from kg.query.results import CELL, Rows, Term, table
from tests.support.golden import SEEDS

SKG = "PREFIX skg: <https://w3id.org/sahel-kg/ns#>\n"
BASE = "https://w3id.org/sahel-kg/"


@pytest.fixture(scope="module")
def mini() -> ox.Store:
    return assemble(SEEDS["miniature"]())


@pytest.fixture(scope="module")
def output(tmp_path_factory, mini):
    folder = tmp_path_factory.mktemp("output")
    (folder / "sahel.nq").write_bytes(ox.serialize(mini, format=ox.RdfFormat.N_QUADS))
    return folder


def kg(*words, **more):
    return CliRunner().invoke(main, ["ask", *map(str, words)], **more)


# binding


def test_a_value_stands_first_in_each_where_that_speaks_of_the_variable():
    text = """#+ params: event=what
SELECT ?n WHERE { # WHERE { ?what
  { SELECT (COUNT(?c) AS ?n) WHERE { ?c <urn:where> ?what ; <urn:p> "WHERE { ?what" } }
  { SELECT ?x WHERE { ?x ?y ?whatever } }
}"""
    bound = bind(parse_question(text), {"event": ["urn:a", "urn:b"]}).text
    values = " VALUES ?what { <urn:a> <urn:b> }"
    assert bound == text.replace("WHERE { #", f"WHERE {{{values} #").replace(
        "WHERE { ?c <", f"WHERE {{{values} ?c <"
    )


def test_a_parameter_is_bound_with_its_type():
    question = parse_question("#+ params: n=x:integer day:date\nSELECT ?x WHERE { ?s ?day ?x }")
    assert "VALUES ?x { 7 }" in bind(question, {"n": ["007"]}).text
    assert (
        '{ "2024-03-01"^^<http://www.w3.org/2001/XMLSchema#date> }'
        in bind(question, {"day": ["2024-03-01"]}).text
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"n": ["1 } DROP ALL"]}, "--n: '1 } DROP ALL' is no whole number"),
        ({"day": ["2024-13-01"]}, "--day: '2024-13-01' is no day: write YYYY-MM-DD"),
        ({"it": ["urn:a> ?p ?o } #"]}, "--it: 'urn:a> ?p ?o } #' is no IRI"),
    ],
)
def test_a_value_that_is_none_is_refused(values, said):
    question = parse_question("#+ params: n:integer day:date it\nSELECT ?n WHERE { ?n ?day ?it }")
    with pytest.raises(BadParameter) as error:
        bind(question, values)
    assert str(error.value) == said


def test_an_unknown_parameter_is_told_with_those_there_are(mini):
    with pytest.raises(UnknownParameter) as error:
        ask("tolls", mini, evnt="x")
    assert "did you mean 'event'? (it has event, claimant" in str(error.value)


def test_a_header_that_is_none_is_refused():
    with pytest.raises(BadQuery, match=r"query: a parameter is name=variable:type, .*; not 'day:dat'"):
        parse_question("#+ params: day:dat\nSELECT ?day WHERE { ?s ?p ?day }")
    with pytest.raises(BadQuery, match="about facts or claims, not about 'rumours'"):
        parse_question("#+ about: rumours\nASK { ?s ?p ?o }")


def test_two_questions_of_one_name_are_refused(tmp_path):
    for group in ("a", "b"):
        (tmp_path / group).mkdir()
        (tmp_path / group / "same.rq").write_text("ASK { ?s ?p ?o }", encoding="utf-8")
    with pytest.raises(BadQuery, match=r"b/same.rq: the name 'same' is taken by .*a/same.rq"):
        read_questions(tmp_path)


# names


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("lions", ["actor/lions"]),
        ("actor:lions", ["actor/lions"]),
        (BASE + "actor/lions", ["actor/lions"]),
        ("Lions of Tamba", ["actor/lions"]),
        ("LIONS DE TAMBA", ["actor/lions"]),
        ("les Lions", ["actor/lions"]),
        ("livraison d'armes", ["event/arms-delivery"]),
        ("government-denial", ["utterance/mini-15062025-093000_government-denial"]),
        ("Kenda", ["actor/aro-kenda"]),
    ],
)
def test_an_entity_is_found_by_any_of_its_names(mini, name, found):
    assert find_entities(mini, name) == [BASE + each for each in found]


@pytest.mark.parametrize("name", ["", "lyons", 'a" } #', "\\", "Belmar's"])
def test_a_name_that_nobody_bears_is_refused(mini, name):
    with pytest.raises(UnknownEntity):
        find_entities(mini, name)


def test_an_ambiguous_name_finds_all_who_bear_it():
    store = ox.Store()
    label = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    for iri in (BASE + "actor/b", BASE + "actor/a"):
        store.add(ox.Quad(ox.NamedNode(iri), label, ox.Literal("le Front", language="fr")))
    assert (
        find_entities(store, "le Front")
        == find_entities(store, "Le front")
        == [
            BASE + "actor/a",
            BASE + "actor/b",
        ]
    )


def test_articles_and_terms_are_found_by_id_name_and_label(mini):
    assert find_articles(mini, "mini-01032024-080000") == [BASE + "article/mini-01032024-080000"]
    assert find_articles(mini, "article:mini-01032024-080000") == [BASE + "article/mini-01032024-080000"]
    killed = [BASE + "ns#killed"]
    assert find_terms(mini, "relation", "killed") == find_terms(mini, "relation", "skg:killed") == killed
    assert find_terms(mini, "relation", "is a member of") == ["http://www.w3.org/ns/org#memberOf"]
    assert find_terms(mini, "status", "contesté") == [BASE + "ns#Contested"]
    with pytest.raises(UnknownArticle, match="did you mean 'mini-01032024-080000'"):
        find_articles(mini, "mini-01032024-08000")
    with pytest.raises(UnknownTerm, match="no relation 'kiled': did you mean 'killed'"):
        find_terms(mini, "relation", "kiled")


# what is wrong with a text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "SELECT ?x\nWHERE {\n  ?x skg:quote ?y }",
            "query:3:6: no prefix 'skg:' (PREFIX skg: <https://w3id.org/sahel-kg/ns#> is missing)",
        ),
        (SKG + "SELECT ?x WHERE { ?x sgk:quote ?y }", "query:2:22: no prefix 'sgk:' (did you mean 'skg'?)"),
        (
            SKG + "SELECT ?x\nWHERE { ?x skg:quote ?y ?z ?w }",
            "query:3:32: unexpected end (is a . or ; missing between two patterns?)",
        ),
        ("SELECT ?x WHERE { ?x a ?y", "query:1:26: unexpected end (a } is missing)"),
        (
            "SELECT ?x (COUNT(?y) AS ?n) WHERE { ?x a ?y }",
            "query:1:46: The SELECT contains a variable that is unbound"
            " (name it in GROUP BY, or put it into a COUNT, MIN or MAX)",
        ),
        (
            "SELECT ?x ?y WHERE { ?x a ?y } GROUP BY ?x",
            "query:1:43: The SELECT contains a variable that is unbound"
            " (name it in GROUP BY, or put it into a COUNT, MIN or MAX)",
        ),
        (
            "SELECT (<urn:f>(1) AS ?x) WHERE {}",
            "query: The custom function <urn:f> is not supported",
        ),
    ],
)
def test_a_syntax_error_is_told_in_one_line_with_its_place(store, text, said):
    with pytest.raises(BadQuery) as error:
        ask(text, store)
    assert str(error.value).startswith(said) and "\n" not in str(error.value)


def test_rdflib_refuses_with_the_same_words(store):
    from rdflib import Dataset

    told = []
    for source in (store, Dataset(default_union=True)):
        with pytest.raises(BadQuery) as error:
            ask("SELECT ?x WHERE { ?x skg:quote ?y }", source)
        told.append(str(error.value))
    assert told[0] == told[1]


def test_what_would_silently_answer_nothing_is_doubted(store):
    text = (
        SKG
        + "SELECT ?evnt (COUNT(?c) AS ?n) WHERE { ?event skg:perpetrater ?c ; skg:quote ?q } # skg:nothing"
    )
    assert list(lint(parse_question(text), read_vocabulary(store))) == [
        "no term 'perpetrater' in the vocabulary: did you mean 'perpetrator'?",
        "nothing in the pattern binds ?evnt: did you mean 'event'?",
    ]


def test_no_question_of_the_library_is_doubted(store):
    from kg.query.library import read_library

    known = read_vocabulary(store)
    assert [(n, d) for n, question in read_library().items() for d in lint(question, known)] == []


# rows for the eye


def test_a_table_never_is_wider_than_the_screen():
    rows = [("au moins 70 morts" * 5, "x", "selon les premières estimations" * 3)]
    for width in (24, 40, 80, 120):
        assert max(map(len, table(("quote", "n", "cue"), rows, width).splitlines())) <= width
    assert "…" not in table(("quote", "n", "cue"), rows, 400)


def test_markdown_escapes_what_would_break_a_row():
    rows = Rows(("a|b", "c"), ((Term("x | y\nz"), None),))
    assert rows.as_markdown() == "| a\\|b | c |\n| --- | --- |\n| x \\| y z |  |\n"


# the command


def test_the_command_narrows_by_the_parameters_of_the_question(output):
    done = kg("tolls", "--event", "zorgo-attack", "--claimant=lions", "--output", output, "--format", "csv")
    assert done.exit_code == 0
    rows = done.output.splitlines()[1:]
    assert [row.split(",")[3] for row in rows] == ["30", "30"]


def test_an_empty_answer_tells_how_its_parameters_were_understood(output):
    done = kg("tolls", "--event", "Zorgo", "--output", output)
    assert done.exit_code == 0 and "0 rows" in done.stdout
    assert done.stderr == "--event: place:zorgo-camp\n"


def test_parameters_may_come_before_the_name(output):
    assert read_words(["--event", "a", "tolls", "--event=b"]) == ("tolls", {"event": ["a", "b"]})
    one = kg("--event", "zorgo-attack", "tolls", "--output", output)
    assert (
        one.exit_code == 0 and one.output == kg("tolls", "--event", "zorgo-attack", "--output", output).output
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["tolls", "--event"], 1, "--event: a value is missing"),
        (["tolls", "--event", "--policy", "narrator"], 1, "--event: a value is missing"),
        (["tolls", "attacks"], 1, "'attacks' is neither a question's name nor a --parameter"),
        (["tolls", "-x"], 1, "'-x' is neither"),
        (["--event", "x"], 2, "name a question"),
        (["tolls", "--file", "x.rq"], 2, "and not both"),
        (["by-date", "--before", "soon"], 1, "'soon' is no day"),
        (["tols"], 1, "no query 'tols': did you mean 'tolls'?"),
        (["--file", "nowhere.rq"], 1, "no query 'nowhere.rq'"),
    ],
)
def test_misuse_is_told_in_a_line(output, words, code, said):
    done = kg(*words, "--output", output)
    assert done.exit_code == code and said in done.output


def test_help_after_a_name_tells_what_the_question_can_be_narrowed_by():
    told = kg("tolls", "--help")
    assert told.exit_code == 0
    assert "Who gives which toll" in told.output and "Qui donne quel bilan" in told.output
    assert "--claimant" in told.output and "any name, id or IRI" in told.output
    assert "Usage: " in kg("--help").output


def test_the_list_shows_groups_and_what_questions_are_about():
    from kg.query.library import read_library

    told = kg().output
    assert told.rstrip("\n") == as_list(read_library().values())
    assert "\n\nTOLLS\n" in told and "\ntolls " in told


def test_ones_own_sparql_comes_from_a_file_or_the_standard_input(output, tmp_path):
    text = (
        SKG
        + "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
        + "#+ params: event=e\nSELECT ?q WHERE { ?c skg:quote ?q ; rdf:subject ?e }"
    )
    path = tmp_path / "own.rq"
    path.write_text(text, encoding="utf-8")
    narrowed = ["--event", "sirem-attack", "--output", output, "--format", "csv"]
    by_file = kg("--file", path, *narrowed)
    assert by_file.exit_code == 0 and len(by_file.output.splitlines()) == 5
    assert kg(path, *narrowed).output == by_file.output
    assert kg("--file", "-", *narrowed, input=io.BytesIO(text.encode())).output == by_file.output


def test_ones_own_misspelt_term_is_told_beside_the_empty_answer(output, tmp_path):
    path = tmp_path / "own.rq"
    path.write_text(SKG + "SELECT ?c WHERE { ?c skg:perpetrater ?x }", encoding="utf-8")
    done = kg(path, "--output", output)
    assert done.exit_code == 0 and "0 rows" in done.stdout
    assert f"{path}: no term 'perpetrater' in the vocabulary: did you mean 'perpetrator'?" in done.stderr


def test_cells_are_cut_where_no_screen_is_known_and_whole_in_files(output):
    shown = kg("claims", "--output", output).output
    assert "…" in shown and not [
        w for line in shown.splitlines() for w in line.split("  ") if len(w) > CELL + 1
    ]
    whole = "les Lions de Tamba sont alliés au Front des Dunes […] ce que le porte-parole des Lions conteste"
    assert whole not in shown and whole in kg("claims", "--output", output, "--format", "csv").output
    assert kg("claims", "--output", output, "--format", "markdown").output.startswith(
        "| polarity | subject |"
    )
