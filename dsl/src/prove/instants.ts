/**
 * The instants at which schedules say different things. Schedules are never free of each other: what they can say together is
 * what they say at some real instant, in every constellation of the zones' offsets.
 */

import type { ProgramSchedule, ProgramSpan } from "../program/program.ts";
import { offsetClock } from "../program/zone-offset.ts";

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
const weekMs = 7 * dayMs;

/**
 * Decades, since some zones go by the moon, and others have changed what they do: recordings may be old. What is found is preferred
 * from the instant of tests on, a Monday noon.
 */
const presentMs = Date.UTC(2026, 0, 5, 12);
const firstMs = presentMs - 26 * 52 * weekMs;
const lastMs = presentMs + 34 * 52 * weekMs;

/** No zone changes back sooner. */
const stepMs = 2 * weekMs;

export interface Instant {
  /** Wall time, ms since the epoch. */
  readonly wallMs: number;
  /** By schedule. */
  readonly holds: readonly boolean[];
}

export interface Instants {
  /** One for each thing that the schedules can say together, falsehoods first. */
  readonly list: readonly Instant[];
}

/** A zone's offsets (local time − UTC, ms): each holds from its time to the next one's. */
type Offsets = readonly { readonly fromMs: number; readonly offsetMs: number }[];

export function instantsOf(schedules: readonly ProgramSchedule[], zone: string): Instants {
  const zones = schedules.map((schedule) => schedule.zone ?? zone);
  // Of one zone every week is like any other: no clock runs against another.
  const clocks = zones.map(new Set(zones).size === 1 ? steadyOffsets : offsetsOf);
  const found = new Map<string, Instant>();
  const changes = new Set(clocks.flatMap((offsets) => offsets.map(({ fromMs }) => fromMs)));
  const stretches = [...changes.add(presentMs)].sort((a, b) => a - b);
  const whole = new Set<string>();
  for (const fromMs of [...stretches.filter((ms) => ms >= presentMs), ...stretches.filter((ms) => ms < presentMs)]) {
    const next = stretches.find((ms) => ms > fromMs) ?? lastMs;
    const toMs = Math.min(next, fromMs + weekMs);
    const offsets = clocks.map((clock) => clock.findLast((entry) => entry.fromMs <= fromMs)!.offsetMs);
    // A week under the same offsets is like any other.
    const constellation = offsets.join();
    if (whole.has(constellation)) continue;
    if (toMs - fromMs === weekMs) whole.add(constellation);
    for (const wallMs of changesIn(fromMs, toMs, schedules, offsets)) {
      const holds = schedules.map((schedule, at) => holdsAt(schedule, wallMs + offsets[at]!));
      const key = holds.map(Number).join("");
      if (!found.has(key)) found.set(key, { wallMs, holds });
    }
  }
  const keys = [...found.keys()].sort();
  return { list: keys.map((key) => found.get(key)!) };
}

/** Whether two schedules are true at the same times, wherever the engine stands. */
export function holdAlike(one: ProgramSchedule, other: ProgramSchedule): boolean {
  if ((one.zone === null) !== (other.zone === null)) return false;
  return instantsOf([one, other], "UTC").list.every(({ holds }) => holds[0] === holds[1]);
}

/** A time in which no zone changes its offset: its beginning, and every time at which a schedule may change. */
function changesIn(fromMs: number, toMs: number, schedules: readonly ProgramSchedule[], offsets: readonly number[]) {
  const times = new Set([fromMs]);
  schedules.forEach(({ spans }, at) => {
    const offset = offsets[at]!;
    const firstDay = Math.floor((fromMs + offset) / dayMs);
    for (const minute of new Set(spans.flatMap(({ start, end }) => [start % 1440, end % 1440]))) {
      for (let day = firstDay; day <= firstDay + 8; day += 1) {
        const wallMs = day * dayMs + minute * minuteMs - offset;
        if (wallMs >= fromMs && wallMs < toMs) times.add(wallMs);
      }
    }
  });
  return [...times].sort((a, b) => a - b);
}

/** `localMs` is local time as if it were UTC. */
function holdsAt({ spans }: ProgramSchedule, localMs: number): boolean {
  const minute = Math.floor(localMs / minuteMs);
  const day = Math.floor(minute / 1440);
  return spans.some((span) => holdsSpan(span, (((day + 3) % 7) + 7) % 7, minute - day * 1440));
}

/** `weekday` 0 is Monday. */
function holdsSpan({ days, start, end }: ProgramSpan, weekday: number, minute: number): boolean {
  if (end > start) return days.includes(weekday) && minute >= start && minute < end;
  if (minute >= start) return days.includes(weekday);
  return minute < end && days.includes((weekday + 6) % 7);
}

function steadyOffsets(zone: string): Offsets {
  return [{ fromMs: presentMs, offsetMs: zone === "UTC" ? 0 : offsetClock(zone)(presentMs) }];
}

const offsetsByZone = new Map<string, Offsets>();

function offsetsOf(zone: string): Offsets {
  let offsets = offsetsByZone.get(zone);
  if (offsets === undefined) {
    offsets = zone === "UTC" ? [{ fromMs: firstMs, offsetMs: 0 }] : findOffsets(offsetClock(zone));
    offsetsByZone.set(zone, offsets);
  }
  return offsets;
}

function findOffsets(offsetAt: (wallMs: number) => number): Offsets {
  const offsets = [{ fromMs: firstMs, offsetMs: offsetAt(firstMs) }];
  for (let at = firstMs; at < lastMs; at += stepMs) {
    const before = offsets.at(-1)!.offsetMs;
    const after = offsetAt(at + stepMs);
    if (after === before) continue;
    let [low, high] = [at, at + stepMs];
    while (high - low > minuteMs) {
      const middle = low + Math.floor((high - low) / 2 / minuteMs) * minuteMs;
      if (offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    offsets.push({ fromMs: high, offsetMs: after });
  }
  return offsets;
}
