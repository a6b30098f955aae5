// The evidence panel: what stands behind a link, a node, a claim or a sentence.
import { widen } from "./canvas.js";
import { $, copy, el, inParts, marked } from "./elements.js";
import {
  DATA,
  articleName,
  claimsAbout,
  claimsBy,
  claimsByIri,
  claimsIn,
  disputed,
  fieldName,
  gathered,
  isNarrator,
  kindOf,
  languageOf,
  nameOf,
  opposed,
  relationName,
  sentenceOf,
  subjectOf,
  term,
  things,
  tolls,
} from "./model.js";
import { tollBounds } from "./selection.js";
import { beliefTitle, choose, now, openTab, state } from "./state.js";
import { lineSwatch, shapeSwatch } from "./symbols.js";
import { capital, claims, entities, links, local, number, policyName, quoted, w } from "./words.js";

export const plainName = (iri) => el("bdi", nameOf(iri));

export function thingButton(iri) {
  const claim = claimsByIri.get(iri);
  if (!things.has(iri) && !claim) return el("bdi.literal", nameOf(iri));
  return el("button.name", { onclick: () => choose(claim ? { claim: iri } : { node: iri }) }, plainName(iri));
}

export function triple(claim, button = thingButton) {
  const negated = claim.polarity === "Negated";
  return el(
    "span.triple",
    button(claim.subject),
    " ",
    negated && el("span.not", term("Negated")),
    negated && " ",
    el("span.relation", relationName(claim.relation)),
    " ",
    claim.object === claim.subject ? w("itself") : button(claim.object),
  );
}

// What a link says: the fact that its claims state, or between which ends a rule or a query puts it.
export function statementOf(link, button = thingButton) {
  const fact =
    !link.derived &&
    link.shown !== "recorded" &&
    link.claims.find((claim) => claim.relation === link.name && claim.polarity === "Affirmed");
  if (fact) return triple(fact, button);
  return el(
    "span.triple",
    button(link.tail),
    " ",
    el("span.relation", relationName(link.name)),
    " ",
    link.head === link.tail ? w("itself") : button(link.head),
  );
}

// Words of the text, in its language.
export const wordsOf = (claim, text) => el("bdi.words", { lang: languageOf(sentenceOf(claim)[0]) }, quoted(text));

const statusNow = (claim) => now.statusOf(claim) || claim.status;
export const badge = (status) => el("span", { class: "badge " + status }, lineSwatch(status, 33), term(status));

function quotes(claim) {
  return [...gathered(claim.passages.map(([sentence, start, end]) => [sentence, { start, end }]))].map(
    ([index, spans]) => {
      const [article, place, text] = DATA.sentences[index];
      return el(
        "figure",
        { class: "quote" },
        el("blockquote", { lang: languageOf(article), dir: "auto" }, marked(text, spans)),
        el(
          "figcaption",
          el("button.link", { onclick: () => choose({ sentence: index }) }, `${w("sentence")} ${place}`),
          el("span", { title: article }, ` · ${articleName(article)}`),
        ),
      );
    },
  );
}

function row(list, label, ...content) {
  if (content.some((part) => part)) list.append(el("dt", label), el("dd", content));
}

function copyable(iri) {
  const button = el("button.copy", { "aria-label": `${w("copy")} ${iri}` }, w("copy"));
  button.addEventListener("click", () => copy(iri, button));
  return el("span.iri", el("code", { dir: "ltr" }, iri), button);
}

const clock = (when) =>
  when &&
  el(
    "bdi",
    [
      when.words || when.edtf,
      when.anchor &&
        `(${[term(when.relation).toLowerCase(), nameOf(when.anchor), when.distance].filter(Boolean).join(" ")})`,
    ]
      .filter(Boolean)
      .join(" "),
  );

