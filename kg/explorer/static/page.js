// The controls: whom to believe, views, search, language and theme; whatever changes, all follows from the state.
import { addressOf, readAddress, remember } from "./address.js";
import { answerView } from "./answer.js";
import { articleView } from "./article.js";
import { ask, followAddress, sparqlView } from "./sparql_view.js";
import {
  fitView,
  fitWaiting,
  openCanvas,
  pagePoint,
  paint,
  reveal,
  still,
  takeShape,
  update,
  widen,
  zoomBy,
} from "./canvas.js";
import { drawing, edges, nodes } from "./drawing.js";
import { $, el, keepFocus, announce, svg, translate } from "./elements.js";
import { showPanel } from "./evidence.js";
import { showDrawer, showVoices } from "./filters.js";
import { labelBox, settleLabels } from "./labels.js";
import { measuresView } from "./measures.js";
import { DATA, indexOf, kindOf, linksOf, term, things, whole } from "./model.js";
import { pathView } from "./path.js";
import { scopeParts } from "./scope.js";
import { offerNames } from "./search.js";
import { beliefTitle, change, choose, considerAnew, listen, now, openTab, state } from "./state.js";
import { lineSwatch, shapeSwatch } from "./symbols.js";
import { fillTable, renderTable, tableView } from "./table.js";
import { openDownloads, downloadsMenu } from "./downloads.js";
import { inTheme, turnTheme } from "./theme.js";
import { timelineView } from "./timeline.js";
import { claims, entities, language, links, local, number, policyName, signed, w, wordOr } from "./words.js";

const roomy = matchMedia("(min-width: 901px)");
const VIEWS = [answerView, tableView, articleView, timelineView, measuresView, pathView, sparqlView].filter(
  ({ when }) => !when || when(),
);
const closers = [["takeawayOpen", "takeawayList", (open) => openDownloads(open)]];
listen("changed", (belief) => {
  if (belief) markFresh();
  showTab();
  refresh();
  if (belief) announce(`${beliefTitle()}${w("colon")} ${links(now.links.length)}`);
});

function refresh() {
  update();
  showPolicies();
  showVoices();
  showCounts();
  showDrawer();
  showScope();
  showLegend();
  showView();
  showPanel(false);
  select();
  remember();
}

function markFresh() {
  if (still.matches) return;
  const had = new Set(now.before.links);
  drawing.fresh = new Set(now.links.filter((link) => !had.has(link)).map((link) => link.id));
  clearTimeout(markFresh.timer);
  markFresh.timer = setTimeout(() => {
    drawing.fresh = new Set();
    paint();
  }, 2600);
}

let opener = null; // what had the focus before anything was chosen

listen("chosen", ({ focus, isFirst }) => {
  const target = state.chosen;
  if (isFirst) opener = document.activeElement;
  if (!bringIn(target)) paint();
  showPanel(focus && Boolean(target));
  document.body.classList.toggle("reading", Boolean(target));
  select();
  markChosen();
  if (state.tab === "text") showView();
  reveal();
  remember();
  if (!target && opener && opener.isConnected) opener.focus({ preventScroll: true });
});

// What was chosen is drawn, if it stands and was not in view; return whether that was needed.
function bringIn(target) {
  const { node, edge, claim } = target || {};
  const link = (edge !== undefined ? [DATA.links[edge]] : claim ? linksOf.get(claim) : []).find(
    (one) => now.claimsOf(one).length,
  );
  const missing = (link ? [link.tail, link.head] : node ? [node] : []).filter(
    (iri) => now.ends.has(iri) && !now.nodes.has(iri),
  );
  if (!missing.length) return false;
  state.scope = { ...state.scope, opened: [...state.scope.opened, ...missing] };
  considerAnew();
  update();
  showScope();
  return true;
}

function markChosen() {
  const { edge, claim } = state.chosen || {};
  for (const line of document.querySelectorAll("[data-edge]"))
    line.classList.toggle("chosen", Number(line.dataset.edge) === edge);
  for (const line of document.querySelectorAll("[data-claim]"))
    line.classList.toggle("chosen", line.dataset.claim === claim);
}

function select() {
  const { node, edge, claim, pair } = state.chosen || {};
  const wanted = edge !== undefined ? [DATA.links[edge]] : claim ? linksOf.get(claim) : [];
  const lines = [...drawing.lines.values()].filter(
    (line) =>
      line.links.some((link) => wanted.includes(link)) ||
      (pair && pair.every((end) => [line.from, line.to].includes(indexOf.get(end)))),
  );
  const key = node && indexOf.get(node);
  drawing.network.setSelection(
    { nodes: drawing.nodes.has(key) ? [key] : [], edges: lines.map((line) => line.key) },
    { highlightEdges: false },
  );
}

