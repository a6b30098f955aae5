// Figures of the measures, in the language of the reader: each name in them leads to its node.
import { copiedPicture, el } from "./elements.js";
import { named } from "./evidence.js";
import { DATA, nameOf, ours } from "./model.js";
import { filtered } from "./selection.js";
import { choose, state } from "./state.js";
import { addWords, capital, local, number, policyName, w, worded } from "./words.js";

addWords({
  measureFigures: ["Figures", "Figures"],
  measureElsewhere: [" En gris, car vous lisez autre chose.", " Grey, since you are reading something else."],
  measureFigured: [
    "Calculées pour la lecture «\u00a0%s\u00a0», quand on croit chacun et ne filtre rien. Choisissez " +
      "un nom, du pointeur ou avec les flèches du clavier.",
    "Computed for the reading “%s”, with everybody believed and nothing filtered. Choose a name, with " +
      "a pointer or with the arrow keys.",
  ],
});

// The names of a figure are one stop of the tabulator; arrows go on from there.
function withLinks(picture) {
  const marks = [...picture.querySelectorAll("[data-node]")];
  const go = (to) => {
    if (!marks[to]) return;
    for (const mark of marks) mark.setAttribute("tabindex", -1);
    marks[to].setAttribute("tabindex", 0);
    marks[to].focus();
  };
  marks.forEach((mark, n) => {
    const iri = ours(mark.dataset.node),
      open = () => {
        go(n);
        choose({ node: iri });
      };
    const title = [...mark.children].find((child) => child.localName === "title");
    for (const [name, value] of Object.entries({
      role: "button",
      tabindex: n ? -1 : 0,
      "aria-label": title ? title.textContent : nameOf(iri),
    }))
      mark.setAttribute(name, value);
    mark.addEventListener("click", open);
    mark.addEventListener("keydown", (event) => {
      const to = {
        ArrowDown: n + 1,
        ArrowRight: n + 1,
        ArrowUp: n - 1,
        ArrowLeft: n - 1,
        Home: 0,
        End: marks.length - 1,
      }[event.key];
      if (event.key === "Enter" || event.key === " ") open();
      else if (to === undefined) return;
      else go(to);
      event.preventDefault();
    });
  });
  return picture;
}

export function pictures() {
  const { figures, figured } = DATA.measures || { figures: [] };
  if (!figures.length) return "";
  const elsewhere = state.policy !== figured || state.without.size > 0 || filtered(state.filters);
  return el(
    "section",
    { class: elsewhere ? "figures stale" : "figures", "aria-label": w("measureFigures") },
    el("h2", w("measureFigures")),
    el("p.aside", worded("measureFigured", policyName(figured)), elsewhere ? w("measureElsewhere") : ""),
    ...figures.map(pictured),
  );
}

function pictured({ name, title, says, svg: texts, parts }) {
  const picture = withLinks(copiedPicture(local(texts)));
  picture.querySelector("title").remove();
  picture.setAttribute("role", "group");
  picture.setAttribute("aria-label", local(title));
  return el(
    "figure",
    { "data-figure": name },
    el("div.picture", { tabIndex: 0, role: "region", "aria-label": local(title) }, picture),
    el("figcaption", el("p", local(says)), ...parts.map(behindNumber)),
  );
}

// The nodes behind a number of a figure: the members of a community, the triads of a kind.
function behindNumber({ label, number: many, groups }) {
  const list = groups.map((group) => el("li", ...named(group.map(ours))));
  return el(
    "details.behind",
    el("summary", capital(local(label))),
    el("ul", ...list, many > groups.length ? el("li.aside", `… +${number(many - groups.length)}`) : ""),
  );
}
