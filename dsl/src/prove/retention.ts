/** Whether one rule stays in force for as long as another, once both have fired. */

import type { ProgramRule } from "../program/program.ts";
import { assumptionFor } from "./evidence.ts";
import type { Prover, Wanted } from "./prover.ts";
import { isNot, isTrue, type LastingState } from "./room.ts";

export type Proof = { readonly kind: "proved"; readonly assumes: readonly string[] } | { readonly kind: "open" };

/**
 * Whether `after` clears no sooner than `before`, where it fires no later. It does when it cannot clear while the condition of
 * `before` is true, and all that clears it clears `before`, after no longer a wait: then the stretch that clears the one
 * begins after the other has fired, and clears it as well.
 */
export function isRetained(prover: Prover, before: ProgramRule, after: ProgramRule): Proof {
  if (after.action === "cancel") return { kind: "proved", assumes: [] };
  const [ends, ended] = [endOf(after), endOf(before)];
  if (ended.holdMs > ends.holdMs) return { kind: "open" };
  for (const wanted of [
    [isTrue(before.condition), ends.wanted],
    [ends.wanted, isNot(ended.wanted)],
  ]) {
    if (!prover.excludes(wanted)) return { kind: "open" };
  }
  const assumption = assumptionFor(ends, ended);
  return { kind: "proved", assumes: assumption === null ? [] : [assumption] };
}

/** What clears a rule: its `until`, or that its condition is false. */
export function endOf({ condition, until: given }: ProgramRule): LastingState & { readonly wanted: Wanted } {
  if (given !== null) return { ...given, wanted: isTrue(given.condition) };
  return { condition, holdMs: 0, evidence: [], wanted: { condition, is: ["false"] } };
}
