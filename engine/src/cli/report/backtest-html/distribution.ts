/** How a metric was distributed, and where rules have their limits. */

import { type Dimension, formatQuantity } from "@macro-engine/dsl";
import type { Backtest } from "../../../backtest/backtest.ts";
import { quantile } from "../../../backtest/histogram.ts";
import type { MetricResult } from "../../../backtest/measures.ts";
import { limitsOfMetrics, type MetricLimit } from "../../../backtest/thresholds.ts";
import { at, type Html, h } from "../../../page/html.ts";
import { binarySteps, decimalSteps, type Scale, scale, ticks } from "../../../page/scale.ts";

const width = 480;
const height = 130;
const labelHeight = 12;
/** Limits that are named one by one. */
const mostLimits = 8;

export function distributions(found: Backtest): Html[] {
  const limits = found.profiles.flatMap(({ profile }) => limitsOfMetrics(profile));
  return found.metrics.map((result) =>
    chart(
      result,
      limits.filter(({ metric }) => metric === result.metric.name),
    ),
  );
}

/** Limits of one value and direction, and whose they are. */
interface Shared {
  readonly limit: number;
  readonly operator: string;
  readonly names: readonly string[];
}

function chart({ metric, distribution }: MetricResult, limits: readonly MetricLimit[]): Html {
  const write = (value: number) => formatQuantity(value, metric.dimension);
  const shared = sharedLimits(limits);
  const shown = shared.slice(0, mostLimits);
  const { min, max, bins, from, width: step } = distribution;
  // Bins in whole: of one that begins at the greatest value, as where a processor is busy, nothing would be seen.
  const ends = max > min ? [from, from + bins.length * step] : [min];
  const values = [...ends, ...shown.map(({ limit }) => limit)];
  const x = scale(Math.min(...values), Math.max(...values), 8, width - 8);
  const top = shown.length * labelHeight + 6;
  const bottom = top + height;
  const y = scale(0, Math.max(...bins), bottom, top);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => write(quantile(distribution, share)));
  const numbers = `least ${write(min)}, middle ${p50}, 95% below ${p95}, 99% below ${p99}, greatest ${write(max)}`;
  return h(
    "figure",
    {},
    h("figcaption", {}, metric.name),
    h(
      "svg",
      {
        viewBox: `0 0 ${width} ${bottom + 18}`,
        role: "img",
        "aria-label": `Distribution of ${metric.name}: ${numbers}`,
      },
      bins.map((count, bin) => drawBin(from + bin * step, from + (bin + 1) * step, count, x, y, bottom)),
      h("line", { class: "grid", x1: 8, x2: width - 8, y1: bottom, y2: bottom }),
      ticks(x.from, x.to, stepsOf(metric.dimension, x.to - x.from), 6).map((value) =>
        h("text", { x: at(x.place(value)), y: bottom + 13, "text-anchor": anchorAt(x.place(value)) }, write(value)),
      ),
      shown.map((limit, row) => drawLimit(limit, row, x, bottom, write)),
    ),
    h("p", { class: "soft" }, `${distribution.count} samples: ${numbers}`),
    shared.length > shown.length ? h("p", { class: "soft" }, `and ${shared.length - shown.length} more limits`) : null,
  );
}

/** Bytes are counted in powers of two. */
function stepsOf(dimension: Dimension, span: number): readonly number[] {
  return dimension === "bytes" || dimension === "bytes_per_second" ? binarySteps(span) : decimalSteps(span);
}

/** What is written at an end would be cut in its middle. */
function anchorAt(x: number): string {
  if (x < 24) return "start";
  return x > width - 24 ? "end" : "middle";
}

function drawBin(from: number, to: number, count: number, x: Scale, y: Scale, bottom: number): Html | null {
  if (count === 0) return null;
  const [start, end] = [x.place(Math.max(from, x.from)), x.place(Math.min(to, x.to))];
  const top = Math.min(y.place(count), bottom - 1);
  return h("rect", {
    class: "bar",
    x: at(start),
    y: at(top),
    width: at(Math.max(0.5, end - start)),
    height: at(bottom - top),
  });
}

function drawLimit(limit: Shared, row: number, x: Scale, bottom: number, write: (value: number) => string): Html[] {
  const place = x.place(limit.limit);
  const y = (row + 1) * labelHeight;
  const names = limit.names.join(", ");
  const label = `${limit.operator} ${write(limit.limit)} ${names}`;
  const shown = label.length > 56 ? `${label.slice(0, 55)}…` : label;
  // On the side where there is room.
  const isRight = place > width / 2;
  return [
    h("line", { class: "limit", x1: at(place), x2: at(place), y1: y - 8, y2: bottom }),
    h(
      "text",
      { x: at(place + (isRight ? -4 : 4)), y, "text-anchor": isRight ? "end" : "start" },
      shown,
      h("title", {}, label),
    ),
  ];
}

function sharedLimits(limits: readonly MetricLimit[]): Shared[] {
  const groups = Map.groupBy(limits, ({ operator, limit }) => `${operator} ${limit}`);
  return [...groups.values()]
    .map((some) => ({
      limit: some[0]!.limit,
      operator: some[0]!.operator,
      names: [...new Set(some.map(({ profile, rule }) => `${profile}.${rule}`))],
    }))
    .sort((a, b) => a.limit - b.limit);
}
