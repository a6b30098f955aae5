"""The mutants that no test notices, and why: what was and what it became, on one line each."""

_BOUND = "an upper bound of the likeness, asked for speed alone"
_ODD = "no white space, and no letter of ours"
_PRUNED = "if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:"
_WIDE = 'wide = max({}, min(len(words), len(re.findall(r"[\\w’\'-]+", quote))))'
_PLAIN = 'plain = sign.isascii() or not {{*sign}} - {{*"{}"}}'
SURVIVORS: dict[tuple[str, str], str] = {
    (
        "found = store.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(SKG.Claim))",
        "found = store.quads_for_pattern(None, None, ox.NamedNode(SKG.Claim))",
    ): "the class is never the object of anything but a type",
    (
        "assert isinstance(one, Toll) and isinstance(other, Toll)",
        "assert isinstance(one, Toll) or isinstance(other, Toll)",
    ): "said for the types alone: only tolls come here",
    (_WIDE.format(1), _WIDE.format(2)): "passages of one word are tried all the same",
    ("matcher = SequenceMatcher(autojunk=False)", "matcher = SequenceMatcher(autojunk=None)"): "as false",
    (_PRUNED, _PRUNED.replace(" and ", " or ")): _BOUND,
    (_PRUNED, _PRUNED.replace(">", ">=", 1)): _BOUND,
    (_PRUNED, _PRUNED.replace("quick_ratio() > best:", "quick_ratio() >= best:")): _BOUND,
    ("if ratio > best:", "if ratio >= best:"): "of passages that are equally like, none is better",
    (
        "while at >= 0 and len(ways) < PLACES:",
        "while at >= 0 and len(ways) <= PLACES:",
    ): "one place more than the fifty that are looked at",
    (
        "at = flat.find(wanted, at + 1)",
        "at = flat.find(wanted, at + 2)",
    ): "of places that overlap by all but a letter, the first tells as much",
    ("i = j = 0", "i = j = None"): "a slice from nothing begins at 0",
    ('if white.strip(" ") == "":', 'if white.strip("XX XX") == "":'): _ODD,
    (_PLAIN.format("’‘“”«»–—…œŒæÆ"), _PLAIN.format("XX’‘“”«»–—…œŒæÆXX")): _ODD,
}
