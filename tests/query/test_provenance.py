"""Every answer leads to the claims it rests on, whatever was asked and however."""

import csv
import io
import json
import re
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.core.namespaces import BASE, GRAPHS, PREFIXES, RDF, SKG
from kg.core.rq_files import parse_question
from kg.curation.checks import read_seeds
from kg.errors import BadQuery
from kg.graph.assemble import assemble
from kg.graph.policy import settle
from kg.query.engines import run
from kg.query.library import narrow, read_library
from kg.query.provenance import cite
from kg.query.provenance.parser import Untraceable, parse
from tests.support.explorer import DEEP

PROLOGUE = "".join(f"PREFIX {prefix}: <{base}>\n" for prefix, base in PREFIXES.items())
CLAIMS = ox.NamedNode(GRAPHS["claims"])
QUESTIONS = read_library()


@pytest.fixture(scope="module")
def small() -> ox.Store:
    return assemble(read_seeds("tests/data/miniature"))


def admitted(store):
    """Return the admitted claims by the fact they state: the oracle's whole knowledge."""
    quads = list(store.quads_for_pattern(None, None, None, CLAIMS))
    policies = {quad.object for quad in store.quads_for_pattern(None, ox.NamedNode(SKG.factsUnder), None)}
    believed = {q.subject for q in quads if q.predicate.value == SKG.admittedBy and q.object in policies}
    parts = defaultdict(dict)
    for quad in quads:
        if quad.subject in believed:
            parts[quad.subject][quad.predicate.value] = quad.object
    found = defaultdict(set)
    for claim, said in parts.items():
        found[said[RDF.subject], said[RDF.predicate], said[RDF.object]].add(claim.value)
    return found


def iri(name):
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def cited(answer, row=None):
    numbers = answer.notes[row] if row is not None else {n for notes in answer.notes for n in notes}
    return {answer.footnotes[number - 1].claim for number in numbers}


def by_row(answer):
    return {tuple(map(str, row)): cited(answer, n) for n, row in enumerate(answer.rows)}


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("graph", ["store", "small"])
def test_a_row_that_names_a_claim_cites_it(name, graph, request):
    store = request.getfixturevalue(graph)
    rows = run(QUESTIONS[name], store)
    answer = cite(QUESTIONS[name], store, rows)
    for column in set(rows.columns) & {"claim", "other"}:
        at = rows.columns.index(column)
        for n, row in enumerate(rows):
            if row[at] and row[at].value.startswith(f"{BASE}claim/"):
                assert row[at].value in cited(answer, n)


@pytest.mark.parametrize("name", ["parts", "transformations", "toll-bounds"])
def test_a_row_of_names_alone_has_footnotes_and_all_are_admitted(store, name):
    answer = cite(name, store)
    assert len(answer.rows) and not answer.uncited
    assert all(note.is_admitted for note in answer.footnotes)


def test_numbers_run_in_order_of_first_use_and_rows_in_order_of_the_text(store):
    answer = cite("members", store)
    numbers = list(dict.fromkeys(n for notes in answer.notes for n in notes))
    assert numbers == list(range(1, len(answer.footnotes) + 1)) == [f.number for f in answer.footnotes]
    whole = cite(PROLOGUE + "ASK { ?s org:memberOf ?o }", store)
    places = [(note.article, int(note.sentences[0])) for note in whole.footnotes]
    assert len(places) > 2 and places == sorted(places)


