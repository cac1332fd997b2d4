/** What the prover claims of random conditions holds under the evaluator, and what it rules out cannot be brought about. */

import { describe, expect, it } from "vitest";
import { checkClaims } from "./check-claims.ts";
import type { QuestionKind } from "./random-questions.ts";

const kinds: readonly (readonly [string, QuestionKind])[] = [
  ["thresholds", { windows: false, sums: false, depth: 2 }],
  ["sums of several metrics", { windows: false, sums: true, depth: 2 }],
  ["windows", { windows: true, sums: false, depth: 1 }],
];

describe("claims about random conditions", () => {
  it.each(kinds)("over %s hold", { timeout: 60_000 }, (_, kind) => {
    const { possible, impossible, notAnalysed } = checkClaims({ seed: 1, count: 200, kind, courses: 2 });
    // Agreement means little where nothing is claimed.
    expect(possible).toBeGreaterThan(100);
    expect(impossible).toBeGreaterThan(20);
    expect(notAnalysed).toBeLessThan(30);
  });
});