// The stance of a narrator is said in words, with the cue that shows it.
function details(claim) {
  const list = el("dl");
  row(list, w("claimant"), thingButton(claim.claimant));
  row(
    list,
    w("stance"),
    el("span.stance", { title: term(claim.narrator) }, w("stance" + claim.narrator)),
    el("span.aside", ` · ${term(claim.narrator)}`),
    claim.cue && el("span.cue", ` ${w("cue")} `, wordsOf(claim, claim.cue)),
  );
  row(list, w("mode"), term(claim.mode));
  row(list, w("basis"), term(claim.basis));
  row(list, w("reason"), claim.reason && el("bdi", claim.reason));
  row(list, w("coreference"), claim.coreference && el("bdi", claim.coreference));
  row(list, w("readingNote"), claim.reading_note && el("bdi", { lang: "en" }, claim.reading_note));
  row(list, w("when"), clock(claim.holds));
  row(list, w("saidAt"), clock(claim.said));
  row(list, w("addressee"), claim.to && thingButton(claim.to));
  row(list, w("revision"), claim.revision && term(claim.revision));
  row(list, w("saidIn"), claim.said_in && thingButton(claim.said_in));
  row(list, w("admitted"), admissions(claim));
  for (const name of Object.keys(DATA.fields).filter((field) => !TOLD_ABOVE.has(field)))
    row(list, fieldName(name), ...[claim[name] ?? []].flat().map((value) => plain(value, DATA.fields[name][0])));
  return list;
}

// The fields of a claim that the panel tells in a way of their own; any other has a row of its property's name.
const TOLD_ABOVE = new Set(
  (
    "claimant polarity narrator mode basis status cue coreference reason note " +
    "to said_in contrast against conflicts disputes"
  ).split(" "),
);
const plain = (value, holds) =>
  holds === "term" ? term(value) : holds.startsWith("IRI") ? thingButton(value) : el("bdi", String(value));

function admissions(claim) {
  if (!now.statusOf(claim)) return el("span.aside", w("unbelieved"));
  const under = now.admittedBy(claim);
  return under.length ? under.map(policyName).join(" · ") : el("span.aside", w("nobody"));
}

// What stands against a claim, beside it: who says which words, and how the narrator takes it.
function rivals(claim) {
  const opponents = [
    [w("against") + (claim.contrast ? ` (${quoted(claim.contrast)})` : ""), claim.against],
    [w("againstBy"), opposed.get(claim.iri)],
    [w("conflicts"), claim.conflicts],
    [w("disputes"), claim.disputes],
    [w("disputedBy"), disputed.get(claim.iri)],
  ];
  return opponents
    .filter(([, iris]) => iris && iris.length)
    .map(([label, iris]) =>
      el(
        "section.others",
        el("h4", label),
        iris.map((iri) => {
          const other = claimsByIri.get(iri);
          return other
            ? el(
                "div.rivals",
                side(claim, w("thisClaim")),
                side(other, "", () => choose({ claim: iri })),
              )
            : el("p", thingButton(iri));
        }),
      ),
    );
}

function side(claim, title, open) {
  const parts = [
    el("span.statement", triple(claim, plainName)),
    wordsOf(claim, claim.quote),
    el("span.aside", `${nameOf(claim.claimant)} · ${w("stance" + claim.narrator)}`),
    now.statusOf(claim) ? badge(statusNow(claim)) : el("span.aside", w("unbelieved")),
  ];
  return open
    ? el("button", { class: "side other" + outside(claim), onclick: open }, parts)
    : el("div", { class: "side" + outside(claim) }, el("span.kicker", title), parts.slice(1));
}

function body(claim) {
  return [
    quotes(claim),
    claim.note && el("p.note", el("bdi", claim.note)),
    rivals(claim),
    details(claim),
    copyable(claim.iri),
  ];
}

export const outside = (claim) => (now.isAdmitted(claim) ? "" : " out");

function card(claim, alone) {
  return el(
    "article",
    { class: "claim" + outside(claim) },
    !alone && el("p.head", badge(statusNow(claim))),
    (!alone || claim.polarity === "Negated") && el("p.statement", triple(claim)),
    body(claim),
  );
}

