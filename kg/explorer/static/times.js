// When things hold and were said, as the claims say it: the days that bound them, never finer than the words.

// Relations between events that order them, each with the time relation that it amounts to.
import { shifted } from "./timescale.js";

const ORDERS = { after: "After", during: "During" };

const append = (map, key, value) => (map.has(key) ? map.get(key).push(value) : map.set(key, [value]));
const earlierOf = (a, b) => (a && b ? (a < b ? a : b) : a || b);
const laterOf = (a, b) => (a && b ? (a > b ? a : b) : a || b);

// Each time that a claim gives: of its event or fact, of its being said, and of one event beside another.
export function timesIn(claim) {
  const found = [];
  const add = (of, moment) =>
    found.push({
      claim,
      of,
      what: of === "said" ? claim.iri : claim.subject,
      edtf: "",
      words: "",
      earliest: "",
      latest: "",
      relation: "",
      anchor: "",
      distance: "",
      ...moment,
      negated: claim.polarity === "Negated",
      kind: moment.earliest || moment.latest ? "dated" : moment.anchor ? "relative" : "words",
    });
  if (claim.holds) add("holds", claim.holds);
  if (claim.said) add("said", claim.said);
  if (ORDERS[claim.relation]) add("holds", { relation: ORDERS[claim.relation], anchor: claim.object });
  return found;
}

// The days that bound a time given from an anchor, if those of the anchor are known; an empty one is open.
function boundsFrom(item, [first, last]) {
  if (item.relation === "Before") return ["", last];
  return item.relation === "During" || item.relation === "At" ? [first, last] : [first, ""];
}

// About when it was, if the text says how far from the anchor; empty where it does not.
function aboutWhen(item, [first, last]) {
  if (!item.distance || !first || !last || !["Before", "After"].includes(item.relation)) return null;
  const step = item.relation === "Before" ? -1 : 1;
  return [shifted(first, item.distance, step), shifted(last, item.distance, step)];
}

// The first and the last day of each thing that claims date, or place after or before what they date: the
// widest that the dates leave, and for the others the narrowest. Of admitted and affirmed claims alone.
export function timeSpans(claims, isAdmitted) {
  const spans = new Map(),
    from = new Map();
  for (const claim of claims) {
    if (claim.polarity === "Negated" || !isAdmitted(claim)) continue;
    for (const item of timesIn(claim)) {
      if (item.of === "said" || item.kind === "words") continue;
      const [first, last] = spans.get(item.what) || [item.earliest, item.latest];
      if (item.kind === "dated")
        spans.set(item.what, [
          first && item.earliest && earlierOf(first, item.earliest),
          last && item.latest && laterOf(last, item.latest),
        ]);
      else append(from, item.anchor, item);
    }
  }
  const dated = new Set(spans.keys()),
    queue = [...dated];
  for (const anchor of queue)
    for (const item of from.get(anchor) || []) {
      if (dated.has(item.what)) continue;
      const [first, last] = boundsFrom(item, spans.get(anchor)),
        [low, high] = spans.get(item.what) || ["", ""];
      const next = [laterOf(low, first), earlierOf(high, last)];
      if (next[0] === low && next[1] === high) continue;
      spans.set(item.what, next);
      queue.push(item.what);
    }
  return new Map([...spans].filter(([, [first, last]]) => (first || last) && !(first && last && first > last)));
}

// Every time that claims give and the day of each article, in the order of time, the open and unknown last.
export function timeItems(claims, articles, isAdmitted) {
  const spans = timeSpans(claims, isAdmitted);
  const items = claims.flatMap(timesIn).map((item) => {
    const span = item.kind === "relative" && spans.get(item.anchor),
      admitted = isAdmitted(item.claim);
    if (!span) return { ...item, admitted, about: null };
    const [earliest, latest] = boundsFrom(item, span);
    return { ...item, admitted, earliest, latest, about: aboutWhen(item, span) };
  });
  const published = Object.entries(articles).map(([article, { published: edtf, earliest, latest }]) => ({
    claim: null,
    of: "article",
    kind: "article",
    what: article,
    earliest,
    latest,
    edtf,
    admitted: true,
  }));
  const rank = (item) => (item.earliest || item.latest ? 0 : item.kind === "relative" ? 1 : 2);
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  return [...published, ...items].sort(
    (a, b) => rank(a) - rank(b) || compare(a.earliest, b.earliest) || compare(a.latest || "~", b.latest || "~"),
  );
}

// The first and the last day that items name, null if they name none.
export function timeRange(items) {
  const days = items
    .flatMap((item) => [item.earliest, item.latest, ...(item.about || [])])
    .filter(Boolean)
    .sort();
  return days.length ? { from: days[0], to: days[days.length - 1] } : null;
}

// Whether a claim may hold at some day from one day to another: by its own time, else by that of its event, where
// spans give it. Without any time it passes only if what has no date is wanted too.
export function heldWithin(claim, from, to, undatedToo = false, spans = null) {
  const own =
    claim.holds && (claim.holds.earliest || claim.holds.latest) ? [claim.holds.earliest, claim.holds.latest] : null;
  const [first, last] = own || (spans && spans.get(claim.subject)) || ["", ""];
  if (!first && !last) return undatedToo;
  return (!last || !from || last >= from) && (!first || !to || first <= to);
}

