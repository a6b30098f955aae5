// The controls: whom to believe, views, search, language and theme.
const state = { policy: DATA.policy, before: null, chosen: null, tab: "graph" };
let trail = [], opener = null;

function choose(target, { keep = false, focus = true } = {}) {
  if (target && !state.chosen) opener = document.activeElement;
  state.chosen = target;
  if (!target) trail = [];
  else if (!keep) trail = [...trail.slice(-30), target];
  showPanel(focus && Boolean(target));
  document.body.classList.toggle("reading", Boolean(target));
  paint();
  select();
  for (const line of document.querySelectorAll("[data-edge]")) line.classList.toggle("chosen", Boolean(target) && Number(line.dataset.edge) === target.edge);
  for (const line of document.querySelectorAll("[data-sentence]")) line.classList.toggle("chosen", Boolean(target) && Number(line.dataset.sentence) === target.sentence);
  reveal();
  if (!target && opener && opener.isConnected) opener.focus({ preventScroll: true });
}

function select() {
  const visible = linksUnder(state.policy);
  const { node, edge, claim } = state.chosen || {};
  const tie = edge !== undefined ? DATA.edges[edge] : claim && edgesOf.get(claim);
  network.setSelection({ nodes: node && drawnNow(node) ? [indexOf.get(node)] : [], edges: tie && visible.includes(tie) ? [tie.id] : [] }, { highlightEdges: false });
}

function believe(policy) {
  if (policy === state.policy) return;
  const had = linksUnder(state.policy);
  state.before = state.policy;
  state.policy = policy;
  for (const input of document.querySelectorAll("#policies input")) input.checked = input.value === policy;
  if (!still.matches) {
    fresh = new Set(linksUnder(policy).filter((edge) => !had.includes(edge)).map((edge) => edge.id));
    setTimeout(() => { fresh = new Set(); paint(); }, 2600);
  }
  if (state.chosen && state.chosen.changes) state.chosen = { changes: [state.before, policy] };
  showPanel(false);
  paint();
  select();
  showCounts();
  listLinks();
  layText();
}

function showPolicies() {
  const box = document.querySelector("#policies .segments");
  box.replaceChildren(...DATA.policies.map((policy) => el("label", {},
    el("input", { type: "radio", name: "policy", value: policy, checked: policy === state.policy, onchange: () => believe(policy) }),
    el("span", {}, policyName(policy)))));
}

function showCounts() {
  const now = linksUnder(state.policy);
  const accepted = DATA.claims.filter((claim) => admits(state.policy, claim)).length;
  const parts = [el("span", { class: "numbers" }, el("b", {}, entities(endsOf(now).size)), " · ", el("b", {}, links(now.length)), " · ",
    el("b", {}, claims(accepted)), ` ${language === 0 ? "sur" : "of"} ${number(DATA.claims.length)}`)];
  if (WORDS["explain_" + state.policy]) parts.unshift(el("span", { class: "explain" }, w("explain_" + state.policy)));
  if (state.before) parts.push(change(now));
  $("counts").replaceChildren(...parts);
}

function change(now) {
  const then = linksUnder(state.before);
  const more = now.length - then.length, wider = endsOf(now).size - endsOf(then).size;
  if (!more && !wider) return el("span", { class: "change" }, "=");
  const amount = (n, words) => signed(n) + words(Math.abs(n)).replace(/^[^\u00a0]*/, "");
  return el("button", { class: "change", type: "button", title: w("changes"), onclick: () => choose({ changes: [state.before, state.policy] }) },
    `${amount(more, links)}, ${amount(wider, entities)} vs ${policyName(state.before)}`);
}

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function listLinks() {
  const wanted = fold($("filter").value.trim()).split(/\s+/);
  const all = linksUnder(state.policy);
  const rows = all.map((edge) => linkRow(edge)).filter((line) => wanted.every((part) => fold(line.textContent).includes(part)));
  $("rows").replaceChildren(...rows);
  $("listed").textContent = rows.length < all.length ? `${number(rows.length)} / ${links(all.length)}` : links(all.length);
}

function linkRow(edge) {
  const list = admittedClaims(edge, state.policy);
  const name = (index) => el("bdi", {}, nameOf(DATA.things[index].iri));
  const label = local(DATA.relations[edge.relation].label);
  const subject = indexOf.get(list[0].subject), object = indexOf.get(list[0].object);
  const sentences = [...new Set(list.flatMap((claim) => claim.passages.map(([index]) => DATA.sentences[index][1])))];
  const voices = [...new Set(list.map((claim) => nameOf(claim.claimant)))];
  return el("tr", { "data-edge": edge.id, onclick: () => choose({ edge: edge.id }) },
    el("td", {}, name(subject)),
    el("td", {}, el("button", { class: "link", type: "button" }, label)),
    el("td", {}, name(object)),
    el("td", {}, badge(firmest(list))),
    el("td", {}, el("bdi", {}, voices.join(", "))),
    el("td", { class: "number" }, sentences.join(", ")));
}

