// The data of the page, unpacked, what can be looked up in them, and the names of all that is there.
import { payload } from "./payload.js";
import { capital, day, local, quoted, w } from "./words.js";

export const DATA = JSON.parse(await payload.data);

// An IRI of ours comes without its base, after a tilde; a literal is taken as it is.
export const whole = (iri) => (iri.startsWith("~") ? DATA.base + iri.slice(1) : iri);
export const short = (iri) => (iri.startsWith(DATA.base) ? iri.slice(DATA.base.length) : iri);
for (const thing of DATA.things) thing.iri = whole(thing.iri);
const holding = (kind) => Object.keys(DATA.fields).filter((name) => DATA.fields[name][0] === kind);
const IRI_FIELDS = holding("IRI"),
  IRIS_FIELDS = holding("IRIs");
for (const claim of DATA.claims) {
  for (const field of ["iri", "subject", ...IRI_FIELDS]) if (claim[field]) claim[field] = whole(claim[field]);
  for (const field of IRIS_FIELDS) if (claim[field]) claim[field] = claim[field].map(whole);
  for (const when of [claim.holds, claim.said]) if (when) when.anchor = whole(when.anchor);
  if (!claim.literal) claim.object = whole(claim.object);
}

export const things = new Map(DATA.things.map((thing) => [thing.iri, thing]));
export const claimsByIri = new Map(DATA.claims.map((claim) => [claim.iri, claim]));
export const tolls = new Map(Object.entries(DATA.tolls).map(([iri, toll]) => [whole(iri), toll]));
export const indexOf = new Map(DATA.things.map((thing, index) => [thing.iri, index]));
export const nodeById = new Map(DATA.nodes.map((node) => [node.id, node]));
export const firmness = new Map(DATA.statuses.map((status, index) => [status, index]));
export const kindOf = (thing) => DATA.kinds[thing.kind];
export const isNarrator = (iri) => things.has(iri) && things.get(iri).kind === "Narrator";
// The status of a claim, as the build tabulates it (kg/graph/status.py).
export const statusOf = ({ mode, polarity, narrator }, contested) =>
  DATA.statusOf[`${mode} ${polarity} ${narrator}`][Number(contested)];
export const isToll = (iri) => tolls.has(iri);
export const firmestOf = (statuses) =>
  statuses.reduce((best, one) => (best === null || firmness.get(one) < firmness.get(best) ? one : best), null);

for (const node of DATA.nodes) node.iri = DATA.things[node.id].iri;
export const linksOf = new Map(DATA.claims.map((claim) => [claim.iri, []]));
for (const link of DATA.links) {
  const known = (iri) => claimsByIri.get(whole(iri));
  Object.assign(link, {
    tail: whole(link.tail),
    head: whole(link.head),
    event: link.event ? whole(link.event) : "",
    claims: link.claims.map(known),
    unless: (link.unless || []).map(known),
    ways: link.ways && link.ways.map((way) => way.map((fact) => fact.map(known))),
    derived: Boolean(link.ways),
  });
  link.from = indexOf.get(link.tail);
  link.to = indexOf.get(link.head);
  for (const claim of link.claims) linksOf.get(claim.iri).push(link);
}

export function gathered(pairs) {
  const found = new Map();
  for (const [key, value] of pairs)
    if (found.has(key)) found.get(key).push(value);
    else found.set(key, [value]);
  return found;
}
export const claimsAbout = gathered(
  DATA.claims.flatMap((claim) => [...new Set([claim.subject, claim.object])].map((end) => [end, claim])),
);
export const claimsBy = gathered(DATA.claims.map((claim) => [claim.claimant, claim]));
export const claimsIn = gathered(
  DATA.claims.flatMap((claim) =>
    [...new Set(claim.passages.map(([sentence]) => sentence))].map((sentence) => [sentence, claim]),
  ),
);
export const opposed = gathered(DATA.claims.flatMap((claim) => (claim.against || []).map((iri) => [iri, claim.iri])));
export const disputed = gathered(DATA.claims.flatMap((claim) => (claim.disputes || []).map((iri) => [iri, claim.iri])));

// ---- names ----
export const term = (name) => (DATA.terms[name] ? local(DATA.terms[name]) : name);
export const fieldName = (name) => (DATA.fields[name].length > 1 ? capital(local(DATA.fields[name].slice(1))) : name);
export const relationName = (name) => local(DATA.relations[name].label);
export const kindName = (iri) => local(kindOf(things.get(iri)).label);

// An article by its source and date; the language of its words; the sentence, and so the article, of a claim.
export function articleName(id) {
  const article = DATA.articles[id];
  if (!article) return id;
  const voice = article.sender || article.publisher;
  return voice ? `${voice}, ${day(article.published)}` : `${w("article")} ${day(article.published)}`;
}
export const languageOf = (id) => (DATA.articles[id] || {}).language || "";
export const sentenceOf = (claim) => DATA.sentences[claim.passages[0][0]];

export function nameOf(iri) {
  const thing = things.get(iri);
  if (thing && thing.kind === "Narrator" && Object.keys(DATA.articles).length < 2) return w("narratorOf");
  if (thing) return local(thing.label);
  if (claimsByIri.has(iri)) return quoted(claimsByIri.get(iri).quote);
  if (tolls.has(iri)) return local(tolls.get(iri).label);
  return iri === "true" || iri === "false" ? "" : iri;
}

// Subject and object as the claims have them: an arrow may point against its relation.
function endsAsSaid(link) {
  const fact = !link.derived && link.shown !== "recorded" && link.claims.find((claim) => claim.relation === link.name);
  return fact ? [fact.subject, fact.object] : [link.tail, link.head];
}
export const subjectOf = (link) => endsAsSaid(link)[0];
export const objectOf = (link) => endsAsSaid(link)[1];

// Measures name what they are of without the base.
export const ours = (path) => (path.includes("://") ? path : DATA.base + path);
