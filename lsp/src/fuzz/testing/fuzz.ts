/** Many sequences, several at a time: while one waits another goes on. */

import { runSequence } from "./sequence.ts";

const lanes = 12;
const steps = 24;
const firstSeed = 1_000_000;

/** `npm run fuzz` says how many it wants. */
const all = Number(process.env.FUZZ_SEQUENCES ?? 40);

export interface Fuzzed {
  readonly sequences: number;
  readonly requests: number;
}

/** Every `parts`th sequence from `part` on, so that as many workers share the work. */
export async function fuzz(part: number, parts: number): Promise<Fuzzed> {
  let next = part;
  let sequences = 0;
  let requests = 0;
  const lane = async () => {
    for (let at = next; at < all; at = next) {
      next += parts;
      const outcome = await runSequence(firstSeed + at, steps);
      requests += outcome.requests;
      sequences += 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { sequences, requests };
}
