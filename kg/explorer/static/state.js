// What the reader has chosen, and what follows from it: all parts of the page read these two, few change them.
import { RULES } from "./belief.js";
import { DATA, nameOf } from "./model.js";
import { consider, mainScope, noFilters } from "./selection.js";
import { policyName } from "./words.js";

export const state = {
  policy: DATA.policy,
  without: new Set(),
  filters: noFilters(),
  chosen: null,
  tab: "graph",
  scope: mainScope(),
  pairs: false,
  path: { start: "", end: "", doubted: false },
  query: "",
};

// What follows: the links that stand and are drawn, and so on (see consider); what was believed before, null if
// nothing else was; the things chosen one after the other; whether the page is drawn for the first time yet.
export const now = { before: null, trail: [], started: false };

export const beliefTitle = ({ policy, without } = state) =>
  policyName(policy) + [...without].map((iri) => ` − ${nameOf(iri)}`).join("");

// What is to be done after a change: "changed" is given whether it changed what is believed,
// "chosen" the options.
const listeners = { changed: [], chosen: [], opened: [] };
export function listen(event, listener) {
  listeners[event].push(listener);
}
const notify = (event, about) => listeners[event].forEach((listener) => listener(about));

export function considerAnew() {
  Object.assign(now, consider(state));
}

// Change parts of the state; whom one believes is compared with what it was before.
export function change(next) {
  if ("policy" in next && !RULES[next.policy]) next = { ...next, without: new Set() };
  const belief =
    ("policy" in next && next.policy !== state.policy) ||
    ("without" in next && [...next.without].sort().join() !== [...state.without].sort().join());
  if (belief) now.before = { policy: state.policy, without: state.without };
  Object.assign(state, next);
  if (now.before && (belief || "filters" in next))
    Object.assign(now.before, comparable(consider({ ...state, ...now.before })));
  considerAnew();
  notify("changed", belief);
}

// What was believed before is looked at through the filters of now, so that only belief makes a difference.
const comparable = ({ links, ends, statusOfLink }) => ({ links, nodes: ends, statusOfLink });

// Choose a node, link, pair, claim or sentence, an answer or the changes, or nothing.
export function choose(target, { keep = false, focus = true } = {}) {
  const isFirst = target && !state.chosen;
  state.chosen = target;
  if (!target) now.trail = [];
  else if (!keep) now.trail = [...now.trail.slice(-30), target];
  notify("chosen", { focus, isFirst });
}

export function openTab(name) {
  state.tab = name;
  notify("opened", name);
}
