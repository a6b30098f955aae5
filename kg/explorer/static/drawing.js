// What is drawn at the moment: nodes and lines, where they stand, how they look and what is in front. A line
// stands for one link, or for several folded into one.
import { DATA, claimsByIri, claimsIn, firmestOf, indexOf, linksOf } from "./model.js";
import { now, state } from "./state.js";

export const nodes = new vis.DataSet();
export const edges = new vis.DataSet();
export const GAP = 3; // between a node and its label, in pixels
export const positions = new Map();

// The network of vis-network and what it shows; aspect is that of the screen, "wide" or "tall"; hovered and fresh
// are what lies under the pointer, and the links that a change has brought; settledAt is the scale of the labels.
export const drawing = {
  network: null,
  aspect: "",
  hovered: null,
  fresh: new Set(),
  settledAt: 0,
  nodes: new Map(),
  lines: new Map(),
};

export function palette() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    ["ground", "ink", "muted", "faint", "edge", "friendly", "hostile", "accent", "outline", "raised"]
      .map((name) => [name, style.getPropertyValue("--" + name).trim()])
      .concat([["face", getComputedStyle(document.body).fontFamily]]),
  );
}

export function look(line) {
  const status = firmestOf(line.links.map((link) => now.statusOfLink(link)).filter(Boolean)) || "Asserted";
  const signs = new Set(line.links.map((link) => DATA.relations[link.name].sign));
  return { status, sign: signs.size === 1 ? [...signs][0] : 0, several: line.links.length > 1 };
}

// What the chosen thing brings to the fore, by key; null if nothing is chosen, or nothing of it is drawn.
export function foreground() {
  const front = chosenParts();
  return front && (front.edges.size || [...front.nodes].some((key) => drawing.nodes.has(key))) ? front : null;
}

function chosenParts() {
  const [[kind, value]] = Object.entries(state.chosen || { none: null });
  const of = (list, more = []) => {
    const wanted = new Set(list),
      lines = [...drawing.lines.values()].filter((line) => line.links.some((link) => wanted.has(link)));
    return {
      edges: new Set(lines.map((line) => line.key)),
      nodes: new Set([...lines.flatMap((line) => [line.from, line.to]), ...more.map((iri) => indexOf.get(iri))]),
    };
  };
  const ends = (claim) => [claim.subject, claim.object].filter((end) => indexOf.has(end));
  if (kind === "node")
    return of(
      now.drawn.filter((link) => link.tail === value || link.head === value),
      [value],
    );
  if (kind === "edge") return of([DATA.links[value]], [DATA.links[value].tail, DATA.links[value].head]);
  if (kind === "pair")
    return of(
      now.drawn.filter((link) => [link.tail, link.head].every((end) => value.includes(end))),
      value,
    );
  if (kind === "claim") return of(linksOf.get(value), ends(claimsByIri.get(value)));
  if (kind === "sentence") {
    const list = claimsIn.get(value) || [];
    return of(
      list.flatMap((claim) => linksOf.get(claim.iri)),
      list.flatMap(ends),
    );
  }
  if (kind === "found") return of(linksFound(value), value.nodes);
  if (kind === "changes") {
    const had = new Set(now.before.links);
    return of(now.drawn.filter((link) => !had.has(link)));
  }
  return null;
}

// The links that a result has to do with: those of its claims; without claims, those between its entities.
function linksFound({ nodes: found, claims }) {
  const among = new Set(found),
    behind = new Set(claims.flatMap((iri) => linksOf.get(iri)));
  return now.drawn.filter((link) => (claims.length ? behind.has(link) : among.has(link.tail) && among.has(link.head)));
}
