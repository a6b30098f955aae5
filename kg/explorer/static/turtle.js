// RDF of what is drawn, as Turtle (https://www.w3.org/TR/turtle/): the claims as the built graph has them, and
// as plain triples the facts that those of them state which are admitted. Pure: all that it says is given.
const VOCABULARIES = {
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
  skos: "http://www.w3.org/2004/02/skos/core#",
  prov: "http://www.w3.org/ns/prov#",
  cito: "http://purl.org/spar/cito/",
  org: "http://www.w3.org/ns/org#",
};
const PATHS = ["actor", "voice", "place", "event", "situation", "utterance", "document", "concept", "claim", "toll", "policy", "article"];

// Control characters, and those that turn or hide text in an editor, are written as escapes.
const turtleText = (value) => '"' + wellFormed(value).replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/\t/g, "\\t")
  .replace(/[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, (sign) => "\\u" + sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")) + '"';

// Writes terms, with a prefix where one fits, and remembers which prefixes it took.
function termWriter(base) {
  const known = { skg: base + "ns#", ...VOCABULARIES, ...Object.fromEntries(PATHS.map((path) => [path, `${base}${path}/`])) };
  const byPlace = new Map(Object.entries(known).map(([prefix, place]) => [place, prefix])), taken = new Set();
  const iri = (value) => {
    if (!/^[a-z][a-z0-9+.-]*:[^\0-\x20<>"{}|^`\\\x7f-\x9f\p{Cs}]*$/iu.test(value)) throw new Error(`not an IRI: ${value}`);
    const at = Math.max(value.lastIndexOf("/"), value.lastIndexOf("#")) + 1, prefix = byPlace.get(value.slice(0, at));
    if (!prefix || !/^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(value.slice(at))) return `<${value}>`;
    taken.add(prefix);
    return `${prefix}:${value.slice(at)}`;
  };
  const skg = (name) => iri(known.skg + name), from = (prefix, name) => iri(known[prefix] + name);
  const typed = (value, datatype) => `${turtleText(value)}^^${from("xsd", datatype)}`;
  const prefixes = () => [...taken].sort().map((prefix) => `@prefix ${prefix}: <${known[prefix]}> .\n`).join("");
  return { iri, skg, from, typed, prefixes };
}

// Of a subject, [predicate, object] pairs of written terms; those without an object are left out.
function described(subject, pairs) {
  const said = pairs.filter(([, object]) => object);
  return said.length ? `${subject} ${said.map(([predicate, object]) => `${predicate} ${object}`).join(" ;\n  ")} .\n` : "";
}

// Take {base, notes, entities, claims}. An entity is {iri, kind, byClaim, label: [fr, en], aliases}. A claim has
// the fields it has in the page, but only relations to claims that are left, and {predicate, datatype, article,
// status, admitted_by, isFact, implies, toll}: isFact if its triple is to stand by itself.
function asTurtle({ base, notes, entities, claims }) {
  const out = termWriter(base), kindOf = new Map(entities.filter((entity) => entity.byClaim).map(({ iri, kind }) => [iri, kind]));
  const facts = new Set(claims.filter((claim) => claim.isFact).flatMap((claim) => factLines(claim, out, kindOf)));
  const body = [...facts, "\n", ...entities.map((entity) => entityBlock(entity, out)), "\n", ...claims.flatMap((claim) => claimBlocks(claim, base, out))].join("");
  const comment = notes.map((note) => `# ${wellFormed(note).replace(/[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, " ")}\n`).join("");
  return `${comment}${out.prefixes()}\n${body}`;
}

function statedObject(claim, out) {
  if (!claim.literal) return out.iri(claim.object);
  return !claim.datatype || claim.datatype === "string" ? turtleText(claim.object) : out.typed(claim.object, claim.datatype);
}

// The triple of a claim, and the class of an event that it implies to exist (as kg/sparql/facts.rq).
function factLines(claim, out, kindOf) {
  const lines = [`${out.iri(claim.subject)} ${out.iri(claim.predicate)} ${statedObject(claim, out)} .\n`];
  [claim.subject, claim.object].forEach((end, at) => {
    if (claim.implies[at] && kindOf.has(end)) lines.push(`${out.iri(end)} a ${out.skg(kindOf.get(end))} .\n`);
  });
  return lines;
}

function entityBlock({ iri, kind, byClaim, label, aliases }, out) {
  return described(out.iri(iri), [
    [byClaim ? out.skg("describedAs") : "a", out.skg(kind)],
    [out.from("skos", "prefLabel"), `${turtleText(label[0])}@fr , ${turtleText(label[1])}@en`],
    ...aliases.map((alias) => [out.from("skos", "altLabel"), turtleText(alias)]),
  ]);
}

// A claim with its times and its toll: what kg/triples.py writes of it, as far as the page knows.
function claimBlocks(claim, base, out) {
  const key = claim.iri.slice(claim.iri.lastIndexOf("/") + 1), own = (name) => claim[name] && turtleText(claim[name]);
  const many = (prefix, name, iris) => (iris || []).map((iri) => [out.from(prefix, name), out.iri(iri)]);
  const timeOf = (name) => claim[name] && out.iri(`${base}time/${key}-${name}`);
  const pairs = [
    ["a", `${out.skg("Claim")} , ${out.from("rdf", "Statement")}`],
    [out.from("rdf", "subject"), out.iri(claim.subject)],
    [out.from("rdf", "predicate"), out.iri(claim.predicate)],
    [out.from("rdf", "object"), statedObject(claim, out)],
    [out.from("prov", "wasAttributedTo"), out.iri(claim.claimant)],
    [out.skg("polarity"), out.skg(claim.polarity)],
    [out.skg("narratorStance"), out.skg(claim.narrator)],
    [out.skg("mode"), out.skg(claim.mode)],
    [out.skg("basis"), out.skg(claim.basis)],
    [out.skg("status"), out.skg(claim.status)],
    [out.skg("quote"), turtleText(claim.quote)],
    [out.skg("article"), out.iri(`${base}article/${claim.article}`)],
    [out.from("prov", "wasGeneratedBy"), out.iri(`${base}curation/${claim.article}`)],
    ...["cue", "coreference", "reason"].map((name) => [out.skg(name), own(name)]),
    [out.from("skos", "note"), own("note")],
    [out.skg("addressedTo"), claim.to && out.iri(claim.to)],
    [out.skg("saidIn"), claim.said_in && out.iri(claim.said_in)],
    [out.skg("contrastCue"), claim.against && claim.against.length && own("contrast")],
    ...many("skg", "setAgainst", claim.against),
    ...many("cito", "disputes", claim.disputes),
    ...many("skg", "conflictsWith", claim.conflicts),
    [out.skg("holdsAt"), timeOf("holds")],
    [out.skg("saidAt"), timeOf("said")],
    ...many("skg", "admittedBy", claim.admitted_by.map((policy) => `${base}policy/${policy}`)),
  ];
  return [described(out.iri(claim.iri), pairs), timeBlock(claim.holds, timeOf("holds"), out), timeBlock(claim.said, timeOf("said"), out), tollBlock(claim, out)];
}

function timeBlock(when, iri, out) {
  if (!when) return "";
  const words = (name) => [out.skg(name), when[name] && turtleText(when[name])], day = (name) => [out.skg(name), when[name] && out.typed(when[name], "date")];
  return described(iri, [["a", out.skg("Time")], words("edtf"), words("words"), words("distance"), day("earliest"), day("latest"),
    [out.skg("anchor"), when.anchor && out.iri(when.anchor)], [out.skg("timeRelation"), when.anchor && out.skg(when.relation)]]);
}

function tollBlock({ toll, object, subject, predicate, revision }, out) {
  if (!toll) return "";
  const bound = (name, value) => [out.skg(name), value && out.typed(value, "integer")];
  return described(out.iri(object), [["a", out.skg("Toll")], [out.skg("tollOf"), out.iri(subject)], [out.skg("measure"), out.iri(predicate)],
    [out.skg("population"), toll.population && turtleText(toll.population)], bound("lowerBound", toll.lower), bound("upperBound", toll.upper),
    [out.skg("revision"), revision && out.skg(revision)]]);
}
