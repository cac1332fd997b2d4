/** What is told, as plain data: made when it happens, kept in the queue, put into words by each channel. */

import type { Level, SampleValue } from "@macro-engine/dsl";
import type { ActionDone, RuleDecided } from "../events.ts";
import type { OutcomeRecord } from "../store/entries.ts";
import type { StoredDecision } from "../store/store.ts";

/** Values are in base units, times ISO 8601. */
export interface Notification {
  /** The same however often it is sent: receivers may go by it. */
  readonly id: string;
  /** A rule fired; it cleared; what it asked for could not be done; somebody tries the channel. */
  readonly kind: "fired" | "recovered" | "failed" | "test";
  readonly time: string;
  readonly session: string;
  /** Its name, where it has one, or that of the session that a user began within it. */
  readonly sessionName: string | null;
  readonly run: string;
  readonly macro: string;
  /** What it calls itself; null: its name. */
  readonly macroTitle: string | null;
  readonly profile: string;
  readonly level: Level;
  readonly rule: string;
  readonly action: RuleDecided["action"];
  readonly message: string;
  readonly threshold: string;
  readonly values: Readonly<Record<string, SampleValue | null>>;
  /** The same as people read them. */
  readonly readings: Readonly<Record<string, string>>;
  readonly file: string;
  readonly line: number;
  /** Why the action failed, or why nobody guards any more what it was about; else null. */
  readonly how: string | null;
  readonly dryRun: boolean;
}

/** What the record and the engine's events say alike of a decision. */
export interface Decided extends Omit<Notification, "id" | "kind" | "sessionName" | "macroTitle" | "readings" | "how"> {
  readonly id: string;
  readonly fires: boolean;
  readonly wall: number;
  /** Nothing came of it, and nobody is told. */
  readonly muted: boolean;
  readonly outcomes: readonly Failure[];
}

export interface Failure {
  /** Of whom it was asked: of a cancel of all, not always the one whose rule it was. */
  readonly run: string;
  /** Its name, where it is known already. */
  readonly macro: string | null;
  readonly ok: boolean;
  readonly how: string;
  readonly wall: number;
}

export function decidedByEvent(event: RuleDecided): Decided {
  const { id, time, session, run, macro, profile, level, rule, action, message, threshold, values, file, line } = event;
  const what = { id, time, session, run, macro, profile, level, rule, action, message, threshold, values, file, line };
  const { dryRun, mute } = event;
  const wall = Date.parse(time);
  return { ...what, dryRun, fires: event.event === "fire", wall, muted: mute !== undefined, outcomes: [] };
}

export function decidedOnRecord(record: StoredDecision): Decided {
  const { id, wall, session, run, macro, profile, level, rule, message, threshold, values, dryRun } = record;
  const action: Decided["action"] = record.all ? "cancel all" : record.action;
  const time = new Date(wall).toISOString();
  const { file, line } = record.place;
  const what = { id, time, session, run, macro, profile, level, rule, action, message, threshold, values, file, line };
  const muted = record.mute !== undefined;
  return { ...what, dryRun, wall, fires: record.kind === "fire", muted, outcomes: record.outcomes.map(failureOf) };
}

export function failureOf(outcome: OutcomeRecord | ActionDone): Failure {
  const { run, ok, how } = outcome;
  const macro = "macro" in outcome ? outcome.macro : null;
  return { run, macro, ok, how, wall: "wall" in outcome ? outcome.wall : Date.parse(outcome.time) };
}