function layText() {
  const parts = [el("p", { class: "lead" }, w("textLead"))];
  let article = null;
  DATA.sentences.forEach(([of, place, text], index) => {
    if (of !== article) parts.push(el("h2", {}, capital(`${w("article")} ${day(DATA.articles[of] || of)}`), el("span", { class: "aside" }, ` ${of}`)));
    article = of;
    const list = DATA.claims.filter((claim) => claim.passages.some(([sentence]) => sentence === index));
    parts.push(el("div", { class: "sentence" + (text.startsWith("#") ? " heading" : ""), "data-sentence": index, onclick: () => choose({ sentence: index }) },
      el("button", { class: "place", type: "button", "aria-label": `${w("sentence")} ${place}, ${claims(list.length)}` }, String(place)),
      el("p", { lang: "fr", dir: "auto" }, ...marked(text, spansOf(list, index))),
      el("span", { class: "drawn", "aria-hidden": "true" }, claims(list.length))));
  });
  $("sentences").replaceChildren(...parts);
}

function showLegend() {
  const seen = new Set(DATA.edges.flatMap((edge) => edge.claims.map((iri) => claimsByIri.get(iri)).filter((claim) => (claim.admitted_by || []).length).map((claim) => claim.status)));
  const looks = new Map(DATA.nodes.map((node) => kindOf(DATA.things[node.id]).look).map((look) => [look.join(), look]));
  const item = (swatch, text) => el("li", {}, swatch, el("span", {}, text));
  const end = (sign, text) => item(svg("svg", { width: 28, height: 10, viewBox: "0 0 28 10", class: "sign" + sign, "aria-hidden": "true" },
    svg("path", { d: "M0 5H26", stroke: "currentColor", "stroke-width": 1.8 }),
    svg("path", { d: sign > 0 ? "M23 1.5a3.5 3.5 0 1 0 .01 0z" : "M24.500 0h2.500v10h-2.500z", fill: "currentColor" })), text);
  const signs = new Set(DATA.edges.map((edge) => DATA.relations[edge.relation].sign));
  const list = (title, items) => el("ul", { "aria-label": title }, ...items);
  document.querySelector("#legend > div").replaceChildren(
    list(w("lineTitle"), DATA.statuses.filter((status) => seen.has(status)).map((status) => item(lineSwatch(status), term(status)))),
    list(w("endTitle"), [[1, "friendly"], [-1, "hostile"]].filter(([sign]) => signs.has(sign)).map(([sign, key]) => end(sign, w(key)))),
    list(w("shapeTitle"), [...looks.values()].sort((a, b) => (a[1] + a[0] < b[1] + b[0] ? -1 : 1)).map((look) => item(shapeSwatch(look), look[2 + language]))));
}

// ---- search: any name, accents and case forgiven ----
const catalogue = DATA.things.map((thing) => {
  const names = [...new Set([...thing.label, ...thing.aliases, ...thing.identifiers.map(([, id]) => id)])];
  return { thing, names, folded: names.map(fold) };
});
let hits = [], active = -1;

function find(text) {
  const wanted = fold(text.trim());
  if (!wanted) return [];
  const score = (name) => (name === wanted ? -1 : name.startsWith(wanted) ? 0 : name.includes(" " + wanted) || name.includes("’" + wanted) ? 1 : name.includes(wanted) ? 2 : 9);
  return catalogue.map((entry) => {
    const scores = entry.folded.map(score);
    const best = Math.min(...scores);
    return { thing: entry.thing, best, by: entry.names[scores.indexOf(best)] };
  }).filter((hit) => hit.best < 9)
    .sort((a, b) => a.best - b.best || tiesOf(b.thing) - tiesOf(a.thing) || (a.thing.iri < b.thing.iri ? -1 : 1)).slice(0, 9);
}

const tiesOf = (thing) => (nodeById.get(indexOf.get(thing.iri)) || { ties: 0 }).ties;

function showHits() {
  const field = $("search");
  hits = find(field.value);
  active = hits.length ? 0 : -1;
  const open = Boolean(field.value.trim());
  $("found").hidden = !open;
  field.setAttribute("aria-expanded", String(open));
  $("found").replaceChildren(...(hits.length ? hits.map((hit, index) => {
    const name = nameOf(hit.thing.iri);
    return el("li", { id: "hit-" + index, role: "option", onmousedown: (event) => { event.preventDefault(); take(index); } },
      shapeSwatch(kindOf(hit.thing).look), el("bdi", {}, name), el("span", { class: "aside" }, hit.by !== name ? hit.by : local(kindOf(hit.thing).label)));
  }) : [el("li", { class: "aside", role: "option", "aria-disabled": "true" }, w("nothing"))]));
  mark();
}

function mark() {
  hits.forEach((_, index) => $("hit-" + index).setAttribute("aria-selected", String(index === active)));
  if (active >= 0) $("search").setAttribute("aria-activedescendant", "hit-" + active);
  else $("search").removeAttribute("aria-activedescendant");
}

