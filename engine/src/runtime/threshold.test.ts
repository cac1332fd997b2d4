/** Conditions as lines of the table agree with their closures on every value, limits and missing ones included. */

import { builtInMetrics, type Condition } from "@macro-engine/dsl";
import { describe, expect, it } from "vitest";
import { compileCondition, truthOf } from "./conditions.ts";
import { Leaves } from "./leaves.ts";
import { compare, constant, metric, not } from "./testing/build-program.ts";
import { Texts } from "./texts.ts";
import { thresholdOf } from "./threshold.ts";

const limits = [0, -0, 1, -1, 80, 0.1, -0.1, 5e-324, -5e-324, 1e308, -1e308];
const values = [...limits, 80.00000000000001, 79.99999999999999, 1e-300, Number.NaN];

describe("a threshold", () => {
  it.each(["<", "<=", ">", ">="] as const)(
    "with %s is exact to the last bit, also turned round or denied",
    (operator) => {
      for (const limit of limits) {
        for (const condition of [
          compare("fps", operator, limit),
          compare(constant(limit), operator, metric("fps")),
          not(compare("fps", operator, limit)),
          not(not(compare("fps", operator, limit))),
        ]) {
          expectAgreement(condition);
        }
      }
    },
  );

  it("takes bools, and constants that are worked out", () => {
    expectAgreement({ kind: "flag", metric: "power.on_battery" });
    expectAgreement(compare("fps", ">", { kind: "multiply", left: constant(4), right: constant(20) }));
  });

  it("is none for equality, arithmetic, and a limit that divides by zero", () => {
    const leaves = new Leaves(new Map(builtInMetrics.map((entry) => [entry.name, entry])));
    const zero = { kind: "divide", left: constant(1), right: constant(0) } as const;
    expect(thresholdOf(compare("fps", "==", 5), leaves)).toBeNull();
    expect(thresholdOf(compare("fps", ">", zero), leaves)).toBeNull();
    expect(thresholdOf(compare({ kind: "negate", operand: metric("fps") }, ">", 5), leaves)).toBeNull();
  });
});

function expectAgreement(condition: Condition): void {
  const leaves = new Leaves(new Map(builtInMetrics.map((entry) => [entry.name, entry])));
  const line = thresholdOf(condition, leaves)!;
  const test = compileCondition(condition, { leaves, texts: new Texts() });
  const slots = Int32Array.of(0);
  for (const value of values) {
    const side = line.sign * value;
    const truth = Number.isNaN(side) ? Number.NaN : +(side > line.bound);
    expect(truthOf(truth), `${JSON.stringify(condition)} at ${value}`).toBe(test(Float64Array.of(value), slots));
  }
}
