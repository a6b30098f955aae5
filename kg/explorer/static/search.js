// Search: any name in any language, accents and case forgiven; a box that offers names as one types.
import { el } from "./elements.js";
import { fold } from "./fold.js";
import { DATA, gathered, indexOf, kindOf, nameOf, nodeById } from "./model.js";
import { shapeSwatch } from "./symbols.js";
import { local, w } from "./words.js";

let catalogue = null;

// Every name, those too that a text gives, folded: made when somebody first searches.
function allNames() {
  const given = gathered(
    DATA.claims
      .filter((claim) => claim.relation === "alsoKnownAs" && claim.polarity === "Affirmed")
      .map((claim) => [claim.subject, claim.object]),
  );
  catalogue =
    catalogue ||
    DATA.things.map((thing) => {
      const identifiers = thing.identifiers.map(([, id]) => id);
      const names = [...new Set([...thing.label, ...thing.aliases, ...(given.get(thing.iri) || []), ...identifiers])];
      return { thing, names, folded: names.map(fold) };
    });
  return catalogue;
}

const tiesOf = (thing) => (nodeById.get(indexOf.get(thing.iri)) || { ties: 0 }).ties;

function find(text) {
  const wanted = fold(text.trim());
  if (!wanted) return [];
  const score = (name) =>
    name === wanted
      ? -1
      : name.startsWith(wanted)
        ? 0
        : name.includes(" " + wanted) || name.includes("’" + wanted)
          ? 1
          : name.includes(wanted)
            ? 2
            : 9;
  return allNames()
    .map((entry) => {
      const scores = entry.folded.map(score),
        best = Math.min(...scores);
      return { thing: entry.thing, best, by: entry.names[scores.indexOf(best)] };
    })
    .filter((hit) => hit.best < 9)
    .sort((a, b) => a.best - b.best || tiesOf(b.thing) - tiesOf(a.thing) || (a.thing.iri < b.thing.iri ? -1 : 1))
    .slice(0, 9);
}

// Make a text field with a list of its own (a combobox) offer names and hand over the one that is taken.
export function offerNames(field, list, take) {
  let hits = [],
    active = -1;
  const mark = () => {
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === active)));
    if (active >= 0 && hits.length) field.setAttribute("aria-activedescendant", `${list.id}-${active}`);
    else field.removeAttribute("aria-activedescendant");
  };
  const close = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (index) => {
    const hit = hits[index];
    if (hit) {
      close();
      take(hit.thing);
    }
  };
  const offer = () => {
    hits = find(field.value);
    active = hits.length ? 0 : -1;
    list.hidden = !field.value.trim();
    field.setAttribute("aria-expanded", String(!list.hidden));
    list.replaceChildren(
      ...(hits.length
        ? hits.map((hit, index) => {
            const name = nameOf(hit.thing.iri);
            return el(
              "li",
              {
                id: `${list.id}-${index}`,
                role: "option",
                onmousedown: (event) => {
                  event.preventDefault();
                  choose(index);
                },
              },
              shapeSwatch(kindOf(hit.thing).look),
              el("bdi", name),
              el("span.aside", hit.by !== name ? hit.by : local(kindOf(hit.thing).label)),
            );
          })
        : [el("li.aside", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, w("nothing"))]),
    );
    mark();
  };
  field.addEventListener("input", offer);
  field.addEventListener("focus", () => {
    if (field.value) offer();
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length && !list.hidden) {
      event.preventDefault();
      active = (active + step + hits.length) % hits.length;
      mark();
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
}

// A labelled field of that kind, as an element.
export function nameField(id, label, value, take) {
  const list = el("ul", { id: id + "-list", class: "offers", role: "listbox", "aria-label": label, hidden: true });
  const field = el("input", {
    id,
    type: "search",
    role: "combobox",
    autocomplete: "off",
    spellcheck: false,
    placeholder: label,
    value: value ? nameOf(value) : "",
    "aria-label": label,
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
  });
  offerNames(field, list, (thing) => {
    field.value = nameOf(thing.iri);
    take(thing.iri);
  });
  return el("span.search", field, list);
}
