/** How far back the conditions of a program look. */

import type { Condition, Program, Term } from "@macro-engine/dsl";
import { conditionsIn, termsIn, termsInTerm } from "../runtime/parts.ts";

/** The longest window over a metric, ms; 0 without any. `share` counts a run's own snapshots, so nothing before its start. */
export function longestWindowMs({ profiles }: Pick<Program, "profiles">): number {
  const ofTerm = (term: Term): number => {
    if (term.kind === "window" || term.kind === "forecast") return term.windowMs;
    return Math.max(term.kind === "share" ? ofCondition(term.condition) : 0, ...termsInTerm(term).map(ofTerm));
  };
  const ofCondition = (condition: Condition): number =>
    Math.max(0, ...termsIn(condition).map(ofTerm), ...conditionsIn(condition).map(ofCondition));
  const rules = profiles.flatMap((profile) => profile.rules);
  return Math.max(
    0,
    ...rules.flatMap(({ condition, until }) => [
      ofCondition(condition),
      until === null ? 0 : ofCondition(until.condition),
    ]),
  );
}
