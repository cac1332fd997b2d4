/**
 * Conditions as rules of json-rules-engine, which knows two truth values only. Each condition becomes a pair of rules, one for
 * "definitely true" and one for "definitely false"; when neither succeeds, the condition is unknown. The negation is pushed
 * down to the comparisons, and each comparison demands that both sides are known: the library's own `not` would be true over
 * a missing value.
 */

import {
  type ComparisonOperator,
  type Condition,
  mirrored,
  type NumericDimension,
  opposite,
  type Term,
  type TextTerm,
} from "@macro-engine/dsl";
import type { NestedCondition, RuleProperties, TopLevelCondition } from "json-rules-engine";
import { assertNever, type ConditionScope } from "./conditions.ts";
import { compileTerm, constantOf, type Reader } from "./terms.ts";

/** A condition that is a fact of its own. */
export type FlagCondition = Extract<Condition, { kind: "flag" | "schedule" | "missing" }>;

/** A fact, or a value that stands in the rule itself. */
export type Side = { readonly fact: string } | { readonly value: number | string };

/** How rules name what they read; `null` is the value of a fact that is missing. */
export interface FactNames {
  /** A fact that is always `true`. */
  readonly always: string;
  term(term: Term, dimension: NumericDimension): Side;
  text(term: TextTerm): Side;
  flag(condition: FlagCondition): string;
  /** The value of a flag's fact that stands for this truth. */
  flagValue(truth: boolean): number | boolean;
}

/** The facts of the second evaluator: numbers, windows and arithmetic already worked out. */
export class Facts implements FactNames {
  readonly always = "always";
  readonly #scope: ConditionScope;
  readonly #names = new Map<string, string>();
  readonly #readers: Reader[] = [];

  constructor(scope: ConditionScope) {
    this.#scope = scope;
  }

  term(term: Term): Side {
    const constant = constantOf(term);
    if (constant !== null && !Number.isNaN(constant)) return { value: constant };
    return { fact: this.#name(JSON.stringify(term), () => compileTerm(term, this.#scope)) };
  }

  leaf(leaf: number): string {
    return this.#name(`leaf ${leaf}`, () => (current, slots) => current[slots[leaf]!]!);
  }

  /** Texts are facts by their number. */
  text(term: TextTerm): Side {
    const { leaves, texts } = this.#scope;
    return term.kind === "text" ? { value: texts.pin(term.value) } : { fact: this.leaf(leaves.metric(term.metric)) };
  }

  flagValue(truth: boolean): number {
    return truth ? 1 : 0;
  }

  flag(condition: FlagCondition): string {
    const { leaves } = this.#scope;
    switch (condition.kind) {
      case "flag":
        return this.leaf(leaves.metric(condition.metric));
      case "schedule":
        return this.leaf(leaves.schedule(condition.schedule));
      case "missing":
        return this.leaf(leaves.missing(condition.metric, condition.silentMs));
    }
  }

  /** The facts of a snapshot; null where missing. */
  values(current: Float64Array, slots: Int32Array): Record<string, number | boolean | null> {
    const values: Record<string, number | boolean | null> = { [this.always]: true };
    this.#readers.forEach((read, index) => {
      const value = read(current, slots);
      values[`f${index}`] = Number.isNaN(value) ? null : value;
    });
    return values;
  }

  #name(key: string, make: () => Reader): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = `f${this.#readers.push(make()) - 1}`;
    this.#names.set(key, name);
    return name;
  }
}

/** The pair of rules that tells the truth of a condition; their events carry `condition` and `truth`. */
export function rulePair(condition: Condition, number: number, facts: FactNames): RuleProperties[] {
  return [true, false].map((truth) => ({
    conditions: definitely(condition, truth, facts),
    event: { type: "definite", params: { condition: number, truth } },
  }));
}

/** Conditions of a rule that succeed exactly when this one is known and has this truth. */
export function definitely(condition: Condition, truth: boolean, facts: FactNames): TopLevelCondition {
  const nested = exactly(condition, truth, facts);
  return "all" in nested || "any" in nested ? nested : { all: [nested] };
}

