import fc from "fast-check";
import { expect, test } from "vitest";
import type { Measure } from "./measure.ts";
import { firstThatMeets } from "./search.ts";

const measureOf = (fired: number): Measure => ({ runs: 1, observedMs: 1, fired: new Map([["r", fired]]) });

async function search(steps: readonly number[], most: number, missing: ReadonlySet<number> = new Set()) {
  let measured = 0;
  const { found } = await firstThatMeets(
    steps.length,
    async (some) => {
      measured += some.length;
      return some.flatMap((at) => (missing.has(at) ? [] : [{ at, measure: measureOf(steps[at]!) }]));
    },
    ({ fired }) => fired.get("r")! <= most,
  );
  return { at: found?.at ?? null, measured };
}

test("finds the first step of a falling course, and looks at few", async () => {
  const falling = Array.from({ length: 1000 }, (_, at) => 1000 - at);
  for (const most of [1000, 999, 500, 37, 1]) {
    const { at, measured } = await search(falling, most);
    expect(at).toBe(1000 - most);
    expect(measured).toBeLessThan(45);
  }
  expect((await search(falling, 0)).at).toBeNull();
  expect((await search([], 5)).at).toBeNull();
});

test("of a course that goes up and down: a step that will do, its neighbour not", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(9), { maxLength: 120 }), fc.nat(9), async (steps, most) => {
      const { at } = await search([...steps, 0], most);
      expect([...steps, 0][at!]).toBeLessThanOrEqual(most);
      if (at! > 0) expect(steps[at! - 1]).toBeGreaterThan(most);
    }),
    { seed: 11, numRuns: 200 },
  );
});

test("steps that cannot be had are passed over", async () => {
  expect((await search([9, 9, 9, 5, 5, 5], 5, new Set([3]))).at).toBe(4);
});
