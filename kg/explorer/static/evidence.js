// The evidence panel: what stands behind a link, a node, a claim or a sentence.
const plainName = (iri) => el("bdi", {}, nameOf(iri));

function thingButton(iri) {
  const claim = claimsByIri.get(iri);
  if (!things.has(iri) && !claim) return el("bdi", { class: "literal" }, nameOf(iri));
  return el("button", { class: "name", type: "button", onclick: () => choose(claim ? { claim: iri } : { node: iri }) }, plainName(iri));
}

const relationName = (name) => local(DATA.relations[name].label);

function triple(claim, button = thingButton) {
  const negated = claim.polarity === "Negated";
  return el("span", { class: "triple" }, button(claim.subject), " ", negated && el("span", { class: "not" }, term("Negated")), negated && " ",
    el("span", { class: "relation" }, relationName(claim.relation)), " ", button(claim.object));
}

// What a link says: the fact that its claims state, or between which ends a rule or a query puts it.
function statementOf(link, button = thingButton) {
  const fact = !link.derived && link.shown !== "recorded" && link.claims.find((claim) => claim.relation === link.name && claim.polarity === "Affirmed");
  if (fact) return triple(fact, button);
  return el("span", { class: "triple" }, button(link.tail), " ", el("span", { class: "relation" }, relationName(link.name)), " ", button(link.head));
}

const statusNow = (claim) => now.statusOf(claim) || claim.status;
const badge = (status) => el("span", { class: "badge " + status }, lineSwatch(status, 33), term(status));

function quotes(claim) {
  return [...gathered(claim.passages.map(([sentence, start, end]) => [sentence, { start, end }]))].map(([index, spans]) => {
    const [article, place, text] = DATA.sentences[index];
    return el("figure", { class: "quote" },
      el("blockquote", { lang: "fr", dir: "auto" }, marked(text, spans)),
      el("figcaption", {}, el("button", { class: "link", type: "button", onclick: () => choose({ sentence: index }) }, `${w("sentence")} ${place}`),
        el("span", { title: article }, ` · ${w("article")} ${day(DATA.articles[article] || article)}`)));
  });
}

function row(list, label, ...content) {
  if (content.some((part) => part)) list.append(el("dt", {}, label), el("dd", {}, content));
}

function copyable(iri) {
  const button = el("button", { class: "copy", type: "button", "aria-label": `${w("copy")} ${iri}` }, w("copy"));
  button.addEventListener("click", () => copy(iri, button));
  return el("span", { class: "iri" }, el("code", { dir: "ltr" }, iri), button);
}

const clock = (when) => when && el("bdi", {}, [when.words || when.edtf, when.anchor && `(${[term(when.relation).toLowerCase(), nameOf(when.anchor), when.distance].filter(Boolean).join(" ")})`].filter(Boolean).join(" "));

// The stance of a narrator is said in words, with the cue that shows it.
function details(claim) {
  const list = el("dl", {});
  row(list, w("claimant"), thingButton(claim.claimant));
  row(list, w("stance"), el("span", { class: "stance", title: term(claim.narrator) }, w("stance" + claim.narrator)),
    el("span", { class: "aside" }, ` · ${term(claim.narrator)}`),
    claim.cue && el("span", { class: "cue" }, ` ${w("cue")} `, el("bdi", { class: "words", lang: "fr" }, quoted(claim.cue))));
  row(list, w("mode"), term(claim.mode));
  row(list, w("basis"), term(claim.basis));
  row(list, w("reason"), claim.reason && el("bdi", {}, claim.reason));
  row(list, w("coreference"), claim.coreference && el("bdi", {}, claim.coreference));
  row(list, w("when"), clock(claim.holds));
  row(list, w("saidAt"), clock(claim.said));
  row(list, w("addressee"), claim.to && thingButton(claim.to));
  row(list, w("revision"), claim.revision && term(claim.revision));
  row(list, w("saidIn"), claim.said_in && thingButton(claim.said_in));
  row(list, w("admitted"), admissions(claim));
  return list;
}

function admissions(claim) {
  if (!now.statusOf(claim)) return el("span", { class: "aside" }, w("unbelieved"));
  const under = now.admittedBy(claim);
  return under.length ? under.map(policyName).join(" · ") : el("span", { class: "aside" }, w("nobody"));
}

