// The view as marks, in pixels of the screen: what vis-network drew, for a picture that is drawn anew.
import { drawing, edges, nodes, palette } from "./drawing.js";
import { $ } from "./elements.js";
import { OUTLINE } from "./export.js";
import { labelBox, middleOf, pen } from "./labels.js";
import { DATA, kindOf, term, things } from "./model.js";
import { beliefTitle, now } from "./state.js";
import { language, local, w } from "./words.js";

const OUTSIDE = 80;
// A line ends where a circle about such a node does: against a slope the mark at its end would be half hidden.
const ROUND = new Set(["triangle", "triangleDown", "diamond", "hexagon", "star"]);

export function drawnMarks() {
  const scale = drawing.network.getScale(),
    width = $("canvas").clientWidth,
    height = $("canvas").clientHeight,
    { ground, ink, face } = palette();
  const inView = ({ left, top, right, bottom }) =>
    right > -OUTSIDE && bottom > -OUTSIDE && left < width + OUTSIDE && top < height + OUTSIDE;
  const marks = new Map([...drawing.nodes.keys()].map((key) => [key, nodeMark(key, scale)]));
  const seen = ({ x, y, width: wide, height: tall }) =>
    inView({ left: x - wide / 2, top: y - tall / 2, right: x + wide / 2, bottom: y + tall / 2 });
  const lines = [...drawing.lines.values()].map((line) => lineMark(line, marks, scale));
  const near = ({ x1, y1, x2, y2 }) =>
    inView({ left: Math.min(x1, x2), top: Math.min(y1, y2), right: Math.max(x1, x2), bottom: Math.max(y1, y2) });
  const key = keyMarks(width, height);
  return {
    width,
    height: key.bottom,
    ground,
    ink,
    face,
    nodes: [...[...marks.values()].filter(seen), ...key.nodes],
    lines: [...lines.filter(near), ...key.lines],
  };
}

// Below the view: what is drawn under whose word, and what its lines and shapes mean.
function keyMarks(width, top) {
  const hue = palette(),
    found = { nodes: [], lines: [] },
    row = 20,
    margin = 20;
  const looks = new Map([...now.nodes].map((iri) => kindOf(things.get(iri)).look).map((look) => [look.join(), look])),
    seen = new Set(now.drawn.map((link) => now.statusOfLink(link)));
  let x = margin,
    y = top + 14;
  pen.font = `12px ${hue.face}`;
  const put = (list, shape, room, text, colour = hue.muted) => {
    const wide = pen.measureText(text).width;
    if (x > margin && x + room + wide > width - margin) {
      x = margin;
      y += row;
    }
    list.push({
      ...shape(x, y),
      label: text,
      labelX: x + room + wide / 2,
      labelY: y,
      fontSize: 12,
      labelColour: colour,
    });
    x += room + wide + 16;
  };
  const line = (status) => (left, middle) => ({
    x1: left,
    y1: middle,
    x2: left + 30,
    y2: middle,
    colour: hue.edge,
    width: DATA.lines[status].width,
    dashes: DATA.lines[status].dashes || null,
  });
  const tie = (end, colour) => (left, middle) => ({
    x1: left,
    y1: middle,
    x2: left + 30,
    y2: middle,
    colour,
    width: 1.7,
    end,
    endSize: 12,
  });
  const mark =
    ([shape, fill]) =>
    (left, middle) => ({
      x: left + 6,
      y: middle,
      size: 5.5,
      width: 14,
      height: 9,
      shape,
      fill: fill || "#999999",
      stroke: hue.outline,
      strokeWidth: 1,
    });
  put(
    found.lines,
    () => ({ x1: 0, y1: top, x2: width, y2: top, colour: hue.faint, width: 0.8 }),
    0,
    `${local(DATA.title)} · ${beliefTitle()}`,
    hue.ink,
  );
  for (const status of DATA.statuses.filter((one) => seen.has(one))) put(found.lines, line(status), 36, term(status));
  for (const [sign, word, end] of [
    [1, "friendly", "circle"],
    [-1, "hostile", "bar"],
  ])
    if (now.drawn.some((link) => DATA.relations[link.name].sign === sign))
      put(found.lines, tie(end, hue[word]), 36, w(word));
  for (const look of [...looks.values()].sort((a, b) => (a[1] + a[0] < b[1] + b[0] ? -1 : 1)))
    put(found.nodes, mark(look), 19, look[2 + language()]);
  return { ...found, bottom: y + 16 };
}

