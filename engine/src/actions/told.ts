/** What one macro has been told, and whether it has said that it did so. */

import type { MacroOrder } from "../events.ts";
import type { LiveRun } from "../macros/registry.ts";
import type { Outcome } from "../macros/types.ts";

/** What became of an order; `late`: nothing in time, though the macro may still say so. */
export type Answer = "acknowledged" | "ended" | "late" | "replaced";

export interface Told {
  readonly live: LiveRun;
  /** Not acknowledged yet; null: nothing is waited for. */
  readonly order: MacroOrder | null;
  cancelling: Promise<Outcome> | null;
  /** Who holds it paused, or throttled: rules, or its user. */
  holders(what: "pause" | "throttle"): Set<string>;
  /** Takes the place of the order before. Resolves when it is known what becomes of it, after `waitMs` at the latest. */
  give(order: MacroOrder, waitMs: number): Promise<Answer>;
  acknowledge(order: string): boolean;
  /** Of no effect where nothing is waited for. */
  answer(answer: Answer): void;
}

export function createTold(live: LiveRun): Told {
  const holders = { pause: new Set<string>(), throttle: new Set<string>() };
  let order: MacroOrder | null = null;
  let settle: ((answer: Answer) => void) | null = null;
  const answer = (answer: Answer) => {
    if (answer !== "late") order = null;
    const waiting = settle;
    settle = null;
    waiting?.(answer);
  };
  return {
    live,
    cancelling: null,
    get order() {
      return order;
    },
    holders: (what) => holders[what],
    give: (given, waitMs) => {
      answer("replaced");
      order = given;
      return new Promise((resolve) => {
        const timer = setTimeout(() => answer("late"), waitMs);
        settle = (found) => {
          clearTimeout(timer);
          resolve(found);
        };
      });
    },
    acknowledge: (id) => {
      if (order?.id !== id) return false;
      answer("acknowledged");
      return true;
    },
    answer,
  };
}
