/** A recorded run under a part of its profile: when a rule fires, and when the others would have ended it. */

import type { Program } from "@macro-engine/dsl";
import type { WhatIfFiring } from "../../api/contract.ts";
import { judge, type Listener } from "../../backtest/judge.ts";
import type { EvaluatorSettings } from "../../evaluator-settings.ts";
import { metricsReadBy } from "../../runtime/metrics-read.ts";
import type { RecordReader } from "../../store/record-reader.ts";
import type { JudgedTrial } from "./trials.ts";

export interface Fired {
  /** In the course. */
  readonly timeMs: number;
  readonly firing: WhatIfFiring;
}

/** Of one run: what is beyond is of no help to anybody. */
const mostFired = 2000;

/** Firings of a rule that is alone in its profile, newest first. */
export async function firedIn(
  program: Program,
  trial: JudgedTrial,
  rule: string,
  settings: EvaluatorSettings,
): Promise<readonly Fired[]> {
  const { run } = trial;
  const fired: Fired[] = [];
  await judge(
    program,
    trial.recording,
    [subjectOf(program, trial)],
    {
      ...deaf,
      decided: (_subject, decision) => {
        if (decision.kind !== "fire" || decision.rule !== rule || fired.length >= mostFired) return;
        const time = new Date(Math.round(decision.wall)).toISOString();
        const firing = { time, run: run.id, macro: run.macro, decision: onRecord(trial, decision.time) };
        fired.push({ timeMs: decision.time, firing });
      },
    },
    settings,
  );
  return fired.reverse();
}

/** When the first of these rules ends the run, ms of the course; Infinity: none does. `pause` lets others in meanwhile. */
export async function endOf(
  record: RecordReader,
  program: Program,
  trial: JudgedTrial,
  settings: EvaluatorSettings,
  pause: () => Promise<unknown>,
): Promise<number> {
  const metrics = [...new Set(program.profiles.flatMap(({ rules }) => rules.flatMap(metricsReadBy)))];
  const course = trial.course.with(record, metrics);
  const { startWallMs, intervalMs, macroStartMs, ownFromMs } = course;
  let endMs = Number.POSITIVE_INFINITY;
  const recording = {
    ...{ startWallMs, intervalMs, macroStartMs, ownFromMs },
    async *rows() {
      for (const chunk of course.chunks()) {
        yield chunk;
        if (endMs < Number.POSITIVE_INFINITY) return;
        await pause();
      }
    },
  };
  await judge(
    program,
    recording,
    [subjectOf(program, trial)],
    {
      ...deaf,
      ended: (_subject, timeMs, how) => {
        if (how === "cancelled") endMs = Math.min(endMs, timeMs);
      },
    },
    settings,
  );
  return endMs;
}

const deaf: Listener = { started: () => {}, decided: () => {}, ended: () => {} };

function subjectOf({ profiles }: Program, { run }: JudgedTrial) {
  return { profile: profiles[0]!.name, macro: run.macro, restartAfterMs: null };
}

/** How many snapshots a replay may be off: an engine that was busy took its samples late. */
const mostSnapshotsOff = 3;

/** The firing on record of that snapshot, or else the nearest to it. */
function onRecord({ decided, course }: JudgedTrial, timeMs: number): string | null {
  let found: { readonly id: string; readonly offMs: number } | null = null;
  for (const [at, id] of decided) {
    const offMs = Math.abs(at - timeMs);
    if (found === null || offMs < found.offMs) found = { id, offMs };
  }
  return found === null || found.offMs > mostSnapshotsOff * course.intervalMs ? null : found.id;
}
