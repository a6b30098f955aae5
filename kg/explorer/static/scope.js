// How much of what stands is drawn, in words, and how to see more or less of it.
import { fitView } from "./canvas.js";
import { el } from "./elements.js";
import { DATA } from "./model.js";
import { filtered, mainScope } from "./selection.js";
import { change, now, state } from "./state.js";
import { entities, number, w } from "./words.js";

// Why no link is there.
export const emptyWord = () => (filtered(state.filters) ? "nothingPasses" : "nothingStands");

export function scopeParts() {
  const all = now.ends.size,
    left = all - now.nodes.size,
    { scope } = state;
  const isMain = !scope.all && !scope.more && !scope.opened.length;
  if (!now.links.length) return [el("span", w(emptyWord()))];
  if (!left && isMain) return [];
  const button = (next, word) =>
    el(
      "button.copy",
      {
        onclick: () => {
          change({ scope: { ...scope, ...next } });
          fitView(true);
        },
      },
      w(word),
    );
  const summary = now.closed.size
    ? `${number(now.closed.size)} ${w("communitiesOf")}`
    : left
      ? `${number(now.nodes.size)} ${w("mainOf")} ${entities(all)}, ${w("bestOf")}`
      : "";
  return [
    summary && el("span", summary),
    left > 0 && now.nodes.size > 0 && button({ more: scope.more + 40 }, "showMore"),
    left > 0 && DATA.nodes[0].places && button({ all: true }, "showAll"),
    (!isMain || (scope.brought || []).length > 0) && DATA.opening.kind !== "all" && button(mainScope(), "showMain"),
  ].filter(Boolean);
}
