// The drawn network: vis-network shows what is in view, at places computed when the page was built, or here
// for what came in later.
import { drawing, edges, foreground, look, nodes, palette, positions } from "./drawing.js";
import { $ } from "./elements.js";
import { labelAt, middleOf, settleLabels, settleSoon, shown } from "./labels.js";
import { placed } from "./layout.js";
import { DATA, gathered, indexOf, nodeById } from "./model.js";
import { READABLE, groupOf } from "./selection.js";
import { change, choose, now, state } from "./state.js";
import { local, number } from "./words.js";

export const still = matchMedia("(prefers-reduced-motion: reduce)");
const OPENING_SCALE = 0.6,
  MOST_SCALE = 1.5,
  BUTTONS = 40;
const looks = new Map(); // what vis-network holds, as text: only what differs is touched
let unfitted = null,
  basis = "";

// ---- what is drawn: a node for each entity in view, one for each community that is not opened ----
function planned() {
  const plan = { nodes: new Map(), lines: new Map() },
    bubbles = now.closed;
  const keyOf = (iri) => (now.nodes.has(iri) ? indexOf.get(iri) : "g" + groupOf(iri));
  for (const iri of now.nodes) {
    const id = indexOf.get(iri);
    plan.nodes.set(id, { key: id, iri, ...nodeById.get(id) });
  }
  for (const [key, size] of bubbles) plan.nodes.set(key, bubbleNode(key, size));
  for (const link of bubbles.size ? now.links : now.drawn) {
    const from = keyOf(link.tail),
      to = keyOf(link.head),
      bundled = bubbles.has(from) || bubbles.has(to);
    if (!plan.nodes.has(from) || !plan.nodes.has(to) || (bundled && from === to)) continue;
    const key = bundled || state.pairs ? "p" + [from, to].map(String).sort().join("|") : "l" + link.id;
    if (!plan.lines.has(key)) plan.lines.set(key, { key, from, to, links: [] });
    plan.lines.get(key).links.push(link);
  }
  keepStrongest(plan.lines, bubbles);
  return plan;
}

// Of the ties of a community only the strongest are drawn: all would hide one another.
function keepStrongest(lines, bubbles) {
  const kept = new Set(),
    strong = [...lines.values()].sort((a, b) => b.links.length - a.links.length || (a.key < b.key ? -1 : 1)),
    drawn = new Map();
  for (const line of strong)
    for (const end of [line.from, line.to]) {
      drawn.set(end, (drawn.get(end) || 0) + 1);
      if (bubbles.has(end) && drawn.get(end) <= STRONGEST) kept.add(line.key);
    }
  for (const line of strong)
    if ((bubbles.has(line.from) || bubbles.has(line.to)) && !kept.has(line.key)) lines.delete(line.key);
}

function bubbleNode(key, size) {
  const group = DATA.opening.groups[Number(key.slice(1))];
  const label = local(group.label) + `\n(${number(size)})`;
  return {
    key,
    group: Number(key.slice(1)),
    label,
    label_fr: label,
    shape: "dot",
    fill: "",
    size: 12 + Math.min(20, 0.8 * Math.sqrt(size)),
    ties: size,
    places: group.places,
  };
}

// Communities that are in view as one node each, with how many members are not drawn one by one.
function closedCommunities() {
  const left = new Map();
  if (DATA.opening.kind !== "groups" || now.ends.size <= READABLE) return left;
  for (const iri of now.ends)
    if (!now.nodes.has(iri)) left.set("g" + groupOf(iri), (left.get("g" + groupOf(iri)) || 0) + 1);
  return new Map([...left].sort((a, b) => b[1] - a[1]).slice(0, MOST_BUBBLES));
}

const MOST_BUBBLES = 24,
  STRONGEST = 2;

// ---- where it stands ----
function placeFor(node) {
  if (basis === "main") {
    const at = DATA.opening.nodes.indexOf(node.key);
    return at < 0 ? null : DATA.opening.places[drawing.aspect][at];
  }
  return node.places ? node.places[drawing.aspect] : null;
}

