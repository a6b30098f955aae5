// A query editor: the library as examples, an editor, the answer. It knows nothing of a network: all that lies
// around it comes as a host:
//   ask(text, signal)      promise of {text, cut}: results as JSON, or Turtle; without an answer it throws {message}
//   library                {prefixes, questions: [{name, group, summary: [fr, en], text,
//                          params: [{name, variable, type, places}]}]}
//   stoppable, notes()     whether a query can be cancelled; lines that are said below the editor
//   nameOf(iri), nodeOf(iri), shorten(iri)   an IRI as a text, as an element, with a prefix
//   choices(type)          [[value, label]] of a parameter's type, or null
//   fieldFor(id, label, type, value, set)    a field of the host's own, or null
//   inNetwork(iris)        show in a drawing, or null; countOf(iris) of those it knows
//   save(extension, text, type), link(query, button), asked(query)   write a file, copy an address, note what was asked
//   beneath                an element that stands below the answer, or nothing
import { codeField } from "./code_field.js";
import { el, keepFocus, announce } from "./elements.js";
import { answerCsv, answerOf, answerParts, answerSize } from "./results.js";
import { bound, errorPlace, formOf, prologue } from "./sparql_tokens.js";
import { addWords, language, local, number, w, wordOr } from "./words.js";

addWords({
  askLibrary: ["Questions", "Questions"],
  askEditor: ["Requête SPARQL", "SPARQL query"],
  askRun: ["Interroger", "Ask"],
  askCancel: ["Annuler", "Cancel"],
  askPrefixes: ["Ajouter les préfixes", "Fill in prefixes"],
  askRunning: ["En cours…", "Running…"],
  askOpening: ["Ouverture…", "Opening…"],
  askAny: ["tous", "any"],
  askCsv: ["CSV", "CSV"],
  askJson: ["JSON", "JSON"],
  askTurtle: ["Turtle", "Turtle"],
  askLink: ["Copier le lien", "Copy the link"],
  askInNetwork: ["Voir dans le réseau", "Show in the network"],
  askStopped: ["Annulé.", "Cancelled."],
  askStale: ["Posée avant ce qui a changé depuis.", "Asked before what has changed since."],
  askLinkLong: ["trop longue pour un lien", "too long for a link"],
  askLine: ["Ligne", "Line"],
  askColumn: ["colonne", "column"],
  askNothing: ["Écrivez une requête, ou choisissez une question.", "Write a query, or choose a question."],
  ask_actors: ["Acteurs", "Actors"],
  ask_disputes: ["Désaccords", "Disputes"],
  ask_events: ["Événements", "Events"],
  ask_measures: ["Mesures", "Measures"],
  ask_sources: ["Sources", "Sources"],
  ask_text: ["Texte", "Text"],
  ask_time: ["Temps", "Time"],
  ask_tolls: ["Bilans", "Tolls"],
  ask_views: ["Opinions", "Views"],
});
// The French for a parameter's name; its English is the name itself.
const PARAM_WORDS = {
  actor: "acteur",
  after: "après",
  before: "avant",
  claimant: "qui le dit",
  denial: "démenti",
  earlier: "avant",
  effect: "effet",
  entity: "entité",
  event: "événement",
  group: "groupe",
  kind: "type",
  later: "après",
  measure: "mesure",
  member: "membre",
  neighbour: "voisin",
  network: "réseau",
  object: "objet",
  office: "fonction",
  place: "lieu",
  role: "rôle",
  sentence: "phrase",
  speaker: "qui parle",
  stance: "position",
  status: "statut",
  subject: "sujet",
  tie: "lien",
  trend: "tendance",
  utterance: "énoncé",
  whole: "ensemble",
};
const paramName = (name) => (language() === 0 && PARAM_WORDS[name]) || name;
const PLAIN_QUERY = "SELECT ?actor ?name WHERE {\n  ?actor a skg:ArmedGroup ; skos:prefLabel ?name .\n}\nLIMIT 20";
export const MOST_IN_ADDRESS = 4000;

