// The building of elements: text enters by textContent alone.
import { headed, number, setLanguage, w } from "./words.js";

export const $ = (id) => document.getElementById(id);

// An element by its tag and classes, as in "p.lead"; then its properties, if any, and what stands in it.
export function el(name, ...parts) {
  const [tag, ...classes] = name.split("."),
    node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  if (tag === "button") node.type = "button";
  const given = parts[0] && Object.getPrototypeOf(parts[0]) === Object.prototype ? parts.shift() : {};
  for (const [key, value] of Object.entries(given)) {
    if (key === "class") node.className = [...classes, value].filter(Boolean).join(" ");
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key in node && key !== "list") node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(
    ...parts.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""),
  );
  return node;
}

// Have a screen reader say a text.
export const announce = (text) => {
  $("said").textContent = text;
};

// Make an element anew and leave the focus where it was, by id.
export function keepFocus(root, make) {
  const active = root.contains(document.activeElement) ? document.activeElement.id : "",
    top = root.scrollTop;
  make();
  if (active && $(active)) $(active).focus({ preventScroll: true });
  root.scrollTop = top;
}

export function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// Letters that may not be passed on are masked one by one; shown is that something is left out.
const WITHHELD = /…{2,}/g;

// Offsets count code points, as the standard for text positions has it; a script counts in UTF-16.
export function marked(sentence, spans) {
  const letters = [...sentence];
  const edges = [...new Set([0, letters.length, ...spans.flatMap((span) => [span.start, span.end])])].sort(
    (a, b) => a - b,
  );
  const pieces = [];
  const skip = (/^#+ /.exec(sentence) || [""])[0].length;
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const from = Math.max(edges[i], skip);
    const text = letters
      .slice(from, edges[i + 1])
      .join("")
      .replace(WITHHELD, " […] ");
    const over = spans.filter((span) => span.start <= edges[i] && span.end >= edges[i + 1]);
    if (text) pieces.push(over.length ? el("mark", { class: over[0].look || "" }, text) : text);
  }
  return pieces;
}

// Put a text on the clipboard, and say so on the button.
export async function copy(text, button) {
  const field = el("textarea.unseen", { value: text });
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  const before = button.textContent;
  button.textContent = w("copied");
  announce(w("copied"));
  setTimeout(() => {
    button.textContent = before;
  }, 1600);
}

// Give a file to the reader.
export function handOver(name, blob) {
  const href = URL.createObjectURL(blob),
    anchor = el("a", { href, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
  announce(`${headed("taken")} ${name}`);
}

// The first of a long list, and a button for the rest of it.
export function inParts(list, most, make, onmore = () => {}) {
  if (list.length <= most) return list.map(make);
  const first = list.slice(0, most).map(make),
    button = el("button.quiet", `${w("more")} (${number(list.length - most)})`);
  const wrap = { LI: () => el("li", button), TR: () => el("tr", el("td", { colSpan: 99 }, button)) }[first[0].tagName],
    rest = wrap ? wrap() : button;
  button.addEventListener("click", () => {
    onmore();
    rest.replaceWith(...list.slice(most).map(make));
  });
  return [...first, rest];
}

// Say all that stands in the template of a page in a language.
export function translate(place) {
  setLanguage(place);
  document.documentElement.lang = place === 0 ? "fr" : "en";
  for (const node of document.querySelectorAll("[data-w]")) node.textContent = w(node.dataset.w);
  for (const node of document.querySelectorAll("[data-aria]")) {
    node.setAttribute("aria-label", w(node.dataset.aria));
    if (node.tagName === "BUTTON") node.title = w(node.dataset.aria);
  }
  for (const node of document.querySelectorAll("[data-hint]")) {
    node.placeholder = w(node.dataset.hint);
    node.setAttribute("aria-label", w(node.dataset.hint));
  }
  $("language").textContent = w("otherLanguage");
  $("language").lang = place === 0 ? "en" : "fr";
}

// Copy a figure out of its text, element by element: what a figure of ours has no use for stays behind.
export function copiedPicture(text) {
  const tags = new Set(["svg", "title", "desc", "g", "text", "line", "path", "rect", "circle", "polygon"]);
  const attributes = /^(viewBox|width|height|x|y|[xy][12]|c[xy]|r|d|points|(fill|stroke|font)(-[a-z]+)?)$/;
  const others = /^(transform|opacity|shape-rendering|text-anchor|data-node)$/;
  const copied = (node) => {
    if (node.nodeType === 3) return document.createTextNode(node.data);
    if (node.nodeType !== 1 || node.namespaceURI !== "http://www.w3.org/2000/svg" || !tags.has(node.localName))
      return "";
    const twin = document.createElementNS(node.namespaceURI, node.localName);
    for (const { name, value } of node.attributes)
      if (attributes.test(name) || others.test(name)) twin.setAttribute(name, value);
    twin.append(...[...node.childNodes].map(copied));
    return twin;
  };
  return copied(new DOMParser().parseFromString(text, "image/svg+xml").documentElement);
}