function showPolicies() {
  const segments = document.querySelector("#policies .segments");
  keepFocus(segments, () =>
    segments.replaceChildren(
      ...DATA.policies.map((policy) =>
        el(
          "label",
          { title: local(DATA.explained[policy]) },
          el("input", {
            id: "policy-" + policy,
            type: "radio",
            name: "policy",
            value: policy,
            checked: policy === state.policy,
            onchange: () => change({ policy }),
          }),
          el("span", policyName(policy)),
        ),
      ),
    ),
  );
}

function showCounts() {
  const accepted = now.standing.admitted.size,
    explained = wordOr("explain_" + state.policy, local(DATA.explained[state.policy]));
  const parts = [
    !now.before && el("span.explain", explained),
    el(
      "span.numbers",
      el("b", entities(now.ends.size)),
      " · ",
      el("b", links(now.links.length)),
      el("span.wide", " · ", el("b", claims(accepted)), ` ${w("mainOf")} ${number(DATA.claims.length)}`),
    ),
  ];
  if (now.before) parts.unshift(changePill());
  $("counts").replaceChildren(...parts.filter(Boolean));
}

function changePill() {
  const { before } = now,
    more = now.links.length - before.links.length,
    wider = now.ends.size - before.nodes.size;
  const amount = (n, words) => signed(n) + words(Math.abs(n)).replace(/^[^\u00a0]*/, "");
  return el(
    "button.change",
    { title: w("changes"), onclick: () => choose({ changes: true }) },
    `${amount(more, links)}, ${amount(wider, entities)} ${w("versus")} ${beliefTitle(before)}`,
  );
}

function showScope() {
  const parts = scopeParts();
  $("scope").hidden = !parts.length;
  $("scope").replaceChildren(...parts);
}

function showLegend() {
  const seen = new Set(now.drawn.map((link) => now.statusOfLink(link)));
  const kinds = new Map([...now.nodes].map((iri) => kindOf(things.get(iri)).look).map((look) => [look.join(), look]));
  const item = (swatch, text) => el("li", swatch, el("span", text));
  const end = (sign, text) =>
    item(
      svg(
        "svg",
        { width: 28, height: 10, viewBox: "0 0 28 10", class: "sign" + sign, "aria-hidden": "true" },
        svg("path", { d: "M0 5H26", stroke: "currentColor", "stroke-width": 1.8 }),
        svg("path", {
          d: sign > 0 ? "M23 1.5a3.5 3.5 0 1 0 .01 0z" : "M24.500 0h2.500v10h-2.500z",
          fill: "currentColor",
        }),
      ),
      text,
    );
  const signs = new Set(now.drawn.map((link) => DATA.relations[link.name].sign));
  const list = (title, items) => items.length > 0 && el("ul", { "aria-label": title }, items);
  document.querySelector("#legend > div").replaceChildren(
    ...[
      list(
        w("lineTitle"),
        DATA.statuses.filter((status) => seen.has(status)).map((status) => item(lineSwatch(status), term(status))),
      ),
      list(
        w("endTitle"),
        [
          [1, "friendly"],
          [-1, "hostile"],
        ]
          .filter(([sign]) => signs.has(sign))
          .map(([sign, key]) => end(sign, w(key))),
      ),
      list(
        w("shapeTitle"),
        [...kinds.values()]
          .sort((a, b) => (a[1] + a[0] < b[1] + b[0] ? -1 : 1))
          .map((look) => item(shapeSwatch(look), look[2 + language()])),
      ),
    ].filter(Boolean),
  );
}

listen("opened", (name) => {
  showTab();
  showView();
  if (name === "graph") {
    drawing.network.redraw();
    reveal();
  }
  remember();
});

function showTab() {
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const own = tab.dataset.tab === state.tab;
    tab.setAttribute("aria-selected", String(own));
    tab.tabIndex = own ? 0 : -1;
    $(tab.dataset.tab).hidden = !own;
    if (own) tab.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  if (state.tab === "graph") fitWaiting();
}

function showView() {
  const view = VIEWS.find(({ name }) => name === state.tab);
  if (view) keepFocus($(view.name), () => view.render($(view.name)));
}

function layTabs() {
  for (const { name } of VIEWS)
    $("stage").insertBefore(
      el("section", { id: name, role: "tabpanel", "aria-labelledby": "tab-" + name, tabIndex: -1, hidden: true }),
      $("drawer"),
    );
  $("tabs").append(
    ...[{ name: "graph", word: "tabGraph" }, ...VIEWS].map(({ name, word }) =>
      el("button", {
        role: "tab",
        id: "tab-" + name,
        "aria-controls": name,
        "data-tab": name,
        "data-w": word,
        onclick: () => openTab(name),
      }),
    ),
  );
}

function speak(place) {
  translate(place);
  document.title = $("title").textContent = $("title").title = local(DATA.title);
  $("takeaway").replaceChildren(downloadsMenu());
  if (now.started) refresh();
}

function changeTheme() {
  turnTheme();
  paint();
  showView();
}

// On paper all is light, and the whole table stands below the network.
function printing() {
  const undress = inTheme("light", () => {
    paint();
    drawing.network.redraw();
  });
  renderTable($("table"));
  fillTable(Infinity);
  addEventListener("afterprint", undress, { once: true });
}

