/** Ids that are unique over all time and sort by it: UUIDs of version 7 (RFC 9562). */

import { randomBytes } from "node:crypto";

let lastWall = 0;
let counter = 0;

/**
 * A new id for something that happened at `wall`, ms since the epoch. Ids of one process never go back, even where the
 * wall clock does: the 12 bits after the time count within a millisecond.
 */
export function newId(wall: number): string {
  const now = Math.max(0, Math.floor(wall));
  if (now > lastWall) {
    lastWall = now;
    // Starting low leaves room to count up within the millisecond.
    counter = randomBytes(1)[0]!;
  } else if (++counter > 0xfff) {
    lastWall++;
    counter = 0;
  }
  const time = lastWall.toString(16).padStart(12, "0");
  const random = randomBytes(8);
  random[0] = (random[0]! & 0x3f) | 0x80;
  const tail = random.toString("hex");
  const count = counter.toString(16).padStart(3, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}
