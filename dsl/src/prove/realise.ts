/** From a solution to witnesses: what to sample, and when, so that every axis comes to lie where it should. */

import type { SampleValue } from "../program/program.ts";
import type { Metric } from "../vocabulary/metrics.ts";
import { type Axes, type Axis, isComputed } from "./axes.ts";
import { type Point, pointOf } from "./points.ts";
import type { Wanted } from "./prover.ts";
import { pickInside } from "./ranges.ts";
import type { Findings } from "./search.ts";
import { type SharePart, type ShareRow, shareRows } from "./share-rows.ts";
import { type Stage, type StagedSample, witnessOf } from "./stage.ts";
import { truthAt } from "./truth.ts";
import { type StagedWindows, stageWindows, type WindowQuestion } from "./windowed-metrics.ts";
import type { Witness } from "./witness.ts";

export interface Realisation extends WindowQuestion {
  /** Values under which conditions have the wanted truth, windows aside, with what the point says of these axes; null where there are none. */
  pointFor(wanted: readonly Wanted[], held: readonly Axis[], point: Point): Point | null;
}

/** Witnesses to try, likeliest first. */
export function* witnessesOf(found: Findings, realisation: Realisation): Generator<Witness> {
  const { axes, asked } = realisation;
  const point = pointOf(found);
  if (point === null) return;
  const windows = stageWindows(found, point, realisation);
  if (windows === null) return;
  const shares = stageShares(found, windows.point, realisation);
  if (shares === null) return;
  for (const snapshotsAgoMs of snapshotPatterns(asked)) {
    const witness = witnessOf(stageOf(windows, shares, snapshotsAgoMs, axes));
    if (witness !== null) yield witness;
  }
}

/** The witness of a point without windows; null where no order of events brings it about. */
export function witnessOfPoint(point: Point, axes: Axes): Witness | null {
  return witnessOf(stageOf({ point, series: new Map() }, [], [], axes));
}

/** Parts of a window at which snapshots are taken: none, one, some, or many, spread or close together at either end. */
const snapshotParts: readonly (readonly number[])[] = [
  [],
  [0.5],
  [0.999],
  [0.001],
  [0.25, 0.5, 0.75, 0.999],
  [0.001, 0.002, 0.999],
  [0.01, 0.997, 0.998, 0.999],
  series(0.04, 0.04),
  series(0.9, 0.004),
  series(0.004, 0.004),
];

function series(from: number, step: number): number[] {
  return Array.from({ length: 24 }, (_, at) => from + at * step);
}

/** Windows of `duration` look at the snapshots themselves. */
function snapshotPatterns(asked: ReadonlySet<Axis>): readonly (readonly number[])[] {
  const lengths = [...asked].flatMap(({ source }) =>
    "windowMs" in source && source.metric.name === "duration" ? [source.windowMs] : [],
  );
  if (lengths.length === 0) return [[]];
  return snapshotParts.map((parts) => lengths.flatMap((length) => parts.map((part) => Math.round(length * part))));
}

/** Null where no pattern of snapshots gives every share its part. */
function stageShares(found: Findings, point: Point, { axes, asked, pointFor }: Realisation): ShareRow[] | null {
  const valueAt = (axis: Axis) => point.get(axis) ?? (axis.domain.missing ? null : axis.domain.lo);
  const parts = [...asked].flatMap((axis): SharePart[] => {
    const { source } = axis;
    if (source.kind !== "share" || (point.get(axis) ?? null) === null) return [];
    const isTrueNow = truthAt(source.share.condition, { axes, valueAt }) === "true";
    return [{ share: source.share, range: found.rangeOf(axis), isTrueNow }];
  });
  if (parts.length === 0) return [];
  // What the macro is, and nearly the hour, is the same at every snapshot.
  const held = [axes.instant(), axes.metric("macro.name"), axes.metric("macro.level")];
  return shareRows(parts, (wanted) => pointFor(wanted, held, point));
}

