/** A recording in time: the course of what its rules read, and when they fired. */

import { formatQuantity } from "@macro-engine/dsl";
import type { Backtest, RecordingResult, RuleResult } from "../../../backtest/backtest.ts";
import type { Course } from "../../../backtest/course.ts";
import type { Firing } from "../../../backtest/tally.ts";
import { limitsOfMetrics, type MetricLimit } from "../../../backtest/thresholds.ts";
import { at, type Html, h } from "../../../page/html.ts";
import { type Scale, scale, ticks, timeSteps } from "../../../page/scale.ts";
import { timeText } from "../../../runtime/expectations-explain.ts";
import { metricsReadBy } from "../../../runtime/metrics-read.ts";

const width = 1000;
const left = 190;
const stripHeight = 54;
const rowHeight = 16;
/** Metrics whose course is drawn, of those that the rules read which fired. */
const mostStrips = 6;

interface FiredRule {
  readonly profile: string;
  readonly result: RuleResult;
  readonly firings: readonly Firing[];
}

/** Null where nothing fired. */
export function timeline(found: Backtest, index: number): Html | null {
  const recording = found.recordings[index]!;
  const fired = firedIn(found, index);
  if (fired.length === 0) return null;
  const time = scale(0, Math.max(1, recording.lastMs ?? 0), left, width - 8);
  const strips = stripsOf(found, recording, fired);
  const rowsTop = strips.length * stripHeight;
  const axisTop = rowsTop + fired.length * rowHeight + 4;
  const caption = `${recording.recording.name}${recording.recording.macro === null ? "" : ` · ${recording.recording.macro}`}`;
  return h(
    "figure",
    {},
    h("figcaption", {}, caption),
    h(
      "svg",
      { viewBox: `0 0 ${width} ${axisTop + 18}`, role: "img", "aria-label": `When rules fired over ${caption}` },
      axis(time, axisTop),
      strips.map((strip, row) => drawStrip(strip, time, row * stripHeight)),
      fired.map((rule, row) => drawRow(rule, time, rowsTop + row * rowHeight)),
    ),
  );
}

function firedIn({ profiles }: Backtest, index: number): FiredRule[] {
  return profiles.flatMap(({ profile, rules }) =>
    rules.flatMap((result): FiredRule[] => {
      const firings = result.firings.filter(({ recording }) => recording === index);
      return firings.length === 0 ? [] : [{ profile: profile.name, result, firings }];
    }),
  );
}

function axis(time: Scale, bottom: number): Html[] {
  return ticks(0, time.to, timeSteps, 10).flatMap((ms) => {
    const x = at(time.place(ms));
    return [
      h("line", { class: "grid", x1: x, x2: x, y1: 0, y2: bottom }),
      h("text", { x, y: bottom + 12, "text-anchor": "middle" }, timeText(ms)),
    ];
  });
}

interface Strip {
  readonly metric: string;
  readonly course: Course;
  readonly limits: readonly MetricLimit[];
  readonly write: (value: number) => string;
  readonly least: number;
  readonly greatest: number;
}

function stripsOf({ profiles, metrics }: Backtest, { courses }: RecordingResult, fired: readonly FiredRule[]): Strip[] {
  const read = new Set(fired.flatMap(({ result }) => metricsReadBy(result.rule)));
  const limits = profiles
    .flatMap(({ profile }) => limitsOfMetrics(profile))
    .filter(({ profile, rule }) => fired.some((one) => one.profile === profile && one.result.rule.name === rule));
  return metrics
    .filter(({ metric }) => read.has(metric.name) && courses.has(metric.name))
    .slice(0, mostStrips)
    .map(({ metric }) => {
      const course = courses.get(metric.name)!;
      const own = distinct(limits.filter((limit) => limit.metric === metric.name));
      const values = [...course.stretches.flatMap((stretch) => stretch ?? []), ...own.map(({ limit }) => limit)];
      return {
        metric: metric.name,
        course,
        limits: own,
        write: (value) => formatQuantity(value, metric.dimension),
        least: Math.min(...values),
        greatest: Math.max(...values),
      };
    });
}

function distinct(limits: readonly MetricLimit[]): MetricLimit[] {
  return limits.filter((one, index) => limits.findIndex(({ limit }) => limit === one.limit) === index);
}

function drawStrip({ metric, course, limits, write, least, greatest }: Strip, time: Scale, top: number): Html[] {
  const value = scale(least, greatest, top + stripHeight - 8, top + 6);
  return [
    h("text", { class: "name", x: 0, y: top + 18 }, metric),
    h("text", { x: 0, y: top + 34 }, `${write(least)} – ${write(greatest)}`),
    h("path", { class: "band", d: bandPath(course, time, value) }),
    ...limits.flatMap(({ limit }) => {
      const y = at(value.place(limit));
      return h("line", { class: "limit", x1: left, x2: width - 8, y1: y, y2: y }, h("title", {}, write(limit)));
    }),
  ];
}

/** Along the greatest values and back along the least, a shape for each stretch without holes. */
function bandPath({ stepMs, stretches }: Course, time: Scale, value: Scale): string {
  const shapes: string[] = [];
  for (let start = 0; start < stretches.length; ) {
    let end = start;
    while (end < stretches.length && stretches[end] !== null) end += 1;
    const some = stretches.slice(start, end) as [number, number][];
    const point = (index: number, which: 0 | 1) =>
      `${at(time.place(Math.min(time.to, (start + index + 0.5) * stepMs)))} ${at(value.place(some[index]![which]))}`;
    const there = some.map((_, index) => point(index, 1));
    const back = some.map((_, index) => point(index, 0)).reverse();
    if (some.length > 0) shapes.push(`M${[...there, ...back].join("L")}Z`);
    start = end + 1;
  }
  return shapes.join("");
}

function drawRow({ profile, result, firings }: FiredRule, time: Scale, top: number): Html[] {
  const { action, name } = result.rule;
  const label = `${profile}.${name}`;
  const shown = label.length > 30 ? `${label.slice(0, 29)}…` : label;
  return [
    h("text", { class: "name", x: 0, y: top + 12 }, shown, h("title", {}, label)),
    ...marksOf(firings, time).map(({ from, to, count, first }) =>
      h(
        "rect",
        {
          class: `fires-${action}`,
          x: at(from),
          y: top + 3,
          width: at(Math.max(2.5, to - from)),
          height: rowHeight - 5,
          rx: 1,
        },
        h("title", {}, markTitle(label, count, first)),
      ),
    ),
  ];
}

interface Mark {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly first: Firing;
}

/** Firings that nobody could tell apart are drawn as one. */
function marksOf(firings: readonly Firing[], time: Scale): Mark[] {
  const marks: Mark[] = [];
  for (const firing of firings) {
    const from = time.place(firing.atMs);
    const to = time.place(firing.atMs + firing.lastedMs);
    const last = marks.at(-1);
    if (last !== undefined && from - Math.max(last.to, last.from + 2.5) < 1) {
      marks[marks.length - 1] = { ...last, to: Math.max(last.to, to), count: last.count + 1 };
    } else marks.push({ from, to, count: 1, first: firing });
  }
  return marks;
}

function markTitle(label: string, count: number, { atMs, lastedMs, message }: Firing): string {
  if (count > 1) return `${label}: ${count} firings from ${timeText(atMs)} on`;
  return `${label} at ${timeText(atMs)}${lastedMs > 0 ? ` for ${timeText(lastedMs)}` : ""}: ${message}`;
}