function settlePlaces(plan) {
  const wanted = DATA.opening.kind === "main" && state.scope.all && DATA.nodes[0].places ? "all" : DATA.opening.kind;
  if (wanted + drawing.aspect !== basis + (positions.aspect || "")) {
    basis = wanted;
    positions.clear();
    positions.aspect = drawing.aspect;
  }
  const fixed = new Map();
  for (const node of plan.nodes.values()) {
    const built = positions.has(node.key) ? null : placeFor(node);
    if (built) positions.set(node.key, { x: built[0], y: built[1], above: built[2] });
    if (positions.has(node.key)) fixed.set(node.key, positions.get(node.key));
  }
  if (fixed.size < plan.nodes.size) {
    const rooms = [...plan.nodes.values()].map((node) => ({
      key: node.key,
      side: Math.max(node.size, 62),
      up: node.size + 8,
      down: node.size + 34,
    }));
    const found = placed(
      rooms,
      [...plan.lines.values()].map((line) => [line.from, line.to]),
      fixed,
      SCREEN[drawing.aspect],
    );
    for (const [key, point] of found)
      if (!fixed.has(key)) positions.set(key, { x: Math.round(point.x), y: Math.round(point.y), above: false });
  }
}

const SCREEN = { wide: 2.2, tall: 0.62 };

// Lines between the same two nodes bend apart.
function bendLines(plan) {
  const beside = gathered(
    [...plan.lines.values()].map((line) => [[String(line.from), String(line.to)].sort().join("|"), line]),
  );
  for (const lines of beside.values())
    lines.forEach((line, index) => {
      line.bend = (index - (lines.length - 1) / 2) * 0.3 * (String(line.from) < String(line.to) ? 1 : -1);
    });
}

const ENDS = { 1: "circle", 0: "arrow", [-1]: "bar" };

// Bring what vis-network holds to what is to be drawn: only what differs is touched.
export function update() {
  now.closed = closedCommunities();
  const plan = planned();
  settlePlaces(plan);
  bendLines(plan);
  nodes.remove(nodes.getIds().filter((id) => !plan.nodes.has(id)));
  edges.remove(edges.getIds().filter((id) => !plan.lines.has(id)));
  for (const key of looks.keys())
    if (!plan.nodes.has(key) && !plan.lines.has(key)) {
      looks.delete(key);
      shown.delete(key);
    }
  Object.assign(drawing, plan);
  paint();
}

export function paint() {
  const hue = palette(),
    front = foreground(),
    ties = { 1: hue.friendly, 0: hue.edge, [-1]: hue.hostile };
  const changed = (key, item) => {
    const text = JSON.stringify(item);
    if (looks.get(key) === text) return false;
    looks.set(key, text);
    return true;
  };
  const nodeItems = [...drawing.nodes.values()]
    .map((node) => {
      const lit = !front || front.nodes.has(node.key),
        colour = { background: node.fill || hue.raised, border: hue.outline },
        at = positions.get(node.key);
      return {
        id: node.key,
        x: at.x,
        y: at.y,
        shape: node.shape,
        size: node.size,
        opacity: lit ? 1 : 0.22,
        borderWidth: node.fill ? 1.25 : 2.5,
        color: { ...colour, highlight: { ...colour, border: hue.accent }, hover: { ...colour, border: hue.accent } },
      };
    })
    .filter((item) => changed(item.id, item));
  const edgeItems = [...drawing.lines.values()]
    .map((line) => {
      const { status, sign, several } = look(line),
        style = DATA.lines[status],
        lit = !front || front.edges.has(line.key),
        isNew = line.links.some((link) => drawing.fresh.has(link.id));
      const bend = line.bend
        ? { enabled: true, type: line.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(line.bend) }
        : false;
      return {
        id: line.key,
        from: line.from,
        to: line.to,
        dashes: style.dashes,
        width: style.width + (several ? Math.min(3, Math.log2(line.links.length) / 2) : 0) + (isNew ? 1 : 0),
        smooth: bend,
        arrows: { to: { enabled: !several || sign !== 0, type: ENDS[sign], scaleFactor: 0.55 } },
        color: {
          color: isNew ? hue.accent : ties[sign],
          hover: hue.accent,
          highlight: hue.accent,
          opacity: lit ? 1 : 0.18,
        },
      };
    })
    .filter((item) => changed(item.id, item));
  nodes.update(nodeItems.map((item) => (nodes.get(item.id) ? item : { ...item, label: " " })));
  edges.update(edgeItems);
  if (now.started) settleLabels();
}

