/** Schedules: whether a local wall time lies in one of the spans. */

import type { ProgramSchedule, ProgramSpan } from "@macro-engine/dsl";
import { type ZoneClock, zoneClock } from "./zone-clock.ts";

const minuteMs = 60_000;

/** Whether the schedule holds at a wall time, ms since the epoch. */
export type ScheduleTest = (wall: number) => boolean;

/** Tests of the schedules, in their order. `zone` is for those without one. Throws RangeError for an unknown zone. */
export function compileSchedules(schedules: readonly ProgramSchedule[], zone: string): ScheduleTest[] {
  const clocks = new Map<string, ZoneClock>();
  return schedules.map((schedule) => {
    const name = schedule.zone ?? zone;
    const localTime = clocks.get(name) ?? zoneClock(name);
    clocks.set(name, localTime);
    return scheduleTest(schedule.spans, localTime);
  });
}

/** Spans begin and end on whole minutes, so an answer holds until the next one. */
function scheduleTest(spans: readonly ProgramSpan[], localTime: ZoneClock): ScheduleTest {
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
