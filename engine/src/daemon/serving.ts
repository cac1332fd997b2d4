/** What the control plane last said of itself. */

import type { Serving } from "../control/protocol.ts";

export interface ServingState {
  readonly now: Serving;
  take(serving: Serving): void;
  /** Hears of every change from now on. */
  listen(listener: (serving: Serving) => void): void;
}

export const servingNothing: Serving = { dashboard: null, link: null, problem: null, channels: [] };

export function createServing(): ServingState {
  let now = servingNothing;
  const listeners: ((serving: Serving) => void)[] = [];
  return {
    get now() {
      return now;
    },
    take: (serving) => {
      now = serving;
      for (const listener of listeners) listener(serving);
    },
    listen: (listener) => void listeners.push(listener),
  };
}
