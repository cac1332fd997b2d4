/** Whether one rule stays in force for as long as another, once both have fired. */

import type { ProgramRule } from "../program/program.ts";
import { assumptionFor } from "./evidence.ts";
import type { Prover, Wanted } from "./prover.ts";
import { isNot, isNotTrue, isTrue, type LastingState, mostTogether } from "./room.ts";

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

/**
 * Whether some of these rules, which fire at once, is in force for as long as `before` is. At the last snapshot at which the
 * condition of `before` is true one of them is true, and so in force. What clears it later would have cleared `before` by then:
 * that cannot fire again meanwhile, since its condition is not true any more.
 */
export function isRetainedByAll(prover: Prover, before: ProgramRule, answers: readonly ProgramRule[]): Proof {
  const ended = endOf(before);
  const keeps = (rule: ProgramRule): boolean => {
    if (rule.holdMs > 0) return false;
    if (rule.action === "cancel") return true;
    const ends = endOf(rule);
    return (
      ended.holdMs <= ends.holdMs &&
      prover.excludes([isTrue(rule.condition), ends.wanted]) &&
      prover.excludes([isNotTrue(before.condition), ends.wanted, isNot(ended.wanted)])
    );
  };
  const kept = answers.filter(keeps);
  if (kept.length === 0 || kept.length > mostTogether) return { kind: "open" };
  const none = kept.map(({ condition }) => isNotTrue(condition));
  if (!prover.excludes([isTrue(before.condition), ...none])) return { kind: "open" };
  const ends = kept.filter(({ action }) => action !== "cancel").map(endOf);
  return { kind: "proved", assumes: [...new Set(ends.flatMap((end) => assumptionFor(end, ended) ?? []))] };
}

/** What clears a rule: its `until`, or that its condition is false. */
export function endOf({ condition, until: given }: ProgramRule): LastingState & { readonly wanted: Wanted } {
  if (given !== null) return { ...given, wanted: isTrue(given.condition) };
  return { condition, holdMs: 0, evidence: [], wanted: { condition, is: ["false"] } };
}
