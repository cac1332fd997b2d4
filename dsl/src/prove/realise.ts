/** From a point to a witness: what to sample, and when, so that every axis has its value at the last snapshot. */

import type { SampleValue } from "../program/program.ts";
import type { Metric } from "../vocabulary/metrics.ts";
import type { Axes, Axis } from "./axes.ts";
import { isComputed } from "./axes.ts";
import type { Point } from "./points.ts";
import { pickInside } from "./ranges.ts";
import { type StagedSample, witnessOf } from "./stage.ts";
import type { Witness } from "./witness.ts";

/** Samples of a point without windows; null where no order of events brings it about. */
export function witnessOfPoint(point: Point, axes: Axes): Witness | null {
  const samples: StagedSample[] = [];
  let gapAgoMs: number | null = null;
  const silences = silencesOf(point);
  const durationMs = point.get(axes.metric("duration")) ?? Math.max(0, ...silences.values());
  for (const [axis, value] of point) {
    if (axis.source.kind !== "metric" || isComputed(axis.source.metric) || value === null) continue;
    const { metric } = axis.source;
    samples.push({ metric: metric.name, agoMs: silences.get(metric) ?? 0, value: sampleOf(metric, value, axes) });
  }
  for (const [metric, silentMs] of silences) {
    const isKnown = (point.get(axes.metric(metric.name)) ?? null) !== null;
    if (isKnown || silentMs === durationMs) continue;
    // Stale, or never sampled since the macro's start or a gap.
    if (silentMs > axes.stalenessOf(metric.name)) {
      const value = pickInside(axes.metric(metric.name).domain, axes.metric(metric.name).isWhole);
      samples.push({ metric: metric.name, agoMs: silentMs, value: sampleOf(metric, value, axes) });
    } else gapAgoMs = silentMs;
  }
  return witnessOf({ samples, durationMs, snapshotsAgoMs: [], gapAgoMs, ...identityOf(point, axes) });
}

function silencesOf(point: Point): Map<Metric, number> {
  const silences = new Map<Metric, number>();
  for (const [axis, value] of point) {
    if (axis.source.kind === "silence" && !isComputed(axis.source.metric)) silences.set(axis.source.metric, value!);
  }
  return silences;
}

/** What a number on a metric's axis is as a sample. */
function sampleOf(metric: Metric, value: number, axes: Axes): SampleValue {
  if (metric.dimension === "bool") return value === 1;
  return metric.dimension === "text" ? axes.textOf(value) : value;
}

/** The instant, level and name that a point asks for. */
function identityOf(point: Point, axes: Axes): { wallMs: number; level: number | null; macro: string | null } {
  const valueAt = (axis: Axis) => point.get(axis) ?? null;
  const name = valueAt(axes.metric("macro.name"));
  return {
    wallMs: axes.instants.list[valueAt(axes.instant()) ?? 0]!.wallMs,
    level: valueAt(axes.metric("macro.level")),
    macro: name === null ? null : axes.textOf(name),
  };
}
