// How two are connected: the shortest chains of links, each step with its words, and how firm the whole is.
const pathState = { start: "", end: "", doubted: false };
const DOUBTED = ["Contested", "Distanced", "Rejected", "Denied", "Evaluation", "Analysis", "Prescribed"];
const MOST_CHAINS = 5;

const firm = (link) => !DOUBTED.includes(now.statusOfLink(link));
const allowed = () => (pathState.doubted ? now.links : now.links.filter(firm));

// The steps of a walk, each with all links between its two nodes, the firmest first.
function hops(walk, list) {
  const between = gathered(list.map((link) => [[link.tail, link.head].sort().join(" "), link]));
  return walk.slice(1).map((node, at) => between.get([walk[at], node].sort().join(" ")).sort((a, b) => firmness.get(now.statusOfLink(a)) - firmness.get(now.statusOfLink(b))));
}

function renderPath(section) {
  const { start, end } = pathState, list = allowed();
  const field = (id, word, side) => el("label", {}, el("span", {}, w(word)), nameField(id, w("search"), pathState[side], (iri) => { pathState[side] = iri; draw(); }));
  const draw = () => renderPath(section);
  const form = el("form", { class: "ends", onsubmit: (event) => { event.preventDefault(); draw(); } }, field("path-start", "pathStart", "start"),
    el("button", { type: "button", class: "quiet", "aria-label": w("pathSwap"), title: w("pathSwap"), onclick: () => { Object.assign(pathState, { start: end, end: start }); draw(); } }, "⇄"), field("path-end", "pathEnd", "end"),
    el("label", { class: "fold" }, el("input", { id: "path-doubted", type: "checkbox", checked: pathState.doubted, onchange: (event) => { pathState.doubted = event.target.checked; draw(); } }), w("pathContested")));
  const walks = start && end && start !== end ? walksBetween(list, start, end, MOST_CHAINS) : [];
  const none = !start || !end ? "" : start === end ? w("pathSame") : walks.length ? "" : w(!pathState.doubted && walksBetween(now.links, start, end, 1).length ? "pathNoneBut" : "pathNone");
  keepFocus(section, () => section.replaceChildren(el("div", { class: "sheet" }, el("p", { class: "lead" }, w("pathLead")), form, none && el("p", { class: "empty", role: "status" }, none), el("ol", { class: "chains" }, walks.map((walk) => chainItem(walk, list))))));
  remember();
}

function chainItem(walk, list) {
  const steps = hops(walk, list), weakest = steps.map((some) => now.statusOfLink(some[0])).reduce((worst, one) => (firmness.get(one) > firmness.get(worst) ? one : worst));
  return el("li", { class: "chain" }, el("p", { class: "walk" }, walk.map((node, at) => [at ? el("span", { class: "aside", "aria-hidden": "true" }, " — ") : "", thingButton(node)]).flat()),
    el("p", { class: "kicker" }, `${number(steps.length)} ${w("steps")} · ${w("weakest")} `, badge(weakest), el("button", { class: "copy", type: "button", onclick: () => showChain(walk) }, w("pathInGraph"))),
    el("ul", { class: "links" }, steps.flat().map((link) => { const claim = now.claimsOf(link)[0]; return el("li", {}, el("button", { class: "other", type: "button", onclick: () => choose({ edge: link.id }) }, statementOf(link, plainName)),
      el("span", { class: "told" }, badge(now.statusOfLink(link)), el("bdi", { class: "words", lang: "fr" }, quoted(claim.quote)), el("span", { class: "aside" }, `${nameOf(claim.claimant)} · ${w("sentence")} ${DATA.sentences[claim.passages[0][0]][1]}`))); })));
}

// Bring every node of a chain into the drawing.
function showChain(walk) {
  change({ scope: { ...state.scope, opened: [...new Set([...state.scope.opened, ...walk])] }, tab: "graph" });
  choose({ node: walk[0] });
}

function findPathFrom(iri) {
  Object.assign(pathState, { start: iri, end: pathState.end === iri ? "" : pathState.end });
  openTab("path");
  if ($("path-end")) $("path-end").focus();
}

addView({ name: "path", word: "tabPath", render: renderPath });
