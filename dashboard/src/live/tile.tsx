/** A metric at present: its value, how near the strictest limit it is, and its last minutes. */

import { useEffect } from "preact/hooks";
import type { Measurements } from "../../../engine/src/api/contract.ts";
import { Quoted } from "../parts/quoted.tsx";
import { quantityText } from "../parts/text.ts";
import { macros, snapshot } from "../state/engine.ts";
import { judge, type Limit, limitsOf, usedOf, usualLimit } from "../state/limits.ts";
import { looks, recentSeries, remember } from "../state/recent.ts";
import { metricTitle } from "./shown-metrics.ts";

interface TileProps {
  readonly measurement: Measurements["metrics"][number];
}

export function Tile({ measurement: { metric, dimension, available, why, p95Today } }: TileProps) {
  const { value, run } = worstValue(metric, limitsOf(metric, macros.value)[0]?.isFloor ?? metric.startsWith("fps"));
  const limits = limitsOf(metric, macros.value, run?.id ?? null);
  const limit = nearest(value, limits);
  const judgement = judge(metric, value, limits);
  const text = value === null ? "–" : quantityText(value, dimension);
  const [, number = text, unit = ""] = /^([\d.,–-]+)(.*)$/.exec(text) ?? [];
  return (
    <article
      class="card tile"
      data-judgement={judgement}
      data-known={value !== null}
      aria-label={metricTitle(metric)}
      title={limit?.rules.join("\n")}
    >
      <h2>
        {metricTitle(metric)}
        {run === null ? null : <span class="tile-run"> of {run.title ?? run.macro}</span>}
      </h2>
      <p class="tile-value numbers">
        {number}
        <span>{unit}</span>
      </p>
      {value === null && !available ? (
        <p class="muted tile-why" title={why ?? undefined}>
          <Quoted text={why ?? "Nothing measures it here"} />
        </p>
      ) : (
        <>
          <Sparkline metric={metric} run={run?.id ?? null} dimension={dimension} limit={limit} />
          <p class="muted tile-foot numbers">
            <span>
              {limit === null ? usualText(metric, dimension) : `${limit.isFloor ? "least" : "limit"} ${limit.text}`}
            </span>
            {judgement !== "fine" ? (
              <span class="tile-judgement">{judgement}</span>
            ) : p95Today === null || run !== null ? null : (
              <span title="95% of today's values are below it">p95 {p95Today.text}</span>
            )}
          </p>
        </>
      )}
    </article>
  );
}

/** Where no rule reads it: that, or by what it is coloured all the same. */
function usualText(metric: string, dimension: string): string {
  const usual = usualLimit(metric);
  return usual === null
    ? "no limit in force"
    : `usual ${usual.isFloor ? ">" : "<"} ${quantityText(usual.value, dimension)}`;
}

/** Of the machine, else the worst that a macro says of itself. */
function worstValue(metric: string, lessIsWorse: boolean) {
  const system = snapshot.value?.metrics[metric];
  if (typeof system === "number") return { value: system, run: null };
  const own = macros.value.flatMap((run) => {
    const value = run.metrics[metric];
    return typeof value === "number" ? [{ value, run }] : [];
  });
  const sign = lessIsWorse ? 1 : -1;
  return own.sort((one, other) => sign * (one.value - other.value))[0] ?? { value: null, run: null };
}

/** The limit that is reached first. */
function nearest(value: number | null, limits: readonly Limit[]): Limit | null {
  if (value === null) return limits[0] ?? null;
  return limits.reduce<Limit | null>(
    (found, limit) => (found === null || usedOf(value, limit) > usedOf(value, found) ? limit : found),
    null,
  );
}

interface SparklineProps {
  readonly metric: string;
  readonly run: string | null;
  readonly dimension: string;
  readonly limit: Limit | null;
}

const [width, height] = [120, 34];
const shownMs = 180_000;
/** Looks that are farther apart than this had others between them, which nobody saw. */
const gapMs = 10_000;

function Sparkline({ metric, run, dimension, limit }: SparklineProps) {
  void looks.value;
  useEffect(() => void remember(metric, run), [metric, run]);
  const { time, value } = recentSeries(metric, run);
  const end = time.at(-1) ?? 0;
  const first = Math.max(
    0,
    time.findIndex((at) => at >= end - shownMs),
  );
  const known = value.slice(first).filter((entry): entry is number => entry !== null);
  const greatest = Math.max(...known, 1e-9);
  const isNear = limit !== null && limit.value <= 3 * greatest;
  const top = dimension === "percent" && greatest <= 100 ? 100 : Math.max(greatest, isNear ? limit.value : 0) * 1.1;
  const x = (at: number) => width * (1 - (end - at) / shownMs);
  const y = (of: number) => height - 1 - (height - 2) * (of / top);
  const points = time.slice(first).map((at, index) => {
    const of = value[first + index];
    return of == null ? null : `${x(at).toFixed(1)},${y(of).toFixed(1)}`;
  });
  const isAfterGap = (index: number) =>
    points[index - 1] == null || time[first + index]! - time[first + index - 1]! > gapMs;
  const path = points.map((point, index) => (point === null ? "" : `${isAfterGap(index) ? "M" : "L"}${point}`));
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {limit !== null && limit.value <= top ? (
        <path class="sparkline-limit" d={`M0,${y(limit.value).toFixed(1)}H${width}`} />
      ) : null}
      <path d={path.join("")} />
    </svg>
  );
}