BGP = {
    "an entity alone": (
        "SELECT ?m WHERE { ?m org:memberOf actor:aes }",
        [("?m", "org:memberOf", "actor:aes")],
    ),
    "two facts": (
        "SELECT DISTINCT ?a { ?e skg:perpetrator ?a ; skg:target ?t . }",
        [("?e", "skg:perpetrator", "?a"), ("?e", "skg:target", "?t")],
    ),
    "a variable as predicate": ("SELECT ?p ?o { actor:mali ?p ?o }", [("actor:mali", "?p", "?o")]),
    "a comma and a dollar": (
        "SELECT $e { $e skg:perpetrator ?a , ?b }",
        [("?e", "skg:perpetrator", "?a"), ("?e", "skg:perpetrator", "?b")],
    ),
    "an aggregate": (
        "SELECT ?b (COUNT(?m) + 1 AS ?n) (STR(?b) AS ?s) { ?m org:memberOf ?b } GROUP BY ?b",
        [("?m", "org:memberOf", "?b")],
    ),
    "all solutions in one row": (
        "SELECT (COUNT(*) AS ?n) { ?m org:memberOf ?b } HAVING (COUNT(*) > 0)",
        [("?m", "org:memberOf", "?b")],
    ),
    "a computed group": (
        "SELECT ?k (COUNT(?m) AS ?n) { ?m org:memberOf ?b } GROUP BY (STR(?b) AS ?k)",
        [("?m", "org:memberOf", "?b")],
    ),
    "everything": ("SELECT * { ?e skg:target ?t }", [("?e", "skg:target", "?t")]),
    "braces, brackets and hashes in strings": (
        "SELECT ?m { # a } in a comment\n ?m org:memberOf ?b FILTER (STR(?b) != '} # { \"\"') }",
        [("?m", "org:memberOf", "?b")],
    ),
}


@pytest.mark.parametrize("case", BGP)
def test_the_notes_of_a_row_are_those_of_every_triple_of_every_solution(store, case):
    text, patterns = BGP[case]
    answer = cite(PROLOGUE + text, store)
    names = sorted({end for pattern in patterns for end in pattern if end.startswith("?")})
    where = " ".join(f"{s} {p} {o} ." for s, p, o in patterns)
    computed = "BIND (STR(?b) AS ?s) BIND (STR(?b) AS ?k)" if "?b" in names else ""
    shown = [column for column in answer.rows.columns if column != "n"]
    expected = defaultdict(set)
    facts = admitted(store)
    for solution in store.query(
        f"{PROLOGUE} SELECT * {{ {where} {computed} }}", use_default_graph_as_union=True
    ):
        triples = [
            tuple(solution[each[1:]] if each.startswith("?") else iri(each) for each in pattern)
            for pattern in patterns
        ]
        expected[tuple(solution[c].value for c in shown)] |= set().union(*(facts.get(t, ()) for t in triples))
    at = [answer.rows.columns.index(c) for c in shown]
    found = {tuple(row[n].value for n in at): cited(answer, r) for r, row in enumerate(answer.rows)}
    assert found.keys() == expected.keys() and any(found.values())
    assert {key: found[key] for key, claims in expected.items() if claims} == {
        key: claims for key, claims in expected.items() if claims
    }


def claims_of(store, *facts):
    known = admitted(store)
    return set().union(*(known[iri(s), iri(p), iri(o)] for s, p, o in facts))


