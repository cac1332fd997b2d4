/** Finds windowed calls that are never known in a run: rules that can say nothing there. */

import type { Condition, Program, ProgramProfile, ProgramRule, Term } from "@macro-engine/dsl";

/** A windowed call of a rule. */
export interface WindowCall {
  readonly rule: ProgramRule;
  readonly term: Term & { kind: "window" | "forecast" | "share" };
}

function windowsOfTerm(term: Term, into: WindowCall["term"][]): void {
  switch (term.kind) {
    case "constant":
    case "metric":
      return;
    case "window":
    case "forecast":
      into.push(term);
      return;
    case "share":
      into.push(term);
      windowsOfCondition(term.condition, into);
      return;
    case "negate":
    case "absolute":
      windowsOfTerm(term.operand, into);
      return;
    case "add":
    case "subtract":
    case "multiply":
    case "divide":
      windowsOfTerm(term.left, into);
      windowsOfTerm(term.right, into);
      return;
  }
}

function windowsOfCondition(condition: Condition, into: WindowCall["term"][]): void {
  switch (condition.kind) {
    case "not":
      windowsOfCondition(condition.operand, into);
      return;
    case "and":
    case "or":
      for (const operand of condition.operands) windowsOfCondition(operand, into);
      return;
    case "compare":
      windowsOfTerm(condition.left, into);
      windowsOfTerm(condition.right, into);
      return;
    case "compare-bool":
      windowsOfCondition(condition.left, into);
      windowsOfCondition(condition.right, into);
      return;
    case "constant":
    case "compare-text":
    case "flag":
    case "schedule":
    case "missing":
      return;
  }
}

/** The windowed calls in the conditions of a profile's rules, each once a rule. */
export function windowCalls(profile: ProgramProfile): readonly WindowCall[] {
  return profile.rules.flatMap((rule) => {
    const terms: WindowCall["term"][] = [];
    windowsOfCondition(rule.condition, terms);
    if (rule.until !== null) windowsOfCondition(rule.until.condition, terms);
    const unique = new Map(terms.map((term) => [JSON.stringify(term), term]));
    return [...unique.values()].map((term) => ({ rule, term }));
  });
}

/**
 * A program whose profile asks of each call only whether it is known: a comparison of a term with itself is true when it
 * is, and unknown otherwise. Rule number i warns at the first snapshot at which call i is known.
 */
export function probeProgram(program: Program, profile: ProgramProfile, calls: readonly WindowCall[]): Program {
  const rules = calls.map(
    ({ rule, term }, index): ProgramRule => ({
      ...rule,
      name: String(index),
      action: "warn",
      all: false,
      condition: { kind: "compare", operator: "==", left: term, right: term, dimension: "number" },
      holdMs: 0,
      until: null,
      message: [],
      messageReads: [],
    }),
  );
  return { ...program, profiles: [{ ...profile, rules }], tests: [] };
}
