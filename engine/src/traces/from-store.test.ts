/** Runs come back from the store as their rules saw them. */

import { builtInMetric } from "@macro-engine/dsl";
import { expect, it } from "vitest";
import type { SampleRow } from "../runtime/simulate.ts";
import type { Store } from "../store/store.ts";
import { noon, run, temporaryStore } from "../store/testing/example.ts";
import { storedCourse, storedTrace } from "./from-store.ts";

const dimensionOf = (metric: string) => builtInMetric(metric)?.dimension;

/** A run whose snapshots are a second apart, each written a little late or early as clocks round. */
function record(store: Store, seconds: number, jitter: (second: number) => number = () => 0): void {
  store.write([{ kind: "run-start", session: "s", run: run("r", { startedWall: noon - 400 }) }]);
  for (let second = -10; second <= seconds; second += 1) {
    const wall = noon + 1000 * second + jitter(second);
    store.sample("cpu.usage", 50 + second, wall);
    store.sample("power.on_battery", second > 1, wall);
    store.sample("fps", 60, wall);
    if (second >= 0) store.sample("macro.memory", 2 ** 20, wall, "r");
    if (second >= 2) store.sample("fps", 30 + second, wall, "r");
  }
  store.write([
    { kind: "run-end", session: "s", run: "r", wall: noon + 1000 * seconds + 300, end: { kind: "stopped" } },
  ]);
}

const columns = (rows: readonly SampleRow[], metric: string) =>
  rows.map(({ timeMs, metrics, values }) => [timeMs, values[metrics.indexOf(metric)]]);

function readBack(store: Store, query: Partial<Parameters<typeof storedCourse>[2]> = {}) {
  const course = storedCourse(store, store.run("r")!, { dimensionOf, ...query })!;
  return { course, rows: [...course.chunks()].flat() };
}

it("begins at the run's first snapshot and ends with the run", () => {
  using store = temporaryStore();
  record(store, 3);
  const { course, rows } = readBack(store);
  expect(course).toMatchObject({ intervalMs: 1000, startWallMs: noon, macroStartMs: -400, lastMs: 3000 });
  expect(course.fromItsStart).toBe(true);
  expect(columns(rows, "cpu.usage")).toEqual([
    [0, 50],
    [1000, 51],
    [2000, 52],
    [3000, 53],
  ]);
  expect(columns(rows, "power.on_battery").map(([, value]) => value)).toEqual([false, false, true, true]);
});

it.each([
  ["at its first snapshot", 0, 400.7, -400.7],
  ["at one that is not among those looked at", -2, 398.2, -2398.2],
  ["at one that was due before it began", 0, -0.3, 0.3],
])("knows how old the run was %s", (_, second, ageMs, macroStartMs) => {
  using store = temporaryStore();
  record(store, 3);
  store.write([{ kind: "run-age", session: "s", run: "r", wall: noon + 1000 * second, ageMs }]);
  expect(readBack(store).course.macroStartMs).toBeCloseTo(macroStartMs, 9);
});

it("takes the run's own reports from the first one on", () => {
  using store = temporaryStore();
  record(store, 3);
  const { course, rows } = readBack(store, { metrics: ["fps"] });
  expect(course.ownFromMs).toEqual({ fps: 2000 });
  expect(columns(rows, "fps").map(([, value]) => value)).toEqual([60, 60, 32, 33]);
});

it("puts the rounding of clocks right", () => {
  using store = temporaryStore();
  record(store, 40, (second) => [0, 1, -1, 0, 1][Math.abs(second) % 5]!);
  const { course, rows } = readBack(store, { fromWall: noon - 5000 });
  expect(course.intervalMs).toBe(1000);
  expect(rows.map(({ timeMs }) => timeMs)).toEqual(Array.from({ length: 46 }, (_, at) => 1000 * (at - 5)));
});

it("leaves the step at which another engine took over as long as it was", () => {
  using store = temporaryStore();
  // From the eleventh second on, the clock ticks a third of a second later.
  record(store, 20, (second) => (second > 10 ? 340 : 0));
  const { course, rows } = readBack(store);
  expect(course.intervalMs).toBe(1000);
  expect(rows.slice(8, 14).map(({ timeMs }) => timeMs)).toEqual([8000, 9000, 10_000, 11_340, 12_340, 13_340]);
});

it("leaves out what another engine on the same store has sampled, and what is before a gap", () => {
  using store = temporaryStore();
  record(store, 2);
  for (let second = -10; second <= 2; second += 1) store.sample("cpu.usage", 99, noon + 1000 * second + 400);
  store.sample("cpu.usage", 1, noon - 60_000);
  const { rows } = readBack(store, { fromWall: noon - 100_000, metrics: ["cpu.usage"] });
  expect(rows[0]).toMatchObject({ timeMs: -10_000, values: [40] });
  expect(columns(rows, "cpu.usage").some(([, value]) => value === 99 || value === 1)).toBe(false);
});

it("is a recording that names the macro", async () => {
  using store = temporaryStore();
  record(store, 3);
  const trace = storedTrace(store, store.run("r")!, { dimensionOf })!;
  const rows: SampleRow[] = [];
  for await (const chunk of trace.rows()) rows.push(...chunk);
  expect(trace.firstRow).toMatchObject({ metrics: ["macro.name"], values: ["heal_group"] });
  expect(rows).toHaveLength(4);
  expect(trace.intervalMs).toBe(1000);
});

it("is nothing where only summaries are left", () => {
  const second = 1000;
  using store = temporaryStore({
    retention: { secondsMs: second, minutesMs: 1e12, hoursMs: 1e12, decisionsMs: 1e12 },
  });
  record(store, 3);
  for (let minute = 2; minute < 5; minute += 1) {
    // Summed up with the next samples, and only then forgotten.
    store.sample("cpu.usage", 1, noon + 60_000 * minute);
    store.tick(noon + 60_000 * minute + 1);
  }
  expect(store.metrics("r")).toContain("macro.memory");
  expect(storedCourse(store, store.run("r")!, { dimensionOf })).toBeNull();
});
