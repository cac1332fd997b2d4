/** Hears every event though the queue's file may be out of reach for a while: what could not be queued is kept, and queued later. */

import type { EngineEvent } from "../events.ts";

export interface Hearing {
  hear(event: EngineEvent): void;
  /** Queues what was kept, as far as it can be. */
  again(): void;
}

/** Of a disk that stays full: the record has the rest. */
const mostKept = 10_000;

/** `queueUp` throws where it cannot. */
export function createHearing(queueUp: (event: EngineEvent) => void, onTrouble: (error: unknown) => void): Hearing {
  const kept: EngineEvent[] = [];
  const again = () => {
    try {
      while (kept.length > 0) {
        queueUp(kept[0]!);
        kept.shift();
      }
    } catch (error) {
      onTrouble(error);
    }
  };
  return {
    hear: (event) => {
      if (kept.length < mostKept) kept.push(event);
      // Each attempt may wait for a file that another program holds: one at a time, and in order.
      if (kept.length === 1) again();
    },
    again,
  };
}
