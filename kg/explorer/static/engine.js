// Oxigraph in the page: the graph as it was built, asked under a policy; without some voices, as kg/graph/exclude.py
// has it.
import { payload } from "./payload.js";
import { el } from "./elements.js";
import { DATA, statusOf } from "./model.js";
import { bound, declarations, formOf, isWord, tokensOf } from "./sparql_tokens.js";
import { addWords, quoted, w } from "./words.js";

addWords({
  askUnexpected: ["inattendu\u00a0:", "unexpected"],
  askEnds: [
    "la requête s’arrête trop tôt\u00a0: une accolade ou un point manque",
    "the query ends too early: a brace or a point is missing",
  ],
  askNoPrefix: ["ce préfixe n’est pas déclaré", "this prefix is not declared"],
  askService: ["SERVICE interroge une autre machine, et est refusé.", "SERVICE asks another machine, and is refused."],
  askBroken: ["Le moteur s’est arrêté\u00a0: rechargez la page.", "The engine broke down: load the page again."],
});
const MOST_ANSWERED = 100000;

export async function openEngine() {
  const there = new Promise((resolve) => addEventListener("oxigraph", resolve, { once: true }));
  const [script, code, quads, known] = await Promise.all([
    payload.text("oxigraph"),
    payload.bytes("module"),
    payload.text("quads"),
    payload.text("queries"),
  ]);
  document.head.append(el("script", { type: "module", textContent: script }));
  await there;
  await oxigraph.open({ module_or_path: code });
  const { rule, prefixes } = JSON.parse(known),
    prologue = declarations(prefixes),
    full = storeOf(quads);
  let left = { key: "", store: full };
  return {
    ask: async (text, { policy, without }) => {
      const key = [...without].sort().join(" ") && [policy, ...[...without].sort()].join(" ");
      if (key !== left.key)
        left = {
          key,
          store: key ? withoutClaimants(storeOf(quads), { base: DATA.base, policy, without, rule }) : full,
        };
      return answered(left.store, text, policy, prologue);
    },
  };
}

function storeOf(quads) {
  const store = new oxigraph.Store();
  store.load(quads, { format: "application/n-quads", lenient: true, no_transaction: true });
  return store;
}

const namesItsGraphs = (text) => tokensOf(text).some((token) => isWord(token, "FROM"));
const graphName = (name) => oxigraph.namedNode(`${DATA.base}graph/${name}`);
const RECORDS = ["claims", "registry", "background", "meta", "ontology", "measures"];

