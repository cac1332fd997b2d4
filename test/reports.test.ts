/** Reports over weeks of a record, held against the same numbers counted by hand. */

import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished } from "vitest";
import { makeReport } from "../engine/src/reports/make-report.ts";
import { periodScope, sessionScope } from "../engine/src/reports/scope.ts";
import { decisionEntries } from "../engine/src/store/entries.ts";
import { openRecord } from "../engine/src/store/record-reader.ts";
import { openStore } from "../engine/src/store/sqlite-store.ts";
import { bounds, decision, run, sessionStart, temporaryFolder } from "../engine/src/store/testing/example.ts";
import { recordCancellations } from "./browser/harness/past.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Three weeks of cancellations half an hour apart, and beside them another engine that was killed in the last night. */
function weeks() {
  const folder = temporaryFolder();
  const path = folder.file("store.sqlite");
  const store = openStore({ path, ...bounds });
  recordCancellations(store, 1000);
  const now = Date.now();
  const began = now - 10 * hourMs;
  const pid = 999_999_999;
  store.write([
    sessionStart("killed", { startedWall: began, pid }),
    { kind: "run-start", session: "killed", run: run("long", { macro: "travel", startedWall: began }) },
    ...decisionEntries([decision({ run: "long", macro: "travel", action: "warn", wall: now - 4 * hourMs })], {
      session: "killed",
      dryRun: false,
    }),
  ]);
  for (let wall = began; wall < now - 3 * hourMs; wall += 60_000) {
    store.sample("fps", (wall / 60_000) % 50, wall, "long");
    store.sample("cpu.usage", (wall / 60_000) % 90, wall);
  }
  store.flush();
  store.close();
  const database = new DatabaseSync(path);
  database.exec(`UPDATE sessions SET owner = '${pid}:1' WHERE id = 'killed'`);
  const reader = openRecord(path);
  onTestFinished(() => {
    reader.close();
    database.close();
    folder[Symbol.dispose]();
  });
  const all = (sql: string, ...values: number[]) =>
    database
      .prepare(sql)
      .all(...values)
      .map((row) => ({ ...row }));
  return { reader, now, all };
}

const killedAt = "(SELECT max(time) FROM samples)";

it("of a period count what the tables hold, and of the period before", () => {
  const { reader, now, all } = weeks();
  const [from, to] = [now - 9 * dayMs - 12_345, now - dayMs / 10];
  const report = makeReport(reader, periodScope(from, to, now), now);
  const numbers = (a: number, b: number) =>
    all(
      `SELECT (SELECT count(*) FROM runs WHERE started < ?2 AND coalesce(ended, ${killedAt}) >= ?1) AS runs,
         (SELECT sum(min(coalesce(ended, ${killedAt}), ?2) - max(started, ?1)) FROM runs
          WHERE started < ?2 AND coalesce(ended, ${killedAt}) >= ?1) AS protectedMs,
         (SELECT count(*) FROM decisions WHERE action = 'cancel' AND wall >= ?1 AND wall < ?2) AS cancellations,
         (SELECT count(*) FROM decisions WHERE action = 'warn' AND wall >= ?1 AND wall < ?2) AS warnings`,
      a,
      b,
    )[0];
  expect(report.totals).toMatchObject(numbers(from, to)!);
  expect(report.before).toMatchObject(numbers(from - (to - from), from)!);
  expect(report.totals.cancellations).toBeGreaterThan(400);
  const { cancellations, protectedMs } = report.totals;
  expect(report.totals.cancellationsPerHour).toBeCloseTo(cancellations / (protectedMs / hourMs), 9);

  const grouped = (columns: string) =>
    all(
      `SELECT ${columns}, count(*) AS cancellations FROM decisions
       WHERE action = 'cancel' AND wall >= ? AND wall < ? GROUP BY ${columns} ORDER BY ${columns}`,
      from,
      to,
    );
  const pick = <T extends { readonly cancellations: number }>(list: readonly T[], ...keys: (keyof T)[]) =>
    list
      .filter((one) => one.cancellations > 0)
      .map((one) => Object.fromEntries([...keys, "cancellations" as const].map((key) => [key, one[key]])))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  expect(pick(report.macros, "macro")).toEqual(grouped("macro"));
  expect(pick(report.profiles, "profile")).toEqual(grouped("profile"));
  expect(pick(report.rules, "profile", "rule")).toEqual(grouped("profile, rule"));
  expect(report.firings.points.reduce((sum, { cancel }) => sum + cancel, 0)).toBe(cancellations);
});

it("of the one of two engines at once that was killed hold what was its own, until its last sign of life", () => {
  const { reader, now, all } = weeks();
  const found = sessionScope(reader, "killed", { nowWall: now, zone: "UTC" });
  if ("problem" in found) throw new Error(found.problem);
  const report = makeReport(reader, found.scope, now);
  const [time] = all(`SELECT ${killedAt} AS until, ${killedAt} - started AS ms FROM runs WHERE id = 'long'`) as [
    { until: number; ms: number },
  ];
  expect(report.session).toMatchObject({ how: "crashed", endedAt: new Date(time.until).toISOString() });
  expect(report.totals).toMatchObject({ runs: 1, protectedMs: time.ms, cancellations: 0, warnings: 1 });
  // At its last moment the other engine measures already.
  const measured = all(
    `SELECT metric, min(value) AS min, max(value) AS max, count(*) AS samples, avg(value) AS avg
     FROM samples JOIN series ON id = series WHERE run <> '' OR time < ${killedAt} GROUP BY metric ORDER BY metric`,
  ) as { metric: string; avg: number }[];
  const told = [...report.metrics, ...report.macros.flatMap(({ metrics }) => metrics)];
  expect(told).toMatchObject(measured.map(({ avg, ...rest }) => ({ ...rest, avg: expect.closeTo(avg, 9) })));
});
