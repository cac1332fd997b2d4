/** A metric over time: its average as a line within its extremes, holes where nothing was measured, cancellations as marks. */

import { at, type Html, h } from "../../../page/html.ts";
import { type Scale, scale } from "../../../page/scale.ts";
import type { MetricCourse, Report } from "../../report.ts";
import type { Words } from "../words.ts";
import { left, right, timeAxis, timeScale, width } from "./time-axis.ts";

const top = 8;
const bottom = 100;

export function courseChart(course: MetricCourse, report: Report, words: Words): Html {
  const { macro, metric, dimension, points, stepMs } = course;
  const name = macro === null ? metric : `${macro}: ${metric}`;
  const write = (value: number) => words.value(value, dimension);
  const least = Math.min(...points.map(({ min }) => min));
  const most = Math.max(...points.map(({ max }) => max));
  // A percentage is read against the whole; anything else from nothing up.
  const value = scale(Math.min(0, least), dimension === "percent" ? Math.max(100, most) : most, bottom, top);
  const time = timeScale(report);
  const shapes = stretchesOf(points, stepMs);
  return h(
    "figure",
    {},
    h("figcaption", {}, name),
    h(
      "svg",
      {
        viewBox: `0 0 ${width} ${bottom + 20}`,
        role: "img",
        "aria-label": `${name} over time, between ${write(least)} and ${write(most)}`,
      },
      timeAxis(time, bottom, words),
      h("line", { class: "grid", x1: left, x2: width - right, y1: bottom, y2: bottom }),
      h("text", { x: left - 6, y: top + 8, "text-anchor": "end" }, write(value.to)),
      h("text", { x: left - 6, y: bottom, "text-anchor": "end" }, write(value.from)),
      h("path", { class: "band", d: shapes.map((some) => bandPath(some, stepMs, time, value)).join("") }),
      h("path", { class: "course", d: shapes.map((some) => linePath(some, stepMs, time, value)).join("") }),
      cancellationMarks(course, report, time, words),
    ),
  );
}

/** Many of them are a shade, not a fence before the course. */
const manyMarks = 40;

/** Of a macro's course, its own. */
function cancellationMarks({ macro }: MetricCourse, { cancellations }: Report, time: Scale, words: Words): Html[] {
  const shown = cancellations.filter((one) => macro === null || one.macro === macro);
  return shown.map(({ time: when, macro: whose, rule }) => {
    const x = at(time.place(Date.parse(when)));
    return h(
      "line",
      { class: "limit", x1: x, x2: x, y1: top, y2: bottom, "stroke-opacity": shown.length > manyMarks ? 0.35 : null },
      h("title", {}, `${words.time(when)}: ${whose} cancelled by ${rule}`),
    );
  });
}

type Point = MetricCourse["points"][number];

function stretchesOf(points: readonly Point[], stepMs: number): Point[][] {
  const stretches: Point[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    const wall = Date.parse(point.time);
    if (wall - last > 1.5 * stepMs) stretches.push([]);
    stretches.at(-1)!.push(point);
    last = wall;
  }
  return stretches;
}

/** In the middle of its step, as far as that is within the chart. */
function placeOf(point: Point, stepMs: number, time: Scale): string {
  const wall = Date.parse(point.time) + stepMs / 2;
  return at(time.place(Math.min(time.to, Math.max(time.from, wall))));
}

/** Along the greatest values and back along the least. */
function bandPath(some: readonly Point[], stepMs: number, time: Scale, value: Scale): string {
  const edge = (point: Point, which: "min" | "max") =>
    `${placeOf(point, stepMs, time)} ${at(value.place(point[which]))}`;
  const there = some.map((point) => edge(point, "max"));
  const back = some.map((point) => edge(point, "min")).reverse();
  return `M${[...there, ...back].join("L")}Z`;
}

function linePath(some: readonly Point[], stepMs: number, time: Scale, value: Scale): string {
  return `M${some.map((point) => `${placeOf(point, stepMs, time)} ${at(value.place(point.avg))}`).join("L")}`;
}
