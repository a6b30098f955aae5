// What stands under the reader's belief and passes the filters, counted by facet, and what of it is drawn.
import { RULES, judge } from "./belief.js";
import { neighbours } from "./graphs.js";
import { heldWithin, timeSpans } from "./times.js";
import {
  DATA,
  claimsAbout,
  claimsByIri,
  firmestOf,
  firmness,
  gathered,
  indexOf,
  isNarrator,
  isToll,
  kindOf,
  nodeById,
  statusOf,
  things,
  tolls,
} from "./model.js";

export const FACETS = ["kind", "relation", "status", "mode", "claimant"];

// A facet's values are those a reader has hidden; time is null or [from, to, whether what has no date passes].
export const noFilters = () => ({
  kind: new Set(),
  relation: new Set(),
  status: new Set(),
  mode: new Set(),
  claimant: new Set(),
  time: null,
});

export const filtered = (filters) => Boolean(filters.time) || FACETS.some((facet) => filters[facet].size);

// The claims on which a link stands, none if it does not: those admitted, or those on record; of a derived
// link, the claims of every way in which all its facts are admitted, unless something takes it away.
function standingClaims(link, standing) {
  const admitted = (claim) => standing.admitted.has(claim.iri);
  if (link.ways) {
    if (link.unless.some(admitted)) return [];
    return standingWays(link, admitted);
  }
  return link.claims.filter(link.shown === "recorded" ? (claim) => standing.status.has(claim.iri) : admitted);
}

// The ways of a derived link in which every fact has a claim of some kind, and those claims.
const holdingWays = (link, has) => link.ways.filter((way) => way.every((fact) => fact.some(has)));
const standingWays = (link, has) => [...new Set(holdingWays(link, has).flat(2))].filter(has);

// The status of a link: the firmest of its claims; of a derived one, the weakest fact of its firmest way.
function statusOfLink(link, list, standing) {
  const status = (claim) => standing.status.get(claim.iri),
    has = (claim) => list.includes(claim);
  if (!link.ways) return firmestOf(list.map(status));
  return firmestOf(
    holdingWays(link, has).map((way) =>
      way
        .map((fact) => firmestOf(fact.filter(has).map(status)))
        .reduce((worst, one) => (firmness.get(one) > firmness.get(worst) ? one : worst)),
    ),
  );
}

// Which facets of claims keep a claim out.
export function refusals(claim, filters, standing) {
  const out = [];
  if (filters.status.has(standing.status.get(claim.iri))) out.push("status");
  if (filters.mode.has(claim.mode)) out.push("mode");
  if (filters.claimant.has(claim.claimant)) out.push("claimant");
  if (filters.time && !heldWithin(claim, ...filters.time, eventSpans(standing))) out.push("time");
  return out;
}

// How much is drawn: all, or the main ones and more, and what was opened or brought in.
export const mainScope = () => ({ all: false, more: 0, opened: [], brought: [] });

// Pass links through the filters; a count says how many links a value would show, all other filters kept.
function sift(links, filters, standing) {
  const claimsOf = new Map(),
    counts = Object.fromEntries(FACETS.map((facet) => [facet, new Map()]));
  let standingLinks = 0;
  for (const link of links) {
    const list = standingClaims(link, standing);
    if (!list.length) continue;
    standingLinks += 1;
    const ends = [DATA.things[link.from].kind, DATA.things[link.to].kind];
    const linkOut = [
      ...(ends.some((kind) => filters.kind.has(kind)) ? ["kind"] : []),
      ...(filters.relation.has(link.name) ? ["relation"] : []),
    ];
    const out = new Map(list.map((claim) => [claim, [...linkOut, ...refusals(claim, filters, standing)]]));
    // the claims on which it stands if one facet hid nothing: a derived link needs one of every fact
    const without = (facet) => {
      const left = list.filter((claim) => out.get(claim).every((one) => one === facet));
      return link.ways ? standingWays(link, (claim) => left.includes(claim)) : left;
    };
    const kept = without(null);
    if (kept.length) claimsOf.set(link, kept);
    for (const facet of FACETS) {
      const values = facetsOf[facet](link, without(facet), standing, ends, filters);
      for (const value of new Set(values)) counts[facet].set(value, (counts[facet].get(value) || 0) + 1);
    }
  }
  return { passing: [...claimsOf.keys()], claimsOf, counts, standingLinks };
}

// Which values of a facet a link has, by the claims that would pass if that facet hid nothing.
const facetsOf = {
  kind: (link, list, standing, ends, filters) =>
    list.length ? ends.filter((kind, at) => kind === ends[1 - at] || !filters.kind.has(ends[1 - at])) : [],
  relation: (link, list) => (list.length ? [link.name] : []),
  status: (link, list, standing) => list.map((claim) => standing.status.get(claim.iri)),
  mode: (link, list) => list.map((claim) => claim.mode),
  claimant: (link, list) => list.map((claim) => claim.claimant),
};

// Every value that a link of the page could have, whatever is believed, so that no box comes, goes or moves.
export const facetValues = (() => {
  const found = Object.fromEntries(FACETS.map((facet) => [facet, new Map()]));
  const add = (facet, value) => found[facet].set(value, (found[facet].get(value) || 0) + 1);
  for (const link of DATA.links) {
    add("relation", link.name);
    for (const end of [link.from, link.to]) add("kind", DATA.things[end].kind);
    for (const claim of link.claims) {
      add("mode", claim.mode);
      add("claimant", claim.claimant);
      add("status", claim.status);
    }
  }
  return found;
})();

