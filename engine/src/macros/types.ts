/** Processes and macros as the engine knows them. */

import type { Level } from "@macro-engine/dsl";

/** A process that cannot be mistaken for a later one of the same pid: `startTime` is opaque, compared for equality only. */
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

/** What a process tree uses, summed over it. Counters are since each process began; they may fall when one ends. */
export interface TreeUsage {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly processes: number;
  readonly threads: number;
  /** Null where the platform does not say, or not to us. */
  readonly readBytes: number | null;
  readonly writtenBytes: number | null;
}

export type MacroOrigin = "child" | "attached" | "found";

/** One run of one macro. */
export interface MacroRun {
  /** Unique over all time (a UUID). */
  readonly id: string;
  readonly macro: string;
  /** Governing profile; null: watched, never acted upon. */
  readonly profile: string | null;
  readonly level: Level | null;
  readonly origin: MacroOrigin;
  readonly root: ProcessIdentity;
  readonly command: readonly string[];
  /** ms monotonic and ms since the epoch. */
  readonly startedAt: number;
  readonly startedWall: number;
}

/** How a run ended. */
export type RunEnd =
  | { readonly kind: "exited"; readonly code: number | null; readonly signal: string | null }
  | { readonly kind: "cancelled"; readonly decision: string | null }
  | { readonly kind: "stopped" }
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
