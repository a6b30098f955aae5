// The pieces of a SPARQL text, or of Turtle, which has the same ones: for the colours of the editor, and for what a
// page does by itself. What may be asked, and what a text means, is for the engine to say that reads it.
const TOKENS = new RegExp(
  [
    /(?<long>"""(?:[^"\\]|\\[^]|"(?!""))*"""|'''(?:[^'\\]|\\[^]|'(?!''))*''')/,
    /(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/,
    /(?<iri><[^<>"{}|^`\\\s]*>)/,
    /(?<comment>#[^\n]*)/,
    /(?<variable>[?$][\p{L}\p{N}_]+)/,
    /(?<name>(?:[\p{L}][\p{L}\p{N}_.-]*)?:(?:[\p{L}\p{N}_.:%-]*[\p{L}\p{N}_:%-])?)/,
    /(?<word>@?[\p{L}_][\p{L}\p{N}_-]*)/,
    /(?<number>\d[\d.]*(?:[eE][+-]?\d+)?)/,
    /(?<bracket>[(){}[\]])/,
    /(?<blank>\s+)/,
    /(?<sign>[^])/,
  ]
    .map((part) => part.source)
    .join("|"),
  "gu",
);

// The pieces of a text in order, nothing left out: {kind, text, at}.
export function tokensOf(text) {
  return [...text.matchAll(TOKENS)].map((found) => ({
    kind: Object.keys(found.groups).find((kind) => found.groups[kind] !== undefined),
    text: found[0],
    at: found.index,
  }));
}

export const isWord = (token, ...words) => token.kind === "word" && words.includes(token.text.toUpperCase());
export const formOf = (text) => {
  const found = tokensOf(text).find((token) => isWord(token, "SELECT", "ASK", "CONSTRUCT", "DESCRIBE"));
  return found ? found.text.toUpperCase() : "";
};
// The known prefixes that a text uses and does not declare, each as a line to stand before it.
export function prologue(text, prefixes) {
  const tokens = tokensOf(text).filter(({ kind }) => kind !== "blank" && kind !== "comment");
  const declares = (token, at) => at > 0 && /^@?PREFIX$/i.test(tokens[at - 1].text),
    prefix = (token) => token.text.slice(0, token.text.indexOf(":"));
  const names = tokens.map((token, at) => [token, at]).filter(([{ kind }]) => kind === "name"),
    declared = new Set(names.filter(([token, at]) => declares(token, at)).map(([token]) => prefix(token)));
  const missing = new Set(
    names.map(([token]) => prefix(token)).filter((one) => Object.hasOwn(prefixes, one) && !declared.has(one)),
  );
  return [...missing].sort().map((one) => `PREFIX ${one}: <${prefixes[one]}>`);
}

// All known prefixes declared, in one line to stand before a text: it may declare them anew.
export const declarations = (prefixes) =>
  Object.entries(prefixes)
    .map(([name, place]) => `PREFIX ${name}: <${place}> `)
    .join("");

// A text with VALUES for its variables, at the places where the build found that they go (kg/core/rq_files.py):
// pairs are [{variable, places}, terms]; the last place comes first, so that the others hold.
export function bound(text, pairs) {
  return pairs
    .flatMap(([{ variable, places }, terms]) => places.map((at) => [at, ` VALUES ?${variable} { ${terms} }`]))
    .sort((a, b) => b[0] - a[0])
    .reduce((made, [at, values]) => made.slice(0, at) + values + made.slice(at), text);
}

// The IRIs that a text of triples names.
export function irisIn(turtle) {
  const tokens = tokensOf(turtle).filter(({ kind }) => kind === "iri" || kind === "name" || kind === "word"),
    prefixes = new Map(),
    found = new Set();
  tokens.forEach(({ kind, text }, at) => {
    const before = at && tokens[at - 1].text,
      colon = text.indexOf(":");
    if (kind === "iri" && at > 1 && /^@?prefix$/i.test(tokens[at - 2].text))
      prefixes.set(before.slice(0, -1), text.slice(1, -1));
    else if (kind === "iri") found.add(text.slice(1, -1));
    else if (kind === "name" && prefixes.has(text.slice(0, colon)))
      found.add(prefixes.get(text.slice(0, colon)) + text.slice(colon + 1));
  });
  return [...found];
}

// Where an engine says that a text is wrong: "…3:12: what".
export function errorPlace(message) {
  const found = /(?:^|[\s:])(\d+):(\d+):?\s*([^]*)$/.exec(message);
  return found ? { line: Number(found[1]), column: Number(found[2]), what: found[3] } : { what: message };
}

// An IRI with the prefix that fits it, if there is one.
export function shortened(iri, prefixes) {
  const [prefix, place] =
    Object.entries(prefixes).find(([, one]) => iri.startsWith(one) && /^[\w.-]+$/.test(iri.slice(one.length))) || [];
  return prefix ? `${prefix}:${iri.slice(place.length)}` : iri;
}
