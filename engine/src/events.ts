/**
 * What the engine announces, in the form that leaves the process: `watch --json` prints one a line, the control socket
 * sends them to subscribers. Times are ISO 8601 on the wall clock; values are in base units. Fields are only ever added.
 */

import type { ActionName, Level, SampleValue } from "@macro-engine/dsl";
import type { MacroOrigin, RunEnd } from "./macros/types.ts";

interface Timed {
  readonly time: string;
}

export interface EngineStarted extends Timed {
  readonly event: "engine-start";
  readonly session: string;
  readonly pid: number;
  readonly policies: readonly string[];
  readonly profiles: number;
  readonly rules: number;
  readonly dryRun: boolean;
}

export interface EngineStopped extends Timed {
  readonly event: "engine-stop";
  readonly session: string;
  readonly reason: string;
}

export interface MacroStarted extends Timed {
  readonly event: "macro-start";
  readonly run: string;
  readonly macro: string;
  /** Null: it registered without one. */
  readonly pid: number | null;
  /** Null: watched, never acted upon. */
  readonly profile: string | null;
  readonly level: Level | null;
  readonly origin: MacroOrigin;
}

export interface MacroEnded extends Timed {
  readonly event: "macro-end";
  readonly run: string;
  readonly macro: string;
  readonly end: RunEnd;
  readonly durationMs: number;
}

/** A rule fired or cleared. */
export interface RuleDecided extends Timed {
  readonly event: "fire" | "clear";
  /** Id of the decision in the store. */
  readonly id: string;
  readonly session: string;
  readonly run: string;
  readonly macro: string;
  readonly profile: string;
  readonly level: Level;
  readonly rule: string;
  readonly action: ActionName | "cancel all";
  readonly message: string;
  readonly threshold: string;
  readonly since: string;
  readonly values: Readonly<Record<string, SampleValue | null>>;
  readonly file: string;
  readonly line: number;
  readonly dryRun: boolean;
  /** Id of the mute by which it had no consequences; absent: none. */
  readonly mute?: string;
}

/** What came of a decision's action. */
export interface ActionDone extends Timed {
  readonly event: "outcome";
  /** The decision's id; empty where there was none. */
  readonly id: string;
  readonly run: string;
  readonly macro: string;
  readonly action: string;
  readonly ok: boolean;
  readonly how: string;
  readonly tookMs: number;
  readonly processes: number;
  readonly dryRun: boolean;
}

/** What a macro that registered itself is to do; it acknowledges by the order's id, a cancel within its grace. */
export interface MacroOrder extends Timed {
  readonly event: "order";
  readonly id: string;
  readonly run: string;
  readonly macro: string;
  readonly order: "throttle" | "restore" | "pause" | "resume" | "cancel";
  /** Why, in words. */
  readonly reason: string;
  /** ms until its process is killed, where it gave one; null for all but cancels. */
  readonly graceMs: number | null;
  /** The decision's id; null: by a user. */
  readonly decision: string | null;
}

/** A run was given another level. */
export interface LevelChanged extends Timed {
  readonly event: "level";
  readonly run: string;
  readonly macro: string;
  readonly level: Level | null;
}

/** Rules were muted, or a mute ended. */
export interface MuteChanged extends Timed {
  readonly event: "mute" | "unmute";
  readonly id: string;
  readonly macro: string | null;
  readonly rule: string | null;
  readonly from: string;
  readonly until: string;
  readonly reason: string;
  readonly by: string;
}

/** A named session began or ended. */
export interface SessionChanged extends Timed {
  readonly event: "session-begin" | "session-end";
  readonly id: string;
  readonly name: string;
}

/** Something about the engine itself: a sensor that fails, policies that do not load, a disk that is full. */
export interface Notice extends Timed {
  readonly event: "notice";
  readonly level: "info" | "warning" | "error";
  readonly message: string;
}

/** The policy set was read again. `ok` false: it has errors, and the last good set stays in force. */
export interface Reloaded extends Timed {
  readonly event: "reload";
  readonly ok: boolean;
  readonly profiles: number;
  readonly rules: number;
  /** Rendered diagnostics, empty when fine. */
  readonly problems: string;
}

export type EngineEvent =
  | EngineStarted
  | EngineStopped
  | MacroStarted
  | MacroEnded
  | RuleDecided
  | ActionDone
  | MacroOrder
  | LevelChanged
  | MuteChanged
  | SessionChanged
  | Notice
  | Reloaded;
