/**
 * Whether a lasting state is always answered: the claim "whenever it has lasted, one of these rules has fired" by proof.
 *
 * With A ⊆ B and a wait of B no longer than A's, B fires no later than A. For a union of rules that wait this does not
 * follow, since each may be true for a part of the time; it does for rules without a wait together with one that waits:
 * either some of the former is true once, or the latter all the time.
 */

import type { ProgramRule } from "../program/program.ts";
import { ageAtEnd, type Times, wholeMs } from "./ages.ts";
import { assumptionFor } from "./evidence.ts";
import type { Prover } from "./prover.ts";
import { isNotTrue, isTrue, type LastingState, mostTogether } from "./room.ts";

export type Coverage =
  | {
      readonly kind: "proved";
      /** As few as will do; none for a state that no samples bring about. */
      readonly by: readonly ProgramRule[];
      /** What must hold of the samples, as sentences; mostly empty. */
      readonly assumes: readonly string[];
    }
  /** Not proved, be it that it is not so or that it is beyond the prover. */
  | { readonly kind: "open" };

/** `fired`: some rule has fired at or before. `in-force`: some rule is firing then, or has ended the macro. */
export type Asked = "fired" | "in-force";

const open: Coverage = { kind: "open" };

export function coveredBy(
  prover: Prover,
  state: LastingState,
  answers: readonly ProgramRule[],
  asked: Asked,
): Coverage {
  const search = new Search(prover, state);
  if (search.isAnsweredBy([])) return search.proof([]);
  const usable = answers.filter(
    (rule) => rule.holdMs <= state.holdMs && (asked === "fired" || search.staysInForce(rule)),
  );
  for (const rule of usable) if (search.isAnsweredBy([rule])) return search.proof([rule]);
  const quick = usable.filter(({ holdMs }) => holdMs === 0);
  if (quick.length > 1 && quick.length <= mostTogether && search.isAnsweredBy(quick))
    return search.proof(search.fewest(quick));
  // A pause that was in force for a part of the time need not be at its end.
  const first = asked === "fired" ? quick : quick.filter(({ action }) => action === "cancel");
  if (first.length === 0 || first.length > mostTogether) return open;
  for (const slow of usable.filter(({ holdMs }) => holdMs > 0)) {
    if (search.isAnsweredBy([...first, slow])) return search.proof(search.fewest([...first, slow]));
  }
  return open;
}

class Search {
  readonly #prover: Prover;
  readonly #state: LastingState;

  constructor(prover: Prover, state: LastingState) {
    this.#prover = prover;
    this.#state = state;
  }

  isAnsweredBy(rules: readonly ProgramRule[]): boolean {
    return this.#isAnswered(rules, "any") || this.#isAnswered(rules, "whole-ms");
  }

  #isAnswered(rules: readonly ProgramRule[], times: Times): boolean {
    const wanted = [isTrue(this.#state.condition), ...rules.map(({ condition }) => isNotTrue(condition))];
    // Rules without a wait need to be true at the end only, when the macro is at least as old as the state.
    const isAtEnd = rules.every(({ holdMs }) => holdMs === 0);
    const atEnd = isAtEnd ? ageAtEnd(this.#prover, this.#state, rules, times) : null;
    if (atEnd === null) return times === "any" && this.#prover.excludes(wanted);
    return this.#prover.excludes([...wanted, atEnd]);
  }

  /** Nothing clears the rule while the state lasts. */
  staysInForce({ action, until }: ProgramRule): boolean {
    if (action === "cancel" || until === null) return true;
    return this.#prover.excludes([isTrue(this.#state.condition), isTrue(until.condition)]);
  }

  /** Leaves out one after the other what is not needed. */
  fewest(rules: readonly ProgramRule[]): readonly ProgramRule[] {
    let kept = rules;
    for (const rule of rules) {
      const without = kept.filter((other) => other !== rule);
      if (without.length > 0 && this.isAnsweredBy(without)) kept = without;
    }
    return kept;
  }

  /** By rules that answer it. */
  proof(by: readonly ProgramRule[]): Coverage {
    const assumes = by.flatMap((rule) => assumptionFor(this.#state, rule) ?? []);
    return { kind: "proved", by, assumes: this.#isAnswered(by, "any") ? assumes : [...assumes, wholeMs] };
  }
}