// A label stands where vis-network says that it drew it.
function labelShape(item, scale) {
  if (!(item.label || "").trim()) return {};
  const box = labelBox(item.id);
  return {
    label: item.label,
    labelX: (box.left + box.right) / 2,
    labelY: (box.top + box.bottom) / 2,
    fontSize: item.font.size * scale,
    labelColour: item.font.color,
  };
}

function nodeMark(key, scale) {
  const item = nodes.get(key),
    { x, y } = drawing.network.canvasToDOM(drawing.network.getPosition(key)),
    isBox = item.shape === "box";
  const box = drawing.network.body.nodes[key].shape,
    size = item.size * scale;
  return {
    x,
    y,
    size,
    shape: item.shape,
    fill: item.color.background,
    stroke: item.color.border,
    strokeWidth: item.borderWidth * scale,
    opacity: item.opacity,
    width: isBox ? box.width * scale : 2 * size,
    height: isBox ? box.height * scale : 2 * size,
    ...labelShape(item, scale),
  };
}

function lineMark(line, marks, scale) {
  const item = edges.get(line.key),
    to = item.arrows.to,
    dashes = item.dashes ? item.dashes.map((length) => length * scale) : null;
  const look = {
    colour: item.color.color,
    opacity: item.color.opacity,
    width: item.width * scale,
    dashes,
    end: to.enabled ? to.type : "",
    endSize: (15 * to.scaleFactor + 3 * item.width) * scale,
  };
  const from = marks.get(line.from),
    head = marks.get(line.to);
  if (line.from === line.to) return { ...look, ...loopAt(from), ...labelShape(item, scale) };
  const middle = drawing.network.canvasToDOM(middleOf(line)),
    control = { x: 2 * middle.x - (from.x + head.x) / 2, y: 2 * middle.y - (from.y + head.y) / 2 };
  const start = 1 - lastOutside(head, control, from),
    end = lastOutside(from, control, { ...head, shape: ROUND.has(head.shape) ? "dot" : head.shape });
  return {
    ...look,
    ...cut(from, control, head, start, Math.max(start, end), Boolean(line.bend)),
    ...labelShape(item, scale),
  };
}

function loopAt({ x, y, size }) {
  const loop = size * 1.2,
    cx = x + size,
    cy = y - size;
  return { x1: cx - loop, y1: cy - loop, x2: cx + loop, y2: cy + loop, cx, cy, loop, end: "" };
}

const onCurve = (a, c, b, t) => ({
  x: (1 - t) ** 2 * a.x + 2 * t * (1 - t) * c.x + t ** 2 * b.x,
  y: (1 - t) ** 2 * a.y + 2 * t * (1 - t) * c.y + t ** 2 * b.y,
});

// Whether a point lies in the outline of a node; every outline is seen whole from its middle.
function isWithin({ x, y }, { x: midX, y: midY, size, width, height, shape }) {
  const right = x - midX,
    down = y - midY,
    points = OUTLINE[shape];
  if (shape === "box") return Math.abs(right) < width / 2 && Math.abs(down) < height / 2;
  if (!points) return Math.hypot(right, down) < size;
  return points.reduce((within, [fromX, fromY], at) => {
    const [toX, toY] = points[(at + 1) % points.length],
      level = down / size;
    return fromY > level !== toY > level && right / size < ((toX - fromX) * (level - fromY)) / (toY - fromY) + fromX
      ? !within
      : within;
  }, false);
}

// How far along a curve one gets before the outline of the node at its end.
function lastOutside(a, c, b) {
  let low = 0,
    high = 1;
  for (let halving = 0; halving < 20; halving += 1) {
    const t = (low + high) / 2;
    if (isWithin(onCurve(a, c, b, t), b)) high = t;
    else low = t;
  }
  return low;
}

// The part of a curve between two points on it (de Casteljau).
function cut(a, c, b, from, to, bent) {
  const first = onCurve(a, c, b, from),
    last = onCurve(a, c, b, to),
    mix = (one, other, t) => ({ x: one.x + (other.x - one.x) * t, y: one.y + (other.y - one.y) * t });
  const control = mix(mix(a, c, from), mix(c, b, from), to);
  return { x1: first.x, y1: first.y, x2: last.x, y2: last.y, ...(bent ? { cx: control.x, cy: control.y } : {}) };
}
