/** Processes and macros as the engine knows them. */

import type { Level } from "@macro-engine/dsl";

/**
 * A process that cannot be mistaken for a later one of the same pid. `startTime` is in the process table's own unit
 * (clock ticks since boot, or ms since the epoch): equal for the same process, greater for a younger one.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: number;
}

export interface ProcessInfo extends ProcessIdentity {
  readonly ppid: number;
  /** Owner's user id; null where the platform does not say. */
  readonly uid: number | null;
  /** Base name of the executable. */
  readonly name: string;
  /** Arguments, the executable first. */
  readonly command: readonly string[];
}

/** What one process is and uses at a moment. Processor times are seconds since it began. */
export interface ProcessStat extends ProcessIdentity {
  readonly ppid: number;
  /** Session that it belongs to: the pid of the session's leader; 0 where the platform does not say. */
  readonly session: number;
  readonly state: "live" | "stopped" | "zombie";
  readonly cpuSeconds: number;
  /** Processor time of children that ended and were waited for; 0 where the platform does not say. */
  readonly reapedCpuSeconds: number;
  /** 0 where the platform does not say. */
  readonly threads: number;
  readonly residentBytes: number;
}

/**
 * What a process tree uses, summed over it. Counters (processor time, bytes) never fall: they go on counting what ended
 * processes used, and begin at 0 when the tree is first measured.
 */
export interface TreeUsage {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly processes: number;
  /** This and the next: null where the platform does not say, or not to us. */
  readonly threads: number | null;
  readonly readBytes: number | null;
  readonly writtenBytes: number | null;
}

/** `registered`: it said so itself, over the API. */
export type MacroOrigin = "child" | "attached" | "found" | "registered";

/** One run of one macro. */
export interface MacroRun {
  /** Unique over all time (a UUID). */
  readonly id: string;
  readonly macro: string;
  /** What it is called where people read it, as it said itself; absent: its name. */
  readonly title?: string;
  /** Governing profile; null: watched, never acted upon. */
  readonly profile: string | null;
  readonly level: Level | null;
  readonly origin: MacroOrigin;
  /** Null: it registered itself without a process. */
  readonly root: ProcessIdentity | null;
  readonly command: readonly string[];
  /** ms monotonic and ms since the epoch. */
  readonly startedAt: number;
  readonly startedWall: number;
}

/** A run with a process, which can be measured and acted upon. */
export type ProcessRun = MacroRun & { readonly root: ProcessIdentity };

/** How a run ended. */
export type RunEnd =
  | { readonly kind: "exited"; readonly code: number | null; readonly signal: string | null }
  | { readonly kind: "cancelled"; readonly decision: string | null }
  | { readonly kind: "stopped" }
  /** The macro went on: the engine ended, or its user took it off guard. */
  | { readonly kind: "left"; readonly released?: true }
  | { readonly kind: "lost" };

/** What came of an action. */
export interface Outcome {
  readonly action: "warn" | "throttle" | "pause" | "cancel" | "resume" | "restore";
  readonly ok: boolean;
  /** In words: "ended after SIGTERM", "killed after 3s grace", "dry run", "refused: …". */
  readonly how: string;
  readonly tookMs: number;
  /** Processes acted upon, and those left over when verification failed. */
  readonly processes: number;
  readonly left: readonly number[];
}
