// The tab of measures: who is central and what that hangs on, as a table, and figures whose names are links.
// Degree and parts are counted here and follow every belief; the other scores were computed by the build.
import { el, keepFocus, svg } from "./elements.js";
import { named, thingButton } from "./evidence.js";
import { pictures } from "./figures.js";
import { components, degrees } from "./graphs.js";
import { DATA, claimsByIri, kindName, kindOf, nameOf, ours, things } from "./model.js";
import { filtered } from "./selection.js";
import { beliefTitle, choose, now, state } from "./state.js";
import { shapeSwatch } from "./symbols.js";
import {
  addWords,
  capital,
  entities,
  headed,
  language,
  local,
  number,
  policyName,
  signed,
  w,
  worded,
} from "./words.js";

addWords({
  tabMeasures: ["Mesures", "Measures"],
  measureLead: [
    "Qui compte dans ce réseau, selon quelle mesure, et à quoi cela tient.",
    "Who matters in this network, by which measure, and what that hangs on.",
  ],
  measureOf: ["Mesure", "Measure"],
  measureKind: ["Type", "Kind"],
  measureName: ["Entité", "Entity"],
  measureRank: ["rang", "rank"],
  measureTied: ["à égalité", "tied"],
  measureIf: ["Rang par %s", "Rank by %s"],
  measureClaim: ["sans une affirmation", "without any one claim"],
  measureClaimant: ["si l’on ne croit pas une voix", "if any one voice is not believed"],
  measureUnder: ["selon «\u00a0%s\u00a0»", "under “%s”"],
  measureCalled: ["«\u00a0%s\u00a0»", "“%s”"],
  measureNone: ["ou aucun", "or none"],
  measureWithout: ["Ce qui donne le rang %s", "What brings rank %s"],
  measureNew: ["nouveau", "new"],
  measureRise: ["en hausse", "up"],
  measureFall: ["en baisse", "down"],
  measureMore: ["en plus", "new"],
  measureGone: ["N’y sont plus", "No longer there"],
  measureSince: ["Degré, par rapport à «\u00a0%s\u00a0»", "Degree, compared with “%s”"],
  measureSame: ["rien ne change", "nothing changes"],
  measurePart: ["partie d’un seul tenant", "connected part"],
  measureParts: ["parties sans lien entre elles", "parts without a link between them"],
  measureLeads: ["En tête", "In the lead"],
  measureNobody: ["personne\u00a0: toutes sont à égalité", "nobody: all tie"],
  measureFirm: [
    "Solide\u00a0: la même tête dans tous les cas essayés (%s).",
    "Firm: the same lead in all cases tried (%s).",
  ],
  measureFragile: [
    "Fragile\u00a0: une autre tête dans %s cas essayés sur %s.",
    "Fragile: another lead in %s of %s cases tried.",
  ],
  measureFragileMark: ["tête fragile", "fragile lead"],
  measureSans: ["Sans l’affirmation", "Without the claim"],
  measureDoubt: ["Si l’on ne croit pas", "If one does not believe"],
  measurePolicy: ["Selon la lecture", "Under the reading"],
  measureAlone: [
    "Cette page ne connaît que le degré et les parties\u00a0; kg measure calcule le reste.",
    "This page knows degree and parts alone; kg measure computes the rest.",
  ],
  measureUnknown: [
    "La lecture «\u00a0%s\u00a0» n’a pas été mesurée\u00a0: seul le degré est connu.",
    "The reading “%s” was not measured: degree alone is known.",
  ],
  measureStale: [
    "%s En gris\u00a0: les mesures de la lecture «\u00a0%s\u00a0» telle que calculée, quand on croit " +
      "chacun et ne filtre rien. Le degré et les parties suivent votre choix.",
    "%s In grey: the measures of the reading “%s” as computed, with everybody believed and nothing " +
      "filtered. Degree and parts follow your choice.",
  ],
  measureDisbelieved: ["On ne croit pas tout le monde.", "Not everybody is believed."],
  measureFiltered: ["Un filtre est posé.", "A filter is set."],
  measureNoRanges: ["Les étendues ont été calculées pour %s.", "Ranges were computed for %s."],
  measure_degree: ["à combien d’autres elle est reliée", "how many others it is tied to"],
  measure_betweenness: [
    "la part des plus courts chemins entre deux autres qui passent par elle",
    "the share of the shortest paths between two others that pass through it",
  ],
  measure_eigenvector: [
    "reliée à des entités elles-mêmes bien reliées",
    "tied to others that are well tied themselves",
  ],
  measure_pagerank: [
    "où mène le plus souvent une marche au hasard le long des flèches",
    "where a random walk along the arrows leads most often",
  ],
  measure_core: [
    "le plus grand k tel qu’elle est d’un groupe où chacun est relié à k autres",
    "the largest k for which it is in a group where each is tied to k others",
  ],
  measure_constraint: [
    "combien ses voisins sont liés entre eux\u00a0; la plus faible est première",
    "how far its neighbours are tied to each other; the lowest ranks first",
  ],
  measure_effective_size: [
    "ses voisins, moins ceux qu’ils connaissent en moyenne",
    "its neighbours, less those that they know on average",
  ],
});

