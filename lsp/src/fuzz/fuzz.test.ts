/** Random edits and requests through a real client connection: nothing fails, nothing goes unanswered, and nothing old stays. */

import { expect, test } from "vitest";
import { rounds } from "../../../dsl/src/testing/rounds.ts";
import { runSequence } from "./testing/sequence.ts";

const lanes = 8;

/** Alone on two cores 20,000 sequences take half an hour. */
const patienceMs = 2 * 3600 * 1000;

test("sequences of edits and requests end where a fresh server begins", { timeout: patienceMs }, async () => {
  const sequences = rounds(40, 20_000);
  let seed = 0;
  let requests = 0;
  const lane = async () => {
    while (seed < sequences) {
      const outcome = await runSequence(1_000_000 + seed++, 24);
      requests += outcome.requests;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  expect(requests).toBeGreaterThan(sequences * 5);
});
