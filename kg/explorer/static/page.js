// The controls: whom to believe, views, search, language and theme; whatever changes, all follows from the state.
const state = { policy: DATA.policy, without: new Set(), filters: noFilters(), chosen: null, tab: "graph", scope: { all: false, more: 0, opened: [], brought: [] }, fold: false };
const roomy = matchMedia("(min-width: 901px)");
const closers = [["takeawayOpen", "takeawayList", (open) => openTakeaway(open)]];
let now = null, before = null, trail = [], opener = null, started = false;

const beliefTitle = ({ policy, without } = state) => policyName(policy) + [...without].map((iri) => ` − ${nameOf(iri)}`).join("");

// Change parts of the state; whom one believes is compared with what it was before.
function change(next) {
  if ("policy" in next && !RULES[next.policy]) next = { ...next, without: new Set() };
  const belief = ("policy" in next && next.policy !== state.policy) || ("without" in next && [...next.without].sort().join() !== [...state.without].sort().join());
  if (belief) before = { policy: state.policy, without: state.without };
  Object.assign(state, next);
  if (before && (belief || "filters" in next)) Object.assign(before, comparable(consider({ ...state, ...before })));
  consideredAnew(belief);
}

// What was believed before is looked at through the filters of now, so that only belief makes a difference.
const comparable = ({ links, ends, statusOfLink }) => ({ links, nodes: ends, statusOfLink });

function consideredAnew(belief) {
  now = consider(state);
  if (belief) markFresh();
  showTab();
  refresh();
  if (belief) say(`${beliefTitle()}${w("colon")} ${links(now.links.length)}`);
}

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
  const had = new Set(before.links);
  fresh = new Set(now.links.filter((link) => !had.has(link)).map((link) => link.id));
  clearTimeout(markFresh.timer);
  markFresh.timer = setTimeout(() => { fresh = new Set(); paint(); }, 2600);
}

function choose(target, { keep = false, focus = true } = {}) {
  if (target && !state.chosen) opener = document.activeElement;
  state.chosen = target;
  if (!target) trail = [];
  else if (!keep) trail = [...trail.slice(-30), target];
  if (!bringIn(target)) paint();
  showPanel(focus && Boolean(target));
  document.body.classList.toggle("reading", Boolean(target));
  select();
  markChosen();
  if (state.tab === "text") showView();
  reveal();
  remember();
  if (!target && opener && opener.isConnected) opener.focus({ preventScroll: true });
}

// What was chosen is drawn, if it stands and was not in view; tell whether that was needed.
function bringIn(target) {
  const { node, edge, claim } = target || {};
  const link = (edge !== undefined ? [DATA.links[edge]] : claim ? linksOf.get(claim) : []).find((one) => now.claimsOf(one).length);
  const missing = (link ? [link.tail, link.head] : node ? [node] : []).filter((iri) => now.ends.has(iri) && !now.nodes.has(iri));
  if (!missing.length) return false;
  state.scope = { ...state.scope, opened: [...state.scope.opened, ...missing] };
  now = consider(state);
  update();
  showScope();
  return true;
}

function markChosen() {
  const { edge, claim } = state.chosen || {};
  for (const line of document.querySelectorAll("[data-edge]")) line.classList.toggle("chosen", Number(line.dataset.edge) === edge);
  for (const line of document.querySelectorAll("[data-claim]")) line.classList.toggle("chosen", line.dataset.claim === claim);
}

function select() {
  const { node, edge, claim, pair } = state.chosen || {};
  const wanted = edge !== undefined ? [DATA.links[edge]] : claim ? linksOf.get(claim) : [];
  const lines = [...drawing.lines.values()].filter((line) => line.links.some((link) => wanted.includes(link)) || (pair && pair.every((end) => [line.from, line.to].includes(indexOf.get(end)))));
  const key = node && indexOf.get(node);
  network.setSelection({ nodes: drawing.nodes.has(key) ? [key] : [], edges: lines.map((line) => line.key) }, { highlightEdges: false });
}

// Open a node's neighbours, or a community, in the drawing.
function widen(what) {
  change({ scope: { ...state.scope, opened: [...state.scope.opened.filter((one) => one !== what), what] } });
  if (typeof what === "number") fitView(true); else reveal();
}

function showPolicies() {
  const segments = document.querySelector("#policies .segments");
  keepFocus(segments, () => segments.replaceChildren(...DATA.policies.map((policy) => el("label", { title: local(DATA.explained[policy]) },
    el("input", { id: "policy-" + policy, type: "radio", name: "policy", value: policy, checked: policy === state.policy, onchange: () => change({ policy }) }), el("span", {}, policyName(policy))))));
}

function showCounts() {
  const accepted = now.standing.admitted.size, explained = WORDS["explain_" + state.policy] ? w("explain_" + state.policy) : local(DATA.explained[state.policy]);
  const parts = [!before && el("span", { class: "explain" }, explained), el("span", { class: "numbers" }, el("b", {}, entities(now.ends.size)), " · ", el("b", {}, links(now.links.length)),
    el("span", { class: "wide" }, " · ", el("b", {}, claims(accepted)), ` ${w("mainOf")} ${number(DATA.claims.length)}`))];
  if (before) parts.unshift(changePill());
  $("counts").replaceChildren(...parts.filter(Boolean));
}

