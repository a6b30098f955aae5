// What a reader takes away: the view as a picture, the links drawn as files for other tools, and its address.
Object.assign(WORDS, {
  takeAway: ["Emporter", "Take away"],
  takePicture: ["L’image", "The picture"],
  takePictureHint: ["Ouvrez le réseau pour en prendre l’image.", "Open the network to take its picture."],
  takeLinks: ["Les liens dessinés", "The links drawn"],
  takeView: ["La vue", "The view"],
  takePng: ["PNG, pour un texte", "PNG, for a document"],
  takeSvg: ["SVG, à retoucher", "SVG, to edit"],
  takeCsv: ["CSV, pour un tableur", "CSV, for a spreadsheet"],
  takeGexf: ["GEXF, pour Gephi", "GEXF, for Gephi"],
  takeTurtle: ["Turtle, avec les faits et leurs affirmations", "Turtle, with facts and their claims"],
  takeLink: ["Copier le lien vers cette vue", "Copy the link to this view"],
  takePrint: ["Imprimer", "Print"],
  taken: ["Enregistré", "Saved"],
  takeFailed: ["Impossible à écrire", "Cannot be written"],
  takeReading: ["Lecture", "Reading"],
  takeUnbelieved: ["Voix non crue", "Voice not believed"],
  takeHidden: ["Masqué", "Hidden"],
  takeBetween: ["Entre", "Between"],
  takeUndated: ["avec ce qui n’a pas de date", "with what has no date"],
  takeDated: ["sans ce qui n’a pas de date", "without what has no date"],
  takeDrawn: ["dessinés, sur", "drawn, of"],
  takeStanding: ["qui tiennent", "that stand"],
  takeFacts: ["Un triplet simple est un fait admis ; le reste dit seulement ce qu’on affirme.", "A plain triple is an admitted fact; all else only says what is claimed."],
  takeLacks: ["Non inclus : où la citation se trouve dans l’article, et le chiffre d’un bilan tel qu’il est écrit. Tout cela est dans sahel.ttl.", "Not included: where in the article a quote stands, and the figure of a toll as written. All that is in sahel.ttl."],
  takeOwn: ["Non inclus : ce qu’admettent les règles de votre main, à recalculer quand une voix n’est pas crue.", "Not included: what policies of your own admit, to be computed anew when a voice is not believed."],
});
const BETWEEN = " | ";
const TABLE = [
  ...["link", "derived", "claim", "article", "sentence", "subject", "subject_name", "relation", "object", "object_name"],
  ...["claimant", "claimant_name", "polarity", "narrator", "mode", "basis", "status", "admitted_by", "quote", "cue", "coreference"],
  ...["reason", "to", "said_in", "holds", "said", "revision", "against", "contrast", "conflicts", "disputes", "note", "policy", "without"],
];

// ---- what there is to take ----
const readable = (iri) => short(iri).replace(/^([a-z]+)\/(?=[^/]*$)/, (found, path) => (short(iri) === iri ? found : path + ":"));
const namesOf = (link) => [link.name, ...(link.event ? [readable(link.event)] : [])];
const linkId = (link) => [readable(link.tail), ...namesOf(link), readable(link.head)].join("--");
const titleOf = (iri, at = language) => (things.has(iri) ? things.get(iri).label[at] : tolls.has(iri) ? tolls.get(iri).label[at] : nameOf(iri));
const placesOf = (claim) => [...new Set(claim.passages.map(([index]) => index))].map((index) => DATA.sentences[index]);

// The claims behind the links drawn, as they stand under what is believed: what is gone is not spoken of.
function claimsTaken() {
  const found = new Map(), left = (iris) => (iris || []).filter((iri) => claimsByIri.has(iri) && now.statusOf(claimsByIri.get(iri)));
  for (const link of now.drawn) for (const claim of now.claimsOf(link)) {
    const relation = DATA.relations[claim.relation];
    if (!found.has(claim.iri)) found.set(claim.iri, { ...claim, predicate: relation.iri, datatype: relation.datatype, implies: relation.implies, toll: tolls.get(claim.object), article: placesOf(claim)[0][0],
      status: now.statusOf(claim), admitted_by: [...now.admittedBy(claim)].sort(), against: left(claim.against), conflicts: left(claim.conflicts), disputes: left(claim.disputes), isFact: false });
    // a tie that a rule makes is no fact, and what is only on record is none
    if (!link.derived && link.shown !== "recorded" && now.isAdmitted(claim)) found.get(claim.iri).isFact = true;
  }
  return found;
}

