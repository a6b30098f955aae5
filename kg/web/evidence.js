// The evidence panel: what stands behind an edge, a node, a claim or a sentence.
function thingButton(iri) {
  const claim = claimsByIri.get(iri);
  if (!things.has(iri) && !claim) return el("bdi", { class: "literal" }, nameOf(iri));
  return el("button", { class: "name", type: "button", onclick: () => choose(claim ? { claim: iri } : { node: iri }) },
    el("bdi", {}, nameOf(iri)));
}

function triple(claim, button = thingButton) {
  const relation = local(DATA.relations[claim.relation].label);
  return el("span", { class: "triple" }, button(claim.subject), " ",
    claim.polarity === "Negated" ? el("span", { class: "not" }, term("Negated")) : "",
    claim.polarity === "Negated" ? " " : "",
    el("span", { class: "relation" }, relation), " ", button(claim.object));
}

const plainName = (iri) => el("bdi", {}, nameOf(iri));

function badge(status) {
  return el("span", { class: "badge " + status }, lineSwatch(status, 33), term(status));
}

function quotes(claim) {
  const bySentence = new Map();
  for (const [sentence, start, end] of claim.passages) bySentence.set(sentence, [...(bySentence.get(sentence) || []), { start, end }]);
  return [...bySentence].map(([index, spans]) => {
    const [article, place, text] = DATA.sentences[index];
    return el("figure", { class: "quote" },
      el("blockquote", { lang: "fr", dir: "auto" }, ...marked(text, spans)),
      el("figcaption", {}, el("button", { class: "link", type: "button", onclick: () => choose({ sentence: index }) }, `${w("sentence")} ${place}`),
        el("span", { title: article }, ` · ${w("article")} ${day(DATA.articles[article] || article)}`)));
  });
}

function row(list, label, ...content) {
  if (content.some((part) => part !== "" && part !== null)) list.append(el("dt", {}, label), el("dd", {}, ...content));
}

function others(label, iris) {
  if (!iris || !iris.length) return "";
  return el("div", { class: "others" }, el("h4", {}, label), el("ul", {}, ...iris.map((iri) => {
    const claim = claimsByIri.get(iri);
    return el("li", {}, claim
      ? el("button", { class: "other", type: "button", onclick: () => choose({ claim: iri }) },
        el("bdi", { lang: "fr", class: "words" }, quoted(claim.quote)), el("span", {}, ` ${nameOf(claim.claimant)} · ${term(claim.status)}`))
      : thingButton(iri));
  })));
}

function copyable(iri) {
  const button = el("button", { class: "copy", type: "button" }, w("copy"));
  button.addEventListener("click", () => copy(iri, button));
  return el("span", { class: "iri" }, el("code", { dir: "ltr" }, iri), button);
}