function changePill() {
  const more = now.links.length - before.links.length, wider = now.ends.size - before.nodes.size;
  const amount = (n, words) => signed(n) + words(Math.abs(n)).replace(/^[^\u00a0]*/, "");
  return el("button", { class: "change", type: "button", title: w("changes"), onclick: () => choose({ changes: true }) }, `${amount(more, links)}, ${amount(wider, entities)} ${w("versus")} ${beliefTitle(before)}`);
}

// Below the drawing: how much of it is shown, and how to see more or less.
function scopeParts() {
  const all = now.ends.size, left = all - now.nodes.size;
  if (!now.links.length) return [el("span", {}, w(emptyWord()))];
  if (!left && !state.scope.all && !state.scope.more && !state.scope.opened.length) return [];
  const scope = (next) => () => { change({ scope: { ...state.scope, ...next } }); fitView(true); };
  const told = now.folded.size ? `${number(now.folded.size)} ${w("communitiesOf")}` : left ? `${number(now.nodes.size)} ${w("mainOf")} ${entities(all)}, ${w("bestOf")}` : "";
  return [told && el("span", {}, told), left > 0 && now.nodes.size > 0 && el("button", { type: "button", class: "copy", onclick: scope({ more: state.scope.more + 40 }) }, w("showMore")),
    left > 0 && DATA.nodes[0].places && el("button", { type: "button", class: "copy", onclick: scope({ all: true }) }, w("showAll")),
    (state.scope.all || state.scope.more > 0 || state.scope.opened.length > 0 || (state.scope.brought || []).length > 0) && DATA.opening.kind !== "all" && el("button", { type: "button", class: "copy", onclick: scope({ all: false, more: 0, opened: [], brought: [] }) }, w("showMain"))].filter(Boolean);
}

function showScope() {
  const parts = scopeParts();
  $("scope").hidden = !parts.length;
  $("scope").replaceChildren(...parts);
}

function showLegend() {
  const seen = new Set(now.drawn.map((link) => now.statusOfLink(link)));
  const kinds = new Map([...now.nodes].map((iri) => kindOf(things.get(iri)).look).map((look) => [look.join(), look]));
  const item = (swatch, text) => el("li", {}, swatch, el("span", {}, text));
  const end = (sign, text) => item(svg("svg", { width: 28, height: 10, viewBox: "0 0 28 10", class: "sign" + sign, "aria-hidden": "true" },
    svg("path", { d: "M0 5H26", stroke: "currentColor", "stroke-width": 1.8 }),
    svg("path", { d: sign > 0 ? "M23 1.5a3.5 3.5 0 1 0 .01 0z" : "M24.500 0h2.500v10h-2.500z", fill: "currentColor" })), text);
  const signs = new Set(now.drawn.map((link) => DATA.relations[link.name].sign));
  const list = (title, items) => items.length > 0 && el("ul", { "aria-label": title }, items);
  document.querySelector("#legend > div").replaceChildren(...[
    list(w("lineTitle"), DATA.statuses.filter((status) => seen.has(status)).map((status) => item(lineSwatch(status), term(status)))),
    list(w("endTitle"), [[1, "friendly"], [-1, "hostile"]].filter(([sign]) => signs.has(sign)).map(([sign, key]) => end(sign, w(key)))),
    list(w("shapeTitle"), [...kinds.values()].sort((a, b) => (a[1] + a[0] < b[1] + b[0] ? -1 : 1)).map((look) => item(shapeSwatch(look), look[2 + language])))].filter(Boolean));
}

function openTab(name) {
  state.tab = name;
  showTab();
  showView();
  if (name === "graph") { network.redraw(); reveal(); }
  remember();
}

function showTab() {
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const own = tab.dataset.tab === state.tab;
    tab.setAttribute("aria-selected", String(own));
    tab.tabIndex = own ? 0 : -1;
    $(tab.dataset.tab).hidden = !own;
    if (own) tab.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  if (state.tab !== "graph" || !unfitted) return;
  const how = unfitted;
  unfitted = null;
  fitView(...how);
}

function showView() {
  const view = VIEWS.find(({ name }) => name === state.tab);
  if (view) keepFocus($(view.name), () => view.render($(view.name)));
}

function layTabs() {
  for (const { name } of VIEWS) $("stage").insertBefore(el("section", { id: name, role: "tabpanel", "aria-labelledby": "tab-" + name, tabIndex: -1, hidden: true }), $("drawer"));
  $("tabs").append(...[{ name: "graph", word: "tabGraph" }, ...VIEWS].map(({ name, word }) =>
    el("button", { role: "tab", id: "tab-" + name, "aria-controls": name, "data-tab": name, "data-w": word, onclick: () => openTab(name) })));
}