// A button that opens and closes a part of the page; Escape closes it from anywhere.
function toggles(button, part, set) {
  $(button).addEventListener("click", () => set($(part).hidden));
  closers.push([button, part, set]);
}

function closeOpened() {
  const found = closers.find(([, part]) => $(part) && !$(part).hidden);
  if (!found) return false;
  found[2](false);
  $(found[0]).focus();
  return true;
}

function openVoices(open) {
  $("voiceList").hidden = !open;
  showVoices();
}

function openDrawer(open) {
  $("drawer").hidden = !open;
  document.body.classList.toggle("filtering", open);
  showDrawer();
  if (!state.chosen && roomy.matches) fitView(true);
}

function attend() {
  $("tabs").addEventListener("keydown", (event) => {
    const all = [...document.querySelectorAll("[role=tab]")],
      here = all.findIndex((tab) => tab.dataset.tab === state.tab);
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = all[(to + all.length) % all.length];
    openTab(next.dataset.tab);
    next.focus();
  });
  $("skip").addEventListener("click", (event) => {
    event.preventDefault();
    openTab("table");
    $("table").focus();
  });
  offerNames($("search"), $("found"), (thing) => choose({ node: thing.iri }));
  toggles("voices", "voiceList", openVoices);
  toggles("filters", "drawer", openDrawer);
  $("drawerClose").addEventListener("click", () => {
    openDrawer(false);
    $("filters").focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!$("voiceList").hidden && !$("voiceList").contains(event.target) && !$("voices").contains(event.target))
      openVoices(false);
  });
  $("close").addEventListener("click", () => choose(null));
  $("back").addEventListener("click", () => {
    now.trail.pop();
    choose(now.trail[now.trail.length - 1] || null, { keep: true });
  });
  $("closer").addEventListener("click", () => zoomBy(1.3));
  $("farther").addEventListener("click", () => zoomBy(1 / 1.3));
  $("whole").addEventListener("click", () => fitView(true));
  $("language").addEventListener("click", () => speak(1 - language()));
  $("theme").addEventListener("click", changeTheme);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    paint();
    showView();
  });
  addEventListener("beforeprint", printing);
  addEventListener("hashchange", () => {
    if (location.hash !== addressOf()) go(location.hash);
  });
  document.addEventListener("keydown", (event) => {
    const typing =
      /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) &&
      !/^(radio|checkbox|range)$/.test(document.activeElement.type);
    if (event.key === "Escape" && !typing && !closeOpened() && state.chosen) choose(null);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      $("search").focus();
    }
  });
}

const addressed = (hash) => readAddress(hash, ["graph", ...VIEWS.map(({ name }) => name)]);

// Go to what an address says.
function go(hash) {
  const { chosen, ...next } = addressed(hash),
    isNew = next.query !== state.query;
  change({ ...next, chosen: null });
  choose(chosen, { focus: false });
  if (isNew) followAddress();
}

$("app").hidden = false;
$("legend").open = roomy.matches;
roomy.addEventListener("change", () => {
  $("legend").open = roomy.matches;
});
const opening = addressed(location.hash);
Object.assign(state, opening, { chosen: null });
layTabs();
openCanvas();
takeShape();
attend();
speak(language());
considerAnew();
showTab();
refresh();
fitView(false, true);
if (opening.chosen || DATA.chosen) choose(opening.chosen || { node: whole(DATA.chosen) }, { focus: false });
settleLabels();
now.started = true;

// What tests and the curious may hold on to.
const lineOf = (link) => edges.get([...drawing.lines.values()].find((line) => line.links.includes(link)).key);
window.kg = {
  network: drawing.network,
  state,
  choose,
  change,
  speak,
  pagePoint,
  addressOf,
  openTab,
  widen,
  ask,
  believe: (policy) => change({ policy }),
  drawn: () =>
    now.drawn.map((link) => ({
      id: link.id,
      dashes: lineOf(link).dashes,
      width: lineOf(link).width,
      status: now.statusOfLink(link),
      tail: link.tail,
      head: link.head,
      relation: link.name,
      derived: link.derived,
      claims: now.claimsOf(link).map((claim) => claim.iri),
    })),
  admitted: () => [...now.standing.admitted].sort(),
  statuses: () => Object.fromEntries(now.standing.status),
  shown: () => ({ nodes: [...drawing.nodes.keys()], lines: [...drawing.lines.keys()] }),
  labelled: () =>
    [...drawing.nodes.keys()]
      .map((key) => nodes.get(key))
      .filter((node) => node.label.trim())
      .map((node) => ({ id: node.id, label: node.label, box: labelBox(node.id) })),
  tied: () =>
    edges
      .get({ filter: (edge) => (edge.label || "").trim() })
      .map((edge) => ({ id: edge.id, label: edge.label, box: labelBox(edge.id) })),
};
document.documentElement.dataset.ready = "true";