// The rank of each node by its value, the largest first: those that tie share the best, and the next counts all
// before it.
function ranksOf(values) {
  const best = new Map();
  [...values.values()]
    .sort((a, b) => b - a)
    .forEach((value, n) => {
      if (!best.has(value)) best.set(value, n + 1);
    });
  return new Map([...values].map(([node, value]) => [node, best.get(value)]));
}

// How the degree of each node differs from before: a number, or null for a node that is new; and who is gone.
function degreeChanges(before, after) {
  const changed = new Map(
    [...after].map(([node, degree]) => [node, before.has(node) ? degree - before.get(node) : null]),
  );
  return { changed, gone: [...before.keys()].filter((node) => !after.has(node)) };
}

// A row for each node: of each score its value and rank, whether others tie, and the ranks it takes elsewhere.
function measureRows(degree, measures, policy, base) {
  const table = measures && measures.policies[policy],
    ranges = measures && measures.ranges[policy];
  const index = new Map(measures ? measures.nodes.map((path, n) => [base + path, n]) : []);
  const columns = (table ? table.ranks : []).map((ranks) => tallyOf(ranks));
  const live = ranksOf(degree),
    liveTies = tallyOf([...live.values()]);
  const scores = measures ? measures.scores.map((score) => score.name) : ["degree"];
  return [...degree.keys()].map((iri) => {
    const n = index.get(iri);
    const cells = scores.map((name, at) => {
      if (name === "degree")
        return { value: degree.get(iri), rank: live.get(iri), tied: liveTies.get(live.get(iri)) > 1 };
      const rank = table && n !== undefined ? table.ranks[at][n] : null;
      return rank === null ? null : { value: table.values[at][n], rank, tied: columns[at].get(rank) > 1 };
    });
    const spread = (kind) =>
      ranges &&
      ranges[kind] &&
      scores.map((_, at) => {
        const rank = n === undefined ? null : table.ranks[at][n];
        return rank === null ? null : ranges[kind][at][n] || [rank, rank, null, null, null];
      });
    return { iri, number: n, cells, claim: spread("claim"), claimant: spread("claimant") };
  });
}

function tallyOf(list) {
  const found = new Map();
  for (const one of list) found.set(one, (found.get(one) || 0) + 1);
  return found;
}

// Rows by a score (its place), by "name" or by "kind"; turned round or not, those without a value come last.
function sortedMeasures(rows, key, reverse, name, kind) {
  const turn = reverse ? -1 : 1;
  const byName = (a, b) => name(a).localeCompare(name(b)) || (a.iri < b.iri ? -1 : 1);
  const order =
    {
      name: (a, b) => turn * byName(a, b),
      kind: (a, b) => turn * kind(a).localeCompare(kind(b)) || byName(a, b),
    }[key] ||
    ((a, b) => {
      const [one, other] = [a.cells[key], b.cells[key]];
      if (!one || !other) return Boolean(other) - Boolean(one) || byName(a, b);
      return turn * (one.rank - other.rank) || byName(a, b);
    });
  return [...rows].sort(order);
}

const FIRST_ROWS = 200;
const SCORES = DATA.measures
  ? DATA.measures.scores
  : [{ name: "degree", label: ["degré", "degree"], source: "", rising: false }];