/** Lays out the samples of a point, those of windows, and those of past snapshots. */
function stageOf(
  { point, series }: StagedWindows,
  shares: readonly ShareRow[],
  snapshots: readonly number[],
  axes: Axes,
): Stage {
  const silences = silencesOf(point);
  const samples = [...series.values()].flat();
  for (const [metric, value] of sampledMetrics(point)) {
    if (series.has(metric)) continue;
    samples.push({ metric: metric.name, agoMs: silences.get(metric) ?? 0, value: sampleOf(metric, value, axes) });
  }
  for (const { agoMs, point: past } of shares) {
    for (const [metric, value] of sampledMetrics(past)) {
      if (!series.has(metric)) samples.push({ metric: metric.name, agoMs, value: sampleOf(metric, value, axes) });
    }
  }
  const durationMs = point.get(axes.metric("duration")) ?? shortestDuration(samples, silences, shares, axes);
  const { stale, gapAgoMs } = stageSilences(point, silences, durationMs, axes);
  const within = snapshots.filter((agoMs) => agoMs < durationMs);
  const snapshotsAgoMs = [...within, ...shares.map(({ agoMs }) => agoMs)];
  return { samples: [...samples, ...stale], durationMs, snapshotsAgoMs, gapAgoMs, ...identityOf(point, axes) };
}

/** Metrics with a value of their own at a point. */
function* sampledMetrics(point: Point): Generator<[Metric, number]> {
  for (const [{ source }, value] of point) {
    if (source.kind === "metric" && !isComputed(source.metric) && value !== null) yield [source.metric, value];
  }
}

/** The macro has run for as long as its silences, its own samples and its shares ask. */
function shortestDuration(
  samples: readonly StagedSample[],
  silences: ReadonlyMap<Metric, number>,
  shares: readonly ShareRow[],
  axes: Axes,
): number {
  const own = samples.filter(({ metric }) => axes.metricOf(metric).scope === "macro").map(({ agoMs }) => agoMs);
  return Math.max(0, ...silences.values(), ...own, ...shares.map(({ agoMs }) => agoMs));
}

/** Metrics that are missing though they were sampled, or were not since a gap. */
function stageSilences(point: Point, silences: ReadonlyMap<Metric, number>, durationMs: number, axes: Axes) {
  const stale: StagedSample[] = [];
  let gapAgoMs: number | null = null;
  for (const [metric, silentMs] of silences) {
    const axis = axes.metric(metric.name);
    if ((point.get(axis) ?? null) !== null || silentMs === durationMs) continue;
    if (silentMs > axes.stalenessOf(metric.name)) {
      const value = sampleOf(metric, pickInside(axis.domain, axis.isWhole), axes);
      stale.push({ metric: metric.name, agoMs: silentMs, value });
    } else gapAgoMs = silentMs;
  }
  return { stale, gapAgoMs };
}

function silencesOf(point: Point): Map<Metric, number> {
  const silences = new Map<Metric, number>();
  for (const [{ source }, value] of point) {
    if (source.kind === "silence" && !isComputed(source.metric)) silences.set(source.metric, value!);
  }
  return silences;
}

/** What a number on a metric's axis is as a sample. */
function sampleOf(metric: Metric, value: number, axes: Axes): SampleValue {
  if (metric.dimension === "bool") return value === 1;
  return metric.dimension === "text" ? axes.textOf(value) : value;
}

/** The instant, level and name that a point asks for. */
function identityOf(point: Point, axes: Axes): Pick<Stage, "wallMs" | "readsClock" | "level" | "macro"> {
  const name = point.get(axes.metric("macro.name")) ?? null;
  return {
    wallMs: axes.instants.list[point.get(axes.instant()) ?? 0]!.wallMs,
    readsClock: point.has(axes.instant()),
    level: point.get(axes.metric("macro.level")) ?? null,
    macro: name === null ? null : axes.textOf(name),
  };
}
