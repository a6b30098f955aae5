// What a reader narrows the picture by, and which voices are believed: a drawer and a list, both with counts.
import { RULES } from "./belief.js";
import { $, el, inParts, keepFocus } from "./elements.js";
import { DATA, claimsBy, firmness, nameOf, relationName, term } from "./model.js";
import { FACETS, facetValues, noFilters } from "./selection.js";
import { change, choose, now, state } from "./state.js";
import { lineSwatch, shapeSwatch } from "./symbols.js";
import { claims, headed, links, local, number, w } from "./words.js";

export const FACET_WORDS = {
  kind: "facetKind",
  relation: "facetRelation",
  status: "facetStatus",
  mode: "facetMode",
  claimant: "facetClaimant",
};

export const facetName = (facet, value) =>
  (
    {
      kind: () => local(DATA.kinds[value].label),
      relation: () => relationName(value),
      claimant: () => nameOf(value),
    }[facet] || (() => term(value))
  )();

const facetSwatch = (facet, value) =>
  ({ kind: () => shapeSwatch(DATA.kinds[value].look), status: () => lineSwatch(value, 26) }[facet] || (() => ""))();

const order = { status: (a, b) => firmness.get(a) - firmness.get(b) };
const openFacets = new Set(["kind", "status"]);

function facetBox(facet) {
  const hidden = state.filters[facet],
    counts = now.counts[facet],
    all = facetValues[facet];
  const values = [...new Set([...all.keys(), ...counts.keys()])].sort(
    order[facet] ||
      ((a, b) => (all.get(b) || 0) - (all.get(a) || 0) || facetName(facet, a).localeCompare(facetName(facet, b))),
  );
  const set = (next) => change({ filters: { ...state.filters, [facet]: new Set(next) } });
  const toggle = (value) => set(hidden.has(value) ? [...hidden].filter((one) => one !== value) : [...hidden, value]);
  const box = el(
    "details.facet",
    { open: openFacets.has(facet) },
    el(
      "summary",
      el("h3", w(FACET_WORDS[facet])),
      hidden.size > 0 &&
        el("span.active", `${number(values.filter((value) => !hidden.has(value)).length)}/${number(values.length)}`),
    ),
    el(
      "ul",
      inParts(values, 30, (value) => {
        const id = `${facet}-${values.indexOf(value)}`;
        return el(
          "li",
          el(
            "label",
            { for: id },
            el("input", { id, type: "checkbox", checked: !hidden.has(value), onchange: () => toggle(value) }),
            facetSwatch(facet, value),
            el("bdi", facetName(facet, value)),
            el("span.count", number(counts.get(value) || 0)),
          ),
          // one kind alone has few links: most join two kinds
          facet !== "kind" &&
            values.length > 1 &&
            el(
              "button.only",
              {
                "aria-label": `${facetName(facet, value)}${w("colon")} ${w("only")}`,
                onclick: () => set(values.filter((one) => one !== value)),
              },
              w("only"),
            ),
        );
      }),
    ),
  );
  box.addEventListener("toggle", () => openFacets[box.open ? "add" : "delete"](facet));
  return box;
}

export function showDrawer() {
  const count = FACETS.filter((facet) => state.filters[facet].size).length + (state.filters.time ? 1 : 0);
  $("filters").replaceChildren(w("filters"), ...(count ? [el("span.active", number(count))] : []));
  $("filters").setAttribute("aria-expanded", String(!$("drawer").hidden));
  if ($("drawer").hidden) return;
  keepFocus($("facets"), () =>
    $("facets").replaceChildren(
      el(
        "p.lead",
        el("span", `${links(now.links.length)} / ${number(now.standingLinks)}`),
        el("button.copy", { disabled: !count, onclick: () => change({ filters: noFilters() }) }, w("reset")),
      ),
      ...FACETS.filter((facet) => facetValues[facet].size > 1).map(facetBox),
      el(
        "label.checkbox",
        el("input", {
          id: "fold",
          type: "checkbox",
          checked: state.pairs,
          onchange: () => change({ pairs: !state.pairs }),
        }),
        w("onePairs"),
      ),
    ),
  );
}

// ---- whom one believes ----
export function showVoices() {
  const all = [...claimsBy.keys()].sort((a, b) => claimsBy.get(b).length - claimsBy.get(a).length || (a < b ? -1 : 1));
  const own = !RULES[state.policy],
    doubted = all.filter((iri) => state.without.has(iri));
  $("voices").replaceChildren(
    `${headed("claimants")} `,
    el("b", `${number(all.length - doubted.length)}/${number(all.length)}`),
    el("span.wide", ` ${w("believed")}`),
  );
  $("voices").classList.toggle("some", doubted.length > 0);
  $("voices").setAttribute("aria-expanded", String(!$("voiceList").hidden));
  if ($("voiceList").hidden) return;
  const toggle = (iri) =>
    change({ without: new Set(state.without.has(iri) ? doubted.filter((one) => one !== iri) : [...doubted, iri]) });
  keepFocus($("voiceList"), () =>
    $("voiceList").replaceChildren(
      el(
        "p.lead",
        el("span", w(own ? "ownPolicy" : "claimantsLead")),
        el("button.copy", { disabled: !doubted.length, onclick: () => change({ without: new Set() }) }, w("everybody")),
      ),
      el(
        "ul",
        inParts(all, 60, (iri) => {
          const id = "voice-" + all.indexOf(iri);
          return el(
            "li",
            el(
              "label",
              { for: id },
              el("input", {
                id,
                type: "checkbox",
                checked: !state.without.has(iri),
                disabled: own,
                onchange: () => toggle(iri),
              }),
              el("bdi", nameOf(iri)),
              el("span.count", claims(claimsBy.get(iri).length)),
            ),
            el("button.only", { onclick: () => choose({ node: iri }) }, w("says")),
          );
        }),
      ),
    ),
  );
}
