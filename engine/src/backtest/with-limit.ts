/** A program in which one comparison of one rule has another limit: what a slider tries. */

import type { Condition, Program } from "@macro-engine/dsl";
import { conditionsIn } from "../runtime/parts.ts";
import { constantOf } from "../runtime/terms.ts";

export interface OtherLimit {
  readonly profile: string;
  readonly rule: string;
  /** Which of the rule's comparisons, from 0, in the order of `RuleView.comparisons`. */
  readonly comparison: number;
  /** Base units. */
  readonly limit: number;
}

/** Null where there is no such profile, rule or comparison. */
export function withLimit(program: Program, { profile, rule, comparison, limit }: OtherLimit): Program | null {
  const governing = program.profiles.find(({ name }) => name === profile);
  const found = governing?.rules.find(({ name }) => name === rule);
  if (governing === undefined || found === undefined) return null;
  const compared = comparisonsIn(found.condition)[comparison];
  if (compared === undefined) return null;
  const condition = replaced(found.condition, compared, limited(compared, limit));
  const rules = governing.rules.map((one) => (one === found ? { ...one, condition } : one));
  return { ...program, profiles: program.profiles.map((one) => (one === governing ? { ...one, rules } : one)) };
}

type Compare = Condition & { readonly kind: "compare" };

function comparisonsIn(condition: Condition): readonly Compare[] {
  return [...(condition.kind === "compare" ? [condition] : []), ...conditionsIn(condition).flatMap(comparisonsIn)];
}

/** A constant stands on the limit's side, else the limit is on the right. */
function limited(compare: Compare, limit: number): Compare {
  const value = { kind: "constant", value: limit } as const;
  const isTurned = constantOf(compare.left) !== null && constantOf(compare.right) === null;
  return isTurned ? { ...compare, left: value } : { ...compare, right: value };
}

function replaced(condition: Condition, old: Compare, compare: Compare): Condition {
  if (condition === old) return compare;
  const again = (inner: Condition) => replaced(inner, old, compare);
  switch (condition.kind) {
    case "not":
      return { ...condition, operand: again(condition.operand) };
    case "and":
    case "or":
      return { ...condition, operands: condition.operands.map(again) };
    case "compare-bool":
      return { ...condition, left: again(condition.left), right: again(condition.right) };
    default:
      return condition;
  }
}
