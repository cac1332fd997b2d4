/** Firings under the limit in force beside those under another. */

import { expect, test } from "vitest";
import { compareFirings } from "./compare-firings.ts";

const firing = (run: string, second: number, decision: string | null = null) => ({
  ...{ run, macro: "heal", decision },
  time: new Date(Date.UTC(2026, 0, 5, 12, 0, second)).toISOString(),
});

test("a run that is spared has its firing vanish, one that is hit anew has it appear", () => {
  const before = [firing("a", 10, "d1"), firing("b", 20, "d2")];
  const after = [firing("a", 10, "d1"), firing("c", 30)];
  const { kept, vanished, appeared } = compareFirings({ before, after });
  expect(kept.map(({ run }) => run)).toEqual(["a"]);
  expect(vanished.map(({ run }) => run)).toEqual(["b"]);
  expect(appeared.map(({ run }) => run)).toEqual(["c"]);
});

test("a firing that only comes later has not vanished, and is still the one on record", () => {
  const { kept, vanished, appeared } = compareFirings({ before: [firing("a", 10, "d1")], after: [firing("a", 17)] });
  expect(kept).toEqual([firing("a", 17, "d1")]);
  expect([...vanished, ...appeared]).toEqual([]);
});

test("of several firings of a run, the one that is still there stays itself", () => {
  const before = [firing("a", 10, "d1"), firing("a", 40, "d2"), firing("a", 70, "d3")];
  const { kept, vanished } = compareFirings({ before, after: [firing("a", 40, "d2")] });
  expect(kept.map(({ decision }) => decision)).toEqual(["d2"]);
  expect(vanished.map(({ decision }) => decision)).toEqual(["d3", "d1"]);
});
