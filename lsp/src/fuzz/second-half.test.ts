/** Random edits and requests through a real client connection: nothing fails, nothing goes unanswered, and nothing old stays. */

import { expect, test } from "vitest";
import { fuzz } from "./testing/fuzz.ts";

test("sequences of edits and requests end where a fresh server begins", { timeout: 2 * 3600 * 1000 }, async () => {
  const { sequences, requests } = await fuzz(1, 2);
  expect(requests).toBeGreaterThan(sequences * 5);
});