function exactly(condition: Condition, truth: boolean, facts: FactNames): NestedCondition {
  switch (condition.kind) {
    case "constant":
      return settled(condition.value === truth, facts);
    case "not":
      return exactly(condition.operand, !truth, facts);
    case "and":
    case "or": {
      // An empty list would need a truth of its own; its neutral element stands for it.
      if (condition.operands.length === 0) return settled((condition.kind === "and") === truth, facts);
      const parts = condition.operands.map((operand) => exactly(operand, truth, facts));
      return (condition.kind === "and") === truth ? { all: parts } : { any: parts };
    }
    case "compare": {
      const { left, right, operator, dimension } = condition;
      const sides = [facts.term(left, dimension), facts.term(right, dimension)] as const;
      return numbersCompared(sides[0], truth ? operator : opposite[operator], sides[1], facts);
    }
    case "compare-text":
      return textsCompared(facts.text(condition.left), condition.equal === truth, facts.text(condition.right), facts);
    case "compare-bool":
      return sameOrNot(condition.left, condition.right, condition.equal === truth, facts);
    case "flag":
    case "schedule":
    case "missing":
      return { fact: facts.flag(condition), operator: "equal", value: facts.flagValue(truth) };
    default:
      return assertNever(condition);
  }
}

function settled(holds: boolean, facts: FactNames): NestedCondition {
  return { fact: facts.always, operator: "equal", value: holds };
}

const operators: Readonly<Record<Exclude<ComparisonOperator, "!=">, string>> = {
  "<": "lessThan",
  "<=": "lessThanInclusive",
  ">": "greaterThan",
  ">=": "greaterThanInclusive",
  "==": "equal",
};

/**
 * The library's ordering operators refuse a missing left side themselves, and an absent right one, but not `null`. Its
 * `equal` and `notEqual` refuse nothing, so that they are told by order wherever a side could be missing.
 */
function numbersCompared(left: Side, operator: ComparisonOperator, right: Side, facts: FactNames): NestedCondition {
  // The library has a fact on the left.
  if ("value" in left) {
    return "value" in right
      ? settled(comparedNumbers[operator](left.value, right.value), facts)
      : numbersCompared(right, mirrored[operator], left, facts);
  }
  const value = "fact" in right ? { fact: right.fact } : right.value;
  const held = (name: Exclude<ComparisonOperator, "!=">) => ({ fact: left.fact, operator: operators[name], value });
  if (operator === "!=") return kept(right, { any: [held("<"), held(">")] });
  if (operator === "==" && "fact" in right) return { all: [known(right.fact), held("<="), held(">=")] };
  return kept(right, held(operator));
}

function kept(right: Side, condition: NestedCondition): NestedCondition {
  return "fact" in right ? { all: [known(right.fact), condition] } : condition;
}

function known(fact: string): NestedCondition {
  return { fact, operator: "notEqual", value: null };
}

function textsCompared(left: Side, equal: boolean, right: Side, facts: FactNames): NestedCondition {
  if ("value" in left) {
    return "value" in right
      ? settled((left.value === right.value) === equal, facts)
      : textsCompared(right, equal, left, facts);
  }
  const parts: NestedCondition[] = [];
  if ("fact" in right) parts.push(known(right.fact));
  if (!equal) parts.push(known(left.fact));
  const value = "fact" in right ? { fact: right.fact } : right.value;
  parts.push({ fact: left.fact, operator: equal ? "equal" : "notEqual", value });
  return parts.length === 1 ? parts[0]! : { all: parts };
}

type Value = number | string;

const comparedNumbers: Readonly<Record<ComparisonOperator, (a: Value, b: Value) => boolean>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

function sameOrNot(left: Condition, right: Condition, same: boolean, facts: FactNames): NestedCondition {
  return {
    any: [true, false].map((truth) => ({
      all: [exactly(left, truth, facts), exactly(right, truth === same, facts)],
    })),
  };
}
