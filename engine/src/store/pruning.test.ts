import { statSync } from "node:fs";
import { expect, it } from "vitest";
import { decisionEntries } from "./entries.ts";
import { openStore } from "./sqlite-store.ts";
import { bounds, decision, noon, run, sessionStart, temporaryFolder, temporaryStore } from "./testing/example.ts";

const minute = 60_000;
const hour = 60 * minute;
const context = { session: "s1", dryRun: false };

it("forgets samples, then minutes, then hours, each after its own time", () => {
  const retention = { secondsMs: 10 * minute, minutesMs: 2 * hour, hoursMs: 6 * hour, decisionsMs: 400 * 24 * hour };
  using store = temporaryStore({ retention });
  const seconds = 10 * 3600;
  for (let second = 0; second < seconds; second += 5) {
    const wall = noon + second * 1000;
    store.sample("cpu.usage", second, wall);
    store.tick(wall);
  }
  const end = noon + seconds * 1000;
  const oldest = (stepMs: number) =>
    (end - (store.history({ metric: "cpu.usage", fromWall: noon, toWall: end, stepMs })[0]?.wall ?? 0)) / minute;
  // Hours reach back six hours and the one begun; the step says what may be seen, not what is there.
  expect(oldest(hour)).toBeGreaterThanOrEqual(6 * 60);
  expect(oldest(hour)).toBeLessThanOrEqual(7 * 60);

  const fine = store.history({ metric: "cpu.usage", fromWall: end - 4 * hour, toWall: end, stepMs: 5000 });
  const single = fine.filter(({ count }) => count === 1);
  const summaries = fine.filter(({ count }) => count === 12);
  expect((end - single[0]!.wall) / minute).toBeLessThanOrEqual(12);
  expect((end - single[0]!.wall) / minute).toBeGreaterThanOrEqual(10);
  expect((end - summaries[0]!.wall) / minute).toBeGreaterThanOrEqual(120);
  expect((end - summaries[0]!.wall) / minute).toBeLessThanOrEqual(181);
  // Nothing is counted twice where the tiers meet.
  expect(fine.reduce((sum, { count }) => sum + count, 0)).toBe(Math.floor((end - fine[0]!.wall) / 5000));
});

it("stays below its size, whatever comes, and gives up samples before decisions", () => {
  const sizeBytes = 2 * 2 ** 20;
  using store = temporaryStore({ sizeBytes });
  store.write(decisionEntries([decision()], context));
  let most = 0;
  for (let second = 0; second < 6 * 3600; second += 10) {
    const wall = noon + second * 1000;
    for (let metric = 0; metric < 40; metric++) store.sample(`metric.m${metric}`, second * 1.1 + metric, wall);
    store.tick(wall);
    if (second % 600 === 0) most = Math.max(most, statSync(store.path).size);
  }
  // What one minute brings may stand above it until the next look.
  expect(most).toBeLessThan(sizeBytes * 1.1);
  expect(most).toBeGreaterThan(sizeBytes * 0.5);
  expect(store.decisions().items).toHaveLength(1);
  const end = noon + 6 * hour;
  const recent = store.history({ metric: "metric.m3", fromWall: end - hour, toWall: end, stepMs: 10_000 });
  expect(recent.length).toBeGreaterThan(300);
});

it("shrinks a file that a former configuration let grow", () => {
  using folder = temporaryFolder();
  const path = folder.file("store.sqlite");
  const roomy = openStore({ path, ...bounds });
  let wall = noon;
  for (let second = 0; second < 4 * 3600; second += 5, wall += 5000) {
    for (let metric = 0; metric < 40; metric++) roomy.sample(`metric.m${metric}`, second * 1.1, wall);
    roomy.tick(wall);
  }
  roomy.close();
  expect(statSync(path).size).toBeGreaterThan(2 * 2 ** 20);

  const tight = openStore({ path, ...bounds, sizeBytes: 2 ** 20 });
  for (let second = 0; second < 60; second++) tight.tick(wall + second * 1000);
  tight.close();
  expect(statSync(path).size).toBeLessThanOrEqual(2 ** 20);
});

it("has summarised a run to its last second before its samples go", () => {
  const retention = { ...bounds.retention, secondsMs: 5 * minute };
  using store = temporaryStore({ retention });
  for (let second = 0; second < 30 * 60; second++) {
    // Written at a quarter past each minute and to the next: the run's last batch lies on both sides of a minute.
    const wall = noon + 15_000 + second * 1000;
    if (second < 60) store.sample("macro.cpu", second, wall, "run-1");
    store.sample("cpu.usage", second, wall);
    store.tick(wall);
  }
  const [hourly] = store.history({
    metric: "macro.cpu",
    run: "run-1",
    fromWall: noon,
    toWall: noon + hour,
    stepMs: hour,
  });
  expect(hourly).toEqual({ wall: noon, min: 0, avg: 29.5, max: 59, count: 60 });
});

it("forgets decisions, runs and sessions after their time, and no others", () => {
  const retention = { ...bounds.retention, decisionsMs: 24 * hour };
  using store = temporaryStore({ retention });
  const old = noon - 30 * hour;
  store.write([
    sessionStart("old", { startedWall: old }),
    { kind: "run-start", session: "old", run: run("old-run", { startedWall: old }) },
    ...decisionEntries(
      Array.from({ length: 1200 }, () => decision({ wall: old })),
      { session: "old", dryRun: false },
    ),
    { kind: "run-end", session: "old", run: "old-run", wall: old + 1000, end: { kind: "stopped" } },
    { kind: "session-end", session: "old", wall: old + 2000, how: "SIGINT" },
    sessionStart("new"),
    { kind: "run-start", session: "new", run: run("new-run") },
    ...decisionEntries([decision()], { session: "new", dryRun: false }),
  ]);
  // A slice at a time: no snapshot waits for all of it.
  store.tick(noon);
  expect(store.decisions({ limit: 1000 }).items).toHaveLength(701);
  for (let second = 1; second < 10; second++) store.tick(noon + second * 1000);
  expect(store.decisions().items.map(({ session }) => session)).toEqual(["new"]);
  expect(store.runs().items.map(({ id }) => id)).toEqual(["new-run"]);
  expect(store.sessions().items.map(({ id }) => id)).toEqual(["new"]);
});
