/** Delivers one channel's queue: soon, in order, several at once when they come thick, again and again where it fails. */

import { setTimeout as sleep } from "node:timers/promises";
import { betweenMs, type DeliveringOptions, deliverWaiting, expire, type Going, holdOff } from "./delivering.ts";
import { mostWaitMs } from "./http.ts";
import { createWaits } from "./waits.ts";

export interface CourierOptions extends DeliveringOptions {
  /** Begins when this has resolved: the courier before it has ended. */
  readonly after: Promise<void>;
  /** Another configuration than the one before: how that one went counts no more. */
  readonly anew: boolean;
  /** The queue itself cannot be read or written; it is tried again. */
  readonly onTrouble: (error: unknown) => void;
}

export interface Courier {
  /** Something was queued. */
  poke(): void;
  /** What could not be delivered for good, can be by now. */
  revive(): void;
  /** Resolves when it has delivered its last. */
  readonly ended: Promise<void>;
  /** Ends when nothing that can be delivered waits, or at the latest after `withinMs`; what waits then stays in the queue. */
  stop(withinMs: number): Promise<void>;
}

/** While another process delivers from the queue, it is looked at again after so long, ms. */
const heldMs = 500;

export function startCourier(options: CourierOptions): Courier {
  const { name, queue, pace, mostTogether } = options;
  const going: Going = { gone: false, notBefore: 0, sent: [], most: mostTogether };
  const waits = createWaits();
  const begin = () => {
    if (options.anew) queue.setCourse(name, { nextAt: 0, tries: 0, problem: null });
    // A receiver's word is good over a restart, whatever was done to the clock meanwhile.
    const leftMs = Math.min(mostWaitMs, queue.course(name).nextAt - Date.now());
    going.notBefore = performance.now() + leftMs;
  };
  const turn = async (): Promise<void> => {
    if (going.gone || queue.counts(name).waiting === 0) return waits.untilPoked(pace.lookMs);
    // Whoever holds it may be on its way out.
    if (!queue.hold(name)) return waits.pause(Math.min(heldMs, pace.lookMs));
    const leftMs = Math.max(pace.gatherMs, going.notBefore - performance.now());
    if (waits.leaving && waits.leavesWithin(leftMs)) return waits.leaveWithin(0);
    await waits.pause(leftMs);
    if (performance.now() < going.notBefore) return;
    expire(options);
    const outcome = await deliverWaiting(options, going);
    if (outcome !== "later") holdOff(going, betweenMs(going.sent, pace));
  };
  const isDone = () => waits.left || (waits.leaving && (going.gone || queue.counts(name).waiting === 0));
  const work = async () => {
    await options.after;
    let begun = false;
    while (!isDone()) {
      try {
        if (!begun) begin();
        begun = true;
        await turn();
      } catch (error) {
        // A disk that is full, or a file that others hold: what waits is there still.
        options.onTrouble(error);
        await waits.pause(pace.lookMs);
      }
    }
    queue.letGo(name);
  };
  const done = work().catch(options.onTrouble);
  return {
    ended: done,
    poke: waits.poke,
    revive: () => {
      going.gone = false;
      going.notBefore = 0;
      queue.setCourse(name, { nextAt: 0, tries: 0, problem: null });
      waits.poke();
    },
    stop: (withinMs) => {
      waits.leaveWithin(withinMs);
      // An answer may be a while in coming.
      return Promise.race([done, sleep(withinMs, undefined, { ref: false })]);
    },
  };
}