MEMBER = ("actor:mali", "org:memberOf", "actor:aes")
SAME = {
    "inverse": "SELECT ?o { actor:aes ^org:memberOf ?o FILTER (?o = actor:mali) }",
    "alternative": "SELECT ?o { actor:mali (org:memberOf|skg:nothing) ?o FILTER (?o = actor:aes) }",
    "sequence": "SELECT ?n { actor:mali org:memberOf/skos:prefLabel ?n VALUES ?n { 'Alliance of Sahel "
    "States'@en } }",
    "closure": "SELECT ?o { actor:mali org:memberOf+ ?o FILTER (?o = actor:aes) }",
    "closure with itself": "SELECT ?o { actor:mali org:memberOf* ?o FILTER (?o = actor:aes) }",
    "perhaps a step": "SELECT ?o { actor:mali org:memberOf? ?o FILTER (?o = actor:aes) }",
    "a path in a path": "SELECT ?o { actor:aes ^(org:memberOf/(skg:nothing|^skg:nothing)?) ?o "
    "FILTER (?o = actor:mali) }",
    "any predicate but one": "SELECT ?m { ?m !(skg:nothing|a) actor:aes FILTER (?m = actor:mali) }",
    "backwards by any but one": "SELECT ?m { actor:aes !(^skg:nothing) ?m FILTER (?m = actor:mali) }",
    "ask": "ASK { actor:mali org:memberOf actor:aes }",
    "ask for anything": "ASK WHERE { ?m org:memberOf actor:aes VALUES ?m { actor:mali } }",
    "blank node": "SELECT ?m { ?m org:memberOf [ skos:prefLabel 'Alliance of Sahel States'@en ] VALUES "
    "?m { actor:mali } }",
    "labelled blank node": "SELECT ?m { ?m org:memberOf _:b . _:b skos:prefLabel 'Alliance of Sahel "
    "States'@en "
    "FILTER (?m = actor:mali) }",
    "union": "SELECT ?m { { ?m org:memberOf actor:aes } UNION { ?m skg:nothing actor:aes } FILTER (?m = "
    "actor:mali) }",
    "optional that holds": "SELECT ?n { BIND (actor:mali AS ?n) OPTIONAL { ?n org:memberOf actor:aes } }",
    "optional that does not": "SELECT ?m { ?m org:memberOf actor:aes OPTIONAL { ?m skg:nothing ?x } "
    "FILTER (?m = actor:mali) }",
    "exists is a test": "SELECT ?m { ?m org:memberOf actor:aes FILTER EXISTS { ?m ?p ?o } FILTER (?m = "
    "actor:mali) }",
    "not exists is no evidence": "SELECT ?m { ?m org:memberOf actor:aes "
    "FILTER NOT EXISTS { ?m org:memberOf actor:nobody } FILTER (?m = actor:mali) }",
    "minus is no evidence": "SELECT ?m { ?m org:memberOf actor:aes MINUS { ?m org:memberOf actor:nobody } "
    "FILTER (?m = actor:mali) }",
    "limit": "SELECT ?m ?b { ?m org:memberOf ?b FILTER (?b = actor:aes) } ORDER BY DESC(?m = "
    "actor:mali) LIMIT 1",
    "sub-select with a count": "SELECT ?b ?n { { SELECT ?b (COUNT(?m) AS ?n) { ?m org:memberOf ?b "
    "VALUES (?m ?b) { (actor:mali actor:aes) } } GROUP BY ?b HAVING (COUNT(?m) > 0) } FILTER (?n > 0) }",
    "sub-select that hides a name": "SELECT ?b ?m { { SELECT ?b { ?m org:memberOf ?b FILTER (?m = "
    "actor:mali) } } "
    "BIND ('another' AS ?m) FILTER (?b = actor:aes) }",
    "sub-select in a sub-select": "SELECT ?name { { SELECT (STR(?b) AS ?name) { { SELECT ?b (MAX(?m) AS "
    "?top) "
    "{ ?m org:memberOf ?b FILTER (?m = actor:mali) } GROUP BY ?b } FILTER (?b = actor:aes) } } }",
    "graph": "SELECT ?n { GRAPH graph:registry { ?b skos:prefLabel ?n } actor:mali org:memberOf ?b "
    "FILTER (?b = actor:aes && LANG(?n) = 'en') }",
    "values at the end": "SELECT ?m { ?m org:memberOf actor:aes } VALUES ?m { actor:mali }",
}


@pytest.mark.parametrize("case", SAME)
def test_however_it_is_asked_a_fact_has_its_own_notes_and_no_others(store, case):
    prologue = PROLOGUE + f"PREFIX graph: <{BASE}graph/>\n"
    answer = cite(prologue + SAME[case], store)
    assert len(answer.rows) == 1
    assert cited(answer) == claims_of(store, MEMBER)


def chained():
    """Build a graph in which one may go from a to d by two ways, and to e besides."""
    store = ox.Store()
    policy = iri("policy:reported")
    meta = ox.NamedNode(GRAPHS["meta"])
    store.add(ox.Quad(ox.NamedNode(BASE + "dataset"), ox.NamedNode(SKG.factsUnder), policy, meta))
    for pair in ("ab", "bd", "ac", "cd", "de", "eb"):
        s, o = (iri(f"actor:{each}") for each in pair)
        store.add(ox.Quad(s, iri("skg:partOf"), o))
    return store


def test_a_closure_takes_every_chain_between_its_ends_and_nothing_beside():
    from kg.query.provenance.algebra import Link, Repetition, TriplePattern, Witnesses

    values = {each: iri(f"actor:{each}") for each in "abcde"} | {"p": iri("skg:partOf")}
    pattern = TriplePattern("a", Repetition(Link("p"), many=True, zero_length=False), "c")
    assert Witnesses(chained()).of(pattern, values.get) == {(values["a"], values["p"], values["c"])}
    pattern = TriplePattern("c", Repetition(Link("p"), many=True, zero_length=False), "b")
    ways = {(values[s], values["p"], values[o]) for s, o in ("cd", "de", "eb", "bd")}
    assert Witnesses(chained()).of(pattern, values.get) == ways
    assert Witnesses(chained()).of(TriplePattern("e", Link("p"), "a"), values.get) is None


