import { describe, expect, test } from "vitest";
import { openApiReader } from "../store/api-reader.ts";
import { logPage } from "./cancellation-log.ts";
import { makeReport } from "./make-report.ts";
import type { Report } from "./report.ts";
import { periodScope, sessionScope } from "./scope.ts";
import { hour, minute, noon, openTestRecord } from "./testing/record.ts";

type TestRecord = ReturnType<typeof openTestRecord>;

const later = noon + 12 * hour;

function ofSession(record: TestRecord, named: string | null, nowWall = later): Report {
  const reader = record.reader();
  const found = sessionScope(reader, named, { nowWall, zone: "UTC" });
  if ("problem" in found) throw new Error(found.problem);
  return makeReport(reader, found.scope, nowWall);
}

function ofPeriod(record: TestRecord, from: number, to: number, nowWall = later): Report {
  return makeReport(record.reader(), periodScope(from, to, nowWall), nowWall);
}

const cancelled = { kind: "cancelled", decision: null } as const;

/** Two engines after one another, and what they did. */
function twoEvenings(): TestRecord {
  const record = openTestRecord();
  record.session("one", noon, noon + hour);
  record.run("one", "r1", { from: noon, to: noon + 20 * minute, end: cancelled });
  record.fired("one", noon + 20 * minute, { run: "r1", ok: true });
  record.session("two", noon + 2 * hour, noon + 4 * hour);
  record.run("two", "r2", { from: noon + 2 * hour, to: noon + 3 * hour });
  record.run("two", "r3", { from: noon + 3 * hour, to: noon + 4 * hour, end: { kind: "left" } }, { macro: "dance" });
  record.fired("two", noon + 2.5 * hour, { run: "r2", rule: "lag", action: "warn", values: { latency: 600 } });
  record.fired("two", noon + 3.5 * hour, { run: "r3", macro: "dance", action: "pause", ok: false });
  return record;
}

