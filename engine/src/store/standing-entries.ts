/** What still holds of what was written: who takes up the record in another file finds it there, and what follows fits. */

import type { Entry } from "./entries.ts";

export interface StandingEntries {
  /** Hears of every entry, in order. */
  note(entry: Entry): void;
  /** In the order in which they came about. */
  all(): readonly Entry[];
}

export function standingEntries(): StandingEntries {
  const standing = new Map<string, Entry>();

  /** Mutes end by themselves. */
  function forgetMutesUntil(wall: number): void {
    for (const [key, entry] of standing)
      if (entry.kind === "mute" && entry.mute.untilWall <= wall) standing.delete(key);
  }

  return {
    all: () => [...standing.values()],
    note(entry) {
      switch (entry.kind) {
        case "session-start":
          return void standing.set("session", entry);
        case "session-end":
          return standing.clear();
        case "run-start":
          return void standing.set(`start ${entry.run.id}`, entry);
        case "run-age":
          return void standing.set(`age ${entry.run}`, entry);
        case "run-level":
          return void standing.set(`level ${entry.run}`, entry);
        case "run-end":
          for (const what of ["start", "age", "level"]) standing.delete(`${what} ${entry.run}`);
          return;
        case "cooldown":
          return void standing.set(`cooldown ${entry.macro}`, entry);
        case "paused":
          return void standing.set(`paused ${entry.process.pid} ${entry.process.startTime}`, entry);
        case "resumed":
          return void standing.delete(`paused ${entry.process.pid} ${entry.process.startTime}`);
        case "mute":
          forgetMutesUntil(entry.mute.fromWall);
          return void standing.set(`mute ${entry.mute.id}`, entry);
        case "mute-end":
          return void standing.delete(`mute ${entry.mute}`);
        case "named-session-start":
          return void standing.set(`named ${entry.named.id}`, entry);
        case "named-session-end":
          return void standing.delete(`named ${entry.named}`);
        case "decision":
        case "outcome":
          return;
        default:
          return entry satisfies never;
      }
    },
  };
}
