/** What is claimed of random profiles and of changes to them holds under the evaluator, whatever is sampled. */

import { expect, test } from "vitest";
import { checkProfileClaims } from "./check-profile-claims.ts";

test("claims about random profiles, assertions and changes hold", { timeout: 120_000 }, () => {
  const tally = checkProfileClaims({ seed: 1, count: 30, courses: 6 });
  // Nothing is shown by claims that are never made.
  for (const kind of ["can fire", "assertion holds", "assertion fails", "change shown"]) {
    expect(tally[kind], kind).toBeGreaterThan(5);
  }
  for (const relation of ["equivalent", "stricter", "laxer"]) {
    const made = Object.keys(tally).filter((kind) => kind.startsWith(`profile ${relation}`));
    expect(made.length, relation).toBeGreaterThan(0);
  }
  expect(Object.keys(tally).filter((kind) => kind.startsWith("shadow"))).not.toEqual([]);
});