describe("a session", () => {
  test("holds what its engine did, and nothing of another's", () => {
    const report = ofSession(twoEvenings(), "one");
    expect(report).toMatchObject({ kind: "session", running: false, from: new Date(noon).toISOString() });
    expect(report.totals).toMatchObject({
      runs: 1,
      cancellations: 1,
      firings: 1,
      protectedMs: 20 * minute,
      engineMs: hour,
      cancellationsPerHour: 3,
      ends: { cancelled: 1, exited: 0, running: 0 },
    });
    expect(report.cancellations).toMatchObject([
      { run: "r1", session: "one", outcome: "ended after SIGTERM", ok: true },
    ]);
    expect(report.before).toBeNull();
  });

  test("counts by macro, rule and reason, and compares with the session before", () => {
    const report = ofSession(twoEvenings(), "two");
    expect(report.totals).toMatchObject({ runs: 2, macros: 2, cancellations: 0, warnings: 1, pauses: 1, failed: 1 });
    expect(report.before).toMatchObject({ session: "one", runs: 1, cancellations: 1 });
    expect(report.macros.map(({ macro, firings, ends }) => [macro, firings, ends.left])).toEqual([
      ["dance", 1, 1],
      ["heal_group", 1, 0],
    ]);
    expect(report.rules.map(({ rule, action, macros }) => [rule, action, macros])).toEqual([
      ["cpu_hot", "pause", ["dance"]],
      ["lag", "warn", ["heal_group"]],
    ]);
    expect(report.reasons.map(({ reason, rules }) => [reason, rules])).toEqual([
      ["cpu.usage, fps", ["heal.cpu_hot"]],
      ["latency", ["heal.lag"]],
    ]);
    expect(report.profiles).toMatchObject([{ profile: "heal", runs: 2, protectedMs: 2 * hour, firings: 2 }]);
  });

  test("is the newest where none is named, and goes on until now", () => {
    const record = twoEvenings();
    record.session("three", noon + 5 * hour, null);
    record.run("three", "r4", { from: noon + 5 * hour });
    const report = ofSession(record, null, noon + 6 * hour);
    expect(report).toMatchObject({ running: true, session: { id: "three", endedAt: null } });
    expect(report.totals).toMatchObject({ protectedMs: hour, ends: { running: 1 } });
  });

  test("is found by name and by a part of its id; several are told apart", () => {
    const record = openTestRecord();
    const ids = ["01a20ad8-0000-7000-8000-00000000000a", "01a20ad9-0000-7000-8000-00000000000b"] as const;
    record.session(ids[0], noon, noon + hour);
    record.session(ids[1], noon + 2 * hour, noon + 3 * hour);
    record.sql("UPDATE sessions SET name = 'raid night' WHERE id = ?", ids[1]);
    const found = (named: string) => {
      const scope = sessionScope(record.reader(), named, { nowWall: later, zone: "UTC" });
      return "problem" in scope ? scope.problem : scope.scope.session!.id;
    };
    expect(found("raid night")).toBe(ids[1]);
    expect(found("01a20ad8")).toBe(ids[0]);
    expect(found("000a")).toBe(ids[0]);
    expect(found("01a20ad")).toMatch(/^01a20ad may be one of several sessions:\n.*raid night\n/);
    expect(found("nobody")).toMatch(/^there is no session nobody\nthe newest are:\n/);
  });

  test("that a user named holds its own part of the engine's, and is compared with the one of the same name", () => {
    const record = twoEvenings();
    const named = "INSERT INTO named_sessions (id, session, name, started, ended) VALUES (?, ?, ?, ?, ?)";
    record.sql(named, "n1", "one", "raid", noon + 10 * minute, noon + 30 * minute);
    record.sql(named, "n2", "two", "raid", noon + 3 * hour, null);
    record.sql(named, "n3", "two", "other", noon + 2 * hour, noon + 3 * hour);
    const first = ofSession(record, "n1");
    expect(first.totals).toMatchObject({ runs: 1, cancellations: 1, protectedMs: 10 * minute });
    expect(first.session).toMatchObject({ kind: "named", name: "raid" });
    // Its engine ended before anybody ended it.
    const second = ofSession(record, "raid");
    expect(second.session).toMatchObject({ id: "n2", endedAt: new Date(noon + 4 * hour).toISOString() });
    expect(second.totals).toMatchObject({ runs: 2, pauses: 1, warnings: 0, protectedMs: hour });
    expect(second.before).toMatchObject({ session: "n1", cancellations: 1 });
    expect(ofSession(record, "other").before).toBeNull();
  });
});

describe("a run that an engine took over from the one before", () => {
  function takenOver(): TestRecord {
    const record = openTestRecord();
    record.session("one", noon, noon + hour);
    record.run("one", "r1", { from: noon });
    record.measured("macro.cpu", noon, noon + 5 * minute, () => 10, "r1");
    record.session("two", noon + 2 * hour, noon + 3 * hour);
    record.run("two", "r1", { from: noon, to: noon + 2.5 * hour });
    return record;
  }

  test("belongs to both, each with its own time", () => {
    const record = takenOver();
    expect(ofSession(record, "one").totals).toMatchObject({ runs: 1, protectedMs: hour, ends: { running: 1 } });
    expect(ofSession(record, "two").totals).toMatchObject({ runs: 1, protectedMs: hour / 2, ends: { exited: 1 } });
  });

  test("is one run of a period, unprotected while no engine was there", () => {
    const { totals, macros } = ofPeriod(takenOver(), noon, noon + 3 * hour);
    expect(totals).toMatchObject({ runs: 1, protectedMs: 1.5 * hour, engineMs: 2 * hour });
    expect(macros).toMatchObject([{ macro: "heal_group", runs: 1, longestMs: 1.5 * hour }]);
  });

  test("is nobody's before it was seen: one found running is guarded from then on", () => {
    const record = openTestRecord();
    record.session("one", noon, noon + hour);
    record.session("two", noon + 2 * hour, noon + 3 * hour);
    record.run("two", "r1", { from: noon, to: noon + 2.5 * hour }, { origin: "found" });
    expect(ofSession(record, "one").totals.runs).toBe(0);
    expect(ofSession(record, "two").totals.protectedMs).toBe(hour / 2);
  });
});

