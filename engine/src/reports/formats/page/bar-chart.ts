/** Which rules did how much: a bar a rule, the gravest first. */

import { at, type Html, h } from "../../../page/html.ts";
import { scale } from "../../../page/scale.ts";
import type { Report, RuleReport } from "../../report.ts";
import { width } from "./time-axis.ts";

const rowHeight = 20;
const namesWidth = 260;
/** Beyond these, the table tells. */
const mostBars = 12;
const longestName = 40;

/** Null where nothing fired. */
export function barChart({ rules }: Report): Html | null {
  const shown = rules.filter(({ firings }) => firings > 0).slice(0, mostBars);
  if (shown.length === 0) return null;
  const length = scale(0, Math.max(...shown.map(({ firings }) => firings)), namesWidth, width - 60);
  const height = shown.length * rowHeight + 4;
  return h(
    "figure",
    {},
    h("figcaption", {}, "Firings by rule"),
    h(
      "svg",
      {
        viewBox: `0 0 ${width} ${height}`,
        role: "img",
        "aria-label": "Firings by rule; the table of rules has the numbers",
      },
      shown.map((rule, row) => drawBar(rule, row * rowHeight, length.place(rule.firings))),
    ),
  );
}

function drawBar({ profile, rule, action, firings }: RuleReport, top: number, end: number): Html[] {
  const name = `${profile}.${rule}`;
  const shown = name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
  const y = top + 14;
  return [
    h("text", { class: "name", x: namesWidth - 8, y, "text-anchor": "end" }, shown, h("title", {}, name)),
    h("rect", {
      class: `fires-${action}`,
      x: namesWidth,
      y: top + 4,
      width: at(Math.max(1, end - namesWidth)),
      height: rowHeight - 7,
      rx: 2,
    }),
    h("text", { x: at(end + 6), y }, firings),
  ];
}
