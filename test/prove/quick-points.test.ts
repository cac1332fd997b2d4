/** What is shown quickly is so: the whole prover, which looks at every case, agrees. */

import { type Condition, createProver, type Term } from "@macro-engine/dsl";
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

const average = { kind: "window", function: "avg", metric: "macro.cpu", windowMs: 60_000 } as const;
const age = { kind: "metric", metric: "duration" } as const;

function compare(left: Term, operator: "<" | ">", value: number, dimension: "percent" | "duration"): Condition {
  return { kind: "compare", left, operator, right: { kind: "constant", value }, dimension };
}

test("a run's own metric has a window once the run is as old", () => {
  const isHigh = { condition: compare(average, ">", 50, "percent"), is: ["true"] } as const;
  const isYoung = { condition: compare(age, "<", 30_000, "duration"), is: ["true"] } as const;
  const isOld = { condition: compare(age, ">", 60_000, "duration"), is: ["true"] } as const;
  const isUnknown = { ...isHigh, is: ["unknown"] } as const;
  const shows = (...wanted: Parameters<QuickPoints["has"]>[0]) =>
    new QuickPoints(new Axes(programOfQuestion(wanted), "UTC", {})).has(wanted);
  expect(shows(isHigh)).toBe(true);
  expect(shows(isHigh, isOld)).toBe(true);
  expect(shows(isHigh, isYoung)).toBe(false);
  expect(shows(isUnknown, isYoung)).toBe(true);
});
