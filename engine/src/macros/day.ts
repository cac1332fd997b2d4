/** The calendar day of a zone: when it began and when the next does. */

import { type ZoneClock, zoneClock } from "../runtime/zone-clock.ts";

export interface Day {
  /** ms since the epoch: the first moment of the day, and of the next. */
  readonly start: number;
  readonly end: number;
}

/**
 * The day that holds `wall` in an IANA zone. Days of a change of the clocks have 23 or 25 hours, and come out so; where
 * midnight itself is skipped, the day begins after it.
 */
export function dayOf(wall: number, zone: string): Day {
  const start = startOfDay(wall, zone);
  // 36 hours on is within the next day, however long this one is.
  return { start, end: startOfDay(start + 36 * hour, zone) };
}

const hour = 3_600_000;

function startOfDay(wall: number, zone: string): number {
  const date = civil(wall, zone);
  let guess = wall - date.sinceMidnight;
  // A change of the clocks since midnight puts the guess off by what was changed, to either side.
  const there = civil(guess, zone);
  if (there.day !== date.day) guess += 24 * hour - there.sinceMidnight;
  else if (civil(guess - there.sinceMidnight, zone).day === date.day) guess -= there.sinceMidnight;
  return guess;
}

const clocks = new Map<string, ZoneClock>();

function civil(wall: number, zone: string): { day: number; sinceMidnight: number } {
  const clock = clocks.get(zone) ?? zoneClock(zone);
  clocks.set(zone, clock);
  const local = clock(wall);
  const day = Math.floor(local / (24 * hour));
  return { day, sinceMidnight: local - day * 24 * hour };
}