function take(index) {
  const hit = hits[index];
  if (!hit) return;
  closeHits();
  choose({ node: hit.thing.iri });
}

function closeHits() {
  $("found").hidden = true;
  $("search").setAttribute("aria-expanded", "false");
  $("search").removeAttribute("aria-activedescendant");
}

function openTab(name) {
  state.tab = name;
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const own = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", String(own));
    tab.tabIndex = own ? 0 : -1;
    $(tab.dataset.tab).hidden = !own;
  }
  if (name === "graph") reveal();
}

function speak(chosen) {
  language = chosen;
  document.documentElement.lang = language === 0 ? "fr" : "en";
  document.title = w("title");
  for (const node of document.querySelectorAll("[data-w]")) node.textContent = w(node.dataset.w);
  for (const node of document.querySelectorAll("[data-aria]")) { node.setAttribute("aria-label", w(node.dataset.aria)); if (node.tagName === "BUTTON") node.title = w(node.dataset.aria); }
  for (const node of document.querySelectorAll("[data-hint]")) node.placeholder = w(node.dataset.hint);
  $("language").textContent = w("otherLanguage");
  $("language").lang = language === 0 ? "en" : "fr";
  showPolicies();
  showCounts();
  showLegend();
  listLinks();
  layText();
  showPanel(false);
  paint();
}

function turnTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  paint();
}

function listen() {
  for (const tab of document.querySelectorAll("[role=tab]")) tab.addEventListener("click", () => openTab(tab.dataset.tab));
  $("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...document.querySelectorAll("[role=tab]")];
    const next = all[(all.findIndex((tab) => tab.dataset.tab === state.tab) + step + all.length) % all.length];
    openTab(next.dataset.tab);
    next.focus();
  });
  $("skip").addEventListener("click", (event) => { event.preventDefault(); openTab("list"); $("list").focus(); });
  $("search").addEventListener("input", showHits);
  $("search").addEventListener("focus", () => { if ($("search").value) showHits(); });
  $("search").addEventListener("blur", closeHits);
  $("search").addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) { event.preventDefault(); active = (active + step + hits.length) % hits.length; mark(); }
    else if (event.key === "Enter") { event.preventDefault(); take(active); }
    else if (event.key === "Escape") { event.stopPropagation(); closeHits(); }
  });
  $("filter").addEventListener("input", listLinks);
  $("close").addEventListener("click", () => choose(null));
  $("back").addEventListener("click", () => { trail.pop(); choose(trail[trail.length - 1] || null, { keep: true }); });
  $("closer").addEventListener("click", () => zoomBy(1.3));
  $("farther").addEventListener("click", () => zoomBy(1 / 1.3));
  $("whole").addEventListener("click", () => fitView(true));
  $("language").addEventListener("click", () => speak(1 - language));
  $("theme").addEventListener("click", turnTheme);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName) && document.activeElement.type !== "radio";
    if (event.key === "Escape" && state.chosen) choose(null);
    if (event.key === "/" && !typing) { event.preventDefault(); $("search").focus(); }
  });
}

$("app").hidden = false;
const roomy = matchMedia("(min-width: 901px)");
$("legend").open = roomy.matches;
roomy.addEventListener("change", () => { $("legend").open = roomy.matches; });
openCanvas();
takeShape();
listen();
speak(language);
openTab("graph");
fitView(false, true);
settleLabels();

// Where vis-network itself says that it drew a label, in pixels of the screen.
function labelBox(node) {
  return screenBox(network.body.nodes[node.id].labelModule.size, nodeById.get(node.id).shape === "box" ? null : node.font.vadjust);
}

function screenBox(size, vadjust) {
  const top = vadjust === null ? size.top : size.yLine + vadjust;
  const corner = network.canvasToDOM({ x: size.left, y: top });
  return { left: corner.x, top: corner.y, right: corner.x + size.width * network.getScale(), bottom: corner.y + size.height * network.getScale() };
}

// What tests and the curious may hold on to.
window.kg = {
  network, state, choose, believe, speak, pagePoint,
  drawn: () => edges.get({ filter: (edge) => !edge.hidden }).map((edge) => ({
    id: edge.id, dashes: edge.dashes, width: edge.width, tail: DATA.things[edge.from].iri, head: DATA.things[edge.to].iri,
    relation: edge.relation, claims: admittedClaims(edge, state.policy).map((claim) => claim.iri) })),
  labelled: () => nodes.get({ filter: (node) => !node.hidden && node.label.trim() }).map((node) => ({ id: node.id, label: node.label, box: labelBox(node) })),
  tied: () => edges.get({ filter: (edge) => !edge.hidden && (edge.label || "").trim() }).map((edge) => ({ id: edge.id, label: edge.label, box: screenBox(network.body.edges[edge.id].labelModule.size, null) })),
};
