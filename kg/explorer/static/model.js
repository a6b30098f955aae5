// The data of the page, unpacked, and what can be looked up in them.
const DATA = JSON.parse(await unpackedData);

// An IRI of ours comes without its base, after a tilde; a literal is taken as it is.
const whole = (iri) => (iri.startsWith("~") ? DATA.base + iri.slice(1) : iri);
const short = (iri) => (iri.startsWith(DATA.base) ? iri.slice(DATA.base.length) : iri);
for (const thing of DATA.things) thing.iri = whole(thing.iri);
for (const claim of DATA.claims) {
  for (const field of ["iri", "subject", "claimant", "to", "said_in"]) if (claim[field]) claim[field] = whole(claim[field]);
  for (const field of ["against", "conflicts", "disputes"]) if (claim[field]) claim[field] = claim[field].map(whole);
  for (const when of [claim.holds, claim.said]) if (when) when.anchor = whole(when.anchor);
  if (!claim.literal) claim.object = whole(claim.object);
}

const things = new Map(DATA.things.map((thing) => [thing.iri, thing]));
const claimsByIri = new Map(DATA.claims.map((claim) => [claim.iri, claim]));
const tolls = new Map(Object.entries(DATA.tolls).map(([iri, toll]) => [whole(iri), toll]));
const indexOf = new Map(DATA.things.map((thing, index) => [thing.iri, index]));
const nodeById = new Map(DATA.nodes.map((node) => [node.id, node]));
const firmness = new Map(DATA.statuses.map((status, index) => [status, index]));
const kindOf = (thing) => DATA.kinds[thing.kind];
const isNarrator = (iri) => things.has(iri) && things.get(iri).kind === "Narrator";
const isToll = (iri) => tolls.has(iri);
const firmestOf = (statuses) => statuses.reduce((best, one) => (best === null || firmness.get(one) < firmness.get(best) ? one : best), null);

for (const node of DATA.nodes) node.iri = DATA.things[node.id].iri;
const linksOf = new Map(DATA.claims.map((claim) => [claim.iri, []]));
for (const link of DATA.links) {
  const known = (iri) => claimsByIri.get(whole(iri));
  Object.assign(link, { tail: whole(link.tail), head: whole(link.head), event: link.event ? whole(link.event) : "", claims: link.claims.map(known),
    unless: (link.unless || []).map(known), ways: link.ways && link.ways.map((way) => way.map((fact) => fact.map(known))), derived: Boolean(link.ways) });
  link.from = indexOf.get(link.tail);
  link.to = indexOf.get(link.head);
  for (const claim of link.claims) linksOf.get(claim.iri).push(link);
}

function gathered(pairs) {
  const found = new Map();
  for (const [key, value] of pairs) if (found.has(key)) found.get(key).push(value); else found.set(key, [value]);
  return found;
}
const claimsAbout = gathered(DATA.claims.flatMap((claim) => [...new Set([claim.subject, claim.object])].map((end) => [end, claim])));
const claimsBy = gathered(DATA.claims.map((claim) => [claim.claimant, claim]));
const claimsIn = gathered(DATA.claims.flatMap((claim) => [...new Set(claim.passages.map(([sentence]) => sentence))].map((sentence) => [sentence, claim])));
const opposed = gathered(DATA.claims.flatMap((claim) => (claim.against || []).map((iri) => [iri, claim.iri])));
const disputed = gathered(DATA.claims.flatMap((claim) => (claim.disputes || []).map((iri) => [iri, claim.iri])));