// Who says it, and where.
export function sourceOf(claim) {
  const [article, place] = sentenceOf(claim);
  const told = isNarrator(claim.claimant) || Object.keys(DATA.articles).length < 2;
  const where = told ? "" : `${articleName(article)}, `;
  return `${nameOf(claim.claimant)} · ${where}${w("sentence")} ${place}`;
}

// A claim that opens: its quote and who says so; opened, everything.
function closedClaim(claim, self) {
  const inside = el("div.inside");
  const box = el(
    "details",
    { class: "claim" + outside(claim) },
    el(
      "summary",
      el("span.statement", triple(claim, sparing(self, claim.subject))),
      wordsOf(claim, claim.quote),
      el("span.aside", sourceOf(claim)),
    ),
    inside,
  );
  box.addEventListener("toggle", () => {
    if (box.open && !inside.hasChildNodes()) inside.append(...body(claim).flat().filter(Boolean));
  });
  return box;
}

const MOST_AT_ONCE = 60;

function groups(list, open, self) {
  return DATA.statuses
    .map((status) => [status, list.filter((claim) => statusNow(claim) === status)])
    .filter(([, some]) => some.length)
    .map(([status, some]) => {
      const box = el(
        "details.group",
        { open: open && some.length <= 40 },
        el("summary", badge(status), el("span.count", number(some.length))),
      );
      const fill = () => {
        if (box.open && box.children.length === 1)
          box.append(...inParts(some, MOST_AT_ONCE, (claim) => closedClaim(claim, self)));
      };
      box.addEventListener("toggle", fill);
      fill();
      return box;
    });
}

// What a toll counts is the last word of its relation, as in "a fait des morts".
const counted = (relation) => relationName(relation).split(" ").pop();

function tollsOf(iri) {
  const list = (claimsAbout.get(iri) || []).filter((claim) => claim.subject === iri && tolls.has(claim.object));
  const all = tollBounds(iri, now.isAdmitted);
  const vague = ({ relation, population }) =>
    all.filter((one) => one.vague && one.relation === relation && one.population === population);
  const bounds = all.filter((one) => !one.vague && (one.tolls > 1 || vague(one).length));
  return (
    list.length > 0 &&
    el(
      "section.tolls",
      el("h3", w("tollTitle")),
      list.map((claim) =>
        el(
          "button",
          { class: "toll" + outside(claim), onclick: () => choose({ claim: claim.iri }) },
          el("strong", el("bdi", local(tolls.get(claim.object).label)), ` ${counted(claim.relation)}`),
          el("span", `${nameOf(claim.claimant)} · ${term(statusNow(claim))}`),
          !now.isAdmitted(claim) && el("span.aside", w("refused")),
        ),
      ),
      bounds.map((one) =>
        el(
          "p.bounds",
          `${w("bounds")} ${boundsText(one)} ${one.population} ${counted(one.relation)}`.replace("  ", " "),
          vague(one).map((other) => el("span.aside", ` · ${local(other.vague.label)}`)),
        ),
      ),
    )
  );
}

// A bound is shown as it was said: "more than 200", and not 201.
const boundsText = ({ lower, upper }) =>
  lower === null
    ? upper === null
      ? w("openBoth")
      : upper.comparator === "LessThan"
        ? `${term("LessThan")} ${number(upper.figure)}`
        : `${w("upTo")} ${number(upper.upper)}`
    : upper === null
      ? lower.comparator === "MoreThan"
        ? `${term("MoreThan")} ${number(lower.figure)}`
        : `${w("from0")} ${number(lower.lower)}`
      : `${number(lower.lower)}–${number(upper.upper)}`;

function identifiers(thing) {
  if (!thing.identifiers.length) return "";
  return el(
    "details.ids",
    el("summary", w("identifiers")),
    el(
      "ul",
      thing.identifiers.map(([scheme, id, source]) =>
        el(
          "li",
          el("b", scheme),
          " ",
          el("code", { dir: "ltr" }, id),
          " ",
          /^https?:\/\//i.test(source)
            ? el("a", { href: source, rel: "noreferrer noopener", target: "_blank" }, source)
            : el("bdi.aside", source),
        ),
      ),
    ),
  );
}

