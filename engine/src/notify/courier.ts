/** Delivers one channel's queue: soon, in order, several at once when they come thick, again and again where it fails. */

import { setTimeout as sleep } from "node:timers/promises";
import { type Channel, type Delivered, type Letter, letterId, notificationsOf } from "./channel.ts";
import type { Course } from "./course.ts";
import { mostWaitMs } from "./http.ts";
import { lettersOf } from "./letters.ts";
import type { Notification } from "./notification.ts";
import type { Queue } from "./queue.ts";
import { createWaits } from "./waits.ts";

/** ms. */
export interface Pace {
  /** What comes together is told together: the first waits this long for others. */
  readonly gatherMs: number;
  /** Between two deliveries, and between them after many within a minute. */
  readonly betweenMs: number;
  readonly busyMs: number;
  /** After the first attempt that fails; each further one doubles it. */
  readonly againMs: number;
  readonly mostAgainMs: number;
  /** How often to look for what other processes queued, and for one that held the queue and is gone. */
  readonly lookMs: number;
}

export const usualPace: Pace = {
  gatherMs: 150,
  betweenMs: 2000,
  busyMs: 10_000,
  againMs: 1000,
  mostAgainMs: 300_000,
  lookMs: 5000,
};

/** Deliveries within a minute from which on there is more time between them: Discord takes 30. */
const busyFrom = 10;

export interface CourierOptions {
  readonly name: string;
  readonly channel: Channel;
  readonly queue: Queue;
  readonly pace: Pace;
  /** Begins when this has resolved: the courier before it has ended. */
  readonly after: Promise<void>;
  /** Another configuration than the one before: how that one went counts no more. */
  readonly anew: boolean;
  /** What waits longer is given up. */
  readonly newsForMs: number;
  /** How many a digest may tell of. */
  readonly mostTogether: number;
  readonly courseOf: (notification: Notification) => Course | null;
  /** The queue, or how it goes, has changed. */
  readonly onChange: () => void;
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

const heldMs = 500;

/** How one channel's deliveries go, in this process. By the monotonic clock, ms. */
interface Going {
  /** Until somebody mends the configuration. */
  gone: boolean;
  notBefore: number;
  /** When it delivered, within the last minute. */
  readonly sent: number[];
  /** How many the next digest may tell of: fewer, where more were refused. */
  most: number;
}

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

function holdOff(going: Going, ms: number): void {
  going.notBefore = Math.max(going.notBefore, performance.now() + ms);
}

function betweenMs(sent: number[], { betweenMs, busyMs }: Pace): number {
  const minuteAgo = performance.now() - 60_000;
  while (sent.length > 0 && sent[0]! < minuteAgo) sent.shift();
  return sent.length >= busyFrom ? busyMs : betweenMs;
}

function expire({ name, queue, newsForMs, mostTogether, onChange }: CourierOptions): void {
  const now = Date.now();
  const waiting = queue.waiting(name, mostTogether).map(({ notification }) => notification);
  const old = waiting.filter(({ time }) => now - Date.parse(time) > newsForMs);
  if (old.length === 0) return;
  queue.failed(name, old, now);
  onChange();
}

/** Tells what waits, up to the first letter that cannot be told now. */
async function deliverWaiting(options: CourierOptions, going: Going): Promise<Delivered["kind"]> {
  const { queue, name, mostTogether, courseOf } = options;
  const waiting = queue.waiting(name, mostTogether);
  let last: Delivered["kind"] = "delivered";
  for (const letter of lettersOf(waiting, going.most, courseOf)) {
    const outcome = await attempt(options, letter);
    going.sent.push(performance.now());
    settle(options, letter, outcome, going);
    last = outcome.kind;
    if (last === "later" || last === "gone" || ("waitMs" in outcome && outcome.waitMs)) break;
  }
  return last;
}

/** A secret that is missing may be there at the next attempt. */
async function attempt({ channel }: CourierOptions, letter: Letter): Promise<Delivered> {
  try {
    return await channel.deliver(letter);
  } catch (error) {
    return { kind: "later", problem: error instanceof Error ? error.message : String(error), afterMs: null };
  }
}

function settle(options: CourierOptions, letter: Letter, outcome: Delivered, going: Going): void {
  const { name, queue, pace, mostTogether, onChange } = options;
  const now = Date.now();
  const list = notificationsOf(letter);
  const { tries } = queue.course(name);
  switch (outcome.kind) {
    case "delivered":
      queue.delivered(name, list, now);
      queue.setCourse(name, { nextAt: now + (outcome.waitMs ?? 0), tries: 0, problem: null });
      holdOff(going, outcome.waitMs ?? 0);
      break;
    case "refused":
      // One of many may be at fault, or that they are many.
      if (list.length > 1) queue.tried(name, list, null);
      else queue.failed(name, list, now);
      going.most = list.length > 1 ? Math.floor(list.length / 2) : mostTogether;
      queue.setCourse(name, { nextAt: 0, tries: 0, problem: outcome.problem });
      break;
    case "later": {
      const { afterMs } = outcome;
      queue.tried(name, list, letterId(letter));
      // Our own patience begins anew with the next engine: somebody may have mended it.
      const nextAt = afterMs === null ? 0 : now + Math.ceil(afterMs);
      queue.setCourse(name, { nextAt, tries: tries + 1, problem: outcome.problem });
      holdOff(going, afterMs ?? backOff(tries, pace));
      break;
    }
    case "gone":
      going.gone = true;
      queue.setCourse(name, { nextAt: 0, tries: tries + 1, problem: outcome.problem });
      break;
  }
  onChange();
}

/** Spread by a quarter, so that many engines do not come back at once. */
function backOff(tries: number, { againMs, mostAgainMs }: Pace): number {
  return Math.min(mostAgainMs, againMs * 2 ** Math.min(tries, 30)) * (0.75 + Math.random() / 2);
}