// What stands against a claim, beside it: who says which words, and how the narrator takes it.
function rivals(claim) {
  const groups = [[w("against") + (claim.contrast ? ` (${quoted(claim.contrast)})` : ""), claim.against], [w("againstBy"), opposed.get(claim.iri)],
    [w("conflicts"), claim.conflicts], [w("disputes"), claim.disputes], [w("disputedBy"), disputed.get(claim.iri)]];
  return groups.filter(([, iris]) => iris && iris.length).map(([label, iris]) => el("section", { class: "others" }, el("h4", {}, label), iris.map((iri) => {
    const other = claimsByIri.get(iri);
    return other ? el("div", { class: "rivals" }, side(claim, w("thisClaim")), side(other, "", () => choose({ claim: iri }))) : el("p", {}, thingButton(iri));
  })));
}

function side(claim, title, open) {
  const parts = [el("span", { class: "statement" }, triple(claim, plainName)), el("bdi", { lang: "fr", class: "words" }, quoted(claim.quote)),
    el("span", { class: "aside" }, `${nameOf(claim.claimant)} · ${w("stance" + claim.narrator)}`), now.statusOf(claim) ? badge(statusNow(claim)) : el("span", { class: "aside" }, w("unbelieved"))];
  return open ? el("button", { class: "side other" + outside(claim), type: "button", onclick: open }, parts) : el("div", { class: "side" + outside(claim) }, el("span", { class: "kicker" }, title), parts.slice(1));
}

function body(claim) {
  return [quotes(claim), claim.note && el("p", { class: "note" }, el("bdi", {}, claim.note)), rivals(claim), details(claim), copyable(claim.iri)];
}

const outside = (claim) => (now.isAdmitted(claim) ? "" : " out");

function card(claim, alone) {
  return el("article", { class: "claim" + outside(claim) }, !alone && el("p", { class: "head" }, badge(statusNow(claim))),
    (!alone || claim.polarity === "Negated") && el("p", { class: "statement" }, triple(claim)), body(claim));
}

// A folded claim: its quote and who says so; unfolded, everything.
function folded(claim, self) {
  const inside = el("div", { class: "inside" });
  const box = el("details", { class: "claim" + outside(claim) },
    el("summary", {}, el("span", { class: "statement" }, triple(claim, sparing(self, claim.subject))), el("bdi", { class: "words", lang: "fr" }, quoted(claim.quote)),
      el("span", { class: "aside" }, `${nameOf(claim.claimant)} · ${w("sentence")} ${DATA.sentences[claim.passages[0][0]][1]}`)), inside);
  box.addEventListener("toggle", () => { if (box.open && !inside.hasChildNodes()) inside.append(...body(claim).flat().filter(Boolean)); });
  return box;
}

const MOST_FOLDED = 60;

function groups(list, open, self) {
  return DATA.statuses.map((status) => [status, list.filter((claim) => statusNow(claim) === status)]).filter(([, some]) => some.length).map(([status, some]) => {
    const box = el("details", { class: "group", open: open && some.length <= 40 }, el("summary", {}, badge(status), el("span", { class: "count" }, number(some.length))));
    const fill = () => { if (box.open && box.children.length === 1) box.append(...inParts(some, MOST_FOLDED, (claim) => folded(claim, self))); };
    box.addEventListener("toggle", fill);
    fill();
    return box;
  });
}

// The first of a long list, and a button for the rest of it.
function inParts(list, most, make, onmore = () => {}) {
  if (list.length <= most) return list.map(make);
  const first = list.slice(0, most).map(make), button = el("button", { class: "quiet", type: "button" }, `${w("more")} (${number(list.length - most)})`);
  const wrap = { LI: () => el("li", {}, button), TR: () => el("tr", {}, el("td", { colSpan: 99 }, button)) }[first[0].tagName], rest = wrap ? wrap() : button;
  button.addEventListener("click", () => { onmore(); rest.replaceWith(...list.slice(most).map(make)); });
  return [...first, rest];
}

// What a toll counts is the last word of its relation, as in "a fait des morts".
const counted = (relation) => relationName(relation).split(" ").pop();

