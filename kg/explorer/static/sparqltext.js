// What can be told of a SPARQL text (or Turtle, which has the same signs) before an engine reads it. Pure.
const TOKENS = new RegExp([
  /(?<string>"""(?:[^"\\]|\\[^]|"(?!""))*"""|'''(?:[^'\\]|\\[^]|'(?!''))*'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/,
  /(?<iri><[^<>"{}|^`\\\s]*>)/, /(?<comment>#[^\n]*)/, /(?<variable>[?$][\p{L}\p{N}_]+)/,
  /(?<name>(?:[\p{L}][\p{L}\p{N}_.-]*)?:(?:[\p{L}\p{N}_.:%-]*[\p{L}\p{N}_:%-])?)/, /(?<word>@?[\p{L}_][\p{L}\p{N}_-]*)/,
  /(?<number>\d[\d.]*(?:[eE][+-]?\d+)?)/, /(?<bracket>[(){}[\]])/, /(?<blank>\s+)/, /(?<sign>[^])/,
].map((part) => part.source).join("|"), "gu");
const MOST_LETTERS = 20000, MOST_NESTING = 100;

// The pieces of a text in order, nothing left out: {kind, text, at}.
function tokensOf(text) {
  return [...text.matchAll(TOKENS)].map((found) => ({ kind: Object.keys(found.groups).find((kind) => found.groups[kind] !== undefined), text: found[0], at: found.index }));
}

const isWord = (token, ...words) => token.kind === "word" && words.includes(token.text.toUpperCase());
const formOf = (text) => { const found = tokensOf(text).find((token) => isWord(token, "SELECT", "ASK", "CONSTRUCT", "DESCRIBE")); return found ? found.text.toUpperCase() : ""; };
const namesItsGraphs = (text) => tokensOf(text).some((token) => isWord(token, "FROM"));

// Strings, IRIs and comments blanked out; places stay.
const bare = (text) => tokensOf(text).map(({ kind, text: part }) => (["string", "iri", "comment"].includes(kind) ? part.replace(/[^\n]/g, " ") : part)).join("");

function nestingOf(text) {
  let depth = 0, deepest = 0;
  for (const { kind, text: sign } of tokensOf(text)) if (kind === "bracket") { depth = "([{".includes(sign) ? depth + 1 : Math.max(0, depth - 1); deepest = Math.max(deepest, depth); }
  return deepest;
}

// A SERVICE wherever an engine may see one, also in what looks like a string (kg/questions.py).
const APART = "(?:\\s|#[^\\r\\n]*[\\r\\n])*";
const SERVICE = new RegExp(`SERVICE${APART}(?:SILENT${APART})?(?:<[^>]*>|[?$]\\w+|[^\\s{}()<>"']*:[^\\s{}]*)${APART}\\{`, "i");

// Why a text is not asked at all, as the key of a word; null if it may be.
const refusedBecause = (text) => (new TextEncoder().encode(text).length > MOST_LETTERS ? "askTooLong" : nestingOf(text) > MOST_NESTING ? "askTooDeep" : SERVICE.test(text) ? "askService" : null);

// The known prefixes that a text uses and does not declare, as one line to stand before it.
function prologue(text, prefixes) {
  const tokens = tokensOf(text).filter(({ kind }) => kind !== "blank" && kind !== "comment");
  const declares = (token, at) => at > 0 && /^@?PREFIX$/i.test(tokens[at - 1].text), prefix = (token) => token.text.slice(0, token.text.indexOf(":"));
  const names = tokens.map((token, at) => [token, at]).filter(([{ kind }]) => kind === "name"), declared = new Set(names.filter(([token, at]) => declares(token, at)).map(([token]) => prefix(token)));
  const missing = new Set(names.map(([token]) => prefix(token)).filter((one) => Object.hasOwn(prefixes, one) && !declared.has(one)));
  return [...missing].sort().map((one) => `PREFIX ${one}: <${prefixes[one]}>`);
}

// Put VALUES at the start of each WHERE in whose braces a variable stands (bind of kg/questions.py).
function bound(text, variable, terms) {
  const syntax = bare(text), mention = new RegExp(`[?$]${variable}(?![\\p{L}\\p{N}_])`, "u");
  const places = [...syntax.matchAll(/\bWHERE\s*\{/gi)].map((found) => found.index + found[0].length).filter((start) => mention.test(syntax.slice(start, closing(syntax, start))));
  return places.reverse().reduce((made, place) => `${made.slice(0, place)} VALUES ?${variable} { ${terms} }${made.slice(place)}`, text);
}

function closing(syntax, start) {
  let depth = 1, end = start;
  for (; depth && end < syntax.length; end += 1) depth += { "{": 1, "}": -1 }[syntax[end]] || 0;
  return end;
}

// The IRIs that a text of triples names.
function irisIn(turtle) {
  const tokens = tokensOf(turtle).filter(({ kind }) => kind === "iri" || kind === "name" || kind === "word"), prefixes = new Map(), found = new Set();
  tokens.forEach(({ kind, text }, at) => {
    const before = at && tokens[at - 1].text, colon = text.indexOf(":");
    if (kind === "iri" && at > 1 && /^@?prefix$/i.test(tokens[at - 2].text)) prefixes.set(before.slice(0, -1), text.slice(1, -1));
    else if (kind === "iri") found.add(text.slice(1, -1));
    else if (kind === "name" && prefixes.has(text.slice(0, colon))) found.add(prefixes.get(text.slice(0, colon)) + text.slice(colon + 1));
  });
  return [...found];
}

// Where an engine says that a text is wrong: "…3:12: what".
function errorPlace(message) {
  const found = /(?:^|[\s:])(\d+):(\d+):?\s*([^]*)$/.exec(message);
  return found ? { line: Number(found[1]), column: Number(found[2]), what: found[3] } : { what: message };
}
