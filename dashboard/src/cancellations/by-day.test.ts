/** Decisions under the names of their days. */

import { expect, test } from "vitest";
import type { DecisionItem } from "../../../engine/src/api/contract.ts";
import { byDay } from "./by-day.ts";

const at = (...time: readonly [number, number, number, number]) =>
  ({ time: new Date(...time).toISOString() }) as DecisionItem;

test("each day has its own, newest first, as the reader's calendar has them", () => {
  const now = new Date(2026, 2, 1, 9).getTime();
  const items = [at(2026, 2, 1, 8), at(2026, 2, 1, 0), at(2026, 1, 28, 23), at(2026, 1, 3, 12), at(2025, 11, 31, 12)];
  const days = byDay(items, now);
  expect(days.map(({ name, items: of }) => [name, of.length])).toEqual([
    ["Today", 2],
    ["Yesterday", 1],
    ["Tuesday 3 February", 1],
    ["Wednesday, 31 December 2025", 1],
  ]);
});
