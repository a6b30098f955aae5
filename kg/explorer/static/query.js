// The page for queries: the editor, asking the endpoint that serves it; what an answer rests on, in words and drawn.
import { $, copy, el, handOver, announce, translate } from "./elements.js";
import { countRows } from "./results.js";
import { MOST_IN_ADDRESS, askEndpoint, openQueryEditor } from "./query_editor.js";
import { formOf, prologue, shortened } from "./sparql_tokens.js";
import { turnTheme } from "./theme.js";
import { addWords, language, local, policyName, w } from "./words.js";

addWords({
  queryTitle: ["Interroger le graphe", "Ask the graph"],
  queryHome: ["Explorateur", "Explorer"],
  queryReading: ["Lecture", "Reading"],
  queryNotes: ["Notes", "Footnotes"],
  queryDrawing: ["Dessiner", "Draw"],
  queryRests: ["Ce sur quoi la réponse repose", "What the answer rests on"],
  queryDrawn: ["Les affirmations derrière la réponse", "The claims behind the answer"],
  queryNoNotes: ["Rien de la réponse ne repose sur une affirmation.", "Nothing of the answer rests on a claim."],
  queryAlone: ["Ouvrir seule", "Open by itself"],
  queryRow: ["ligne", "row"],
  queryWithout: ["sans note", "without a footnote"],
  queryUnfound: ["Rien ne porte ce nom.", "Nothing bears this name."],
});
const DATA = JSON.parse($("data").textContent);
const asked = { query: "", policy: "", text: "" };

// What the address says: #policy=everyone&query=tolls, or ?query=… as a link to the endpoint has it.
function readAddress() {
  const said = new URLSearchParams(location.hash.slice(1) || location.search),
    policy = said.get("policy");
  asked.query = said.get("query") || "";
  asked.policy = DATA.policies.includes(policy) ? policy : DATA.policy;
}

function addressOf() {
  return "#" + new URLSearchParams({ policy: asked.policy, ...(asked.query ? { query: asked.query } : {}) });
}

const pathOf = (iri) =>
  iri.startsWith(DATA.base)
    ? "/" + iri.slice(DATA.base.length).split("/").map(encodeURIComponent).join("/").replace("%23", "#")
    : null;

const shorten = (iri) => shortened(iri, DATA.prefixes);

