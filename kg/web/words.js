"use strict";
// Every word of the interface, French and English; names of classes, relations and terms come as data.
const WORDS = {
  title: ["Qui dit quoi au Sahel", "Who says what in the Sahel"],
  skip: ["Aller à la liste des liens", "Go to the list of links"],
  views: ["Vues", "Views"],
  tabGraph: ["Réseau", "Network"],
  tabList: ["Liens", "Links"],
  tabText: ["Article", "Article"],
  search: ["Chercher un nom", "Search any name"],
  results: ["Noms trouvés", "Names found"],
  nothing: ["Aucun nom ne correspond", "No name matches"],
  theme: ["Passer du clair au sombre", "Switch light and dark"],
  otherLanguage: ["English", "Français"],
  whom: ["Qui croire ?", "Whom do you believe?"],
  canvas: ["Réseau dessiné ; la liste des liens dit la même chose", "Drawn network; the list of links says the same"],
  closer: ["Agrandir", "Zoom in"],
  farther: ["Réduire", "Zoom out"],
  whole: ["Voir tout le réseau", "See the whole network"],
  legend: ["Légende", "Legend"],
  filter: ["Filtrer les liens", "Filter the links"],
  from: ["Sujet", "Subject"],
  relation: ["Relation", "Relation"],
  to: ["Objet", "Object"],
  status: ["Statut", "Status"],
  saysWho: ["Qui le dit", "Says who"],
  sentences: ["Phrases", "Sentences"],
  back: ["← Retour", "← Back"],
  close: ["Fermer", "Close"],
  narratorOf: ["le narrateur", "the narrator"],
  reads: ["se lit :", "reads:"],
  negates: ["n’est pas vrai, dit-on :", "is said not to be so:"],
  sentence: ["phrase", "sentence"],
  article: ["article du", "article of"],
  claimant: ["Qui le dit", "Says who"],
  stance: ["Le narrateur", "The narrator"],
  stanceEndorsed: ["le prend à son compte", "takes it as his own"],
  stanceReported: ["le rapporte sans prendre parti", "passes it on without taking sides"],
  stanceDistanced: ["le tient à distance", "keeps it at a distance"],
  stanceRejected: ["le rejette", "says it is wrong"],
  cue: ["indice :", "cue:"],
  mode: ["Mode", "Mode"],
  basis: ["Fondement", "Basis"],
  coreference: ["Coréférence", "Coreference"],
  reason: ["Raison", "Reason"],
  note: ["Note", "Note"],
  saidIn: ["Dit dans", "Said in"],
  when: ["Quand", "When"],
  saidAt: ["Dit le", "Said on"],
  addressee: ["À l’adresse de", "Addressed to"],
  revision: ["Bilan", "Toll"],
  against: ["Opposée par le texte à", "Set against, by the text"],
  againstBy: ["Le texte lui oppose", "The text sets against it"],
  conflicts: ["En conflit avec", "In conflict with"],
  disputes: ["Conteste", "Disputes"],
  admitted: ["Admis par", "Accepted under"],
  nobody: ["aucune lecture : ce n’est pas un énoncé de fait affirmé", "no reading: it is no affirmed statement of fact"],
  iri: ["Identifiant", "Identifier"],
  copy: ["Copier", "Copy"],
  copied: ["Copié", "Copied"],
  also: ["aussi", "also"],
  identifiers: ["Identifiants", "Identifiers"],
  tollTitle: ["Bilan, selon qui", "Toll, and who says so"],
  killed: ["morts", "killed"],
  injured: ["blessés", "injured"],
  about: ["Ce qu’on en dit", "What is said of it"],
  says: ["Ce que dit cette voix", "What this voice says"],
  notDrawn: ["n’est relié à rien dans cette lecture", "has no link under this reading"],
  refused: ["Hors de cette lecture", "Outside this reading"],
  behind: ["Affirmations à l’appui", "Claims behind the link"],
  drawnFrom: ["Ce qui en est tiré", "What is drawn from it"],
  changes: ["Ce qui change", "What changes"],
  added: ["Liens en plus", "Links added"],
  removed: ["Liens en moins", "Links removed"],
  lineTitle: ["Trait : statut", "Line: status"],
  endTitle: ["Bout : nature du lien", "End: kind of tie"],
  shapeTitle: ["Forme et couleur : type", "Shape and colour: type"],
  friendly: ["amical", "friendly"],
  neutral: ["autre", "other"],
  hostile: ["hostile", "hostile"],
  textLead: [
    "Phrases dont une affirmation est tirée, dans l’ordre de l’article. Surligné : admis par la lecture choisie ; pointillé : dit, mais hors de cette lecture. Choisissez une phrase pour voir ce qui en est tiré.",
    "Sentences behind a claim, in the order of the article. Highlighted: accepted under the chosen reading; dotted: said, but outside it. Choose a sentence to see what is drawn from it."],
  policy_narrator: ["Narrateur", "Narrator"],
  policy_reported: ["Rapporté", "Reported"],
  policy_everyone: ["Tous", "Everyone"],
  explain_narrator: ["seulement ce que l’article dit de sa propre voix", "only what the article says in its own voice"],
  explain_reported: ["et aussi ce qu’il rapporte sans en douter", "also what it passes on without doubting it"],
  explain_everyone: ["et même ce qu’il tient à distance", "even what it keeps at a distance"],
};

let language = (navigator.language || "").toLowerCase().startsWith("fr") ? 0 : 1;

const w = (key) => (WORDS[key] ? WORDS[key][language] : key);
const local = (pair) => pair[language];
const term = (name) => (DATA.terms[name] ? local(DATA.terms[name]) : name);
const policyName = (name) => (WORDS["policy_" + name] ? w("policy_" + name) : name);
const number = (n) => n.toLocaleString(language === 0 ? "fr" : "en");
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const signed = (n) => (n < 0 ? "−" : "+") + number(Math.abs(n));

function count(n, one, many) {
  const single = language === 0 ? Math.abs(n) < 2 : Math.abs(n) === 1;
  return `${number(n)}\u00a0${single ? local(one) : local(many)}`;
}
const entities = (n) => count(n, ["entité", "entity"], ["entités", "entities"]);
const links = (n) => count(n, ["lien", "link"], ["liens", "links"]);
const claims = (n) => count(n, ["affirmation", "claim"], ["affirmations", "claims"]);
const quoted = (text) => `«\u00a0${text}\u00a0»`;
const day = (iso) => {
  const date = new Date(iso + "T12:00:00Z");
  return Number.isNaN(date.getTime())
    ? iso
    : date.toLocaleDateString(language === 0 ? "fr" : "en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
};
