/** What the prover claims of random conditions holds under the evaluator, and what it rules out cannot be brought about. */

import { describe, expect, it } from "vitest";
import { checkClaims } from "./check-claims.ts";
import { questionKinds } from "./random-questions.ts";

describe("claims about random conditions", () => {
  it.each(questionKinds)("over %s hold", (_, kind) => {
    const { possible, impossible, notAnalysed } = checkClaims({ seed: 1, count: 100, kind, courses: 2 });
    // Agreement means little where nothing is claimed.
    expect(possible).toBeGreaterThan(30);
    expect(impossible).toBeGreaterThan(10);
    expect(notAnalysed).toBeLessThan(15);
  });
});