// The first and last day of each event under a belief, computed once for it: what a claim about an event inherits.
export const isEvent = (iri) => things.has(iri) && kindOf(things.get(iri)).ancestors.includes("Event");
const spansUnder = new WeakMap();
function eventSpans(standing) {
  if (!spansUnder.has(standing))
    spansUnder.set(
      standing,
      new Map([...timeSpans(DATA.claims, (claim) => standing.admitted.has(claim.iri))].filter(([iri]) => isEvent(iri))),
    );
  return spansUnder.get(standing);
}

export const READABLE = 80,
  MAIN = 48,
  AROUND = 24,
  MEMBERS = 30;
const looksFor = (node) => ["Actor", "Event"].some((kind) => kindOf(DATA.things[node.id]).ancestors.includes(kind));
const byWeight = (a, b) => looksFor(b) - looksFor(a) || b.ties - a.ties || (a.iri < b.iri ? -1 : 1);
const ranking = new Map([...DATA.nodes].sort(byWeight).map((node, rank) => [node.iri, rank]));
const ranked = (iris) => [...iris].sort((a, b) => ranking.get(a) - ranking.get(b));
export const groupOf = (iri) => nodeById.get(indexOf.get(iri)).group;

// The nodes that are drawn one by one: all, if that can be read; else the main ones and what was opened.
function inScope(links, scope) {
  const near = neighbours(links);
  if (scope.all || near.size <= READABLE) return new Set(near.keys());
  const shown = new Set(),
    opening = DATA.opening;
  if (opening.kind !== "groups") for (const iri of ranked(near.keys()).slice(0, MAIN + scope.more)) shown.add(iri);
  for (const iri of scope.brought || []) if (near.has(iri)) shown.add(iri);
  const members = scope.opened.some((one) => typeof one === "number")
    ? gathered(ranked(near.keys()).map((iri) => [groupOf(iri), iri]))
    : null;
  for (const opened of scope.opened) {
    if (typeof opened === "number")
      for (const iri of (members.get(opened) || []).slice(0, MEMBERS + scope.more)) shown.add(iri);
    else if (near.has(opened))
      for (const iri of [opened, ...ranked(near.get(opened)).slice(0, AROUND + scope.more)]) shown.add(iri);
  }
  return shown;
}

function remembered(compute) {
  const known = new Map();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key);
  };
}

// What of the page belief has to know beside the claims.
const about = { isNarrator, isToll, statusOf };

// Which policies admit a claim now; one of the reader's own is known only as it was when all were believed.
function admittedBy({ without }) {
  const known = DATA.policies.filter((policy) => RULES[policy] || !without.size);
  const admitted = remembered((policy) => judge(DATA.claims, { policy, without, ...about }).admitted);
  return (claim) => known.filter((policy) => admitted(policy).has(claim.iri));
}

// Everything that follows from the state, computed once for each change.
export function consider(state) {
  const { policy, without } = state,
    standing = judge(DATA.claims, { policy, without, ...about });
  const { passing, claimsOf, counts, standingLinks } = sift(DATA.links, state.filters, standing);
  const scope = inScope(passing, state.scope);
  const drawn = passing.filter((link) => scope.has(link.tail) && scope.has(link.head));
  const found = {
    standing,
    counts,
    standingLinks,
    links: passing,
    ends: new Set(passing.flatMap((link) => [link.tail, link.head])),
    drawn,
    nodes: new Set(drawn.flatMap((link) => [link.tail, link.head])),
  };
  const existing = new Set();
  for (const iri of standing.admitted) {
    const claim = claimsByIri.get(iri),
      [subject, object] = (DATA.relations[claim.relation] || {}).implies || [];
    if (subject) existing.add(claim.subject);
    if (object) existing.add(claim.object);
  }
  return Object.assign(found, {
    isAdmitted: (claim) => standing.admitted.has(claim.iri),
    statusOf: (claim) => standing.status.get(claim.iri) || null,
    claimsOf: (link) => claimsOf.get(link) || [],
    statusOfLink: remembered((link) => statusOfLink(link, claimsOf.get(link) || [], standing)),
    admittedBy: admittedBy(state),
    exists: (iri) => existing.has(iri) || !(things.has(iri) && kindOf(things.get(iri)).byClaim),
  });
}

// A voice that says "about 10" or "dozens" states no bound, and leaves those of the others as they are.
const isFirm = (toll) => toll.comparator !== "About" && toll.comparator !== "Vague";

// The tolls that state the lowest and the highest number that those admitted leave open, by measure and
// population; what states no bound stands apart.
export function tollBounds(iri, isAdmitted) {
  const alike = (claim) => {
    const toll = tolls.get(claim.object);
    const apart = isFirm(toll) ? [] : [toll.comparator, toll.figure, toll.words];
    return [claim.relation, toll.population, ...apart].join("|");
  };
  const groups = gathered(
    (claimsAbout.get(iri) || [])
      .filter((claim) => claim.subject === iri && tolls.has(claim.object) && isAdmitted(claim))
      .map((claim) => [alike(claim), claim]),
  );
  return [...groups.values()].map((list) => {
    const stated = list.map((claim) => tolls.get(claim.object));
    const bound = (side, pick) =>
      stated.every((toll) => toll[side] !== "")
        ? stated.reduce((one, other) => (pick(one[side], other[side]) === Number(one[side]) ? one : other))
        : null;
    return {
      relation: list[0].relation,
      population: stated[0].population,
      lower: bound("lower", Math.min),
      upper: bound("upper", Math.max),
      vague: isFirm(stated[0]) ? null : stated[0],
      tolls: new Set(list.map((claim) => claim.object)).size,
    };
  });
}
