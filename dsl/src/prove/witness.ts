/** What claims about policies rest on: a course of samples that anybody can replay. */

import type { Level, Program, SampleValue } from "../program/program.ts";
import type { ActionName } from "../syntax/ast.ts";

/** Samples that show a claim: played through the evaluator, the macro does what the claim says. Times are ms since the first row. */
export interface Witness {
  /** Spacing of the snapshots. */
  readonly intervalMs: number;
  /** Wall time of the first row, ms since the epoch: what schedules read. */
  readonly startWallMs: number;
  /** Schedules are read, so that the wall time is part of what is shown. */
  readonly readsClock?: true;
  /** When the macro starts, a row's time; what was sampled before is history. */
  readonly macroStartMs: number;
  /** Replaces the profile's level where a rule reads `macro.level`. */
  readonly level?: Level;
  /** Name of the macro; absent: the profile's. */
  readonly macro?: string;
  /** Each a snapshot from `macroStartMs` on. */
  readonly rows: readonly WitnessRow[];
}

export interface WitnessRow {
  readonly timeMs: number;
  /** By metric, base units. A metric that is not here has no sample at this time. `duration` follows from the start and is never here. */
  readonly samples: Readonly<Record<string, SampleValue>>;
}

/** What a rule did in a replay; times are ms since the first row of the witness. */
export interface ReplayedEvent {
  readonly kind: "fire" | "clear";
  readonly rule: string;
  readonly action: ActionName;
  readonly all: boolean;
  readonly timeMs: number;
}

/**
 * Plays a witness through the evaluator, to its end or the first cancel. The language knows no evaluator: whoever has one
 * gives this to those that make claims, and what it does not confirm is not claimed.
 */
export type Replay = (program: Program, profile: string, witness: Witness) => readonly ReplayedEvent[];
