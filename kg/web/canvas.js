// The drawn network: vis-network shows what pyvis handed over, at the places computed when it was built.
const nodes = new vis.DataSet();
const edges = new vis.DataSet();
const indexOf = new Map(DATA.things.map((thing, index) => [thing.iri, index]));
const nodeById = new Map(DATA.nodes.map((node) => [node.id, node]));
const shown = new Map();
const GAP = 3, READABLE = 0.6, BUTTONS = 40;
const measure = document.createElement("canvas").getContext("2d");
const still = matchMedia("(prefers-reduced-motion: reduce)");
let network, shape, hovered = null, fresh = new Set(), settling = 0, settledAt = 0, labels = [];

const admittedClaims = (edge, policy) => edge.claims.map((iri) => claimsByIri.get(iri)).filter((claim) => admits(policy, claim));
const linksUnder = (policy) => DATA.edges.filter((edge) => admittedClaims(edge, policy).length);
const endsOf = (list) => new Set(list.flatMap((edge) => [edge.from, edge.to]));
const drawnNow = (iri) => endsOf(linksUnder(state.policy)).has(indexOf.get(iri));

function palette() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(["ground", "ink", "muted", "faint", "edge", "friendly", "hostile", "accent", "outline"]
    .map((name) => [name, style.getPropertyValue("--" + name).trim()]).concat([["face", getComputedStyle(document.body).fontFamily]]));
}

// What the chosen thing brings to the fore; null if nothing is chosen.
function foreground() {
  const visible = linksUnder(state.policy);
  const of = (list, more = []) => ({ edges: new Set(list.map((edge) => edge.id)), nodes: new Set([...endsOf(list), ...more]) });
  const claim = (iri) => {
    const { subject, object } = claimsByIri.get(iri);
    return [subject, object].filter((end) => indexOf.has(end)).map((end) => indexOf.get(end));
  };
  const [[kind, value]] = Object.entries(state.chosen || { none: null });
  if (kind === "node") return of(visible.filter((edge) => [edge.from, edge.to].includes(indexOf.get(value))), [indexOf.get(value)]);
  if (kind === "edge") return of([DATA.edges[value]]);
  if (kind === "claim") return of([edgesOf.get(value)].filter(Boolean), claim(value));
  if (kind === "sentence") {
    const list = DATA.claims.filter((one) => one.passages.some(([sentence]) => sentence === value));
    return of(visible.filter((edge) => list.some((one) => edge.claims.includes(one.iri))), list.flatMap((one) => claim(one.iri)));
  }
  if (kind === "changes") {
    const [before, after] = value.map(linksUnder);
    return of([...before.filter((edge) => !after.includes(edge)), ...after.filter((edge) => !before.includes(edge))]);
  }
  return null;
}

function paint() {
  const hue = palette();
  const front = foreground();
  const visible = new Set(linksUnder(state.policy));
  const standing = endsOf([...visible]);
  nodes.update(DATA.nodes.map((node) => {
    const lit = !front || front.nodes.has(node.id);
    const colour = { background: node.fill, border: hue.outline };
    return { id: node.id, hidden: !standing.has(node.id), opacity: lit ? 1 : 0.22,
      color: { ...colour, highlight: { ...colour, border: hue.accent }, hover: { ...colour, border: hue.accent } } };
  }));
  const ties = { 1: hue.friendly, 0: hue.edge, [-1]: hue.hostile };
  edges.update(DATA.edges.map((edge) => {
    const status = firmest(admittedClaims(edge, state.policy)) || "Asserted";
    const line = DATA.lines[status];
    const lit = !front || front.edges.has(edge.id);
    const own = fresh.has(edge.id) ? hue.accent : ties[DATA.relations[edge.relation].sign];
    return { id: edge.id, hidden: !visible.has(edge), dashes: line.dashes, width: line.width + (fresh.has(edge.id) ? 1 : 0),
      color: { color: own, hover: hue.accent, highlight: hue.accent, opacity: lit ? 1 : 0.18 } };
  }));
  settleLabels();
}

