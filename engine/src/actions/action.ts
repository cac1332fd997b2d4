/** What an action is, and what it is given. */

import type { ProcessTable } from "../macros/processes/process-table.ts";
import type { ProcessTree } from "../macros/tree.ts";
import type { Outcome, ProcessIdentity, ProcessInfo, ProcessRun } from "../macros/types.ts";
import type { System } from "./system.ts";

export type ActionKind = Outcome["action"];

export interface ActionRequest {
  readonly action: ActionKind;
  /**
   * Who asks. A rule's name is what pauses and throttles are counted by; the user's own word (`status`, `stop`, the
   * API) also reaches macros that no profile governs.
   */
  readonly by: { readonly kind: "rule"; readonly rule: string } | { readonly kind: "user" };
  /** For a cancel: ms between asking and force. */
  readonly graceMs: number;
  /** For macros that are told: why, and by which decision. Absent: its user wants it. */
  readonly because?: { readonly decision: string; readonly reason: string };
}

/** What is acted upon. `LiveRun` of `macros/registry.ts` is one where it has a process. */
export interface ActionTarget {
  readonly run: ProcessRun;
  readonly tree: ProcessTree;
}

export interface ActionSettings {
  /** What a cancel asks with before it forces. */
  readonly signal: NodeJS.Signals;
  readonly allowOtherUsers: boolean;
  /** Whether the profile that governs this run names this process by a pattern of its own: asked for found macros. */
  readonly names: (run: ProcessRun, root: ProcessInfo) => boolean;
  /** How long a cancel goes on killing and looking before it reports what is left, ms. */
  readonly verifyMs: number;
}

/** What the performer remembers of a run while it lives. */
export interface RunState {
  /** Rules that hold it paused, and the processes that were stopped for them. */
  readonly pausedBy: Set<string>;
  readonly stopped: Map<number, ProcessIdentity>;
  readonly throttledBy: Set<string>;
  /** Nice value before the first throttle, by thread (by pid where threads share one). */
  readonly originalNice: Map<number, { readonly owner: ProcessIdentity; readonly nice: number }>;
  ending: boolean;
}

export interface ActionContext {
  readonly table: ProcessTable;
  readonly system: System;
  readonly settings: ActionSettings;
  readonly target: ActionTarget;
  readonly state: RunState;
  readonly request: ActionRequest;
  /** What the guards found out during this action, by pid: owners and ancestors do not change in that time. */
  readonly checked: Map<number, { readonly startTime: number; readonly refusal: string | null }>;
}

export interface Action {
  readonly kind: ActionKind;
  /** Never rejects for what the world does: a refusal or a failure is an outcome. */
  perform(context: ActionContext): Promise<Outcome>;
  /** What it would do, in words, for a dry run. */
  describe(context: ActionContext): string;
}

/** The key that a pause or throttle is counted by. Rule names hold no blanks, so the user's cannot clash. */
export function holder(request: ActionRequest): string {
  return request.by.kind === "rule" ? request.by.rule : "the user";
}

export function plural(count: number, noun: string): string {
  const nouns = noun.endsWith("s") ? `${noun}es` : `${noun}s`;
  return `${count} ${count === 1 ? noun : nouns}`;
}

/** Refusals in one phrase: each once, and no more than a reader wants to see. */
export function refusals(reasons: Iterable<string>): string {
  const all = [...new Set(reasons)];
  const more = all.length > 3 ? [`and ${all.length - 3} more`] : [];
  return `refused: ${[...all.slice(0, 3), ...more].join("; ")}`;
}

/** ms in the words of an outcome: "340ms", "2.5s". */
export function spoken(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)}ms` : `${Number((ms / 1000).toFixed(1))}s`;
}