const heading = (kicker, ...content) =>
  el("header", el("p.kicker", kicker), el("h2", { id: "panel-title", tabIndex: -1 }, content));

const linkLine = (link, say = statementOf(link, plainName)) =>
  el("li", el("button.other", { onclick: () => choose({ edge: link.id }) }, say));

// The neighbours of a node: each link as it is said, from the node's own side.
function neighboursOf(iri) {
  const own = now.links.filter((link) => link.tail === iri || link.head === iri);
  const hidden = own.filter((link) => !now.nodes.has(link.tail) || !now.nodes.has(link.head)).length;
  return (
    own.length > 0 &&
    el(
      "details.near",
      { open: own.length <= 12 },
      el("summary", el("h3", w("linkedTo"), el("span.count", links(own.length)))),
      hidden > 0 && el("button.copy", { onclick: () => widen(iri) }, `${w("showAround")} (+${number(hidden)})`),
      el(
        "ul.links",
        inParts(own, MOST_AT_ONCE, (link) => linkLine(link, statementOf(link, sparing(iri, subjectOf(link))))),
      ),
    )
  );
}

// In a list about one thing its own name goes without saying where it comes first, and is faint elsewhere.
const sparing = (self, subject) => (iri) =>
  iri !== self ? plainName(iri) : iri === subject ? "" : el("bdi.aside", nameOf(iri));

// A list of names, each a button.
export const named = (iris) => iris.flatMap((iri, n) => [n ? ", " : "", thingButton(iri)]);

function pathFrom(iri) {
  Object.assign(state.path, { start: iri, end: state.path.end === iri ? "" : state.path.end });
  openTab("path");
  if ($("path-end")) $("path-end").focus();
}

