/** Builds witnesses: samples at times before the last snapshot, laid out as rows. */

import { levels } from "../program/levels.ts";
import type { SampleValue } from "../program/program.ts";
import type { Witness, WitnessRow } from "./witness.ts";

/** `agoMs` before the last snapshot. */
export interface StagedSample {
  readonly metric: string;
  readonly agoMs: number;
  readonly value: SampleValue;
}

export interface Stage {
  readonly samples: readonly StagedSample[];
  /** How long ago the macro started. */
  readonly durationMs: number;
  /** Snapshots besides those at which something is sampled, the first and the last. */
  readonly snapshotsAgoMs: readonly number[];
  /** A gap before the snapshot so long ago: what came before is forgotten. Null without one. */
  readonly gapAgoMs: number | null;
  /** Wall time of the last snapshot, ms since the epoch. */
  readonly wallMs: number;
  /** The wall time was asked for. */
  readonly readsClock: boolean;
  readonly level: number | null;
  readonly macro: string | null;
}

/** Rows closer than this are no rows that anybody records, ms. */
export const closestMs = 1e-3;

/** Null where the stage asks for what cannot be: snapshots at almost one time, or a gap between such as lie too close. */
export function witnessOf(stage: Stage): Witness | null {
  const { durationMs, gapAgoMs } = stage;
  const agos = new Set([...stage.samples.map(({ agoMs }) => agoMs), ...stage.snapshotsAgoMs, durationMs, 0]);
  if (gapAgoMs !== null) agos.add(gapAgoMs);
  const times = [...agos].sort((a, b) => b - a);
  if (times.some((ago, at) => at > 0 && times[at - 1]! - ago < closestMs)) return null;
  const intervalMs = intervalOf(
    times.filter((ago) => ago <= durationMs),
    gapAgoMs,
  );
  if (intervalMs === null) return null;
  const first = times[0]!;
  const rows = times.map((ago): WitnessRow => ({ timeMs: first - ago, samples: samplesAt(stage, ago) }));
  return {
    intervalMs,
    startWallMs: stage.wallMs - first,
    ...(stage.readsClock ? { readsClock: true } : {}),
    macroStartMs: first - durationMs,
    ...(stage.level === null ? {} : { level: levels[stage.level]! }),
    ...(stage.macro === null ? {} : { macro: stage.macro }),
    rows,
  };
}

function samplesAt({ samples }: Stage, ago: number): Record<string, SampleValue> {
  return Object.fromEntries(samples.filter(({ agoMs }) => agoMs === ago).map(({ metric, value }) => [metric, value]));
}

/** An interval of which no distance between snapshots is more than three, but for the gap. */
function intervalOf(agos: readonly number[], gapAgoMs: number | null): number | null {
  let longest = 0;
  let gap: number | null = null;
  for (let at = 1; at < agos.length; at += 1) {
    const distance = agos[at - 1]! - agos[at]!;
    if (agos[at] === gapAgoMs) gap = distance;
    else longest = Math.max(longest, distance);
  }
  if (gapAgoMs === null) return longest > 0 ? longest : 1000;
  if (gap === null) return null;
  const shortest = Math.max(longest / 3, gap / 16);
  return shortest < gap / 3.5 ? shortest : null;
}
