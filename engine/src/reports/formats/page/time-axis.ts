/** The time under a chart: the report's own, in its zone. */

import { at, type Html, h } from "../../../page/html.ts";
import { type Scale, scale, ticks, timeSteps } from "../../../page/scale.ts";
import type { Report } from "../../report.ts";
import type { Words } from "../words.ts";

export const width = 1000;
export const left = 64;
export const right = 8;

const dayMs = 86_400_000;
const mostTicks = 8;

export function timeScale({ from, to }: Report): Scale {
  return scale(Date.parse(from), Date.parse(to), left, width - right);
}

/** Lines at round times and their names below `bottom`. */
export function timeAxis(time: Scale, bottom: number, words: Words): Html[] {
  // Round where the reader is, not in Greenwich.
  const iso = new Date(time.from).toISOString();
  const offsetMs = Date.parse(`${words.time(iso).replace(" ", "T")}Z`) - Math.floor(time.from / 1000) * 1000;
  const local = ticks(time.from + offsetMs, time.to + offsetMs, timeSteps, mostTicks);
  const isLong = time.to - time.from > 2 * dayMs;
  return local.flatMap((wall) => {
    const x = time.place(wall - offsetMs);
    const text = new Date(wall).toISOString();
    const name = isLong ? text.slice(5, 10) : text.slice(11, time.to - time.from < 600_000 ? 19 : 16);
    return [
      h("line", { class: "grid", x1: at(x), x2: at(x), y1: 0, y2: bottom }),
      h("text", { x: at(x), y: bottom + 14, "text-anchor": anchorAt(x) }, name),
    ];
  });
}

/** What is written at an end would be cut in its middle. */
function anchorAt(x: number): string {
  if (x < left + 20) return "start";
  return x > width - 24 ? "end" : "middle";
}
