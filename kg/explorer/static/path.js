// How two are connected: the shortest paths over links, each step with its words, and how firm the whole is.
import { remember } from "./address.js";
import { el, keepFocus } from "./elements.js";
import { badge, plainName, sourceOf, statementOf, thingButton, wordsOf } from "./evidence.js";
import { walksBetween } from "./graphs.js";
import { firmness, gathered } from "./model.js";
import { nameField } from "./search.js";
import { change, choose, now, state } from "./state.js";
import { number, w } from "./words.js";

const DOUBTED = ["Contested", "Distanced", "Rejected", "Denied", "Evaluation", "Analysis", "Prescribed"];
const MOST_PATHS = 5;

const firm = (link) => !DOUBTED.includes(now.statusOfLink(link));
const allowed = () => (state.path.doubted ? now.links : now.links.filter(firm));

// The steps of a walk, each with all links between its two nodes, the firmest first.
function hops(walk, list) {
  const between = gathered(list.map((link) => [[link.tail, link.head].sort().join(" "), link]));
  return walk
    .slice(1)
    .map((node, at) =>
      between
        .get([walk[at], node].sort().join(" "))
        .sort((a, b) => firmness.get(now.statusOfLink(a)) - firmness.get(now.statusOfLink(b))),
    );
}

function renderPath(section) {
  const { start, end } = state.path,
    list = allowed();
  const field = (id, word, side) =>
    el(
      "label",
      el("span", w(word)),
      nameField(id, w("search"), state.path[side], (iri) => {
        state.path[side] = iri;
        draw();
      }),
    );
  const draw = () => renderPath(section);
  const form = el(
    "form.ends",
    {
      onsubmit: (event) => {
        event.preventDefault();
        draw();
      },
    },
    field("path-start", "pathStart", "start"),
    el(
      "button.quiet",
      {
        "aria-label": w("pathSwap"),
        title: w("pathSwap"),
        onclick: () => {
          Object.assign(state.path, { start: end, end: start });
          draw();
        },
      },
      "⇄",
    ),
    field("path-end", "pathEnd", "end"),
    el(
      "label.checkbox",
      el("input", {
        id: "path-doubted",
        type: "checkbox",
        checked: state.path.doubted,
        onchange: (event) => {
          state.path.doubted = event.target.checked;
          draw();
        },
      }),
      w("pathContested"),
    ),
  );
  const walks = start && end && start !== end ? walksBetween(list, start, end, MOST_PATHS) : [];
  const none =
    !start || !end
      ? ""
      : start === end
        ? w("pathSame")
        : walks.length
          ? ""
          : w(!state.path.doubted && walksBetween(now.links, start, end, 1).length ? "pathNoneBut" : "pathNone");
  keepFocus(section, () =>
    section.replaceChildren(
      el(
        "div.sheet",
        el("p.lead", w("pathLead")),
        form,
        none && el("p.empty", { role: "status" }, none),
        el(
          "ol.paths",
          walks.map((walk) => pathItem(walk, list)),
        ),
      ),
    ),
  );
  remember();
}

function pathItem(walk, list) {
  const steps = hops(walk, list),
    weakest = steps
      .map((some) => now.statusOfLink(some[0]))
      .reduce((worst, one) => (firmness.get(one) > firmness.get(worst) ? one : worst));
  return el(
    "li.path",
    el(
      "p.walk",
      walk.map((node, at) => [at ? el("span.aside", { "aria-hidden": "true" }, " — ") : "", thingButton(node)]).flat(),
    ),
    el(
      "p.kicker",
      `${number(steps.length)} ${w("steps")} · ${w("weakest")} `,
      badge(weakest),
      el("button.copy", { onclick: () => showPath(walk) }, w("pathInGraph")),
    ),
    el(
      "ul.links",
      steps.flat().map((link) => {
        const claim = now.claimsOf(link)[0];
        return el(
          "li",
          el("button.other", { onclick: () => choose({ edge: link.id }) }, statementOf(link, plainName)),
          el(
            "span.source",
            badge(now.statusOfLink(link)),
            wordsOf(claim, claim.quote),
            el("span.aside", sourceOf(claim)),
          ),
        );
      }),
    ),
  );
}

// Bring every node of a path into the drawing.
function showPath(walk) {
  change({ scope: { ...state.scope, opened: [...new Set([...state.scope.opened, ...walk])] }, tab: "graph" });
  choose({ node: walk[0] });
}

export const pathView = { name: "path", word: "tabPath", render: renderPath };
