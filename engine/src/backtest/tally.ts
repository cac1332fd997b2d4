/** What became of one profile over all recordings: how often each of its rules fired, when, and for how long. */

import type { ProgramProfile } from "@macro-engine/dsl";
import type { Decision } from "../runtime/types.ts";
import type { Listener } from "./judge.ts";

/** Times are ms of the recording. */
export interface Firing {
  /** Index of the recording. */
  readonly recording: number;
  /** Which run of the macro in it, from 1. */
  readonly run: number;
  readonly atMs: number;
  /** When its condition had become true. */
  readonly sinceMs: number;
  /** How long it lasted: until it cleared, or the macro or the recording ended. */
  readonly lastedMs: number;
  readonly ended: "cleared" | "cancelled" | "recording ended";
  /** As the firing said it. */
  readonly message: string;
}

export interface RuleTally {
  readonly fired: number;
  /** Runs in which it fired. */
  readonly runs: number;
  /** In all, and the longest one. */
  readonly firingMs: number;
  readonly longestMs: number;
  /** The first ones, by recording and time. */
  readonly firings: readonly Firing[];
  /** How many more there were. */
  readonly leftOut: number;
}

export interface ProfileTally {
  readonly runs: number;
  readonly cancelled: number;
  /** How long the macro ran. */
  readonly observedMs: number;
  /** By rule, of every rule of the profile. */
  readonly rules: ReadonlyMap<string, RuleTally>;
}

/** Firings of a rule that are kept one by one. */
export const mostFirings = 1000;

export interface Tally {
  /** Listens to this profile's part in the judgement of a recording. */
  hear(recording: number): Pick<Listener, "started"> & { decided(decision: Decision): void } & Ending;
  result(): ProfileTally;
}

interface Ending {
  ended(timeMs: number, how: "cancelled" | "recording ended"): void;
}

interface Counting {
  fired: number;
  runs: number;
  firingMs: number;
  longestMs: number;
  leftOut: number;
  readonly firings: Firing[];
  /** While it fires. */
  open: Pick<Firing, "atMs" | "sinceMs" | "message"> | null;
  /** The run in which it fired last: to count runs once. */
  lastRun: number;
}

export function createTally(profile: ProgramProfile): Tally {
  const rules = new Map<string, Counting>(
    profile.rules.map(({ name }) => [
      name,
      { fired: 0, runs: 0, firingMs: 0, longestMs: 0, leftOut: 0, firings: [], open: null, lastRun: 0 },
    ]),
  );
  let runs = 0;
  let cancelled = 0;
  let observedMs = 0;

  return {
    hear(recording) {
      let run = 0;
      let startedMs = 0;
      const close = (counting: Counting, timeMs: number, ended: Firing["ended"]): void => {
        const { open } = counting;
        if (open === null) return;
        counting.open = null;
        const lastedMs = timeMs - open.atMs;
        counting.firingMs += lastedMs;
        counting.longestMs = Math.max(counting.longestMs, lastedMs);
        if (counting.firings.length < mostFirings) counting.firings.push({ recording, run, ...open, lastedMs, ended });
        else counting.leftOut += 1;
      };
      return {
        started(_, timeMs) {
          run += 1;
          runs += 1;
          startedMs = timeMs;
        },
        decided({ kind, rule, time, since, message }) {
          const counting = rules.get(rule)!;
          if (kind === "clear") {
            close(counting, time, "cleared");
            return;
          }
          counting.fired += 1;
          if (counting.lastRun !== runs) counting.runs += 1;
          counting.lastRun = runs;
          counting.open = { atMs: time, sinceMs: since, message };
        },
        ended(timeMs, how) {
          observedMs += timeMs - startedMs;
          if (how === "cancelled") cancelled += 1;
          for (const counting of rules.values()) close(counting, timeMs, how);
        },
      };
    },
    result: () => ({ runs, cancelled, observedMs, rules }),
  };
}