// What is shown on a line: of an event all that gives the same time; of a fact and a saying, each by itself.
function timeRows(items, keyOf) {
  const rows = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (!rows.has(key)) rows.set(key, { ...item, key, items: [], parent: null });
    rows.get(key).items.push(item);
  }
  for (const row of rows.values()) {
    row.items.sort((a, b) => b.admitted - a.admitted || Boolean(b.words) - Boolean(a.words));
    Object.assign(row, { admitted: row.items[0].admitted, claim: row.items[0].claim });
  }
  return [...rows.values()];
}

// Sort items into lines: those on a calendar, those only put in order, and those given by words alone.
export function timeLanes(items, isEvent) {
  const claimed = items.filter((item) => item.claim);
  const name = (item) =>
    item.of === "said"
      ? "said " + item.what
      : isEvent(item.what) && !item.negated
        ? item.what
        : [item.claim.subject, item.claim.relation, item.claim.polarity, item.claim.object].join(" ");
  const bounded = (item) => Boolean(item.earliest || item.latest);
  const dated = timeRows(claimed.filter(bounded), (item) =>
    [name(item), item.edtf, item.earliest, item.latest, item.relation, item.anchor, item.distance].join("|"),
  );
  const ordered = timeRows(
    claimed.filter((item) => !bounded(item) && item.kind === "relative"),
    name,
  );
  const worded = timeRows(
    claimed.filter((item) => item.kind === "words"),
    name,
  );
  const lines = new Map([...ordered, ...dated].map((row) => [name(row), row]));
  for (const row of worded) if (lines.has(name(row))) lines.get(name(row)).items.push(...row.items);
  return {
    dated: besideAnchors(dated),
    ordered: inOrder(ordered),
    worded: worded.filter((row) => !lines.has(name(row))),
  };
}

// Set each line given from an anchor right below the line of its anchor; the rest stay as they are.
function besideAnchors(rows) {
  const line = new Map();
  for (const row of rows) if (row.of === "holds" && !row.negated && !line.has(row.what)) line.set(row.what, row);
  const linked = rows.map((row) => ({
    row,
    parent: row.anchor && line.get(row.anchor) !== row ? line.get(row.anchor) || null : null,
  }));
  return asTree(linked);
}

// Put events that are only given in order into steps, the later the farther; what goes on alongside takes half a
// step. An event that no claim places stands as the anchor of others.
function inOrder(rows) {
  const line = new Map(rows.filter((row) => row.of === "holds" && !row.negated).map((row) => [row.what, row]));
  const bare = (what) => {
    if (!line.has(what))
      line.set(what, { what, of: "anchor", key: what, items: [], claim: null, admitted: true, parent: null });
    return line.get(what);
  };
  const orders = rows
    .flatMap((row) =>
      row.items
        .filter((item) => item.anchor)
        .map((item) => {
          const [tail, head] = item.relation === "Before" ? [row, bare(item.anchor)] : [bare(item.anchor), row];
          return {
            tail,
            head,
            step: item.negated ? 0 : item.relation === "After" || item.relation === "Before" ? 1 : 0.5,
          };
        }),
    )
    .filter(({ tail, head, step }) => step && tail !== head);
  const all = [...new Set([...line.values(), ...rows])],
    steps = new Map(all.map((row) => [row, 0])),
    parents = new Map();
  const leaving = new Map(),
    waiting = new Map(all.map((row) => [row, 0]));
  for (const order of orders) {
    append(leaving, order.tail, order);
    waiting.set(order.head, waiting.get(order.head) + 1);
  }
  const queue = all.filter((row) => !waiting.get(row));
  for (const row of queue)
    for (const { head, step } of leaving.get(row) || []) {
      // those that claims put in a circle never get a turn
      if (steps.get(row) + step > steps.get(head)) {
        steps.set(head, steps.get(row) + step);
        parents.set(head, row);
      }
      waiting.set(head, waiting.get(head) - 1);
      if (!waiting.get(head)) queue.push(head);
    }
  return asTree(
    all.map((row) => ({ row: Object.assign(row, { step: steps.get(row) }), parent: parents.get(row) || null })),
  );
}

// Lines in an order in which each follows its parent and the family of its elder siblings.
function asTree(linked) {
  const below = new Map(),
    seen = new Set(),
    found = [];
  for (const { row, parent } of linked) {
    row.parent = parent;
    if (parent) append(below, parent, row);
  }
  const visit = (start) => {
    const stack = [start];
    while (stack.length) {
      const row = stack.pop();
      if (seen.has(row)) continue;
      seen.add(row);
      found.push(row);
      stack.push(...[...(below.get(row) || [])].reverse());
    }
  };
  for (const { row } of linked) if (!row.parent) visit(row);
  for (const { row } of linked)
    if (!seen.has(row)) {
      row.parent = null;
      visit(row);
    }
  return found;
}
