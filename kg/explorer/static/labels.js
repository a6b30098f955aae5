// Labels are settled one by one, the best connected first; one that would lie on another waits for a closer view.
import { GAP, drawing, edges, foreground, look, nodes, palette, positions } from "./drawing.js";
import { $ } from "./elements.js";
import { indexOf, relationName, term } from "./model.js";
import { state } from "./state.js";
import { language, number } from "./words.js";

export const shown = new Map();
export const pen = document.createElement("canvas").getContext("2d");
const MOST_WISHES = 500,
  AIR = 80;
let settling = 0,
  labels = [];

export function settleLabels() {
  const scale = (drawing.settledAt = drawing.network.getScale()),
    hue = palette(),
    front = foreground();
  const px = Math.max(11, Math.min(14, 12 * Math.sqrt(scale)));
  pen.font = `${px}px ${hue.face}`;
  const taken = [];
  labels = [];
  for (const node of drawing.nodes.values()) {
    if (node.shape === "box") continue;
    const r = node.size * scale,
      at = drawing.network.getPosition(node.key);
    taken.push({
      of: node.key,
      left: at.x * scale - r,
      right: at.x * scale + r,
      top: at.y * scale - r,
      bottom: at.y * scale + r,
    });
  }
  const free = (box) =>
    !taken.some(
      (other) =>
        other.of !== box.of &&
        box.left < other.right &&
        box.right > other.left &&
        box.top < other.bottom &&
        box.bottom > other.top,
    );
  const changes = { node: [], line: [] },
    { x, y } = drawing.network.getViewPosition(),
    half = [$("canvas").clientWidth / 2 / scale + AIR, $("canvas").clientHeight / 2 / scale + AIR];
  const inView = (wish) => Math.abs(wish.x - x) < half[0] && Math.abs(wish.y - y) < half[1];
  let order = 0;
  wishes(scale, front, hue).forEach((wish) => {
    const lines = wish.text.split("\n"),
      fits =
        wish.text &&
        (drawing.nodes.size < MOST_WISHES || inView(wish)) &&
        (order += 1) < MOST_WISHES &&
        fitting(wish, lines, px, scale, free);
    if (fits) taken.push(fits);
    if (fits && wish.kind === "node") labels.push(fits);
    const text = fits ? wish.text : " "; // vis-network keeps the old label if given none
    const colour = wish.inside ? (wish.lit ? "#15181c" : "#15181c77") : wish.lit ? wish.colour || hue.ink : hue.faint;
    const vadjust = wish.radius === null ? 0 : liftOf(wish, lines.length, px / scale, scale);
    const drawnAs = [text, px / scale, colour, hue.ground, wish.above].join("|");
    if (shown.get(wish.key) === drawnAs) return;
    shown.set(wish.key, drawnAs);
    changes[wish.kind].push({
      id: wish.key,
      label: text,
      font: {
        align: wish.kind === "line" ? "horizontal" : "center",
        size: px / scale,
        face: hue.face,
        color: colour,
        strokeColor: hue.ground,
        strokeWidth: wish.inside ? 0 : 5 / scale,
        vadjust,
      },
    });
  });
  nodes.update(changes.node);
  edges.update(changes.line);
}

// The box that a label would take, in pixels from the middle of the drawing; nothing if another is in the way.
function fitting(wish, lines, px, scale, free) {
  const half = Math.max(...lines.map((line) => pen.measureText(line).width)) / 2 + 2,
    tall = lines.length * px + 3;
  const top =
    wish.y * scale +
    (wish.radius === null ? -tall / 2 : wish.above ? -wish.radius * scale - GAP - tall : wish.radius * scale + GAP);
  const box = { of: wish.key, left: wish.x * scale - half, right: wish.x * scale + half, top, bottom: top + tall };
  return (wish.forced || free(box)) && box;
}

// vis-network sets labels below their node, by half a line and four pixels; this brings them near, or above.
function liftOf(wish, lines, size, scale) {
  const usual = wish.radius + size / 2 + 4;
  return (wish.above ? -wish.radius - GAP / scale - lines * size : wish.radius + GAP / scale) - usual;
}

// All labels one could show, in the order in which they may take their place.
function wishes(scale, front, hue) {
  const self = state.chosen && state.chosen.node && indexOf.get(state.chosen.node);
  const names = [...drawing.nodes.values()].map((node) => {
    const at = drawing.network.getPosition(node.key),
      lit = !front || front.nodes.has(node.key),
      inside = node.shape === "box",
      forced = drawing.hovered === node.key;
    return {
      key: node.key,
      kind: "node",
      text: language() === 0 ? node.label_fr : node.label,
      x: at.x,
      y: at.y,
      radius: inside ? null : node.size,
      above: Boolean((positions.get(node.key) || {}).above),
      inside,
      lit,
      forced,
      rank: (forced ? 4000 : 0) + (self === node.key ? 2000 : 0) + (front && lit ? 1000 : 0) + node.ties,
    };
  });
  const lineNames = [...drawing.lines.values()]
    .map((line) => {
      const { status, several } = look(line),
        lit = Boolean(front && front.edges.has(line.key)),
        forced = drawing.hovered === line.key,
        doubt = status === "Asserted" ? "" : term(status);
      const name = several ? number(line.links.length) : relationName(line.links[0].name);
      const near = lit || forced || scale > 1.9,
        text = near ? [name, several ? "" : doubt].filter(Boolean).join("\n") : front ? "" : several ? name : doubt;
      return {
        key: line.key,
        kind: "line",
        text,
        line,
        radius: null,
        lit: true,
        colour: hue.muted,
        forced,
        rank: forced ? 4000 : lit ? 999 : 0,
      };
    })
    .filter((wish) => wish.text || shown.has(wish.key));
  for (const wish of lineNames) Object.assign(wish, wish.text ? middleOf(wish.line) : { x: 0, y: 0 });
  return [...names, ...lineNames].sort((a, b) => b.rank - a.rank || (String(a.key) < String(b.key) ? -1 : 1));
}

export function middleOf(line) {
  const from = drawing.network.getPosition(line.from),
    to = drawing.network.getPosition(line.to);
  const point =
    line.bend && drawing.network.body.edges[line.key]
      ? drawing.network.body.edges[line.key].edgeType.getPoint(0.5)
      : { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  return { x: point.x, y: point.y };
}

export function settleSoon() {
  clearTimeout(settling);
  settling = setTimeout(settleLabels, 50);
}

// vis-network takes no click on a label for one on its node.
export function labelAt(point) {
  const x = point.x * drawing.network.getScale(),
    y = point.y * drawing.network.getScale();
  const box = labels.find((one) => x > one.left && x < one.right && y > one.top && y < one.bottom);
  return box && box.of;
}

// Where vis-network itself says that it drew a label, in pixels of the canvas.
export function labelBox(key) {
  const node = drawing.nodes.get(key),
    size = drawing.network.body[node ? "nodes" : "edges"][key].labelModule.size;
  const top = node && node.shape !== "box" ? size.yLine + nodes.get(key).font.vadjust : size.top;
  const corner = drawing.network.canvasToDOM({ x: size.left, y: top });
  return {
    left: corner.x,
    top: corner.y,
    right: corner.x + size.width * drawing.network.getScale(),
    bottom: corner.y + size.height * drawing.network.getScale(),
  };
}
