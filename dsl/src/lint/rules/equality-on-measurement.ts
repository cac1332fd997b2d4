/** equality-on-measurement: `==` or `!=` on something that is measured and hardly ever exactly equal. */

import { quoted } from "../../check/source-text.ts";
import type { Condition, Program, Term } from "../../program/program.ts";
import { type Comparison, comparisonsOf } from "../comparisons.ts";
import { termsIn } from "../condition-facts.ts";
import { findFaults } from "../faults.ts";
import type { Findings, LintRule } from "../rule.ts";
import { decidedByRange, rangeOf } from "../term-range.ts";

export const equalityOnMeasurement: LintRule<"equality-on-measurement"> = {
  code: "equality-on-measurement",
  category: "bugs",
  level: "warning",
  summary: "`==` or `!=` on a value that is measured, and so hardly ever exactly that.",
  fix: null,
  *check(set): Findings {
    yield* findFaults(set, function* (view) {
      for (const comparison of comparisonsOf(view.declaration)) {
        if (comparison.operator !== "==" && comparison.operator !== "!=") continue;
        if (!isOnMeasurement(view.condition(comparison), set.program)) continue;
        const text = quoted(view.declared.symbol.file, comparison.span);
        yield { at: comparison.span, message: (where) => messageOf(comparison, text, where), because: [] };
      }
    });
  },
};

function messageOf({ operator }: Comparison, text: string, where: string): string {
  return operator === "=="
    ? `\`${text}\` is hardly ever true${where}, since what is measured is never quite that; compare with \`>=\` or \`<=\``
    : `\`${text}\` is nearly always true${where}, since what is measured is never quite that; compare with \`>\` or \`<\``;
}

function isOnMeasurement(condition: Condition, program: Program): boolean {
  if (condition.kind !== "compare" || (condition.operator !== "==" && condition.operator !== "!=")) return false;
  if (condition.dimension === "count" || decidedByRange(condition, program) !== null) return false;
  const sides = [condition.left, condition.right];
  if (sides.every((side) => isCounted(side, program)) || areOfOneMetric(sides)) return false;
  return !sides.some((side, index) => side.kind === "constant" && isExact(side.value, sides[1 - index]!, program));
}

/** Nothing at all, and the ends of a range, are reached exactly: no traffic, all of the processor. */
function isExact(value: number, measured: Term, program: Program): boolean {
  const { low, high } = rangeOf(measured, program);
  return (
    value === low || value === high || (value === 0 && low !== Number.NEGATIVE_INFINITY) || isChange(measured, value)
  );
}

function isChange(measured: Term, value: number): boolean {
  return value === 0 && measured.kind === "window" && ["delta", "rate"].includes(measured.function);
}

/** The least sample is the greatest: the metric stands still. */
function areOfOneMetric(sides: readonly Term[]): boolean {
  const metrics = sides.map(
    (side) => new Set(termsIn(side).flatMap((term) => ("metric" in term ? [term.metric] : []))),
  );
  return metrics.every((names) => names.size === 1) && [...metrics[0]!][0] === [...metrics[1]!][0];
}

function isCounted(term: Term, program: Program): boolean {
  return termsIn(term).every((part) => {
    if (part.kind !== "metric") return part.kind === "constant";
    return program.metrics.find(({ name }) => name === part.metric)?.dimension === "count";
  });
}
