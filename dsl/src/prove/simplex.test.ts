/** Inequalities over fractions: solutions solve them, and what has none has none on any grid. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { add, compare, multiply, type Rational, rationalOf, zero } from "./rational.ts";
import { Simplex } from "./simplex.ts";

interface Inequality {
  readonly by: readonly number[];
  readonly least: number;
  readonly strict: boolean;
}

const inequalities = fc.array(
  fc.record({
    by: fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })),
    least: fc.integer({ min: -4, max: 4 }),
    strict: fc.boolean(),
  }),
  { maxLength: 7 },
);

/** Values in [0, 2] that meet every Σ by · value ≥ least; null where there are none. */
function solve(list: readonly Inequality[]): Rational[] | null {
  const simplex = new Simplex();
  const variables = [0, 1, 2].map(() => simplex.variable());
  for (const variable of variables) {
    simplex.atLeast(variable, zero);
    simplex.atMost(variable, rationalOf(2));
  }
  for (const { by, least, strict } of list) {
    const sum = simplex.sum(by.map((factor, at) => [variables[at]!, rationalOf(factor)]));
    simplex.atLeast(sum, rationalOf(least), strict);
  }
  return simplex.solve() ? simplex.solution(3) : null;
}

function meets(values: readonly Rational[], { by, least, strict }: Inequality): boolean {
  let sum = zero;
  by.forEach((factor, at) => {
    sum = add(sum, multiply(rationalOf(factor), values[at]!));
  });
  return compare(sum, rationalOf(least)) > (strict ? 0 : -1);
}

it("solves what can be solved, and nothing else", () => {
  const grid = [0, 0.25, 0.5, 1, 1.75, 2].map(rationalOf);
  let solved = 0;
  let unsolved = 0;
  fc.assert(
    fc.property(inequalities, (list) => {
      const solution = solve(list);
      if (solution === null) {
        unsolved += 1;
        const found = grid.some((x) =>
          grid.some((y) => grid.some((z) => list.every((each) => meets([x, y, z], each)))),
        );
        expect(found, JSON.stringify(list)).toBe(false);
      } else {
        solved += 1;
        for (const each of list) expect(meets(solution, each), JSON.stringify(list)).toBe(true);
      }
    }),
    { seed: 20260105, numRuns: 200 },
  );
  expect(Math.min(solved, unsolved)).toBeGreaterThan(30);
});

it("holds bounds that leave a single point", () => {
  expect(solve([{ by: [1, 1, 1], least: 6, strict: false }])).toEqual([rationalOf(2), rationalOf(2), rationalOf(2)]);
  expect(solve([{ by: [1, 1, 1], least: 6, strict: true }])).toBeNull();
});
