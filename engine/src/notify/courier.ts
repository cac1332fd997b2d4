/** Delivers one channel's queue: soon, in order, several at once when they come thick, again and again where it fails. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Channel, Delivered, Letter } from "./channel.ts";
import { notificationsOf } from "./channel.ts";
import type { Course } from "./course.ts";
import type { Notification } from "./notification.ts";
import type { Queue } from "./queue.ts";
import { digestOf } from "./wording.ts";

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

/** More than this at once become a digest. */
const mostSingles = 3;
const mostInDigest = 200;
/** Deliveries within a minute from which on there is more time between them: Discord takes 30. */
const busyFrom = 10;

export interface CourierOptions {
  readonly name: string;
  readonly channel: Channel;
  readonly queue: Queue;
  readonly pace: Pace;
  /** Begins when this has resolved: the courier before it has ended. */
  readonly after: Promise<void>;
  /** What waits longer is given up. */
  readonly newsForMs: number;
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

export function startCourier(options: CourierOptions): Courier {
  const { name, queue, pace } = options;
  const sent: number[] = [];
  const clock = createWaits();
  let gone = false;

  const turn = async (): Promise<void> => {
    if (gone || queue.counts(name).waiting === 0) return clock.untilPoked(pace.lookMs);
    if (!queue.hold(name)) return clock.pause(pace.lookMs);
    const { nextAt } = queue.course(name);
    if (nextAt > clock.leaveAt) return clock.leave();
    await clock.pause(Math.max(pace.gatherMs, nextAt - Date.now()));
    if (Date.now() < nextAt) return;
    expire(options);
    const outcome = await deliverWaiting(options, sent);
    if (outcome === "gone") gone = true;
    if (outcome !== "later") await clock.pause(betweenMs(sent, pace));
  };
  const isDone = () => Date.now() >= clock.leaveAt || (clock.leaving && (gone || queue.counts(name).waiting === 0));
  const work = async () => {
    await options.after;
    while (!isDone()) {
      try {
        await turn();
      } catch (error) {
        // A disk that is full, or a file that others hold: what waits is there still.
        options.onTrouble(error);
        await clock.pause(pace.lookMs);
      }
    }
    queue.letGo(name);
  };
  const done = work().catch(options.onTrouble);
  return {
    ended: done,
    poke: clock.poke,
    revive: () => {
      gone = false;
      queue.setCourse(name, { nextAt: 0, tries: 0, problem: null });
      clock.poke();
    },
    stop: (withinMs) => {
      clock.leaveWithin(withinMs);
      // An answer may be a while in coming.
      return Promise.race([done, sleep(withinMs, undefined, { ref: false })]);
    },
  };
}

/** Waiting that a poke ends, and that ends for good when it is time to leave. */
function createWaits() {
  let leaveAt = Number.POSITIVE_INFINITY;
  let poked = false;
  let wake = new AbortController();
  const rest = (ms: number) => sleep(Math.max(0, ms), undefined, { signal: wake.signal }).catch(() => {});
  const awake = () => {
    wake.abort();
    wake = new AbortController();
  };
  return {
    get leaveAt() {
      return leaveAt;
    },
    get leaving() {
      return leaveAt !== Number.POSITIVE_INFINITY;
    },
    poke: () => {
      poked = true;
      awake();
    },
    leaveWithin: (ms: number) => {
      leaveAt = Date.now() + ms;
      awake();
    },
    leave: () => {
      leaveAt = 0;
    },
    untilPoked: async (ms: number) => {
      if (!poked) await rest(Math.min(ms, leaveAt - Date.now()));
      poked = false;
    },
    pause: async (ms: number) => {
      const until = Date.now() + ms;
      for (;;) {
        const left = Math.min(until, leaveAt) - Date.now();
        if (left <= 0) return;
        await rest(left);
      }
    },
  };
}

function betweenMs(sent: number[], { betweenMs, busyMs }: Pace): number {
  const minuteAgo = Date.now() - 60_000;
  while (sent.length > 0 && sent[0]! < minuteAgo) sent.shift();
  return sent.length >= busyFrom ? busyMs : betweenMs;
}

function expire({ name, queue, newsForMs, onChange }: CourierOptions): void {
  const now = Date.now();
  const old = queue.waiting(name, mostInDigest).filter(({ time }) => now - Date.parse(time) > newsForMs);
  if (old.length === 0) return;
  queue.failed(name, old, now);
  onChange();
}

/** Tells what waits, up to the first letter that cannot be told now. */
async function deliverWaiting(options: CourierOptions, sent: number[]): Promise<Delivered["kind"]> {
  const waiting = options.queue.waiting(options.name, mostInDigest);
  let last: Delivered["kind"] = "delivered";
  for (const letter of lettersOf(waiting, options)) {
    const outcome = await attempt(options, letter);
    sent.push(Date.now());
    settle(options, letter, outcome);
    last = outcome.kind;
    if (last === "later" || last === "gone" || ("waitMs" in outcome && outcome.waitMs)) break;
  }
  return last;
}

function lettersOf(waiting: readonly Notification[], { courseOf }: CourierOptions): readonly Letter[] {
  if (waiting.length > mostSingles) return [{ kind: "digest", notifications: waiting, digest: digestOf(waiting) }];
  return waiting.map((notification) => ({ kind: "single", notification, course: courseOf(notification) }));
}

/** A secret that is missing may be there at the next attempt. */
async function attempt({ channel }: CourierOptions, letter: Letter): Promise<Delivered> {
  try {
    return await channel.deliver(letter);
  } catch (error) {
    return { kind: "later", problem: error instanceof Error ? error.message : String(error), afterMs: null };
  }
}

function settle({ name, queue, pace, onChange }: CourierOptions, letter: Letter, outcome: Delivered): void {
  const now = Date.now();
  const { tries } = queue.course(name);
  switch (outcome.kind) {
    case "delivered":
      queue.delivered(name, notificationsOf(letter), now);
      queue.setCourse(name, { nextAt: now + (outcome.waitMs ?? 0), tries: 0, problem: null });
      break;
    case "refused":
      queue.failed(name, notificationsOf(letter), now);
      queue.setCourse(name, { nextAt: 0, tries: 0, problem: outcome.problem });
      break;
    case "later": {
      const nextAt = now + Math.ceil(outcome.afterMs ?? backOff(tries, pace));
      queue.setCourse(name, { nextAt, tries: tries + 1, problem: outcome.problem });
      break;
    }
    case "gone":
      queue.setCourse(name, { nextAt: 0, tries: tries + 1, problem: outcome.problem });
      break;
  }
  onChange();
}

/** Spread by a quarter, so that many engines do not come back at once. */
function backOff(tries: number, { againMs, mostAgainMs }: Pace): number {
  return Math.min(mostAgainMs, againMs * 2 ** Math.min(tries, 30)) * (0.75 + Math.random() / 2);
}
