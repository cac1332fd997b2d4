/** What the live screen shows, as plain data: the daemon fills it in, `renderScreen` draws it. */

import type { Level } from "@macro-engine/dsl";
import type { RuleView } from "../../runtime/types.ts";
import type { EventLine } from "./event-line.ts";
import type { MainMetric } from "./main-metrics.ts";

export interface ScreenView {
  /** ms monotonic, of the same clock as `RuleView.since` and `ScreenMacro.startedAt`. */
  readonly now: number;
  /** ms since the epoch. */
  readonly wall: number;
  /** IANA zone of the clock and of the events' times; default: the process's. */
  readonly zone?: string;
  readonly engine: ScreenEngine;
  /** In the order of the screen: most telling first, as those at the end may not fit. */
  readonly metrics: readonly ScreenMetric[];
  /** In the order in which they started. */
  readonly macros: readonly ScreenMacro[];
  /** Macros that may not start yet. */
  readonly cooling?: readonly { readonly macro: string; readonly leftMs: number }[];
  /** Oldest first; a hundred are more than any screen shows. */
  readonly events: readonly EventLine[];
}

export interface ScreenEngine {
  readonly profiles: number;
  readonly rules: number;
  readonly demo: boolean;
  readonly dryRun: boolean;
  /** Why the policies on disk are not in force (rendered diagnostics); null when they are. */
  readonly policyProblem: string | null;
  /** Why nothing is recorded: a full disk; null when it is. */
  readonly recordingProblem: string | null;
  /** A link to the dashboard; absent or null: none is served. */
  readonly dashboard?: string | null;
  /** Anything else that the user should know while it lasts: a sensor that failed. */
  readonly notices?: readonly string[];
}

export interface ScreenMetric {
  readonly metric: MainMetric;
  /** Base units; null when nobody measures it. */
  readonly value: number | null;
  /** The value with its unit: "42%", "38ms". */
  readonly valueText: string;
  /** One value a snapshot, oldest first; 60 are plenty. */
  readonly history: readonly (number | null)[];
}

export interface ScreenMacro {
  readonly macro: string;
  /** Null: unprotected. */
  readonly profile: string | null;
  readonly level: Level | null;
  /** Null: it registered itself without one. */
  readonly pid: number | null;
  /** ms monotonic. */
  readonly startedAt: number;
  /** `ending`: asked to stop, not gone yet. */
  readonly state: "running" | "paused" | "throttled" | "ending";
  /** As `Evaluator.inspect` gives them. */
  readonly rules: readonly RuleView[];
  /** The macro's own use of processor (%, 100 is one core) and memory, as `ScreenMetric`'s values. */
  readonly cpu: { readonly valueText: string; readonly history: readonly (number | null)[] } | null;
  readonly memory: { readonly valueText: string } | null;
}