describe("a period", () => {
  test("takes in what lies in it, and compares with the time before", () => {
    const report = ofPeriod(twoEvenings(), noon + 2 * hour, noon + 3.75 * hour);
    expect(report.totals).toMatchObject({ runs: 2, warnings: 1, pauses: 1, protectedMs: 1.75 * hour });
    expect(report.before).toMatchObject({
      cancellations: 1,
      session: null,
      from: new Date(noon + 0.25 * hour).toISOString(),
    });
    expect(report.notes).toEqual([]);
    expect(ofPeriod(twoEvenings(), noon + 2 * hour, noon + 4.25 * hour).notes).toEqual([
      {
        text: "the period before is compared in part: the record begins within it, at",
        times: ["2026-01-05T12:00:00.000Z"],
      },
    ]);
  });

  test("says that the record is younger, and compares with nothing then", () => {
    const report = ofPeriod(twoEvenings(), noon - hour, noon + 4 * hour);
    expect(report.before).toBeNull();
    expect(report.notes).toEqual([
      { text: "the record begins within this period, at", times: ["2026-01-05T12:00:00.000Z"] },
    ]);
  });

  test("of nothing is a report of nothing", () => {
    const report = ofPeriod(openTestRecord(), noon, noon + hour);
    expect(report.totals).toMatchObject({ runs: 0, firings: 0, cancellationsPerHour: null });
    expect(report.notes).toEqual([{ text: "no engine was there in that time", times: [] }]);
  });
});

test("a `cancel all` is a cancellation of each macro that it ended, and fired once", () => {
  const record = openTestRecord();
  record.session("one", noon, noon + hour);
  for (const [id, macro, profile] of [
    ["r1", "heal", "heal"],
    ["r2", "dance", "dance"],
    ["r3", "dance", "dance"],
    ["r4", "craft", "craft"],
  ] as const)
    record.run("one", id, { from: noon, to: noon + minute, end: cancelled }, { macro, profile });
  const all = record.fired("one", noon + minute, { run: "r1", macro: "heal", all: true });
  for (const run of ["r1", "r2", "r3"]) record.outcome(all, run, noon + minute);
  record.outcome(all, "r4", noon + minute, "cancel", false);
  record.outcome(all, "r4", noon + 2 * minute);
  record.outcome(all, "r3", noon + 2 * minute, "cancel", false);
  const dry = record.fired("one", noon + 3 * minute, { run: "r1", macro: "heal", all: true, dryRun: true });
  for (const run of ["r1", "r2"]) record.outcome(dry, run, noon + 3 * minute);

  const report = ofSession(record, "one");
  expect(report.totals).toMatchObject({ firings: 1, cancellations: 4, failed: 1, dryRun: 1, ends: { cancelled: 4 } });
  expect(
    report.macros.map(({ macro, firings, cancellations, failed }) => [macro, firings, cancellations, failed]),
  ).toEqual([
    ["dance", 0, 2, 1],
    ["heal", 1, 1, 0],
    ["craft", 0, 1, 0],
  ]);
  expect(report.macros[0]!.profiles).toEqual(["dance"]);
  expect(report.rules).toMatchObject([{ firings: 1, cancellations: 4, macros: ["dance", "heal", "craft"] }]);
  expect(report.profiles.map(({ profile, cancellations }) => [profile, cancellations])[0]).toEqual(["heal", 4]);
  expect(report.cancellations.map(({ macro, run, ok, dryRun }) => [macro, run, ok, dryRun])).toEqual([
    ["heal", "r1", true, true],
    ["heal", "r1", true, false],
    ["dance", "r2", true, false],
    ["dance", "r3", false, false],
    ["craft", "r4", true, false],
  ]);
  expect(report.firings.points).toMatchObject([{ cancel: 1 }]);
});