// What a file says of itself: the reading, and what was left out of it.
function aboutView(...more) {
  const hidden = FACETS.filter((facet) => state.filters[facet].size).map((facet) => `${w("takeHidden")}${w("colon")} ${w(FACET_WORDS[facet])}${w("colon")} ${[...state.filters[facet]].map((value) => facetName(facet, value)).join(", ")}`);
  const [from, to, undated] = state.filters.time || [];
  return [local(DATA.title), `${w("takeReading")}${w("colon")} ${policyName(state.policy)} (${local(DATA.explained[state.policy])})`,
    ...[...state.without].map((iri) => `${w("takeUnbelieved")}${w("colon")} ${titleOf(iri)} <${iri}>`), ...hidden,
    from && `${w("takeBetween")} ${from} / ${to}, ${w(undated ? "takeUndated" : "takeDated")}`,
    `${links(now.drawn.length)} ${w("takeDrawn")} ${number(now.links.length)} ${w("takeStanding")}`, ...more].filter(Boolean);
}

// ---- the files ----
const momentTold = (when) => {
  if (!when) return "";
  const how = [when.relation.toLowerCase(), readable(when.anchor), when.distance].filter(Boolean).join(" "), words = when.words || when.edtf;
  return how ? `${words} (${how})` : words;
};

function tableOfView() {
  const taken = claimsTaken(), joined = (list) => (list || []).join(" ");
  return now.drawn.flatMap((link) => now.claimsOf(link).map(({ iri }) => {
    const claim = taken.get(iri), row = { ...claim, link: linkId(link), derived: link.derived, claim: iri, sentence: joined(placesOf(claim).map(([, place]) => place)), policy: state.policy, without: joined([...state.without].sort()),
      holds: momentTold(claim.holds), said: momentTold(claim.said) };
    for (const name of ["subject", "object", "claimant"]) row[name + "_name"] = titleOf(claim[name]);
    for (const name of ["admitted_by", "against", "conflicts", "disputes"]) row[name] = joined(claim[name]);
    return row;
  }));
}

function gexfOfView() {
  const ties = degrees(now.drawn);
  const nodesTaken = [...ties].map(([iri, degree]) => {
    const thing = things.get(iri), [shape, colour] = kindOf(thing).look, at = positions.get(indexOf.get(iri)) || {}, node = nodeById.get(indexOf.get(iri));
    return { id: readable(iri), label: thing.label[1], shape, colour, size: node.size, x: at.x, y: at.y, told: { iri, label_fr: thing.label[0], kind: thing.kind, group: kindOf(thing).path, degree } };
  });
  const edgesTaken = now.drawn.map((link) => {
    const list = now.claimsOf(link), { label, sign } = DATA.relations[link.name], joined = (tell) => list.map(tell).join(BETWEEN);
    return { id: linkId(link), from: readable(link.tail), to: readable(link.head), kind: namesOf(link).join("--"), label: label[1], weight: link.derived ? 1 : list.length,
      told: { relation: link.name, label_fr: label[0], sign, status: now.statusOfLink(link), derived: link.derived, event: link.event, claims: list.map(({ iri }) => iri).join(" "), quotes: joined(({ quote }) => quote),
        claimants: joined(({ claimant }) => titleOf(claimant, 1)), statuses: joined(now.statusOf), sentences: joined((claim) => placesOf(claim).map(([article, place]) => `${article}#${place}`).join(" ")) } };
  });
  return asGexf(nodesTaken, edgesTaken, aboutView().join("\n"));
}

