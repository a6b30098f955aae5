"""What may not be passed on of an article is not in the graph, and so in nothing that is made of it."""

from dataclasses import replace
from itertools import pairwise

import pytest

from kg.core.model import Seeds
from kg.core.passages import MASK, pieces, shown
from kg.graph.assemble import assemble
from kg.graph.read import read_archive
from kg.graph.rights import QUOTES_ONLY, kept_back


def words_outside_quotes(seeds: Seeds) -> set[str]:
    """Find pairs of neighbouring words of the articles that no quote holds."""
    quotes = "\n".join(span.exact for claim in seeds.claims for span in claim.spans)
    words = (pairwise(article.text.split()) for article in seeds.articles.values())
    pairs = {" ".join(pair).strip(".,») ") for each in words for pair in each}
    return {pair for pair in pairs if pair not in quotes}


def test_every_word_of_the_article_is_in_the_graph_unless_only_quotes_may_be(seeds):
    outside = {pair for pair in words_outside_quotes(seeds) if len(pair) > 12}
    assert len(outside) > 20
    whole, quotes = (
        "\n".join(str(quad) for quad in assemble(seeds, quotes_only=only)) for only in (False, True)
    )
    cues = "\n".join(f"{claim.cue}\n{claim.contrast}\n{claim.coreference}" for claim in seeds.claims)
    assert sum(pair in whole for pair in outside) > 20
    kept = {pair for pair in outside if pair in quotes and pair not in cues}
    named = "\n".join(name for entity in seeds.entities.values() for name in entity.names)
    times = "\n".join(time.words for claim in seeds.claims for time in (claim.holds, claim.said) if time)
    assert {pair for pair in kept if pair not in named and pair not in times} == set()


def test_claims_quotes_and_facts_stay_the_same(seeds):
    one, other = (read_archive(assemble(seeds, quotes_only=only)) for only in (False, True))
    assert one.claims.keys() == other.claims.keys()
    for iri, claim in one.claims.items():
        bare = tuple(replace(span, prefix="", suffix="") for span in claim.spans)
        assert replace(claim, spans=bare) == other.claims[iri]
    assert one.occurring == other.occurring


def test_a_quote_stands_where_it_stood_in_its_sentence(seeds):
    masked = kept_back(seeds, quotes_only=True)
    for claim in masked.claims:
        for span in claim.spans:
            (sentence,) = (s for s in masked.articles[span.article].sentences if s.id == span.sentence)
            assert sentence.text[span.start - sentence.start : span.end - sentence.start] == span.exact


@pytest.mark.parametrize("rights", ["", "© Radio Fleuve", QUOTES_ONLY])
def test_an_article_may_say_so_for_itself_alone(little_seeds, rights):
    first, *others = sorted(little_seeds.articles)
    article = little_seeds.articles[first]
    bound = replace(article, source=replace(article.source, rights=rights))
    kept = kept_back(replace(little_seeds, articles=little_seeds.articles | {first: bound}))
    assert (MASK * 3 in kept.articles[first].sentences[1].text) == (rights == QUOTES_ONLY)
    assert all(kept.articles[each] == little_seeds.articles[each] for each in others)
    spans = [span for claim in kept.claims for span in claim.spans if span.article == first]
    assert (
        {span.prefix for span in spans} == {""} if rights == QUOTES_ONLY else {span.prefix for span in spans}
    )


def test_what_is_kept_back_is_shown_in_short_and_the_quotes_whole(seeds):
    masked = kept_back(seeds, quotes_only=True)
    (article,) = masked.articles.values()
    for sentence in article.sentences:
        spans = [s for claim in masked.claims for s in claim.spans if s.sentence == sentence.id]
        cut = pieces(sentence, spans)
        assert MASK * 2 not in "".join(piece.text for piece in cut)
        told = "".join(piece.text for piece in cut if piece.is_quoted)
        assert all(word in told for span in spans for word in span.exact.split())
        assert MASK * 2 not in shown(sentence.text)