const PANELS = {
  node(iri) {
    const thing = things.get(iri),
      of = claimsAbout.get(iri) || [],
      by = claimsBy.get(iri) || [];
    const names = [...new Set([...thing.label, ...thing.aliases])].filter((name) => name !== nameOf(iri));
    return [
      heading([shapeSwatch(kindOf(thing).look), local(kindOf(thing).label)], el("bdi", nameOf(iri))),
      names.length > 0 &&
        el("p.aliases", `${w("also")} `, names.map((name, i) => [i ? " · " : "", el("bdi", name)]).flat()),
      !now.exists(iri)
        ? el("p.aside", w("unreal"))
        : !now.links.some((link) => link.tail === iri || link.head === iri) && el("p.aside", w("notDrawn")),
      tollsOf(iri),
      neighboursOf(iri),
      of.length > 0 && el("h3", w("about"), el("span.count", claims(of.length))),
      groups(of, true, iri),
      by.length > 0 && el("h3", w("says"), el("span.count", claims(by.length))),
      groups(by, by.length <= 12),
      el("p.tools", el("button.copy", { onclick: () => pathFrom(iri) }, w("pathFrom"))),
      identifiers(thing),
      copyable(thing.iri),
    ];
  },
  edge(id) {
    const link = DATA.links[id],
      inside = now.claimsOf(link),
      outer = link.claims.filter((claim) => !inside.includes(claim));
    return [
      heading(
        inside.length
          ? [badge(now.statusOfLink(link)), link.shown === "recorded" && el("span.aside", w("recordedOnly"))]
          : el("span.aside", w("refused")),
        statementOf(link),
      ),
      link.derived && el("p.note", link.event ? [`${w("derivedBy")} `, thingButton(link.event)] : w("madeByQuery")),
      inside.length > 0 && el("h3", w("behind"), el("span.count", number(inside.length))),
      inside.map((claim) => card(claim, inside.length === 1 && !link.derived && link.shown !== "recorded")),
      outer.length > 0 && el("h3", w("refused"), el("span.count", number(outer.length))),
      outer.map((claim) => card(claim, false)),
    ];
  },
  pair([one, other]) {
    const between = now.drawn.filter((link) => [link.tail, link.head].every((end) => end === one || end === other));
    return [
      heading([w("pair")], thingButton(one), " · ", thingButton(other)),
      el(
        "ul.links",
        between.map((link) => linkLine(link)),
      ),
    ];
  },
  claim(iri) {
    const claim = claimsByIri.get(iri);
    return [
      heading([badge(statusNow(claim)), !now.isAdmitted(claim) && el("span.aside", w("refused"))], triple(claim)),
      el("article.claim", body(claim)),
    ];
  },
  sentence(index) {
    const [article, place, text, because] = DATA.sentences[index],
      list = claimsIn.get(index) || [];
    return [
      heading([capital(articleName(article))], capital(`${w("sentence")} ${place}`)),
      el(
        "figure.quote",
        el("blockquote", { lang: languageOf(DATA.sentences[index][0]), dir: "auto" }, marked(text, spansOf(index))),
      ),
      because && el("p.note", `${w("silent")} `, el("bdi", because)),
      list.length > 0 && el("h3", w("drawnFrom"), el("span.count", claims(list.length))),
      groups(list, true),
    ];
  },
  changes() {
    const { before } = now,
      had = new Map(before.links.map((link) => [link, before.statusOfLink(link)])),
      have = new Set(now.links);
    const part = (title, list, say) =>
      list.length > 0 && [
        el("h3", title, el("span.count", number(list.length))),
        el(
          "ul.links",
          inParts(list, MOST_AT_ONCE, (link) => linkLine(link, say && say(link))),
        ),
      ];
    const turned = now.links.filter((link) => had.has(link) && had.get(link) !== now.statusOfLink(link));
    return [
      heading([w("changes")], beliefTitle(before), " → ", beliefTitle()),
      part(
        w("added"),
        now.links.filter((link) => !had.has(link)),
      ),
      part(
        w("removed"),
        before.links.filter((link) => !have.has(link)),
      ),
      part(w("restated"), turned, (link) => [
        statementOf(link, plainName),
        el("span.aside", ` ${term(had.get(link))} → ${term(now.statusOfLink(link))}`),
      ]),
    ].flat();
  },
  found({ nodes, claims: some }) {
    const lost = nodes.filter((iri) => !now.ends.has(iri)).length,
      item = (iri) => el("li", thingButton(iri));
    const part = (title, list) =>
      list.length > 0 && [el("h3", title), el("ul.links", inParts(list, MOST_AT_ONCE, item))];
    return [
      heading([w("tabAsk")], w("askFound")),
      lost > 0 && el("p.note", `${entities(lost)} ${w("askNotDrawn")}`),
      part(entities(nodes.length), nodes),
      part(claims(some.length), some),
    ].flat();
  },
};

export function spansOf(index) {
  return (claimsIn.get(index) || [])
    .flatMap((claim) =>
      claim.passages
        .filter(([sentence]) => sentence === index)
        .map(([, start, end]) => ({ start, end, look: now.isAdmitted(claim) ? "" : "said" })),
    )
    .sort((a, b) => a.look.length - b.look.length);
}

export function showPanel(focus) {
  const [kind] = Object.keys(state.chosen || {});
  $("panel").hidden = !kind;
  $("back").hidden = now.trail.length < 2;
  if (!kind) return;
  const boxes = () => [...$("evidence").querySelectorAll("details")],
    boxKey = (one) => one.firstChild.textContent.replace(/\d+/g, "");
  const opened = new Map(focus ? [] : boxes().map((one) => [boxKey(one), one.open]));
  $("evidence").replaceChildren(...PANELS[kind](state.chosen[kind]).flat(3).filter(Boolean));
  for (const one of boxes()) if (opened.has(boxKey(one))) one.open = opened.get(boxKey(one));
  if (focus) {
    $("panel").scrollTop = 0;
    $("panel-title").focus({ preventScroll: true });
  }
}