const gauge = { score: 0, key: 0, reverse: false, rows: FIRST_ROWS, drawn: "" };
const digits = (value) =>
  value.toLocaleString(language() === 0 ? "fr" : "en", Number.isInteger(value) ? {} : { maximumSignificantDigits: 3 });

// Why the scores of the build are not those of what the reader sees, in a sentence; empty where they are.
function staleness() {
  if (!DATA.measures) return w("measureAlone");
  if (!DATA.measures.policies[state.policy]) return worded("measureUnknown", policyName(state.policy));
  const why = [state.without.size && w("measureDisbelieved"), filtered(state.filters) && w("measureFiltered")].filter(
    Boolean,
  );
  return why.length ? worded("measureStale", why.join(" "), policyName(state.policy)) : "";
}

function showMeasures(section) {
  const seen = [
    language(),
    state.policy,
    ...state.without,
    filtered(state.filters),
    now.before && beliefTitle(now.before),
    "",
    ...now.links.map((link) => link.id),
  ].join(" ");
  if (seen === gauge.drawn) return;
  gauge.drawn = seen;
  const table = el("div.measured");
  section.replaceChildren(
    el("div.sheet.measures", el("p.lead", w("measureLead")), partsOf(now.links), table, pictures()),
  );
  showScores(table);
}

function showScores(place) {
  const degree = degrees(now.links),
    stale = staleness(),
    rows = measureRows(degree, DATA.measures, state.policy, DATA.base);
  const change = now.before && degreeChanges(degrees(now.before.links), degree);
  const again = (next) => {
    Object.assign(gauge, next);
    showScores(place);
  };
  const sorted = sortedMeasures(
    rows,
    gauge.key,
    gauge.reverse,
    (row) => nameOf(row.iri),
    (row) => kindName(row.iri),
  );
  const pick = el(
    "select",
    {
      id: "measure-pick",
      onchange: (event) =>
        again({ score: Number(event.target.value), key: Number(event.target.value), reverse: false }),
    },
    ...SCORES.map((score, at) =>
      el("option", { value: at, selected: at === gauge.score }, capital(local(score.label))),
    ),
  );
  const left = sorted.length - gauge.rows;
  keepFocus(place, () =>
    place.replaceChildren(
      el("p.picked", el("label", { for: "measure-pick" }, w("measureOf")), pick, meaning(SCORES[gauge.score])),
      stale ? el("p.stale-why", stale) : verdict(),
      change ? changesTold(change) : "",
      el(
        "table",
        { class: stale ? "scores stale" : "scores" },
        scoreHead(rows, again),
        el("tbody", ...sorted.slice(0, gauge.rows).map((row) => scoreRow(row, rows, change, stale))),
      ),
      left > 0
        ? el(
            "button.copy",
            { id: "measure-more", onclick: () => again({ rows: gauge.rows + 500 }) },
            `${w("more")} (${number(left)})`,
          )
        : "",
    ),
  );
}

const called = (policy) => worded("measureCalled", policyName(policy));

function partsOf(list) {
  const parts = components(list),
    summary = [
      entities(parts.flat().length),
      `${number(parts.length)}\u00a0${w(parts.length < 2 ? "measurePart" : "measureParts")}`,
    ].join(" · ");
  if (parts.length < 2) return el("p.parts", summary);
  return el(
    "details.parts",
    el("summary", summary),
    el(
      "ol",
      ...parts
        .slice(0, 40)
        .map((part) =>
          el(
            "li",
            el("b", entities(part.length)),
            w("colon"),
            " ",
            ...named(part.slice(0, 12)),
            part.length > 12 ? " …" : "",
          ),
        ),
    ),
  );
}

function meaning(score) {
  return el(
    "span.meaning",
    `${w("measure_" + score.name)}. `,
    score.source ? el("span.aside", `${score.source}.`) : "",
  );
}