def test_what_took_place_rests_on_the_claims_that_imply_it(store):
    answer = cite(PROLOGUE + "SELECT ?e { ?e a skg:Attack }", store)
    assert len(answer.rows) and not answer.uncited
    known = admitted(store)
    for row, numbers in zip(answer.rows, answer.notes, strict=True):
        event = ox.NamedNode(row[0].value)
        about = set().union(*(claims for (s, _, o), claims in known.items() if event in (s, o)))
        assert {answer.footnotes[n - 1].claim for n in numbers} <= about
    role = cite(PROLOGUE + "SELECT ?e ?t { ?e a skg:Attack ; skg:target ?t }", store)
    for row, numbers in zip(role.rows, role.notes, strict=True):
        event, target = (ox.NamedNode(term.value) for term in row)
        assert {role.footnotes[n - 1].claim for n in numbers} == known[event, iri("skg:target"), target]


def test_a_span_and_a_toll_lead_to_their_claims(store):
    spans = cite(PROLOGUE + "SELECT ?s { ?s a skg:Span } ORDER BY ?s LIMIT 3", store)
    for n, row in enumerate(spans.rows):
        quads = store.quads_for_pattern(None, ox.NamedNode(SKG.evidence), ox.NamedNode(row[0].value), CLAIMS)
        assert cited(spans, n) == {quad.subject.value for quad in quads} != set()
    tolls = cite(PROLOGUE + "SELECT ?f { ?t a skg:Toll ; skg:figure ?f }", store)
    assert tolls.footnotes and not tolls.uncited


def test_a_claim_that_is_bound_speaks_for_its_fact_alone(store):
    text = (
        "SELECT ?m ?c { ?m org:memberOf ?b . ?c rdf:subject ?m ; rdf:predicate org:memberOf ; rdf:object ?b }"
    )
    answer = cite(PROLOGUE + text, store)
    assert len(answer.rows) > 1
    for n, row in enumerate(answer.rows):
        assert cited(answer, n) == {row[1].value}


def test_a_limit_cites_only_the_rows_it_shows(store):
    every = by_row(cite(PROLOGUE + "SELECT ?m { ?m org:memberOf ?b } ORDER BY ?m", store))
    first = by_row(cite(PROLOGUE + "SELECT ?m { ?m org:memberOf ?b } ORDER BY ?m LIMIT 1", store))
    ((row, notes),) = first.items()
    assert notes == every[row] and len(every) > 1


def test_a_column_that_a_subselect_computes_keeps_its_rows_apart(store):
    inner = "SELECT (STR(?m) AS ?name) (COUNT(*) AS ?n) { ?m org:memberOf actor:aes } GROUP BY ?m"
    named = by_row(cite(f"{PROLOGUE} SELECT ?name {{ {{ {inner} }} }}", store))
    plain = cite(PROLOGUE + "SELECT DISTINCT ?m { ?m org:memberOf actor:aes }", store)
    assert named == {(row[0].value,): cited(plain, n) for n, row in enumerate(plain.rows)}
    assert len({frozenset(notes) for notes in named.values()}) == len(named) > 1


def test_what_the_policy_excludes_is_not_cited(seeds):
    store = assemble(seeds)
    text = PROLOGUE + "SELECT ?s ?p ?o { ?p a skg:Relation . ?s ?p ?o }"
    for policy in ("narrator", "everyone"):
        settle(store, policy)
        answer = cite(text, store)
        believed = set().union(*admitted(store).values())
        assert cited(answer) and cited(answer) <= believed


def test_a_claim_of_the_same_fact_that_is_not_admitted_is_not_cited(store):
    copy = ox.Store()
    copy.bulk_extend(store)
    claim = ox.NamedNode(min(claims_of(store, MEMBER)))
    for quad in store.quads_for_pattern(claim, None, None, CLAIMS):
        if quad.predicate.value != SKG.admittedBy:
            copy.add(ox.Quad(iri("claim:twin"), quad.predicate, quad.object, CLAIMS))
    text = PROLOGUE + "ASK { actor:mali org:memberOf actor:aes }"
    assert cited(cite(text, copy)) == claims_of(store, MEMBER)
    assert cited(cite(PROLOGUE + "SELECT ?c { ?c skg:quote ?q VALUES ?c { claim:twin } }", copy))


