import { inWords, isDay } from "./timescale.js";

// Words that several parts of a page have, French and English; what one part alone says it adds by addWords.
// Names of classes, relations, terms and fields come as data.
const WORDS = {
  skip: ["Aller au tableau", "Go to the table"],
  tabTable: ["Tableau", "Table"],
  tabPath: ["Chemin", "Path"],
  tabAsk: ["SPARQL", "SPARQL"],
  askFound: ["La réponse à la requête", "The answer to the query"],
  askNotDrawn: ["sans lien dans cette lecture", "without a link under this reading"],
  tabAnswer: ["Réponse", "Answer"],
  about: ["Ce qu’on en dit", "What is said of it"],
  notDrawn: ["n’est relié à rien dans cette lecture", "has no link under this reading"],
  unreal: [
    "Rien, dans cette lecture, ne dit que cela a eu lieu ou existe.",
    "Under this reading nothing says that it happened or exists.",
  ],
  admitted: ["Admis par", "Accepted under"],
  nobody: [
    "aucune lecture : ce n’est pas un énoncé de fait affirmé",
    "no reading: it is no affirmed statement of fact",
  ],
  unbelieved: ["on ne croit pas qui le dit", "who says it is not believed"],
  changes: ["Ce qui change", "What changes"],
  added: ["Liens en plus", "Links added"],
  removed: ["Liens en moins", "Links removed"],
  restated: ["Liens d’un autre statut", "Links of another status"],
  linkedTo: ["Relié à", "Linked to"],
  showAround: ["Montrer ses voisins", "Show its neighbours"],
  pathFrom: ["Chemin à partir d’ici", "Path from here"],
  pair: ["Liens entre", "Links between"],
  thisClaim: ["Cette affirmation", "This claim"],
  derivedBy: ["Lien déduit, par", "Derived tie, through"],
  recordedOnly: ["dit, sans être admis", "on record, not accepted"],
  silent: ["Rien n’en est tiré :", "Nothing is drawn from it:"],
  everybody: ["Tous les croire", "Believe all"],
  claimants: ["Voix", "Voices"],
  believed: ["crues", "believed"],
  claimantsLead: [
    "Ne pas croire une voix retire ce qu’elle dit, et ce qui en dépend.",
    "Not to believe a voice takes away what it says, and what rests on that.",
  ],
  ownPolicy: [
    "Pour une règle de votre main, recalculez avec kg ask --without.",
    "For a policy of your own, compute anew with kg ask --without.",
  ],
  filters: ["Filtres", "Filters"],
  reset: ["Tout remettre", "Reset all"],
  only: ["seul", "only"],
  facetKind: ["Type d’entité", "Kind of entity"],
  facetRelation: ["Relation", "Relation"],
  facetStatus: ["Statut", "Status"],
  facetMode: ["Mode", "Mode"],
  facetClaimant: ["Qui le dit", "Says who"],
  onePairs: ["Une ligne par paire", "One line a pair"],
  showAll: ["Tout montrer", "Show all"],
  showMore: ["En montrer plus", "Show more"],
  showMain: ["Revenir à l’essentiel", "Back to the main ones"],
  mainOf: ["sur", "of"],
  bestOf: ["les mieux reliées", "the best connected"],
  communitiesOf: [
    "communautés et leurs liens les plus forts\u00a0; choisissez-en une pour l’ouvrir",
    "communities and their strongest ties; choose one to open it",
  ],
  members: ["membres", "members"],
  nothingPasses: ["Aucun lien ne passe ces filtres.", "No link passes these filters."],
  nothingStands: ["Aucun lien ne tient dans cette lecture.", "No link stands under this reading."],
  filterRows: ["Chercher dans le tableau", "Search the table"],
  pathLead: [
    "Les plus courts chemins entre deux noms, chaque pas avec ses mots.",
    "The shortest paths between two names, each step with its words.",
  ],
  pathStart: ["De", "From"],
  pathEnd: ["À", "To"],
  pathSwap: ["Échanger les deux noms", "Swap the two names"],
  pathContested: [
    "Passer aussi par ce qui est contesté ou mis à distance",
    "Also through what is contested or kept at a distance",
  ],
  pathNone: ["Aucun chemin ne les relie dans cette lecture.", "No path connects them under this reading."],
  pathNoneBut: [
    "Aucun, sauf par ce qui est contesté ou mis à distance.",
    "None, except through what is contested or kept at a distance.",
  ],
  pathSame: ["Donnez deux noms différents.", "Give two different names."],
  steps: ["pas", "steps"],
  weakest: ["maillon le plus faible :", "weakest link:"],
  pathInGraph: ["Voir dans le réseau", "See in the network"],
  answerLead: [
    "La réponse, et sous chaque ligne les affirmations sur lesquelles elle repose.",
    "The answer, and with each row the claims that it rests on.",
  ],
  restsOn: ["Repose sur", "Rests on"],
  more: ["Voir la suite", "Show more"],
  bounds: ["Entre eux :", "Together:"],
  openBoth: ["sans borne", "no bound"],
  upTo: ["jusqu’à", "up to"],
  from0: ["au moins", "at least"],
  disputedBy: ["Contestée par", "Disputed by"],
  versus: ["par rapport à", "vs"],
  allFolded: [
    "Tous les liens sont dans les communautés ou entre elles\u00a0: ouvrez-en une.",
    "All links lie within or between communities: open one.",
  ],
  madeByQuery: ["Produit par la requête de cette page", "Made by the query of this page"],
  answerUnder: ["Calculée dans la lecture", "As computed under"],
  answerFades: ["en gris, ce qui n’est pas admis maintenant", "in grey, what is not accepted now"],
  colon: ["\u00a0:", ":"],
  drawer: ["Filtres du réseau, du tableau et de la chronologie", "Filters of network, table and timeline"],
  voicesTitle: ["Voix à croire", "Voices to believe"],
  explain_narrator: ["seulement ce que l’article dit de sa propre voix", "only what the article says in its own voice"],
  explain_reported: ["et aussi ce qu’il rapporte sans en douter", "also what it passes on without doubting it"],
  explain_everyone: ["et même ce qu’il tient à distance", "even what it keeps at a distance"],
  views: ["Vues", "Views"],
  tabGraph: ["Réseau", "Network"],
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
  from: ["Sujet", "Subject"],
  relation: ["Relation", "Relation"],
  to: ["Objet", "Object"],
  status: ["Statut", "Status"],
  saysWho: ["Qui le dit", "Says who"],
  sentences: ["Phrases", "Sentences"],
  back: ["← Retour", "← Back"],
  close: ["Fermer", "Close"],
  narratorOf: ["le narrateur", "the narrator"],
  sentence: ["phrase", "sentence"],
  itself: ["soi-même", "itself"],
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
  readingNote: ["À vérifier à l’œil", "To be checked by eye"],
  saidIn: ["Dit dans", "Said in"],
  when: ["Quand", "When"],
  saidAt: ["Dit le", "Said on"],
  addressee: ["À l’adresse de", "Addressed to"],
  revision: ["Bilan", "Toll"],
  against: ["Opposée par le texte à", "Set against, by the text"],
  againstBy: ["Le texte lui oppose", "The text sets against it"],
  conflicts: ["En conflit avec", "In conflict with"],
  disputes: ["Conteste", "Disputes"],
  iri: ["Identifiant", "Identifier"],
  copy: ["Copier", "Copy"],
  copied: ["Copié", "Copied"],
  taken: ["Enregistré", "Saved"],
  also: ["aussi", "also"],
  identifiers: ["Identifiants", "Identifiers"],
  tollTitle: ["Bilan, selon qui", "Toll, and who says so"],
  says: ["Ce que dit cette voix", "What this voice says"],
  refused: ["Hors de cette lecture", "Outside this reading"],
  behind: ["Affirmations à l’appui", "Claims behind the link"],
  drawnFrom: ["Ce qui en est tiré", "What is drawn from it"],
  lineTitle: ["Trait : statut", "Line: status"],
  endTitle: ["Bout : nature du lien", "End: kind of tie"],
  shapeTitle: ["Forme et couleur : type", "Shape and colour: type"],
  friendly: ["amical", "friendly"],
  hostile: ["hostile", "hostile"],
  textLead: [
    "Tout l’article. Surligné : admis par la lecture choisie ; pointillé : dit, mais hors de cette " +
      "lecture. Choisissez une phrase pour voir ce qui en est tiré.",
    "The whole article. Highlighted: accepted under the chosen reading; dotted: said, but outside it. " +
      "Choose a sentence to see what is drawn from it.",
  ],
  policy_narrator: ["Narrateur", "Narrator"],
  policy_reported: ["Rapporté", "Reported"],
  policy_everyone: ["Tous", "Everyone"],
};

