import { describe, expect, it } from "vitest";
import { dayOf } from "./day.ts";
import { createToday } from "./today.ts";

const at = (iso: string) => Date.parse(iso);
const hour = 3_600_000;
const run = (pid: number, startTime = 1000 + pid) => ({ id: `run of ${pid}`, root: { pid, startTime } });

describe("a day", () => {
  it.each([
    ["UTC", "2026-01-05T12:00:00Z", "2026-01-05T00:00:00Z", 24],
    ["UTC", "2026-01-05T00:00:00Z", "2026-01-05T00:00:00Z", 24],
    ["UTC", "2026-01-05T23:59:59.999Z", "2026-01-05T00:00:00Z", 24],
    ["Europe/Warsaw", "2026-01-05T23:30:00Z", "2026-01-05T23:00:00Z", 24],
    // Clocks go forward, and back.
    ["Europe/Warsaw", "2026-03-29T10:00:00Z", "2026-03-28T23:00:00Z", 23],
    ["Europe/Warsaw", "2026-10-25T20:00:00Z", "2026-10-24T22:00:00Z", 25],
    // Midnight itself is skipped.
    ["America/Santiago", "2026-09-06T15:00:00Z", "2026-09-06T04:00:00Z", 23],
    ["Asia/Kathmandu", "2026-06-01T00:00:00Z", "2026-05-31T18:15:00Z", 24],
  ])("in %s that holds %s", (zone, moment, start, hours) => {
    const day = dayOf(at(moment), zone);
    expect(new Date(day.start).toISOString()).toBe(new Date(start).toISOString());
    expect((day.end - day.start) / hour).toBe(hours);
  });
});

describe("today", () => {
  const noon = at("2026-01-05T12:00:00Z");

  it("counts runs and time by macro", () => {
    const today = createToday("UTC", noon);
    today.started("heal", noon, run(1));
    expect([today.runs("heal", noon), today.activeMs("heal", noon + 500)]).toEqual([1, 500]);
    today.ended("heal", noon + 1000);
    today.started("heal", noon + 5000, run(2));
    expect([today.runs("heal", noon + 6000), today.activeMs("heal", noon + 6000)]).toEqual([2, 2000]);
    expect([today.runs("buff", noon), today.activeMs("buff", noon)]).toEqual([0, 0]);
  });

  it("counts time once when two runs of one macro overlap", () => {
    const today = createToday("UTC", noon);
    today.started("heal", noon, run(3));
    today.started("heal", noon + 1000, run(4));
    today.ended("heal", noon + 2000);
    today.ended("heal", noon + 3000);
    expect([today.runs("heal", noon + 9000), today.activeMs("heal", noon + 9000)]).toEqual([2, 3000]);
  });

  it("begins anew at midnight, in the middle of a run", () => {
    const today = createToday("UTC", noon);
    today.started("heal", noon, run(5));
    const later = at("2026-01-06T00:10:00Z");
    expect([today.runs("heal", later), today.activeMs("heal", later)]).toEqual([0, 600_000]);
    today.ended("heal", later);
    expect(today.activeMs("heal", later + 1000)).toBe(600_000);
  });

  it("goes on from what ran before the engine began", () => {
    const past = [
      { macro: "heal", startedWall: at("2026-01-04T23:00:00Z"), endedWall: at("2026-01-05T01:00:00Z"), ...run(11) },
      { macro: "heal", startedWall: at("2026-01-05T02:00:00Z"), endedWall: at("2026-01-05T03:00:00Z"), ...run(12) },
      { macro: "heal", startedWall: at("2026-01-05T02:30:00Z"), endedWall: at("2026-01-05T03:30:00Z"), ...run(13) },
      { macro: "heal", startedWall: at("2026-01-05T04:00:00Z"), endedWall: null, ...run(14) },
      { macro: "old", startedWall: at("2026-01-01T00:00:00Z"), endedWall: at("2026-01-02T00:00:00Z"), ...run(15) },
    ];
    const today = createToday("UTC", noon, past);
    expect([today.runs("heal", noon), today.activeMs("heal", noon)]).toEqual([3, 2.5 * hour]);
    expect([today.runs("old", noon), today.activeMs("old", noon)]).toEqual([0, 0]);
    today.started("heal", noon, run(6));
    expect([today.runs("heal", noon), today.activeMs("heal", noon + 1000)]).toEqual([4, 2.5 * hour + 1000]);
  });

  it("counts a run once that an engine takes over from another", () => {
    const past = [{ macro: "heal", startedWall: at("2026-01-05T11:00:00Z"), endedWall: null, ...run(7) }];
    const today = createToday("UTC", noon, past);
    today.started("heal", noon, run(7));
    expect(today.runs("heal", noon)).toBe(1);
    today.started("heal", noon, run(7, 9999));
    expect(today.runs("heal", noon)).toBe(2);
  });

  it("counts runs without a process one by one", () => {
    const past = [{ macro: "heal", startedWall: at("2026-01-05T11:00:00Z"), endedWall: null, id: "r1", root: null }];
    const today = createToday("UTC", noon, past);
    today.started("heal", noon, { id: "r2", root: null });
    expect(today.runs("heal", noon)).toBe(2);
  });
});
