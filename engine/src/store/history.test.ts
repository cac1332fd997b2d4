import { expect, it } from "vitest";
import { openStore } from "./sqlite-store.ts";
import type { HistoryPoint } from "./store.ts";
import { bounds, noon, temporaryFolder, temporaryStore } from "./testing/example.ts";

const minute = 60_000;
const hour = 60 * minute;

/** Seeded numbers in [0, 1) (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Taken {
  readonly wall: number;
  readonly value: number;
}

function naive(taken: readonly Taken[], fromWall: number, toWall: number, stepMs: number): HistoryPoint[] {
  const inRange = taken.filter(({ wall }) => wall >= fromWall && wall < toWall);
  const buckets = Map.groupBy(inRange, ({ wall }) => Math.floor(wall / stepMs) * stepMs);
  return [...buckets].map(([wall, samples]) => {
    const values = samples.map(({ value }) => value);
    const sum = values.reduce((a, b) => a + b, 0);
    return { wall, min: Math.min(...values), avg: sum / values.length, max: Math.max(...values), count: values.length };
  });
}

const rounded = (points: readonly HistoryPoint[]) => points.map((point) => ({ ...point, avg: point.avg.toFixed(6) }));

it("tells the same course from samples and from summaries, before and after they are flushed", () => {
  using store = temporaryStore();
  const next = random(7);
  const taken: Taken[] = [];
  // Two and a half hours, with holes.
  for (let second = 0; second < 9000; second++) {
    const wall = noon + second * 1000 + 137;
    if (next() < 0.2 || (second > 4000 && second < 4500)) continue;
    taken.push({ wall, value: Math.round(next() * 1000) });
    store.sample("cpu.usage", taken.at(-1)!.value, wall);
    store.tick(wall);
  }
  const end = noon + 9001 * 1000;
  for (const stepMs of [1000, 15_000, minute, 5 * minute, hour]) {
    const history = store.history({ metric: "cpu.usage", fromWall: noon, toWall: end, stepMs });
    expect(rounded(history), `step ${stepMs}`).toEqual(rounded(naive(taken, noon, end, stepMs)));
  }
  const part = { fromWall: noon + 30 * minute, toWall: noon + 90 * minute, stepMs: minute };
  const history = store.history({ metric: "cpu.usage", ...part });
  expect(rounded(history)).toEqual(rounded(naive(taken, part.fromWall, part.toWall, minute)));
});

it("keeps a run's metrics apart from the system's; flags count as 0 and 1, texts not at all", () => {
  using store = temporaryStore();
  store.sample("fps", 60, noon);
  store.sample("fps", 30, noon, "run-1");
  store.sample("power.on_battery", true, noon);
  store.sample("macro.name", "heal", noon, "run-1");
  store.sample("latency", Number.NaN, noon);
  const at = { fromWall: noon, toWall: noon + 1000, stepMs: 1000 };
  expect(store.metrics()).toEqual(["fps", "power.on_battery"]);
  expect(store.metrics("run-1")).toEqual(["fps"]);
  expect(store.history({ metric: "fps", ...at })[0]?.avg).toBe(60);
  expect(store.history({ metric: "fps", run: "run-1", ...at })[0]?.avg).toBe(30);
  expect(store.history({ metric: "power.on_battery", ...at })[0]?.avg).toBe(1);
  expect(store.history({ metric: "never", ...at })).toEqual([]);
});

it("summarises what an engine that crashed had not", () => {
  using folder = temporaryFolder();
  const path = folder.file("store.sqlite");
  const before = Date.now() - 3 * hour;
  const crashed = openStore({ path, ...bounds, flushMs: 1000 });
  for (let second = 0; second < 100; second++) {
    crashed.sample("cpu.usage", second, before + second * 1000);
    if (second % 10 === 0) crashed.flush();
  }
  crashed.flush();
  // No close, no further minute: the file is as a crash leaves it.
  const next = openStore({ path, ...bounds });
  const points = next.history({
    metric: "cpu.usage",
    fromWall: before - hour,
    toWall: before + 2 * hour,
    stepMs: hour,
  });
  expect(points.reduce((sum, { count }) => sum + count, 0)).toBe(100);
  next.close();
  crashed.close();
});

it("takes samples after the clock was set back", () => {
  using store = temporaryStore();
  const taken: Taken[] = [];
  for (let second = 0; second < 600; second++) {
    const wall = noon + second * 1000 - (second >= 300 ? 150_500 : 0);
    taken.push({ wall, value: second });
    store.sample("cpu.usage", second, wall);
    store.tick(wall);
  }
  const sorted = taken.toSorted((a, b) => a.wall - b.wall);
  const range = { fromWall: noon, toWall: noon + 600_000 };
  for (const stepMs of [1000, minute]) {
    const history = store.history({ metric: "cpu.usage", ...range, stepMs });
    expect(rounded(history)).toEqual(rounded(naive(sorted, range.fromWall, range.toWall, stepMs)));
  }
});

it("refuses a range of too many steps", () => {
  using store = temporaryStore();
  const query = { metric: "cpu.usage", fromWall: 0, toWall: noon, stepMs: 1000 };
  expect(() => store.history(query)).toThrow("the range holds more than 20000 steps of 1000 ms; ask for a longer step");
});