// Labels are settled one by one, the best connected first; one that would lie on another waits for a closer view.
function settleLabels() {
  const scale = settledAt = network.getScale();
  const hue = palette();
  const front = foreground();
  const px = Math.max(11, Math.min(14, 12 * Math.sqrt(scale)));
  measure.font = `${px}px ${hue.face}`;
  const standing = endsOf(linksUnder(state.policy));
  const taken = [];
  labels = [];
  for (const node of DATA.nodes) {
    const r = node.size * scale;
    const at = network.getPosition(node.id);
    if (standing.has(node.id) && node.shape !== "box") taken.push({ of: node.id, x: at.x * scale, left: at.x * scale - r, right: at.x * scale + r, top: at.y * scale - r, bottom: at.y * scale + r });
  }
  const free = (box) => !taken.some((other) => other.of !== box.of && box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top);
  const nodeChanges = [], edgeChanges = [];
  for (const wish of wishes(scale, front)) {
    const lines = wish.text.split("\n");
    const half = Math.max(...lines.map((line) => measure.measureText(line).width)) / 2 + 2;
    const tall = lines.length * px + 3;
    const top = wish.y * scale + (wish.radius === null ? -tall / 2 : wish.above ? -wish.radius * scale - GAP - tall : wish.radius * scale + GAP);
    const box = { of: wish.of, left: wish.x * scale - half, right: wish.x * scale + half, top, bottom: top + tall };
    const fits = wish.text && (wish.forced || free(box));
    if (fits) taken.push(box);
    if (fits && wish.key[0] === "n") labels.push(box);
    const text = fits ? wish.text : " ";  // vis-network keeps the old label if given none
    const colour = wish.inside ? "#15181c" : wish.lit ? wish.colour || hue.ink : hue.faint;
    const vadjust = wish.radius === null ? 0 : liftOf(wish, lines.length, px / scale, scale);
    const look = [text, px / scale, colour, hue.ground, wish.above].join("|");
    if (shown.get(wish.key) === look) continue;
    shown.set(wish.key, look);
    const change = { id: wish.id, label: text, font: { align: wish.key[0] === "e" ? "horizontal" : "center", size: px / scale, face: hue.face, color: colour, strokeColor: hue.ground, strokeWidth: wish.inside ? 0 : 5 / scale, vadjust } };
    (wish.key[0] === "n" ? nodeChanges : edgeChanges).push(change);
  }
  nodes.update(nodeChanges);
  edges.update(edgeChanges);
}

// vis-network sets labels below their node, by half a line and four pixels; this brings them near, or above.
function liftOf(wish, lines, size, scale) {
  const usual = wish.radius + size / 2 + 4;
  return (wish.above ? -wish.radius - GAP / scale - lines * size : wish.radius + GAP / scale) - usual;
}

// All labels one could show, in the order in which they may take their place.
function wishes(scale, front) {
  const visible = linksUnder(state.policy);
  const standing = endsOf(visible);
  const hue = palette();
  const names = DATA.nodes.filter((node) => standing.has(node.id)).map((node) => {
    const at = network.getPosition(node.id);
    const lit = !front || front.nodes.has(node.id);
    const self = state.chosen && indexOf.get(state.chosen.node) === node.id;
    const inside = node.shape === "box";
    return { key: "n" + node.id, of: node.id, id: node.id, text: language === 0 ? node.label_fr : node.label, x: at.x, y: at.y, radius: inside ? null : node.size,
      above: node.places[shape][2], inside, lit, forced: hovered === node.id, rank: (hovered === node.id ? 4000 : 0) + (self ? 2000 : 0) + (front && lit ? 1000 : 0) + node.ties };
  });
  const ties = visible.map((edge) => {
    const at = middleOf(edge);
    const status = firmest(admittedClaims(edge, state.policy));
    const lit = front && front.edges.has(edge.id);
    const told = lit || scale > 1.9 || hovered === "e" + edge.id;
    const doubt = status === "Asserted" ? "" : term(status);
    const text = told ? [local(DATA.relations[edge.relation].label), doubt].filter(Boolean).join("\n") : front ? "" : doubt;
    return { key: "e" + edge.id, of: "e" + edge.id, id: edge.id, text, x: at.x, y: at.y, radius: null, lit: true, colour: hue.muted,
      forced: hovered === "e" + edge.id, rank: lit ? 999 : 0 };
  });
  return [...names, ...ties].sort((a, b) => b.rank - a.rank || a.id - b.id);
}

function middleOf(edge) {
  const from = network.getPosition(edge.from), to = network.getPosition(edge.to);
  const x = (from.x + to.x) / 2, y = (from.y + to.y) / 2;
  if (!edge.smooth) return { x, y };
  const point = network.body.edges[edge.id].edgeType.getPoint(0.5);
  return { x: point.x, y: point.y };
}

// The part of the canvas that the panel leaves free.
function freeArea() {
  const canvas = $("canvas").getBoundingClientRect();
  const panel = $("panel").hidden ? null : $("panel").getBoundingClientRect();
  const aside = panel && panel.height > canvas.height * 0.9;
  return { width: canvas.width - (aside ? panel.width : 0), height: canvas.height - (panel && !aside ? panel.height : 0), canvas };
}

const ease = (animated) => (animated && !still.matches ? { duration: 260, easingFunction: "easeInOutQuad" } : false);

function moveTo(x, y, scale, animated) {
  const { width, height, canvas } = freeArea();
  const position = { x: x + (canvas.width - width) / 2 / scale, y: y + (canvas.height - height) / 2 / scale };
  network.moveTo({ position, scale, animation: ease(animated) });
}

// A view of the given width about a point, kept inside the drawing.
const within = (centre, low, high, room) => (room >= high - low ? (low + high) / 2 : Math.max(low + room / 2 - 12, Math.min(high - room / 2 + 12, centre)));

