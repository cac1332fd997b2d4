/** Schedules on the wall clock: days, midnight, zones, and the hours that a zone repeats or skips. */

import type { ProgramSpan } from "@macro-engine/dsl";
import { describe, expect, it } from "vitest";
import { compileSchedules } from "./schedules.ts";

const daily = [0, 1, 2, 3, 4, 5, 6];
const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

function span(days: readonly number[], start: string, end: string): ProgramSpan {
  return { days, start: minutes(start), end: minutes(end) };
}

function schedule(zone: string | null, ...spans: readonly ProgramSpan[]) {
  return compileSchedules([{ name: "s", zone, spans }], "UTC")[0]!;
}

describe("a span", () => {
  it("holds from its start to before its end, on its days", () => {
    const monday = schedule(null, span([0], "09:00", "17:00"));
    expect(monday(Date.parse("2026-01-05T08:59:59.999Z"))).toBe(false);
    expect(monday(Date.parse("2026-01-05T09:00:00Z"))).toBe(true);
    expect(monday(Date.parse("2026-01-05T16:59:59.999Z"))).toBe(true);
    expect(monday(Date.parse("2026-01-05T17:00:00Z"))).toBe(false);
    expect(monday(Date.parse("2026-01-06T12:00:00Z"))).toBe(false);
  });

  it("that crosses midnight belongs to the day it starts", () => {
    const raid = schedule(null, span([4, 5], "20:00", "00:30"));
    expect(raid(Date.parse("2026-01-09T20:00:00Z"))).toBe(true);
    expect(raid(Date.parse("2026-01-10T00:29:00Z"))).toBe(true);
    expect(raid(Date.parse("2026-01-11T00:29:00Z"))).toBe(true);
    expect(raid(Date.parse("2026-01-11T00:30:00Z"))).toBe(false);
    expect(raid(Date.parse("2026-01-09T00:10:00Z"))).toBe(false);
    expect(raid(Date.parse("2026-01-11T20:00:00Z"))).toBe(false);
  });

  it("may last all day, or to midnight", () => {
    const sunday = schedule(null, span([6], "00:00", "24:00"));
    expect(sunday(Date.parse("2026-01-04T23:59:59Z"))).toBe(true);
    expect(sunday(Date.parse("2026-01-05T00:00:00Z"))).toBe(false);
  });

  it("is one of several", () => {
    const either = schedule(null, span(daily, "08:00", "09:00"), span(daily, "20:00", "21:00"));
    expect(["07:30", "08:30", "12:00", "20:59"].map((time) => either(Date.parse(`2026-01-05T${time}:00Z`)))).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});

describe("a zone", () => {
  const night = [span(daily, "02:30", "02:45")];
  /** Minutes of a day, noon to noon UTC, in which the night's span holds. */
  const countMinutes = (zone: string, day: string) => {
    const holds = schedule(zone, ...night);
    const from = Date.parse(`${day}T00:00:00Z`) - 12 * 3_600_000;
    let count = 0;
    for (let minute = 0; minute < 24 * 60; minute += 1) if (holds(from + minute * 60_000)) count += 1;
    return count;
  };

  it("is the schedule's own, or else the engine's", () => {
    const noon = span(daily, "12:00", "13:00");
    const tests = compileSchedules(
      [
        { name: "own", zone: "Asia/Tokyo", spans: [noon] },
        { name: "engine's", zone: null, spans: [noon] },
      ],
      "America/New_York",
    );
    expect(tests.map((holds) => holds(Date.parse("2026-01-05T03:30:00Z")))).toEqual([true, false]);
    expect(tests.map((holds) => holds(Date.parse("2026-01-05T17:30:00Z")))).toEqual([false, true]);
  });

  it("counts a repeated hour twice and a skipped one never", () => {
    // 29 March 2026: 02:00 becomes 03:00; 25 October 2026: 03:00 becomes 02:00 again.
    expect(countMinutes("Europe/Warsaw", "2026-03-28")).toBe(15);
    expect(countMinutes("Europe/Warsaw", "2026-03-29")).toBe(0);
    expect(countMinutes("Europe/Warsaw", "2026-10-25")).toBe(30);
  });

  it("may lie off by parts of an hour, and shift by them", () => {
    const holds = schedule("Australia/Lord_Howe", span(daily, "01:45", "02:00"));
    // 5 April 2026, 02:00 +11:00 becomes 01:30 +10:30: the quarter comes twice.
    const times = ["14:50", "15:05", "15:20", "15:35"].map((time) => holds(Date.parse(`2026-04-04T${time}:00Z`)));
    expect(times).toEqual([true, false, true, false]);
  });

  it("agrees with Intl at any time asked in any order", () => {
    const zone = "America/St_Johns";
    const afternoon = schedule(zone, span(daily, "12:00", "18:00"));
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", hourCycle: "h23" });
    for (let step = 0; step < 4000; step += 1) {
      const wall = Date.UTC(2026, 0, 1) + ((step * 7919) % 8760) * 3_600_000 + step * 1000;
      const hour = Number(format.format(wall));
      expect(afternoon(wall), new Date(wall).toISOString()).toBe(hour >= 12 && hour < 18);
    }
  });

  it("that does not exist is refused", () => {
    expect(() => schedule("Middle/Earth", span(daily, "12:00", "13:00"))).toThrow(RangeError);
  });
});
