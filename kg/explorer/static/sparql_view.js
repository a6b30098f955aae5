// The SPARQL view of the explorer: the query editor, with the page's belief, names, panel and network around it.
import { addressOf, remember } from "./address.js";
import { payload } from "./payload.js";
import { $, copy, el, handOver } from "./elements.js";
import { openEngine } from "./engine.js";
import { thingButton } from "./evidence.js";
import { DATA, claimsByIri, indexOf, linksOf, nameOf, term, things, tolls } from "./model.js";
import { nameField } from "./search.js";
import { MOST_IN_ADDRESS, askEndpoint, openQueryEditor } from "./query_editor.js";
import { shortened } from "./sparql_tokens.js";
import { beliefTitle, change, choose, state } from "./state.js";
import { fileName } from "./downloads.js";
import { addWords, capital, headed, local, policyName, w } from "./words.js";

addWords({
  askUnder: ["Lecture", "Reading"],
  askHeard: ["les voix non crues sont encore comptées ici.", "voices not believed still count here."],
  askUnstoppable: ["Une requête longue ne peut être arrêtée.", "A long query cannot be stopped."],
  askFailed: ["SPARQL ne s’ouvre pas", "SPARQL does not open"],
});
const endpoint = document.documentElement.dataset.endpoint;
let queryEditor = null,
  opening = null,
  host = null;

// What of a result the drawing can show: entities, and the claims behind its links.
const shownOf = (iris) => ({
  nodes: iris.filter((iri) => indexOf.has(iri)),
  claims: iris.filter((iri) => claimsByIri.has(iri)),
});

// Terms of the vocabulary by IRI, as the page names them.
const termNames = () =>
  new Map([
    ...Object.values(DATA.relations).map(({ iri, label }) => [iri, label]),
    ...Object.entries(DATA.terms).map(([name, label]) => [`${DATA.base}ns#${name}`, label]),
    ...Object.entries(DATA.kinds).map(([name, { iri, label }]) => [iri ?? `${DATA.base}ns#${name}`, label]),
  ]);

function editorHost(library, engine) {
  const terms = termNames(),
    shorten = (iri) => shortened(iri, library.prefixes);
  const nameOfTerm = (iri) =>
    terms.has(iri)
      ? local(terms.get(iri))
      : things.has(iri) || claimsByIri.has(iri) || tolls.has(iri)
        ? nameOf(iri)
        : shorten(iri);
  const sorted = (pairs) => pairs.sort((a, b) => a[1].localeCompare(b[1])),
    ns = (name) => `${DATA.base}ns#${name}`,
    ofTerms = (names) => sorted([...new Set(names)].map((name) => [ns(name), term(name)]));
  const choices = {
    article: () => sorted(Object.keys(DATA.articles).map((id) => [`${DATA.base}article/${id}`, id])),
    relation: () =>
      sorted(
        Object.values(DATA.relations)
          .filter(({ iri }) => iri)
          .map(({ iri, label }) => [iri, local(label)]),
      ),
    class: () => sorted(Object.entries(DATA.kinds).map(([name, { iri, label }]) => [iri ?? ns(name), local(label)])),
    status: () => ofTerms(DATA.statuses),
    mode: () => ofTerms(DATA.claims.map(({ mode }) => mode)),
  };
  return {
    library,
    stoppable: !engine,
    shorten,
    nameOf: nameOfTerm,
    countOf: (iris) => {
      const { nodes, claims } = shownOf(iris);
      return nodes.length + claims.length;
    },
    ask: (text, signal) =>
      engine ? engine.ask(text, state) : askEndpoint(`${endpoint}/${encodeURIComponent(state.policy)}`, text, signal),
    key: () => [state.policy, ...(engine ? [...state.without].sort() : [])].join(" "),
    notes: () =>
      [
        `${headed("askUnder")} ${engine ? beliefTitle() : policyName(state.policy)}.`,
        engine ? w("askUnstoppable") : state.without.size && capital(w("askHeard")),
      ].filter(Boolean),
    nodeOf: (iri) =>
      things.has(iri) || claimsByIri.has(iri) ? thingButton(iri) : el("bdi.literal", { title: iri }, nameOfTerm(iri)),
    choices: (type) => (choices[type] ? choices[type]() : null),
    fieldFor: (id, name, type, value, set) =>
      type === "entity" ? clearable(nameField(id, name, value, set), set) : null,
    inNetwork: (iris) => showFound(shownOf(iris)),
    save: (extension, text, type) => {
      handOver(fileName(extension), new Blob([text], { type: type + ";charset=utf-8" }));
    },
    link: (query, button) => copy(location.href.replace(/#.*$/, "") + addressOf(), button),
    asked: (query) => {
      state.query = encodeURIComponent(query).length <= MOST_IN_ADDRESS ? query : "";
      remember();
    },
  };
}

// A field of names that is emptied asks for all again; what is no name may be an IRI.
function clearable(field, set) {
  field.querySelector("input").addEventListener("change", (event) => {
    const text = event.target.value.trim();
    if (/^([\w-]*:\S+)?$/.test(text)) set(text);
  });
  return field;
}

async function openedEditor() {
  const [text, engine] = await Promise.all([payload.text("queries"), endpoint ? null : openEngine()]);
  host = editorHost(JSON.parse(text), engine);
  queryEditor = openQueryEditor(host);
  if (state.query) followAddress();
}

// Ask a text as the query editor does, once that is open: a promise of {text, cut}.
export const ask = (text) => host.ask(text);

// What an address asks is asked at once where that can be stopped, or is known not to take long.
export function followAddress() {
  if (!queryEditor) return;
  queryEditor.load(state.query);
  if (endpoint || queryEditor.isExample()) queryEditor.run();
}

function renderAsk(section) {
  if (queryEditor) {
    if (!section.contains(queryEditor.root)) section.replaceChildren(queryEditor.root);
    queryEditor.refresh();
    return;
  }
  section.replaceChildren(el("p.empty", { role: "status" }, w("askOpening")));
  opening =
    opening ||
    openedEditor().then(
      () => renderAsk(section),
      (failed) => {
        section.replaceChildren(el("p.empty", { role: "alert" }, `${headed("askFailed")} ${failed.message}`));
      },
    );
}

// Bring the entities of an answer and the ends of its claims into the drawing, and show them alone in full colour.
function showFound({ nodes, claims: some }) {
  const ends = some.flatMap((iri) => linksOf.get(iri)).flatMap((link) => [link.tail, link.head]);
  change({ scope: { ...state.scope, brought: [...new Set([...nodes, ...ends])] }, tab: "graph" });
  choose({ found: { nodes, claims: some } });
}

export const sparqlView = {
  name: "sparql",
  word: "tabAsk",
  render: renderAsk,
  when: () => Boolean(endpoint || $("module")),
};