// ---- the view ----
// The part of the canvas that the panel and the drawer leave free.
function freeArea() {
  const canvas = $("canvas").getBoundingClientRect();
  const covers = ["panel", "drawer"].map((id) => ($(id).hidden ? null : $(id).getBoundingClientRect()));
  const aside = covers.map((box) => (box && box.height > canvas.height * 0.9 ? box.width : 0));
  const below = Math.max(0, ...covers.map((box, at) => (box && !aside[at] ? box.height : 0)));
  return { width: canvas.width - aside[0] - aside[1], height: canvas.height - below, left: aside[1], canvas };
}

const ease = (animated) => (animated && !still.matches ? { duration: 260, easingFunction: "easeInOutQuad" } : false);

function moveTo(x, y, scale, animated) {
  const { width, height, left, canvas } = freeArea();
  const position = {
    x: x + (canvas.width - width - 2 * left) / 2 / scale,
    y: y + (canvas.height - height) / 2 / scale,
  };
  drawing.network.moveTo({ position, scale, animation: ease(animated) });
  setTimeout(settleSoon, still.matches ? 0 : 280);
}

// A view of the given width about a point, kept inside the drawing.
const within = (centre, low, high, room) =>
  room >= high - low ? (low + high) / 2 : Math.max(low + room / 2 - 12, Math.min(high - room / 2 + 12, centre));

function frameNow() {
  const keys = [...drawing.nodes.keys()];
  if (basis === DATA.opening.kind && keys.every((key) => placeFor(drawing.nodes.get(key))))
    return DATA.opening.frames[drawing.aspect];
  const at = keys.map((key) => positions.get(key));
  if (!at.length) return [-100, -100, 100, 100];
  return [
    Math.min(...at.map(({ x }) => x)) - 70,
    Math.min(...at.map(({ y }) => y)) - 40,
    Math.max(...at.map(({ x }) => x)) + 70,
    Math.max(...at.map(({ y }) => y)) + 56,
  ];
}

export function fitView(animated, opening = false) {
  if ($("graph").hidden) {
    unfitted = [animated, opening];
    return;
  } // there is no room to fit into yet
  const [left, top, right, bottom] = frameNow(),
    { width, height } = freeArea();
  const scale = Math.max(
    0.05,
    Math.min((width - BUTTONS - 24) / (right - left), (height - 20) / (bottom - top), MOST_SCALE),
  );
  if (scale >= OPENING_SCALE || !opening || !drawing.nodes.size)
    moveTo((left + right) / 2 - BUTTONS / 2 / scale, (top + bottom) / 2, scale, animated);
  else {
    const hub = positions.get(
      [...drawing.nodes.values()].reduce((best, node) => (node.ties > best.ties ? node : best)).key,
    );
    moveTo(
      within(hub.x, left, right, width / OPENING_SCALE),
      within(hub.y, top, bottom, height / OPENING_SCALE),
      OPENING_SCALE,
      animated,
    );
  }
  settleSoon();
}

// Move the view only if what was chosen lies outside of it or beneath the panel, and no further than needed.
export function reveal() {
  const front = foreground(),
    keys = front ? [...front.nodes].filter((key) => drawing.nodes.has(key)) : [];
  if (!keys.length || $("graph").hidden) return;
  const area = freeArea(),
    scale = drawing.network.getScale();
  const room = { x: [area.left + 70, area.left + area.width - 70], y: [50, area.height - 64] };
  const points = keys.map((key) => drawing.network.canvasToDOM(drawing.network.getPosition(key)));
  const own = state.chosen.node && indexOf.get(state.chosen.node);
  const self = drawing.nodes.has(own) && drawing.network.canvasToDOM(drawing.network.getPosition(own));
  const span = (axis) => [
    Math.min(...points.map((point) => point[axis])),
    Math.max(...points.map((point) => point[axis])),
  ];
  const fits = (axis) => span(axis)[1] - span(axis)[0] <= room[axis][1] - room[axis][0];
  if (!fits("x") || !fits("y")) {
    const [left, right] = span("x"),
      [top, bottom] = span("y");
    const shrink = Math.min((room.x[1] - room.x[0]) / (right - left), (room.y[1] - room.y[0]) / (bottom - top), 1);
    const aim = drawing.network.DOMtoCanvas(
      self && shrink < 0.7 ? self : { x: (left + right) / 2, y: (top + bottom) / 2 },
    );
    moveTo(aim.x, aim.y, self && shrink < 0.7 ? scale : Math.max(0.3, scale * shrink), true);
    return;
  }
  const push = (axis) => Math.max(0, room[axis][0] - span(axis)[0]) || Math.min(0, room[axis][1] - span(axis)[1]);
  const view = drawing.network.getViewPosition(),
    shift = { x: view.x - push("x") / scale, y: view.y - push("y") / scale };
  if (shift.x !== view.x || shift.y !== view.y)
    drawing.network.moveTo({ position: shift, scale, animation: ease(true) });
}

