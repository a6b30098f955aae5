"""The real seeds: the article letter for letter, and what a curation of it must not lose or add."""

import hashlib
import re

import pytest

from kg.core.namespaces import shorten
from kg.curation.checks import check
from kg.graph.read import read_archive

ARTICLE = "news-22092024-142654"


def said(seeds) -> dict[tuple[str, str, str], list]:
    triples: dict[tuple[str, str, str], list] = {}
    for claim in seeds.claims:
        obj = shorten(claim.object) if isinstance(claim.object, str) else getattr(claim.object, "value", "")
        subject = shorten(claim.subject).replace(f"{ARTICLE}_", "")
        triples.setdefault((subject, claim.relation.name, obj.replace(f"{ARTICLE}_", "")), []).append(claim)
    return triples


def test_the_seeds_have_no_problem_and_every_sentence_is_behind_a_claim_or_silent():
    report = check("seeds")
    assert report.problems == ()
    rows = [row for row in report.coverage if row.sentence.article == ARTICLE]
    assert [row.sentence.id for row in rows if not row.claims] == ["1"]
    assert len(rows) == 21


def test_the_article_is_there_letter_for_letter(seeds):
    text = seeds.articles[ARTICLE].text
    assert len(text) == 3_301 and len(text.encode()) == 3_463
    digest = "2a468f69c28effa9c1bc01052a380fdfbabc9c62d54f28adfb7c7b8ffb0732b3"
    assert hashlib.sha256(text.encode()).hexdigest() == seeds.articles[ARTICLE].sha256 == digest
    day, month, year = re.match(r"news-(\d\d)(\d\d)(\d{4})-", text).groups()
    assert seeds.articles[ARTICLE].source.published.edtf == f"{year}-{month}-{day}"


def test_tolls_keep_bound_source_stance_and_words(seeds):
    tolls = [claim for claim in seeds.claims if claim.relation.range == "Toll"]
    killed, injured = sorted(tolls, key=lambda claim: claim.object.figure)
    assert (killed.relation.name, killed.object.bounds) == ("killed", (70, None))
    assert (injured.relation.name, injured.object.bounds) == ("injured", (201, None))
    for toll in tolls:
        assert shorten(toll.claimant) == f"voice:{ARTICLE}_security-sources"
        assert (toll.narrator, toll.mode, toll.revision) == ("Reported", "Estimate", "First")
        assert toll.cue == "selon les premières estimations"


@pytest.mark.parametrize("utterance", ["aes-denial", "aes-chair-reassurance"])
def test_speech_whose_content_is_not_stated_has_none(seeds, utterance):
    act = f"https://w3id.org/sahel-kg/utterance/{ARTICLE}_{utterance}"
    assert not [claim for claim in seeds.claims if claim.said_in == act]
    assert "speaker" in {claim.relation.name for claim in seeds.claims if claim.subject == act}


def test_what_somebody_boasts_or_affirms_is_kept_at_a_distance(seeds):
    for triple in (
        ("event:neutralisation", "target", "actor:attackers"),
        ("event:goita-victories", "happened", "true"),
        ("event:aes-victories", "happened", "true"),
    ):
        assert [claim.narrator for claim in said(seeds)[triple]] == ["Distanced"]


def test_collectives_are_not_merged_and_no_pair_is_made(seeds):
    triples = said(seeds)
    groups = {
        "jihadist-groups",
        "terrorist-groups",
        "armed-terrorist-groups",
        "local-rebel-groups",
        "terrorists",
    }
    assert groups <= {entity.id for entity in seeds.entities.values()}
    assert not [t for t in triples if t[1] in ("hostileTo", "alliedWith")]
    assert ("event:clashes", "participant", "actor:jihadist-groups") in triples


def test_the_office_whose_holder_is_not_named_stays_an_office(seeds):
    holders = [t for t in said(seeds) if t[1] == "holds"]
    assert holders == [("actor:assimi-goita", "holds", "actor:mali-transition-president")]


def test_presupposed_and_inferred_claims_are_marked(seeds):
    triples = said(seeds)
    assert (
        triples["event:aes-form-change", "formerForm", "concept:mutual-defence-pact"][0].basis == "Inferred"
    )
    assert all(claim.reason for claim in seeds.claims if claim.basis == "Inferred")
    negated = [claim for claim in seeds.claims if claim.polarity == "Negated"]
    assert [claim.relation.name for claim in negated] == ["anticipated"]


def test_every_quote_is_short_and_in_its_sentence(archive, seeds):
    for statement in archive.claims.values():
        for passage in statement.spans:
            sentence = archive.sentence(passage)
            words = sentence.text[passage.start - sentence.start : passage.end - sentence.start]
            assert words == passage.exact and words in statement.quote
    lengths = sorted(len(claim.quote) for claim in seeds.claims)
    assert lengths[len(lengths) // 2] <= 60


def test_no_event_exists_that_only_a_boast_speaks_of(archive):
    ghosts = {
        shorten(entity.iri).replace(f"{ARTICLE}_", "")
        for entity in archive.entities.values()
        if not archive.exists(entity)
    }
    assert {"event:neutralisation", "event:goita-victories", "event:aes-victories", "event:defeat"} <= ghosts
    assert "event:bamako-attack" not in ghosts


def test_the_archive_of_everyone_lets_them_exist(seeds):
    from kg.graph.assemble import assemble

    archive = read_archive(assemble(seeds, policy="everyone"))
    assert archive.exists(archive.entities[f"https://w3id.org/sahel-kg/event/{ARTICLE}_neutralisation"])
