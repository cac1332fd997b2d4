/** Whether the arithmetic between axes leaves a solution. */

import type { Rational } from "./rational.ts";
import type { Findings } from "./search.ts";
import type { Simplex } from "./simplex.ts";
import { linksOf, System } from "./system.ts";

/** Whether there is more than ranges and plain orders to look at. */
export function needsArithmetic(found: Findings): boolean {
  return found.rows.some((row) => row.order === null || row.relation === "<") || linksOf(found).length > 0;
}

/** How deep whole numbers are looked for between the fractions of a solution. */
const deepestSplit = 8;

/** False is a proof; true may yet be wrong where several whole numbers depend on each other. */
export function isFeasible(found: Findings): boolean {
  const system = new System(found, 0);
  return system.simplex.solve() && mayBeWhole(system.simplex, system.wholes, 0);
}

/** Splits at a whole axis whose value is a fraction: below it, or above. */
function mayBeWhole(simplex: Simplex, wholes: readonly number[], depth: number): boolean {
  if (wholes.length === 0) return true;
  const solution = simplex.solution(Math.max(...wholes) + 1);
  const variable = wholes.find((whole) => !isWholeNumber(solution[whole]!));
  if (variable === undefined || depth === deepestSplit) return true;
  const { numerator, denominator } = solution[variable]!;
  const below = numerator / denominator - (numerator < 0n ? 1n : 0n);
  return [below, below + 1n].some((bound, side) => {
    const mark = simplex.mark();
    const limit = { numerator: bound, denominator: 1n };
    if (side === 0) simplex.atMost(variable, limit);
    else simplex.atLeast(variable, limit);
    const isPossible = simplex.solve() && mayBeWhole(simplex, wholes, depth + 1);
    simplex.reset(mark);
    return isPossible;
  });
}

function isWholeNumber({ numerator, denominator }: Rational): boolean {
  return numerator % denominator === 0n;
}
