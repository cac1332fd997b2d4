/** What is shown quickly is so: the whole prover, which looks at every case, agrees. */

import { createProver } from "@macro-engine/dsl";
import { expect, test } from "vitest";
import { Axes } from "../../dsl/src/prove/axes.ts";
import { QuickPoints } from "../../dsl/src/prove/quick-points.ts";
import { createReplay } from "../../engine/src/runtime/replay-witness.ts";
import { randomFrom } from "../../engine/src/runtime/testing/random.ts";
import { programOfQuestion, randomQuestion } from "./random-questions.ts";

test.each([
  { windows: false, rounds: 1500 },
  { windows: true, rounds: 400 },
])("random questions, windows: $windows, many of which end there", ({ windows, rounds }) => {
  const random = randomFrom(11);
  const seen = { shown: 0, left: 0, impossible: 0 };
  for (let round = 0; round < rounds; round++) {
    const wanted = randomQuestion(random, { windows, sums: false, depth: round % 3 });
    const program = programOfQuestion(wanted);
    const isShown = new QuickPoints(new Axes(program, "UTC", {})).has(wanted);
    const isImpossible = createProver({ program, replay: createReplay() }).find(wanted).kind === "impossible";
    expect(isShown && isImpossible, JSON.stringify(wanted)).toBe(false);
    seen[isShown ? "shown" : isImpossible ? "impossible" : "left"] += 1;
  }
  expect(seen.shown).toBeGreaterThan(rounds / 10);
  expect(seen.impossible).toBeGreaterThan(rounds / 20);
});