function turtleOfView() {
  const claims = [...claimsTaken().values()];
  const named = new Set([...now.drawn.flatMap((link) => [link.tail, link.head]), ...claims.flatMap((claim) =>
    [claim.subject, claim.object, claim.claimant, claim.to, claim.said_in, ...[claim.holds, claim.said].map((when) => when && when.anchor)])]);
  const entities = [...named].filter((iri) => things.has(iri) && kindOf(things.get(iri)).ancestors.includes("Entity")).sort()
    .map((iri) => ({ ...things.get(iri), byClaim: kindOf(things.get(iri)).byClaim }));
  const own = state.without.size > 0 && DATA.policies.some((policy) => !RULES[policy]);
  return asTurtle({ base: DATA.base, notes: aboutView(w("takeFacts"), w("takeLacks"), own && w("takeOwn")), entities, claims });
}

// A picture is for paper: light, whatever the theme of the screen.
function svgOfView() {
  const root = document.documentElement, theme = root.dataset.theme;
  root.dataset.theme = "light";
  paint();
  const shapes = drawnShapes();
  if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
  paint();
  return asSvg(shapes, local(DATA.title), aboutView().join("\n"));
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
  png: ["image/png", pngOfView], svg: ["image/svg+xml", svgOfView], csv: ["text/csv", () => asCsv(tableOfView(), TABLE)],
  gexf: ["application/gexf+xml", gexfOfView], ttl: ["text/turtle", turtleOfView],
};

// Title, policy and who is not believed, in letters that any disk takes.
function fileName(kind) {
  const plain = (text) => text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  const gone = [...state.without].map((iri) => plain(iri.slice(iri.lastIndexOf("/") + 1)));
  const without = gone.length === 1 ? "-without-" + gone[0] : gone.length ? "-without-" + gone.length : "";
  return `${plain(local(DATA.title)).slice(0, 60).replace(/-+$/, "") || "sahel"}-${plain(state.policy)}${without.slice(0, 60)}.${kind}`;
}

async function save(kind) {
  const [type, write] = FILES[kind], name = fileName(kind);
  try {
    const written = await write();
    handOver(name, written instanceof Blob ? written : new Blob([written], { type: type + ";charset=utf-8" }));
  } catch (unwritable) {
    $("takenSay").textContent = `${w("takeFailed")}${w("colon")} ${unwritable.message}`;
  }
}

// ---- the menu ----
function takeawayMenu() {
  const list = el("div", { id: "takeawayList", class: "sheetlet", role: "group", "aria-label": w("takeAway"), hidden: true });
  const opener = el("button", { id: "takeawayOpen", class: "quiet", type: "button", "aria-controls": "takeawayList", "aria-expanded": "false", onclick: () => openTakeaway(list.hidden) }, w("takeAway"));
  return el("div", { class: "pop" }, opener, list);
}

function openTakeaway(open) {
  $("takeawayList").hidden = !open;
  $("takeawayOpen").setAttribute("aria-expanded", String(open));
  if (!open) return;
  const inGraph = state.tab === "graph", button = (kind, word) => el("button", { id: "take-" + kind, type: "button", disabled: (kind === "png" || kind === "svg") && !inGraph, onclick: () => save(kind) }, w(word));
  const group = (title, more, ...buttons) => el("section", { "aria-label": title }, el("h2", {}, title, more && el("span", { class: "aside" }, more)), buttons);
  const link = el("button", { id: "take-link", type: "button", onclick: () => copy(location.href.replace(/#.*$/, "") + addressOf(), link) }, w("takeLink"));
  $("takeawayList").replaceChildren(
    group(w("takePicture"), "", button("png", "takePng"), button("svg", "takeSvg"), !inGraph && el("p", { class: "aside" }, w("takePictureHint"))),
    group(w("takeLinks"), ` · ${links(now.drawn.length)}`, button("csv", "takeCsv"), button("gexf", "takeGexf"), button("ttl", "takeTurtle")),
    group(w("takeView"), "", link, el("button", { id: "take-print", type: "button", onclick: () => { openTakeaway(false); window.print(); } }, w("takePrint"))),
    el("p", { id: "takenSay", class: "aside", role: "status" }));
}

document.addEventListener("pointerdown", ({ target }) => { if ($("takeawayList") && !$("takeawayList").hidden && !$("takeaway").contains(target)) openTakeaway(false); });
