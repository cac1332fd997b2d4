/** When rules fired: a bar a step of time, a colour an action. */

import type { ActionName } from "@macro-engine/dsl";
import { at, type Html, h } from "../../../page/html.ts";
import { type Scale, scale } from "../../../page/scale.ts";
import type { FiringPoint, Report } from "../../report.ts";
import type { Words } from "../words.ts";
import { left, right, timeAxis, timeScale, width } from "./time-axis.ts";

const top = 8;
const bottom = 120;

/** The gravest at the bottom, where lengths are compared best. */
const stacked: readonly ActionName[] = ["cancel", "pause", "throttle", "warn"];
const plural: Readonly<Record<ActionName, string>> = {
  cancel: "cancelled",
  pause: "paused",
  throttle: "throttled",
  warn: "warned",
};

/** Null where nothing fired. */
export function firingChart(report: Report, words: Words): Html | null {
  const { points, stepMs } = report.firings;
  if (points.length === 0) return null;
  const totalOf = (point: FiringPoint) => stacked.reduce((sum, action) => sum + point[action], 0);
  const most = Math.max(...points.map(totalOf));
  const time = timeScale(report);
  const count = scale(0, most, bottom, top);
  const used = stacked.filter((action) => points.some((point) => point[action] > 0));
  const label = `Firings over time, at most ${most} in ${words.span(stepMs)}`;
  return h(
    "figure",
    {},
    h(
      "figcaption",
      {},
      `Firings a step of ${words.span(stepMs)}: `,
      used.map((action) => h("span", { class: `badge ${action}` }, `${plural[action]} `)),
    ),
    h(
      "svg",
      { viewBox: `0 0 ${width} ${bottom + 20}`, role: "img", "aria-label": label },
      timeAxis(time, bottom, words),
      h("line", { class: "grid", x1: left, x2: width - right, y1: bottom, y2: bottom }),
      h("text", { x: left - 6, y: top + 8, "text-anchor": "end" }, most),
      h("text", { x: left - 6, y: bottom, "text-anchor": "end" }, 0),
      points.map((point) => drawStep(point, stepMs, time, count, words)),
    ),
  );
}

function drawStep(point: FiringPoint, stepMs: number, time: Scale, count: Scale, words: Words): Html[] {
  const wall = Date.parse(point.time);
  const from = Math.max(left, time.place(wall));
  const to = Math.min(width - right, time.place(wall + stepMs));
  let below = 0;
  return stacked.flatMap((action) => {
    if (point[action] === 0) return [];
    const [low, high] = [count.place(below), count.place(below + point[action])];
    below += point[action];
    const title = `${words.minute(point.time)}: ${point[action]} ${plural[action]}`;
    return h(
      "rect",
      {
        class: `fires-${action}`,
        x: at(from),
        y: at(high),
        width: at(Math.max(1.5, to - from - 1)),
        height: at(low - high),
      },
      h("title", {}, title),
    );
  });
}
