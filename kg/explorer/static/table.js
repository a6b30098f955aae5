// Everything that is drawn, as a table: a row a link, sorted and searched by the reader, open to the same evidence.
import { $, el, keepFocus } from "./elements.js";
import { badge, plainName } from "./evidence.js";
import { fold } from "./fold.js";
import { DATA, articleName, firmness, gathered, nameOf, objectOf, relationName, subjectOf, term } from "./model.js";
import { emptyWord, scopeParts } from "./scope.js";
import { choose, now, state } from "./state.js";
import { links, number, w } from "./words.js";

const COLUMNS = [
  ["from", (link) => nameOf(subjectOf(link))],
  ["relation", (link) => relationName(link.name)],
  ["to", (link) => nameOf(objectOf(link))],
  ["status", (link) => firmness.get(now.statusOfLink(link))],
  ["saysWho", (link) => voicesOf(link).join(", ")],
  ["sentences", (link) => firstSentence(link)],
];
const tableState = { column: null, falling: false, search: "" };
const AT_ONCE = 200;
let filling = 0;

const voicesOf = (link) => [...new Set(now.claimsOf(link).map((claim) => nameOf(claim.claimant)))];
const sentencesOf = (link) =>
  [...new Set(now.claimsOf(link).flatMap((claim) => claim.passages.map(([index]) => index)))].sort((a, b) => a - b);
const firstSentence = (link) => sentencesOf(link)[0];

function tableRows() {
  const wanted = fold(tableState.search.trim()).split(/\s+/).filter(Boolean);
  const text = (link) =>
    fold(
      [
        nameOf(subjectOf(link)),
        relationName(link.name),
        nameOf(objectOf(link)),
        term(now.statusOfLink(link)),
        ...voicesOf(link),
        ...now.claimsOf(link).map((claim) => claim.quote),
      ].join(" "),
    );
  const rows = wanted.length
    ? now.drawn.filter((link) => {
        const words = text(link);
        return wanted.every((part) => words.includes(part));
      })
    : [...now.drawn];
  const column = COLUMNS.find(([name]) => name === tableState.column);
  if (!column) return rows;
  const key = new Map(rows.map((link) => [link, column[1](link)])),
    way = tableState.falling ? -1 : 1;
  return rows.sort(
    (a, b) =>
      way * (typeof key.get(a) === "number" ? key.get(a) - key.get(b) : key.get(a).localeCompare(key.get(b))) ||
      a.id - b.id,
  );
}

export function renderTable(section) {
  if (!section.firstChild) {
    const field = el("input", {
      id: "filter",
      type: "search",
      autocomplete: "off",
      oninput: () => {
        tableState.search = field.value;
        fillTable();
      },
    });
    section.append(
      el(
        "div.sheet",
        el(
          "p.lead",
          el("span", { id: "listed", role: "status" }),
          el("span", { id: "scoped" }),
          el("label", el("span.unseen", { "data-w": "filterRows" }), field),
        ),
        el("table.links", el("thead", el("tr", { id: "columns" })), el("tbody", { id: "rows" })),
      ),
    );
  }
  $("filter").placeholder = w("filterRows");
  section.querySelector("[data-w=filterRows]").textContent = w("filterRows");
  fillTable();
}

export function fillTable(atOnce = AT_ONCE) {
  keepFocus($("columns"), () =>
    $("columns").replaceChildren(
      ...COLUMNS.map(([name]) => {
        const own = tableState.column === name;
        return el(
          "th",
          {
            scope: "col",
            class: name === "sentences" ? "number" : "",
            "aria-sort": own ? (tableState.falling ? "descending" : "ascending") : "none",
          },
          el(
            "button.sort",
            {
              id: "sort-" + name,
              onclick: () => {
                Object.assign(tableState, {
                  column: own && tableState.falling ? null : name,
                  falling: own && !tableState.falling,
                });
                fillTable();
              },
            },
            w(name),
            el("span.way", { "aria-hidden": "true" }, own ? (tableState.falling ? " ↓" : " ↑") : ""),
          ),
        );
      }),
    ),
  );
  const rows = tableRows();
  $("listed").textContent =
    rows.length < now.drawn.length ? `${number(rows.length)} / ${links(now.drawn.length)}` : links(rows.length);
  $("scoped").replaceChildren(...scopeParts());
  $("rows").replaceChildren(...rows.slice(0, atOnce).map(linkRow));
  if (!rows.length) $("rows").append(el("tr.empty", el("td", { colSpan: COLUMNS.length }, w(emptyTable()))));
  clearTimeout(filling);
  const rest = (from) => {
    if (from < rows.length)
      filling = setTimeout(() => {
        $("rows").append(...rows.slice(from, from + AT_ONCE).map(linkRow));
        rest(from + AT_ONCE);
      }, 16);
  };
  rest(atOnce);
}

const emptyTable = () =>
  now.links.length && !now.drawn.length
    ? "allFolded"
    : tableState.search.trim() && now.drawn.length
      ? "nothing"
      : emptyWord();

function linkRow(link) {
  const places = sentencesOf(link).map((index) => DATA.sentences[index]),
    several = Object.keys(DATA.articles).length > 1;
  const numbers = [...gathered(places.map(([article, place]) => [article, place]))]
    .map(([article, list]) => (several ? `${articleName(article)}${w("colon")} ` : "") + list.join(", "))
    .join("; ");
  const chosen = state.chosen && state.chosen.edge === link.id;
  return el(
    "tr",
    { "data-edge": link.id, class: chosen ? "chosen" : "", onclick: () => choose({ edge: link.id }) },
    el("td", plainName(subjectOf(link))),
    el("td", el("button.link", relationName(link.name))),
    el("td", plainName(objectOf(link))),
    el("td", badge(now.statusOfLink(link))),
    el("td", el("bdi", voicesOf(link).join(", "))),
    el("td.number", numbers),
  );
}

export const tableView = { name: "table", word: "tabTable", render: renderTable };