export function zoomBy(factor) {
  drawing.network.moveTo({
    position: drawing.network.getViewPosition(),
    scale: Math.max(0.05, Math.min(5, drawing.network.getScale() * factor)),
    animation: false,
  });
}

// Fit what could not be fitted while the drawing was out of view.
export function fitWaiting() {
  if (!unfitted) return;
  const how = unfitted;
  unfitted = null;
  fitView(...how);
}

// Open a node's neighbours, or a community, in the drawing.
export function widen(what) {
  change({ scope: { ...state.scope, opened: [...state.scope.opened.filter((one) => one !== what), what] } });
  if (typeof what === "number") fitView(true);
  else reveal();
}

export function takeShape() {
  const canvas = $("canvas"),
    before = drawing.aspect;
  drawing.aspect = canvas.clientWidth >= canvas.clientHeight * 1.1 ? "wide" : "tall";
  return before !== drawing.aspect;
}

export function openCanvas() {
  drawing.network = new vis.Network($("canvas"), { nodes, edges }, DATA.options);
  $("canvas").firstChild.tabIndex = 0; // vis-network puts itself before everything else
  drawing.network.on("click", ({ nodes: [hit], edges: [edge], pointer }) => {
    const key = hit === undefined ? labelAt(pointer.canvas) : hit;
    if (typeof key === "string" && key[0] === "g") widen(drawing.nodes.get(key).group);
    else if (key !== undefined) choose({ node: DATA.things[key].iri });
    else if (edge !== undefined) chooseLine(drawing.lines.get(edge));
    else choose(null);
  });
  drawing.network.on("doubleClick", ({ nodes: [hit] }) => {
    if (typeof hit === "number") widen(DATA.things[hit].iri);
  });
  drawing.network.on("hoverNode", ({ node }) => {
    drawing.hovered = node;
    settleLabels();
  });
  drawing.network.on("hoverEdge", ({ edge }) => {
    drawing.hovered = edge;
    settleLabels();
  });
  for (const leave of ["blurNode", "blurEdge"])
    drawing.network.on(leave, () => {
      drawing.hovered = null;
      settleLabels();
    });
  for (const [over, cursor] of [
    ["hoverNode", "pointer"],
    ["hoverEdge", "pointer"],
    ["blurNode", ""],
    ["blurEdge", ""],
  ])
    drawing.network.on(over, () => {
      $("canvas").style.cursor = cursor;
    });
  drawing.network.on("dragEnd", ({ nodes: moved }) => {
    for (const key of moved) positions.set(key, { ...positions.get(key), ...drawing.network.getPosition(key) });
    settleSoon();
  });
  drawing.network.on("afterDrawing", () => {
    if (Math.abs(drawing.network.getScale() / drawing.settledAt - 1) > 0.01) settleSoon();
  });
  let drawn = `${$("canvas").clientWidth} ${$("canvas").clientHeight}`;
  new ResizeObserver(() => {
    const size = `${$("canvas").clientWidth} ${$("canvas").clientHeight}`;
    if (!$("canvas").clientWidth || size === drawn) return;
    drawn = size;
    drawing.network.setSize("100%", "100%");
    drawing.network.redraw();
    const turned = takeShape();
    if (turned) update();
    if (turned || !state.chosen) fitView(false, true);
  }).observe($("canvas"));
}

function chooseLine(line) {
  if (line.links.length === 1) choose({ edge: line.links[0].id });
  else if (typeof line.from === "number" && typeof line.to === "number")
    choose({ pair: [line.links[0].tail, line.links[0].head] });
  else widen(drawing.nodes.get(typeof line.from === "string" ? line.from : line.to).group);
}

// For a script as for a hand: where on the page a node or the middle of a link's line lies.
export function pagePoint(item) {
  const point =
    item.edge !== undefined
      ? middleOf([...drawing.lines.values()].find((line) => line.links.some((link) => link.id === item.edge)))
      : drawing.network.getPosition(indexOf.get(item.node));
  const { x, y } = drawing.network.canvasToDOM(point),
    frame = $("canvas").getBoundingClientRect();
  return { x: x + frame.left, y: y + frame.top };
}