async function copy(text, button) {
  const field = el("textarea", { class: "unseen", value: text });
  try {
    await navigator.clipboard.writeText(text);
  } catch (refused) {
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  button.textContent = w("copied");
  $("said").textContent = w("copied");
  setTimeout(() => { button.textContent = w("copy"); }, 1600);
}

// The stance of a narrator is said in words, with the cue that shows it.
function details(claim) {
  const list = el("dl", {});
  row(list, w("claimant"), thingButton(claim.claimant));
  row(list, w("stance"), el("span", { class: "stance", title: term(claim.narrator) }, w("stance" + claim.narrator)),
    el("span", { class: "aside" }, ` · ${term(claim.narrator)}`),
    claim.cue ? el("span", { class: "cue" }, ` ${w("cue")} `, el("bdi", { class: "words", lang: "fr" }, quoted(claim.cue))) : "");
  row(list, w("mode"), term(claim.mode));
  row(list, w("basis"), term(claim.basis));
  row(list, w("reason"), claim.reason ? el("bdi", {}, claim.reason) : "");
  row(list, w("coreference"), claim.coreference ? el("bdi", {}, claim.coreference) : "");
  row(list, w("when"), claim.holds ? el("bdi", {}, claim.holds) : "");
  row(list, w("saidAt"), claim.said ? el("bdi", {}, claim.said) : "");
  row(list, w("addressee"), claim.to ? thingButton(claim.to) : "");
  row(list, w("revision"), claim.revision ? term(claim.revision) : "");
  row(list, w("saidIn"), claim.said_in ? thingButton(claim.said_in) : "");
  row(list, w("admitted"), admissions(claim));
  return list;
}

function admissions(claim) {
  const under = DATA.policies.filter((policy) => admits(policy, claim));
  return under.length ? under.map(policyName).join(" · ") : el("span", { class: "aside" }, w("nobody"));
}

function body(claim) {
  const contrast = claim.contrast ? ` (${quoted(claim.contrast)})` : "";
  return [
    ...quotes(claim),
    claim.note ? el("p", { class: "note" }, el("bdi", {}, claim.note)) : "",
    details(claim),
    others(w("against") + contrast, claim.against),
    others(w("againstBy"), opposed.get(claim.iri)),
    others(w("conflicts"), claim.conflicts),
    others(w("disputes"), claim.disputes),
    copyable(claim.iri),
  ];
}

function card(claim, alone) {
  return el("article", { class: "claim" + (admits(state.policy, claim) ? "" : " out") },
    alone ? "" : el("p", { class: "head" }, badge(claim.status)),
    claim.polarity === "Negated" ? el("p", { class: "statement" }, triple(claim)) : "", ...body(claim));
}

// A folded claim: its quote and who says so; unfolded, everything.
function folded(claim, self) {
  const inside = el("div", { class: "inside" });
  const box = el("details", { class: "claim" + (admits(state.policy, claim) ? "" : " out") },
    el("summary", {}, el("span", { class: "statement" }, triple(claim, (iri) => (iri !== self ? plainName(iri) : iri === claim.subject ? "" : el("bdi", { class: "aside" }, nameOf(iri))))),
      el("bdi", { class: "words", lang: "fr" }, quoted(claim.quote)),
      el("span", { class: "aside" }, `${nameOf(claim.claimant)} · ${w("sentence")} ${DATA.sentences[claim.passages[0][0]][1]}`)), inside);
  box.addEventListener("toggle", () => {
    if (box.open && !inside.hasChildNodes()) inside.append(...body(claim).filter((part) => part !== ""));
  });
  return box;
}

function groups(list, open, self) {
  return DATA.statuses.map((status) => {
    const some = list.filter((claim) => claim.status === status);
    return some.length && el("details", { class: "group", open: open && some.length <= 40 },
      el("summary", {}, badge(status), el("span", { class: "count" }, number(some.length))), ...some.map((claim) => folded(claim, self)));
  }).filter(Boolean);
}

function tollsOf(iri) {
  const list = DATA.claims.filter((claim) => claim.subject === iri && tolls.has(claim.object));
  if (!list.length) return "";
  return el("section", { class: "tolls" }, el("h3", {}, w("tollTitle")), ...list.map((claim) =>
    el("button", { class: "toll", type: "button", onclick: () => choose({ claim: claim.iri }) },
      el("strong", {}, el("bdi", {}, local(tolls.get(claim.object))), ` ${w(claim.relation)}`),
      el("span", {}, `${nameOf(claim.claimant)} · ${term(claim.status)}`),
      admits(state.policy, claim) ? "" : el("span", { class: "aside" }, w("refused")))));
}

function identifiers(thing) {
  if (!thing.identifiers.length) return "";
  return el("details", { class: "ids" }, el("summary", {}, w("identifiers")), el("ul", {}, ...thing.identifiers.map(([scheme, id, source]) =>
    el("li", {}, el("b", {}, scheme), " ", el("code", { dir: "ltr" }, id), " ",
      /^https?:\/\//i.test(source)
        ? el("a", { href: source, rel: "noreferrer noopener", target: "_blank" }, source)
        : el("bdi", { class: "aside" }, source)))), copyable(thing.iri));
}

function heading(kicker, ...content) {
  return el("header", {}, el("p", { class: "kicker" }, ...kicker), el("h2", { id: "panel-title", tabIndex: -1 }, ...content));
}

const PANELS = {
  node(iri) {
    const thing = things.get(iri);
    const of = DATA.claims.filter((claim) => claim.subject === iri || claim.object === iri);
    const by = DATA.claims.filter((claim) => claim.claimant === iri);
    const names = [...new Set([...thing.label, ...thing.aliases])].filter((name) => name !== nameOf(iri));
    return [
      heading([shapeSwatch(kindOf(thing).look), local(kindOf(thing).label)], el("bdi", {}, nameOf(iri))),
      names.length ? el("p", { class: "aliases" }, `${w("also")} `, ...names.flatMap((name, i) => [i ? " · " : "", el("bdi", {}, name)])) : "",
      drawnNow(iri) ? "" : el("p", { class: "aside" }, w("notDrawn")),
      tollsOf(iri),
      identifiers(thing),
      of.length ? el("h3", {}, w("about"), el("span", { class: "count" }, claims(of.length))) : "",
      ...groups(of, true, iri),
      by.length ? el("h3", {}, w("says"), el("span", { class: "count" }, claims(by.length))) : "",
      ...groups(by, by.length <= 12),
    ];
  },
  edge(id) {
    const edge = DATA.edges[id];
    const all = edge.claims.map((iri) => claimsByIri.get(iri));
    const inside = all.filter((claim) => admits(state.policy, claim));
    const outside = all.filter((claim) => !inside.includes(claim));
    return [
      heading([inside.length ? badge(firmest(inside)) : el("span", { class: "aside" }, w("refused"))], triple(all[0])),
      inside.length ? el("h3", {}, w("behind"), el("span", { class: "count" }, number(inside.length))) : "",
      ...inside.map((claim) => card(claim, inside.length === 1)),
      outside.length ? el("h3", {}, w("refused"), el("span", { class: "count" }, number(outside.length))) : "",
      ...outside.map((claim) => card(claim, false)),
    ];
  },
  claim(iri) {
    const claim = claimsByIri.get(iri);
    return [heading([badge(claim.status), admits(state.policy, claim) ? "" : el("span", { class: "aside" }, w("refused"))], triple(claim)),
      el("article", { class: "claim" }, ...body(claim))];
  },
  sentence(index) {
    const [article, place, text] = DATA.sentences[index];
    const list = DATA.claims.filter((claim) => claim.passages.some(([sentence]) => sentence === index));
    return [
      heading([capital(`${w("article")} ${day(DATA.articles[article] || article)}`)], capital(`${w("sentence")} ${place}`)),
      el("figure", { class: "quote" }, el("blockquote", { lang: "fr", dir: "auto" }, ...marked(text, spansOf(list, index)))),
      el("h3", {}, w("drawnFrom"), el("span", { class: "count" }, claims(list.length))),
      ...groups(list, true),
    ];
  },
  changes([before, after]) {
    const had = linksUnder(before), have = linksUnder(after);
    const part = (title, list) => list.length ? [el("h3", {}, title, el("span", { class: "count" }, number(list.length))),
      el("ul", { class: "links" }, ...list.map((edge) => el("li", {}, el("button", { class: "other", type: "button", onclick: () => choose({ edge: edge.id }) },
        triple(claimsByIri.get(edge.claims[0]), plainName)))))] : [];
    return [heading([w("changes")], `${policyName(before)} → ${policyName(after)}`),
      ...part(w("added"), have.filter((edge) => !had.includes(edge))), ...part(w("removed"), had.filter((edge) => !have.includes(edge)))];
  },
};

function spansOf(list, index) {
  return list
    .flatMap((claim) => claim.passages.filter(([sentence]) => sentence === index)
      .map(([, start, end]) => ({ start, end, look: admits(state.policy, claim) ? "" : "said" })))
    .sort((a, b) => a.look.length - b.look.length);
}

function showPanel(focus) {
  const [kind] = Object.keys(state.chosen || {});
  $("panel").hidden = !kind;
  $("back").hidden = trail.length < 2;
  if (!kind) return;
  $("evidence").replaceChildren(...PANELS[kind](state.chosen[kind]).filter((part) => part !== "" && part));
  $("panel").scrollTop = 0;
  if (focus) $("panel-title").focus({ preventScroll: true });
}
