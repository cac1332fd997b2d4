/** What was measured while a macro ran, in memory, and playing it as often as an explanation needs. */

import type { Level, Program, ProgramRule } from "@macro-engine/dsl";
import { createEvaluator, type ImmediateEvaluator } from "../evaluator.ts";
import { metricsReadBy } from "../metrics-read.ts";
import { runningMetric, type SampleRow } from "../simulate.ts";
import type { Decision } from "../types.ts";

export interface Recording {
  readonly macro: string;
  /** Replaces the profile's level. */
  readonly level?: Level;
  /** Spacing of the snapshots, ms. */
  readonly intervalMs: number;
  /** Wall time of t = 0, ms since the epoch. */
  readonly startWallMs: number;
  /** When the macro started: before its first snapshot, or within a moment of it. */
  readonly macroStartMs: number;
  /** In order of time. Those before 0 are history; from 0 on each is a snapshot, of several with one time the last. */
  readonly rows: readonly SampleRow[];
  /** By metric that is not always the macro's own: from when on the macro reported it itself. */
  readonly ownFromMs: Readonly<Record<string, number>>;
  /** IANA: of schedules without one. */
  readonly zone: string;
  /** By metric, where it is not the language's default. */
  readonly stalenessMs: Readonly<Record<string, number>>;
}

export interface Audience {
  /** Nothing after this time is played. */
  readonly untilMs?: number;
  /** Called once, when the run has started. */
  readonly onStart?: (evaluator: ImmediateEvaluator) => void;
  /** Called after each snapshot. */
  readonly onSnapshot?: (timeMs: number) => void;
  readonly onDecision?: (decision: Decision) => void;
}

/** Id of the run that is played. */
export const playedRun = "explained";

/**
 * Plays these rules over a recording. They only speak: a cancel would end the run, and with it what can be seen of the
 * others. When a rule fires does not depend on what others do.
 */
export function play(
  program: Program,
  profileName: string,
  rules: readonly ProgramRule[],
  recording: Recording,
  audience: Audience,
): void {
  const profile = program.profiles.find(({ name }) => name === profileName)!;
  const spoken = rules.map(
    (rule): ProgramRule => ({ ...rule, action: "warn", all: false, message: [], messageReads: [] }),
  );
  const { intervalMs, zone, stalenessMs, startWallMs, macro, macroStartMs, level } = recording;
  const evaluator = createEvaluator(
    { ...program, profiles: [{ ...profile, rules: spoken }], tests: [] },
    { intervalMs, zone, stalenessMs },
  );
  const feed = feeder(program, spoken, recording, evaluator);
  const { untilMs = Number.POSITIVE_INFINITY, onStart, onSnapshot, onDecision } = audience;
  const { rows } = recording;
  let started = false;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]!;
    if (row.timeMs > untilMs) return;
    if (row.timeMs >= 0 && !started) {
      const own = level === undefined ? {} : { level };
      evaluator.start({ id: playedRun, macro, profile: profileName, startedAt: macroStartMs, ...own });
      started = true;
      onStart?.(evaluator);
    }
    feed(row);
    if (row.timeMs < 0 || rows[at + 1]?.timeMs === row.timeMs) continue;
    const decisions = evaluator.tick(row.timeMs, startWallMs + row.timeMs);
    if (onDecision) for (const decision of decisions) onDecision(decision);
    onSnapshot?.(row.timeMs);
  }
}

/** Hands over the samples of a row that some rule reads. */
function feeder(
  program: Program,
  rules: readonly ProgramRule[],
  { ownFromMs }: Recording,
  evaluator: ImmediateEvaluator,
): (row: SampleRow) => void {
  const read = new Set(rules.flatMap(metricsReadBy));
  const scopes = new Map(program.metrics.map(({ name, scope }) => [name, scope]));
  const ownFrom = (metric: string) =>
    scopes.get(metric) === "macro" ? Number.NEGATIVE_INFINITY : (ownFromMs[metric] ?? Number.POSITIVE_INFINITY);
  let known: readonly string[] | null = null;
  let columns: readonly { readonly at: number; readonly metric: string; readonly ownFrom: number }[] = [];
  return ({ timeMs, metrics, values }) => {
    if (metrics !== known) {
      known = metrics;
      columns = metrics.flatMap((metric, at) => (read.has(metric) ? [{ at, metric, ownFrom: ownFrom(metric) }] : []));
    }
    for (const column of columns) {
      const value = values[column.at];
      if (value === null || value === undefined) continue;
      evaluator.sample(column.metric, value, timeMs, timeMs >= column.ownFrom ? playedRun : undefined);
    }
    // The macro of a recording is alone unless it says otherwise.
    if (read.has(runningMetric) && !metrics.includes(runningMetric)) {
      evaluator.sample(runningMetric, timeMs < 0 ? 0 : 1, timeMs);
    }
  };
}
