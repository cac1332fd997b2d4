/** Which way a condition goes as each of its metrics grows. */

import type { Condition, Term } from "../program/program.ts";

/** `up`: true more often as the metric grows; `both`: not known. */
export type Trend = "up" | "down" | "both";

export type Trends = ReadonlyMap<string, Trend>;

export function trendsOf(condition: Condition): Trends {
  switch (condition.kind) {
    case "not":
      return turned(trendsOf(condition.operand));
    case "and":
    case "or":
      return condition.operands.map(trendsOf).reduce(merged, new Map());
    case "compare":
      return trendsOfComparison(condition);
    case "compare-bool":
      return unsure(merged(trendsOf(condition.left), trendsOf(condition.right)));
    default:
      return new Map();
  }
}

function trendsOfComparison({ operator, left, right }: Extract<Condition, { kind: "compare" }>): Trends {
  const sides = [trendsOfTerm(left), trendsOfTerm(right)] as const;
  if (operator === "==" || operator === "!=") return unsure(merged(...sides));
  return operator.startsWith(">") ? merged(sides[0], turned(sides[1])) : merged(turned(sides[0]), sides[1]);
}

function trendsOfTerm(term: Term): Trends {
  switch (term.kind) {
    case "constant":
      return new Map();
    case "metric":
    case "forecast":
      return new Map([[term.metric, "up"]]);
    case "window":
      return new Map([[term.metric, isLevel(term.function) ? "up" : "both"]]);
    case "share":
      return trendsOf(term.condition);
    case "negate":
      return turned(trendsOfTerm(term.operand));
    case "absolute":
      return unsure(trendsOfTerm(term.operand));
    case "add":
      return merged(trendsOfTerm(term.left), trendsOfTerm(term.right));
    case "subtract":
      return merged(trendsOfTerm(term.left), turned(trendsOfTerm(term.right)));
    case "multiply":
    case "divide":
      return trendsOfProduct(term);
  }
}

function trendsOfProduct({ kind, left, right }: Extract<Term, { readonly left: Term }>): Trends {
  if (right.kind === "constant") return scaled(trendsOfTerm(left), right.value);
  if (left.kind === "constant" && kind === "multiply") return scaled(trendsOfTerm(right), left.value);
  return unsure(merged(trendsOfTerm(left), trendsOfTerm(right)));
}

/** How high the values of a window are, not how they move. */
function isLevel(name: string): boolean {
  return !["stddev", "delta", "rate", "anomaly"].includes(name);
}

function scaled(trends: Trends, factor: number): Trends {
  if (factor === 0) return new Map();
  return factor > 0 ? trends : turned(trends);
}

function turned(trends: Trends): Trends {
  return new Map([...trends].map(([metric, trend]) => [metric, opposite[trend]]));
}

const opposite = { up: "down", down: "up", both: "both" } as const;

function unsure(trends: Trends): Trends {
  return new Map([...trends.keys()].map((metric) => [metric, "both"]));
}

function merged(a: Trends, b: Trends): Trends {
  const all = new Map(a);
  for (const [metric, trend] of b) all.set(metric, (all.get(metric) ?? trend) === trend ? trend : "both");
  return all;
}