def test_a_row_that_rests_on_no_claim_has_no_footnote_and_is_counted(store):
    answer = cite(PROLOGUE + "SELECT ?n { actor:mali skos:prefLabel ?n }", store)
    assert (answer.notes, answer.footnotes, answer.uncited) == (((), ()), (), 2)
    assert answer.as_table().endswith("2 rows of 2 without a footnote")
    assert cite(PROLOGUE + "ASK { actor:mali org:memberOf actor:mali }", store).uncited == 1


def test_a_parameter_narrows_the_notes_too(store):
    question = narrow(QUESTIONS["members"], store, {"organisation": "aes"})
    answer = cite(question, store)
    assert len(answer.rows) and not answer.uncited
    assert all(note.says.endswith("Alliance of Sahel States") for note in answer.footnotes)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?m { ?m org:memberOf (1 2) }",
        "SELECT ?r { ?r rdf:reifies <<( ?s ?p ?o )>> }",
    ],
)
def test_what_is_not_understood_is_still_answered(store, text):
    with pytest.raises(Untraceable):
        parse(PROLOGUE + text)
    assert cite(PROLOGUE + text, store).footnotes == ()


def test_no_footnote_is_looked_up_on_another_machine(store):
    with pytest.raises(BadQuery):
        cite("SELECT * { FILTER EXISTS { SERVICE <http://localhost:1/> { ?s ?p ?o } } }", store)


def test_a_denial_reads_as_one(store):
    answer = cite(PROLOGUE + "SELECT ?c { ?c skg:polarity skg:Negated }", store)
    assert answer.footnotes
    for note in answer.footnotes:
        assert note.polarity == "negated" and note.says.startswith("not: ")
        assert f"[{note.status}]" in note.as_text()
        assert "]: not: " in note.as_markdown() and f"**{note.status}**" in note.as_markdown()


def test_quotes_are_those_of_the_claims(store):
    for note in cite("claims" if "claims" in QUESTIONS else "attacks", store).footnotes:
        (quad,) = store.quads_for_pattern(ox.NamedNode(note.claim), ox.NamedNode(SKG.quote), None, CLAIMS)
        assert note.quote == quad.object.value


def test_csv_holds_the_claims_of_a_row_in_one_order(store):
    answer = cite("transformations", store)
    lines = list(csv.DictReader(io.StringIO(answer.as_csv().decode(), newline="")))
    assert len(lines) == len(answer.rows)
    for n, line in enumerate(lines):
        notes = [answer.footnotes[number - 1] for number in answer.notes[n]]
        assert line["cited.claims"].split(" | ") == [note.claim for note in notes]
        assert line["cited.quotes"].split(" | ") == [note.quote for note in notes]
        assert line["cited.statuses"].split(" | ") == [note.status for note in notes]
        assert line["cited.claimants"].split(" | ") == [note.claimant for note in notes]
        assert line["cited.polarities"].split(" | ") == [note.polarity for note in notes]


def test_json_is_the_standard_one_with_two_members_more(store):
    answer = cite("parts", store)
    document = json.loads(answer.as_json())
    parsed = ox.parse_query_results(answer.as_json(), format=ox.QueryResultsFormat.JSON)
    assert len(list(parsed)) == len(answer.rows)
    assert document["notes"] == [list(numbers) for numbers in answer.notes]
    assert [note["number"] for note in document["footnotes"]] == list(range(1, len(answer.footnotes) + 1))
    assert json.loads(answer.rows.as_json()).items() <= document.items()


def test_every_note_of_a_markdown_table_leads_to_a_footnote(store):
    text = cite("transformations", store).as_markdown()
    used, defined = (
        set(re.findall(r"\[\^(\d+)\](?!:)", text)),
        re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE),
    )
    assert used == set(defined) and len(defined) == len(set(defined)) > 1


INJURED = "SELECT ?figure { ?toll skg:measure skg:injured ; skg:figure ?figure }"


def test_the_table_is_whole(small):
    assert (
        cite(PROLOGUE + INJURED, small).as_table()
        == """\
figure  notes
------  -----
10      [1]

[1] attack on Zorgo | injured | about 10
  [estimated] witnesses, mini-01032024-080000, sentence 5, cue « évoquent »
  « une dizaine de blessés »"""
    )


