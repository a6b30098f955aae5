// The answer to a question, where the page was drawn from one: its rows, each with the claims that it rests on.
import { el, inParts } from "./elements.js";
import { outside } from "./evidence.js";
import { DATA, claimsByIri, nameOf, whole } from "./model.js";
import { choose, state } from "./state.js";
import { policyName, w } from "./words.js";

function renderAnswer(section) {
  const { columns, rows, notes } = DATA.answer,
    place = new Map([...new Set(notes.flat())].map((iri, at) => [iri, at + 1]));
  const asBuilt = state.policy === DATA.policy && !state.without.size;
  const mark = (iri) =>
    el(
      "button",
      {
        class: "note-mark" + outside(claimsByIri.get(whole(iri))),
        "aria-label": `${w("restsOn")} ${nameOf(whole(iri))}`,
        onclick: () => choose({ claim: whole(iri) }),
      },
      `[${place.get(iri)}]`,
    );
  const line = ([cells, of]) =>
    el(
      "tr",
      cells.map((cell) => el("td", el("bdi", cell))),
      el("td", of.map(mark)),
    );
  section.replaceChildren(
    el(
      "div.sheet.wide",
      el("p.lead", w("answerLead")),
      !asBuilt && el("p.note", `${w("answerUnder")} «\u00a0${policyName(DATA.policy)}\u00a0»; ${w("answerFades")}`),
      el(
        "table",
        el(
          "thead",
          el(
            "tr",
            columns.map((column) => el("th", { scope: "col" }, column)),
            el("th", { scope: "col" }, w("restsOn")),
          ),
        ),
        el(
          "tbody",
          inParts(
            rows.map((cells, at) => [cells, notes[at]]),
            200,
            line,
          ),
        ),
      ),
    ),
  );
}

export const answerView = { name: "answer", word: "tabAnswer", render: renderAnswer, when: () => Boolean(DATA.answer) };