function tollsOf(iri) {
  const list = (claimsAbout.get(iri) || []).filter((claim) => claim.subject === iri && tolls.has(claim.object));
  const bounds = tollBounds(iri, now.isAdmitted).filter((one) => one.tolls > 1);
  return list.length > 0 && el("section", { class: "tolls" }, el("h3", {}, w("tollTitle")), list.map((claim) =>
    el("button", { class: "toll" + outside(claim), type: "button", onclick: () => choose({ claim: claim.iri }) },
      el("strong", {}, el("bdi", {}, local(tolls.get(claim.object).label)), ` ${counted(claim.relation)}`),
      el("span", {}, `${nameOf(claim.claimant)} · ${term(statusNow(claim))}`), !now.isAdmitted(claim) && el("span", { class: "aside" }, w("refused")))),
    bounds.map((one) => el("p", { class: "bounds" }, `${w("bounds")} ${boundsText(one)} ${one.population} ${counted(one.relation)}`.replace("  ", " "))));
}

const boundsText = ({ lower, upper }) => (lower === null ? (upper === null ? w("openBoth") : `${w("upTo")} ${number(upper)}`) : upper === null ? `${w("from0")} ${number(lower)}` : `${number(lower)}–${number(upper)}`);

function identifiers(thing) {
  if (!thing.identifiers.length) return "";
  return el("details", { class: "ids" }, el("summary", {}, w("identifiers")), el("ul", {}, thing.identifiers.map(([scheme, id, source]) =>
    el("li", {}, el("b", {}, scheme), " ", el("code", { dir: "ltr" }, id), " ",
      /^https?:\/\//i.test(source) ? el("a", { href: source, rel: "noreferrer noopener", target: "_blank" }, source) : el("bdi", { class: "aside" }, source)))));
}

const heading = (kicker, ...content) => el("header", {}, el("p", { class: "kicker" }, kicker), el("h2", { id: "panel-title", tabIndex: -1 }, content));

const linkLine = (link, say = statementOf(link, plainName)) => el("li", {}, el("button", { class: "other", type: "button", onclick: () => choose({ edge: link.id }) }, say));

// The neighbours of a node: each link as it is said, from the node's own side.
function neighboursOf(iri) {
  const own = now.links.filter((link) => link.tail === iri || link.head === iri);
  const hidden = own.filter((link) => !now.nodes.has(link.tail) || !now.nodes.has(link.head)).length;
  return own.length > 0 && el("details", { class: "near", open: own.length <= 12 }, el("summary", {}, el("h3", {}, w("linkedTo"), el("span", { class: "count" }, links(own.length)))),
    hidden > 0 && el("button", { class: "copy", type: "button", onclick: () => widen(iri) }, `${w("showAround")} (+${number(hidden)})`),
    el("ul", { class: "links" }, inParts(own, MOST_FOLDED, (link) => linkLine(link, statementOf(link, sparing(iri, subjectOf(link)))))));
}

// In a list about one thing its own name goes without saying where it comes first, and is faint elsewhere.
const sparing = (self, subject) => (iri) => (iri !== self ? plainName(iri) : iri === subject ? "" : el("bdi", { class: "aside" }, nameOf(iri)));

const PANELS = {
  node(iri) {
    const thing = things.get(iri), of = claimsAbout.get(iri) || [], by = claimsBy.get(iri) || [];
    const names = [...new Set([...thing.label, ...thing.aliases])].filter((name) => name !== nameOf(iri));
    return [
      heading([shapeSwatch(kindOf(thing).look), local(kindOf(thing).label)], el("bdi", {}, nameOf(iri))),
      names.length > 0 && el("p", { class: "aliases" }, `${w("also")} `, names.map((name, i) => [i ? " · " : "", el("bdi", {}, name)]).flat()),
      !now.exists(iri) ? el("p", { class: "aside" }, w("unreal")) : !now.links.some((link) => link.tail === iri || link.head === iri) && el("p", { class: "aside" }, w("notDrawn")),
      tollsOf(iri),
      neighboursOf(iri),
      of.length > 0 && el("h3", {}, w("about"), el("span", { class: "count" }, claims(of.length))),
      groups(of, true, iri),
      by.length > 0 && el("h3", {}, w("says"), el("span", { class: "count" }, claims(by.length))),
      groups(by, by.length <= 12),
      el("p", { class: "tools" }, el("button", { class: "copy", type: "button", onclick: () => findPathFrom(iri) }, w("pathFrom"))),
      identifiers(thing),
      copyable(thing.iri),
    ];
  },
  edge(id) {
    const link = DATA.links[id], inside = now.claimsOf(link), outer = link.claims.filter((claim) => !inside.includes(claim));
    return [
      heading(inside.length ? [badge(now.statusOfLink(link)), link.shown === "recorded" && el("span", { class: "aside" }, w("recordedOnly"))] : el("span", { class: "aside" }, w("refused")), statementOf(link)),
      link.derived && el("p", { class: "note" }, link.event ? [`${w("derivedBy")} `, thingButton(link.event)] : w("madeByQuery")),
      inside.length > 0 && el("h3", {}, w("behind"), el("span", { class: "count" }, number(inside.length))),
      inside.map((claim) => card(claim, inside.length === 1 && !link.derived && link.shown !== "recorded")),
      outer.length > 0 && el("h3", {}, w("refused"), el("span", { class: "count" }, number(outer.length))),
      outer.map((claim) => card(claim, false)),
    ];
  },
  pair([one, other]) {
    const between = now.drawn.filter((link) => [link.tail, link.head].every((end) => end === one || end === other));
    return [heading([w("pair")], thingButton(one), " · ", thingButton(other)), el("ul", { class: "links" }, between.map((link) => linkLine(link)))];
  },
  claim(iri) {
    const claim = claimsByIri.get(iri);
    return [heading([badge(statusNow(claim)), !now.isAdmitted(claim) && el("span", { class: "aside" }, w("refused"))], triple(claim)), el("article", { class: "claim" }, body(claim))];
  },
  sentence(index) {
    const [article, place, text, because] = DATA.sentences[index], list = claimsIn.get(index) || [];
    return [
      heading([capital(`${w("article")} ${day(DATA.articles[article] || article)}`)], capital(`${w("sentence")} ${place}`)),
      el("figure", { class: "quote" }, el("blockquote", { lang: "fr", dir: "auto" }, marked(text, spansOf(index)))),
      because && el("p", { class: "note" }, `${w("silent")} `, el("bdi", {}, because)),
      list.length > 0 && el("h3", {}, w("drawnFrom"), el("span", { class: "count" }, claims(list.length))),
      groups(list, true),
    ];
  },
  changes() {
    const had = new Map(before.links.map((link) => [link, before.statusOfLink(link)])), have = new Set(now.links);
    const part = (title, list, say) => list.length > 0 && [el("h3", {}, title, el("span", { class: "count" }, number(list.length))), el("ul", { class: "links" }, inParts(list, MOST_FOLDED, (link) => linkLine(link, say && say(link))))];
    const turned = now.links.filter((link) => had.has(link) && had.get(link) !== now.statusOfLink(link));
    return [heading([w("changes")], beliefTitle(before), " → ", beliefTitle()),
      part(w("added"), now.links.filter((link) => !had.has(link))), part(w("removed"), before.links.filter((link) => !have.has(link))),
      part(w("restated"), turned, (link) => [statementOf(link, plainName), el("span", { class: "aside" }, ` ${term(had.get(link))} → ${term(now.statusOfLink(link))}`)])].flat();
  },
};

function spansOf(index) {
  return (claimsIn.get(index) || []).flatMap((claim) => claim.passages.filter(([sentence]) => sentence === index)
    .map(([, start, end]) => ({ start, end, look: now.isAdmitted(claim) ? "" : "said" }))).sort((a, b) => a.look.length - b.look.length);
}

function showPanel(focus) {
  const [kind] = Object.keys(state.chosen || {});
  $("panel").hidden = !kind;
  $("back").hidden = trail.length < 2;
  if (!kind) return;
  const folds = () => [...$("evidence").querySelectorAll("details")], foldKey = (one) => one.firstChild.textContent.replace(/\d+/g, "");
  const opened = new Map(focus ? [] : folds().map((one) => [foldKey(one), one.open]));
  $("evidence").replaceChildren(...PANELS[kind](state.chosen[kind]).flat(3).filter(Boolean));
  for (const one of folds()) if (opened.has(foldKey(one))) one.open = opened.get(foldKey(one));
  if (focus) { $("panel").scrollTop = 0; $("panel-title").focus({ preventScroll: true }); }
}
