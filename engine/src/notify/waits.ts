/** Waiting that a poke ends, and that ends for good when it is time to leave: by the monotonic clock, which nobody sets. */

import { setTimeout as sleep } from "node:timers/promises";

export interface Waits {
  readonly leaving: boolean;
  /** Whether it is time to leave. */
  readonly left: boolean;
  /** Whether it will be time to leave before this many ms have passed. */
  leavesWithin(ms: number): boolean;
  poke(): void;
  /** The time to leave comes after so many ms. */
  leaveWithin(ms: number): void;
  /** At most `ms`, and no longer than until somebody pokes. */
  untilPoked(ms: number): Promise<void>;
  /** Whoever pokes. */
  pause(ms: number): Promise<void>;
}

export function createWaits(): Waits {
  let leaveAt = Number.POSITIVE_INFINITY;
  let poked = false;
  let wake = new AbortController();
  const now = () => performance.now();
  const rest = (ms: number) => sleep(Math.max(0, ms), undefined, { signal: wake.signal }).catch(() => {});
  const awake = () => {
    wake.abort();
    wake = new AbortController();
  };
  return {
    get leaving() {
      return leaveAt !== Number.POSITIVE_INFINITY;
    },
    get left() {
      return now() >= leaveAt;
    },
    leavesWithin: (ms) => now() + ms > leaveAt,
    poke: () => {
      poked = true;
      awake();
    },
    leaveWithin: (ms) => {
      leaveAt = Math.min(leaveAt, now() + ms);
      awake();
    },
    untilPoked: async (ms) => {
      if (!poked) await rest(Math.min(ms, leaveAt - now()));
      poked = false;
    },
    pause: async (ms) => {
      const until = now() + ms;
      for (;;) {
        const left = Math.min(until, leaveAt) - now();
        if (left <= 0) return;
        await rest(left);
      }
    },
  };
}