function fitView(animated, opening = false) {
  const [left, top, right, bottom] = DATA.frames[shape];
  const { width, height } = freeArea();
  const scale = Math.max(0.05, Math.min((width - BUTTONS - 24) / (right - left), (height - 20) / (bottom - top), 2));
  if (scale >= READABLE || !opening || !DATA.nodes.length) moveTo((left + right) / 2 - BUTTONS / 2 / scale, (top + bottom) / 2, scale, animated);
  else {
    const hub = DATA.nodes.reduce((best, node) => (node.ties > best.ties ? node : best)).places[shape];
    moveTo(within(hub[0], left, right, width / READABLE), within(hub[1], top, bottom, height / READABLE), READABLE, animated);
  }
  settleSoon();
}

// Move the view only if what was chosen lies outside of it or beneath the panel, and no further than needed.
function reveal() {
  const front = foreground();
  const ids = front ? [...front.nodes].filter((id) => nodeById.has(id)) : [];
  if (!ids.length || $("graph").hidden) return;
  const area = freeArea(), scale = network.getScale();
  const room = { x: [70, area.width - 70], y: [50, area.height - 64] };
  const points = ids.map((id) => network.canvasToDOM(network.getPosition(id)));
  const self = state.chosen.node && network.canvasToDOM(network.getPosition(indexOf.get(state.chosen.node)));
  const span = (axis) => [Math.min(...points.map((point) => point[axis])), Math.max(...points.map((point) => point[axis]))];
  const fits = (axis) => span(axis)[1] - span(axis)[0] <= room[axis][1] - room[axis][0];
  if (!fits("x") || !fits("y")) {
    const [left, right] = span("x"), [top, bottom] = span("y");
    const shrink = Math.min((room.x[1] - room.x[0]) / (right - left), (room.y[1] - room.y[0]) / (bottom - top), 1);
    const aim = network.DOMtoCanvas(self && shrink < 0.7 ? self : { x: (left + right) / 2, y: (top + bottom) / 2 });
    moveTo(aim.x, aim.y, self && shrink < 0.7 ? scale : Math.max(0.3, scale * shrink), true);
    return;
  }
  const push = (axis) => Math.max(0, room[axis][0] - span(axis)[0]) || Math.min(0, room[axis][1] - span(axis)[1]);
  const view = network.getViewPosition();
  const shift = { x: view.x - push("x") / scale, y: view.y - push("y") / scale };
  if (shift.x !== view.x || shift.y !== view.y) network.moveTo({ position: shift, scale, animation: ease(true) });
}

function zoomBy(factor) {
  const { x, y } = network.getViewPosition();
  network.moveTo({ position: { x, y }, scale: Math.max(0.1, Math.min(5, network.getScale() * factor)), animation: false });
}

function settleSoon() {
  clearTimeout(settling);
  settling = setTimeout(settleLabels, 50);
}

function takeShape() {
  const canvas = $("canvas");
  const now = canvas.clientWidth >= canvas.clientHeight * 1.1 ? "wide" : "tall";
  if (now === shape) return;
  shape = now;
  nodes.update(DATA.nodes.map((node) => ({ id: node.id, x: node.places[shape][0], y: node.places[shape][1] })));
}

// vis-network takes no click on a label for one on its node.
function labelAt(point) {
  const x = point.x * network.getScale(), y = point.y * network.getScale();
  const box = labels.find((one) => x > one.left && x < one.right && y > one.top && y < one.bottom);
  return box && box.of;
}

function openCanvas() {
  nodes.add(DATA.nodes.map((node) => ({ ...node, label: " " })));
  edges.add(DATA.edges);
  network = new vis.Network($("canvas"), { nodes, edges }, DATA.options);
  network.on("click", ({ nodes: [hit], edges: [edge], pointer }) => {
    const node = hit === undefined ? labelAt(pointer.canvas) : hit;
    if (node !== undefined) choose({ node: DATA.things[node].iri });
    else if (edge !== undefined) choose({ edge });
    else choose(null);
  });
  network.on("hoverNode", ({ node }) => { hovered = node; settleLabels(); });
  network.on("hoverEdge", ({ edge }) => { hovered = "e" + edge; settleLabels(); });
  for (const leave of ["blurNode", "blurEdge"]) network.on(leave, () => { hovered = null; settleLabels(); });
  for (const [over, cursor] of [["hoverNode", "pointer"], ["hoverEdge", "pointer"], ["blurNode", ""], ["blurEdge", ""]]) network.on(over, () => { $("canvas").style.cursor = cursor; });
  network.on("dragEnd", ({ nodes: moved }) => { if (moved.length) settleSoon(); });
  network.on("afterDrawing", () => { if (Math.abs(network.getScale() / settledAt - 1) > 0.01) settleSoon(); });
  new ResizeObserver(() => {
    if (!$("canvas").clientWidth) return;
    const before = shape;
    network.setSize("100%", "100%");
    network.redraw();
    takeShape();
    if (before !== shape || !state.chosen) fitView(false, true);
  }).observe($("canvas"));
}

// For a script as for a hand: where on the page a node or the middle of an edge lies.
function pagePoint(item) {
  const point = item.edge !== undefined ? middleOf(DATA.edges[item.edge]) : network.getPosition(indexOf.get(item.node));
  const { x, y } = network.canvasToDOM(point);
  const frame = $("canvas").getBoundingClientRect();
  return { x: x + frame.left, y: y + frame.top };
}