// Who leads in the chosen score, and each case in which that changes, with the claim that decides it.
function verdict() {
  const lead = DATA.measures.leads[state.policy] && DATA.measures.leads[state.policy][gauge.score];
  if (!lead) return el("p.aside", worded("measureNoRanges", Object.keys(DATA.measures.ranges).map(called).join(", ")));
  const cases = Object.values(DATA.measures.ranges[state.policy].tried).reduce((sum, n) => sum + n, 0),
    fragile = lead.number > 0 && lead.changed > 0;
  const who = [`${headed("measureLeads")} `, ...leadersOf(lead), ". "];
  if (!cases || !lead.number) return el("p.verdict", ...who);
  if (!fragile) return el("p.verdict", ...who, worded("measureFirm", number(cases)));
  const how = { claim: "measureSans", claimant: "measureDoubt", policy: "measurePolicy" };
  const line = (one) =>
    el(
      "li",
      w(how[one.kind]),
      " ",
      one.kind === "policy" ? called(one.without) : thingButton(ours(one.without)),
      " → ",
      ...leadersOf(one),
    );
  return el(
    "div.verdict",
    el("p", ...who),
    el(
      "details",
      el("summary.fragile", worded("measureFragile", number(lead.changed), number(cases))),
      el(
        "ul",
        ...lead.changes.map(line),
        lead.changed > lead.changes.length ? el("li.aside", `… +${number(lead.changed - lead.changes.length)}`) : "",
      ),
    ),
  );
}

const leadersOf = (lead) =>
  lead.number
    ? [...named(lead.leaders.map(ours)), lead.number > lead.leaders.length ? ` … (${entities(lead.number)})` : ""]
    : [w("measureNobody")];

function changesTold({ changed, gone }) {
  const steps = [...changed.values()];
  const counts = [
    ["measureRise", (by) => by > 0],
    ["measureFall", (by) => by < 0],
    ["measureMore", (by) => by === null],
  ]
    .map(([key, fits]) => [steps.filter(fits).length, w(key)])
    .filter(([n]) => n)
    .map(([n, what]) => `${number(n)}\u00a0${what}`);
  const same = !counts.length && !gone.length;
  return el(
    "p.since",
    `${worded("measureSince", beliefTitle(now.before))}${w("colon")} ${same ? w("measureSame") : counts.join(", ")}. `,
    ...(gone.length
      ? [
          `${headed("measureGone")} `,
          ...named(gone.slice(0, 24)),
          gone.length > 24 ? ` … (${number(gone.length)})` : "",
        ]
      : []),
  );
}

function scoreHead(rows, again) {
  const chosen = SCORES[gauge.score],
    policies = elsewhere(),
    [row] = rows;
  const ranged = row ? [row.claim && "measureClaim", row.claimant && "measureClaimant"].filter(Boolean) : [];
  const beside = ranged.length + policies.length;
  const sorter = (key, label) => {
    const on = gauge.key === key,
      turned = on && gauge.reverse;
    const rising = typeof key === "string" ? !turned : SCORES[key].rising !== turned;
    const sort = () =>
      again({ key, reverse: on && !gauge.reverse, ...(typeof key === "string" ? {} : { score: key }) });
    return el(
      "th",
      {
        scope: "col",
        rowSpan: beside ? 2 : 1,
        class: { name: "entity", kind: "kind" }[key] || scoreClass(key),
        "aria-sort": on ? (rising ? "ascending" : "descending") : "none",
      },
      el(
        "button.sort",
        { id: "measure-sort-" + key, onclick: sort },
        label,
        el("span.way", { "aria-hidden": "true" }, on ? (rising ? "▲" : "▼") : ""),
      ),
    );
  };
  return el(
    "thead",
    el(
      "tr",
      sorter("name", w("measureName")),
      sorter("kind", w("measureKind")),
      ...SCORES.map((score, at) => sorter(at, capital(local(score.label)))),
      beside
        ? el(
            "th",
            { scope: "colgroup", colSpan: beside, class: ranged.length ? "elsewhere" : "elsewhere policy" },
            worded("measureIf", local(chosen.label)),
          )
        : "",
    ),
    beside
      ? el(
          "tr",
          ...ranged.map((key) => el("th.beside", { scope: "col" }, w(key))),
          ...policies.map((policy) =>
            el("th.beside.policy", { scope: "col" }, worded("measureUnder", policyName(policy))),
          ),
        )
      : "",
  );
}

const scoreClass = (at) =>
  ["score", at === gauge.score && "chosen", SCORES[at].name === "degree" ? "live" : "built"].filter(Boolean).join(" ");
