"""What may be passed on of an article whose rights are ``quotes-only``: the quotes within their sentences.

Whatever no claim quotes is masked letter by letter, so that offsets still hold, and no span tells what stands
around it. This is done before anything is written: pages, files, server and publications follow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from kg.core.model import Article, Claim, Seeds, Sentence, Span
from kg.core.passages import MASK

QUOTES_ONLY = "quotes-only"


def kept_back(seeds: Seeds, quotes_only: bool = False) -> Seeds:
    """Return the seeds without the words that may not be passed on; with ``quotes_only``, of any article."""
    bound = {
        name
        for name, article in seeds.articles.items()
        if quotes_only or article.source.rights == QUOTES_ONLY
    }
    if not bound:
        return seeds
    quoted: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for claim in seeds.claims:
        for span in claim.spans:
            quoted[span.article, span.sentence].append(span)
    articles = {
        name: _masked(article, quoted) if name in bound else article
        for name, article in seeds.articles.items()
    }
    claims = (_bare(claim) if claim.article in bound else claim for claim in seeds.claims)
    return replace(seeds, articles=articles, claims=tuple(claims))


def _masked(article: Article, quoted: dict[tuple[str, str], list[Span]]) -> Article:
    sentences = (replace(s, text=mask(s, quoted[article.id, s.id])) for s in article.sentences)
    return replace(
        article, text="", source=replace(article.source, rights=QUOTES_ONLY), sentences=tuple(sentences)
    )


def mask(sentence: Sentence, spans: Iterable[Span]) -> str:
    """Return the words of a sentence, all masked that no span covers but for the mark that ends it."""
    end = len(sentence.text.rstrip('.!?»”"’؟ '))
    letters = [*MASK * end, *sentence.text[end:]]
    for span in spans:
        start, end = span.start - sentence.start, span.end - sentence.start
        letters[start:end] = sentence.text[start:end]
    return "".join(letters)


def _bare(claim: Claim) -> Claim:
    return replace(claim, spans=tuple(replace(span, prefix="", suffix="") for span in claim.spans))
