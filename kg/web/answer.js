// The answer to a question, where the page was drawn from one: its rows, each with the claims that it rests on.
function renderAnswer(section) {
  const { columns, rows, notes } = DATA.answer, order = [...new Set(notes.flat())];
  const mark = (iri) => el("button", { class: "note-mark", type: "button", "aria-label": `${w("restsOn")} ${nameOf(whole(iri))}`, onclick: () => choose({ claim: whole(iri) }) }, `[${order.indexOf(iri) + 1}]`);
  section.replaceChildren(el("div", { class: "sheet wide" }, el("p", { class: "lead" }, w("answerLead")), el("table", {}, el("thead", {}, el("tr", {}, columns.map((column) => el("th", { scope: "col" }, column)), el("th", { scope: "col" }, w("restsOn")))),
    el("tbody", {}, rows.map((cells, at) => el("tr", {}, cells.map((cell) => el("td", {}, el("bdi", {}, cell))), el("td", {}, notes[at].map(mark))))))));
}

addView({ name: "answer", word: "tabAnswer", render: renderAnswer, when: () => Boolean(DATA.answer) });
