// The address of a view: what is believed, filtered, chosen and open stands after the # and can be sent along.
import { RULES } from "./belief.js";
import { DATA, claimsBy, claimsByIri, indexOf, short } from "./model.js";
import { FACETS, facetValues, noFilters } from "./selection.js";
import { now, state } from "./state.js";
import { isDay } from "./timescale.js";

const linkKey = (link) =>
  [short(link.tail), link.name, short(link.head), ...(link.event ? [short(link.event)] : [])].join("|");

const PATH_ENDS = [
  ["from", "start"],
  ["to", "end"],
];

export function addressOf() {
  const parts = [],
    add = (key, value) => {
      if (value)
        parts.push(
          `${key}=${encodeURIComponent(value).replace(/%2F/g, "/").replace(/%7C/g, "|").replace(/%2C/g, ",")}`,
        );
    };
  if (state.policy !== DATA.policy) add("policy", state.policy);
  add("without", [...state.without].map(short).join(","));
  if (state.tab !== "graph") add("tab", state.tab);
  for (const facet of FACETS) add("hide." + facet, [...state.filters[facet]].map(short).join(","));
  if (state.filters.time)
    add("time", state.filters.time.map((one) => (one === true ? "undated" : one || "")).join(","));
  add("fold", state.pairs && "1");
  add("all", state.scope.all && "1");
  add("more", state.scope.more && String(state.scope.more));
  add("open", state.scope.opened.map((one) => (typeof one === "number" ? String(one) : short(one))).join(","));
  const { node, edge, claim, sentence } = state.chosen || {};
  add("node", node && short(node));
  add("edge", edge !== undefined && linkKey(DATA.links[edge]));
  add("claim", claim && short(claim));
  add("sentence", sentence !== undefined && DATA.sentences[sentence].slice(0, 2).join(":"));
  if (state.tab === "path") for (const [key, side] of PATH_ENDS) add(key, state.path[side] && short(state.path[side]));
  if (state.tab === "sparql") add("query", state.query);
  return parts.length ? "#" + parts.join("&") : "";
}

// Read an address into what of the state it says; what it names and the page does not know is left out.
export function readAddress(hash, tabs) {
  const given = new Map(
    hash
      .replace(/^#/, "")
      .split("&")
      .filter(Boolean)
      .map((part) => {
        const at = part.indexOf("=");
        try {
          return [part.slice(0, at), decodeURIComponent(part.slice(at + 1))];
        } catch {
          return ["", ""];
        }
      }),
  );
  const list = (key) => (given.get(key) || "").split(",").filter(Boolean);
  const long = (iri) => (/^[a-z]+:/i.test(iri) ? iri : DATA.base + iri);
  const known = (iri, where) => (where.has(long(iri)) ? long(iri) : null);
  const next = {
    policy: DATA.policies.includes(given.get("policy")) ? given.get("policy") : DATA.policy,
    pairs: given.has("fold"),
    chosen: null,
    tab: tabs.includes(given.get("tab")) ? given.get("tab") : "graph",
  };
  next.without = RULES[next.policy]
    ? new Set(
        list("without")
          .map((iri) => known(iri, claimsBy))
          .filter(Boolean),
      )
    : new Set();
  next.filters = noFilters();
  for (const facet of FACETS)
    for (const value of list("hide." + facet)) {
      const full = facet === "claimant" ? long(value) : value;
      if (facetValues[facet].has(full)) next.filters[facet].add(full);
    }
  const [from, to, undated] = (given.get("time") || "").split(",");
  if (isDay(from) && isDay(to) && from <= to) next.filters.time = [from, to, undated === "undated"];
  next.scope = {
    all: given.has("all") && DATA.nodes.some((node) => node.places),
    more: Math.max(0, Math.min(Math.floor(Number(given.get("more"))) || 0, 400)),
    opened: list("open")
      .map((one) => (/^\d+$/.test(one) ? Number(one) : known(one, indexOf)))
      .filter((one) => one !== null),
  };
  const link = DATA.links.find((one) => linkKey(one) === given.get("edge"));
  const [article, place] = (given.get("sentence") || "").split(":");
  const sentence = DATA.sentences.findIndex((one) => one[0] === article && String(one[1]) === place);
  if (given.has("node") && known(given.get("node"), indexOf)) next.chosen = { node: long(given.get("node")) };
  else if (link) next.chosen = { edge: link.id };
  else if (given.has("claim") && known(given.get("claim"), claimsByIri))
    next.chosen = { claim: long(given.get("claim")) };
  else if (sentence >= 0) next.chosen = { sentence };
  next.path = { ...state.path };
  for (const [key, side] of PATH_ENDS) if (given.has(key)) next.path[side] = known(given.get(key), indexOf) || "";
  next.query = (next.tab === "sparql" && given.get("query")) || state.query;
  return next;
}

// Keep the address bar in step, without a new entry in the browser's history for each click.
export function remember() {
  if (!now.started) return;
  const address = addressOf();
  if (address !== location.hash)
    try {
      history.replaceState(null, "", address || location.pathname + location.search);
    } catch {
      /* a page in a frame has no address of its own */
    }
}
