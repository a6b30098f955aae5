"""A researcher's own policies: a file in the seeds is enough, and none can make a fact of what is none."""

from dataclasses import replace

import pytest

from kg.curation.checks import read_seeds
from kg.errors import BadPolicy, UnknownPolicy
from kg.graph.assemble import assemble
from kg.graph.policy import check_policies, read_policies
from kg.graph.read import read_archive
from kg.network.project import project
from kg.pipeline import build
from kg.query.library import ask
from kg.query.opening import open_output

PREFIXES = "PREFIX skg: <https://w3id.org/sahel-kg/ns#>\nPREFIX prov: <http://www.w3.org/ns/prov#>\n"
ADMIT = "CONSTRUCT { ?c skg:admittedBy <https://w3id.org/sahel-kg/policy/own> } WHERE { ?c a skg:Claim ; "
FACTUAL = "skg:polarity skg:Affirmed ; skg:mode ?m . FILTER (?m IN (skg:Fact, skg:Estimate)) "


def put(seeds, text: str, name: str = "own") -> None:
    (seeds / "policies").mkdir(exist_ok=True)
    (seeds / "policies" / f"{name}.rq").write_text(PREFIXES + text, encoding="utf-8")


@pytest.mark.long
def test_a_file_in_the_seeds_is_a_policy_that_can_be_asked_until_it_goes(copy_of_miniature, tmp_path):
    named = "?c prov:wasAttributedTo ?who . FILTER NOT EXISTS { ?who a skg:AnonymousSource } }"
    put(copy_of_miniature, f"#+ summary: No anonymous source\n{ADMIT}{FACTUAL}{named}")
    build(copy_of_miniature, tmp_path / "output")
    rows = ask("tolls", open_output(tmp_path / "output", "own"))
    who, admitted = map(rows.columns.index, ("claimant", "admitted"))
    assert {row[who]: row[admitted] for row in rows.as_text()} == {
        "government of Belmar": "yes", "Lions of Tamba": "yes", "witnesses": "no",
        "army of Belmar": "yes", "Dunes Front": "yes",
    }  # fmt: skip
    facts = tmp_path / "output" / "facts"
    assert (facts / "own.ttl").is_file()
    (copy_of_miniature / "policies" / "own.rq").unlink()
    build(copy_of_miniature, tmp_path / "output")
    assert sorted(p.stem for p in facts.iterdir()) == ["everyone", "narrator", "reported"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ADMIT + "}", "is no affirmed fact or estimate"),
        (ADMIT + "skg:polarity skg:Affirmed }", "is no affirmed fact or estimate"),
        ("CONSTRUCT { ?s a skg:Attack } WHERE { ?s skg:describedAs skg:Attack }", "and nothing else"),
        (ADMIT.replace("policy/own", "policy/other") + FACTUAL + "}", "and nothing else"),
        ("SELECT ?c WHERE { ?c a skg:Claim }", "a policy is a CONSTRUCT"),
        (ADMIT, "own.rq: error at"),
        (ADMIT + FACTUAL + "FILTER(<urn:f>(?c)) }", "own.rq: The custom function <urn:f> is not supported"),
        (ADMIT + FACTUAL + "SERVICE <http://127.0.0.1:9/> { ?c ?p ?o } }", "asks another machine"),
    ],
)
def test_a_policy_that_does_anything_else_is_refused(copy_of_miniature, tmp_path, text, message):
    put(copy_of_miniature, text)
    with pytest.raises(BadPolicy, match=message) as refused:
        build(copy_of_miniature, tmp_path / "output")
    assert "policies/own.rq" in str(refused.value) and "\n" not in str(refused.value)
    assert not (tmp_path / "output").exists()


def test_a_policy_that_is_no_text_is_refused_at_its_line(copy_of_miniature):
    put(copy_of_miniature, "")
    (copy_of_miniature / "policies" / "own.rq").write_bytes(b"# a\n\xff")
    with pytest.raises(BadPolicy, match=r"own\.rq:2: not UTF-8"):
        check_policies(copy_of_miniature)


@pytest.mark.parametrize("name", ["my policy", "a>b", "Own", "reported"])
def test_a_policy_has_a_good_name_of_its_own(copy_of_miniature, name):
    put(copy_of_miniature, ADMIT + FACTUAL + "}", name)
    with pytest.raises(BadPolicy):
        check_policies(copy_of_miniature)


def test_an_event_that_the_narrator_denies_does_not_exist(miniature):
    seeds = read_seeds(miniature)
    happened = next(c for c in seeds.claims if c.relation.name == "happened")
    attack = next(c.subject for c in seeds.claims if c.relation.name == "perpetrator")
    narrator = next(c.claimant for c in seeds.claims if c.is_narrators)
    denial = replace(
        happened, iri=happened.iri + "-x", subject=attack, claimant=narrator,
        polarity="Negated", narrator="Endorsed", said_in="", against=(), contrast="",
    )  # fmt: skip
    denied = replace(seeds, claims=(*seeds.claims, denial))
    assert attack in read_archive(assemble(seeds)).occurring
    assert attack not in read_archive(assemble(denied)).occurring
    assert attack not in project(read_archive(assemble(denied)))
    assert attack in read_archive(assemble(denied, policy="everyone")).occurring


def test_a_prescription_or_judgement_is_no_rival_of_a_fact(miniature):
    seeds = read_seeds(miniature)
    fact = next(c for c in seeds.claims if c.relation.name == "perpetrator")
    wish = replace(fact, iri=fact.iri + "-x", mode="Prescription", polarity="Negated")
    archive = read_archive(assemble(replace(seeds, claims=(*seeds.claims, wish))))
    assert archive.claims[fact.iri].status == "Asserted"


def test_names_that_nobody_bears_are_refused(miniature):
    seeds = read_seeds(miniature)
    with pytest.raises(UnknownPolicy):
        project(read_archive(assemble(seeds)), "nonsense")


def test_the_policies_that_come_along_introduce_themselves_in_both_languages():
    for policy in read_policies().values():
        assert policy.summary != policy.resume