function linked(iri) {
  const href = pathOf(iri) || (/^https?:\/\//.test(iri) ? iri : null),
    name = el("bdi", { title: iri }, shorten(iri));
  return href ? el("a.name", { href, rel: "noreferrer" }, name) : name;
}

// Names as one types them, found by the server; what is an IRI already stays, and what nothing bears is pointed out.
// The editor makes its fields anew whenever it draws: what is not settled, or not found, passes from one to the next.
function nameField(id, label, value, set) {
  const list = el("datalist", { id: id + "-names" }),
    message = el("span", { id: id + "-message", class: "unfound", hidden: true }),
    found = new Map(),
    before = $(id);
  let last = 0;
  async function offer(text) {
    const turn = (last += 1);
    const reply = await fetch("/find?" + new URLSearchParams({ q: text, limit: "8" }), {
      headers: { Accept: "application/json" },
    });
    const { result = [] } = reply.ok ? await reply.json() : {};
    if (turn !== last) return;
    found.clear();
    for (const one of result) if (!found.has(one.name)) found.set(one.name, one.id);
    list.replaceChildren(...[...found.keys()].map((name) => el("option", { value: name })));
  }
  const iriOf = (one) => (one.includes(":") ? one : DATA.base + one),
    isIri = (text) => /^[\w-]*:\S+$/.test(text);
  const input = el("input", {
    id,
    type: "text",
    value: value ? shorten(value) : "",
    placeholder: w("askAny"),
    "aria-label": label,
    autocomplete: "off",
    oninput: () => {
      markUnfound(input, message, false);
      const text = input.value.trim();
      if (text.length > 1 && !found.has(text)) offer(text).catch(() => {});
    },
    onchange: async () => {
      const text = input.value.trim(),
        own = !text || isIri(text);
      if (!own && !found.has(text)) {
        input.setAttribute("aria-busy", "true");
        await offer(text).catch(() => {});
      }
      const shown = $(id); // perhaps another by now
      input.removeAttribute("aria-busy");
      if (!shown || shown.value.trim() !== text) return;
      shown.removeAttribute("aria-busy");
      set(own ? text : found.has(text) ? iriOf(found.get(text)) : "");
      markUnfound(shown, $(id + "-message"), !own && !found.has(text));
    },
  });
  input.setAttribute("list", list.id);
  input.setAttribute("aria-describedby", message.id);
  if (!value && before && before.hasAttribute("aria-busy")) {
    input.value = before.value;
    input.setAttribute("aria-busy", "true");
  }
  if (!value && before && before.hasAttribute("aria-invalid")) {
    input.value = before.value;
    markUnfound(input, message, true);
  }
  return el("span", input, list, message);
}

function markUnfound(input, message, unfound) {
  if (unfound) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  message.hidden = !unfound;
  message.textContent = unfound ? w("queryUnfound") : "";
  if (unfound && input.isConnected) announce(message.textContent);
}

function host() {
  return {
    library: DATA,
    stoppable: true,
    shorten,
    nameOf: shorten,
    nodeOf: linked,
    countOf: () => 0,
    inNetwork: null,
    beneath: el("section", { id: "rests" }),
    ask: async (text, signal) => {
      clearRests();
      const given = await askEndpoint(`/sparql/${encodeURIComponent(asked.policy)}`, text, signal);
      asked.text = [...prologue(text, DATA.prefixes), text].join(" "); // footnotes and drawings take no prefix as known
      layRests();
      return given;
    },
    key: () => asked.policy,
    notes: () => [],
    choices: (type) => (DATA.choices[type] ? DATA.choices[type].map(([iri, label]) => [iri, local(label)]) : null),
    fieldFor: (id, name, type, value, set) => (type === "entity" ? nameField(id, name, value, set) : null),
    save: (extension, text, type) =>
      handOver(`sahel-${asked.policy}.${extension}`, new Blob([text], { type: type + ";charset=utf-8" })),
    link: (query, button) => copy(location.href.replace(/[?#].*$/, "") + addressOf(), button),
    asked: (query) => {
      asked.query = encodeURIComponent(query).length <= MOST_IN_ADDRESS ? query : "";
      history.replaceState(null, "", location.pathname + addressOf());
    },
  };
}

// ---- what an answer rests on ----
const restsForm = () => new URLSearchParams({ query: asked.text, policy: asked.policy });

function clearRests() {
  asked.text = "";
  $("rests").replaceChildren();
}

function layRests() {
  if (formOf(asked.text) === "DESCRIBE") return;
  const button = (id, word, onclick) => el("button", { id, class: "copy", onclick }, w(word));
  $("rests").replaceChildren(
    el(
      "div.found",
      el("h2", w("queryRests")),
      formOf(asked.text) !== "CONSTRUCT" && button("query-notes", "queryNotes", () => showNotes().catch(showTrouble)),
      button("query-drawing", "queryDrawing", showDrawing),
    ),
    el("div", { id: "resting" }),
  );
}

function showTrouble(failed) {
  $("resting").replaceChildren(el("p.trouble", { role: "alert" }, failed.message));
}

const firstOf = (rows, most = 12) => rows.slice(0, most).join(", ") + (rows.length > most ? "…" : "");

async function showNotes() {
  const reply = await fetch("/notes", { method: "POST", body: restsForm(), headers: { Accept: "application/json" } }),
    said = await reply.json();
  if (!reply.ok) throw new Error(said.detail || said.title);
  const rowsOf = new Map(said.footnotes.map(({ number: one }) => [one, []]));
  said.notes.forEach((numbers, row) => numbers.forEach((one) => rowsOf.get(one).push(row + 1)));
  const bare = said.notes.filter((numbers) => !numbers.length).length;
  $("resting").replaceChildren(
    said.footnotes.length
      ? el(
          "ol.notes",
          said.footnotes.map((note) =>
            el(
              "li",
              el(
                "span",
                linkedText(note.claim, note.says),
                el("span.aside", ` ${w("queryRow")} ${firstOf(rowsOf.get(note.number))}`),
              ),
              el("q", { lang: DATA.languages[note.article] || "" }, note.quote),
              el("span.aside", [note.claimant, note.status, note.article].join(" · ")),
            ),
          ),
        )
      : el("p.empty", w("queryNoNotes")),
    bare > 0 && said.footnotes.length > 0 ? el("p.aside", `${countRows(bare)} ${w("queryWithout")}`) : "",
  );
}

const linkedText = (iri, text) => el("a.name", { href: pathOf(iri) }, text);

function showDrawing() {
  const address = "/drawing?" + restsForm();
  $("resting").replaceChildren(
    el("p", el("a.name", { href: address }, w("queryAlone"))),
    el("iframe.drawing", { src: address, title: w("queryDrawn") }),
  );
}

// ---- the page ----
function speak(place) {
  translate(place);
  document.title = w("queryTitle");
  $("policies").setAttribute("aria-label", w("queryReading"));
  $("policies").replaceChildren(
    ...DATA.policies.map((name) => el("option", { value: name, selected: name === asked.policy }, policyName(name))),
  );
  queryEditor.refresh();
  if (asked.text) layRests();
}

readAddress();
const queryEditor = openQueryEditor(host());
$("query-editor").append(queryEditor.root);
if (asked.query) queryEditor.load(asked.query);
$("policies").addEventListener("change", (event) => {
  asked.policy = event.target.value;
  queryEditor.refresh();
});
$("language").addEventListener("click", () => speak(1 - language()));
$("theme").addEventListener("click", turnTheme);
addEventListener("hashchange", () => {
  readAddress();
  queryEditor.load(asked.query);
  clearRests();
  speak(language());
  if (asked.query) queryEditor.run();
});
speak(language());
if (asked.query) queryEditor.run();
document.documentElement.dataset.ready = "";