// Ask over the merge of the policy's facts and all other graphs, unless the text itself names its graphs.
function answered(store, text, policy, prologue) {
  const graphs = [`facts/${policy}`, ...RECORDS].map(graphName),
    triples = ["CONSTRUCT", "DESCRIBE"].includes(formOf(text));
  const options = {
    results_format: triples ? "text/turtle" : "application/sparql-results+json",
    ...(namesItsGraphs(text) ? {} : { default_graph: graphs, named_graphs: graphs }),
  };
  try {
    const given = store.query(prologue + limited(text, MOST_ANSWERED), options);
    return {
      text: given,
      cut: !triples && (given.match(/"bindings":\[/) ? JSON.parse(given).results.bindings.length : 0) >= MOST_ANSWERED,
    };
  } catch (failed) {
    if (/^The service .* is not supported/i.test(failed.message)) throw new Error(w("askService"));
    // a text that nests too deep for the stack of the browser leaves the engine as it was, or breaks it
    if (failed instanceof WebAssembly.RuntimeError || failed instanceof RangeError) throw new Error(w("askBroken"));
    throw new Error(explained(String(failed.message || failed), text, prologue.length));
  }
}

// Cut off the answer of a text that sets no limit itself: what is not asked for is not computed.
function limited(text, most) {
  const tokens = tokensOf(text).filter(({ kind }) => kind !== "blank" && kind !== "comment");
  let depth = 0,
    body = 0;
  const outer = tokens.filter((token) => {
    if (token.kind !== "bracket") return depth === 0;
    const open = "{([".includes(token.text);
    depth += open ? 1 : -1;
    if (!open && token.text === "}" && depth === 0 && !body) body = token.at + 1;
    return false;
  });
  if (!["SELECT", "CONSTRUCT"].includes(formOf(text)) || depth !== 0 || outer.some((token) => isWord(token, "LIMIT")))
    return text;
  const values = outer.find((token) => isWord(token, "VALUES") && token.at >= body);
  return values ? `${text.slice(0, values.at)}LIMIT ${most} ${text.slice(values.at)}` : `${text}\nLIMIT ${most}`;
}

// Oxigraph lists all that it would take; a reader wants to know where and at what it stopped.
function explained(message, text, shift) {
  const [, line, far] = (/at (\d+):(\d+)/.exec(message) || []).map(Number);
  if (!line) return message.split("\n")[0];
  const column = line === 1 ? Math.max(1, far - shift) : far; // what stands before the text is none of it
  const place =
    text
      .split("\n")
      .slice(0, line - 1)
      .reduce((sum, one) => sum + one.length + 1, 0) +
    [...(text.split("\n")[line - 1] || "")].slice(0, column - 1).join("").length;
  // it stops behind a word that might have gone on
  const next = tokensOf(text).find(
    ({ kind, text: part, at }) =>
      at + part.length > place - (kind === "word" ? 1 : 0) && kind !== "blank" && kind !== "comment",
  );
  const why = /Prefix not found/.test(message)
    ? w("askNoPrefix")
    : next
      ? `${w("askUnexpected")} ${quoted(next.text.slice(0, 60))}`
      : w("askEnds");
  return `${line}:${column}: ${why}`;
}

// ---- not to believe somebody ----
// Take claims, the claims about them and what stood only in them out of a store, judge the rest anew, and derive
// the facts of a policy again; what was measured while everybody was believed is gone.
function withoutClaimants(store, { base, policy, without, rule }) {
  const { namedNode, quad } = oxigraph,
    name = (iri) => namedNode(iri),
    skg = (local) => name(`${base}ns#${local}`),
    rdf = (local) => name("http://www.w3.org/1999/02/22-rdf-syntax-ns#" + local);
  const graph = graphName("claims"),
    type = rdf("type"),
    match = (s, p, o, g = graph) => store.match(s, p, o, g),
    drop = (quads) => {
      for (const one of quads) store.delete(one);
    };
  const contesting = [skg("conflictsWith"), name("http://purl.org/spar/cito/disputes")],
    against = skg("setAgainst"),
    status = skg("status"),
    admittedBy = skg("admittedBy");
  const dropParts = (node) => {
    const quads = match(node, null, null);
    drop(quads);
    for (const { object } of quads)
      if (
        object.termType === "NamedNode" &&
        !match(object, type, skg("Claim")).length &&
        !match(null, null, object).length
      )
        dropParts(object);
  };
  const gone = new Map(),
    freed = new Map();
  let fresh = [...without].flatMap((iri) =>
    match(null, name("http://www.w3.org/ns/prov#wasAttributedTo"), name(iri)).map(({ subject }) => subject),
  );
  while (fresh.length) {
    for (const claim of fresh) gone.set(claim.value, claim);
    fresh = fresh
      .flatMap((claim) =>
        ["subject", "object"].flatMap((end) => match(null, rdf(end), claim).map(({ subject }) => subject)),
      )
      .filter(({ value }) => !gone.has(value));
  }
  for (const claim of gone.values()) {
    for (const property of contesting)
      for (const { object } of match(claim, property, null)) freed.set(object.value, object);
    const contrasted = match(null, against, claim).map(({ subject }) => subject);
    drop(match(null, null, claim));
    dropParts(claim);
    for (const other of contrasted)
      if (!match(other, against, null).length) drop(match(other, skg("contrastCue"), null));
  }
  for (const claim of freed.values())
    if (!gone.has(claim.value)) {
      const said = (property) => match(claim, skg(property), null)[0].object.value.split("#")[1],
        contested = contesting.some((property) => match(null, property, claim).length);
      drop(match(claim, status, null));
      store.add(
        quad(
          claim,
          status,
          skg(
            statusOf({ mode: said("mode"), polarity: said("polarity"), narrator: said("narratorStance") }, contested),
          ),
          graph,
        ),
      );
    }
  for (const kind of ["Network", "Measurement"])
    for (const { subject } of match(null, type, skg(kind), null)) drop(match(subject, null, null, null));
  admitAnew(store, { match, drop, quad, graph, admittedBy });
  const facts = graphName("facts/" + policy),
    own = `<${base}policy/${policy}>`;
  drop(match(null, null, null, facts).filter(({ predicate }) => predicate.value !== `${base}ns#factsUnder`));
  for (const { subject, predicate, object } of store.query(bound(rule.text, [[rule, own]]), {
    default_graph: RECORDS.map(graphName),
  }))
    store.add(quad(subject, predicate, object, facts));
  return store;
}

// Run every policy of the graph over what is left.
function admitAnew(store, { match, drop, quad, graph, admittedBy }) {
  drop(match(null, admittedBy, null));
  const policies = match(null, oxigraph.namedNode("http://www.w3.org/ns/shacl#construct"), null, graphName("meta")).map(
    ({ object }) => object.value,
  );
  for (const text of policies)
    for (const { subject, object } of store.query(text, { default_graph: RECORDS.map(graphName) }))
      store.add(quad(subject, admittedBy, object, graph));
}
