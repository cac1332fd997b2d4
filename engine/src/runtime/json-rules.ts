/**
 * Conditions as rules of json-rules-engine, which knows two truth values only. Each condition becomes a pair of rules, one for
 * "definitely true" and one for "definitely false"; when neither succeeds, the condition is unknown. The negation is pushed
 * down to the comparisons, and each comparison demands that both sides are known: the library's own `not` would be true over
 * a missing value.
 */

import type { ComparisonOperator, Condition, Term, TextTerm } from "@macro-engine/dsl";
import type { NestedCondition, RuleProperties, TopLevelCondition } from "json-rules-engine";
import { assertNever, type ConditionScope } from "./conditions.ts";
import { mirrored, opposite } from "./operators.ts";
import { compileTerm, constantOf, type Reader } from "./terms.ts";

/** What the rules read: numbers by fact name; windows and arithmetic are already worked out. */
export class Facts {
  readonly #scope: ConditionScope;
  readonly #names = new Map<string, string>();
  readonly #readers: Reader[] = [];

  constructor(scope: ConditionScope) {
    this.#scope = scope;
  }

  term(term: Term): Side {
    const constant = constantOf(term);
    if (constant !== null && !Number.isNaN(constant)) return constant;
    return this.#name(JSON.stringify(term), () => compileTerm(term, this.#scope));
  }

  leaf(leaf: number): string {
    return this.#name(`leaf ${leaf}`, () => (current, slots) => current[slots[leaf]!]!);
  }

  /** Texts are facts by their number. */
  text(term: TextTerm): Side {
    const { leaves, texts } = this.#scope;
    return term.kind === "text" ? texts.pin(term.value) : this.leaf(leaves.metric(term.metric));
  }

  flag(condition: Condition & { readonly kind: "flag" | "schedule" | "missing" }): string {
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
    const values: Record<string, number | boolean | null> = { [always]: true };
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

const always = "always";

/** The pair of rules that tells the truth of a condition; their events carry `condition` and `truth`. */
export function rulePair(condition: Condition, number: number, facts: Facts): RuleProperties[] {
  return [true, false].map((truth) => ({
    conditions: topLevel(definitely(condition, truth, facts)),
    event: { type: "definite", params: { condition: number, truth } },
  }));
}

function topLevel(condition: NestedCondition): TopLevelCondition {
  return "all" in condition || "any" in condition ? condition : { all: [condition] };
}

/** True exactly when the condition is known and has this truth. */
function definitely(condition: Condition, truth: boolean, facts: Facts): NestedCondition {
  switch (condition.kind) {
    case "constant":
      return { fact: always, operator: "equal", value: condition.value === truth };
    case "not":
      return definitely(condition.operand, !truth, facts);
    case "and":
    case "or": {
      // An empty list would need a truth of its own; its neutral element stands for it.
      if (condition.operands.length === 0) {
        return definitely({ kind: "constant", value: condition.kind === "and" }, truth, facts);
      }
      const parts = condition.operands.map((operand) => definitely(operand, truth, facts));
      return (condition.kind === "and") === truth ? { all: parts } : { any: parts };
    }
    case "compare":
      return compared(
        facts.term(condition.left),
        truth ? condition.operator : opposite[condition.operator],
        facts.term(condition.right),
      );
    case "compare-text":
      return compared(facts.text(condition.left), condition.equal === truth ? "==" : "!=", facts.text(condition.right));
    case "compare-bool":
      return sameOrNot(condition.left, condition.right, condition.equal === truth, facts);
    case "flag":
    case "schedule":
    case "missing":
      return { fact: facts.flag(condition), operator: "equal", value: truth ? 1 : 0 };
    default:
      return assertNever(condition);
  }
}

const operators: Readonly<Record<ComparisonOperator, string>> = {
  "<": "lessThan",
  "<=": "lessThanInclusive",
  ">": "greaterThan",
  ">=": "greaterThanInclusive",
  "==": "equal",
  "!=": "notEqual",
};

/** A fact, or a number that stands in the rule itself. */
type Side = string | number;

/** Ordering operators refuse a missing left side themselves; every other missing side must be kept out. */
function compared(left: Side, operator: ComparisonOperator, right: Side): NestedCondition {
  // The library has a fact on the left.
  if (typeof left === "number") {
    return typeof right === "number"
      ? { fact: always, operator: "equal", value: comparedNumbers[operator](left, right) }
      : compared(right, mirrored[operator], left);
  }
  const parts: NestedCondition[] = [];
  if (typeof right === "string") parts.push({ fact: right, operator: "notEqual", value: null });
  if (operator === "!=") parts.push({ fact: left, operator: "notEqual", value: null });
  parts.push({ fact: left, operator: operators[operator], value: typeof right === "number" ? right : { fact: right } });
  return parts.length === 1 ? parts[0]! : { all: parts };
}

const comparedNumbers: Readonly<Record<ComparisonOperator, (a: number, b: number) => boolean>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

function sameOrNot(left: Condition, right: Condition, same: boolean, facts: Facts): NestedCondition {
  return {
    any: [true, false].map((truth) => ({
      all: [definitely(left, truth, facts), definitely(right, truth === same, facts)],
    })),
  };
}
