// The building of elements and the words for things: text enters by textContent alone.
const $ = (id) => document.getElementById(id);

// The views of the page, each a tab: render(section) is called while it is open, after anything changed.
const VIEWS = [];
const addView = (view) => { if (!view.when || view.when()) VIEWS.push(view); };

function el(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && name !== "list") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

// What a screen reader is told.
const say = (text) => { $("said").textContent = text; };

// Make an element anew and leave the focus where it was, by id.
function keepFocus(root, make) {
  const active = root.contains(document.activeElement) ? document.activeElement.id : "", top = root.scrollTop;
  make();
  if (active && $(active)) $(active).focus({ preventScroll: true });
  root.scrollTop = top;
}

function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function nameOf(iri) {
  const thing = things.get(iri);
  if (thing && thing.kind === "Narrator" && Object.keys(DATA.articles).length < 2) return w("narratorOf");
  if (thing) return local(thing.label);
  if (claimsByIri.has(iri)) return quoted(claimsByIri.get(iri).quote);
  if (tolls.has(iri)) return local(tolls.get(iri).label);
  return iri === "true" || iri === "false" ? "" : iri;
}

function lineSwatch(status, width = 34) {
  const line = DATA.lines[status];
  return svg("svg", { width, height: 8, viewBox: `0 0 ${width} 8`, class: "line", "aria-hidden": "true" },
    svg("path", { d: `M0 4H${width}`, stroke: "currentColor", "stroke-width": line.width + 0.3,
      "stroke-dasharray": line.dashes ? line.dashes.join(" ") : "none" }));
}

const OUTLINES = {
  square: "M2.5 2.5h11v11h-11z",
  triangle: "M8 2 14.5 13.5h-13z",
  triangleDown: "M8 14 14.5 2.5h-13z",
  diamond: "M8 1.5 14.5 8 8 14.5 1.5 8z",
  hexagon: "M1.5 8 4.8 2.3h6.4L14.5 8l-3.3 5.7H4.8z",
  star: "M8 1l2 5 5.2.3-4 3.4 1.3 5.1L8 12l-4.500 2.800 1.300-5.100-4-3.400L6 6z",
  box: "M1 4h14v8H1z",
  dot: "M8 2.200a5.800 5.800 0 1 0 .01 0z",
};

function shapeSwatch(look) {
  return svg("svg", { width: 14, height: 14, viewBox: "0 0 16 16", class: "shape", "aria-hidden": "true" },
    svg("path", { d: OUTLINES[look[0]] || OUTLINES.dot, fill: look[1] || "#999999", stroke: "currentColor", "stroke-width": 0.9 }));
}

// Offsets count code points, as the standard for text positions has it; a script counts in UTF-16.
function marked(sentence, spans) {
  const letters = [...sentence];
  const edges = [...new Set([0, letters.length, ...spans.flatMap((span) => [span.start, span.end])])].sort((a, b) => a - b);
  const pieces = [];
  const skip = (/^#+ /.exec(sentence) || [""])[0].length;
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const from = Math.max(edges[i], skip);
    const text = letters.slice(from, edges[i + 1]).join("");
    const over = spans.filter((span) => span.start <= edges[i] && span.end >= edges[i + 1]);
    if (text) pieces.push(over.length ? el("mark", { class: over[0].look || "" }, text) : text);
  }
  return pieces;
}

// Put a text on the clipboard, and say so on the button.
async function copy(text, button) {
  const field = el("textarea", { class: "unseen", value: text });
  try {
    await navigator.clipboard.writeText(text);
  } catch (refused) {
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  const before = button.textContent;
  button.textContent = w("copied");
  say(w("copied"));
  setTimeout(() => { button.textContent = before; }, 1600);
}

// Give a file to the reader.
function handOver(name, blob) {
  const href = URL.createObjectURL(blob), anchor = el("a", { href, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
  say(`${w("taken")}${w("colon")} ${name}`);
}
