/** How a number stands to the one before, and whether that is good. */

import { expect, test } from "vitest";
import { trendOf } from "./trend.ts";

test.each([
  [12, 10, true, "▲ 20%", "bad"],
  [8, 10, true, "▼ 20%", "ok"],
  [8, 10, false, "▼ 20%", "bad"],
  [12, 10, null, "▲ 20%", "plain"],
  [10, 10, true, "as before", "plain"],
  [0, 0, true, "as before", "plain"],
  [5, 0, true, "▲ from none", "bad"],
  [0, 5, true, "▼ 100%", "ok"],
  [40, 10, true, "▲ 4 ×", "bad"],
  [1000, 999, true, "as before", "plain"],
])("%d after %d", (value, before, lessIsBetter, text, tone) => {
  expect(trendOf(value, before, lessIsBetter)).toEqual({ text, tone });
});

test("where there is nothing before, nothing is said", () => {
  expect(trendOf(3, null, true)).toBeNull();
  expect(trendOf(null, 3, true)).toBeNull();
});