// A part of the page brings words of its own; a word that is there already is never another one.
export function addWords(more) {
  for (const [key, pair] of Object.entries(more)) {
    if (WORDS[key]) throw new Error(`the word ${key} is there twice`);
    WORDS[key] = pair;
  }
}

// The language of the reader, by its place in every pair: French 0, English 1.
let chosenLanguage = (navigator.language || "").toLowerCase().startsWith("fr") ? 0 : 1;
export const language = () => chosenLanguage;
export function setLanguage(place) {
  chosenLanguage = place;
}

export const local = (pair) => pair[chosenLanguage];
export const w = (key) => (WORDS[key] ? local(WORDS[key]) : key);
// The word of a key, or another text where there is no such word.
export const wordOr = (key, other) => (WORDS[key] ? w(key) : other);
// A word before what it heads.
export const headed = (key) => w(key) + w("colon");
// A word with its %s filled in, one after the other.
export const worded = (key, ...parts) =>
  w(key)
    .split("%s")
    .map((text, n) => text + (parts[n] ?? ""))
    .join("");
export const policyName = (name) => wordOr("policy_" + name, name);

const numerals = ["fr", "en"].map((tongue) => new Intl.NumberFormat(tongue));
export const number = (n) => numerals[chosenLanguage].format(n);
export const signed = (n) => (n < 0 ? "−" : "+") + number(Math.abs(n));
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const quoted = (text) => `«\u00a0${text}\u00a0»`;
export const day = (iso) => (isDay(iso) ? inWords("day", iso, chosenLanguage) : iso);

export function count(n, one, many) {
  const single = chosenLanguage === 0 ? Math.abs(n) < 2 : Math.abs(n) === 1;
  return `${number(n)}\u00a0${single ? local(one) : local(many)}`;
}
export const entities = (n) => count(n, ["entité", "entity"], ["entités", "entities"]);
export const links = (n) => count(n, ["lien", "link"], ["liens", "links"]);
export const claims = (n) => count(n, ["affirmation", "claim"], ["affirmations", "claims"]);
