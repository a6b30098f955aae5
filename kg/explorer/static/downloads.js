// What a reader takes away: the view as a picture, the links drawn as files for other tools, and its address.
import { addressOf } from "./address.js";
import { paint } from "./canvas.js";
import { $, copy, el, handOver } from "./elements.js";
import { asCsv, asSvg } from "./export.js";
import { FACET_WORDS, facetName } from "./filters.js";
import { fold } from "./fold.js";
import { DATA, claimsByIri, nameOf, short, things } from "./model.js";
import { drawnMarks } from "./picture.js";
import { FACETS } from "./selection.js";
import { now, state } from "./state.js";
import { inTheme } from "./theme.js";
import { addWords, headed, links, local, number, policyName, w } from "./words.js";

addWords({
  takeAway: ["Emporter", "Take away"],
  takePicture: ["L’image", "The picture"],
  takePictureHint: ["Ouvrez le réseau pour en prendre l’image.", "Open the network to take its picture."],
  takeLinks: ["Les liens dessinés", "The links drawn"],
  takeView: ["La vue", "The view"],
  takePng: ["PNG, pour un texte", "PNG, for a document"],
  takeSvg: ["SVG, à retoucher", "SVG, to edit"],
  takeCsv: ["CSV, pour un tableur", "CSV, for a spreadsheet"],
  takeLink: ["Copier le lien vers cette vue", "Copy the link to this view"],
  takePrint: ["Imprimer", "Print"],
  takeFailed: ["Impossible à écrire", "Cannot be written"],
  takeReading: ["Lecture", "Reading"],
  takeUnbelieved: ["Voix non crue", "Voice not believed"],
  takeHidden: ["Masqué", "Hidden"],
  takeBetween: ["Entre", "Between"],
  takeUndated: ["avec ce qui n’a pas de date", "with what has no date"],
  takeDated: ["sans ce qui n’a pas de date", "without what has no date"],
  takeDrawn: ["dessinés, sur", "drawn, of"],
  takeStanding: ["qui tiennent", "that stand"],
});
// The columns of claims.csv, between what is the view's own.
const TABLE = ["link", "derived", ...DATA.columns, "policy", "without"];

// ---- what there is to take ----
const readable = (iri) =>
  short(iri).replace(/^([a-z]+)\/(?=[^/]*$)/, (found, path) => (short(iri) === iri ? found : path + ":"));
const namesOf = (link) => [link.name, ...(link.event ? [readable(link.event)] : [])];
const linkId = (link) => [readable(link.tail), ...namesOf(link), readable(link.head)].join("--");
const titleOf = (iri) => (things.has(iri) ? local(things.get(iri).label) : nameOf(iri));
const placesOf = (claim) => [...new Set(claim.passages.map(([index]) => index))].map((index) => DATA.sentences[index]);

// The claims behind the links drawn, as they stand under what is believed: what is gone is not spoken of.
function claimsTaken() {
  const found = new Map(),
    left = (iris) => (iris || []).filter((iri) => claimsByIri.has(iri) && now.statusOf(claimsByIri.get(iri)));
  for (const link of now.drawn)
    for (const claim of now.claimsOf(link)) {
      if (!found.has(claim.iri))
        found.set(claim.iri, {
          ...claim,
          article: placesOf(claim)[0][0],
          status: now.statusOf(claim),
          admitted_by: [...now.admittedBy(claim)].sort(),
          against: left(claim.against),
          conflicts: left(claim.conflicts),
          disputes: left(claim.disputes),
        });
    }
  return found;
}

// What a file says of itself: the reading, and what was left out of it.
function aboutView() {
  const namesIn = (facet) => [...state.filters[facet]].map((value) => facetName(facet, value)).join(", ");
  const hidden = FACETS.filter((facet) => state.filters[facet].size).map(
    (facet) => `${headed("takeHidden")} ${headed(FACET_WORDS[facet])} ${namesIn(facet)}`,
  );
  const [from, to, undated] = state.filters.time || [];
  return [
    local(DATA.title),
    `${headed("takeReading")} ${policyName(state.policy)} (${local(DATA.explained[state.policy])})`,
    ...[...state.without].map((iri) => `${headed("takeUnbelieved")} ${titleOf(iri)} <${iri}>`),
    ...hidden,
    from && `${w("takeBetween")} ${from} / ${to}, ${w(undated ? "takeUndated" : "takeDated")}`,
    `${links(now.drawn.length)} ${w("takeDrawn")} ${number(now.links.length)} ${w("takeStanding")}`,
  ].filter(Boolean);
}

// ---- the files ----
const momentTold = (when) => {
  if (!when) return "";
  const how = [when.relation.toLowerCase(), readable(when.anchor), when.distance].filter(Boolean).join(" "),
    words = when.words || when.edtf;
  return how ? `${words} (${how})` : words;
};

