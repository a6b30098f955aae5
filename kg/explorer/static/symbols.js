// Small drawings beside words: the line of a status, the shape and colour of a kind.
import { svg } from "./elements.js";
import { DATA } from "./model.js";

export function lineSwatch(status, width = 34) {
  const line = DATA.lines[status];
  return svg(
    "svg",
    { width, height: 8, viewBox: `0 0 ${width} 8`, class: "line", "aria-hidden": "true" },
    svg("path", {
      d: `M0 4H${width}`,
      stroke: "currentColor",
      "stroke-width": line.width + 0.3,
      "stroke-dasharray": line.dashes ? line.dashes.join(" ") : "none",
    }),
  );
}

const OUTLINES = {
  square: "M2.5 2.5h11v11h-11z",
  triangle: "M8 2 14.5 13.5h-13z",
  triangleDown: "M8 14 14.5 2.5h-13z",
  diamond: "M8 1.5 14.5 8 8 14.5 1.5 8z",
  hexagon: "M1.5 8 4.8 2.3h6.4L14.5 8l-3.3 5.7H4.8z",
  star: "M8 1l2 5 5.2.3-4 3.4 1.3 5.1L8 12l-4.500 2.800 1.300-5.100-4-3.400L6 6z",
  box: "M1 4h14v8H1z",
  dot: "M8 2.200a5.800 5.800 0 1 0 .01 0z",
};

export function shapeSwatch(look) {
  return svg(
    "svg",
    { width: 14, height: 14, viewBox: "0 0 16 16", class: "shape", "aria-hidden": "true" },
    svg("path", {
      d: OUTLINES[look[0]] || OUTLINES.dot,
      fill: look[1] || "#999999",
      stroke: "currentColor",
      "stroke-width": 0.9,
    }),
  );
}
