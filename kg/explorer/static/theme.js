// Light and dark: as the system has it, until the reader says otherwise.
const root = document.documentElement;

export function turnTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
}

// Show the page in the colours of paper while something is done, and then as it was; done again after each turn.
export function inTheme(theme, redraw) {
  const before = root.dataset.theme;
  root.dataset.theme = theme;
  redraw();
  return () => {
    if (before) root.dataset.theme = before;
    else delete root.dataset.theme;
    redraw();
  };
}