export function openQueryEditor(host) {
  const { prefixes, questions } = host.library,
    root = el("div.sheet.wide.query-editor");
  const view = { column: null, falling: false };
  let example = null,
    values = new Map(),
    answer = null,
    trouble = null,
    running = null,
    took = 0,
    key = "";
  const editor = codeField({
    id: "ask-text",
    label: w("askEditor"),
    onchange: () => {
      if (example) {
        example = null;
        draw();
      }
    },
    run: () => run(),
  });
  editor.text = PLAIN_QUERY;

  // what an address says: the name of a question stands for its text
  const query = () => (example && editor.text === example.text ? example.name : editor.text);
  function load(text) {
    if (running) {
      running.abort();
      running = null;
    }
    example = questions.find(({ name }) => name === text) || null;
    values = new Map();
    // what stands in the fields is of the question before
    root.querySelectorAll(".params").forEach((fields) => fields.remove());
    editor.text = example ? example.text : text;
    answer = trouble = null;
  }
  function choose(one) {
    load(one.name);
    draw();
    run();
  }
  function narrow(param, value) {
    if (value) values.set(param.name, value);
    else values.delete(param.name);
    const given = example.params.filter(({ name }) => values.has(name));
    editor.text = bound(
      example.text,
      given.map((one) => [one, written(one.type, values.get(one.name))]),
    );
  }

  async function run() {
    if (running) return;
    const text = editor.text,
      isEmpty = !text.trim();
    trouble = isEmpty ? { what: w("askNothing") } : null;
    Object.assign(view, { column: null, falling: false });
    answer = null;
    editor.mark(null);
    if (isEmpty) {
      draw();
      return;
    }
    running = new AbortController();
    const own = running,
      askedUnder = host.key();
    draw();
    await new Promise((shown) => setTimeout(shown, 20)); // an engine in the page lets nothing be drawn while it works
    if (running !== own) return;
    const at = performance.now();
    try {
      const given = await host.ask(text, own.signal);
      if (running !== own) return; // another text stands there by now
      answer = { ...answerOf(given.text, formOf(text)), cut: given.cut };
    } catch (failed) {
      if (running !== own) return;
      trouble = own.signal.aborted ? { what: w("askStopped") } : errorPlace(String(failed.message || failed));
    }
    running = null;
    took = performance.now() - at;
    key = askedUnder;
    editor.mark((trouble && trouble.line) || null);
    host.asked(query());
    draw();
    announce(
      answer
        ? answer.yes !== undefined
          ? w(answer.yes ? "askYes" : "askNo")
          : answerSize(answer) || "Turtle"
        : trouble.what,
    );
  }

  // ---- what is seen ----
  function fieldOf(param) {
    const { name, type } = param,
      id = "ask-param-" + name,
      value = values.get(name) || "",
      set = (next) => narrow(param, next),
      choices = host.choices(type);
    const own = host.fieldFor(id, paramName(name), type, value, set);
    if (own) return el("div.param", el("span", { "aria-hidden": "true" }, paramName(name)), own);
    const input = choices
      ? el(
          "select",
          { id, onchange: (event) => set(event.target.value) },
          el("option", { value: "" }, w("askAny")),
          choices.map(([one, label]) => el("option", { value: one, selected: one === value }, label)),
        )
      : el("input", {
          id,
          type: type === "integer" ? "number" : type === "date" ? "date" : "text",
          value,
          placeholder: w("askAny"),
          min: "0",
          onchange: (event) => set(event.target.value.trim()),
        });
    return el("label.param", el("span", paramName(name)), input);
  }
  function written(type, value) {
    if (type === "integer") return String(Number(value) || 0);
    if (type === "date") return `"${value.replace(/[^\d-]/g, "")}"^^<http://www.w3.org/2001/XMLSchema#date>`;
    const [, prefix, name] = /^([\w-]*):(.*)$/s.exec(value) || [];
    const known = Object.hasOwn(prefixes, prefix || "") ? prefixes[prefix] + name : value;
    const iri = known.includes(":") ? known : prefixes.skg + known;
    return `<${iri.replace(/[<>"{}|^`\\\s]/g, encodeURIComponent)}>`;
  }
  function library() {
    const title = (group) => wordOr("ask_" + group, group),
      groups = [...new Set(questions.map(({ group }) => group))].sort((a, b) => title(a).localeCompare(title(b)));
    return el(
      "details.questions",
      { id: "ask-library", open: isOpen("ask-library", matchMedia("(min-width: 901px)").matches) },
      el("summary", el("h2", w("askLibrary")), el("span.count", number(questions.length))),
      groups.map((group) =>
        el(
          "details",
          { id: "ask-group-" + group, open: isOpen("ask-group-" + group, group === groups[0]) },
          el("summary", title(group)),
          el(
            "ul",
            questions
              .filter((one) => one.group === group)
              .map((one) =>
                el(
                  "li",
                  el(
                    "button",
                    { id: "ask-" + one.name, "aria-pressed": String(one === example), onclick: () => choose(one) },
                    local(one.summary),
                  ),
                ),
              ),
          ),
        ),
      ),
    );
  }
  const isOpen = (id, usual) => {
    const before = root.querySelector("#" + id);
    return before ? before.open : usual;
  };
  const button = (id, word, onclick, more) => el("button", { id, class: "copy", onclick, ...more }, w(word));
  function tools() {
    return el(
      "div.tools",
      running && host.stoppable
        ? button("ask-cancel", "askCancel", () => running.abort())
        : el(
            "button.go",
            { id: "ask-run", disabled: Boolean(running), "aria-keyshortcuts": "Control+Enter", onclick: run },
            w("askRun"),
          ),
      el("kbd.aside", "Ctrl + ↵"),
      button("ask-prefixes", "askPrefixes", () => {
        const lines = prologue(editor.text, prefixes);
        if (lines.length) {
          example = null;
          editor.text = lines.join("\n") + "\n" + editor.text;
          draw();
        }
      }),
      el("span.aside", running ? w("askRunning") : host.notes().join(" ")),
    );
  }
  function verdict() {
    if (running) return [];
    if (trouble)
      return [
        el(
          "p.trouble",
          { role: "alert" },
          trouble.line &&
            el(
              "button.link",
              { id: "ask-error", onclick: () => editor.mark(trouble.line, trouble.column) },
              `${w("askLine")} ${trouble.line}, ${w("askColumn")} ${trouble.column}`,
            ),
          trouble.line && w("colon") + " ",
          trouble.what,
        ),
      ];
    if (!answer) return [];
    const drawable = host.inNetwork ? host.countOf(answer.iris) : 0,
      plain = encodeURIComponent(query()).length <= MOST_IN_ADDRESS,
      link = button("ask-link", "askLink", () => host.link(query(), link), {
        disabled: !plain,
        title: plain ? "" : w("askLinkLong"),
      });
    return [
      el(
        "div.found",
        el("strong", answerSize(answer)),
        el("span.aside", `${number(Math.max(1, Math.round(took)))}\u00a0ms`),
        key !== host.key() && el("span.aside", w("askStale")),
        answer.rows && button("ask-csv", "askCsv", () => host.save("csv", answerCsv(answer), "text/csv")),
        answer.json &&
          button("ask-json", "askJson", () => host.save("json", answer.json, "application/sparql-results+json")),
        answer.turtle !== undefined &&
          button("ask-ttl", "askTurtle", () => host.save("ttl", answer.turtle, "text/turtle")),
        link,
        drawable > 0 && button("ask-network", "askInNetwork", () => host.inNetwork(answer.iris)),
      ),
      answerParts(answer, view, host, draw),
    ];
  }
  function draw() {
    editor.field.setAttribute("aria-label", w("askEditor"));
    const from = [editor.field.scrollTop, editor.field.scrollLeft],
      params = example ? example.params : [];
    keepFocus(root, () =>
      root.replaceChildren(
        library(),
        el(
          "div.work",
          example && el("h2", local(example.summary)),
          params.length > 0 && el("div.params", params.map(fieldOf)),
          editor.element,
          tools(),
          verdict(),
          host.beneath,
        ),
      ),
    );
    [editor.field.scrollTop, editor.field.scrollLeft] = from;
  }
  // after something changed around it; what was quick to answer is asked again
  function refresh() {
    draw();
    if (answer && !running && key !== host.key() && (host.stoppable || took < 1500)) run();
  }
  return { root, load, run, refresh, query, isExample: () => Boolean(example) };
}

// An engine elsewhere: the endpoint that serves the page (https://www.w3.org/TR/sparql11-protocol/).
export async function askEndpoint(address, text, signal) {
  const triples = ["CONSTRUCT", "DESCRIBE"].includes(formOf(text));
  const reply = await fetch(address, {
    method: "POST",
    body: new URLSearchParams({ query: text }),
    signal,
    credentials: "omit",
    headers: { Accept: triples ? "text/turtle" : "application/sparql-results+json" },
  });
  const said = await reply.text();
  if (reply.ok) return { text: said };
  let problem = {};
  try {
    problem = JSON.parse(said);
  } catch {
    /* a proxy in between speaks otherwise */
  }
  throw new Error(problem.detail || problem.title || `HTTP ${reply.status}`);
}
