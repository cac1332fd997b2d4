import { expect, test } from "vitest";
import type { RecordReader } from "../store/record-reader.ts";
import { type CancellationLog, type LogFilter, logFileName, logPages } from "./cancellation-log.ts";
import { logWriter } from "./formats/log-text.ts";
import { hour, minute, noon, openTestRecord } from "./testing/record.ts";

const later = noon + 12 * hour;

function textOf(reader: RecordReader, filter: LogFilter): string {
  const write = logWriter(later);
  return Array.from(logPages(reader, filter), write).join("");
}

const logOf = (reader: RecordReader, filter: LogFilter): CancellationLog => JSON.parse(textOf(reader, filter));

test("has the earlier system's fields, oldest first, with what was measured at the moment", () => {
  const record = openTestRecord();
  record.session("one", noon, noon + hour);
  record.run("one", "r1", { from: noon }, { title: "Heal Macro" });
  record.run("one", "r2", { from: noon }, { macro: "dance" });
  record.measured("cpu.usage", noon, noon + 5 * minute, () => 20);
  record.measured("memory.usage", noon, noon + 5 * minute, (wall) => (wall - noon) / minute);
  record.measured("latency", noon, noon + 5 * minute, () => 80);
  record.measured("fps", noon, noon + 5 * minute, () => 12, "r1");
  record.fired("one", noon + 3 * minute, {
    run: "r2",
    macro: "dance",
    values: { duration: 1 },
    message: "ran too long",
  });
  record.fired("one", noon + minute, { run: "r1", values: { "cpu.usage": 95 } });
  expect(logOf(record.reader(), {})).toEqual({
    timestamp: new Date(later).toISOString(),
    total_cancellations: 2,
    cancellations: [
      {
        macro_id: "heal_group",
        macro_name: "Heal Macro",
        cancellation_reason: "cpu_hot: CPU at 95%, limit 85%",
        timestamp: "2026-01-05T12:01:00.000Z",
        session_id: "one",
        performance_metrics: { cpu_usage: 95, memory_usage: 1, fps: 12, latency: 80, response_time: null },
      },
      {
        macro_id: "dance",
        macro_name: "dance",
        cancellation_reason: "cpu_hot: ran too long",
        timestamp: "2026-01-05T12:03:00.000Z",
        session_id: "one",
        performance_metrics: { cpu_usage: 20, memory_usage: 3, fps: null, latency: 80, response_time: null },
      },
    ],
  });
});

test("holds what was cancelled in truth, and of it what is asked for", () => {
  const record = openTestRecord();
  record.session("one", noon, noon + hour);
  record.session("dry", noon + 2 * hour, noon + 3 * hour, true);
  record.fired("one", noon + minute, { macro: "heal" });
  record.fired("one", noon + 2 * minute, { macro: "dance" });
  record.fired("one", noon + 3 * minute, { action: "warn" });
  record.fired("dry", noon + 2.5 * hour, { dryRun: true });
  record.sql("UPDATE decisions SET mute = 'm1' WHERE id = ?", record.fired("one", noon + 4 * minute));
  const reader = record.reader();
  const macros = (filter: LogFilter) => logOf(reader, filter).cancellations.map(({ macro_id }) => macro_id);
  expect(macros({})).toEqual(["heal", "dance"]);
  expect(macros({ macro: "dance" })).toEqual(["dance"]);
  expect(macros({ fromWall: noon + 2 * minute })).toEqual(["dance"]);
  expect(macros({ toWall: noon + 2 * minute })).toEqual(["heal"]);
  expect(macros({ session: "dry" })).toEqual([]);
});

test("a `cancel all` is an entry for each macro that it ended", () => {
  const record = openTestRecord();
  record.session("one", noon, noon + hour);
  for (const [id, macro] of [
    ["r1", "heal"],
    ["r2", "dance"],
  ] as const)
    record.run("one", id, { from: noon }, { macro });
  const decision = record.fired("one", noon + minute, { run: "r1", macro: "heal", all: true });
  for (const run of ["r1", "r2"]) record.outcome(decision, run, noon + minute);
  const reader = record.reader();
  const macros = (filter = {}) => logOf(reader, filter).cancellations.map(({ macro_id }) => macro_id);
  expect(macros()).toEqual(["heal", "dance"]);
  expect(macros({ macro: "dance" })).toEqual(["dance"]);
  expect(logOf(reader, { macro: "dance" }).total_cancellations).toBe(1);
  expect(logOf(reader, {}).total_cancellations).toBe(2);
});

test("is as long as it is, page by page, and laid out as it was", () => {
  const record = openTestRecord();
  record.session("one", noon, noon + 2 * hour);
  // Two engines of one record may decide at the same moment.
  const walls = Array.from({ length: 1203 }, (_, at) => noon + Math.floor(at / 2) * 1000);
  for (const wall of walls) record.fired("one", wall, { macro: "he\nal" });
  const reader = record.reader();
  const log = logOf(reader, {});
  expect(log.cancellations.map(({ timestamp }) => Date.parse(timestamp))).toEqual(walls);
  expect(log.total_cancellations).toBe(walls.length);
  expect(Array.from(logPages(reader, {}), ({ entries }) => entries.length)).toEqual([500, 500, 203]);
  expect(textOf(reader, {})).toBe(`${JSON.stringify(log, null, 2)}\n`);
  const none = logOf(reader, { macro: "nobody" });
  expect(none).toMatchObject({ total_cancellations: 0, cancellations: [] });
  expect(textOf(reader, { macro: "nobody" })).toBe(`${JSON.stringify(none, null, 2)}\n`);
});

test("its file is named as the earlier system named it", () => {
  expect(logFileName(noon)).toBe("macro_cancellations_20260105_120000.json");
});
