/** How long a macro has run at the end of a state that has lasted: `duration` rises with the clock. */

import type { Condition, ProgramRule } from "../program/program.ts";
import type { Prover, Wanted } from "./prover.ts";
import { isTrue, type LastingState } from "./room.ts";

/** When macros start and snapshots are taken: at any time, or only where the clock is at a whole millisecond. */
export type Times = "any" | "whole-ms";

/** What `whole-ms` assumes, as a sentence. */
export const wholeMs = "macros start and snapshots are taken at whole milliseconds";

/** Waits are over a hundred-thousandth of a millisecond early, lest a sum of fractions be late. */
const earlyMs = 1e-3;

/**
 * At the end of a state that has lasted, `duration` is no less than its wait, and than what the state asks for at its beginning
 * with the wait. Null where that says nothing: without a wait, or where nobody reads `duration`.
 */
export function ageAtEnd(
  prover: Prover,
  { condition, evidence, holdMs }: LastingState,
  rules: readonly ProgramRule[],
  times: Times,
): Wanted | null {
  if (holdMs === 0) return null;
  if (!evidence.includes("duration") && !rules.some(({ reads }) => reads.includes("duration"))) return null;
  const [began, waited] = [leastAge(prover, condition, times), holdMs - earlyMs];
  return isTrue(aged(">=", times === "any" ? began + waited : began + Math.ceil(waited)));
}

/** A `duration` that a condition needs to be true: the greatest of the limits that it names. */
function leastAge(prover: Prover, condition: Condition, times: Times): number {
  const limits = [...new Set(limitsIn(condition))].filter((limit) => limit > 0).sort((a, b) => b - a);
  const excludes = (operator: "<" | "<=", limit: number) =>
    prover.excludes([isTrue(condition), isTrue(aged(operator, limit))]);
  for (const limit of limits) {
    if (!excludes("<", limit)) continue;
    return times === "any" ? limit : excludes("<=", limit) ? Math.floor(limit) + 1 : Math.ceil(limit);
  }
  return 0;
}

/** What `duration` is compared with. */
function limitsIn(condition: Condition): number[] {
  switch (condition.kind) {
    case "not":
      return limitsIn(condition.operand);
    case "and":
    case "or":
      return condition.operands.flatMap(limitsIn);
    case "compare-bool":
      return [condition.left, condition.right].flatMap(limitsIn);
    case "compare": {
      const sides = [condition.left, condition.right];
      if (!sides.some((side) => side.kind === "metric" && side.metric === "duration")) return [];
      return sides.flatMap((side) => (side.kind === "constant" ? [side.value] : []));
    }
    default:
      return [];
  }
}

function aged(operator: "<" | "<=" | ">=", value: number): Condition {
  return {
    kind: "compare",
    operator,
    left: { kind: "metric", metric: "duration" },
    right: { kind: "constant", value },
    dimension: "duration",
  };
}
