/** Delivers what waits for a channel, and settles in its queue how that went. */

import { type Channel, type Delivered, type Letter, letterId, notificationsOf } from "./channel.ts";
import type { Course } from "./course.ts";
import { lettersOf } from "./letters.ts";
import type { Notification } from "./notification.ts";
import type { Pace } from "./pace.ts";
import type { Queue } from "./queue.ts";

/** Deliveries within a minute from which on there is more time between them: Discord takes 30. */
const busyFrom = 10;

export interface DeliveringOptions {
  readonly name: string;
  readonly channel: Channel;
  readonly queue: Queue;
  readonly pace: Pace;
  /** What waits longer is given up. */
  readonly newsForMs: number;
  /** How many a digest may tell of. */
  readonly mostTogether: number;
  readonly courseOf: (notification: Notification) => Course | null;
  /** The queue, or how it goes, has changed. */
  readonly onChange: () => void;
}

/** How one channel's deliveries go, in this process. By the monotonic clock, ms. */
export interface Going {
  /** Until somebody mends the configuration. */
  gone: boolean;
  notBefore: number;
  /** When it delivered, within the last minute. */
  readonly sent: number[];
  /** How many the next digest may tell of: fewer, where more were refused. */
  most: number;
}

export function holdOff(going: Going, ms: number): void {
  going.notBefore = Math.max(going.notBefore, performance.now() + ms);
}

export function betweenMs(sent: number[], { betweenMs, busyMs }: Pace): number {
  const minuteAgo = performance.now() - 60_000;
  while (sent.length > 0 && sent[0]! < minuteAgo) sent.shift();
  return sent.length >= busyFrom ? busyMs : betweenMs;
}

export function expire({ name, queue, newsForMs, mostTogether, onChange }: DeliveringOptions): void {
  const now = Date.now();
  const waiting = queue.waiting(name, mostTogether).map(({ notification }) => notification);
  const old = waiting.filter(({ time }) => now - Date.parse(time) > newsForMs);
  if (old.length === 0) return;
  queue.failed(name, old, now);
  onChange();
}

/** Tells what waits, up to the first letter that cannot be told now. */
export async function deliverWaiting(options: DeliveringOptions, going: Going): Promise<Delivered["kind"]> {
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
async function attempt({ channel }: DeliveringOptions, letter: Letter): Promise<Delivered> {
  try {
    return await channel.deliver(letter);
  } catch (error) {
    return { kind: "later", problem: error instanceof Error ? error.message : String(error), afterMs: null };
  }
}

function settle(options: DeliveringOptions, letter: Letter, outcome: Delivered, going: Going): void {
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
