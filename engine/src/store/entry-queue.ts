/** Entries that wait in memory for a disk that does not take them: bounded, the oldest decisions make room. */

import type { DecisionRecord, Entry } from "./entries.ts";

export interface EntryQueue {
  readonly length: number;
  /** Decisions that found no room since the last `clearDropped`. */
  readonly dropped: number;
  add(entries: readonly Entry[]): void;
  /** The oldest, up to `most`, left in place. */
  first(most: number): readonly Entry[];
  remove(count: number): void;
  decision(id: string): DecisionRecord | null;
  clearDropped(): void;
}

export function entryQueue(capacity: number): EntryQueue {
  const entries: Entry[] = [];
  let dropped = 0;

  function makeRoom(): void {
    // Sessions, runs and the state of macros are few, and what is kept of decisions would hang in the air without them.
    const found = entries.findIndex(({ kind }) => kind === "decision" || kind === "outcome");
    const [gone] = entries.splice(Math.max(found, 0), 1);
    if (gone?.kind === "decision") dropped++;
  }

  return {
    get length() {
      return entries.length;
    },
    get dropped() {
      return dropped;
    },
    add(added) {
      entries.push(...added);
      while (entries.length > capacity) makeRoom();
    },
    first: (most) => entries.slice(0, most),
    remove: (count) => void entries.splice(0, count),
    decision(id) {
      for (const entry of entries) if (entry.kind === "decision" && entry.decision.id === id) return entry.decision;
      return null;
    },
    clearDropped() {
      dropped = 0;
    },
  };
}
