// The articles in full: every sentence, what is drawn from it highlighted, and why nothing is where nothing is.
import { el, inParts, marked } from "./elements.js";
import { spansOf } from "./evidence.js";
import { DATA, articleName, claimsByIri, claimsIn, gathered, languageOf } from "./model.js";
import { choose, now, state } from "./state.js";
import { capital, claims, w } from "./words.js";

function renderArticle(section) {
  const wanted =
    state.chosen && (state.chosen.sentence !== undefined ? state.chosen.sentence : firstSentenceOf(state.chosen));
  const several = Object.keys(DATA.articles).length > 1,
    parts = [el("p.lead", w("textLead"))];
  const byArticle = gathered(DATA.sentences.map((sentence, index) => [sentence[0], index]));
  for (const [article, indexes] of byArticle) {
    const lay = () => {
      laid.set(article, Math.max(AT_FIRST, laid.get(article) || 0, indexes.indexOf(wanted) + 1));
      return inParts(indexes, laid.get(article), sentenceLine, () => laid.set(article, indexes.length));
    };
    const title = [capital(articleName(article)), el("span.aside", ` ${article}`)];
    if (!several) parts.push(el("h2", title), ...lay());
    else {
      const box = el(
        "details.text",
        { open: byArticle.size <= 5 || indexes.includes(wanted) || articlesRead.has(article) },
        el(
          "summary",
          el("h2", title),
          el("span.count", claims(indexes.reduce((sum, index) => sum + (claimsIn.get(index) || []).length, 0))),
        ),
      );
      const fill = () => {
        articlesRead[box.open ? "add" : "delete"](article);
        if (box.open && box.children.length === 1) box.append(...lay());
      };
      box.addEventListener("toggle", fill);
      if (box.open) fill();
      parts.push(box);
    }
  }
  const sheet = el("div.sheet", { id: "sentences" }, parts),
    top = section.scrollTop;
  section.replaceChildren(sheet);
  section.scrollTop = top;
  const line = wanted !== undefined && wanted !== null && sheet.querySelector(`[data-sentence="${wanted}"]`);
  if (line && lastShown !== wanted) line.scrollIntoView({ block: "center" });
  lastShown = line ? wanted : null;
}

const articlesRead = new Set(),
  laid = new Map(),
  AT_FIRST = 120;
let lastShown = null;

// The sentence that a chosen link or claim comes from.
function firstSentenceOf(chosen) {
  const claim = chosen.claim
    ? claimsByIri.get(chosen.claim)
    : chosen.edge !== undefined
      ? now.claimsOf(DATA.links[chosen.edge])[0] || DATA.links[chosen.edge].claims[0]
      : null;
  return claim ? claim.passages[0][0] : null;
}

function sentenceLine(index) {
  const [, place, text, because] = DATA.sentences[index],
    list = claimsIn.get(index) || [];
  const behind =
    state.chosen &&
    (state.chosen.sentence === index ||
      list.some(
        (claim) =>
          state.chosen.claim === claim.iri ||
          (state.chosen.edge !== undefined && DATA.links[state.chosen.edge].claims.includes(claim)),
      ));
  return el(
    "div",
    {
      class: `sentence${text.startsWith("#") ? " heading" : ""}${behind ? " chosen" : ""}${because ? " silent" : ""}`,
      "data-sentence": index,
      onclick: () => choose({ sentence: index }),
    },
    el("button.place", { "aria-label": `${w("sentence")} ${place}, ${claims(list.length)}` }, String(place)),
    el("p", { lang: languageOf(DATA.sentences[index][0]), dir: "auto" }, marked(text, spansOf(index))),
    because
      ? el("p.because", `${w("silent")} `, el("bdi", because))
      : el("span.drawn", { "aria-hidden": "true" }, claims(list.length)),
  );
}

export const articleView = { name: "text", word: "tabText", render: renderArticle };
