/** The time under a chart: the report's own, in its zone. */

import { at, type Html, h } from "../../../page/html.ts";
import { type Scale, scale, ticks, timeSteps } from "../../../page/scale.ts";
import { wallWhen } from "../../../runtime/zone-clock.ts";
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
  // Round where the reader is, not in Greenwich; and where the clock is put forward or back, round on both sides of it.
  const { clock } = words;
  return ticks(clock(time.from), clock(time.to), timeSteps, mostTicks).flatMap((local) => {
    const x = time.place(wallWhen(clock, local));
    const name = nameOf(local, time.to - time.from);
    return [
      h("line", { class: "grid", x1: at(x), x2: at(x), y1: 0, y2: bottom }),
      h("text", { x: at(x), y: bottom + 14, "text-anchor": anchorAt(x) }, name),
    ];
  });
}

/** The day where it begins, and of times longer than two of them nothing else. */
function nameOf(local: number, spanMs: number): string {
  const text = new Date(local).toISOString();
  if (spanMs > 2 * dayMs || local % dayMs === 0) return text.slice(5, 10);
  return text.slice(11, spanMs < 600_000 ? 19 : 16);
}

/** What is written at an end would be cut in its middle. */
function anchorAt(x: number): string {
  if (x < left + 20) return "start";
  return x > width - 24 ? "end" : "middle";
}
