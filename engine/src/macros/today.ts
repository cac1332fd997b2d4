/** How often and how long each macro ran today, in the engine's zone. */

import { type Day, dayOf } from "./day.ts";
import type { ProcessIdentity } from "./types.ts";

/** A run of the past: what a restarted engine reads from its store to go on counting. */
export interface PastRun extends Identified {
  readonly macro: string;
  readonly startedWall: number;
  /** Null: not known, counts as a run of no length. */
  readonly endedWall: number | null;
}

/** By its process, or by itself where it has none. */
interface Identified {
  readonly id: string;
  readonly root: ProcessIdentity | null;
}

export interface Today {
  /** One whose process another engine has guarded before is the same run. */
  started(macro: string, wall: number, run: Identified): void;
  ended(macro: string, wall: number): void;
  /** Runs that began today, the present one included. */
  runs(macro: string, wall: number): number;
  /** ms of today in which at least one run of the macro was there. */
  activeMs(macro: string, wall: number): number;
}

interface Tally {
  /** Those of today, by their processes. */
  runs: Set<string>;
  activeMs: number;
  running: number;
  /** Wall time from which `running` has not yet been added to `activeMs`. */
  since: number;
}

/** `past` may reach back as far as it likes; what is not of the day of `wall` is left out. */
export function createToday(zone: string, wall: number, past: readonly PastRun[] = []): Today {
  let day: Day = dayOf(wall, zone);
  const tallies = new Map<string, Tally>();
  const tallyOf = (macro: string): Tally => {
    let tally = tallies.get(macro);
    if (tally === undefined) {
      tally = { runs: new Set(), activeMs: 0, running: 0, since: 0 };
      tallies.set(macro, tally);
    }
    return tally;
  };
  const turn = (now: number) => {
    if (now >= day.start && now < day.end) return;
    day = dayOf(now, zone);
    for (const [macro, tally] of tallies) {
      if (tally.running === 0) tallies.delete(macro);
      else Object.assign(tally, { runs: new Set(), activeMs: 0, since: day.start });
    }
  };
  for (const run of [...past].sort((a, b) => a.startedWall - b.startedWall)) {
    const tally = tallyOf(run.macro);
    if (run.startedWall >= day.start && run.startedWall < day.end) tally.runs.add(key(run));
    // Runs of one macro that overlap count once.
    const from = Math.max(run.startedWall, day.start, tally.since);
    const to = Math.min(run.endedWall ?? run.startedWall, wall);
    if (to > from) {
      tally.activeMs += to - from;
      tally.since = to;
    }
  }
  return {
    started: (macro, now, run) => {
      turn(now);
      const tally = tallyOf(macro);
      tally.runs.add(key(run));
      if (tally.running === 0) tally.since = now;
      tally.running += 1;
    },
    ended: (macro, now) => {
      turn(now);
      const tally = tallyOf(macro);
      if (tally.running === 0) return;
      tally.running -= 1;
      if (tally.running === 0) tally.activeMs += Math.max(0, now - tally.since);
    },
    runs: (macro, now) => {
      turn(now);
      return tallies.get(macro)?.runs.size ?? 0;
    },
    activeMs: (macro, now) => {
      turn(now);
      const tally = tallies.get(macro);
      if (tally === undefined) return 0;
      return tally.activeMs + (tally.running > 0 ? Math.max(0, now - tally.since) : 0);
    },
  };
}

function key({ id, root }: Identified): string {
  return root === null ? id : `${root.pid}:${root.startTime}`;
}