const elsewhere = () =>
  DATA.measures && DATA.measures.policies[state.policy]
    ? DATA.policies.filter((policy) => policy !== state.policy && DATA.measures.policies[policy])
    : [];

function scoreRow(row, rows, change, stale) {
  return el(
    "tr",
    { "data-node": row.iri },
    el(
      "th.entity",
      { scope: "row" },
      el(
        "div",
        shapeSwatch(kindOf(things.get(row.iri)).look),
        el("span", thingButton(row.iri), el("span.kind-beneath", kindName(row.iri))),
      ),
    ),
    el("td.kind", kindName(row.iri)),
    ...row.cells.map((cell, at) => scoreCell(cell, at, stale, change ? change.changed.get(row.iri) : 0)),
    row.claim ? spreadCell(row.claim[gauge.score], row.cells[gauge.score], furthest(rows)) : "",
    row.claimant ? spreadCell(row.claimant[gauge.score]) : "",
    ...elsewhere().map((policy) =>
      el(
        "td.beside.policy",
        String(
          (row.number === undefined ? null : DATA.measures.policies[policy].ranks[gauge.score][row.number]) ?? "–",
        ),
      ),
    ),
  );
}

function scoreCell(cell, at, stale, by) {
  if (!cell) return el("td", { class: scoreClass(at) }, "–");
  const leads = !stale && DATA.measures.leads[state.policy],
    fragile = leads && cell.rank === 1 && leads[at].number > 0 && leads[at].changed > 0;
  return el(
    "td",
    { class: scoreClass(at) },
    SCORES[at].name === "degree" ? step(by) : "",
    el("span.value", { title: String(cell.value) }, digits(cell.value)),
    el(
      "span",
      { class: fragile ? "rank fragile" : "rank", title: fragile ? w("measureFragileMark") : "" },
      el("span.unseen", ` ${w("measureRank")} `),
      String(cell.rank) + (cell.tied ? "=" : ""),
      cell.tied ? el("span.unseen", ` ${w("measureTied")}`) : "",
      fragile ? el("span.unseen", `, ${w("measureFragileMark")}`) : "",
    ),
  );
}

const furthest = (rows) =>
  Math.max(
    2,
    ...rows
      .map((row) => row.claim[gauge.score])
      .filter(Boolean)
      .map((spread) => spread[1]),
  );

function step(by) {
  if (by === 0) return "";
  return el(
    "span",
    { class: by === null ? "step new" : by > 0 ? "step more" : "step less" },
    by === null ? w("measureNew") : signed(by),
  );
}

// The best and the worst rank, each a link to what brings it; in bold where no case moves the rank.
function spreadCell(spread, cell, last) {
  if (!spread) return el("td.beside", "–");
  const [best, worst, bestBy, worstBy, noneBy] = spread;
  const end = (rank, by) => {
    if (by === null) return String(rank);
    const iri = ours(DATA.measures.without[by]),
      why = worded("measureWithout", rank) + `${w("colon")} ` + nameOf(iri);
    return el(
      "button.link",
      { title: why, "aria-label": why, onclick: () => choose(claimsByIri.has(iri) ? { claim: iri } : { node: iri }) },
      String(rank),
    );
  };
  const firm = best === worst && noneBy === null;
  return el(
    "td.beside",
    cell ? spreadBar(best, worst, cell.rank, last) : "",
    el(
      "span",
      { class: firm ? "spread firm" : "spread" },
      end(best, bestBy),
      best === worst ? "" : ["–", end(worst, worstBy)],
      noneBy === null ? "" : [" ", end(w("measureNone"), noneBy)],
    ),
  );
}

// First ranks stand further apart than last ones: on a scale of logarithms.
function spreadBar(best, worst, rank, last) {
  const x = (place) => (4 + (64 * Math.log(place)) / Math.log(last)).toFixed(1);
  return svg(
    "svg",
    { width: 72, height: 10, viewBox: "0 0 72 10", class: "spread-bar", "aria-hidden": "true" },
    svg("path", { d: "M4 5H68", class: "axis" }),
    svg("path", { d: `M${x(best)} 5H${x(worst)}`, class: "reach" }),
    svg("circle", { cx: x(rank), cy: 5, r: 3.2 }),
  );
}

export const measuresView = { name: "measures", word: "tabMeasures", render: showMeasures };
