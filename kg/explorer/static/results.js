// The answer to a SPARQL query: a table, yes or no, or triples as text; and the same as files.
import { el } from "./elements.js";
import { asCsv } from "./export.js";
import { irisIn } from "./sparql_tokens.js";
import { addWords, count, w } from "./words.js";

const ROW = ["ligne", "row"],
  ROWS = ["lignes", "rows"];
addWords({
  askYes: ["Oui", "Yes"],
  askNo: ["Non", "No"],
  askEmpty: ["Rien ne répond à cette question.", "Nothing answers this question."],
  askFirst: ["les premières sont montrées, toutes sont dans les fichiers", "the first are shown, all are in the files"],
  askCut: ["et davantage\u00a0: la réponse a été coupée", "and more: the answer was cut off"],
});
const MOST_SHOWN = 1000;
const NUMERIC =
  /#(?:decimal|double|float|(?:non)?(?:positive|negative)?integer|(?:unsigned)?(?:int|long|short|byte)|gYear)$/i;
const isNumber = (term) => Boolean(term && term.type === "literal" && NUMERIC.test(term.datatype || ""));

// Read what an engine gives: results in JSON (https://www.w3.org/TR/sparql11-results-json/), or triples as Turtle.
export function answerOf(text, form) {
  if (form === "CONSTRUCT" || form === "DESCRIBE") return { turtle: text, iris: irisIn(text) };
  const { head, results, boolean } = JSON.parse(text);
  if (boolean !== undefined) return { yes: boolean, iris: [], json: text };
  const rows = results.bindings,
    iris = new Set(
      rows.flatMap((row) =>
        Object.values(row)
          .filter(({ type }) => type === "uri")
          .map(({ value }) => value),
      ),
    );
  return { columns: head.vars, rows, iris: [...iris], json: text };
}

export const answerCsv = ({ columns, rows }) =>
  asCsv(
    rows.map((row) =>
      Object.fromEntries(
        columns.map((name) => [name, row[name] && (row[name].type === "bnode" ? "_:" : "") + row[name].value]),
      ),
    ),
    columns,
  );

function cellOf(term, host) {
  if (!term) return el("td");
  if (term.type === "uri") return el("td", host.nodeOf(term.value));
  if (term.type !== "literal")
    return el("td.aside", term.type === "bnode" ? "_:" + term.value : JSON.stringify(term.value));
  const tongue = term["xml:lang"];
  return el(
    "td",
    { class: isNumber(term) ? "number" : term.value.length > 40 ? "long" : "" },
    el("bdi", { lang: tongue || "", title: term.datatype ? host.shorten(term.datatype) : "" }, term.value),
    tongue && el("span.tongue", tongue),
  );
}

// Rows in the order that a reader chose; view is {column, falling}.
function sortedRows({ rows }, { column, falling }, host) {
  if (!column) return rows;
  const way = falling ? -1 : 1,
    key = new Map(
      rows.map((row) => {
        const term = row[column];
        return [
          row,
          !term
            ? null
            : isNumber(term)
              ? Number(term.value)
              : term.type === "uri"
                ? host.nameOf(term.value)
                : term.value,
        ];
      }),
    );
  const order = (a, b) =>
    a === null || b === null
      ? (a === null) - (b === null)
      : typeof a === "number" && typeof b === "number"
        ? way * (a - b)
        : way * String(a).localeCompare(String(b));
  return [...rows].sort((a, b) => order(key.get(a), key.get(b)));
}

function answerTable(answer, view, host, redraw) {
  const { columns, rows } = answer,
    shown = sortedRows(answer, view, host).slice(0, MOST_SHOWN),
    right = new Set(columns.filter((name) => rows.length && rows.every((row) => !row[name] || isNumber(row[name]))));
  const head = (name, at) => {
    const own = view.column === name;
    return el(
      "th",
      {
        scope: "col",
        class: right.has(name) ? "number" : "",
        "aria-sort": own ? (view.falling ? "descending" : "ascending") : "none",
      },
      el(
        "button.sort",
        {
          id: "ask-sort-" + at,
          onclick: () => {
            Object.assign(view, { column: own && view.falling ? null : name, falling: own && !view.falling });
            redraw();
          },
        },
        name,
        el("span.way", { "aria-hidden": "true" }, own ? (view.falling ? " ↓" : " ↑") : ""),
      ),
    );
  };
  return el(
    "div.answer",
    { tabIndex: 0, role: "region", "aria-label": w("tabAnswer") },
    el(
      "table",
      el("thead", el("tr", columns.map(head))),
      el(
        "tbody",
        shown.map((row) =>
          el(
            "tr",
            columns.map((name) => cellOf(row[name], host)),
          ),
        ),
      ),
    ),
  );
}

export function answerParts(answer, view, host, redraw) {
  if (answer.turtle !== undefined)
    return answer.turtle.trim()
      ? el("pre.turtle", { tabIndex: 0, role: "region", "aria-label": "Turtle", dir: "ltr" }, answer.turtle)
      : el("p.empty", w("askEmpty"));
  if (answer.yes !== undefined) return el("p.verdict", w(answer.yes ? "askYes" : "askNo"));
  return answer.rows.length ? answerTable(answer, view, host, redraw) : el("p.empty", w("askEmpty"));
}

export const countRows = (n) => count(n, ROW, ROWS);
export const answerSize = ({ rows, cut }) =>
  rows
    ? [countRows(rows.length), cut && w("askCut"), rows.length > MOST_SHOWN && w("askFirst")].filter(Boolean).join(", ")
    : "";
