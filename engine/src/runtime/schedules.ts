/** Schedules: whether a local wall time lies in one of the spans, without asking Intl at every snapshot. */

import type { ProgramSchedule, ProgramSpan } from "@macro-engine/dsl";

const minuteMs = 60_000;
/** Two changes of a zone's offset never lie closer together than this. */
const stretchMs = 6 * 3_600_000;

/** Whether the schedule holds at a wall time, ms since the epoch. */
export type ScheduleTest = (wall: number) => boolean;

/** Tests of the schedules, in their order. `zone` is for those without one. Throws RangeError for an unknown zone. */
export function compileSchedules(schedules: readonly ProgramSchedule[], zone: string): ScheduleTest[] {
  const clocks = new Map<string, (wall: number) => number>();
  return schedules.map((schedule) => {
    const name = schedule.zone ?? zone;
    const localTime = clocks.get(name) ?? zoneClock(name);
    clocks.set(name, localTime);
    return scheduleTest(schedule.spans, localTime);
  });
}

/** Spans begin and end on whole minutes, so an answer holds until the next one. */
function scheduleTest(spans: readonly ProgramSpan[], localTime: (wall: number) => number): ScheduleTest {
  let minute = Number.NaN;
  let answer = false;
  return (wall) => {
    const present = Math.floor(localTime(wall) / minuteMs);
    if (present !== minute) {
      minute = present;
      answer = spans.some((span) => holds(span, present));
    }
    return answer;
  };
}

/** `minute` counts local minutes since Thursday 1 January 1970. */
function holds(span: ProgramSpan, minute: number): boolean {
  const day = Math.floor(minute / 1440);
  const ofDay = minute - day * 1440;
  const weekday = (((day + 3) % 7) + 7) % 7;
  if (span.end > span.start) return span.days.includes(weekday) && ofDay >= span.start && ofDay < span.end;
  // It runs into the next day and belongs to the one on which it starts.
  if (ofDay >= span.start) return span.days.includes(weekday);
  return ofDay < span.end && span.days.includes((weekday + 6) % 7);
}

/**
 * Local time of a zone as ms that would be UTC's if the zone were UTC. The offset is asked of Intl at both ends of a stretch
 * of six hours, and kept while they agree; a stretch with a change is halved down to the minute of the change.
 */
function zoneClock(zone: string): (wall: number) => number {
  const format = zoneFormat(zone);
  let from = 0;
  let to = 0;
  let offset = 0;
  return (wall) => {
    if (!(wall >= from && wall < to)) {
      from = Math.floor(wall / stretchMs) * stretchMs;
      to = from + stretchMs;
      offset = offsetAt(format, from);
      const later = offsetAt(format, to);
      if (later !== offset) {
        const change = firstMinuteOf(format, later, from, to);
        if (wall < change) to = change;
        else {
          from = change;
          offset = later;
        }
      }
    }
    return wall + offset;
  };
}

function firstMinuteOf(format: Intl.DateTimeFormat, later: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (high - low > minuteMs) {
    const middle = Math.floor((low + high) / 2 / minuteMs) * minuteMs;
    if (offsetAt(format, middle) === later) high = middle;
    else low = middle;
  }
  return high;
}

function zoneFormat(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
}

/** Local time − UTC at a whole second, ms. */
function offsetAt(format: Intl.DateTimeFormat, wall: number): number {
  const at: Record<string, number> = {};
  for (const part of format.formatToParts(wall)) at[part.type] = Number(part.value);
  const local = Date.UTC(at.year!, at.month! - 1, at.day!, at.hour!, at.minute!, at.second!);
  return local - Math.floor(wall / 1000) * 1000;
}
