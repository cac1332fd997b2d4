/** The grammar as such; what it reads is for `parse.test.ts`. */

import { expect, test } from "vitest";
import { PolicyParser } from "./grammar.ts";

test("the grammar is sound: no alternative is ambiguous, none is hidden, nothing recurs to the left", () => {
  // Policies are read without this look at the grammar itself, which takes a part of every start.
  expect(() => new PolicyParser({ validates: true })).not.toThrow();
});