def test_the_markdown_is_whole(small):
    text = "SELECT ?figure { { " + INJURED + " } UNION { BIND (0 AS ?figure) } }"
    assert (
        cite(PROLOGUE + text, small).as_markdown()
        == """\
| figure | notes |
| --- | --- |
| 10 | [^1] |
| 0 |  |

[^1]: attack on Zorgo \\| injured \\| about 10 (**estimated**; witnesses, mini-01032024-080000, \
sentence 5, cue « évoquent »): « une dizaine de blessés »

1 row of 2 without a footnote
"""
    )


ODD = [
    "select distinct $m where { $m org:memberOf actor:aes . filter ($m = actor:mali) }",
    "SELECT?m{?m org:memberOf actor:aes;.FILTER(?m=actor:mali)}",
    "SELECT ?m { {} ?m org:memberOf actor:aes ; ; skos:prefLabel 'Mali'@en, 'Mali'@fr . }",
    "SELECT ?m { ?m org:memberOf actor:aes BIND (1 AS ?é) FILTER(?é<2&&?m=actor:mali&&-1.5e0<?é) }",
    "SELECT ?m { ?m org:memberOf actor:aes OPTIONAL { ?m skg:number 5.?m skg:number -.5 } "
    "FILTER (?m = actor:mali) }",
    'SELECT ?m { ?m org:memberOf actor:aes OPTIONAL { ?m skg:a \'1\'^^xsd:date , true, """a\'"b""" } '
    "FILTER (?m IN (actor:mali)) }",
    "SELECT ?m { ?m org:memberOf actor:aes FILTER regex(STR(?m), '/mali$') }",
    "SELECT ?m { ?m a ?t ; org:memberOf <https://w3id.org/sahel-kg/actor/aes>FILTER(?m=actor:mali)}#",
    "SELECT ?m (GROUP_CONCAT(?x; separator=')') AS ?n) { ?m org:memberOf actor:aes BIND ('(' AS ?x) "
    "FILTER (?m = actor:mali) } GROUP BY ?m HAVING (COUNT(*) > 0) ORDER BY ?m LIMIT 5 OFFSET 0",
    "BASE <https://w3id.org/sahel-kg/> SELECT ?m { ?m org:memberOf <actor/aes> } VALUES ?m { <actor/mali> }",
]


@pytest.mark.parametrize("text", ODD)
def test_an_odd_way_of_writing_changes_nothing(store, text):
    answer = cite(PROLOGUE + text, store)
    assert len(answer.rows) == 1
    assert cited(answer) == claims_of(store, MEMBER)


STRINGS = st.text(st.sampled_from("{}[]()<>#'\"\\?$;.,|^!*+/&@é \n\tAS"), max_size=12)


def literal(text, quote):
    escaped = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    return quote + escaped.replace(quote[0], "\\" + quote[0]) + quote


@settings(max_examples=150 if DEEP else 60, deadline=None)
@given(STRINGS, STRINGS, st.sampled_from(["'", '"', "'''", '"""']))
def test_no_string_or_comment_breaks_the_rewriting(store, text, comment, quote):
    comment = comment.replace("\n", " ")
    query = f"""{PROLOGUE}
    SELECT ?m (COUNT(*) AS ?n) ({literal(text, quote)} AS ?word) {{ #{comment}
      ?m org:memberOf actor:aes .#{comment}
      FILTER (?m = actor:mali && STR(?m) != {literal(text, quote)})
      OPTIONAL {{ ?m skos:note {literal(text, quote)} }}
      {{ SELECT ?m {{ ?m org:memberOf ?b FILTER (STR(?b) != {literal(text, quote)}) }} }}
    }} GROUP BY ?m"""
    answer = cite(query, store)
    assert [row[2].value for row in answer.rows] == [text]
    assert cited(answer) == claims_of(store, MEMBER)


def test_the_rewritten_text_of_every_question_is_one(store):
    for question in QUESTIONS.values():
        assert store.query(parse(question.text).select()), question.name


def test_the_library_is_asked_by_name_and_text_alike(store):
    text = Path(QUESTIONS["parts"].file).read_text(encoding="utf-8")
    assert cite("parts", store) == cite(text, store) == cite(parse_question(text), store)