test("where rules of `cancel all` fire upon many at once, each is cancelled once", () => {
  const record = openTestRecord();
  record.session("one", noon, noon + hour);
  const runs = ["r1", "r2", "r3"];
  for (const id of runs) record.run("one", id, { from: noon, to: noon + minute, end: cancelled }, { macro: id });
  // Upon the third none fires, and both end it.
  for (const run of ["r1", "r2"]) {
    const decision = record.fired("one", noon + minute, { run, macro: run, all: true });
    for (const other of runs) record.outcome(decision, other, noon + minute);
  }
  const report = ofSession(record, "one");
  expect(report.totals).toMatchObject({ firings: 2, cancellations: 3 });
  expect(report.macros.map(({ macro, cancellations }) => [macro, cancellations])).toEqual([
    ["r1", 1],
    ["r2", 1],
    ["r3", 1],
  ]);
  expect(report.cancellations.map(({ macro }) => macro).sort()).toEqual(runs);
  const reader = record.reader();
  expect(
    logPage(reader, {}, null)
      .entries.map(({ macro_id }) => macro_id)
      .sort(),
  ).toEqual(runs);
  const listed = openApiReader(record.path);
  expect(listed.listedSession("one")).toMatchObject({ cancellations: 3 });
  listed.close();
});

test("firings without consequences count apart: in a dry run, and while muted", () => {
  const record = openTestRecord();
  record.session("one", noon, noon + hour);
  record.run("one", "r1", { from: noon, to: noon + hour });
  const muted = record.fired("one", noon + minute, { run: "r1" });
  record.sql("UPDATE decisions SET mute = 'm1' WHERE id = ?", muted);
  record.fired("one", noon + 2 * minute, { run: "r1" });
  record.session("dry", noon + 2 * hour, noon + 3 * hour, true);
  record.run("dry", "r2", { from: noon + 2 * hour, to: noon + 3 * hour });
  record.fired("dry", noon + 2.5 * hour, { run: "r2", dryRun: true });

  const both = ofPeriod(record, noon, noon + 4 * hour);
  expect(both.totals).toMatchObject({
    firings: 1,
    cancellations: 1,
    muted: 1,
    dryRun: 1,
    protectedMs: hour,
    unprotectedMs: hour,
  });
  expect(both.cancellations.map(({ dryRun }) => dryRun)).toEqual([true, false]);
  expect(both.firings.points).toHaveLength(1);
  const dry = ofSession(record, "dry");
  expect(dry.notes).toEqual([{ text: "a dry run: nothing was done to any macro", times: [] }]);
  expect(dry.firings.points).toMatchObject([{ cancel: 1, warn: 0 }]);
});

test("an engine that ended without a word guarded until its last sign of life", () => {
  const record = openTestRecord();
  record.session("one", noon, null);
  record.run("one", "r1", { from: noon });
  record.measured("macro.cpu", noon, noon + 10 * minute, () => 10, "r1");
  record.sql("UPDATE sessions SET owner = '999999999:1', pid = 999999999 WHERE id = 'one'");
  const before = ofSession(record, "one");
  expect(before.session).toMatchObject({ how: "crashed", endedAt: "2026-01-05T12:09:59.000Z" });
  expect(before.totals.protectedMs).toBe(10 * minute - 1000);
  expect(before.notes).toEqual([
    { text: "an engine ended without a word, last seen at", times: ["2026-01-05T12:09:59.000Z"] },
  ]);
  // The next one writes it down so.
  record.session("two", noon + hour, noon + 2 * hour);
  const after = ofSession(record, "one");
  expect(after.totals.protectedMs).toBe(10 * minute - 1000);
  expect(after.totals.ends.lost).toBe(1);
});

