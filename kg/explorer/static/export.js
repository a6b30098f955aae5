// Files of what is drawn, as texts: a table and a picture. Pure: all that they say is given.

// A text as any file can hold it: half a surrogate pair is no character.
const wellFormed = (value) => String(value === undefined || value === null ? "" : value).replace(/\p{Cs}/gu, "\ufffd");

// ---- CSV (RFC 4180) that a spreadsheet may open: no cell is a formula (as_spreadsheet of kg/core/io.py) ----
function unformulated(cell) {
  const guarded = cell.replace(/(^|[;\t\r\n])(?=[ "']*[=+\-@\uff1d\uff0b\uff0d\uff20])/g, "$1'");
  return /^[\t\r\n\0]/.test(guarded) ? "'" + guarded : guarded;
}

// Rows are objects; columns name their cells. The mark at the start says UTF-8.
export function asCsv(rows, columns) {
  const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const line = (cells) => cells.map((one) => cell(unformulated(wellFormed(one)))).join(",") + "\r\n";
  return "\ufeff" + line(columns) + rows.map((row) => line(columns.map((column) => row[column]))).join("");
}

// ---- XML ----
// Characters that XML 1.0 has not are left out; line ends but LF are escaped, or readers would make LF of them.
const xml = (value) =>
  wellFormed(value)
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replace(/[&<>"\r\x85\u2028]/g, (sign) => `&#${sign.codePointAt(0)};`);

// An element; what stands in it is XML already.
function tag(name, attributes, ...inside) {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => ` ${key}="${xml(value).replace(/[\t\n]/g, (sign) => `&#${sign.codePointAt(0)};`)}"`)
    .join("");
  return inside.length ? `<${name}${written}>${inside.join("")}</${name}>` : `<${name}${written}/>`;
}

// ---- SVG 1.1, presentation attributes alone, so that any viewer shows it alike ----
// The outlines that vis-network gives a node of size 1.
export const OUTLINE = {
  square: [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ],
  diamond: [
    [0, -1],
    [1, 0],
    [0, 1],
    [-1, 0],
  ],
  triangle: [
    [0, -1.01],
    [1.15, 0.98],
    [-1.15, 0.98],
  ],
  triangleDown: [
    [0, 1.01],
    [1.15, -0.98],
    [-1.15, -0.98],
  ],
  hexagon: [0, 1, 2, 3, 4, 5].map((corner) => [Math.cos((corner * Math.PI) / 3), Math.sin((corner * Math.PI) / 3)]),
  star: [...Array(10).keys()].map((corner) => {
    const reach = corner % 2 ? 0.41 : 1.07;
    return [reach * Math.sin((corner * Math.PI) / 5), 0.08 - reach * Math.cos((corner * Math.PI) / 5)];
  }),
};
const to1 = (number) => Number(number.toFixed(1));

function outline({ x, y, size, shape, width, height, fill, stroke, strokeWidth }) {
  const look = { fill, stroke, "stroke-width": to1(strokeWidth) };
  if (shape === "box")
    return tag("rect", {
      x: to1(x - width / 2),
      y: to1(y - height / 2),
      width: to1(width),
      height: to1(height),
      rx: 4,
      ...look,
    });
  if (!OUTLINE[shape]) return tag("circle", { cx: to1(x), cy: to1(y), r: to1(size), ...look });
  return tag("polygon", {
    points: OUTLINE[shape].map(([right, down]) => `${to1(x + size * right)},${to1(y + size * down)}`).join(" "),
    ...look,
    "stroke-linejoin": "round",
  });
}

// Lines of text about a middle, with a rim in the colour of the ground so that they can be read over lines.
function lettering(text, { x, y, fontSize, colour, rim, face }) {
  const lines = String(text).split("\n"),
    step = fontSize;
  const look = { "text-anchor": "middle", "font-family": face, "font-size": to1(fontSize), fill: colour };
  const written = (more) =>
    tag(
      "text",
      { ...look, ...more },
      ...lines.map((line, at) =>
        tag("tspan", { x: to1(x), y: to1(y + (at - (lines.length - 1) / 2) * step + fontSize * 0.35) }, xml(line)),
      ),
    );
  // the rim is a text of its own: not every viewer knows paint-order
  return (
    (rim ? written({ stroke: rim, "stroke-width": 4, "stroke-linejoin": "round", "aria-hidden": "true" }) : "") +
    written({})
  );
}

// The mark at the end of a line, where it points: an arrow, for friends a circle, for foes a bar.
const ENDINGS = {
  arrow: [
    [0, 0],
    [-1, 0.3],
    [-0.9, 0],
    [-1, -0.3],
  ],
  bar: [
    [0, 0.5],
    [0, -0.5],
    [-0.15, -0.5],
    [-0.15, 0.5],
  ],
};
function lineEnd({ end, endSize, x2, y2, colour }, way) {
  const at = (along, across) => [
    to1(x2 + endSize * (along * Math.cos(way) - across * Math.sin(way))),
    to1(y2 + endSize * (along * Math.sin(way) + across * Math.cos(way))),
  ];
  if (end === "circle") {
    const [cx, cy] = at(-0.4, 0);
    return tag("circle", { cx, cy, r: to1(endSize * 0.4), fill: colour });
  }
  return ENDINGS[end]
    ? tag("polygon", { points: ENDINGS[end].map((point) => at(...point).join(",")).join(" "), fill: colour })
    : "";
}

// A straight line, one bent towards a third point, or a loop about one.
function drawnLine(line) {
  const { x1, y1, cx, cy, x2, y2, loop, colour, width, dashes } = line,
    bent = Number.isFinite(cx);
  const look = {
    fill: "none",
    stroke: colour,
    "stroke-width": to1(width),
    "stroke-dasharray": dashes && dashes.length ? dashes.map(to1).join(" ") : undefined,
  };
  if (loop) return tag("circle", { cx: to1(cx), cy: to1(cy), r: to1(loop), ...look });
  const path = `M${to1(x1)} ${to1(y1)}` + (bent ? `Q${to1(cx)} ${to1(cy)} ` : "L") + `${to1(x2)} ${to1(y2)}`;
  return tag("path", { d: path, ...look }) + lineEnd(line, Math.atan2(y2 - (bent ? cy : y1), x2 - (bent ? cx : x1)));
}

// A drawing as a picture: {width, height, nodes, lines, ground, ink, face}, in pixels of the screen.
export function asSvg({ width, height, nodes, lines, ground, ink, face }, title, description) {
  const faded = (item, drawn) =>
    (drawn && item.opacity < 1 ? tag("g", { opacity: item.opacity }, drawn) : drawn) + (drawn && "\n");
  const words = (item) =>
    item.label && item.label.trim()
      ? lettering(item.label, {
          x: item.labelX,
          y: item.labelY,
          fontSize: item.fontSize,
          colour: item.labelColour || ink,
          rim: item.shape === "box" ? "" : ground,
          face,
        })
      : "";
  const size = { width: to1(width), height: to1(height) };
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    tag(
      "svg",
      {
        xmlns: "http://www.w3.org/2000/svg",
        version: "1.1",
        ...size,
        viewBox: `0 0 ${size.width} ${size.height}`,
        role: "img",
      },
      "\n",
      tag("title", {}, xml(title)),
      "\n",
      tag("desc", {}, xml(description)),
      "\n",
      tag("rect", { ...size, fill: ground }),
      "\n",
      ...lines.map((line) => faded(line, drawnLine(line))),
      ...nodes.map((node) => faded(node, outline(node))),
      ...[...lines, ...nodes].map((item) => faded({}, words(item))),
    ) +
    "\n"
  );
}
