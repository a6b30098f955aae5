// Whom one believes: what is left of the claims of a page without some claimants, as kg/graph/exclude.py has it, and
// what the policies of kg/graph/policies admit of it. A reader can leave out any set: no build could list them all.
export const RULES = {
  narrator: (claim, world) => world.isNarrator(claim.claimant) && !world.isBeaten(claim),
  reported: (claim, world) =>
    (claim.narrator === "Endorsed" || claim.narrator === "Reported") && !world.isBeaten(claim),
  everyone: () => true,
};

// What is left if some are not believed: their claims go, and so do the claims about those.
function believed(claims, without) {
  const gone = new Set(),
    about = new Map(claims.map((claim) => [claim.iri, []]));
  for (const claim of claims)
    for (const end of [claim.subject, claim.object]) if (about.has(end)) about.get(end).push(claim.iri);
  let fresh = claims.filter((claim) => without.has(claim.claimant)).map((claim) => claim.iri);
  while (fresh.length) {
    for (const iri of fresh) gone.add(iri);
    fresh = fresh.flatMap((iri) => about.get(iri)).filter((iri) => !gone.has(iri));
  }
  return claims.filter((claim) => !gone.has(claim.iri));
}

// Judge claims under a policy without some claimants (a Set of IRIs): the status of each claim that is left,
// and the claims that are admitted, by IRI. A policy of one's own is known only as it was when it was built.
export function judge(claims, { policy, without, isNarrator, isToll, statusOf }) {
  const left = believed(claims, without);
  const byIri = new Map(left.map((claim) => [claim.iri, claim]));
  const contested = new Set(left.flatMap((claim) => [...(claim.conflicts || []), ...(claim.disputes || [])]));
  const isFactual = (claim) => claim.mode === "Fact" || claim.mode === "Estimate";
  // tolls stand side by side: only a negation speaks against one
  const isBeaten = (claim) =>
    (claim.conflicts || []).some((iri) => {
      const rival = byIri.get(iri);
      return (
        rival &&
        rival.narrator === "Endorsed" &&
        isFactual(rival) &&
        !(isToll(claim.object) && rival.polarity === "Affirmed")
      );
    });
  const world = { isNarrator, isBeaten };
  const rule = RULES[policy];
  const takes = (claim) =>
    rule
      ? isFactual(claim) && claim.polarity === "Affirmed" && rule(claim, world)
      : (claim.admitted_by || []).includes(policy);
  return {
    status: new Map(left.map((claim) => [claim.iri, statusOf(claim, contested.has(claim.iri))])),
    admitted: new Set(left.filter(takes).map((claim) => claim.iri)),
  };
}