describe("metrics", () => {
  test("are averaged over exactly the time, whether summed up by then or not", () => {
    const record = openTestRecord();
    const [from, to] = [noon + 17 * minute + 13_000, noon + 3 * hour + 42 * minute + 57_000];
    record.session("one", from, to);
    const value = (wall: number) => (wall < from || wall >= to ? 100 : (wall / 1000) % 60);
    record.measured("cpu.usage", noon, noon + 4.5 * hour, value);
    const [cpu] = ofSession(record, "one").metrics;
    const values: number[] = [];
    for (let wall = from; wall < to; wall += 1000) values.push(value(wall));
    expect(cpu).toMatchObject({ metric: "cpu.usage", dimension: "percent", samples: values.length, min: 0, max: 59 });
    expect(cpu!.avg).toBeCloseTo(values.reduce((sum, one) => sum + one, 0) / values.length, 9);
  });

  test("of macros are those of their runs in that time", () => {
    const record = openTestRecord();
    record.session("one", noon, noon + 2 * hour);
    record.run("one", "r1", { from: noon, to: noon + 30 * minute });
    record.run("one", "r2", { from: noon + 40 * minute, to: noon + 2 * hour });
    record.measured("fps", noon, noon + 30 * minute, () => 60, "r1");
    record.measured("fps", noon + 40 * minute, noon + 2 * hour, (wall) => (wall < noon + hour ? 30 : 5), "r2");
    const hourOf = ofPeriod(record, noon, noon + hour);
    const [fps] = hourOf.macros[0]!.metrics;
    expect(fps).toMatchObject({ metric: "fps", min: 30, max: 60, samples: 50 * 60 });
    expect(fps!.avg).toBeCloseTo((30 * 60 + 20 * 30) / 50, 9);
  });

  test("have the averages of the time before beside them", () => {
    const record = openTestRecord();
    record.session("one", noon, noon + 2 * hour);
    record.measured("cpu.usage", noon, noon + 2 * hour, (wall) => (wall < noon + hour ? 20 : 50));
    const [cpu] = ofPeriod(record, noon + hour, noon + 2 * hour).metrics;
    expect(cpu).toMatchObject({ avg: 50, before: { avg: 20, max: 20 } });
  });

  test("have their course told, with what rules that fired read", () => {
    const record = openTestRecord();
    record.session("one", noon, noon + hour);
    // The last is one that policies declare.
    for (const metric of ["cpu.usage", "gpu.usage", "disk.read", "latency", "guild.queue"])
      record.measured(metric, noon, noon + 10 * minute, () => 1);
    record.fired("one", noon + minute, { values: { "disk.read": 1 } });
    const { courses } = ofSession(record, "one");
    expect(courses.map(({ metric }) => metric)).toEqual(["cpu.usage", "disk.read", "latency", "guild.queue"]);
    expect(courses[0]!.points.length).toBeGreaterThan(10);
  });
});

test("the courses of macros tell what they said of themselves, over all of their runs", () => {
  const record = openTestRecord();
  record.session("one", noon, noon + 3 * hour);
  record.run("one", "r1", { from: noon, to: noon + 30 * minute });
  record.run("one", "r2", { from: noon + 20 * minute, to: noon + 2 * hour });
  record.measured("fps", noon, noon + 30 * minute, () => 60, "r1");
  record.measured("fps", noon + 20 * minute, noon + 2 * hour, () => 30, "r2");
  for (const metric of ["macro.cpu", "macro.memory"]) record.measured(metric, noon, noon + 10 * minute, () => 5, "r1");
  record.fired("one", noon + minute, { run: "r1", values: { "macro.memory": 5 } });
  // It said nothing.
  record.run("one", "r3", { from: noon, to: noon + hour }, { macro: "quiet" });
  record.measured("macro.cpu", noon, noon + 10 * minute, () => 5, "r3");
  const { courses } = ofSession(record, "one");
  expect(courses.map(({ macro, metric, dimension }) => [macro, metric, dimension])).toEqual([
    ["heal_group", "fps", "framerate"],
    ["heal_group", "macro.memory", "bytes"],
  ]);
  const at = (wall: number) => courses[0]!.points.find(({ time }) => Date.parse(time) === wall);
  expect(at(noon)).toMatchObject({ min: 60, avg: 60, max: 60 });
  expect(at(noon + 25 * minute)).toMatchObject({ min: 30, avg: 45, max: 60 });
  expect(at(noon + hour)).toMatchObject({ avg: 30 });
  expect(at(noon + 2.5 * hour)).toBeUndefined();
});

test("a file of the first schema is read as it is", () => {
  const record = twoEvenings();
  record.close();
  record.sql("DROP INDEX decisions_by_session");
  for (const sql of [
    "ALTER TABLE decisions DROP COLUMN mute",
    "ALTER TABLE runs DROP COLUMN title",
    "ALTER TABLE runs DROP COLUMN age",
    "ALTER TABLE runs DROP COLUMN aged",
    "DROP TABLE mutes",
    "DROP TABLE named_sessions",
    "PRAGMA user_version = 1",
  ])
    record.sql(sql);
  expect(ofSession(record, "one").totals).toMatchObject({ runs: 1, cancellations: 1, muted: 0 });
});
