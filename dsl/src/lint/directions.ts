/** Which way a condition goes as each of its metrics grows. */

import type { Condition, Term } from "../program/program.ts";

/** `up`: true more often as the metric grows; `both`: not known. */
export type Trend = "up" | "down" | "both";

export type Trends = ReadonlyMap<string, Trend>;

/** 1: as the condition that is asked of; −1: the other way round; 0: nobody knows. */
type Way = 1 | -1 | 0;

export function trendsOf(condition: Condition): Trends {
  const trends = new Map<string, Trend>();
  addCondition(condition, 1, trends);
  return trends;
}

function addCondition(condition: Condition, way: Way, into: Map<string, Trend>): void {
  switch (condition.kind) {
    case "not":
      addCondition(condition.operand, turned(way), into);
      return;
    case "and":
    case "or":
      for (const operand of condition.operands) addCondition(operand, way, into);
      return;
    case "compare":
      addComparison(condition, way, into);
      return;
    case "compare-bool":
      addCondition(condition.left, 0, into);
      addCondition(condition.right, 0, into);
      return;
  }
}

type Comparison = Extract<Condition, { kind: "compare" }>;

function addComparison({ operator, left, right }: Comparison, way: Way, into: Map<string, Trend>): void {
  const isEquality = operator === "==" || operator === "!=";
  const ofLeft = isEquality ? 0 : operator.startsWith(">") ? way : turned(way);
  addTerm(left, ofLeft, into);
  addTerm(right, turned(ofLeft), into);
}

function addTerm(term: Term, way: Way, into: Map<string, Trend>): void {
  switch (term.kind) {
    case "constant":
      return;
    case "metric":
    case "forecast":
      add(term.metric, way, into);
      return;
    case "window":
      add(term.metric, isLevel(term.function) ? way : 0, into);
      return;
    case "share":
      addCondition(term.condition, way, into);
      return;
    case "negate":
      addTerm(term.operand, turned(way), into);
      return;
    case "absolute":
      addTerm(term.operand, 0, into);
      return;
    case "add":
    case "subtract":
      addTerm(term.left, way, into);
      addTerm(term.right, term.kind === "add" ? way : turned(way), into);
      return;
    case "multiply":
    case "divide":
      addProduct(term, way, into);
      return;
  }
}

function addProduct(term: Extract<Term, { readonly left: Term }>, way: Way, into: Map<string, Trend>): void {
  const { kind, left, right } = term;
  if (right.kind === "constant") {
    addScaled(left, right.value, way, into);
    return;
  }
  if (left.kind === "constant" && kind === "multiply") {
    addScaled(right, left.value, way, into);
    return;
  }
  addTerm(left, 0, into);
  addTerm(right, 0, into);
}

function addScaled(term: Term, factor: number, way: Way, into: Map<string, Trend>): void {
  if (factor !== 0) addTerm(term, factor > 0 ? way : turned(way), into);
}

/** How high the values of a window are, not how they move. */
function isLevel(name: string): boolean {
  return !["stddev", "delta", "rate", "anomaly"].includes(name);
}

function turned(way: Way): Way {
  return way === 0 ? 0 : way === 1 ? -1 : 1;
}

function add(metric: string, way: Way, into: Map<string, Trend>): void {
  const trend = way === 0 ? "both" : way === 1 ? "up" : "down";
  const before = into.get(metric) ?? trend;
  into.set(metric, before === trend ? trend : "both");
}