function articleCells(id) {
  const { language, published, rights, sender, publisher } = DATA.articles[id];
  return { language, published, rights: rights || "", source: sender || publisher || "" };
}

function tableOfView() {
  const taken = claimsTaken(),
    joined = (list) => (list || []).join(" ");
  return now.drawn.flatMap((link) =>
    now.claimsOf(link).map(({ iri }) => {
      const claim = taken.get(iri),
        row = {
          ...claim,
          link: linkId(link),
          derived: link.derived,
          claim: iri,
          ...articleCells(claim.article),
          sentence: joined(placesOf(claim).map(([, place]) => place)),
          policy: state.policy,
          without: joined([...state.without].sort()),
          holds: momentTold(claim.holds),
          said: momentTold(claim.said),
        };
      for (const name of ["subject", "object", "claimant"]) row[name + "_name"] = titleOf(claim[name]);
      for (const name of DATA.columns) if (Array.isArray(row[name])) row[name] = row[name].join(" ");
      return row;
    }),
  );
}

// A picture is for paper: light, whatever the theme of the screen.
function svgOfView() {
  const undress = inTheme("light", paint),
    marks = drawnMarks();
  undress();
  return asSvg(marks, local(DATA.title), aboutView().join("\n"));
}

// The same picture in pixels, two for each one of the screen.
async function pngOfView() {
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svgOfView());
  await image.decode();
  const canvas = el("canvas", { width: 2 * image.width, height: 2 * image.height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

const FILES = {
  png: ["image/png", pngOfView],
  svg: ["image/svg+xml", svgOfView],
  csv: ["text/csv", () => asCsv(tableOfView(), TABLE)],
};

// Title, policy and who is not believed, in letters that any disk takes.
export function fileName(kind) {
  const plain = (text) =>
    fold(text)
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "");
  const gone = [...state.without].map((iri) => plain(iri.slice(iri.lastIndexOf("/") + 1)));
  const without = gone.length === 1 ? "-without-" + gone[0] : gone.length ? "-without-" + gone.length : "";
  const title = plain(local(DATA.title)).slice(0, 60).replace(/-+$/, "") || "sahel";
  return `${title}-${plain(state.policy)}${without.slice(0, 60)}.${kind}`;
}

async function save(kind) {
  const [type, write] = FILES[kind],
    name = fileName(kind);
  try {
    const written = await write();
    handOver(name, written instanceof Blob ? written : new Blob([written], { type: type + ";charset=utf-8" }));
  } catch (unwritable) {
    $("takenSay").textContent = `${headed("takeFailed")} ${unwritable.message}`;
  }
}

// ---- the menu ----
export function downloadsMenu() {
  const list = el("div.sheetlet", { id: "takeawayList", role: "group", "aria-label": w("takeAway"), hidden: true });
  const opener = el(
    "button.quiet",
    {
      id: "takeawayOpen",
      "aria-controls": "takeawayList",
      "aria-expanded": "false",
      onclick: () => openDownloads(list.hidden),
    },
    w("takeAway"),
  );
  return el("div.pop", opener, list);
}

export function openDownloads(open) {
  $("takeawayList").hidden = !open;
  $("takeawayOpen").setAttribute("aria-expanded", String(open));
  if (!open) return;
  const inGraph = state.tab === "graph",
    button = (kind, word) =>
      el(
        "button",
        { id: "take-" + kind, disabled: (kind === "png" || kind === "svg") && !inGraph, onclick: () => save(kind) },
        w(word),
      );
  const group = (title, more, ...buttons) =>
    el("section", { "aria-label": title }, el("h2", title, more && el("span.aside", more)), buttons);
  const link = el(
    "button",
    { id: "take-link", onclick: () => copy(location.href.replace(/#.*$/, "") + addressOf(), link) },
    w("takeLink"),
  );
  $("takeawayList").replaceChildren(
    group(
      w("takePicture"),
      "",
      button("png", "takePng"),
      button("svg", "takeSvg"),
      !inGraph && el("p.aside", w("takePictureHint")),
    ),
    group(w("takeLinks"), ` · ${links(now.drawn.length)}`, button("csv", "takeCsv")),
    group(
      w("takeView"),
      "",
      link,
      el(
        "button",
        {
          id: "take-print",
          onclick: () => {
            openDownloads(false);
            window.print();
          },
        },
        w("takePrint"),
      ),
    ),
    el("p.aside", { id: "takenSay", role: "status" }),
  );
}

document.addEventListener("pointerdown", ({ target }) => {
  if ($("takeawayList") && !$("takeawayList").hidden && !$("takeaway").contains(target)) openDownloads(false);
});