function speak(chosen) {
  language = chosen;
  document.documentElement.lang = language === 0 ? "fr" : "en";
  document.title = local(DATA.title);
  $("title").textContent = $("title").title = local(DATA.title);
  for (const node of document.querySelectorAll("[data-w]")) node.textContent = w(node.dataset.w);
  for (const node of document.querySelectorAll("[data-aria]")) { node.setAttribute("aria-label", w(node.dataset.aria)); if (node.tagName === "BUTTON") node.title = w(node.dataset.aria); }
  for (const node of document.querySelectorAll("[data-hint]")) { node.placeholder = w(node.dataset.hint); node.setAttribute("aria-label", w(node.dataset.hint)); }
  $("language").textContent = w("otherLanguage");
  $("language").lang = language === 0 ? "en" : "fr";
  $("takeaway").replaceChildren(takeawayMenu());
  if (started) refresh();
}

function turnTheme() {
  const root = document.documentElement, dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  paint();
  showView();
}

// On paper all is light, and the whole table stands below the network.
function printing() {
  const root = document.documentElement, theme = root.dataset.theme;
  const dress = (as) => { if (as) root.dataset.theme = as; else delete root.dataset.theme; paint(); network.redraw(); };
  dress("light");
  renderTable($("table"));
  fillTable(Infinity);
  addEventListener("afterprint", () => dress(theme), { once: true });
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

function listen() {
  $("tabs").addEventListener("keydown", (event) => {
    const all = [...document.querySelectorAll("[role=tab]")], here = all.findIndex((tab) => tab.dataset.tab === state.tab);
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = all[(to + all.length) % all.length];
    openTab(next.dataset.tab);
    next.focus();
  });
  $("skip").addEventListener("click", (event) => { event.preventDefault(); openTab("table"); $("table").focus(); });
  offerNames($("search"), $("found"), (thing) => choose({ node: thing.iri }));
  toggles("voices", "voiceList", openVoices);
  toggles("filters", "drawer", openDrawer);
  $("drawerClose").addEventListener("click", () => { openDrawer(false); $("filters").focus(); });
  document.addEventListener("pointerdown", (event) => { if (!$("voiceList").hidden && !$("voiceList").contains(event.target) && !$("voices").contains(event.target)) openVoices(false); });
  $("close").addEventListener("click", () => choose(null));
  $("back").addEventListener("click", () => { trail.pop(); choose(trail[trail.length - 1] || null, { keep: true }); });
  $("closer").addEventListener("click", () => zoomBy(1.3));
  $("farther").addEventListener("click", () => zoomBy(1 / 1.3));
  $("whole").addEventListener("click", () => fitView(true));
  $("language").addEventListener("click", () => speak(1 - language));
  $("theme").addEventListener("click", turnTheme);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { paint(); showView(); });
  addEventListener("beforeprint", printing);
  addEventListener("hashchange", () => { if (location.hash !== addressOf()) go(location.hash); });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) && !/^(radio|checkbox|range)$/.test(document.activeElement.type);
    if (event.key === "Escape" && !typing && !closeOpened() && state.chosen) choose(null);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); $("search").focus(); }
  });
}

// Go to what an address says.
function go(hash) {
  const { chosen, ...next } = readAddress(hash);
  change({ ...next, chosen: null });
  choose(chosen, { focus: false });
}

$("app").hidden = false;
$("legend").open = roomy.matches;
roomy.addEventListener("change", () => { $("legend").open = roomy.matches; });
const opening = readAddress(location.hash);
Object.assign(state, opening, { chosen: null });
layTabs();
openCanvas();
takeShape();
listen();
speak(language);
consideredAnew(false);
fitView(false, true);
if (opening.chosen || DATA.chosen) choose(opening.chosen || { node: whole(DATA.chosen) }, { focus: false });
settleLabels();
started = true;

// What tests and the curious may hold on to.
const lineOf = (link) => edges.get([...drawing.lines.values()].find((line) => line.links.includes(link)).key);
window.kg = {
  network, state, choose, change, speak, pagePoint, addressOf, openTab, widen,
  believe: (policy) => change({ policy }),
  drawn: () => now.drawn.map((link) => ({ id: link.id, dashes: lineOf(link).dashes, width: lineOf(link).width, status: now.statusOfLink(link), tail: link.tail, head: link.head, relation: link.name, derived: link.derived, claims: now.claimsOf(link).map((claim) => claim.iri) })),
  admitted: () => [...now.standing.admitted].sort(), statuses: () => Object.fromEntries(now.standing.status),
  shown: () => ({ nodes: [...drawing.nodes.keys()], lines: [...drawing.lines.keys()] }),
  labelled: () => [...drawing.nodes.keys()].map((key) => nodes.get(key)).filter((node) => node.label.trim()).map((node) => ({ id: node.id, label: node.label, box: labelBox(node.id) })),
  tied: () => edges.get({ filter: (edge) => (edge.label || "").trim() }).map((edge) => ({ id: edge.id, label: edge.label, box: labelBox(edge.id) })),
};
document.documentElement.dataset.ready = "true";
