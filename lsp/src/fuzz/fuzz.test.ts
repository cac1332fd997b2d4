/** Random edits and requests through a real client connection: nothing fails, nothing goes unanswered, and nothing old stays. */

import { expect, test } from "vitest";
import { rounds } from "../../../dsl/src/testing/rounds.ts";
import { runSequence } from "./testing/sequence.ts";

const lanes = 8;

/** `npm run fuzz` tries 20,000, which take half an hour alone on two cores. */
const wanted = process.env.FUZZ_SEQUENCES;
const patienceMs = 2 * 3600 * 1000;

test("sequences of edits and requests end where a fresh server begins", { timeout: patienceMs }, async () => {
  const sequences = wanted === undefined ? rounds(40, 1000) : Number(wanted);
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
