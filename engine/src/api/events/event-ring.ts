/** The newest events with their ids, so that a reader who was away is told what was missed. */

import type { EngineEvent } from "../../events.ts";
import { eventFrame } from "./event-frame.ts";

export interface KeptEvent {
  readonly id: string;
  readonly event: EngineEvent;
  readonly frame: Buffer;
}

export interface EventRing {
  /** Of the newest event; of none yet before the first. */
  readonly lastId: string;
  push(event: EngineEvent): KeptEvent;
  /** What came after the event of this id; null: that cannot be told any more, or the id is none of this ring's. */
  after(id: string): readonly KeptEvent[] | null;
}

export interface RingLimits {
  readonly events: number;
  readonly bytes: number;
}

/** Hours of a busy engine; a decision has about 600 bytes. */
const defaultLimits: RingLimits = { events: 10_000, bytes: 4 * 1024 * 1024 };

/** `boot` tells this ring's ids from those of every other: a control plane that was started again has forgotten all. */
export function createEventRing(boot: string, limits: RingLimits = defaultLimits): EventRing {
  let kept: KeptEvent[] = [];
  let bytes = 0;
  let count = 0;
  /** Those before it have gone; they are cut off now and then, not one by one. */
  let first = 0;
  const idOf = (number: number) => `${boot}-${number}`;

  const forget = () => {
    while (first < kept.length - 1 && (kept.length - first > limits.events || bytes > limits.bytes)) {
      bytes -= kept[first]!.frame.length;
      first++;
    }
    if (first < limits.events / 2) return;
    kept = kept.slice(first);
    first = 0;
  };
  return {
    get lastId() {
      return idOf(count);
    },
    push: (event) => {
      const id = idOf(++count);
      const entry: KeptEvent = { id, event, frame: eventFrame({ id, data: event }) };
      kept.push(entry);
      bytes += entry.frame.length;
      forget();
      return entry;
    },
    after: (id) => {
      const number = numberOf(id, boot);
      const missed = count - number;
      return number > count || missed > kept.length - first ? null : kept.slice(kept.length - missed);
    },
  };
}

/** `NaN`, which is more and less than nothing, would let any id pass: what is not ours is past every event. */
function numberOf(id: string, boot: string): number {
  const [, digits] = id.startsWith(`${boot}-`) ? (/^(\d{1,15})$/.exec(id.slice(boot.length + 1)) ?? []) : [];
  return digits === undefined ? Number.POSITIVE_INFINITY : Number(digits);
}
