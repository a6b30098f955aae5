// The vocabulary's page: one language at a time, light or dark, and a search that leaves what has the words.
import { fold } from "./fold.js";
import { turnTheme } from "./theme.js";

const root = document.documentElement,
  $ = (id) => document.getElementById(id);
const kept = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
const keep = (key, value) => {
  try {
    localStorage.setItem(key, value);
  } catch {
    /* a page on disk may keep nothing */
  }
};
const HINTS = { fr: "Chercher : neutraliser, allié, bilan…", en: "Search: neutralised, ally, toll…" };
const TITLES = { fr: "Vocabulaire · Graphe de connaissances du Sahel", en: "Vocabulary · Sahel knowledge graph" };

function speak(language) {
  root.lang = root.dataset.language = language;
  document.title = TITLES[language];
  $("page-search").placeholder = HINTS[language];
  const other = language === "fr" ? "en" : "fr";
  $("page-language").textContent = { fr: "Français", en: "English" }[other];
  $("page-language").lang = other;
  $("page-language").onclick = () => {
    keep("language", other);
    speak(other);
    search();
  };
}
$("page-theme").onclick = () => {
  turnTheme();
  keep("theme", root.dataset.theme);
};
const theme = kept("theme");
if (theme === "light" || theme === "dark") root.dataset.theme = theme;

const entries = [...document.querySelectorAll("[data-entry]")].map((node) => ({
  node,
  text: fold(node.textContent),
  shown: true,
}));
const sections = [...document.querySelectorAll("main section:not([data-entry]):not([data-keep])")];
const stem = (word) => (word.length > 6 ? word.slice(0, -3) : word);

// Words that no entry has, or nearly all have, say nothing; of the others an entry has to have all, or else any.
function search() {
  const asked = (fold($("page-search").value).match(/[\p{L}\p{N}]+/gu) || [])
    .filter((word) => word.length > 2)
    .map(stem);
  const has = (word) => entries.filter((entry) => entry.text.includes(word)).length;
  const words = asked.filter((word) => {
    const many = has(word);
    return many > 0 && many < entries.length * 0.6;
  });
  const every = entries.filter((entry) => words.every((word) => entry.text.includes(word)));
  const found = new Set(
    !asked.length
      ? entries
      : !words.length
        ? []
        : every.length
          ? every
          : entries.filter((entry) => words.some((word) => entry.text.includes(word))),
  );
  for (const entry of entries) {
    entry.shown = found.has(entry);
    entry.node.hidden = !entry.shown;
  }
  for (const node of document.querySelectorAll("[data-whole], [data-keep]")) node.hidden = asked.length > 0;
  for (const section of sections)
    if (section.querySelector("[data-entry]")) section.hidden = !section.querySelector("[data-entry]:not([hidden])");
  const french = root.lang === "fr",
    many = found.size;
  $("page-said").textContent = !asked.length
    ? ""
    : french
      ? `${many || "Aucune"} entrée${many > 1 ? "s" : ""} sur ${entries.length}`
      : `${many || "No"} ${many === 1 ? "entry" : "entries"} of ${entries.length}`;
}

// An address leads to a term, even to one that the search has put away.
function goTo() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.closest("[hidden]")) {
    $("page-search").value = "";
    search();
  }
  if (target) target.scrollIntoView();
}
$("page-search").addEventListener("input", () => {
  search();
  scrollTo(0, 0);
});
addEventListener("hashchange", goTo);
addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== $("page-search")) {
    event.preventDefault();
    $("page-search").focus();
  }
  if (event.key === "Escape" && document.activeElement === $("page-search")) {
    $("page-search").value = "";
    search();
  }
});
const language = kept("language") || (navigator.language || "en").slice(0, 2);
speak(language === "fr" ? "fr" : "en");
$("page-language").hidden = $("page-theme").hidden = false;
search();
goTo();
