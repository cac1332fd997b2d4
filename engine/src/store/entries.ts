/** What is written to the store, as plain data: one entry a fact, in the order in which they came about. */

import type { ActionName, Level, Place } from "@macro-engine/dsl";
import type { MacroRun, Outcome, ProcessIdentity, RunEnd } from "../macros/types.ts";
import type { Decision, Values } from "../runtime/types.ts";
import { newId } from "./ids.ts";

/** One run of the engine. Walls are ms since the epoch. */
export interface SessionStart {
  readonly id: string;
  /** Given by the user; null: none. */
  readonly name: string | null;
  readonly startedWall: number;
  readonly pid: number;
  readonly version: string;
  readonly policies: readonly string[];
  readonly dryRun: boolean;
}

/** A run's part that outlives the process: monotonic times mean nothing later. */
export type StoredRunStart = Omit<MacroRun, "startedAt">;

/** A decision as it is kept; `sinceWall` is its `since` on the wall clock. */
export interface DecisionRecord {
  readonly id: string;
  readonly session: string;
  readonly dryRun: boolean;
  readonly kind: "fire" | "clear";
  readonly wall: number;
  readonly sinceWall: number;
  readonly run: string;
  readonly macro: string;
  readonly profile: string;
  readonly level: Level;
  readonly rule: string;
  readonly action: ActionName;
  readonly all: boolean;
  readonly message: string;
  readonly threshold: string;
  readonly values: Values;
  readonly place: Place;
  /** Id of the mute by which it had no consequences; absent: none. */
  readonly mute?: string;
}

/** Rules that fire without consequences for a while; a macro or rule of null is every one. */
export interface MuteRecord {
  readonly id: string;
  readonly macro: string | null;
  readonly rule: string | null;
  readonly fromWall: number;
  readonly untilWall: number;
  readonly reason: string;
  readonly by: string;
  /** Ended early then; null: it lasts as it was made. */
  readonly endedWall: number | null;
}

/** A session that a user named, within one of an engine. */
export interface NamedSessionStart {
  readonly id: string;
  readonly session: string;
  readonly name: string;
  readonly startedWall: number;
}

/** What came of an action; `decision` null where no rule asked for it (a manual stop, the engine's own end). */
export interface OutcomeRecord extends Outcome {
  readonly id: string;
  readonly decision: string | null;
  readonly run: string;
  readonly wall: number;
}

/** A process that the engine stopped and has yet to let go on. */
export interface PausedProcess extends ProcessIdentity {
  readonly run: string;
  readonly macro: string;
}

export type Entry =
  | { readonly kind: "session-start"; readonly session: SessionStart }
  | { readonly kind: "session-end"; readonly session: string; readonly wall: number; readonly how: string }
  | { readonly kind: "run-start"; readonly session: string; readonly run: StoredRunStart }
  /** How old the session's run was at its first snapshot there, to the last digit of the engine's clock. */
  | {
      readonly kind: "run-age";
      readonly session: string;
      readonly run: string;
      readonly wall: number;
      readonly ageMs: number;
    }
  /** Of no effect on a run that another session has taken over. */
  | {
      readonly kind: "run-end";
      readonly session: string;
      readonly run: string;
      readonly wall: number;
      readonly end: RunEnd;
    }
  /** The run was given another level; null: it has none, no profile governs it. */
  | { readonly kind: "run-level"; readonly session: string; readonly run: string; readonly level: Level | null }
  | { readonly kind: "decision"; readonly decision: DecisionRecord }
  | { readonly kind: "outcome"; readonly outcome: OutcomeRecord }
  | { readonly kind: "cooldown"; readonly macro: string; readonly untilWall: number }
  | { readonly kind: "paused"; readonly process: PausedProcess }
  | { readonly kind: "resumed"; readonly process: ProcessIdentity }
  | { readonly kind: "mute"; readonly mute: MuteRecord }
  | { readonly kind: "mute-end"; readonly mute: string; readonly wall: number }
  | { readonly kind: "named-session-start"; readonly named: NamedSessionStart }
  | { readonly kind: "named-session-end"; readonly named: string; readonly wall: number };

/** Whether an entry must be on the disk itself, past a power cut, before anyone hears of it. */
export function isDurable(entry: Entry): boolean {
  if (entry.kind === "decision") return entry.decision.kind === "fire" && entry.decision.action === "cancel";
  return entry.kind === "cooldown" || entry.kind === "paused";
}

/** The entries for a snapshot's decisions, each with the id under which it will be found. */
export function decisionEntries(
  decisions: readonly Decision[],
  context: { readonly session: string; readonly dryRun: boolean },
): (Entry & { readonly kind: "decision" })[] {
  return decisions.map((decision) => {
    const { time, since, ...kept } = decision;
    const sinceWall = Math.round(decision.wall - (time - since));
    // The evaluator may reuse its values; what is queued must not change.
    const values = { ...decision.values };
    return { kind: "decision", decision: { ...kept, ...context, values, sinceWall, id: newId(decision.wall) } };
  });
}

export function outcomeEntry(
  outcome: Outcome,
  context: { readonly decision: string | null; readonly run: string; readonly wall: number },
): Entry {
  return { kind: "outcome", outcome: { ...outcome, ...context, id: newId(context.wall) } };
}
