/** What a condition holds its metrics against, and how long it may have to be watched until it can be true. */

import { type Condition, dimensions, type Metric, type ProgramRule, type Term } from "@macro-engine/dsl";

/** Values of each metric at which some comparison changes, in base units. */
export type Limits = ReadonlyMap<string, ReadonlySet<number>>;

export function limitsOf(condition: Condition): Limits {
  const limits = new Map<string, Set<number>>();
  visit(condition, (left, right) => {
    for (const [varying, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const limit = constantOf(other);
      const metric = limit === null ? null : measured(varying);
      if (limit === null || metric === null) continue;
      const known = limits.get(metric.name) ?? new Set();
      limits.set(metric.name, known.add(limit / metric.factor));
    }
  });
  return limits;
}

/** The least step of a metric past a limit that anybody would write. */
export function stepOf({ dimension }: Metric, limit: number): number {
  if (dimension !== "number") return dimensions[dimension].resolution;
  return limit === 0 ? 0.1 : 10 ** (Math.floor(Math.log10(Math.abs(limit))) - 1);
}

/** Waits, windows, silences and ages that must pass before a rule can fire, all of them one after the other. */
export function horizonOf(rule: ProgramRule): number {
  let ms = rule.holdMs;
  const text = JSON.stringify(rule.condition);
  for (const [, length] of text.matchAll(/"(?:windowMs|silentMs|aheadMs)":(\d+(?:\.\d+)?)/g)) ms += Number(length);
  for (const limit of limitsOf(rule.condition).get("duration") ?? []) ms += Math.max(0, limit);
  return ms;
}

function visit(condition: Condition, onComparison: (left: Term, right: Term) => void): void {
  switch (condition.kind) {
    case "not":
      visit(condition.operand, onComparison);
      return;
    case "and":
    case "or":
      for (const operand of condition.operands) visit(operand, onComparison);
      return;
    case "compare-bool":
      visit(condition.left, onComparison);
      visit(condition.right, onComparison);
      return;
    case "compare":
      onComparison(condition.left, condition.right);
      visitTerm(condition.left, onComparison);
      visitTerm(condition.right, onComparison);
      return;
    default:
      return;
  }
}

/** `share` holds conditions too. */
function visitTerm(term: Term, onComparison: (left: Term, right: Term) => void): void {
  if (term.kind === "share") visit(term.condition, onComparison);
  else if ("operand" in term) visitTerm(term.operand, onComparison);
  else if ("left" in term) {
    visitTerm(term.left, onComparison);
    visitTerm(term.right, onComparison);
  }
}

/** The metric whose steady value a term is, up to a factor. */
function measured(term: Term): { name: string; factor: number } | null {
  switch (term.kind) {
    case "metric":
    case "forecast":
      return { name: term.metric, factor: 1 };
    case "window":
      return /^(avg|min|max|p\d+)$/.test(term.function) ? { name: term.metric, factor: 1 } : null;
    case "absolute":
      return measured(term.operand);
    case "multiply":
    case "divide": {
      const [first, second] = [constantOf(term.left), constantOf(term.right)];
      const found = second === null ? (term.kind === "multiply" ? measured(term.right) : null) : measured(term.left);
      const factor = second ?? first;
      if (found === null || factor === null || factor === 0) return null;
      return { ...found, factor: term.kind === "multiply" ? found.factor * factor : found.factor / factor };
    }
    default:
      return null;
  }
}

/** Null for a term that varies. */
function constantOf(term: Term): number | null {
  if (term.kind === "constant") return term.value;
  if (term.kind === "negate" || term.kind === "absolute") {
    const value = constantOf(term.operand);
    return value === null ? null : term.kind === "negate" ? -value : Math.abs(value);
  }
  if (!("left" in term)) return null;
  const [left, right] = [constantOf(term.left), constantOf(term.right)];
  if (left === null || right === null) return null;
  switch (term.kind) {
    case "add":
      return left + right;
    case "subtract":
      return left - right;
    case "multiply":
      return left * right;
    case "divide":
      return right === 0 ? null : left / right;
  }
}
