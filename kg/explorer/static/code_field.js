import { el } from "./elements.js";
import { tokensOf } from "./sparql_tokens.js";

const MOST_COLOURED = 20000; // letters: beyond, each key would be felt

// A field for SPARQL: the browser's own text field, with coloured words beneath it, line numbers, and the line of
// an error.
export function codeField({ id, label, onchange, run }) {
  const numbers = el("div.at"),
    colours = el("div");
  const field = el("textarea", {
    id,
    spellcheck: false,
    autocomplete: "off",
    autocapitalize: "off",
    wrap: "off",
    "aria-label": label,
    dir: "ltr",
    oninput: () => {
      wrong = null;
      paint();
      onchange();
    },
    onscroll: () => follow(),
    onkeydown: (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        run();
      }
    },
  });
  const element = el(
    "div.editor",
    el("div.gutter", { "aria-hidden": "true" }, numbers),
    el("div.code", el("div.under", { "aria-hidden": "true" }, colours), field),
  );
  let wrong = null;
  // what lies beneath is moved, not scrolled: the field's bars take room that it does not have
  function follow() {
    numbers.style.transform = `translateY(${-field.scrollTop}px)`;
    colours.style.transform = `translate(${-field.scrollLeft}px, ${-field.scrollTop}px)`;
  }
  function paint() {
    const text = field.value,
      lines = text.split("\n").length;
    field.rows = Math.max(7, Math.min(12, lines + 1));
    numbers.replaceChildren(
      ...Array.from({ length: lines }, (none, at) =>
        el("div", { class: at + 1 === wrong ? "wrong" : "" }, String(at + 1)),
      ),
    );
    element.classList.toggle("plain", text.length > MOST_COLOURED);
    colours.replaceChildren(
      ...(text.length > MOST_COLOURED
        ? []
        : tokensOf(text).map(({ kind, text: part }) =>
            ["blank", "sign"].includes(kind) ? part : el("span", { class: "t-" + kind }, part),
          )),
      "\n",
    );
    follow();
  }
  function mark(line, column) {
    wrong = line;
    paint();
    if (wrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    if (!column) return;
    const at =
      field.value
        .split("\n")
        .slice(0, line - 1)
        .reduce((sum, one) => sum + one.length + 1, 0) +
      [...(field.value.split("\n")[line - 1] || "")].slice(0, column - 1).join("").length;
    field.focus();
    field.setSelectionRange(at, at);
  }
  return {
    element,
    field,
    mark,
    get text() {
      return field.value;
    },
    set text(value) {
      field.value = value;
      wrong = null;
      paint();
    },
  };
}
